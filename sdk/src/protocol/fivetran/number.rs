//! Numbers as the protocol writes them: of as many bytes as they need.

use crate::row::Decimal;

/// A number in groups of seven bits, the lowest first.
#[inline]
pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    if number < 0x80 {
        return out.push(number as u8);
    }
    let (mut bytes, mut length) = ([0; 10], 0);
    while number >= 0x80 {
        bytes[length] = number as u8 | 0x80;
        length += 1;
        number >>= 7;
    }
    bytes[length] = number as u8;
    extend_short(out, &bytes, length + 1);
}

/// Appends the first bytes of a few. Copying all of them, which is a number known to the compiler, is quicker than
/// calling a function that copies any number.
#[inline]
pub(super) fn extend_short<const N: usize>(out: &mut Vec<u8>, bytes: &[u8; N], length: usize) {
    let end = out.len() + length;
    out.extend_from_slice(bytes);
    out.truncate(end);
}

/// How many bytes [`varint`] writes.
#[inline]
pub(super) fn varint_length(number: u64) -> usize {
    (64 - (number | 1).leading_zeros() as usize).div_ceil(7)
}

/// The text of a number, which needs no heap.
pub(super) struct Short {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self { bytes: [0; Self::ROOM], length: 0 }
    }
}

impl Short {
    /// A sign, 38 digits, a point and a zero before it; other numbers need less.
    const ROOM: usize = 41;

    #[inline]
    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    #[inline]
    pub(super) fn append_to(&self, out: &mut Vec<u8>) {
        extend_short(out, &self.bytes, self.length);
    }

    /// A decimal's text, `-12.50`.
    pub(super) fn of_decimal(decimal: Decimal) -> Self {
        let mut text = Self::default();
        let unscaled = decimal.unscaled();
        let (mut rest, mut digits) = (unscaled.unsigned_abs(), 0);
        // From the last digit to the first, then turned round.
        loop {
            let digit = match u64::try_from(rest) {
                // Dividing 128 bits takes many times as long.
                Ok(small) => {
                    rest = u128::from(small / 10);
                    small % 10
                }
                Err(_) => {
                    let digit = rest % 10;
                    rest /= 10;
                    digit as u64
                }
            };
            text.push(b'0' + digit as u8);
            digits += 1;
            if rest == 0 && digits > decimal.scale() {
                break;
            }
            if digits == decimal.scale() {
                text.push(b'.');
            }
        }
        if unscaled < 0 {
            text.push(b'-');
        }
        text.bytes[..text.length].reverse();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_written_as_it_is_shown() {
        let largest = "9".repeat(38);
        let texts = ["0", "7", "-7", "10", "0.5", "-0.05", "0.00", "123456789012345678901234567890.12345678", &largest];
        let small = format!("-0.{}", "1".repeat(37));
        for text in texts.into_iter().chain([&*small]) {
            let decimal: Decimal = text.parse().unwrap();
            let mut written = Vec::new();
            Short::of_decimal(decimal).append_to(&mut written);
            assert_eq!(std::str::from_utf8(&written), Ok(text));
        }
    }
}
