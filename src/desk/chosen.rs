//! Chosen: the folder that the desk works in. Every name that the page sends is looked up here, and none leads out of it.

use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use crate::build::output::{self, Alone, Artifact};
use crate::meeting::{self, names};
use crate::read::files;
use crate::records::load;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Where dropped files go, in the meeting's folder.
pub const RETURNED: &str = "返送";
pub const EARLIER: &str = "前の版";
/// Most meetings that are listed.
const LISTED: usize = 200;
/// Endings of papers of last time, besides those of tables.
const PAPERS: &[&str] = &["pdf", "json"];
/// What a returned inquiry may be packed in.
const PACKED: &[&str] = &["zip"];
/// How many files of a meeting are looked at before no further folder is.
const LOOKED: usize = 10_000;
/// Most characters of the folder's whole name: Windows starts no program in one that is longer.
const DEEPEST: usize = 240;

/// Endings of files that the page may ask the system to open.
const OPENED: &[&str] = &["pdf", "xlsx", "html", "csv", "tsv", "json", "png", "xls", "ods", "toml"];

/// The folder that the desk works in: a meeting's, or one with meetings in it.
#[derive(Debug, Clone)]
pub struct Chosen {
    root: PathBuf,
    /// The workbook that was dropped on the icon.
    pub dropped: Option<String>,
}

/// A folder with a meeting, or with a table that none was made of yet.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// Its name in the chosen folder; empty for that folder itself.
    pub name: String,
    /// What a person sees.
    pub shown: String,
    /// Seconds since 1970 when it was last changed.
    pub changed: u64,
    /// The tables in it, if it has no meeting yet.
    pub tables: Vec<String>,
    pub is_meeting: bool,
}

impl Chosen {
    /// The folder that was named, or that of the workbook that was, or else the current one.
    pub fn new(named: Option<&Path>) -> Result<Self> {
        let named = named.unwrap_or(Path::new("."));
        let at = || Place::file(files::display(named));
        let missing = |_| Diagnostics::from(Diagnostic::error(words::desk_no_folder()).at(at()).hint(words::desk_no_folder_hint()));
        let full = std::path::absolute(named).unwrap_or_else(|_| named.to_owned());
        if cfg!(windows) && is_too_deep(&full.to_string_lossy()) {
            return Err(Diagnostic::error(words::desk_too_deep()).at(at()).hint(words::desk_too_deep_hint()).into());
        }
        let whole = whole(named).map_err(missing)?;
        if whole.is_dir() {
            return Ok(Self { root: whole, dropped: None });
        }
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match whole.parent() {
            Some(parent) if name == meeting::FILE => Ok(Self { root: parent.to_owned(), dropped: None }),
            Some(parent) if load::copied_name(&name).is_some() => Ok(Self { root: parent.to_owned(), dropped: Some(name) }),
            _ => Err(Diagnostic::error(words::desk_no_folder()).at(at()).hint(words::desk_no_folder_hint()).into()),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder as the system writes it.
    pub fn shown(&self) -> String {
        self.root.to_string_lossy().into_owned()
    }

    /// The last part of the folder's name.
    pub fn name(&self) -> String {
        self.root.file_name().map_or_else(|| self.shown(), |name| name.to_string_lossy().into_owned())
    }

    /// Refuses a second desk on the folder, and tells the first of it.
    pub fn alone(&self) -> Result<Alone> {
        let refused = || Diagnostic::error(words::desk_second()).at(Place::file(self.shown())).hint(words::desk_second_hint()).into();
        output::alone(&self.root)?.ok_or_else(refused)
    }

    /// The folder of a meeting by its name; empty for the chosen folder itself.
    pub fn meeting(&self, name: &str) -> Option<PathBuf> {
        if name.is_empty() {
            return Some(self.root.clone());
        }
        let is_plain = names::unsafe_path(name).is_none() && !name.contains('/');
        let folder = self.root.join(name);
        // A link may lead anywhere.
        (is_plain && whole(&folder).is_ok_and(|whole| whole == folder && whole.is_dir())).then_some(folder)
    }

    /// The folder of a new meeting, which is not there yet or is no link.
    pub fn new_meeting(&self, name: &str) -> Option<PathBuf> {
        let folder = self.root.join(name);
        let is_plain = names::unsafe_path(name).is_none() && !name.contains('/');
        let is_free = || folder.symlink_metadata().is_err();
        (is_plain && (is_free() || self.meeting(name).is_some())).then_some(folder)
    }

    /// A file of a meeting that may be shown or opened, by its name there.
    pub fn file(&self, meeting: &str, name: &str) -> Option<PathBuf> {
        let folder = self.meeting(meeting)?;
        let path = folder.join(inside(name)?);
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        let whole = whole(&path).ok()?;
        (OPENED.contains(&ending.as_str()) && whole.starts_with(&folder) && whole.is_file()).then_some(whole)
    }

    /// The folder of a file that is there and is not opened from here, since it may do things.
    pub fn beside(&self, meeting: &str, name: &str) -> Option<PathBuf> {
        let whole = whole(&self.meeting(meeting)?.join(inside(name)?)).ok()?;
        let is_known = load::is_table(name) && whole.is_file() && whole.starts_with(self.meeting(meeting)?);
        is_known.then(|| whole.parent().map(Path::to_owned)).flatten()
    }

    /// The first link in a meeting's folder that leads out of it. What commands read there or write must not be elsewhere.
    pub fn leading_out(&self, folder: &Path) -> Option<String> {
        let mut folders = vec![folder.to_owned()];
        let mut looked = 0;
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
                looked += 1;
                let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
                if kind.is_symlink() && !whole(&path).is_ok_and(|whole| whole.starts_with(folder)) {
                    return Some(files::name(path.strip_prefix(folder).unwrap_or(&path)));
                }
                if kind.is_dir() && looked < LOOKED {
                    folders.push(path);
                }
            }
        }
        None
    }

    /// Whether a name stands for something in a meeting's folder, which need not be there yet.
    pub fn holds(&self, folder: &Path, name: &str) -> bool {
        let Some(path) = inside(name).map(|name| folder.join(name)) else { return false };
        // Of what is not there yet, the folder that it will stand in.
        let there = path.ancestors().find(|path| path.symlink_metadata().is_ok());
        there.and_then(|path| whole(path).ok()).is_some_and(|whole| whole.starts_with(folder))
    }

    /// A folder of a meeting, by its name there.
    pub fn folder(&self, meeting: &str, name: &str) -> Option<PathBuf> {
        let folder = self.meeting(meeting)?;
        let path = if name.is_empty() { folder.clone() } else { folder.join(inside(name)?) };
        let whole = whole(&path).ok()?;
        (whole.starts_with(&folder) && whole.is_dir()).then_some(whole)
    }

    /// The meetings in the folder, that changed last first.
    pub fn listed(&self) -> Vec<Listed> {
        let own = self.one(String::new(), &self.root);
        let folders = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = folders.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.file_name());
        let below = names.filter_map(|name| {
            let name = name.to_str()?.to_owned();
            self.one(name.clone(), &self.meeting(&name)?)
        });
        // What lies in a meeting is no meeting in the making.
        let own = own.filter(|own| own.is_meeting);
        let below = below.filter(|below| below.is_meeting || own.is_none()).collect::<Vec<_>>();
        let mut listed: Vec<Listed> = own.into_iter().chain(below).collect();
        listed.sort_by(|a, b| (b.is_meeting, b.changed, &a.name).cmp(&(a.is_meeting, a.changed, &b.name)));
        listed.truncate(LISTED);
        listed
    }

    fn one(&self, name: String, folder: &Path) -> Option<Listed> {
        let toml = folder.join(meeting::FILE);
        let is_meeting = toml.is_file();
        let tables = if is_meeting { Vec::new() } else { load::tables(&files::Folder(folder)).unwrap_or_default() };
        // Papers that were made are no table to begin with.
        if !is_meeting && (tables.is_empty() || output::read_manifest(folder).is_some()) {
            return None;
        }
        let seconds = |path: &Path| Some(path.metadata().ok()?.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs());
        let newest = files::list(folder).unwrap_or_default().iter().filter_map(|path| seconds(path)).max();
        let shown = if name.is_empty() { self.name() } else { name.clone() };
        Some(Listed { name, shown, changed: newest.unwrap_or(0), tables, is_meeting })
    }

    /// Keeps the table of a new meeting. A meeting that is there already keeps its own.
    pub fn begin(&self, folder: &Path, name: &str, bytes: Vec<u8>) -> Result<String> {
        if folder.join(meeting::FILE).exists() {
            let meeting = folder.file_name().unwrap_or_default().to_string_lossy();
            return Err(Diagnostic::error(words::desk_meeting_there(meeting)).hint(words::desk_meeting_there_hint()).into());
        }
        self.keep(folder, "", name, bytes)
    }

    /// Keeps a dropped file in a meeting's folder, and returns its name there. The same file is kept once; another one of the
    /// same name gets a number.
    pub fn keep(&self, folder: &Path, below: &str, name: &str, bytes: Vec<u8>) -> Result<String> {
        let further = match below {
            EARLIER => PAPERS,
            RETURNED => PACKED,
            _ => &[],
        };
        let is_further = |ending: &&str| name.to_lowercase().ends_with(&format!(".{ending}"));
        // A text is a table where it has tabs.
        let is_meant = |copied: &String| copied == name || below.is_empty() && bytes.contains(&b'\t');
        let copied = load::copied_name(name).filter(is_meant);
        if copied.is_none() && !further.iter().any(is_further) {
            let further = further.iter().copied().chain(below.is_empty().then_some("txt"));
            let further: String = further.map(|ending| format!("、.{ending}")).collect();
            let hint = words::desk_dropped_kind_hint(format!("{}{further}", load::ENDINGS.join("、")));
            return Err(Diagnostic::error(words::desk_dropped_kind(name)).hint(hint).into());
        }
        let name = copied.as_deref().unwrap_or(name);
        // A link may lead anywhere.
        let is_new = folder.symlink_metadata().is_err();
        if !is_new && !self.holds(folder, if below.is_empty() { name } else { below }) {
            return Err(Diagnostic::error(words::desk_dropped_name(name)).into());
        }
        if name.starts_with("~$") {
            return Err(Diagnostic::error(words::desk_dropped_open(name)).hint(words::desk_dropped_open_hint()).into());
        }
        let refused = || Diagnostics::from(Diagnostic::error(words::desk_dropped_name(name)).hint(words::desk_dropped_name_hint()));
        let is_plain = names::unsafe_path(name).is_none() && !name.contains('/') && !load::is_own(name) && name != meeting::FILE;
        if !is_plain {
            return Err(refused());
        }
        let (stem, ending) = name.rsplit_once('.').ok_or_else(refused)?;
        for number in 1..1000 {
            let numbered = if number == 1 { name.to_owned() } else { format!("{stem}（{number}）.{ending}") };
            let kept = if below.is_empty() { numbered } else { format!("{below}/{numbered}") };
            let there = std::fs::read(folder.join(&kept));
            match there {
                Ok(there) if there == bytes => return Ok(kept),
                Ok(_) => {}
                Err(_) => {
                    output::put_new(folder, &[Artifact { name: kept.clone(), bytes }], false)?;
                    return Ok(kept);
                }
            }
        }
        Err(refused())
    }
}

/// A path without links in it, as programs take it: Windows gives one that begins with `\\?\`, which few do.
fn whole(path: &Path) -> std::io::Result<PathBuf> {
    let whole = path.canonicalize()?;
    let text = whole.to_string_lossy();
    let plain = text.strip_prefix(r"\\?\UNC\").map(|rest| format!(r"\\{rest}"));
    let plain = plain.or_else(|| text.strip_prefix(r"\\?\").map(str::to_owned));
    Ok(plain.map_or(whole.clone(), PathBuf::from))
}

/// Whether a folder lies too deep for a program to be started there.
fn is_too_deep(whole: &str) -> bool {
    whole.encode_utf16().count() > DEEPEST
}

/// A name that leads to nothing outside.
fn inside(name: &str) -> Option<&Path> {
    let path = Path::new(name);
    let is_inside = names::unsafe_path(name).is_none() && path.components().all(|part| matches!(part, Component::Normal(_)));
    is_inside.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("会議/output")).unwrap();
        std::fs::write(folder.path().join("会議/meeting.toml"), "").unwrap();
        std::fs::write(folder.path().join("会議/output/資料1.pdf"), "").unwrap();
        std::fs::write(folder.path().join("外.pdf"), "").unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        assert!(chosen.meeting("会議").is_some() && chosen.meeting("").is_some());
        for name in ["..", ".", "会議/output", "/etc", "C:\\", "無い", "会議/..", "~", "\u{202e}"] {
            assert!(chosen.meeting(name).is_none(), "{name}");
        }
        assert!(chosen.file("会議", "output/資料1.pdf").is_some());
        for name in ["../外.pdf", "/etc/passwd", "output/../../外.pdf", "output", "meeting.exe", "\\外.pdf"] {
            assert!(chosen.file("会議", name).is_none(), "{name}");
        }
        for (name, is) in [("output/資料1.pdf", true), ("新しい/写し.csv", true), ("../外.pdf", false), ("/etc/passwd", false)] {
            assert_eq!(chosen.holds(&chosen.meeting("会議").unwrap(), name), is, "{name}");
        }
        let listed: Vec<String> = chosen.listed().into_iter().map(|listed| listed.name).collect();
        assert_eq!(listed, ["会議"]);
    }

    #[cfg(unix)]
    #[test]
    fn chosen_links() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(other.path().join("meeting.toml"), "").unwrap();
        std::fs::write(other.path().join("a.pdf"), "").unwrap();
        std::os::unix::fs::symlink(other.path(), folder.path().join("会議")).unwrap();
        std::os::unix::fs::symlink(other.path().join("a.pdf"), folder.path().join("a.pdf")).unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        assert!(chosen.meeting("会議").is_none() && chosen.file("", "a.pdf").is_none());
        assert!(!chosen.holds(chosen.root(), "会議/a.pdf") && !chosen.holds(chosen.root(), "a.pdf") && chosen.listed().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn chosen_links_that_lead_out() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("会議/output/照会")).unwrap();
        std::fs::write(other.path().join("a.csv"), "").unwrap();
        std::fs::write(root.join("会議/意見.csv"), "").unwrap();
        let chosen = Chosen::new(Some(&root)).unwrap();
        let meeting = chosen.meeting("会議").unwrap();
        std::os::unix::fs::symlink(root.join("会議/意見.csv"), meeting.join("同じ.csv")).unwrap();
        assert_eq!(chosen.leading_out(&meeting), None);
        for name in ["opinions.csv", "output/照会/窓口課.xlsx", "templates"] {
            std::os::unix::fs::symlink(other.path().join(if name == "templates" { "" } else { "a.csv" }), meeting.join(name)).unwrap();
            assert_eq!(chosen.leading_out(&meeting).as_deref(), Some(name));
            std::fs::remove_file(meeting.join(name)).unwrap();
        }
    }

    #[test]
    fn chosen_workbooks_with_macros() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("会議/返送")).unwrap();
        std::fs::write(root.join("会議/返送/a.xlsm"), "").unwrap();
        std::fs::write(root.join("b.xlsm"), "").unwrap();
        let chosen = Chosen::new(Some(&root)).unwrap();
        assert_eq!((chosen.file("会議", "返送/a.xlsm"), chosen.beside("会議", "返送/a.xlsm")), (None, Some(root.join("会議/返送"))));
        for name in ["../b.xlsm", "none.xlsm", "返送", "../../etc/passwd"] {
            assert_eq!(chosen.beside("会議", name), None, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn chosen_keeps_nothing_behind_links() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::create_dir(folder.path().join("会議")).unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        let meeting = chosen.meeting("会議").unwrap();
        for below in [RETURNED, EARLIER] {
            std::os::unix::fs::symlink(other.path(), meeting.join(below)).unwrap();
            assert!(chosen.keep(&meeting, below, "a.xlsx", b"1".to_vec()).is_err(), "{below}");
        }
        std::os::unix::fs::symlink(other.path(), folder.path().join("外")).unwrap();
        std::os::unix::fs::symlink(other.path().join("無い"), folder.path().join("先")).unwrap();
        std::os::unix::fs::symlink(other.path().join("無い.csv"), meeting.join("意見.csv")).unwrap();
        assert!(chosen.new_meeting("外").is_none() && chosen.new_meeting("先").is_none() && chosen.new_meeting("新").is_some());
        assert!(chosen.keep(&meeting, "", "意見.csv", b"1".to_vec()).is_err());
        assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 0);
    }

    #[test]
    fn chosen_kinds() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        let key = |below: &str, name: &str| chosen.keep(folder.path(), below, name, b"1".to_vec()).map_err(|e| e.0[0].message.code());
        for (below, name) in [("", "写真.jpg"), ("", "意見.pdf"), (RETURNED, "a.pdf"), (EARLIER, "a.zip"), ("", "メモ.txt"), ("", "名なし")]
        {
            assert_eq!(key(below, name), Err("desk_dropped_kind"), "{below} {name}");
        }
        assert!(key(RETURNED, "返送.ZIP").is_ok() && key(EARLIER, "前回.pdf").is_ok() && key("", "意見.XLS").is_ok());
        assert_eq!(key(RETURNED, "~$窓口課.xlsx"), Err("desk_dropped_open"));
        // Windows takes these for the program's own files.
        for name in ["ids.csv", "IDS.CSV", "Responses.csv", "番号の付け直し.CSV"] {
            assert_eq!(key("", name), Err("desk_dropped_name"), "{name}");
        }
        // A meeting's own table is not joined by a second one.
        std::fs::write(folder.path().join(meeting::FILE), "").unwrap();
        let there = chosen.begin(folder.path(), "意見.csv", b"1".to_vec()).unwrap_err();
        assert_eq!(there.0[0].message.code(), "desk_meeting_there");
    }

    #[test]
    fn chosen_depth() {
        assert!(is_too_deep(&format!("C:\\{}", "深".repeat(238))) && !is_too_deep(&format!("C:\\{}", "深".repeat(237))));
    }

    #[test]
    fn chosen_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        let keep = |name: &str, bytes: &[u8]| chosen.keep(folder.path(), RETURNED, name, bytes.to_vec());
        assert_eq!(keep("窓口課.xlsx", b"1").unwrap(), "返送/窓口課.xlsx");
        assert_eq!(keep("窓口課.xlsx", b"1").unwrap(), "返送/窓口課.xlsx");
        assert_eq!(keep("窓口課.xlsx", b"2").unwrap(), "返送/窓口課（2）.xlsx");
        for name in ["../a.xlsx", "meeting.toml", "responses.csv", "a", ".a.xlsx", "NUL.xlsx"] {
            assert!(keep(name, b"1").is_err(), "{name}");
        }
    }

    #[test]
    fn chosen_alone() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Chosen::new(Some(folder.path())).unwrap();
        let alone = chosen.alone().unwrap();
        assert_eq!(chosen.alone().map(drop).unwrap_err().0[0].message.code(), "desk_second");
        drop(alone);
        chosen.alone().unwrap();
    }
}
