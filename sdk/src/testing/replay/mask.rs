//! Keeps secrets out of recordings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::exchange::{Answer, Exchange, Payload, Request};

/// What stands in a recording where a secret was; in a request it stands for anything.
pub(super) const MASK: &str = "***";

/// A secret this short would mask parts of ordinary words.
const SHORTEST: usize = 4;

/// Names of parameters, fields and headers that hold a credential whoever made it, in lower case and without `-`, `_`
/// and `.`. Names of paging tokens are none of these: without them a recording could not be replayed.
const CREDENTIALS: &[&str] = &[
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "sessiontoken",
    "securitytoken",
    "apitoken",
    "bearertoken",
    "xauthtoken",
    "xapikey",
    "xamzsecuritytoken",
    "xamzsignature",
    "apikey",
    "apisecret",
    "accesskey",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "clientsecret",
    "clientassertion",
    "assertion",
    "secret",
    "password",
    "passwd",
    "signature",
    "jwt",
    "authorization",
    "proxyauthorization",
    "cookie",
    "setcookie",
];

/// What must not be in a recording.
pub(super) struct Mask {
    /// The secrets, and how they look in addresses and in JSON; the longest first.
    secrets: Vec<String>,
}

impl Mask {
    pub(super) fn new(known: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<String> = known.into_iter().filter(|secret| !secret.is_empty()).flat_map(forms).collect();
        secrets.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        secrets.dedup();
        Self { secrets }
    }

    /// The text without secrets. A short one is removed only where it is all of the text.
    pub(super) fn text(&self, text: &str) -> String {
        if self.secrets.iter().any(|secret| secret == text) {
            return MASK.to_owned();
        }
        let long = self.secrets.iter().filter(|secret| secret.len() >= SHORTEST);
        long.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
    }

    fn named(&self, name: &str, text: &str) -> String {
        if is_credential(name) { MASK.to_owned() } else { self.text(text) }
    }

    fn pairs(&self, pairs: &[(String, String)], is_login: bool) -> Vec<(String, String)> {
        let masked = |(name, value): &(String, String)| {
            let value = if is_login && is_login_secret(name) { MASK.to_owned() } else { self.named(name, value) };
            (name.clone(), value)
        };
        pairs.iter().map(masked).collect()
    }

    fn payload(&self, payload: &Payload, is_login: bool) -> Payload {
        match payload {
            Payload::Empty => Payload::Empty,
            Payload::Json(node) => {
                let mut node = node.clone();
                node.change("", &|name, value, is_text| match is_text {
                    true if is_credential(name) || is_login && is_login_secret(name) => Some(MASK.to_owned()),
                    true => Some(self.text(value)),
                    // A number stays a number, so that the answer can still be read.
                    false => self.secrets.iter().any(|secret| secret == value).then(|| "0".to_owned()),
                });
                Payload::Json(node)
            }
            Payload::Form(fields) => Payload::Form(self.pairs(fields, is_login)),
            Payload::Text(text) => Payload::Text(self.text(text)),
            // Compressed or encrypted bytes show nothing that could be found; readable ones are text.
            Payload::Bytes(bytes) => Payload::Bytes(bytes.clone()),
        }
    }

    pub(super) fn request(&self, request: &Request) -> Request {
        Request {
            method: request.method.clone(),
            address: self.text(&request.address),
            query: self.pairs(&request.query, request.is_login),
            headers: self.pairs(&request.headers, request.is_login),
            body: self.payload(&request.body, request.is_login),
            is_login: request.is_login,
        }
    }

    pub(super) fn exchange(&self, exchange: &Exchange) -> Exchange {
        let Exchange { request, answer } = exchange;
        let headers = answer.headers.iter().map(|(name, value)| match name.as_str() {
            "set-cookie" => (name.clone(), cookie(value)),
            _ => (name.clone(), self.named(name, value)),
        });
        let answer = Answer {
            status: answer.status,
            url: answer.url.as_deref().map(|url| self.text(url)),
            headers: headers.collect(),
            body: self.payload(&answer.body, request.is_login),
        };
        Exchange { request: self.request(request), answer }
    }
}

/// A secret, and how it looks inside of addresses, forms, JSON and the header of a user and password.
fn forms(secret: String) -> Vec<String> {
    let form: String = super::exchange::form_encoded(&secret);
    let percent = form.replace('+', "%20");
    let json = serde_json::Value::from(secret.as_str()).to_string();
    let base64 = STANDARD.encode(&secret);
    let mut forms = vec![form, percent, json[1..json.len() - 1].to_owned(), secret];
    if base64.len() >= 2 * SHORTEST {
        forms.push(base64);
    }
    forms
}

/// The value of a cookie goes, its attributes stay.
fn cookie(value: &str) -> String {
    let (pair, attributes) =
        value.split_once(';').map_or((value, String::new()), |(pair, rest)| (pair, format!(";{rest}")));
    let name = pair.split('=').next().unwrap_or_default();
    format!("{name}={MASK}{attributes}")
}

fn is_credential(name: &str) -> bool {
    let name: String = name.to_ascii_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | '.')).collect();
    CREDENTIALS.contains(&name.as_str())
}

/// In a login and its answer every name that sounds like a secret is one.
fn is_login_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    crate::http::is_sensitive(&name) && !["type", "url", "uri"].iter().any(|end| name.ends_with(end))
}
