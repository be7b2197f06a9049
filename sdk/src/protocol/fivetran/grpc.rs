//! The calls as they arrive: paths, messages, compression, limits.
//!
//! Written by hand where a generator would do: answers are encoded before they come here, and a sync's messages must
//! neither be encoded a second time nor copied.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use prost::bytes::BufMut;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::tokio_stream::Stream;
use tonic::codegen::{Bytes, CompressionEncoding, http};
use tonic::server::{Grpc, ServerStreamingService, UnaryService};
use tonic::{Request, Response, Status};

use super::LARGEST_MESSAGE;
use super::service::Service;

type Answer<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Status>> + Send>>;

impl tonic::codegen::Service<http::Request<Body>> for Service {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let method = request.uri().path().strip_prefix("/fivetran_sdk.v2.SourceConnector/");
            Ok(match method {
                Some("ConfigurationForm") => {
                    unary(request, |message| service.clone().configuration_form(message)).await
                }
                Some("Test") => unary(request, |message| service.clone().test(message)).await,
                Some("Schema") => unary(request, |message| service.clone().schema(message)).await,
                Some("Update") => update(service, request).await,
                _ => Status::unimplemented("there is no such method").into_http(),
            })
        })
    }
}

async fn unary<M, A>(request: http::Request<Body>, answer: impl FnMut(M) -> A) -> http::Response<Body>
where
    M: prost::Message + Default + 'static,
    A: Future<Output = Result<Bytes, Status>> + Send + 'static,
{
    grpc().unary(Call(answer), request).await
}

/// Only the request is tonic's work, and an answer that there is none: it would put each message in a buffer of its own.
async fn update(service: Service, request: http::Request<Body>) -> http::Response<Body> {
    let started = Arc::new(Mutex::new(None));
    let call = Call(|message| {
        let (service, started) = (service.clone(), started.clone());
        async move {
            let messages = service.update(message).await?;
            *started.lock().unwrap_or_else(PoisonError::into_inner) = Some(messages);
            Ok(Nothing)
        }
    });
    let response = grpc().server_streaming(call, request).await;
    let started = started.lock().unwrap_or_else(PoisonError::into_inner).take();
    match started {
        Some(messages) => response.map(|_| Body::new(messages)),
        None => response,
    }
}

fn grpc<M: prost::Message + Default + 'static>() -> Grpc<Encoded<M>> {
    Grpc::new(Encoded(PhantomData))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE)
        .accept_compressed(CompressionEncoding::Gzip)
}

/// A function as the service of one method.
struct Call<F>(F);

impl<M, A, F> UnaryService<M> for Call<F>
where
    F: FnMut(M) -> A,
    A: Future<Output = Result<Bytes, Status>> + Send + 'static,
{
    type Response = Bytes;
    type Future = Answer<Bytes>;

    fn call(&mut self, request: Request<M>) -> Self::Future {
        let answer = (self.0)(request.into_inner());
        Box::pin(async { Ok(Response::new(answer.await?)) })
    }
}

impl<M, A, F> ServerStreamingService<M> for Call<F>
where
    F: FnMut(M) -> A,
    A: Future<Output = Result<Nothing, Status>> + Send + 'static,
{
    type Response = Bytes;
    type ResponseStream = Nothing;
    type Future = Answer<Nothing>;

    fn call(&mut self, request: Request<M>) -> Self::Future {
        let answer = (self.0)(request.into_inner());
        Box::pin(async { Ok(Response::new(answer.await?)) })
    }
}

/// A stream of no messages.
struct Nothing;

impl Stream for Nothing {
    type Item = Result<Bytes, Status>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

/// Takes messages in, and gives out bytes that are messages already.
struct Encoded<M>(PhantomData<fn() -> M>);

impl<M: prost::Message + Default + 'static> Codec for Encoded<M> {
    type Encode = Bytes;
    type Decode = M;
    type Encoder = AsItIs;
    type Decoder = Decoding<M>;

    fn encoder(&mut self) -> AsItIs {
        AsItIs
    }

    fn decoder(&mut self) -> Decoding<M> {
        Decoding(PhantomData)
    }
}

struct AsItIs;

impl Encoder for AsItIs {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(message);
        Ok(())
    }
}

struct Decoding<M>(PhantomData<fn() -> M>);

impl<M: prost::Message + Default> Decoder for Decoding<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let message = M::decode(bytes).map_err(|error| Status::internal(format!("the message is broken: {error}")))?;
        Ok(Some(message))
    }
}
