//! `/_control`: the same handle for those who do not write Rust.
//!
//! `POST /_control` takes one command or an array of them; `GET /_control` tells the state of things and
//! `GET /_control/requests` the log.

use super::Control;
use super::fault::Fault;
use crate::api::jobs::Outcome;
use crate::server::{Reply, Request};
use crate::world::Shared;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Named after the methods of [`Control`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    Advance(u32),
    AdvanceClock { seconds: i64 },
    Tie(usize),
    Reset,
    Misbehave(Fault),
    BeHostile,
    Calm,
    Release,
    LimitRate { capacity: u32, per_second: u32 },
    TokensLiveFor(Option<u32>),
    TokensExpireIn(u32),
    ExpireTokens,
    RotateRefreshTokens(bool),
    ExpireScrolls,
    JobsEnd { polls: u32, outcome: Outcome },
    ForgetRequests,
}

pub(crate) fn answer(shared: &Arc<Shared>, request: &Request) -> Reply {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/_control") => Reply::json(200, state(shared)),
        ("GET", "/_control/requests") => Reply::json(200, json!(shared.lock().log.all())),
        ("POST", "/_control") => match commands(&request.body) {
            Ok(commands) => {
                for command in commands {
                    run(command, shared);
                }
                Reply::json(200, state(shared))
            }
            Err(error) => *Reply::error(400, format!("That is no command: {error}. See `playground --help`.")),
        },
        _ => *Reply::error(404, "There are `GET /_control`, `GET /_control/requests` and `POST /_control`."),
    }
}

fn commands(body: &[u8]) -> Result<Vec<Command>, serde_json::Error> {
    // An array may not be tried first and an object second: the error would then name neither's mistake.
    match serde_json::from_slice(body)? {
        Value::Array(all) => all.into_iter().map(serde_json::from_value).collect(),
        one => serde_json::from_value(one).map(|command| vec![command]),
    }
}

fn run(command: Command, shared: &Arc<Shared>) {
    let control = Control::new(Arc::clone(shared));
    match command {
        Command::Advance(steps) => control.advance(steps),
        Command::AdvanceClock { seconds } => control.advance_clock(TimeDelta::seconds(seconds)),
        Command::Tie(n) => control.tie(n),
        Command::Reset => control.reset(),
        Command::Misbehave(fault) => {
            control.misbehave(fault);
        }
        Command::BeHostile => control.be_hostile(),
        Command::Calm => control.calm(),
        Command::Release => control.release(),
        Command::LimitRate { capacity, per_second } => control.limit_rate(capacity, per_second),
        Command::TokensLiveFor(requests) => control.tokens_live_for(requests),
        Command::TokensExpireIn(seconds) => control.tokens_expire_in(seconds),
        Command::ExpireTokens => control.expire_tokens(),
        Command::RotateRefreshTokens(rotate) => control.rotate_refresh_tokens(rotate),
        Command::ExpireScrolls => control.expire_scrolls(),
        Command::JobsEnd { polls, outcome } => control.jobs_end(polls, outcome),
        Command::ForgetRequests => control.forget_requests(),
    }
}

fn state(shared: &Shared) -> Value {
    let held = shared.held();
    let world = shared.lock();
    json!({
        "now": world.clock.now(),
        "step": world.step,
        "users": world.users.len(),
        "requests": world.log.all().len(),
        "held": held,
        "faults": world.faults.to_json(),
    })
}
