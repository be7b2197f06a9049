//! Numbers, times and names as people read them.

use std::time::Duration;

/// `1234567` as `1,234,567`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun: `1 row`, `1,200 rows`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// `0.3 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
pub(super) fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..10 => format!("{}.{} s", seconds, time.subsec_millis() / 100),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A text on one line of at most this many letters, without what would move the cursor of a terminal.
pub(super) fn clipped(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index + 1 >= most && text.chars().nth(index + 1).is_some() {
            shown.push('…');
            break;
        }
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// `` `a`, `b` and `c` ``, with the rest counted where there are many.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > MOST {
        shown.push(format!("{} more", names.len() - MOST));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let texts = [0, 7, 999, 1000, 123_456, 1_234_567].map(count);
        assert_eq!(texts, ["0", "7", "999", "1,000", "123,456", "1,234,567"]);
        assert_eq!((counted(1, "row"), counted(0, "row")), ("1 row".to_owned(), "0 rows".to_owned()));
    }

    #[test]
    fn times_are_as_exact_as_they_are_short() {
        let texts = [340, 42_900, 185_000, 7_800_000].map(|millis| duration(Duration::from_millis(millis)));
        assert_eq!(texts, ["0.3 s", "42 s", "3 min 5 s", "2 h 10 min"]);
    }

    #[test]
    fn clipped_text_stays_on_its_line() {
        assert_eq!(clipped("a\nb\u{1b}", 20), "a\\nb\\u{1b}");
        assert_eq!((clipped("abcdef", 6), clipped("abcdefg", 6)), ("abcdef".to_owned(), "abcde…".to_owned()));
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!(listed(&["a"]), "`a`");
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(listed(&many).ends_with("`11` and 8 more"));
    }
}
