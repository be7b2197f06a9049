//! One JSON value per line.

use std::io::{BufRead, BufReader, Read};

use serde::de::DeserializeOwned;

use super::{Open, RowStream, start};
use crate::http::records::Rows;

pub(in crate::http) fn lines<T: DeserializeOwned + Send + 'static>(open: Open) -> RowStream<T> {
    let longest = open.longest_row as u64;
    start(open, move |body, rows| {
        let mut body = BufReader::new(body);
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            let read = body.by_ref().take(longest).read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
            if read == 0 {
                break;
            }
            if read as u64 == longest {
                return Err(format!("line {number} is longer than {longest} bytes"));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let row = serde_json::from_slice(&line).map_err(|error| format!("line {number} does not fit: {error}"))?;
            if !rows.push(row) {
                break;
            }
        }
        Ok(())
    })
}
