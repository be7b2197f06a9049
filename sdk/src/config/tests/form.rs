//! The dialogue and the example.

use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::Auth;
use crate::config::{FieldSpec, Prompter, Values, fill, question, template};
use crate::error::ErrorKind;
use crate::secret::{Secret, redact};

/// Answers in order, and everything that was said.
#[derive(Default)]
struct Script {
    answers: Vec<&'static str>,
    said: Vec<String>,
}

impl Prompter for Script {
    fn ask(&mut self, field: &FieldSpec, current: Option<&str>) -> io::Result<String> {
        self.said.push(format!("{} {}", field.name, current.unwrap_or("-")));
        if self.answers.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(self.answers.remove(0).to_owned())
    }

    fn refuse(&mut self, _field: &FieldSpec, reason: &str) -> io::Result<()> {
        self.said.push(format!("! {reason}"));
        Ok(())
    }
}

fn fields() -> Vec<FieldSpec> {
    vec![
        // Depends on a field that is asked later.
        FieldSpec::of::<Option<Secret>>("password").when("auth", "basic"),
        FieldSpec::of::<Auth>("auth").describe("How to sign in."),
        FieldSpec::of::<u32>("page_size").default("100"),
        FieldSpec::of::<Option<NaiveDate>>("since").placeholder("2026-01-31"),
        FieldSpec::of::<Vec<u8>>("days").placeholder("1, 2"),
    ]
}

/// What the dialogue gives and what was said in it.
fn dialogue(current: Json, answers: &[&'static str]) -> (Json, Vec<String>) {
    let mut script = Script { answers: answers.to_vec(), said: Vec::new() };
    let values = Values::from_json(&fields(), current).unwrap();
    let object = fill(&fields(), &values, &mut script).unwrap();
    assert!(script.answers.is_empty(), "left over: {:?}", script.answers);
    (object.into(), script.said)
}

#[test]
fn a_first_dialogue_asks_for_what_counts() {
    let (object, said) = dialogue(json!({}), &["bearer_token", "", "", "1,2"]);
    assert_eq!(object, json!({ "auth": "bearer_token", "days": [1, 2] }));
    assert_eq!(said, ["auth -", "page_size 100", "since -", "days -"]);
}

#[test]
fn a_dependent_field_is_asked_for_after_the_other_and_needed_then() {
    let (object, said) = dialogue(json!({}), &["Basic", "", "form-pass", "50", "2026-02-01", "[3]"]);
    assert_eq!(
        object,
        json!({ "auth": "basic", "password": "form-pass", "page_size": 50, "since": "2026-02-01", "days": [3] })
    );
    assert_eq!(said[..4], ["auth -", "password -", "! `password` is needed", "password -"]);
    assert_eq!(redact("<form-pass>"), "<***>");
}

#[test]
fn what_does_not_fit_is_asked_for_again_with_the_reason() {
    let (object, said) = dialogue(json!({}), &["bearer_token", "many", "7", "soon", "", "", "1"]);
    assert_eq!(object, json!({ "auth": "bearer_token", "page_size": 7, "days": [1] }));
    let refusals: Vec<_> = said.iter().filter(|said| said.starts_with('!')).collect();
    assert_eq!(
        refusals,
        [
            "! `page_size` must be a whole number from 0 to 4294967295, not `many`",
            "! `since` must be a date such as `2026-01-31`, not `soon`",
            "! `days` is needed",
        ]
    );
}

#[test]
fn enter_keeps_what_was_and_a_hyphen_removes_it() {
    let current =
        json!({ "auth": "basic", "password": "form-kept", "page_size": "7", "since": "2026-01-01", "days": "4, 5" });
    let (object, said) = dialogue(current.clone(), &["", "", "", "", ""]);
    assert_eq!(said, ["auth basic", "password ***", "page_size 7", "since 2026-01-01", "days 4, 5"]);
    // Flat texts become typed.
    assert_eq!(
        object,
        json!({ "auth": "basic", "password": "form-kept", "page_size": 7, "since": "2026-01-01", "days": [4, 5] })
    );
    let (object, _) = dialogue(current, &["bearer_token", "-", "-", ""]);
    assert_eq!(object, json!({ "auth": "bearer_token", "days": [4, 5] }));
}

#[test]
fn what_is_needed_cannot_be_removed() {
    let (object, said) = dialogue(json!({ "auth": "bearer_token", "days": [4] }), &["-", "", "", "", ""]);
    assert_eq!(object, json!({ "auth": "bearer_token", "days": [4] }));
    assert_eq!(said[1], "! `auth` must be `basic` or `bearer_token`, not `-`");
}

#[test]
fn a_value_that_no_longer_fits_is_explained_first() {
    let (object, said) =
        dialogue(json!({ "auth": "oauth", "days": [9], "old": 1 }), &["basic", "form-word", "", "", ""]);
    assert_eq!(said[..2], ["! `auth` must be `basic` or `bearer_token`, not `oauth`", "auth -"]);
    assert_eq!(object, json!({ "auth": "basic", "password": "form-word", "days": [9] }));
}

#[test]
fn without_answers_the_dialogue_ends() {
    let error = fill(&fields(), &Values::empty(&fields()), &mut Script::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().starts_with("`auth` got no answer: "), "{error}");
}

#[test]
fn what_the_dialogue_writes_is_accepted_when_read() {
    let (object, _) = dialogue(json!({}), &["basic", "form-read", "50", "2026-02-01", "3"]);
    let values = Values::from_json(&fields(), object).unwrap();
    let fields = fields();
    let mut reader = crate::config::ConfigReader::new(&fields, &values);
    assert_eq!(reader.field::<Vec<u8>>("days"), Some(vec![3]));
    assert_eq!(reader.field::<Option<Secret>>("password").unwrap().unwrap().expose(), "form-read");
    assert!(reader.finish(Some(())).is_ok());
}

#[test]
fn a_question_says_everything() {
    let fields = fields();
    let auth = "Auth\n  How to sign in.\n  `basic`: Basic: User and password.\n  `bearer_token`: Token\nauth: ";
    assert_eq!(question(&fields[1], None), auth);
    assert_eq!(question(&fields[0], Some("***")), "Password\npassword [***]: ");
    assert_eq!(
        question(&fields[2], Some("100")),
        "Page size\n  a whole number\n  Enter keeps what it is, `-` removes what was entered\npage_size [100]: "
    );
    assert_eq!(
        question(&fields[3], None),
        "Since\n  a date such as `2026-01-31`\n  for example `2026-01-31`\n  may be left empty\nsince: "
    );
}

#[test]
fn the_example_shows_defaults_and_examples() {
    // The first choice is `basic`, on which the password depends.
    assert_eq!(
        Json::from(template(&fields())),
        json!({ "password": "", "auth": "basic", "page_size": 100, "since": "", "days": [1, 2] })
    );
    let others = [
        FieldSpec::of::<Option<Secret>>("secret").when("on", "true"),
        FieldSpec::of::<bool>("on").default("no"),
        FieldSpec::of::<f64>("rate").placeholder("quick"),
        FieldSpec::of::<BTreeMap<String, u8>>("quotas").default(r#"{"eu": 5}"#),
        FieldSpec::of::<Json>("extra").placeholder(r#"{"a": [1]}"#),
    ];
    assert_eq!(
        Json::from(template(&others)),
        json!({ "on": false, "rate": "", "quotas": { "eu": 5 }, "extra": { "a": [1] } })
    );
}
