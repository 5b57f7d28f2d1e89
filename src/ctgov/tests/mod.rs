//! Proves, for the module as a whole:
//!
//! 1. every form of source, under every compression, gives the same records (`forms`);
//! 2. each broken fixture gives what `fixtures/README.md` promises (`broken`);
//! 3. hostile input gives rejects and warnings, never a panic and never two outcomes (`hostile`);
//! 4. every field of the registry's table lands in the trial (`every_field`);
//! 5. values that are spelt otherwise are read, and listed (`spellings`);
//! 6. parsing on several threads gives what parsing on one does (`threads`).

mod broken;
mod every_field;
mod forms;
mod hostile;
mod spellings;
mod threads;

use std::{borrow::Cow, ops::ControlFlow, path::PathBuf};

use super::*;

/// Returns a source of bytes.
fn bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source::Bytes {
        name: name.to_owned(),
        bytes: Cow::Owned(bytes.into()),
    }
}

/// Returns a path below `fixtures/`.
fn fixture(path: &str) -> Source {
    Source::Path(
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(path),
    )
}

/// Reads and parses everything of a source, in order.
fn outcomes_with(source: &Source, limits: &Limits) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    read_sources(std::slice::from_ref(source), limits, &mut |item| {
        outcomes.push(match item {
            Item::Record(raw) => match parse_study(&raw, limits) {
                Ok(parsed) => Outcome::Parsed(Box::new(parsed), raw.origin),
                Err(reject) => Outcome::Reject(reject),
            },
            Item::Reject(reject) => Outcome::Reject(reject),
            Item::Ignored(ignored) => Outcome::Ignored(ignored),
        });
        ControlFlow::Continue(())
    })
    .unwrap();
    outcomes
}

/// Returns one word an outcome: the number of a trial's id, with `+` and the kinds of its warnings; the kind of a reject, with its line; `ignored`.
fn summary(outcomes: &[Outcome]) -> String {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Parsed(parsed, _) => {
            let kinds = parsed
                .warnings
                .iter()
                .map(|warning| format!("+{}", warning.kind));
            format!(
                "{}{}",
                parsed.trial.nct_id.number(),
                kinds.collect::<String>()
            )
        }
        Outcome::Reject(reject) => match reject.origin.line {
            Some(line) => format!("{}@{line}", reject.kind),
            None => reject.kind.to_string(),
        },
        Outcome::Ignored(_) => "ignored".to_owned(),
    };
    outcomes.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Checks the summary of everything that a source holds.
fn check(source: &Source, expected: &str) {
    check_with(source, &Limits::default(), expected);
}

/// Checks the summary of everything that a source holds, under other limits.
fn check_with(source: &Source, limits: &Limits, expected: &str) {
    let shown = match source {
        Source::Bytes { name, bytes } => format!(
            "{name}: {}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(200)])
        ),
        other => format!("{other:?}"),
    };
    assert_eq!(summary(&outcomes_with(source, limits)), expected, "{shown}");
}

/// Returns a study of nothing but an id.
fn study(number: u32) -> String {
    format!(r#"{{"protocolSection":{{"identificationModule":{{"nctId":"NCT{number:08}"}}}}}}"#)
}

/// Parses one record from its JSON.
fn parse(json: &str) -> Result<Parsed, Reject> {
    let origin = Origin {
        file: "test.json".into(),
        line: Some(1),
        index: 0,
    };
    parse_study(
        &RawRecord {
            json: json.as_bytes().to_vec(),
            origin,
        },
        &Limits::default(),
    )
}
