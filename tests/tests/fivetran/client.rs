//! The platform's end of the wire: a client that is told only the messages.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use connector_sdk::connector::Connector;
use connector_sdk::engine::{Definition, Stop};
use connector_sdk::protocol::fivetran::Server;
use connector_sdk::protocol::fivetran::proto::update_response::Operation;
use connector_sdk::protocol::fivetran::proto::{self, SchemaResponse, UpdateRequest, UpdateResponse};
use prost::Message;
use tonic::client::Grpc;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder, Streaming};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// A connector that is served, and a client of it.
pub struct Served {
    pub grpc: Grpc<Channel>,
    pub port: u16,
    pub stop: Stop,
    pub ended: tokio::task::JoinHandle<connector_sdk::Result<()>>,
}

impl Served {
    pub async fn of<C: Connector>() -> Self {
        let server = Server::bind(0).await.unwrap();
        let port = server.port();
        let stop = Stop::default();
        let ended = tokio::spawn(server.serve(Definition::of::<C>(), stop.clone()));
        Self { grpc: connect("127.0.0.1", port).await, port, stop, ended }
    }

    pub async fn call<M, R>(&mut self, method: &'static str, message: M) -> Result<R, Status>
    where
        M: Message + 'static,
        R: Message + Default + 'static,
    {
        self.grpc.ready().await.unwrap();
        let path = format!("/fivetran_sdk.v2.SourceConnector/{method}").parse::<PathAndQuery>().unwrap();
        Ok(self.grpc.unary(Request::new(message), path, Proto(PhantomData)).await?.into_inner())
    }

    pub async fn form(&mut self) -> proto::ConfigurationFormResponse {
        self.call("ConfigurationForm", proto::ConfigurationFormRequest {}).await.unwrap()
    }

    /// The failure of a test, or nothing.
    pub async fn test(&mut self, name: &str, configuration: &[(&str, &str)]) -> Option<String> {
        let request = proto::TestRequest { name: name.to_owned(), configuration: texts(configuration) };
        let answer: proto::TestResponse = self.call("Test", request).await.unwrap();
        match answer.response.unwrap() {
            proto::test_response::Response::Success(yes) => {
                assert!(yes);
                None
            }
            proto::test_response::Response::Failure(text) => Some(text),
        }
    }

    pub async fn schema(&mut self, configuration: &[(&str, &str)]) -> Result<SchemaResponse, Status> {
        self.call("Schema", proto::SchemaRequest { configuration: texts(configuration) }).await
    }

    pub async fn update(&mut self, request: UpdateRequest) -> Result<Streaming<UpdateResponse>, Status> {
        self.grpc.ready().await.unwrap();
        let path = PathAndQuery::from_static("/fivetran_sdk.v2.SourceConnector/Update");
        Ok(self.grpc.server_streaming(Request::new(request), path, Proto(PhantomData)).await?.into_inner())
    }

    /// Every operation of a sync, and the status with which it ended.
    pub async fn sync(&mut self, request: UpdateRequest) -> (Vec<Operation>, Option<Status>) {
        let mut operations = Vec::new();
        let mut stream = match self.update(request).await {
            Ok(stream) => stream,
            Err(status) => return (operations, Some(status)),
        };
        loop {
            match stream.message().await {
                Ok(Some(message)) => operations.push(message.operation.unwrap()),
                Ok(None) => return (operations, None),
                Err(status) => return (operations, Some(status)),
            }
        }
    }
}

/// A client that sends its requests as they are.
pub async fn connect_plain(host: &str, port: u16) -> Grpc<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{host}:{port}")).unwrap();
    Grpc::new(endpoint.connect().await.unwrap())
}

pub async fn connect(host: &str, port: u16) -> Grpc<Channel> {
    let grpc = connect_plain(host, port).await;
    grpc.send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(128 * 1024 * 1024)
}

pub fn texts(configuration: &[(&str, &str)]) -> BTreeMap<String, String> {
    configuration.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// What a record is about, on one line: `upsert t {"id": 1}`.
pub fn shown(operations: &[Operation]) -> Vec<String> {
    let record = |record: &proto::Record| {
        let keys: Vec<_> = record.data.keys().map(String::as_str).collect();
        format!("{} {} {}", record.r#type().as_str_name().to_lowercase(), record.table_name, keys.join(","))
    };
    operations
        .iter()
        .flat_map(|operation| match operation {
            Operation::Record(one) => vec![format!("alone {}", record(one))],
            Operation::Records(many) => many.records.iter().map(record).collect(),
            Operation::SchemaChange(_) => vec!["schema change".to_owned()],
            Operation::Checkpoint(_) => vec!["checkpoint".to_owned()],
            Operation::Warning(warning) => vec![format!("warning {}", warning.message)],
            Operation::Task(task) => vec![format!("task {}", task.message)],
        })
        .map(|line| line.trim_end().to_owned())
        .collect()
}

struct Proto<M, R>(PhantomData<fn() -> (M, R)>);

impl<M: Message + 'static, R: Message + Default + 'static> Codec for Proto<M, R> {
    type Encode = M;
    type Decode = R;
    type Encoder = Proto<M, R>;
    type Decoder = Proto<M, R>;

    fn encoder(&mut self) -> Self {
        Proto(PhantomData)
    }

    fn decoder(&mut self) -> Self {
        Proto(PhantomData)
    }
}

impl<M: Message, R> Encoder for Proto<M, R> {
    type Item = M;
    type Error = Status;

    fn encode(&mut self, message: M, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(out).unwrap();
        Ok(())
    }
}

impl<M, R: Message + Default> Decoder for Proto<M, R> {
    type Item = R;
    type Error = Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<R>, Status> {
        Ok(Some(R::decode(bytes).unwrap()))
    }
}
