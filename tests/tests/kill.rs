//! A sync that is killed, by SIGKILL and wherever it is, is made up for by the next one: no row is lost or doubled.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod support;

use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use support::{Dump, Folder, assert_same, said, succeed, was_killed};

/// A sync that will be killed: what lies in the folder before it, and how the process is started.
struct Scenario {
    name: &'static str,
    before: Folder,
    variables: Vec<(&'static str, String)>,
}

impl Scenario {
    fn new(name: &'static str, rounds_before: i64, variables: &[(&'static str, &str)]) -> Self {
        let before = Folder::new();
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        for round in 1..=rounds_before {
            let mut sync = before.victim();
            succeed(sync.envs(variables.clone()).env("VICTIM_ROUND", round.to_string()), name);
        }
        Self { name, before, variables }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.variables.push((name, value.to_string()));
        self
    }

    fn sync(&self, folder: &Folder) -> Command {
        let mut command = folder.victim();
        command.envs(self.variables.clone());
        command
    }

    /// What an undisturbed sync leaves, and the calls that its sink got.
    fn undisturbed(&self) -> (Dump, Vec<Call>) {
        let folder = self.before.copy();
        let list = succeed(self.sync(&folder).env("VICTIM_LIST", "1"), self.name);
        (folder.dump(), list.lines().map(Call::parse).collect())
    }

    /// Kills a sync at every step: before and after each batch, truncate, declaration and commit.
    fn killed_at_every_step(&self) -> usize {
        let (expected, calls) = self.undisturbed();
        let steps = calls.last().unwrap().step + 2;
        // What the file holds between the commits.
        let mut checkpoint = self.before.dump();
        for step in 0..steps {
            let when = format!("{}, killed at step {step} of {steps}", self.name);
            let folder = self.before.copy();
            let killed = self.sync(&folder).env("VICTIM_DIE_AT", step.to_string()).output().unwrap();
            assert!(was_killed(&killed), "{when}: {:?}: {}", killed.status, said(&killed));
            let left = folder.dump();
            match calls.iter().find(|call| call.step + 1 == step).is_some_and(|call| call.name == "commit") {
                true => {
                    assert_ne!(left["_sdk_state"].len(), 1, "{when}: a commit saves a state");
                    checkpoint = left;
                }
                // The tables of the warehouse itself are made when it is opened.
                false if checkpoint.is_empty() => assert!(left.keys().all(|name| name.starts_with("_sdk_")), "{when}"),
                false => assert_same(&left, &checkpoint, &format!("{when}, right after")),
            }
            succeed(&mut self.sync(&folder), &when);
            assert_same(&folder.dump(), &expected, &when);
        }
        assert_same(&checkpoint, &expected, "the last commit");
        steps as usize
    }

    /// Kills syncs at random instants, and those that go on from them too, so many times.
    fn killed_at_random(&self, kills: usize) {
        let (expected, calls) = self.undisturbed();
        let mut random = Random::new(self.name);
        let commits = calls.iter().filter(|call| call.name == "commit").count();
        // Where readers run beside each other, the checkpoints differ from one run to the next.
        let in_order = self.variables.iter().all(|(name, _)| *name != "VICTIM_CONCURRENCY");
        let checkpoints = self.checkpoints(&calls);
        let usual = self.usual_time();
        let before = self.before.dump();
        let (mut killed, mut amid, mut completed) = (0, 0, 0);
        while killed < kills {
            let folder = self.before.copy();
            let mut kills_here = 0;
            loop {
                let instant = random.up_to(usual);
                let mut child = self.sync(&folder).spawn().unwrap();
                // Only chooses the instant; whatever it is, the result must be the same.
                std::thread::sleep(instant);
                child.kill().unwrap();
                let output = child.wait_with_output().unwrap();
                if !was_killed(&output) {
                    assert!(output.status.success(), "{}: {}", self.name, said(&output));
                    break;
                }
                killed += 1;
                kills_here += 1;
                let left = folder.dump();
                if in_order && kills_here == 1 && !left.keys().all(|name| name.starts_with("_sdk_")) {
                    let is_checkpoint = checkpoints.contains(&left);
                    assert!(
                        is_checkpoint,
                        "{}, seed {}: killed between checkpoints: {left:#?}",
                        self.name, random.seed
                    );
                }
                if left != before && left != expected && left.get("_sdk_state").is_some_and(|state| state.len() == 2) {
                    amid += 1;
                }
                // Most are resumed at once; of some the resumed sync is killed as well.
                if !random.next().is_multiple_of(3) {
                    succeed(&mut self.sync(&folder), self.name);
                    break;
                }
            }
            completed += 1;
            let when = format!("{}, killed {kills_here} times at random, seed {}", self.name, random.seed);
            assert_same(&folder.dump(), &expected, &when);
            assert!(completed < kills * 100, "{}: hardly any sync lives long enough to be killed", self.name);
        }
        eprintln!(
            "{}: {killed} kills ({amid} between the first and the last of {commits} commits), {completed} times resumed \
             to the end, seed {}",
            self.name, random.seed
        );
        assert!(amid > 0, "{}: no kill fell between two commits", self.name);
    }

    /// What an undisturbed sync has in the file after each commit, and before the first one.
    fn checkpoints(&self, calls: &[Call]) -> Vec<Dump> {
        let commits = calls.iter().filter(|call| call.name == "commit");
        let after = commits.map(|call| {
            let folder = self.before.copy();
            self.sync(&folder).env("VICTIM_DIE_AT", (call.step + 1).to_string()).output().unwrap();
            folder.dump()
        });
        std::iter::once(self.before.dump()).chain(after).collect()
    }

    fn usual_time(&self) -> Duration {
        let mut times: Vec<_> = (0..5)
            .map(|_| {
                let folder = self.before.copy();
                let started = Instant::now();
                succeed(&mut self.sync(&folder), self.name);
                started.elapsed()
            })
            .collect();
        times.sort();
        times[2]
    }
}

/// A call that the sink got.
struct Call {
    /// The step before it; the one after it is the next.
    step: u64,
    name: String,
    micros: u64,
}

impl Call {
    fn parse(line: &str) -> Self {
        let mut words = line.split(' ');
        let step = words.next().unwrap().parse().unwrap();
        Self { step, name: words.next().unwrap().to_owned(), micros: words.next().unwrap().parse().unwrap() }
    }
}

/// Random numbers that can be had again: `KILL_SEED=… cargo test`.
struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    fn new(name: &str) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64;
        let seed = std::env::var("KILL_SEED").map_or(now, |seed| seed.parse().unwrap());
        eprintln!("{name}: seed {seed}");
        Self { seed, state: seed | 1 }
    }

    /// xorshift64*.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn up_to(&mut self, longest: Duration) -> Duration {
        Duration::from_micros(self.next() % (longest.as_micros() as u64).max(1))
    }
}

#[test]
fn a_first_sync_killed_at_every_step() {
    let steps = Scenario::new("first sync", 0, &[]).killed_at_every_step();
    assert!(steps > 60, "{steps}");
}

#[test]
fn a_second_sync_killed_at_every_step() {
    let steps = Scenario::new("second sync", 1, &[]).with("VICTIM_ROUND", 2).killed_at_every_step();
    assert!(steps > 60, "{steps}");
}

#[test]
fn a_full_refresh_killed_at_every_step() {
    let refresh = Scenario::new("full refresh", 2, &[]).with("VICTIM_ROUND", 2).with("VICTIM_FULL_REFRESH", 1);
    let steps = refresh.killed_at_every_step();
    assert!(steps > 60, "{steps}");
}

/// The sync after it is one without `--full-refresh`. From the first checkpoint on it goes on with the refresh; before
/// that nothing of the refresh was there.
#[test]
fn a_full_refresh_killed_at_every_step_is_continued_by_a_plain_sync() {
    // What the source no longer has makes the one differ from the other.
    let refresh = Scenario::new("full refresh", 2, &[]).with("VICTIM_ROUND", 1).with("VICTIM_FULL_REFRESH", 1);
    let (refreshed, calls) = refresh.undisturbed();
    let plain = refresh.before.copy();
    succeed(plain.victim().env("VICTIM_ROUND", "1"), "plain");
    let plain = plain.dump();
    assert_ne!(refreshed, plain);
    let first_commit = calls.iter().find(|call| call.name == "commit").unwrap().step;
    for step in 0..calls.last().unwrap().step + 2 {
        let folder = refresh.before.copy();
        let killed = refresh.sync(&folder).env("VICTIM_DIE_AT", step.to_string()).output().unwrap();
        assert!(was_killed(&killed), "{}", said(&killed));
        succeed(folder.victim().env("VICTIM_ROUND", "1"), "plain");
        let expected = if step > first_commit { &refreshed } else { &plain };
        assert_same(&folder.dump(), expected, &format!("full refresh killed at step {step}, then a plain sync"));
    }
}

#[test]
fn a_first_sync_killed_at_200_random_instants() {
    Scenario::new("first sync", 0, &[]).killed_at_random(200);
}

#[test]
fn a_second_sync_killed_at_random_instants() {
    Scenario::new("second sync", 1, &[]).with("VICTIM_ROUND", 2).killed_at_random(60);
}

#[test]
fn a_full_refresh_killed_at_random_instants() {
    let refresh = Scenario::new("full refresh", 2, &[]).with("VICTIM_ROUND", 2).with("VICTIM_FULL_REFRESH", 1);
    refresh.killed_at_random(60);
}

#[test]
fn readers_beside_each_other_killed_at_random_instants() {
    Scenario::new("three readers at a time", 0, &[("VICTIM_CONCURRENCY", "3")]).killed_at_random(100);
}

/// The value that makes a column of numbers one of text comes with the last of many rows: the whole table is written
/// anew, and killed in the middle of that.
#[test]
fn a_rebuild_of_a_table_killed_at_random_instants() {
    const KILLS: usize = 60;
    let scenario = Scenario::new("rebuild", 0, &[("VICTIM_MEASURES", "6000")]);
    let (expected, calls) = scenario.undisturbed();
    let rebuild = calls.iter().rfind(|call| call.name == "write:measure").unwrap();
    let mut random = Random::new("rebuild");
    let (mut within, mut after) = (0, 0);
    let before = Folder::new();
    let stop = scenario.sync(&before).env("VICTIM_DIE_AT", rebuild.step.to_string()).output().unwrap();
    assert!(was_killed(&stop));
    // The sync that goes on from here has the rebuild in its first write of that table.
    let (_, rest) =
        Scenario { name: "rebuild", before: before.copy(), variables: scenario.variables.clone() }.undisturbed();
    let step = rest.iter().find(|call| call.name == "write:measure").unwrap().step;
    let checkpoint = before.dump();
    assert!(checkpoint["_sdk_column"].contains(&"'measure' | 'value' | 'value' | 'INT'".to_owned()), "{checkpoint:?}");
    let mut runs = 0;
    while within < KILLS {
        runs += 1;
        assert!(runs < KILLS * 20, "only {within} of {runs} kills fell into the rebuild");
        let folder = before.copy();
        let instant = random.up_to(Duration::from_micros(rebuild.micros)).as_micros() + 1;
        let mut sync = scenario.sync(&folder);
        sync.env("VICTIM_DIE_AT", step.to_string()).env("VICTIM_DIE_AFTER", instant.to_string());
        let output = sync.output().unwrap();
        if !was_killed(&output) || folder.dump()["measure"] != checkpoint["measure"] {
            after += 1;
        } else {
            within += 1;
        }
        succeed(&mut scenario.sync(&folder), "rebuild");
        assert_same(&folder.dump(), &expected, &format!("rebuild killed after {instant} µs, seed {}", random.seed));
    }
    eprintln!("rebuild: {within} kills before its commit, {after} after it");
}
