//! Pages by number. Run `cargo run -p playground` beside it.
//!
//! The newest change comes first: a row that changes while pages are read moves to the front and pushes others back, into
//! pages that are still to come. In the other order it pulls one past the reader, which the Python original then lacks.

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    email: String,
    address: String,
    company: String,
    job: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[connector(base_url = base_url)]
struct PageNumbers {
    base_url: Url,
}

#[connector]
impl PageNumbers {
    #[paginate(style = "page_number", page_size = 50, last_page = "/total_pages")]
    async fn users(&self, page: PageNumber, #[since(inclusive)] since: Since<User>) -> Result<Vec<User>> {
        let request =
            self.http().get("pagination/page_number").query("order_by", "updatedAt").query("order_type", "desc");
        request.query("updated_since", since).page(page).records("/data").await
    }
}

#[cfg(test)]
mod tests;
