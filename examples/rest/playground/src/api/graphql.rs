//! Users over GraphQL: whatever the query says, the answer is the connection `users`; the variables do the paging.

use super::Api;
use super::user_list::slice;
use crate::data::user::User;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "users: data.users.{nodes, pageInfo.{hasNextPage, endCursor}}; errors come with status 200",
    paths: &["POST /graphql {query, variables: {first, after}}"],
    answer: |world, request| match request.route() {
        ("POST", path) if path == ["graphql"] => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    if !body["query"].as_str().is_some_and(|query| query.contains("users")) {
        return Err(failed("the query must ask for `users`"));
    }
    let first = body["variables"]["first"].as_u64().unwrap_or(20).clamp(1, 100) as usize;
    let start = match &body["variables"]["after"] {
        Value::Null => 0,
        after => {
            let position = after.as_str().and_then(|after| after.strip_prefix("user-")).and_then(|n| n.parse().ok());
            position.ok_or_else(|| failed("`after` is not one of our cursors"))?
        }
    };
    let users: Vec<&User> = world.users.iter().collect();
    let nodes = slice(&users, start, request.page_size(first));
    let end = start + nodes.len();
    let page = json!({ "hasNextPage": end < users.len(), "endCursor": format!("user-{end}") });
    let body = json!({ "data": { "users": { "nodes": nodes, "pageInfo": page, "totalCount": users.len() } } });
    Ok(Reply::page(body, "/data/users/nodes", Next::Body("/data/users/pageInfo/endCursor")))
}

fn failed(message: &str) -> Box<Reply> {
    Box::new(Reply::json(200, json!({ "data": null, "errors": [{ "message": message, "path": ["users"] }] })))
}
