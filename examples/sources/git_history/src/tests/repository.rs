//! A Git repository for a test.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A repository in a temporary folder, untouched by the configuration of whoever runs the test. Each commit is a minute
/// younger than the one before.
pub(crate) struct Repository {
    folder: TempDir,
    minutes: u32,
}

impl Repository {
    pub(crate) fn new() -> Self {
        let repository = Self { folder: TempDir::new().unwrap(), minutes: 0 };
        repository.git(["init", "--quiet", "--initial-branch=main"]);
        repository.git(["config", "diff.renames", "copies"]);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs Git and gives what it prints.
    pub(crate) fn git<const N: usize>(&self, arguments: [&str; N]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Writes a file, in a folder if need be.
    pub(crate) fn write(&self, path: impl Into<PathBuf>, content: &str) {
        let path = self.path().join(path.into());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Commits whatever has changed and gives the hash.
    pub(crate) fn commit(&mut self, message: &str) -> String {
        self.minutes += 1;
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "--message", message]);
        self.head()
    }

    pub(crate) fn head(&self) -> String {
        self.git(["rev-parse", "HEAD"])
    }

    /// Adds many commits at once, in the words of `git fast-import`.
    pub(crate) fn import(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
        let mut child = self.command().args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
        let mut input = BufWriter::new(child.stdin.take().unwrap());
        write(&mut input).unwrap();
        input.flush().unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
    }

    fn command(&self) -> Command {
        let time = format!("2026-01-31T12:{:02}:00+01:00", self.minutes);
        let mut command = Command::new("git");
        command.arg("-C").arg(self.path()).env_remove("GIT_DIR");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_AUTHOR_NAME", "Ada").env("GIT_AUTHOR_EMAIL", "ada@example.com").env("GIT_AUTHOR_DATE", &time);
        command.env("GIT_COMMITTER_NAME", "Bo").env("GIT_COMMITTER_EMAIL", "bo@example.com");
        command.env("GIT_COMMITTER_DATE", &time);
        command
    }
}

/// The words for one commit that changes one file. Without a parent it follows the one before on its branch.
pub(crate) fn commit(out: &mut dyn Write, branch: &str, number: usize, parents: &str) -> std::io::Result<()> {
    let time = 1_700_000_000 + number;
    write!(out, "commit refs/heads/{branch}\nmark :{number}\ncommitter Bo <bo@example.com> {time} +0000\n")?;
    let message = "A long story. ".repeat(75);
    write!(out, "data <<END\n{message}\nEND\n{parents}M 644 inline {branch}/{}\n", number % 100)?;
    write!(out, "data <<END\n{number}\nEND\n\n")
}
