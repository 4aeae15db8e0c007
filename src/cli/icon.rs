//! Icon: the program was started by a double click, or something was dropped on its icon. What opens is the desk.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::command;
use crate::desk::OpenDesk;
use crate::records::load;
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
    if std::io::stdin().is_terminal() {
        let _ = writeln!(anstream::stderr(), "{}", words::desk_key().say(lang));
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    }
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
        assert_eq!(opened(&["shiryo".into()], Lang::Ja).is_some(), cfg!(windows));
    }
}
