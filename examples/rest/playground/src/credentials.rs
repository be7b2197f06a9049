//! What the playground accepts. None of it opens anything else.

/// The user name of HTTP basic and of the session login.
pub const USERNAME: &str = "playground";
/// The password of HTTP basic and of the session login; not ASCII throughout, so that its encoding matters.
pub const PASSWORD: &str = "swings & slidés";
/// The key of `/auth/api_key`, of prices and of news.
pub const API_KEY: &str = "playground-api-key";
/// The token of `/auth/http_bearer`.
pub const BEARER_TOKEN: &str = "playground-bearer-token";
/// The OAuth2 client's id.
pub const CLIENT_ID: &str = "playground-client";
/// The OAuth2 client's secret.
pub const CLIENT_SECRET: &str = "playground-client-secret";
/// The refresh token that is good at the start.
pub const REFRESH_TOKEN: &str = "playground-refresh-token-0";
