//! A source with every way in which rows can come, that is further along each round.

use std::io::Write;

use connector_sdk::prelude::*;

/// Orders on a page of the source.
const PAGE: i64 = 4;

#[table(primary_key = id, cursor = id)]
struct Order {
    id: i64,
    #[column(decimal(12, 2))]
    total: Decimal,
    note: Option<String>,
    /// Whole numbers at first, then floats, then text.
    #[column(inferred)]
    reference: Value,
}

/// A child of the order, whose key it shares.
#[table(primary_key = (order_id, line))]
struct OrderLine {
    order_id: i64,
    line: i32,
    pieces: u32,
    tags: Json<Vec<String>>,
}

/// Has no key.
#[table]
struct LogLine {
    at: DateTime<Utc>,
    text: String,
}

/// Read as a whole each time.
#[table(primary_key = currency)]
struct Rate {
    currency: String,
    rate: f64,
}

/// Enough rows that writing them anew takes a while.
#[table(primary_key = id)]
struct Measure {
    id: i64,
    #[column(inferred)]
    value: Value,
    comment: String,
}

#[table(primary_key = id)]
struct Waiting {
    id: i64,
}

#[state]
struct Page {
    next: i64,
}

#[state]
struct Shared {
    seen: i64,
}

#[derive(ConfigField, PartialEq)]
pub(crate) enum Wait {
    /// As for an answer that never comes.
    Pending,
    /// In a call that blocks its thread.
    Blocked,
}

#[connector]
pub(crate) struct Victim {
    /// How far the source is.
    #[config(default = 1)]
    round: i64,
    /// The measures of a round.
    #[config(default = 300)]
    measures: i64,
    /// What the source does after its first rows, for ever.
    wait: Option<Wait>,
    /// What the source prints although stdout may not be its own.
    print: Option<String>,
}

#[connector(main = false)]
impl Victim {
    async fn waiting(&self, rows: &mut Rows<Waiting>, run: &mut Run) -> Result<()> {
        let Some(wait) = &self.wait else { return Ok(()) };
        rows.upsert(Waiting { id: 0 }).await?;
        rows.checkpoint().await?;
        // So many that some are in the warehouse's open transaction.
        rows.upsert_all((1..3000).map(|id| Waiting { id })).await?;
        run.warn("the source waits").await?;
        match wait {
            Wait::Pending => std::future::pending().await,
            Wait::Blocked => loop {
                std::thread::park();
            },
        }
    }

    async fn orders(
        &self,
        orders: &mut Rows<Order>,
        lines: &mut Rows<OrderLine>,
        shared: &mut ConnectorState<Shared>,
        state: &mut State<Page>,
    ) -> Result<()> {
        while state.next < self.round * 4 {
            for id in state.next * PAGE..(state.next + 1) * PAGE {
                let reference = match id {
                    0..6 => Value::from(id),
                    6..10 => Value::from(id as f64 / 4.0),
                    _ => Value::from(format!("R-{id}")),
                };
                let total = Decimal::new(i128::from(id) * 1999, 2).context("a total")?;
                orders
                    .upsert(Order { id, total, note: (id % 2 == 0).then(|| format!("note {id}")), reference })
                    .await?;
                for line in 1..3 {
                    let tags = Json(vec![format!("tag {line}")]);
                    lines.upsert(OrderLine { order_id: id, line, pieces: line as u32 * 3, tags }).await?;
                }
            }
            // Changes to rows of this page and of earlier ones, some of which are deleted, some never were there.
            let first = state.next * PAGE;
            orders.update(OrderUpdate::new(first - 1).note(Some(format!("changed on page {}", state.next)))).await?;
            orders.delete(first + 1).await?;
            orders.update(OrderUpdate::new(first + 1).note(None)).await?;
            orders.delete(first + 2).await?;
            orders.update(OrderUpdate::new(1_000_000)).await?;
            lines.delete(OrderLineKey { order_id: first + 1, line: 2 }).await?;
            lines.update(OrderLineUpdate::new(first, 1).pieces(100)).await?;
            shared.update(|shared| shared.seen += PAGE)?;
            state.next += 1;
            state.checkpoint().await?;
        }
        Ok(())
    }

    async fn log(&self, rows: &mut Rows<LogLine>, state: &mut State<Page>) -> Result<()> {
        while state.next < self.round * 11 {
            let at = DateTime::from_timestamp(1_767_268_800 + state.next, 123_456_000).context("a time")?;
            rows.upsert(LogLine { at, text: format!("line {}", state.next) }).await?;
            state.next += 1;
            if state.next % 4 == 0 {
                state.checkpoint().await?;
            }
        }
        Ok(())
    }

    /// Keeps no state: the source has no way to tell what is new.
    async fn rates(&self, rows: &mut Rows<Rate>) -> Result<()> {
        if let Some(text) = &self.print {
            writeln!(std::io::stdout(), "{text}").context("printing")?;
        }
        rows.truncate().await?;
        for number in self.round..self.round + 6 {
            rows.upsert(Rate { currency: format!("C{number}"), rate: number as f64 * 1.1 }).await?;
            if number % 3 == 0 {
                rows.checkpoint().await?;
            }
        }
        Ok(())
    }

    async fn measures(&self, rows: &mut Rows<Measure>, state: &mut State<Page>) -> Result<()> {
        let until = self.round * self.measures;
        while state.next < until {
            let id = state.next;
            // The last one of the first round does not fit a column of numbers.
            let value = if id == self.measures - 1 { Value::from("none") } else { Value::from(id * 3) };
            if id == self.measures - 1 {
                state.checkpoint().await?;
            }
            rows.upsert(Measure { id, value, comment: "a measure ".repeat(10) }).await?;
            state.next += 1;
        }
        Ok(())
    }

    async fn dynamic(&self, tables: &mut Tables, state: &mut State<Page>) -> Result<()> {
        let events = tables.open(TableSpec::new("event").primary_key(["id"])).await?;
        while state.next < self.round * 4 {
            for number in state.next * 3..(state.next + 1) * 3 {
                // The key becomes text in the middle of the first round.
                let id = if number < 7 { Value::from(number) } else { Value::from(format!("e{number}")) };
                let mut event = row! { "id": id, "kind": "click" };
                if number > 4 {
                    event = event.set("x", if number == 8 { Value::from(0.5) } else { Value::from(number) });
                }
                events.upsert(event).await?;
            }
            events.delete(row! { "id": state.next }).await?;
            let stray = tables.rows("stray").await?;
            stray.upsert(row! { "page": state.next, "text": "never declared" }).await?;
            state.next += 1;
            state.checkpoint().await?;
        }
        Ok(())
    }
}
