//! Searching in bounds: as many searches at a time as there are threads for them, a queue of bounded length, and a deadline for each.
//!
//! The permit travels into the blocking task: a search whose caller has gone still holds its thread, so it must still count.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task};

use super::{
    error::{ApiError, ErrorCode},
    layers::log_panic,
};
use crate::config::ServerConfig;

/// The threads that search and the queue before them.
#[derive(Debug)]
pub struct SearchPool {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    retry_after_s: u64,
    deadline: Duration,
    /// Measured from the arrival of a request: the search must end early enough for the answer to be written.
    longest: Duration,
}

impl SearchPool {
    /// Returns a pool with the bounds of `config`.
    pub fn new(config: &ServerConfig) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if config.search.threads == 0 {
            cores
        } else {
            config.search.threads
        };
        SearchPool {
            permits: Arc::new(Semaphore::new(threads)),
            waiting: AtomicUsize::new(0),
            queue: config.search.queue,
            retry_after_s: config.search.retry_after_s,
            deadline: Duration::from_millis(config.search.deadline_ms),
            longest: Duration::from_millis(config.limits.request_timeout_ms).mul_f32(0.9),
        }
    }

    /// Runs `work` on a blocking thread with the moment at which it has to end; refuses when the queue is full.
    pub async fn run<T: Send + 'static>(
        &self,
        arrived: Instant,
        work: impl FnOnce(Instant) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let _place = self.queue_up()?;
                Arc::clone(&self.permits)
                    .acquire_owned()
                    .await
                    .map_err(|_| ApiError::internal())?
            }
        };
        let until = (Instant::now() + self.deadline).min(arrived + self.longest);
        let task = task::spawn_blocking(move || {
            let _permit = permit;
            work(until)
        });
        task.await.map_err(|error| {
            if let Ok(payload) = error.try_into_panic() {
                log_panic(payload.as_ref());
            }
            ApiError::internal()
        })
    }

    fn queue_up(&self) -> Result<PlaceInQueue<'_>, ApiError> {
        let taken = self
            .waiting
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |waiting| {
                (waiting < self.queue).then_some(waiting + 1)
            });
        match taken {
            Ok(_) => Ok(PlaceInQueue(&self.waiting)),
            Err(_) => Err(
                ApiError::new(ErrorCode::Overloaded, "too many searches are waiting")
                    .hint(format!("try again in {} s", self.retry_after_s))
                    .retry_after_s(self.retry_after_s),
            ),
        }
    }
}

/// Given back when the wait ends, also when the caller goes away.
struct PlaceInQueue<'a>(&'a AtomicUsize);

impl Drop for PlaceInQueue<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::config::Config;

    fn pool(change: impl FnOnce(&mut ServerConfig)) -> Arc<SearchPool> {
        let mut config = Config::compiled_in().unwrap().server;
        config.search.threads = 1;
        change(&mut config);
        Arc::new(SearchPool::new(&config))
    }

    /// Starts work that lasts until the sender is dropped.
    fn occupy(
        pool: &Arc<SearchPool>,
    ) -> (mpsc::Sender<()>, task::JoinHandle<Result<(), ApiError>>) {
        let (sender, receiver) = mpsc::channel::<()>();
        let pool = Arc::clone(pool);
        let run = async move {
            pool.run(Instant::now(), move |_| {
                let _ = receiver.recv();
            })
            .await
        };
        (sender, tokio::spawn(run))
    }

    async fn until(condition: impl Fn() -> bool) {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_an_empty_one_does_not() {
        let pool = pool(|config| config.search.queue = 1);
        let (first, running) = occupy(&pool);
        until(|| pool.permits.available_permits() == 0).await;
        let (second, waiting) = occupy(&pool);
        until(|| pool.waiting.load(Ordering::Acquire) == 1).await;
        let refused = pool.run(Instant::now(), |_| ()).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Overloaded);
        drop((first, second));
        running.await.unwrap().unwrap();
        waiting.await.unwrap().unwrap();
        pool.run(Instant::now(), |_| ()).await.unwrap();
    }

    #[tokio::test]
    async fn a_caller_who_leaves_frees_the_queue_but_not_the_thread() {
        let pool = pool(|config| config.search.queue = 1);
        let (first, running) = occupy(&pool);
        until(|| pool.permits.available_permits() == 0).await;
        let (_second, waiting) = occupy(&pool);
        until(|| pool.waiting.load(Ordering::Acquire) == 1).await;
        waiting.abort();
        until(|| pool.waiting.load(Ordering::Acquire) == 0).await;
        running.abort();
        let _ = running.await;
        assert_eq!(pool.permits.available_permits(), 0);
        drop(first);
        until(|| pool.permits.available_permits() == 1).await;
    }

    #[tokio::test]
    async fn the_deadline_counts_from_the_start_and_is_bounded_by_the_arrival() {
        let pool = pool(|config| {
            config.search.deadline_ms = 500;
            config.limits.request_timeout_ms = 10_000;
        });
        let now = Instant::now();
        let until = pool.run(now, |until| until).await.unwrap();
        let deadline = Duration::from_millis(500);
        assert!(now + deadline <= until && until <= Instant::now() + deadline);
        let arrived = now.checked_sub(Duration::from_secs(9)).unwrap();
        let until = pool.run(arrived, |until| until).await.unwrap();
        assert_eq!(until, arrived + Duration::from_millis(10_000).mul_f32(0.9));
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_frees_the_thread() {
        let pool = pool(|_| ());
        let error = pool
            .run(Instant::now(), |_| panic!("on purpose"))
            .await
            .map(|_: ()| ())
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::Internal);
        pool.run(Instant::now(), |_| ()).await.unwrap();
    }
}
