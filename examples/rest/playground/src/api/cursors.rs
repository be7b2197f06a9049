//! Companies and the departments of each: parents and children with a cursor of their own.

use super::Api;
use super::params::Params;
use super::user_list::SHARED;
use crate::data::company;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "two companies with four departments each; updated_since is included",
    paths: &[
        "GET /cursors/companies?order_by&order_type&updated_since",
        "GET /cursors/{company_id}/departments?order_by&order_type&updated_since",
    ],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["cursors", "companies"] => {
            Some(list(request, company::companies(world.step), |row| (row.created_at, row.updated_at)))
        }
        ("GET", path) if path.len() == 3 && path[0] == "cursors" && path[2] == "departments" => {
            Some(departments(world, request, path[1]))
        }
        _ => None,
    },
};

fn departments(world: &World, request: &Request, company: &str) -> Answer {
    let id = company.parse().map_err(|_| Reply::error(400, format!("a company's id is a number, not `{company}`")))?;
    let departments = company::departments(id, world.step);
    if departments.is_empty() {
        return Err(Reply::error(404, format!("there is no company {id}")));
    }
    list(request, departments, |row| (row.created_at, row.updated_at))
}

fn list<T: Serialize>(request: &Request, mut rows: Vec<T>, times: fn(&T) -> (DateTime<Utc>, DateTime<Utc>)) -> Answer {
    let params = Params::of(request, &SHARED)?;
    let by_creation = params.one_of("order_by", &["createdAt", "updatedAt"])? == "createdAt";
    let descending = params.one_of("order_type", &["asc", "desc"])? == "desc";
    let since = params.instant("updated_since")?;
    rows.retain(|row| since.is_none_or(|since| times(row).1 >= since));
    rows.sort_by_key(|row| if by_creation { times(row).0 } else { times(row).1 });
    if descending {
        rows.reverse();
    }
    Ok(Reply::page(json!({ "data": rows, "total_items": rows.len() }), "/data", Next::Nowhere))
}
