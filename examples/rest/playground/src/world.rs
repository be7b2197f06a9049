//! Everything that changes while a playground runs, behind one lock.

use crate::api::{jobs::Jobs, tokens::Tokens};
use crate::control::faults::Faults;
use crate::control::limit::Limit;
use crate::control::log::Log;
use crate::data::time::Clock;
use crate::data::user::{self, DeletedUser, User};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The data, the clock and the behaviour.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    /// How many scripted changes have happened.
    pub(crate) step: u32,
    pub(crate) users: Vec<User>,
    pub(crate) deleted: Vec<DeletedUser>,
    pub(crate) tokens: Tokens,
    pub(crate) jobs: Jobs,
    pub(crate) faults: Faults,
    pub(crate) limit: Limit,
    pub(crate) log: Log,
}

impl Default for World {
    fn default() -> World {
        World {
            clock: Clock::default(),
            step: 0,
            users: user::users(),
            deleted: Vec::new(),
            tokens: Tokens::default(),
            jobs: Jobs::default(),
            faults: Faults::default(),
            limit: Limit::default(),
            log: Log::default(),
        }
    }
}

impl World {
    /// Makes the next scripted changes, an hour apart.
    pub(crate) fn advance(&mut self, steps: u32) {
        for _ in 0..steps {
            self.step += 1;
            self.clock.advance(TimeDelta::hours(1));
            user::change(&mut self.users, &mut self.deleted, self.step);
        }
    }
}

/// The world, shared by the threads that serve and the handles that control.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    world: Mutex<World>,
    gate: Mutex<Gate>,
    changed: Condvar,
}

/// Who is connected, who is held, and whether it is over.
#[derive(Debug, Default)]
struct Gate {
    stopping: bool,
    held: usize,
    releases: u64,
    /// Counts the changes of the log, so that nobody who waits for one misses it.
    told: u64,
    guests: HashMap<u64, TcpStream>,
    welcomed: u64,
}

/// How long a test waits for something before it fails: not a measure of time, just the end of patience.
const PATIENCE: Duration = Duration::from_secs(30);

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        // A handler that panicked changed nothing halfway that matters to the next.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stopping(&self) -> bool {
        self.gate().stopping
    }

    /// Ends every connection and every wait.
    pub(crate) fn stop(&self) {
        let mut gate = self.gate();
        gate.stopping = true;
        for guest in gate.guests.values() {
            let _gone_already = guest.shutdown(Shutdown::Both);
        }
        self.changed.notify_all();
    }

    /// Remembers a connection so that [`stop`](Shared::stop) can end it.
    pub(crate) fn welcome(&self, stream: &TcpStream) -> Option<u64> {
        let stream = stream.try_clone().ok()?;
        let mut gate = self.gate();
        gate.welcomed += 1;
        let number = gate.welcomed;
        gate.guests.insert(number, stream);
        Some(number)
    }

    pub(crate) fn farewell(&self, guest: u64) {
        self.gate().guests.remove(&guest);
    }

    /// Waits until the control lets go.
    pub(crate) fn hold(&self) {
        let mut gate = self.gate();
        let before = gate.releases;
        gate.held += 1;
        self.changed.notify_all();
        while gate.releases == before && !gate.stopping {
            gate = self.changed.wait(gate).unwrap_or_else(PoisonError::into_inner);
        }
        gate.held -= 1;
    }

    pub(crate) fn release(&self) {
        self.gate().releases += 1;
        self.changed.notify_all();
    }

    pub(crate) fn held(&self) -> usize {
        self.gate().held
    }

    /// Says that the log has grown.
    pub(crate) fn tell(&self) {
        self.gate().told += 1;
        self.changed.notify_all();
    }

    /// Waits until `enough` holds for the number of held requests; false when patience ends first.
    pub(crate) fn wait_until(&self, mut enough: impl FnMut(&World, usize) -> bool) -> bool {
        loop {
            let (told, held) = {
                let gate = self.gate();
                (gate.told, gate.held)
            };
            if enough(&self.lock(), held) {
                return true;
            }
            let unchanged = |gate: &mut Gate| gate.told == told && gate.held == held && !gate.stopping;
            let waited = self.changed.wait_timeout_while(self.gate(), PATIENCE, unchanged);
            if waited.unwrap_or_else(PoisonError::into_inner).1.timed_out() {
                return false;
            }
        }
    }
}
