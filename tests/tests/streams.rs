//! A huge answer is never held whole: JSON, lines of JSON, CSV and XML of many megabytes pass through a few.
//!
//! `STREAM_MIB=1000 cargo test -p connector-sdk-tests --test streams` sends more.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use connector_sdk::http::{Client, RowStream};
use connector_sdk::prelude::*;

/// Set in the process whose memory is measured: the format and the address.
const INSIDE: &str = "STREAM_INSIDE";

/// What passing a body of any size may cost, in KiB: the pieces and groups of rows that wait for each other.
const MOST: u64 = 12 * 1024;

#[derive(Debug, Deserialize)]
struct Event {
    id: u64,
    text: String,
}

fn mebibytes() -> u64 {
    std::env::var("STREAM_MIB").map_or(32, |size| size.parse().unwrap())
}

#[test]
fn json_passes_through() {
    passes("json_passes_through", "json");
}

#[test]
fn json_at_a_pointer_passes_through() {
    passes("json_at_a_pointer_passes_through", "json_at_a_pointer");
}

#[test]
fn lines_pass_through() {
    passes("lines_pass_through", "lines");
}

#[test]
fn csv_passes_through() {
    passes("csv_passes_through", "csv");
}

#[test]
fn xml_passes_through() {
    passes("xml_passes_through", "xml");
}

fn passes(test: &str, format: &'static str) {
    if let Ok(address) = std::env::var(INSIDE) {
        return inside(format, &address);
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(&stream, format);
        }
    });
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(INSIDE, address);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let line = said.lines().find_map(|line| line.split_once("STREAMED ")).unwrap().1;
    let [rows, grown] = line.split(' ').map(|number| number.parse::<u64>().unwrap()).collect::<Vec<_>>()[..] else {
        panic!("{line}");
    };
    println!("{format}: {rows} rows of {} MiB, {grown} KiB more memory", mebibytes());
    assert!(grown < MOST, "{grown} KiB for a body of {} MiB", mebibytes());
}

/// Rows of about a hundred bytes until the body is large enough, written as they are made.
fn serve(stream: &TcpStream, format: &str) {
    let mut lines = BufReader::new(stream).lines();
    let path = lines.next().unwrap().unwrap();
    lines.map_while(Result::ok).find(String::is_empty);
    let limit = if path.contains("/small") { 1024 } else { mebibytes() * 1024 * 1024 };
    let mut out = BufWriter::new(stream);
    // Without a length the body ends with the connection.
    write!(out, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").unwrap();
    let (before, between, after) = match format {
        "json" => ("[", ",", "]"),
        "json_at_a_pointer" => (r#"{"before": [[1], {"items": {}}], "data": {"items": ["#, ",", r#"]}, "after": {}}"#),
        "csv" => ("id,text\n", "", ""),
        "xml" => ("<events>", "", "</events>"),
        _ => ("", "", ""),
    };
    write!(out, "{before}").unwrap();
    let text = "comma, and more; ".repeat(5);
    let mut sent = 0;
    for id in 0_u64.. {
        let row = match format {
            "csv" => format!("{id},\"{text}\"\n"),
            "xml" => format!("<event><id>{id}</id><text>{text}</text></event>"),
            "lines" => format!("{{\"id\":{id},\"text\":\"{text}\"}}\n"),
            _ => format!("{{\"id\":{id},\"text\":\"{text}\"}}"),
        };
        write!(out, "{}{row}", if id == 0 { "" } else { between }).unwrap();
        sent += row.len() as u64;
        if sent >= limit {
            break;
        }
    }
    write!(out, "{after}").unwrap();
    out.flush().unwrap();
}

fn inside(format: &str, address: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let client = Client::builder().base_url(address).build();
    runtime.block_on(async {
        // What the client itself takes is not the point.
        let few = read(&client, "small", format).await;
        let before = peak();
        let rows = read(&client, "large", format).await;
        assert!(few > 5 && rows > few);
        println!("STREAMED {rows} {}", peak() - before);
    });
}

async fn read(client: &Client, path: &str, format: &str) -> u64 {
    let request = client.get(path);
    let mut events: RowStream<Event> = match format {
        "json" => request.stream_records("").await,
        "json_at_a_pointer" => request.stream_records("/data/items").await,
        "csv" => request.stream_csv().await,
        "xml" => request.stream_xml("event").await,
        _ => request.stream_lines().await,
    }
    .unwrap();
    let mut rows = 0;
    while let Some(event) = events.next().await.unwrap() {
        assert_eq!((event.id, event.text.len()), (rows, 85));
        rows += 1;
    }
    rows
}

/// The most memory that this process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}
