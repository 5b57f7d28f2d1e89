//! Output: the one place that writes to standard output and standard error.
//!
//! Data goes to standard output, words to standard error. Colours are decided once per stream: asked for, or a terminal that `NO_COLOR` does not forbid.

use std::{
    io::{self, IsTerminal, Write},
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard},
};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use serde::Serialize;

use super::{error::CliError, terminal_text::harmless};
use crate::trial::StatusGroup;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    // On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// The two streams and how to write to them; clones write to the same streams.
#[derive(Clone)]
pub struct Output {
    stdout: Arc<Mutex<Box<dyn Write + Send>>>,
    stderr: Arc<Mutex<Box<dyn Write + Send>>>,
    /// The colours of standard output.
    pub palette: Palette,
    /// The colours of standard error.
    stderr_palette: Palette,
    /// Columns of a line of standard output.
    pub width: usize,
    pub stderr_is_terminal: bool,
    /// Whether standard output is for a program: one JSON object.
    pub json: bool,
    pub quiet: bool,
    pub verbose: u8,
}

/// What tests read after a run.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Output {
    /// Returns the streams of this process.
    pub fn of_process(color: Color) -> Self {
        let stdout = io::stdout();
        let stderr = io::stderr();
        Output {
            palette: Palette::chosen(color, anstream::AutoStream::choice(&stdout)),
            stderr_palette: Palette::chosen(color, anstream::AutoStream::choice(&stderr)),
            width: if stdout.is_terminal() {
                terminal_width().unwrap_or(WIDTH)
            } else {
                WIDTH
            },
            stderr_is_terminal: stderr.is_terminal(),
            stdout: Arc::new(Mutex::new(Box::new(io::BufWriter::new(stdout)))),
            stderr: Arc::new(Mutex::new(Box::new(stderr))),
            json: false,
            quiet: false,
            verbose: 0,
        }
    }

    /// Returns streams that are kept in memory, without colours, for tests.
    pub fn captured() -> (Self, Captured) {
        let captured = Captured::default();
        let output = Output {
            stdout: Arc::new(Mutex::new(Box::new(Sink(Arc::clone(&captured.stdout))))),
            stderr: Arc::new(Mutex::new(Box::new(Sink(Arc::clone(&captured.stderr))))),
            palette: Palette::default(),
            stderr_palette: Palette::default(),
            width: WIDTH,
            stderr_is_terminal: false,
            json: false,
            quiet: false,
            verbose: 0,
        };
        (output, captured)
    }

    /// Writes data to standard output.
    pub fn data(&self, text: &str) -> Result<(), CliError> {
        let mut stdout = lock(&self.stdout);
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
            .map_err(CliError::Output)
    }

    /// Writes one JSON value and a line break to standard output.
    pub fn json(&self, value: &impl Serialize) -> Result<(), CliError> {
        let mut text =
            serde_json::to_string(value).map_err(|error| CliError::Output(error.into()))?;
        text.push('\n');
        self.data(&text)
    }

    /// Writes a line of words to standard error, unless asked to be quiet. A standard error that is closed is nobody's problem.
    pub fn words(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(lock(&self.stderr), "{line}");
        }
    }

    /// Writes a warning, even when asked to be quiet.
    pub fn warn(&self, line: &str) {
        let style = self.stderr_palette.warning;
        let _ = writeln!(
            lock(&self.stderr),
            "{style}warning:{style:#} {}",
            harmless(line)
        );
    }

    /// Writes an error with its causes, and what to do about it.
    pub fn error(&self, error: &CliError) {
        if error.is_broken_pipe() {
            return;
        }
        if let CliError::Interrupted { .. } = error {
            let _ = writeln!(lock(&self.stderr), "{}", harmless(&error.chain()));
            return;
        }
        self.problem(&error.chain(), error.hint().as_deref());
    }

    /// Writes an error message and a hint.
    pub fn problem(&self, message: &str, hint: Option<&str>) {
        let mut stderr = lock(&self.stderr);
        let style = self.stderr_palette.error;
        let _ = writeln!(stderr, "{style}error:{style:#} {}", harmless(message));
        if let Some(hint) = hint {
            let style = self.stderr_palette.hint;
            let _ = writeln!(stderr, "\n{style}hint:{style:#} {}", harmless(hint));
        }
    }
}

/// The width of a line when nobody says otherwise.
const WIDTH: usize = 100;

/// Asks the terminal for its width, by way of `stty`, which every system with a terminal has.
fn terminal_width() -> Option<usize> {
    let asked = Command::new("stty")
        .arg("size")
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let columns: usize = String::from_utf8(asked.stdout)
        .ok()?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()?;
    (columns > 0).then(|| columns.clamp(40, 200))
}

/// The styles of everything we write; all plain without colours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Palette {
    pub title: Style,
    pub found: Style,
    pub faint: Style,
    pub warning: Style,
    pub heading: Style,
    error: Style,
    hint: Style,
    groups: [Style; 6],
}

impl Palette {
    fn chosen(color: Color, automatic: anstream::ColorChoice) -> Self {
        let colored = match color {
            Color::Auto => automatic != anstream::ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        if colored {
            Palette::colored()
        } else {
            Palette::default()
        }
    }

    fn colored() -> Self {
        let of = |color: AnsiColor| color.on_default();
        Palette {
            title: Style::new().bold(),
            found: Style::new().bold().underline(),
            faint: Style::new().dimmed(),
            warning: of(AnsiColor::Yellow).bold(),
            heading: Style::new().bold().underline(),
            error: of(AnsiColor::Red).bold(),
            hint: of(AnsiColor::Cyan).bold(),
            groups: [
                of(AnsiColor::Green).bold(),
                of(AnsiColor::Cyan),
                of(AnsiColor::Yellow),
                Style::new().dimmed(),
                of(AnsiColor::Red),
                Style::new(),
            ],
        }
    }

    /// Returns the sign and the style of a group of statuses.
    pub fn group(&self, group: StatusGroup) -> (&'static str, Style) {
        let (sign, index) = match group {
            StatusGroup::Open => ("●", 0),
            StatusGroup::Soon => ("◔", 1),
            StatusGroup::Limited => ("▲", 2),
            StatusGroup::Closed => ("■", 3),
            StatusGroup::Stopped => ("✕", 4),
            StatusGroup::Unknown => ("?", 5),
        };
        (sign, self.groups[index])
    }
}

impl Captured {
    /// Returns what was written to standard output.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&lock(&self.stdout)).into_owned()
    }

    /// Returns what was written to standard error.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&lock(&self.stderr)).into_owned()
    }
}

struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
