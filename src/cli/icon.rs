//! Icon: the program was started by a double click, or something was dropped on its icon. What opens is the desk.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::command;
use crate::desk::OpenDesk;
use crate::records::load;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Lang};

/// The desk that an icon opens: without arguments on Windows, where nobody starts a program so who wants its help; on every
/// system with a folder, a workbook or a meeting's file as the only argument, unless it is called like a command.
pub fn opened(arguments: &[OsString], lang: Lang) -> Option<OpenDesk> {
    match arguments.get(1..)? {
        [] if cfg!(windows) => Some(OpenDesk::of_icon(beside_program())),
        [only] => is_dropped(only, lang).then(|| OpenDesk::of_icon(Some(PathBuf::from(only)))),
        _ => None,
    }
}

/// What is wrong with what was dropped on the icon: one file that is none of a meeting, or several things at once.
pub fn refused(arguments: &[OsString], lang: Lang) -> Option<Diagnostic> {
    let given = arguments.get(1..)?;
    let is_path = |given: &OsString| Path::new(given).is_absolute() || Path::new(given).exists();
    let is_command = given.first().is_some_and(|first| command(lang).find_subcommand(first).is_some());
    if given.is_empty() || is_command || !given.iter().all(is_path) {
        return None;
    }
    let [only] = given else { return Some(Diagnostic::error(words::icon_several()).hint(words::icon_hint())) };
    let (path, place) = (Path::new(only), Place::file(only.to_string_lossy().as_ref()));
    if !path.exists() {
        return Some(Diagnostic::error(words::no_folder()).at(place).hint(words::no_folder_hint()));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let finding = Diagnostic::error(words::icon_file(&name)).hint(words::icon_hint());
    Some(if name.to_lowercase().ends_with(".pdf") { finding.hint(words::icon_pdf_hint()) } else { finding })
}

/// Says what is wrong; on Windows the window would be gone before it is read.
pub fn refuse(finding: Diagnostic, lang: Lang) -> ExitCode {
    let _ = writeln!(anstream::stderr(), "{}", Diagnostics::from(finding).say(lang).trim_end());
    if cfg!(windows) {
        wait(lang);
    }
    ExitCode::from(2)
}

fn wait(lang: Lang) {
    if std::io::stdin().is_terminal() {
        let _ = writeln!(anstream::stderr(), "{}", words::desk_key().say(lang));
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    }
}

fn is_dropped(given: &OsStr, lang: Lang) -> bool {
    let (path, argument) = (Path::new(given), given.to_string_lossy());
    let argument = argument.as_ref();
    let is_command = argument.starts_with('-') || command(lang).find_subcommand(argument).is_some();
    let is_file = || path.is_file() && (load::copied_name(argument).is_some() || path.ends_with(crate::meeting::FILE));
    !is_command && (path.is_dir() || is_file())
}

/// A double click works in the folder where the program lies, whatever the system calls the current one.
fn beside_program() -> Option<PathBuf> {
    std::env::current_exe().ok()?.parent().map(Path::to_owned)
}

/// Opens the desk. A window that opened with it stays until its message was read.
pub fn run(desk: OpenDesk, lang: Lang) -> ExitCode {
    let said = desk.run(lang, &|line| drop(writeln!(anstream::stdout(), "{}", line.say(lang))));
    let Err(errors) = said else { return ExitCode::SUCCESS };
    let _ = writeln!(anstream::stderr(), "{}", errors.say(lang).trim_end());
    wait(lang);
    ExitCode::from(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icon_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("意見.xlsx");
        std::fs::write(&table, "").unwrap();
        std::fs::write(folder.path().join("a.pdf"), "").unwrap();
        let named = |name: &Path| vec!["shiryo".into(), name.as_os_str().to_owned()];
        assert!(opened(&named(folder.path()), Lang::Ja).is_some());
        assert!(opened(&named(&table), Lang::Ja).is_some());
        for name in ["a.pdf", "none.xlsx"] {
            assert!(opened(&named(&folder.path().join(name)), Lang::Ja).is_none(), "{name}");
        }
        for line in [&["shiryo", "build"][..], &["shiryo", "--help"], &["shiryo", ".", "."]] {
            let line: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert!(opened(&line, Lang::Ja).is_none(), "{line:?}");
        }
        let refused = |line: &[&Path]| {
            let line: Vec<OsString> = [OsString::from("shiryo")].into_iter().chain(line.iter().map(OsString::from)).collect();
            super::refused(&line, Lang::Ja).map(|finding| (finding.message.code(), finding.hints.len()))
        };
        let [paper, gone] = ["a.pdf", "none.xlsx"].map(|name| folder.path().join(name));
        assert_eq!(refused(&[&paper]), Some(("icon_file", 2)));
        assert_eq!(refused(&[&gone]), Some(("no_folder", 1)));
        assert_eq!(refused(&[&paper, &table]), Some(("icon_several", 1)));
        assert_eq!([refused(&[Path::new("biuld")]), refused(&[Path::new("build"), &paper]), refused(&[])], [None; 3]);
        assert_eq!(opened(&["shiryo".into()], Lang::Ja).is_some(), cfg!(windows));
    }
}
