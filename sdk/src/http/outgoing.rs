//! A request as it leaves: what an authentication may still change.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};

/// A request that is about to be sent.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The headers, without those that the client adds itself.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// The body of a request.
#[derive(Debug, Clone, Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// JSON.
    Json(Json),
    /// The fields of a form.
    Form(Vec<(String, String)>),
    /// Anything else, with its content type.
    Bytes(String, Vec<u8>),
}

impl Outgoing {
    /// Sets a header. Fails where the value holds what no header may hold, such as a line break.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        let header: HeaderName =
            name.parse().map_err(|_| Error::configuration(format!("`{name}` cannot be the name of a header")))?;
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            Error::configuration(format!("the value of the header `{name}` holds a line break or the like"))
        })?;
        value.set_sensitive(true);
        self.headers.insert(header, value);
        Ok(())
    }

    /// Sets a query parameter; one of this name that is there already is replaced.
    pub fn set_query(&mut self, name: &str, value: &str) {
        let kept: Vec<(String, String)> = self
            .url
            .query_pairs()
            .filter(|(known, _)| known != name)
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        self.url.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, value);
    }

    /// Sets a field of the body: of its JSON, where `name` may be a pointer such as `/page/after`, or of its form.
    /// A request without a body gets a JSON one.
    pub fn set_field(&mut self, name: &str, value: Json) -> Result<()> {
        match &mut self.body {
            Body::Form(fields) => {
                fields.retain(|(known, _)| known != name);
                fields.push((name.to_owned(), text_of(&value)));
                Ok(())
            }
            Body::Empty => {
                let mut json = Json::Object(Map::new());
                set_at(&mut json, name, value)?;
                self.body = Body::Json(json);
                Ok(())
            }
            Body::Json(json) => set_at(json, name, value),
            Body::Bytes(kind, _) => {
                Err(Error::bug(format!("a body of type `{kind}` takes no field `{name}`: send JSON or a form")))
            }
        }
    }

    /// The body as bytes, and its content type.
    pub fn encoded(&self) -> (Option<&str>, Vec<u8>) {
        match &self.body {
            Body::Empty => (None, Vec::new()),
            // A JSON value always has a text.
            Body::Json(json) => (Some("application/json"), json.to_string().into_bytes()),
            Body::Form(fields) => {
                // The rules of a query are those of a form.
                let mut form = Url::parse("form:").expect("a constant address is one");
                form.query_pairs_mut().extend_pairs(fields);
                (Some("application/x-www-form-urlencoded"), form.query().unwrap_or_default().as_bytes().to_vec())
            }
            Body::Bytes(kind, bytes) => (Some(kind), bytes.clone()),
        }
    }
}

fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Sets a place of a JSON body, and makes the objects on the way to it.
fn set_at(json: &mut Json, name: &str, value: Json) -> Result<()> {
    let path = name.strip_prefix('/').unwrap_or(name);
    let mut place = json;
    for step in path.split('/') {
        if place.is_null() {
            *place = Json::Object(Map::new());
        }
        let Json::Object(object) = place else {
            return Err(Error::bug(format!("the body has no place `{name}`, as one of its parts is no object")));
        };
        place = object.entry(step.to_owned()).or_insert(Json::Null);
    }
    *place = value;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outgoing(body: Body) -> Outgoing {
        let url = Url::parse("http://host/path?a=1&b=2").unwrap();
        Outgoing { method: Method::POST, url, headers: HeaderMap::new(), body }
    }

    #[test]
    fn parameters_are_replaced() {
        let mut request = outgoing(Body::Empty);
        request.set_query("a", "3 &");
        assert_eq!(request.url.as_str(), "http://host/path?b=2&a=3+%26");
    }

    #[test]
    fn fields_are_set_in_json_and_in_forms() {
        let mut request = outgoing(Body::Json(json!({ "query": "{ orders }" })));
        request.set_field("/variables/after", json!("abc")).unwrap();
        request.set_field("limit", json!(10)).unwrap();
        let (_, body) = request.encoded();
        let body: Json = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, json!({ "query": "{ orders }", "variables": { "after": "abc" }, "limit": 10 }));

        let mut request = outgoing(Body::Form(vec![("a".into(), "1".into())]));
        request.set_field("a", json!(2)).unwrap();
        request.set_field("b", json!("x y")).unwrap();
        assert_eq!(request.encoded(), (Some("application/x-www-form-urlencoded"), b"a=2&b=x+y".to_vec()));
    }

    #[test]
    fn a_place_below_a_text_is_refused() {
        let mut request = outgoing(Body::Json(json!({ "a": "text" })));
        assert!(request.set_field("/a/b", json!(1)).is_err());
    }
}
