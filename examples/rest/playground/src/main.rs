//! `cargo run -p playground`: serves until it is stopped.

use playground::{PORT, help, serve};
use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    match Flags::read(std::env::args().skip(1)) {
        Ok(None) => {
            say(&mut io::stdout(), &help());
            ExitCode::SUCCESS
        }
        Ok(Some(flags)) => match run(&flags) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let port = flags.port;
                say(&mut io::stderr(), &format!("Port {port} cannot be used: {error}. Name another with `--port`.\n"));
                ExitCode::FAILURE
            }
        },
        Err(mistake) => {
            say(&mut io::stderr(), &format!("{mistake}. `--help` lists the flags.\n"));
            ExitCode::from(2)
        }
    }
}

fn run(flags: &Flags) -> io::Result<()> {
    let playground = serve(flags.port)?;
    let control = playground.control();
    if !flags.fixed_clock {
        control.run_clock();
    }
    if flags.hostile {
        control.be_hostile();
    }
    if let Some(capacity) = flags.rate_limit {
        control.limit_rate(capacity, flags.per_second);
    }
    let manner = if flags.hostile { ", in a bad mood" } else { "" };
    say(&mut io::stdout(), &format!("The playground is at {}{manner}. Ctrl-C ends it.\n", playground.base_url()));
    loop {
        thread::park();
    }
}

struct Flags {
    port: u16,
    hostile: bool,
    fixed_clock: bool,
    rate_limit: Option<u32>,
    per_second: u32,
}

impl Flags {
    /// Reads the flags; `None` is a wish for help.
    fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Flags>, String> {
        let mut flags = Flags { port: PORT, hostile: false, fixed_clock: false, rate_limit: None, per_second: 10 };
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            let number = |words: &mut dyn Iterator<Item = String>| {
                let text = value.clone().or_else(|| words.next()).ok_or(format!("`{name}` needs a number"))?;
                text.parse::<u32>().map_err(|_| format!("`{name}` needs a number, not `{text}`"))
            };
            match name.as_str() {
                "--help" | "-h" | "help" => return Ok(None),
                "--hostile" => flags.hostile = true,
                "--fixed-clock" => flags.fixed_clock = true,
                "--rate-limit" => flags.rate_limit = Some(number(&mut words)?),
                "--per-second" => flags.per_second = number(&mut words)?,
                "--port" => {
                    let port = number(&mut words)?;
                    flags.port = u16::try_from(port).map_err(|_| format!("{port} is no port"))?;
                }
                _ => return Err(format!("There is no `{name}`")),
            }
        }
        Ok(Some(flags))
    }
}

/// Writes; that nobody reads is no reason to stop.
fn say(to: &mut dyn Write, text: &str) {
    let _unread = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
