//! The elements of one name in an XML document.

use std::io::BufReader;

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use serde::de::DeserializeOwned;

use super::{Misfit, Open, RowStream, start};
use crate::http::records::Rows;

pub(in crate::http) fn xml<T: DeserializeOwned + Send + 'static>(open: Open, element: &str) -> RowStream<T> {
    let element = element.to_owned();
    let longest = open.longest_row;
    start(open, "XML", move |body, rows| {
        let mut xml = Reader::from_reader(BufReader::new(body));
        let mut buffer = Vec::new();
        // The text of the element that is being read, and how deep inside it we are.
        let mut inside: Option<(Writer<Vec<u8>>, usize)> = None;
        // A document that ends early must not look like a short one.
        let mut count = 0_usize;
        let (mut opened, mut open) = (false, 0_usize);
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(|error| {
                Misfit::new(format!("something that is no XML, at byte {}: {error}", xml.error_position()))
            })?;
            let begins = match &event {
                Event::Eof if inside.is_some() => {
                    return Err(Misfit::cut(format!("XML that was cut short inside of `{element}`")));
                }
                Event::Eof if !opened => return Err(Misfit::new("nothing where XML was expected")),
                Event::Eof if open > 0 => return Err(Misfit::cut("XML that was cut short".to_owned())),
                Event::Eof => return Ok(()),
                Event::Start(tag) | Event::Empty(tag) => tag.local_name().as_ref() == element.as_bytes(),
                _ => false,
            };
            match &event {
                Event::Start(_) => (opened, open) = (true, open + 1),
                Event::Empty(_) => opened = true,
                Event::End(_) => open -= 1,
                _ => {}
            }
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
            text.write_event(event).map_err(|error| Misfit::new(error.to_string()))?;
            if text.get_ref().len() > longest {
                return Err(Misfit::new(format!("an element `{element}` longer than {longest} bytes")));
            }
            if ended && let Some((text, _)) = inside.take() {
                let text = String::from_utf8(text.into_inner()).map_err(|_| {
                    Misfit::new(format!("text that is not UTF-8, in element {} of the name `{element}`", count + 1))
                })?;
                let row = quick_xml::de::from_str(&text).map_err(|error| {
                    Misfit::new(format!("an element `{element}` that does not fit (row {}): {error}", count + 1))
                })?;
                count += 1;
                if !rows.push(row) {
                    return Ok(());
                }
            }
        }
    })
}
