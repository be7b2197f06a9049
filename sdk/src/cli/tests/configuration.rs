//! The configuration: missing, from the environment, asked for. And where a project is.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Caught, Project};
use crate::cli::io::Io;
use crate::cli::keep::ConfigurationFile;
use crate::cli::log;
use crate::secret::{Origin, Secret};

#[test]
fn a_missing_field_is_told_with_its_description_and_every_way_to_give_it() {
    let project = Project::empty();
    let err = project.fails(2, &[]);
    for part in ["configuration error", "`token` is missing: Made under Settings, API.", "SHOP_TOKEN", "`shop config`"]
    {
        assert!(err.contains(part), "{part}: {err}");
    }
    assert!(!project.path("files").exists());
}

#[test]
fn the_environment_wins_over_the_file() {
    let mut project = Project::new();
    project.variables.push(("SHOP_ORDERS", "1".to_owned()));
    project.done(&[]);
    assert_eq!(project.value("select count(*) from \"order\""), "1");
}

#[test]
fn another_file_can_hold_the_configuration() {
    let project = Project::empty();
    std::fs::write(project.path("mine.json"), r#"{"token": "tok-4711"}"#).unwrap();
    project.done(&["--configuration", "mine.json"]);
}

#[test]
fn answers_are_written_for_the_owner_only() {
    let project = Project { input: "tok-4711\nmany\n7\n\n".to_owned(), ..Project::empty() };
    let ran = project.run(&["config"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("`orders` must be a whole number") && !ran.err.contains("4711"), "{ran:?}");
    let written = std::fs::read_to_string(project.path("configuration.json")).unwrap();
    assert_eq!(serde_json::from_str::<Json>(&written).unwrap(), json!({ "token": "tok-4711", "orders": 7 }));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = project.path("configuration.json").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Enter keeps what is there.
    let again = Project { input: "\n\n\n".to_owned(), ..project };
    again.done(&["config"]);
    assert_eq!(std::fs::read_to_string(again.path("configuration.json")).unwrap(), written);
}

#[test]
fn a_dialogue_without_answers_changes_nothing() {
    let project = Project::empty();
    let err = project.fails(2, &["config"]);
    assert!(err.contains("got no answer"), "{err}");
    assert!(!project.path("configuration.json").exists());
}

#[test]
fn fields_and_an_example_are_shown() {
    let project = Project::empty();
    assert_eq!(project.json(&["config", "--template"]), json!({ "token": "", "orders": 3, "trouble": "none" }));
    let fields = project.done(&["config", "--fields"]);
    assert!(
        fields
            .starts_with("token: a secret, needed\n  Made under Settings, API.\n  environment: SHOP_TOKEN\n\norders: "),
        "{fields}"
    );
    assert_eq!(project.json(&["config", "--fields", "--json"])[1]["variable"], "SHOP_ORDERS");
}

#[test]
fn under_cargo_the_program_is_called_as_cargo_calls_it() {
    let mut project = Project::empty();
    let names = [("CARGO", "cargo"), ("CARGO_PKG_NAME", "the-shop"), ("CARGO_MANIFEST_DIR", "/packages/shop")];
    project.variables.extend(names.map(|(name, value)| (name, value.to_owned())));
    let directory = project.directory.path().to_str().unwrap().to_owned();
    let err = project.fails(2, &["--project-dir", &directory]);
    // The project directory was given, so the next command needs it too.
    assert!(err.contains(&format!("`cargo run -p the-shop -- --project-dir {directory} config`")), "{err}");
    project.variables[2].1 = "/packages/tests".to_owned();
    let err = project.fails(2, &["--project-dir", &directory]);
    assert!(err.contains(&format!("`shop --project-dir {directory} config`")), "{err}");
}

#[test]
fn a_secret_that_the_source_replaces_is_written_back() {
    let project = Project::empty();
    project.configure("{\n    \"trouble\": \"rotation\",   \"token\": \"tok-rotated-4711\"\n}");
    let ran = project.run(&["sync"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = std::fs::read_to_string(project.path("configuration.json")).unwrap();
    assert_eq!(text, "{\n    \"trouble\": \"rotation\",   \"token\": \"tok-rotated-4712\"\n}");
    assert!(!format!("{ran:?}").contains("tok-rotated"), "{ran:?}");
}

#[test]
fn a_secret_of_the_environment_stays_out_of_the_file() {
    let mut project = Project::empty();
    let text = r#"{"trouble": "rotation", "token": "tok-of-the-file"}"#;
    project.configure(text);
    project.variables = vec![("SHOP_TOKEN", "tok-rotated-4711".to_owned())];
    let ran = project.run(&["sync"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(std::fs::read_to_string(project.path("configuration.json")).unwrap(), text);
}

/// What the log says of a secret of the file that is replaced.
fn log_of_a_replacement(text: &str, variable: Option<&str>) -> String {
    let project = Project::empty();
    project.configure(text);
    let err = Caught::default();
    let io = Io::of_test(Box::new(Caught::default()), Box::new(err.clone()), "", project.directory.path());
    let keeper = Arc::new(ConfigurationFile::new(project.path("configuration.json")));
    let token = Secret::new("tok-replaced-1").read_from(&Origin::new("token", variable, keeper));
    tracing::subscriber::with_default(log::subscriber(io.screen.clone()), || {
        assert_eq!(token.replaced_by("tok-replaced-2").unwrap().expose(), "tok-replaced-2");
    });
    let log = err.text();
    assert!(!log.contains("tok-replaced"), "{log}");
    log
}

#[test]
fn what_becomes_of_a_replaced_secret_is_said_and_the_secret_is_not() {
    let log = log_of_a_replacement(r#"{"token": "tok-replaced-1"}"#, None);
    assert!(log.contains("INFO  the source replaced the secret `token`; the new one is in"), "{log}");
    let log = log_of_a_replacement(r#"{"token": "another one"}"#, None);
    assert!(log.contains("holds another value by now, which stays"), "{log}");
    let log = log_of_a_replacement("{}", Some("SHOP_TOKEN"));
    assert!(log.contains("WARN  the source replaced the secret `token`, and the new one is lost"), "{log}");
    assert!(log.contains("came from the environment variable `SHOP_TOKEN`, which cannot be written"), "{log}");
}
