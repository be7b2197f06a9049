//! The commands that look, help, and mistakes on the command line.

use super::Project;
use serde_json::json;

#[test]
fn schema_shows_declared_and_discovered_tables() {
    let project = Project::new();
    let expected = "\
order
  An order placed in the shop.
  id     LONG            primary key; cursor
  total  LONG            In cents.

note
  no primary key
  text  STRING

run_time.asked
  no primary key
";
    assert_eq!(project.done(&["schema"]), expected);
    let tables = project.json(&["schema", "--json"]);
    assert_eq!(tables.as_array().unwrap().len(), 3);
    assert_eq!(tables[0]["primary_key"], json!(["id"]));
    assert_eq!(
        tables[0]["columns"][1],
        json!({ "name": "total", "type": "LONG", "primary_key": false, "description": "In cents." })
    );
}

#[test]
fn what_is_declared_is_shown_without_a_configuration() {
    let project = Project::empty();
    let ran = project.run(&["schema"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("order\n") && !ran.out.contains("run_time"), "{ran:?}");
    assert!(ran.err.contains("WARN"), "{ran:?}");
}

#[test]
fn a_preview_shows_rows_and_writes_nothing() {
    let project = Project::new();
    let ran = project.run(&["preview", "order", "--limit", "2"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "id  total\n--  -----\n 1    100\n 2    200\n"), "{ran:?}");
    assert!(ran.err.contains("2 rows of `order`; nothing was written"), "{ran:?}");
    assert!(!project.path("files").exists());
    assert_eq!(project.json(&["preview", "note", "--json"]), json!([{ "text": "first" }]));
    assert_eq!(project.json(&["preview", "late", "--json"]), json!([{ "id": 1 }]));
}

#[test]
fn a_preview_starts_from_the_beginning_and_moves_no_state() {
    let project = Project::new();
    project.done(&[]);
    let before = project.json(&["state", "show"]);
    assert_eq!(project.json(&["preview", "order", "--json"]).as_array().unwrap().len(), 3);
    assert_eq!(project.json(&["state", "show"]), before);
}

#[test]
fn a_preview_that_fails_shows_what_came() {
    let project = Project::empty();
    project.configure(r#"{"token": "tok-4711", "trouble": "order"}"#);
    let ran = project.run(&["preview", "order"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.ends_with(" 2    200\n") && ran.err.contains("no order 3"), "{ran:?}");
}

#[test]
fn an_unknown_table_is_answered_with_what_was_meant() {
    let project = Project::new();
    let err = project.fails(2, &["preview", "odrer"]);
    assert!(err.contains("there is no table `odrer`\n  Next: did you mean `order`?"), "{err}");
}

#[test]
fn a_query_shows_rows_and_cannot_change_them() {
    let project = Project::new();
    let err = project.fails(1, &["query", "select 1"]);
    assert!(err.contains("there is no warehouse yet\n  Next: run `shop sync`"), "{err}");
    project.done(&[]);
    let ran = project.run(&["query", "select id, total from \"order\" order by id desc limit 2"]);
    assert_eq!(ran.out, "id  total\n--  -----\n 3    300\n 2    200\n");
    assert!(ran.err.contains("2 rows"), "{ran:?}");
    assert_eq!(project.json(&["query", "--json", "select 1 as a, null as b"]), json!([{ "a": "1", "b": null }]));
    project.fails(1, &["query", "delete from \"order\""]);
    project.fails(1, &["query", "selct 1"]);
    assert_eq!(project.value("select count(*) from \"order\""), "3");
    let piped = Project { input: "select 5".to_owned(), ..project };
    assert_eq!(piped.done(&["query", "-"]), "5\n-\n5\n");
}

#[test]
fn check_names_each_check() {
    let project = Project::new();
    assert_eq!(
        project.done(&["check"]),
        "ok      The configuration is complete\nok      The token is accepted\nok      The tables are known\n"
    );
    for (trouble, line, told) in [
        ("token", "FAILED  The token is accepted", "authentication error:\n  `***` is refused\n  Next: renew"),
        ("panic", "FAILED  The token is accepted", "bug error:\n  the connector panicked: no idea"),
        ("discover", "FAILED  The tables are known", "transient error:\n  the source does not answer"),
    ] {
        project.configure(&json!({ "token": "tok-4711", "trouble": trouble }).to_string());
        let ran = project.run(&["check"]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains(line) && ran.err.contains(told), "{ran:?}");
    }
    assert!(!project.path("files").exists());
}

#[test]
fn mistakes_on_the_command_line_are_2() {
    let project = Project::new();
    for wrong in [
        &["--selct", "order"][..],
        &["snyc"],
        &["preview"],
        &["preview", "order", "--limit", "0"],
        &["-q", "-v"],
        &["--naming", "loud"],
        &["--project-dir", "/no/such/directory"],
        &["--configuration", "none.json"],
    ] {
        project.fails(2, wrong);
    }
    let err = project.fails(2, &["--full-refresh", "check"]);
    assert!(err.contains("`--full-refresh` belongs to `sync`"), "{err}");
    let err = project.fails(2, &["snyc"]);
    assert!(err.contains("'sync'"), "{err}");
}

#[test]
fn help_tells_purpose_examples_environment_and_exit_codes() {
    let help = Project::empty().done(&["--help"]);
    for part in
        ["Orders of a shop", "preview", "Examples:", "SHOP_TOKEN", "RUST_BACKTRACE=1", "Exit codes:\n  0  done\n"]
    {
        assert!(help.contains(part), "{part}: {help}");
    }
    for command in ["sync", "check", "schema", "preview", "query", "state", "reset", "config"] {
        let long = Project::empty().done(&[command, "--help"]);
        assert!(long.contains("Options of all commands:"), "{long}");
    }
    assert_eq!(Project::empty().done(&["--version"]), "shop 1.2.3\n");
}
