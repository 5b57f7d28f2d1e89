//! `eval`, as a relevance engineer meets it.
//!
//! 1. One set is shown topic by topic and in the mean; several sets have a line each, and their mean.
//! 2. The figures are those of hand, on the list as returned and without what nobody judged; only judgements of indexed trials count.
//! 3. A run that was written is read again, and compares as equal with itself.
//! 4. `--explain` shows grades beside scores, and what is relevant but stands further down.
//! 5. Mistakes are named with what is allowed; nothing is measured then.

use std::{fs, path::Path, sync::OnceLock};

use serde_json::Value;
use tempfile::TempDir;

use crate::command_line::{indexed, trialseek, words};

/// A folder with one set of topics.
fn set(dir: &Path, topics: &str, qrels: &str) -> String {
    fs::create_dir_all(dir).unwrap();
    fs::write(dir.join("topics.tsv"), topics).unwrap();
    fs::write(dir.join("qrels.txt"), qrels).unwrap();
    dir.to_str().unwrap().to_owned()
}

/// The arguments of a measurement of our own topics.
fn on_fixtures<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["eval", "--set", "fixtures/relevance"], more].concat()
}

/// A trial named by its id stands first, so these rankings do not depend on weights.
const TOPICS: &str = "one\tNCT99000046\ntwo\tNCT99000068\nlost\tNCT99000001\n";
const QRELS: &str = "\
    one 0 NCT99000046 2\n\
    one 0 NCT99000045 1\n\
    one 0 NCT00000001 2\n\
    two 0 NCT99000068 1\n\
    two 0 NCT99000001 0\n\
    lost 0 NCT99000001 0\n\
    gone 0 NCT99000001 1\n";

/// Runs the program on an index of the fixtures that all tests here share.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    static INDEX: OnceLock<TempDir> = OnceLock::new();
    words(&trialseek(arguments, INDEX.get_or_init(indexed).path()))
}

fn json(arguments: &[&str]) -> Value {
    let (code, stdout, stderr) = run(arguments);
    assert_eq!(code, Some(0), "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

fn assert_near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 5e-5, "{value} is not {expected}");
}

#[test]
fn figures_are_those_of_hand_and_only_indexed_trials_count() {
    let folder = tempfile::tempdir().unwrap();
    let set = set(&folder.path().join("judged"), TOPICS, QRELS);
    let report = json(&["eval", "--set", &set, "--json"]);
    let measured = &report["sets"][0];
    let topic = &measured["topics"][0];
    assert_eq!(topic["id"], "one");
    // NCT99000046 of grade 2 is first, NCT99000045 of grade 1 is not found, NCT00000001 is not in the index:
    // 2 / (2 + 1/log2(3)) = 2 / 2.63093 = .7602; one of two relevant trials is found.
    for list in ["condensed", "raw"] {
        assert_near(&topic[list]["ndcg_10"], 0.7602);
        assert_near(&topic[list]["p_10"], 0.1);
        assert_near(&topic[list]["rr"], 1.0);
        assert_near(&topic[list]["recall_100"], 0.5);
        assert_near(&topic[list]["success_1"], 1.0);
    }
    // Of the other topic the only relevant trial has grade 1: no precision and no reciprocal rank at grade 2.
    let topic = &measured["topics"][1];
    assert_near(&topic["condensed"]["ndcg_10"], 1.0);
    assert_near(&topic["condensed"]["rr"], 0.0);
    assert_near(&measured["mean"]["condensed"]["ndcg_10"], 0.8801);
    assert_eq!(measured["unanswerable_topics"][0], "lost");
    assert_eq!(measured["missing_topics"][0], "gone");
    assert_eq!(measured["lists_only_relevant"], false);
    assert_eq!(
        report["today"], "2026-11-18",
        "the day of the newest record"
    );

    // Without NCT99000045 in the corpus nothing is missed.
    let ids = folder.path().join("ids.txt");
    fs::write(&ids, "NCT99000046\nNCT99000068\n").unwrap();
    let ids = ids.to_str().unwrap();
    let arguments = ["eval", "--set", &set, "--corpus-ids", ids, "--json"];
    let report = json(&arguments);
    assert_near(&report["sets"][0]["topics"][0]["raw"]["ndcg_10"], 1.0);
}

#[test]
fn unlisted_trials_are_wrong_where_only_relevant_ones_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let qrels = "all 0 NCT99000003 2\n";
    let set = set(&folder.path().join("set"), "all\tleukemia\n", qrels);
    let report = json(&["eval", "--set", &set, "--json"]);
    let measured = &report["sets"][0];
    assert_eq!(measured["lists_only_relevant"], true);
    assert_eq!(
        measured["mean"]["raw"], measured["mean"]["condensed"],
        "everything is judged"
    );
    assert_near(&measured["mean"]["judged_10"], 1.0);
}

#[test]
fn a_set_is_shown_by_topic_and_several_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let own = set(&folder.path().join("own"), TOPICS, QRELS);
    let (code, stdout, stderr) = run(&["eval", "--set", &own]);
    assert_eq!(code, Some(0), "{stderr}");
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines[0], "own");
    assert_eq!(
        lines[2].split_whitespace().collect::<Vec<_>>(),
        [
            "topic", "NDCG@10", "P@10", "RR", "R@100", "S@1", "NDCG@10", "P@10", "RR", "R@100",
            "S@1", "judged"
        ]
    );
    assert!(lines[3].starts_with("one ") && lines[3].contains(" .7602"));
    assert!(lines[5].starts_with("mean of 2 ") && lines[5].contains(" .8801"));
    assert!(
        lines.iter().all(|line| line.chars().count() <= 100),
        "{stdout}"
    );
    assert!(
        stderr.contains("own: 2 of 3 topics measured")
            && stderr.contains("no trial of the index is relevant for them: 1 topic (lost)")
            && stderr.contains("judged, but not among the topics: 1 topic (gone)"),
        "{stderr}"
    );

    let several = ["eval", "--set", &own, "--set", "fixtures/relevance"];
    let (_, stdout, _) = run(&several);
    let names: Vec<String> = stdout
        .lines()
        .skip(2)
        .map(|line| line[..24].trim().to_owned())
        .collect();
    assert_eq!(names, ["own (2)", "relevance (82)", "mean of 2 sets"]);
    let (_, stdout, _) = run(&[&several[..], &["--per-topic"]].concat());
    assert!(
        stdout.contains("\nbare-1 ") && stdout.contains("mean of 82"),
        "{stdout}"
    );
}

#[test]
fn a_run_compares_as_equal_with_itself_and_as_better_than_its_reverse() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (ours, reverse) = (path("own.run"), path("reverse.run"));
    let (code, ..) = run(&on_fixtures(&["--run", &ours]));
    assert_eq!(code, Some(0));
    let text = fs::read_to_string(&ours).unwrap();
    assert!(text.lines().count() > 300);
    let first: Vec<&str> = text.lines().next().unwrap().split(' ').collect();
    assert_eq!(
        (first[0], first[1], first[3], first[5]),
        ("bare-1", "Q0", "1", "trialseek")
    );

    let report = json(&on_fixtures(&["--compare", &ours, "--json"]));
    for measure in report["sets"][0]["comparison"]["measures"]
        .as_array()
        .unwrap()
    {
        assert_eq!(measure["here"], measure["there"]);
        assert_eq!(measure["equal"], 82);
        assert_near(&measure["p_value"], 1.0);
    }

    let reversed = text.lines().map(|line| {
        let columns: Vec<&str> = line.split(' ').collect();
        format!("{} Q0 {} 0 {} x\n", columns[0], columns[2], columns[3])
    });
    fs::write(&reverse, reversed.collect::<String>()).unwrap();
    let arguments = on_fixtures(&["--compare", &reverse]);
    let (_, stdout, _) = run(&arguments);
    let row = stdout
        .lines()
        .find(|line| line.starts_with("condensed NDCG@10") && line.ends_with("0.0001"))
        .unwrap();
    assert!(row.contains('+'), "{row}");
    let (_, again, _) = run(&arguments);
    assert_eq!(stdout, again, "the test of chance is no chance itself");
}

#[test]
fn explanations_show_grades_beside_scores() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["eval", "--set", "fixtures/relevance", "--explain", "bare-1"];
    let (code, stdout, _) = run(&arguments);
    assert_eq!(code, Some(0));
    assert!(
        stdout.contains("condition Leukemia")
            && stdout.contains("grade 2")
            && stdout.contains(" in all"),
        "{stdout}"
    );
    let ranks: Vec<&str> = stdout
        .lines()
        .filter(|line| line.contains("  NCT"))
        .map(|line| line[..4].trim())
        .collect();
    assert!(ranks.starts_with(&["1", "2", "3"]), "{ranks:?}");

    let explained = json(&[&arguments[..], &["--json"]].concat());
    let first = &explained[0]["top"][0];
    let parts = first["parts"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| part[1].as_f64().unwrap()).sum();
    assert!((sum - first["score"].as_f64().unwrap()).abs() < 0.01);

    // A relevant trial that is not found is named too.
    let own = set(&folder.path().join("own"), TOPICS, QRELS);
    let arguments = ["eval", "--set", &own, "--explain", "one"];
    let (_, stdout, _) = run(&arguments);
    let (top, missed) = stdout
        .split_once("relevant, but not among the first")
        .unwrap();
    assert!(top.contains("NCT99000046  grade 2"), "{top}");
    assert!(
        missed.contains("-  NCT99000045  grade 1   Base-Edited Stem Cells")
            && missed.contains("not found"),
        "{missed}"
    );
}

#[test]
fn mistakes_are_named_with_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let own = set(&folder.path().join("own"), TOPICS, QRELS);
    let bad = set(
        &folder.path().join("bad"),
        "one\tasthma\ntwo asthma\n",
        QRELS,
    );
    let bad_grade = set(
        &folder.path().join("grade"),
        TOPICS,
        "one 0 NCT99000046 good\n",
    );
    let others = set(&folder.path().join("others"), "four\tasthma\n", QRELS);
    let elsewhere = set(
        &folder.path().join("elsewhere"),
        TOPICS,
        "one 0 NCT00000001 2\n",
    );
    let twice = folder.path().join("twice.run");
    let line = "one Q0 NCT99000046 1 2 x\n";
    fs::write(&twice, line.repeat(2)).unwrap();
    let twice = twice.to_str().unwrap();
    for (arguments, message, hint) in [
        (
            &["--set", "no/such/folder"][..],
            "cannot read `no/such/folder/topics.tsv`",
            "",
        ),
        (&[], "no topics were given", "`--set DIR`"),
        (
            &["--topics", "topics.tsv"],
            "1 file was given with `--topics` and 0 with `--qrels`",
            "its own file",
        ),
        (
            &["--set", &bad],
            "topics.tsv`, line 2: `two asthma` has no tab",
            "one tab",
        ),
        (
            &["--set", &bad_grade],
            "qrels.txt`, line 1: `good` is no grade",
            "a whole number",
        ),
        (&["--set", &others], "no topic of `", "the same ids"),
        (
            &["--set", &elsewhere],
            "no topic of elsewhere has a relevant trial in this index",
            "`--data DIR`",
        ),
        (
            &["--set", &own, "--compare", twice],
            "line 2: NCT99000046 stands twice",
            "once",
        ),
        (
            &["--set", &own, "--compare", twice, "--compare", twice],
            "`--compare` was given 2 times for 1 set",
            "for each set",
        ),
        (
            &["--set", &own, "--explain", "seven"],
            "there is no topic `seven`",
            "one, two",
        ),
        (&["--set", &own, "--depth", "0"], "from 1 to 100000", ""),
    ] {
        let arguments = [&["eval"], arguments].concat();
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert_eq!(stdout, "", "{arguments:?}");
        assert!(
            stderr.contains(message) && stderr.contains(hint),
            "{arguments:?}: {stderr}"
        );
    }
    let empty = tempfile::tempdir().unwrap();
    let (code, _, stderr) = words(&trialseek(&["eval", "--set", &own], empty.path()));
    assert!(code == Some(2) && stderr.contains("reindex"), "{stderr}");
}
