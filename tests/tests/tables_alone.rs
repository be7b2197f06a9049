//! Tables that say themselves how they are read: the same as with a function, alone and beside functions.
#![allow(clippy::unwrap_used)]

mod web;

use std::sync::{Arc, Mutex};

use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use self::web::{Request, Response, serve};

#[table(primary_key = id, cursor = version)]
#[paginate(style = "page_number", path = "/orders?sort=version", records = "/data/items", last_page = "/pages")]
#[since(param = "after", end_param = "until", inclusive, ordered, end = 90)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    version: i64,
}

/// The answer is a list, and all of it.
#[table(primary_key = name, schema = "sales")]
#[paginate(style = "single", path = "countries")]
#[derive(Deserialize)]
struct Country {
    name: String,
}

#[table(primary_key = id)]
#[paginate(style = "offset", path = "notes", limit = page_size, within = window(step = "1d", start = first_day), config = Shop)]
#[derive(Deserialize)]
struct Note {
    id: String,
}

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Line {
    id: i64,
    order: i64,
}

/// A shop.
#[connector(base_url = base_url, tables(Order, Country), main = false, name = "corner_shop")]
struct Corner {
    base_url: Url,
}

#[connector(base_url = base_url)]
struct Shop {
    base_url: Url,
    page_size: u64,
    first_day: NaiveDate,
}

#[connector(tables(Order, Note), main = false)]
impl Shop {
    #[paginate(style = "single", for_each = Order)]
    async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
        self.http().get(format!("orders/{}/lines", order.id)).records("").await
    }

    async fn countries(&self, rows: &mut Rows<Country>) -> Result<()> {
        rows.upsert(Country { name: "Utopia".into() }).await
    }
}

fn answer(request: &Request) -> Response {
    let parameter = |name: &str| request.parameter(name).unwrap_or_default().to_owned();
    Response::json(&match request.path.as_str() {
        "/orders" => {
            let page: i64 = parameter("page").parse().unwrap();
            json!({ "pages": 2, "data": { "items": [{ "id": page, "version": page * 10 }] } })
        }
        "/orders/1/lines" => json!([{ "id": 10, "order": 1 }]),
        "/orders/2/lines" => json!([{ "id": 20, "order": 2 }, { "id": 21, "order": 2 }]),
        "/countries" => json!([{ "name": "Arcadia" }, { "name": "Utopia" }]),
        _ if parameter("offset") == "0" => json!([{ "id": parameter("from") }]),
        _ => json!([]),
    })
}

fn sandbox<C: connector_sdk::connector::Connector>(
    configuration: serde_json::Value,
) -> (Sandbox, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let url = serve(move |request| {
        noted.lock().unwrap().push(format!("{} {}", request.method, request.target));
        answer(request)
    });
    let mut configuration = configuration;
    configuration["base_url"] = json!(url);
    (Sandbox::of::<C>().configure(configuration), asked)
}

#[test]
fn a_configuration_with_tables_is_a_connector() {
    let (mut sandbox, asked) = sandbox::<Corner>(json!({}));
    assert_eq!(sandbox.sync().unwrap().rows, 4);
    assert_eq!(sandbox.rows("order"), [json!({ "id": 1, "version": 10 }), json!({ "id": 2, "version": 20 })]);
    assert_eq!(sandbox.rows("sales.country"), [json!({ "name": "Arcadia" }), json!({ "name": "Utopia" })]);
    assert_eq!(sandbox.state("order"), json!({ "cursor": 20 }));
    sandbox.sync().unwrap();
    assert_eq!(
        *asked.lock().unwrap(),
        [
            "GET /orders?sort=version&until=90&page=1",
            "GET /orders?sort=version&until=90&page=2",
            "GET /countries",
            "GET /orders?sort=version&after=20&until=90&page=1",
            "GET /orders?sort=version&after=20&until=90&page=2",
            "GET /countries",
        ]
    );
}

#[test]
fn tables_stand_beside_functions_and_have_children() {
    let (mut sandbox, asked) = sandbox::<Shop>(json!({ "page_size": 7, "first_day": "2025-12-31" }));
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (2, 3));
    assert_eq!(sandbox.rows("sales.country"), [json!({ "name": "Utopia" })]);
    assert_eq!(
        sandbox.rows("note"),
        [json!({ "id": "2025-12-31T00:00:00Z" }), json!({ "id": "2026-01-01T00:00:00Z" })]
    );
    assert!(asked.lock().unwrap().iter().any(|request| request.contains("offset=0&limit=7")), "{asked:?}");
    assert_eq!(sandbox.state("note"), json!({ "position": "2026-01-01T12:00:00Z" }));
}

/// A style of an author's own: pages are named by letters, up to one; an option names the parameter.
mod letters {
    use connector_sdk::paginate::{Answer, Edit, Paginate, Place, Step};
    use connector_sdk::prelude::*;

    pub(super) fn pages() -> Letters {
        Letters { at: b'a', last: b'b', parameter: "page" }
    }

    pub(super) struct Letters {
        at: u8,
        last: u8,
        parameter: &'static str,
    }

    impl Letters {
        pub(super) fn up_to(mut self, last: char) -> Self {
            self.last = last as u8;
            self
        }

        pub(super) fn param(mut self, name: &'static str) -> Self {
            self.parameter = name;
            self
        }
    }

    impl Paginate for Letters {
        type Page = Self;

        fn first(&mut self) -> Result<Step> {
            let letter = char::from(self.at).to_string();
            Ok(Step::Page(vec![Edit::Set(Place::Query, self.parameter.into(), letter.into())]))
        }

        fn next(&mut self, _answer: &Answer) -> Result<Step> {
            self.at += 1;
            if self.at > self.last { Ok(Step::Done) } else { self.first() }
        }
    }
}

#[table(primary_key = name)]
#[paginate(style = letters::pages, up_to = 'c', param = "letter", path = "names")]
#[derive(Deserialize)]
struct Name {
    name: String,
}

#[table(primary_key = name)]
#[derive(Deserialize)]
struct Surname {
    name: String,
}

#[connector(base_url = base_url)]
struct Names {
    base_url: Url,
}

#[connector(tables(Name), main = false)]
impl Names {
    #[paginate(style = letters::pages)]
    async fn surnames(&self, page: connector_sdk::paginate::Page<letters::Letters>) -> Result<Vec<Surname>> {
        self.http().get("surnames").page(page).records("").await
    }
}

#[test]
fn a_style_of_one_s_own_has_words_of_its_own() {
    let url = serve(|request| Response::json(&json!([{ "name": request.target }])));
    let mut sandbox = Sandbox::of::<Names>().configure(json!({ "base_url": url }));
    sandbox.sync().unwrap();
    let names = ["/names?letter=a", "/names?letter=b", "/names?letter=c"];
    assert_eq!(sandbox.rows("name"), names.map(|name| json!({ "name": name })));
    let names = ["/surnames?page=a", "/surnames?page=b"];
    assert_eq!(sandbox.rows("surname"), names.map(|name| json!({ "name": name })));
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox::<Corner>(json!({})).0.survives_every_crash();
    sandbox::<Shop>(json!({ "page_size": 7, "first_day": "2025-12-31" })).0.survives_every_crash();
}
