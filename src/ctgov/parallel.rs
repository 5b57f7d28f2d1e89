//! Reading and parsing on several threads.
//!
//! One thread reads the sources, some parse, and the caller's thread receives the outcomes.
//! Records travel in batches, so that a channel is used once for many of them; channels are bounded, so that a slow receiver slows the reader down.

use std::{mem, ops::ControlFlow, panic, thread};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    Limits,
    parse::{Parsed, parse_study},
    reject::{Origin, Reject},
    sources::{Ignored, Item, RawRecord, Source, SourceError, read_sources},
};

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
