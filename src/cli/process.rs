//! The process: what it reads of its surroundings (clock, signals), its log, and the exit code that a script learns from.
//!
//! The log says what happened, for operators, on standard error. It never holds what a patient typed.
//! Of Ctrl-C and stop signals the first asks the work to end tidily, the second ends the process at once.

use std::{
    process::{self, ExitCode},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{Timestamp, civil::Date, tz::Offset};
use tokio::sync::watch;
use tracing_subscriber::{EnvFilter, fmt};

use super::{args::Command, error::CliError, output::Output};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done. Records may have been skipped, within the limit.
    Done,
    /// It ran, but the answer is no: no hit, a problem found, a guard refused to publish.
    No,
    /// It could not run: arguments, files, a damaged index.
    CouldNotRun,
    /// Ctrl-C or a stop signal came before it was done.
    Interrupted,
}

impl Exit {
    /// Returns the number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::CouldNotRun => 2,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Returns the present moment.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the present day, in UTC.
pub fn today() -> Date {
    Offset::UTC.to_datetime(now()).date()
}

/// Whether someone asked us to stop.
#[derive(Clone)]
pub struct Interrupt {
    flag: Arc<AtomicBool>,
    signal: watch::Receiver<bool>,
}

impl Interrupt {
    /// Begins to listen for Ctrl-C, SIGTERM and SIGHUP. Once in a process.
    pub fn listen(output: &Output) -> Result<Self, CliError> {
        let flag = Arc::new(AtomicBool::new(false));
        let (sender, signal) = watch::channel(false);
        let interrupt = Interrupt {
            flag: Arc::clone(&flag),
            signal,
        };
        let output = output.clone();
        ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                process::exit(i32::from(Exit::Interrupted.code()));
            }
            // On a terminal the line holds a bar or `^C` already.
            let line_break = if output.stderr_is_terminal { "\n" } else { "" };
            output.words(&format!("{line_break}stopping; once more to stop at once"));
            sender.send_replace(true);
        })?;
        Ok(interrupt)
    }

    /// Returns the flag that long work looks at.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    /// Ends when someone asks us to stop.
    pub async fn wait(mut self) {
        // An error means that the handler is gone, which it never is while the process lives.
        let _ = self.signal.wait_for(|stopped| *stopped).await;
    }
}

/// Begins to log. Servers tell of every request, other commands only of what is wrong, unless more is asked for.
pub fn begin_log(command: &Command, output: &Output) {
    let usual = if matches!(command, Command::Serve(_)) {
        1
    } else {
        0
    };
    let level = match (output.quiet, usual + output.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "trialseek=info,warn",
        (false, 2) => "trialseek=debug,info",
        (false, _) => "debug",
    };
    let builder = fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(std::io::stderr);
    // A second call in one process, as in tests, keeps the first log.
    let _ = match output.json {
        true => builder.json().flatten_event(true).try_init(),
        false => builder
            .with_ansi(output.stderr_is_terminal)
            .with_target(false)
            .try_init(),
    };
}
