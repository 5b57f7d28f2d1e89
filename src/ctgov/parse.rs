//! From raw records to trials: one record, and whole sources on several threads.
//!
//! The fast path reads the JSON strictly into [`StudyRecord`]; only a record of which a value has the wrong type takes the slow path through `repair`.
//!
//! Of the threads one reads the sources, some parse, and the caller's receives the outcomes.
//! Records travel in batches, so that a channel is used once for many of them; channels are bounded, so that a slow receiver slows the reader down.

use std::{borrow::Cow, mem, ops::ControlFlow, panic, thread};

use crossbeam_channel::{Receiver, Sender, bounded};
use serde::de::IgnoredAny;

use super::{
    Limits,
    clean::{clean_line, excerpt},
    defects::{Origin, Refusal, Reject, RejectKind, Warning, Warnings, sniff_nct_id, whole_nct_id},
    fields::FieldReader,
    record::StudyRecord,
    repair::repair,
    sources::{Ignored, Item, RawRecord, Source, SourceError, read_sources},
    study::build_trial,
};
use crate::trial::{NctId, Trial};

/// A trial, and what was left out or put right in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub trial: Trial,
    pub warnings: Vec<Warning>,
}

/// Reads one record; it is refused only without a usable NCT id, without JSON, or over the limits.
pub fn parse_study(raw: &RawRecord, limits: &Limits) -> Result<Parsed, Reject> {
    read_study(&raw.json, limits).map_err(|(kind, reason)| Reject {
        origin: raw.origin.clone(),
        nct_id: sniff_nct_id(&raw.json),
        kind,
        reason,
    })
}

fn read_study(json: &[u8], limits: &Limits) -> Result<Parsed, Refusal> {
    if json.len() > limits.max_record_bytes {
        return Err(limits.too_large());
    }
    let json = std::str::from_utf8(json).map_err(|error| {
        (
            RejectKind::NotJson,
            format!("not UTF-8 at byte {}", error.valid_up_to() + 1),
        )
    })?;
    if !json
        .trim_start_matches([' ', '\n', '\r', '\t'])
        .starts_with('{')
    {
        return match serde_json::from_str::<IgnoredAny>(json) {
            Ok(_) => Err((RejectKind::NotAStudy, "not an object".to_owned())),
            Err(error) => Err(not_json(&error)),
        };
    }
    let mut warnings = Warnings::default();
    match serde_json::from_str::<StudyRecord<'_>>(json) {
        Ok(record) => trial_of(json, record, limits, warnings),
        Err(error) if error.is_data() => {
            let tree = repair(json, &error, &mut warnings).map_err(|error| not_json(&error))?;
            let record = StudyRecord::deserialize(&tree).map_err(|error| not_json(&error))?;
            trial_of(json, record, limits, warnings)
        }
        Err(error) => Err(not_json(&error)),
    }
}

fn trial_of(
    json: &str,
    mut record: StudyRecord<'_>,
    limits: &Limits,
    warnings: Warnings,
) -> Result<Parsed, Refusal> {
    let stated_id = record.protocol_section.identification_module.nct_id.take();
    if stated_id.is_none() && !json.contains("\"protocolSection\"") {
        return Err((
            RejectKind::NotAStudy,
            "an object without `protocolSection`".to_owned(),
        ));
    }
    let nct_id = nct_id_of(stated_id.map(|text| text.0))?;
    let mut fields = FieldReader::new(limits, warnings);
    let trial = build_trial(nct_id, record, &mut fields);
    match fields.finish() {
        Ok(warnings) => Ok(Parsed {
            trial,
            warnings: warnings.into_list(),
        }),
        Err((path, length)) => {
            let reason = format!(
                "`{path}` has {length} characters; at most {} are read",
                limits.max_text_chars
            );
            Err((RejectKind::TextTooLong, reason))
        }
    }
}

fn nct_id_of(text: Option<Cow<'_, str>>) -> Result<NctId, Refusal> {
    const PATH: &str = "protocolSection.identificationModule.nctId";
    let text = text
        .map(|text| clean_line(text).text)
        .filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| (RejectKind::NoId, format!("no `{PATH}`")))?;
    whole_nct_id(&text).ok_or_else(|| {
        (
            RejectKind::BadId,
            format!(
                "`{}` is not `NCT` and eight digits (`{PATH}`)",
                excerpt(&text)
            ),
        )
    })
}

fn not_json(error: &serde_json::Error) -> Refusal {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    if message.starts_with("recursion limit") {
        return (RejectKind::TooDeep, "nested too deeply".to_owned());
    }
    let place = if error.line() > 1 {
        format!(
            "line {}, column {} of the record",
            error.line(),
            error.column()
        )
    } else {
        format!("column {} of the record", error.column())
    };
    (RejectKind::NotJson, format!("{message} at {place}"))
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Parsed(Box<Parsed>, Origin),
    Reject(Reject),
    /// Not a record: a file in a folder or an archive that was not read.
    Ignored(Ignored),
}

/// Records in one batch, unless their bytes fill it first.
const BATCH_RECORDS: usize = 64;
const BATCH_BYTES: usize = 512 * 1024;

/// Reads `sources` and parses their records on `threads` threads, handing each outcome to `sink` on the caller's thread.
///
/// Every record gives exactly one outcome; their order is not that of the sources.
/// Stops soon after `sink` breaks; a read that waits for standard input is not interrupted.
/// A panic on any thread is passed on.
pub fn parse_in_parallel(
    sources: &[Source],
    limits: &Limits,
    threads: usize,
    mut sink: impl FnMut(Outcome) -> ControlFlow<()>,
) -> Result<(), SourceError> {
    let threads = threads.max(1);
    let (to_parsers, from_reader) = bounded(2 * threads);
    let (to_caller, from_parsers) = bounded(2 * threads);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read_in_batches(sources, limits, &to_parsers));
        let parsers: Vec<_> = (0..threads)
            .map(|_| {
                let (from_reader, to_caller) = (from_reader.clone(), to_caller.clone());
                scope.spawn(move || parse_batches(&from_reader, &to_caller, limits))
            })
            .collect();
        // With these gone, a channel closes as soon as the threads behind it end.
        drop((from_reader, to_caller));
        receive(from_parsers, &mut sink);
        for parser in parsers {
            parser
                .join()
                .unwrap_or_else(|panicked| panic::resume_unwind(panicked));
        }
        reader
            .join()
            .unwrap_or_else(|panicked| panic::resume_unwind(panicked))
    })
}

fn read_in_batches(
    sources: &[Source],
    limits: &Limits,
    to_parsers: &Sender<Vec<Item>>,
) -> Result<(), SourceError> {
    let mut batch = Vec::with_capacity(BATCH_RECORDS);
    let mut bytes = 0;
    let read = read_sources(sources, limits, &mut |item| {
        if let Item::Record(RawRecord { json, .. }) = &item {
            bytes += json.len();
        }
        batch.push(item);
        if batch.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
            return ControlFlow::Continue(());
        }
        bytes = 0;
        match to_parsers.send(mem::replace(&mut batch, Vec::with_capacity(BATCH_RECORDS))) {
            Ok(()) => ControlFlow::Continue(()),
            // Nobody parses any more.
            Err(_) => ControlFlow::Break(()),
        }
    });
    // A failure to send means that nobody wants the rest.
    let _ = to_parsers.send(batch);
    read
}

fn parse_batches(
    from_reader: &Receiver<Vec<Item>>,
    to_caller: &Sender<Vec<Outcome>>,
    limits: &Limits,
) {
    for batch in from_reader {
        let outcomes = batch
            .into_iter()
            .map(|item| outcome_of(item, limits))
            .collect();
        if to_caller.send(outcomes).is_err() {
            return;
        }
    }
}

fn outcome_of(item: Item, limits: &Limits) -> Outcome {
    match item {
        Item::Record(raw) => match parse_study(&raw, limits) {
            Ok(parsed) => Outcome::Parsed(Box::new(parsed), raw.origin),
            Err(reject) => Outcome::Reject(reject),
        },
        Item::Reject(reject) => Outcome::Reject(reject),
        Item::Ignored(ignored) => Outcome::Ignored(ignored),
    }
}

/// Hands outcomes on until the parsers end or the sink breaks; the channel closes with it, which ends the parsers.
fn receive(
    from_parsers: Receiver<Vec<Outcome>>,
    sink: &mut impl FnMut(Outcome) -> ControlFlow<()>,
) {
    for outcome in from_parsers.into_iter().flatten() {
        if sink(outcome).is_break() {
            return;
        }
    }
}
