//! The project directory and the files in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Options;
use super::io::Io;
use super::keep::ConfigurationFile;
use crate::config::Values;
use crate::engine::Definition;
use crate::error::{Error, Result};
use crate::state::SavedState;

/// Where a connector's files are.
pub(super) struct Project {
    /// The directory, as short as it can be written from here.
    pub(super) directory: PathBuf,
    /// The configuration's file, which need not exist.
    pub(super) configuration: PathBuf,
}

impl Project {
    /// Finds the project directory: the flag's, else the package under `cargo run`, else the current one.
    pub(super) fn find(definition: &Definition, options: &Options, io: &Io) -> Result<Self> {
        let here = &io.directory;
        let directory = match (&options.project, io.cargo_directory(definition)) {
            (Some(given), _) => here.join(given),
            (None, Some(package)) if package.is_dir() => package.to_owned(),
            (None, _) => here.clone(),
        };
        if !directory.is_dir() {
            return Err(Error::configuration(format!("there is no directory `{}`", directory.display()))
                .next_step("make it, or give another one with `--project-dir`"));
        }
        let configuration = match &options.configuration {
            Some(file) => here.join(file),
            None => directory.join("configuration.json"),
        };
        if options.configuration.is_some() && !configuration.is_file() {
            return Err(Error::configuration(format!("there is no file `{}`", configuration.display()))
                .next_step("correct `--configuration`, or write the file with `config`"));
        }
        // Only the process's own directory can be left out of a path.
        let shorter = |path: PathBuf| match path.strip_prefix(here) {
            Ok(short) if io.is_process => short.to_owned(),
            _ => path,
        };
        Ok(Self { directory: shorter(directory), configuration: shorter(configuration) })
    }

    /// The configuration of the file, and of the environment over it.
    pub(super) fn values(&self, definition: &Definition, io: &Io) -> Result<Values> {
        let keeper = Arc::new(ConfigurationFile::new(self.configuration.clone()));
        Values::from_file(&definition.fields, &self.configuration)?
            .kept_by(keeper)
            .with_environment(&definition.info.name, io.variables.iter().cloned())
    }

    /// Where the copy of the state lies.
    pub(super) fn state_file(&self) -> PathBuf {
        self.directory.join("files").join("state.json")
    }

    /// Writes the copy of the state for people to read. Nothing reads it back.
    pub(super) fn write_state(&self, state: &SavedState) -> Result<()> {
        let mut text = pretty(state)?;
        text.push('\n');
        write_whole(&self.state_file(), &text, &Readers::All)
    }
}

/// The state as a person reads it.
pub(super) fn pretty(state: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string_pretty(state).map_err(|error| Error::bug(format!("the state has no JSON form: {error}")))
}

/// Who may read a file.
pub(super) enum Readers {
    /// Whoever may read new files.
    All,
    /// Its owner only.
    Owner,
    /// Who may read it now; its owner only until that is so.
    AsNow(fs::Permissions),
}

/// Writes a file so that there is never half of it.
pub(super) fn write_whole(path: &Path, text: &str, readers: &Readers) -> Result<()> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new = path.with_file_name(name);
        // What an earlier run may have left could be readable by others.
        let _ = fs::remove_file(&new);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if !matches!(readers, Readers::All) {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut file = options.open(&new)?;
        if let Readers::AsNow(permissions) = readers {
            file.set_permissions(permissions.clone())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(|error| Error::destination(format!("cannot write `{}`: {error}", path.display())))
}
