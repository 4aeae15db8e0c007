//! Apart: a command that works with foreign files is done by a second process of this program, within limits, so that
//! whatever a template, a font or a PDF asks for ends as a finding of this one.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{ExitStatus, Stdio};

use crate::read::confine::{self, HAD, Limits, OUT_OF_MEMORY, OUT_OF_TIME, PANICKED, WRITES};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::system;
use crate::say::words::{self, Message};

/// First argument of the second process.
const ARGUMENT: &str = "--apart";
/// What the second process tells, beside that it writes: a step, a line for standard output, one for standard error.
pub const STEP: char = 'p';
pub const SAID: char = 'o';
pub const COMPLAINED: char = 'e';

/// Most bytes that are kept of what the runtime says.
const KEPT: usize = 1 << 16;
/// Most characters of it that a person is shown.
const SHOWN: usize = 200;
/// By which the runtime's words tell that there was no memory, and that something is nested too deeply.
const NO_MEMORY: &[&str] = &["memory allocation of", "capacity overflow", "annot allocate memory", "out of memory"];
const NO_STACK: &[&str] = &["overflowed its stack", "stack overflow"];

/// Whether this is the second process, and the arguments without the one that says so.
pub fn taken_off(arguments: &[OsString]) -> (bool, Vec<OsString>) {
    let is_second = arguments.get(1).is_some_and(|argument| argument == ARGUMENT);
    let others = arguments.iter().enumerate().filter(|(index, _)| !(is_second && *index == 1));
    (is_second, others.map(|(_, argument)| argument.clone()).collect())
}

/// The second process did not end by itself.
pub struct Broken {
    pub finding: Diagnostics,
    /// Whether files had been replaced before.
    pub wrote: bool,
}

/// Does the command of this process in another one and hands on what it tells to `hear`; returns its exit code.
pub fn run(foreign: &[String], hear: &dyn Fn(char, &str)) -> Result<u8, Broken> {
    let cannot = |error: std::io::Error| Broken {
        finding: Diagnostic::error(Message::both(system::cause(&error), |cause| words::apart_cannot(cause))).into(),
        wrote: false,
    };
    let program = std::env::current_exe().map_err(cannot)?;
    let arguments = std::env::args_os().skip(1);
    let mut child = confine::command(&program).arg(ARGUMENT).args(arguments).stderr(Stdio::piped()).spawn().map_err(cannot)?;
    let heard = child.stderr.take().map(|pipe| listen(pipe, hear)).unwrap_or_default();
    let status = child.wait().map_err(cannot)?;
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code @ 0..=2) => {
            if !heard.noise.is_empty() {
                hear(COMPLAINED, heard.noise.trim_end());
            }
            Ok(code)
        }
        _ => Err(Broken { finding: finding(foreign, cause(status, &heard)).into(), wrote: heard.wrote }),
    }
}

/// What came from the second process and was not handed on.
#[derive(Default)]
struct Heard {
    /// What the runtime said.
    noise: String,
    wrote: bool,
    /// The seconds that it had, if they are over.
    seconds: String,
}

fn listen(pipe: impl Read, hear: &dyn Fn(char, &str)) -> Heard {
    let mut heard = Heard::default();
    let (mut pipe, mut line) = (BufReader::new(pipe), Vec::new());
    while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        match confine::told(&text) {
            Some((WRITES, _)) => heard.wrote = true,
            Some((HAD, seconds)) => heard.seconds = seconds,
            Some((kind, text)) => hear(kind, &text),
            None if heard.noise.len() + text.len() <= KEPT => heard.noise += &text,
            None => {}
        }
        line.clear();
    }
    heard
}

/// Why it ended.
fn cause(status: ExitStatus, heard: &Heard) -> Message {
    let noise = heard.noise.as_str();
    let says = |words: &[&str]| words.iter().any(|word| noise.contains(word));
    let mebibytes = Limits::new().mebibytes;
    match status.code() {
        Some(OUT_OF_TIME) => words::apart_time(&heard.seconds),
        Some(OUT_OF_MEMORY) => words::apart_memory(mebibytes),
        _ if says(NO_MEMORY) => words::apart_memory(mebibytes),
        _ if says(NO_STACK) => words::apart_depth(),
        Some(PANICKED) => words::apart_stopped(shown(noise)),
        _ => words::apart_stopped(status),
    }
}

/// The words of a panic in one line, without what follows about traces.
fn shown(noise: &str) -> String {
    let lines: Vec<&str> = noise.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("note: ")).collect();
    lines.join(" ").chars().take(SHOWN).collect()
}

/// The finding about the foreign files: at the one that there is, or where they are.
fn finding(foreign: &[String], cause: Message) -> Diagnostic {
    let finding = Diagnostic::error(cause).at(Place::file(common(foreign)));
    let finding = if foreign.len() > 1 { finding.hint(words::apart_files(foreign.join(", "))) } else { finding };
    let ends = |name: &String, ending: &str| name.to_lowercase().ends_with(ending);
    let (is_pdf, is_page) = (|name: &String| ends(name, ".pdf"), |name: &String| ends(name, ".htm") || ends(name, ".html"));
    let hints = [
        (foreign.iter().any(is_page), words::web_large_hint()),
        (foreign.iter().any(|name| !is_pdf(name) && !is_page(name)), words::apart_template_hint()),
        (foreign.iter().any(is_pdf), words::apart_pdf_hint()),
    ];
    hints.into_iter().filter(|(holds, _)| *holds).fold(finding, |finding, (_, hint)| finding.hint(hint))
}

/// What stands between the parts of a path, on this system or another.
const SEPARATORS: [char; 2] = ['/', '\\'];

/// The one file, or the folder in which all of them are; nothing if there is no such folder.
fn common(files: &[String]) -> String {
    let [first, others @ ..] = files else { return String::new() };
    let mut common = first.as_str();
    for other in others {
        while !(other == common || other.strip_prefix(common).is_some_and(|rest| rest.starts_with(SEPARATORS))) {
            match common.rsplit_once(SEPARATORS) {
                Some((folder, _)) => common = folder,
                None => return String::new(),
            }
        }
    }
    common.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apart_common() {
        let common = |files: &[&str]| super::common(&files.iter().map(|file| (*file).to_owned()).collect::<Vec<_>>());
        assert_eq!(common(&["m/templates/a.typ.j2"]), "m/templates/a.typ.j2");
        assert_eq!(common(&["m/templates/a.typ.j2", "m/templates/ab.typ.j2", "m/templates/lib/c.typ"]), "m/templates");
        assert_eq!(common(&["m/templates/a.typ.j2", "m/fonts/b.ttf"]), "m");
        assert_eq!(common(&[r"m\templates\a.typ.j2", r"m\fonts\b.ttf"]), "m");
        assert_eq!(common(&["m/templates/a.typ.j2", "x.pdf"]), "");
    }

    #[test]
    fn apart_panic() {
        let noise = "thread '<unnamed>' panicked at a.rs:1:2:\nindex out of bounds\nnote: run with RUST_BACKTRACE=1\n";
        assert_eq!(shown(noise), "thread '<unnamed>' panicked at a.rs:1:2: index out of bounds");
    }

    #[test]
    fn apart_heard() {
        let told = std::cell::RefCell::new(Vec::new());
        let heard = listen(&b"\x01o\"a\"\nmemory allocation of 7 bytes failed\n\x01w\"\"\n\x01e\"b\\nc\"\n"[..], &|kind, text| {
            told.borrow_mut().push(format!("{kind}{text}"));
        });
        assert_eq!(told.into_inner(), ["oa", "eb\nc"]);
        assert_eq!((heard.noise.as_str(), heard.wrote), ("memory allocation of 7 bytes failed\n", true));
    }
}
