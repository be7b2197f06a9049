//! Articles about several topics, each with a cursor of its own.
//!
//! The source answers some mistakes with status 200 and `"status": "error"`; these are errors here as well.

use connector_sdk::http::Response;
use connector_sdk::prelude::*;

#[table(primary_key = topic)]
struct Topic {
    topic: String,
}

/// An article about a topic. One about two topics has a row for each.
#[table(primary_key = (topic, url), cursor = published_at)]
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
    #[paginate(style = "single")]
    async fn topics(&self) -> Result<Vec<Topic>> {
        Ok(self.topics.iter().map(|topic| Topic { topic: topic.clone() }).collect())
    }

    #[paginate(
        style = "page_number", page_size = page_size, page_size_param = "pageSize", total = "/totalResults",
        for_each = topics
    )]
    async fn articles(
        &self,
        topic: &Topic,
        page: PageNumber,
        #[since(inclusive, initial = "1d", per = topic)] since: Since<Article>,
    ) -> Result<Vec<Article>> {
        let request = self.http().get("everything").query("q", &topic.topic).query("language", "en");
        let request = request.query("sortBy", "publishedAt").query("from", since);
        let shown: Vec<Shown> = request.page(page).records("/articles").await?;
        Ok(shown.into_iter().map(|shown| Article::about(topic, shown)).collect())
    }
}

impl Article {
    fn about(topic: &Topic, shown: Shown) -> Self {
        let Shown { source, author, title, description, url, published_at, content } = shown;
        Self { topic: topic.topic.clone(), url, published_at, source: source.name, author, title, description, content }
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
