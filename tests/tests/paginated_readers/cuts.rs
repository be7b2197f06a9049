//! Parents and children over syncs that are cut off.

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
