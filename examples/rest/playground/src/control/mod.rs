//! The handle that changes data and behaviour, and tells what was asked.

pub(crate) mod apply;
pub(crate) mod endpoint;
pub(crate) mod fault;
pub(crate) mod faults;
pub(crate) mod hostile;
pub(crate) mod limit;
pub(crate) mod log;
mod spoil;

use crate::api::jobs::Outcome;
use crate::data::user::{DeletedUser, User};
use crate::world::{Shared, World};
use chrono::{DateTime, TimeDelta, Utc};
use fault::{Fault, FaultId, Trouble};
use log::LoggedRequest;
use std::fmt;
use std::sync::Arc;

/// Changes a playground while it runs; a clone controls the same one.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl fmt::Debug for Control {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Control")
    }
}

/// The data and the clock.
impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Control {
        Control { shared }
    }

    /// Makes the next `steps` scripted changes; each moves the clock by an hour, updates, adds and deletes users, and
    /// changes a company or a department, a contact, the issues and the forecast. See [`users_after`](crate::users_after).
    pub fn advance(&self, steps: u32) {
        self.shared.lock().advance(steps);
    }

    /// How many changes there have been.
    pub fn step(&self) -> u32 {
        self.shared.lock().step
    }

    /// What the playground's clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.lock().clock.now()
    }

    /// Moves the clock and changes no data: tokens grow old, forecasts roll on.
    pub fn advance_clock(&self, by: TimeDelta) {
        self.shared.lock().clock.advance(by);
    }

    /// Lets the clock go with the machine's, as that of `cargo run -p playground` does: what depends on the time
    /// (forecasts, prices, news, events, tokens) is then of today.
    pub fn run_clock(&self) {
        self.shared.lock().clock.run();
    }

    /// The users as they are now, in the order in which they were created.
    pub fn users(&self) -> Vec<User> {
        self.shared.lock().users.clone()
    }

    /// The users deleted so far, in order.
    pub fn deleted_users(&self) -> Vec<DeletedUser> {
        self.shared.lock().deleted.clone()
    }

    /// Changes the users in any way.
    pub fn change_users(&self, change: impl FnOnce(&mut Vec<User>)) {
        change(&mut self.shared.lock().users);
    }

    /// Lets the `n`th and the next user (by `updated_at`, counting from 1) share their `updated_at`: with the page size
    /// as `n`, a boundary of pages falls between two rows of the same instant.
    pub fn tie(&self, n: usize) {
        let users = &mut self.shared.lock().users;
        let mut order: Vec<usize> = (0..users.len()).collect();
        order.sort_by_key(|&index| users[index].updated_at);
        if let (Some(&first), Some(&second)) = (order.get(n.wrapping_sub(1)), order.get(n)) {
            users[second].updated_at = users[first].updated_at;
        }
    }

    /// Puts everything back as it was at the start: data, clock, tokens, behaviour and log.
    pub fn reset(&self) {
        self.shared.release();
        let mut world = self.shared.lock();
        let running = world.clock.is_running();
        *world = World::default();
        if running {
            world.clock.run();
        }
    }
}

/// The behaviour.
impl Control {
    /// Adds a fault; see [`Fault`].
    pub fn misbehave(&self, fault: impl Into<Fault>) -> FaultId {
        self.shared.lock().faults.add(fault.into())
    }

    /// Adds a fault that hits the next request whose path starts with `path`, once.
    pub fn once(&self, path: &str, trouble: Trouble) -> FaultId {
        self.misbehave(Fault::new(path, trouble))
    }

    /// How many requests a fault has hit.
    pub fn hits(&self, fault: FaultId) -> u32 {
        self.shared.lock().faults.hits(fault)
    }

    /// Makes the server as unreliable as it can be without hiding a row: refusals with each kind of `Retry-After`,
    /// server errors, resets, short bodies, compressed ones. A reader that retries well ends with the same rows.
    pub fn be_hostile(&self) {
        self.be_hostile_from(0);
    }

    /// The same, beginning with another of the [`TROUBLES`](crate::TROUBLES) that come in turn: so a test of few
    /// requests can meet each of them.
    pub fn be_hostile_from(&self, nth: usize) {
        let mut world = self.shared.lock();
        hostile::faults(nth).into_iter().for_each(|fault| {
            world.faults.add(fault);
        });
    }

    /// Removes every fault and limit and releases what is held; data and log stay.
    pub fn calm(&self) {
        let mut world = self.shared.lock();
        world.faults.clear();
        world.limit.remove();
        drop(world);
        self.shared.release();
    }

    /// Lets every request that is held at the moment go on.
    pub fn release(&self) {
        self.shared.release();
    }

    /// How many requests are held at the moment.
    pub fn held(&self) -> usize {
        self.shared.held()
    }

    /// Waits until at least `count` requests are held.
    ///
    /// # Panics
    /// When half a minute passes without.
    pub fn wait_until_held(&self, count: usize) {
        assert!(
            self.shared.wait_until(|_, held| held >= count),
            "{count} requests should be held; {} are",
            self.held()
        );
    }

    /// Waits until at least `count` requests for paths that start with `path` have arrived.
    ///
    /// # Panics
    /// When half a minute passes without.
    pub fn wait_for_requests(&self, path: &str, count: usize) {
        let arrived = self.shared.wait_until(|world, _| world.log.count(path) >= count);
        assert!(arrived, "{count} requests for `{path}` should have arrived; {} have", self.count(path));
    }

    /// Limits all requests together: `capacity` at once, and `per_second` more each second of real time. Every answer
    /// then tells what is left; a request too many gets a 429 with `Retry-After`. With 0 a second nothing comes back.
    pub fn limit_rate(&self, capacity: u32, per_second: u32) {
        self.shared.lock().limit.set(capacity, per_second);
    }

    /// Access and session tokens made from now on are good for so many requests; `None`, the start, is no limit.
    pub fn tokens_live_for(&self, requests: Option<u32>) {
        self.shared.lock().tokens.uses = requests;
    }

    /// What token answers say of their validity, in seconds of the playground's clock; at the start 1800 for an access
    /// token and 3600 for a session.
    pub fn tokens_expire_in(&self, seconds: u32) {
        self.shared.lock().tokens.seconds = Some(seconds);
    }

    /// Makes every access and session token invalid at once.
    pub fn expire_tokens(&self) {
        self.shared.lock().tokens.expire();
    }

    /// Makes each use of a refresh token answer a new one and invalidate the old one.
    pub fn rotate_refresh_tokens(&self, rotate: bool) {
        self.shared.lock().tokens.rotate = rotate;
    }

    /// The refresh token that is good at the moment.
    pub fn refresh_token(&self) -> String {
        self.shared.lock().tokens.refresh.clone()
    }

    /// Makes every scroll token invalid: the next use answers 410.
    pub fn expire_scrolls(&self) {
        self.shared.lock().tokens.scroll_generation += 1;
    }

    /// How often a job made from now on has to be asked before it ends, and how it ends; at the start twice, done.
    pub fn jobs_end(&self, polls: u32, outcome: Outcome) {
        self.shared.lock().jobs.script(polls, outcome);
    }
}

/// The log.
impl Control {
    /// Every request so far, in the order of arrival, secrets masked.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.lock().log.all().to_vec()
    }

    /// The requests for paths that start with `path`.
    pub fn requests_to(&self, path: &str) -> Vec<LoggedRequest> {
        self.requests().into_iter().filter(|request| request.path.starts_with(path)).collect()
    }

    /// How many requests for paths that start with `path` have arrived.
    pub fn count(&self, path: &str) -> usize {
        self.shared.lock().log.count(path)
    }

    /// Empties the log.
    pub fn forget_requests(&self) {
        self.shared.lock().log.clear();
    }
}
