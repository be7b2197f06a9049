//! A small HTTP/1.1 server on the loopback interface: one thread listens, one thread serves each connection.

mod body;
pub(crate) mod compress;
mod connection;
mod reply;
mod request;
mod respond;

pub(crate) use body::Body;
pub(crate) use reply::{Answer, Delivery, Next, Reply};
pub(crate) use request::Request;

use crate::control::Control;
use crate::world::Shared;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// A running server; it stops when this is dropped.
///
/// Every playground has data, a clock and faults of its own, so tests may run side by side.
#[derive(Debug)]
pub struct Playground {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl Playground {
    pub(crate) fn on(port: u16) -> io::Result<Playground> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let listening =
            thread::Builder::new().name("playground".to_owned()).spawn(move || listen(&listener, &for_thread))?;
        Ok(Playground { address, shared, listening: Some(listening) })
    }

    /// Where it listens, without a slash at the end: `http://127.0.0.1:41234`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The handle that changes data and behaviour and tells what was asked. It may be cloned and sent to other threads.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        self.shared.stop();
        // The listener sleeps in `accept`; a visitor wakes it. Should that fail, the thread ends with the process.
        if TcpStream::connect(self.address).is_ok()
            && let Some(listening) = self.listening.take()
        {
            let _ended = listening.join();
        }
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Some(guest) = shared.welcome(&stream) else { continue };
        let shared = Arc::clone(shared);
        let serve = move || {
            connection::serve(stream, &shared);
            shared.farewell(guest);
        };
        // Without a thread the visitor's connection just closes.
        let _thread = thread::Builder::new().name("playground connection".to_owned()).spawn(serve);
    }
}
