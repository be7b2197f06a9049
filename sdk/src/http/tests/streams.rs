//! Answers that are read while they come.

use serde::{Deserialize, Serialize};

use super::client;
use super::server::{Server, answer, cut_short, json};
use crate::error::{ErrorKind, Result};
#[cfg(feature = "csv")]
use crate::http::Csv;
use crate::http::RowStream;
use crate::row::Decimal;

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
    let text = error.to_string();
    assert!(text.contains("/x answered 200 OK with a body that was cut short: "), "{text}");
    assert!(text.ends_with(r#", beginning with `[{"id": 1}, {"id": 2}, {"id"`"#), "{text}");
}

#[tokio::test]
async fn a_stream_without_its_rows_is_an_error() {
    for (body, says) in [
        ("{}", "answered 200 OK with JSON without anything at `/items`, beginning with `{}`"),
        ("", "answered 200 OK with nothing where JSON was expected"),
        (r#"{"items": [{"id": 1}]"#, "with JSON that was cut short after 1 row, beginning with `{\"items\""),
        (r#"{"items": [{"id": 1}, {"id": []}]}"#, "with a row that does not fit its struct (row 2): invalid type"),
        (r#"{"items": [{"id": 1}, ?]}"#, "with something that is no JSON after 1 row: expected value"),
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
    assert!(error.contains("answered 200 OK with a row on line 2 that does not fit: expected value"), "{error}");
}

#[tokio::test]
async fn lines_may_begin_with_a_mark_and_must_end() {
    let (read, end) = lines(b"\xef\xbb\xbf{\"id\": 1}\n \n").await;
    end.unwrap();
    assert_eq!(read, [row(1, None)]);
    for (body, kind, says) in [
        (&b"{\"id\": 1}\n{\"id\": 2"[..], ErrorKind::Transient, "with JSON that was cut short on line 2, beginning"),
        (b"{\"id\": 1, \"note\": \"\xff\"}\n", ErrorKind::Source, "with text that is not UTF-8 on line 1, beginning"),
    ] {
        let error = lines(body).await.1.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(says), "{error}");
    }
}

async fn lines(body: &[u8]) -> (Vec<Row>, Result<()>) {
    let server = Server::script(vec![answer(200, &[], body)]);
    all(client(&server).build().get("x").stream_lines::<Row>().await.unwrap()).await
}

#[tokio::test]
async fn an_array_that_is_not_utf_8_is_told() {
    let server = Server::script(vec![answer(200, &[], b"[{\"id\": 1}, {\"id\": 2, \"note\": \"\xff\"}]")]);
    let stream = client(&server).build().get("x").stream_records::<Row>("").await.unwrap();
    let (read, end) = all(stream).await;
    let error = end.unwrap_err().to_string();
    assert_eq!(read, [row(1, None)]);
    assert!(error.contains("answered 200 OK with text that is not UTF-8 after 1 row, beginning"), "{error}");
}

#[tokio::test]
async fn html_is_no_format() {
    for (kind, body) in [("text/html", "please log in"), ("text/plain", " <!DOCTYPE html><p>Log in</p>")] {
        let server = Server::script(vec![answer(200, &[("content-type", kind)], body)]);
        let client = client(&server).build();
        let get = || client.get("x");
        let ends = [
            all(get().stream_records::<Row>("").await.unwrap()).await.1,
            all(get().stream_lines::<Row>().await.unwrap()).await.1,
            #[cfg(feature = "csv")]
            all(get().stream_csv::<Row>().await.unwrap()).await.1,
            #[cfg(feature = "xml")]
            all(get().stream_xml::<Row>("row").await.unwrap()).await.1,
        ];
        for end in ends {
            let text = end.unwrap_err().to_string();
            let expected = format!("beginning with `{}`", body.trim());
            assert!(text.contains("answered 200 OK with HTML instead of ") && text.ends_with(&expected), "{text}");
        }
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Exact {
    id: u64,
    total: Decimal,
    code: String,
    rate: Option<Decimal>,
}

fn exact() -> Exact {
    Exact {
        id: u64::MAX,
        total: "-12345678901234567890123456789.012345678".parse().unwrap(),
        code: "007".into(),
        rate: Some("1.50".parse().unwrap()),
    }
}

#[tokio::test]
async fn numbers_lose_nothing_on_the_way() {
    let text = r#"{"id": 18446744073709551615, "total": -12345678901234567890123456789.012345678, "code": "007", "rate": 1.50}"#;
    let server = Server::script(vec![answer(200, &[], format!("[{text}]"))]);
    let (read, end) = all(client(&server).build().get("x").stream_records::<Exact>("").await.unwrap()).await;
    end.unwrap();
    assert_eq!(read, [exact()]);
    let server = Server::script(vec![answer(200, &[], text)]);
    let (read, end) = all(client(&server).build().get("x").stream_lines::<Exact>().await.unwrap()).await;
    end.unwrap();
    assert_eq!(read, [exact()]);
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn numbers_in_csv_lose_nothing() {
    let body = "id,total,code,rate\n18446744073709551615,-12345678901234567890123456789.012345678,007,1.50\n";
    let (read, end) = csv::<Exact>(body, Csv::new()).await;
    end.unwrap();
    assert_eq!(read, [exact()]);
}

#[cfg(feature = "xml")]
#[tokio::test]
async fn numbers_in_xml_lose_nothing() {
    let body = "<r><row><id>18446744073709551615</id><total>-12345678901234567890123456789.012345678</total>\
                <code>007</code><rate>1.50</rate></row></r>";
    let server = Server::script(vec![answer(200, &[], body)]);
    let (read, end) = all(client(&server).build().get("x").stream_xml::<Exact>("row").await.unwrap()).await;
    end.unwrap();
    assert_eq!(read, [exact()]);
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
async fn csv<T: serde::de::DeserializeOwned + Send + 'static>(
    body: impl AsRef<[u8]>,
    how: Csv,
) -> (Vec<T>, Result<()>) {
    let server = Server::script(vec![answer(200, &[("content-type", "text/csv")], body)]);
    all(client(&server).build().get("x").stream_csv_of(how).await.unwrap()).await
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn csv_that_does_not_fit_is_an_error_with_its_line() {
    for (body, says) in [
        (&b"id,note\n1\n"[..], "a row on line 2 that has 1 cell, where the header has 2"),
        (b"id,note\n1,\"a\nb\"\n2,a,b\n", "a row on line 4 that has 3 cells, where the header has 2"),
        (b"id,note\nx,a\n", "a row on line 2 that does not fit: column `id`: `x`: invalid digit found in string"),
        (b"note\na\n", "a row on line 2 that does not fit: missing field `id`"),
        (b"id,note\n1,\xff\n", "text that is not UTF-8 on line 2, in cell 2"),
        (b"", "nothing where CSV with a header was expected"),
    ] {
        let (_, end) = csv::<Row>(body, Csv::new()).await;
        let error = end.unwrap_err().to_string();
        assert!(error.contains(&format!("/x answered 200 OK with {says}")), "{error}");
    }
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn csv_may_be_written_in_other_ways() {
    let semicolons = csv::<Row>("\u{feff}id;note\n1;|a;||b||c|\n", Csv::new().delimiter(';').quote('|')).await;
    let headerless = csv::<Row>("\u{feff}1,a\n2,\n", Csv::new().headerless()).await;
    let ragged = csv::<Row>("id,note\n1\n2,b,c,d\n", Csv::new().ragged()).await;
    for ((read, end), expected) in [
        (semicolons, vec![row(1, Some("a;|b|c"))]),
        (headerless, vec![row(1, Some("a")), row(2, None)]),
        (ragged, vec![row(1, None), row(2, Some("b"))]),
    ] {
        end.unwrap();
        assert_eq!(read, expected);
    }
    let (_, end) = csv::<Row>("1,a\n2\n", Csv::new().headerless()).await;
    assert!(end.unwrap_err().to_string().contains("line 2 that has 1 cell, where the first row has 2"));
    let (_, end) = csv::<Row>("note,id\na\n", Csv::new().ragged()).await;
    assert!(end.unwrap_err().to_string().contains("a row on line 2 that does not fit: missing field `id`"));
}

#[cfg(feature = "csv")]
#[tokio::test]
async fn cells_become_what_their_fields_are() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        BigOne,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Cells {
        yes: bool,
        kind: Kind,
        letter: char,
        half: f64,
        any: serde_json::Value,
        #[serde(default)]
        absent: i64,
        day: chrono::NaiveDate,
    }
    let body = "yes,kind,letter,half,any,day,more\ntrue,big_one,x,0.5,1e400,2026-01-31,\n";
    let (read, end) = csv::<Cells>(body, Csv::new()).await;
    end.unwrap();
    let any = serde_json::json!("1e400");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    assert_eq!(read, [Cells { yes: true, kind: Kind::BigOne, letter: 'x', half: 0.5, any, absent: 0, day }]);
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

#[cfg(feature = "xml")]
#[tokio::test]
async fn attributes_and_nested_elements_are_fields() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        #[serde(rename = "@id")]
        id: i64,
        customer: Customer,
        #[serde(default)]
        line: Vec<Line>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Customer {
        #[serde(rename = "@vip")]
        vip: bool,
        #[serde(rename = "$text")]
        name: String,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        price: Decimal,
    }
    let body = r#"<orders><order id="9007199254740993"><customer vip="true">A &lt; B</customer>
                  <line><price>0.10</price></line><line><price>2</price></line></order>
                  <order id="2"><customer vip="false">C</customer></order></orders>"#;
    let server = Server::script(vec![answer(200, &[], body)]);
    let (read, end) = all(client(&server).build().get("x").stream_xml::<Order>("order").await.unwrap()).await;
    end.unwrap();
    let price = |text: &str| Line { price: text.parse().unwrap() };
    let customer = |vip, name: &str| Customer { vip, name: name.into() };
    assert_eq!(
        read,
        [
            Order {
                id: 9_007_199_254_740_993,
                customer: customer(true, "A < B"),
                line: vec![price("0.10"), price("2")]
            },
            Order { id: 2, customer: customer(false, "C"), line: Vec::new() },
        ]
    );
}

#[cfg(feature = "xml")]
#[tokio::test]
async fn xml_that_does_not_fit_is_an_error() {
    use ErrorKind::{Source, Transient};
    for (body, kind, says) in [
        (&b"<list><row><id>1</id>"[..], Transient, "XML that was cut short inside of `row`"),
        (b"<list><row><id>1</id></row>", Transient, "XML that was cut short, beginning"),
        (b"", Source, "nothing where XML was expected"),
        (b"{\"no\": 1}", Source, "nothing where XML was expected, beginning"),
        (b"<list><row></list>", Source, "something that is no XML, at byte "),
        (b"<l><row><id>1</id></row><row><id>x</id></row></l>", Source, "an element `row` that does not fit (row 2): "),
        (b"<l><row><id>1</id><note>\xff</note></row></l>", Source, "text that is not UTF-8, in element 1"),
    ] {
        let server = Server::script(vec![answer(200, &[], body)]);
        let (_, end) = all(client(&server).build().get("x").stream_xml::<Row>("row").await.unwrap()).await;
        let error = end.unwrap_err();
        assert!(error.to_string().contains(&format!("answered 200 OK with {says}")), "{error}");
        assert_eq!(error.kind(), kind, "{error}");
    }
}
