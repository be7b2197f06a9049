//! The faults of `--hostile`: all that a good client gets over without losing a row.

use super::fault::{Fault, RetryAfter, Trouble};

/// Each third request is hit, and the one after a hit never, so that a single retry is always enough.
pub(crate) fn faults() -> Vec<Fault> {
    let reset = RetryAfter::ResetIn { header: "x-ratelimit-reset".to_owned(), seconds: 0 };
    let troubles = [
        Trouble::TooManyRequests { retry_after: RetryAfter::Seconds(0) },
        Trouble::ResetMidBody,
        Trouble::ServerError { status: 503, retry_after: RetryAfter::Seconds(0) },
        Trouble::TooManyRequests { retry_after: RetryAfter::DateIn(0) },
        Trouble::TruncateBody,
        Trouble::ExpireTokens,
        Trouble::ServerError { status: 500, retry_after: RetryAfter::Silent },
        Trouble::TooManyRequests { retry_after: reset },
        Trouble::CloseBeforeAnswer,
    ];
    let every = 3 * troubles.len() as u32;
    let mut faults: Vec<Fault> = (0..)
        .step_by(3)
        .zip(troubles)
        .map(|(after, trouble)| {
            // After a broken connection nobody can tell whether a POST was done: it need not be sent again.
            let wire = matches!(trouble, Trouble::ResetMidBody | Trouble::TruncateBody | Trouble::CloseBeforeAnswer);
            let fault = Fault::new("", trouble).after(after).every(every);
            if wire { fault.method("GET") } else { fault }
        })
        .collect();
    faults.push(Fault::new("", Trouble::Gzip).after(1).every(2));
    faults.push(Fault::new("", Trouble::Zstd).after(1).every(4));
    faults
}
