//! What a sync will do, decided before it does anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definition::Source;
use super::reach::Reach;
use crate::error::{Error, Result};
use crate::schema::{ColumnType, Name, TableSpec};
use crate::state::{SavedState, Selection};

/// What the user wants of a sync.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// The state that the last sync left.
    pub state: SavedState,
    /// Which tables and columns.
    pub selection: Selection,
    /// Whether the selected tables are read from the start, their present rows counting as deleted until they are
    /// read again.
    pub full_refresh: bool,
    /// The tables that the destination holds. A full refresh empties those too that come to light only while rows
    /// are read.
    pub stored: Vec<TableSpec>,
    /// Whether rows of tables that were never declared are refused.
    pub strict: bool,
    /// How many readers run at the same time, at least 1.
    pub concurrency: usize,
}

/// The readers that will run and the state from which they start.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Every table known so far that is selected.
    pub tables: Vec<Arc<TableSpec>>,
    /// Which readers run: index, name and tables.
    pub readers: Vec<(usize, Name, Vec<TableSpec>)>,
    /// The state from which they start.
    pub state: SavedState,
    /// Tables that are read from the start although they were read before, and why.
    pub restarted: Vec<(String, &'static str)>,
    /// Tables whose rows are deleted before anything is read.
    pub(super) truncated: Vec<Arc<TableSpec>>,
    /// Tables whose rows go nowhere.
    pub(super) unselected: Vec<Arc<TableSpec>>,
    pub(crate) options: PlanOptions,
}

impl Plan {
    /// Plans a sync. `discovered` are the tables that the source was asked for.
    ///
    /// Fails with kind [`Schema`](crate::ErrorKind::Schema) where declarations contradict each other, and with kind
    /// [`Configuration`](crate::ErrorKind::Configuration) where the selection names nothing.
    pub fn new(source: &dyn Source, discovered: Vec<TableSpec>, options: PlanOptions) -> Result<Self> {
        let selection = &options.selection;
        let mut tables: BTreeMap<String, TableSpec> = BTreeMap::new();
        let mut order = Vec::new();
        let readers = source.readers();
        for table in readers.iter().flat_map(|(_, tables)| tables).chain(&discovered) {
            check(table).map_err(|error| error.on_table(table.full_name()))?;
            match tables.get(&table.full_name()) {
                None => {
                    order.push(table.full_name());
                    tables.insert(table.full_name(), table.clone());
                }
                Some(known) if known == table => {}
                Some(_) => {
                    return Err(Error::schema("the table is declared twice, in two ways")
                        .on_table(table.full_name())
                        .next_step("give one of the two another name"));
                }
            }
        }
        check_state_keys(&readers)?;

        let reach = Reach::new(source, &readers, &order);
        let runs: Vec<bool> = (0..readers.len()).map(|reader| reach.is_selected(reader, selection)).collect();
        let mut state = options.state.clone();
        let mut restarted: Vec<(String, &'static str)> = Vec::new();
        for (reader, (name, tables)) in readers.iter().enumerate().filter(|(reader, _)| runs[*reader]) {
            let why = reach.restarts(reader, &options.state.selection, &options);
            if !why.is_empty() || options.full_refresh {
                let key = state_key(name, tables);
                // Cursors of children and of a reader's further tables stand under those tables.
                let others = tables
                    .iter()
                    .skip(1)
                    .map(TableSpec::full_name)
                    .filter(|table| !readers.iter().any(|(name, tables)| state_key(name, tables) == *table));
                for table in others.chain([key]) {
                    state.reset_table(&table);
                }
            }
            for (table, why) in why {
                if restarted.iter().all(|(known, _)| *known != table) {
                    restarted.push((table, why));
                }
            }
        }
        if options.full_refresh && selection.is_everything() {
            state.connector = None;
        }
        let reached = |table: &str| (0..readers.len()).any(|reader| runs[reader] && reach.may_write(reader, table));
        state.selection = selection.remembering(&options.state.selection, order.iter().map(String::as_str), reached);

        let readers: Vec<_> = readers
            .iter()
            .enumerate()
            .filter(|(reader, _)| runs[*reader])
            .map(|(reader, (name, tables))| (reader, name.clone(), tables.clone()))
            .collect();
        let known = order.iter().filter_map(|name| tables.remove(name).map(Arc::new));
        let (tables, unselected): (Vec<_>, Vec<_>) = known.partition(|table| selection.includes(&table.full_name()));
        let truncated = match options.full_refresh {
            false => Vec::new(),
            true => {
                let unknown = options.stored.iter().filter(|table| !order.contains(&table.full_name()));
                let gone =
                    unknown.filter(|table| selection.includes(&table.full_name()) && reached(&table.full_name()));
                tables.iter().cloned().chain(gone.cloned().map(Arc::new)).collect()
            }
        };
        Ok(Self { tables, truncated, unselected, readers, state, restarted, options })
    }
}

/// Under which name a reader keeps its state.
fn state_key(name: &Name, tables: &[TableSpec]) -> String {
    tables.first().map_or_else(|| name.to_string(), TableSpec::full_name)
}

/// Two readers that kept their state under one name would overwrite each other's.
fn check_state_keys(readers: &[(Name, Vec<TableSpec>)]) -> Result<()> {
    let mut keys: BTreeMap<String, &Name> = BTreeMap::new();
    for (name, tables) in readers {
        let key = state_key(name, tables);
        if let Some(other) = keys.insert(key.clone(), name) {
            return Err(Error::schema(format!("`{other}` and `{name}` both keep their state under this table"))
                .on_table(key)
                .next_step("let one function read the table, or let one of them take another table's rows first"));
        }
    }
    Ok(())
}

/// What `#[table]` proves when it compiles has to be checked for a table that is built at run time.
fn check(table: &TableSpec) -> Result<()> {
    if table.name.is_empty() {
        return Err(Error::schema("a table needs a name"));
    }
    let mut names = std::collections::BTreeSet::new();
    for column in &table.columns {
        if column.name.is_empty() {
            return Err(Error::schema("a column needs a name"));
        }
        if !names.insert(&column.name) {
            return Err(Error::schema(format!("column `{}` is declared twice", column.name)));
        }
        let name = column.name.to_lowercase();
        if name.starts_with("_fivetran_") {
            return Err(Error::schema(format!("`{name}`: names beginning with `_fivetran_` belong to the platform")));
        }
        if let Some(ColumnType::Decimal { precision, scale }) = column.column_type
            && !((1..=ColumnType::MAX_PRECISION).contains(&precision) && scale <= precision.min(ColumnType::MAX_SCALE))
        {
            return Err(Error::schema(format!(
                "column `{name}`: a DECIMAL has 1 to 38 digits, of which at most 37 after the point"
            )));
        }
    }
    let unfit = |key: &Name| {
        table
            .columns
            .iter()
            .find(|column| column.name == *key)
            .and_then(|column| column.column_type)
            .filter(|column_type| matches!(column_type, ColumnType::Float | ColumnType::Double | ColumnType::Json))
    };
    for key in &table.primary_key {
        if let Some(column_type) = unfit(key) {
            return Err(Error::schema(format!("key column `{key}` is a {column_type}, which is no key type")));
        }
    }
    Ok(())
}
