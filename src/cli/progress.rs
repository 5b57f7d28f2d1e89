//! Progress of a reindex: bars on a terminal, a line every ten seconds elsewhere, nothing when asked for nothing.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::{indexing::Event, output::Output, wording};
use crate::index::Progress;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressMode {
    // Bars on a terminal, elsewhere lines.
    #[default]
    Auto,
    // A line every ten seconds.
    Plain,
    None,
}

/// Shows what a build is doing.
pub struct Reporter(Shown);

enum Shown {
    Nothing,
    Lines {
        output: Box<Output>,
        began: Instant,
        last: Mutex<Instant>,
    },
    Bars {
        bar: ProgressBar,
        stage: Mutex<Stage>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Reading,
    Indexing,
    Merging,
    Verifying,
}

/// Seconds between two lines of progress.
const LINE_EVERY: Duration = Duration::from_secs(10);

impl Reporter {
    /// Returns a reporter that shows nothing.
    pub fn silent() -> Self {
        Reporter(Shown::Nothing)
    }

    /// Returns the reporter that was asked for.
    pub fn new(mode: ProgressMode, output: &Output) -> Self {
        let now = Instant::now();
        let lines = || Shown::Lines {
            output: Box::new(output.clone()),
            began: now,
            last: Mutex::new(now),
        };
        let shown = match mode {
            _ if output.quiet => Shown::Nothing,
            ProgressMode::None => Shown::Nothing,
            ProgressMode::Auto if output.stderr_is_terminal => {
                let bar = ProgressBar::new_spinner();
                bar.set_style(style(Stage::Reading));
                Shown::Bars {
                    bar,
                    stage: Mutex::new(Stage::Reading),
                }
            }
            ProgressMode::Auto | ProgressMode::Plain => lines(),
        };
        Reporter(shown)
    }

    /// Takes note of what a build says.
    pub fn event(&self, event: &Event<'_>) {
        let (stage, done, total) = match event {
            Event::Read(records) => (Stage::Reading, *records, None),
            Event::Build(Progress::Indexing { done, total }) => {
                (Stage::Indexing, *done, Some(*total))
            }
            Event::Build(Progress::Merging) => (Stage::Merging, 0, None),
            Event::Build(Progress::Verifying) => (Stage::Verifying, 0, None),
            Event::Skipped(_) | Event::Ignored(_) => return,
        };
        match &self.0 {
            Shown::Nothing => {}
            Shown::Lines {
                output,
                began,
                last,
            } => {
                let mut last = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                if last.elapsed() >= LINE_EVERY {
                    *last = Instant::now();
                    output.words(&format!(
                        "{}, {}",
                        line(stage, done, total),
                        wording::duration(began.elapsed())
                    ));
                }
            }
            Shown::Bars { bar, stage: shown } => {
                let mut shown = shown
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner());
                if *shown != stage {
                    *shown = stage;
                    bar.set_style(style(stage));
                    bar.reset();
                    if matches!(stage, Stage::Merging | Stage::Verifying) {
                        bar.enable_steady_tick(Duration::from_millis(120));
                    }
                }
                if let Some(total) = total {
                    bar.set_length(total);
                }
                bar.set_position(done);
            }
        }
    }

    /// Takes the bar away; what follows is the summary.
    pub fn finish(&self) {
        if let Shown::Bars { bar, .. } = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn line(stage: Stage, done: u64, total: Option<u64>) -> String {
    let done = wording::grouped(done);
    match (stage, total) {
        (Stage::Indexing, Some(total)) => {
            format!("indexed {done} of {} trials", wording::grouped(total))
        }
        (Stage::Reading | Stage::Indexing, _) => format!("read {done} records"),
        (Stage::Merging, _) => "merging".to_owned(),
        (Stage::Verifying, _) => "verifying".to_owned(),
    }
}

fn style(stage: Stage) -> ProgressStyle {
    let template = match stage {
        Stage::Reading => "{spinner} Reading   {human_pos} records, {per_sec:.0}",
        Stage::Indexing => {
            "{spinner} Indexing  {bar:30} {human_pos}/{human_len}, {per_sec:.0}, {eta} left"
        }
        Stage::Merging => "{spinner} Merging   {elapsed}",
        Stage::Verifying => "{spinner} Verifying {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_one_that_the_library_reads() {
        for stage in [
            Stage::Reading,
            Stage::Indexing,
            Stage::Merging,
            Stage::Verifying,
        ] {
            style(stage);
        }
        assert_eq!(
            line(Stage::Indexing, 1_200, Some(5_000)),
            "indexed 1,200 of 5,000 trials"
        );
        assert_eq!(line(Stage::Reading, 7, None), "read 7 records");
    }
}
