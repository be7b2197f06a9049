//! A server on the loopback interface that costs next to nothing: bytes that are ready, in a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// Serves until the process is killed, each connection on a thread of its own. `answer` gets the path with its query
/// and gives head and body. Prints its address first.
pub(crate) fn serve<A>(answer: A) -> !
where
    A: Fn(&str) -> Arc<[u8]> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    loop {
        let (stream, _) = listener.accept().unwrap();
        let answer = answer.clone();
        std::thread::spawn(move || connection(&stream, &*answer));
    }
}

fn connection(mut stream: &TcpStream, answer: &dyn Fn(&str) -> Arc<[u8]>) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        while line.trim_end() != "" {
            line.clear();
            reader.read_line(&mut line).unwrap();
        }
        if stream.write_all(&answer(&target)).is_err() {
            return;
        }
    }
}

/// Head and body of a good answer.
pub(crate) fn json(body: &str) -> Arc<[u8]> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body.as_bytes()].concat().into()
}

/// A number of the query.
pub(crate) fn number(target: &str, name: &str) -> i64 {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// The server's process. It ends with this value.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts this program as the server.
    pub(crate) fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg("server").stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
