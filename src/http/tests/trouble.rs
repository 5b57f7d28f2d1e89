//! A server in trouble fails well.
//!
//! Callers connect through memory, and the clock is tokio's, which moves only when nobody has anything else to do: what these tests say of times holds to the millisecond, on any machine.

use std::{fs, time::Duration};

use axum::{routing::get, serve::Listener};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split},
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Instant, sleep},
};

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

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_is_ended() {
    let app = TestApp::empty(|config| config.server.limits.request_timeout_ms = 100);
    let slow = async || sleep(Duration::from_secs(60)).await;
    let router =
        super::super::router_with(app.state.clone(), Router::new().route("/slow", get(slow)));
    let app = TestApp { router, ..app };
    insta::assert_snapshot!(app.get("/slow").await.error(), @"504 timeout: the answer was not ready within 100 ms; hint: try again later, or ask for less; param: -");
}

/// Where connections arrive that are made in memory.
struct Door(mpsc::UnboundedReceiver<DuplexStream>);

impl Listener for Door {
    type Io = DuplexStream;
    type Addr = &'static str;

    async fn accept(&mut self) -> (DuplexStream, &'static str) {
        match self.0.recv().await {
            Some(stream) => (stream, "memory"),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<&'static str> {
        Ok("memory")
    }
}

/// A server that can be reached by [`Server::connect`] only.
struct Server {
    door: mpsc::UnboundedSender<DuplexStream>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    fn start(change: impl FnOnce(&mut Config), pages: Router) -> Server {
        let app = TestApp::empty(|config| {
            config.server.limits.header_timeout_ms = 1_000;
            change(config);
        });
        let (door, arriving) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let config = app.state.config().server.clone();
        let router = super::super::router_with(app.state, pages);
        let serving = tokio::spawn(async move {
            serve_router(Door(arriving), router, &config, async {
                let _ = stopped.await;
            })
            .await
        });
        Server {
            door,
            stop: Some(stop),
            serving,
        }
    }

    /// Returns the caller's end of a new connection.
    fn connect(&self) -> DuplexStream {
        let (ours, theirs) = duplex(64 * 1024);
        self.door.send(theirs).unwrap();
        ours
    }

    /// Writes the pieces with a pause behind each; returns all that came back until the connection was closed, and after how many milliseconds that was.
    fn talk(&self, pieces: &[&'static str], pause: Duration) -> JoinHandle<(String, u128)> {
        let (mut from, mut to) = split(self.connect());
        let pieces = pieces.to_vec();
        tokio::spawn(async move {
            let started = Instant::now();
            let write = async {
                for piece in pieces {
                    // The server may have closed the connection already, which is what some tests want.
                    let _ = to.write_all(piece.as_bytes()).await;
                    sleep(pause).await;
                }
            };
            let read = async {
                let mut answer = Vec::new();
                let _ = from.read_to_end(&mut answer).await;
                let took = started.elapsed();
                (String::from_utf8(answer).unwrap(), took.as_millis())
            };
            tokio::join!(write, read).1
        })
    }
}

/// A timer of tokio ends in the millisecond after it is due.
fn assert_ms(took: u128, expected: u128) {
    assert!(
        (expected..=expected + 5).contains(&took),
        "{took} ms, not {expected}"
    );
}

const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn a_caller_who_does_not_finish_asking_is_sent_away() {
    let server = Server::start(
        |config| config.server.limits.header_timeout_ms = 800,
        Router::new(),
    );
    let pause = Duration::from_millis(200);
    for pieces in [
        &["GET /livez HT"][..],
        &[],
        &["G", "E", "T", " ", "/", "l", "i", "v", "e", "z"],
    ] {
        let (answer, took) = server.talk(pieces, pause).await.unwrap();
        assert_eq!(answer, "", "{pieces:?}");
        assert_ms(took, 800);
    }
    // Between two requests the clock starts again.
    let pieces = [LIVE, "", "", LIVE, "", "", LIVE];
    let (answer, took) = server.talk(&pieces, pause).await.unwrap();
    assert_eq!(answer.matches("alive").count(), 3, "{answer}");
    assert_ms(took, 1_200 + 800);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_not_cut_by_the_clock_of_the_head() {
    let slow = async || {
        sleep(Duration::from_millis(700)).await;
        "done"
    };
    let pages = Router::new().route("/slow", get(slow));
    let server = Server::start(|config| config.server.limits.header_timeout_ms = 200, pages);
    let (answer, took) = server
        .talk(
            &["GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
            Duration::ZERO,
        )
        .await
        .unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    assert_ms(took, 700);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_the_callers_fault() {
    let server = Server::start(
        |config| config.server.limits.request_timeout_ms = 300,
        Router::new(),
    );
    let head = "POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
    let (answer, took) = server.talk(&[head], Duration::ZERO).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("request_timeout"),
        "{answer}"
    );
    assert_ms(took, 300);
}

#[tokio::test(start_paused = true)]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let change = |config: &mut Config| {
        config.server.limits.max_connections = 1;
        config.server.limits.header_timeout_ms = 500;
    };
    let server = Server::start(change, Router::new());
    let _idle = server.connect();
    let last = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let (answer, took) = server.talk(&[last], Duration::ZERO).await.unwrap();
    assert!(answer.contains("alive"), "{answer}");
    assert_ms(took, 500);
}

#[tokio::test(start_paused = true)]
async fn shutdown_lets_requests_end_but_not_for_ever() {
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let slow = |ms| {
        let arrived = arrived.clone();
        async move || {
            arrived.send(()).unwrap();
            sleep(Duration::from_millis(ms)).await;
            "done"
        }
    };
    let pages = Router::new()
        .route("/slow", get(slow(400)))
        .route("/endless", get(slow(60_000)));
    let change = |config: &mut Config| config.server.shutdown.grace_ms = 1_500;
    let mut server = Server::start(change, pages);
    let endless = server.talk(
        &["GET /endless HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
        Duration::ZERO,
    );
    let slow = server.talk(
        &["GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
        Duration::ZERO,
    );
    for _ in 0..2 {
        arrivals.recv().await.unwrap();
    }
    let stopped = Instant::now();
    server.stop.take().unwrap().send(()).unwrap();
    let (answer, took) = slow.await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    assert_ms(took, 400);
    server.serving.await.unwrap().unwrap();
    assert_ms(stopped.elapsed().as_millis(), 1_500);
    endless.abort();
}

/// Waits until something holds that comes about by itself.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        let waited = started.elapsed();
        assert!(waited < Duration::from_secs(60), "waited for {what}");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(start_paused = true)]
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
    sleep(Duration::from_millis(200)).await;
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

#[tokio::test(start_paused = true)]
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
    sleep(Duration::from_millis(300)).await;
    assert!(Arc::ptr_eq(&before, &engine.current().unwrap()));
    assert!(metrics.text(None).contains("generation_swaps_total 0"));
    watching.abort();
}
