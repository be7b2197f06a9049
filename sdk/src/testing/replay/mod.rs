//! Records what a web API answers, and replays it without a network.

mod compare;
mod deck;
mod exchange;
mod file;
mod json;
mod mask;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

use self::deck::{Deck, State};
use self::file::Recording;
use super::{Sandbox, TestClock};
use crate::config::variable_of;
use crate::context::Clock;
use crate::error::Result;
use crate::http::tape;

/// The environment variable that has recordings made anew.
const RECORD: &str = "CONNECTOR_SDK_RECORD";

impl Sandbox {
    /// Answers the connector's requests from a recording, without a network. The path is relative to the package.
    ///
    /// With `CONNECTOR_SDK_RECORD=1` in the environment the requests go to the source, and their answers into the file:
    ///
    /// ```text
    /// CONNECTOR_SDK_RECORD=1 SHOP_TOKEN=… cargo test orders_are_read
    /// ```
    ///
    /// ```no_run
    /// # use connector_sdk::prelude::*;
    /// use connector_sdk::testing::{Sandbox, json};
    /// # #[table(primary_key = id)] #[derive(Deserialize)] struct Order { id: i64 }
    /// # #[connector(base_url = base_url, auth = bearer(token))] struct Shop { base_url: Url, token: Secret }
    /// # #[connector(main = false)] impl Shop {
    /// #     #[paginate(style = "single")]
    /// #     async fn orders(&self) -> Result<Vec<Order>> { self.http().get("orders").records("/items").await }
    /// # }
    ///
    /// let configuration = json!({ "base_url": "https://shop.example/api", "token": "anything" });
    /// let mut sandbox = Sandbox::of::<Shop>().configure(configuration).replay("tests/recordings/orders.json");
    /// sandbox.sync().unwrap();
    /// assert_eq!(sandbox.rows("order").len(), 3);
    /// ```
    ///
    /// While recording, environment variables such as `SHOP_TOKEN` win over the configuration so far, as they do in a
    /// sync: so the test itself holds no secret. Nor does the file: every secret of the configuration and every token
    /// that came with an answer is `***` in it, which fits whatever is sent there later. Look at it before you commit
    /// it all the same: what is not a [`Secret`](crate::Secret) is not known to be one.
    ///
    /// A refresh token that the source replaces meanwhile is in [`configuration`](Self::configuration) afterwards, and
    /// nowhere else.
    ///
    /// The file holds the requests of each [`sync`](Self::sync) apart. A sync fails if it makes a request that it did
    /// not make then, and the error names the nearest one and what differs; and it fails if it leaves one out. Equal
    /// requests get their answers in the order in which they were recorded.
    /// [`survives_every_crash`](Self::survives_every_crash) and what runs the connector as a source of a platform are
    /// not that strict: they repeat requests, as they repeat parts of a sync. The clock stands at the time of the
    /// recording; waits are real while recording only.
    pub fn replay(self, path: impl AsRef<Path>) -> Self {
        let records = std::env::var_os(RECORD).is_some_and(|value| !value.is_empty() && value != "0");
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        self.on_recording(path.as_ref(), records, std::env::vars_os().filter_map(text))
    }

    fn on_recording(
        mut self,
        path: &Path,
        records: bool,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let info = &self.definition.info;
        if records {
            let fields = self.definition.fields.iter();
            let named: HashMap<_, _> =
                fields.map(|field| (variable_of(&info.name, &field.name), &field.name)).collect();
            for (variable, value) in variables {
                if let Some(field) = named.get(&variable) {
                    super::lock(&self.configuration).insert(field.to_string(), value.into());
                }
            }
        }
        let folder = info.package_dir.map(PathBuf::from).unwrap_or_default();
        let replay = Replay::open(folder.join(path), path.display().to_string(), records);
        replay.set(&self.clock);
        self.replay = Some(replay);
        self
    }
}

/// A sandbox's recording.
#[derive(Clone)]
pub(super) struct Replay {
    deck: Arc<Deck>,
    /// Whether this sandbox is one of those that are killed or resumed.
    crashing: bool,
}

impl Replay {
    fn open(path: PathBuf, name: String, records: bool) -> Self {
        let recording = if records {
            let now = DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap_or_default();
            Ok(Recording { recorded_at: now, ..Recording::default() })
        } else {
            read(&path, &name)
        };
        let state = Mutex::new(State::new(recording));
        Self { deck: Arc::new(Deck { path, name, records, secrets: Arc::default(), state }), crashing: false }
    }

    /// Sets the clock to the time of the recording.
    fn set(&self, clock: &TestClock) {
        if let Ok(recording) = &self.deck.state().recording {
            clock.set(&recording.recorded_at.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
    }

    /// The same recording for a sync that is killed or resumed.
    pub(super) fn crashing(&self) -> Self {
        Self { deck: self.deck.clone(), crashing: true }
    }

    /// Runs a sync on the recording, by its clock.
    pub(super) fn around<T>(&self, clock: &Arc<TestClock>, run: impl FnOnce(Arc<dyn Clock>) -> Result<T>) -> Result<T> {
        self.deck.begin(self.crashing)?;
        let _inserted = tape::insert(self.deck.clone(), self.deck.secrets.clone());
        let result = run(if self.deck.records { Arc::new(Patient(clock.clone())) } else { clock.clone() });
        self.deck.end(result)
    }
}

fn read(path: &Path, name: &str) -> std::result::Result<Recording, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Recording::of_text(&text).map_err(|error| {
            format!("the recording `{name}` cannot be read: {error}; correct it, or make it anew with {RECORD}=1")
        }),
        Err(error) => Err(format!("there is no recording `{name}` ({error}); make one: run this test with {RECORD}=1")),
    }
}

/// A test's clock that waits all the same: a real source is on the other side.
struct Patient(Arc<TestClock>);

impl Clock for Patient {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let moved = self.0.sleep(time);
        Box::pin(async move {
            moved.await;
            tokio::time::sleep(time).await;
        })
    }
}
