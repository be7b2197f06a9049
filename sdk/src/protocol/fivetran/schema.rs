//! Tables in the protocol's messages.

use super::proto;
use super::proto::data_type_params::Params;
use crate::schema::{ColumnType, Name, TableSpec};

/// Whether the source's tables are in schemas, and in which one those are that name none.
///
/// The protocol has two forms of everything, with and without schemas, and wants the same one throughout.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    with_schemas: bool,
    default: Name,
}

impl Layout {
    /// The layout of these tables of a connector.
    pub(super) fn of<'a>(connector: &Name, tables: impl IntoIterator<Item = &'a TableSpec>) -> Self {
        let with_schemas = tables.into_iter().any(|table| table.schema.is_some());
        Self { with_schemas, default: connector.clone() }
    }

    /// The schema under which the platform knows a table.
    pub(super) fn schema<'a>(&'a self, table: &'a TableSpec) -> Option<&'a str> {
        table.schema.as_deref().or_else(|| self.with_schemas.then_some(&*self.default))
    }

    /// The [full name](TableSpec::full_name) of the table that the platform knows under these names.
    pub(super) fn full_name(&self, schema: &str, table: &str) -> String {
        if schema == self.default { table.to_owned() } else { format!("{schema}.{table}") }
    }

    /// The tables by schema, or without.
    pub(super) fn lists<'a>(&self, tables: impl IntoIterator<Item = &'a TableSpec>) -> Lists {
        let mut without = Vec::new();
        let mut schemas: Vec<proto::Schema> = Vec::new();
        for spec in tables {
            let Some(name) = self.schema(spec) else {
                without.push(table(spec));
                continue;
            };
            match schemas.iter_mut().find(|schema| schema.name == name) {
                Some(schema) => schema.tables.push(table(spec)),
                None => schemas.push(proto::Schema { name: name.to_owned(), tables: vec![table(spec)] }),
            }
        }
        if schemas.is_empty() {
            Lists::Without(proto::TableList { tables: without })
        } else {
            Lists::With(proto::SchemaList { schemas })
        }
    }
}

/// Tables in one of the protocol's two forms.
pub(super) enum Lists {
    With(proto::SchemaList),
    Without(proto::TableList),
}

impl From<Lists> for proto::schema_response::Response {
    fn from(lists: Lists) -> Self {
        match lists {
            Lists::With(schemas) => Self::WithSchema(schemas),
            Lists::Without(tables) => Self::WithoutSchema(tables),
        }
    }
}

impl From<Lists> for proto::schema_change::Change {
    fn from(lists: Lists) -> Self {
        match lists {
            Lists::With(schemas) => Self::WithSchema(schemas),
            Lists::Without(tables) => Self::WithoutSchema(tables),
        }
    }
}

fn table(spec: &TableSpec) -> proto::Table {
    let declared = spec.columns.iter().map(|column| (&column.name, column.column_type));
    // A key may be of columns that are inferred; the platform has to know of them all the same.
    let undeclared = spec.primary_key.iter().filter(|key| spec.columns.iter().all(|column| column.name != **key));
    let columns = declared.chain(undeclared.map(|key| (key, None)));
    proto::Table {
        name: spec.name.to_string(),
        columns: columns
            .map(|(name, column_type)| proto::Column {
                name: name.to_string(),
                r#type: data_type(column_type).into(),
                primary_key: spec.is_key(name),
                params: match column_type {
                    Some(ColumnType::Decimal { precision, scale }) => Some(proto::DataTypeParams {
                        params: Some(Params::Decimal(proto::DecimalParams {
                            precision: precision.into(),
                            scale: scale.into(),
                        })),
                    }),
                    _ => None,
                },
            })
            .collect(),
    }
}

fn data_type(column_type: Option<ColumnType>) -> proto::DataType {
    match column_type {
        None => proto::DataType::Unspecified,
        Some(ColumnType::Boolean) => proto::DataType::Boolean,
        Some(ColumnType::Short) => proto::DataType::Short,
        Some(ColumnType::Int) => proto::DataType::Int,
        Some(ColumnType::Long) => proto::DataType::Long,
        Some(ColumnType::Decimal { .. }) => proto::DataType::Decimal,
        Some(ColumnType::Float) => proto::DataType::Float,
        Some(ColumnType::Double) => proto::DataType::Double,
        Some(ColumnType::NaiveDate) => proto::DataType::NaiveDate,
        Some(ColumnType::NaiveDateTime) => proto::DataType::NaiveDatetime,
        Some(ColumnType::UtcDateTime) => proto::DataType::UtcDatetime,
        Some(ColumnType::Binary) => proto::DataType::Binary,
        Some(ColumnType::Xml) => proto::DataType::Xml,
        Some(ColumnType::String) => proto::DataType::String,
        Some(ColumnType::Json) => proto::DataType::Json,
    }
}
