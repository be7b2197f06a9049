//! Contacts and companies of a CRM (in the manner of HubSpot), behind an OAuth2 access token.

use super::Api;
use crate::data::hubspot;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "contacts with vid-offset (the last page is empty), companies with offset; has-more says whether there is more",
    paths: &[
        "GET /contacts/v1/lists/all/contacts/all?count&vidOffset&property&cursor",
        "GET /companies/v2/companies/paged?limit&offset&properties&cursor",
    ],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["contacts", "v1", "lists", "all", "contacts", "all"] => {
            Some(contacts(world, request))
        }
        ("GET", path) if path == ["companies", "v2", "companies", "paged"] => Some(companies(world, request)),
        _ => None,
    },
};

fn contacts(world: &mut World, request: &Request) -> Answer {
    signed_in(world, request)?;
    let (size, after) = (number(request, "count", 20)?.clamp(1, 100), number(request, "vidOffset", 0)?);
    let mut left: Vec<_> = hubspot::contacts(world.step);
    left.retain(|contact| contact.vid > after);
    let page = &left[..left.len().min(request.page_size(size as usize))];
    // A full page promises more, even where it was the last: one empty page follows.
    let more = left.len() >= size as usize;
    let body = json!({
        "contacts": page.iter().map(|contact| contact.to_json()).collect::<Vec<Value>>(),
        "has-more": more,
        "vid-offset": page.last().map_or(after, |contact| contact.vid),
    });
    Ok(Reply::page(body, "/contacts", Next::Body("/vid-offset")))
}

fn companies(world: &mut World, request: &Request) -> Answer {
    signed_in(world, request)?;
    let (size, after) = (number(request, "limit", 100)?.clamp(1, 250), number(request, "offset", 0)?);
    let mut left = hubspot::crm_companies();
    left.retain(|company| company.company_id > after);
    let page = &left[..left.len().min(request.page_size(size as usize))];
    let body = json!({
        "companies": page.iter().map(|company| company.to_json()).collect::<Vec<Value>>(),
        "has-more": left.len() > page.len(),
        "offset": page.last().map_or(after, |company| company.company_id),
    });
    Ok(Reply::page(body, "/companies", Next::Body("/offset")))
}

fn signed_in(world: &mut World, request: &Request) -> Result<(), Box<Reply>> {
    let header = request.header("authorization").and_then(|header| header.split_once(' '));
    let token = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    if token.is_some_and(|token| world.tokens.spend("access", token, world.clock.now())) {
        return Ok(());
    }
    let body =
        json!({ "status": "error", "category": "EXPIRED_AUTHENTICATION", "message": "The access token is expired." });
    Err(Box::new(Reply::json(401, body)))
}

fn number(request: &Request, name: &str, default: i64) -> Result<i64, Box<Reply>> {
    let Some(text) = request.param(name) else { return Ok(default) };
    text.parse().map_err(|_| Reply::error(400, format!("`{name}` must be a whole number, not `{text}`")))
}
