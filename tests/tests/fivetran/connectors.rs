//! Connectors that do what a test needs.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::LazyLock;

use connector_sdk::prelude::*;
use connector_sdk::schema::{ColumnSpec, ColumnType};
use serde_json::json;
use tokio::sync::watch;

/// One column of each type, and what is inferred.
#[table(primary_key = id)]
pub struct Everything {
    pub id: i64,
    pub boolean: bool,
    pub short: i16,
    pub int: i32,
    #[column(decimal(38, 10))]
    pub decimal: Decimal,
    pub float: f32,
    pub double: f64,
    pub day: NaiveDate,
    pub local: NaiveDateTime,
    pub instant: DateTime<Utc>,
    pub bytes: Vec<u8>,
    #[column(xml)]
    pub xml: String,
    pub text: String,
    pub nested: Json<serde_json::Value>,
    pub nothing: Option<String>,
}

pub fn everything(id: i64) -> Everything {
    let day = NaiveDate::from_ymd_opt(1969 + id as i32, 12, 31).unwrap();
    let local = day.and_hms_micro_opt(23, 59, 59, 123_456).unwrap();
    Everything {
        id: id * i64::from(i32::MAX),
        boolean: id % 2 == 0,
        short: -(id as i16),
        int: -1 - id as i32,
        decimal: "-1234567890123456789012345678.0123456789".parse().unwrap(),
        float: 0.1,
        double: -1e300,
        day,
        local,
        instant: local.and_utc(),
        bytes: vec![0, 255, id as u8],
        xml: "<a b=\"c\">é</a>".to_owned(),
        text: "\"quoted\"\u{0}\n".repeat(id as usize),
        nested: Json(json!({ "b": [1, null, "x"], "a": id })),
        nothing: None,
    }
}

#[connector(main = false)]
pub async fn all_types(rows: &mut Rows<Everything>) -> Result<()> {
    for id in 0..3 {
        rows.upsert(everything(id)).await?;
    }
    Ok(())
}

/// A place that changes.
#[table(primary_key = (region, id))]
pub struct Place {
    id: i64,
    name: Option<String>,
    region: String,
}

#[connector(main = false)]
pub async fn all_operations(rows: &mut Rows<Place>) -> Result<()> {
    let place = |id, name: &str| Place { id, name: Some(name.to_owned()), region: "north".to_owned() };
    rows.upsert(place(1, "before")).await?;
    rows.truncate().await?;
    rows.upsert(place(2, "kept")).await?;
    rows.upsert(place(3, "renamed")).await?;
    rows.upsert(place(4, "gone")).await?;
    rows.checkpoint().await?;
    rows.update(PlaceUpdate::new("north".to_owned(), 3).name(None)).await?;
    rows.delete(PlaceKey { region: "north".to_owned(), id: 4 }).await
}

/// An order and its lines, in two schemas.
#[table(primary_key = id, schema = "sales", cursor = id)]
pub struct Order {
    id: i64,
    customer: String,
    total: f64,
}

#[table(primary_key = (order, line), schema = "sales")]
pub struct OrderLine {
    order: i64,
    line: i64,
}

#[table(name = "event", schema = "audit")]
pub struct Event {
    text: String,
}

#[state]
pub struct Progress {
    next: i64,
}

#[connector]
pub struct Shop {}

#[connector(main = false)]
impl Shop {
    async fn orders(
        &self,
        orders: &mut Rows<Order>,
        lines: &mut Rows<OrderLine>,
        state: &mut State<Progress>,
    ) -> Result<()> {
        // The end does not depend on where the sync began.
        let until = (state.next / 250 + 1) * 250;
        while state.next < until {
            let id = state.next;
            orders.upsert(Order { id, customer: format!("customer {}", id % 7), total: id as f64 / 4.0 }).await?;
            for line in 0..3 {
                lines.upsert(OrderLine { order: id, line }).await?;
            }
            if id % 10 == 9 {
                lines.delete(OrderLineKey { order: id, line: 2 }).await?;
            }
            state.next += 1;
            if state.next % 50 == 0 {
                state.checkpoint().await?;
            }
        }
        Ok(())
    }

    async fn events(&self, events: &mut Rows<Event>) -> Result<()> {
        events.truncate().await?;
        for text in ["opened", "closed"] {
            events.upsert(Event { text: text.to_owned() }).await?;
        }
        Ok(())
    }

    #[check("The shop is open")]
    async fn open(&self) -> Result<()> {
        Ok(())
    }
}

/// Tables that nobody knows before they are read.
#[connector(main = false)]
pub async fn surprises(run: &mut Run, tables: &mut Tables) -> Result<()> {
    let spec = TableSpec::new("found").column(ColumnSpec::new("id").typed(ColumnType::Int)).primary_key(["id"]);
    let found = tables.open(spec).await?;
    found.upsert(row! { "id": 1, "size": 3_000_000_000_i64, "small": 7, "ratio": 0.5 }).await?;
    run.warn("half of it is missing").await?;
    found.upsert(row! { "id": 2, "note": "new" }).await?;
    let loose = tables.rows("loose").await?;
    loose.upsert(row! { "anything": json!([1, 2]) }).await
}

/// Configured in every way.
#[allow(dead_code)]
#[connector]
pub struct Settings {
    /// Where it lives.
    #[config(placeholder = "https://shop.example.com")]
    address: String,
    token: Secret,
    auth: Auth,
    #[config(when(auth = "basic"))]
    password: Option<Secret>,
    #[config(default = 100)]
    page_size: u32,
    verbose: bool,
    #[config(when(verbose = "true"))]
    detail: Option<Detail>,
    /// Made with the shop's own tool.
    #[config(label = "Signing key", file_types = ".pem, .key")]
    key_file: Option<Upload>,
}

/// How to sign in.
#[derive(ConfigField)]
pub enum Auth {
    /// A token that never ends.
    Token,
    /// Name and password.
    Basic,
}

#[derive(ConfigField)]
pub enum Detail {
    Some,
    Much,
}

#[connector(main = false)]
impl Settings {
    async fn order(&self, rows: &mut Rows<Place>) -> Result<()> {
        let key = self.key_file.as_ref().map(Upload::text).transpose()?.unwrap_or("no key");
        let text = format!("{} {} {key}", self.address, self.page_size);
        rows.upsert(Place { id: 1, name: Some(text), region: "r".to_owned() }).await
    }

    #[check("The token is accepted")]
    async fn token_is_accepted(&self) -> Result<()> {
        match self.token.expose() {
            "right-token" => Ok(()),
            "panic-token" => panic!("nobody expected this token"),
            token => Err(Error::authentication(format!("the token `{token}` was refused"))),
        }
    }
}

/// Fails as its configuration says.
#[connector]
pub struct Failing {
    kind: String,
}

#[connector(main = false)]
impl Failing {
    async fn place(&self, rows: &mut Rows<Place>) -> Result<()> {
        for id in 0..150 {
            rows.upsert(Place { id, name: None, region: String::new() }).await?;
        }
        rows.checkpoint().await?;
        rows.upsert(Place { id: 150, name: None, region: String::new() }).await?;
        match self.kind.as_str() {
            "authentication" => Err(Error::authentication("the key has expired")),
            "source" => Err(Error::source("page 7 is torn").next_step("ask the shop")),
            "transient" => Err(Error::transient("no route to the shop")),
            "bug" => Err(Error::bug("an impossible state")),
            "panic" => panic!("an impossible panic"),
            "huge" => {
                let name = Some("x".repeat(128 * 1024 * 1024));
                rows.upsert(Place { id: 151, name, region: String::new() }).await
            }
            other => Err(Error::bug(format!("what is {other}?"))),
        }
    }
}

/// What an endless source tells the test, which is the only one of its process to run it.
#[derive(Debug, Default)]
pub struct Told {
    /// How many syncs run.
    pub running: usize,
    pub rows: usize,
    /// Whether a row had to wait for room.
    pub waited: bool,
}

pub static ENDLESS: LazyLock<watch::Sender<Told>> = LazyLock::new(watch::Sender::default);

struct Running;

impl Running {
    fn begin() -> Self {
        ENDLESS.send_modify(|told| told.running += 1);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        ENDLESS.send_modify(|told| told.running -= 1);
    }
}

/// Does the work, and tells whether it had to wait.
async fn told<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let done = poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            ENDLESS.send_modify(|told| told.waited = true);
        }
        polled
    });
    done.await
}

/// Rows without end; without rows, waiting without end.
#[connector]
pub struct Endless {
    #[config(default = true)]
    rows: bool,
}

#[connector(main = false)]
impl Endless {
    async fn place(&self, rows: &mut Rows<Place>) -> Result<()> {
        let _running = Running::begin();
        rows.upsert(Place { id: -1, name: None, region: String::new() }).await?;
        rows.checkpoint().await?;
        if !self.rows {
            std::future::pending::<()>().await;
        }
        for id in 0.. {
            told(rows.upsert(Place { id, name: Some("x".repeat(1000)), region: String::new() })).await?;
            ENDLESS.send_modify(|told| told.rows += 1);
        }
        Ok(())
    }
}

/// Rows of one size, in KiB.
#[connector]
pub struct Wide {
    kib: usize,
}

#[connector(main = false)]
impl Wide {
    async fn place(&self, rows: &mut Rows<Place>) -> Result<()> {
        for id in 0..10 {
            rows.upsert(Place { id, name: Some("x".repeat(self.kib * 1024)), region: String::new() }).await?;
        }
        Ok(())
    }
}
