//! The protocol's messages back into tables and values, strictly.

use chrono::{DateTime, Utc};

use crate::protocol::fivetran::{Timestamp, proto};
use crate::row::Value;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};

/// A table as the platform was told of it.
pub(super) fn spec(schema: Option<&str>, table: &proto::Table) -> TableSpec {
    let mut spec = TableSpec::new(table.name.clone());
    if let Some(schema) = schema {
        spec = spec.in_schema(schema.to_owned());
    }
    for column in &table.columns {
        let mut declared = ColumnSpec::new(column.name.clone());
        declared.column_type = column_type(column);
        spec = spec.column(declared);
    }
    let keys: Vec<_> = table.columns.iter().filter(|column| column.primary_key).map(|c| c.name.clone()).collect();
    spec.primary_key(keys)
}

fn column_type(column: &proto::Column) -> Option<ColumnType> {
    use proto::DataType as Type;
    let params = column.params.as_ref().and_then(|params| params.params.as_ref());
    Some(match column.r#type() {
        Type::Unspecified => return None,
        Type::Boolean => ColumnType::Boolean,
        Type::Short => ColumnType::Short,
        Type::Int => ColumnType::Int,
        Type::Long => ColumnType::Long,
        Type::Decimal => match params {
            Some(proto::data_type_params::Params::Decimal(decimal)) => ColumnType::Decimal {
                precision: decimal.precision.try_into().unwrap_or_else(|_| panic!("a precision of {decimal:?}")),
                scale: decimal.scale.try_into().unwrap_or_else(|_| panic!("a scale of {decimal:?}")),
            },
            other => panic!("a DECIMAL with the parameters {other:?}"),
        },
        Type::Float => ColumnType::Float,
        Type::Double => ColumnType::Double,
        Type::NaiveDate => ColumnType::NaiveDate,
        Type::NaiveDatetime => ColumnType::NaiveDateTime,
        Type::UtcDatetime => ColumnType::UtcDateTime,
        Type::Binary => ColumnType::Binary,
        Type::Xml => ColumnType::Xml,
        Type::String => ColumnType::String,
        Type::Json => ColumnType::Json,
        Type::NaiveTime => panic!("column `{}` is a NAIVE_TIME, which a source may not send", column.name),
    })
}

/// A cell.
pub(super) fn value(column: &str, value: proto::ValueType) -> Value {
    use proto::value_type::Inner;
    match value.inner.unwrap_or_else(|| panic!("column `{column}`: a value without an arm")) {
        Inner::Null(true) => Value::Null,
        Inner::Null(false) => panic!("column `{column}`: `null` is false"),
        Inner::Bool(boolean) => Value::Boolean(boolean),
        Inner::Short(short) => Value::Short(short.try_into().unwrap_or_else(|_| panic!("`{column}`: short {short}"))),
        Inner::Int(int) => Value::Int(int),
        Inner::Long(long) => Value::Long(long),
        Inner::Float(float) => Value::Float(float),
        Inner::Double(double) => Value::Double(double),
        Inner::NaiveDate(at) => {
            let at = instant(column, at);
            assert_eq!(at.timestamp() % 86_400, 0, "column `{column}`: a date with a time of day");
            Value::NaiveDate(at.date_naive())
        }
        Inner::NaiveDatetime(at) => Value::NaiveDateTime(instant(column, at).naive_utc()),
        Inner::UtcDatetime(at) => Value::UtcDateTime(instant(column, at)),
        Inner::Decimal(text) => Value::Decimal(text.parse().unwrap_or_else(|error| panic!("`{column}`: {error}"))),
        Inner::Binary(bytes) => Value::Binary(bytes),
        Inner::String(text) => Value::String(text),
        Inner::Json(text) => Value::Json(text),
        Inner::Xml(text) => Value::Xml(text),
        Inner::NaiveTime(_) => panic!("column `{column}`: a source may not send NAIVE_TIME"),
    }
}

fn instant(column: &str, at: Timestamp) -> DateTime<Utc> {
    u32::try_from(at.nanos)
        .ok()
        .filter(|nanos| *nanos < 1_000_000_000)
        .and_then(|nanos| DateTime::from_timestamp(at.seconds, nanos))
        .unwrap_or_else(|| panic!("column `{column}`: {at:?} is no point in time"))
}
