//! All users as CSV (RFC 4180): quoted commas, quotes and newlines, and empty cells.

use super::Api;
use super::params::Params;
use crate::data::user::User;
use crate::server::{Answer, Body, Reply, Request};
use crate::world::World;

pub(crate) const API: Api = Api {
    about: "users as a CSV file with a header row",
    paths: &["GET /export/csv"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["export", "csv"] => Some(export(world, request)),
        _ => None,
    },
};

fn export(world: &World, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let reply = Reply::new(200, "text/csv; charset=utf-8", Body::Bytes(users(&world.users).into_bytes()));
    Ok(reply.with_header("content-disposition", "attachment; filename=\"users.csv\""))
}

/// Users as CSV.
pub(crate) fn users(users: &[User]) -> String {
    let mut csv =
        line(&["id", "name", "email", "address", "company", "job", "createdAt", "updatedAt"].map(str::to_owned));
    for user in users {
        let User { id, name, email, address, company, job, .. } = user.clone();
        let [created, updated] =
            [user.created_at, user.updated_at].map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        csv += &line(&[id, name, email, address, company, job, created, updated]);
    }
    csv
}

/// A record, quoted where it must be.
pub(crate) fn line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}
