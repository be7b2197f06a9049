//! The platforms whose own command lines a connector has too, by a word or by the program's name.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use crate::engine::Definition;

/// A platform.
struct Platform {
    /// The word after which its command line begins.
    word: &'static str,
    /// What programs that speak it are called: `source-shop`.
    prefix: &'static str,
    about: &'static str,
    main: fn(&Definition, Vec<OsString>) -> ExitCode,
}

const PLATFORMS: &[Platform] = &[
    #[cfg(feature = "airbyte")]
    Platform {
        word: "airbyte",
        prefix: "source-",
        about: "Run as an Airbyte source: spec, check, discover, read; a program called `source-…` always does",
        main: |definition, arguments| crate::protocol::airbyte::main(definition, arguments),
    },
    #[cfg(feature = "singer")]
    Platform {
        word: "singer",
        prefix: "tap-",
        about: "Run as a Singer tap; a program called `tap-…` always does",
        main: |definition, arguments| crate::protocol::singer::main(definition, arguments),
    },
];

/// Words and flags that this program does not know because the feature behind them is off.
const LEFT_OUT: &[(&str, &str)] = &[
    #[cfg(not(feature = "airbyte"))]
    ("airbyte", "airbyte"),
    #[cfg(not(feature = "singer"))]
    ("singer", "singer"),
    #[cfg(not(feature = "fivetran"))]
    ("serve", "fivetran"),
    #[cfg(not(feature = "fivetran"))]
    ("--port", "fivetran"),
];

/// What to say to a command line that asks for a platform which was not compiled in.
pub(super) fn left_out(arguments: &[OsString]) -> Option<String> {
    left_out_of(LEFT_OUT, arguments)
}

fn left_out_of(left_out: &[(&str, &str)], arguments: &[OsString]) -> Option<String> {
    let given = |word: &str| {
        let is_word = |argument: &OsString| argument == word;
        let is_flag = |argument: &OsString| {
            argument.to_str().and_then(|argument| argument.strip_prefix(word)).is_some_and(|rest| rest.starts_with('='))
        };
        match word.starts_with('-') {
            true => arguments.iter().skip(1).any(|argument| is_word(argument) || is_flag(argument)),
            false => arguments.get(1).is_some_and(is_word),
        }
    };
    let (word, feature) = left_out.iter().find(|(word, _)| given(word))?;
    Some(format!(
        "error: this program was built without the feature `{feature}`, which `{word}` needs\n\n\
         Next: build it with `--features connector-sdk/{feature}`, or add `features = [\"{feature}\"]` to \
         `connector-sdk` in its Cargo.toml"
    ))
}

/// Runs the platform's command line, if this is one.
pub(super) fn answer(definition: &Definition, arguments: &[OsString]) -> Option<ExitCode> {
    let (program, rest) = arguments.split_first()?;
    let name = Path::new(program).file_name()?.to_string_lossy();
    if let Some(platform) = PLATFORMS.iter().find(|platform| name.starts_with(platform.prefix)) {
        return Some((platform.main)(definition, rest.to_vec()));
    }
    let (word, rest) = rest.split_first()?;
    let platform = PLATFORMS.iter().find(|platform| *word == *platform.word)?;
    Some((platform.main)(definition, rest.to_vec()))
}

/// The words for `--help`; their own arguments are parsed elsewhere.
pub(super) fn words() -> impl Iterator<Item = clap::Command> {
    PLATFORMS.iter().map(|platform| clap::Command::new(platform.word).about(platform.about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_that_was_left_out_is_named_with_its_feature() {
        let answer = |arguments: &[&str]| {
            let arguments: Vec<OsString> = ["shop"].iter().chain(arguments).map(Into::into).collect();
            left_out_of(&[("serve", "fivetran"), ("--port", "fivetran")], &arguments)
        };
        for arguments in [&["serve"][..], &["--port", "50051"], &["--port=50051"], &["--quiet", "--port", "50051"]] {
            let text = answer(arguments).unwrap();
            assert!(text.contains("without the feature `fivetran`"), "{text}");
            assert!(text.contains("`--features connector-sdk/fivetran`"), "{text}");
        }
        // A table may be called as the word.
        for arguments in [&[][..], &["sync"], &["preview", "serve"], &["--portable"]] {
            assert_eq!(answer(arguments), None, "{arguments:?}");
        }
    }
}
