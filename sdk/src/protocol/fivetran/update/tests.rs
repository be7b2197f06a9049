//! What a client sees of a sync that makes no checkpoint.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, LazyLock};

use prost::Message;
use tokio::sync::Notify;

use crate::engine::{Definition, Stop};
use crate::prelude::*;
use crate::protocol::fivetran::proto::{self, update_response::Operation};
use crate::protocol::fivetran::{Service, unframed};
use crate::testing::TestClock;

#[table(primary_key = id)]
struct Event {
    id: i64,
}

static CLOCK: LazyLock<Arc<TestClock>> = LazyLock::new(Arc::default);
static SAVED: Notify = Notify::const_new();

/// Is half way through after nine minutes, and goes on once the client has a checkpoint.
#[connector(main = false)]
async fn slow(rows: &mut Rows<Event>) -> Result<()> {
    rows.upsert(Event { id: 1 }).await?;
    CLOCK.advance(chrono::Duration::minutes(9));
    SAVED.notified().await;
    rows.upsert(Event { id: 2 }).await
}

#[tokio::test]
async fn a_checkpoint_arrives_within_ten_minutes_although_the_connector_makes_none() {
    let service = Service::new(Arc::new(Definition::of::<slow>()), Stop::default(), CLOCK.clone());
    let mut messages = service.update(proto::UpdateRequest::default()).await.unwrap();
    let mut told = Vec::new();
    while let Some(piece) = messages.next().await {
        for message in unframed(piece.unwrap()) {
            told.push(match proto::UpdateResponse::decode(message).unwrap().operation.unwrap() {
                Operation::Records(records) => format!("{} row", records.records.len()),
                Operation::Checkpoint(_) => {
                    SAVED.notify_one();
                    "checkpoint".to_owned()
                }
                other => panic!("{other:?}"),
            });
        }
    }
    assert_eq!(told, ["1 row", "checkpoint", "1 row", "checkpoint"]);
}
