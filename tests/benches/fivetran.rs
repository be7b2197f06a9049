//! How much a sync on Fivetran costs over sending bytes that are ready, as ratios.
//!
//! `cargo bench -p connector-sdk-tests --bench fivetran` prints, for a million generated ten-column rows through
//! `Update` on loopback: rows per second, CPU time and peak memory of the server, beside a bare tonic server that
//! streams the same messages encoded beforehand. One client drains both without looking into the messages.
//!
//! `ROWS` and `RUNS` in the environment change the size. With `PYTHON_SERVER="command with arguments"` a third server
//! is measured: the command is started with a port as its last argument and serves the same rows.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/measure.rs"]
mod measure;
#[path = "support/order.rs"]
mod order;

use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::pin::Pin;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use connector_sdk::engine::{Definition, Stop};
use connector_sdk::prelude::*;
use connector_sdk::protocol::fivetran::{Server, proto::UpdateRequest};
use order::{orders, rows_wanted};
use prost::Message;
use prost::bytes::{Buf, BufMut};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder, Streaming};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::{Bytes, http, tokio_stream};
use tonic::server::ServerStreamingService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};

const UPDATE: &str = "/fivetran_sdk.v2.SourceConnector/Update";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match arguments.next().as_deref() {
        Some("sdk") => runtime.block_on(sdk()),
        Some("bare") => runtime.block_on(bare()),
        _ => compare(&runtime),
    }
    ExitCode::SUCCESS
}

async fn sdk() {
    let server = Server::bind(0).await.unwrap();
    println!("{}", server.port());
    server.serve(Definition::of::<orders>(), Stop::default()).await.unwrap();
}

/// Streams what the SDK's server streams, taken from it beforehand.
async fn bare() {
    let server = Server::bind(0).await.unwrap();
    let port = server.port();
    let stop = Stop::default();
    let serving = tokio::spawn(server.serve(Definition::of::<orders>(), stop.clone()));
    let mut messages = Vec::new();
    let mut stream = update(port).await;
    while let Some(message) = stream.message().await.unwrap() {
        messages.push(message);
    }
    drop(stream);
    stop.stop();
    serving.await.unwrap().unwrap();

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    let incoming = tonic::transport::server::TcpIncoming::from(listener).with_nodelay(Some(true));
    let service = Bare(Arc::new(messages));
    tonic::transport::Server::builder().serve_with_incoming(service, incoming).await.unwrap();
}

#[derive(Clone)]
struct Bare(Arc<Vec<Bytes>>);

impl tonic::codegen::Service<http::Request<tonic::body::Body>> for Bare {
    type Response = http::Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<tonic::body::Body>) -> Self::Future {
        let bare = self.clone();
        Box::pin(async move { Ok(tonic::server::Grpc::new(Raw).server_streaming(bare, request).await) })
    }
}

impl ServerStreamingService<Bytes> for Bare {
    type Response = Bytes;
    type ResponseStream = Pin<Box<dyn tokio_stream::Stream<Item = Result<Bytes, Status>> + Send>>;
    type Future = std::future::Ready<Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let messages = self.0.clone();
        let each = (0..messages.len()).map(move |index| Ok(messages[index].clone()));
        std::future::ready(Ok(Response::new(Box::pin(tokio_stream::iter(each)))))
    }
}

/// Messages as bytes, in and out.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(bytes.copy_to_bytes(bytes.remaining())))
    }
}

async fn channel(port: u16) -> Channel {
    // A server in another language takes a while to listen.
    for _ in 0..300 {
        let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}")).unwrap();
        if let Ok(channel) = endpoint.connect().await {
            return channel;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nobody listens on port {port}");
}

async fn update(port: u16) -> Streaming<Bytes> {
    let mut grpc = tonic::client::Grpc::new(channel(port).await).max_decoding_message_size(128 * 1024 * 1024);
    grpc.ready().await.unwrap();
    let request = UpdateRequest { state_json: Some("{}".to_owned()), ..UpdateRequest::default() };
    let request = Request::new(Bytes::from(request.encode_to_vec()));
    grpc.server_streaming(request, PathAndQuery::from_static(UPDATE), Raw).await.unwrap().into_inner()
}

/// One run's figures.
struct Figures {
    wall: f64,
    cpu: f64,
    memory: f64,
    bytes: f64,
}

fn compare(runtime: &tokio::runtime::Runtime) {
    let runs: usize = std::env::var("RUNS").map_or(5, |runs| runs.parse().unwrap());
    let rows = rows_wanted();
    println!("{rows} rows of ten columns through Update, {runs} runs of each kind, medians");
    let python = std::env::var("PYTHON_SERVER").ok();
    let (mut sdk, mut bare, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        sdk.push(runtime.block_on(measure(own("sdk"))));
        bare.push(runtime.block_on(measure(own("bare"))));
        if let Some(command) = &python {
            other.push(runtime.block_on(measure(foreign(command))));
        }
    }
    for (name, figures) in [("connector-sdk", &sdk), ("bare tonic", &bare), ("Python SDK", &other)] {
        if figures.is_empty() {
            continue;
        }
        let (wall, cpu) = (median(figures, |f| f.wall), median(figures, |f| f.cpu));
        let (memory, bytes) = (median(figures, |f| f.memory), median(figures, |f| f.bytes));
        let rate = rows as f64 / wall;
        println!(
            "{name:<14} {wall:6.2} s wall  {cpu:6.2} s CPU  {memory:6.1} MiB peak  {rate:9.0} rows/s  {bytes:6.0} MB"
        );
    }
    let rate = |of: &[Figures]| median(&sdk, |f| 1.0 / f.wall) / median(of, |f| 1.0 / f.wall);
    println!("rows per second: {:.2} of the bare server", rate(&bare));
    if !other.is_empty() {
        println!("rows per second: {:.0} times the Python SDK", rate(&other));
    }
}

fn median(figures: &[Figures], of: impl Fn(&Figures) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// This program as a server.
fn own(kind: &str) -> (Child, u16) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut child = command.arg(kind).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().parse().unwrap())
}

fn foreign(command: &str) -> (Child, u16) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut words = command.split_whitespace();
    let mut command = Command::new(words.next().unwrap());
    let child = command.args(words).arg(port.to_string()).stdout(Stdio::null()).spawn().unwrap();
    (child, port)
}

async fn measure((mut server, port): (Child, u16)) -> Figures {
    drop(channel(port).await);
    let before = cpu(&server);
    let started = Instant::now();
    let mut stream = update(port).await;
    let mut bytes = 0;
    while let Some(message) = stream.message().await.unwrap() {
        bytes += message.len();
    }
    let wall = started.elapsed().as_secs_f64();
    let cpu = cpu(&server) - before;
    let memory = memory(&server);
    server.kill().unwrap();
    server.wait().unwrap();
    Figures { wall, cpu, memory, bytes: bytes as f64 / 1e6 }
}

/// Seconds that the process has worked so far.
fn cpu(process: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
    // The program's name, in brackets, may hold blanks.
    let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

/// The most memory that the process has had, in MiB.
fn memory(process: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
