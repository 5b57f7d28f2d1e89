//! The API through the real router.
//!
//! 1. The same request gives the same bytes (but for the time that it took).
//! 2. A thousand requests while three generations are switched: none fails, none mixes two generations, and each switch is noticed within a second.
//! 3. The OpenAPI document is the committed one.
//! 4. The example of the brief answers with every key of the brief.

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::civil::Date;
use serde_json::Value;
use tokio::net::TcpListener;
use trialseek::{
    config::Config,
    ctgov::Source,
    http::{AppState, Metrics, openapi_json, serve, watch},
    index::Verify,
    search::Engine,
};

use crate::support::{TODAY, TestData, config, fixture_source, repository};

fn today() -> Date {
    TODAY
}

/// A server on loopback, with the watcher that a real one has.
struct Server {
    address: String,
    runtime: tokio::runtime::Runtime,
}

impl Server {
    fn of(test: &TestData) -> Self {
        let engine = Arc::new(Engine::new(config()).unwrap());
        engine.load_current(&test.data, Verify::Full).unwrap();
        let metrics = Arc::new(Metrics::new());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = AppState::new(Arc::clone(&engine), Arc::clone(&metrics), today);
        runtime.spawn(serve(listener, state, std::future::pending()));
        runtime.spawn(watch(
            engine,
            test.data.clone(),
            Duration::from_millis(100),
            metrics,
        ));
        Server { address, runtime }
    }

    fn get(&self, path: &str) -> Value {
        let mut response = ureq::get(format!("{}{path}", self.address)).call().unwrap();
        response.body_mut().read_json().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let idle = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        std::mem::replace(&mut self.runtime, idle).shutdown_background();
    }
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let server = Server::of(&TestData::of(&[fixture_source()]));
    for path in [
        "/v1/search?q=leukemia&near=Hangzhou&facets=all&explain=true",
        "/v1/search?facets=all",
        "/v1/trials/NCT05665075",
        "/v1/places?q=hang",
    ] {
        let text = || {
            let mut answer = server.get(path);
            if let Some(took) = answer.get_mut("took_ms") {
                *took = 0.into();
            }
            answer.to_string()
        };
        let first = text();
        assert!((0..5).all(|_| text() == first), "{path}");
    }
}

#[test]
fn a_thousand_requests_while_three_generations_are_switched() {
    // In generation n every title holds the word `generationn`, and there are n × 10 trials.
    let source = |n: u64| {
        let record = |id: u64| {
            format!(
                r#"{{"protocolSection":{{"identificationModule":{{"nctId":"NCT{id:08}","briefTitle":"common generation{n}"}}}}}}"#
            )
        };
        let records: Vec<String> = (1..=n * 10).map(record).collect();
        Source::Bytes {
            name: "test.jsonl".to_owned(),
            bytes: records.join("\n").into_bytes().into(),
        }
    };
    let test = TestData::of(&[source(1)]);
    let server = Server::of(&test);
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    while answered.fetch_add(1, Ordering::Relaxed) < 1_000 || last < 4 {
                        let answer = server.get("/v1/search?q=common&size=100");
                        let total = answer["total"].as_u64().unwrap();
                        let generation = total / 10;
                        let hits = answer["hits"].as_array().unwrap();
                        assert_eq!(hits.len() as u64, total);
                        let title = format!("common generation{generation}");
                        assert!(
                            hits.iter().all(|hit| hit["title"] == title.as_str()),
                            "an answer mixes generations"
                        );
                        assert!(generation >= last, "an older generation came back");
                        last = generation;
                    }
                })
            })
            .collect();
        for n in 2..=4 {
            test.reindex(&[source(n)]);
            let switched = Instant::now();
            while server.get("/readyz")["generation"] != n {
                assert!(
                    switched.elapsed() < Duration::from_secs(20),
                    "generation {n} was not noticed"
                );
            }
        }
        for client in clients {
            client.join().unwrap();
        }
    });
    assert!(answered.load(Ordering::Relaxed) >= 1_000);
}

/// Set `UPDATE_SNAPSHOTS=1` to write the document anew after a wanted change.
#[test]
fn the_openapi_document_is_the_committed_one() {
    let path = repository("tests/it/openapi.json");
    let document = openapi_json(&Config::compiled_in().unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, format!("{document}\n")).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(
        committed.trim_end() == document.trim_end(),
        "the API changed: run the tests with UPDATE_SNAPSHOTS=1 and look at the difference of tests/it/openapi.json"
    );
}

#[test]
fn the_example_of_the_brief_has_every_key_of_the_brief() {
    let server = Server::of(&TestData::of(&[fixture_source()]));
    let answer = server.get(
        "/v1/search?q=acute+myeloid+leukemia&near=Hangzhou&radius=50km&age=62&sex=FEMALE&healthy=false&status=RECRUITING&facets=status",
    );
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let expect = |value: &Value, names: &str| {
        let expected: BTreeSet<String> = names.split_whitespace().map(str::to_owned).collect();
        assert!(
            keys(value).is_superset(&expected),
            "{names} is not in {:?}",
            keys(value)
        );
    };
    expect(
        &answer,
        "understanding total related_total partial took_ms hits facets rescue page",
    );
    expect(&answer["understanding"], "language parts corrections");
    let parts = answer["understanding"]["parts"].as_array().unwrap();
    for part in parts {
        expect(part, "id kind text span label effect applied more_without");
    }
    let place = parts.iter().find(|part| part["kind"] == "place").unwrap();
    assert_eq!(place["label"], "Hangzhou, Zhejiang, China");
    assert_eq!(
        (&place["effect"], &place["place"]["radius_km"]),
        (&"filter".into(), &50.0.into())
    );
    expect(&answer["page"], "number size pages");
    let hit = &answer["hits"][0];
    assert_eq!(hit["nct_id"], "NCT05665075");
    expect(
        hit,
        "nct_id tier reasons title official_title status study_type phases conditions sponsor enrollment eligibility sites \
         fit matched_in only_in_exclusion snippets freshness score",
    );
    expect(&hit["status"], "value label group");
    expect(&hit["sponsor"], "name class");
    expect(
        &hit["eligibility"],
        "minimum_age maximum_age ages_label sex healthy_volunteers",
    );
    expect(
        &hit["sites"],
        "total recruiting within_radius recruiting_within_radius nearest nearest_recruiting",
    );
    expect(
        &hit["sites"]["nearest"],
        "facility city state country status distance_km",
    );
    expect(&hit["fit"], "age sex healthy");
    assert_eq!(hit["fit"]["age"]["verdict"], "fits");
    expect(&hit["freshness"], "last_update verified level");
    expect(&hit["snippets"][0], "field segments");
    expect(&hit["snippets"][0]["segments"][0], "text hit");
    expect(&answer["facets"]["status"][0], "value label count selected");
    assert_eq!(hit["eligibility"]["maximum_age"], Value::Null);
}
