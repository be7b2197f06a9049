//! The configuration: what the user is asked for, and how it is read.

mod collections;
mod condition;
mod field;
mod form;
mod reader;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod text;
mod upload;
mod values;

pub use field::{Choice, Condition, FieldKind, FieldSpec};
pub use form::{Prompter, fill, question, template};
pub use reader::{ConfigReader, read_config};
pub use source::{Values, variable_of};
pub(crate) use suggest::nearest;
pub(crate) use upload::file_of;
pub use upload::{FileField, Upload, file_types};
pub use values::{ConfigField, choose};

/// A struct that holds a connector's configuration. `#[connector]` on a struct implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a configuration",
    label = "not a configuration",
    note = "write `#[connector]` above the configuration's struct",
    note = "a reader takes its other arguments as `&mut`: `rows: &mut Rows<…>`"
)]
pub trait Config: Send + Sync + Sized + 'static {
    /// What the user is asked for, in order.
    fn fields() -> Vec<FieldSpec>;

    /// Reads every field. Each one that is missing or does not fit is noted in the reader, and `None` comes back,
    /// so that the user sees all mistakes at once.
    fn read(values: &mut ConfigReader<'_>) -> Option<Self>;
}

impl Config for () {
    fn fields() -> Vec<FieldSpec> {
        Vec::new()
    }

    fn read(_values: &mut ConfigReader<'_>) -> Option<Self> {
        Some(())
    }
}
