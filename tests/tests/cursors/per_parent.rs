//! A cursor for each parent, and one that all of them share.

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
    async fn accounts(&self, page: Offset, #[since(inclusive, ordered)] since: Since<Account>) -> Result<Vec<Account>> {
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
    async fn accounts(&self, page: Offset, #[since(inclusive, ordered)] since: Since<Account>) -> Result<Vec<Account>> {
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
