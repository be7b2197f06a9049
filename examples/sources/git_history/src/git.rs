//! Asks the `git` program.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connector_sdk::prelude::*;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::{ChangedFile, Commit, Status};

/// A repository, as of the newest commit at the time when it was opened.
pub(super) struct Git {
    program: PathBuf,
    folder: PathBuf,
    head: String,
}

impl Git {
    /// Finds the repository that a folder belongs to.
    pub(super) async fn open(program: &Path, folder: &Path) -> Result<Self> {
        let mut git = Self { program: program.to_owned(), folder: folder.to_owned(), head: String::new() };
        git.output(&["rev-parse", "--git-dir"]).await.map_err(|error| match error.kind() {
            ErrorKind::Source => {
                let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
                Error::configuration(format!("`{}` is no Git repository", folder.display()))
                    .caused_by(error.message())
                    .next_step("set `repository` to a folder of one")
            }
            _ => error,
        })?;
        // Without a commit there is no head; then a pattern stands for it that no branch can have.
        let head = git.output(&["rev-parse", "--verify", "--quiet", "HEAD"]).await;
        git.head = head.unwrap_or_else(|_| "--branches=/".into());
        Ok(git)
    }

    /// How many commits there are that cannot be reached from these.
    pub(super) async fn count_without(&self, known: &BTreeSet<String>) -> Result<u64> {
        let mut arguments = vec!["rev-list", "--count"];
        arguments.extend(self.without(known));
        Ok(self.output(&arguments).await?.parse()?)
    }

    /// The commits that cannot be reached from these, parents before children, each followed by its files.
    pub(super) fn log_without(&self, known: &BTreeSet<String>) -> Result<Log> {
        // None of a commit's fields can hold a NUL, so each ends with one.
        let format = "--format=tformat:%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B";
        let mut command = self.command(&["log", "-z", "--name-status", "--reverse", "--topo-order"]);
        command.args(["--encoding=UTF-8", "--no-show-signature", format]).args(self.without(known));
        let mut child = command.spawn().map_err(|error| self.not_started(error))?;
        let output = BufReader::new(child.stdout.take().context("`git log` has no output")?);
        let mut errors = child.stderr.take().context("`git log` has no error output")?;
        let errors = tokio::spawn(async move {
            let mut text = Vec::new();
            errors.read_to_end(&mut text).await.map(|_| text)
        });
        Ok(Log { child, output, errors, commit: String::new() })
    }

    /// The commits up to the head that cannot be reached from these. What no longer exists reaches nothing.
    fn without<'a>(&'a self, known: &'a BTreeSet<String>) -> impl Iterator<Item = &'a str> {
        [&self.head, "--ignore-missing", "--not"].into_iter().chain(known.iter().map(String::as_str))
    }

    async fn output(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output().await.map_err(|error| self.not_started(error))?;
        if !output.status.success() {
            bail!("`git {}` failed: {}", arguments[0], text(&output.stderr).trim());
        }
        Ok(text(&output.stdout).trim().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-C").arg(&self.folder).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // Git sets it for its hooks, and it would count more than the folder.
        command.env_remove("GIT_DIR");
        command
    }

    fn not_started(&self, error: io::Error) -> Error {
        Error::configuration(format!("cannot run `{}`: {error}", self.program.display()))
            .next_step("install Git, or set `git` to where the program is")
    }
}

/// What `git log` prints, bit by bit.
pub(super) struct Log {
    child: Child,
    output: BufReader<ChildStdout>,
    errors: JoinHandle<io::Result<Vec<u8>>>,
    /// The commit whose files come next.
    commit: String,
}

/// One thing in the log.
pub(super) enum Entry {
    Commit(Commit),
    /// A file of the commit before it.
    File(ChangedFile),
}

impl Log {
    pub(super) async fn next(&mut self) -> Result<Option<Entry>> {
        let Some(first) = self.field().await? else { return self.end().await };
        // A line break parts a commit from its files.
        let first = text(first.strip_prefix(b"\n").unwrap_or(&first));
        // A status is a letter and a percentage, a hash has 40 digits or more.
        let entry = if first.len() < 40 { self.file(&first).await? } else { self.commit(first).await? };
        Ok(Some(entry))
    }

    async fn commit(&mut self, hash: String) -> Result<Entry> {
        self.commit.clone_from(&hash);
        Ok(Entry::Commit(Commit {
            hash,
            parents: Json(text(&self.rest().await?).split_whitespace().map(String::from).collect()),
            author: text(&self.rest().await?),
            email: text(&self.rest().await?),
            authored_at: time(&self.rest().await?),
            committed_at: time(&self.rest().await?),
            message: text(&self.rest().await?).trim_end().to_owned(),
        }))
    }

    async fn file(&mut self, status: &str) -> Result<Entry> {
        let (status, moved) = match status.chars().next() {
            Some('A') => (Status::Added, false),
            Some('C') => (Status::Copied, true),
            Some('D') => (Status::Deleted, false),
            Some('M') => (Status::Modified, false),
            Some('R') => (Status::Renamed, true),
            Some('T') => (Status::TypeChanged, false),
            _ => bail!("commit {} lists a file with the unknown status `{status}`", self.commit),
        };
        let old_path = if moved { Some(path(self.rest().await?)) } else { None };
        let path = path(self.rest().await?);
        Ok(Entry::File(ChangedFile { commit: self.commit.clone(), path, status, old_path }))
    }

    /// The bytes up to the next NUL, if there is one.
    async fn field(&mut self) -> Result<Option<Vec<u8>>> {
        let mut field = Vec::new();
        self.output.read_until(0, &mut field).await?;
        Ok((field.pop() == Some(0)).then_some(field))
    }

    /// A field that must be there, as its entry has begun.
    async fn rest(&mut self) -> Result<Vec<u8>> {
        match self.field().await? {
            Some(field) => Ok(field),
            None => Err(self.end().await.err().unwrap_or_else(|| Error::source("`git log` ended within an entry"))),
        }
    }

    /// Nothing more comes: because that was all, or because Git failed.
    async fn end(&mut self) -> Result<Option<Entry>> {
        let status = self.child.wait().await?;
        let errors = (&mut self.errors).await??;
        if !status.success() {
            bail!("`git log` ended with {status} and said `{}`", text(&errors).trim());
        }
        Ok(None)
    }
}

/// Git has made UTF-8 of what its commit says it is; where a commit lies about that, � stands for the bytes.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A path is any bytes and part of a key, so those that are not UTF-8 are escaped, in quotes. So is what starts with a
/// quote itself: then no two paths become the same.
fn path(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(path) if !path.starts_with('"') => path,
        Ok(path) => format!("\"{}\"", path.as_bytes().escape_ascii()),
        Err(error) => format!("\"{}\"", error.as_bytes().escape_ascii()),
    }
}

/// Git shows a time that it cannot read, or that no calendar has, as 1970, and so does this.
fn time(seconds: &[u8]) -> DateTime<Utc> {
    let end_of_9999 = 253_402_300_799;
    let seconds = text(seconds).parse().ok().filter(|seconds| (0..=end_of_9999).contains(seconds));
    DateTime::from_timestamp(seconds.unwrap_or(0), 0).unwrap_or_default()
}
