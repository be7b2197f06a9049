//! Configuration beyond text: lists, numbers, switches, choices, maps, nested data, defaults, optional fields, and
//! fields that count only while another one has a certain value.
//!
//! `configuration.json` may hold flat texts, as Fivetran keeps them, or typed JSON: the connector sees no difference.
//! All mistakes are reported at once and before the sync, each with its key and with what would fit; the Python
//! original casts by hand while it syncs, and stops at the first value that does not pass.

use std::collections::BTreeMap;

use connector_sdk::prelude::*;
use serde_json::json;

#[connector]
struct Rates {
    /// Where to ask: `us-east-1, us-central-1`.
    regions: Vec<String>,
    /// How many calls a day are paid for.
    #[config(default = 1000)]
    api_quota: u32,
    /// Ask for all rates of a region in one call.
    use_bulk_api: bool,
    /// From which currency to which: `[{"from": "USD", "to": "EUR"}]`.
    currencies: Json<Vec<Pair>>,
    /// How many digits the rates of a currency have: `{"JPY": 2}`.
    digits: BTreeMap<String, u8>,
    /// The first day of interest.
    since: Option<NaiveDate>,
    #[config(default = "guest")]
    login: Login,
    /// Made under Account, Keys.
    #[config(when(login = "key"))]
    api_key: Option<Secret>,
}

#[derive(Serialize, Deserialize)]
struct Pair {
    from: String,
    to: String,
}

#[derive(ConfigField)]
enum Login {
    /// Yesterday's rates only.
    Guest,
    Key,
}

#[table(primary_key = name)]
struct Setting {
    name: &'static str,
    value: serde_json::Value,
}

#[connector]
async fn complex_configuration_options(config: &Rates, rows: &mut Rows<Setting>) -> Result<()> {
    let delay = match config.login {
        Login::Guest => 1,
        Login::Key => 0,
    };
    let settings = [
        ("regions", json!(config.regions)),
        ("api_quota", json!(config.api_quota)),
        ("use_bulk_api", json!(config.use_bulk_api)),
        ("currencies", json!(config.currencies)),
        ("digits", json!(config.digits)),
        ("since", json!(config.since)),
        ("delay_in_days", json!(delay)),
        // A `Secret` has no JSON form, so it cannot get into a row by accident.
        ("has_api_key", json!(config.api_key.is_some())),
    ];
    rows.upsert_all(settings.map(|(name, value)| Setting { name, value })).await
}

#[cfg(test)]
mod tests;
