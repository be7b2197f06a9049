//! The connectors that the tests run.

use std::sync::atomic::{AtomicI64, Ordering};

use connector_sdk::connector::{Connector, Info, Reader};
use connector_sdk::prelude::*;

/// Every type once, with and without a value.
#[table(primary_key = id)]
pub(crate) struct Everything {
    /// The key.
    id: i64,
    flag: Option<bool>,
    small: Option<i16>,
    medium: Option<i32>,
    #[column(decimal(12, 2))]
    amount: Option<Decimal>,
    #[column(decimal(38, 9))]
    exact: Option<Decimal>,
    single: Option<f32>,
    double: Option<f64>,
    day: Option<NaiveDate>,
    local: Option<NaiveDateTime>,
    at: Option<DateTime<Utc>>,
    bytes: Option<Vec<u8>>,
    #[column(xml)]
    markup: Option<String>,
    text: Option<String>,
    nested: Option<Json<Vec<i64>>>,
}

/// All types of columns.
#[connector(main = false)]
pub(crate) async fn all_types(rows: &mut Rows<Everything>) -> Result<()> {
    let at: DateTime<Utc> = "2007-12-03T10:15:30.123456Z".parse()?;
    rows.upsert(Everything {
        id: 1,
        flag: Some(true),
        small: Some(-7),
        medium: Some(70_000),
        amount: Some("105.30".parse()?),
        exact: Some("12345678901234567890123456789.123456789".parse()?),
        single: Some(10.4),
        double: Some(0.1),
        day: Some(at.date_naive()),
        local: Some(at.naive_utc()),
        at: Some(at),
        bytes: Some(vec![0, 1, 2, 255]),
        markup: Some("<a/>".into()),
        text: Some("a \"line\"\nand another, é".into()),
        nested: Some(Json(vec![1, 2])),
    })
    .await?;
    rows.upsert(Everything {
        id: 2,
        flag: None,
        small: None,
        medium: None,
        amount: None,
        exact: None,
        single: None,
        double: None,
        day: None,
        local: None,
        at: None,
        bytes: None,
        markup: None,
        text: None,
        nested: None,
    })
    .await
}

/// A thing that comes, changes and goes.
#[table(primary_key = id, cursor = seen, schema = "shop")]
pub(crate) struct Thing {
    id: i64,
    name: Option<String>,
    seen: i64,
}

#[state]
pub(crate) struct Progress {
    next: i64,
}

/// All operations, in one sync and over several.
#[connector(main = false)]
pub(crate) async fn operations(rows: &mut Rows<Thing>, state: &mut State<Progress>) -> Result<()> {
    for id in 1..=4 {
        rows.upsert(Thing { id, name: Some(format!("thing {id}")), seen: state.next }).await?;
    }
    rows.update(ThingUpdate::new(2).name(None)).await?;
    if state.next == 0 {
        rows.update(ThingUpdate::new(99).name(Some("nobody".into()))).await?;
    }
    rows.delete(3).await?;
    state.next += 1;
    state.checkpoint().await?;
    rows.upsert(Thing { id: 3, name: Some("back".into()), seen: state.next }).await?;
    rows.truncate().await?;
    rows.upsert(Thing { id: 5, name: Some("last".into()), seen: state.next }).await
}

#[table(primary_key = id)]
pub(crate) struct Parent {
    id: i64,
}

#[table(primary_key = (parent, line))]
pub(crate) struct Child {
    parent: i64,
    line: i32,
    note: String,
}

#[table]
pub(crate) struct Event {
    number: i64,
}

#[state]
pub(crate) struct Shared {
    calls: i64,
}

/// Where the second source is, so that a test can let it grow.
pub(crate) static END: AtomicI64 = AtomicI64::new(6);

/// Several tables: two of one reader, one of another, and one that comes to light; pages with checkpoints.
pub(crate) struct Several;

impl Connector for Several {
    type Config = ();

    fn info() -> Info {
        Info::new("several").version("1.2.3").describe("Several tables.")
    }

    fn readers() -> Vec<Reader<()>> {
        vec![
            Reader::new("family")
                .argument::<Rows<Parent>>()
                .argument::<Rows<Child>>()
                .argument::<State<Progress>>()
                .argument::<ConnectorState<Shared>>()
                .run(|_, context| {
                    Box::pin(async move {
                        let parents: Rows<Parent> = context.argument()?;
                        let children: Rows<Child> = context.argument()?;
                        let mut state: State<Progress> = context.argument()?;
                        let shared: ConnectorState<Shared> = context.argument()?;
                        while state.next < END.load(Ordering::Relaxed) {
                            let id = state.next;
                            parents.upsert(Parent { id }).await?;
                            for line in 0..2 {
                                children.upsert(Child { parent: id, line, note: format!("{id}/{line}") }).await?;
                            }
                            state.next += 1;
                            shared.update(|shared| shared.calls += 1)?;
                            if id % 2 == 1 {
                                state.checkpoint().await?;
                            }
                        }
                        context.finish(state)
                    })
                }),
            Reader::new("events").argument::<Rows<Event>>().argument::<State<Progress>>().run(|_, context| {
                Box::pin(async move {
                    let rows: Rows<Event> = context.argument()?;
                    let mut state: State<Progress> = context.argument()?;
                    while state.next < 5 {
                        rows.upsert(Event { number: state.next }).await?;
                        state.next += 1;
                        state.checkpoint().await?;
                    }
                    context.finish(state)
                })
            }),
            Reader::new("files").argument::<Tables>().argument::<State<Progress>>().run(|_, context| {
                Box::pin(async move {
                    let tables: Tables = context.argument()?;
                    let mut state: State<Progress> = context.argument()?;
                    let notes = tables.open(TableSpec::new("notes").primary_key(["id"])).await?;
                    let values = [Value::from(1), Value::from(2.5), Value::from("three")];
                    while let Some(value) = values.get(state.next as usize) {
                        notes.upsert(Row::new().set("id", state.next).set("value", value.clone())).await?;
                        state.next += 1;
                        state.checkpoint().await?;
                    }
                    context.finish(state)
                })
            }),
        ]
    }

    fn discover(_config: std::sync::Arc<()>) -> connector_sdk::connector::BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async { Ok(vec![TableSpec::new("notes").primary_key(["id"])]) })
    }
}

#[derive(ConfigField)]
pub(crate) enum Auth {
    /// With a name and a password.
    Basic,
    Token,
}

/// A shop that wants to be configured.
#[connector]
pub(crate) struct Shop {
    /// Where the shop lives.
    #[config(placeholder = "https://shop.example")]
    url: String,
    auth: Auth,
    #[config(when(auth = "basic"))]
    password: Option<Secret>,
    #[config(when(auth = "token"))]
    token: Option<Secret>,
    #[config(default = 100)]
    page_size: u32,
    since: Option<NaiveDate>,
    tags: Vec<String>,
    key_file: Option<Upload>,
}

/// The orders of a shop.
#[connector(main = false)]
impl Shop {
    async fn things(&self, rows: &mut Rows<Thing>) -> Result<()> {
        let _ = (&self.url, self.page_size, self.since, &self.tags, &self.token, &self.auth, &self.key_file);
        if let Some(password) = &self.password {
            tracing::info!("signing in with {}", password.expose());
        }
        rows.upsert(Thing { id: 1, name: None, seen: 1 }).await
    }

    #[check("The password is right")]
    async fn password_is_right(&self) -> Result<()> {
        match &self.password {
            Some(password) if password.expose() != "open-sesame" => {
                Err(Error::authentication(format!("the shop refused `{}`", password.expose())))
            }
            _ => Ok(()),
        }
    }
}

/// Tables that nobody declares.
#[connector(main = false)]
pub(crate) async fn surprises(tables: &mut Tables) -> Result<()> {
    let rows = tables.open(TableSpec::new("gift").in_schema("box").primary_key(["id"])).await?;
    for id in 0..20_000 {
        rows.upsert(Row::new().set("id", id).set("colour", "red")).await?;
    }
    Ok(())
}

/// A column that nothing is known of until its second row.
#[connector(main = false)]
pub(crate) async fn blanks(tables: &mut Tables) -> Result<()> {
    let rows = tables.open(TableSpec::new("form").primary_key(["id"])).await?;
    rows.upsert(Row::new().set("id", 1).set("answer", Value::Null)).await?;
    rows.checkpoint().await?;
    rows.upsert(Row::new().set("id", 2).set("answer", "yes")).await
}
