//! Shows how far a running sync is: drawn on a terminal, as log lines elsewhere.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracing::Level;

use super::format::{clipped, count, counted, duration};
use super::io::Screen;
use crate::context::Progress;
use crate::secret;

/// The most tables that are drawn at once.
const MOST_DRAWN: usize = 12;

/// The rate is that of about this long.
const RATE_OVER: Duration = Duration::from_secs(3);

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Lines of a terminal that change.
    Drawn,
    /// A log line for each busy table now and then.
    Lines,
    /// Not at all.
    Silent,
}

impl Style {
    fn interval(self) -> Duration {
        match self {
            Self::Drawn => Duration::from_millis(100),
            Self::Lines | Self::Silent => Duration::from_secs(10),
        }
    }
}

/// Progress that is being shown, until it is dropped.
pub(super) struct Shown {
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Shows progress on a thread of its own, so that a connector that blocks its threads does not freeze it.
pub(super) fn show(progress: Arc<Progress>, screen: Arc<Screen>, style: Style) -> Shown {
    let (end, ended) = mpsc::channel();
    if style == Style::Silent {
        return Shown { end: None, thread: None };
    }
    let watch = move || {
        let mut tables = Tables::new(Instant::now());
        let mut drawing = (style == Style::Drawn).then(|| Drawing::start(&screen));
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(style.interval()) {
            tables.sample(&progress, Instant::now());
            match &mut drawing {
                Some(drawing) => drawing.update(&tables.lines(progress.checkpoints())),
                None => tables.log(&screen),
            }
        }
        if let Some(drawing) = drawing {
            drawing.end(&screen);
        }
    };
    // A sync that cannot show its progress is still a sync.
    Shown { end: Some(end), thread: std::thread::Builder::new().name("progress".to_owned()).spawn(watch).ok() }
}

impl Drop for Shown {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The lines at the bottom of the terminal.
struct Drawing(ProgressBar);

impl Drawing {
    fn start(screen: &Screen) -> Self {
        // One bar of several lines: all of them change at once.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(20));
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        screen.draw(Some(bar.clone()));
        Self(bar)
    }

    fn update(&mut self, lines: &[String]) {
        let width = usize::from(console::Term::stderr().size().1).max(20);
        let lines: Vec<String> = lines.iter().map(|line| secret::redact(&clipped(line, width - 1))).collect();
        self.0.set_message(lines.join("\n"));
    }

    fn end(self, screen: &Screen) {
        screen.draw(None);
        // The closing table says it all.
        self.0.finish_and_clear();
    }
}

/// What was seen of each table.
struct Tables {
    started: Instant,
    now: Instant,
    seen: BTreeMap<String, Seen>,
}

struct Seen {
    first: Instant,
    changed: Instant,
    samples: VecDeque<(Instant, u64)>,
    cursor: Option<String>,
    logged: u64,
}

impl Seen {
    fn rows(&self) -> u64 {
        self.samples.back().map_or(0, |(_, rows)| *rows)
    }

    /// Rows per second lately.
    fn rate(&self) -> u64 {
        let (Some((from, before)), Some((to, now))) = (self.samples.front(), self.samples.back()) else { return 0 };
        let millis = to.duration_since(*from).as_millis() as u64;
        ((now - before) * 1000).checked_div(millis).unwrap_or(0)
    }
}

impl Tables {
    fn new(now: Instant) -> Self {
        Self { started: now, now, seen: BTreeMap::new() }
    }

    fn sample(&mut self, progress: &Progress, now: Instant) {
        self.now = now;
        for (name, table) in progress.tables() {
            self.add(&name, table.rows(), table.cursor(), now);
        }
    }

    fn add(&mut self, name: &str, rows: u64, cursor: Option<String>, now: Instant) {
        if rows == 0 && !self.seen.contains_key(name) {
            return;
        }
        let started = self.started;
        let seen = self.seen.entry(name.to_owned()).or_insert_with(|| Seen {
            first: started,
            changed: now,
            samples: VecDeque::from([(started, 0)]),
            cursor: None,
            logged: 0,
        });
        if seen.samples.len() == 1 {
            seen.first = seen.first.max(seen.samples[0].0);
        }
        if rows != seen.rows() {
            seen.changed = now;
        }
        seen.cursor = cursor;
        seen.samples.push_back((now, rows));
        while seen.samples.len() > 2 && now.duration_since(seen.samples[1].0) >= RATE_OVER {
            seen.samples.pop_front();
        }
    }

    /// A line per table, those that were busy last where there are many, and one for the whole.
    fn lines(&self, checkpoints: u64) -> Vec<String> {
        let mut drawn: Vec<_> = self.seen.iter().collect();
        drawn.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.changed));
        drawn.truncate(MOST_DRAWN);
        drawn.sort_by_key(|(name, _)| *name);
        let width = drawn.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(40);
        let mut lines: Vec<String> = drawn
            .iter()
            .map(|(name, seen)| {
                let time = duration(seen.changed.duration_since(seen.first));
                let rate = format!("{}/s", count(seen.rate()));
                let cursor = seen.cursor.as_deref().map(|cursor| format!("  at {}", clipped(cursor, 40)));
                let (name, rows) = (clipped(name, 40), counted(seen.rows(), "row"));
                format!("  {name:<width$}  {rows:>15}  {rate:>12}  {time:>8}{}", cursor.unwrap_or_default())
            })
            .collect();
        let rows: u64 = self.seen.values().map(Seen::rows).sum();
        let time = duration(self.now.duration_since(self.started));
        lines.push(format!(
            "{}, {}, {}, {time}",
            counted(self.seen.len() as u64, "table"),
            counted(rows, "row"),
            counted(checkpoints, "checkpoint"),
        ));
        lines
    }

    /// A log line for each table that got rows since the last one.
    fn log(&mut self, screen: &Screen) {
        for (name, seen) in &mut self.seen {
            let rows = seen.rows();
            if rows == std::mem::replace(&mut seen.logged, rows) {
                continue;
            }
            let mut fields = vec![("table", name.clone()), ("rows", rows.to_string())];
            fields.push(("per_second", seen.rate().to_string()));
            fields.extend(seen.cursor.as_ref().map(|cursor| ("cursor", clipped(cursor, 80))));
            screen.log(Level::INFO, "syncing", &fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_rows_rate_time_and_cursor() {
        let start = Instant::now();
        let mut tables = Tables::new(start);
        let later = |millis| start + Duration::from_millis(millis);
        tables.add("order", 0, None, later(100));
        tables.add("order", 1000, None, later(1000));
        tables.add("order", 1500, Some("2026-01-31".into()), later(2000));
        tables.now = later(2500);
        assert_eq!(
            tables.lines(2),
            [
                "  order       1,500 rows         750/s     2.0 s  at 2026-01-31",
                "1 table, 1,500 rows, 2 checkpoints, 2.5 s",
            ]
        );
    }

    #[test]
    fn the_rate_forgets_what_was_long_ago() {
        let start = Instant::now();
        let mut tables = Tables::new(start);
        for second in 0..=10 {
            tables.add(
                "order",
                if second == 0 { 0 } else { 10_000 + second * 10 },
                None,
                start + Duration::from_secs(second),
            );
        }
        assert_eq!(tables.seen["order"].rate(), 10);
    }

    #[test]
    fn of_many_tables_the_busy_ones_are_drawn() {
        let start = Instant::now();
        let mut tables = Tables::new(start);
        for table in 0..30 {
            tables.add(&format!("t{table:02}"), 1, None, start + Duration::from_secs(table));
        }
        let lines = tables.lines(0);
        assert_eq!(lines.len(), MOST_DRAWN + 1);
        assert!(lines[0].starts_with("  t18 ") && lines[11].starts_with("  t29 "), "{lines:?}");
        assert!(lines[12].starts_with("30 tables, 30 rows, "));
    }
}
