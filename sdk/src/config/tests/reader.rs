//! All mistakes at once, dependent fields, defaults.

use serde_json::{Value as Json, json};

use super::Auth;
use crate::config::{Config, ConfigField, ConfigReader, FieldSpec, Values, read_config};
use crate::error::{ErrorKind, Result};
use crate::secret::Secret;

#[derive(Debug, PartialEq)]
struct Shop {
    token: String,
    page_size: u32,
    auth: Option<Auth>,
    user: Option<String>,
    keep: bool,
    days: Option<u8>,
    regions: Vec<String>,
}

impl Config for Shop {
    fn fields() -> Vec<FieldSpec> {
        vec![
            FieldSpec::of::<Secret>("token").describe("Made under Settings, API.\nShown once.\n\nKeep it."),
            FieldSpec::of::<u32>("page_size"),
            FieldSpec::of::<Option<Auth>>("auth"),
            FieldSpec::of::<Option<String>>("user").when("auth", "basic").describe("As at the till"),
            FieldSpec::of::<bool>("keep").default("no"),
            FieldSpec::of::<Option<u8>>("days").when("keep", "true"),
            FieldSpec::of::<Vec<String>>("regions").default("eu, us"),
        ]
    }

    fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
        let token = values.field::<Secret>("token");
        let (page_size, auth, user) = (values.field("page_size"), values.field("auth"), values.field("user"));
        let (keep, days, regions) = (values.field("keep"), values.field("days"), values.field("regions"));
        Some(Self {
            token: token?.expose().to_owned(),
            page_size: page_size?,
            auth: auth?,
            user: user?,
            keep: keep?,
            days: days?,
            regions: regions?,
        })
    }
}

fn read(json: Json) -> Result<Shop> {
    read_config(&Values::from_json(&Shop::fields(), json).unwrap())
}

/// The lines of the mistakes, without the heading.
fn mistakes(json: Json) -> Vec<String> {
    let error = read(json).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.message().lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

fn good() -> Json {
    json!({ "token": "tk9", "page_size": 5 })
}

fn with(mut json: Json, more: Json) -> Json {
    json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json
}

/// One field read from its value, if any.
fn one<T: ConfigField>(field: FieldSpec, value: Option<Json>) -> Result<T> {
    let fields = [field];
    let object = value.into_iter().map(|value| (fields[0].name.to_string(), value)).collect::<Json>();
    let values = Values::from_json(&fields, object).unwrap();
    let mut reader = ConfigReader::new(&fields, &values);
    let read = reader.field::<T>(&fields[0].name);
    reader.finish(read)
}

#[test]
fn defaults_stand_for_what_is_left_out() {
    let shop = Shop {
        token: "tk9".into(),
        page_size: 5,
        auth: None,
        user: None,
        keep: false,
        days: None,
        regions: vec!["eu".into(), "us".into()],
    };
    assert_eq!(read(good()).unwrap(), shop);
    let empty = json!({ "auth": "", "user": "", "keep": " ", "days": null, "regions": "" });
    assert_eq!(read(with(good(), empty)).unwrap(), shop);
}

#[test]
fn an_empty_list_is_no_left_out_list() {
    assert_eq!(read(with(good(), json!({ "regions": [] }))).unwrap().regions, Vec::<String>::new());
}

#[test]
fn all_mistakes_come_at_once_and_once() {
    let values = Values::from_json(
        &Shop::fields(),
        json!({ "page_size": "abc", "auth": "bassic", "keep": "maybe", "regions": { "a": 1 }, "pagesize": 3, "zzz": 1 }),
    );
    let values = values.unwrap().with_environment::<&str, &str>("shop", []).unwrap();
    let error = read_config::<Shop>(&values).unwrap_err();
    let text = "the configuration has 7 mistakes:
  `token` is missing: Made under Settings, API. Shown once.
  `page_size` must be a whole number from 0 to 4294967295, not `abc`
  `auth` must be `basic` or `bearer_token`, not `bassic`; did you mean `basic`?
  `keep` must be `true` or `false`, not `maybe`
  `regions` must be a list, with commas between its values or as a JSON array, not a JSON object
  `pagesize` is not a field; did you mean `page_size`?
  `zzz` is not a field; there are `token`, `page_size`, `auth`, `user`, `keep`, `days`, `regions`
edit the configuration, or set environment variables named `SHOP_<FIELD>`, such as `SHOP_TOKEN`";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn the_next_step_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("configuration.json");
    std::fs::write(&path, r#"{"token": "tk9", "page_size": ""}"#).unwrap();
    let error = read_config::<Shop>(&Values::from_file(&Shop::fields(), &path).unwrap()).unwrap_err();
    assert_eq!(error.message(), "the configuration has a mistake:\n  `page_size` is missing");
    assert_eq!(error.step().unwrap(), format!("edit `{}`", path.display()));
}

#[test]
fn a_dependent_field_is_required_while_its_condition_holds() {
    assert_eq!(
        mistakes(with(good(), json!({ "auth": "basic" }))),
        ["`user` is required when `auth` is `basic`: As at the till"]
    );
    assert_eq!(mistakes(with(good(), json!({ "keep": "YES" }))), ["`days` is required when `keep` is `true`"]);
    assert_eq!(mistakes(with(good(), json!({ "auth": "Basic", "user": "" }))).len(), 1);
    let shop = read(with(good(), json!({ "auth": "basic", "user": "kim", "keep": true, "days": "3" }))).unwrap();
    assert_eq!((shop.user.as_deref(), shop.days), (Some("kim"), Some(3)));
}

#[test]
fn a_dependent_field_is_ignored_while_its_condition_does_not_hold() {
    for auth in ["bearer_token", ""] {
        let shop = read(with(good(), json!({ "auth": auth, "user": "kim", "days": "not even a number" }))).unwrap();
        assert_eq!((shop.user, shop.days), (None, None));
    }
}

#[test]
fn a_condition_that_is_wrong_itself_is_one_mistake() {
    assert_eq!(mistakes(with(good(), json!({ "keep": "maybe", "days": "x" }))).len(), 1);
}

#[test]
fn a_condition_looks_at_defaults_and_through_chains() {
    let fields = [
        FieldSpec::of::<String>("a").default("x"),
        FieldSpec::of::<Option<String>>("b").when("a", "x"),
        FieldSpec::of::<Option<String>>("c").when("b", "y"),
    ];
    let read = |json| {
        let values = Values::from_json(&fields, json).unwrap();
        let mut reader = ConfigReader::new(&fields, &values);
        let c = reader.field::<Option<String>>("c");
        reader.finish(c)
    };
    assert_eq!(read(json!({ "b": "y", "c": "z" })).unwrap().as_deref(), Some("z"));
    assert!(read(json!({ "b": "y" })).is_err());
    assert_eq!(read(json!({ "a": "other", "b": "y", "c": "z" })).unwrap(), None);
}

#[test]
fn a_default_of_a_dependent_field_stands_only_while_it_counts() {
    let fields =
        [FieldSpec::of::<bool>("on").default("no"), FieldSpec::of::<Option<u8>>("n").when("on", "yes").default("7")];
    for (on, n) in [("true", Some(7)), ("false", None)] {
        let values = Values::from_json(&fields, json!({ "on": on })).unwrap();
        assert_eq!(ConfigReader::new(&fields, &values).field::<Option<u8>>("n"), Some(n));
    }
}

#[test]
fn slips_of_the_hand_are_recognised() {
    for slip in ["toekn", "tokn", "tokens", "Token", "rokem"] {
        let mistakes = mistakes(with(good(), json!({ slip: 1 })));
        let meant = mistakes[0].ends_with("did you mean `token`?");
        assert_eq!(meant, slip != "rokem", "{mistakes:?}");
    }
    assert!(mistakes(with(good(), json!({ "pageSize": 1 })))[0].ends_with("did you mean `page_size`?"));
}

#[test]
fn fields_that_depend_on_each_other_in_a_circle_do_not_count() {
    let fields =
        [FieldSpec::of::<Option<String>>("a").when("b", "x"), FieldSpec::of::<Option<String>>("b").when("a", "x")];
    let values = Values::from_json(&fields, json!({ "a": "x", "b": "x" })).unwrap();
    let mut reader = ConfigReader::new(&fields, &values);
    assert_eq!(reader.field::<Option<String>>("a"), Some(None));
}

#[test]
fn empty_text_is_a_value_for_required_text_only() {
    assert_eq!(one::<String>(FieldSpec::of::<String>("f"), Some(json!(""))).unwrap(), "");
    assert_eq!(one::<String>(FieldSpec::of::<String>("f").default("d"), Some(json!(""))).unwrap(), "d");
    assert_eq!(one::<Option<String>>(FieldSpec::of::<Option<String>>("f"), Some(json!(""))).unwrap(), None);
    assert!(
        one::<Secret>(FieldSpec::of::<Secret>("f"), Some(json!(""))).unwrap_err().message().contains("`f` is missing")
    );
    assert!(one::<u8>(FieldSpec::of::<u8>("f"), Some(json!(""))).unwrap_err().message().contains("`f` is missing"));
    assert!(one::<Vec<u8>>(FieldSpec::of::<Vec<u8>>("f"), Some(json!(" "))).is_err());
    assert!(one::<String>(FieldSpec::of::<String>("f"), Some(json!(null))).is_err());
}

#[test]
fn what_the_author_got_wrong_is_a_bug() {
    let bug = |error: crate::error::Error| {
        assert_eq!(error.kind(), ErrorKind::Bug);
        error.message().lines().nth(1).unwrap().trim().to_owned()
    };
    let default = one::<u8>(FieldSpec::of::<u8>("f").default("many"), None).unwrap_err();
    assert_eq!(bug(default), "`f` has a default that must be a whole number from 0 to 255, not `many`");
    let stranger = one::<Option<u8>>(FieldSpec::of::<Option<u8>>("f").when("g", "x"), None).unwrap_err();
    assert_eq!(bug(stranger), "`f` depends on `g`, which is not a field");
    let values = Values::empty(&[]);
    let mut reader = ConfigReader::new(&[], &values);
    let read = reader.field::<u8>("f");
    assert_eq!(bug(reader.finish(read).unwrap_err()), "`f` is read but is not one of the fields");
    assert_eq!(
        bug(ConfigReader::new(&[], &values).finish(None::<()>).unwrap_err()),
        "the connector refused it without a reason"
    );

    let fields = [FieldSpec::of::<bool>("on").default("no"), FieldSpec::of::<u8>("f").when("on", "true")];
    let values = Values::empty(&fields);
    let mut reader = ConfigReader::new(&fields, &values);
    let read = reader.field::<u8>("f");
    let text = "`f` counts only when `on` is `true`, so it needs a default or the type `Option<…>`";
    assert_eq!(bug(reader.finish(read).unwrap_err()), text);
}

#[test]
fn a_connector_may_refuse_what_it_read() {
    let values = Values::empty(&[]);
    let mut reader = ConfigReader::new(&[], &values);
    reader.problem("`since` must be before `until`");
    let error = reader.finish(Some(())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().ends_with("`since` must be before `until`"));
}

#[test]
fn a_connector_without_configuration_takes_none() {
    assert!(read_config::<()>(&Values::empty(&[])).is_ok());
    let error = read_config::<()>(&Values::from_json(&[], json!({ "token": "tk9" })).unwrap()).unwrap_err();
    assert!(error.message().ends_with("`token` is not a field; there are none"));
}

#[test]
fn no_error_shows_a_secret() {
    let fields = [FieldSpec::of::<Secret>("token"), FieldSpec::of::<Vec<Secret>>("keys"), FieldSpec::of::<u8>("n")];
    // Three letters are not masked in texts, so they would show; the long one is masked even in another field's error.
    let object =
        json!({ "token": { "a": "k9!" }, "keys": "[\"k9!\", {}", "tokn": "k9!", "n": "long-secret-in-a-number" });
    Secret::new("long-secret-in-a-number");
    let values = Values::from_json(&fields, object).unwrap();
    let mut reader = ConfigReader::new(&fields, &values);
    let (token, keys, n) =
        (reader.field::<Secret>("token"), reader.field::<Vec<Secret>>("keys"), reader.field::<u8>("n"));
    assert!(token.is_none() && keys.is_none() && n.is_none());
    let inside = format!("{reader:?}");
    let error = reader.finish(None::<()>).unwrap_err();
    assert!(error.message().starts_with("the configuration has 4 mistakes"));
    for text in [inside, error.to_string(), format!("{error:?}"), error.message(), format!("{values:?}")] {
        assert!(!text.contains("k9!"), "{text}");
        assert!(!text.contains("long-secret"), "{text}");
    }
}

#[test]
fn a_secret_in_the_wrong_field_is_masked_before_it_is_cut_or_joined() {
    let secret = format!("begin\nof-a-key-{}", "x9".repeat(50));
    let fields = [FieldSpec::of::<u8>("n"), FieldSpec::of::<Secret>("key")];
    let values = Values::from_json(&fields, json!({ "n": secret, "key": secret })).unwrap();
    let mut reader = ConfigReader::new(&fields, &values);
    assert!(reader.field::<u8>("n").is_none());
    let message = reader.finish(None::<()>).unwrap_err().message();
    assert!(message.ends_with("`n` must be a whole number from 0 to 255, not `***`"), "{message}");
}
