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
//! returned workbooks ─▶ collect ─▶ responses + decisions + report (intake)
//! PDF ─▶ extract ─▶ the meeting that it was made from
//! papers ─▶ readback ─▶ verify ◀─ records, manifest
//! two editions ─▶ compare ─▶ diff ─▶ report, 新旧対照表
//! ```
//!
//! * [`args`] is what was typed, [`start`] the meeting that `init` writes, [`fs`] how files are read.
//! * [`meeting`] is what a set of papers is, [`column`] how its records' columns are called; [`load`] reads bytes into a table of text;
//!   [`validate`] makes [`record`]s of it or reports every finding; [`matrix`] puts them into rows.
//! * [`audit`] tells of characters that are printed right and may not survive elsewhere.
//! * [`response`] is what the divisions answered; [`division`] says which opinions each division is asked about, [`identity`] how a workbook that
//!   asks one is known again when it comes back.
//! * [`answered`] are the opinions with what the divisions answered, and how many were answered how.
//! * [`fonts`] holds the only fonts that are ever used, [`character`] knows which characters may be printed, [`measure`] and [`columns`] measure text in them.
//! * [`input`] is everything that a build reads, [`origin`] what of it determines the papers, [`mod@extract`] gives it back from a PDF.
//! * [`edition`] reads a meeting as it was or is, [`compare`] finds what differs between two of them, opinion by opinion.
//! * [`context`] is what templates may see, [`template`] renders Typst source in which no value can
//!   become code, [`world`] is all that Typst can reach, [`layout`] decides after a look at the pages.
//! * [`prepare`] goes from the input to records, fonts and characters that are in order, and drafts the documents.
//! * [`export`] returns bytes; [`output`] is the one module that writes; [`manifest`] lists what was read and made, [`provenance`] says so to others.
//! * [`readback`] reads a PDF back by its tags, with code that shares nothing with the writers; [`mod@verify`]
//!   proves an output folder: what it says, its digests, that it can be made again, and under which conditions.
//! * [`collect`] takes the answers from the workbooks that divisions send back, [`intake`] is its whole way
//!   from files to files; [`archive`] and [`guard`] keep hostile files from harming it and [`load`].
//! * [`mod@diff`] is the whole way from two editions to what differs, on the terminal and as 新旧対照表; [`renumber`] is the
//!   one way in which printed numbers move, and what refers to them with them.
//! * [`diag`] is how everything is reported, in the words of [`words`].

pub mod answered;
pub mod archive;
pub mod args;
pub mod audit;
pub mod character;
pub mod collect;
pub mod column;
pub mod columns;
pub mod compare;
pub mod context;
pub mod diag;
pub mod diff;
pub mod division;
pub mod edition;
pub mod export;
pub mod extract;
pub mod fonts;
pub mod fs;
pub mod guard;
pub mod identity;
pub mod import;
pub mod input;
pub mod intake;
pub mod layout;
pub mod load;
pub mod manifest;
pub mod matrix;
pub mod measure;
pub mod meeting;
pub mod origin;
pub mod output;
pub mod prepare;
pub mod provenance;
pub mod readback;
pub mod record;
pub mod renumber;
pub mod response;
pub mod start;
pub mod template;
pub mod validate;
pub mod verify;
pub mod words;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use diag::{Diagnostic, Diagnostics, Place, Result};
use division::Share;
use export::pages::Setting;
use extract::Extracted;
use fonts::Fonts;
use fs::Store as _;
use input::Input;
use manifest::{Entry, Manifest};
use measure::Ruler;
use meeting::{Kind, View};
use output::Artifact;
use prepare::Prepared;
use words::Message;

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
    /// The meeting's files, templates left out, that the PDFs carry.
    pub carried: Vec<String>,
}

/// Is told what the program is about to do.
pub type Progress<'a> = &'a dyn Fn(Message);

/// Builds the papers of a meeting. Nothing is written unless everything could be made.
pub fn build(options: &Options, progress: Progress, warnings: &mut Diagnostics) -> Result<Report> {
    progress(words::step_load());
    let input = Input::read(&fs::Folder(&options.meeting))?;
    let stamp = format!("{} keep_typst={}", env!("SHIRYO_SOURCES"), options.keep_typst);
    let whole = options.only.is_empty();
    if whole && !options.force && output::is_current(&options.out, &input.entries, &stamp) {
        return Ok(Report { up_to_date: true, ..Report::default() });
    }
    let Made { papers, wanted, artifacts } = Made::new(&input, &options.only, options.keep_typst, progress, warnings)?;
    spare(&input.paths(), &options.out, &artifacts)?;
    let lock = output::lock(&options.out, &|| progress(words::step_wait()))?;
    let is_inquiry =
        |artifact: &&Artifact| wanted.iter().any(|(name, kind)| *name == artifact.name && matches!(kind, Kind::Inquiry { .. }));
    output::keep_filled_in(&options.out, &artifacts.iter().filter(is_inquiry).collect::<Vec<_>>())?;
    progress(words::step_write());
    let mut report = Report { opinions: papers.matrix.opinions.len(), ..Report::default() };
    if input.meeting.pdf.source && wanted.iter().any(|(_, kind)| matches!(kind, Kind::Pdf { .. })) {
        let answers = wanted.iter().any(|(_, kind)| matches!(kind, Kind::Pdf { .. }) && kind.is_response());
        let carried = |name: &&String| !template::is_one(name) && (answers || *name != response::FILE);
        report.carried = input.files.keys().filter(carried).cloned().collect();
    }
    if whole {
        let stamped = wanted.iter().filter_map(|(name, kind)| Some((name.clone(), papers.bearing(kind)?.build.clone())));
        let builds = stamped.collect();
        let outputs = artifacts.iter().map(|a| (a.name.clone(), Entry::of(&a.bytes))).collect();
        let manifest = Manifest { program: PROGRAM.to_owned(), builds, inputs: input.entries, outputs };
        report.removed = output::write(&lock, &artifacts, &manifest, &stamp, warnings)?.removed;
    } else {
        output::put_locked(&lock, &artifacts)?;
    }
    report.written = artifacts.into_iter().map(|a| (a.name, a.bytes.len())).collect();
    Ok(report)
}

/// Checks the records of a meeting and that its papers could be set; writes nothing. Returns the number of opinions.
///
/// Notes on characters are summed up, or listed place by place if `characters` is set.
pub fn check(folder: &Path, characters: bool, warnings: &mut Diagnostics) -> Result<usize> {
    let input = Input::read(&fs::Folder(folder))?;
    let Made { papers, .. } = Made::new(&input, &[], false, &|_| {}, warnings)?;
    let findings = audit::audit(&input.meeting, &papers.matrix.opinions);
    let notes = if characters { audit::listing(&findings) } else { audit::summary(&findings) };
    warnings.0.extend(notes.0);
    Ok(papers.matrix.opinions.len())
}

/// Proves an output folder and returns what holds, line by line; what does not hold is in `findings`, as errors.
pub fn verify(options: &verify::Options, progress: Progress, findings: &mut Diagnostics) -> Result<Vec<Message>> {
    progress(words::step_load());
    let input = Input::read(&fs::Folder(&options.meeting))?;
    if !options.out.is_dir() {
        return Err(Diagnostic::error(words::no_output()).at(Place::file(fs::display(&options.out))).into());
    }
    let manifest = output::read_manifest(&options.out);
    let keep_typst = manifest.as_ref().is_some_and(|manifest| manifest.outputs.keys().any(|name| name.starts_with("typst/")));
    // What there is to say of the records was said when they were built.
    let Made { papers, wanted, artifacts } = Made::new(&input, &[], keep_typst, progress, &mut Diagnostics::default())?;
    let subject = verify::Subject {
        meeting: &input.meeting,
        matrix: &papers.matrix,
        responses: &papers.responses,
        shares: &papers.shares()?,
        wanted: &wanted,
        inputs: &input.entries,
        manifest: manifest.as_ref(),
        made: &artifacts,
        out: &options.out,
    };
    Ok(verify::prove(&subject, options.conditions.as_deref(), progress, findings))
}

/// Every wanted output, made in memory.
struct Made<'a> {
    papers: Prepared<'a>,
    /// Name and kind of each, in the meeting's order.
    wanted: Vec<(String, Kind)>,
    artifacts: Vec<Artifact>,
}

impl<'a> Made<'a> {
    fn new(input: &'a Input, only: &[String], keep_typst: bool, progress: Progress, warnings: &mut Diagnostics) -> Result<Self> {
        let papers = Prepared::new(input, warnings)?;
        let wanted = wanted(&papers, only)?;
        let artifacts = make(&papers, &wanted, keep_typst, progress, warnings)?;
        Ok(Self { papers, wanted, artifacts })
    }
}

/// Takes the meeting out of a PDF and writes it to `folder`, where nothing is replaced unless `force`.
pub fn extract(pdf: &Path, folder: &Path, force: bool, warnings: &mut Diagnostics) -> Result<Extracted> {
    let mut fonts: BTreeSet<String> = manifest::bundled().map(|(_, entry)| entry.sha256).collect();
    let there = fs::Folder(folder);
    for font in fonts::own(&there)? {
        fonts.insert(manifest::digest(&there.read(&font)?));
    }
    let extracted = extract::extract(&fs::display(pdf), &fs::read(pdf)?, &fonts, warnings)?;
    output::put_new(folder, &extracted.files, force)?;
    // What stood in the folder before and would be read as well. If the meeting cannot be read, a build says why.
    for (name, entry) in Input::read(&there).iter().flat_map(|input| &input.entries) {
        if !name.starts_with(manifest::BUNDLED) && !extracted.has(name, &entry.sha256) {
            let place = Place::file(fs::display(&folder.join(name)));
            warnings.push(Diagnostic::warning(words::extract_beside()).at(place));
        }
    }
    Ok(extracted)
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
    let known: Vec<&str> = all.iter().map(|(known, _)| known.as_str()).collect();
    for name in only.iter().filter(|name| !known.contains(&name.as_str())) {
        findings.push(Diagnostic::error(words::unknown_output(name)).known(name, &known));
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
    let Prepared { meeting, matrix, chain, .. } = papers;
    let shares = papers.shares()?;
    let answered = papers.answered()?;
    if wanted.iter().any(|(_, kind)| kind.is_response()) {
        answered.report_open(warnings);
    }
    let data = wanted.iter().filter(|(_, kind)| !matches!(kind, Kind::Pdf { .. } | Kind::Image { .. }));
    let mut documents: Vec<(&str, View)> = Vec::new();
    for (_, kind) in wanted {
        if let Kind::Pdf { template, view } | Kind::Image { template, view, .. } = kind
            && !documents.contains(&(template.as_str(), *view))
        {
            documents.push((template, *view));
        }
    }
    let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // Workbooks and data need nothing of the pages: they are made beside them.
    std::thread::scope(|scope| {
        let data = scope.spawn(|| -> Result<Vec<(String, Vec<u8>)>> {
            let ruler = Ruler::new(chain.clone());
            data.map(|(name, kind)| {
                let build = papers.bearing(kind).map_or("", |bearing| &bearing.build);
                let bytes = match kind {
                    Kind::Workbook => export::xlsx::workbook(meeting, matrix, build, &ruler)?,
                    Kind::ResponseWorkbook => export::xlsx::response::workbook(&answered, build, &ruler)?,
                    Kind::Inquiry { division: Some(index) } => export::xlsx::inquiry::workbook(meeting, &shares[*index], build, &ruler)?,
                    Kind::Csv => export::csv::csv(meeting, matrix)?,
                    _ => export::json::json(meeting, matrix),
                };
                Ok((name.clone(), bytes))
            })
            .collect()
        });
        for (template, view) in documents {
            progress(words::step_set());
            let draft = papers.draft(template, view)?;
            document(&papers.fonts, &papers.setting(&draft), template, wanted, keep_typst, &mut made, progress, warnings)?;
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
    fonts: &Fonts,
    setting: &Setting,
    template: &str,
    wanted: &[(String, Kind)],
    keep_typst: bool,
    made: &mut BTreeMap<String, Vec<u8>>,
    progress: Progress,
    warnings: &mut Diagnostics,
) -> Result<()> {
    let build = setting.build;
    let mut papers = setting.papers(fonts);
    let pages = setting.set(&mut papers, warnings)?;
    std::thread::scope(|scope| {
        let images: Vec<_> = wanted
            .iter()
            .filter_map(|(name, kind)| match kind {
                Kind::Image { template: of, page, ppi, .. } if of == template => {
                    let pages = &pages;
                    Some(scope.spawn(move || export::pages::png(pages, name, *page, *ppi, build).map(|bytes| (name.clone(), bytes))))
                }
                _ => None,
            })
            .collect();
        for (name, kind) in wanted {
            if matches!(kind, Kind::Pdf { template: of, .. } if of == template) {
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
