//! The faults that are set, and which of them hit a request.

use super::fault::{Fault, FaultId, Trouble};
use crate::server::Request;
use serde_json::{Value, json};

/// A fault and what it has done so far.
#[derive(Debug)]
struct Active {
    fault: Fault,
    seen: u32,
    hits: u32,
    /// What repeating troubles repeat.
    remembered: Vec<Value>,
    repeated: usize,
}

/// The faults in the order in which they were set; a cleared one keeps its place, so that its hits can be asked for.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    all: Vec<Active>,
    live_from: usize,
}

/// A trouble that hits the request at hand.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) fault: usize,
    pub(crate) trouble: Trouble,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> FaultId {
        self.all.push(Active { fault, seen: 0, hits: 0, remembered: Vec::new(), repeated: 0 });
        FaultId(self.all.len() - 1)
    }

    pub(crate) fn clear(&mut self) {
        self.live_from = self.all.len();
    }

    pub(crate) fn hits(&self, fault: FaultId) -> u32 {
        self.all.get(fault.0).map_or(0, |active| active.hits)
    }

    /// Counts the request with each fault that it concerns, and tells which hit it.
    pub(crate) fn matching(&mut self, request: &Request) -> Vec<Hit> {
        let live_from = self.live_from;
        let mut hits = Vec::new();
        for (index, active) in self.all.iter_mut().enumerate().skip(live_from) {
            let fault = &active.fault;
            let method = fault.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method));
            if !method || !request.path.starts_with(&fault.path) {
                continue;
            }
            active.seen += 1;
            let Some(since) = active.seen.checked_sub(fault.after + 1) else { continue };
            let left = fault.times.is_none_or(|times| active.hits < times);
            if left && since % fault.every.max(1) == 0 {
                active.hits += 1;
                hits.push(Hit { fault: index, trouble: fault.trouble.clone() });
            }
        }
        hits
    }

    /// Remembers the first `period` values given, and from then on gives them back in turn.
    pub(crate) fn repeat(
        &mut self,
        fault: usize,
        period: usize,
        current: impl FnOnce() -> Option<Value>,
    ) -> Option<Value> {
        let active = &mut self.all[fault];
        if active.remembered.len() < period.max(1) {
            active.remembered.extend(current());
            return None;
        }
        let value = active.remembered[active.repeated % active.remembered.len()].clone();
        active.repeated += 1;
        Some(value)
    }

    pub(crate) fn to_json(&self) -> Value {
        let live = self.all.iter().enumerate().skip(self.live_from);
        live.map(|(id, active)| json!({ "id": id, "fault": active.fault, "seen": active.seen, "hits": active.hits }))
            .collect()
    }
}
