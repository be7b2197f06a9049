//! The rows of the source after each sync, whatever goes wrong; one report for each, however often it is asked for.

use connector_sdk::ErrorKind;
use connector_sdk::testing::{Sandbox, json};
use playground::{Fault, Outcome, Playground, Trouble, calm_and_hostile, rows, users_seen};

use super::Reports;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Reports>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for step in 0..3 {
            // Rows of a report that breaks off are in the table already; nothing but another sync makes up for the rest.
            while let Err(error) = sandbox.sync() {
                assert_eq!(error.kind(), ErrorKind::Transient, "{error}");
            }
            assert_eq!(sandbox.rows("user"), rows(&["id"], users_seen(step)));
            assert_eq!(sandbox.state("user"), json!({}));
            playground.control().advance(1);
        }
    });
}

#[test]
fn a_report_is_submitted_once_however_long_it_takes() {
    let playground = playground::start();
    playground.control().jobs_end(40, Outcome::Done);
    // The source goes down for a while in between, and the first sync ends.
    let down = Trouble::ServerError { status: 501, retry_after: playground::RetryAfter::Silent };
    playground.control().misbehave(Fault::new("/jobs/job-1", down).after(20).times(1));
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.sync().unwrap_err().kind(), ErrorKind::Transient);
    assert_eq!(sandbox.state("user")["job"]["id"], "job-1");
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("user").len(), 200);
    let submitted = playground.control().requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!(submitted, 1);
}

#[test]
fn a_report_that_fails_or_never_ends_is_told() {
    let playground = playground::start();
    playground.control().jobs_end(1, Outcome::Failed);
    let error = sandbox(&playground).sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source);
    let expected = "/jobs/job-1 answered 200 OK with the job `job-1` as `failed`, beginning with `{";
    assert!(error.to_string().contains(expected), "{error}");
    playground.control().jobs_end(1, Outcome::Never);
    let error = sandbox(&playground).sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert!(
        error.to_string().starts_with("table `user`: the job `job-2` is `running` after 30m; sync again"),
        "{error}"
    );
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
