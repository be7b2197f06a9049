//! Users without pages: by time of change, by range of numbers, and those that are gone.

use super::Api;
use super::params::Params;
use crate::data::user::User;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "users changed since (included); users number start_id to end_id, counted from 1; users deleted since",
    paths: &[
        "GET /incremental/timestamp?since",
        "GET /incremental/step?start_id&end_id",
        "GET /incremental/deleted?since",
    ],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["incremental", "timestamp"] => Some(changed(world, request)),
        ("GET", path) if path == ["incremental", "step"] => Some(numbered(world, request)),
        ("GET", path) if path == ["incremental", "deleted"] => Some(deleted(world, request)),
        _ => None,
    },
};

fn changed(world: &World, request: &Request) -> Answer {
    let since = Params::of(request, &["since"])?.instant("since")?;
    let mut users: Vec<&User> = world.users.iter().collect();
    users.retain(|user| since.is_none_or(|since| user.updated_at >= since));
    users.sort_by_key(|user| user.updated_at);
    Ok(Reply::page(json!({ "data": users }), "/data", Next::Nowhere))
}

fn numbered(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &["start_id", "end_id"])?;
    let start = params.number("start_id", 1, 1..=usize::MAX)?;
    let end = params.number("end_id", world.users.len(), 1..=usize::MAX)?;
    let numbered = (1..).zip(&world.users).filter(|(number, _)| (start..=end).contains(number));
    let rows: Vec<Value> = numbered
        .map(|(number, user): (usize, &User)| {
            let mut row = json!(user);
            row["id"] = json!(number.to_string());
            row
        })
        .collect();
    Ok(Reply::page(json!({ "data": rows }), "/data", Next::Nowhere))
}

fn deleted(world: &World, request: &Request) -> Answer {
    let since = Params::of(request, &["since"])?.instant("since")?;
    let gone = world.deleted.iter().filter(|user| since.is_none_or(|since| user.deleted_at >= since));
    Ok(Reply::page(json!({ "data": gone.collect::<Vec<_>>() }), "/data", Next::Nowhere))
}
