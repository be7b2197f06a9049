//! A small connector, written by hand.

use serde_json::{Map, Value as Json};

use crate::config::{Config, ConfigReader, FieldSpec};
use crate::connector::{BoxFuture, Check, Connector, Info, Reader};
use crate::context::{Rows, State, Tables};
use crate::error::{Error, Result};
use crate::row::Row;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::secret::Secret;
use crate::table::{RowWriter, Table};
use std::sync::Arc;

pub(super) struct Shop {
    orders: i64,
    token: Secret,
    trouble: String,
}

impl Config for Shop {
    fn fields() -> Vec<FieldSpec> {
        vec![
            FieldSpec::of::<Secret>("token").describe("Made under Settings, API."),
            FieldSpec::of::<i64>("orders").default("3").describe("How many orders there are by now."),
            FieldSpec::of::<String>("trouble").default("none"),
        ]
    }

    fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
        let (token, orders, trouble) = (values.field("token"), values.field("orders"), values.field("trouble"));
        Some(Self { token: token?, orders: orders?, trouble: trouble? })
    }
}

struct Order {
    id: i64,
    total: i64,
}

impl Table for Order {
    const NAME: &'static str = "order";

    fn spec() -> TableSpec {
        TableSpec::new(Self::NAME)
            .describe("An order placed\nin the shop.")
            .column(ColumnSpec::new("id").typed(ColumnType::Long))
            .column(ColumnSpec::new("total").typed(ColumnType::Long).describe("In cents."))
            .primary_key(["id"])
            .cursor("id")
    }

    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.id)?;
        row.cell(self.total)
    }
}

struct Note(String);

impl Table for Note {
    const NAME: &'static str = "note";

    fn spec() -> TableSpec {
        TableSpec::new(Self::NAME).column(ColumnSpec::new("text").typed(ColumnType::String))
    }

    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.0)
    }
}

/// The orders from where the state says up to the configured number, a checkpoint after each.
async fn orders(config: Arc<Shop>, rows: &Rows<Order>, state: &mut State<Map<String, Json>>) -> Result<()> {
    loop {
        let next = state.get("next").and_then(Json::as_i64).unwrap_or(1);
        if next > config.orders {
            return Ok(());
        }
        if config.trouble == "rotation" && next == 1 {
            config.token.replaced_by("tok-rotated-4712")?;
        }
        if config.trouble == "order" && next == 3 {
            return Err(Error::source(format!("no order 3 for {}", config.token.expose())));
        }
        rows.upsert(Order { id: next, total: next * 100 }).await?;
        state.insert("next".to_owned(), (next + 1).into());
        state.checkpoint().await?;
    }
}

impl Connector for Shop {
    type Config = Self;

    fn info() -> Info {
        Info::new("shop").version("1.2.3").describe("Orders of a shop").package_dir("/packages/shop")
    }

    fn readers() -> Vec<Reader<Self>> {
        vec![
            Reader::new("orders").argument::<Rows<Order>>().argument::<State<Map<String, Json>>>().run(
                |config, context| {
                    Box::pin(async move {
                        let rows: Rows<Order> = context.argument()?;
                        let mut state: State<Map<String, Json>> = context.argument()?;
                        orders(config, &rows, &mut state).await?;
                        context.finish(state)?;
                        context.finish(rows)
                    })
                },
            ),
            Reader::new("notes").argument::<Rows<Note>>().run(|_, context| {
                Box::pin(async move {
                    let rows: Rows<Note> = context.argument()?;
                    rows.upsert(Note("first".to_owned())).await?;
                    context.finish(rows)
                })
            }),
            Reader::new("extras").argument::<Tables>().run(|_, context| {
                Box::pin(async move {
                    let tables: Tables = context.argument()?;
                    let late = tables.open(TableSpec::new("late").primary_key(["id"])).await?;
                    late.upsert(Row::from_iter([("id", 1)])).await?;
                    context.finish(tables)
                })
            }),
        ]
    }

    fn checks() -> Vec<Check<Self>> {
        vec![Check::new("token", "The token is accepted", |config: Arc<Shop>| {
            Box::pin(async move {
                match config.trouble.as_str() {
                    "token" => Err(Error::authentication(format!("`{}` is refused", config.token.expose()))),
                    "panic" => panic!("no idea"),
                    _ => Ok(()),
                }
            })
        })]
    }

    fn discover(config: Arc<Self>) -> BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async move {
            match config.trouble.as_str() {
                "discover" => Err(Error::transient("the source does not answer")),
                _ => Ok(vec![TableSpec::new("asked").in_schema("run_time")]),
            }
        })
    }
}
