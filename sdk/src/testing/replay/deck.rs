//! The tape deck: keeps what the network answers, or answers with what was kept.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::RECORD;
use super::compare::{differences, distance, sentence};
use super::exchange::{Answer, Exchange, Request};
use super::file::Recording;
use super::mask::Mask;
use crate::error::{Error, Result};
use crate::http::tape::{Asked, Kept, Tape, Turn};
use crate::secret::Watched;

/// A recording in use.
pub(super) struct Deck {
    pub(super) path: PathBuf,
    /// The path as the test wrote it.
    pub(super) name: String,
    pub(super) records: bool,
    pub(super) secrets: Watched,
    pub(super) state: Mutex<State>,
}

pub(super) struct State {
    /// The recording, or why there is none.
    pub(super) recording: std::result::Result<Recording, String>,
    /// How many syncs have begun.
    syncs: usize,
    /// Whether the running sync is one that is killed or resumed.
    crashing: bool,
    /// What was replayed in this sync.
    used: HashSet<Place>,
    /// What was sent, by number, with the answers that came.
    sent: Vec<(Asked, Option<Answer>)>,
    /// The first request of this sync that is not in the recording.
    missing: Option<String>,
}

/// Where an exchange stands: in a sync, or among those of crashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place(Option<usize>, usize);

impl State {
    pub(super) fn new(recording: std::result::Result<Recording, String>) -> Self {
        let (used, sent) = (HashSet::new(), Vec::new());
        Self { recording, syncs: 0, crashing: false, used, sent, missing: None }
    }
}

impl Deck {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A sync begins.
    pub(super) fn begin(&self, crashing: bool) -> Result<()> {
        let mut state = self.state();
        if let Err(error) = &state.recording {
            return Err(Error::configuration(error));
        }
        state.syncs += usize::from(!crashing);
        state.crashing = crashing;
        state.used.clear();
        state.sent.clear();
        state.missing = None;
        Ok(())
    }

    /// A sync has ended: saves what was recorded, or says what does not fit.
    pub(super) fn end<T>(&self, result: Result<T>) -> Result<T> {
        let mut state = self.state();
        if self.records {
            self.keep_all(&mut state)?;
            return result;
        }
        if let Some(missing) = state.missing.take() {
            return Err(Error::bug(missing));
        }
        let value = result?;
        let (false, Ok(recording)) = (state.crashing, &state.recording) else { return Ok(value) };
        let sync = state.syncs - 1;
        let recorded = recording.syncs.get(sync).map_or(&[][..], Vec::as_slice);
        let unused: Vec<_> = recorded
            .iter()
            .enumerate()
            .filter(|(at, _)| !state.used.contains(&Place(Some(sync), *at)))
            .map(|(_, exchange)| format!("`{}`", exchange.request.line()))
            .collect();
        if unused.is_empty() {
            return Ok(value);
        }
        let (count, first) = (unused.len(), unused[..unused.len().min(3)].join(", "));
        Err(Error::bug(format!(
            "`{}` holds {count} {} that sync {} did not make: {first}{}",
            self.name,
            if count == 1 { "request" } else { "requests" },
            sync + 1,
            if count > 3 { ", …" } else { "" }
        ))
        .next_step(again()))
    }

    fn keep_all(&self, state: &mut State) -> Result<()> {
        let answered = state.sent.drain(..).filter_map(|(asked, answer)| Some((Request::of(&asked), answer?)));
        let exchanges: Vec<_> = answered.map(|(request, answer)| Exchange { request, answer }).collect();
        let (syncs, crashing) = (state.syncs, state.crashing);
        let Ok(recording) = &mut state.recording else { return Ok(()) };
        if crashing {
            for exchange in exchanges {
                if !recording.crashes.contains(&exchange) {
                    recording.crashes.push(exchange);
                }
            }
        } else {
            recording.syncs.resize(syncs - 1, Vec::new());
            recording.syncs.push(exchanges);
        }
        recording.save(&self.path, &self.mask())
    }

    fn mask(&self) -> Mask {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Mask::new(secrets.iter().map(ToString::to_string))
    }

    fn replay(&self, asked: &Asked) -> Result<Kept> {
        let request = Request::of(asked);
        let mut state = self.state();
        let State { recording: Ok(recording), used, missing, crashing, syncs, .. } = &mut *state else {
            return Err(Error::bug("there is no recording"));
        };
        let crashing = *crashing;
        let now = syncs.saturating_sub(usize::from(!crashing));
        let places = places(recording, now, crashing);
        let shown = self.mask().request(&request);
        let fits = |exchange: &Exchange| differences(&exchange.request, &request, &shown).is_empty();
        let fitting: Vec<_> = places.iter().filter(|(_, exchange)| fits(exchange)).collect();
        let next = fitting.iter().find(|(place, _)| !used.contains(place));
        // A sync that was killed asks again for what it had; its source answers as before.
        if let Some((place, exchange)) = next.or(if crashing { fitting.last() } else { None }) {
            used.insert(*place);
            return Ok(exchange.answer.kept(asked));
        }
        let which = if crashing { String::new() } else { format!(" for sync {}", now + 1) };
        let mut text = format!("`{}` is not in `{}`{which}", shown.line(), self.name);
        let nearest = places.iter().map(|(_, exchange)| exchange).min_by_key(|one| distance(&one.request, &request));
        if !fitting.is_empty() {
            let times = if fitting.len() == 1 { "once".to_owned() } else { format!("{} times", fitting.len()) };
            text.push_str(&format!(" once more: it is there {times}"));
        } else if recording.syncs.len() <= now && !crashing {
            text.push_str(&format!(", which ends with sync {}", recording.syncs.len()));
        } else if let Some(nearest) = nearest {
            let differ = differences(&nearest.request, &request, &shown);
            text.push_str(&format!(": the nearest is `{}`, but {}", nearest.request.line(), sentence(&differ)));
        } else {
            text.push_str(", which is empty");
        }
        text.push_str(&format!("; {}", again()));
        missing.get_or_insert_with(|| text.clone());
        Err(Error::bug(text))
    }
}

/// Where to look for an answer, in this order: only in the running sync, unless it is killed or resumed.
fn places(recording: &Recording, now: usize, crashing: bool) -> Vec<(Place, &Exchange)> {
    let sync = |sync: usize| {
        let exchanges = recording.syncs.get(sync).map_or(&[][..], Vec::as_slice);
        exchanges.iter().enumerate().map(move |(at, exchange)| (Place(Some(sync), at), exchange))
    };
    if !crashing {
        return sync(now).collect();
    }
    let crashes = recording.crashes.iter().enumerate().map(|(at, exchange)| (Place(None, at), exchange));
    (now..recording.syncs.len()).flat_map(sync).chain(crashes).chain((0..now).flat_map(sync)).collect()
}

fn again() -> String {
    format!("if the connector is right, record anew with {RECORD}=1")
}

impl Tape for Deck {
    fn ask(&self, asked: Asked) -> Turn {
        if !self.records {
            return Turn::Replayed(self.replay(&asked));
        }
        let mut state = self.state();
        state.sent.push((asked, None));
        Turn::Send(state.sent.len() - 1)
    }

    fn keep(&self, number: usize, answer: Kept) {
        if let Some((asked, kept)) = self.state().sent.get_mut(number) {
            *kept = Some(Answer::of(answer, asked));
        }
    }
}
