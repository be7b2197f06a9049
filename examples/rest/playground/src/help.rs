//! What `playground --help` prints, with the APIs taken from their files.

use crate::{PORT, START, api, credentials};
use std::fmt::Write;

/// The text of `--help`.
pub fn help() -> String {
    let mut text = format!(
        "Serves the APIs that the REST examples read, on the loopback interface only.

Usage: playground [--port N] [--hostile] [--fixed-clock] [--rate-limit N [--per-second N]]

  --port N         the port to listen on [default: {PORT}; 0: any free one]
  --hostile        refuse, reset or cut each third answer, and give short pages; no row is lost to a client that retries
  --fixed-clock    let the clock stand at {START} until it is advanced
  --rate-limit N   answer 429 after N requests at once, and tell on each answer what is left
  --per-second N   how many more each second [default: 10]
  --help           this text

Users, companies, contacts and issues are the same at each start; forecasts, prices, news and events go with the clock,
which is the machine's.

Credentials: user name {:?}, password {:?}, API key {:?}, bearer token {:?},
OAuth2 client {:?} with {:?} and refresh token {:?}.

APIs:
",
        credentials::USERNAME,
        credentials::PASSWORD,
        credentials::API_KEY,
        credentials::BEARER_TOKEN,
        credentials::CLIENT_ID,
        credentials::CLIENT_SECRET,
        credentials::REFRESH_TOKEN,
    );
    for api in api::ALL {
        for path in api.paths {
            let _never_fails = writeln!(text, "  {path}");
        }
        let _never_fails = writeln!(text, "      {}", api.about);
    }
    text + CONTROL
}

const CONTROL: &str = r#"
Control, with JSON, one command or an array of them:
  POST /_control            GET /_control (state)            GET /_control/requests (log)

  {"advance": 1}            the next scripted change of the data; the clock moves an hour
  {"advance_clock": {"seconds": 3600}}
  {"tie": 50}               users 50 and 51, by time of change, change at the same instant
  "be_hostile"   "calm"     add the faults of --hostile; remove every fault and limit
  "release"                 let go of what a stall holds
  "reset"                   all as it was at the start
  "forget_requests"         empty the log
  {"limit_rate": {"capacity": 20, "per_second": 10}}
  {"tokens_live_for": 3}    tokens made from now on are good for 3 requests; null: no limit
  {"tokens_expire_in": 2}   what token answers say of their validity, in seconds
  "expire_tokens"   "expire_scrolls"   {"rotate_refresh_tokens": true}
  {"jobs_end": {"polls": 2, "outcome": "done"}}        done, failed, never
  {"misbehave": {"path": "/pagination", "method": null, "after": 0, "every": 1, "times": 1, "trouble": TROUBLE}}
                            only `trouble` is required; times null: until "calm"

TROUBLE is one of
  {"too_many_requests": {"retry_after": {"seconds": 1}}}    or {"date": "2026-01-31T12:00:05Z"}, {"date_in": 1},
                            {"reset": {"header": "x-ratelimit-reset", "at": "…"}},
                            {"reset_in": {"header": "x-ratelimit-reset", "seconds": 1}}, "silent"
  {"server_error": {"status": 503}}   "unauthorized"
  "stall"   "stall_mid_body"   {"delay": {"milliseconds": 50}}
  "close_before_answer"   "reset_mid_body"   "truncate_body"   "broken_json"
  {"repeat_token": {"period": 1}}   "repeat_page"   "empty_page"   "short_page"   {"move_rows": {"steps": 1}}
  {"set_field": {"field": "name", "value": null}}   {"drop_field": {"field": "name"}}   "expire_tokens"
  "html_with_200"   "wrong_content_type"   "malformed_utf8"   "error_inside_200"   "gzip"   "zstd"
"#;
