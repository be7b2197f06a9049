use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use super::{Article, ArticleUpdate, truncate_operation};

#[test]
fn what_is_not_upserted_again_stays_deleted() {
    let mut sandbox = Sandbox::of::<truncate_operation>();
    for _ in 0..2 {
        // The second sync starts by reviving the chair and ends with it deleted, like the first.
        assert!(sandbox.survives_every_interruption() > 0);
        let synced = sandbox.sync().unwrap();
        assert_eq!((synced.rows, synced.checkpoints), (6, 2));
        assert_eq!(
            sandbox.rows("article"),
            [
                json!({ "id": 1, "name": "lamp", "pieces": 19 }),
                json!({ "id": 3, "name": "table", "pieces": 1 }),
                json!({ "id": 4, "name": "shelf", "pieces": 7 }),
            ]
        );
        assert_eq!(sandbox.deleted_rows("article"), [json!({ "id": 2, "name": "chair", "pieces": 4 })]);
        assert_eq!(sandbox.state("article"), json!(null));
    }
}

#[connector(main = false)]
async fn between_rows(rows: &mut Rows<Article>) -> Result<()> {
    let article = |id| Article { id, name: "lamp", pieces: 1 };
    // Rows that still wait to be sent are truncated, and those right after are not.
    rows.upsert(article(1)).await?;
    rows.truncate().await?;
    rows.upsert(article(2)).await?;
    // A deleted row can be updated, and stays deleted.
    rows.update(ArticleUpdate::new(1).pieces(0)).await?;
    rows.truncate().await?;
    rows.truncate().await?;
    rows.upsert(article(3)).await
}

#[test]
fn truncate_keeps_its_place_among_the_rows() {
    let mut sandbox = Sandbox::of::<between_rows>();
    sandbox.survives_every_interruption();
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("article"), [json!({ "id": 3, "name": "lamp", "pieces": 1 })]);
    assert_eq!(
        sandbox.deleted_rows("article"),
        [json!({ "id": 1, "name": "lamp", "pieces": 0 }), json!({ "id": 2, "name": "lamp", "pieces": 1 })]
    );
}
