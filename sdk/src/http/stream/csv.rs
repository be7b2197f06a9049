//! CSV with a header line.

use serde::de::DeserializeOwned;

use super::{Open, RowStream, start};
use crate::http::records::Rows;

pub(in crate::http) fn csv<T: DeserializeOwned + Send + 'static>(open: Open) -> RowStream<T> {
    let kind = open.response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_html = kind.starts_with("text/html");
    start(open, move |body, rows| {
        if is_html {
            return Err("it answered with HTML instead of CSV".to_owned());
        }
        // A row with a cell too few or too many is an error: its cells may belong to other columns.
        for row in ::csv::Reader::from_reader(body).into_deserialize() {
            if !rows.push(row.map_err(|error| format!("its CSV does not fit: {error}"))?) {
                break;
            }
        }
        Ok(())
    })
}
