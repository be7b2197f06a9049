//! Reports that take a while: submit, ask until done, download.

use super::Api;
use super::export_csv;
use super::params::{Params, url};
use crate::server::{Answer, Body, Reply, Request};
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) const API: Api = Api {
    about: "a report of users: 202, then queued, running, and done with a download_url; format ndjson or csv",
    paths: &["POST /jobs {format, updated_since}", "GET /jobs/{id}", "GET /jobs/{id}/download", "DELETE /jobs/{id}"],
    answer: |world, request| match request.route() {
        ("POST", path) if path == ["jobs"] => Some(submit(world, request)),
        ("GET", path) if path.len() == 2 && path[0] == "jobs" => Some(poll(world, request, path[1])),
        ("GET", path) if path.len() == 3 && path[0] == "jobs" && path[2] == "download" => {
            Some(download(world, path[1]))
        }
        ("DELETE", path) if path.len() == 2 && path[0] == "jobs" => Some(delete(world, path[1])),
        _ => None,
    },
};

/// How a job ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a report to download.
    #[default]
    Done,
    /// With an error.
    Failed,
    /// It does not: it runs for ever.
    Never,
}

/// The jobs, and how the next one goes.
#[derive(Debug)]
pub(crate) struct Jobs {
    made: u64,
    polls: u32,
    outcome: Outcome,
    all: BTreeMap<String, Job>,
}

#[derive(Debug)]
struct Job {
    polls_left: u32,
    outcome: Outcome,
    csv: bool,
    report: Vec<u8>,
}

impl Default for Jobs {
    fn default() -> Jobs {
        Jobs { made: 0, polls: 2, outcome: Outcome::Done, all: BTreeMap::new() }
    }
}

impl Jobs {
    pub(crate) fn script(&mut self, polls: u32, outcome: Outcome) {
        (self.polls, self.outcome) = (polls, outcome);
    }
}

fn submit(world: &mut World, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Reply::error(400, "the body must be JSON"))?;
    let csv = match body["format"].as_str().unwrap_or("ndjson") {
        "ndjson" => false,
        "csv" => true,
        _ => return Err(Reply::error(400, "`format` must be ndjson or csv")),
    };
    let since = match body["updated_since"].as_str() {
        Some(text) => {
            let since = crate::data::time::lenient(text);
            Some(since.ok_or_else(|| Reply::error(400, "`updated_since` must be an instant"))?)
        }
        None => None,
    };
    // The report is of the moment at which it was ordered.
    let mut users = world.users.clone();
    users.retain(|user| since.is_none_or(|since| user.updated_at >= since));
    let report = if csv {
        export_csv::users(&users).into_bytes()
    } else {
        users.iter().flat_map(|user| format!("{}\n", json!(user)).into_bytes()).collect()
    };
    let jobs = &mut world.jobs;
    jobs.made += 1;
    let id = format!("job-{}", jobs.made);
    jobs.all.insert(id.clone(), Job { polls_left: jobs.polls, outcome: jobs.outcome, csv, report });
    let status_url = url(request, &format!("/jobs/{id}"), &[]);
    let reply = Reply::json(202, json!({ "id": id, "status": "queued", "status_url": status_url }));
    Ok(reply.with_header("location", status_url).with_header("retry-after", "0"))
}

fn poll(world: &mut World, request: &Request, id: &str) -> Answer {
    let script = world.jobs.polls;
    let job = world.jobs.all.get_mut(id).ok_or_else(|| no_such(id))?;
    if job.polls_left > 0 || job.outcome == Outcome::Never {
        let status = if job.polls_left == script { "queued" } else { "running" };
        job.polls_left = job.polls_left.saturating_sub(1);
        return Ok(Reply::json(200, json!({ "id": id, "status": status })).with_header("retry-after", "0"));
    }
    Ok(Reply::json(
        200,
        match job.outcome {
            Outcome::Failed => json!({ "id": id, "status": "failed", "error": "The report ran out of memory." }),
            _ => json!({
                "id": id,
                "status": "done",
                "bytes": job.report.len(),
                "download_url": url(request, &format!("/jobs/{id}/download"), &[]),
            }),
        },
    ))
}

fn download(world: &mut World, id: &str) -> Answer {
    let job = world.jobs.all.get(id).ok_or_else(|| no_such(id))?;
    if job.polls_left > 0 || job.outcome != Outcome::Done {
        return Err(Reply::error(404, format!("{id} has nothing to download")));
    }
    let kind = if job.csv { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    Ok(Reply::new(200, kind, Body::Bytes(job.report.clone())))
}

fn delete(world: &mut World, id: &str) -> Answer {
    world.jobs.all.remove(id).ok_or_else(|| no_such(id))?;
    Ok(Reply::json(200, json!({ "id": id, "status": "deleted" })))
}

fn no_such(id: &str) -> Box<Reply> {
    Reply::error(404, format!("there is no job {id}"))
}
