//! Jobs of the source: submit one, ask until it is done, then download what it made.

#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::clock;
use crate::context::State;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Request, Response};
use crate::paginate::span;
use crate::state::StateValue;

/// Words for a job that has done its work, unless the author names others.
const DONE: &[&str] =
    &["done", "complete", "completed", "success", "succeeded", "successful", "finished", "ready", "available"];

/// Words for a job that never will.
const FAILED: &[&str] = &[
    "failed",
    "failure",
    "fail",
    "error",
    "errored",
    "canceled",
    "cancelled",
    "aborted",
    "expired",
    "rejected",
    "timeout",
    "timed_out",
];

/// The first wait between two questions; each further one is twice as long, …
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// … up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A report, an export or a query that the source works on, as a reader's state: `job: &mut State<Job>`.
///
/// The author writes three small calls; the rest is done: waits that grow, a deadline, precise errors. The job is kept
/// in the state from the moment it was submitted, so that a sync that is killed meanwhile goes on asking instead of
/// submitting it again; it is forgotten when the reader has downloaded everything, when the job failed, and when its
/// time was over.
///
/// ```
/// use connector_sdk::prelude::*;
/// use connector_sdk::testing::json;
/// # #[table(primary_key = id)] #[derive(Deserialize)] struct Order { id: i64 }
/// # #[connector(base_url = base_url)] struct Shop { base_url: Url }
///
/// #[connector(main = false)]
/// impl Shop {
///     async fn orders(&self, rows: &mut Rows<Order>, job: &mut State<Job>) -> Result<()> {
///         let report = job
///             .submit(|| self.http().post("reports").json_body(json!({ "of": "orders" })))
///             .poll(|id| self.http().get(format!("reports/{id}")))
///             .finished()
///             .await?;
///         let file: String = report.value("/download_url")?;
///         rows.upsert_stream(self.http().get(file).stream_lines().await?).await
///     }
/// }
/// ```
///
/// A reader that keeps more than the job has it as a field of its own state, and says where:
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[state]
/// struct Progress { exported_until: Option<DateTime<Utc>>, job: Job }
///
/// impl AsMut<Job> for Progress {
///     fn as_mut(&mut self) -> &mut Job { &mut self.job }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job: Option<Submitted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Submitted {
    id: String,
    at: DateTime<Utc>,
}

impl Job {
    /// What the source calls the job; `None` if none is running.
    pub fn id(&self) -> Option<&str> {
        self.job.as_ref().map(|job| job.id.as_str())
    }
}

impl StateValue for Job {}

impl AsMut<Job> for Job {
    fn as_mut(&mut self) -> &mut Job {
        self
    }
}

impl<S: StateValue + AsMut<Job>> State<S> {
    /// Says how the job is submitted. The request is sent unless one is running already; its answer names the job.
    pub fn submit<F: Fn() -> Request>(&mut self, request: F) -> Submit<'_, S, F> {
        Submit { state: self, submit: request, id: "/id".to_owned() }
    }
}

/// A job that can be submitted.
#[must_use = "say with `.poll(…)` how to ask for the job"]
pub struct Submit<'s, S, F> {
    state: &'s mut State<S>,
    submit: F,
    id: String,
}

impl<'s, S, F> Submit<'s, S, F> {
    /// Says where the answer names the job: a JSON pointer, or the name of a header such as `location`. `/id` unless
    /// set.
    pub fn id(mut self, place: impl Into<String>) -> Self {
        self.id = place.into();
        self
    }

    /// Says how to ask for the job of an id.
    pub fn poll<P: Fn(&str) -> Request>(self, request: P) -> Poll<'s, S, F, P> {
        Poll {
            submit: self,
            poll: request,
            status: Some("/status".to_owned()),
            done: DONE.iter().map(ToString::to_string).collect(),
            failed: FAILED.iter().map(ToString::to_string).collect(),
            every: None,
            deadline: "1h".to_owned(),
        }
    }
}

/// A job that can be submitted and asked for.
#[must_use = "a job is submitted and waited for by `.finished().await`"]
pub struct Poll<'s, S, F, P> {
    submit: Submit<'s, S, F>,
    poll: P,
    /// `None` where the HTTP status says it.
    status: Option<String>,
    done: Vec<String>,
    failed: Vec<String>,
    every: Option<String>,
    deadline: String,
}

/// What an answer says of a job.
enum Now {
    Running(String),
    Done,
    Failed(String),
}

impl<S, F, P> Poll<'_, S, F, P> {
    /// Points to the word that says how the job is; `/status` unless set. `true` stands for done.
    pub fn status(mut self, pointer: impl Into<String>) -> Self {
        self.status = Some(pointer.into());
        self
    }

    /// Says that no word tells how the job is: an answer with status 202 is one of a job that runs, any other good one
    /// is that of a job that is done.
    pub fn while_accepted(mut self) -> Self {
        self.status = None;
        self
    }

    /// Sets the words for a job that is done, in upper or lower case. Unless set: `done`, `completed`, `succeeded`,
    /// `finished`, `ready` and the like.
    pub fn done<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.done = words.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the words for a job that will never be done. Unless set: `failed`, `error`, `cancelled`, `expired` and the
    /// like. Every other word is that of a job that runs.
    pub fn failed<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.failed = words.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the time between two questions: `10s`. Unless set it grows from one second to thirty. Where the source says
    /// how long to wait, that counts instead.
    pub fn every(mut self, time: impl Into<String>) -> Self {
        self.every = Some(time.into());
        self
    }

    /// Sets how long the job may take, from the moment it was submitted: `30m`, `6h`. An hour unless set. A job that
    /// takes longer is given up with an error, and the next sync submits a new one.
    pub fn deadline(mut self, time: impl Into<String>) -> Self {
        self.deadline = time.into();
        self
    }

    fn read(&self, answer: &Response) -> Result<Now> {
        let accepted = answer.status().as_u16() == 202;
        let running = || Ok(Now::Running("accepted".to_owned()));
        let Some(pointer) = &self.status else { return if accepted { running() } else { Ok(Now::Done) } };
        let word = match answer.peek(pointer) {
            Err(_) | Ok(Json::Null) if accepted => return running(),
            word => word?,
        };
        let word = match word {
            Json::Null => {
                let error = answer.misfit(format!("nothing at `{pointer}`, where it says how the job is"));
                return Err(error.next_step("name the place with `.status(…)`"));
            }
            Json::Bool(true) => return Ok(Now::Done),
            other => text_of(other),
        };
        let is_one = |words: &[String]| words.iter().any(|known| known.eq_ignore_ascii_case(&word));
        Ok(match (is_one(&self.done), is_one(&self.failed)) {
            (true, _) => Now::Done,
            (false, true) => Now::Failed(word),
            _ => Now::Running(word),
        })
    }
}

impl<S, F, P> Poll<'_, S, F, P>
where
    S: StateValue + AsMut<Job>,
    F: Fn() -> Request,
    P: Fn(&str) -> Request,
{
    /// Submits the job, unless one is running already, and waits until it is done. Gives the answer that said so.
    ///
    /// Fails if the job failed, and with kind [`Transient`](ErrorKind::Transient) if it took longer than its deadline.
    pub async fn finished(mut self) -> Result<Response> {
        let deadline = span(&self.deadline)?;
        let every = self.every.as_deref().map(span).transpose()?;
        let every = every.map(|every| every.to_std().unwrap_or_default());
        let now = clock::current().now();
        let running = self.job().job.clone().filter(|job| now - job.at < deadline);
        if let Some(job) = running {
            tracing::info!("job `{}` of the last sync is asked for", job.id);
            let ended = self.wait(&job, deadline, every).await;
            let is_gone = |error: &Error| matches!(error.status(), Some(404 | 410));
            match ended {
                // It failed or was dropped while nobody looked: what an earlier sync submitted is not worth an error.
                Err(error) if is_gone(&error) || self.job().job.is_none() && error.kind() == ErrorKind::Source => {
                    tracing::info!("{error}; a new job is submitted");
                }
                ended => return ended,
            }
        }
        let job = self.submit().await?;
        self.wait(&job, deadline, every).await
    }

    fn job(&mut self) -> &mut Job {
        (**self.submit.state).as_mut()
    }

    async fn submit(&mut self) -> Result<Submitted> {
        let answer = (self.submit.submit)().send().await?;
        let place = &self.submit.id;
        let id = match place.starts_with('/') {
            true => match answer.peek(place)? {
                Json::Null => None,
                id => Some(text_of(id)),
            },
            false => answer.header(place).map(str::to_owned),
        };
        let id = id.ok_or_else(|| {
            let error = answer.misfit(format!("no name of the job at `{place}`"));
            error.next_step("name the place with `.id(…)`: a JSON pointer or a header")
        })?;
        let job = Submitted { id, at: clock::current().now() };
        self.job().job = Some(job.clone());
        self.submit.state.checkpoint().await?;
        Ok(job)
    }

    async fn wait(&mut self, job: &Submitted, deadline: TimeDelta, every: Option<Duration>) -> Result<Response> {
        let clock = clock::current();
        let mut wait = every.unwrap_or(FIRST_WAIT);
        loop {
            let answer = (self.poll)(&job.id).send().await?;
            let word = match self.read(&answer)? {
                Now::Done => {
                    // Saved with the end of the reader: until its rows are in, a killed sync asks for this job again.
                    self.job().job = None;
                    return Ok(answer);
                }
                Now::Failed(word) => {
                    self.forget().await?;
                    return Err(answer.misfit(format!("the job `{}` as `{word}`", job.id)));
                }
                Now::Running(word) => word,
            };
            let left = deadline - (clock.now() - job.at);
            if left <= TimeDelta::zero() {
                self.forget().await?;
                let text = format!("the job `{}` is `{word}` after {}", job.id, self.deadline);
                return Err(Error::transient(text).next_step(
                    "sync again, which submits a new one; if the source needs longer, raise the `deadline`",
                ));
            }
            // Some sources always say zero, and would be asked without a pause.
            let asked = answer.retry_after(clock.now()).filter(|asked| *asked >= FIRST_WAIT).unwrap_or(wait);
            let time = asked.min(left.to_std().unwrap_or_default());
            tracing::info!("job `{}` is `{word}`; asking again in {:.1} s", job.id, time.as_secs_f64());
            clock.sleep(time).await;
            if every.is_none() {
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }

    async fn forget(&mut self) -> Result<()> {
        self.job().job = None;
        self.submit.state.checkpoint().await
    }
}

fn text_of(json: Json) -> String {
    match json {
        Json::String(text) => text,
        other => other.to_string(),
    }
}
