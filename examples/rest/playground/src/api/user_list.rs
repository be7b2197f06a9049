//! The users, sorted and filtered as a query asks: what most lists have in common.

use super::params::Params;
use crate::data::user::User;
use crate::server::Reply;
use crate::world::World;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The parameters that lists of users share.
pub(crate) const SHARED: [&str; 3] = ["order_by", "order_type", "updated_since"];

/// How a list is sorted and filtered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) order_by: &'static str,
    pub(crate) order_type: &'static str,
    pub(crate) updated_since: Option<DateTime<Utc>>,
}

impl Wish {
    pub(crate) fn of(params: &Params<'_>) -> Result<Wish, Box<Reply>> {
        Ok(Wish {
            order_by: params.one_of("order_by", &["createdAt", "updatedAt"])?,
            order_type: params.one_of("order_type", &["asc", "desc"])?,
            updated_since: params.instant("updated_since")?,
        })
    }

    /// The users in question, all of them; `updated_since` is included.
    pub(crate) fn users<'w>(&self, world: &'w World) -> Vec<&'w User> {
        let since = self.updated_since;
        let mut users: Vec<&User> =
            world.users.iter().filter(|user| since.is_none_or(|since| user.updated_at >= since)).collect();
        users.sort_by_key(|user| if self.order_by == "createdAt" { user.created_at } else { user.updated_at });
        if self.order_type == "desc" {
            users.reverse();
        }
        users
    }
}

/// Up to `size` users from `start`, as JSON.
pub(crate) fn slice(users: &[&User], start: usize, size: usize) -> Vec<Value> {
    users.iter().skip(start).take(size).map(|user| json!(user)).collect()
}
