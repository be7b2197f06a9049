//! A configuration with a client takes derives like one without.
use connector_sdk::prelude::*;

#[connector(base_url = base_url)]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Shop {
    base_url: String,
}

#[derive(Debug, Clone, PartialEq)]
#[connector]
struct Plain {
    region: String,
}

fn main() {
    let plain = Plain { region: "eu".into() };
    assert_eq!(plain.clone(), plain);
}
