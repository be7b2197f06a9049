//! The listening sockets.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tonic::codegen::tokio_stream::Stream;
use tonic::transport::server::TcpIncoming;

use super::service::Service;
use crate::context::SystemClock;
use crate::engine::{Definition, Stop};
use crate::error::{Error, Result};

/// The port on which the platform expects a source.
pub const DEFAULT_PORT: u16 = 50051;

/// How often the operating system asks a silent client whether it is still there.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// How long calls may take to end after the server was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves a connector on a port, on IPv6 and IPv4, until it is stopped. A running sync then ends at its last
/// checkpoint.
///
/// To be run on a runtime of at least two threads, as readers may keep one busy. Nothing but the [log](super::LogLayer)
/// belongs on stdout meanwhile.
///
/// # Errors
///
/// If the port is taken.
pub async fn serve(definition: Definition, port: u16, stop: Stop) -> Result<()> {
    Server::bind(port).await?.serve(definition, stop).await
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl Server {
    /// Listens on a port; on any free one for 0.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub async fn bind(port: u16) -> Result<Self> {
        let refused = |error: io::Error| {
            Error::configuration(format!("cannot listen on port {port}: {error}"))
                .next_step("choose another with `--port`")
        };
        // Where there is IPv6, its socket usually takes IPv4 too, and the second one is not to be had.
        let both = TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)).await;
        let port = both.as_ref().ok().and_then(|both| both.local_addr().ok()).map_or(port, |address| address.port());
        let v4 = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await;
        let listeners: Vec<_> = match (both, v4) {
            (Ok(both), Ok(v4)) => vec![both, v4],
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => vec![one],
            (Err(_), Err(error)) => return Err(refused(error)),
        };
        let port = listeners[0].local_addr().map_err(refused)?.port();
        Ok(Self { listeners, port })
    }

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers calls until it is stopped.
    ///
    /// # Errors
    ///
    /// If the sockets fail.
    pub async fn serve(self, definition: Definition, stop: Stop) -> Result<()> {
        tracing::info!("{} listens on port {}", definition.info.name, self.port);
        let incoming = self
            .listeners
            .into_iter()
            .map(|listener| TcpIncoming::from(listener).with_nodelay(Some(true)).with_keepalive(Some(KEEPALIVE)));
        let service = Service::new(Arc::new(definition), stop.clone(), Arc::new(SystemClock));
        let serving = tonic::transport::Server::builder().serve_with_incoming_shutdown(
            service,
            Incoming(incoming.collect()),
            stop.stopped(),
        );
        let late = async {
            stop.stopped().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = serving => served.map_err(|error| Error::bug(format!("the server failed: {error}"))),
            () = late => {
                tracing::warn!("some calls did not end in time");
                Ok(())
            }
        }
    }
}

/// Connections of all sockets.
struct Incoming(Vec<TcpIncoming>);

impl Stream for Incoming {
    type Item = io::Result<TcpStream>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        for listener in &mut self.0 {
            if let Poll::Ready(Some(connection)) = Pin::new(listener).poll_next(context) {
                return Poll::Ready(Some(connection));
            }
        }
        Poll::Pending
    }
}

/// Where a client of this machine reaches it.
impl From<&Server> for SocketAddr {
    fn from(server: &Server) -> Self {
        (Ipv4Addr::LOCALHOST, server.port).into()
    }
}
