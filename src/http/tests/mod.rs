//! Requests through the real router, on an index of the fixtures.
//!
//! These tests prove that
//! 1. every endpoint answers as documented (`answers`);
//! 2. every refusal has the one error body, its status and its headers (`refusals`);
//! 3. nothing that a person typed or is reaches the log or the metrics (`privacy`);
//! 4. headers forbid what they should, and allow other sites what they may (`headers`);
//! 5. a server in trouble fails well: no index, a broken one, slow callers, full queues, shutdown (`trouble`);
//! 6. answers say in words what they hold, and complete what is typed (`wording`).

mod answers;
mod headers;
mod pages;
mod privacy;
mod refusals;
mod trouble;
mod wording;

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::Path,
    sync::{Arc, Mutex, Weak, atomic::AtomicBool},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, header},
};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use super::{AppState, Metrics, router};
use crate::{
    config::Config,
    ctgov::{Limits, Outcome, Source, parse_in_parallel},
    index::{Builder, DataDir, Finish, Verify},
    search::Engine,
};

const TODAY: fn() -> Date = || Date::constant(2026, 11, 23);

/// A data directory with the fixtures in it; shared by the tests that run at the same time.
pub struct TestData {
    root: TempDir,
}

impl TestData {
    pub fn dir(&self) -> DataDir {
        DataDir::new(self.root.path())
    }

    fn shared() -> Arc<TestData> {
        static SHARED: Mutex<Weak<TestData>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let data = Arc::new(TestData {
                root: tempfile::tempdir().unwrap(),
            });
            build(&data.dir());
            *shared = Arc::downgrade(&data);
            data
        })
    }
}

/// Builds and publishes a generation of the fixtures.
pub fn build(data: &DataDir) {
    let config = Config::compiled_in().unwrap();
    let lock = data.lock().unwrap();
    let world = crate::cli::indexing::place_tables(&config, data).unwrap();
    let vocabulary = crate::cli::vocabulary::of_settings(&config, data).unwrap();
    let mut builder =
        Builder::begin(&config, data, &lock, world, vocabulary, BTreeMap::new()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/trials");
    parse_in_parallel(&[Source::Path(folder)], &Limits::default(), 1, |outcome| {
        if let Outcome::Parsed(parsed, _) = outcome {
            builder.add(parsed.trial).unwrap();
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let now: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
    let interrupted = AtomicBool::new(false);
    let finish = Finish {
        sources: vec![],
        now,
        live: None,
        progress: &|_| (),
        interrupted: &interrupted,
    };
    let built = builder.finish(finish).unwrap();
    data.publish(&lock, built.number, &built.dir).unwrap();
}

/// A server without a network.
pub struct TestApp {
    pub state: AppState,
    pub router: Router,
    _data: Option<Arc<TestData>>,
}

impl TestApp {
    /// Returns a server on the fixtures.
    pub fn new() -> Self {
        TestApp::with(|_| ())
    }

    /// Returns a server on the fixtures with other settings.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let data = TestData::shared();
        let mut app = TestApp::empty(change);
        app.state
            .engine
            .load_current(&data.dir(), Verify::Sizes)
            .unwrap();
        app._data = Some(data);
        app
    }

    /// Returns a server without an index.
    pub fn empty(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::compiled_in().unwrap();
        change(&mut config);
        let engine = Arc::new(Engine::new(Arc::new(config)).unwrap());
        let state = AppState::new(engine, Arc::new(Metrics::new()), TODAY);
        TestApp {
            router: router(state.clone()),
            state,
            _data: None,
        }
    }

    pub async fn get(&self, uri: &str) -> Reply {
        self.send(Request::get(uri).body(Body::empty()).unwrap())
            .await
    }

    pub async fn post(&self, body: &str) -> Reply {
        self.post_to("/v1/search", body).await
    }

    pub async fn post_to(&self, uri: &str, body: &str) -> Reply {
        let request = Request::post(uri).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub async fn call(&self, method: Method, uri: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.to_vec(),
        }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the status and the parts of an error body.
    pub fn error(&self) -> String {
        let body = self.json();
        let detail = &body["error"];
        let part = |name: &str| detail[name].as_str().unwrap_or("-").to_owned();
        assert_eq!(body.as_object().unwrap().len(), 1);
        assert_eq!(detail.as_object().unwrap().len(), 4);
        format!(
            "{} {}: {}; hint: {}; param: {}",
            self.status,
            part("code"),
            part("message"),
            part("hint"),
            part("param")
        )
    }
}
