//! Buffers that have been sent, to be used again: fresh memory costs as much as filling it.

use std::sync::{Arc, Mutex, PoisonError};

use tonic::codegen::Bytes;

use crate::event::Encoded;

/// A smaller buffer costs little, and a table that needs so little does not ask for it again.
pub(super) const SMALLEST: usize = 64 * 1024;

/// A buffer that one huge row has made larger than this is given back to the system.
const LARGEST: usize = 1024 * 1024;

/// As many buffers as are on their way at one time.
const MOST: usize = 16;

/// The buffers of one sync.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// Memory with anything in it; some that has come back, if there is any.
    pub(super) fn take(&self) -> Vec<u8> {
        self.free().pop().unwrap_or_default()
    }

    /// Bytes whose memory comes back when the last part of them has been sent.
    pub(super) fn lend(&self, encoded: Encoded) -> Bytes {
        Bytes::from_owner(Lent { encoded, pool: self.clone() })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lent {
    encoded: Encoded,
    pool: Pool,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.encoded.bytes[..self.encoded.length]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.encoded.bytes);
        let mut free = self.pool.free();
        if (SMALLEST..=LARGEST).contains(&bytes.capacity()) && free.len() < MOST {
            free.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_comes_back_with_the_last_part_of_what_it_held() {
        let pool = Pool::default();
        let bytes = pool.lend(Encoded { bytes: vec![7; SMALLEST], length: 100 });
        assert_eq!(bytes, [7; 100][..]);
        let part = bytes.slice(10..20);
        drop(bytes);
        assert_eq!((pool.take().capacity(), &part[..]), (0, &[7; 10][..]));
        drop(part);
        assert_eq!(pool.take(), [7; SMALLEST]);
    }

    #[test]
    fn what_is_not_worth_keeping_is_not_kept() {
        let pool = Pool::default();
        for size in [1000, LARGEST + 1] {
            drop(pool.lend(Encoded { bytes: vec![0; size], length: 1 }));
            assert_eq!(pool.take().capacity(), 0);
        }
        let all: Vec<_> = (0..2 * MOST).map(|_| pool.lend(Encoded { bytes: vec![0; SMALLEST], length: 1 })).collect();
        drop(all);
        assert_eq!(pool.free().len(), MOST);
    }
}
