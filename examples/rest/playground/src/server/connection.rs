//! One connection: requests are read and answered one after the other until either side ends it.

use super::respond::respond;
use super::{Body, Delivery, Reply, Request};
use crate::data::time::http_date;
use crate::world::Shared;
use socket2::SockRef;
use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

/// Serves a connection until it ends.
pub(crate) fn serve(stream: TcpStream, shared: &Arc<Shared>) {
    let _without_it_slower = stream.set_nodelay(true);
    let Ok(reading) = stream.try_clone() else { return };
    let mut reading = BufReader::new(reading);
    loop {
        let request = match Request::read(&mut reading) {
            Ok(Some(request)) => request,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                let _gone = send(&stream, shared, *Reply::error(400, error.to_string()), false, false);
                return;
            }
            Ok(None) | Err(_) => return,
        };
        let reply = respond(shared, &request);
        let keep = request.keep_alive && reply.delivery == Delivery::Whole;
        if send(&stream, shared, reply, keep, request.method == "HEAD").is_err() || !keep {
            return;
        }
    }
}

fn send(mut stream: &TcpStream, shared: &Arc<Shared>, reply: Reply, keep: bool, head_only: bool) -> io::Result<()> {
    if reply.held {
        shared.hold();
    }
    thread::sleep(Duration::from_millis(reply.delay_milliseconds));
    if reply.delivery == Delivery::Closed {
        return stream.shutdown(std::net::Shutdown::Both);
    }
    let mut out = format!("HTTP/1.1 {} {}\r\n", reply.status, phrase(reply.status)).into_bytes();
    // By the machine's clock, as the instants of refusals are: a client may know the time better than the machine.
    write!(out, "date: {}\r\n", http_date(SystemTime::now().into()))?;
    for (name, value) in &reply.headers {
        write!(out, "{name}: {value}\r\n")?;
    }
    if !keep {
        out.extend_from_slice(b"connection: close\r\n");
    }
    if let Body::Stream(pieces) = reply.body {
        out.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
        stream.write_all(&out)?;
        return stream_pieces(stream, shared, pieces, reply.delivery, head_only);
    }
    let body = reply.body.into_bytes();
    write!(out, "content-length: {}\r\n\r\n", body.len())?;
    if head_only {
        return stream.write_all(&out);
    }
    let (first, rest) =
        if reply.delivery == Delivery::Whole { (&body[..], &[][..]) } else { body.split_at(body.len() / 2) };
    out.extend_from_slice(first);
    stream.write_all(&out)?;
    cut(stream, shared, reply.delivery)?;
    stream.write_all(if reply.delivery == Delivery::HeldMidBody { rest } else { &[] })
}

fn stream_pieces(
    mut stream: &TcpStream,
    shared: &Arc<Shared>,
    pieces: Box<dyn Iterator<Item = Vec<u8>> + Send>,
    delivery: Delivery,
    head_only: bool,
) -> io::Result<()> {
    for (number, piece) in pieces.filter(|piece| !piece.is_empty() && !head_only).enumerate() {
        // How long a stream gets is not known, so it is cut after its first piece.
        if number == 1 {
            cut(stream, shared, delivery)?;
            if matches!(delivery, Delivery::Truncated | Delivery::Reset) {
                return Ok(());
            }
        }
        let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend_from_slice(&piece);
        chunk.extend_from_slice(b"\r\n");
        stream.write_all(&chunk)?;
    }
    stream.write_all(if head_only { b"" } else { b"0\r\n\r\n" })
}

/// Does what a delivery does in the middle of a body.
fn cut(stream: &TcpStream, shared: &Arc<Shared>, delivery: Delivery) -> io::Result<()> {
    match delivery {
        Delivery::Whole | Delivery::Closed => Ok(()),
        Delivery::HeldMidBody => {
            shared.hold();
            Ok(())
        }
        Delivery::Truncated => stream.shutdown(std::net::Shutdown::Write),
        // A connection that lingers for no time is reset when it is closed.
        Delivery::Reset => SockRef::from(stream).set_linger(Some(Duration::ZERO)),
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        422 => "Unprocessable Content",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
