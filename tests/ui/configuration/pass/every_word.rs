use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Auth {
    /// A token of one's own.
    Token,
    #[config(name = "basic", label = "User and password")]
    Password,
}

#[connector]
struct Shop {
    /// How to sign in.
    #[config(default = "token")]
    auth: Auth,
    #[config(when(auth = "basic"), label = "Password", name = "pass-word")]
    password: Option<Secret>,
    #[config(default = -1.5)]
    factor: f64,
    #[config(default = true)]
    tls: bool,
    #[config(when(tls))]
    certificate: Option<String>,
    #[config(placeholder = "2026-01-31")]
    since: Option<NaiveDate>,
    r#type: String,
}

fn main() {}
