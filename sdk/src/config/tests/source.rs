//! Files, objects, texts and the environment.

use std::ffi::OsString;
use std::fs;

use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::config::{Config, ConfigReader, FieldSpec, Upload, Values, read_config, variable_of};
use crate::error::ErrorKind;
use crate::secret::{Secret, redact};

const NONE: [(&str, &str); 0] = [];

#[derive(Debug)]
struct Shop {
    token: Secret,
    page_size: u32,
    name: String,
}

impl Config for Shop {
    fn fields() -> Vec<FieldSpec> {
        vec![
            FieldSpec::of::<Secret>("token"),
            FieldSpec::of::<u32>("page_size").default("100"),
            FieldSpec::of::<String>("name"),
        ]
    }

    fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
        let (token, page_size, name) = (values.field("token"), values.field("page_size"), values.field("name"));
        Some(Self { token: token?, page_size: page_size?, name: name? })
    }
}

fn file(text: &str) -> (TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("configuration.json");
    fs::write(&path, text).unwrap();
    (directory, path)
}

fn shop(values: &Values) -> Shop {
    read_config(values).unwrap()
}

#[test]
fn flat_and_typed_files_say_the_same() {
    for text in [
        r#"{"token": "tk-flat-typed", "page_size": "7", "name": "x"}"#,
        r#"{"token": "tk-flat-typed", "page_size": 7, "name": "x"}"#,
        "\u{feff}{\"token\": \"tk-flat-typed\", \"page_size\": 7, \"name\": \"x\"}",
    ] {
        let (_directory, path) = file(text);
        let shop = shop(&Values::from_file(&Shop::fields(), path).unwrap());
        assert_eq!((shop.token.expose(), shop.page_size, &*shop.name), ("tk-flat-typed", 7, "x"));
    }
}

#[test]
fn a_missing_file_holds_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let values = Values::from_file(&Shop::fields(), directory.path().join("configuration.json")).unwrap();
    let message = read_config::<Shop>(&values).unwrap_err().message();
    assert!(message.contains("`token` is missing"), "{message}");
}

#[test]
fn a_broken_file_is_named_with_the_place() {
    let (_directory, path) = file("{\n  \"token\": \"tk-broken-file\",\n  \"page_size\": }");
    let error = Values::from_file(&Shop::fields(), &path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(
        text.contains("configuration.json`: the file is not valid JSON: expected value at line 3 column 16"),
        "{text}"
    );
    assert!(!text.contains("tk-broken"), "{text}");
}

#[test]
fn a_file_must_hold_an_object() {
    let (_directory, path) = file("[1, 2]");
    let text = Values::from_file(&Shop::fields(), path).unwrap_err().to_string();
    assert!(text.contains("the configuration is a JSON array, not a JSON object"), "{text}");
}

#[test]
fn what_is_no_text_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let error = Values::from_file(&Shop::fields(), directory.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let path = directory.path().join("configuration.json");
    fs::write(&path, [b'{', 0xff]).unwrap();
    assert!(Values::from_file(&Shop::fields(), path).unwrap_err().to_string().contains("UTF-8"));
}

#[test]
fn at_most_a_hundred_keys() {
    let keys = |n: usize| (0..n).map(|i| (format!("k{i}"), Json::from(""))).collect::<Map<_, _>>();
    assert!(Values::from_json(&[], keys(100).into()).is_ok());
    let error = Values::from_json(&[], keys(101).into()).unwrap_err();
    assert_eq!(error.message(), "the configuration has 101 keys");
    let texts = (0..101).map(|i| (format!("k{i}"), String::new()));
    assert!(Values::from_texts(&[], texts).is_err());
}

#[test]
fn the_environment_wins_over_the_file() {
    let (_directory, path) = file(r#"{"token": "tk-of-the-file", "page_size": 7, "name": "x"}"#);
    let values = Values::from_file(&Shop::fields(), path)
        .unwrap()
        .with_environment(
            "shop",
            [("SHOP_TOKEN", "tk-of-the-env"), ("PAGE_SIZE", "9"), ("SHOP_OTHER", "1"), ("shop_name", "y")],
        )
        .unwrap();
    let shop = shop(&values);
    assert_eq!((shop.token.expose(), shop.page_size, &*shop.name), ("tk-of-the-env", 7, "x"));
}

#[test]
fn the_environment_alone_is_enough() {
    let values = Values::empty(&Shop::fields())
        .with_environment("shop", [("SHOP_TOKEN", "tk-env-alone"), ("SHOP_NAME", "")])
        .unwrap();
    let shop = shop(&values);
    assert_eq!((shop.page_size, &*shop.name), (100, ""));
}

#[test]
fn an_empty_variable_clears_the_value_of_the_file() {
    let values =
        Values::from_json(&Shop::fields(), json!({ "token": "tk-cleared", "page_size": 7, "name": "x" })).unwrap();
    let values = values.with_environment("shop", [("SHOP_PAGE_SIZE", "")]).unwrap();
    assert_eq!(shop(&values).page_size, 100);
}

#[test]
fn a_mistake_in_a_variable_names_it() {
    let values = Values::from_json(&Shop::fields(), json!({ "token": "tk-mistake", "name": "x" })).unwrap();
    let values = values.with_environment("my-shop", [("MY_SHOP_PAGE_SIZE", "many")]).unwrap();
    let message = read_config::<Shop>(&values).unwrap_err().message();
    assert!(message.ends_with("not `many` (from the environment variable `MY_SHOP_PAGE_SIZE`)"), "{message}");
}

#[test]
fn variables_have_plain_names() {
    assert_eq!(variable_of("shop", "token"), "SHOP_TOKEN");
    assert_eq!(variable_of("my-shop.v2", "api key"), "MY_SHOP_V2_API_KEY");
}

#[cfg(unix)]
#[test]
fn only_a_variable_of_a_field_must_be_utf_8() {
    use std::os::unix::ffi::OsStringExt;

    let broken = || OsString::from_vec(vec![0xff]);
    let fields = Shop::fields();
    assert!(Values::empty(&fields).with_environment("shop", [(OsString::from("OTHER"), broken())]).is_ok());
    let error = Values::empty(&fields).with_environment("shop", [(OsString::from("SHOP_NAME"), broken())]).unwrap_err();
    assert_eq!(error.message(), "the environment variable `SHOP_NAME` is not UTF-8");
}

#[test]
fn texts_of_a_platform_are_read_like_a_flat_file() {
    let texts = [("token", "tk-platform"), ("page_size", ""), ("name", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let shop = shop(&Values::from_texts(&Shop::fields(), texts).unwrap());
    assert_eq!((shop.token.expose(), shop.page_size, &*shop.name), ("tk-platform", 100, ""));
}

#[test]
fn keys_that_a_platform_adds_can_be_ignored() {
    let values =
        Values::from_json(&Shop::fields(), json!({ "token": "tk-ignore", "name": "x", "__injected": 1 })).unwrap();
    assert!(read_config::<Shop>(&values).is_err());
    assert!(read_config::<Shop>(&values.ignore_unknown()).is_ok());
}

#[test]
fn secrets_are_masked_as_soon_as_they_are_read() {
    let fields = [
        FieldSpec::of::<Option<Secret>>("token"),
        FieldSpec::of::<Vec<Secret>>("keys"),
        FieldSpec::of::<std::collections::BTreeMap<String, Secret>>("named"),
        FieldSpec::of::<Secret>("variable"),
    ];
    let texts = [
        json!({ "token": "mask-alone", "keys": "mask-one, mask-two", "named": r#"{"a": "mask-map"}"# }),
        json!({ "token": 998_877_665, "keys": ["mask-three"], "named": { "a": "mask-typed" } }),
        json!({ "keys": "[\"mask-unreadable", "named": "mask-no-object" }),
    ];
    for json in texts {
        Values::from_json(&fields, json).unwrap();
    }
    Values::empty(&fields).with_environment("c", [("C_VARIABLE", "mask-variable")]).unwrap();
    for secret in [
        "mask-alone",
        "mask-one",
        "mask-two",
        "mask-map",
        "998877665",
        "mask-three",
        "mask-typed",
        "[\"mask-unreadable",
        "mask-no-object",
        "mask-variable",
    ] {
        assert_eq!(redact(&format!("<{secret}>")), "<***>");
    }
}

#[test]
fn debug_shows_no_secret_and_nothing_under_a_mistyped_name() {
    // Shorter than what is masked in texts, so that it would show if it were printed.
    let values = Values::from_json(&Shop::fields(), json!({ "token": "k9!", "tokn": "q8?", "page_size": 7 })).unwrap();
    let shown = format!("{:?}", values.with_environment("shop", NONE).unwrap());
    assert_eq!(shown, r#"{"page_size": "7", "token": "***", "tokn": "***"}"#);
}

struct Signed {
    key: Upload,
}

impl Config for Signed {
    fn fields() -> Vec<FieldSpec> {
        vec![FieldSpec::of::<Upload>("key").file_types([".pem".into()])]
    }

    fn read(values: &mut ConfigReader<'_>) -> Option<Self> {
        Some(Self { key: values.field("key")? })
    }
}

#[test]
fn a_file_is_named_or_written_out() {
    let (directory, path) = file(r#"{"key": "@keys/shop.pem"}"#);
    fs::create_dir(directory.path().join("keys")).unwrap();
    let key = directory.path().join("keys/shop.pem");
    let missing = Values::from_file(&Signed::fields(), &path).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Configuration);
    assert!(missing.message().contains(&format!("the file of `key` `{}` cannot be read", key.display())), "{missing}");

    let content = b"-----BEGIN KEY-----\n\xff\n";
    fs::write(&key, content).unwrap();
    let of = |values: &Values| read_config::<Signed>(values).unwrap().key.bytes().to_vec();
    let values = Values::from_file(&Signed::fields(), &path).unwrap();
    assert_eq!(of(&values), content);
    let variables = [("SHOP_KEY", format!("@{}", key.display()))];
    assert_eq!(of(&Values::empty(&Signed::fields()).with_environment("shop", variables).unwrap()), content);
    assert_eq!(of(&Values::from_json(&Signed::fields(), json!({ "key": "-----BEGIN K" })).unwrap()), b"-----BEGIN K");

    // A platform hands over contents, and must not make the program read its own files.
    let values = Values::from_texts(&Signed::fields(), [("key".to_owned(), format!("@{}", key.display()))]).unwrap();
    assert!(read_config::<Signed>(&values).is_err());
}
