//! The time, from outside, so that tests need not wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// Tells the time, and waits.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits. A clock for tests moves its own time on instead.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

tokio::task_local! {
    static CLOCK: Arc<dyn Clock>;
}

/// Runs a future whose [`current`] clock is this one. A task that the future spawns has the machine's clock again
/// unless it is wrapped as well.
pub async fn with<F: Future>(clock: Arc<dyn Clock>, future: F) -> F::Output {
    CLOCK.scope(clock, future).await
}

/// The clock of the running sync; the machine's outside of one.
pub fn current() -> Arc<dyn Clock> {
    CLOCK.try_with(Arc::clone).unwrap_or_else(|_| Arc::new(SystemClock))
}
