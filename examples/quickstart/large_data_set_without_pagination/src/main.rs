//! A source that hands over everything in one go, without pages: it is iterated, and never held in memory as a whole.
//!
//! After each thousand rows comes a checkpoint, where a sync that was killed goes on. The next sync begins there too
//! and brings only what was added since; the Python original saves its offset but never looks at it, and starts over.
//! Ten million rows take no more memory than one million:
//! `LARGE_DATA_SET_WITHOUT_PAGINATION_ROWS=10000000 cargo run --release -p large_data_set_without_pagination`.

use connector_sdk::prelude::*;

const ROWS_PER_CHECKPOINT: u32 = 1000;

#[connector]
struct Sensor {
    /// How many measurements the sensor has made.
    #[config(default = 100_000)]
    rows: u32,
}

impl Sensor {
    /// Stands for a large file, or for one long answer that is read while it arrives.
    fn measurements(&self) -> impl Iterator<Item = Measurement> {
        (1..=self.rows).map(|id| Measurement { id, celsius: f64::from(id % 400) / 10.0 })
    }
}

#[table(primary_key = id)]
struct Measurement {
    id: u32,
    celsius: f64,
}

#[state]
struct Progress {
    offset: u32,
}

#[connector]
async fn large_data_set_without_pagination(
    sensor: &Sensor,
    rows: &mut Rows<Measurement>,
    state: &mut State<Progress>,
) -> Result<()> {
    for measurement in sensor.measurements().skip(state.offset as usize) {
        rows.upsert(measurement).await?;
        state.offset += 1;
        if state.offset.is_multiple_of(ROWS_PER_CHECKPOINT) {
            state.checkpoint().await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
