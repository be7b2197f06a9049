//! A web API on this machine for the examples and their tests: every style of paging and of authentication, with the
//! same data every time, and with bad manners where they are asked for.
//!
//! ```
//! let playground = test_api::Playground::start();
//! assert!(playground.url().starts_with("http://127.0.0.1:"));
//! ```

mod auth;
mod companies;
mod hostile;
mod routes;
mod server;
mod users;

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use hostile::Manners;
pub use server::{Request, Response};

/// A running server with its data. It ends with the process.
pub struct Playground {
    url: String,
    world: Arc<Mutex<World>>,
}

/// All that the server knows.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) users: Vec<users::User>,
    pub(crate) companies: Vec<companies::Company>,
    pub(crate) sessions: auth::Sessions,
    pub(crate) hostile: hostile::Hostile,
    pub(crate) requests: Vec<String>,
}

impl Default for Playground {
    fn default() -> Self {
        Self::start()
    }
}

impl Playground {
    /// Starts on a port that is free.
    ///
    /// # Panics
    /// If there is none.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no free port: {error}"));
        Self::on(listener, Manners::Good)
    }

    /// Starts with these manners.
    ///
    /// # Panics
    /// If no port is free.
    pub fn with(manners: Manners) -> Self {
        let playground = Self::start();
        playground.world().hostile = hostile::Hostile::new(manners);
        playground
    }

    /// Starts on this listener.
    ///
    /// # Panics
    /// If the listener has no address.
    pub fn on(listener: TcpListener, manners: Manners) -> Self {
        let address = listener.local_addr().unwrap_or_else(|error| panic!("the listener has no address: {error}"));
        let world = Arc::new(Mutex::new(World {
            users: users::all(),
            companies: companies::all(),
            sessions: auth::Sessions::default(),
            hostile: hostile::Hostile::new(manners),
            requests: Vec::new(),
        }));
        let serving = world.clone();
        std::thread::spawn(move || {
            server::serve(&listener, &Arc::new(move |request: &Request| answer(&serving, request)))
        });
        Self { url: format!("http://{address}"), world }
    }

    /// Starts a server of your own for a test: the function answers every request. Gives its address.
    ///
    /// # Panics
    /// If no port is free.
    ///
    /// ```
    /// use test_api::{Playground, Response};
    ///
    /// let url = Playground::serve(|request| Response::text("text/plain", request.path.clone()));
    /// # assert!(url.starts_with("http://"));
    /// ```
    pub fn serve(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no free port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("the listener has no address: {error}"));
        let answer = Arc::new(move |request: &Request| server::Reply::Whole(answer(request)));
        std::thread::spawn(move || server::serve(&listener, &answer));
        format!("http://{address}")
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every request so far: method, path and query.
    pub fn requests(&self) -> Vec<String> {
        self.world().requests.clone()
    }

    /// Makes every token that was given out end now.
    pub fn expire_tokens(&self) {
        self.world().sessions = auth::Sessions::default();
    }

    /// Changes the user of this number, from 0 (the oldest) to 199: it gets a new name and is the last one updated.
    pub fn change_user(&self, number: usize) {
        users::change(&mut self.world().users, number);
    }

    /// Changes the department of this id: it is the last one updated.
    pub fn change_department(&self, department_id: i64) {
        companies::change_department(&mut self.world().companies, department_id);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(world: &Mutex<World>, request: &Request) -> server::Reply {
    let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
    world.requests.push(format!("{} {}", request.method, request.target));
    let trouble = world.hostile.trouble(request);
    let response = routes::answer(&mut world, request);
    hostile::spoil(trouble, response)
}
