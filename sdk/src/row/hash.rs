//! The identity of a row that has no key: a hash over what it says.

use sha2::{Digest as _, Sha256};

use super::{Value, floats};

/// The id of a row in a table without a primary key: 32 hexadecimal digits, the same for the same cells.
///
/// Cells count by name, in any order. Nulls do not count, so a new column that is still empty changes no id; neither
/// do system columns (`_fivetran_…`). Equal numbers count the same whatever type holds them, and a date the same as its
/// midnight, since a column may widen later.
///
/// Pass the cells as the source gave them, before they are converted to their columns' types: the text `"42"` and
/// the number 42 are two different things.
///
/// ```
/// use connector_sdk::Value;
/// use connector_sdk::row::row_id;
///
/// let (short, wide) = (Value::Int(42), Value::Double(42.0));
/// assert_eq!(row_id([("n", &short)]), row_id([("n", &wide), ("empty", &Value::Null)]));
/// ```
pub fn row_id<'a>(cells: impl IntoIterator<Item = (&'a str, &'a Value)>) -> String {
    let counts = |(name, value): &(&str, &Value)| !value.is_null() && !name.starts_with("_fivetran_");
    let mut cells: Vec<_> = cells.into_iter().filter(counts).collect();
    cells.sort_by_key(|(name, _)| *name);

    let mut hash = Sha256::new();
    let mut text = String::new();
    // Each part goes in with its length, so that no two rows share one sequence of bytes.
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for (name, value) in cells {
        part(name.as_bytes());
        text.clear();
        write_typed(value, &mut text);
        part(text.as_bytes());
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One letter for the kind, then the value in the one form that all types of the kind share.
fn write_typed(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Short(_) | Value::Int(_) | Value::Long(_) | Value::Decimal(_) => {
            out.push('n');
            value.write_text(out);
        }
        Value::Double(double) => write_double(*double, out),
        // As it would stand in a DOUBLE column.
        Value::Float(float) => write_double((*float).into(), out),
        Value::NaiveDate(date) => {
            out.push('d');
            Value::NaiveDateTime((*date).into()).write_text(out);
        }
        other => {
            out.push(match other {
                Value::Boolean(_) => 'b',
                Value::NaiveDateTime(_) => 'd',
                Value::UtcDateTime(_) => 'u',
                Value::Binary(_) => 'y',
                Value::Xml(_) => 'x',
                Value::Json(_) => 'j',
                _ => 's',
            });
            other.write_text(out);
        }
    }
}

fn write_double(double: f64, out: &mut String) {
    out.push('n');
    match floats::decimal_of_f64(double) {
        Some(decimal) => Value::Decimal(decimal).write_text(out),
        // Beyond all decimals: no other type holds an equal number.
        None => Value::Double(double).write_text(out),
    }
}

#[cfg(test)]
mod tests;
