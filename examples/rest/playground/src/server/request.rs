//! A request, read from the wire and taken apart.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// What a client asked.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// Names are in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) keep_alive: bool,
    /// A fault asks for a page of half the size; an API that can do so without losing rows takes the wish.
    pub(crate) short_page: Cell<bool>,
    /// A fault asks for a page without rows; an API that can do so without losing rows takes the wish.
    pub(crate) empty_page: Cell<bool>,
}

/// More than any client of the playground sends.
const HEAD_LIMIT: u64 = 64 * 1024;
const BODY_LIMIT: u64 = 16 * 1024 * 1024;

impl Request {
    /// Reads one request; `None` when the client has gone.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Request>> {
        let mut head = from.by_ref().take(HEAD_LIMIT);
        let Some(first) = line(&mut head)? else { return Ok(None) };
        let mut words = first.split(' ');
        let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
            return Err(bad("the request line needs a method, a target and a version"));
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request {
            method: method.to_owned(),
            path: decode(path),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            ..Request::default()
        };
        loop {
            let header = line(&mut head)?.ok_or_else(|| bad("the head ends early"))?;
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').ok_or_else(|| bad("a header needs a colon"))?;
            request.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        request.keep_alive = match request.header("connection") {
            Some(word) if word.eq_ignore_ascii_case("close") => false,
            Some(word) if word.eq_ignore_ascii_case("keep-alive") => true,
            _ => version == "HTTP/1.1",
        };
        if request.header("transfer-encoding").is_some() {
            return Err(bad("a request's body needs a content-length"));
        }
        if let Some(length) = request.header("content-length") {
            let length: u64 = length.parse().map_err(|_| bad("content-length is no number"))?;
            if length > BODY_LIMIT {
                return Err(bad("the body is too long"));
            }
            request.body = vec![0; length as usize];
            from.read_exact(&mut request.body)?;
        }
        Ok(Some(request))
    }

    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Method and path segments, to match on.
    pub(crate) fn route(&self) -> (&str, Vec<&str>) {
        (self.method.as_str(), self.path.split('/').filter(|segment| !segment.is_empty()).collect())
    }

    /// The address that the client used, to make links with.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// The number of rows to put on a page that should have `usual`.
    pub(crate) fn page_size(&self, usual: usize) -> usize {
        if self.empty_page.take() {
            0
        } else if self.short_page.take() {
            (usual / 2).max(1)
        } else {
            usual
        }
    }
}

fn line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Ok(None);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

fn decode(path: &str) -> String {
    // In a path a plus is a plus.
    let path = path.replace('+', "%2B");
    form_urlencoded::parse(path.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn bad(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
