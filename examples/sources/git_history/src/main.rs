//! The commits of a Git repository and the files that each changed: a parent table with a cursor, a child table with a
//! composite key, and a state from which a sync that was cut short goes on.
//!
//! Commits are read parents first. So the ones that are done always form a history of their own, and its newest commits,
//! those that are no parent of another, are all that has to be remembered: whether the last sync ended or was killed,
//! the next one asks Git for what these do not reach.

use std::collections::BTreeSet;
use std::path::PathBuf;

use connector_sdk::prelude::*;

mod git;

use git::{Entry, Git};

/// How many commits are read between two checkpoints.
const CHECKPOINT: u64 = 1000;

// `commit` alone is a word of SQL.
#[table(name = "commits", primary_key = hash, cursor = committed_at)]
struct Commit {
    hash: String,
    parents: Json<Vec<String>>,
    author: String,
    email: String,
    authored_at: DateTime<Utc>,
    committed_at: DateTime<Utc>,
    message: String,
}

/// A file that a commit changed, as `git log --name-status` lists it: nothing for a merge.
#[table(primary_key = (commit, path))]
struct ChangedFile {
    commit: String,
    /// From the top of the repository. A name that is not UTF-8, or starts with a quote, is in quotes and escaped.
    path: String,
    status: Status,
    /// What a renamed or copied file was called before.
    old_path: Option<String>,
}

#[derive(Column)]
enum Status {
    Added,
    Copied,
    Deleted,
    Modified,
    Renamed,
    TypeChanged,
}

#[connector]
struct GitHistory {
    /// A folder in the repository; without it the current folder.
    #[config(default = ".")]
    repository: PathBuf,
    /// The Git program.
    #[config(default = "git")]
    git: PathBuf,
}

/// What is in the tables: so many commits, all that can be reached from the newest ones.
#[state]
struct Done {
    commits: u64,
    newest: BTreeSet<String>,
}

/// The commits of a Git repository and the files that each changed.
#[connector]
impl GitHistory {
    async fn history(
        &self,
        commits: &mut Rows<Commit>,
        files: &mut Rows<ChangedFile>,
        done: &mut State<Done>,
    ) -> Result<()> {
        let git = self.open().await?;
        let (all, new) = (git.count_without(&BTreeSet::new()).await?, git.count_without(&done.newest).await?);
        if done.commits + new != all {
            // Some of what was read is no longer there: the history was rewritten.
            commits.truncate().await?;
            files.truncate().await?;
            **done = Done::default();
        }
        let mut log = git.log_without(&done.newest)?;
        while let Some(entry) = log.next().await? {
            match entry {
                Entry::Commit(commit) => {
                    // The files of the commit before have all come by now.
                    if done.commits > 0 && done.commits.is_multiple_of(CHECKPOINT) {
                        done.checkpoint().await?;
                    }
                    done.commits += 1;
                    done.newest.retain(|hash| !commit.parents.0.contains(hash));
                    done.newest.insert(commit.hash.clone());
                    commits.upsert(commit).await?;
                }
                Entry::File(file) => files.upsert(file).await?,
            }
        }
        Ok(())
    }

    #[check("The repository can be read")]
    async fn repository_can_be_read(&self) -> Result<()> {
        self.open().await.map(drop)
    }
}

impl GitHistory {
    async fn open(&self) -> Result<Git> {
        Git::open(&self.git, &self.repository).await
    }
}

#[cfg(test)]
mod tests;
