//! The lists of users and issues, read to their end, against the exact rows.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;

use chrono::TimeDelta;
use client::{collect, get, post};
use playground::data::{event, hourly, issue};
use serde_json::{Value, json};

/// The users as JSON, by the time of their last change.
fn by_change() -> Vec<Value> {
    let mut users = playground::users();
    users.sort_by_key(|user| user.updated_at);
    users.iter().map(|user| json!(user)).collect()
}

fn by_creation() -> Vec<Value> {
    playground::users().iter().map(|user| json!(user)).collect()
}

#[test]
fn next_page_urls_lead_through_all_users() {
    let playground = playground::start();
    let first = "/pagination/next_page_url?order_by=updatedAt&per_page=50&updated_since=0001-01-01T00:00:00Z";
    let rows = collect(&playground.base_url(), first, "/data", |page| {
        page.json()["next_page_url"].as_str().map(str::to_owned)
    });
    assert_eq!(rows, by_change());
    let requests = playground.control().requests();
    assert_eq!(requests.len(), 4);
    assert_eq!(requests[3].param("page"), Some("4"));
    assert_eq!(requests[3].param("updated_since"), Some("0001-01-01T00:00:00Z"));
}

#[test]
fn page_numbers_lead_through_all_users() {
    let playground = playground::start();
    let at = |page: u64| format!("/pagination/page_number?per_page=30&page={page}");
    let rows = collect(&playground.base_url(), &at(1), "/data", |page| {
        let page = page.json();
        let number = page["page"].as_u64().unwrap();
        (number < page["total_pages"].as_u64().unwrap()).then(|| at(number + 1))
    });
    assert_eq!(rows, by_creation());
    assert_eq!(playground.control().count("/pagination/page_number"), 7);
}

#[test]
fn offsets_lead_through_all_users() {
    let playground = playground::start();
    let at = |offset: u64| format!("/pagination/offset?order_by=updatedAt&order_type=desc&limit=50&offset={offset}");
    let rows = collect(&playground.base_url(), &at(0), "/data", |page| {
        let page = page.json();
        let end = page["offset"].as_u64().unwrap() + page["data"].as_array().unwrap().len() as u64;
        (end < page["total"].as_u64().unwrap()).then(|| at(end))
    });
    assert_eq!(rows, by_change().into_iter().rev().collect::<Vec<_>>());
}

fn keyset(base: &str) -> Vec<Value> {
    collect(base, "/pagination/keyset?updated_since=0001-01-01T00:00:00Z", "/data", |page| {
        page.json()["scroll_param"].as_str().map(|token| format!("/pagination/keyset?scroll_param={token}"))
    })
}

#[test]
fn keysets_lead_through_all_users_and_lose_a_tie_at_a_boundary() {
    let playground = playground::start();
    assert_eq!(keyset(&playground.base_url()), by_change());
    playground.control().tie(50);
    let rows = keyset(&playground.base_url());
    assert_eq!(rows.len(), 199);
    assert!(!rows.iter().any(|row| row["id"] == by_change()[50]["id"]));
}

#[test]
fn scrolls_lead_through_all_users_and_expire() {
    let playground = playground::start();
    let base = playground.base_url();
    let rows = collect(&base, "/pagination/scroll?limit=64", "/data", |page| {
        page.json()["scroll_token"].as_str().map(|token| format!("/pagination/scroll?limit=64&scroll_token={token}"))
    });
    assert_eq!(rows, by_creation());

    let page = post(&base, "/pagination/scroll", &[], r#"{"limit": 100}"#).json();
    let again = json!({ "limit": 100, "scroll_token": page["scroll_token"] }).to_string();
    let last = post(&base, "/pagination/scroll", &[], &again).json();
    assert_eq!(last["data"].as_array().unwrap().len(), 100);
    assert_eq!(last["scroll_token"], Value::Null);
    playground.control().expire_scrolls();
    assert_eq!(post(&base, "/pagination/scroll", &[], &again).status, 410);
}

#[test]
fn link_headers_lead_through_all_issues() {
    let playground = playground::start();
    let first = "/repos/octocat/hello-world/issues?state=all&sort=updated&direction=asc&per_page=100&since=2026-01-01";
    let rows = collect(&playground.base_url(), first, "", |page| {
        let next = page.header("link")?.split(", ").find(|link| link.ends_with("rel=\"next\""))?;
        Some(next[1..next.find('>').unwrap()].to_owned())
    });
    assert_eq!(rows, issue::issues(0).iter().map(|issue| json!(issue)).collect::<Vec<_>>());
    assert_eq!(playground.control().requests().len(), 3);
}

#[test]
fn graphql_variables_lead_through_all_users() {
    let playground = playground::start();
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let body = json!({ "query": "query { users { nodes { id } } }", "variables": { "first": 80, "after": after } });
        let page = post(&playground.base_url(), "/graphql", &[], &body.to_string()).json();
        rows.extend(page["data"]["users"]["nodes"].as_array().unwrap().clone());
        if page["data"]["users"]["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["data"]["users"]["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(rows, by_creation());
    let wrong = post(&playground.base_url(), "/graphql", &[], r#"{"query": "{ dogs }"}"#);
    assert_eq!(wrong.status, 200);
    assert!(wrong.json()["errors"].is_array());
}

#[test]
fn what_is_not_understood_is_refused() {
    let playground = playground::start();
    for (path, says) in [
        ("/pagination/offset?limit=51", "`limit`"),
        ("/pagination/offset?colour=red&size=2", "Unexpected query parameters: colour, size"),
        ("/pagination/page_number?order_by=name", "`order_by`"),
        ("/pagination/keyset?updated_since=2026-01-31", "`updated_since`"),
        ("/pagination/keyset?updated_since=2026-01-31T12:00:00Z&scroll_param=MjAyNi0wMS0wMVQwMDowMDowMFo=", "both"),
        ("/incremental/timestamp?since=yesterday", "`since`"),
        ("/time_window/events?from=2025-01-01&to=2025-03-01", "30 days"),
        ("/cursors/one/departments", "number"),
    ] {
        let response = get(&playground.base_url(), path);
        assert_eq!(response.status, 400, "{path}");
        assert!(response.json()["error"].as_str().unwrap().contains(says), "{path}: {}", response.text());
    }
    assert_eq!(get(&playground.base_url(), "/cursors/3/departments").status, 404);
    assert_eq!(get(&playground.base_url(), "/nothing").status, 404);
}

#[test]
fn ranges_of_time_and_numbers_answer_what_lies_in_them() {
    let playground = playground::start();
    let base = playground.base_url();
    let users = by_change();
    let since = users[190]["updatedAt"].as_str().unwrap();
    assert_eq!(get(&base, &format!("/incremental/timestamp?since={since}")).json()["data"], json!(users[190..]));

    let step = get(&base, "/incremental/step?start_id=199&end_id=300").json();
    let mut expected = by_creation()[198..].to_vec();
    expected[0]["id"] = json!("199");
    expected[1]["id"] = json!("200");
    assert_eq!(step["data"], json!(expected));

    let (from, to) = (playground::START - TimeDelta::days(10), playground::START + TimeDelta::days(10));
    let path = format!("/time_window/events?from={}&to={}", from.format("%FT%TZ"), to.format("%FT%TZ"));
    assert_eq!(get(&base, &path).json()["data"], json!(event::events(from, playground::START)));
    assert_eq!(event::events(from, playground::START).len(), 40);

    let path = format!("/priority_first/readings?from={}&to={}", from.format("%FT%TZ"), to.format("%FT%TZ"));
    let day = get(&base, &path).json();
    assert_eq!(day["data"], json!(hourly::readings(from, from + TimeDelta::days(1))));
    assert_eq!((day["data"].as_array().unwrap().len(), day["has_more"].clone()), (25, json!(true)));
    let between = hourly::readings(from + TimeDelta::minutes(1), from + TimeDelta::minutes(61));
    assert_eq!(between.iter().map(|reading| reading.updated_at).collect::<Vec<_>>(), [from + TimeDelta::hours(1)]);
    let users = get(&base, &path.replace("readings", "users")).json();
    assert_eq!(users["data"], json!(hourly::hourly_users(from, from + TimeDelta::days(1))));
}

#[test]
fn data_changes_from_step_to_step() {
    let playground = playground::start();
    let base = playground.base_url();
    playground.control().advance(2);
    let (users, deleted) = playground::users_after(2);
    assert_eq!(users.len(), 202);
    assert_eq!(deleted.len(), 2);
    assert_eq!(playground.control().users(), users);
    assert_eq!(get(&base, "/incremental/deleted").json()["data"], json!(deleted));
    // Three changed and two new in each step.
    let changed = get(&base, "/incremental/timestamp?since=2026-01-31T12:00:00Z").json();
    assert_eq!(changed["data"].as_array().unwrap().len(), 10);
    playground.control().reset();
    assert_eq!(playground.control().users(), playground::users());
}

#[test]
fn a_department_changes_under_a_company_that_does_not() {
    let playground = playground::start();
    let base = playground.base_url();
    let changed = |path: &str| {
        get(&base, &format!("{path}?updated_since=2026-01-31T12:00:00Z")).json()["total_items"].as_u64().unwrap()
    };
    let all = || [changed("/cursors/companies"), changed("/cursors/1/departments"), changed("/cursors/2/departments")];
    assert_eq!(all(), [0, 0, 0]);
    playground.control().advance(1);
    assert_eq!(all(), [1, 1, 0]);
    playground.control().advance(1);
    assert_eq!(all(), [1, 1, 1]);
}
