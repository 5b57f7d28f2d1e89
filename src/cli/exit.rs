//! Exit codes: what a script learns from a run.

use std::process::ExitCode;

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
