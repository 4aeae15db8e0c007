//! `shiryo diff`: the whole way from two editions, as a person names them, to what differs between them, which
//! printed pages must be replaced (差し替え), and the 新旧対照表 as PDF and workbook.

mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use report::Report;

use super::outcome::{EditionsCompared, FileMade, Outcome};
use super::{Done, HERE, Help, is_meeting, kept, kilobytes, meeting_of, taken};
use crate::build::bearings::Bearing;
use crate::build::edition::{Edition, Papers};
use crate::build::foreign;
use crate::build::output::{self, Artifact};
use crate::build::prepare::Prepared;
use crate::document::{Document, Material};
use crate::editions::compare::{Compared, Comparison};
use crate::export::xlsx;
use crate::meeting::Kind;
use crate::meeting::paper::{Layout, Paper};
use crate::read::digest::digest;
use crate::read::files;
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result};
use crate::say::{Progress, words};
use crate::typeset::measure::Ruler;
use crate::typeset::pages;
use crate::typeset::replaced::{Drawn, Replacement, drawn};
use crate::typeset::template::PAPER;
use crate::typeset::undrawn::undrawn;
use crate::typeset::world::Attachment;

/// Name under which the 新旧対照表 carries what it shows, as JSON.
const ATTACHMENT: &str = "comparison.json";
/// Name of the files.
const NAME: &str = "新旧対照表";

#[derive(Debug, clap::Args)]
pub struct Diff {
    #[arg(required = true)]
    old: PathBuf,
    new: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub const HELP: Help = Help {
    about: words::help_diff,
    examples: Some(words::help_diff_examples),
    arguments: &[("old", words::help_diff_old), ("new", words::help_diff_new), ("out", words::help_diff_out)],
};

impl Diff {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        let mut foreign = foreign::of_edition(&self.old);
        foreign.extend(foreign::of_edition(&taken(self.new.as_deref())));
        foreign
    }

    pub fn run(self, progress: Progress, warnings: &mut Diagnostics) -> Result<Done> {
        let new = match self.new {
            Some(new) => new,
            None if is_meeting(Path::new(HERE)) => meeting_of(None, warnings),
            None => return Err(Diagnostic::error(words::diff_no_new()).hint(words::diff_no_new_hint()).into()),
        };
        let report = diff(&self.old, &new, self.out.as_deref(), progress, warnings)?;
        let folder = self.out.as_deref().unwrap_or(Path::new(""));
        let wrote = |(name, size): &(String, usize)| words::wrote(files::display(&folder.join(name)), kilobytes(*size));
        let lines = report.lines.into_iter().chain(report.written.iter().map(wrote)).chain(kept(folder, &report.kept)).collect();
        let files = report.written.iter().map(|(name, size)| FileMade::new(folder, name, *size)).collect();
        let comparison = serde_json::from_value(report.json).map_err(|e| {
            let written = report.written.iter().map(|(name, _)| Place::file(files::display(&folder.join(name))));
            Diagnostics(std::iter::once(Diagnostic::error(words::json_write(e))).chain(written.map(Diagnostic::written)).collect())
        })?;
        Ok(Done::new(lines, Outcome::Diff(EditionsCompared { files, comparison })))
    }
}

/// Compares two editions of a meeting: which opinions differ, and which pages must be replaced. Into
/// `out`, if given, it writes the 新旧対照表.
fn diff(old: &Path, new: &Path, out: Option<&Path>, progress: Progress, warnings: &mut Diagnostics) -> Result<Report> {
    progress(words::step_load().into());
    let (before, after) = Edition::pair(old, new, warnings)?;
    // What there is to say of the old records was said when they were new.
    let (mut of_old, mut of_new) = (Diagnostics::default(), Diagnostics::default());
    let (old, new) = (Prepared::new(&before.input, &mut of_old)?, Prepared::new(&after.input, &mut of_new)?);
    let comparison = Comparison::new(compared(&before, &old), compared(&after, &new));
    comparison.warn(warnings);
    // A comparison says what follows from derived identifiers.
    warnings.0.extend(of_new.0.into_iter().filter(|finding| finding.about != Some(About::DerivedIds)));
    let pages = replacements([(&before, &old), (&after, &new)], progress, warnings)?;
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    if let Some(out) = out {
        let artifacts = comparative_table(&comparison, &new, progress, warnings)?;
        let read: Vec<PathBuf> = before.read.iter().chain(&after.read).cloned().collect();
        crate::build::spare(&read, out, &artifacts)?;
        progress(words::step_write().into());
        kept = output::put_made(&output::lock(out, &|| progress(words::step_wait().into()))?, None, &artifacts)?;
        written = artifacts.into_iter().map(|a| (a.name, a.bytes.len())).collect();
    }
    Ok(Report::new(&comparison, pages, written, kept))
}

fn compared<'a>(edition: &'a Edition, papers: &'a Prepared) -> Compared<'a> {
    Compared { name: &edition.name, meeting: papers.meeting, placed: &papers.placed, derived_ids: papers.derived_ids }
}

/// Which pages of the meeting's PDFs differ; none if there is an edition none of whose papers can be set again, which is a warning.
fn replacements(editions: [(&Edition, &Prepared); 2], progress: Progress, warnings: &mut Diagnostics) -> Result<Option<Vec<Replacement>>> {
    let unknown: Vec<&Edition> = editions.iter().map(|(edition, _)| *edition).filter(|edition| edition.papers == Papers::Unknown).collect();
    for edition in &unknown {
        warnings.push(Diagnostic::warning(words::diff_no_pages()).at(Place::file(&edition.name)).hint(words::diff_no_pages_hint()));
    }
    if !unknown.is_empty() {
        return Ok(None);
    }
    let [old, new] = editions.map(|(_, papers)| papers);
    let (before, after) = (Pdfs::new(old)?, Pdfs::new(new)?);
    let known = |answers: bool| editions.iter().all(|(edition, _)| edition.papers.include(answers));
    let lacking: BTreeSet<&String> = before.lacking().chain(after.lacking()).collect();
    for name in &lacking {
        warnings.push(Diagnostic::note(words::diff_no_comparison(name)));
    }
    let names: BTreeSet<&String> = before
        .set()
        .chain(after.set())
        .filter(|(name, answers)| !lacking.contains(name) && known(*answers))
        .map(|(name, _)| name)
        .collect();
    let mut replacements = Vec::new();
    for name in names {
        progress(words::step_set().into());
        // Most of the second is what Typst has set for the first.
        let (old, new) = (before.pages(name)?, after.pages(name)?);
        after.forget(name);
        replacements.push(Replacement::new(name, &old, &new));
    }
    Ok(Some(replacements))
}

/// The PDFs of an edition.
struct Pdfs<'a> {
    papers: &'a Prepared<'a>,
    /// What each paper says; nothing for a comparison without an older edition.
    documents: Vec<Option<Document>>,
    /// Name, and index of the paper.
    named: Vec<(String, usize)>,
}

impl<'a> Pdfs<'a> {
    fn new(papers: &'a Prepared) -> Result<Self> {
        let pdf = |(name, kind)| match kind {
            Kind::Pdf { paper } => Some((name, paper)),
            _ => None,
        };
        let documents = papers.some_documents(|paper| paper.layout != Layout::Comparison || papers.older.is_some())?;
        Ok(Self { papers, documents, named: papers.meeting.files()?.into_iter().filter_map(pdf).collect() })
    }

    /// The PDFs that can be set, and whether they show answers.
    fn set(&self) -> impl Iterator<Item = (&String, bool)> {
        self.named.iter().filter_map(|(name, paper)| Some((name, self.documents[*paper].as_ref()?.shows_answers(self.papers.meeting))))
    }

    /// The PDFs that lack the edition that they compare with.
    fn lacking(&self) -> impl Iterator<Item = &String> {
        self.named.iter().filter(|(_, paper)| self.documents[*paper].is_none()).map(|(name, _)| name)
    }

    /// The paper of a PDF, and what it says.
    fn paper(&self, name: &str) -> Option<(usize, &Document)> {
        let (_, paper) = self.named.iter().find(|(known, _)| known == name)?;
        Some((*paper, self.documents[*paper].as_ref()?))
    }

    /// Forgets what was kept to set a PDF.
    fn forget(&self, name: &str) {
        if let Some((_, document)) = self.paper(name) {
            pages::forget(document);
        }
    }

    /// What the pages of a PDF show, without build stamp and attachments; none if there is no such PDF. What is wrong with
    /// them, a build says.
    fn pages(&self, name: &str) -> Result<Vec<Drawn>> {
        let Some((paper, document)) = self.paper(name) else { return Ok(Vec::new()) };
        let draft = self.papers.bare_draft(paper, document)?;
        let setting = self.papers.setting(&draft);
        setting
            .set(&mut setting.papers(&self.papers.fonts), &|_, _| {}, &mut Diagnostics::ignored("a build tells them"))
            .map(|pages| drawn(&pages))
    }
}

/// The 新旧対照表 as PDF and workbook, as the new edition declares such a paper, else as one usually is.
fn comparative_table(comparison: &Comparison, new: &Prepared, progress: Progress, warnings: &mut Diagnostics) -> Result<Vec<Artifact>> {
    let meeting = new.meeting;
    let mut findings = Diagnostics::default();
    let odd = undrawn(comparison.old.meeting, comparison.old.placed.opinions.iter(), &new.responses, &new.chain);
    findings.0.extend(odd.into_iter().map(|odd| odd.finding));
    findings.finish((), warnings)?;
    let declared = meeting.papers.iter().zip(&meeting.looks).find(|(paper, _)| paper.layout == Layout::Comparison);
    let usual = Paper::comparison(meeting);
    let (paper, look) = declared.unwrap_or((&usual, &meeting.look));
    let entries = new.entries()?;
    let document = Document::new(&Material { meeting, entries: &entries, comparison: Some(comparison) }, paper)?;
    let mut json = serde_json::to_vec_pretty(&comparison.json()).map_err(|e| Diagnostic::error(words::json_write(e)))?;
    json.push(b'\n');
    // The comparison determines what is shown, the build of the new edition how it looks.
    let build = digest(format!("{}\n{}", new.build(), digest(&json)).as_bytes())[..8].to_owned();
    let description = "新旧の意見の記録（JSON）".to_owned();
    let attachments =
        vec![Attachment { name: ATTACHMENT.to_owned(), mime_type: "application/json", description, relationship: "data", bytes: json }];
    progress(words::step_set().into());
    let draft = new.draft_as(&document, look, PAPER, Bearing { build: build.clone(), attachments })?;
    let setting = new.setting(&draft);
    let mut papers = setting.papers(&new.fonts);
    let pages = setting.set(&mut papers, &|_, _| {}, warnings)?;
    pages::forget(&document);
    let name = |extension: &str| format!("{NAME}.{extension}");
    progress(words::step_export(name("pdf")).into());
    let pdf = Artifact { name: name("pdf"), bytes: setting.pdf(&papers, &pages)? };
    let ruler = Ruler::new(new.fonts.chain(&look.fonts)?);
    let workbook = Artifact { name: name("xlsx"), bytes: xlsx::paper(meeting, &document, look, &entries, &build, &ruler)? };
    Ok(vec![pdf, workbook])
}
