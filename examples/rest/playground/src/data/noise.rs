//! Numbers that look random and are the same everywhere and always.

/// Mixes a number into one that shares no visible pattern with it (the finaliser of SplitMix64).
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One of `below` numbers, chosen by what it is `about` and the `index`.
pub fn pick(about: &str, index: u64, below: usize) -> usize {
    (mix(seed(about) ^ mix(index)) % below as u64) as usize
}

/// A number for a text.
pub fn seed(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// A UUID (version 4 in form) for an index.
pub fn uuid(about: &str, index: u64) -> String {
    let high = mix(seed(about) ^ index);
    let low = mix(high);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}
