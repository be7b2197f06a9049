//! Parents, children and theirs: order, crashes, selection, failures.

use super::*;

#[table(primary_key = id)]
#[derive(Deserialize)]
pub(super) struct Order {
    pub(super) id: i64,
}

#[table(primary_key = id)]
#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) id: i64,
    order: i64,
}

#[table(primary_key = slot)]
#[derive(Deserialize)]
pub(super) struct Note {
    slot: i64,
    line: i64,
}

#[connector(base_url = base_url)]
pub(super) struct Family {
    base_url: Url,
}

#[connector(main = false)]
impl Family {
    #[paginate(style = "offset", limit = 5)]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        self.http().get("orders").page(page).records("").await
    }

    #[paginate(style = "page_number", for_each = orders, concurrency = 4)]
    async fn lines(&self, order: &Order, page: PageNumber) -> Result<Vec<Line>> {
        self.http().get(format!("orders/{}/lines", order.id)).page(page).records("").await
    }

    #[paginate(style = "single", for_each = lines, concurrency = 3)]
    async fn notes(&self, line: &Line) -> Result<Vec<Note>> {
        self.http().get(format!("lines/{}/notes", line.id)).records("").await
    }
}

/// 12 orders of two pages of two lines, each with a note in the same slot: the last one written stays.
pub(super) fn answer(request: &Request) -> Response {
    let parts: Vec<&str> = request.path.split('/').collect();
    let id = parts.get(2).and_then(|id| id.parse::<i64>().ok()).unwrap_or_default();
    let rows = match parts.get(1..).unwrap_or_default() {
        ["orders"] => (0..12).skip(number(request, "offset") as usize).take(5).map(|id| json!({ "id": id })).collect(),
        ["orders", _, "lines"] if number(request, "page") > 2 => Vec::new(),
        ["orders", _, "lines"] => {
            let first = id * 4 + (number(request, "page") - 1) * 2;
            (first..first + 2).map(|line| json!({ "id": line, "order": id })).collect()
        }
        _ => vec![json!({ "slot": 0, "line": id })],
    };
    Response::json(&json!(rows))
}

#[test]
fn three_levels_are_read_and_written_in_order() {
    let mut sandbox = sandbox_of::<Family>(answer);
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (12, 48));
    assert_eq!(sandbox.rows("note"), [json!({ "slot": 0, "line": 47 })]);
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox_of::<Family>(answer).survives_every_crash();
}

#[test]
fn what_is_not_selected_is_not_asked_for() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let mut sandbox = sandbox_of::<Family>(move |request| {
        noted.lock().unwrap().push(request.path.clone());
        answer(request)
    });
    sandbox.select("line").sync().unwrap();
    assert_eq!((sandbox.rows("line").len(), sandbox.rows("order").len()), (48, 0));
    assert!(!asked.lock().unwrap().iter().any(|path| path.contains("notes")));
}

#[test]
fn a_failing_parent_fails_its_sync() {
    let mut sandbox = sandbox_of::<Family>(|request| match request.path.as_str() {
        "/orders/7/lines" => Response::text("text/plain", "gone").status(410),
        _ => answer(request),
    });
    let error = sandbox.sync().unwrap_err();
    assert_eq!((error.kind(), error.table()), (ErrorKind::Source, Some("line")));
    assert!(error.to_string().contains("/orders/7/lines?page=1 answered 410"), "{error}");
}
