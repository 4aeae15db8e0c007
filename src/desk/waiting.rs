//! Waiting: a process of the program that was started before it is needed and waits to be told its arguments, so that a change
//! of settings is on the screen without the time that a start takes.

#[cfg(test)]
#[cfg(unix)]
pub mod tests;

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::WAITS;

/// What the process is told: where it works, and the arguments behind the name of the program.
#[derive(Serialize, Deserialize)]
struct Call {
    folder: PathBuf,
    arguments: Vec<String>,
}

/// The process that waits, if there is one.
pub struct Waiting {
    program: PathBuf,
    child: Arc<Mutex<Option<Child>>>,
}

impl Waiting {
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), child: Arc::new(Mutex::new(start(program))) }
    }

    /// The line that a command prints in a folder, or what it said instead of one. Nothing if no process waits that can be told;
    /// then it was not done.
    pub fn run(&self, folder: &Path, arguments: &[String]) -> Option<Result<String, String>> {
        let told = Call { folder: std::path::absolute(folder).ok()?, arguments: arguments.to_vec() };
        let told = serde_json::to_string(&told).ok()?;
        let Some(mut child) = locked(&self.child).take() else {
            self.start_next(None);
            return None;
        };
        let is_told = child.stdin.take().is_some_and(|mut input| writeln!(input, "{told}").is_ok());
        let mut line = String::new();
        if is_told && let Some(output) = child.stdout.take() {
            drop(BufReader::new(output).read_line(&mut line));
        }
        let mut said = String::new();
        if !line.ends_with('\n')
            && let Some(mut errors) = child.stderr.take()
        {
            drop(errors.read_to_string(&mut said));
        }
        self.start_next(Some(child));
        is_told.then_some(if line.is_empty() { Err(said) } else { Ok(line) })
    }

    /// Starts the next one while the answer is on its way, once the last one has ended.
    fn start_next(&self, last: Option<Child>) {
        let (program, next) = (self.program.clone(), self.child.clone());
        std::thread::spawn(move || {
            if let Some(mut last) = last {
                drop(last.wait());
            }
            let mut next = locked(&next);
            if next.is_none() {
                *next = start(&program);
            }
        });
    }
}

fn start(program: &Path) -> Option<Child> {
    Command::new(program).arg(WAITS).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()
}

fn locked(child: &Mutex<Option<Child>>) -> MutexGuard<'_, Option<Child>> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(mut child) = locked(&self.child).take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Waits in such a process; the arguments, once it is told them and stands in the folder.
pub fn waits(program: &OsString) -> Option<Vec<OsString>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    let Call { folder, arguments } = serde_json::from_str(&line).ok()?;
    std::env::set_current_dir(folder).ok()?;
    Some(std::iter::once(program.clone()).chain(arguments.into_iter().map(OsString::from)).collect())
}
