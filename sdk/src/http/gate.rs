//! How many requests are under way at the same time: fewer when the source is overloaded, more again while it is not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// As many as a client sends at the same time unless it is told otherwise. Readers ask for far fewer.
const MOST: usize = 256;

/// Lets requests through.
///
/// A source that is overloaded (429, 503, an answer that does not come) halves the number of requests under way, once for all
/// requests that were sent before it said so. Every round of good answers adds one again, up to the declared number:
/// additive increase, multiplicative decrease. Requests that wait are let through in the order in which they came.
#[derive(Debug)]
pub(super) struct Gate {
    semaphore: Arc<Semaphore>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    most: usize,
    /// How many requests may be under way.
    limit: usize,
    under_way: usize,
    /// Places that are still taken although they are no longer allowed.
    surplus: usize,
    /// Good answers since the limit was last changed.
    good: usize,
    /// Counts how often the limit was halved, so that each request counts for the limit under which it was sent.
    halved: u64,
}

/// A request that was let through. Its place is free when this is dropped.
#[derive(Debug)]
pub(super) struct Pass {
    place: Option<OwnedSemaphorePermit>,
    state: Arc<Mutex<State>>,
    halved: u64,
}

impl Gate {
    /// A gate for as many requests at the same time.
    pub(super) fn new(most: Option<usize>) -> Self {
        let most = most.unwrap_or(MOST).clamp(1, Semaphore::MAX_PERMITS);
        let state = State { most, limit: most, under_way: 0, surplus: 0, good: 0, halved: 0 };
        Self { semaphore: Arc::new(Semaphore::new(most)), state: Arc::new(Mutex::new(state)) }
    }

    /// Waits for a place.
    pub(super) async fn enter(&self) -> Pass {
        // The semaphore is never closed.
        let place = self.semaphore.clone().acquire_owned().await.ok();
        let mut state = lock(&self.state);
        state.under_way += 1;
        Pass { place, state: self.state.clone(), halved: state.halved }
    }

    /// The source answered well.
    pub(super) fn went_well(&self, pass: &Pass) {
        let mut state = lock(&self.state);
        // A limit that nobody comes up to has not been tried.
        if pass.halved != state.halved || state.limit == state.most || state.under_way < state.limit {
            return;
        }
        state.good += 1;
        if state.good >= state.limit {
            state.good = 0;
            state.limit += 1;
            match state.surplus.checked_sub(1) {
                Some(fewer) => state.surplus = fewer,
                None => self.semaphore.add_permits(1),
            }
            tracing::debug!("up to {} requests at the same time", state.limit);
        }
    }

    /// The source is overloaded.
    pub(super) fn overloaded(&self, pass: &Pass) {
        let mut state = lock(&self.state);
        if pass.halved != state.halved {
            return;
        }
        let limit = (state.under_way.min(state.limit) / 2).max(1);
        let fewer = state.limit - limit;
        state.surplus += fewer - self.semaphore.forget_permits(fewer);
        (state.limit, state.good) = (limit, 0);
        state.halved += 1;
        tracing::info!("the source is overloaded: {limit} requests at the same time from now on");
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.under_way -= 1;
        if let (Some(fewer), Some(place)) = (state.surplus.checked_sub(1), self.place.take()) {
            state.surplus = fewer;
            place.forget();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// A place, if there is one now.
    fn try_enter(gate: &Gate) -> Option<Pass> {
        match pin!(gate.enter()).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(pass) => Some(pass),
            Poll::Pending => None,
        }
    }

    fn fill(gate: &Gate) -> Vec<Pass> {
        std::iter::from_fn(|| try_enter(gate)).collect()
    }

    fn limit(gate: &Gate) -> usize {
        lock(&gate.state).limit
    }

    #[test]
    fn a_burst_of_refusals_halves_once_and_holds() {
        let gate = Gate::new(Some(8));
        let passes = fill(&gate);
        assert_eq!(passes.len(), 8);
        passes.iter().for_each(|pass| gate.overloaded(pass));
        assert_eq!(limit(&gate), 4);
        drop(passes);
        assert_eq!(fill(&gate).len(), 4);
        // Those were sent later: what happens to them counts again.
        let passes = fill(&gate);
        gate.overloaded(&passes[0]);
        assert_eq!(limit(&gate), 2);
        drop(passes);
        for _ in 0..3 {
            let passes = fill(&gate);
            gate.overloaded(&passes[0]);
        }
        assert_eq!((limit(&gate), fill(&gate).len()), (1, 1));
    }

    #[test]
    fn what_is_under_way_is_halved_not_what_would_be_allowed() {
        let gate = Gate::new(None);
        let passes: Vec<_> = (0..6).map(|_| try_enter(&gate).unwrap()).collect();
        gate.overloaded(&passes[5]);
        assert_eq!(limit(&gate), 3);
        drop(passes);
        assert_eq!(fill(&gate).len(), 3);
    }

    #[test]
    fn each_round_of_good_answers_adds_one_up_to_what_was_declared() {
        let gate = Gate::new(Some(4));
        gate.overloaded(&fill(&gate)[0]);
        assert_eq!(limit(&gate), 2);
        for expected in [3, 4, 4] {
            let passes = fill(&gate);
            passes.iter().for_each(|pass| gate.went_well(pass));
            drop(passes);
            assert_eq!((limit(&gate), fill(&gate).len()), (expected, expected));
        }
    }

    #[test]
    fn a_limit_that_is_not_reached_does_not_grow() {
        let gate = Gate::new(Some(8));
        gate.overloaded(&fill(&gate)[0]);
        for _ in 0..20 {
            gate.went_well(&try_enter(&gate).unwrap());
        }
        assert_eq!(limit(&gate), 4);
    }

    #[test]
    fn growth_while_too_many_are_under_way_pays_off_the_surplus_first() {
        let gate = Gate::new(Some(4));
        let mut passes = fill(&gate);
        gate.overloaded(&passes[0]);
        // All four are still under way: nobody else gets in until more than two of them have ended.
        passes.truncate(2);
        assert!(try_enter(&gate).is_none());
        passes.truncate(1);
        assert_eq!(fill(&gate).len(), 1);
    }
}
