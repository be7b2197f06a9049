//! The same connector in the words of the macros.

use connector_sdk::prelude::*;

/// What a sensor measured in an hour.
#[table(primary_key = (sensor, hour), cursor = hour)]
pub(crate) struct Reading {
    sensor: String,
    hour: i64,
    celsius: Option<f64>,
}

#[connector]
pub(crate) struct Weather {
    /// The sensor's name.
    #[config(default = "roof")]
    sensor: String,
    /// How many hours each sync reads.
    #[config(default = 3)]
    hours: i64,
}

#[state]
struct Progress {
    hour: i64,
}

/// Readings of a sensor that was just installed.
#[connector(main = false)]
impl Weather {
    async fn readings(&self, rows: &mut Rows<Reading>, state: &mut State<Progress>) -> Result<()> {
        let first = state.hour;
        while state.hour < first + self.hours {
            let celsius = Some(20.0 + state.hour as f64);
            rows.upsert(Reading { sensor: self.sensor.clone(), hour: state.hour, celsius }).await?;
            state.hour += 1;
        }
        rows.update(ReadingUpdate::new(&self.sensor, first).celsius(None)).await?;
        rows.delete(ReadingKey { sensor: self.sensor.clone(), hour: first + 1 }).await
    }
}
