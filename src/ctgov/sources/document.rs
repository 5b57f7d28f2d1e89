//! Documents and lines: a study, an array of studies or a `/studies` page, several of these in a row; and JSON Lines, where a bad line costs nothing but itself.

use std::io::{self, BufRead, Read};

use super::{
    Emitter, Flow, RejectKind,
    scanner::{Capture, HEAD, ScanError, Scanner},
    stream::Layout,
};

/// Why reading a value stopped.
enum Stop {
    /// The sink wants no more.
    Sink,
    Scan(ScanError),
}

impl<E: Into<ScanError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Scan(error.into())
    }
}

/// What a value at the top of a document was.
#[derive(PartialEq)]
enum Shape {
    Record,
    Several,
}

/// Reads all values of a document; goes on by lines when the first value is a study of one line.
pub(super) fn read_document(input: impl BufRead, layout: Layout, out: &mut Emitter<'_>) -> Flow {
    let first_line = if let Layout::Line(line) = layout {
        line
    } else {
        1
    };
    let mut scanner = Scanner::new(input, first_line);
    // As long as all values so far were of one line, a broken one is taken to end with its line.
    let mut all_of_one_line = true;
    let mut is_empty = true;
    loop {
        let mut capture = Capture::new(out.limits.max_record_bytes, scanner.line);
        let mut line = scanner.line;
        let mut read = || -> Result<Option<Shape>, Stop> {
            if scanner.skip_between_values()?.is_none() {
                return Ok(None);
            }
            line = scanner.line;
            capture.line = line;
            read_value(&mut scanner, &mut capture, out).map(Some)
        };
        match read() {
            // What was to be a document and has not one byte was lost on its way.
            Ok(None) if is_empty => {
                return out.reject(
                    None,
                    RejectKind::NotJson,
                    "the file is empty".to_owned(),
                    &[],
                );
            }
            Ok(None) => return Flow::Continue(()),
            Ok(Some(shape)) => {
                is_empty = false;
                if matches!(layout, Layout::Line(_)) {
                    continue;
                }
                all_of_one_line &= scanner.line == line;
                if all_of_one_line
                    && shape == Shape::Record
                    && matches!(scanner.is_at_line_end(), Ok(true))
                {
                    return read_lines(scanner.input, scanner.line, out);
                }
            }
            Err(Stop::Sink) => return Flow::Break(()),
            Err(Stop::Scan(ScanError::Io(error))) => {
                return out.unreadable(Some(scanner.line), &error);
            }
            Err(Stop::Scan(ScanError::Syntax {
                what,
                line: at,
                column,
            })) => {
                // A first value that is broken tells nothing, so there the name decides.
                let goes_on =
                    all_of_one_line && at == line && (layout == Layout::Unknown || !is_empty);
                let rest = if goes_on || matches!(layout, Layout::Line(_)) {
                    "line"
                } else {
                    "file"
                };
                let reason = format!(
                    "{what} at line {at}, column {column}; the rest of the {rest} was not read"
                );
                // Between two records it is the place of the error that counts.
                let begin = if capture.bytes.is_empty() {
                    at
                } else {
                    capture.line
                };
                out.reject(Some(begin), RejectKind::NotJson, reason, &capture.bytes)?;
                is_empty = false;
                if !goes_on {
                    return Flow::Continue(());
                }
                if let Err(error) = scanner.skip_line() {
                    return out.unreadable(Some(scanner.line), &error);
                }
            }
        }
    }
}

/// Reads one value at the top of a document and sends what it holds.
fn read_value(
    scanner: &mut Scanner<impl BufRead>,
    capture: &mut Capture,
    out: &mut Emitter<'_>,
) -> Result<Shape, Stop> {
    match scanner.peek()? {
        Some(b'[') => {
            read_elements(scanner, capture, out)?;
            Ok(Shape::Several)
        }
        Some(b'{') => read_object(scanner, capture, out),
        _ => {
            scanner.take_value(capture)?;
            send(capture, out)?;
            Ok(Shape::Record)
        }
    }
}

/// Reads an object: a page when it has a list of `studies`, else a study.
fn read_object(
    scanner: &mut Scanner<impl BufRead>,
    capture: &mut Capture,
    out: &mut Emitter<'_>,
) -> Result<Shape, Stop> {
    let mut shape = Shape::Record;
    scanner.accept_into(b'{', capture)?;
    while scanner.skip_blank_into(capture)? != Some(b'}') {
        let key_starts = capture.bytes.len();
        if scanner.peek()? != Some(b'"') {
            return Err(scanner.unexpected("a key or `}`").into());
        }
        scanner.take_value(capture)?;
        let is_studies = capture.bytes.get(key_starts..) == Some(b"\"studies\"");
        scanner.skip_blank_into(capture)?;
        if !scanner.accept_into(b':', capture)? {
            return Err(scanner.unexpected("`:`").into());
        }
        if scanner.skip_blank_into(capture)? == Some(b'[') && is_studies {
            shape = Shape::Several;
            read_elements(scanner, capture, out)?;
        } else {
            scanner.take_value(capture)?;
        }
        if scanner.skip_blank_into(capture)? != Some(b'}') && !scanner.accept_into(b',', capture)? {
            return Err(scanner.unexpected("`,` or `}`").into());
        }
    }
    scanner.accept_into(b'}', capture)?;
    if shape == Shape::Record {
        send(capture, out)?;
    }
    Ok(shape)
}

/// Reads the elements of a list, each of which is a record.
fn read_elements(
    scanner: &mut Scanner<impl BufRead>,
    capture: &mut Capture,
    out: &mut Emitter<'_>,
) -> Result<(), Stop> {
    scanner.accept(b'[')?;
    *capture = Capture::new(out.limits.max_record_bytes, scanner.line);
    while scanner.skip_blank()? != Some(b']') {
        capture.line = scanner.line;
        scanner.take_value(capture)?;
        send(capture, out)?;
        if scanner.skip_blank()? != Some(b']') && !scanner.accept(b',')? {
            return Err(scanner.unexpected("`,` or `]`").into());
        }
    }
    scanner.accept(b']')?;
    Ok(())
}

/// Sends the captured record and leaves the capture empty.
fn send(capture: &mut Capture, out: &mut Emitter<'_>) -> Result<(), Stop> {
    let Capture {
        bytes,
        line,
        is_over,
        ..
    } = std::mem::replace(
        capture,
        Capture::new(out.limits.max_record_bytes, capture.line),
    );
    let flow = if is_over {
        out.too_large(line, &bytes)
    } else {
        out.record(line, bytes)
    };
    if flow.is_break() {
        Err(Stop::Sink)
    } else {
        Ok(())
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads lines until the end; the next line is number `line`.
pub(super) fn read_lines(mut input: impl BufRead, mut line: u64, out: &mut Emitter<'_>) -> Flow {
    loop {
        let flow = match read_line(&mut input, out.limits.max_record_bytes) {
            Ok(InputLine::End) => return Flow::Continue(()),
            Ok(InputLine::Blank) => Flow::Continue(()),
            Ok(InputLine::Text(text)) if may_hold_several(&text) => {
                read_document(text.as_slice(), Layout::Line(line), out)
            }
            Ok(InputLine::Text(text)) => out.record(line, text),
            Ok(InputLine::TooLong(head)) => out.too_large(line, &head),
            Err(error) => return out.unreadable(Some(line), &error),
        };
        flow?;
        line += 1;
    }
}

enum InputLine {
    End,
    Blank,
    Text(Vec<u8>),
    /// The beginning of a line that is over the limit; the rest was passed over.
    TooLong(Vec<u8>),
}

fn read_line(input: &mut impl BufRead, limit: usize) -> io::Result<InputLine> {
    let mut text = Vec::new();
    // Two more bytes for `\r\n`.
    let read = input
        .by_ref()
        .take(limit as u64 + 2)
        .read_until(b'\n', &mut text)?;
    if read == 0 {
        return Ok(InputLine::End);
    }
    let is_over = !text.ends_with(b"\n") && text.len() as u64 == limit as u64 + 2;
    let kept = text.trim_ascii_end().len();
    if is_over || kept > limit {
        if !text.ends_with(b"\n") {
            input.skip_until(b'\n')?;
        }
        text.truncate(HEAD);
        text.shrink_to_fit();
        return Ok(InputLine::TooLong(text));
    }
    text.truncate(kept);
    let without_mark = text
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(&text)
        .trim_ascii_start();
    let blank = text.len() - without_mark.len();
    text.drain(..blank);
    Ok(if text.is_empty() {
        InputLine::Blank
    } else {
        InputLine::Text(text)
    })
}

/// Returns whether a line may be a page or an array of studies instead of a study.
fn may_hold_several(line: &[u8]) -> bool {
    const STUDY_KEYS: [&[u8]; 6] = [
        b"protocolSection",
        b"derivedSection",
        b"hasResults",
        b"resultsSection",
        b"annotationSection",
        b"documentSection",
    ];
    if line.starts_with(b"[") {
        return true;
    }
    let Some(rest) = line.strip_prefix(b"{") else {
        return false;
    };
    let Some(key) = rest.trim_ascii_start().strip_prefix(b"\"") else {
        return false;
    };
    !STUDY_KEYS
        .iter()
        .any(|study_key| key.starts_with(study_key))
}
