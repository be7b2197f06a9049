use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Auth {
    Basic,
    Token,
}

#[connector]
struct Shop {
    auth: Auth,
    #[config(when = "auth")]
    password: Option<Secret>,
}

fn main() {}
