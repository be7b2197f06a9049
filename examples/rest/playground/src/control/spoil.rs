//! Changes to an answer: its rows, its way on, its bytes.

use crate::server::{Body, Next, Reply};
use serde_json::{Map, Value};

/// Changes the rows of a page.
pub(crate) fn rows(reply: &mut Reply, change: impl FnOnce(&mut Vec<Value>)) {
    if let (Body::Json(body), Some(pointer)) = (&mut reply.body, reply.records)
        && let Some(Value::Array(rows)) = body.pointer_mut(pointer)
    {
        change(rows);
    }
}

/// Changes each row of a page.
pub(crate) fn each_row(reply: &mut Reply, mut change: impl FnMut(&mut Map<String, Value>)) {
    rows(reply, |rows| rows.iter_mut().filter_map(Value::as_object_mut).for_each(&mut change));
}

/// The way on; none on a last page.
pub(crate) fn token(reply: &Reply) -> Option<Value> {
    match (&reply.body, reply.next) {
        (Body::Json(body), Next::Body(pointer)) => body.pointer(pointer).filter(|token| !token.is_null()).cloned(),
        (_, Next::Link) => {
            reply.headers.iter().find(|(name, _)| name == "link").map(|(_, link)| Value::from(link.as_str()))
        }
        _ => None,
    }
}

/// Sets the way on.
pub(crate) fn set_token(reply: &mut Reply, token: Value) {
    match (&mut reply.body, reply.next, token) {
        (Body::Json(body), Next::Body(pointer), token) => {
            if let Some(place) = body.pointer_mut(pointer) {
                *place = token;
            }
        }
        (_, Next::Link, Value::String(link)) => reply.set_header("link", link),
        _ => {}
    }
}

/// Changes the bytes.
pub(crate) fn bytes(reply: &mut Reply, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::mem::replace(&mut reply.body, Body::Bytes(Vec::new())).into_bytes();
    change(&mut bytes);
    reply.body = Body::Bytes(bytes);
}

/// Puts a byte that no UTF-8 text holds into the first JSON text, else into the middle.
pub(crate) fn no_utf8(bytes: &mut Vec<u8>) {
    let text = bytes.windows(3).position(|three| three == b"\":\"").map(|at| at + 3);
    let at = text.unwrap_or(bytes.len() / 2);
    bytes.insert(at, 0xff);
}
