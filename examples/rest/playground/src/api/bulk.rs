//! Bodies of any length, made while they are sent: a JSON array, NDJSON, CSV; and the same rows by page.

use super::Api;
use super::export_csv::line;
use super::params::Params;
use crate::data::large::{COLUMNS, row};
use crate::server::{Answer, Body, Reply, Request};

pub(crate) const API: Api = Api {
    about: "as many ten-field rows as asked for, 10000 by default: 64-bit ids, 38-digit decimals; pages of limit rows",
    paths: &[
        "GET /bulk/array?rows",
        "GET /bulk/ndjson?rows",
        "GET /bulk/csv?rows",
        "GET /bulk/pages?rows&offset&limit",
    ],
    answer: |_, request| match request.route() {
        ("GET", path) if path.len() == 2 && path[0] == "bulk" => bulk(request, path[1]),
        _ => None,
    },
};

/// Rows in a piece of a stream.
const PIECE: u64 = 200;
const DEFAULT: usize = 10_000;

fn bulk(request: &Request, form: &str) -> Option<Answer> {
    match form {
        "array" => Some(stream(request, "application/json", "[", "]", |index| {
            format!("{}{}", if index == 0 { "" } else { "," }, row(index).to_json())
        })),
        "ndjson" => Some(stream(request, "application/x-ndjson", "", "", |index| row(index).to_json() + "\n")),
        "csv" => Some(stream(request, "text/csv; charset=utf-8", &line(&COLUMNS.map(str::to_owned)), "", |index| {
            line(&row(index).to_cells())
        })),
        "pages" => Some(page(request)),
        _ => None,
    }
}

fn stream(request: &Request, kind: &str, before: &str, after: &str, write: fn(u64) -> String) -> Answer {
    let rows = Params::of(request, &["rows"])?.number("rows", DEFAULT, 0..=usize::MAX)? as u64;
    let pieces = (0..rows.div_ceil(PIECE)).map(move |piece| {
        let rows = piece * PIECE..((piece + 1) * PIECE).min(rows);
        rows.map(write).collect::<String>().into_bytes()
    });
    let (before, after) = (before.as_bytes().to_vec(), after.as_bytes().to_vec());
    let pieces = std::iter::once(before).chain(pieces).chain(std::iter::once(after));
    Ok(Reply::new(200, kind, Body::Stream(Box::new(pieces))))
}

fn page(request: &Request) -> Answer {
    let params = Params::of(request, &["rows", "offset", "limit"])?;
    let rows = params.number("rows", DEFAULT, 0..=usize::MAX)?;
    let offset = params.number("offset", 0, 0..=usize::MAX)?;
    let limit = params.number("limit", 1000, 1..=10_000)?;
    let end = offset.saturating_add(request.page_size(limit)).min(rows);
    let items: Vec<String> = (offset..end).map(|index| row(index as u64).to_json()).collect();
    // Written by hand: a JSON value would round the decimals.
    let body = format!(r#"{{"total":{rows},"offset":{offset},"items":[{}]}}"#, items.join(","));
    Ok(Reply::new(200, "application/json", Body::Bytes(body.into_bytes())))
}
