//! Times as the source writes them.

use connector_sdk::prelude::*;

const FORMATS: [&str; 2] = ["%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S"];

/// Reads a time in one of the source's two formats, both of which are in UTC.
pub(crate) fn parse(text: &str) -> Result<DateTime<Utc>> {
    let parsed = FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let time = parsed.context(format!("`{text}` is no time such as `2024/09/24 14:30:45` or `2024-09-24 14:30:45`"))?;
    Ok(time.and_utc())
}
