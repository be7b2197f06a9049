use connector_sdk::prelude::*;

#[state]
enum Progress {
    Started,
}

async fn read(state: &mut State<Progress>) -> Result<()> {
    state.checkpoint().await
}

fn main() {}
