//! Answers that are read while they come.

use serde::{Deserialize, Serialize};

use super::client;
use super::server::{Server, answer, cut_short, json};
use crate::error::{ErrorKind, Result};
use crate::http::RowStream;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    id: i64,
    note: Option<String>,
}

fn row(id: i64, note: Option<&str>) -> Row {
    Row { id, note: note.map(str::to_owned) }
}

async fn all<T>(mut stream: RowStream<T>) -> (Vec<T>, Result<()>) {
    let mut rows = Vec::new();
    loop {
        match stream.next().await {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => return (rows, Ok(())),
            Err(error) => return (rows, Err(error)),
        }
    }
}

#[tokio::test]
async fn a_large_array_comes_row_by_row() {
    let rows: Vec<Row> = (0..10_000).map(|id| row(id, (id % 3 == 0).then_some("ü\"\n"))).collect();
    let body =
        format!(r#"{{"before": [1], "data": {{"items": {}}}, "after": {{}}}}"#, serde_json::to_string(&rows).unwrap());
    let server = Server::script(vec![json(&body)]);
    let stream = client(&server).build().get("x").stream_records::<Row>("/data/items").await.unwrap();
    let (read, end) = all(stream).await;
    end.unwrap();
    assert!(read == rows);
}

#[tokio::test]
async fn rows_before_a_break_are_given_out_and_the_break_is_told() {
    let server = Server::script(vec![cut_short(r#"[{"id": 1}, {"id": 2}, {"id""#)]);
    let stream = client(&server).build().get("x").stream_records::<Row>("").await.unwrap();
    let (read, end) = all(stream).await;
    assert_eq!(read, [row(1, None), row(2, None)]);
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert!(error.to_string().contains("its body was cut short"), "{error}");
}

#[tokio::test]
async fn a_stream_without_its_rows_is_an_error() {
    for (body, says) in [
        ("{}", "nothing at `/items`"),
        (r#"{"items": [{"id": 1}]"#, "cut short after 1 rows"),
        (r#"{"items": [{"id": 1}, {"id": []}]}"#, "after 1 rows its JSON does not fit"),
    ] {
        let server = Server::script(vec![json(body)]);
        let stream = client(&server).build().get("x").stream_records::<Row>("/items").await.unwrap();
        let error = all(stream).await.1.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[tokio::test]
async fn a_reader_that_stops_early_stops_the_stream() {
    let body = serde_json::to_string(&(0..100_000).collect::<Vec<i64>>()).unwrap();
    let server = Server::script(vec![json(&body)]);
    let mut stream = client(&server).build().get("x").stream_records::<i64>("").await.unwrap();
    assert_eq!(stream.next().await.unwrap(), Some(0));
    drop(stream);
}

#[tokio::test]
async fn lines_are_rows() {
    let server = Server::script(vec![answer(200, &[], "{\"id\": 1}\r\n\n{\"id\": 2, \"note\": \"x\"}")]);
    let stream = client(&server).build().get("x").stream_lines::<Row>().await.unwrap();
    let (read, end) = all(stream).await;
    end.unwrap();
    assert_eq!(read, [row(1, None), row(2, Some("x"))]);

    let server = Server::script(vec![answer(200, &[], "{\"id\": 1}\n{\"id\": }\n")]);
    let stream = client(&server).build().get("x").stream_lines::<Row>().await.unwrap();
    let error = all(stream).await.1.unwrap_err().to_string();
    assert!(error.contains("line 2 does not fit"), "{error}");
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn csv_keeps_quoted_cells_and_empty_ones() {
    let body = "\u{feff}note,id\r\n\"a, \"\"b\"\"\nc\",1\r\n,2\r\n";
    let server = Server::script(vec![answer(200, &[("content-type", "text/csv")], body)]);
    let stream = client(&server).build().get("x").stream_csv::<Row>().await.unwrap();
    let (read, end) = all(stream).await;
    end.unwrap();
    assert_eq!(read, [row(1, Some("a, \"b\"\nc")), row(2, None)]);
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn ragged_csv_is_an_error() {
    for body in ["id,note\n1\n", "id,note\n1,a,b\n", "id,note\nx,a\n"] {
        let server = Server::script(vec![answer(200, &[], body)]);
        let stream = client(&server).build().get("x").stream_csv::<Row>().await.unwrap();
        let error = all(stream).await.1.unwrap_err().to_string();
        assert!(error.contains("its CSV does not fit") && error.contains("line: 2"), "{error}");
    }
}

#[cfg(feature = "xml")]
#[tokio::test]
async fn xml_elements_are_rows() {
    let body = r#"<?xml version="1.0"?><list xmlns:a="x"><a:row><id>1</id><note>a &amp; <![CDATA[<b>]]></note></a:row>
                  <other><row><id>2</id></row></other></list>"#;
    let server = Server::script(vec![answer(200, &[("content-type", "text/xml")], body)]);
    let stream = client(&server).build().get("x").stream_xml::<Row>("row").await.unwrap();
    let (read, end) = all(stream).await;
    end.unwrap();
    assert_eq!(read, [row(1, Some("a & <b>")), row(2, None)]);

    let server = Server::script(vec![answer(200, &[], "<list><row><id>1</id>")]);
    let stream = client(&server).build().get("x").stream_xml::<Row>("row").await.unwrap();
    assert!(all(stream).await.1.is_err());
}
