//! Dependent fields: whether one counts, given what the others hold.

use super::text::canonical;
use super::{Condition, FieldSpec};

/// Whether a field counts. `given` is the text given for another field, if there is one.
///
/// A field that counts for nothing itself has no value on which another could depend.
pub(super) fn counts(fields: &[FieldSpec], field: &FieldSpec, given: &dyn Fn(&FieldSpec) -> Option<String>) -> bool {
    let mut field = field;
    // Each step goes to another field; more steps than fields mean a circle, in which none counts.
    for _ in 0..=fields.len() {
        let Some(Condition { field: name, equals }) = &field.when else { return true };
        let Some(other) = fields.iter().find(|other| other.name == *name) else { return false };
        let Some(text) = given(other).or_else(|| other.default.as_deref().map(str::to_owned)) else { return false };
        if canonical(&other.kind, &text) != canonical(&other.kind, equals) {
            return false;
        }
        field = other;
    }
    false
}
