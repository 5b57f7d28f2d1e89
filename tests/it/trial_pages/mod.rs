//! The page of a trial, the sheet for the doctor, the glossary and the sitemap, through the real router on the fixtures.
//!
//! 1. All fixtures have a page in every language: complete HTML, no raw registry value, no "null" or the like (`every_fixture`).
//! 2. Text of the registry stays text, whatever is in it (`every_fixture`).
//! 3. Criteria are numbered, counted, nested and marked as the record has them (`criteria`).
//! 4. Without an editor nothing is said that the record does not say; with one, every block says who wrote it (`said`).
//! 5. A trial that takes nobody shows no contact; contacts stand for open sites only; sites are sorted by place (`joining`).
//! 6. Addresses: former ids, wrong ids, unknown ids, the way back, what search engines may list (`addresses`).
//! 7. The data for machines is valid and holds the facts of the record and no person (`machines`).
//! 8. The sheet holds ten trials at most, and the words of the person only if they want that (`sheet`).
//! 9. The API, the pages and the terminal say the same of the same trial (`alike`).
//! 10. Words are explained in three languages, never in headings, links, numbers or names of treatments (`words_explained`).

mod addresses;
mod alike;
mod criteria;
mod every_fixture;
mod html;
mod joining;
mod machines;
mod said;
mod sheet;
mod words_explained;

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request},
};
use jiff::civil::Date;
use tower::ServiceExt;
use trialseek::{
    config::Config,
    http::{AppState, Metrics, router},
    say::Words,
    search::{Engine, Snapshot},
    trial::Trial,
};

use crate::support::{TODAY, TestData, fixture_source};
use html::Element;

const LANGUAGES: [&str; 3] = ["en", "es", "zh"];
/// Where the tests' server says that people reach it.
const PUBLIC: &str = "https://trials.example.org";

fn today() -> Date {
    TODAY
}

/// An answer, read to its end.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Reads the body as a page.
    fn page(&self) -> Element {
        Element::parse(&self.body)
    }
}

/// Returns the settings of the tests' server.
fn settings() -> Arc<Config> {
    static CONFIG: OnceLock<Arc<Config>> = OnceLock::new();
    let make = || {
        let mut config = Config::compiled_in().unwrap();
        config.server.public_url = Some(PUBLIC.to_owned());
        config.server.pages.pseudo_language = true;
        Arc::new(config)
    };
    Arc::clone(CONFIG.get_or_init(make))
}

fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<(Arc<Engine>, TestData)> = OnceLock::new();
    let (engine, _) = ENGINE.get_or_init(|| {
        let data = TestData::of(&[fixture_source()]);
        let engine = Engine::new(settings()).unwrap();
        engine.install(Snapshot::new(data.generation().unwrap(), engine.config()).unwrap());
        (Arc::new(engine), data)
    });
    Arc::clone(engine)
}

/// Asks the real router for an address.
fn get(address: &str) -> Reply {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    let router =
        ROUTER.get_or_init(|| router(AppState::new(engine(), Arc::new(Metrics::new()), today)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let request = Request::get(address).body(Body::empty()).unwrap();
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    })
}

/// Returns the page of a trial.
fn trial_page(lang: &str, id: &str) -> Element {
    let reply = get(&format!("/{lang}/trials/{id}"));
    assert_eq!(reply.status, 200, "{lang} {id}");
    reply.page()
}

/// Returns the page of a trial as someone sees it who searched for `search`, which is the part of an address behind `?`.
fn trial_page_from(lang: &str, id: &str, search: &str) -> Element {
    let encoded: String = search
        .bytes()
        .map(|byte| match byte.is_ascii_alphanumeric() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect();
    let reply = get(&format!("/{lang}/trials/{id}?s={encoded}"));
    assert_eq!(reply.status, 200, "{lang} {id} {search}");
    reply.page()
}

/// Returns every fixture as it is served, with what editors wrote.
fn served_trials() -> Vec<Trial> {
    let engine = engine();
    let ids = engine.ids_open_first().unwrap();
    let trials = ids.into_iter().map(|id| engine.trial(id).unwrap().unwrap());
    trials.collect()
}

/// Returns the message `page.key` of a language.
fn say(lang: &str, key: &str) -> String {
    Words::new(&settings(), lang).say(key)
}
