//! Configuration: the key to an encrypted message comes from `configuration.json`, or from the environment variable
//! `CONFIGURATION_MY_KEY`.
//!
//! A missing key is found before the sync, in the words of the field; a `Secret` is shown nowhere, not even in errors.
//! The key in this example's `configuration.json` is a sample, and public.

use connector_sdk::prelude::*;
use fernet::Fernet;

const ENCRYPTED: &str = "\
    gAAAAABndIWANqrW_cdxD41Bnup3iqFLuG5p2kINCGMO3kX6TANda9BP1dZ2OvxYddUXSl3PnAFHTPKzbDTtWa_oP7Wk55mfo_T5\
    BanvDgA1TUmDAWbKDYUG9YFhcCwNMCbsnK4dGPtyfj8rZW5R4717zwMk85_lpA==";

#[connector]
struct Crypto {
    /// The Fernet key of the message: 32 bytes in URL-safe base64.
    my_key: Secret,
}

#[table(primary_key = msg)]
struct Message {
    msg: String,
}

#[connector]
async fn configuration(config: &Crypto, rows: &mut Rows<Message>) -> Result<()> {
    let fernet = Fernet::new(config.my_key.expose())
        .ok_or_else(|| Error::configuration("`my_key` must be 32 bytes in URL-safe base64"))?;
    let message = fernet
        .decrypt(ENCRYPTED)
        .map_err(|_| Error::configuration("`my_key` is a key, but not the one of this message"))?;
    rows.upsert(Message { msg: String::from_utf8(message)? }).await
}

#[cfg(test)]
mod tests;
