//! SQLite's failures, with what to do next.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// Says what SQLite could not do with the file.
pub(super) fn failure(path: &Path, error: rusqlite::Error) -> Error {
    let file = path.display();
    if let rusqlite::Error::SqlInputError { msg, .. } = &error {
        return Error::destination(format!("the query cannot be run: {msg}"))
            .next_step("correct it; `select name from sqlite_schema` lists the tables");
    }
    if let rusqlite::Error::InvalidQuery = &error {
        return Error::destination("the query would write").next_step("write a query that only reads");
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::destination(format!("no space is left for {file}"))
            .next_step("free some, then sync again: it continues from the last checkpoint"),
        Some(ErrorCode::SystemIoFailure) => Error::destination(format!("cannot write {file}: {error}"))
            .next_step("check the disk and its free space, then sync again: it continues from the last checkpoint"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::destination(format!("another program holds {file} for writing"))
                .next_step("close it there, then sync again")
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::destination(format!("{file} is damaged or no SQLite file: {error}"))
                .next_step("move it away and sync again from the start")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            Error::destination(format!("{file} cannot be written: {error}"))
                .next_step("check the permissions of the file and of its folder")
        }
        _ => Error::destination(format!("{file}: {error}")),
    }
}
