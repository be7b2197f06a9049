//! Buffers that have been sent, to be used again: fresh memory costs as much as filling it.

use std::sync::{Arc, Mutex, PoisonError};

use tonic::codegen::Bytes;

/// A buffer that one huge row has made larger than this is given back to the system.
const LARGEST: usize = 1024 * 1024;

/// The buffers of one sync. There are as many as can wait at one time.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// An empty buffer, with room if one has come back.
    pub(super) fn take(&self) -> Vec<u8> {
        self.free().pop().unwrap_or_default()
    }

    /// Bytes that come back when the last part of them has been sent.
    pub(super) fn lend(&self, bytes: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { bytes, pool: self.clone() })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lent {
    bytes: Vec<u8>,
    pool: Pool,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.capacity() <= LARGEST {
            bytes.clear();
            self.pool.free().push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back_with_its_last_part() {
        let pool = Pool::default();
        let bytes = pool.lend(vec![7; 1000]);
        let part = bytes.slice(10..20);
        drop(bytes);
        assert_eq!((pool.take().capacity(), &part[..]), (0, &[7; 10][..]));
        drop(part);
        let again = pool.take();
        assert!(again.is_empty() && again.capacity() >= 1000);
        drop(pool.lend(vec![0; LARGEST + 1]));
        assert_eq!(pool.take().capacity(), 0);
    }
}
