//! The APIs: one file each, one line each in the list.

mod bulk;
mod cursors;
mod export_csv;
mod graphql;
mod http_auth;
mod hubspot;
mod incremental;
pub(crate) mod jobs;
mod keyset;
mod link_header;
mod marketstack;
mod newsapi;
mod next_page_url;
mod oauth;
mod offset;
mod page_number;
mod params;
mod pokeapi;
mod priority_first;
mod scroll;
mod session_token;
mod time_window;
pub(crate) mod tokens;
mod tree;
mod user_list;
mod weather;
mod zip_codes;

use crate::server::{Answer, Reply, Request};
use crate::world::World;

/// An API: what `--help` says of it, and its answer to a request, if the request is for it.
pub(crate) struct Api {
    pub(crate) about: &'static str,
    pub(crate) paths: &'static [&'static str],
    pub(crate) answer: fn(&mut World, &Request) -> Option<Answer>,
}

/// All of them.
pub(crate) const ALL: [&Api; 24] = [
    &next_page_url::API,
    &page_number::API,
    &offset::API,
    &keyset::API,
    &scroll::API,
    &link_header::API,
    &graphql::API,
    &incremental::API,
    &time_window::API,
    &priority_first::API,
    &cursors::API,
    &export_csv::API,
    &http_auth::API,
    &session_token::API,
    &oauth::API,
    &hubspot::API,
    &pokeapi::API,
    &zip_codes::API,
    &weather::API,
    &marketstack::API,
    &newsapi::API,
    &jobs::API,
    &bulk::API,
    &tree::API,
];

/// Answers a request.
pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let answer = ALL.into_iter().find_map(|api| (api.answer)(world, request));
    answer.unwrap_or_else(|| Err(not_found(request))).unwrap_or_else(|refusal| *refusal)
}

fn not_found(request: &Request) -> Box<Reply> {
    let message =
        format!("There is no {} {} here. `playground --help` lists what there is.", request.method, request.path);
    Reply::error(404, message)
}
