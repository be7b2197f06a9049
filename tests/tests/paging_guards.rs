//! Sources that would be read for ever, or read wrongly: each is an error that names table, page and parameter.
#![allow(clippy::unwrap_used)]

mod web;

use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use connector_sdk::{Error, ErrorKind};

use self::web::{Request, Response, serve};

#[table(primary_key = id)]
#[paginate(style = "cursor", path = "by_token", records = "/rows", max_pages = 5)]
#[derive(Deserialize)]
struct ByToken {
    id: String,
}

#[table(primary_key = id)]
#[paginate(style = "offset", path = "by_offset", records = "/rows", limit = 2)]
#[derive(Deserialize)]
struct ByOffset {
    id: String,
}

#[table(primary_key = id)]
#[paginate(style = "next_url", path = "by_url", records = "/rows")]
#[derive(Deserialize)]
struct ByUrl {
    id: String,
}

#[table(primary_key = id)]
#[paginate(style = "keyset", path = "by_key", records = "/rows", param = "after_id", key = "/id")]
#[derive(Deserialize)]
struct ByKey {
    id: String,
}

#[table(primary_key = id)]
#[paginate(style = "single", path = "parents")]
#[derive(Deserialize)]
struct Parent {
    id: i64,
}

#[table(primary_key = (parent, id))]
#[derive(Deserialize)]
struct Child {
    parent: i64,
    id: i64,
}

#[connector(base_url = base_url)]
struct Sources {
    base_url: Url,
}

#[connector(tables(ByToken, ByOffset, ByUrl, ByKey, Parent), main = false)]
impl Sources {
    #[paginate(style = "page_number", for_each = Parent)]
    async fn children(&self, parent: &Parent, page: PageNumber) -> Result<Vec<Child>> {
        let parent = parent.id;
        let ids: Vec<i64> = self.http().get("children").query("parent", parent).page(page).records("").await?;
        // None of them is kept, which must not end the paging.
        Ok(ids.into_iter().filter(|id| *id > 1).map(|id| Child { parent, id }).collect())
    }
}

/// Reads one table of a source that answers like this.
fn read(table: &str, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> (Sandbox, Result<()>) {
    let mut sandbox = Sandbox::of::<Sources>().configure(json!({ "base_url": serve(answer) }));
    let result = sandbox.select(table).sync().map(drop);
    (sandbox, result)
}

#[track_caller]
fn refused(result: Result<()>, table: &str, says: &[&str]) {
    let error: Error = result.unwrap_err();
    let text = error.to_string();
    assert_eq!((error.kind(), error.table()), (ErrorKind::Source, Some(table)), "{text}");
    for part in [&[table], says].concat() {
        assert!(text.contains(part), "{text}\nshould say `{part}`");
    }
}

fn parameter<'a>(request: &'a Request, name: &str) -> &'a str {
    request.parameter(name).unwrap_or_default()
}

#[test]
fn a_request_that_was_sent_before() {
    // None, a, b, a: the rows differ each time, only the way on goes round.
    let (_, result) = read("by_token", |request| {
        let next = if parameter(request, "cursor") == "a" { "b" } else { "a" };
        Response::json(&json!({ "rows": [{ "id": request.target }], "next_cursor": next }))
    });
    refused(result, "by_token", &["page 4", "`cursor` is \"a\" again", "was sent before"]);
    let (_, result) = read("by_url", |request| {
        let next = if parameter(request, "page") == "2" { "?page=3" } else { "?page=2" };
        Response::json(&json!({ "rows": [{ "id": request.target }], "next": next }))
    });
    refused(result, "by_url", &["page 4", "the address of the next page came again"]);
}

#[test]
fn a_page_equal_to_the_one_before() {
    let (sandbox, result) = read("by_offset", |_| Response::json(&json!({ "rows": [{ "id": "a" }, { "id": "b" }] })));
    refused(result, "by_offset", &["page 2", "`offset`, `limit` changed nothing"]);
    // The first page was read and is kept.
    assert_eq!(sandbox.rows("by_offset").len(), 2);
}

#[test]
fn a_cursor_that_does_not_move() {
    let (_, result) =
        read("by_token", |request| Response::json(&json!({ "rows": [{ "id": request.target }], "next_cursor": "a" })));
    refused(result, "by_token", &["page 2", "`cursor` did not move"]);
    let (_, result) = read("by_key", |request| {
        let rows = [json!({ "id": request.target }), json!({ "id": "the last one" })];
        Response::json(&json!({ "rows": rows }))
    });
    refused(result, "by_key", &["page 2", "`after_id` did not move"]);
}

#[test]
fn more_pages_than_there_can_be() {
    let (sandbox, result) = read("by_token", |request| {
        let next = parameter(request, "cursor").parse::<u32>().unwrap_or(0) + 1;
        Response::json(&json!({ "rows": [{ "id": next.to_string() }], "next_cursor": next }))
    });
    refused(result, "by_token", &["more than 5 pages", "`max_pages`"]);
    assert_eq!(sandbox.rows("by_token").len(), 5);
}

#[test]
fn parents_share_no_pages_and_rows_are_counted_as_they_come() {
    let answer = |request: &Request| {
        Response::json(&match request.path.as_str() {
            "/parents" => json!([{ "id": 1 }, { "id": 2 }]),
            // The rows of the first page are all left out by the reader.
            _ => match parameter(request, "page") {
                "1" => json!([1, 1]),
                "2" => json!([2]),
                _ => json!([]),
            },
        })
    };
    let (sandbox, result) = read("child", answer);
    result.unwrap();
    assert_eq!(sandbox.rows("child"), [json!({ "parent": 1, "id": 2 }), json!({ "parent": 2, "id": 2 })]);
    // A parent's pages that repeat are found although another parent's look the same.
    let (_, result) = read("child", move |request| match parameter(request, "page") {
        "" | "1" => answer(request),
        _ => Response::json(&json!([2])),
    });
    refused(result, "child", &["page 3", "`page` changed nothing"]);
}
