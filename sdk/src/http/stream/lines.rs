//! One JSON value per line.

use std::io::{BufRead, BufReader, Read};

use serde::de::DeserializeOwned;

use super::{Misfit, Open, RowStream, start};
use crate::http::records::Rows;

pub(in crate::http) fn lines<T: DeserializeOwned + Send + 'static>(open: Open) -> RowStream<T> {
    let longest = open.longest_row as u64;
    start(open, "JSON", move |body, rows| {
        let mut body = BufReader::new(body);
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            let read = body.by_ref().take(longest).read_until(b'\n', &mut line);
            let read = read.map_err(|error| Misfit::new(error.to_string()))?;
            if read == 0 {
                break;
            }
            if read as u64 == longest {
                return Err(Misfit::new(format!("a line longer than {longest} bytes (line {number})")));
            }
            let mut text = line.trim_ascii();
            if number == 1 {
                // Some writers begin a file with an invisible mark.
                text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
            }
            if text.is_empty() {
                continue;
            }
            let row = serde_json::from_slice(text).map_err(|error| match std::str::from_utf8(text) {
                Err(_) => Misfit::new(format!("text that is not UTF-8 on line {number}")),
                Ok(_) if error.is_eof() && !line.ends_with(b"\n") => {
                    Misfit::cut(format!("JSON that was cut short on line {number}"))
                }
                Ok(_) => Misfit::new(format!("a row on line {number} that does not fit: {error}")),
            })?;
            if !rows.push(row) {
                break;
            }
        }
        Ok(())
    })
}
