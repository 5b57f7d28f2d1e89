//! Noticing a new generation while running, and changing over to it without disturbing anyone.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use super::Metrics;
use crate::{
    index::{DataDir, IndexError, Manifest, Verify},
    search::Engine,
};

/// A generation that could not be loaded is tried again after this time, in case the disk has recovered.
const RETRY: Duration = Duration::from_secs(30);

/// What changes whenever the current generation is switched.
type Stamp = (u64, SystemTime);

/// Looks every `interval` whether the data directory has another current generation, and loads it. Never ends.
///
/// On any error the old generation goes on answering; the error is logged once for each switch.
pub async fn watch(engine: Arc<Engine>, data: DataDir, interval: Duration, metrics: Arc<Metrics>) {
    let mut watcher = Watcher {
        engine,
        data,
        metrics,
        seen: None,
        failed: None,
    };
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // Looking reads a file, and loading reads all of them.
        let looked = tokio::task::spawn_blocking(move || {
            watcher.look();
            watcher
        });
        watcher = match looked.await {
            Ok(watcher) => watcher,
            Err(_) => {
                tracing::error!("looking for new generations has ended: loading one panicked");
                return;
            }
        };
    }
}

struct Watcher {
    engine: Arc<Engine>,
    data: DataDir,
    metrics: Arc<Metrics>,
    /// The stamp of the generation that answers.
    seen: Option<Stamp>,
    /// The stamp that could not be loaded (`None` if it could not even be read), and when.
    failed: Option<(Option<Stamp>, Instant)>,
}

impl Watcher {
    fn look(&mut self) {
        match self.data.current_stamp() {
            Ok(None) => {}
            Ok(Some(stamp)) if self.seen == Some(stamp) => {}
            Ok(Some(stamp)) if self.is_loaded(stamp) => self.seen = Some(stamp),
            Ok(Some(stamp)) => self.load(stamp),
            Err(error) => self.note_failure(None, &error),
        }
    }

    /// Returns whether the stamp's generation is the one that answers already, because whoever started us loaded it.
    fn is_loaded(&self, (number, _): Stamp) -> bool {
        let Some(snapshot) = self.engine.current().filter(|_| self.seen.is_none()) else {
            return false;
        };
        let ours = snapshot.generation.manifest();
        let published = Manifest::read(&self.data.generation_dir(number));
        ours.generation == number
            && published.is_ok_and(|published| published.built_at == ours.built_at)
    }

    fn load(&mut self, stamp: Stamp) {
        if self.is_waiting(Some(stamp)) {
            return;
        }
        let started = Instant::now();
        match self.engine.load_current(&self.data, Verify::Full) {
            Ok(generation) => {
                self.seen = Some(stamp);
                self.failed = None;
                self.metrics.count_swap(true);
                tracing::info!(
                    generation,
                    took_ms = started.elapsed().as_millis() as u64,
                    "a new generation answers"
                );
            }
            Err(error) => self.note_failure(Some(stamp), &error),
        }
    }

    /// Returns whether the stamp has failed and its time has not come again.
    fn is_waiting(&self, stamp: Option<Stamp>) -> bool {
        self.failed
            .is_some_and(|(failed, at)| failed == stamp && at.elapsed() < RETRY)
    }

    fn note_failure(&mut self, stamp: Option<Stamp>, error: &IndexError) {
        if self.is_waiting(stamp) {
            return;
        }
        let is_news = self.failed.is_none_or(|(failed, _)| failed != stamp);
        self.failed = Some((stamp, Instant::now()));
        self.metrics.count_swap(false);
        if is_news {
            let hint = error.hint();
            let error = error as &dyn std::error::Error;
            tracing::error!(
                error,
                hint,
                "the new generation cannot be loaded; the old one goes on answering"
            );
        }
    }
}
