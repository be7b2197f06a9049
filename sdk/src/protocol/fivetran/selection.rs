//! The user's choice of tables and columns, out of the protocol's messages.
//!
//! What is listed is decided by its own word; what is not follows the nearest `include_new_…`. A schema that is left
//! out takes its tables with it. Without any selection everything is synced. Keys are always synced.

use std::collections::BTreeSet;

use super::proto;
use super::proto::selection::Selection as Form;
use super::schema::Layout;
use crate::state::{Selected, Selection};

/// The selection.
pub(super) fn read(selection: Option<proto::Selection>, layout: &Layout) -> Selection {
    let Some(form) = selection.and_then(|selection| selection.selection) else { return Selection::default() };
    let read = match form {
        Form::WithoutSchema(tables) => {
            let named = tables.tables.into_iter().fold(Selection::nothing(), |selection, table| {
                let name = table.table_name.clone();
                choose(selection, name, table)
            });
            named.others(tables.include_new_tables)
        }
        Form::WithSchema(schemas) => {
            let named = schemas.schemas.into_iter().fold(Selection::nothing(), |selection, schema| {
                let name = schema.schema_name;
                let selection = selection.others_in(&name, schema.included && schema.include_new_tables);
                schema.tables.into_iter().fold(selection, |selection, table| {
                    let full_name = layout.full_name(&name, &table.table_name);
                    if schema.included { choose(selection, full_name, table) } else { selection.leave_out(full_name) }
                })
            });
            named.others(schemas.include_new_schemas)
        }
    };
    read.simplified()
}

fn choose(selection: Selection, full_name: String, table: proto::TableSelection) -> Selection {
    if !table.included {
        return selection.leave_out(full_name);
    }
    let listed = |wanted: bool| -> BTreeSet<String> {
        table.columns.iter().filter(|(_, chosen)| **chosen == wanted).map(|(name, _)| name.clone()).collect()
    };
    let selected = match (table.include_new_columns, listed(false)) {
        (true, left_out) if left_out.is_empty() => Selected::All,
        (true, left_out) => Selected::AllBut(left_out),
        (false, _) => Selected::Columns(listed(true)),
    };
    selection.include(full_name, selected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::TableSpec;

    fn table(name: &str, included: bool, columns: &[(&str, bool)], include_new_columns: bool) -> proto::TableSelection {
        let columns = columns.iter().map(|(name, chosen)| ((*name).to_owned(), *chosen)).collect();
        proto::TableSelection { included, table_name: name.to_owned(), columns, include_new_columns }
    }

    fn without(tables: Vec<proto::TableSelection>, include_new_tables: bool) -> Selection {
        let form = Form::WithoutSchema(proto::TablesWithNoSchema { tables, include_new_tables });
        read(Some(proto::Selection { selection: Some(form) }), &Layout::of(&"shop".into(), []))
    }

    #[test]
    fn no_selection_selects_everything() {
        let layout = Layout::of(&"shop".into(), []);
        assert!(read(None, &layout).is_everything());
        assert!(read(Some(proto::Selection { selection: None }), &layout).is_everything());
        assert!(without(vec![table("a", true, &[("x", true)], true)], true).is_everything());
    }

    #[test]
    fn listed_tables_and_columns_have_their_own_word() {
        let tables = vec![
            table("all", true, &[], true),
            table("but", true, &[("x", false), ("y", true)], true),
            table("only", true, &[("x", false), ("y", true)], false),
            table("none", false, &[("x", true)], true),
        ];
        for include_new_tables in [false, true] {
            let selection = without(tables.clone(), include_new_tables);
            let columns = |name: &'static str| -> Vec<&str> {
                let spec = TableSpec::new(name).primary_key(["id"]);
                ["id", "x", "y", "z"].into_iter().filter(|column| selection.includes_column(&spec, column)).collect()
            };
            assert_eq!(columns("all"), ["id", "x", "y", "z"]);
            assert_eq!(columns("but"), ["id", "y", "z"]);
            assert_eq!(columns("only"), ["id", "y"]);
            assert!(!selection.includes("none"));
            assert_eq!(selection.includes("new"), include_new_tables);
        }
    }

    #[test]
    fn a_schema_that_is_left_out_takes_its_tables_with_it() {
        let schema = |name: &str, included, include_new_tables| proto::SchemaSelection {
            included,
            schema_name: name.to_owned(),
            tables: vec![table("listed", true, &[], true), table("unlisted", false, &[], true)],
            include_new_tables,
        };
        let form = Form::WithSchema(proto::TablesWithSchema {
            schemas: vec![schema("in", true, false), schema("new", true, true), schema("out", false, true)],
            include_new_schemas: true,
        });
        let specs = [TableSpec::new("t").in_schema("in"), TableSpec::new("listed")];
        let layout = Layout::of(&"new".into(), &specs);
        let selection = read(Some(proto::Selection { selection: Some(form) }), &layout);
        for (name, synced) in [
            ("in.listed", true),
            ("in.unlisted", false),
            ("in.other", false),
            ("out.listed", false),
            ("out.other", false),
            ("other.table", true),
            // Tables without a schema are under the connector's name.
            ("listed", true),
            ("unlisted", false),
        ] {
            assert_eq!(selection.includes(name), synced, "{name}");
        }
    }
}
