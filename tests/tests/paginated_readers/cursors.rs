//! Where a sync begins, and when its cursor is saved.

use super::*;

#[table(primary_key = id, cursor = version)]
#[derive(Deserialize)]
struct Item {
    id: i64,
    version: i64,
}

#[connector(base_url = base_url)]
struct Ordered {
    base_url: Url,
}

#[connector(main = false)]
impl Ordered {
    #[paginate(style = "offset", limit = 2)]
    async fn items(
        &self,
        page: Offset,
        #[since(exclusive, ordered, initial = "10", lookback = "3")] since: Since<Item>,
    ) -> Result<Vec<Item>> {
        self.http().get("items").query("after", since).page(page).records("").await
    }
}

/// Serves items of these versions and notes what was asked for.
fn serve(versions: &'static [i64], fails: Arc<AtomicUsize>) -> (Sandbox, Arc<Mutex<Vec<i64>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let sandbox = sandbox_of::<Ordered>(move |request| {
        noted.lock().unwrap().push(number(request, "after"));
        let offset = number(request, "offset") as usize;
        if offset >= fails.load(Ordering::Relaxed) {
            return Response::text("text/plain", "no").status(400);
        }
        let rows = versions.iter().enumerate().skip(offset).take(2);
        let rows: Vec<_> = rows.map(|(id, version)| json!({ "id": id, "version": version })).collect();
        Response::json(&json!(rows))
    });
    (sandbox, asked)
}

#[test]
fn a_sync_begins_where_its_rules_say() {
    let (mut sandbox, asked) = serve(&[11, 12, 20], Arc::new(AtomicUsize::new(100)));
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    // The first one at the initial value; the next just before the cursor of 20, less the lookback of 3.
    assert_eq!(*asked.lock().unwrap(), [10, 10, 10, 16, 16, 16]);
    assert_eq!(sandbox.state("item"), json!({ "cursor": 20 }));
}

#[test]
fn looking_back_never_goes_behind_the_initial_value() {
    let (mut sandbox, asked) = serve(&[11], Arc::new(AtomicUsize::new(100)));
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    assert_eq!(*asked.lock().unwrap(), [10, 10, 10, 10]);
}

#[test]
fn an_ordered_cursor_is_saved_with_each_page() {
    let (mut sandbox, _) = serve(&[11, 12, 20], Arc::new(AtomicUsize::new(2)));
    assert!(sandbox.sync().is_err());
    assert_eq!((sandbox.rows("item").len(), sandbox.state("item")), (2, json!({ "cursor": 12 })));
}

#[test]
fn an_order_that_is_untrue_is_told_and_not_relied_on() {
    let fails = Arc::new(AtomicUsize::new(4));
    let (mut sandbox, _) = serve(&[11, 30, 20, 21], fails.clone());
    assert!(sandbox.sync().is_err());
    // The first page seemed in order; the second one showed that more rows below 30 may follow.
    assert_eq!(sandbox.state("item"), json!({}));
    fails.store(100, Ordering::Relaxed);
    let synced = sandbox.sync().unwrap();
    assert!(synced.warnings.iter().any(|warning| warning.contains("20 came after 30")), "{:?}", synced.warnings);
    assert_eq!(sandbox.state("item"), json!({ "cursor": 30 }));
}

#[test]
fn a_state_that_does_not_fit_is_refused() {
    let (mut sandbox, _) = serve(&[11], Arc::new(AtomicUsize::new(100)));
    sandbox.set_state(json!({ "tables": { "item": { "cursor": "yesterday" } } }));
    assert_eq!(sandbox.sync().unwrap_err().kind(), ErrorKind::Configuration);
}
