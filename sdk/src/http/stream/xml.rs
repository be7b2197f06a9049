//! The elements of one name in an XML document.

use std::io::BufReader;

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use serde::de::DeserializeOwned;

use super::{Open, RowStream, start};
use crate::http::records::Rows;

pub(in crate::http) fn xml<T: DeserializeOwned + Send + 'static>(open: Open, element: &str) -> RowStream<T> {
    let element = element.to_owned();
    let longest = open.longest_row;
    start(open, move |body, rows| {
        let mut xml = Reader::from_reader(BufReader::new(body));
        let mut buffer = Vec::new();
        // The text of the element that is being read, and how deep inside it we are.
        let mut inside: Option<(Writer<Vec<u8>>, usize)> = None;
        loop {
            buffer.clear();
            let event =
                xml.read_event_into(&mut buffer).map_err(|error| format!("its XML is not well formed: {error}"))?;
            let begins = match &event {
                Event::Eof if inside.is_some() => return Err(format!("its XML ends inside of `{element}`")),
                Event::Eof => return Ok(()),
                Event::Start(tag) | Event::Empty(tag) => tag.local_name().as_ref() == element.as_bytes(),
                _ => false,
            };
            if inside.is_none() && begins {
                inside = Some((Writer::new(Vec::new()), 0));
            }
            let Some((text, depth)) = &mut inside else { continue };
            match &event {
                Event::Start(_) => *depth += 1,
                Event::End(_) => *depth -= 1,
                _ => {}
            }
            let ended = *depth == 0;
            text.write_event(event).map_err(|error| error.to_string())?;
            if text.get_ref().len() > longest {
                return Err(format!("an element `{element}` is longer than {longest} bytes"));
            }
            if ended && let Some((text, _)) = inside.take() {
                let text = String::from_utf8(text.into_inner()).map_err(|_| "its XML is not UTF-8".to_owned())?;
                let row = quick_xml::de::from_str(&text)
                    .map_err(|error| format!("an element `{element}` does not fit: {error}"))?;
                if !rows.push(row) {
                    return Ok(());
                }
            }
        }
    })
}
