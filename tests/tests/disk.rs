//! What goes wrong around a sync: no room, no folder, nobody who reads the output, files that are gone or damaged.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{Dump, Folder, VICTIM, assert_same, command_line, dump, said, succeed};

/// The example `hello`, as it is.
const HELLO: &str = env!("CARGO_BIN_EXE_hello_example");

/// A run of a program that cannot write any file further than so many blocks.
fn limited(program: &str, project: &Path, blocks: usize) -> Output {
    // With the signal ignored, what goes too far is an error of the write itself.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, program, "sync", "--project-dir"]).arg(project).output().unwrap()
}

fn files(project: &Folder) -> Folder {
    let files = Folder::new();
    for name in ["warehouse.db", "warehouse.db-wal"] {
        let path = project.file("files").join(name);
        if path.exists() {
            fs::copy(path, files.file(name)).unwrap();
        }
    }
    files
}

/// What an undisturbed sync leaves, through the command line.
fn undisturbed(program: &str) -> Dump {
    let project = Folder::new();
    succeed(&mut command_line(program, project.path()), "undisturbed");
    files(&project).dump()
}

/// What the victim's warehouse holds after each of its checkpoints.
fn checkpoints() -> Vec<Dump> {
    let folder = Folder::new();
    let list = succeed(folder.victim().env("VICTIM_LIST", "1"), "list");
    let commits = list.lines().filter(|line| line.contains(" commit ")).map(|line| line.split(' ').next().unwrap());
    commits
        .map(|step| {
            let folder = Folder::new();
            let after = step.parse::<u64>().unwrap() + 1;
            folder.victim().env("VICTIM_DIE_AT", after.to_string()).output().unwrap();
            folder.dump()
        })
        .collect()
}

#[test]
fn a_sync_without_room_ends_at_a_checkpoint_and_is_completed_once_there_is_room() {
    let (expected, checkpoints) = (undisturbed(VICTIM), checkpoints());
    let mut seen = vec![0; checkpoints.len()];
    let mut failures = 0;
    for blocks in (0..).step_by(20) {
        let project = Folder::new();
        let output = limited(VICTIM, project.path(), blocks);
        let when = format!("with {blocks} blocks: {}", said(&output));
        if output.status.success() {
            break;
        }
        failures += 1;
        assert_eq!(output.status.code(), Some(1), "{when}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains("destination error"), "{when}");
        assert!(errors.contains("Next: ") && !errors.contains("panic"), "{when}");
        let left = files(&project).dump();
        match checkpoints.iter().position(|checkpoint| *checkpoint == left) {
            Some(checkpoint) => seen[checkpoint] += 1,
            // Before the first one there is nothing but the warehouse's own tables, or not even those.
            None => assert!(left.keys().all(|name| name.starts_with("_sdk_")), "no checkpoint was left {when}"),
        }
        succeed(&mut command_line(VICTIM, project.path()), &when);
        assert_same(&files(&project).dump(), &expected, &when);
    }
    let different = seen.iter().filter(|count| **count > 0).count();
    eprintln!("{failures} syncs ran out of room, at {different} of {} checkpoints", checkpoints.len());
    assert!(different > 3, "{seen:?}");
}

#[test]
fn an_example_without_room_says_so_and_works_once_there_is_room() {
    let expected = undisturbed(HELLO);
    let mut failures = 0;
    for blocks in (0..).step_by(16) {
        let project = Folder::new();
        let output = limited(HELLO, project.path(), blocks);
        if output.status.success() {
            break;
        }
        failures += 1;
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains("cannot write") && errors.contains("Next: check"), "{}", said(&output));
        succeed(&mut command_line(HELLO, project.path()), "with room");
        assert_same(&files(&project).dump(), &expected, "hello");
    }
    assert!(failures > 2, "{failures}");
}

#[test]
fn nothing_is_left_behind_but_the_warehouse_its_lock_and_the_copy_of_the_state() {
    let project = Folder::new();
    for _ in 0..2 {
        succeed(&mut command_line(HELLO, project.path()), "hello");
        let mut left: Vec<_> = fs::read_dir(project.file("files"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["state.json", "warehouse.db", "warehouse.lock"]);
    }
}

#[test]
fn a_folder_that_cannot_be() {
    let project = Folder::new();
    fs::write(project.file("taken"), "a file").unwrap();
    let mut sync = command_line(VICTIM, project.path());
    let output = sync.args(["--destination", "sqlite:taken/warehouse.db"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("cannot make the folder") && errors.contains("taken"), "{errors}");
    assert!(errors.contains("Next: "), "{errors}");
    assert_eq!(fs::read_to_string(project.file("taken")).unwrap(), "a file");

    fs::write(project.file("files"), "a file").unwrap();
    let output = command_line(VICTIM, project.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

#[test]
fn nobody_has_to_read_what_a_sync_says() {
    let expected = undisturbed(VICTIM);
    for streams in [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        let project = Folder::new();
        let script = format!("exec \"$0\" \"$@\" {streams}");
        let mut sync = Command::new("sh");
        let status = sync.args(["-c", &script, VICTIM, "--project-dir"]).arg(project.path()).output().unwrap();
        assert_eq!(status.status.code(), Some(0), "closed with {streams}: {}", said(&status));
        assert_same(&files(&project).dump(), &expected, streams);
    }
    // Pipes whose other end is gone.
    let project = Folder::new();
    let mut child = command_line(VICTIM, project.path()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_same(&files(&project).dump(), &expected, "broken pipes");
}

#[test]
fn a_warehouse_that_was_deleted_is_synced_again_from_the_start() {
    let expected = undisturbed(VICTIM);
    let project = Folder::new();
    succeed(&mut command_line(VICTIM, project.path()), "first");
    fs::remove_file(project.file("files/warehouse.db")).unwrap();
    // The copy of the state is still there, and is only a copy.
    assert!(project.file("files/state.json").exists());
    succeed(&mut command_line(VICTIM, project.path()), "again");
    assert_same(&files(&project).dump(), &expected, "deleted");
}

#[test]
fn the_log_of_a_warehouse_that_was_deleted_after_a_kill_does_not_come_back() {
    let folder = Folder::new();
    succeed(folder.victim().env("VICTIM_ROUND", "1"), "undisturbed");
    let expected = folder.dump();
    let folder = Folder::new();
    folder.victim().env("VICTIM_ROUND", "2").env("VICTIM_DIE_AT", "60").output().unwrap();
    assert!(folder.file("warehouse.db-wal").metadata().unwrap().len() > 0);
    fs::remove_file(folder.file("warehouse.db")).unwrap();
    succeed(folder.victim().env("VICTIM_ROUND", "1"), "again");
    assert_same(&folder.dump(), &expected, "deleted after a kill");
}

#[test]
fn the_copy_of_the_state_may_be_deleted_or_damaged() {
    let project = Folder::new();
    let state = project.file("files/state.json");
    succeed(&mut command_line(VICTIM, project.path()), "first");
    let (copy, rows) = (fs::read_to_string(&state).unwrap(), files(&project).dump());
    for damage in [None, Some(""), Some("{\"tables\": {\"order\": {\"next\": 0}}}"), Some("no JSON")] {
        match damage {
            None => fs::remove_file(&state).unwrap(),
            Some(text) => fs::write(&state, text).unwrap(),
        }
        // What a process that was killed while it wrote the copy leaves behind.
        fs::write(project.file("files/state.json.new"), "{\"tab").unwrap();
        succeed(&mut command_line(VICTIM, project.path()), "again");
        assert_eq!(fs::read_to_string(&state).unwrap(), copy);
        assert_same(&files(&project).dump(), &rows, "damaged copy");
        assert!(!project.file("files/state.json.new").exists());
    }
}

#[test]
fn a_lock_counts_while_its_process_lives() {
    let project = Folder::new();
    fs::create_dir(project.file("files")).unwrap();
    // No process has this number.
    fs::write(project.file("files/warehouse.lock"), "4194305").unwrap();
    let mut child =
        command_line(VICTIM, project.path()).env("VICTIM_WAIT", "pending").stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(errors.by_ref().any(|line| line.unwrap().contains("the source waits")), "it did not start");

    let second = command_line(VICTIM, project.path()).output().unwrap();
    assert_eq!(second.status.code(), Some(1), "{}", said(&second));
    let told = String::from_utf8_lossy(&second.stderr);
    assert!(told.contains(&format!("is being written by another sync (process {})", child.id())), "{told}");
    assert!(told.contains("Next: wait until it is done, or use another project directory"), "{told}");
    // To look is allowed meanwhile.
    let mut look = Command::new(VICTIM);
    look.args(["query", "select count(*) from waiting", "--project-dir"]).arg(project.path());
    assert!(succeed(&mut look, "look").contains('1'));

    child.kill().unwrap();
    child.wait().unwrap();
    succeed(&mut command_line(VICTIM, project.path()), "after the kill");
    let connection = rusqlite::Connection::open(project.file("files/warehouse.db")).unwrap();
    assert_eq!(dump(&connection)["waiting"].len(), 2, "the heading and the row before the checkpoint");
}
