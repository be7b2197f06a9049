//! Bodies in gzip and zstd.

use flate2::{Compression, write::GzEncoder};
use std::io::Write;

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("a vector takes all that is written");
    encoder.finish().expect("a vector takes all that is written")
}

/// A zstd frame of raw blocks (RFC 8878): nothing gets smaller, but a client has to decode it, and no C compiler is
/// needed to make it.
pub(crate) fn zstd(body: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 128 * 1024;
    // Magic number; a single segment whose size takes eight bytes; the size.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1110_0000];
    frame.extend_from_slice(&(body.len() as u64).to_le_bytes());
    let mut blocks = body.chunks(BLOCK).peekable();
    if blocks.peek().is_none() {
        frame.extend_from_slice(&[1, 0, 0]);
    }
    while let Some(block) = blocks.next() {
        let header = (block.len() as u32) << 3 | u32::from(blocks.peek().is_none());
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(block);
    }
    frame
}
