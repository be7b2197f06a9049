//! What a reader is given: the rows it writes, the state it keeps, the clock.

mod argument;
mod buffer;
mod emitter;
mod progress;
mod reader_context;
mod rows;
mod state;
mod tables;
#[cfg_attr(not(feature = "http"), allow(dead_code))]
mod watch;

pub use crate::clock::{Clock, SystemClock};
pub use argument::Argument;
pub use progress::{Progress, TableProgress};
pub use reader_context::{ReaderContext, Run};
pub use rows::Rows;
pub use state::{ConnectorState, State};
pub use tables::{DynamicRows, Tables};

pub(crate) use emitter::{Emitter, EmitterOptions};
#[cfg(feature = "http")]
pub(crate) use watch::{Cursor, Watch};
