//! Decimal numbers as text, written where it is to stand.

use super::wire::SPARE;
use crate::row::Decimal;

/// The text of a decimal number, `-12.50`, which is not written yet.
pub(super) struct Text {
    unscaled: u128,
    negative: bool,
    /// How many digits stand behind the point.
    scale: usize,
    /// How many digits there are.
    digits: usize,
}

impl Text {
    #[inline]
    pub(super) fn of(decimal: Decimal) -> Self {
        let (unscaled, scale) = (decimal.unscaled(), usize::from(decimal.scale()));
        let negative = unscaled < 0;
        let unscaled = unscaled.unsigned_abs();
        let digits = match u64::try_from(unscaled) {
            Ok(small) => small.checked_ilog10(),
            Err(_) => unscaled.checked_ilog10(),
        };
        // A zero has a digit, and so has what stands before the point.
        let digits = digits.map_or(1, |log| log as usize + 1).max(scale + 1);
        Self { unscaled, negative, scale, digits }
    }

    /// How many bytes it has: at most a sign, 38 digits, a point and a zero before it.
    #[inline]
    pub(super) fn length(&self) -> usize {
        usize::from(self.negative) + self.digits + usize::from(self.scale > 0)
    }

    /// Writes it to the beginning of this room.
    #[inline]
    pub(super) fn write(&self, room: &mut [u8; SPARE]) {
        let length = self.length();
        room[0] = b'-';
        let point = if self.scale > 0 { length - 1 - self.scale } else { length };
        let mut large = self.unscaled;
        let mut at = length;
        let mut put = |digit: u8| {
            at -= 1;
            if at == point {
                room[at] = b'.';
                at -= 1;
            }
            room[at] = b'0' + digit;
        };
        // From the last digit to the first. Dividing 128 bits takes many times as long as 64.
        let mut left = self.digits;
        while u64::try_from(large).is_err() {
            put((large % 10) as u8);
            large /= 10;
            left -= 1;
        }
        let mut small = large as u64;
        for _ in 0..left {
            put((small % 10) as u8);
            small /= 10;
        }
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
            let (written, mut room) = (Text::of(decimal), [b'x'; SPARE]);
            written.write(&mut room);
            assert_eq!(std::str::from_utf8(&room[..written.length()]), Ok(text));
        }
    }
}
