//! Syncs.

use super::{Project, io};
use crate::cli::io::Io;
use serde_json::{Value as Json, json};

const LIVE_ORDERS: &str = "select count(*) from \"order\" where _fivetran_deleted = 0";

#[test]
fn a_sync_fills_the_warehouse_and_says_what_it_did() {
    let project = Project::new();
    let out = project.done(&["sync"]);
    assert!(
        out.contains(
            "\
table           upserts  updates  deletes  truncates  rows now
--------------  -------  -------  -------  ---------  --------
order                 3        0        0          0         3
note                  1        0        0          0         1
run_time.asked        0        0        0          0         0
late                  1        0        0          0         1
"
        ),
        "{out}"
    );
    assert!(out.contains("5 checkpoints in "), "{out}");
    assert!(out.contains("shop query ") && out.contains("warehouse.db 'select * from "), "{out}");
    assert!(out.ends_with("\nThe sync is complete.\n"), "{out}");
    assert_eq!(project.value(LIVE_ORDERS), "3");
}

#[test]
fn the_word_may_be_left_out_and_a_second_sync_continues() {
    let project = Project::new();
    let first = project.run(&[]);
    assert!(first.err.contains("from=\"the start\""), "{first:?}");
    project.configure(r#"{"token": "tok-4711", "orders": 5}"#);
    let second = project.run(&[]);
    assert!(second.err.contains("from=\"the last checkpoint\""), "{second:?}");
    assert!(second.out.contains("\norder                 2        0        0          0         5\n"), "{second:?}");
}

#[test]
fn a_selection_is_all_that_is_synced_and_widening_it_reads_the_rest() {
    let project = Project::new();
    let out = project.done(&["--select", "order.id"]);
    assert!(!out.contains("note"), "{out}");
    assert_eq!(project.value("select count(*) from \"order\""), "3");
    assert_eq!(project.value("select count(*) from pragma_table_info('order') where name = 'total'"), "0");

    let ran = project.run(&["sync", "--select", "order", "--select", "note"]);
    assert!(ran.err.contains("table `order` is read from the start: more of its columns"), "{ran:?}");
    assert_eq!(project.value("select sum(total) from \"order\""), "600");
    assert_eq!(project.value("select count(*) from note"), "1");
}

#[test]
fn a_table_that_came_to_light_can_be_selected_from_then_on() {
    let project = Project::new();
    project.fails(2, &["--select", "late"]);
    project.done(&[]);
    let out = project.done(&["--select", "late"]);
    assert!(out.contains("\nlate ") && !out.contains("\norder "), "{out}");
}

#[test]
fn a_full_refresh_marks_what_is_gone() {
    let project = Project::new();
    project.done(&[]);
    project.configure(r#"{"token": "tok-4711", "orders": 2}"#);
    project.done(&[]);
    assert_eq!(project.value(LIVE_ORDERS), "3");
    let out = project.done(&["--full-refresh"]);
    assert!(out.contains("\norder                 2        0        0          1         2\n"), "{out}");
    assert_eq!(project.value(LIVE_ORDERS), "2");
}

#[test]
fn a_reader_that_fails_keeps_its_checkpoints_and_those_of_others() {
    let project = Project::empty();
    project.configure(r#"{"token": "tok-4711", "trouble": "order"}"#);
    let ran = project.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains(
            "source error in table `order`:\n  no order 3 for ***\n  Next: sync again once the source has changed"
        ),
        "{ran:?}"
    );
    assert!(ran.out.contains("The sync FAILED."), "{ran:?}");
    assert!(!ran.out.contains("4711") && !ran.err.contains("4711"), "{ran:?}");
    assert_eq!(project.value(LIVE_ORDERS), "2");
    assert_eq!(project.value("select count(*) from note"), "1");
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 3 }));

    project.configure(r#"{"token": "tok-4711"}"#);
    project.done(&[]);
    assert_eq!(project.value(LIVE_ORDERS), "3");
}

#[test]
fn the_copy_of_the_state_is_what_the_warehouse_holds() {
    let project = Project::new();
    project.done(&[]);
    let copy: Json = serde_json::from_str(&std::fs::read_to_string(project.path("files/state.json")).unwrap()).unwrap();
    assert_eq!(copy["tables"]["order"], json!({ "next": 4 }));
    assert_eq!(copy, project.json(&["state", "show"]));
}

#[test]
fn json_is_one_object_on_stdout_and_lines_of_json_on_stderr() {
    let project = Project::empty();
    project.configure(r#"{"token": "tok-4711", "trouble": "order"}"#);
    let ran = project.run(&["--json"]);
    let report: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["outcome"], "failed");
    assert_eq!(
        report["tables"][0],
        json!({ "table": "order", "upserts": 2, "updates": 0, "deletes": 0, "truncates": 0, "rows": 2 })
    );
    assert_eq!(report["errors"], json!([{ "kind": "source", "table": "order", "message": "no order 3 for ***" }]));
    let lines: Vec<Json> = ran.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let error = lines.iter().find(|line| line["level"] == "ERROR").unwrap();
    assert_eq!((&error["kind"], &error["table"]), (&"source".into(), &"order".into()));
}

#[test]
fn quiet_is_quiet() {
    let ran = Project::new().run(&["-q"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn a_slip_in_a_selection_is_answered_and_nothing_is_written() {
    let project = Project::new();
    let err = project.fails(2, &["--select", "oder"]);
    assert!(err.contains("there is no table `oder`\n  Next: did you mean `order`?"), "{err}");
    assert!(!project.path("files/state.json").exists());
}

#[test]
fn an_unknown_destination_is_refused() {
    let err = Project::new().fails(2, &["--destination", "duckdb"]);
    assert!(err.contains("there is no destination `duckdb`"), "{err}");
}

#[test]
fn another_file_can_hold_the_warehouse() {
    let project = Project::new();
    project.done(&["--destination", "sqlite:other/place.db"]);
    assert!(project.path("other/place.db").exists() && !project.path("files/warehouse.db").exists());
    assert!(project.done(&["query", "--destination", "sqlite:other/place.db", "select 7"]).contains('7'));
}

#[test]
fn a_reader_of_stdout_who_has_seen_enough_is_no_error() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut io = Io::of_test(Box::new(Closed), Box::new(io::sink()), "", std::path::Path::new("."));
    assert!(io.print("one").is_ok() && io.print("two").is_ok());
}
