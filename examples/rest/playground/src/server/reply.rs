//! An answer, and what faults need to know of it: where its rows are and where its way on is.

use super::Body;
use serde_json::{Value, json};

/// What an API answers; both sides are sent, the second lets `?` end a function early.
pub(crate) type Answer = Result<Reply, Box<Reply>>;

/// Where an answer says how to go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nowhere: the client counts.
    #[default]
    Nowhere,
    /// In the body, at a JSON pointer.
    Body(&'static str),
    /// In the header `link`.
    Link,
}

/// How the bytes of an answer go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As they should.
    #[default]
    Whole,
    /// Half of the body, then an orderly end.
    Truncated,
    /// Half of the body, then a reset.
    Reset,
    /// Half of the body, then silence until the control releases it.
    HeldMidBody,
    /// Nothing at all.
    Closed,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// The JSON pointer to the rows of a page; "" is the whole body.
    pub(crate) records: Option<&'static str>,
    pub(crate) next: Next,
    pub(crate) delivery: Delivery,
    pub(crate) held: bool,
    pub(crate) delay_milliseconds: u64,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: Body) -> Reply {
        Reply {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body,
            records: None,
            next: Next::Nowhere,
            delivery: Delivery::Whole,
            held: false,
            delay_milliseconds: 0,
        }
    }

    /// A JSON answer.
    pub(crate) fn json(status: u16, body: Value) -> Reply {
        Reply::new(status, "application/json", Body::Json(body))
    }

    /// A page of rows: where they are and where the way on is.
    pub(crate) fn page(body: Value, records: &'static str, next: Next) -> Reply {
        Reply { records: Some(records), next, ..Reply::json(200, body) }
    }

    /// A complaint in the form `{"error": …}`.
    pub(crate) fn error(status: u16, message: impl Into<String>) -> Box<Reply> {
        Box::new(Reply::json(status, json!({ "error": message.into() })))
    }

    /// A complaint as a web page, where a client expects JSON.
    pub(crate) fn html(status: u16, title: &str) -> Reply {
        let page =
            format!("<!doctype html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
        Reply::new(status, "text/html; charset=utf-8", Body::Bytes(page.into_bytes()))
    }

    /// The same with one more header.
    pub(crate) fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Reply {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Gives a header another value.
    pub(crate) fn set_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
    }
}
