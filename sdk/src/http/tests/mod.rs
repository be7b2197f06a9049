//! The client against a server of its own.

mod manners;
mod misfits;
pub(crate) mod server;
mod streams;
mod surroundings;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Client, ClientBuilder};
use crate::clock::{self, Clock};
use crate::testing::TestClock;

/// Runs a test on a clock of its own, and tells how many seconds it slept.
async fn on_clock<F: Future>(test: F) -> (F::Output, f64) {
    let clock = Arc::new(TestClock::default());
    let start: DateTime<Utc> = clock.now();
    let output = clock::with(clock.clone(), test).await;
    (output, (clock.now() - start).num_milliseconds() as f64 / 1000.0)
}

/// A client without proxies: the server is on this machine.
fn client(server: &server::Server) -> ClientBuilder {
    Client::builder().base_url(&server.url)
}
