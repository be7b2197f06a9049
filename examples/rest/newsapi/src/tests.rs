//! Each topic has its articles and its cursor, whatever goes wrong; errors inside of good answers are errors.

use connector_sdk::prelude::{DateTime, Utc, chrono::TimeDelta, serde_json::Value};
use connector_sdk::testing::{Sandbox, json};
use playground::data::news::{Article, articles};
use playground::{Playground, START, Trouble, calm_and_hostile};

use super::News;

/// As if no more than 30 articles could be reached, at the time of the playground.
fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<News>().configure_from(configuration).set("page_size", "30");
    sandbox.clock().set("2026-01-31T12:00:00Z");
    sandbox.set("base_url", playground.base_url() + "/v2")
}

const TOPICS: [&str; 2] = ["databases", "rust"];

/// All articles since a day before the start.
fn published(until: DateTime<Utc>) -> impl Iterator<Item = (&'static str, Article)> {
    let articles = move |topic| articles(topic, START - TimeDelta::days(1), until);
    TOPICS.into_iter().flat_map(move |topic| articles(topic).into_iter().map(move |article| (topic, article)))
}

fn row((topic, article): (&str, Article)) -> Value {
    let Article { source, author, title, description, url, published_at, content, .. } = article;
    json!({
        "topic": topic, "url": url, "published_at": published_at, "source": source.name, "author": author, "title": title,
        "description": description, "content": content,
    })
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for hours in [0, 3, 90] {
            let now = START + TimeDelta::hours(hours);
            playground.control().advance_clock(now - playground.control().now());
            sandbox.clock().set(&now.to_rfc3339());
            sandbox.sync().unwrap();
            let mut expected: Vec<_> = published(now).map(row).collect();
            expected.sort_by_key(|row| (row["topic"].to_string(), row["url"].to_string()));
            assert_eq!(sandbox.rows("article"), expected);
            let last =
                |topic: &str| published(now).filter(|found| found.0 == topic).map(|found| found.1.published_at).max();
            let cursors = json!({ "newest": { "databases": last("databases"), "rust": last("rust") } });
            assert_eq!(sandbox.state("article"), cursors);
        }
    });
}

#[test]
fn what_cannot_be_reached_at_once_is_read_in_halves() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.sync().unwrap().rows, published(START).count() as u64);
    // A day and half of it are too long; a quarter is not.
    assert_eq!(playground.control().requests().len(), 2 * (2 + 4));
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (2, 12 + 2));
}

#[test]
fn an_error_inside_of_a_good_answer_is_an_error() {
    let playground = playground::start();
    playground.control().once("/v2", Trouble::ErrorInside200);
    let error = sandbox(&playground).sync().unwrap_err().to_string();
    assert!(error.contains("The query could not be answered"), "{error}");
    let error = sandbox(&playground).set("api_key", "wrong-news-key").sync().unwrap_err().to_string();
    assert!(error.contains("apiKeyInvalid") && !error.contains("wrong-news-key"), "{error}");
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
