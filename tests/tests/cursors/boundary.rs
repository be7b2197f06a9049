//! From which value on a source is asked, and what becomes of ties.

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
