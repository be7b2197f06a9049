//! The program itself on a repository of 50,000 commits.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../src/tests/repository.rs"]
mod repository;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use repository::{Repository, commit};

fn repository(commits: usize) -> Repository {
    let repository = Repository::new();
    repository.import(|out| (1..=commits).try_for_each(|number| commit(out, "main", number, "")));
    repository
}

/// Runs the program from a folder and gives its peak memory in KiB, as far as the system tells.
fn sync(from: &Path, project: &Path) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_git_history"))
        .args(["sync", "--quiet", "--project-dir"])
        .arg(project)
        .current_dir(from)
        .env_remove("GIT_DIR")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(peak);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return peak;
        }
        // The peak only grows, so it does not matter when one looks.
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What a query of the warehouse prints.
fn query(project: &Path, query: &str) -> String {
    let program = env!("CARGO_BIN_EXE_git_history");
    let output = Command::new(program).args(["query", query, "--json", "--project-dir"]).arg(project).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn fifty_thousand_commits_take_no_more_memory_than_two_thousand() {
    let [small, project] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    // The repository is not configured: it is the one in which the program is started.
    let few = sync(repository(2_000).path(), small.path());
    let large = repository(50_000);
    let many = sync(large.path(), project.path());
    // Between the two lies no more than the warehouse's page cache, and the messages alone have 50 MB.
    assert!(many < few + 32 * 1024, "{many} KiB for 50,000 commits, {few} KiB for 2,000");
    for table in ["commits", "changed_file"] {
        let count = query(project.path(), &format!("select count(*) as n from {table}"));
        assert_eq!(count, r#"[{"n":"50000"}]"#);
    }

    large.import(|out| commit(out, "main", 50_001, "from refs/heads/main^0\n"));
    sync(large.path(), project.path());
    assert_eq!(query(project.path(), "select count(*) as n from commits"), r#"[{"n":"50001"}]"#);
    let last = "select count(*) as n from commits where _fivetran_synced = (select max(_fivetran_synced) from commits)";
    assert_eq!(query(project.path(), last), r#"[{"n":"1"}]"#);
}
