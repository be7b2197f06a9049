use connector_sdk::prelude::*;

#[state]
struct Plain {
    cursor: i64,
    since: Option<DateTime<Utc>>,
}

#[state(version = 2, migrate = rows_from_pages, default = false)]
#[derive(Clone, Copy, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Progress {
    rows: i64,
}

impl Default for Progress {
    fn default() -> Self {
        Self { rows: 1 }
    }
}

fn rows_from_pages(_from: u32, old: serde_json::Value) -> Result<serde_json::Value> {
    Ok(old)
}

async fn read(state: &mut State<Progress>, plain: &mut ConnectorState<Plain>) -> Result<()> {
    state.rows += 1;
    let _ = plain;
    state.checkpoint().await
}

fn main() {}
