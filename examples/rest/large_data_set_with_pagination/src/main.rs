//! A public API of more than a thousand names, page by page, each of which holds the address of the next one.

use connector_sdk::prelude::*;

#[table(primary_key = name)]
#[derive(Deserialize)]
struct Pokemon {
    name: String,
    url: String,
}

#[connector(base_url = base_url, rate_limit = "10/s")]
struct PokeApi {
    base_url: Url,
}

#[connector]
impl PokeApi {
    #[paginate(style = "next_url")]
    async fn pokemon(&self, page: NextUrl) -> Result<Vec<Pokemon>> {
        self.http().get("pokemon").query("limit", 100).page(page).records("/results").await
    }
}

#[cfg(test)]
mod tests;
