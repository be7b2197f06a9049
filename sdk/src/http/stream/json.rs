//! A huge JSON array, row by row.

use std::io::BufReader;

use serde::de::{DeserializeOwned, DeserializeSeed};

use super::super::records::{Found, Walk, steps};
use super::{Open, RowStream, start};
use crate::error::{Error, Result};

pub(in crate::http) fn json<T: DeserializeOwned + Send + 'static>(open: Open, pointer: &str) -> Result<RowStream<T>> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(Error::bug(format!("`{pointer}` is no JSON pointer")).next_step(format!("write `/{pointer}`")));
    }
    let (pointer, place) = (pointer.to_owned(), steps(pointer));
    Ok(start(open, move |body, rows| {
        let mut found = Found::new(Pass(rows));
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(body));
        let walk = Walk::<T, _>::new(Some(&place), &[], false, &mut found);
        let walked = walk.deserialize(&mut json).and_then(|()| json.end());
        match walked {
            Ok(()) if found.is_there => Ok(()),
            Ok(()) => Err(format!("its JSON holds nothing at `{pointer}`")),
            Err(error) if error.is_eof() => Err(format!("its JSON was cut short after {} rows", found.count)),
            Err(error) => Err(format!("after {} rows its JSON does not fit: {error}", found.count)),
        }
    }))
}

struct Pass<'g, T>(&'g mut super::Groups<T>);

impl<T> super::super::records::Rows<T> for Pass<'_, T> {
    fn push(&mut self, row: T) -> bool {
        self.0.push(row)
    }
}
