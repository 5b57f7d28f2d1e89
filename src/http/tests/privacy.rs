//! Nothing that a person typed or is reaches the log or the metrics.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use axum::http::Method;
use tracing_subscriber::fmt::MakeWriter;

use super::*;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Captured;

    fn make_writer(&self) -> Captured {
        self.clone()
    }
}

#[test]
fn words_age_sex_place_and_browser_are_never_logged() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .without_time()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone());
    let dispatch = tracing::Dispatch::new(subscriber.finish());
    // With a single subscriber alive, tracing asks only the thread that comes upon an event first whether anyone listens, and that may be another test's.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let on_threads = dispatch.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Searches run on threads of their own, which end with the runtime.
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&on_threads)))
        .build()
        .unwrap();
    let metrics = tracing::dispatcher::with_default(&dispatch, || {
        let metrics = runtime.block_on(ask_everything());
        let on_thread = runtime.spawn_blocking(|| tracing::info!("written on a thread"));
        runtime.block_on(on_thread).unwrap();
        metrics
    });
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains(r#"route="/v1/search""#)
            && log.contains("query_chars=")
            && log.contains("written on a thread"),
        "{log}"
    );
    for text in [log, metrics] {
        let lower = text.to_lowercase();
        for marker in [
            "zebra",
            "hangzhou",
            "wuhu",
            "female",
            "month",
            "stripes",
            "203.0.113",
            "mozilla",
            "nct05665075",
            "brew",
        ] {
            assert!(!lower.contains(marker), "{marker} is in\n{text}");
        }
    }
}

async fn ask_everything() -> String {
    let app = TestApp::new();
    let who = [
        ("user-agent", "Mozilla/zebra"),
        ("x-forwarded-for", "203.0.113.9"),
        ("x-request-id", "zebra"),
    ];
    for uri in [
        "/v1/search?q=zebra+asthma&age=11+months&sex=FEMALE&near=Hangzhou",
        "/v1/search?q=zebra&near=zebratown",
        "/v1/search?zebra=zebra",
        "/v1/search?age=zebra",
        "/v1/search?q=%zebra",
        "/v1/facets?q=zebra&city=Wuhu",
        "/v1/places?q=zebra",
        "/v1/trials/NCT05665075",
        "/v1/trials/zebra",
        "/zebra/stripes",
        "/search?q=zebra&near=Hangzhou",
        "/en/search?q=zebra+asthma&age=11+Months&near=Hangzhou&sex=FEMALE&status=ZEBRA_STRIPES",
        "/es/search?zebra=zebra&near=zebratown",
        "/zh/search/filters?q=zebra",
        "/en/trials/NCT05665075?s=q%3Dzebra",
        "/en/print?pick=NCT05665075&q=zebra",
        "/en/zebra",
    ] {
        app.call(Method::GET, uri, &who).await;
    }
    app.call(
        Method::from_bytes(b"BREW").unwrap(),
        "/v1/search?q=zebra",
        &who,
    )
    .await;
    app.post(r#"{"q":"zebra","age":"11 months"}"#).await;
    app.post(r#"{"q":"zebra","zebra":11}"#).await;
    app.post(r#"{"zebra"#).await;
    let pool = app.state.pool.clone();
    let words = "zebra".to_owned();
    let failed = pool
        .run(std::time::Instant::now(), move |_| {
            panic!("cannot read {words}")
        })
        .await;
    assert!(failed.map(|(): ()| ()).is_err());
    app.get("/metrics").await.text().to_owned()
}
