//! `cargo run -p test_api [-- [--port 5001] [--hostile]]`: the API that the tests of the examples read, by hand.

use std::net::TcpListener;
use std::process::ExitCode;

use test_api::{Manners, Playground};

fn main() -> ExitCode {
    let mut port = 5001;
    let mut manners = Manners::Good;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let given = match argument.as_str() {
            "--hostile" => {
                manners = Manners::Bad;
                Some(())
            }
            "--port" => arguments.next().and_then(|text| text.parse().ok()).map(|given| port = given),
            _ => None,
        };
        if given.is_none() {
            say(&format!("`{argument}` was not understood: write `test_api [--port 5001] [--hostile]`"));
            return ExitCode::from(2);
        }
    }
    let listener = match TcpListener::bind(("127.0.0.1", port)) {
        Ok(listener) => listener,
        Err(error) => {
            say(&format!("port {port} cannot be used: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let playground = Playground::on(listener, manners);
    say(&format!("serving {}; end it with Ctrl-C", playground.url()));
    loop {
        std::thread::park();
    }
}

#[allow(clippy::print_stderr)]
fn say(text: &str) {
    eprintln!("{text}");
}
