//! Bytes that grow at their end by a few at a time.
//!
//! There is always room behind the end, with something in it: so a few bytes are written as a block whose size the
//! compiler knows, and the end is moved by as many as count. That takes a fraction of the time of a `Vec`, which asks
//! for room and calls a function for every few bytes.

use crate::event::Encoded;

/// How many bytes there is always room for.
pub(super) const SPARE: usize = 64;

/// Bytes at work.
#[derive(Default)]
pub(super) struct Wire {
    bytes: Vec<u8>,
    end: usize,
}

impl Wire {
    /// No bytes yet, in memory that may have held others.
    pub(super) fn in_memory_of(bytes: Vec<u8>) -> Self {
        Self { bytes, end: 0 }
    }

    /// Where the next byte goes.
    #[inline]
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// What was written.
    pub(super) fn written(&self) -> &[u8] {
        &self.bytes[..self.end]
    }

    /// What was written, to be changed.
    #[inline]
    pub(super) fn written_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.end]
    }

    /// What was written, with the memory that it lies in.
    pub(super) fn into_encoded(self) -> Encoded {
        Encoded { bytes: self.bytes, length: self.end }
    }

    /// Forgets what was written from here on.
    #[inline]
    pub(super) fn truncate(&mut self, end: usize) {
        self.end = self.end.min(end);
    }

    /// Moves what was written from `from` on to `to`, before it or behind it.
    pub(super) fn shift(&mut self, from: usize, to: usize) {
        let end = self.end - from + to;
        if self.bytes.len() < end {
            self.grow(to - from);
        }
        self.bytes.copy_within(from..self.end, to);
        self.end = end;
    }

    /// The room behind the end. What is written there counts once the end is [moved](Self::advance).
    #[inline]
    pub(super) fn spare(&mut self) -> &mut [u8; SPARE] {
        if self.bytes.len() < self.end + SPARE {
            self.grow(SPARE);
        }
        let Some(spare) = self.bytes[self.end..].first_chunk_mut() else { unreachable!("there is room now") };
        spare
    }

    /// Moves the end behind what was written to the room.
    #[inline]
    pub(super) fn advance(&mut self, length: usize) {
        self.end += length;
    }

    /// A few bytes, as many as the compiler knows.
    #[inline]
    pub(super) fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.spare()[..N].copy_from_slice(&bytes);
        self.end += N;
    }

    /// Any bytes.
    #[inline]
    pub(super) fn slice(&mut self, bytes: &[u8]) {
        let end = self.end + bytes.len();
        if self.bytes.len() < end {
            self.grow(bytes.len());
        }
        self.bytes[self.end..end].copy_from_slice(bytes);
        self.end = end;
    }

    /// A number in groups of seven bits, the lowest first, as many as it needs.
    #[inline]
    pub(super) fn varint(&mut self, number: u64) {
        let length = varint_length(number);
        let spare = self.spare();
        if length <= 8 {
            // The groups moved to their bytes, and the bit that says "more follows" in all but the last one.
            let groups = (0..8).fold(0, |groups, group| groups | (number & (0x7f << (7 * group))) << group);
            let more = 0x8080_8080_8080_8080 & ((1 << (8 * (length - 1))) - 1);
            spare[..8].copy_from_slice(&u64::to_le_bytes(groups | more));
        } else {
            for (group, byte) in spare[..length].iter_mut().enumerate() {
                let more = if group + 1 < length { 0x80 } else { 0 };
                *byte = (number >> (7 * group)) as u8 & 0x7f | more;
            }
        }
        self.end += length;
    }

    /// Bytes with a tag and their length before them.
    pub(super) fn field(&mut self, tag: u8, value: &[u8]) {
        self.fixed([tag]);
        self.varint(value.len() as u64);
        self.slice(value);
    }

    /// Makes room for more bytes than there is room for, and for the spare ones.
    #[cold]
    fn grow(&mut self, more: usize) {
        let enough = self.end + more + SPARE;
        self.bytes.resize(enough.max(2 * self.bytes.len()).max(1024), 0);
    }
}

/// How many bytes [`Wire::varint`] writes.
#[inline]
pub(super) fn varint_length(number: u64) -> usize {
    let bits = 64 - (number | 1).leading_zeros() as usize;
    // A seventh of them, rounded up: exact for up to 64 bits, and quicker than a division.
    (bits * 9 + 64) / 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_written_as_protobuf_has_them() {
        let edges = (0..64).map(|bits| 1_u64 << bits);
        for number in edges.flat_map(|edge| [edge - 1, edge, edge + 1]).chain([u64::MAX]) {
            let (mut wire, mut expected) = (Wire::default(), vec![7]);
            wire.fixed([7]);
            wire.varint(number);
            prost::encoding::encode_varint(number, &mut expected);
            assert_eq!(wire.written(), expected, "{number}");
            assert_eq!(varint_length(number), expected.len() - 1, "{number}");
        }
    }

    #[test]
    fn bytes_stay_in_order_while_they_grow_and_move() {
        let mut wire = Wire::in_memory_of(vec![9; 300]);
        let mut expected = Vec::new();
        for length in (0..200).chain([1 << 20, 3]) {
            let bytes = vec![length as u8; length];
            wire.slice(&bytes);
            wire.fixed([1, 2, 3]);
            expected.extend([&bytes[..], &[1, 2, 3]].concat());
        }
        assert!(wire.written() == expected);
        wire.shift(100, 5000);
        assert!(wire.written()[..100] == expected[..100] && wire.written()[5000..] == expected[100..]);
        wire.shift(5000, 90);
        assert!(wire.written()[90..] == expected[100..]);
        wire.truncate(50);
        wire.fixed([7]);
        assert_eq!(wire.written()[40..], [&expected[40..50], &[7]].concat());
    }
}
