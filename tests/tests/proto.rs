//! The checked-in Rust code of the Fivetran protocol is what its `.proto` files say.

use std::fs;
use std::path::Path;

/// After a change of the `.proto` files: `BLESS=1 cargo test -p connector-sdk-tests --test proto`.
#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk");
    let folder = root.join("proto");
    let files = protox::compile(["connector_sdk.proto"], [&folder]).expect("the files are right");
    let out = tempfile::tempdir().expect("there is room for a folder");
    prost_build::Config::new()
        .out_dir(out.path())
        .btree_map(["."])
        // One message of all the well-known ones: a crate less to build.
        .extern_path(".google.protobuf.Timestamp", "crate::protocol::fivetran::Timestamp")
        .compile_fds(files)
        .expect("code can be made of them");
    let code = fs::read_to_string(out.path().join("fivetran_sdk.v2.rs")).expect("there is one file per package");
    let path = root.join("src/protocol/fivetran/proto.rs");
    let code = format!("//! The messages, made from `sdk/proto` by `tests/tests/proto.rs`.\n{code}");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &code).expect("the file can be written");
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(present == code, "the code is out of date: run this test with BLESS=1");
}
