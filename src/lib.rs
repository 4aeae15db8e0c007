//! shiryo (資料, "handout") makes the papers of a committee from one set of records.
//!
//! One way leads through the program, and each module is a stage of it that imports only from
//! stages before it:
//!
//! ```text
//! meeting.toml ─┐
//! records ──────┴▶ load ─▶ validate ─▶ matrix ─┬▶ context ─▶ template ─▶ world ─▶ export::pages ─┐
//!                                              ├▶ export::xlsx ──────────────────────────────────┤
//!                                              ├▶ division ─▶ export::xlsx::inquiry ─────────────┤
//!                                              └▶ export::csv, export::json ─────────────────────┴▶ output + manifest
//! printed text ─▶ import ─▶ records + meeting.toml
//! two editions ─▶ edition ─▶ compare ─▶ report, 新旧対照表
//! ```
//!
//! * [`args`] is what was typed, [`start`] the meeting that `init` writes, [`fs`] how files are read.
//! * [`meeting`] is what a set of papers is, [`column`] how its records' columns are called; [`load`] reads bytes into a table of text;
//!   [`validate`] makes [`record`]s of it or reports every finding; [`matrix`] puts them into rows.
//! * [`division`] says which opinions each division is asked about, [`identity`] how a workbook that
//!   asks one is known again when it comes back.
//! * [`fonts`] holds the only fonts that are ever used, [`character`] knows which characters may be printed, [`measure`] and [`columns`] measure text in them.
//! * [`context`] is what templates may see, [`template`] renders Typst source in which no value can
//!   become code, [`world`] is all that Typst can reach, [`layout`] decides after a look at the pages.
//! * [`export`] returns bytes; [`output`] is the one module that writes; [`manifest`] lists what was read and made.
//! * [`edition`] reads a meeting as it was or is, [`compare`] finds what differs between two of them,
//!   [`report`] tells it on the terminal, [`renumber`] moves printed numbers and what refers to them.
//! * [`readback`] reads a PDF back by its tags, with code that shares nothing with the writers.
//! * [`collect`] reads the workbooks that divisions send back (merging their answers is still to come); [`archive`] guards it and [`load`] against hostile files.
//! * [`diag`] is how everything is reported, in the words of [`words`].

pub mod archive;
pub mod args;
pub mod character;
pub mod collect;
pub mod column;
pub mod columns;
pub mod compare;
pub mod context;
pub mod diag;
pub mod division;
pub mod edition;
pub mod export;
pub mod fonts;
pub mod fs;
pub mod identity;
pub mod import;
pub mod layout;
pub mod load;
pub mod manifest;
pub mod matrix;
pub mod measure;
pub mod meeting;
pub mod output;
pub mod readback;
pub mod record;
pub mod renumber;
pub mod report;
pub mod start;
pub mod template;
pub mod validate;
pub mod words;
pub mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use compare::Comparison;
use compare::pages::Replacement;
use compare::table::Table;
use diag::{Diagnostic, Diagnostics, Place, Result};
use division::Share;
use edition::{Edition, Press};
use export::pages::Setting;
use fonts::Fonts;
use manifest::{Entry, Manifest};
use matrix::Matrix;
use measure::Ruler;
use meeting::{Kind, Meeting};
use output::Artifact;
use template::{Rendered, Templates};
use typst_layout::PagedDocument;
use words::Message;
use world::Papers;

/// Name and version, as manifest and PDF state them.
pub const PROGRAM: &str = concat!("shiryo ", env!("CARGO_PKG_VERSION"));

/// What to build and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The meeting's folder.
    pub meeting: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Names of the outputs to make; all if empty.
    pub only: Vec<String>,
    /// Whether to build although nothing has changed.
    pub force: bool,
    /// Whether to write the Typst files of each document as well.
    pub keep_typst: bool,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// Nothing had changed, and nothing was done.
    pub up_to_date: bool,
    /// Name and size of each file written, in the meeting's order.
    pub written: Vec<(String, usize)>,
    /// Files that are no longer declared and were removed.
    pub removed: Vec<String>,
    pub opinions: usize,
}

/// Is told what the program is about to do.
pub type Progress<'a> = &'a dyn Fn(Message);

/// Builds the papers of a meeting. Nothing is written unless everything could be made.
pub fn build(options: &Options, progress: Progress, warnings: &mut Diagnostics) -> Result<Report> {
    progress(words::step_load());
    let meeting = Meeting::load(&options.meeting)?;
    let input = Input::read(&meeting)?;
    let stamp = format!("{} keep_typst={}", env!("SHIRYO_SOURCES"), options.keep_typst);
    let whole = options.only.is_empty();
    if whole && !options.force && output::is_current(&options.out, &input.entries, &stamp) {
        return Ok(Report { up_to_date: true, ..Report::default() });
    }
    let papers = Prepared::new(&meeting, &input, warnings)?;
    let wanted = wanted(&papers, &options.only)?;
    let artifacts = make(&papers, &wanted, options.keep_typst, progress, warnings)?;
    spare(&input.paths(&meeting.folder), &options.out, &artifacts)?;
    let is_inquiry =
        |artifact: &&Artifact| wanted.iter().any(|(name, kind)| *name == artifact.name && matches!(kind, Kind::Inquiry { .. }));
    output::keep_filled_in(&options.out, &artifacts.iter().filter(is_inquiry).collect::<Vec<_>>())?;
    progress(words::step_write());
    let mut report = Report { opinions: papers.matrix.opinions.len(), ..Report::default() };
    if whole {
        let outputs = artifacts.iter().map(|a| (a.name.clone(), Entry::of(&a.bytes))).collect();
        let manifest = Manifest { program: PROGRAM.to_owned(), inputs: input.entries, outputs };
        report.removed = output::write(&options.out, &artifacts, &manifest, &stamp, warnings)?.removed;
    } else {
        output::put(&options.out, &artifacts)?;
    }
    report.written = artifacts.into_iter().map(|a| (a.name, a.bytes.len())).collect();
    Ok(report)
}

/// Checks the records of a meeting and that its papers could be set; writes nothing. Returns the number of opinions.
pub fn check(folder: &Path, warnings: &mut Diagnostics) -> Result<usize> {
    let meeting = Meeting::load(folder)?;
    let input = Input::read(&meeting)?;
    let papers = Prepared::new(&meeting, &input, warnings)?;
    make(&papers, &wanted(&papers, &[])?, false, &|_| {}, warnings)?;
    Ok(papers.matrix.opinions.len())
}

/// The bytes that a build reads, each with its entry in the manifest.
struct Input {
    /// Name and bytes of the records' file.
    records: (String, Vec<u8>),
    entries: BTreeMap<String, Entry>,
}

impl Input {
    fn read(meeting: &Meeting) -> Result<Self> {
        let folder = &meeting.folder;
        let path = load::path(meeting)?;
        let bytes = fs::read(&path)?;
        let mut entries = BTreeMap::from([
            (meeting::FILE.to_owned(), Entry::of(&fs::read(&folder.join(meeting::FILE))?)),
            (relative(folder, &path), Entry::of(&bytes)),
        ]);
        entries.extend(manifest::bundled().map(|(name, entry)| (format!("{}{name}", manifest::BUNDLED), entry)));
        for own in ["templates", "templates/lib", "fonts"] {
            for file in fs::list(&folder.join(own))? {
                entries.insert(relative(folder, &file), Entry::of(&fs::read(&file)?));
            }
        }
        Ok(Self { records: (fs::display(&path), bytes), entries })
    }

    /// The paths of these files.
    fn paths(&self, meeting: &Path) -> Vec<PathBuf> {
        let own = self.entries.keys().filter(|name| !name.starts_with(manifest::BUNDLED));
        own.filter_map(|name| meeting.join(name).canonicalize().ok()).collect()
    }
}

/// Refuses artifacts that would replace a file that was read.
fn spare(read: &[PathBuf], out: &Path, artifacts: &[Artifact]) -> Result<()> {
    let mut findings = Diagnostics::default();
    for artifact in artifacts {
        let path = out.join(&artifact.name);
        if path.canonicalize().is_ok_and(|path| read.contains(&path)) {
            let place = Place::file(fs::display(&path));
            findings.push(Diagnostic::error(words::overwrites_input()).at(place).hint(words::overwrites_input_hint()));
        }
    }
    findings.finish((), &mut Diagnostics::default())
}

/// A meeting whose records, fonts and characters are in order.
struct Prepared<'a> {
    meeting: &'a Meeting,
    matrix: Matrix,
    fonts: Fonts,
    /// The fonts of the papers, in order.
    chain: Vec<typst::text::FontInstance>,
}

impl<'a> Prepared<'a> {
    /// Goes as far as it can, so that all findings are reported together.
    fn new(meeting: &'a Meeting, input: &Input, warnings: &mut Diagnostics) -> Result<Self> {
        let mut findings = Diagnostics::default();
        let table = load::table(&input.records.0, &input.records.1, &mut findings)?;
        let opinions = validate::validate(meeting, &table, &mut findings);
        let matrix = Matrix::new(meeting, opinions, &mut findings);
        let mut notes = Diagnostics::default();
        if let Err(errors) = division::shares(meeting, &matrix, &mut notes) {
            notes.0.extend(errors.0);
        }
        findings.0.extend(notes.0);
        let fonts = Fonts::load(&meeting.folder)?;
        let chain = fonts.chain(&meeting.look.fonts).unwrap_or_else(|unknown| {
            findings.0.extend(unknown.0);
            Vec::new()
        });
        if !chain.is_empty() {
            fonts::check_glyphs(meeting, &matrix, &chain, &mut findings);
        }
        findings.finish(Self { meeting, matrix, fonts, chain }, warnings)
    }

    /// Which opinions go to which division; what there is to say of that was said before.
    fn shares(&self) -> Result<Vec<Share<'_>>> {
        division::shares(self.meeting, &self.matrix, &mut Diagnostics::default())
    }
}

fn relative(folder: &Path, path: &Path) -> String {
    fs::display(path.strip_prefix(folder).unwrap_or(path))
}

/// Name and kind of the outputs to make, in the meeting's order. An inquiry is one for each division that has opinions.
fn wanted(papers: &Prepared, only: &[String]) -> Result<Vec<(String, Kind)>> {
    let (meeting, shares) = (papers.meeting, papers.shares()?);
    let mut all = Vec::new();
    for output in &meeting.outputs {
        match output.kind()? {
            Kind::Inquiry { .. } => {
                let asked = shares.iter().enumerate().filter(|(_, share)| !share.opinions.is_empty());
                let name = |share: &Share| meeting.inquiry_name(output, share.division);
                all.extend(asked.map(|(index, share)| (name(share), Kind::Inquiry { division: Some(index) })));
            }
            kind => all.push((meeting.output_name(output), kind)),
        }
    }
    let mut findings = Diagnostics::default();
    for name in only.iter().filter(|name| !all.iter().any(|(known, _)| known == *name)) {
        let diagnostic = Diagnostic::error(words::unknown_output(name));
        findings.push(match diag::nearest(name, all.iter().map(|(known, _)| known.as_str())) {
            Some(near) => diagnostic.hint(words::did_you_mean(near)),
            None => diagnostic.hint(words::known_names(all.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>().join(", "))),
        });
    }
    all.retain(|(name, _)| only.is_empty() || only.contains(name));
    findings.finish(all, &mut Diagnostics::default())
}

/// Makes every wanted output in memory.
fn make(
    papers: &Prepared,
    wanted: &[(String, Kind)],
    keep_typst: bool,
    progress: Progress,
    warnings: &mut Diagnostics,
) -> Result<Vec<Artifact>> {
    let Prepared { meeting, matrix, fonts, chain } = papers;
    let shares = papers.shares()?;
    let data = wanted.iter().filter(|(_, kind)| !matches!(kind, Kind::Pdf { .. } | Kind::Image { .. }));
    let mut documents: Vec<&str> = Vec::new();
    for (_, kind) in wanted {
        if let Kind::Pdf { template } | Kind::Image { template, .. } = kind
            && !documents.contains(&template.as_str())
        {
            documents.push(template);
        }
    }
    let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // Workbooks and data need nothing of the pages: they are made beside them.
    std::thread::scope(|scope| {
        let data = scope.spawn(|| -> Result<Vec<(String, Vec<u8>)>> {
            let ruler = Ruler::new(chain.clone());
            data.map(|(name, kind)| {
                let bytes = match kind {
                    Kind::Workbook => export::xlsx::workbook(meeting, matrix, &ruler)?,
                    Kind::Inquiry { division: Some(index) } => export::xlsx::inquiry::workbook(meeting, &shares[*index], &ruler)?,
                    Kind::Csv => export::csv::csv(meeting, matrix)?,
                    _ => export::json::json(meeting, matrix),
                };
                Ok((name.clone(), bytes))
            })
            .collect()
        });
        let templates = Templates::load(&meeting.folder)?;
        let ruler = Ruler::new(chain.clone());
        for template in documents {
            progress(words::step_set());
            document(meeting, matrix, fonts, &templates, &ruler, template, wanted, keep_typst, &mut made, progress, warnings)?;
        }
        made.extend(data.join().map_err(|_| Diagnostic::error(words::stopped()))??);
        Ok::<(), Diagnostics>(())
    })?;
    let kept: Vec<String> = made.keys().filter(|name| !wanted.iter().any(|(wanted, _)| wanted == *name)).cloned().collect();
    let names = wanted.iter().map(|(name, _)| name.clone()).chain(kept);
    Ok(names.filter_map(|name| made.remove(&name).map(|bytes| Artifact { name, bytes })).collect())
}

/// Sets one document and makes everything that is made from its pages.
#[expect(clippy::too_many_arguments, reason = "the stages meet here and nowhere else")]
fn document(
    meeting: &Meeting,
    matrix: &Matrix,
    fonts: &Fonts,
    templates: &Templates,
    ruler: &Ruler,
    template: &str,
    wanted: &[(String, Kind)],
    keep_typst: bool,
    made: &mut BTreeMap<String, Vec<u8>>,
    progress: Progress,
    warnings: &mut Diagnostics,
) -> Result<()> {
    let rendered = templates.render(template, &context::OpinionMatrix::new(meeting, matrix, ruler)?)?;
    let mut papers = papers(meeting, fonts, templates, &rendered, (context::ATTACHMENT, export::json::json(meeting, matrix)));
    let setting = Setting { meeting, matrix, templates, rendered: &rendered };
    let pages = setting.set(&mut papers, warnings)?;
    std::thread::scope(|scope| {
        let images: Vec<_> = wanted
            .iter()
            .filter_map(|(name, kind)| match kind {
                Kind::Image { template: of, page, ppi } if of == template => {
                    let pages = &pages;
                    Some(scope.spawn(move || export::pages::png(pages, name, *page, *ppi).map(|bytes| (name.clone(), bytes))))
                }
                _ => None,
            })
            .collect();
        for (name, kind) in wanted {
            if matches!(kind, Kind::Pdf { template: of } if of == template) {
                progress(words::step_export(name));
                made.insert(name.clone(), setting.pdf(&papers, &pages)?);
            }
        }
        for image in images {
            made.extend([image.join().map_err(|_| Diagnostic::error(words::stopped()))??]);
        }
        Ok::<(), Diagnostics>(())
    })?;
    if keep_typst {
        let folder = format!("typst/{template}");
        made.extend(papers.all().into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
        made.extend(fonts.files.iter().map(|file| (format!("{folder}/fonts/{}", file.name), file.bytes.to_vec())));
    }
    Ok(())
}

/// All that Typst may see of one document, with the file that its PDF carries.
fn papers<'a>(meeting: &Meeting, fonts: &'a Fonts, templates: &Templates, rendered: &Rendered, attached: (&str, Vec<u8>)) -> Papers<'a> {
    let mut files = vec![(world::MAIN.to_owned(), rendered.text.clone().into_bytes()), (attached.0.to_owned(), attached.1)];
    files.extend(templates.library().map(|(name, template)| (name.to_owned(), template.text.clone().into_bytes())));
    Papers::new(fonts, meeting.date(), files)
}

/// Compares two editions of a meeting, as a person names them: which opinions differ, and which pages must
/// be replaced. Into `out`, if given, it writes the 新旧対照表.
pub fn diff(old: &Path, new: &Path, out: Option<&Path>, progress: Progress, warnings: &mut Diagnostics) -> Result<report::Diff> {
    progress(words::step_load());
    let before = Edition::load(old, new, &mut Diagnostics::default())?;
    let after = Edition::load(new, old, warnings)?;
    let comparison = Comparison::new(&before, &after);
    comparison.warn(warnings);
    let pages = replacements(&before, &after, progress, warnings)?;
    let mut written = Vec::new();
    if let Some(out) = out {
        let artifacts = comparative_table(&comparison, progress, warnings)?;
        let read: Vec<PathBuf> = before.read.iter().chain(&after.read).filter_map(|path| path.canonicalize().ok()).collect();
        spare(&read, out, &artifacts)?;
        progress(words::step_write());
        output::put(out, &artifacts)?;
        written = artifacts.into_iter().map(|a| (a.name, a.bytes.len())).collect();
    }
    Ok(report::Diff::new(&comparison, pages, written))
}

/// Which pages of the meeting's PDFs differ; none if an edition's papers cannot be set, of which it warns.
fn replacements(old: &Edition, new: &Edition, progress: Progress, warnings: &mut Diagnostics) -> Result<Option<Vec<Replacement>>> {
    for edition in [old, new].into_iter().filter(|edition| edition.press.is_none()) {
        warnings.push(Diagnostic::warning(words::diff_no_pages()).at(Place::file(&edition.name)).hint(words::diff_no_pages_hint()));
    }
    if old.press.is_none() || new.press.is_none() {
        return Ok(None);
    }
    let pdfs = |edition: &Edition| -> Vec<(String, String)> {
        let outputs = &edition.meeting.outputs;
        outputs.iter().filter_map(|output| Some((edition.meeting.output_name(output), output.template.clone()?))).collect()
    };
    let (before, after) = (pdfs(old), pdfs(new));
    let names: std::collections::BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
    let mut replacements = Vec::new();
    for name in names {
        progress(words::step_set());
        let set = |edition: &Edition, pdfs: &[(String, String)], warnings: &mut Diagnostics| {
            let template = pdfs.iter().find(|(known, _)| known == name);
            template.map(|(_, template)| matrix_pages(edition, template, warnings)).transpose()
        };
        let (old, new) = (set(old, &before, &mut Diagnostics::default())?, set(new, &after, warnings)?);
        replacements.push(Replacement::new(name, old.as_ref(), new.as_ref()));
    }
    Ok(Some(replacements))
}

/// Sets one of an edition's papers.
fn matrix_pages(edition: &Edition, template: &str, warnings: &mut Diagnostics) -> Result<PagedDocument> {
    let Edition { meeting, matrix, press: Some(Press { templates, fonts }), .. } = edition else {
        return Err(Diagnostic::error(words::stopped()).into());
    };
    let chain = fonts.chain(&meeting.look.fonts)?;
    let mut findings = Diagnostics::default();
    fonts::check_glyphs(meeting, matrix, &chain, &mut findings);
    findings.finish((), warnings)?;
    let rendered = templates.render(template, &context::OpinionMatrix::new(meeting, matrix, &Ruler::new(chain))?)?;
    let mut papers = papers(meeting, fonts, templates, &rendered, (context::ATTACHMENT, export::json::json(meeting, matrix)));
    Setting { meeting, matrix, templates, rendered: &rendered }.set(&mut papers, warnings)
}

/// The 新旧対照表 as PDF and workbook, in the look of the new edition, else of the old one, else of the program.
fn comparative_table(comparison: &Comparison, progress: Progress, warnings: &mut Diagnostics) -> Result<Vec<Artifact>> {
    let Edition { meeting, matrix, .. } = comparison.new;
    let own = Press { templates: Templates::with(Vec::new()), fonts: Fonts::with(Vec::new())? };
    let Press { templates, fonts } = comparison.new.press.as_ref().unwrap_or(&own);
    let chain = fonts.chain(&meeting.look.fonts)?;
    let mut findings = Diagnostics::default();
    for edition in [comparison.old, comparison.new] {
        fonts::check_glyphs(&edition.meeting, &edition.matrix, &chain, &mut findings);
    }
    findings.finish((), warnings)?;
    let ruler = Ruler::new(chain);
    let table = Table::new(comparison);
    progress(words::step_set());
    let rendered = templates.render("comparison", &context::comparison::Comparison::new(meeting, &table, &ruler)?)?;
    let json = (serde_json::to_string_pretty(&comparison.json()).unwrap_or_default() + "\n").into_bytes();
    let mut papers = papers(meeting, fonts, templates, &rendered, (context::comparison::ATTACHMENT, json));
    let setting = Setting { meeting, matrix, templates, rendered: &rendered };
    let pages = setting.set(&mut papers, warnings)?;
    let name = |extension: &str| format!("{}.{extension}", meeting.comparison.title);
    progress(words::step_export(name("pdf")));
    let pdf = Artifact { name: name("pdf"), bytes: setting.pdf(&papers, &pages)? };
    let workbook = Artifact { name: name("xlsx"), bytes: export::xlsx::comparison::workbook(meeting, &table, &ruler)? };
    Ok(vec![pdf, workbook])
}
