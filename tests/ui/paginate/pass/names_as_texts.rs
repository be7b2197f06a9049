//! A name may be written as a text, as in `#[table(…)]`.
use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Shelf {
    id: i64,
}

#[table(primary_key = id, cursor = updated_at)]
struct Book {
    id: i64,
    updated_at: DateTime<Utc>,
}

#[connector(base_url = "https://api.example.com")]
struct Library {}

#[connector(main = false)]
impl Library {
    #[paginate(style = "offset", limit = 100)]
    async fn shelves(&self, _page: Offset) -> Result<Vec<Shelf>> {
        Ok(Vec::new())
    }

    #[paginate(style = "page_number", for_each = "shelves", concurrency = 4)]
    async fn books(
        &self,
        _shelf: &Shelf,
        _page: PageNumber,
        #[since(inclusive, per = "id")] _since: Since<Book>,
    ) -> Result<Vec<Book>> {
        Ok(Vec::new())
    }
}

fn main() {}
