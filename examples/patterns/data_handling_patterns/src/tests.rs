use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use super::{Person, PersonOrder, Source, SourceOrder, child_table, data_handling_patterns};

#[test]
fn each_shape_has_its_rows() {
    let mut sandbox = Sandbox::of::<data_handling_patterns>();
    for _ in 0..2 {
        assert!(sandbox.survives_every_interruption() > 0);
        sandbox.sync().unwrap();
        assert_eq!(sandbox.tables(), ["flat_person", "json_person", "person", "person_order"]);
        assert_eq!(
            sandbox.rows("flat_person"),
            [
                json!({ "id": 1, "name": "Ada", "street": "Lake Road 5", "city": "Geneva" }),
                json!({ "id": 2, "name": "Blaise", "street": null, "city": null }),
            ]
        );
        assert_eq!(sandbox.rows("person"), [json!({ "id": 1, "name": "Ada" }), json!({ "id": 2, "name": "Blaise" })]);
        assert_eq!(
            sandbox.rows("person_order"),
            [
                json!({ "person": 1, "line": 1, "article": "lamp", "pieces": 2 }),
                json!({ "person": 1, "line": 2, "article": "desk", "pieces": 1 }),
            ]
        );
        assert_eq!(
            sandbox.rows("json_person"),
            [
                json!({ "id": 1, "name": "Ada", "settings": { "newsletter": true, "languages": ["en", "fr"] } }),
                json!({ "id": 2, "name": "Blaise", "settings": ["anything"] }),
            ]
        );
        assert_eq!(sandbox.saved_state().tables.len(), 0);
    }
}

/// Sells one article less each time.
#[state]
struct Sales {
    sold: usize,
}

#[connector(main = false)]
async fn shrinking(people: &mut Rows<Person>, orders: &mut Rows<PersonOrder>, sales: &mut State<Sales>) -> Result<()> {
    let articles = ["lamp", "desk", "chair"].into_iter().skip(sales.sold);
    let order = |article: &str| SourceOrder { article: article.into(), pieces: 1 };
    let settings = serde_json::Value::Null;
    let person = Source { id: 1, name: "Ada".into(), address: None, orders: articles.map(order).collect(), settings };
    child_table(&[person], people, orders).await?;
    sales.sold += 1;
    Ok(())
}

#[test]
fn a_child_that_vanished_is_deleted() {
    let mut sandbox = Sandbox::of::<shrinking>();
    let row = |line: i32, article: &str| json!({ "person": 1, "line": line, "article": article, "pieces": 1 });
    let expected = [
        (vec![row(1, "lamp"), row(2, "desk"), row(3, "chair")], vec![]),
        (vec![row(1, "desk"), row(2, "chair")], vec![row(3, "chair")]),
        (vec![row(1, "chair")], vec![row(2, "chair"), row(3, "chair")]),
    ];
    for (sync, (left, deleted)) in (1..).zip(expected) {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(sandbox.rows("person_order"), left);
        assert_eq!(sandbox.deleted_rows("person_order"), deleted);
        assert_eq!(sandbox.state("person"), json!({ "sold": sync }));
    }
}
