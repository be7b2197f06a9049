//! State and reset.

use super::Project;
use serde_json::json;

#[test]
fn state_is_shown_before_and_after_a_sync() {
    let project = Project::new();
    assert_eq!(project.json(&["state", "show"]), json!({ "format": 1, "tables": {} }));
    assert!(!project.path("files").exists(), "to look writes nothing");
    project.done(&[]);
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 4 }));
    assert_eq!(project.json(&["state", "show", "note"]), json!({}));
    let err = project.fails(2, &["state", "show", "ordr"]);
    assert!(err.contains("did you mean `order`?"), "{err}");
}

#[test]
fn state_that_is_set_is_where_the_next_sync_continues() {
    let project = Project::new();
    project.done(&["state", "set", "order", r#"{"next": 3}"#]);
    let out = project.done(&[]);
    assert!(out.contains("\norder                 1 "), "{out}");

    let mut project = Project { input: r#"{"tables": {"order": {"next": 2}}}"#.to_owned(), ..project };
    project.done(&["state", "set", "-"]);
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 2 }));
    project.input = r#"{"next": 1}"#.to_owned();
    project.done(&["state", "set", "order", "-"]);
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 1 }));
    let copy = std::fs::read_to_string(project.path("files/state.json")).unwrap();
    assert!(copy.contains("\"next\": 1"), "{copy}");
}

#[test]
fn what_is_no_state_is_refused() {
    let project = Project::new();
    project.done(&[]);
    for wrong in [
        &["state", "set", "order", "7"][..],
        &["state", "set", "order", "{"],
        &["state", "set", "ordr", "{}"],
        &["state", "set", r#"{"tabels": {}}"#],
        &["state", "set", "order"],
        &["state", "set"],
        &["state"],
    ] {
        project.fails(2, wrong);
    }
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 4 }));
}

#[test]
fn the_state_of_a_table_is_forgotten_without_its_rows() {
    let mut project = Project::new();
    project.done(&[]);
    let err = project.fails(2, &["state", "reset", "order"]);
    assert!(err.contains("add `--yes`"), "{err}");
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 4 }));
    project.done(&["state", "reset", "order", "--yes"]);
    assert_eq!(project.json(&["state", "show"]), json!({ "format": 1, "tables": {} }));
    assert_eq!(project.value("select count(*) from \"order\""), "3");
    project.fails(2, &["state", "reset", "ordr", "--yes"]);

    project.done(&[]);
    project.can_ask = true;
    project.input = "n\n".to_owned();
    project.fails(1, &["state", "reset"]);
    assert_eq!(project.json(&["state", "show", "order"]), json!({ "next": 4 }));
    project.input = "y\n".to_owned();
    project.done(&["state", "reset"]);
    assert_eq!(project.json(&["state", "show", "order"]), json!({}));
}

#[test]
fn reset_forgets_rows_and_state() {
    let project = Project::new();
    project.done(&["reset"]);
    project.done(&[]);
    let err = project.fails(2, &["reset"]);
    assert!(err.contains("This forgets 3 tables with 5 rows and their state"), "{err}");
    project.done(&["reset", "-y"]);
    assert!(!project.path("files/state.json").exists());
    project.fails(1, &["query", "select * from note"]);
    let out = project.done(&[]);
    assert!(out.contains("\norder                 3 "), "{out}");
}
