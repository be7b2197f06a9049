//! A client of a few lines: one connection for each request, nothing retried, nothing decoded.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a test file is a crate of its own, and this a module of each")]

use serde_json::Value;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A whole URL, or a path under `base`.
pub fn get(base: &str, path: &str) -> Response {
    get_with(base, path, &[])
}

pub fn get_with(base: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    send(base, "GET", path, headers, "").unwrap()
}

pub fn post(base: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    send(base, "POST", path, headers, body).unwrap()
}

pub fn send(base: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Response> {
    let host = base.strip_prefix("http://").unwrap();
    let path = path.strip_prefix(base).unwrap_or(path);
    let mut stream = TcpStream::connect(host)?;
    write_request(&mut stream, host, method, path, &[headers, &[("connection", "close")]].concat(), body)?;
    read_response(&mut BufReader::new(stream))
}

pub fn write_request(
    stream: &mut TcpStream,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<()> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes())
}

/// Reads an answer; one that is cut short is `UnexpectedEof`, one that is reset `ConnectionReset`.
pub fn read_response(from: &mut impl BufRead) -> io::Result<Response> {
    let first = line(from)?;
    let status = first.split(' ').nth(1).unwrap().parse().unwrap();
    let mut response = Response { status, headers: Vec::new(), body: Vec::new() };
    loop {
        let header = line(from)?;
        let Some((name, value)) = header.split_once(": ") else { break };
        response.headers.push((name.to_owned(), value.to_owned()));
    }
    if response.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = usize::from_str_radix(&line(from)?, 16).unwrap();
            let mut chunk = vec![0; size];
            from.read_exact(&mut chunk)?;
            response.body.extend(chunk);
            line(from)?;
            if size == 0 {
                return Ok(response);
            }
        }
    }
    let length = response.header("content-length").unwrap().parse().unwrap();
    response.body = vec![0; length];
    from.read_exact(&mut response.body)?;
    Ok(response)
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

/// The rows of pages, as many as the closure finds a way on for.
pub fn collect(base: &str, first: &str, rows: &str, mut next: impl FnMut(&Response) -> Option<String>) -> Vec<Value> {
    let (mut all, mut path) = (Vec::new(), Some(first.to_owned()));
    while let Some(now) = path {
        let response = get(base, &now);
        assert_eq!(response.status, 200, "{now}: {}", response.text());
        all.extend(response.json().pointer(rows).unwrap().as_array().unwrap().clone());
        path = next(&response);
    }
    all
}
