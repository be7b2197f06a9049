use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use uuid::Uuid;

use super::{Three, ThreeKey, ThreeUpdate, three_operations};

#[test]
fn every_sync_leaves_two_rows_and_a_deleted_one() {
    let mut sandbox = Sandbox::of::<three_operations>();
    for sync in 1..=3 {
        let synced = sandbox.sync().unwrap();
        assert_eq!(synced.rows, 5);
        // The ids are random, and so is the order of the rows.
        let (changed, untouched): (Vec<_>, Vec<_>) =
            sandbox.rows("three").into_iter().partition(|row| row["val1"] == "abc");
        assert_eq!((changed.len(), untouched.len()), (sync, sync));
        assert!(changed.iter().all(|row| row["val2"] == 1), "the update left `val2` alone: {changed:?}");
        assert!(untouched.iter().all(|row| row["val2"] == 0 && row["val1"] == row["id"]), "{untouched:?}");
        let deleted = sandbox.deleted_rows("three");
        assert_eq!(deleted.len(), sync);
        assert!(deleted.iter().all(|row| row["val2"] == 2 && row["val1"] == row["id"]), "{deleted:?}");
        assert_eq!(sandbox.state("three"), json!(null));
    }
}

const FIRST: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

#[connector(main = false)]
async fn operations_in_order(rows: &mut Rows<Three>) -> Result<()> {
    let row = |val1: &str| Three { id: FIRST, val1: val1.into(), val2: 1 };
    rows.delete(ThreeKey { id: FIRST }).await?;
    rows.upsert(row("new")).await?;
    rows.update(ThreeUpdate::new(FIRST).val1("changed").val2(2)).await?;
    rows.delete(FIRST).await?;
    rows.upsert(row("revived")).await?;
    // Neither makes a row out of nothing.
    rows.update(ThreeUpdate::new(OTHER).val2(3)).await?;
    rows.delete(OTHER).await
}

#[test]
fn operations_on_one_key_apply_in_order() {
    let mut sandbox = Sandbox::of::<operations_in_order>();
    // Not before the second sync: Airbyte and Singer know no updates of rows that an earlier sync wrote.
    sandbox.survives_every_interruption();
    for _ in 0..2 {
        sandbox.survives_every_crash();
        sandbox.sync().unwrap();
        assert_eq!(sandbox.rows("three"), [json!({ "id": FIRST.to_string(), "val1": "revived", "val2": 1 })]);
        assert!(sandbox.deleted_rows("three").is_empty());
    }
}
