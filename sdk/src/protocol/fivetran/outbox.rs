//! The messages of one sync on their way to the client: no more of them wait than a fixed number of bytes.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tonic::Status;
use tonic::codegen::Bytes;
use tonic::codegen::tokio_stream::Stream;

use crate::engine::Stop;
use crate::error::{Error, Result};

/// How many bytes may wait for the client. A larger message waits alone.
const ROOM: usize = 1024 * 1024;

type Message = Result<(Framed, Option<OwnedSemaphorePermit>), Status>;

/// An encoded message: bytes, and what stands before them.
#[derive(Debug, Clone)]
pub(crate) struct Framed {
    head: [u8; Self::HEAD],
    head_length: usize,
    body: Bytes,
}

impl Framed {
    /// A tag and a length: at most 28 bits of length, as the largest message says.
    const HEAD: usize = 5;

    /// Bytes as the one field of a message.
    pub(super) fn list(tag: u8, body: Bytes) -> Self {
        let mut head = [0; Self::HEAD];
        head[0] = tag;
        let mut length = body.len();
        let mut end = 1;
        while length >= 0x80 {
            head[end] = length as u8 | 0x80;
            length >>= 7;
            end += 1;
        }
        head[end] = length as u8;
        Self { head, head_length: end + 1, body }
    }

    /// What stands before the body.
    pub(super) fn head(&self) -> &[u8] {
        &self.head[..self.head_length]
    }

    /// The body.
    pub(super) fn into_body(self) -> Bytes {
        self.body
    }

    fn len(&self) -> usize {
        self.head_length + self.body.len()
    }
}

impl From<Bytes> for Framed {
    fn from(body: Bytes) -> Self {
        Self { head: [0; Self::HEAD], head_length: 0, body }
    }
}

impl From<Framed> for Bytes {
    fn from(message: Framed) -> Self {
        match message.head() {
            [] => message.body,
            head => [head, &message.body].concat().into(),
        }
    }
}

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
}

/// An outbox and its other end. To be called within the runtime.
pub(super) fn outbox(stop: Stop) -> (Outbox, Messages) {
    let (messages, waiting) = mpsc::unbounded_channel();
    let room = Arc::new(Semaphore::new(ROOM));
    let outbox = Outbox { messages, room: room.clone(), runtime: Handle::current() };
    (outbox, Messages { waiting, room, stop })
}

impl Outbox {
    /// Puts a message in and waits for room. Not for tasks of the runtime.
    pub(super) fn send(&self, message: Framed) -> Result<()> {
        let size = message.len().min(ROOM) as u32;
        let room = match self.room.clone().try_acquire_many_owned(size) {
            Ok(room) => room,
            Err(_) => self.runtime.block_on(self.room.clone().acquire_many_owned(size)).map_err(|_| gone())?,
        };
        self.messages.send(Ok((message, Some(room)))).map_err(|_| gone())
    }

    /// Puts in one of the few messages for which there is always room.
    pub(super) fn send_small(&self, message: Framed) {
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

impl Stream for Messages {
    type Item = Result<Framed, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.waiting.poll_recv(context).map(|message| message.map(|message| message.map(|(message, _room)| message)))
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        self.stop.stop();
        self.room.close();
    }
}
