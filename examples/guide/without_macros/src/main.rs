//! Everything that the macros write, written by hand: a table, its key and updates, a configuration, a state, a
//! connector and `main`.
//!
//! The macros have no access of their own: what they can do, a program can. `with_macros.rs` is the same connector in
//! their words, and a test proves that both declare and do the same.

use std::process::ExitCode;

use connector_sdk::config::{Config, ConfigReader, FieldSpec};
use connector_sdk::connector::{Connector, Info, Reader};
use connector_sdk::prelude::*;
use connector_sdk::state::StateValue;
use connector_sdk::table::{Column, Keyed, PartialRow, RowWriter, Table};

/// What a sensor measured in an hour.
struct Reading {
    sensor: String,
    hour: i64,
    celsius: Option<f64>,
}

impl Table for Reading {
    const NAME: &'static str = "reading";

    fn spec() -> TableSpec {
        TableSpec::new(Self::NAME)
            .describe("What a sensor measured in an hour.")
            .column(<String as Column>::spec("sensor"))
            .column(<i64 as Column>::spec("hour"))
            .column(<Option<f64> as Column>::spec("celsius"))
            .primary_key(["sensor", "hour"])
            .cursor("hour")
    }

    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.sensor)?;
        row.cell(self.hour)?;
        row.cell(self.celsius)
    }
}

impl Keyed for Reading {
    type Key = ReadingKey;
    type Update = ReadingUpdate;
}

struct ReadingKey {
    sensor: String,
    hour: i64,
}

impl PartialRow for ReadingKey {
    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.sensor)?;
        row.cell(self.hour)
    }
}

/// `celsius` is an option of an option: not to be changed, or changed to null, or to a value.
struct ReadingUpdate {
    sensor: String,
    hour: i64,
    celsius: Option<Option<f64>>,
}

impl PartialRow for ReadingUpdate {
    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.sensor)?;
        row.cell(self.hour)?;
        row.given(self.celsius)
    }
}

struct Weather {
    sensor: String,
    hours: i64,
}

impl Config for Weather {
    fn fields() -> Vec<FieldSpec> {
        vec![
            FieldSpec::of::<String>("sensor").describe("The sensor's name.").default("roof"),
            FieldSpec::of::<i64>("hours").describe("How many hours each sync reads.").default("3"),
        ]
    }

    fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
        // Both are read before the first `?`, so that the user sees the mistakes of both.
        let (sensor, hours) = (values.field("sensor"), values.field("hours"));
        Some(Self { sensor: sensor?, hours: hours? })
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Progress {
    hour: i64,
}

impl StateValue for Progress {}

impl Connector for Weather {
    type Config = Self;

    fn info() -> Info {
        Info::new("weather")
            .describe("Readings of a sensor that was just installed.")
            .version(env!("CARGO_PKG_VERSION"))
            .package_dir(env!("CARGO_MANIFEST_DIR"))
    }

    fn readers() -> Vec<Reader<Self>> {
        vec![Reader::new("readings").argument::<Rows<Reading>>().argument::<State<Progress>>().run(
            |weather, context| {
                Box::pin(async move {
                    let (mut rows, mut state) = (context.argument()?, context.argument()?);
                    weather.readings(&mut rows, &mut state).await?;
                    context.finish(rows)?;
                    context.finish(state)
                })
            },
        )]
    }
}

impl Weather {
    /// Each sync reads on, corrects its first reading and forgets its second.
    async fn readings(&self, rows: &mut Rows<Reading>, state: &mut State<Progress>) -> Result<()> {
        let first = state.hour;
        while state.hour < first + self.hours {
            let celsius = Some(20.0 + state.hour as f64);
            rows.upsert(Reading { sensor: self.sensor.clone(), hour: state.hour, celsius }).await?;
            state.hour += 1;
        }
        let correction = ReadingUpdate { sensor: self.sensor.clone(), hour: first, celsius: Some(None) };
        rows.update(correction).await?;
        rows.delete(ReadingKey { sensor: self.sensor.clone(), hour: first + 1 }).await
    }
}

fn main() -> ExitCode {
    connector_sdk::cli::main::<Weather>()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod with_macros;
