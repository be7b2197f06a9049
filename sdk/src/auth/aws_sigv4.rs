//! Signed requests to Amazon Web Services (Signature Version 4).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ring::{digest, hmac};

use super::Auth;
use crate::clock;
use crate::error::Result;
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Signs every request: `auth = aws_sigv4(access_key_id, secret_access_key, region = "eu-west-1", service = "s3")`
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

    /// The signature of a request of the examples that AWS publishes with its test suite.
    fn signature(method: Method, url: &str) -> String {
        let auth = aws_sigv4("AKIDEXAMPLE", Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).service("service");
        let mut request = Outgoing { method, url: url.parse().unwrap(), headers: HeaderMap::new(), body: Body::Empty };
        auth.sign(&mut request, "2015-08-30T12:36:00Z".parse().unwrap()).unwrap();
        let header = request.headers["authorization"].to_str().unwrap();
        assert!(header.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date"
        ));
        header.rsplit_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn signatures_are_those_of_the_published_suite() {
        assert_eq!(
            signature(Method::GET, "https://example.amazonaws.com/"),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
        assert_eq!(
            signature(Method::GET, "https://example.amazonaws.com/?Param2=value2&Param1=value1"),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        );
        assert_eq!(
            signature(Method::POST, "https://example.amazonaws.com/"),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        );
    }
}
