//! Disk: the few ways in which output changes the file system. Unit tests stop between any two of them.

use std::fs::File;
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::Path;

use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{system, words};

/// Makes a folder and those above it.
pub fn make_folders(path: &Path) -> Result<()> {
    step()?;
    std::fs::create_dir_all(path)
}

/// Makes the folder that a file goes into.
pub fn make_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), make_folders)
}

/// Makes a file, or empties the one that is there.
pub fn create(path: &Path) -> Result<File> {
    step()?;
    File::create(path)
}

/// Writes a file, which is on the disk when this returns.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    step()?;
    file.write_all(bytes)?;
    // No unit test outlives its machine.
    if cfg!(test) { Ok(()) } else { file.sync_data() }
}

/// Gives a file a second name; where a file has only one, `spare` becomes a copy that is renamed.
pub fn second_name(path: &Path, other: &Path, spare: &Path) -> Result<()> {
    step()?;
    std::fs::hard_link(path, other).or_else(|_| {
        std::fs::copy(path, spare)?;
        step()?;
        std::fs::rename(spare, other)
    })
}

pub fn rename(from: &Path, to: &Path) -> Result<()> {
    step()?;
    std::fs::rename(from, to)
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result<()> {
    step()?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it.
pub fn remove_folder(path: &Path) -> Result<()> {
    step()?;
    std::fs::remove_dir_all(path)
}

/// Says that a file cannot be written, why, and what to do.
pub fn cannot_write(path: &Path, error: &Error) -> Diagnostics {
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: Excel has the file open.
    let open_elsewhere = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    let diagnostic = Diagnostic::error(system::cannot_write(error)).at(Place::file(files::display(path)));
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => diagnostic.hint(words::no_room_hint()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            diagnostic.hint(words::not_writable_hint())
        }
        _ if open_elsewhere => diagnostic.hint(words::not_writable_hint()),
        ErrorKind::InvalidFilename => diagnostic.hint(words::long_name_hint()),
        _ => diagnostic,
    }
    .into()
}

/// Each change of the file system passes here before it is made.
fn step() -> Result<()> {
    #[cfg(test)]
    stop::pass()?;
    Ok(())
}

/// Meets a change of the file system, counted by thread, with a failure or as if the program had been killed before it.
#[cfg(test)]
pub mod stop {
    use std::cell::RefCell;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    /// Which changes, counted from 0, meet with what.
    #[derive(Debug, Clone, Default)]
    pub struct Faults {
        pub fails: Option<usize>,
        pub kills: Option<usize>,
    }

    thread_local!(static FAULTS: RefCell<Option<(usize, Faults)>> = const { RefCell::new(None) });

    pub fn pass() -> std::io::Result<()> {
        let (kill, fail) = FAULTS.with_borrow_mut(|faults| {
            let Some((count, faults)) = faults else { return (false, false) };
            *count += 1;
            (faults.kills.is_some_and(|at| *count > at), faults.fails == Some(*count - 1))
        });
        if kill {
            resume_unwind(Box::new("killed"));
        }
        if fail { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
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
