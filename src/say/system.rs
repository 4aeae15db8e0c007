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
        _ if is_open(error) => words::system_busy(error),
        _ => words::system_other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
