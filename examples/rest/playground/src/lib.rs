//! A server for trying out REST connectors: offline, deterministic, and badly behaved when it is told to be.
//!
//! ```sh
//! cargo run -p playground                  # on http://127.0.0.1:5001, where the REST examples look for it
//! cargo run -p playground -- --hostile     # refuses, resets and shortens each third answer
//! cargo run -p playground -- --help        # every API and every command
//! ```
//!
//! In a test each [`Playground`] is a world of its own, on a port of its own, gone when it is dropped. Nothing in it
//! depends on the time of day or on chance (the clock of `cargo run` does go with the machine's), so a test can compare rows exactly, with the functions of this crate:
//!
//! ```
//! use playground::{Fault, RetryAfter, Trouble};
//!
//! let playground = playground::start();
//! let control = playground.control();
//!
//! // Point your connector's `base_url` at it …
//! let _base_url = playground.base_url();
//!
//! // … let the third page of a list fail twice …
//! let retry_after = RetryAfter::Seconds(0);
//! let fault = control.misbehave(
//!     Fault::new("/pagination/offset", Trouble::ServerError { status: 503, retry_after }).after(2).times(2),
//! );
//!
//! // … sync, and see that all rows are there, and that it did not give up.
//! let _expected = playground::users();
//! assert_eq!(control.hits(fault), 0, "nobody has asked yet");
//! assert!(control.requests().is_empty());
//!
//! // Change the data as a source does between two syncs: rows come, change and go.
//! control.advance(1);
//! let (_expected, _deleted) = playground::users_after(1);
//! ```
//!
//! - [`calm_and_hostile`] runs a test in good times and bad, [`rows`] makes of the data what a table should hold.
//! - [`Control`] is the handle: data, clock, faults, tokens, jobs, the log of requests.
//! - [`Trouble`] lists what can go wrong; [`Fault`] says which requests it hits.
//! - [`credentials`] are what it accepts.
//! - [`data`] holds the rows.
//!
//! Nothing here needs a runtime. The waits of [`Control`] and the end of a [`Playground`] block for a moment, so a test
//! on a runtime needs a second thread (`flavor = "multi_thread"`) to wait for its own client.
//!
//! Only three things take real time: [`Trouble::Delay`], [`Control::limit_rate`] and the waits for a client. A stall
//! lasts until [`Control::release`], a token's age is measured by the playground's clock.

mod api;
mod control;
pub mod credentials;
pub mod data;
mod help;
mod server;
mod trial;
mod world;

pub use api::jobs::Outcome;
pub use control::Control;
pub use control::fault::{Fault, FaultId, RetryAfter, Trouble};
pub use control::hostile::TROUBLES;
pub use control::log::LoggedRequest;
pub use data::time::START;
pub use data::user::{DeletedUser, User, users, users_after, users_seen};
pub use help::help;
pub use server::Playground;
pub use trial::{calm_and_hostile, rows};

use std::io;

/// The port that the examples' configurations name.
pub const PORT: u16 = 5001;

/// Starts a playground on a free port of the loopback interface, in threads of its own.
///
/// # Panics
/// When the machine has no port to give.
pub fn start() -> Playground {
    serve(0).expect("the loopback interface has a free port")
}

/// Starts a playground on a port of the loopback interface; 0 is any free one.
///
/// # Errors
/// When the port is taken.
pub fn serve(port: u16) -> io::Result<Playground> {
    Playground::on(port)
}
