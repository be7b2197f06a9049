//! Paginated readers as a whole: parents and children, order, cursors, positions, failures.
#![allow(clippy::unwrap_used)]

mod web;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use connector_sdk::ErrorKind;
use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use self::web::{Request, Response, serve};

fn number(request: &Request, name: &str) -> i64 {
    request.parameter(name).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn sandbox_of<C: connector_sdk::connector::Connector>(
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Sandbox {
    Sandbox::of::<C>().configure(json!({ "base_url": serve(answer) }))
}

mod family {
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
            ["orders"] => {
                (0..12).skip(number(request, "offset") as usize).take(5).map(|id| json!({ "id": id })).collect()
            }
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
}

mod lenient {
    use super::family::{Line, Order, answer};
    use super::*;

    #[connector(base_url = base_url)]
    struct Lenient {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Lenient {
        #[paginate(style = "offset", limit = 5)]
        async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
            self.http().get("orders").page(page).records("").await
        }

        #[paginate(style = "page_number", for_each = orders, skip_failing)]
        async fn lines(&self, order: &Order, page: PageNumber) -> Result<Vec<Line>> {
            self.http().get(format!("orders/{}/lines", order.id)).page(page).records("").await
        }
    }

    fn failing(status: u16) -> Sandbox {
        sandbox_of::<Lenient>(move |request| match request.path.as_str() {
            "/orders/7/lines" | "/orders/9/lines" => Response::text("text/plain", "no").status(status),
            _ => answer(request),
        })
    }

    #[test]
    fn failing_parents_are_counted_where_the_author_says_so() {
        let mut sandbox = failing(410);
        let synced = sandbox.sync().unwrap();
        assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (12, 40));
        assert_eq!(synced.warnings.len(), 1);
        assert!(synced.warnings[0].contains("lines: 2 of 12 parents failed"), "{:?}", synced.warnings);
    }

    #[test]
    fn wrong_credentials_are_no_parent_s_failure() {
        assert_eq!(failing(401).sync().unwrap_err().kind(), ErrorKind::Authentication);
    }
}

mod cursors {
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
}

mod positions {
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
}

mod cuts {
    use super::*;

    #[table(primary_key = id)]
    #[derive(Deserialize)]
    struct Account {
        id: i64,
    }

    #[table(primary_key = id, cursor = version)]
    #[derive(Deserialize)]
    struct Booking {
        id: i64,
        version: i64,
    }

    #[connector(base_url = base_url)]
    struct Bank {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Bank {
        #[paginate(style = "single")]
        async fn accounts(&self) -> Result<Vec<Account>> {
            self.http().get("accounts").records("").await
        }

        #[paginate(style = "single", for_each = accounts)]
        async fn bookings(
            &self,
            account: &Account,
            #[since(inclusive, per = id)] since: Since<Booking>,
        ) -> Result<Vec<Booking>> {
            self.http().get(format!("accounts/{}", account.id)).query("since", since).records("").await
        }
    }

    /// A platform that keeps the state of each stream, and loses the rows of one of them, must not keep what another
    /// stream's state says about it.
    #[test]
    fn states_of_parents_and_children_are_kept_apart() {
        let mut sandbox = sandbox_of::<Bank>(|request| match request.path.as_str() {
            "/accounts" => Response::json(&json!([{ "id": 1 }, { "id": 2 }])),
            path => {
                let first = if path == "/accounts/1" { 10 } else { 20 };
                let rows = (first..first + 3).filter(|id| *id >= number(request, "since"));
                Response::json(&rows.map(|id| json!({ "id": id, "version": id })).collect())
            }
        });
        assert!(sandbox.survives_every_interruption() >= 4);
        sandbox.sync().unwrap();
        assert_eq!(sandbox.rows("booking").len(), 6);
        assert!(sandbox.survives_every_interruption() >= 4);
    }
}

mod ahead {
    use super::family::{Line, Note, Order};
    use super::*;
    use std::sync::Condvar;
    use std::time::Duration;

    #[connector(base_url = base_url)]
    struct Ahead {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Ahead {
        #[paginate(style = "offset", limit = 1)]
        async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
            self.http().get("orders").page(page).records("").await
        }

        #[paginate(style = "single", for_each = orders, concurrency = 3)]
        async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
            self.http().get(format!("orders/{}/lines", order.id)).records("").await
        }

        #[paginate(style = "single", for_each = lines, concurrency = 3)]
        async fn notes(&self, line: &Line) -> Result<Vec<Note>> {
            self.http().get(format!("lines/{}/notes", line.id)).records("").await
        }
    }

    /// Requests that are answered when enough of them are under way.
    #[derive(Default)]
    struct Meeting {
        seen: Mutex<(usize, usize, usize)>,
        more: Condvar,
    }

    impl Meeting {
        /// Waits for the third of the first three. `false` if it does not come.
        fn attend(&self) -> bool {
            let mut seen = self.seen.lock().unwrap();
            let (came, under_way, most) = *seen;
            *seen = (came + 1, under_way + 1, most.max(under_way + 1));
            self.more.notify_all();
            let waited = self.more.wait_timeout_while(seen, Duration::from_secs(60), |(came, _, _)| *came < 3);
            let (mut seen, timeout) = waited.unwrap();
            seen.1 -= 1;
            !timeout.timed_out()
        }
    }

    #[test]
    fn children_of_later_pages_are_fetched_ahead_on_every_level_and_no_more_than_declared() {
        let (lines, notes) = (Arc::new(Meeting::default()), Arc::new(Meeting::default()));
        let (line_meeting, note_meeting) = (lines.clone(), notes.clone());
        let mut sandbox = sandbox_of::<Ahead>(move |request| {
            let id = request.path.split('/').nth(2).and_then(|id| id.parse::<i64>().ok()).unwrap_or_default();
            let (rows, came) = match request.path.rsplit('/').next().unwrap() {
                "lines" => (json!([{ "id": id, "order": id }]), line_meeting.attend()),
                "notes" => (json!([{ "slot": 0, "line": id }]), note_meeting.attend()),
                _ => match number(request, "offset") {
                    offset @ 0..9 => (json!([{ "id": offset }]), true),
                    _ => (json!([]), true),
                },
            };
            if came { Response::json(&rows) } else { Response::text("text/plain", "too few came").status(400) }
        });
        sandbox.sync().unwrap();
        assert_eq!((sandbox.rows("order").len(), sandbox.rows("line").len()), (9, 9));
        assert_eq!(sandbox.rows("note"), [json!({ "slot": 0, "line": 8 })]);
        assert_eq!((lines.seen.lock().unwrap().2, notes.seen.lock().unwrap().2), (3, 3));
    }
}
