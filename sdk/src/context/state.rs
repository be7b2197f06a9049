//! What a reader keeps for the next sync.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde_json::Value as Json;

use super::argument::Argument;
use super::emitter::Emitter;
use super::reader_context::ReaderContext;
use crate::error::Result;
use crate::state::{StateKey, StateValue, decode, encode};

/// The state of a reader, as the last sync left it; `S::default()` at first.
///
/// It belongs to the first table that the reader writes. Change it like the struct it holds; it is saved when the
/// reader ends well, and before that with each [`checkpoint`](Self::checkpoint).
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[table(primary_key = id)]
/// struct Greeting { id: i64 }
///
/// #[state]
/// struct Progress { next: i64 }
///
/// #[connector(main = false)]
/// async fn greetings(rows: &mut Rows<Greeting>, state: &mut State<Progress>) -> Result<()> {
///     while state.next < 10_000 {
///         rows.upsert(Greeting { id: state.next }).await?;
///         state.next += 1;
///         if state.next % 1000 == 0 {
///             state.checkpoint().await?;
///         }
///     }
///     Ok(())
/// }
/// ```
pub struct State<S> {
    emitter: Arc<Emitter>,
    key: StateKey,
    value: S,
    /// What `S` can do as state. It is taken along and not asked for by the methods, so that a struct that is no state
    /// is one mistake, at the reader's argument.
    save: fn(&S) -> Result<(Json, u32)>,
}

impl<S> State<S> {
    /// Makes a point to go back to: all rows emitted so far become durable together with this state. A sync that is
    /// killed later continues from here.
    ///
    /// Cheap enough for every page. Call it after the rows that the state covers.
    pub async fn checkpoint(&mut self) -> Result<()> {
        self.save()?;
        self.emitter.checkpoint().await
    }

    fn save(&self) -> Result<()> {
        let (json, version) = (self.save)(&self.value)?;
        self.emitter.change_state(|saved| {
            saved.set(&self.key, json, version);
            Ok(())
        })
    }
}

impl<S> Deref for State<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.value
    }
}

impl<S> DerefMut for State<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.value
    }
}

impl<S: StateValue> Argument for State<S> {
    fn take(context: &ReaderContext) -> Result<Self> {
        let value = load(context.state.get(&context.state_key))?;
        Ok(Self { emitter: context.emitter.clone(), key: context.state_key.clone(), value, save })
    }

    fn finish(self, _context: &ReaderContext) -> Result<()> {
        self.save()
    }
}

/// A state that all readers of a connector share.
///
/// A change is saved with the next checkpoint that any reader makes. Emit the rows that a change covers before it:
/// then no checkpoint has the one without the other.
pub struct ConnectorState<S> {
    emitter: Arc<Emitter>,
    load: fn(Option<(&Json, u32)>) -> Result<S>,
    save: fn(&S) -> Result<(Json, u32)>,
}

impl<S> ConnectorState<S> {
    /// Reads it.
    pub fn read<R>(&self, read: impl FnOnce(&S) -> R) -> Result<R> {
        Ok(read(&(self.load)(self.emitter.state().get(&StateKey::Connector))?))
    }

    /// Changes it. No other reader reads or changes it meanwhile.
    pub fn update<R>(&self, change: impl FnOnce(&mut S) -> R) -> Result<R> {
        self.emitter.change_state(|saved| {
            let mut state = (self.load)(saved.get(&StateKey::Connector))?;
            let result = change(&mut state);
            let (json, version) = (self.save)(&state)?;
            saved.set(&StateKey::Connector, json, version);
            Ok(result)
        })
    }

    /// Makes a point to go back to, with this state.
    pub async fn checkpoint(&self) -> Result<()> {
        self.emitter.checkpoint().await
    }
}

impl<S: StateValue> Argument for ConnectorState<S> {
    fn take(context: &ReaderContext) -> Result<Self> {
        let state = Self { emitter: context.emitter.clone(), load, save };
        // A state that does not fit is found before the first row.
        state.read(|_| ())?;
        Ok(state)
    }
}

fn save<S: StateValue>(state: &S) -> Result<(Json, u32)> {
    Ok((encode(state)?, S::VERSION))
}

fn load<S: StateValue>(saved: Option<(&Json, u32)>) -> Result<S> {
    saved.map_or_else(|| Ok(S::default()), |(json, version)| decode(json.clone(), version))
}
