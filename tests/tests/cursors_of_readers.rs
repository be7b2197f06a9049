//! A cursor in a reader that writes its rows itself: it follows what goes by.
#![allow(clippy::unwrap_used)]

use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

#[table(primary_key = id, cursor = version)]
struct Item {
    id: i64,
    version: i64,
}

/// Another table, which the cursor has nothing to do with. Its rows are where each sync began.
#[table(primary_key = id)]
struct Begin {
    id: i64,
}

/// Plays versions in the order in which they come; `!` is a failure, `|` a checkpoint.
async fn play(script: &str, since: Since<Item>, rows: &Rows<Item>, begins: &Rows<Begin>) -> Result<()> {
    begins.upsert(Begin { id: since.start().copied().unwrap_or(-1) }).await?;
    for word in script.split_whitespace() {
        match word {
            "|" => rows.checkpoint().await?,
            "!" => bail!("the source broke"),
            version => {
                let version: i64 = version.parse().unwrap();
                let row = Item { id: version, version };
                // Both ways of writing.
                if version % 2 == 0 { rows.upsert(row).await? } else { rows.upsert_all([row]).await? }
            }
        }
    }
    Ok(())
}

#[connector]
struct Ordered {
    script: String,
    first: Option<i64>,
}

#[connector(main = false)]
impl Ordered {
    async fn items(
        &self,
        begins: &mut Rows<Begin>,
        rows: &mut Rows<Item>,
        #[since(exclusive, ordered, initial = first)] since: Since<Item>,
    ) -> Result<()> {
        play(&self.script, since, rows, begins).await
    }
}

/// The rows come in no order, through a function connector.
#[connector(main = false)]
async fn loose(
    #[since(inclusive)] since: Since<Item>,
    config: &Ordered,
    run: &mut Run,
    rows: &mut Rows<Item>,
    begins: &mut Rows<Begin>,
) -> Result<()> {
    play(&config.script, since, rows, begins).await?;
    run.checkpoint().await
}

fn sandbox<C: connector_sdk::connector::Connector>(script: &str) -> Sandbox {
    Sandbox::of::<C>().configure(json!({ "script": script, "first": 5 }))
}

fn go_on(sandbox: Sandbox, script: &str) -> Sandbox {
    sandbox.configure(json!({ "script": script, "first": 5 }))
}

fn begins(sandbox: &Sandbox) -> Vec<i64> {
    sandbox.rows("begin").iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[test]
fn the_next_sync_begins_where_the_rows_ended() {
    let mut ordered = sandbox::<Ordered>("5 6 9");
    ordered.sync().unwrap();
    assert_eq!((ordered.rows("item").len(), ordered.state("item")), (3, json!({ "cursor": 9 })));
    assert_eq!((begins(&ordered), ordered.state("begin")), (vec![5], json!(null)));
    ordered.sync().unwrap();
    // The source leaves the rows at the cursor out, so the sync begins just before it.
    assert_eq!(begins(&ordered), [5, 8]);
    ordered.full_refresh().sync().unwrap();
    assert_eq!(begins(&ordered), [5]);
}

#[test]
fn an_ordered_cursor_is_saved_with_each_checkpoint() {
    let mut ordered = sandbox::<Ordered>("5 6 | 9 !");
    assert!(ordered.sync().is_err());
    assert_eq!((ordered.rows("item").len(), ordered.state("item")), (2, json!({ "cursor": 6 })));
}

#[test]
fn without_an_order_it_is_saved_at_the_end() {
    let mut broken = sandbox::<loose>("9 5 | 7 !");
    assert!(broken.sync().is_err());
    assert_eq!((broken.rows("item").len(), broken.state("item")), (2, json!(null)));
    let mut whole = go_on(broken, "9 5 | 7");
    whole.sync().unwrap();
    whole.sync().unwrap();
    assert_eq!((begins(&whole), whole.state("item")), (vec![-1, 9], json!({ "cursor": 9 })));
}

#[test]
fn an_order_that_is_untrue_is_told_and_not_relied_on() {
    let mut ordered = sandbox::<Ordered>("5 9 | 6 | !");
    assert!(ordered.sync().is_err());
    assert_eq!(ordered.state("item"), json!({}));
    let mut ordered = go_on(ordered, "5 9 | 6");
    let synced = ordered.sync().unwrap();
    assert!(synced.warnings.iter().any(|warning| warning.contains("6 came after 9")), "{:?}", synced.warnings);
    assert_eq!(ordered.state("item"), json!({ "cursor": 9 }));
}

#[test]
fn a_sync_without_rows_leaves_the_cursor() {
    let mut ordered = sandbox::<Ordered>("");
    ordered.sync().unwrap();
    assert_eq!(ordered.state("item"), json!(null));
    let mut ordered = go_on(ordered, "7");
    ordered.sync().unwrap();
    let mut ordered = go_on(ordered, "");
    ordered.sync().unwrap();
    assert_eq!(ordered.state("item"), json!({ "cursor": 7 }));
}

#[test]
fn rows_that_go_nowhere_move_no_cursor() {
    let mut ordered = sandbox::<Ordered>("5 6");
    ordered.select("begin").sync().unwrap();
    assert_eq!(ordered.state("item"), json!(null));
}

#[test]
fn a_state_that_does_not_fit_is_refused() {
    let mut ordered = sandbox::<Ordered>("5");
    ordered.set_state(json!({ "tables": { "item": { "cursor": "yesterday" } } }));
    let error = ordered.sync().unwrap_err();
    assert_eq!((error.kind(), error.table()), (connector_sdk::ErrorKind::Configuration, Some("item")));
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    // Where a sync begins depends on when the one before was killed, so that table is left out.
    let mut ordered = sandbox::<Ordered>("5 6 | 9 | 12");
    ordered.select("item").survives_every_crash();
    let mut loose = sandbox::<loose>("9 5 | 7 | 12");
    loose.select("item").survives_every_crash();
}
