//! Airbyte's messages, line by line.
use connector_sdk::testing::{Protocol, Sandbox};
use serde_json::json;
use crate::connectors::*;
use crate::files::*;
#[test]
fn show() {
    for p in [Protocol::Airbyte, Protocol::Singer] {
    println!("{}", Sandbox::of::<all_types>().speak_sync(p, &json!([])).stdout);
    let s=Sandbox::of::<operations>().speak_sync(p, &json!([])); println!("{}{}", s.stdout,s.stderr);
    let s=Sandbox::of::<Several>().speak_sync(p, &json!([])); println!("{}{}", s.stdout,s.stderr);
    }
    let f=Files::new(); let c=f.text("c.json","{}");
    println!("{:?}", Sandbox::of::<Shop>().speak(Protocol::Airbyte, &["spec"]));
    println!("{:?}", Sandbox::of::<Several>().speak(Protocol::Airbyte, &["discover", "--config", &c]));
    println!("{:?}", Sandbox::of::<operations>().speak(Protocol::Airbyte, &["discover", "--config", &c]));
    println!("{:?}", Sandbox::of::<Several>().speak(Protocol::Airbyte, &["check", "--config", &c]));
    println!("{:?}", Sandbox::of::<operations>().speak(Protocol::Singer, &["--discover"]));
    println!("{}", Sandbox::of::<Shop>().speak(Protocol::Singer, &["--about", "--format=markdown"]).stdout);
}
