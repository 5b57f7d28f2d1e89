//! JSON Lines: one study a line, each on its own, so that a bad line costs nothing but itself.

use std::io::{self, BufRead, Read};

use super::{Emitter, Flow, document::read_document, stream::Layout};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads lines until the end; the next line is number `line`.
pub(super) fn read_lines(mut input: impl BufRead, mut line: u64, out: &mut Emitter<'_>) -> Flow {
    loop {
        let flow = match read_line(&mut input, out.limits.max_record_bytes) {
            Ok(Line::End) => return Flow::Continue(()),
            Ok(Line::Blank) => Flow::Continue(()),
            Ok(Line::Text(text)) if may_hold_several(&text) => {
                read_document(text.as_slice(), Layout::Line(line), out)
            }
            Ok(Line::Text(text)) => out.record(line, text),
            Ok(Line::TooLong(head)) => out.too_large(line, &head),
            Err(error) => return out.unreadable(Some(line), &error),
        };
        flow?;
        line += 1;
    }
}

enum Line {
    End,
    Blank,
    Text(Vec<u8>),
    /// The beginning of a line that is over the limit; the rest was passed over.
    TooLong(Vec<u8>),
}

fn read_line(input: &mut impl BufRead, limit: usize) -> io::Result<Line> {
    let mut text = Vec::new();
    // Two more bytes for `\r\n`.
    let read = input
        .by_ref()
        .take(limit as u64 + 2)
        .read_until(b'\n', &mut text)?;
    if read == 0 {
        return Ok(Line::End);
    }
    let is_over = !text.ends_with(b"\n") && text.len() as u64 == limit as u64 + 2;
    let kept = text.trim_ascii_end().len();
    if is_over || kept > limit {
        if !text.ends_with(b"\n") {
            input.skip_until(b'\n')?;
        }
        text.truncate(super::scanner::HEAD);
        text.shrink_to_fit();
        return Ok(Line::TooLong(text));
    }
    text.truncate(kept);
    let without_mark = text
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(&text)
        .trim_ascii_start();
    let blank = text.len() - without_mark.len();
    text.drain(..blank);
    Ok(if text.is_empty() {
        Line::Blank
    } else {
        Line::Text(text)
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
