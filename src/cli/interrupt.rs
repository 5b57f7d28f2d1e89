//! Ctrl-C and stop signals: the first asks the work to end tidily, the second ends the process at once.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::watch;

use super::{error::CliError, exit::Exit, output::Output};

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
