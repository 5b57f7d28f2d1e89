//! The command line, as a person or a script meets it.
//!
//! 1. `reindex` accounts for every record on standard output, lists what it skipped, and refuses to publish with exit 1 when too much was skipped.
//! 2. `search` finds, says why, and ends with 1 when nothing is found and 2 when it could not run.
//! 3. `search --json` prints the JSON of the API.
//! 4. Registry text cannot control the terminal.
//! 5. `status`, `verify`, `rollback` and `places find` answer.
//! 6. A generation of an older format is refused with the hint to reindex, and a reindex mends it.
//! 7. `demo` serves the fixtures and ends when told to.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use trialseek::index::{DataDir, FORMAT_VERSION, Manifest};

use crate::support::repository;

/// Runs the program.
pub fn trialseek(arguments: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trialseek"))
        .args(arguments)
        .env("TRIALSEEK_DATA", data)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .current_dir(repository(""))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The exit code, standard output and standard error of a run.
pub fn words(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Returns a data folder with an index of the fixtures.
pub fn indexed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "reindex",
        "fixtures/trials",
        "--editorial",
        "fixtures/editorial",
    ];
    let (code, stdout, stderr) = words(&trialseek(&arguments, folder.path()));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("Read       87 records"), "{stdout}");
    assert!(
        stdout.contains("Indexed    87 trials, 0 skipped"),
        "{stdout}"
    );
    folder
}

#[test]
fn reindex_accounts_for_every_record_and_refuses_when_too_much_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let sources = ["reindex", "fixtures/trials", "fixtures/broken"];
    let (code, stdout, stderr) = words(&trialseek(&sources, folder.path()));
    assert_eq!(code, Some(1));
    assert!(stdout.contains("Refused"), "{stdout}");
    assert!(
        stderr.contains("records were skipped") && stderr.contains("hint: "),
        "{stderr}"
    );
    let (code, ..) = words(&trialseek(&["search", "leukemia"], folder.path()));
    assert_eq!(code, Some(2), "nothing was published");

    let lenient = [&sources[..], &["--max-skipped", "20", "--json"]].concat();
    let (code, stdout, _) = words(&trialseek(&lenient, folder.path()));
    assert_eq!(code, Some(0));
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    let number = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(number("read"), number("indexed") + number("skipped"));
    assert!(number("skipped") >= 8);
}

#[test]
fn search_finds_and_says_why() {
    let folder = indexed();
    let arguments = [
        "search",
        "leukemia",
        "--near",
        "Hangzhou",
        "--radius",
        "100km",
        "--status",
        "RECRUITING",
    ];
    let (code, stdout, _) = words(&trialseek(&arguments, folder.path()));
    assert_eq!(code, Some(0));
    for expected in [
        "1 trial matches",
        "NCT05665075",
        "Recruiting now",
        "Hangzhou, Zhejiang, China",
        "Found in",
    ] {
        assert!(
            stdout.contains(expected),
            "`{expected}` is not in:\n{stdout}"
        );
    }
    assert!(!stdout.contains('\u{1b}'), "NO_COLOR is honoured");

    let (code, stdout, _) = words(&trialseek(&["search", "xyzzyplugh"], folder.path()));
    assert_eq!(code, Some(1), "{stdout}");
    let (code, _, stderr) = words(&trialseek(&["search", "--near", "Hangzhuo"], folder.path()));
    assert_eq!(code, Some(2));
    assert!(
        stderr.contains("no place is called `Hangzhuo`") && stderr.contains("Hangzhou"),
        "{stderr}"
    );
    let (code, _, stderr) = words(&trialseek(&["search", "--phase", "9"], folder.path()));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("PHASE3"), "{stderr}");
}

#[test]
fn search_prints_the_json_of_the_api() {
    let folder = indexed();
    let (code, stdout, _) = words(&trialseek(
        &["search", "asthma", "--json", "--facets", "status"],
        folder.path(),
    ));
    assert_eq!(code, Some(0));
    let answer: Value = serde_json::from_str(&stdout).unwrap();
    assert!(answer["total"].as_u64().unwrap() > 0);
    assert!(
        answer["hits"][0]["nct_id"]
            .as_str()
            .unwrap()
            .starts_with("NCT")
    );
    assert!(answer["facets"]["status"].as_array().unwrap().len() > 1);
}

#[test]
fn registry_text_cannot_control_the_terminal() {
    let folder = indexed();
    for query in ["alert script", "override", ""] {
        let (_, stdout, _) = words(&trialseek(
            &["search", query, "--size", "100"],
            folder.path(),
        ));
        let is_control =
            |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!stdout.contains(is_control), "{query:?}");
    }
}

#[test]
fn the_operator_is_told_what_there_is() {
    let folder = indexed();
    let run = |arguments: &[&str]| words(&trialseek(arguments, folder.path()));
    let (code, stdout, _) = run(&["status"]);
    assert!(code == Some(0) && stdout.contains("87"), "{stdout}");
    assert_eq!(run(&["verify"]).0, Some(0));
    let (code, _, stderr) = run(&["rollback"]);
    assert!(
        code != Some(0) && stderr.contains("no earlier generation"),
        "{stderr}"
    );
    let (code, stdout, _) = run(&["places", "find", "Hangzhou"]);
    assert!(
        code == Some(0) && stdout.contains("Hangzhou, Zhejiang, China"),
        "{stdout}"
    );
    assert_eq!(run(&["reindex", "fixtures/trials"]).0, Some(0));
    assert_eq!(run(&["rollback"]).0, Some(0));
    assert_eq!(run(&["reindex", "no/such/file"]).0, Some(2));
    assert_eq!(run(&["no-such-command"]).0, Some(2));
}

#[test]
fn an_older_format_is_refused_with_the_hint_to_reindex() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| words(&trialseek(arguments, folder.path()));
    let reindex = ["reindex", "tests/format/records.jsonl"];
    assert_eq!(run(&reindex).0, Some(0));
    let data = DataDir::new(folder.path());
    let manifest = data.generation_dir(1).join(Manifest::FILE);
    let (present, older) = (FORMAT_VERSION, FORMAT_VERSION - 1);
    let written = fs::read_to_string(&manifest).unwrap().replace(
        &format!("\"format_version\": {present}"),
        &format!("\"format_version\": {older}"),
    );
    fs::write(&manifest, written).unwrap();
    let error =
        format!("generation 1 has index format {older}, this program reads format {present}");
    let hint = "hint: build the index again with `trialseek reindex SOURCE`";
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for (arguments, expected) in [
        (&["search", "asthma"][..], 2),
        (&serve, 2),
        (&["status"], 2),
        (&["verify"], 1),
    ] {
        let (code, stdout, stderr) = run(arguments);
        let said = format!("{arguments:?}: {stdout}{stderr}");
        assert_eq!(code, Some(expected), "{said}");
        assert!(said.contains(&error) && stderr.contains(hint), "{said}");
    }
    assert_eq!(run(&reindex).0, Some(0));
    assert_eq!(run(&["search", "asthma"]).0, Some(0));
}

#[test]
fn the_demo_serves_the_fixtures_until_told_to_end() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trialseek"))
        .args(["demo", "--listen", "127.0.0.1:0", "--color", "never"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the demo prints its address").unwrap();
        if let Some(at) = line.find("http://127.0.0.1:") {
            let rest = &line[at..];
            break rest
                .split([' ', '/', '\''].as_slice())
                .filter(|part| part.contains(':'))
                .nth(1)
                .map_or_else(
                    || {
                        rest.split_whitespace()
                            .next()
                            .unwrap_or_default()
                            .trim_end_matches('/')
                            .to_owned()
                    },
                    |host| format!("http://{host}"),
                );
        }
    };
    let mut response = ureq::get(format!("{address}/v1/search?q=leukemia"))
        .call()
        .unwrap();
    let mut body = String::new();
    response
        .body_mut()
        .as_reader()
        .read_to_string(&mut body)
        .unwrap();
    assert!(
        serde_json::from_str::<Value>(&body).unwrap()["total"]
            .as_u64()
            .unwrap()
            > 0
    );
    // `kill` without a number asks politely.
    assert!(
        Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    let asked = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            break;
        }
        assert!(
            asked.elapsed() < Duration::from_secs(30),
            "the demo does not end"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
