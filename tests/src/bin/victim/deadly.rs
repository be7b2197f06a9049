//! A sink that kills its own process at a chosen step.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_sdk::Result;
use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::event::{Batch, Checkpoint, Warning};
use connector_sdk::schema::TableSpec;
use connector_sdk::sink::Sink;

use crate::number;

/// Counts two steps for each call, one before it and one after it.
pub(crate) struct Deadly {
    sink: Box<Warehouse>,
    step: u64,
    /// `VICTIM_DIE_AT`: dies when it comes to this step.
    die_at: Option<u64>,
    /// `VICTIM_DIE_AFTER`: dies so many microseconds later, in the middle of whatever is being done by then.
    die_after: Duration,
    /// `VICTIM_LIST`: prints a line for each call: its first step, its name, and how long it took in microseconds.
    list: bool,
}

impl Deadly {
    pub(crate) fn new(sink: Box<Warehouse>) -> Self {
        Self {
            sink,
            step: 0,
            die_at: number("VICTIM_DIE_AT"),
            die_after: Duration::from_micros(number("VICTIM_DIE_AFTER").unwrap_or(0)),
            list: number("VICTIM_LIST").is_some(),
        }
    }

    fn call(&mut self, name: &str, call: impl FnOnce(&mut Warehouse) -> Result<()>) -> Result<()> {
        self.step();
        let (before, started) = (self.step - 1, Instant::now());
        let result = call(&mut self.sink);
        if self.list {
            println!("{before} {name} {}", started.elapsed().as_micros());
        }
        self.step();
        result
    }

    fn step(&mut self) {
        if self.die_at == Some(self.step) {
            if self.die_after.is_zero() {
                die();
            }
            let after = self.die_after;
            std::thread::spawn(move || {
                // Only to come to another instant each time.
                std::thread::sleep(after);
                die();
            });
        }
        self.step += 1;
    }
}

/// Ends the process as `kill -9` does: nothing is flushed, closed or dropped.
fn die() -> ! {
    let kill = format!("kill -KILL {}", std::process::id());
    Command::new("sh").arg("-c").arg(kill).status().unwrap();
    loop {
        std::thread::park();
    }
}

impl Sink for Deadly {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        self.call("declare", |sink| sink.declare(tables))
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        let name = format!("write:{}", batch.table.name);
        self.call(&name, |sink| sink.write(batch))
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.call("truncate", |sink| sink.truncate(table))
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.call("commit", |sink| sink.commit(checkpoint))
    }

    fn rollback(&mut self) -> Result<()> {
        self.sink.rollback()
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        self.sink.warn(warning)
    }
}
