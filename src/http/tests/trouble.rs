//! A server in trouble fails well.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use axum::routing::get;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::*;
use crate::http::{serve_router, watch};

#[tokio::test]
async fn a_panic_costs_one_request() {
    let app = TestApp::empty(|_| ());
    let pages = Router::new().route(
        "/panic",
        get(async || -> &'static str { panic!("on purpose") }),
    );
    let router = super::super::router_with(app.state.clone(), pages);
    let app = TestApp { router, ..app };
    let reply = app.get("/panic").await;
    assert!(
        reply
            .error()
            .starts_with("500 internal_error: something went wrong on our side")
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(app.get("/livez").await.status, 200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_ended() {
    let app = TestApp::empty(|config| config.server.limits.request_timeout_ms = 100);
    let slow = async || tokio::time::sleep(Duration::from_secs(60)).await;
    let router =
        super::super::router_with(app.state.clone(), Router::new().route("/slow", get(slow)));
    let app = TestApp { router, ..app };
    insta::assert_snapshot!(app.get("/slow").await.error(), @"504 timeout: the answer was not ready within 100 ms; hint: try again later, or ask for less; param: -");
}

/// A server on a port of its own.
struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(change: impl FnOnce(&mut Config), pages: Router) -> Server {
        let app = TestApp::empty(|config| {
            config.server.limits.header_timeout_ms = 1_000;
            change(config);
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let config = app.state.config().server.clone();
        let router = super::super::router_with(app.state, pages);
        let serving = tokio::spawn(async move {
            serve_router(listener, router, &config, async {
                let _ = stopped.await;
            })
            .await
        });
        Server {
            address,
            stop: Some(stop),
            serving,
        }
    }

    /// Writes the pieces with a pause behind each, then reads to the end of the connection.
    fn talk(&self, pieces: &[&'static str], pause: Duration) -> JoinHandle<(String, Duration)> {
        let (address, pieces) = (self.address, pieces.to_vec());
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            let started = Instant::now();
            for piece in pieces {
                // The server may have closed the connection already, which is what some tests want.
                let _ = stream.write_all(piece.as_bytes());
                std::thread::sleep(pause);
            }
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            (
                String::from_utf8_lossy(&answer).into_owned(),
                started.elapsed(),
            )
        })
    }
}

const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_caller_who_does_not_finish_asking_is_sent_away() {
    let server = Server::start(
        |config| config.server.limits.header_timeout_ms = 800,
        Router::new(),
    )
    .await;
    let pause = Duration::from_millis(200);
    for pieces in [
        &["GET /livez HT"][..],
        &[],
        &["G", "E", "T", " ", "/", "l", "i", "v", "e", "z"],
    ] {
        let (answer, took) = server.talk(pieces, pause).await.unwrap();
        assert_eq!(answer, "", "{pieces:?}");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
    // Between two requests the clock starts again.
    let (answer, _) = server
        .talk(&[LIVE, "", LIVE, "", LIVE], pause)
        .await
        .unwrap();
    assert_eq!(answer.matches("alive").count(), 3, "{answer}");
}

#[tokio::test]
async fn a_slow_answer_is_not_cut_by_the_clock_of_the_head() {
    let slow = async || {
        tokio::time::sleep(Duration::from_millis(700)).await;
        "done"
    };
    let pages = Router::new().route("/slow", get(slow));
    let server = Server::start(|config| config.server.limits.header_timeout_ms = 200, pages).await;
    let (answer, _) = server
        .talk(
            &["GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
            Duration::ZERO,
        )
        .await
        .unwrap();
    assert!(answer.ends_with("done"), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_the_callers_fault() {
    let server = Server::start(
        |config| config.server.limits.request_timeout_ms = 300,
        Router::new(),
    )
    .await;
    let head = "POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
    let (answer, _) = server.talk(&[head], Duration::ZERO).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("request_timeout"),
        "{answer}"
    );
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let change = |config: &mut Config| {
        config.server.limits.max_connections = 1;
        config.server.limits.header_timeout_ms = 500;
    };
    let server = Server::start(change, Router::new()).await;
    let _idle = TcpStream::connect(server.address).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (answer, took) = server.talk(&[LIVE], Duration::ZERO).await.unwrap();
    assert!(
        answer.contains("alive") && took > Duration::from_millis(300),
        "{took:?} {answer}"
    );
}

#[tokio::test]
async fn shutdown_lets_requests_end_but_not_for_ever() {
    let slow = |ms| {
        async move || {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            "done"
        }
    };
    let pages = Router::new()
        .route("/slow", get(slow(400)))
        .route("/endless", get(slow(60_000)));
    let change = |config: &mut Config| config.server.shutdown.grace_ms = 1_500;
    let mut server = Server::start(change, pages).await;
    let endless = server.talk(
        &["GET /endless HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
        Duration::ZERO,
    );
    let slow = server.talk(
        &["GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
        Duration::ZERO,
    );
    tokio::time::sleep(Duration::from_millis(150)).await;
    let stopped = Instant::now();
    server.stop.take().unwrap().send(()).unwrap();
    assert!(slow.await.unwrap().0.contains("done"));
    server.serving.await.unwrap().unwrap();
    let took = stopped.elapsed();
    endless.abort();
    assert!(
        took > Duration::from_secs(1) && took < Duration::from_secs(10),
        "{took:?}"
    );
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "waited for {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_new_generation_is_noticed_and_a_broken_one_is_not_used() {
    let root = tempfile::tempdir().unwrap();
    let data = DataDir::new(root.path());
    let app = TestApp::empty(|_| ());
    let engine = app.state.engine.clone();
    let generation = || {
        engine
            .current()
            .map_or(0, |snapshot| snapshot.generation.manifest().generation)
    };
    let metrics = app.state.metrics.clone();
    let watching = watch(
        engine.clone(),
        data.clone(),
        Duration::from_millis(20),
        metrics.clone(),
    );
    let watching = tokio::spawn(watching);
    let build = async || {
        let data = data.clone();
        tokio::task::spawn_blocking(move || build(&data))
            .await
            .unwrap();
    };
    assert_eq!(app.get("/readyz").await.status, 503);
    build().await;
    until("the first generation", || generation() == 1).await;
    assert_eq!(app.get("/readyz").await.status, 200);

    let current = root.path().join("CURRENT");
    fs::write(&current, "7\n").unwrap();
    until("the failure", || {
        metrics.text(None).contains("swap_failures_total 1")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(metrics.text(None).contains("swap_failures_total 1"));
    assert_eq!(
        (generation(), app.get("/v1/search?q=asthma").await.status),
        (1, 200)
    );

    fs::write(&current, "1\n").unwrap();
    build().await;
    until("the second generation", || generation() == 2).await;
    watching.abort();
}

#[tokio::test]
async fn a_generation_that_is_loaded_already_is_not_loaded_again() {
    let app = TestApp::new();
    let data = TestData::shared();
    let (engine, metrics) = (app.state.engine.clone(), app.state.metrics.clone());
    let before = engine.current().unwrap();
    let watching = tokio::spawn(watch(
        engine.clone(),
        data.dir(),
        Duration::from_millis(10),
        metrics.clone(),
    ));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(Arc::ptr_eq(&before, &engine.current().unwrap()));
    assert!(metrics.text(None).contains("generation_swaps_total 0"));
    watching.abort();
}
