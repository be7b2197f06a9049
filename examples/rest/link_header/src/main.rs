//! Each answer names the address of the next page in its `Link` header. Run `cargo run -p playground` beside it; with the
//! `base_url` `https://api.github.com` it reads any public repository.
//!
//! The newest change comes first: an issue that changes while pages are read moves to the front and pushes others back,
//! into pages that are still to come. In the other order it pulls one past the reader.

use connector_sdk::prelude::*;

/// An issue or a pull request.
#[table(primary_key = id, cursor = updated_at)]
#[derive(Deserialize)]
struct Issue {
    id: i64,
    number: i64,
    title: String,
    state: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[connector(base_url = base_url)]
struct Issues {
    base_url: Url,
    /// Its owner and its name, such as `octocat/hello-world`.
    repository: String,
}

#[connector]
impl Issues {
    #[paginate(style = "link_header")]
    async fn issues(&self, page: LinkHeader, #[since(inclusive)] since: Since<Issue>) -> Result<Vec<Issue>> {
        let request = self.http().get(format!("repos/{}/issues", self.repository)).query("state", "all");
        let request = request.query("sort", "updated").query("direction", "desc").query("per_page", 100);
        request.query("since", since).page(page).records("").await
    }
}

#[cfg(test)]
mod tests;
