//! What a reader keeps for the next sync.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

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
}

impl<S: StateValue> State<S> {
    /// Makes a point to go back to: all rows emitted so far become durable together with this state. A sync that is
    /// killed later continues from here.
    ///
    /// Cheap enough for every page. Call it after the rows that the state covers.
    pub async fn checkpoint(&mut self) -> Result<()> {
        self.save()?;
        self.emitter.checkpoint().await
    }

    fn save(&self) -> Result<()> {
        let json = encode(&self.value)?;
        self.emitter.change_state(|saved| {
            saved.set(&self.key, json, S::VERSION);
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
        let value = decode_or_default(context.state.get(&context.state_key))?;
        Ok(Self { emitter: context.emitter.clone(), key: context.state_key.clone(), value })
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
    state: PhantomData<fn() -> S>,
}

impl<S: StateValue> ConnectorState<S> {
    /// Reads it.
    pub fn read<R>(&self, read: impl FnOnce(&S) -> R) -> Result<R> {
        Ok(read(&decode_or_default(self.emitter.state().get(&StateKey::Connector))?))
    }

    /// Changes it. No other reader reads or changes it meanwhile.
    pub fn update<R>(&self, change: impl FnOnce(&mut S) -> R) -> Result<R> {
        self.emitter.change_state(|saved| {
            let mut state: S = decode_or_default(saved.get(&StateKey::Connector))?;
            let result = change(&mut state);
            saved.set(&StateKey::Connector, encode(&state)?, S::VERSION);
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
        let state = Self { emitter: context.emitter.clone(), state: PhantomData };
        // A state that does not fit is found before the first row.
        state.read(|_| ())?;
        Ok(state)
    }
}

fn decode_or_default<S: StateValue>(saved: Option<(&serde_json::Value, u32)>) -> Result<S> {
    saved.map_or_else(|| Ok(S::default()), |(json, version)| decode(json.clone(), version))
}
