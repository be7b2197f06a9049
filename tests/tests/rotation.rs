//! A source that replaces its refresh token with every use: the new one survives the run, wherever that can be.
#![allow(clippy::unwrap_used, dead_code, missing_docs)]

#[path = "lines/files.rs"]
mod files;

use std::sync::{Arc, Mutex};

use connector_sdk::ErrorKind;
use connector_sdk::prelude::*;
use connector_sdk::testing::{Protocol, Sandbox, json};
use files::{Files, read, stream};
use serde_json::Value as Json;
use test_api::{Playground, Request, Response};

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Contact {
    id: i64,
}

#[connector(base_url = base_url, auth = refresh_token("crm", client_secret, refresh_token))]
struct Crm {
    base_url: Url,
    client_secret: Secret,
    refresh_token: Secret,
}

#[connector(main = false)]
impl Crm {
    #[paginate(style = "single")]
    async fn contacts(&self) -> Result<Vec<Contact>> {
        self.http().get("contacts").records("").await
    }
}

/// Takes each refresh token once. Answers with its address and its current refresh token.
fn source(name: &'static str) -> (String, Arc<Mutex<String>>) {
    let current = Arc::new(Mutex::new(format!("{name}-refresh-0")));
    let tokens = current.clone();
    let uses = Mutex::new(0);
    let url = Playground::serve(move |request: &Request| {
        if request.path == "/contacts" {
            return Response::json(&json!([{ "id": 1 }]));
        }
        let (mut token, mut uses) = (tokens.lock().unwrap(), uses.lock().unwrap());
        if !request.body.contains(&format!("refresh_token={token}&")) {
            return Response::text("text/plain", "used up").status(400);
        }
        *uses += 1;
        *token = format!("{name}-refresh-{uses}");
        Response::json(&json!({ "access_token": format!("{name}-access-{uses}"), "refresh_token": *token }))
    });
    (url, current)
}

fn configuration(name: &str, url: &str) -> Json {
    json!({
        "base_url": url, "client_secret": format!("{name}-client"),
        "refresh_token": format!("{name}-refresh-0"),
    })
}

#[test]
fn the_next_sync_uses_the_new_token() {
    let (url, current) = source("sandbox");
    let mut sandbox = Sandbox::of::<Crm>().configure(configuration("sandbox", &url));
    sandbox.sync().unwrap();
    assert_eq!(sandbox.configuration()["refresh_token"], "sandbox-refresh-1");
    sandbox.sync().unwrap();
    assert_eq!(*current.lock().unwrap(), "sandbox-refresh-2");
    assert_eq!(sandbox.rows("contact").len(), 1);
    assert!(!serde_json::to_string(&sandbox.saved_state()).unwrap().contains("refresh"));

    let mut old = Sandbox::of::<Crm>().configure(configuration("sandbox", &url));
    assert_eq!(old.sync().unwrap_err().kind(), ErrorKind::Authentication);
}

#[test]
fn airbyte_is_given_the_whole_new_configuration() {
    let (url, _) = source("airbyte");
    let mut config = configuration("airbyte", &url);
    config["__injected"] = json!("by the platform");
    let sandbox = Sandbox::of::<Crm>();
    let catalog = || json!([stream("contact", None, "incremental", "append_dedup")]);
    let spoken = read(&sandbox, &config, catalog(), &Json::Null);
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    let messages = spoken.messages();
    let controls: Vec<_> = messages.iter().filter(|message| message["type"] == "CONTROL").collect();
    let mut expected = config.clone();
    expected["refresh_token"] = json!("airbyte-refresh-1");
    let control = json!({ "type": "CONTROL", "control": {
        "type": "CONNECTOR_CONFIG", "emitted_at": 1_767_268_800_000.0, "connectorConfig": { "config": expected },
    } });
    assert_eq!(controls, [&control]);
    // The platform is given it before the first row that was read with it, and nobody else is.
    let first = |kind: &str| messages.iter().position(|message| message["type"] == kind).unwrap();
    assert!(first("CONTROL") < first("RECORD"));
    let mut others = messages.iter().filter(|message| message["type"] != "CONTROL");
    assert!(others.all(|message| !message.to_string().contains("refresh-1")), "{spoken:?}");
    assert_eq!(spoken.stderr, "");

    let again = read(&sandbox, &expected, catalog(), &Json::Null);
    assert_eq!(again.exit_code, 0, "{again:?}");
}

#[test]
fn singer_cannot_keep_it_and_says_so() {
    let (url, _) = source("singer");
    let sandbox = Sandbox::of::<Crm>();
    let files = Files::new();
    let config = files.json("config.json", &configuration("singer", &url));
    let spoken = sandbox.speak(Protocol::Singer, &["--config", &config]);
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    assert!(spoken.stderr.contains("the source replaced the secret `refresh_token`, and Singer takes no changed"));
    assert!(!format!("{}{}", spoken.stdout, spoken.stderr).contains("singer-refresh"), "{spoken:?}");
}

#[test]
fn fivetran_syncs_although_it_cannot_keep_it() {
    let (url, current) = source("fivetran");
    let mut sandbox = Sandbox::of::<Crm>().configure(configuration("fivetran", &url));
    let told = sandbox.sync_as_fivetran().unwrap();
    assert_eq!(sandbox.rows("contact").len(), 1);
    assert_eq!(*current.lock().unwrap(), "fivetran-refresh-1");
    assert!(!format!("{told:?} {:?}", sandbox.saved_state()).contains("fivetran-refresh"), "{told:?}");
}
