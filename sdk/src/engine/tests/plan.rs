//! What is selected, what is kept as state, and what is refused before a sync.

use super::*;

fn selected(selection: Selection, state: SavedState, steps: Vec<Step>) -> (Vec<Error>, Arc<Mutex<MemoryWarehouse>>) {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let a = keyed("a").column(ColumnSpec::new("declared").typed(ColumnType::String));
    let script = Script { tables: vec![a, keyed("b")], steps };
    let options = PlanOptions { selection, state, ..PlanOptions::default() };
    (play_with(script, memory_sink(&warehouse), options).errors, warehouse)
}

#[test]
fn rows_and_columns_that_are_not_selected_go_nowhere_and_keys_always_come() {
    let columns = Selected::Columns(["x".to_owned()].into());
    let (errors, warehouse) = selected(
        Selection::nothing().include("a", columns),
        SavedState::default(),
        vec![Step::Upsert("a", row! { "id": 1, "x": 2, "y": 3 }), Step::Upsert("b", row! { "id": 1 })],
    );
    assert!(errors.is_empty(), "{errors:?}");
    let warehouse = warehouse.lock().unwrap();
    assert_eq!(warehouse.tables().keys().collect::<Vec<_>>(), ["a"]);
    let columns: Vec<_> = warehouse.tables()["a"].columns().into_iter().map(|(name, _)| name).collect();
    assert_eq!(columns, ["id", "x"]);
}

#[test]
fn a_wider_selection_reads_again_only_what_is_new() {
    let state = |text: &str| SavedState::parse(text).unwrap();
    let before = state(
        r#"{"tables": {"a": {"n": 1}, "b": {"n": 1}},
            "selection": {"tables": {"a": {"columns": ["x"]}, "b": "all"}}}"#,
    );
    let source = Script { tables: vec![keyed("a"), keyed("b")], steps: Vec::new() };
    let options = PlanOptions { state: before, ..PlanOptions::default() };
    let plan = Plan::new(&source, Vec::new(), options).unwrap();
    let why =
        [("a", "more of its columns are selected than before"), ("b", "it is read together with a table that is")];
    assert_eq!(plan.restarted, why.map(|(table, why)| (table.to_owned(), why)));
    // One reader writes both: what it kept beside its first table goes with it.
    assert!(plan.state.tables.is_empty());
}

#[test]
fn a_table_that_was_left_out_by_name_is_read_from_the_start_with_those_of_its_reader() {
    let text = r#"{"tables": {"a": {"n": 1}}, "selection": {"tables": {}, "left_out": ["b"], "others": true}}"#;
    let source = || Script { tables: vec![keyed("a"), keyed("b")], steps: Vec::new() };
    let plan = |state: &SavedState, selection| {
        let options = PlanOptions { state: state.clone(), selection, ..PlanOptions::default() };
        Plan::new(&source(), Vec::new(), options).unwrap()
    };
    let state = SavedState::parse(text).unwrap();
    assert!(plan(&state, state.selection.clone()).restarted.is_empty());
    // A sync of another table in between, in which the reader does not run, changes nothing of that.
    let between = plan(&state, Selection::nothing().include("u", Selected::All));
    assert!(between.readers.is_empty() && between.restarted.is_empty());
    let after = plan(&between.state, Selection::default());
    assert!(after.restarted.iter().any(|(table, _)| table == "b"), "{:?}", after.restarted);
    assert!(after.state.tables.is_empty());
}

#[test]
fn two_readers_share_a_state_without_losing_a_change() {
    struct Both;
    impl Connector for Both {
        type Config = ();

        fn info() -> Info {
            Info::new("both").concurrency(2)
        }

        fn readers() -> Vec<Reader<()>> {
            let run = |_: Arc<()>, context: ReaderContext| -> BoxFuture<Result<()>> {
                Box::pin(async move {
                    let state: ConnectorState<Next> = context.argument()?;
                    for _ in 0..100 {
                        state.update(|state| state.next += 1)?;
                        tokio::task::yield_now().await;
                    }
                    context.finish(state)
                })
            };
            vec![Reader::new("one").run(run), Reader::new("two").run(run)]
        }
    }
    let mut sandbox = Sandbox::of::<Both>();
    sandbox.sync().unwrap();
    assert_eq!(sandbox.saved_state().connector, Some(json!({ "next": 200 })));
}

#[test]
fn a_state_with_a_secret_is_refused() {
    let _secret = crate::Secret::new("hunter2-hunter2");
    let mut state = SavedState::default();
    state.tables.insert("t".into(), json!({ "password": "hunter2-hunter2" }));
    let error = Checkpoint::new(state).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Bug);
    assert!(error.to_string().contains("holds a secret"), "{error}");
    // Also where JSON writes it in another way.
    let _secret = crate::Secret::new("a \"quoted\" secret");
    let mut state = SavedState::default();
    state.tables.insert("t".into(), json!({ "list": ["with a \"quoted\" secret in it"] }));
    assert!(Checkpoint::new(state).is_err());
}

#[test]
fn a_state_that_only_looks_like_a_short_secret_is_saved() {
    let _secret = crate::Secret::new("2031");
    let mut state = SavedState::default();
    state.tables.insert("t".into(), json!({ "since": "2031-01-31T00:00:00Z", "id": 120_317 }));
    assert!(Checkpoint::new(state).is_ok());
    let mut state = SavedState::default();
    state.tables.insert("t".into(), json!({ "pin": "2031" }));
    assert!(Checkpoint::new(state).is_err());
}

#[test]
fn a_state_of_ten_megabytes_is_refused() {
    let mut state = SavedState::default();
    state.tables.insert("t".into(), json!({ "keys": "x".repeat(10_000_000) }));
    let error = Checkpoint::new(state).unwrap_err();
    assert!(error.to_string().contains("less than 10000000 are allowed"), "{error}");
}

#[test]
fn nan_becomes_null_with_one_warning_for_its_column() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let steps = (0..3).map(|id| Step::Upsert("a", row! { "id": id, "x": f64::NAN })).collect();
    let script = Script { tables: vec![keyed("a")], steps };
    let errors = play_with(script, memory_sink(&warehouse), PlanOptions::default()).errors;
    assert!(errors.is_empty(), "{errors:?}");
    let mut warehouse = warehouse.lock().unwrap();
    assert_eq!(warehouse.take_warnings(), ["table `a`: column `x`: a NaN or an infinity was written as null"]);
}

#[test]
fn an_undeclared_table_is_warned_about_and_refused_when_strict() {
    let play = |strict| {
        let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
        let script = Script { tables: Vec::new(), steps: vec![Step::Upsert("typo", row! { "id": 1 })] };
        let options = PlanOptions { strict, ..PlanOptions::default() };
        let errors = play_with(script, memory_sink(&warehouse), options).errors;
        let warnings = warehouse.lock().unwrap().take_warnings();
        (errors.into_iter().map(|error| error.to_string()).collect::<Vec<_>>(), warnings)
    };
    let (errors, warnings) = play(false);
    assert_eq!((errors.len(), warnings.len()), (0, 1));
    assert!(warnings[0].contains("the table was never declared"), "{warnings:?}");
    let (errors, _) = play(true);
    assert!(errors[0].starts_with("table `typo`: the table was never declared, and the connector is strict"));
}

#[test]
fn declarations_that_contradict_each_other_are_refused() {
    let plan = |tables: Vec<TableSpec>| {
        let source = Script { tables, steps: Vec::new() };
        Plan::new(&source, Vec::new(), PlanOptions::default()).err().map(|error| error.to_string())
    };
    let twice = plan(vec![keyed("t"), TableSpec::new("t")]).unwrap();
    assert!(twice.contains("table `t`: the table is declared twice, in two ways"), "{twice}");
    let float = TableSpec::new("t").column(ColumnSpec::new("x").typed(ColumnType::Double)).primary_key(["x"]);
    assert!(plan(vec![float]).unwrap().contains("key column `x` is a DOUBLE"));
    assert!(plan(vec![keyed("t"), keyed("u")]).is_none());
}
