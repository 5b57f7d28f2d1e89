//! Parsing on several threads.

use std::{collections::BTreeSet, panic};

use super::*;

fn lines(count: u32) -> Source {
    let lines = (1..=count).map(|number| {
        if number % 100 == 0 {
            "broken\n".to_owned()
        } else {
            study(number) + "\n"
        }
    });
    bytes("a.jsonl", lines.collect::<String>())
}

#[test]
fn every_record_gives_exactly_one_outcome() {
    for threads in [0, 1, 2, 7] {
        for count in [0, 1, 63, 64, 65, 5000] {
            let mut seen = BTreeSet::new();
            let sources = [lines(count), fixture("broken")];
            let one_by_one: usize = sources
                .iter()
                .map(|source| outcomes_with(source, &Limits::default()).len())
                .sum();
            parse_in_parallel(&sources, &Limits::default(), threads, |outcome| {
                let (file, index) = match outcome {
                    Outcome::Parsed(_, origin) => (origin.file, origin.index),
                    Outcome::Reject(reject) => (reject.origin.file, reject.origin.index),
                    Outcome::Ignored(ignored) => (ignored.file, u64::MAX),
                };
                assert!(seen.insert((file, index)));
                ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(seen.len(), one_by_one, "{threads} threads, {count} records");
        }
    }
}

#[test]
fn the_sink_may_stop_early() {
    let mut outcomes = 0;
    let parsed = parse_in_parallel(&[lines(100_000)], &Limits::default(), 2, |_| {
        outcomes += 1;
        if outcomes == 10 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(parsed.is_ok());
    assert_eq!(outcomes, 10);
}

#[test]
fn a_missing_source_is_an_error_here_too() {
    let parsed = parse_in_parallel(&[Source::from("/no/such")], &Limits::default(), 2, |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(parsed, Err(SourceError::NotFound { .. })));
}

#[test]
fn a_panic_is_passed_on() {
    let panicked = panic::catch_unwind(|| {
        let _ = parse_in_parallel(
            &[lines(100_000)],
            &Limits::default(),
            2,
            |_| -> ControlFlow<()> { panic!("the sink gives up") },
        );
    });
    assert!(panicked.is_err());
}
