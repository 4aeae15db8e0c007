//! Disk: the few ways in which output changes the file system. Unit tests stop between any two of them.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::Path;
use std::time::Duration;

use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{system as said, words};

/// How long to wait, and wait again, until nobody looks into a file. On Windows, programs that watch files (against viruses,
/// for searching) have a new one open for a moment. Unit tests need no patience.
pub const PATIENCE: &[Duration] = match cfg!(all(windows, not(test))) {
    true => &[Duration::from_millis(20), Duration::from_millis(100), Duration::from_millis(400)],
    false => &[],
};

/// What keeps a file from being replaced or removed. Only Windows has such files.
#[cfg_attr(not(windows), allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// Another program has it open, as Excel and viewers of PDFs do.
    Open,
    /// It is marked so that nobody changes it.
    Protected,
}

/// What would keep a file, if it is there, from being replaced or removed.
pub fn hindrance(path: &Path) -> Option<Hindrance> {
    #[cfg(test)]
    if let Some(hindrance) = stop::hindrance(path) {
        return Some(hindrance);
    }
    system::hindrance(path)
}

/// The ways of opening a file that a folder does not show, by its name, if the program keeps it for itself.
pub fn opening(path: &Path) -> OpenOptions {
    let mut options = OpenOptions::new();
    if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
        system::hide(&mut options);
    }
    options
}

/// Makes a folder and those above it.
pub fn make_folders(path: &Path) -> Result<()> {
    step(&[])?;
    std::fs::create_dir_all(path)
}

/// Makes a folder that the program keeps for itself, and that its parent does not show.
pub fn make_hidden(path: &Path) -> Result<()> {
    make_folders(path)?;
    system::hide_folder(path);
    Ok(())
}

/// Makes the folder that a file goes into.
pub fn make_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), make_folders)
}

/// Makes a file, or empties the one that is there.
pub fn create(path: &Path) -> Result<File> {
    step(&[path])?;
    opening(path).create(true).write(true).truncate(true).open(path)
}

/// Writes a file, which is on the disk when this returns.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    step(&[])?;
    file.write_all(bytes)?;
    // No unit test outlives its machine.
    if cfg!(test) { Ok(()) } else { file.sync_data() }
}

/// Gives a file a second name; where a file has only one, `spare` becomes a copy that is renamed. So it does on Windows,
/// where neither name can be removed while the file is open.
pub fn second_name(path: &Path, other: &Path, spare: &Path) -> Result<()> {
    step(&[other])?;
    let named = if cfg!(windows) { Err(ErrorKind::Unsupported.into()) } else { std::fs::hard_link(path, other) };
    named.or_else(|_| {
        std::fs::copy(path, spare)?;
        step(&[other])?;
        patiently(|| std::fs::rename(spare, other))
    })
}

pub fn rename(from: &Path, to: &Path) -> Result<()> {
    step(&[from, to])?;
    patiently(|| std::fs::rename(from, to))
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result<()> {
    step(&[path])?;
    match patiently(|| std::fs::remove_file(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether a folder is there and not empty.
pub fn holds_something(path: &Path) -> bool {
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some())
}

/// Removes a folder with all that is in it.
pub fn remove_folder(path: &Path) -> Result<()> {
    step(&[])?;
    patiently(|| std::fs::remove_dir_all(path))
}

/// Makes a change once more, after a while, where another program was in the way.
fn patiently(change: impl Fn() -> Result<()>) -> Result<()> {
    for wait in PATIENCE {
        match change() {
            Err(error) if error.kind() == ErrorKind::PermissionDenied || said::is_open(&error) => std::thread::sleep(*wait),
            done => return done,
        }
    }
    change()
}

/// Says that a file cannot be replaced or removed, why, and what to do.
pub fn cannot_replace(path: &Path, error: &Error) -> Diagnostics {
    hindrance(path).map_or_else(|| cannot_write(path, error), |hindrance| hindered(path, hindrance).into())
}

/// Says what keeps a file from being replaced or removed, and what to do.
pub fn hindered(path: &Path, hindrance: Hindrance) -> Diagnostic {
    let name = path.file_name().map_or_else(|| files::display(path), |name| name.to_string_lossy().into_owned());
    let (message, hint) = match hindrance {
        Hindrance::Open if name.starts_with('.') => (words::hidden_open(name), words::paper_open_hint()),
        Hindrance::Open => (words::paper_open(name), words::paper_open_hint()),
        Hindrance::Protected => (words::paper_protected(name), words::paper_protected_hint()),
    };
    Diagnostic::error(message).at(Place::file(files::display(path))).hint(hint)
}

/// Says that a file cannot be written, why, and what to do.
pub fn cannot_write(path: &Path, error: &Error) -> Diagnostics {
    let diagnostic = Diagnostic::error(said::cannot_write(error)).at(Place::file(files::display(path)));
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => diagnostic.hint(words::no_room_hint()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            diagnostic.hint(words::not_writable_hint())
        }
        _ if said::is_open(error) => diagnostic.hint(words::not_writable_hint()),
        ErrorKind::InvalidFilename => diagnostic.hint(words::long_name_hint()),
        _ => diagnostic.hint(words::no_folder_hint()),
    }
    .into()
}

#[cfg(windows)]
mod system {
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::os::windows::process::CommandExt as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use super::Hindrance;
    use crate::say::system::is_open;

    /// FILE_ATTRIBUTE_HIDDEN: of a new file; one that is there keeps its own.
    const HIDDEN: u32 = 0x2;
    /// DELETE: the right to rename or remove a file.
    const DELETE: u32 = 0x1_0000;

    pub fn hide(options: &mut OpenOptions) {
        options.attributes(HIDDEN);
    }

    /// CREATE_NO_WINDOW.
    const NO_WINDOW: u32 = 0x0800_0000;

    /// Of a folder, the system's own program says so. Where it cannot, the folder is seen for a moment.
    pub fn hide_folder(path: &Path) {
        let Some(root) = std::env::var_os("SystemRoot") else { return };
        let mut command = Command::new(PathBuf::from(root).join("System32").join("attrib.exe"));
        command.arg("+h").arg(path).creation_flags(NO_WINDOW);
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    pub fn hindrance(path: &Path) -> Option<Hindrance> {
        if path.symlink_metadata().ok()?.permissions().readonly() {
            return Some(Hindrance::Protected);
        }
        OpenOptions::new().access_mode(DELETE).open(path).err().filter(is_open).map(|_| Hindrance::Open)
    }
}

/// Elsewhere a name suffices to hide a file, and nothing keeps it from being replaced.
#[cfg(not(windows))]
mod system {
    pub fn hide(_: &mut std::fs::OpenOptions) {}

    pub fn hide_folder(_: &std::path::Path) {}

    pub fn hindrance(_: &std::path::Path) -> Option<super::Hindrance> {
        None
    }
}

/// Each change of the file system passes here before it is made, with the files that it replaces or removes.
fn step(_changed: &[&Path]) -> Result<()> {
    #[cfg(test)]
    stop::pass(_changed)?;
    Ok(())
}

/// Meets a change of the file system, counted by thread, with a failure or as if the program had been killed before it.
#[cfg(test)]
pub mod stop {
    use super::Hindrance;
    use std::cell::RefCell;
    use std::io::ErrorKind;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::path::{Path, PathBuf};

    /// Which changes, counted from 0, meet with what.
    #[derive(Debug, Clone, Default)]
    pub struct Faults {
        pub fails: Option<usize>,
        pub kills: Option<usize>,
        /// A file that cannot be replaced or removed from this change on.
        pub hindered: Option<(PathBuf, Hindrance, usize)>,
    }

    thread_local!(static FAULTS: RefCell<Option<(usize, Faults)>> = const { RefCell::new(None) });

    /// What keeps this file from being replaced or removed.
    pub fn hindrance(path: &Path) -> Option<Hindrance> {
        FAULTS.with_borrow(|faults| {
            let (count, faults) = faults.as_ref()?;
            let (hindered, hindrance, from) = faults.hindered.as_ref()?;
            (hindered == path && count >= from && path.exists()).then_some(*hindrance)
        })
    }

    pub fn pass(changed: &[&Path]) -> std::io::Result<()> {
        if changed.iter().any(|path| hindrance(path).is_some()) {
            return Err(ErrorKind::PermissionDenied.into());
        }
        let (kill, fail) = FAULTS.with_borrow_mut(|faults| {
            let Some((count, faults)) = faults else { return (false, false) };
            *count += 1;
            (faults.kills.is_some_and(|at| *count > at), faults.fails == Some(*count - 1))
        });
        if kill {
            resume_unwind(Box::new("killed"));
        }
        if fail { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    /// What `work` returns, unless it is killed.
    pub fn with<T>(faults: Faults, work: impl FnOnce() -> T) -> Option<T> {
        FAULTS.set(Some((0, faults)));
        let done = catch_unwind(AssertUnwindSafe(work)).ok();
        FAULTS.set(None);
        done
    }

    /// How many changes `work` makes when nothing disturbs it.
    pub fn changes(work: impl FnOnce()) -> usize {
        FAULTS.set(Some((0, Faults::default())));
        work();
        FAULTS.take().map_or(0, |(count, _)| count)
    }
}
