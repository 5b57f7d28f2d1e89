//! A reindex that is killed.
//!
//! 1. `kill -9` at any moment leaves a generation that opens in full: the old one, or the new one if the switch was already made.
//! 2. The next reindex succeeds and leaves nothing of the dead one behind.
//! 3. A second reindex at the same time is refused.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use trialseek::index::{DataDir, Generation, Verify};

use crate::support::repository;

/// Writes `copies` of every fixture, each under an id of its own, with `mark` in the title.
fn write_corpus(path: &Path, copies: u32, mark: &str) -> u64 {
    let mut lines = String::new();
    let mut number = 0_u32;
    let mut files: Vec<_> = fs::read_dir(repository("fixtures/trials"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let mut study: serde_json::Value =
            serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for _ in 0..copies {
            number += 1;
            let identification = &mut study["protocolSection"]["identificationModule"];
            identification["nctId"] = format!("NCT{:08}", 98_000_000 + number).into();
            identification["briefTitle"] = format!("{mark} {number}").into();
            lines.push_str(&study.to_string());
            lines.push('\n');
        }
    }
    fs::write(path, lines).unwrap();
    u64::from(number)
}

fn reindex(corpus: &Path, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_trialseek"))
        .args(["reindex", "--quiet", "--data"])
        .args([data, corpus])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn title_of_first(data: &DataDir) -> String {
    let number = data.current().unwrap().unwrap();
    let generation = Generation::open(&data.generation_dir(number), Verify::Full).unwrap();
    generation.trial(0).unwrap().brief_title.unwrap()
}

#[test]
fn a_reindex_killed_at_any_moment_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path().join("data"));
    let corpus = folder.path().join("corpus.jsonl");
    let trials = write_corpus(&corpus, 3, "round 0");
    let started = Instant::now();
    assert!(reindex(&corpus, data.root()).wait().unwrap().success());
    let whole = started.elapsed();

    for round in 1..=20_u32 {
        let before = title_of_first(&data);
        write_corpus(&corpus, 3, &format!("round {round}"));
        let mut killed = reindex(&corpus, data.root());
        // Twenty moments over the whole run, in an order that is not that of time.
        thread::sleep(whole.mul_f64(f64::from(round * 7 % 20) / 19.0));
        killed.kill().unwrap();
        killed.wait().unwrap();

        let after = title_of_first(&data);
        assert!(
            after == before || after == format!("round {round} 1"),
            "{before} became {after}"
        );
        assert!(
            reindex(&corpus, data.root()).wait().unwrap().success(),
            "the reindex after kill {round}"
        );
        assert_eq!(title_of_first(&data), format!("round {round} 1"));
        let number = data.current().unwrap().unwrap();
        let generation = Generation::open(&data.generation_dir(number), Verify::Sizes).unwrap();
        assert_eq!(generation.manifest().indexed, trials);
        let left: Vec<String> = fs::read_dir(data.root().join("generations"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.parse::<u64>().is_err())
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_second_reindex_at_the_same_time_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path().join("data"));
    let corpus = folder.path().join("corpus.jsonl");
    write_corpus(&corpus, 1, "one");
    let lock = data.lock().unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_trialseek"))
        .args(["reindex", "--data"])
        .args([data.root(), &corpus])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("another reindex is running"), "{words}");
    drop(lock);
    let mut child = reindex(&corpus, data.root());
    let deadline = Instant::now() + Duration::from_secs(120);
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(Instant::now() < deadline, "the reindex hangs"),
        }
        thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success());
}
