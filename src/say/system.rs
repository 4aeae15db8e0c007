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

/// What a failure of the system is, in words of ours: its own are those of another language or of programmers.
pub fn cause(error: &Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => words::system_not_found(),
        ErrorKind::PermissionDenied => words::system_denied(),
        ErrorKind::ReadOnlyFilesystem => words::system_read_only(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => words::system_full(),
        ErrorKind::FileTooLarge => words::system_too_large(),
        ErrorKind::InvalidFilename => words::system_name(),
        ErrorKind::AlreadyExists => words::system_exists(),
        ErrorKind::IsADirectory => words::system_folder(),
        ErrorKind::NotADirectory => words::system_no_folder(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => words::system_busy(),
        _ => match error.raw_os_error() {
            // What Windows says of files that another program has open or has locked parts of.
            Some(32 | 33) if cfg!(windows) => words::system_busy(),
            Some(number) => words::system_other(number),
            None => words::system_broken_off(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::words::Lang;

    #[test]
    fn system_in_words() {
        let absent = std::fs::File::open("/nowhere/at all").unwrap_err();
        let denied = Error::from(ErrorKind::PermissionDenied);
        let odd = Error::from_raw_os_error(9_999);
        let cut = Error::other("failed to fill whole buffer");
        let said = [&absent, &denied, &odd, &cut].map(|error| cannot_read(error).say(Lang::Ja));
        assert_eq!(
            said,
            [
                "ファイルを読めません（見つかりません）",
                "ファイルを読めません（アクセスが許可されていません）",
                "ファイルを読めません（システムのエラー、番号9999）",
                "ファイルを読めません（途中で切れました）"
            ]
        );
        assert_eq!(cannot_write(&denied).say(Lang::En), "cannot be written (access to it is denied)");
    }
}
