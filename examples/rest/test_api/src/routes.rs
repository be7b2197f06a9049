//! What stands where.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::server::{Request, Response, encode};
use crate::users::{CSV_COLUMNS, User, written};
use crate::{World, auth};

/// The answer to a request.
pub(crate) fn answer(world: &mut World, request: &Request) -> Response {
    let parts: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
    let answer = match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["pagination", "offset"]) => offset(world, request),
        ("GET", ["pagination", "page_number"]) => page_number(world, request),
        ("GET", ["pagination", "next_page_url"]) => next_page_url(world, request),
        ("GET", ["pagination", "keyset"]) => keyset(world, request),
        ("GET", ["pagination", "link_header"]) => link_header(world, request),
        ("GET", ["export", "csv"]) => Ok(csv(world)),
        ("GET", ["auth", kind @ ("http_basic" | "http_bearer" | "api_key")]) => {
            auth::check(request, kind).map(|()| twenty(world))
        }
        ("POST", ["auth", "session_token", "login"]) => Ok(auth::log_in(&mut world.sessions, request)),
        ("GET", ["auth", "session_token", "data"]) => {
            auth::check_session(&world.sessions, request, "Token ").map(|()| twenty(world))
        }
        ("POST", ["oauth", "v1", "token"]) => Ok(auth::refresh(&mut world.sessions, request)),
        ("GET", ["contacts", "v1", "lists", "all", "contacts", "all"]) => {
            auth::check_session(&world.sessions, request, "Bearer ").and_then(|()| contacts(world, request))
        }
        ("GET", ["cursors", "companies"]) => companies(world, request),
        ("GET", ["cursors", company, "departments"]) => departments(world, request, company),
        _ => Err(error(404, "Not found")),
    };
    answer.unwrap_or_else(|refusal| refusal)
}

fn error(status: u16, text: &str) -> Response {
    Response::json(&json!({ "error": text })).status(status)
}

/// Refuses parameters that the endpoint does not know.
fn expect(request: &Request, known: &[&str]) -> Result<(), Response> {
    let unknown: Vec<&str> =
        request.query.iter().map(|(name, _)| name.as_str()).filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(error(400, &format!("Unexpected query parameters: {}", unknown.join(", "))))
    }
}

/// A number within limits.
fn number(
    request: &Request,
    name: &str,
    limits: std::ops::RangeInclusive<usize>,
    default: usize,
) -> Result<usize, Response> {
    let Some(text) = request.parameter(name) else { return Ok(default) };
    text.parse().ok().filter(|number| limits.contains(number)).ok_or_else(|| error(400, &format!("Invalid {name}")))
}

fn since(request: &Request) -> Result<Option<DateTime<Utc>>, Response> {
    let Some(text) = request.parameter("updated_since") else { return Ok(None) };
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ");
    time.map(|time| Some(time.and_utc())).map_err(|_| error(400, "updated_since must look like YYYY-MM-DDTHH:MM:SSZ"))
}

/// The users that were updated since then, that moment included, in the order that was asked for.
fn select(world: &World, request: &Request) -> Result<Vec<User>, Response> {
    let since = since(request)?;
    let mut users: Vec<User> =
        world.users.iter().filter(|user| since.is_none_or(|since| user.updated_at >= since)).cloned().collect();
    match request.parameter("order_by").unwrap_or("createdAt") {
        "createdAt" => users.sort_by_key(|user| (user.created_at, user.number)),
        "updatedAt" => users.sort_by_key(|user| (user.updated_at, user.number)),
        _ => return Err(error(400, "Invalid order_by")),
    }
    match request.parameter("order_type").unwrap_or("asc") {
        "asc" => {}
        "desc" => users.reverse(),
        _ => return Err(error(400, "Invalid order_type")),
    }
    Ok(users)
}

fn rows(users: &[User]) -> Vec<Json> {
    users.iter().map(User::json).collect()
}

fn page(users: &[User], at: usize, size: usize) -> &[User] {
    let at = at.min(users.len());
    &users[at..(at + size).min(users.len())]
}

fn offset(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "limit", "offset", "updated_since"])?;
    let limit = number(request, "limit", 1..=50, 10)?;
    let offset = number(request, "offset", 0..=usize::MAX, 0)?;
    let users = select(world, request)?;
    let data = rows(page(&users, offset, limit));
    Ok(Response::json(&json!({ "data": data, "offset": offset, "limit": limit, "total": users.len() })))
}

fn page_number(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "per_page", "page", "updated_since"])?;
    let size = number(request, "per_page", 1..=50, 10)?;
    let number = number(request, "page", 1..=usize::MAX, 1)?;
    let users = select(world, request)?;
    let data = rows(page(&users, (number - 1).saturating_mul(size), size));
    let pages = users.len().div_ceil(size);
    Ok(Response::json(
        &json!({ "data": data, "page": number, "page_size": size, "total_pages": pages, "total_items": users.len() }),
    ))
}

/// The address of the next page with all parameters of this one.
fn next_address(request: &Request, path: &str, next: usize, size: usize) -> String {
    let (next, size) = (next.to_string(), size.to_string());
    let mut parameters = vec![
        ("order_by", request.parameter("order_by").unwrap_or("createdAt")),
        ("order_type", request.parameter("order_type").unwrap_or("asc")),
        ("per_page", &size),
        ("page", &next),
    ];
    parameters.extend(request.parameter("updated_since").map(|since| ("updated_since", since)));
    let host = request.header("host").unwrap_or("127.0.0.1");
    format!("http://{host}{path}?{}", encode(&parameters))
}

fn next_page_url(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "per_page", "page", "updated_since"])?;
    let size = number(request, "per_page", 1..=50, 10)?;
    let number = number(request, "page", 1..=usize::MAX, 1)?;
    let users = select(world, request)?;
    let data = rows(page(&users, (number - 1).saturating_mul(size), size));
    let more = number.saturating_mul(size) < users.len();
    let next = more.then(|| next_address(request, "/pagination/next_page_url", number + 1, size));
    Ok(Response::json(
        &json!({ "data": data, "total_items": users.len(), "page": number, "per_page": size, "next_page_url": next }),
    ))
}

fn link_header(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "per_page", "page", "updated_since"])?;
    let size = number(request, "per_page", 1..=50, 10)?;
    let number = number(request, "page", 1..=usize::MAX, 1)?;
    let users = select(world, request)?;
    let data = rows(page(&users, (number - 1).saturating_mul(size), size));
    let response = Response::json(&json!(data));
    if number.saturating_mul(size) >= users.len() {
        return Ok(response);
    }
    let next = next_address(request, "/pagination/link_header", number + 1, size);
    let first = next_address(request, "/pagination/link_header", 1, size);
    Ok(response.header("link", format!("<{first}>; rel=\"first\", <{next}>; rel=\"next\"")))
}

/// Pages of 50 by a token that stands for the last row: for its time and, so that no row with the same time is lost,
/// its number.
fn keyset(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["updated_since", "scroll_param"])?;
    let mut users = world.users.clone();
    users.sort_by_key(|user| (user.updated_at, user.number));
    match (since(request)?, request.parameter("scroll_param")) {
        (Some(_), Some(_)) => return Err(error(400, "updated_since and scroll_param exclude each other")),
        (since, None) => users.retain(|user| since.is_none_or(|since| user.updated_at >= since)),
        (None, Some(token)) => {
            let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let key = text.as_deref().and_then(|text| text.split_once(' '));
            let key = key
                .and_then(|(time, number)| Some((time.parse::<DateTime<Utc>>().ok()?, number.parse::<usize>().ok()?)));
            let key = key.ok_or_else(|| error(400, "Invalid scroll_param"))?;
            users.retain(|user| (user.updated_at, user.number) > key);
        }
    }
    let data = page(&users, 0, 50);
    let next = data.last().filter(|_| users.len() > 50);
    let next = next.map(|user| URL_SAFE_NO_PAD.encode(format!("{} {}", written(user.updated_at), user.number)));
    Ok(Response::json(&json!({ "data": rows(data), "scroll_param": next })))
}

fn csv(world: &World) -> Response {
    let lines: Vec<String> = std::iter::once(CSV_COLUMNS.join(",")).chain(world.users.iter().map(User::csv)).collect();
    Response::text("text/csv", lines.join("\r\n") + "\r\n")
        .header("content-disposition", "attachment; filename=users.csv")
}

fn twenty(world: &World) -> Response {
    Response::json(&json!({ "data": rows(page(&world.users, 0, 20)) }))
}

/// Contacts as a CRM shows them: nested, and some without a first name or an address.
fn contacts(world: &World, request: &Request) -> Result<Response, Response> {
    let count = number(request, "count", 1..=100, 20)?;
    let at = number(request, "vidOffset", 0..=usize::MAX, 0)?;
    let contacts: Vec<Json> = page(&world.users, at, count)
        .iter()
        .map(|user| {
            let mut properties = json!({
                "company": { "value": format!("Company {}", user.number % 12) },
                "lastmodifieddate": { "value": user.updated_at.timestamp_millis().to_string() },
            });
            if user.number % 7 != 0 {
                properties["firstname"] = json!({ "value": user.name });
            }
            let identities = match user.number % 5 {
                0 => json!([]),
                _ => json!([{ "identities": [{ "type": "EMAIL", "value": format!("user{}@example.com", user.number + 1) }] }]),
            };
            json!({ "vid": user.number + 1, "properties": properties, "identity-profiles": identities })
        })
        .collect();
    let next = at + contacts.len();
    Ok(Response::json(&json!({ "contacts": contacts, "has-more": next < world.users.len(), "vid-offset": next })))
}

fn companies(world: &World, request: &Request) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "updated_since"])?;
    let since = since(request)?;
    let companies = world.companies.iter().filter(|company| since.is_none_or(|since| company.updated_at >= since));
    let data: Vec<Json> = companies.map(crate::companies::Company::json).collect();
    Ok(Response::json(&json!({ "total_items": data.len(), "data": data })))
}

fn departments(world: &World, request: &Request, company: &str) -> Result<Response, Response> {
    expect(request, &["order_by", "order_type", "updated_since"])?;
    let since = since(request)?;
    let id: i64 = company.parse().map_err(|_| error(400, "Invalid company id"))?;
    let company =
        world.companies.iter().find(|company| company.id == id).ok_or_else(|| error(404, "Company not found"))?;
    let mut departments: Vec<_> = company
        .departments
        .iter()
        .filter(|department| since.is_none_or(|since| department.updated_at >= since))
        .collect();
    departments.sort_by_key(|department| (department.updated_at, department.id));
    let data: Vec<Json> = departments.iter().map(|department| department.json(id)).collect();
    Ok(Response::json(&json!({ "total_items": data.len(), "data": data })))
}
