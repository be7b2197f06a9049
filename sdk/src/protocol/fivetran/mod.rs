//! Serves a connector as a Fivetran Partner SDK source: the platform calls over gRPC, and rows stream back.
//!
//! Nothing of it is in the connector: its definition already holds the form, the tests, the tables and the readers.
//!
//! | file | |
//! |---|---|
//! | `server`, `grpc` | the listening sockets, and the calls that arrive on them |
//! | `service` | what each call does |
//! | `form`, `schema`, `selection` | the definition in the protocol's messages, and the user's choice out of them |
//! | `framing`, `encode`, `decimal`, `wire` | rows as messages, written where they are emitted |
//! | `update`, `sink`, `outbox`, `pool` | one sync: messages wait for the client |
//! | `failure` | what becomes of each kind of error |
//! | `log` | the log's form |

mod decimal;
mod encode;
mod failure;
mod form;
mod framing;
mod grpc;
mod log;

mod outbox;
mod pool;
#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]
pub mod proto;
mod schema;
mod selection;
mod server;
mod service;
mod sink;
mod timestamp;
mod update;
mod wire;

pub(crate) use framing::unframed;
pub use log::LogLayer;
pub use server::{DEFAULT_PORT, Server, serve};
pub(crate) use service::Service;
pub use timestamp::Timestamp;

/// The largest message that the platform sends or takes.
const LARGEST_MESSAGE: usize = 128 * 1024 * 1024;
