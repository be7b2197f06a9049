//! The binary: it says where it is, serves, and explains a wrong flag.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

fn playground(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_playground"));
    command.args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends the process when a test ends, whichever way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _gone_already = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Starts it and reads where it is.
fn run(flags: &[&str]) -> (Running, String) {
    let mut child = playground(flags).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let base = line.split(' ').find_map(|word| word.find("http://").map(|at| &word[at..])).unwrap();
    let base = base.trim_end_matches(['.', ',']).to_owned();
    (Running(child), base)
}

#[test]
fn it_serves_where_it_says() {
    let (_running, base) = run(&["--port", "0", "--rate-limit=1", "--per-second", "0"]);
    assert_eq!(client::get(&base, "/cursors/companies").status, 200);
    assert_eq!(client::get(&base, "/cursors/companies").status, 429);
    let (_running, base) = run(&["--port=0", "--hostile"]);
    assert_eq!(client::get(&base, "/cursors/companies").status, 429);
    assert_eq!(client::get(&base, "/cursors/companies").status, 200);
}

#[test]
fn it_explains_itself_and_what_it_does_not_know() {
    let help = playground(&["--help"]).output().unwrap();
    assert!(help.status.success());
    let help = String::from_utf8(help.stdout).unwrap();
    for path in ["/pagination/offset", "/v2/everything", "/jobs/{id}", "POST /_control"] {
        assert!(help.contains(path), "{path}");
    }
    for (flags, says) in [
        (vec!["--prot", "1"], "There is no `--prot`"),
        (vec!["--port"], "`--port` needs a number"),
        (vec!["--port", "x"], "not `x`"),
        (vec!["--port", "70000"], "70000 is no port"),
    ] {
        let output = playground(&flags).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says), "{error}");
    }
    let taken = playground::start();
    let output = playground(&["--port", &taken.port().to_string()]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}
