//! State comes back as it was saved, and selections mean the same however they are written.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use serde_json::{Map, Value as Json};

use super::{SavedState, Selected, Selection};
use crate::schema::{ColumnSpec, TableSpec};

/// Names as sources have them, down to those that need escapes in JSON.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]", "[a-c]\\.[a-c]", "[\\PC\"\\\\\n]{0,6}"]
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| prop_oneof![vec(inner.clone(), 0..4).prop_map(Json::from), object(inner)])
}

fn object(member: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    btree_map(name(), member, 0..4).prop_map(|members| Json::Object(members.into_iter().collect::<Map<_, _>>()))
}

fn selected() -> impl Strategy<Value = Selected> {
    let columns = || btree_set(name(), 0..4);
    prop_oneof![Just(Selected::All), columns().prop_map(Selected::Columns), columns().prop_map(Selected::AllBut)]
}

fn selection() -> impl Strategy<Value = Selection> {
    let left_out = || (btree_set(name(), 0..3), btree_map(name(), any::<bool>(), 0..3), any::<bool>());
    proptest::option::of((btree_map(name(), selected(), 0..4), left_out())).prop_map(|partial| {
        let Some((tables, (left_out, schemas, others))) = partial else { return Selection::default() };
        let named = tables.into_iter().fold(Selection::nothing(), |all, (table, columns)| all.include(table, columns));
        let without = left_out.into_iter().fold(named, Selection::leave_out);
        schemas.into_iter().fold(without, |all, (schema, synced)| all.others_in(schema, synced)).others(others)
    })
}

fn saved_state() -> impl Strategy<Value = SavedState> {
    let tables = btree_map(name(), object(json()), 0..4);
    let versions = btree_map(name(), any::<u32>(), 0..4);
    (tables, proptest::option::of(object(json())), versions, selection()).prop_map(
        |(tables, connector, versions, selection)| {
            let mut state = SavedState::default();
            (state.tables, state.connector) = (tables, connector);
            (state.versions, state.selection) = (versions, selection);
            state
        },
    )
}

proptest! {
    #[test]
    fn a_state_comes_back_as_it_was_saved(state in saved_state()) {
        let text = state.to_text().unwrap();
        prop_assert_eq!(SavedState::parse(&text).unwrap(), state.clone());
        // As people see it, and give it back with `state set`.
        let pretty = serde_json::to_string_pretty(&state).unwrap();
        prop_assert_eq!(SavedState::parse(&pretty).unwrap(), state);
    }

    #[test]
    fn what_is_cut_off_is_refused_and_never_taken_for_another_state(state in saved_state(), cut in any::<prop::sample::Index>()) {
        let text = state.to_text().unwrap();
        let (at, _) = text.char_indices().nth(cut.index(text.chars().count())).unwrap();
        prop_assume!(at > 0);
        prop_assert!(SavedState::parse(&text[..at]).is_err());
    }
}

/// Two tables, the name of one of which begins like the other's column.
fn tables() -> Vec<TableSpec> {
    let table = |name: &'static str| {
        let columns = ["id", "a", "b", "c"].map(ColumnSpec::new);
        columns.into_iter().fold(TableSpec::new(name), TableSpec::column).primary_key(["id"])
    };
    vec![table("t"), table("t.a"), table("u")]
}

const COLUMNS: [&str; 5] = ["id", "a", "b", "c", "one that comes later"];

/// What a user can write: tables and columns, in any order, some of them twice.
fn items() -> impl Strategy<Value = Vec<(usize, Option<usize>)>> {
    vec((0..3_usize, proptest::option::weighted(0.8, 0..4_usize)), 0..6)
}

fn parse(items: &[(usize, Option<usize>)]) -> Selection {
    let tables = tables();
    let written = items.iter().map(|(table, column)| match column {
        None => tables[*table].full_name(),
        Some(column) => format!("{}.{}", tables[*table].full_name(), COLUMNS[*column]),
    });
    Selection::parse(&written.collect::<Vec<_>>().join(", "), &tables).unwrap()
}

/// The columns that a selection includes, by asking for each.
fn included(selection: &Selection) -> BTreeSet<(String, &'static str)> {
    let mut included = BTreeSet::new();
    for table in tables() {
        for column in COLUMNS {
            if selection.includes(&table.full_name()) && selection.includes_column(&table, column) {
                included.insert((table.full_name(), column));
            }
        }
    }
    included
}

proptest! {
    #[test]
    fn a_selection_includes_what_was_written(items in items()) {
        let tables = tables();
        let mut expected = BTreeSet::new();
        for (table, column) in &items {
            let name = tables[*table].full_name();
            // `t.a` is the table, and not the column of the same name.
            let (name, column) = match column {
                Some(1) if name == "t" => ("t.a".to_owned(), None),
                column => (name, *column),
            };
            // A key is always there.
            expected.insert((name.clone(), "id"));
            match column {
                Some(column) => drop(expected.insert((name, COLUMNS[column]))),
                None => expected.extend(COLUMNS.map(|column| (name.clone(), column))),
            }
        }
        prop_assert_eq!(included(&parse(&items)), expected);
        let mut other_order = items.clone();
        other_order.reverse();
        other_order.extend(items.clone());
        prop_assert_eq!(parse(&other_order), parse(&items));
    }

    #[test]
    fn a_selection_is_wider_where_it_has_a_column_of_a_table_that_was_selected_without_it(
        before in items(), now in items(), all_before in any::<bool>(), all_now in any::<bool>(),
    ) {
        let before = if all_before { Selection::default() } else { parse(&before) };
        let now = if all_now { Selection::default() } else { parse(&now) };
        for table in tables() {
            let name = table.full_name();
            let new = |column: &&str| now.includes_column(&table, column) && !before.includes_column(&table, column);
            let expected = before.includes(&name) && now.includes(&name) && COLUMNS.iter().any(new);
            prop_assert_eq!(now.widens(&before, &name), expected, "{}", name);
        }
    }

    #[test]
    fn what_is_left_out_for_a_while_is_not_forgotten(before in items(), now in items(), then in items()) {
        let (before, now, then) = (parse(&before), parse(&now), parse(&then));
        let remembered = now.remembering(&before, std::iter::empty(), |_| false);
        for table in ["t", "t.a", "u"] {
            let last = if now.includes(table) { &now } else { &before };
            prop_assert_eq!(then.widens(&remembered, table), then.widens(last, table));
        }
        let missed = now.remembering(&before, std::iter::empty(), |_| true);
        prop_assert_eq!(missed, now);
    }
}
