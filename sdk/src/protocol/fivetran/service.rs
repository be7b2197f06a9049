//! What each call does.

use std::sync::Arc;

use tonic::Status;
use tonic::codegen::Bytes;

use super::failure;
use super::form::{CONFIGURATION_TEST, form};
use super::outbox::Messages;
use super::proto::{self, schema_response, test_response};
use super::schema::Layout;
use super::update::{self, Turns, encoded, open, tables};
use crate::context::Clock;
use crate::engine::{Definition, Stop};
use crate::error::{Error, Result};

/// The connector as the platform sees it. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Service {
    definition: Arc<Definition>,
    turns: Arc<Turns>,
    shutdown: Stop,
    clock: Arc<dyn Clock>,
}

impl Service {
    /// Serves a connector until `shutdown` stops its sync.
    pub(crate) fn new(definition: Arc<Definition>, shutdown: Stop, clock: Arc<dyn Clock>) -> Self {
        Self { definition, turns: Arc::default(), shutdown, clock }
    }

    /// The set-up form.
    pub(crate) async fn configuration_form(self, _: proto::ConfigurationFormRequest) -> Result<Bytes, Status> {
        Ok(encoded(&form(&self.definition)))
    }

    /// One test of a configuration. Whatever goes wrong is its answer.
    pub(crate) async fn test(self, request: proto::TestRequest) -> Result<Bytes, Status> {
        let name = request.name;
        let tested = guarded(test(self.definition, name.clone(), request.configuration)).await;
        let response = match tested {
            Ok(()) => test_response::Response::Success(true),
            Err(error) => {
                tracing::warn!("the test `{name}` failed: {error}");
                test_response::Response::Failure(failure::text(&error))
            }
        };
        Ok(encoded(&proto::TestResponse { response: Some(response) }))
    }

    /// The tables and columns.
    pub(crate) async fn schema(self, request: proto::SchemaRequest) -> Result<Bytes, Status> {
        let definition = self.definition;
        let answer = guarded(async move {
            let source = open(&definition, request.configuration)?;
            let (tables, _) = tables(&*source).await?;
            let specs = || tables.iter().map(|table| &**table);
            let unknown = tables.is_empty();
            let response = if unknown {
                schema_response::Response::SchemaResponseNotSupported(true)
            } else {
                Layout::of(&definition.info.name, specs()).lists(specs()).into()
            };
            Ok(proto::SchemaResponse { response: Some(response), selection_not_supported: Some(unknown) })
        });
        let answer = answer.await.map_err(|error| {
            tracing::error!("the schema cannot be told: {error}");
            failure::status(&error)
        })?;
        Ok(encoded(&answer))
    }

    /// A sync.
    pub(crate) async fn update(self, request: proto::UpdateRequest) -> Result<Messages, Status> {
        update::start(self.definition, &self.turns, &self.shutdown, self.clock, request).await
    }
}

async fn test(
    definition: Arc<Definition>,
    name: String,
    configuration: impl IntoIterator<Item = (String, String)>,
) -> Result<()> {
    let check = definition.checks.iter().position(|(known, _)| *known == name);
    if check.is_none() && name != CONFIGURATION_TEST {
        let known: Vec<_> = definition.checks.iter().map(|(name, _)| format!("`{name}`")).collect();
        let known = [vec![format!("`{CONFIGURATION_TEST}`")], known].concat().join(", ");
        return Err(Error::configuration(format!("there is no test `{name}`")).next_step(format!("ask for {known}")));
    }
    let source = open(&definition, configuration)?;
    match check {
        Some(check) => source.check(check).await,
        None => Ok(()),
    }
}

/// Runs the connector's code so that a panic ends nothing else, and so that it ends with the call.
async fn guarded<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(work);
    match tasks.join_next().await {
        Some(Ok(result)) => result,
        _ => Err(Error::bug("the connector panicked")),
    }
}
