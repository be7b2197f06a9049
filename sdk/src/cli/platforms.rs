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
