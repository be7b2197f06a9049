//! Only an `Upload` takes files.

use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(file_types = ".pem")]
    key: String,
    #[config(file_types = ".pem, .key")]
    certificate: Option<Upload>,
}

fn main() {}
