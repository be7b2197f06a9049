//! A huge JSON array, row by row.

use std::io::BufReader;

use serde::de::{DeserializeOwned, DeserializeSeed};

use super::super::records::{Found, Walk, steps};
use super::{Misfit, Open, RowStream, start};
use crate::error::{Error, Result};

pub(in crate::http) fn json<T: DeserializeOwned + Send + 'static>(open: Open, pointer: &str) -> Result<RowStream<T>> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(Error::bug(format!("`{pointer}` is no JSON pointer")).next_step(format!("write `/{pointer}`")));
    }
    let (pointer, place) = (pointer.to_owned(), steps(pointer));
    Ok(start(open, "JSON", move |body, rows| {
        let mut found = Found::new(Pass(rows));
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(body));
        let walk = Walk::<T, _>::new(Some(&place), &[], false, &mut found);
        let walked = walk.deserialize(&mut json).and_then(|()| json.end());
        let after = |count: usize| format!("after {count} {}", if count == 1 { "row" } else { "rows" });
        match walked {
            Ok(()) if found.is_there => Ok(()),
            Ok(()) => Err(Misfit::new(format!("JSON without anything at `{pointer}`"))),
            Err(error) if error.is_eof() && found.count == 0 && error.line() <= 1 && error.column() == 0 => {
                Err(Misfit::new("nothing where JSON was expected"))
            }
            Err(error) if error.is_eof() => Err(Misfit::cut(format!("JSON that was cut short {}", after(found.count)))),
            Err(error) if error.is_data() => {
                Err(Misfit::new(format!("a row that does not fit its struct (row {}): {error}", found.count + 1)))
            }
            Err(error) if error.to_string().starts_with("invalid unicode code point") => {
                Err(Misfit::new(format!("text that is not UTF-8 {}", after(found.count))))
            }
            Err(error) => Err(Misfit::new(format!("something that is no JSON {}: {error}", after(found.count)))),
        }
    }))
}

struct Pass<'g, T>(&'g mut super::Groups<T>);

impl<T> super::super::records::Rows<T> for Pass<'_, T> {
    fn push(&mut self, row: T) -> bool {
        self.0.push(row)
    }
}
