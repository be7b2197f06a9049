//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// A lock on a file beside the warehouse. The system releases it when the process ends, however it ends.
pub(super) struct WriterLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl WriterLock {
    /// Takes the lock, or says who has it.
    pub(super) fn take(warehouse: &Path) -> Result<Self> {
        let path = warehouse.with_extension("lock");
        let failed = |error: std::io::Error| {
            Error::destination(format!("cannot lock {}: {error}", path.display()))
                .next_step("check that the folder can be written")
        };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The holder is named for help only.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let who = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
                return Err(Error::destination(format!(
                    "{} is being written by another sync{who}",
                    warehouse.display()
                ))
                .next_step("wait until it is done, or use another project directory"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let write_holder = |file: &mut File| -> std::io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "{}", std::process::id())
        };
        // On a full disk the sync itself will say what is wrong.
        let _ = write_holder(&mut file);
        Ok(Self(file))
    }
}
