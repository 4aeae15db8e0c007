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
//! * [`origin`] is everything that determines the papers, [`mod@extract`] gives it back from a PDF.
//! * [`context`] is what templates may see, [`template`] renders Typst source in which no value can
//!   become code, [`world`] is all that Typst can reach, [`layout`] decides after a look at the pages.
//! * [`export`] returns bytes; [`output`] is the one module that writes; [`manifest`] lists what was read and made, [`provenance`] says so to others.
//! * [`readback`] reads a PDF back by its tags, with code that shares nothing with the writers; [`mod@verify`]
//!   proves an output folder: what it says, its digests, that it can be made again, and under which conditions.
//! * [`collect`] takes the answers from the workbooks that divisions send back, [`intake`] is its whole way
//!   from files to files; [`archive`] and [`guard`] keep hostile files from harming it and [`load`].
//! * [`diag`] is how everything is reported, in the words of [`words`].

pub mod answered;
pub mod archive;
pub mod args;
pub mod audit;
pub mod character;
pub mod collect;
pub mod column;
pub mod columns;
pub mod context;
pub mod diag;
pub mod division;
pub mod export;
pub mod extract;
pub mod fonts;
pub mod fs;
pub mod guard;
pub mod identity;
pub mod import;
pub mod intake;
pub mod layout;
pub mod load;
pub mod manifest;
pub mod matrix;
pub mod measure;
pub mod meeting;
pub mod origin;
pub mod output;
pub mod provenance;
pub mod readback;
pub mod record;
pub mod response;
pub mod start;
pub mod template;
pub mod validate;
pub mod verify;
pub mod words;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use answered::Answered;
use context::OpinionMatrix;
use context::response::OpinionResponse;
use diag::{Diagnostic, Diagnostics, Place, Result};
use division::Share;
use export::pages::Setting;
use extract::Extracted;
use fonts::Fonts;
use manifest::{Entry, Manifest};
use matrix::Matrix;
use measure::Ruler;
use meeting::{Kind, Meeting, View};
use origin::{Attachment, Origin};
use output::Artifact;
use record::Table;
use response::Responses;
use template::Templates;
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
    /// The meeting's files, templates left out, that the PDFs carry.
    pub carried: Vec<String>,
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
    let Made { papers, wanted, artifacts } = Made::new(&meeting, &input, &options.only, options.keep_typst, progress, warnings)?;
    input.spare(&meeting.folder, &options.out, &artifacts)?;
    let lock = output::lock(&options.out, &|| progress(words::step_wait()))?;
    let is_inquiry =
        |artifact: &&Artifact| wanted.iter().any(|(name, kind)| *name == artifact.name && matches!(kind, Kind::Inquiry { .. }));
    output::keep_filled_in(&options.out, &artifacts.iter().filter(is_inquiry).collect::<Vec<_>>())?;
    progress(words::step_write());
    let mut report = Report { opinions: papers.matrix.opinions.len(), ..Report::default() };
    if meeting.pdf.source && wanted.iter().any(|(_, kind)| matches!(kind, Kind::Pdf { .. })) {
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
    let meeting = Meeting::load(folder)?;
    let input = Input::read(&meeting)?;
    let Made { papers, .. } = Made::new(&meeting, &input, &[], false, &|_| {}, warnings)?;
    let findings = audit::audit(&meeting, &papers.matrix.opinions);
    let notes = if characters { audit::listing(&findings) } else { audit::summary(&findings) };
    warnings.0.extend(notes.0);
    Ok(papers.matrix.opinions.len())
}

/// Proves an output folder and returns what holds, line by line; what does not hold is in `findings`, as errors.
pub fn verify(options: &verify::Options, progress: Progress, findings: &mut Diagnostics) -> Result<Vec<Message>> {
    progress(words::step_load());
    let meeting = Meeting::load(&options.meeting)?;
    let input = Input::read(&meeting)?;
    if !options.out.is_dir() {
        return Err(Diagnostic::error(words::no_output()).at(Place::file(fs::display(&options.out))).into());
    }
    let manifest = output::read_manifest(&options.out);
    let keep_typst = manifest.as_ref().is_some_and(|manifest| manifest.outputs.keys().any(|name| name.starts_with("typst/")));
    // What there is to say of the records was said when they were built.
    let Made { papers, wanted, artifacts } = Made::new(&meeting, &input, &[], keep_typst, progress, &mut Diagnostics::default())?;
    let subject = verify::Subject {
        meeting: &meeting,
        matrix: &papers.matrix,
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
    fn new(
        meeting: &'a Meeting,
        input: &Input,
        only: &[String],
        keep_typst: bool,
        progress: Progress,
        warnings: &mut Diagnostics,
    ) -> Result<Self> {
        let papers = Prepared::new(meeting, input, warnings)?;
        let wanted = wanted(&papers, only)?;
        let artifacts = make(&papers, &wanted, keep_typst, progress, warnings)?;
        Ok(Self { papers, wanted, artifacts })
    }
}

/// Takes the meeting out of a PDF and writes it to `folder`, where nothing is replaced unless `force`.
pub fn extract(pdf: &Path, folder: &Path, force: bool, warnings: &mut Diagnostics) -> Result<Extracted> {
    let mut fonts: BTreeSet<String> = manifest::bundled().map(|(_, entry)| entry.sha256).collect();
    for font in fonts::own(folder)? {
        fonts.insert(manifest::digest(&fs::read(&font)?));
    }
    let extracted = extract::extract(&fs::display(pdf), &fs::read(pdf)?, &fonts, warnings)?;
    output::put_new(folder, &extracted.files, force)?;
    // What stood in the folder before and would be read as well. If the meeting cannot be read, a build says why.
    let input = Meeting::load(folder).and_then(|meeting| Input::read(&meeting)).unwrap_or_default();
    for (name, entry) in &input.entries {
        if !name.starts_with(manifest::BUNDLED) && !extracted.has(name, &entry.sha256) {
            let place = Place::file(fs::display(&folder.join(name)));
            warnings.push(Diagnostic::warning(words::extract_beside()).at(place));
        }
    }
    Ok(extracted)
}

/// What a build reads. The manifest, the build stamp and what a PDF carries are all made from this one list.
#[derive(Default)]
struct Input {
    /// The meeting's files, by their names in its folder; of the fonts there are entries only.
    files: BTreeMap<String, Vec<u8>>,
    /// Name of the records' file.
    records: String,
    /// The entries of the manifest, those of the program's own files under [`manifest::BUNDLED`].
    entries: BTreeMap<String, Entry>,
}

impl Input {
    fn read(meeting: &Meeting) -> Result<Self> {
        let folder = &meeting.folder;
        let records = load::path(meeting)?;
        let responses = folder.join(response::FILE);
        let mut paths = vec![folder.join(meeting::FILE), records.clone()];
        paths.extend(responses.is_file().then_some(responses));
        paths.extend(template::own(folder)?.into_iter().map(|(_, path)| path));
        let mut entries: BTreeMap<String, Entry> =
            manifest::bundled().map(|(name, entry)| (format!("{}{name}", manifest::BUNDLED), entry)).collect();
        let mut files = BTreeMap::new();
        for path in &paths {
            let bytes = fs::read(path)?;
            entries.insert(relative(folder, path), Entry::of(&bytes));
            files.insert(relative(folder, path), bytes);
        }
        for font in fonts::own(folder)? {
            entries.insert(relative(folder, &font), Entry::of(&fs::read(&font)?));
        }
        Ok(Self { files, records: relative(folder, &records), entries })
    }

    /// The records as a table.
    fn records(&self, meeting: &Meeting, findings: &mut Diagnostics) -> Result<Table> {
        Ok(self.table(meeting, &self.records, findings)?.unwrap_or_default())
    }

    /// The responses as a table, if there are any.
    fn responses(&self, meeting: &Meeting, findings: &mut Diagnostics) -> Result<Option<Table>> {
        self.table(meeting, response::FILE, findings)
    }

    fn table(&self, meeting: &Meeting, name: &str, findings: &mut Diagnostics) -> Result<Option<Table>> {
        let file = fs::display(&meeting.folder.join(name));
        self.files.get(name).map(|bytes| load::table(&file, bytes, findings)).transpose()
    }

    /// Refuses artifacts that would replace a file that was read.
    fn spare(&self, meeting: &Path, out: &Path, artifacts: &[Artifact]) -> Result<()> {
        let own = self.entries.keys().filter(|name| !name.starts_with(manifest::BUNDLED));
        let read: Vec<PathBuf> = own.filter_map(|name| meeting.join(name).canonicalize().ok()).collect();
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
}

/// A meeting whose records, fonts and characters are in order.
struct Prepared<'a> {
    meeting: &'a Meeting,
    matrix: Matrix,
    /// What the divisions answered; empty if nothing was collected yet.
    responses: Responses,
    fonts: Fonts,
    /// The fonts of the papers, in order.
    chain: Vec<typst::text::FontInstance>,
    /// What papers without answers bear and carry, and what 意見と対応 does: of the answers, those that it prints.
    plain: Bearing,
    answered: Bearing,
}

/// What papers bear and carry.
struct Bearing {
    /// The build stamp.
    build: String,
    /// What the PDF carries.
    attachments: Vec<Attachment>,
}

impl Bearing {
    fn new(meeting: &Meeting, origin: &Origin, canonical: &[u8]) -> Result<Self> {
        let build = origin.stamp(canonical);
        let attachments = if meeting.pdf.source { origin.attachments(canonical, &build)? } else { vec![origin::records(canonical)] };
        Ok(Self { build, attachments })
    }
}

impl<'a> Prepared<'a> {
    /// Goes as far as it can, so that all findings are reported together.
    fn new(meeting: &'a Meeting, input: &Input, warnings: &mut Diagnostics) -> Result<Self> {
        let mut findings = Diagnostics::default();
        let table = input.records(meeting, &mut findings)?;
        let opinions = validate::validate(meeting, &table, &mut findings);
        let matrix = Matrix::new(meeting, opinions, &mut findings);
        let mut notes = Diagnostics::default();
        if let Err(errors) = division::shares(meeting, &matrix, &mut notes) {
            notes.0.extend(errors.0);
        }
        findings.0.extend(notes.0);
        let mut responses = Responses::default();
        if let Some(table) = input.responses(meeting, &mut findings)? {
            responses = Responses::read(meeting, &table, &mut findings);
            responses.check(meeting, &matrix, &mut findings);
        }
        let fonts = Fonts::load(&meeting.folder)?;
        let chain = fonts.chain(&meeting.look.fonts).unwrap_or_else(|unknown| {
            findings.0.extend(unknown.0);
            Vec::new()
        });
        if !chain.is_empty() {
            fonts::check_glyphs(meeting, &matrix, &responses, &chain, &mut findings);
        }
        findings.finish((), warnings)?;
        let canonical = export::json::json(meeting, &matrix);
        // The answers are of no account to papers without them, which must not change whenever one comes in.
        let origin = Origin::new(&input.files, &input.records, &fonts, &input.entries).without(response::FILE);
        let plain = Bearing::new(meeting, &origin, &canonical)?;
        let printed = export::csv::responses(&responses.printed(meeting))?;
        let answered = Bearing::new(meeting, &origin.with(response::FILE, &printed), &canonical)?;
        Ok(Self { meeting, matrix, responses, fonts, chain, plain, answered })
    }

    /// What an output of this kind bears and carries; nothing if it is plain data.
    fn bearing(&self, kind: &Kind) -> Option<&Bearing> {
        match kind {
            Kind::Csv | Kind::Json => None,
            kind if kind.is_response() => Some(&self.answered),
            _ => Some(&self.plain),
        }
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
    let Prepared { meeting, matrix, responses, chain, plain, .. } = papers;
    let shares = papers.shares()?;
    let answered = Answered::new(meeting, matrix, &shares, responses);
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
                let bytes = match kind {
                    Kind::Workbook => export::xlsx::workbook(meeting, matrix, &plain.build, &ruler)?,
                    Kind::ResponseWorkbook => export::xlsx::response::workbook(&answered, &papers.answered.build, &ruler)?,
                    Kind::Inquiry { division: Some(index) } => {
                        export::xlsx::inquiry::workbook(meeting, &shares[*index], &plain.build, &ruler)?
                    }
                    Kind::Csv => export::csv::csv(meeting, matrix)?,
                    _ => export::json::json(meeting, matrix),
                };
                Ok((name.clone(), bytes))
            })
            .collect()
        });
        let templates = Templates::load(&meeting.folder)?;
        let ruler = Ruler::new(chain.clone());
        for (template, view) in documents {
            progress(words::step_set());
            let Bearing { build, attachments } = if view == View::OpinionResponse { &papers.answered } else { plain };
            let mut attachments = attachments.clone();
            let (rendered, groups) = match (view, &meeting.response) {
                (View::OpinionResponse, Some(handout)) => {
                    attachments.push(origin::responses(export::json::responses(&answered)));
                    let context = OpinionResponse::new(&answered, handout, build, &attachments, &ruler)?;
                    (templates.render(template, &context)?, answered.groups())
                }
                _ => {
                    let context = OpinionMatrix::new(meeting, matrix, build, &attachments, &ruler)?;
                    (templates.render(template, &context)?, matrix.groups())
                }
            };
            let (groups, attachments) = (groups.as_slice(), attachments.as_slice());
            let setting = Setting { meeting, matrix, responses, groups, templates: &templates, rendered: &rendered, build, attachments };
            document(&papers.fonts, &setting, template, wanted, keep_typst, &mut made, progress, warnings)?;
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
    let Setting { meeting, templates, rendered, build, attachments, .. } = *setting;
    let mut files = vec![(world::MAIN.to_owned(), rendered.text.clone().into_bytes())];
    files.extend(attachments.iter().map(|attachment| (world::attachment(&attachment.name), attachment.bytes.clone())));
    files.extend(templates.library().map(|(name, template)| (name.to_owned(), template.text.clone().into_bytes())));
    let mut papers = Papers::new(fonts, meeting.date(), files);
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
