//! The messages of one sync on their way to the client: no more of them wait than a fixed number of bytes.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body::Frame;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tonic::Status;
use tonic::codegen::{Body, Bytes, http};

use crate::engine::Stop;
use crate::error::{Error, Result};

/// How many bytes may wait for the client. A larger message waits alone.
const ROOM: usize = 1024 * 1024;

/// Messages as they go over the connection, and the room that they take.
type Message = Result<(Bytes, Option<OwnedSemaphorePermit>), Status>;

/// Where a sync puts its messages.
#[derive(Clone)]
pub(super) struct Outbox {
    messages: mpsc::UnboundedSender<Message>,
    room: Arc<Semaphore>,
    runtime: Handle,
}

/// Where the client takes them from. Dropping it stops the sync.
pub(crate) struct Messages {
    waiting: mpsc::UnboundedReceiver<Message>,
    room: Arc<Semaphore>,
    stop: Stop,
    ended: bool,
}

/// An outbox and its other end. To be called within the runtime.
pub(super) fn outbox(stop: Stop) -> (Outbox, Messages) {
    let (messages, waiting) = mpsc::unbounded_channel();
    let room = Arc::new(Semaphore::new(ROOM));
    let outbox = Outbox { messages, room: room.clone(), runtime: Handle::current() };
    (outbox, Messages { waiting, room, stop, ended: false })
}

impl Outbox {
    /// Puts a message in and waits for room. Not for tasks of the runtime.
    pub(super) fn send(&self, message: Bytes) -> Result<()> {
        let size = message.len().min(ROOM) as u32;
        let room = match self.room.clone().try_acquire_many_owned(size) {
            Ok(room) => room,
            Err(_) => self.runtime.block_on(self.room.clone().acquire_many_owned(size)).map_err(|_| gone())?,
        };
        self.messages.send(Ok((message, Some(room)))).map_err(|_| gone())
    }

    /// Puts in one of the few messages for which there is always room.
    pub(super) fn send_small(&self, message: Bytes) {
        // A client that is gone does not want it.
        let _ = self.messages.send(Ok((message, None)));
    }

    /// Ends the stream with a status.
    pub(super) fn fail(&self, status: Status) {
        let _ = self.messages.send(Err(status));
    }
}

fn gone() -> Error {
    Error::stopped("the client went away")
}

impl Messages {
    /// The next messages, as they go over the connection.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Status>> {
        self.waiting.recv().await.map(|message| message.map(|(messages, _room)| messages))
    }
}

/// The body of the call's answer.
impl Body for Messages {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let status = match ready!(self.waiting.poll_recv(context)) {
            Some(Ok((messages, _room))) => return Poll::Ready(Some(Ok(Frame::data(messages)))),
            Some(Err(status)) => status,
            None => Status::ok(""),
        };
        self.ended = true;
        let mut trailers = http::HeaderMap::new();
        Poll::Ready(Some(status.add_header(&mut trailers).map(|()| Frame::trailers(trailers))))
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        self.stop.stop();
        self.room.close();
    }
}
