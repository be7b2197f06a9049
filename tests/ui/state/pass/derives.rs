//! Derives stand above the attribute or below, except those that it makes itself: they stand below.
use connector_sdk::prelude::*;

#[derive(Debug, Clone, PartialEq)]
#[state]
struct Above {
    page: i64,
}

#[state]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Below {
    page: i64,
}

/// Serde's marks need no derive of the author's.
#[state]
struct Marked {
    #[serde(rename = "lastPage")]
    page: i64,
    #[serde(skip)]
    rows: Vec<std::time::Duration>,
}

fn main() {
    assert_eq!(Above { page: 1 }.clone(), Above { page: 1 });
    assert_eq!(Below::default(), Below { page: 0 });
    assert_eq!(Marked::default().page, 0);
}
