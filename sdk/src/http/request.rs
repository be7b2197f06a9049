//! A request being written.

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::{Client, Ready, Received};
use super::outgoing::{Body, Outgoing};
use super::param::Param;
use super::response::Response;
use super::slot::Slot;
use super::stream::{self, RowStream};
use crate::error::{Error, Result};

/// A request, to be completed and sent by the method that says what its answer becomes.
#[must_use = "a request is sent by `.records(…)`, `.json()`, `.send()` or one of the streams"]
pub struct Request {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Body,
    slot: Option<Arc<Slot>>,
    with_auth: bool,
    harmless: bool,
    mistake: Option<Error>,
}

/// Something that stands for a page of a request: the `page` argument of a paginated reader.
pub trait PageOf {
    /// What the request and the loop share.
    fn slot(&self) -> Arc<Slot>;
}

impl Request {
    pub(super) fn new(client: Client, method: Method, path: &str) -> Self {
        let harmless = matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS");
        Self {
            client,
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            slot: None,
            with_auth: true,
            harmless,
            mistake: None,
        }
    }

    /// Adds a query parameter; `None` leaves it out.
    pub fn query(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.query.extend(value.param().map(|value| (name.into(), value)));
        self
    }

    /// Adds a header; `None` leaves it out.
    pub fn header(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.headers.extend(value.param().map(|value| (name.into(), value)));
        self
    }

    /// Sends JSON.
    pub fn json_body(mut self, body: impl Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(json) => self.body = Body::Json(json),
            Err(error) => self.mistake = Some(Error::bug(format!("the body has no JSON form: {error}"))),
        }
        self
    }

    /// Adds a field of a form; `None` leaves it out.
    pub fn form(mut self, name: impl Into<String>, value: impl Param) -> Self {
        if !matches!(self.body, Body::Form(_)) {
            self.body = Body::Form(Vec::new());
        }
        if let (Body::Form(fields), Some(value)) = (&mut self.body, value.param()) {
            fields.push((name.into(), value));
        }
        self
    }

    /// Sends any other body.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Bytes(content_type.into(), body.into());
        self
    }

    /// Asks for this page: its parameters are added where the style puts them.
    pub fn page(mut self, page: impl PageOf) -> Self {
        self.slot = Some(page.slot());
        self
    }

    /// Sends no credentials.
    pub fn without_auth(mut self) -> Self {
        self.with_auth = false;
        self
    }

    /// Says that sending this request twice does no harm, so that it can be tried again when nobody knows what became
    /// of it: a POST that only searches.
    pub fn harmless(mut self) -> Self {
        self.harmless = true;
        self
    }

    /// Sends the request. Fails on any status that is no success.
    pub async fn send(self) -> Result<Response> {
        let slot = self.slot.clone();
        let response = self.receive().await?;
        if let Some(slot) = slot {
            slot.answered(response.answer(&slot.wanted));
        }
        Ok(response)
    }

    /// Sends the request and reads the answer as JSON of a type.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T> {
        self.send().await?.json()
    }

    /// Sends the request and reads the rows at a JSON pointer: `"/data/items"`, or `""` for an array.
    pub async fn records<T: DeserializeOwned>(self, pointer: &str) -> Result<Vec<T>> {
        let Some(slot) = self.slot.clone() else { return self.receive().await?.records(pointer) };
        let response = self.receive().await?;
        let found = response.rows(pointer, &slot.wanted)?;
        let last_row = found.last_row.and_then(|raw| serde_json::from_str(raw.get()).ok());
        slot.answered(response.answer_with(found.values, Some(found.count), last_row));
        Ok(found.rows)
    }

    /// Sends the request and reads the answer as text.
    pub async fn text(self) -> Result<String> {
        Ok(self.send().await?.text()?.to_owned())
    }

    /// Sends the request and reads the rows at a JSON pointer one by one, while they come. The answer is never held
    /// whole, however large.
    pub async fn stream_records<T: DeserializeOwned + Send + 'static>(self, pointer: &str) -> Result<RowStream<T>> {
        stream::json(self.open().await?, pointer)
    }

    /// Sends the request and reads one JSON value per line (NDJSON), while the lines come.
    pub async fn stream_lines<T: DeserializeOwned + Send + 'static>(self) -> Result<RowStream<T>> {
        Ok(stream::lines(self.open().await?))
    }

    /// Sends the request and reads CSV with a header, while it comes. Columns are found by name; an empty cell is
    /// `None` where the field is an `Option`. [`Csv`](super::Csv) says what is right and what is an error.
    #[cfg(feature = "csv")]
    pub async fn stream_csv<T: DeserializeOwned + Send + 'static>(self) -> Result<RowStream<T>> {
        self.stream_csv_of(super::Csv::new()).await
    }

    /// Sends the request and reads CSV that is written in another way: with another delimiter, without a header, with
    /// rows of different lengths.
    #[cfg(feature = "csv")]
    pub async fn stream_csv_of<T: DeserializeOwned + Send + 'static>(self, csv: super::Csv) -> Result<RowStream<T>> {
        Ok(stream::csv(self.open().await?, &csv))
    }

    /// Sends the request and reads every XML element of this name, while they come. Attributes are fields whose
    /// name begins with `@`.
    #[cfg(feature = "xml")]
    pub async fn stream_xml<T: DeserializeOwned + Send + 'static>(self, element: &str) -> Result<RowStream<T>> {
        Ok(stream::xml(self.open().await?, element))
    }

    async fn receive(self) -> Result<Response> {
        let client = self.client.clone();
        match client.execute(self.ready(false)?).await? {
            Received::Whole(response) => Ok(response),
            Received::Open(about, _) => Err(Error::bug(format!("{about}: a whole answer was asked for"))),
        }
    }

    async fn open(self) -> Result<stream::Open> {
        let client = self.client.clone();
        let (slot, longest) = (self.slot.clone(), client.longest_body());
        match client.execute(self.ready(true)?).await? {
            Received::Open(about, response) => Ok(stream::Open { about, response, slot, longest_row: longest }),
            Received::Whole(response) => Err(Error::bug(format!("{response}: a stream was asked for"))),
        }
    }

    fn ready(self, streamed: bool) -> Result<Ready> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        let mut url = self.client.address(&self.path)?;
        let other = self.slot.as_ref().and_then(|slot| slot.url());
        match other {
            // The source wrote the whole query of its next page; ours would contradict it.
            Some(next) => {
                url = url
                    .join(next)
                    .map_err(|error| Error::source(format!("the next page's address `{next}`: {error}")))?;
            }
            None if self.query.is_empty() => {}
            None => {
                url.query_pairs_mut().extend_pairs(self.query);
            }
        }
        let mut outgoing = Outgoing { method: self.method, url, headers: HeaderMap::new(), body: self.body };
        for (name, value) in &self.headers {
            outgoing.set_header(name, value)?;
        }
        if let Some(slot) = &self.slot {
            slot.edit(&mut outgoing)?;
            slot.guard(&outgoing)?;
        }
        Ok(Ready { outgoing, with_auth: self.with_auth, harmless: self.harmless, streamed })
    }
}
