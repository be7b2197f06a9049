mod repository;

use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};
use repository::{Repository, commit};

use super::GitHistory;

fn sandbox(repository: &Repository) -> Sandbox {
    Sandbox::of::<GitHistory>().configure(json!({ "repository": repository.path() }))
}

/// Syncs, through every crash as well, and compares the tables with what Git itself says. Gives the number of rows.
fn sync(sandbox: &mut Sandbox, repository: &Repository) -> u64 {
    sandbox.survives_every_interruption();
    let synced = sandbox.sync().unwrap();
    let commits: usize = repository.git(["rev-list", "--count", "HEAD"]).parse().unwrap();
    assert_eq!(sandbox.rows("commits").len(), commits);
    let listed = repository.git(["log", "--format=", "--name-status"]);
    assert_eq!(sandbox.rows("changed_file").len(), listed.lines().filter(|line| !line.is_empty()).count());
    assert_eq!(sandbox.state("commits"), json!({ "commits": commits, "newest": [repository.head()] }));
    synced.rows
}

/// Path, status and old path of what a commit changed.
fn changes(sandbox: &Sandbox, commit: &str) -> Vec<serde_json::Value> {
    let files = sandbox.rows("changed_file").into_iter().filter(|file| file["commit"] == commit);
    files.map(|file| json!([file["path"], file["status"], file["old_path"]])).collect()
}

#[test]
fn a_second_sync_brings_only_what_is_new() {
    let mut repository = Repository::new();
    repository.write("one.txt", "1");
    let first = repository.commit("First\n\nWith a body.");
    let mut sandbox = sandbox(&repository);
    assert_eq!(sync(&mut sandbox, &repository), 2);
    let first_row = json!({
        "hash": first, "parents": [], "author": "Ada", "email": "ada@example.com", "message": "First\n\nWith a body.",
        "authored_at": "2026-01-31T11:01:00Z", "committed_at": "2026-01-31T11:01:00Z",
    });
    assert_eq!(sandbox.rows("commits"), [first_row]);
    assert_eq!(
        sandbox.rows("changed_file"),
        [json!({ "commit": first, "path": "one.txt", "status": "added", "old_path": null })]
    );

    assert_eq!(sync(&mut sandbox, &repository), 0);

    repository.write("one.txt", "2");
    repository.write("folder/two.txt", "2");
    let second = repository.commit("Second");
    assert_eq!(sync(&mut sandbox, &repository), 3);
    assert_eq!(
        changes(&sandbox, &second),
        [json!(["folder/two.txt", "added", null]), json!(["one.txt", "modified", null])]
    );
}

#[test]
fn renames_copies_merges_and_odd_names() {
    let mut repository = Repository::new();
    let long = "a line that makes the files alike\n".repeat(20);
    repository.write("old.txt", &long);
    repository.write("gone.txt", "x");
    repository.commit("Start");
    repository.git(["mv", "old.txt", "new.txt"]);
    repository.git(["rm", "--quiet", "gone.txt"]);
    let renamed = repository.commit("Rename and remove");
    repository.write("new.txt", &format!("{long}more"));
    repository.write("copy.txt", &long);
    let copied = repository.commit("Copy");
    repository.git(["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repository.write("tab\tand\nline", "x");
    repository.write("ünïcode", "x");
    repository.write("\"quoted\" \\", "x");
    let odd = repository.commit("Odd names");
    repository.git(["checkout", "--quiet", "main"]);
    repository.git(["merge", "--quiet", "--no-edit", "side"]);
    let merge = repository.head();
    let empty = repository.commit("Nothing");

    let mut sandbox = sandbox(&repository);
    assert_eq!(sync(&mut sandbox, &repository), 6 + 2 + 2 + 2 + 3);
    assert_eq!(
        changes(&sandbox, &renamed),
        [json!(["gone.txt", "deleted", null]), json!(["new.txt", "renamed", "old.txt"])]
    );
    assert_eq!(
        changes(&sandbox, &copied),
        [json!(["copy.txt", "copied", "new.txt"]), json!(["new.txt", "modified", null])]
    );
    assert_eq!(
        changes(&sandbox, &odd),
        [
            json!([r#""\"quoted\" \\""#, "added", null]),
            json!(["tab\tand\nline", "added", null]),
            json!(["ünïcode", "added", null]),
        ]
    );
    assert!(changes(&sandbox, &merge).is_empty());
    assert!(changes(&sandbox, &empty).is_empty());
    let merge = sandbox.rows("commits").into_iter().find(|row| row["hash"] == merge).unwrap();
    assert_eq!(merge["parents"], json!([copied, odd]));
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_stay_apart_and_links_change_type() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let mut repository = Repository::new();
    repository.write(OsStr::from_bytes(b"caf\xe9"), "x");
    repository.write("caf\\xe9", "x");
    repository.write("\"caf\\xe9\"", "x");
    let names = repository.commit("Names");
    std::fs::remove_file(repository.path().join("caf\\xe9")).unwrap();
    std::os::unix::fs::symlink("elsewhere", repository.path().join("caf\\xe9")).unwrap();
    let link = repository.commit("A link");
    let mut sandbox = sandbox(&repository);
    assert_eq!(sync(&mut sandbox, &repository), 6);
    assert_eq!(
        changes(&sandbox, &names),
        [
            json!([r#""\"caf\\xe9\"""#, "added", null]),
            json!([r#""caf\xe9""#, "added", null]),
            json!([r"caf\xe9", "added", null]),
        ]
    );
    assert_eq!(changes(&sandbox, &link), [json!([r"caf\xe9", "type_changed", null])]);
}

#[test]
fn an_empty_repository_has_no_rows_yet() {
    let mut repository = Repository::new();
    let mut sandbox = sandbox(&repository);
    for _ in 0..2 {
        assert_eq!(sandbox.sync().unwrap().rows, 0);
        assert_eq!(sandbox.state("commits"), json!({ "commits": 0, "newest": [] }));
    }
    repository.write("one.txt", "1");
    repository.commit("First");
    assert_eq!(sync(&mut sandbox, &repository), 2);
}

#[test]
fn a_folder_of_the_repository_stands_for_all_of_it() {
    let mut repository = Repository::new();
    repository.write("folder/one.txt", "1");
    repository.write("two.txt", "2");
    repository.commit("First");
    let folder = repository.path().join("folder");
    let mut sandbox = Sandbox::of::<GitHistory>().configure(json!({ "repository": folder }));
    assert_eq!(sync(&mut sandbox, &repository), 3);
}

#[test]
fn rewritten_history_is_read_again() {
    let mut repository = Repository::new();
    repository.write("one.txt", "1");
    let first = repository.commit("First");
    repository.write("two.txt", "2");
    let vanished = repository.commit("Second");
    let mut sandbox = sandbox(&repository);
    assert_eq!(sync(&mut sandbox, &repository), 4);

    repository.git(["commit", "--quiet", "--amend", "--message", "Second, in better words"]);
    assert_eq!(sync(&mut sandbox, &repository), 4);
    let deleted = sandbox.deleted_rows("commits");
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0]["hash"], vanished);

    // The commits that are known no longer even exist.
    repository.git(["reset", "--quiet", "--hard", &first]);
    repository.git(["reflog", "expire", "--expire=now", "--all"]);
    repository.git(["gc", "--quiet", "--prune=now"]);
    assert_eq!(sync(&mut sandbox, &repository), 2);
    assert_eq!(sandbox.deleted_rows("commits").len(), 2);

    // A branch that is merely behind is no other history, and nothing is new when it catches up.
    repository.write("three.txt", "3");
    repository.commit("Third");
    assert_eq!(sync(&mut sandbox, &repository), 2);
}

#[cfg(unix)]
#[test]
fn a_sync_that_was_cut_short_goes_on() {
    let repository = Repository::new();
    // Two branches, so that at a checkpoint both can have a newest commit.
    repository.import(|out| {
        for number in 1..=800 {
            commit(out, "main", number, "")?;
        }
        commit(out, "side", 801, "from :1\n")?;
        for number in 802..=1600 {
            commit(out, "side", number, "")?;
        }
        commit(out, "main", 1601, "merge :1600\n")?;
        for number in 1602..=2100 {
            commit(out, "main", number, "")?;
        }
        Ok(())
    });
    let mut undisturbed = sandbox(&repository);
    let steps = undisturbed.survives_every_interruption();
    assert!(steps > 6, "{steps} steps are less than three checkpoints and their rows");
    let synced = undisturbed.sync().unwrap();
    assert_eq!((synced.rows, synced.checkpoints), (2100 + 2099, 3));
    assert_eq!(sync(&mut undisturbed, &repository), 0);

    let dying = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/dying_git.sh");
    let mut sandbox = sandbox(&repository).configure(json!({ "repository": repository.path(), "git": dying }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.message(), "`git log` ended with exit status: 3 and said ``");
    assert_eq!(sandbox.rows("commits").len(), 1000);
    assert_eq!(sandbox.rows("changed_file").len(), 1000);
    let state = sandbox.state("commits");
    assert_eq!((&state["commits"], state["newest"].as_array().unwrap().len()), (&json!(1000), 2));

    let mut sandbox = sandbox.configure(json!({ "repository": repository.path() }));
    let synced = sandbox.sync().unwrap();
    assert_eq!(synced.rows, 1100 + 1099);
    assert_eq!(sandbox.rows("commits"), undisturbed.rows("commits"));
    assert_eq!(sandbox.rows("changed_file"), undisturbed.rows("changed_file"));
    assert_eq!(sandbox.state("commits"), undisturbed.state("commits"));
}

#[test]
fn what_cannot_be_read_is_a_mistake_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    for path in [folder.path(), &missing] {
        let error = Sandbox::of::<GitHistory>().configure(json!({ "repository": path })).sync().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert_eq!(error.message(), format!("`{}` is no Git repository", path.display()));
    }
    let missing = json!({ "git": missing, "repository": folder.path() });
    let error = Sandbox::of::<GitHistory>().configure(missing).sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().starts_with("cannot run `"), "{error}");
    assert!(error.to_string().ends_with("install Git, or set `git` to where the program is"), "{error}");
}

#[test]
fn a_history_with_a_hole_fails_and_keeps_what_was_read() {
    let mut repository = Repository::new();
    repository.write("one.txt", "1");
    repository.commit("First");
    let mut sandbox = sandbox(&repository);
    sync(&mut sandbox, &repository);
    let rows = sandbox.rows("commits");
    repository.write("two.txt", "2");
    let second = repository.commit("Second");
    let object = repository.path().join(".git/objects").join(&second[..2]).join(&second[2..]);
    std::fs::remove_file(object).unwrap();
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source, "{error}");
    assert_eq!(sandbox.rows("commits"), rows);
}
