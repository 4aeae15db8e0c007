//! System: what the operating system says when a file cannot be read or written, in both languages, and how it writes paths.

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

/// Whether it is that another program has the file open: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
pub fn is_open(error: &Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

/// A path as people write it on this system.
pub fn path(path: &str) -> String {
    if cfg!(windows) { windows_path(path) } else { path.to_owned() }
}

/// A path as people write it on Windows: `\` once between its parts, and without the marks by which programs say that it is
/// whole (`\\?\C:\…`, `\\?\UNC\server\…`).
fn windows_path(path: &str) -> String {
    let path = path.replace('/', "\\");
    let (start, rest) = match path.strip_prefix(r"\\?\") {
        Some(whole) => match whole.get(..4).filter(|start| start.eq_ignore_ascii_case(r"UNC\")) {
            Some(_) => (r"\\", &whole[4..]),
            None => ("", whole),
        },
        None => path.strip_prefix(r"\\").map_or(("", path.as_str()), |share| (r"\\", share)),
    };
    let mut shown = start.to_owned();
    for c in rest.chars() {
        if c != '\\' || !shown.ends_with('\\') {
            shown.push(c);
        }
    }
    shown
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
        _ if is_open(error) => words::system_busy(),
        _ => match error.raw_os_error() {
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

    #[test]
    fn system_windows_paths() {
        for (path, shown) in [
            ("出力2//資料1.pdf", r"出力2\資料1.pdf"),
            (r"出力\/照会/総務課.xlsx", r"出力\照会\総務課.xlsx"),
            ("//?/C:/会議/資料1.pdf", r"C:\会議\資料1.pdf"),
            (r"\\?\UNC\server\share\a.pdf", r"\\server\share\a.pdf"),
            (r"\\server\share\\第1回\", r"\\server\share\第1回\"),
            (r"C:\", r"C:\"),
            (r".\seeds", r".\seeds"),
            ("資料1.pdf", "資料1.pdf"),
        ] {
            assert_eq!(windows_path(path), shown);
        }
    }
}
