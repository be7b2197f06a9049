//! The faults of `--hostile`: all that a good client gets over without losing a row.

use super::fault::{Fault, RetryAfter, Trouble};

/// How many troubles hit the requests in turn.
pub const TROUBLES: usize = 9;

/// Each third request is refused or broken, and the one after a hit never, so that a single retry is always enough. The `nth` trouble
/// comes first.
pub(crate) fn faults(nth: usize) -> Vec<Fault> {
    let reset = RetryAfter::ResetIn { header: "x-ratelimit-reset".to_owned(), seconds: 0 };
    let mut troubles: [Trouble; TROUBLES] = [
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
    troubles.rotate_left(nth % TROUBLES);
    let every = 3 * TROUBLES as u32;
    let mut faults: Vec<Fault> = (0..)
        .step_by(3)
        .zip(troubles)
        .map(|(after, trouble)| {
            // Nobody can tell whether a POST was done after these: it need not be sent again.
            let unclear = match &trouble {
                Trouble::ResetMidBody | Trouble::TruncateBody | Trouble::CloseBeforeAnswer => true,
                Trouble::ServerError { retry_after, .. } => *retry_after == RetryAfter::Silent,
                _ => false,
            };
            let fault = Fault::new("", trouble).after(after).every(every);
            if unclear { fault.method("GET") } else { fault }
        })
        .collect();
    // Where the way on is a position, a short page hides no row.
    for path in ["/pagination/offset", "/pagination/keyset", "/pagination/scroll", "/contacts", "/companies", "/api/v2"]
    {
        faults.push(Fault::new(path, Trouble::ShortPage).every(3));
    }
    faults.push(Fault::new("/pagination/scroll", Trouble::EmptyPage).after(1).every(4));
    faults.push(Fault::new("", Trouble::Gzip).after(1).every(2));
    faults.push(Fault::new("", Trouble::Zstd).after(1).every(4));
    faults
}
