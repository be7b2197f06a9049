//! A file that the user hands over with the configuration: a key, a certificate.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{ConfigField, FieldKind};
use crate::schema::Name;

/// How a file begins that is text and cannot be taken for Base64: PEM, and JSON as service accounts have it.
const PLAIN: [&str; 2] = ["-----BEGIN ", "{"];

/// The content of a file that the user uploads, such as a private key.
///
/// Fivetran's form has a button for it. Everywhere else the value is a text: the content as Base64, or as it is if it
/// is PEM or a JSON object. In `configuration.json` and in the environment `@keys/service.pem` stands for the content
/// of that file; the path starts from the directory of `configuration.json`, in the environment from the current one.
///
/// It counts as a secret: it prints only its size, and its text is masked wherever it would show.
///
/// ```
/// use connector_sdk::config::{ConfigField, Upload};
///
/// let key = Upload::parse("aGVsbG8=")?;
/// assert_eq!((key.bytes(), key.text()), (&b"hello"[..], Ok("hello")));
/// assert_eq!(Upload::parse("-----BEGIN KEY-----")?.text(), Ok("-----BEGIN KEY-----"));
/// assert_eq!(format!("{key:?}"), "a file of 5 bytes");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
pub struct Upload(Arc<[u8]>);

impl Upload {
    /// The file's content.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The file's content as text.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8.
    pub fn text(&self) -> Result<&str, std::str::Utf8Error> {
        std::str::from_utf8(&self.0)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a file of {} bytes", self.0.len())
    }
}

impl ConfigField for Upload {
    fn kind() -> FieldKind {
        FieldKind::Upload(Vec::new())
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if PLAIN.iter().any(|start| text.starts_with(start)) {
            return Ok(Self(text.as_bytes().into()));
        }
        // Tools break Base64 into lines.
        let letters: String = text.lines().collect();
        match STANDARD.decode(letters) {
            Ok(bytes) => Ok(Self(bytes.into())),
            Err(_) => Err("must be the content of a file as Base64, or PEM, or a JSON object".to_owned()),
        }
    }
}

/// A type whose field can say which files it takes. For generated code.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`file_types` is said of a file, and `{Self}` is none",
    label = "make this an `Upload`"
)]
pub trait FileField: ConfigField {}

impl FileField for Upload {}

impl FileField for Option<Upload> {}

/// The endings in a text such as `.pem, .key`.
#[doc(hidden)]
pub fn file_types<T: FileField>(text: &str) -> Vec<Name> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| Name::from(format!(".{}", word.trim_start_matches('.')))).collect()
}

/// The content of the file that `@path` stands for, as Base64; `None` for another text.
///
/// # Errors
///
/// Why the file cannot be read.
pub(crate) fn file_of(text: &str, directory: &Path) -> Option<Result<String, String>> {
    let path = directory.join(text.trim().strip_prefix('@')?);
    let read = std::fs::read(&path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()));
    Some(read.map(|bytes| STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_may_have_line_ends_and_text_must_look_like_a_key() {
        assert_eq!(Upload::parse(" aGVs\r\nbG8=\n").unwrap().text(), Ok("hello"));
        assert_eq!(Upload::parse("\n{\"a\": 1}\n").unwrap().text(), Ok("{\"a\": 1}"));
        for text in ["a key", "@key.pem", "aGVsbG8", "aGVsbG8=="] {
            let error = Upload::parse(text).unwrap_err();
            assert!(!error.contains(text) && error.contains("Base64"), "{error}");
        }
    }

    #[test]
    fn endings_need_no_point() {
        assert_eq!(file_types::<Upload>(".pem, key ,"), [".pem", ".key"]);
    }
}
