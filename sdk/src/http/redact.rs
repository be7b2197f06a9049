//! What may be shown of addresses and bodies.

use reqwest::Url;

use crate::secret;

/// The most of a body that an error shows.
const LONGEST_EXCERPT: usize = 300;

/// The most lines of a body that an error shows.
const EXCERPT_LINES: usize = 4;

/// Parts of names whose values nobody may see.
const SENSITIVE: &[&str] =
    &["token", "secret", "password", "passwd", "apikey", "api_key", "api-key", "access_key", "signature", "assertion"];

/// Whether a parameter or field of this name holds something secret.
pub(crate) fn is_sensitive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SENSITIVE.iter().any(|part| name.contains(part)) || matches!(&*name, "key" | "auth" | "sig" | "code" | "pass")
}

/// The address without user, password, fragment and secret parameters.
pub(crate) fn url(url: &Url) -> String {
    let mut shown = url.clone();
    // Addresses that cannot carry a user have none to hide.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    shown.set_query(None);
    let mut text = shown.to_string();
    for (at, (name, value)) in url.query_pairs().enumerate() {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(&name);
        text.push('=');
        // A paging token is worth seeing, but nobody can tell it from a credential by its name.
        text.push_str(if is_sensitive(&name) { "***" } else { &value });
    }
    secret::redact(&text)
}

/// The first lines of a body, without secrets.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // Masked before it is cut, as half a secret would not be recognised; bounded, as bodies can be large.
    let text = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
    let text = mask_fields(&secret::redact(&text));
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut excerpt = lines.by_ref().take(EXCERPT_LINES).collect::<Vec<_>>().join(" ");
    let cut = excerpt.char_indices().nth(LONGEST_EXCERPT).map(|(at, _)| at);
    if let Some(at) = cut {
        excerpt.truncate(at);
    }
    if cut.is_some() || lines.next().is_some() {
        excerpt.push('…');
    }
    excerpt.retain(|c| !c.is_control());
    excerpt
}

/// Masks `"access_token": "…"` and its like: answers hold secrets that the configuration never knew.
fn mask_fields(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    let mut name = String::new();
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        // In an answer a code says what went wrong; only in a request it may be one to sign in with.
        let is_value = before.trim() == ":" && is_sensitive(&name) && name != "code";
        let end = end_of_string(quoted);
        masked.push_str(before);
        masked.push_str(if is_value { "\"***\"" } else { &quoted[..end] });
        name = quoted[..end].trim_matches('"').to_owned();
        rest = &quoted[end..];
    }
    masked.push_str(rest);
    masked
}

/// Where the JSON string that begins the text ends.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_show_no_secrets() {
        crate::Secret::new("hunter2 with spaces");
        let shown = |text: &str| url(&Url::parse(text).unwrap());
        assert_eq!(
            shown("https://me:pw@shop.example/orders?api_key=abc&page=2&q=hunter2%20with%20spaces#x"),
            "https://shop.example/orders?api_key=***&page=2&q=***"
        );
    }

    #[test]
    fn excerpts_show_no_secrets() {
        crate::Secret::new("excerpt-secret");
        let body = br#"{"error": "bad excerpt-secret", "access_token": "ab\"cd", "token_type":"bearer", "n": 1}"#;
        assert_eq!(excerpt(body), r#"{"error": "bad ***", "access_token": "***", "token_type":"***", "n": 1}"#);
    }

    #[test]
    fn the_code_of_an_error_is_shown() {
        assert_eq!(excerpt(br#"{"code": "apiKeyInvalid"}"#), r#"{"code": "apiKeyInvalid"}"#);
        let address = Url::parse("https://shop.example/token?code=once").unwrap();
        assert_eq!(url(&address), "https://shop.example/token?code=***");
    }

    #[test]
    fn a_secret_at_the_cut_is_masked_first() {
        crate::Secret::new("cut-in-the-middle");
        let body = format!("{}cut-in-the-middle", "x".repeat(LONGEST_EXCERPT - 5));
        assert!(!excerpt(body.as_bytes()).contains("cut-"));
    }

    #[test]
    fn long_bodies_are_cut_between_letters() {
        let excerpt = excerpt("é".repeat(1000).as_bytes());
        assert_eq!(excerpt.chars().count(), LONGEST_EXCERPT + 1);
    }
}
