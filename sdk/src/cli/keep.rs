//! New values of secrets that the source has replaced, written back into the configuration's file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use serde_json::value::RawValue;

use super::project::{Readers, write_whole};
use crate::error::{Error, Result};
use crate::secret::{Keeper, Secret};

/// The file from which the configuration was read.
pub(super) struct ConfigurationFile {
    path: PathBuf,
    /// Held while it is read and written again.
    writing: Mutex<()>,
}

impl ConfigurationFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, writing: Mutex::default() }
    }

    fn read(&self) -> io::Result<(PathBuf, fs::Permissions, String)> {
        // A link to a file elsewhere stays one.
        let path = self.path.canonicalize()?;
        Ok((path.clone(), fs::metadata(&path)?.permissions(), fs::read_to_string(path)?))
    }
}

impl Keeper for ConfigurationFile {
    fn keep(&self, field: &str, old: &Secret, new: &Secret) -> Result<()> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (path, permissions, text) = self.read().map_err(|error| {
            Error::destination(format!("`{}` cannot be read any more", self.path.display())).caused_by(error)
        })?;
        match replaced(&text, field, old, new) {
            Some(text) => {
                write_whole(&path, &text, &Readers::AsNow(permissions))?;
                tracing::info!("the source replaced the secret `{field}`; the new one is in `{}`", self.path.display());
            }
            // Whoever changed it meanwhile knows why.
            None => tracing::warn!(
                "the source replaced the secret `{field}`, and `{}` holds another value by now, which stays",
                self.path.display()
            ),
        }
        Ok(())
    }
}

/// The file's text with another value, and all else as it was; `None` where it does not hold the old one.
fn replaced(text: &str, field: &str, old: &Secret, new: &Secret) -> Option<String> {
    let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let raw = entries.get(field)?.get();
    let holds_old = match serde_json::from_str::<String>(raw) {
        Ok(value) => value == old.expose(),
        // A number that serves as a secret.
        Err(_) => raw == old.expose(),
    };
    if !holds_old {
        return None;
    }
    // The value is a part of the text itself, not a copy.
    let start = raw.as_ptr().addr() - text.as_ptr().addr();
    let quoted = serde_json::to_string(new.expose()).ok()?;
    Some([&text[..start], &quoted, &text[start + raw.len()..]].concat())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const TEXT: &str =
        "\u{feff}{\n  \"url\":  \"x\", \"token\" : \"old-\\u0074oken\",\n  \"pin\": 12345678, \"z\": [1]\n}\n";

    fn keep(text: &str, field: &str, old: &str, new: &str) -> Option<String> {
        replaced(text, field, &Secret::new(old), &Secret::new(new))
    }

    #[test]
    fn all_but_the_value_stays() {
        let expected = TEXT.replace("old-\\u0074oken", "a \\\"new\\\" one");
        assert_eq!(keep(TEXT, "token", "old-token", "a \"new\" one"), Some(expected));
        assert_eq!(keep(TEXT, "pin", "12345678", "next-pin"), Some(TEXT.replace("12345678", "\"next-pin\"")));
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        assert_eq!(keep(TEXT, "token", "older-token", "new-token"), None);
        assert_eq!(keep(TEXT, "absent", "old-token", "new-token"), None);
        assert_eq!(keep("no JSON", "token", "old-token", "new-token"), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_keeps_its_mode_and_its_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("real.json"), folder.path().join("configuration.json"));
        fs::write(&file, TEXT).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        let keeper = ConfigurationFile::new(link.clone());
        keeper.keep("token", &Secret::new("old-token"), &Secret::new("token-two")).unwrap();
        keeper.keep("token", &Secret::new("token-two"), &Secret::new("token-three")).unwrap();
        assert!(fs::read_to_string(&file).unwrap().contains("\"token\" : \"token-three\","));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn a_value_that_cannot_be_written_is_an_error() {
        let keeper = ConfigurationFile::new("/no/such/configuration.json".into());
        let error = keeper.keep("token", &Secret::new("old-token"), &Secret::new("lost-token")).unwrap_err();
        assert!(error.to_string().starts_with("`/no/such/configuration.json` cannot be read any more"), "{error}");
    }
}
