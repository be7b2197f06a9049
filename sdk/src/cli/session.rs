//! What every command works with: the connector, the project, the destination.

use std::sync::Arc;

use super::args::{DEFAULT_DESTINATION, Options};
use super::exit;
use super::io::Io;
use super::project::Project;
use crate::destination::{self, Destination};
use crate::engine::{Definition, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::state::SavedState;

/// One run of one command.
pub(super) struct Session<'a> {
    pub(super) definition: &'a Definition,
    /// What a person types to start this program again.
    pub(super) program: String,
    pub(super) options: Options,
    pub(super) project: Project,
    pub(super) io: &'a mut Io,
}

impl<'a> Session<'a> {
    pub(super) fn new(definition: &'a Definition, program: String, options: Options, io: &'a mut Io) -> Result<Self> {
        let project = Project::find(definition, &options, io)?;
        let program = again(program, &options);
        Ok(Self { definition, program, options, project, io })
    }

    /// The configured connector.
    pub(super) fn source(&self) -> Result<Arc<dyn Source>> {
        let opened = self.project.values(self.definition, self.io).and_then(|values| self.definition.open(&values));
        opened.map_err(|error| {
            if error.kind() != ErrorKind::Configuration || self.definition.fields.is_empty() {
                return error;
            }
            let step = error.step().unwrap_or_else(|| exit::next_step(ErrorKind::Configuration)).to_owned();
            error.next_step(format!("{step}; `{} config` asks for each field", self.program))
        })
    }

    /// The destination, for writing.
    pub(super) fn destination(&self) -> Result<Box<dyn Destination>> {
        destination::open(&self.options.destination, &self.project.directory, self.options.naming)
    }

    /// The destination as another program may have it open for writing; `None` where nothing was ever synced.
    pub(super) fn destination_to_read(&self) -> Result<Option<Box<dyn Destination>>> {
        destination::open_to_read(&self.options.destination, &self.project.directory, self.options.naming)
    }

    /// The state of the last sync.
    pub(super) fn state(&self) -> Result<SavedState> {
        self.destination_to_read()?.map_or_else(|| Ok(SavedState::default()), |mut destination| destination.state())
    }

    /// Writes a result.
    pub(super) fn print(&mut self, text: &str) -> Result<()> {
        self.io.print(text)
    }

    /// Tells something that is no result. Silent with `--quiet`.
    pub(super) fn tell(&self, text: &str) {
        if !self.options.quiet {
            match self.options.json {
                true => self.io.screen.log(tracing::Level::INFO, text, &[]),
                false => self.io.screen.line(text),
            }
        }
    }

    /// Asks before something is lost. `yes` answers without asking.
    pub(super) fn confirm(&mut self, loss: &str, yes: bool) -> Result<bool> {
        if yes {
            return Ok(true);
        }
        if !self.io.can_ask {
            return Err(Error::configuration(format!("{loss}, and nobody is here to be asked"))
                .next_step("add `--yes` if that is meant"));
        }
        self.io.screen.prompt(&format!("{loss}. Go on? [y/N] "));
        let answer = self.io.line().unwrap_or_default();
        let agreed = ["y", "yes"].contains(&answer.trim().to_lowercase().as_str());
        if !agreed {
            self.tell("Nothing was changed.");
        }
        Ok(agreed)
    }
}

/// The program with the options without which its next run would look elsewhere.
fn again(mut program: String, options: &Options) -> String {
    if let Some(project) = &options.project {
        program.push_str(&format!(" --project-dir {}", shell_word(&project.to_string_lossy())));
    }
    if let Some(configuration) = &options.configuration {
        program.push_str(&format!(" --configuration {}", shell_word(&configuration.to_string_lossy())));
    }
    if options.destination != DEFAULT_DESTINATION {
        program.push_str(&format!(" --destination {}", shell_word(&options.destination)));
    }
    program
}

/// A text as a shell takes it for one word.
fn shell_word(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_-./:".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_word_of_the_shell_is_quoted_only_where_it_must_be() {
        assert_eq!(shell_word("/tmp/a-b.c"), "/tmp/a-b.c");
        assert_eq!(shell_word("it's here"), "'it'\\''s here'");
        assert_eq!(shell_word(""), "''");
    }
}
