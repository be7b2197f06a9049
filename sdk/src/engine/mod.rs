//! Runs a connector's readers into a sink. Knows no protocol, no destination and no HTTP.

mod definition;
mod plan;
mod reach;
mod run;
mod writer_thread;

#[cfg(test)]
mod due_tests;
#[cfg(test)]
mod tests;

pub use definition::{Definition, Source};
pub use plan::{Plan, PlanOptions};
pub use run::{Outcome, RunOptions, Stop, run};
pub(crate) use writer_thread::panic_text;
