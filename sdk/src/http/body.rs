//! Reading an answer's body.

use super::failure::{About, Again, Failure};
use super::response::Response;
use crate::error::Error;

/// As much of an error's body as can matter.
const BEGINNING: usize = 64 * 1024;

/// The whole body.
pub(super) async fn whole(about: About, mut response: reqwest::Response, longest: usize) -> Result<Response, Failure> {
    let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
    // What the server claims about the length is a hint and no reason to take the memory.
    let expected = response.content_length().unwrap_or_default().min(4 * 1024 * 1024);
    let mut body = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::of_body(&about, status, &body, &error))? {
        if body.len() + chunk.len() > longest {
            let error = Error::source(format!("{about} answered with more than {longest} bytes"))
                .next_step("ask for smaller pages, or read the answer as a stream");
            return Err(Failure { error, retry: Again::No, wait: None });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { about, status, headers, url, body })
}

/// The beginning of an error's body. One that breaks off still says something.
pub(super) async fn beginning(mut response: reqwest::Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= BEGINNING {
            break;
        }
    }
    body
}
