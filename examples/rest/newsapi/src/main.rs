//! Articles about several topics, each with a cursor of its own. Run `cargo run -p playground` beside it.
//!
//! The source finds more articles than it hands out: those of a time that holds too many are asked for in halves of it,
//! which no style of paging does, so the loop is written out. The Python original leaves them out; of the articles of one
//! source and second it keeps one, and of an article about two topics the last. The source answers some mistakes with
//! status 200 and `"status": "error"`; these are errors here as well.

use std::collections::BTreeMap;

use chrono::{SubsecRound, TimeDelta};
use connector_sdk::http::Response;
use connector_sdk::prelude::*;

/// An article about a topic. One about two topics has a row for each.
#[table(primary_key = (topic, url))]
struct Article {
    topic: String,
    url: String,
    published_at: DateTime<Utc>,
    source: Option<String>,
    author: Option<String>,
    title: Option<String>,
    description: Option<String>,
    content: Option<String>,
}

/// When the newest article about each topic was published.
#[state]
struct Progress {
    newest: BTreeMap<String, DateTime<Utc>>,
}

/// An article as the source shows it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    source: Source,
    author: Option<String>,
    title: Option<String>,
    description: Option<String>,
    url: String,
    published_at: DateTime<Utc>,
    content: Option<String>,
}

#[derive(Deserialize)]
struct Source {
    name: Option<String>,
}

#[connector(base_url = base_url, auth = bearer(api_key), check_answer = refuse_errors)]
struct News {
    base_url: Url,
    api_key: Secret,
    /// At most 100.
    #[config(default = 100)]
    page_size: u64,
    topics: Vec<String>,
}

#[connector]
impl News {
    async fn articles(&self, rows: &mut Rows<Article>, progress: &mut State<Progress>, run: Run) -> Result<()> {
        let now = run.now().trunc_subsecs(0);
        for topic in &self.topics {
            let mut from = *progress.newest.get(topic).unwrap_or(&(now - TimeDelta::days(1)));
            let mut step = TimeDelta::days(1);
            while from < now {
                let until = now.min(from + step);
                let request = self.http().get("everything").query("q", topic).query("language", "en");
                let request = request.query("from", from).query("to", until).query("pageSize", self.page_size);
                let answer = request.send().await?;
                let shown: Vec<Shown> = answer.records("/articles")?;
                if answer.peek("/totalResults")?.as_u64() > Some(shown.len() as u64) {
                    step = (until - from) / 2;
                    if step < TimeDelta::seconds(1) {
                        bail!("more than {} articles about `{topic}` share the second {from}", shown.len());
                    }
                    continue;
                }
                if let Some(newest) = shown.iter().map(|shown| shown.published_at).max() {
                    progress.newest.insert(topic.clone(), newest);
                }
                rows.upsert_all(shown.into_iter().map(|shown| Article::about(topic, shown))).await?;
                rows.checkpoint().await?;
                from = until;
            }
        }
        Ok(())
    }
}

impl Article {
    fn about(topic: &str, shown: Shown) -> Self {
        let Shown { source, author, title, description, url, published_at, content } = shown;
        Self { topic: topic.to_owned(), url, published_at, source: source.name, author, title, description, content }
    }
}

fn refuse_errors(answer: &Response) -> Result<()> {
    match answer.peek("/status")?.as_str() {
        Some("error") => Err(Error::source(format!("{}: {}", answer.peek("/code")?, answer.peek("/message")?))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
