//! Whatever was selected before, a sync of everything leaves every row with every column.
#![allow(clippy::unwrap_used, missing_docs)]

use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use proptest::prelude::*;
use proptest::sample::subsequence;

#[table(primary_key = id)]
struct Alone {
    id: i64,
    x: i64,
    y: i64,
}

#[table(primary_key = id)]
struct Parent {
    id: i64,
    x: i64,
}

/// Read by the same function as its parent, and under the parent's state.
#[table(primary_key = (parent, line))]
struct Child {
    parent: i64,
    line: i32,
    y: i64,
}

#[table(primary_key = id)]
struct Beside {
    id: i64,
}

#[state]
struct Next {
    next: i64,
}

#[connector]
struct Source {
    rows: i64,
}

#[connector(main = false)]
impl Source {
    async fn alone(&self, rows: &mut Rows<Alone>, state: &mut State<Next>) -> Result<()> {
        while state.next < self.rows {
            rows.upsert(Alone { id: state.next, x: state.next * 2, y: state.next * 3 }).await?;
            state.next += 1;
            state.checkpoint().await?;
        }
        Ok(())
    }

    async fn family(
        &self,
        parents: &mut Rows<Parent>,
        children: &mut Rows<Child>,
        state: &mut State<Next>,
    ) -> Result<()> {
        while state.next < self.rows {
            parents.upsert(Parent { id: state.next, x: state.next * 5 }).await?;
            children.upsert(Child { parent: state.next, line: 1, y: state.next * 7 }).await?;
            state.next += 1;
            state.checkpoint().await?;
        }
        Ok(())
    }

    /// Writes one table that is declared and one that is only known at run time.
    async fn beside(&self, rows: &mut Rows<Beside>, tables: &mut Tables, state: &mut State<Next>) -> Result<()> {
        let late = tables.rows("late").await?;
        while state.next < self.rows {
            rows.upsert(Beside { id: state.next }).await?;
            late.upsert(row! { "id": state.next }).await?;
            state.next += 1;
        }
        Ok(())
    }

    async fn dynamic(&self, tables: &mut Tables, state: &mut State<Next>) -> Result<()> {
        let known = tables.rows("known").await?;
        let stray = tables.rows("stray").await?;
        while state.next < self.rows {
            known.upsert(row! { "id": state.next, "z": state.next * 11 }).await?;
            stray.upsert(row! { "text": format!("stray {}", state.next) }).await?;
            state.next += 1;
        }
        Ok(())
    }

    #[tables]
    async fn tables(&self) -> Result<Vec<TableSpec>> {
        let known = TableSpec::new("known").primary_key(["id"]);
        Ok(vec![known, TableSpec::new("late").primary_key(["id"])])
    }
}

const TABLES: [&str; 8] = ["alone", "parent", "child", "beside", "known", "late", "stray", "other"];

fn rows_of(sandbox: &Sandbox) -> Vec<(&'static str, Vec<serde_json::Value>)> {
    TABLES.map(|table| (table, sandbox.rows(table))).into()
}

/// A sync: what it selects, and whether it reads it from the start.
fn sync() -> impl Strategy<Value = (String, bool)> {
    let items = vec![
        "alone", "alone.x", "alone.y", "alone.id", "parent", "parent.x", "child", "child.y", "beside", "known", "late",
    ];
    (subsequence(items, 0..4).prop_map(|items| items.join(",")), prop::bool::weighted(0.2))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sync_of_everything_makes_up_for_every_selection_before_it(syncs in prop::collection::vec(sync(), 1..6)) {
        let mut sandbox = Sandbox::of::<Source>();
        let mut rows = 0;
        for (selection, full_refresh) in &syncs {
            rows += 2;
            sandbox = sandbox.configure(json!({ "rows": rows }));
            sandbox.select(selection);
            if *full_refresh {
                sandbox.full_refresh();
            }
            sandbox.sync().unwrap();
        }
        sandbox.select("");
        sandbox.sync().unwrap();
        let mut undisturbed = Sandbox::of::<Source>().configure(json!({ "rows": rows }));
        undisturbed.sync().unwrap();
        prop_assert_eq!(rows_of(&sandbox), rows_of(&undisturbed));
        prop_assert_eq!(sandbox.saved_state(), undisturbed.saved_state());
    }
}

#[test]
fn a_child_that_is_selected_later_is_read_from_the_start_with_its_parent() {
    let mut sandbox = Sandbox::of::<Source>().configure(json!({ "rows": 3 }));
    sandbox.select("alone,parent").sync().unwrap();
    assert_eq!(sandbox.rows("child").len(), 0);
    sandbox.select("alone,parent,child").sync().unwrap();
    assert_eq!(sandbox.rows("child").len(), 3);
}

#[test]
fn a_full_refresh_of_a_child_reads_it_again() {
    let mut sandbox = Sandbox::of::<Source>().configure(json!({ "rows": 3 }));
    sandbox.sync().unwrap();
    sandbox.select("child").full_refresh().sync().unwrap();
    assert_eq!(sandbox.rows("child").len(), 3);
}

#[test]
fn a_reader_of_tables_that_are_not_selected_stays_where_it_is() {
    let mut sandbox = Sandbox::of::<Source>().configure(json!({ "rows": 3 }));
    sandbox.select("alone").sync().unwrap();
    assert_eq!(sandbox.state("dynamic"), json!(null));
    sandbox.select("").sync().unwrap();
    assert_eq!(sandbox.rows("stray").len(), 3);
}

#[test]
fn only_what_is_new_is_read_again() {
    let mut sandbox = Sandbox::of::<Source>().configure(json!({ "rows": 3 }));
    sandbox.select("alone,parent").sync().unwrap();
    assert_eq!(sandbox.select("alone,parent,beside").sync().unwrap().rows, 3);
    // The parent comes with its child; nothing else does.
    assert_eq!(sandbox.select("alone,parent,beside,child").sync().unwrap().rows, 6);
    assert_eq!(sandbox.select("child.y,alone.id,beside").sync().unwrap().rows, 0);
}

#[test]
fn a_table_that_is_not_selected_is_not_made() {
    let mut sandbox = Sandbox::of::<Source>().configure(json!({ "rows": 3 }));
    // Its reader opens one more that is known and one that is not.
    sandbox.select("known").sync().unwrap();
    assert_eq!(sandbox.tables(), ["known"]);
    sandbox.select("").sync().unwrap();
    assert_eq!(sandbox.rows("late").len(), 3);
    assert_eq!(sandbox.rows("stray").len(), 3);
}
