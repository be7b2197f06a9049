//! Creatures with a name and an address, many of them, that never change.

use serde::{Deserialize, Serialize};

/// How many there are: not a multiple of a hundred, so that the last page is short.
pub const COUNT: usize = 1302;

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pokemon {
    /// Its name.
    pub name: String,
    /// Where its details would be.
    pub url: String,
}

/// All of them, as a server at `base_url` lists them.
pub fn pokemons(base_url: &str) -> Vec<Pokemon> {
    let base = base_url.trim_end_matches('/');
    (1..=COUNT).map(|n| Pokemon { name: format!("pokemon-{n}"), url: format!("{base}/api/v2/pokemon/{n}/") }).collect()
}
