//! CSV, record by record.

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use serde::de::DeserializeOwned;

use super::cell::row;
use super::{Misfit, Open, RowStream, start};
use crate::http::records::Rows;

/// How a CSV body is written; with a header, commas and double quotes unless said otherwise.
///
/// A quoted cell may hold commas, line breaks and, doubled, quotes. A cell is text until its field says otherwise, so
/// that no number loses digits; an empty one is `None` where the field is an `Option`. A mark at the beginning (BOM) is
/// skipped. A row with more or fewer cells than the header is an error: its cells may belong to other columns.
///
/// ```no_run
/// use connector_sdk::http::{Client, Csv};
/// # use connector_sdk::prelude::*;
/// # #[derive(Deserialize)] struct Booking { id: i64, amount: Decimal }
///
/// # async fn read(client: Client) -> Result<()> {
/// let csv = Csv::new().delimiter(';').ragged();
/// let mut bookings = client.get("export.csv").stream_csv_of::<Booking>(csv).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Csv {
    delimiter: u8,
    quote: u8,
    header: bool,
    ragged: bool,
}

impl Default for Csv {
    fn default() -> Self {
        Self { delimiter: b',', quote: b'"', header: true, ragged: false }
    }
}

impl Csv {
    /// CSV as most write it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what stands between the cells, an ASCII character: `';'`, `'\t'`, `'|'`. A comma unless set.
    ///
    /// # Panics
    /// If it is not ASCII.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = ascii(delimiter);
        self
    }

    /// Sets what stands around quoted cells, an ASCII character. A double quote unless set.
    ///
    /// # Panics
    /// If it is not ASCII.
    pub fn quote(mut self, quote: char) -> Self {
        self.quote = ascii(quote);
        self
    }

    /// Says that the first line is a row already: cells are the struct's fields in their order.
    pub fn headerless(mut self) -> Self {
        self.header = false;
        self
    }

    /// Lets rows be shorter or longer than the header. What is missing is `None` where the field is an `Option` and an
    /// error elsewhere; what is too much is left out.
    pub fn ragged(mut self) -> Self {
        self.ragged = true;
        self
    }
}

fn ascii(character: char) -> u8 {
    assert!(character.is_ascii(), "`{character}` is not ASCII, and CSV is read byte by byte");
    character as u8
}

pub(in crate::http) fn csv<T: DeserializeOwned + Send + 'static>(open: Open, how: &Csv) -> RowStream<T> {
    let how = how.clone();
    let may_be_empty = open.response.status() == reqwest::StatusCode::NO_CONTENT;
    start(open, "CSV", move |body, rows| {
        let mut csv = ReaderBuilder::new()
            .delimiter(how.delimiter)
            .quote(how.quote)
            .has_headers(how.header)
            .flexible(true)
            .from_reader(body);
        let wrong = |error: csv::Error| Misfit::new(described(&error));
        let header = if how.header { Some(csv.headers().map_err(wrong)?.clone()) } else { None };
        if header.as_ref().is_some_and(StringRecord::is_empty) && !may_be_empty {
            return Err(Misfit::new("nothing where CSV with a header was expected"));
        }
        let mut cells = header.as_ref().map(StringRecord::len);
        let mut record = StringRecord::new();
        loop {
            // Where the record begins is known once it was read.
            if !csv.read_record(&mut record).map_err(wrong)? {
                return Ok(());
            }
            let line = record.position().map_or(0, csv::Position::line);
            let expected = *cells.get_or_insert(record.len());
            if record.len() != expected && !how.ragged {
                let first = if how.header { "the header" } else { "the first row" };
                return Err(Misfit::new(format!(
                    "a row on line {line} that has {}, where {first} has {expected}",
                    if record.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", record.len()) }
                )));
            }
            let row = row(header.as_ref(), &record);
            let row = row.map_err(|misfit| Misfit::new(format!("a row on line {line} that does not fit: {misfit}")))?;
            if !rows.push(row) {
                return Ok(());
            }
        }
    })
}

fn described(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { pos, err } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("text that is not UTF-8 on line {line}, in cell {}", err.field() + 1)
        }
        _ => format!("something that is no CSV: {error}"),
    }
}
