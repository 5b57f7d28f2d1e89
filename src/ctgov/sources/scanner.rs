//! Cuts JSON values out of a stream by their brackets and quotes, without reading what they say.
//!
//! *Invariant:* no recursion, and no more memory than the limit of the value that is captured.

use std::io::{self, BufRead};

/// How much is kept of a value that is over the limit: enough to find its id.
pub(super) const HEAD: usize = 64 * 1024;

/// Brackets that are remembered by kind; deeper ones are only counted.
const REMEMBERED_DEPTH: usize = 1024;

/// Why a value could not be cut out.
#[derive(Debug)]
pub(super) enum ScanError {
    Io(io::Error),
    Syntax {
        what: String,
        line: u64,
        column: u64,
    },
}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        ScanError::Io(error)
    }
}

/// Bytes of a value, up to a limit.
#[derive(Debug)]
pub(super) struct Capture {
    pub(super) bytes: Vec<u8>,
    /// The line on which the value begins.
    pub(super) line: u64,
    limit: usize,
    pub(super) is_over: bool,
}

impl Capture {
    pub(super) fn new(limit: usize, line: u64) -> Self {
        Capture {
            bytes: Vec::new(),
            line,
            limit,
            is_over: false,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.is_over {
            return;
        }
        if self.bytes.len() + bytes.len() > self.limit {
            self.is_over = true;
            let more = HEAD.saturating_sub(self.bytes.len()).min(bytes.len());
            self.bytes.extend_from_slice(&bytes[..more]);
            self.bytes.truncate(HEAD);
            self.bytes.shrink_to_fit();
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// A stream of JSON text and the place in it.
#[derive(Debug)]
pub(super) struct Scanner<R> {
    pub(super) input: R,
    /// 1-based number of the present line.
    pub(super) line: u64,
    offset: u64,
    line_start: u64,
}

impl<R: BufRead> Scanner<R> {
    pub(super) fn new(input: R, line: u64) -> Self {
        Scanner {
            input,
            line,
            offset: 0,
            line_start: 0,
        }
    }

    /// Returns the next byte without passing it.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn pass(&mut self, byte: u8) {
        self.input.consume(1);
        self.offset += 1;
        if byte == b'\n' {
            self.line += 1;
            self.line_start = self.offset;
        }
    }

    /// Passes `byte` if it comes next.
    pub(super) fn accept(&mut self, byte: u8) -> io::Result<bool> {
        let is_next = self.peek()? == Some(byte);
        if is_next {
            self.pass(byte);
        }
        Ok(is_next)
    }

    /// Passes `byte` if it comes next, into `capture`.
    pub(super) fn accept_into(&mut self, byte: u8, capture: &mut Capture) -> io::Result<bool> {
        let is_next = self.accept(byte)?;
        if is_next {
            capture.push(&[byte]);
        }
        Ok(is_next)
    }

    /// Passes white space and returns the byte behind it.
    pub(super) fn skip_blank(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(Some(byte));
            }
            self.pass(byte);
        }
        Ok(None)
    }

    /// Passes white space, into `capture`, and returns the byte behind it.
    pub(super) fn skip_blank_into(&mut self, capture: &mut Capture) -> io::Result<Option<u8>> {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek()? {
            self.pass(byte);
            capture.push(&[byte]);
        }
        self.peek()
    }

    /// Passes white space and byte order marks, which stand where files were joined.
    pub(super) fn skip_between_values(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.skip_blank()? {
            if !matches!(byte, 0xef | 0xbb | 0xbf) {
                return Ok(Some(byte));
            }
            self.pass(byte);
        }
        Ok(None)
    }

    /// Passes the white space of this line; returns whether nothing else is left of it.
    pub(super) fn is_at_line_end(&mut self) -> io::Result<bool> {
        while let Some(byte @ (b' ' | b'\t' | b'\r')) = self.peek()? {
            self.pass(byte);
        }
        Ok(matches!(self.peek()?, None | Some(b'\n')))
    }

    /// Passes the rest of this line, with its end.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        self.offset += self.input.skip_until(b'\n')? as u64;
        self.line += 1;
        self.line_start = self.offset;
        Ok(())
    }

    /// Returns an error about what comes next.
    pub(super) fn unexpected(&mut self, wanted: &str) -> ScanError {
        let what = match self.peek() {
            Ok(Some(byte)) if byte.is_ascii_graphic() => {
                format!("expected {wanted}, found `{}`", char::from(byte))
            }
            Ok(Some(byte)) => format!("expected {wanted}, found the byte {byte:#04x}"),
            Ok(None) => format!("expected {wanted}, found the end"),
            Err(error) => return ScanError::Io(error),
        };
        self.syntax(what)
    }

    fn syntax(&self, what: String) -> ScanError {
        ScanError::Syntax {
            what,
            line: self.line,
            column: self.offset - self.line_start + 1,
        }
    }

    /// Passes one value, into `capture`; its inside is looked at for brackets and quotes only.
    pub(super) fn take_value(&mut self, capture: &mut Capture) -> Result<(), ScanError> {
        match self.peek()? {
            Some(b'{' | b'[' | b'"') => self.take_delimited(capture),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'+' | b'.') => {
                self.take_word(capture)
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Passes a number, `true`, `false`, `null` or anything like them.
    fn take_word(&mut self, capture: &mut Capture) -> Result<(), ScanError> {
        while let Some(byte) = self.peek()? {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
                break;
            }
            self.pass(byte);
            capture.push(&[byte]);
        }
        Ok(())
    }

    /// Passes an object, a list or a string up to the bracket or quote that ends it.
    fn take_delimited(&mut self, capture: &mut Capture) -> Result<(), ScanError> {
        let mut state = Nesting::default();
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Err(self.syntax("the text ends within a value".to_owned()));
            }
            let mut end = None;
            let mut passed = 0;
            while passed < chunk.len() && end.is_none() {
                let byte = chunk[passed];
                if byte == b'\n' && !state.is_in_string {
                    self.line += 1;
                    self.line_start = self.offset + passed as u64 + 1;
                }
                end = state.step(byte);
                passed += 1;
            }
            if matches!(end, Some(End::Broken(_))) {
                passed -= 1;
            }
            capture.push(&chunk[..passed]);
            self.input.consume(passed);
            self.offset += passed as u64;
            match end {
                None => {}
                Some(End::Closed) => return Ok(()),
                Some(End::Broken(what)) => return Err(self.syntax(what.to_owned())),
            }
        }
    }
}

/// Where the scanner is within a value.
#[derive(Debug, Default)]
struct Nesting {
    is_in_string: bool,
    is_escaped: bool,
    open: Vec<u8>,
    deeper: u64,
}

enum End {
    Closed,
    Broken(&'static str),
}

impl Nesting {
    #[inline]
    fn step(&mut self, byte: u8) -> Option<End> {
        if self.is_in_string {
            if byte == b'\n' {
                return Some(End::Broken("a line break within a string"));
            } else if self.is_escaped {
                self.is_escaped = false;
            } else if byte == b'\\' {
                self.is_escaped = true;
            } else if byte == b'"' {
                self.is_in_string = false;
                return self.open.is_empty().then_some(End::Closed);
            }
            return None;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'{' | b'[' if self.open.len() == REMEMBERED_DEPTH => self.deeper += 1,
            b'{' => self.open.push(b'}'),
            b'[' => self.open.push(b']'),
            b'}' | b']' if self.deeper > 0 => self.deeper -= 1,
            b'}' | b']' => {
                if self.open.pop() != Some(byte) {
                    return Some(End::Broken("a bracket closes what another one opened"));
                }
                return self.open.is_empty().then_some(End::Closed);
            }
            _ => {}
        }
        None
    }
}
