//! A scroll goes on where it stopped.

use super::*;

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Item {
    id: i64,
}

#[connector(base_url = base_url)]
struct Scrolled {
    base_url: Url,
}

#[connector(main = false)]
impl Scrolled {
    #[paginate(style = "scroll", token = "/token", param = "token")]
    async fn items(&self, page: Scroll) -> Result<Vec<Item>> {
        self.http().get("items").page(page).records("/rows").await
    }
}

#[test]
fn a_scroll_goes_on_where_it_stopped_and_is_forgotten_at_its_end() {
    let broken = Arc::new(AtomicBool::new(true));
    let breaks = broken.clone();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let mut sandbox = sandbox_of::<Scrolled>(move |request| {
        let token = number(request, "token");
        noted.lock().unwrap().push(token);
        if token == 2 && breaks.load(Ordering::Relaxed) {
            return Response::text("text/plain", "no").status(400);
        }
        let next = (token < 3).then(|| (token + 1).to_string());
        Response::json(&json!({ "rows": [{ "id": token }], "token": next }))
    });
    assert!(sandbox.sync().is_err());
    assert_eq!(sandbox.state("item"), json!({ "position": "2" }));
    broken.store(false, Ordering::Relaxed);
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("item").len(), sandbox.state("item")), (4, json!({})));
    assert_eq!(*asked.lock().unwrap(), [0, 1, 2, 2, 3]);
}

/// Two pages, and a token after the second one that is good for nothing.
fn expiring(last: Option<&'static str>) -> (Sandbox, Arc<Mutex<Vec<i64>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let sandbox = sandbox_of::<Scrolled>(move |request| {
        let token = number(request, "token");
        noted.lock().unwrap().push(token);
        match token {
            0 => Response::json(&json!({ "rows": [{ "id": 0 }], "token": "1" })),
            1 => Response::json(&json!({ "rows": [{ "id": 1 }], "token": last })),
            _ => Response::text("text/plain", "expired").status(410),
        }
    });
    (sandbox, asked)
}

#[test]
fn a_scroll_that_has_expired_begins_anew() {
    let (mut sandbox, asked) = expiring(None);
    sandbox.set_state(json!({ "tables": { "item": { "position": "99" } } }));
    sandbox.sync().unwrap();
    assert_eq!(*asked.lock().unwrap(), [99, 0, 1]);
    assert_eq!((sandbox.rows("item").len(), sandbox.state("item")), (2, json!({})));
}

#[test]
fn a_scroll_that_expires_in_the_middle_is_an_error() {
    let (mut sandbox, asked) = expiring(Some("91"));
    let error = sandbox.sync().unwrap_err().to_string();
    assert!(error.contains("answered 410"), "{error}");
    assert_eq!(*asked.lock().unwrap(), [0, 1, 91]);
}
