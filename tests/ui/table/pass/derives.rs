//! Derives stand above the attribute or below.
use connector_sdk::prelude::*;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[table(primary_key = id)]
struct Above {
    #[column(name = "ID")]
    id: i64,
}

#[table(primary_key = id)]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Below {
    #[column(name = "ID")]
    id: i64,
}

fn main() {
    assert_eq!(Above::default().clone(), Above { id: 0 });
    assert_eq!(Below::default().clone(), Below { id: 0 });
}
