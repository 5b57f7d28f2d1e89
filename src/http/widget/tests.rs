//! The widget as it is served.
//!
//! 1. What pages pin is what they get: the hash is that of the bytes, the address with a full version is for ever, and other sites may load it.
//! 2. It is small, and holds nothing that a strict policy forbids.
//! 3. Every language has the same texts with the same placeholders.
//! 4. What it says in a crisis and of the person is what the page of results says.
//! 5. The page about it names everything that the script promises; the page of the made-up host is served in a demo only.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha384};

use super::{page, *};
use crate::{
    config::Config,
    http::{router, tests::TestApp},
    say::Words,
};

/// Bytes of the script as a browser receives it.
const BUDGET: usize = 16_896;

fn pinned() -> String {
    path()
}

#[tokio::test]
async fn the_hash_is_that_of_the_bytes() {
    let app = TestApp::new();
    let reply = app.get(&pinned()).await;
    let expected = format!("sha384-{}", STANDARD.encode(Sha384::digest(&reply.body)));
    assert_eq!(integrity(), expected);
    let about = app.get("/widget/").await;
    assert!(about.text().contains(&expected));
    let moving = app.get("/widget/v1/trial-search.js").await;
    assert_eq!(moving.body, reply.body);
}

#[tokio::test]
async fn other_sites_may_load_and_keep_it() {
    let app = TestApp::with(|config| {
        config.server.cors.origins = vec!["https://charity.example".to_owned()]
    });
    for (uri, kept) in [
        (pinned().as_str(), FOREVER),
        ("/widget/v1/trial-search.js", HOUR),
        ("/widget/v1.0.0/messages/es.json", FOREVER),
    ] {
        let reply = app
            .call(Method::GET, uri, &[("origin", "https://other.example")])
            .await;
        assert_eq!(reply.status, 200, "{uri}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{uri}");
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            "cross-origin",
            "{uri}"
        );
        assert_eq!(reply.header("cache-control"), kept, "{uri}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{uri}");
    }
    let reply = app.get(&pinned()).await;
    assert_eq!(
        reply.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(app.call(Method::POST, &pinned(), &[]).await.status, 405);
}

#[tokio::test]
async fn it_is_small() {
    let app = TestApp::new();
    let plain = app.get(&pinned()).await;
    assert!(!plain.headers.contains_key("content-encoding"));
    for accepted in ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.5"] {
        let reply = app
            .call(Method::GET, &pinned(), &[("accept-encoding", accepted)])
            .await;
        assert_eq!(reply.header("content-encoding"), "gzip", "{accepted}");
        assert!(reply.body.len() <= BUDGET, "{} bytes", reply.body.len());
        let mut text = String::new();
        std::io::Read::read_to_string(
            &mut flate2::read::GzDecoder::new(reply.body.as_slice()),
            &mut text,
        )
        .unwrap();
        assert_eq!(text, plain.text());
    }
    let refused = app
        .call(Method::GET, &pinned(), &[("accept-encoding", "gzip;q=0")])
        .await;
    assert_eq!(refused.body, plain.body);
}

#[tokio::test]
async fn it_holds_nothing_that_a_strict_policy_forbids() {
    let text = TestApp::new().get(&pinned()).await.text().to_owned();
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "setHTML",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "sendBeacon",
        "serviceWorker",
        "XMLHttpRequest",
        "WebSocket",
        "'@",
        "<style",
        "data:",
        "url(",
        "assertive",
    ] {
        assert!(!text.contains(word), "the widget holds `{word}`");
    }
    let without_its_address = text
        .replace("import.meta.url", "")
        .replace("!important", "");
    assert!(
        !without_its_address.contains("import"),
        "the widget imports something"
    );
    // Comments are left out line by line, so no text may go on in a second line.
    let script = include_str!("../../widget/trial-search.js");
    for line in script.lines() {
        assert!(
            line.matches('`').count() % 2 == 0,
            "a text goes on behind `{line}`"
        );
    }
    assert!(
        !text
            .lines()
            .any(|line| line.starts_with("//") || line.starts_with("/*"))
    );
}

fn placeholders(text: &Value) -> BTreeSet<String> {
    match text {
        Value::String(text) => {
            let pieces = text.split('{').skip(1);
            pieces
                .filter_map(|piece| Some(piece.split_once('}')?.0.to_owned()))
                .collect()
        }
        Value::Object(forms) => forms.values().flat_map(placeholders).collect(),
        _ => BTreeSet::new(),
    }
}

#[tokio::test]
async fn every_language_has_every_text() {
    let app = TestApp::new();
    let read = async |code: &str| -> BTreeMap<String, Value> {
        let reply = app
            .get(&format!("/widget/v1.0.0/messages/{code}.json"))
            .await;
        serde_json::from_slice(&reply.body).unwrap()
    };
    let english = read("en").await;
    let script = include_str!("../../widget/trial-search.js");
    for code in ["es", "zh", "qps"] {
        let texts = read(code).await;
        assert_eq!(
            texts.keys().collect::<Vec<_>>(),
            english.keys().collect::<Vec<_>>(),
            "{code}"
        );
        for (key, text) in &texts {
            assert_eq!(
                placeholders(text),
                placeholders(&english[key]),
                "{code}: {key}"
            );
            assert_eq!(text.is_object(), english[key].is_object(), "{code}: {key}");
        }
    }
    for key in english.keys().filter(|key| {
        !["$", "sort_", "chip_"]
            .iter()
            .any(|start| key.starts_with(start))
    }) {
        assert!(script.contains(&format!("'{key}'")), "nobody says `{key}`");
    }
    let reply = app.get("/widget/v1.0.0/messages/tlh.json").await;
    assert_eq!(reply.status, 404);
    assert!(
        reply.error().contains("the widget speaks en, es, qps, zh"),
        "{}",
        reply.error()
    );
}

#[test]
fn it_says_of_the_person_what_the_page_says() {
    let config = Config::compiled_in().unwrap();
    for code in ["en", "es", "zh"] {
        let texts: BTreeMap<String, Value> = serde_json::from_str(MESSAGES[code]).unwrap();
        let words = Words::new(&config, code);
        let with = [("label", "{x}"), ("words", "{x}")];
        for (key, of_the_page) in [
            ("crisis", "search.crisis"),
            ("crisis_call", "search.crisis_call"),
            ("nearest_names", "chips.nearest_names"),
            ("unread", "chips.unread"),
            ("chip_not", "chips.not"),
            ("chip_absent", "chips.absent"),
            ("chip_past", "chips.past"),
            ("chip_family", "chips.family"),
            ("chip_possible", "chips.possible"),
            ("chip_besides", "chips.besides"),
            ("chip_tried", "chips.tried"),
            ("chip_failed", "chips.failed"),
            ("chip_current", "chips.current"),
            ("line_told", "chips.told"),
            ("line_rank", "chips.rank"),
        ] {
            assert_eq!(
                texts[key],
                words.say_with(of_the_page, &with),
                "{code}: {key}"
            );
        }
    }
}

#[tokio::test]
async fn the_page_names_all_that_is_promised() {
    let app = TestApp::new();
    let page = app
        .call(Method::GET, "/widget/", &[("host", "trials.example:8080")])
        .await;
    assert!(
        page.text()
            .contains("http://trials.example:8080/widget/v1.0.0/trial-search.js")
    );
    let script = include_str!("../../widget/trial-search.js");
    let style = include_str!("../../widget/trial-search.css");
    for part in page::PARTS {
        let is_made = script.contains(&format!("'{part}'")) || part.starts_with("status-");
        assert!(is_made, "nothing has the part `{part}`");
        assert!(page.text().contains(&format!("<code>{part}</code>")));
    }
    for name in page::PROPERTIES {
        assert!(
            style.contains(&format!("--trial-search-{name},")),
            "nothing uses `{name}`"
        );
    }
    let is_part_of_word = |c: char| c.is_ascii_lowercase() || c == '-';
    let words: BTreeSet<&str> = script.split(|c| !is_part_of_word(c)).collect();
    for (name, ..) in page::ATTRIBUTES {
        assert!(words.contains(name), "the script does not know `{name}`");
    }
    let forged = app
        .call(Method::GET, "/widget/", &[("host", "x\"><script>")])
        .await;
    assert!(!forged.text().contains("x\"><script>"));
    let named = TestApp::with(|config| {
        config.server.public_url = Some("https://trials.example".to_owned())
    });
    let page = named.get("/widget/").await;
    assert!(
        page.text()
            .contains("https://trials.example/widget/v1.0.0/trial-search.js")
    );
}

#[tokio::test]
async fn the_made_up_host_is_served_in_a_demo_only() {
    let mut app = TestApp::new();
    assert_eq!(app.get("/widget/demo").await.status, 404);
    app.router = router(app.state.clone().with_widget_demo(true));
    let page = app.get("/widget/demo").await;
    assert!(page.text().contains(integrity()) && page.text().contains(&pinned()));
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(app.get("/widget/demo.css").await.status, 200);
}
