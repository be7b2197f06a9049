//! Places by zip code (in the manner of Zippopotam): names with spaces in them, numbers as texts.

use super::Api;
use crate::data::weather::ZIPS;
use crate::server::{Answer, Reply};
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "the place of a zip code: 10001, 28401, 60601, 66603, 94105; else 404 with {}",
    paths: &["GET /us/{zip}"],
    answer: |_, request| match request.route() {
        ("GET", path) if path.len() == 2 && path[0] == "us" => Some(place(path[1])),
        _ => None,
    },
};

fn place(code: &str) -> Answer {
    let zip = ZIPS.iter().find(|zip| zip.code == code);
    zip.map(|zip| Reply::json(200, zip.to_json())).ok_or_else(|| Box::new(Reply::json(404, json!({}))))
}
