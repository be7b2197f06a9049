//! The table as it will be: names made, key and cursor found among the columns, rules kept.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::{LitStr, Type, Visibility};

use super::parse::{Declared, RawField, RawTable};
use crate::arg::{Arg, Text};
use crate::errors::Errors;
use crate::item;
use crate::paginate::Alone;
use crate::words::{nearest, one_of};

/// A table that can be expanded. After a mistake it holds what could be understood.
pub(super) struct Table {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) name: LitStr,
    pub(super) schema: Option<LitStr>,
    pub(super) description: Option<String>,
    pub(super) columns: Vec<Column>,
    /// Indexes of the key's columns, in the order of the key; `None` without a key.
    pub(super) key: Option<Vec<usize>>,
    /// Index of the cursor's column.
    pub(super) cursor: Option<usize>,
    /// How it is read, where it says so itself.
    pub(super) alone: Option<Alone>,
}

/// A field that is a column.
pub(super) struct Column {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) name: LitStr,
    pub(super) description: Option<String>,
    pub(super) declared: Option<Declared>,
    /// The trait that its type must implement. Generated code names only this one, so that a type that fits nowhere
    /// is one mistake.
    pub(super) rule: &'static str,
}

impl Table {
    /// Whether the column is part of the key.
    pub(super) fn is_key(&self, index: usize) -> bool {
        self.key.as_ref().is_some_and(|key| key.contains(&index))
    }

    /// The key's columns in the order of the key.
    pub(super) fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().flatten().map(|index| &self.columns[*index])
    }
}

/// Judges the words together.
pub(super) fn validate(raw: RawTable, errors: &Errors) -> Table {
    let RawTable { ident, vis, description, name, schema, primary_key, cursor, alone, fields } = raw;
    let skipped: Vec<String> =
        fields.iter().filter(|field| field.skip.at.is_some()).map(|field| Text::of(&field.ident).text).collect();
    let mut columns: Vec<Column> = fields.into_iter().filter_map(|field| column(field, errors)).collect();
    refuse_same_names(&columns, errors);
    if columns.is_empty() {
        let message = "a table has at least one column: add a field".to_owned();
        errors.at(&ident, if skipped.is_empty() { message } else { message + " that is not skipped" });
    }

    let names = Names { table: &ident, columns: &columns, skipped: &skipped };
    let key = primary_key.at.is_some().then(|| names.key(&primary_key, errors));
    let says_cursor = cursor.at.is_some();
    let cursor = cursor.get().and_then(|cursor| names.find(cursor, errors));
    let roles = key.iter().flatten().map(|index| (*index, "KeyColumn"));
    for (index, rule) in roles.chain(cursor.map(|index| (index, "CursorColumn"))) {
        columns[index].rule = rule;
    }
    if let Some(key) = &key {
        refuse_taken_setters(&ident, &columns, key, errors);
    }

    let default_name = || LitStr::new(&item::snake_case(&Text::of(&ident).text), ident.span());
    let name = own_name(name, errors).unwrap_or_else(default_name);
    let schema = schema.get().map(Text::literal);
    if !says_cursor && alone.as_ref().is_some_and(Alone::needs_cursor) {
        errors.at(&ident, "the table has no cursor to read from: write `cursor = updated_at` in `#[table(…)]`");
    }
    Table { name, schema, description, columns, key, cursor, alone, ident, vis }
}

fn column(field: RawField, errors: &Errors) -> Option<Column> {
    let RawField { ident, ty, description, name, declared, skip } = field;
    if skip.at.is_some() {
        if let Some(other) = name.at.as_ref().or(declared.at.as_ref()) {
            errors.at(other, format!("a skipped field is no column: remove `{other}`, or remove `skip`"));
        }
        return None;
    }
    let name = own_name(name, errors).unwrap_or_else(|| {
        let name = Text::of(&ident);
        refuse_reserved(&name, errors);
        name.literal()
    });
    Some(Column { name, description, declared: declared.get().cloned(), ident, ty, rule: "Column" })
}

/// A name that the author gave.
fn own_name(name: Arg<Text>, errors: &Errors) -> Option<LitStr> {
    let (_, name) = name.take()?;
    refuse_reserved(&name, errors);
    Some(name.literal())
}

/// The columns that the destination adds start like this.
fn refuse_reserved(name: &Text, errors: &Errors) {
    if name.text.to_lowercase().starts_with("_fivetran_") {
        errors.at(
            name,
            "names that begin with `_fivetran_` belong to the destination: choose another with `name = \"…\"`",
        );
    }
}

fn refuse_same_names(columns: &[Column], errors: &Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for column in columns {
        let name = column.name.value();
        if let Some(first) = seen.get(&name) {
            let message = format!("the field `{first}` is the column `{name}` already: choose another name");
            errors.at(&column.name, message);
        } else {
            seen.insert(name, &column.ident);
        }
    }
}

/// The update struct has its `new`, so no setter can have that name.
fn refuse_taken_setters(table: &Ident, columns: &[Column], key: &[usize], errors: &Errors) {
    let setters = columns.iter().enumerate().filter(|(index, _)| !key.contains(index));
    for (_, column) in setters.filter(|(_, column)| column.ident == "new") {
        let message = format!(
            "`new` is taken by `{table}Update::new`: rename the field and write `#[column(name = \"new\")]` on it"
        );
        errors.at(&column.ident, message);
    }
}

/// The names that a key or cursor can mean.
struct Names<'a> {
    table: &'a Ident,
    columns: &'a [Column],
    skipped: &'a [String],
}

impl Names<'_> {
    fn key(&self, primary_key: &Arg<Vec<Text>>, errors: &Errors) -> Vec<usize> {
        let mut key = Vec::new();
        for name in primary_key.get().into_iter().flatten() {
            match self.find(name, errors) {
                Some(index) if key.contains(&index) => {
                    errors.at(name, format!("`{}` stands twice in the primary key: name it once", name.text));
                }
                found => key.extend(found),
            }
        }
        key
    }

    /// An identifier means a field; a string means a column as the source names it. Either may be used for the other
    /// where that is clear.
    fn find(&self, name: &Text, errors: &Errors) -> Option<usize> {
        let field = self.columns.iter().position(|column| Text::of(&column.ident).text == name.text);
        let column = self.columns.iter().position(|column| column.name.value() == name.text);
        let found = if name.quoted { column.or(field) } else { field.or(column) };
        found.or_else(|| self.not_found(name, errors))
    }

    /// Says so. What was probably meant is taken, so that the rest of the program finds the key it names.
    fn not_found(&self, name: &Text, errors: &Errors) -> Option<usize> {
        let (table, text) = (self.table, &name.text);
        if self.skipped.contains(text) {
            let message =
                format!("the field `{text}` is skipped, so it is no column: remove `skip`, or name another field");
            errors.at(name, message);
            return None;
        }
        let fields: Vec<String> = self.columns.iter().map(|column| Text::of(&column.ident).text).collect();
        let columns: Vec<String> = self.columns.iter().map(|column| column.name.value()).collect();
        let near = nearest(text, fields.iter().chain(&columns).map(String::as_str));
        if let Some(near) = near {
            errors.at(name, format!("`{table}` has no field `{text}`: did you mean `{near}`?"));
            return fields.iter().zip(&columns).position(|(field, column)| field == near || column == near);
        }
        let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let fix = if fields.is_empty() { "add it".to_owned() } else { format!("name {}", one_of(&fields)) };
        errors.at(name, format!("`{table}` has no field `{text}`: {fix}"));
        None
    }
}
