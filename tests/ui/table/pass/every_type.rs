use connector_sdk::prelude::*;

#[derive(Serialize)]
struct Line {
    pieces: i64,
}

#[derive(Column, Clone)]
enum Status {
    Open,
    #[column(name = "on-hold")]
    Held,
}

#[derive(Column)]
struct OrderId(i64);

#[derive(Column)]
struct Weight(f64);

#[table(primary_key = (id, status))]
struct Order {
    id: OrderId,
    status: Status,
    weight: Weight,
    #[column(decimal(12, 2))]
    total: Decimal,
    #[column(int)]
    pieces: i64,
    #[column(inferred)]
    odd: Value,
    #[column(xml)]
    document: String,
    lines: Json<Vec<Line>>,
    #[column(json)]
    first: Line,
    #[column(json, name = "lastLine")]
    last: Option<Line>,
    #[column(skip)]
    raw: std::time::Duration,
    day: NaiveDate,
    at: NaiveDateTime,
    seen: DateTime<Utc>,
    photo: Vec<u8>,
}

async fn update(rows: &mut Rows<Order>) -> Result<()> {
    let update = OrderUpdate::new(OrderId(7), Status::Open).first(Line { pieces: 1 }).last(None).last(Line { pieces: 2 });
    rows.update(update).await
}

fn main() {}
