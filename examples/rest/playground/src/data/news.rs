//! Articles, one every twenty minutes for each topic: a function of topic and time, so that every window has them.

use super::noise::{pick, seed};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

const EVERY: i64 = 20 * 60;

/// Who published an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Null for the small ones.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Article {
    pub source: Source,
    pub author: Option<String>,
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    pub url_to_image: Option<String>,
    pub published_at: DateTime<Utc>,
    pub content: Option<String>,
}

/// The articles on a topic, both ends included, newest first. Every tenth is found under every topic.
pub fn articles(topic: &str, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Article> {
    let first = from.timestamp().div_euclid(EVERY) - 1;
    let last = to.timestamp().div_euclid(EVERY);
    let mut articles: Vec<Article> = (first..=last).map(|slot| article(topic, slot)).collect();
    articles.retain(|article| article.published_at >= from && article.published_at <= to);
    articles.reverse();
    articles
}

const NAMES: [&str; 4] = ["Morning Post", "The Evening Wire", "Tech Letter", "City Times"];

fn article(topic: &str, slot: i64) -> Article {
    let topic = if slot % 10 == 0 { "everything" } else { topic };
    let n = slot as u64;
    // Each topic publishes on a minute of its own, else two articles of a source could share their instant.
    let minute = (seed(topic) % 19) as i64 + i64::from(topic != "everything");
    let name = NAMES[pick(topic, n, NAMES.len())];
    let slug = topic.replace(' ', "-");
    Article {
        source: Source {
            id: name.len().is_multiple_of(2).then(|| name.to_lowercase().replace(' ', "-")),
            name: name.to_owned(),
        },
        author: (slot % 5 != 0).then(|| format!("Author {}", pick("author", n, 30))),
        title: format!("About {topic}, {slot}"),
        description: (slot % 7 != 0).then(|| format!("What happened to {topic}.")),
        url: format!("https://news.example.com/{slug}/{slot}"),
        url_to_image: (slot % 3 != 0).then(|| format!("https://news.example.com/{slug}/{slot}.jpg")),
        published_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(slot * EVERY + minute * 60),
        content: (slot % 11 != 0)
            .then(|| format!("The whole story of {topic}\u{2026} [+{} chars]", pick("length", n, 5000))),
    }
}
