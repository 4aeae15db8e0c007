//! Edition: a meeting as it was or is, read from its folder, from a PDF of ours or from a revision of git.
//!
//! Whatever it is read from, an edition comes as the files of a meeting's folder, in memory; one
//! way leads from those to records and papers. Git is asked for objects only: nothing is checked
//! out, run or written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::fonts::{self, Fonts};
use crate::matrix::Matrix;
use crate::meeting::{self, Meeting};
use crate::template::{self, Templates};
use crate::{context, fs, load, readback, validate, words};

/// One edition of a meeting.
pub struct Edition {
    /// As the person named it.
    pub name: String,
    pub meeting: Meeting,
    pub matrix: Matrix,
    /// Whether identifiers had to be derived from what the opinions say.
    pub derived_ids: bool,
    /// What its papers are set with; none where only the records are known.
    pub press: Option<Press>,
    /// The files that it was read from, if it was read from disk.
    pub read: Vec<PathBuf>,
}

/// What papers are set with beside the records.
pub struct Press {
    pub templates: Templates,
    pub fonts: Fonts,
}

/// The files of a meeting that a build reads, by name.
struct Files {
    /// What stands before the names in messages.
    folder: String,
    files: BTreeMap<String, Vec<u8>>,
    /// Whether everything is there that papers are set with.
    whole: bool,
    /// Those that were read from disk.
    read: Vec<PathBuf>,
}

impl Edition {
    /// Reads the edition that a person named: a folder, a PDF, or a revision of git, whose meeting,
    /// if the revision does not say, is in the same place as `beside`.
    pub fn load(named: &Path, beside: &Path, findings: &mut Diagnostics) -> Result<Self> {
        let files = if named.is_dir() {
            folder(named)?
        } else if named.is_file() {
            pdf(&fs::display(named), &fs::read(named)?)?
        } else {
            revision(&fs::display(named), beside)?
        };
        Self::new(fs::display(named), files, findings)
    }

    fn new(name: String, Files { folder, mut files, whole, read }: Files, findings: &mut Diagnostics) -> Result<Self> {
        let shown = |name: &str| format!("{folder}{name}");
        let text = fs::text(&shown(meeting::FILE), files.get(meeting::FILE).map_or(&[], Vec::as_slice))?;
        let meeting = Meeting::parse(&text, Path::new(&folder))?;
        let records = load::name(&meeting, |name| files.contains_key(name))?.to_owned();
        let mut own = Diagnostics::default();
        let table = load::table(&shown(&records), &files[&records], &mut own)?;
        let opinions = validate::validate(&meeting, &table, &mut own);
        let matrix = Matrix::new(&meeting, opinions, &mut own);
        let derived_ids = own.0.iter().any(|finding| finding.message.key() == "ids_derived");
        own.finish((), findings)?;
        let press = if whole { Some(Press::new(&mut files, &shown)?) } else { None };
        Ok(Self { name, meeting, matrix, derived_ids, press, read })
    }
}

impl Press {
    fn new(files: &mut BTreeMap<String, Vec<u8>>, shown: &dyn Fn(&str) -> String) -> Result<Self> {
        let (mut templates, mut own_fonts) = (Vec::new(), Vec::new());
        for (name, bytes) in std::mem::take(files).into_iter().filter(|(name, _)| is_look(name)) {
            match name.strip_prefix(TEMPLATES) {
                Some(template) => templates.push((template.to_owned(), shown(&name), fs::text(&shown(&name), &bytes)?)),
                None => own_fonts.push((shown(&name), bytes)),
            }
        }
        Ok(Self { templates: Templates::with(templates), fonts: Fonts::with(own_fonts)? })
    }
}

/// What stands before the names of templates.
const TEMPLATES: &str = "templates/";
/// The folders of a meeting from which its papers' look is read.
const LOOK: &[&str] = &[template::FOLDER, "templates/lib", fonts::FOLDER];

/// Whether a build reads the file `name` of a meeting's folder for its papers' look.
fn is_look(name: &str) -> bool {
    let Some((folder, file)) = name.rsplit_once('/').filter(|(folder, _)| LOOK.contains(folder)) else { return false };
    if folder == fonts::FOLDER { fonts::is_font(file) } else { template::is_template(file) }
}

/// The meeting in a folder.
fn folder(folder: &Path) -> Result<Files> {
    let meeting = Meeting::load(folder)?;
    let records = load::name(&meeting, |name| folder.join(name).is_file())?;
    let mut files = BTreeMap::new();
    for name in [meeting::FILE, records] {
        files.insert(name.to_owned(), fs::read(&folder.join(name))?);
    }
    for part in LOOK {
        for path in fs::list(&folder.join(part))? {
            let name = format!("{part}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            if is_look(&name) {
                files.insert(name, fs::read(&path)?);
            }
        }
    }
    let read = files.keys().map(|name| folder.join(name)).collect();
    Ok(Files { folder: format!("{}/", fs::display(folder).trim_end_matches('/')), files, whole: true, read })
}

/// What the attached records say of the meeting, less the opinions.
#[derive(Deserialize)]
struct Attached {
    title: String,
    label: String,
    date: String,
    sections: Vec<String>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
}

/// The same as a `meeting.toml`.
#[derive(Serialize)]
struct Declared {
    outputs: [(); 0],
    meeting: toml::Table,
    sections: Vec<toml::Table>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
}

/// The meeting in a PDF of ours. So far that is what the attached records say; its look is not known.
fn pdf(name: &str, bytes: &[u8]) -> Result<Files> {
    let place = Place::file(name);
    let located = |mut findings: Diagnostics| {
        findings.0.iter_mut().for_each(|finding| finding.place = Some(place.clone()));
        findings
    };
    let pdf = readback::pdf::read(bytes).map_err(located)?;
    let attached = pdf.attachments.into_iter().find(|a| a.name == context::ATTACHMENT && a.relationship.as_deref() == Some("Source"));
    let foreign = || Diagnostic::error(words::edition_no_records()).at(place.clone()).hint(words::edition_no_records_hint());
    let records = attached.ok_or_else(foreign)?.bytes;
    let fail = |e: &dyn std::fmt::Display| Diagnostic::error(words::json(e)).at(Place::file(format!("{name}:{}", context::ATTACHMENT)));
    let said: Attached = serde_json::from_slice(&records).map_err(|e| fail(&e))?;
    let mut head = toml::Table::new();
    head.insert("title".to_owned(), said.title.into());
    head.insert("label".to_owned(), said.label.into());
    head.insert("date".to_owned(), said.date.parse::<toml::value::Datetime>().map_err(|e| fail(&e))?.into());
    let section = |title: String| toml::Table::from_iter([("title".to_owned(), title.into())]);
    let declared = Declared {
        outputs: [],
        meeting: head,
        sections: said.sections.into_iter().map(section).collect(),
        sources: said.sources,
        fields: said.fields,
    };
    let toml = toml::to_string(&declared).map_err(|e| fail(&e))?;
    let files = BTreeMap::from([(meeting::FILE.to_owned(), toml.into_bytes()), (context::ATTACHMENT.to_owned(), records)]);
    Ok(Files { folder: format!("{name}:"), files, whole: false, read: vec![PathBuf::from(name)] })
}

/// The meeting in a revision of git: `REV:path`, or `REV` for the place of `beside`.
fn revision(named: &str, beside: &Path) -> Result<Files> {
    let (revision, path) = named.split_once(':').map_or((named, None), |(revision, path)| (revision, Some(path)));
    // A path that is given counts from the top of the repository, as git has it; `./` from where git runs.
    let (at, path, shown) = match path {
        Some(path) => (Path::new("."), path, path.to_owned()),
        None if beside.is_dir() => (beside, "./", fs::display(beside)),
        None => (Path::new("."), "./seeds/", "seeds".to_owned()),
    };
    let shown = format!("{revision}:{}/", shown.trim_end_matches('/'));
    let unknown = || Diagnostic::error(words::edition_unknown(named)).hint(words::edition_unknown_hint());
    let id = git(at, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}:{path}")])?.ok_or_else(unknown)?;
    let id = String::from_utf8_lossy(&id).trim().to_owned();
    if git(at, &["cat-file", "-t", &id])?.is_some_and(|kind| kind.starts_with(b"blob")) {
        let blob = blob(at, &id)?.ok_or_else(unknown)?;
        return Ok(Files { read: Vec::new(), ..pdf(named, &blob)? });
    }
    let tree = git(at, &["ls-tree", "-r", "-z", "--full-tree", &id])?.ok_or_else(unknown)?;
    let ids: BTreeMap<String, String> = tree.split(|b| *b == 0).filter_map(entry).collect();
    let read = |name: &str| -> Result<Vec<u8>> {
        let missing = || Diagnostic::error(words::edition_no_file()).at(Place::file(format!("{shown}{name}")));
        let id = ids.get(name).ok_or_else(|| missing().hint(words::edition_unknown_hint()))?;
        Ok(blob(at, id)?.ok_or_else(missing)?)
    };
    let toml = read(meeting::FILE)?;
    let meeting = Meeting::parse(&fs::text(&format!("{shown}{}", meeting::FILE), &toml)?, Path::new(&shown))?;
    let records = load::name(&meeting, |name| ids.contains_key(name))?;
    let mut files = BTreeMap::from([(meeting::FILE.to_owned(), toml), (records.to_owned(), read(records)?)]);
    for name in ids.keys().filter(|name| is_look(name)) {
        files.insert(name.clone(), read(name)?);
    }
    Ok(Files { folder: shown, files, whole: true, read: Vec::new() })
}

/// Name and object of a plain file in the output of `git ls-tree -z`: `MODE SP TYPE SP OBJECT TAB NAME`.
fn entry(line: &[u8]) -> Option<(String, String)> {
    let (facts, name) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let mut facts = facts.split(' ');
    // Symbolic links have the mode 120000, modules of other repositories 160000.
    let plain = facts.next()?.starts_with("100");
    plain.then(|| (name.to_owned(), facts.nth(1).unwrap_or_default().to_owned()))
}

/// The bytes of a file, unless it is larger than input may be.
fn blob(at: &Path, id: &str) -> Result<Option<Vec<u8>>> {
    let size = git(at, &["cat-file", "-s", id])?.unwrap_or_default();
    let size: u64 = String::from_utf8_lossy(&size).trim().parse().unwrap_or(u64::MAX);
    if size > fs::INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, fs::INPUT_LIMIT >> 20)).at(Place::file(id)).into());
    }
    git(at, &["cat-file", "blob", id])
}

/// Asks git, without a shell; none if it has no answer. It may neither write nor fetch nor ask back.
fn git(at: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>> {
    let output = Command::new("git")
        .arg("--no-pager")
        .arg("-C")
        .arg(at)
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| Diagnostic::error(words::edition_no_git(e)).hint(words::edition_unknown_hint()))?;
    Ok(output.status.success().then_some(output.stdout))
}
