//! A cursor of rows that come in no order is saved at the end.

use super::*;

#[table(primary_key = id, cursor = version)]
#[derive(Deserialize)]
struct Item {
    id: i64,
    version: i64,
}

#[connector(base_url = base_url)]
struct Unordered {
    base_url: Url,
}

#[connector(main = false)]
impl Unordered {
    #[paginate(style = "offset", limit = 2)]
    async fn items(&self, page: Offset, #[since(inclusive)] since: Since<Item>) -> Result<Vec<Item>> {
        self.http().get("items").query("from", since).page(page).records("").await
    }
}

#[test]
fn a_cursor_without_order_is_saved_at_the_end() {
    let fails = Arc::new(AtomicBool::new(true));
    let failing = fails.clone();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let url = web::serve(move |request| {
        noted.lock().unwrap().push(number(request, "from"));
        let offset = number(request, "offset").unwrap() as usize;
        if offset >= 2 && failing.load(Ordering::Relaxed) {
            return Response::text("text/plain", "no").status(400);
        }
        let rows: Vec<_> = [30, 11, 20].iter().enumerate().skip(offset).take(2).collect();
        let rows: Vec<_> = rows.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
        Response::json(&json!(rows))
    });
    let mut sandbox = Sandbox::of::<Unordered>().configure(json!({ "base_url": url }));
    assert!(sandbox.sync().is_err());
    // Rows of the first page are in, and a cursor of 30 would hide those below it.
    assert_eq!((sandbox.rows("item").len(), sandbox.state("item").get("cursor").cloned()), (2, None));
    fails.store(false, Ordering::Relaxed);
    asked.lock().unwrap().clear();
    assert!(sandbox.survives_every_crash() > 0);
    asked.lock().unwrap().clear();
    sandbox.sync().unwrap();
    assert_eq!(asked.lock().unwrap()[0], None);
    assert_eq!((sandbox.rows("item").len(), sandbox.state("item")), (3, json!({ "cursor": 30 })));
}
