//! Kills a sync after every step that a sink can see, and proves that the next one makes up for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::memory::{MemorySink, MemoryTable, MemoryWarehouse};
use super::{Sandbox, Synced};
use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint, Warning};
use crate::schema::TableSpec;
use crate::sink::Sink;

impl Sandbox {
    /// Proves that no crash of the next sync loses or doubles a row: kills it before its first step and after each
    /// one (batch, truncate, checkpoint), resumes with one more sync, and compares every table with that of an
    /// undisturbed sync. Returns how many crashes it went through.
    ///
    /// The sandbox itself stays as it was, so a test can call this before each of its syncs. Where the crash fell
    /// after the sync's last checkpoint there was nothing left to make up for, and the resumed sync is the next one:
    /// then the tables may also equal those after two undisturbed syncs.
    ///
    /// # Panics
    /// If an undisturbed sync fails, or if rows differ; the message says after which step it was killed.
    pub fn survives_every_crash(&self) -> usize {
        let steps = Arc::new(AtomicUsize::new(usize::MAX));
        let undisturbed = self.copy();
        undisturbed.sync_dying_after(&steps).unwrap_or_else(|error| panic!("the undisturbed sync failed: {error}"));
        let steps = usize::MAX - steps.load(Ordering::Relaxed);
        let once = undisturbed.rows_of_all_tables();
        let twice = {
            let mut again = undisturbed.copy();
            // A source may have nothing more to give and say so.
            let _ = again.sync();
            again.rows_of_all_tables()
        };
        for crash in 0..steps {
            let mut crashed = self.copy();
            let died = crashed.sync_dying_after(&Arc::new(AtomicUsize::new(crash)));
            assert!(died.is_err(), "the sync took fewer than {steps} steps when it was run again");
            let resumed = crashed.sync();
            let rows = crashed.rows_of_all_tables();
            if rows == once || rows == twice {
                continue;
            }
            if let Err(error) = resumed {
                panic!("killed after step {crash} of {steps}, the resumed sync failed: {error}");
            }
            for (name, expected) in &once {
                assert_eq!(
                    rows.get(name).map(visible),
                    Some(visible(expected)),
                    "killed after step {crash} of {steps} and resumed, table `{name}` differs from an undisturbed sync"
                );
            }
            panic!("killed after step {crash} of {steps} and resumed, there are other tables than without a crash");
        }
        steps
    }

    /// Proves that nothing that breaks the next sync off loses or doubles a row: [every
    /// crash](Self::survives_every_crash), and with each protocol that is compiled in, Airbyte's, Singer's and
    /// Fivetran's, every cut after a checkpoint. Returns how many of them it went through.
    ///
    /// # Panics
    /// If an undisturbed sync fails, or if rows differ.
    pub fn survives_every_interruption(&self) -> usize {
        let cuts = [
            #[cfg(feature = "airbyte")]
            self.survives_every_cut(super::Protocol::Airbyte),
            #[cfg(feature = "singer")]
            self.survives_every_cut(super::Protocol::Singer),
            #[cfg(feature = "fivetran")]
            self.survives_every_cut_on_fivetran(),
        ];
        self.survives_every_crash() + cuts.iter().sum::<usize>()
    }

    pub(super) fn copy(&self) -> Self {
        let warehouse: MemoryWarehouse = self.warehouse().clone();
        Self {
            definition: self.definition.clone(),
            configuration: Arc::new(Mutex::new(super::lock(&self.configuration).clone())),
            selection: self.selection.clone(),
            full_refresh: self.full_refresh,
            clock: self.clock.clone(),
            warehouse: Arc::new(Mutex::new(warehouse)),
            #[cfg(feature = "http")]
            replay: self.replay.as_ref().map(super::replay::Replay::crashing),
        }
    }

    fn rows_of_all_tables(&self) -> std::collections::BTreeMap<String, MemoryTable> {
        self.warehouse().tables().clone()
    }

    fn sync_dying_after(&self, steps: &Arc<AtomicUsize>) -> Result<Synced> {
        let sink = MemorySink::new(self.warehouse.clone());
        self.sync_into(Box::new(Dying { sink, steps_left: steps.clone() }))
    }
}

/// What an assertion shows of a table.
fn visible(table: &MemoryTable) -> Vec<String> {
    table.all_rows().map(|row| format!("{row:?}")).collect()
}

/// A sink that stops for good after so many steps, as a killed process does.
struct Dying {
    sink: MemorySink,
    steps_left: Arc<AtomicUsize>,
}

impl Dying {
    fn step(&self) -> Result<()> {
        let left = self.steps_left.load(Ordering::Relaxed);
        match left.checked_sub(1) {
            Some(left) => {
                self.steps_left.store(left, Ordering::Relaxed);
                Ok(())
            }
            None => Err(Error::destination("killed for the test")),
        }
    }
}

impl Sink for Dying {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        self.sink.declare(tables)
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.step()?;
        self.sink.write(batch)
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.step()?;
        self.sink.truncate(table)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.step()?;
        self.sink.commit(checkpoint)
    }

    fn rollback(&mut self) -> Result<()> {
        self.sink.rollback()
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        self.sink.warn(warning)
    }
}
