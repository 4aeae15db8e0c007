//! System: what the operating system says when a file cannot be read or written, in both languages.

use std::io::{Error, ErrorKind};

use super::words::{self, Message};

/// That a file cannot be read, and why.
pub fn cannot_read(error: &Error) -> Message {
    Message::both(cause(error), |cause| words::cannot_read(cause))
}

/// That a file cannot be written, and why.
pub fn cannot_write(error: &Error) -> Message {
    Message::both(cause(error), |cause| words::cannot_write(cause))
}

/// The cause in the system's own words and, where it is a common one, in Japanese.
fn cause(error: &Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => words::system_not_found(error),
        ErrorKind::PermissionDenied => words::system_denied(error),
        ErrorKind::ReadOnlyFilesystem => words::system_read_only(error),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => words::system_full(error),
        ErrorKind::FileTooLarge => words::system_too_large(error),
        ErrorKind::InvalidFilename => words::system_name(error),
        ErrorKind::AlreadyExists => words::system_exists(error),
        ErrorKind::IsADirectory => words::system_folder(error),
        ErrorKind::NotADirectory => words::system_no_folder(error),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => words::system_busy(error),
        _ => words::system_other(error),
    }
}
