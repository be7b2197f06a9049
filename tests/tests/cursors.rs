//! What is asked for again and what is saved when, for every word of `#[since(…)]`, for parents, and for slices of time.
//!
//! | promise | test |
//! |---|---|
//! | inclusive: from the cursor on, ties neither lost nor doubled | `boundary::an_inclusive_source…` |
//! | exclusive: from just before it | `boundary::an_exclusive_source…` |
//! | the same for rows without a key | `boundary::rows_without_a_key…` |
//! | each type of cursor is sent, moved back and saved as itself | `types` |
//! | initial value, end value, backfill of a range | `range` |
//! | saved at the end where rows come in no order | `order` |
//! | saved with each page where they do; an untrue order; lookback | `paginated_readers.rs` |
//! | one cursor for each parent | `per_parent` |
//! | a parent's cursor moves after its children are in | `per_parent` |
//! | slices of time go on where they stopped | `windows` |
#![allow(clippy::unwrap_used, missing_docs)]

mod web;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use self::web::{Request, Response};
use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use serde_json::Value as Json;

/// Rows that change between syncs, and what was asked for.
#[derive(Clone, Default)]
struct Source(Arc<Mutex<(Vec<Json>, Vec<String>)>>);

impl Source {
    fn set(&self, rows: Json) {
        self.0.lock().unwrap().0 = rows.as_array().unwrap().clone();
    }

    /// What was asked for since the last call.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().1)
    }

    /// A connector whose requests this answers with the rows that pass, all at once.
    fn sandbox<C: connector_sdk::connector::Connector>(
        &self,
        passes: impl Fn(&Json, &Request) -> bool + Send + Sync + 'static,
    ) -> Sandbox {
        let source = self.clone();
        let url = web::serve(move |request| {
            let mut inner = source.0.lock().unwrap();
            inner.1.push(request.target.trim_start_matches('/').to_owned());
            let rows: Vec<_> = inner.0.iter().filter(|row| passes(row, request)).cloned().collect();
            Response::json(&json!(rows))
        });
        Sandbox::of::<C>().configure(json!({ "base_url": url }))
    }
}

fn number(request: &Request, name: &str) -> Option<i64> {
    request.parameter(name)?.parse().ok()
}

mod boundary {
    use super::*;

    #[table(primary_key = id, cursor = version)]
    #[derive(Deserialize)]
    struct Item {
        id: i64,
        version: i64,
    }

    #[table(cursor = version)]
    #[derive(Deserialize)]
    struct Event {
        id: i64,
        version: i64,
    }

    #[connector(base_url = base_url)]
    struct Shop {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Shop {
        #[paginate(style = "single")]
        async fn items(&self, #[since(inclusive)] since: Since<Item>) -> Result<Vec<Item>> {
            self.http().get("items").query("from", since).records("").await
        }
    }

    #[connector(base_url = base_url)]
    struct Exclusive {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Exclusive {
        #[paginate(style = "single")]
        async fn items(&self, #[since(exclusive)] since: Since<Item>) -> Result<Vec<Item>> {
            self.http().get("items").query("after", since).records("").await
        }
    }

    #[connector(base_url = base_url)]
    struct Keyless {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Keyless {
        #[paginate(style = "single")]
        async fn events(&self, #[since(inclusive)] since: Since<Event>) -> Result<Vec<Event>> {
            self.http().get("events").query("from", since).records("").await
        }
    }

    fn version(row: &Json) -> i64 {
        row["version"].as_i64().unwrap()
    }

    /// Syncs, has a second row appear with the cursor that was saved, and syncs again.
    fn twice(sandbox: &mut Sandbox, source: &Source, table: &str) -> Vec<String> {
        source.set(json!([{ "id": 1, "version": 10 }, { "id": 2, "version": 20 }]));
        sandbox.sync().unwrap();
        assert_eq!(sandbox.state(table), json!({ "cursor": 20 }));
        source.set(json!([
            { "id": 1, "version": 10 }, { "id": 2, "version": 20 }, { "id": 3, "version": 20 }, { "id": 4, "version": 21 },
        ]));
        assert!(sandbox.survives_every_crash() > 0);
        source.asked();
        sandbox.sync().unwrap();
        let mut ids: Vec<_> = sandbox.rows(table).iter().map(|row| row["id"].as_i64().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, [1, 2, 3, 4]);
        assert_eq!(sandbox.state(table), json!({ "cursor": 21 }));
        source.asked()
    }

    #[test]
    fn an_inclusive_source_is_asked_from_the_cursor_on() {
        let source = Source::default();
        let from = |row: &Json, request: &Request| number(request, "from").is_none_or(|from| version(row) >= from);
        assert_eq!(twice(&mut source.sandbox::<Shop>(from), &source, "item"), ["items?from=20"]);
    }

    #[test]
    fn an_exclusive_source_is_asked_from_just_before_it() {
        let source = Source::default();
        let after = |row: &Json, request: &Request| number(request, "after").is_none_or(|after| version(row) > after);
        assert_eq!(twice(&mut source.sandbox::<Exclusive>(after), &source, "item"), ["items?after=19"]);
    }

    #[test]
    fn rows_without_a_key_that_come_again_are_the_same_rows() {
        let source = Source::default();
        let from = |row: &Json, request: &Request| number(request, "from").is_none_or(|from| version(row) >= from);
        assert_eq!(twice(&mut source.sandbox::<Keyless>(from), &source, "event"), ["events?from=20"]);
    }
}

mod types {
    use super::*;
    use connector_sdk::prelude::chrono::{NaiveDate, NaiveDateTime};

    macro_rules! source_of {
        ($connector:ident, $table:ident, $cursor:ty, $($rules:tt)*) => {
            #[table(primary_key = at, cursor = at)]
            #[derive(Deserialize)]
            struct $table {
                at: $cursor,
            }

            #[connector(base_url = base_url)]
            struct $connector {
                base_url: Url,
            }

            #[connector(main = false)]
            impl $connector {
                #[paginate(style = "single")]
                async fn rows(&self, #[since($($rules)*)] since: Since<$table>) -> Result<Vec<$table>> {
                    self.http().get("rows").query("since", since).records("").await
                }
            }
        };
    }

    source_of!(Instants, Instant, DateTime<Utc>, exclusive, lookback = "2h");
    source_of!(Locals, Local, NaiveDateTime, exclusive, lookback = "1d");
    source_of!(Days, Day, NaiveDate, exclusive, lookback = "2d");
    source_of!(Numbers, Number, i64, exclusive, lookback = "100");
    source_of!(Texts, Text, String, inclusive);

    fn second_request<C: connector_sdk::connector::Connector>(table: &str, at: Json) -> String {
        let source = Source::default();
        let mut sandbox = source.sandbox::<C>(|_, _| true);
        source.set(json!([{ "at": at }]));
        sandbox.sync().unwrap();
        assert_eq!(source.asked(), ["rows"], "a first sync asks for everything");
        assert_eq!(sandbox.state(table), json!({ "cursor": at }));
        sandbox.sync().unwrap();
        source.asked().remove(0)
    }

    #[test]
    fn each_is_saved_as_itself_and_asked_for_from_earlier() {
        let instant = second_request::<Instants>("instant", json!("2026-01-31T12:00:00Z"));
        assert_eq!(instant, "rows?since=2026-01-31T09%3A59%3A59Z");
        let local = second_request::<Locals>("local", json!("2026-01-31T12:00:00"));
        assert_eq!(local, "rows?since=2026-01-30T11%3A59%3A59");
        assert_eq!(second_request::<Days>("day", json!("2026-01-31")), "rows?since=2026-01-28");
        assert_eq!(
            second_request::<Numbers>("number", json!(9_007_199_254_740_993_i64)),
            "rows?since=9007199254740892"
        );
        assert_eq!(second_request::<Texts>("text", json!("b=/c")), "rows?since=b%3D%2Fc");
    }
}

mod range {
    use super::*;
    use connector_sdk::prelude::chrono::NaiveDate;

    #[table(primary_key = day, cursor = day)]
    #[derive(Deserialize)]
    struct Rate {
        day: NaiveDate,
    }

    #[connector(base_url = base_url)]
    struct Rates {
        base_url: Url,
        first: NaiveDate,
        last: Option<NaiveDate>,
    }

    #[connector(main = false)]
    impl Rates {
        #[paginate(style = "single")]
        async fn rates(
            &self,
            #[since(inclusive, initial = first, end = last)] since: Since<Rate>,
        ) -> Result<Vec<Rate>> {
            let last = since.end().copied();
            self.http().get("rates").query("from", since).query("to", last).records("").await
        }
    }

    #[test]
    fn a_range_is_read_and_then_widened() {
        let source = Source::default();
        let sandbox = source.sandbox::<Rates>(|row, request| {
            let day = row["day"].as_str().unwrap();
            let (from, to) = (request.parameter("from"), request.parameter("to"));
            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
        });
        let url = sandbox.configuration()["base_url"].clone();
        let days: Vec<_> = (1..=31).map(|day| json!({ "day": format!("2026-01-{day:02}") })).collect();
        source.set(json!(days));

        let mut sandbox = sandbox.configure(json!({ "base_url": url, "first": "2026-01-05", "last": "2026-01-10" }));
        sandbox.sync().unwrap();
        assert_eq!(source.asked(), ["rates?from=2026-01-05&to=2026-01-10"]);
        assert_eq!((sandbox.rows("rate").len(), sandbox.state("rate")), (6, json!({ "cursor": "2026-01-10" })));

        // Without an end it goes on from there.
        let mut sandbox = sandbox.configure(json!({ "base_url": url, "first": "2026-01-05" }));
        sandbox.sync().unwrap();
        assert_eq!(source.asked(), ["rates?from=2026-01-10"]);
        assert_eq!((sandbox.rows("rate").len(), sandbox.state("rate")), (27, json!({ "cursor": "2026-01-31" })));
    }
}

mod order {
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
}

mod per_parent {
    use super::*;

    #[table(primary_key = id, cursor = version)]
    #[derive(Deserialize)]
    struct Account {
        id: i64,
        version: i64,
    }

    #[table(primary_key = (account, number), cursor = number)]
    #[derive(Deserialize)]
    struct Payment {
        account: i64,
        number: i64,
    }

    #[connector(base_url = base_url)]
    struct Bank {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Bank {
        #[paginate(style = "offset", limit = 2)]
        async fn accounts(
            &self,
            page: Offset,
            #[since(inclusive, ordered)] since: Since<Account>,
        ) -> Result<Vec<Account>> {
            self.http().get("accounts").query("from", since).page(page).records("").await
        }

        #[paginate(style = "page_number", for_each = accounts, concurrency = 2)]
        async fn payments(
            &self,
            account: &Account,
            page: PageNumber,
            #[since(inclusive, per = id)] since: Since<Payment>,
        ) -> Result<Vec<Payment>> {
            self.http().get(format!("accounts/{}", account.id)).query("from", since).page(page).records("").await
        }
    }

    #[connector(base_url = base_url)]
    struct Lenient {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Lenient {
        #[paginate(style = "offset", limit = 2)]
        async fn accounts(
            &self,
            page: Offset,
            #[since(inclusive, ordered)] since: Since<Account>,
        ) -> Result<Vec<Account>> {
            self.http().get("accounts").query("from", since).page(page).records("").await
        }

        #[paginate(style = "page_number", for_each = accounts, skip_failing)]
        async fn payments(&self, account: &Account, page: PageNumber) -> Result<Vec<Payment>> {
            self.http().get(format!("accounts/{}", account.id)).page(page).records("").await
        }
    }

    /// Five accounts of versions 1 to 5, with three payments each in two pages, but for the account that is broken.
    fn serve<C: connector_sdk::connector::Connector>(broken: Arc<Mutex<Option<(i64, u16)>>>) -> (Sandbox, Source) {
        let source = Source::default();
        let noted = source.clone();
        let url = web::serve(move |request| {
            noted.0.lock().unwrap().1.push(request.target.trim_start_matches('/').to_owned());
            let from = number(request, "from").unwrap_or_default();
            let account = request.path.strip_prefix("/accounts/").and_then(|id| id.parse::<i64>().ok());
            let rows: Vec<Json> = match account {
                None => {
                    let accounts = (1..=5).filter(|version| *version >= from);
                    let accounts = accounts.skip(number(request, "offset").unwrap() as usize).take(2);
                    accounts.map(|id| json!({ "id": id, "version": id })).collect()
                }
                Some(account) => {
                    if let Some((broken, status)) = *broken.lock().unwrap()
                        && broken == account
                        && number(request, "page") == Some(2)
                    {
                        return Response::text("text/plain", "no").status(status).header("retry-after", "9999");
                    }
                    let pages: [&[i64]; 2] = [&[1, 2], &[3]];
                    let page = pages.get(number(request, "page").unwrap() as usize - 1).copied().unwrap_or_default();
                    let numbers = page.iter().filter(|number| **number >= from);
                    numbers.map(|number| json!({ "account": account, "number": number })).collect()
                }
            };
            Response::json(&json!(rows))
        });
        (Sandbox::of::<C>().configure(json!({ "base_url": url })), source)
    }

    #[test]
    fn each_parent_goes_on_from_its_own_cursor() {
        let (mut sandbox, source) = serve::<Bank>(Arc::default());
        sandbox.sync().unwrap();
        assert_eq!((sandbox.rows("account").len(), sandbox.rows("payment").len()), (5, 15));
        assert_eq!(sandbox.state("account"), json!({ "cursor": 5 }));
        assert_eq!(sandbox.state("payment"), json!({ "parents": { "1": 3, "2": 3, "3": 3, "4": 3, "5": 3 } }));
        source.asked();
        sandbox.sync().unwrap();
        let asked = source.asked();
        assert!(asked.iter().any(|target| target.starts_with("accounts/5?from=3")), "{asked:?}");
        assert!(!asked.iter().any(|target| target.starts_with("accounts/4")), "{asked:?}");
    }

    #[test]
    fn a_crash_loses_no_child() {
        let (mut sandbox, _) = serve::<Bank>(Arc::default());
        assert!(sandbox.survives_every_crash() > 5);
        sandbox.sync().unwrap();
        assert!(sandbox.survives_every_crash() > 0);
    }

    #[test]
    fn a_parent_s_cursor_waits_for_its_children() {
        let broken = Arc::new(Mutex::new(Some((4, 400))));
        let (mut sandbox, _) = serve::<Bank>(broken.clone());
        assert!(sandbox.sync().is_err());
        // The accounts 3 and 4 came in one page: neither is past before both have their payments.
        assert_eq!(sandbox.state("account"), json!({ "cursor": 2 }));
        assert_eq!(sandbox.state("payment")["parents"].get("4"), None);
        assert!(sandbox.rows("account").len() == 2);
        *broken.lock().unwrap() = None;
        assert!(sandbox.survives_every_crash() > 0);
        sandbox.sync().unwrap();
        assert_eq!((sandbox.rows("account").len(), sandbox.rows("payment").len()), (5, 15));
    }

    #[test]
    fn a_parent_that_may_go_well_the_next_time_is_come_back_to() {
        let broken = Arc::new(Mutex::new(Some((3, 503))));
        let (mut sandbox, _) = serve::<Lenient>(broken.clone());
        let synced = sandbox.sync().unwrap();
        assert!(synced.warnings[0].contains("payments: 1 of 5 parents failed"), "{:?}", synced.warnings);
        assert!(synced.warnings[0].ends_with("; the next sync comes back to them"), "{:?}", synced.warnings);
        assert_eq!((sandbox.rows("account").len(), sandbox.rows("payment").len()), (5, 14));
        assert_eq!(sandbox.state("account"), json!({ "cursor": 2 }));
        *broken.lock().unwrap() = None;
        assert!(sandbox.survives_every_crash() > 0);
        sandbox.sync().unwrap();
        assert_eq!((sandbox.rows("payment").len(), sandbox.state("account")), (15, json!({ "cursor": 5 })));
    }

    #[test]
    fn a_parent_that_will_fail_again_is_left_behind() {
        let (mut sandbox, _) = serve::<Lenient>(Arc::new(Mutex::new(Some((3, 410)))));
        let synced = sandbox.sync().unwrap();
        assert!(synced.warnings[0].contains("payments: 1 of 5 parents failed"), "{:?}", synced.warnings);
        assert_eq!(sandbox.state("account"), json!({ "cursor": 5 }));
    }
}

mod windows {
    use super::*;

    #[table(primary_key = hour)]
    #[derive(Deserialize)]
    struct Reading {
        hour: String,
    }

    #[connector(base_url = base_url)]
    struct Meter {
        base_url: Url,
    }

    #[connector(main = false)]
    impl Meter {
        #[paginate(style = "window", start = "2026-01-01", step = "6h")]
        async fn readings(&self, page: Window) -> Result<Vec<Reading>> {
            self.http().get("readings").page(page).records("").await
        }
    }

    #[test]
    fn slices_go_on_where_they_stopped() {
        let broken = Arc::new(AtomicBool::new(true));
        let breaks = broken.clone();
        let source = Source::default();
        let noted = source.clone();
        let url = web::serve(move |request| {
            let from = request.parameter("from").unwrap().to_owned();
            noted.0.lock().unwrap().1.push(from.clone());
            if from.contains("T06") && breaks.load(Ordering::Relaxed) {
                return Response::text("text/plain", "no").status(400);
            }
            Response::json(&json!([{ "hour": from }]))
        });
        // The clock of the sandbox starts at noon of 2026-01-01.
        let mut sandbox = Sandbox::of::<Meter>().configure(json!({ "base_url": url }));
        assert!(sandbox.sync().is_err());
        assert_eq!(source.asked(), ["2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z"]);
        assert_eq!(sandbox.state("reading"), json!({ "position": "2026-01-01T06:00:00Z" }));
        broken.store(false, Ordering::Relaxed);
        assert!(sandbox.survives_every_crash() > 0);
        source.asked();
        sandbox.sync().unwrap();
        assert_eq!(source.asked(), ["2026-01-01T06:00:00Z"]);
        sandbox.clock().set("2026-01-01T15:00:00Z");
        sandbox.sync().unwrap();
        assert_eq!(source.asked(), ["2026-01-01T12:00:00Z"]);
        assert_eq!(sandbox.rows("reading").len(), 3);
    }
}
