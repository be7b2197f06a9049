//! Runs a benchmark's own program again and takes its account: time, CPU and peak memory of each run by itself.
// Each benchmark needs a part of this.
#![allow(dead_code)]

use std::process::Command;
use std::time::Instant;

/// One run's figures.
pub(crate) struct Figures {
    /// Seconds.
    pub(crate) wall: f64,
    /// CPU seconds of all its threads.
    pub(crate) cpu: f64,
    /// Peak memory in MiB.
    pub(crate) memory: f64,
}

/// Runs this program with these arguments. It must end with [`report`].
pub(crate) fn measure(arguments: &[&str], variables: &[(&str, String)]) -> Figures {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
    let started = Instant::now();
    let child = command.output().unwrap();
    let wall = started.elapsed().as_secs_f64();
    assert!(child.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&child.stderr));
    let report = String::from_utf8(child.stdout).unwrap();
    let numbers: Vec<f64> = report.split_whitespace().map(|number| number.parse().unwrap()).collect();
    Figures { wall, cpu: numbers[0], memory: numbers[1] }
}

/// Prints [`usage`].
pub(crate) fn report() {
    let (cpu, memory) = usage();
    println!("{cpu} {memory}");
}

/// The process's own account, as Linux keeps it: CPU seconds and peak memory in MiB.
pub(crate) fn usage() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The second field, the program's name, may hold anything but ends with the last parenthesis.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kib: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    // A tick is a hundredth of a second on every Linux in use.
    (ticks / 100.0, kib / 1024.0)
}

/// The median of one of the figures.
pub(crate) fn median<F>(figures: &[F], of: impl Fn(&F) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A number from the environment.
pub(crate) fn setting(name: &str, default: i64) -> i64 {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

/// A line of the table that a benchmark prints. Answers with the time and the CPU time, for ratios.
pub(crate) fn line(name: &str, figures: &[Figures], rows: i64) -> (f64, f64) {
    let (wall, cpu) = (median(figures, |figures| figures.wall), median(figures, |figures| figures.cpu));
    let memory = median(figures, |figures| figures.memory);
    let rate = rows as f64 / wall;
    println!("{name:<16} {wall:6.2} s wall  {cpu:6.2} s CPU  {memory:6.1} MiB peak  {rate:9.0} rows/s");
    (wall, cpu)
}
