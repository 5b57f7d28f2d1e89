//! The log: what happened, for operators, on standard error. It never holds what a patient typed.

use tracing_subscriber::{EnvFilter, fmt};

use super::{args::Command, output::Output};

/// Begins to log. Servers tell of every request, other commands only of what is wrong, unless more is asked for.
pub fn begin(command: &Command, output: &Output) {
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
