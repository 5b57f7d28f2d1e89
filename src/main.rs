//! The program: everything is in the library, under [`trialseek::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    trialseek::cli::run().into()
}
