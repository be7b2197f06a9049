//! Signed requests to Amazon Web Services (Signature Version 4).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ring::{digest, hmac};

use super::Auth;
use crate::clock;
use crate::error::Result;
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Signs every request.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(
///     base_url = base_url,
///     auth = aws_sigv4(access_key_id, secret_access_key, region = region, service = "s3")
/// )]
/// struct Bucket { base_url: Url, access_key_id: String, secret_access_key: Secret, region: String }
/// ```
pub fn aws_sigv4(access_key_id: impl Into<String>, secret_access_key: Secret) -> AwsSigV4 {
    AwsSigV4 {
        access_key_id: access_key_id.into(),
        secret_access_key,
        session_token: None,
        region: "us-east-1".to_owned(),
        service: "execute-api".to_owned(),
    }
}

/// See [`aws_sigv4`].
#[derive(Debug, Clone)]
pub struct AwsSigV4 {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    region: String,
    service: String,
}

impl AwsSigV4 {
    /// Sets the region; `us-east-1` unless set.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Sets the service; `execute-api` unless set.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = service.into();
        self
    }

    /// Sets the token of temporary credentials.
    pub fn session_token(mut self, token: Secret) -> Self {
        self.session_token = Some(token);
        self
    }

    fn sign(&self, request: &mut Outgoing, now: DateTime<Utc>) -> Result<()> {
        let (day, time) = (now.format("%Y%m%d").to_string(), now.format("%Y%m%dT%H%M%SZ").to_string());
        let (content_type, body) = request.encoded();
        let content_type = content_type.map(str::to_owned);
        let payload = hex(digest::digest(&digest::SHA256, &body).as_ref());
        if let Some(content_type) = content_type.filter(|_| !request.headers.contains_key("content-type")) {
            request.set_header("content-type", &content_type)?;
        }
        request.set_header("x-amz-date", &time)?;
        if self.service == "s3" {
            request.set_header("x-amz-content-sha256", &payload)?;
        }
        if let Some(token) = &self.session_token {
            request.set_header("x-amz-security-token", token.expose())?;
        }

        let mut headers: Vec<(String, String)> = request
            .headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("x-amz-") || name.as_str() == "content-type")
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.trim().to_owned())))
            .collect();
        let host = request.url.host_str().unwrap_or_default();
        let host = request.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        headers.push(("host".to_owned(), host));
        headers.sort();
        let names = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let mut query: Vec<(String, String)> =
            request.url.query_pairs().map(|(name, value)| (encode(&name, false), encode(&value, false))).collect();
        query.sort();
        let query = query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        // All services but S3 encode the path once more.
        let path = if self.service == "s3" { request.url.path().to_owned() } else { encode(request.url.path(), true) };
        let canonical = format!("{}\n{path}\n{query}\n{lines}\n{names}\n{payload}", request.method);

        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let hashed = hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashed}");
        let secret = format!("AWS4{}", self.secret_access_key.expose()).into_bytes();
        let key = [&*day, &*self.region, &*self.service, "aws4_request"]
            .iter()
            .fold(secret, |key, part| hmac_sha256(&key, part.as_bytes()));
        let signature = hex(&hmac_sha256(&key, text.as_bytes()));
        let id = &self.access_key_id;
        let header = format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
        request.set_header("authorization", &header)
    }
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encode(text: &str, keep_slash: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            b'/' if keep_slash => encoded.push('/'),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[async_trait]
impl Auth for AwsSigV4 {
    async fn apply(&self, request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
        self.sign(request, clock::current().now())?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, HeaderMap, Method};

    const ID: &str = "AKIDEXAMPLE";
    const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// The names of the signed headers and the signature.
    fn signed(auth: &AwsSigV4, time: &str, method: Method, url: &str, body: Body) -> (String, String) {
        let mut request = Outgoing { method, url: url.parse().unwrap(), headers: HeaderMap::new(), body };
        auth.sign(&mut request, time.parse().unwrap()).unwrap();
        let header = request.headers["authorization"].to_str().unwrap();
        let (names, signature) = header.split_once(", SignedHeaders=").unwrap().1.split_once(", Signature=").unwrap();
        (names.to_owned(), signature.to_owned())
    }

    /// Requests of the test suite that AWS publishes.
    #[test]
    fn signatures_are_those_of_the_published_suite() {
        let auth = aws_sigv4(ID, Secret::new(KEY)).service("service");
        let form = || Body::Form(vec![("Param1".to_owned(), "value1".to_owned())]);
        for (method, path, body, expected) in [
            (Method::GET, "", Body::Empty, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            (
                Method::GET,
                "?Param2=value2&Param1=value1",
                Body::Empty,
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                Method::GET,
                "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                Body::Empty,
                "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
            ),
            (Method::POST, "", Body::Empty, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            (
                Method::POST,
                "?Param1=value1",
                Body::Empty,
                "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
            ),
            (Method::POST, "", form(), "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        ] {
            let url = format!("https://example.amazonaws.com/{path}");
            let has_body = !matches!(body, Body::Empty);
            let (names, signature) = signed(&auth, "2015-08-30T12:36:00Z", method, &url, body);
            assert_eq!(signature, expected, "{url}");
            assert_eq!(names, if has_body { "content-type;host;x-amz-date" } else { "host;x-amz-date" });
        }
    }

    /// The examples of S3's documentation.
    #[test]
    fn signatures_for_s3_are_those_of_its_documentation() {
        let key = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let auth = aws_sigv4("AKIAIOSFODNN7EXAMPLE", key).service("s3");
        for (query, expected) in [
            ("?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            ("?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ] {
            let url = format!("https://examplebucket.s3.amazonaws.com/{query}");
            let (names, signature) = signed(&auth, "2013-05-24T00:00:00Z", Method::GET, &url, Body::Empty);
            assert_eq!((signature.as_str(), names.as_str()), (expected, "host;x-amz-content-sha256;x-amz-date"));
        }
    }

    #[test]
    fn the_token_of_temporary_credentials_is_signed_too() {
        let auth = aws_sigv4(ID, Secret::new(KEY)).service("service");
        let token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRq\
                     TflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75Y\
                     U9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9K\
                     SYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
        let auth = auth.session_token(Secret::new(token));
        let (names, signature) =
            signed(&auth, "2015-08-30T12:36:00Z", Method::POST, "https://example.amazonaws.com/", Body::Empty);
        assert_eq!(names, "host;x-amz-date;x-amz-security-token");
        assert_eq!(signature, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
    }
}
