//! Prepare: from the input of a build to a meeting whose records, fonts and characters are in order, and to what its papers say.

use std::collections::{BTreeMap, BTreeSet};

use typst::text::FontInstance;

use crate::answers::division::{self, Share};
use crate::answers::entries::Entries;
use crate::answers::response::Responses;
use crate::answers::{unprinted, unwished};
use crate::build::bearings::{Bearing, Bearings};
use crate::build::carried;
use crate::build::input::Input;
use crate::build::public::Part;
use crate::document::{Document, Edition, Material};
use crate::editions::compare::{Compared, Comparison};
use crate::meeting::look::Look;
use crate::meeting::paper::{Layout, Paper};
use crate::meeting::{Kind, Meeting};
use crate::read::confine;
use crate::read::table::GUARDED;
use crate::records::ids::{self, Kept};
use crate::records::placed::Placed;
use crate::records::validate;
use crate::say::diag::{Diagnostic, Diagnostics, Result, Severity};
use crate::say::words::{self, Message};
use crate::typeset::again::Sayings;
use crate::typeset::context::Context;
use crate::typeset::decisions::categories;
use crate::typeset::expected::Row;
use crate::typeset::fonts::Fonts;
use crate::typeset::heights::Heights;
use crate::typeset::measure::Ruler;
use crate::typeset::pages::Setting;
use crate::typeset::sketch::Sketch;
use crate::typeset::template::{PAPER, Rendered, Templates};
use crate::typeset::undrawn::{Odd, undrawn};
use crate::typeset::world::Attachment;

/// A meeting whose records, fonts and characters are in order.
pub struct Prepared<'a> {
    pub meeting: &'a Meeting,
    pub placed: Placed,
    /// Which file and which of its sheets were read, in one line.
    pub read: Option<Message>,
    /// The rows of `ids.csv` from now on, if the records need one.
    pub ids: Option<Vec<Kept>>,
    /// What the divisions answered; empty if nothing was collected yet.
    pub responses: Responses,
    /// Those of them that papers may show. Papers are made of nothing else, since they carry nothing else.
    pub published: Responses,
    pub templates: Templates,
    pub fonts: Fonts,
    /// The older edition, if the meeting names one.
    pub older: Option<Older<'a>>,
    /// What papers without answers bear and carry, and what those with answers do.
    plain: Bearing,
    with_answers: Bearing,
    /// The same of papers that leave opinions out, by their place among the papers: they carry what they show.
    in_part: BTreeMap<usize, Bearing>,
    /// Whether opinions have identifiers that follow from their texts and are kept nowhere yet.
    pub derived_ids: bool,
    /// The stamp of inquiries, which say more of the meeting than papers carry.
    inquiries: String,
    /// The fonts of the meeting's own look, in order.
    pub chain: Vec<FontInstance>,
    /// What no paper can print.
    pub odd: Vec<Odd>,
}

/// The older edition.
pub struct Older<'a> {
    pub meeting: &'a Meeting,
    pub placed: Placed,
    /// As the meeting names it.
    name: &'a str,
    derived_ids: bool,
}

/// A paper that is rendered but not set.
pub struct Draft<'d> {
    pub document: &'d Document,
    pub rendered: Rendered,
    pub bearing: Bearing,
    sayings: Sayings,
    rows: Vec<Row>,
    sketch: Option<(Sketch, Rendered)>,
    look: &'d Look,
    narrow: Option<Diagnostic>,
}

impl<'a> Prepared<'a> {
    /// A meeting of which every paper can be printed. Goes as far as it can, so that all findings are reported together.
    pub fn new(input: &'a Input, warnings: &mut Diagnostics) -> Result<Self> {
        let mut prepared = Self::with_odd(input, warnings)?;
        let odd = Diagnostics(std::mem::take(&mut prepared.odd).into_iter().map(|odd| odd.finding).collect());
        odd.finish(prepared, warnings)
    }

    /// The same, although some of the opinions and answers cannot be printed.
    pub fn with_odd(input: &'a Input, warnings: &mut Diagnostics) -> Result<Self> {
        let meeting = &input.meeting;
        let mut findings = meeting.said.clone();
        let records = input.records(&mut findings)?;
        let checked = validate::checked(meeting, &records, &mut findings);
        confine::allow(checked.opinions.len());
        let placed = Placed::new(meeting, checked.opinions, &mut findings);
        let ids = ids::rows(meeting, &records.typed_ids(), &records.kept, &placed);
        let shares_of = if findings.has_errors() { division::shares_in_part } else { division::shares };
        let shares = shares_of(meeting, &placed, &mut findings);
        let shares = findings.gather(shares);
        let mut responses = Responses::default();
        if let Some(table) = input.responses(&mut findings)? {
            responses = Responses::read(meeting, &table, &mut findings);
            responses.check(meeting, &placed, &records.kept, &mut findings);
        }
        let entries = Entries::new(meeting, &placed, &shares, &responses);
        unwished::report(&entries, &mut findings);
        unprinted::report(&entries, &mut findings);
        let older = input.older.as_deref().and_then(|older| self::older(meeting, older, &mut findings));
        let templates = Templates::new(&input.files, &meeting.folder)?;
        let fonts = Fonts::new(&input.fonts, &meeting.folder)?;
        let chain = findings.gather(fonts.chain(&meeting.look.fonts));
        let mut odd = answers_with_faults(meeting, &responses, &mut findings);
        if !chain.is_empty() {
            odd.extend(undrawn(meeting, placed.opinions.iter().chain(&checked.faulty), &responses, &chain));
            if let Some(older) = &older {
                odd.extend(undrawn(older.meeting, older.placed.opinions.iter(), &Responses::default(), &chain));
            }
            said_once(&odd, &mut findings);
        }
        // What is wrong anyhow is said together.
        if findings.has_errors() || odd.iter().any(|odd| odd.anywhere) {
            findings.0.extend(odd.drain(..).map(|odd| odd.finding));
        }
        findings.finish((), warnings)?;
        let published = responses.published(meeting);
        let edition = older.as_ref().map(|older| (older.meeting, &older.placed));
        let Bearings { plain, with_answers, inquiries } = Bearings::new(input, &placed, edition, &fonts, &published, None)?;
        let mut prepared = Self {
            meeting,
            derived_ids: validate::derived(&records, &placed.opinions) > 0,
            placed,
            read: records.said,
            ids,
            responses,
            published,
            templates,
            fonts,
            older,
            plain,
            with_answers,
            in_part: BTreeMap::new(),
            inquiries,
            chain,
            odd,
        };
        prepared.in_part = prepared.in_part(input)?;
        Ok(prepared)
    }

    /// What papers bear and carry that leave opinions out: who reads such a paper is not to find the others in it.
    fn in_part(&self, input: &Input) -> Result<BTreeMap<usize, Bearing>> {
        let is_chosen = |paper: &Paper| !paper.shows.is_empty();
        let any = self.meeting.papers.iter().any(is_chosen);
        let leaves_out = |paper: &Paper| is_chosen(paper) || (any && paper.layout == Layout::Comparison);
        // What is wrong with a paper is said where all are made.
        let documents = self.some_documents(leaves_out).unwrap_or_default();
        let all = self.placed.opinions.iter().map(|opinion| opinion.count(self.meeting)).sum();
        let mut in_part = BTreeMap::new();
        for (paper, document) in documents.iter().enumerate().filter_map(|(paper, document)| Some((paper, document.as_ref()?))) {
            let (newer, older) = (document.opinions(Edition::Newer), document.opinions(Edition::Older));
            let placed = self.placed.only(|opinion| newer.contains(opinion.id.as_str()));
            if placed.opinions.len() == self.placed.opinions.len() {
                continue;
            }
            let was_shown = |id: &str| newer.contains(id) || older.contains(id);
            let edition = self.older.as_ref().map(|older| (older.meeting, older.placed.only(|opinion| was_shown(&opinion.id))));
            let edition = edition.as_ref().map(|(meeting, placed)| (*meeting, placed));
            let published = self.published.only(|id| newer.contains(id));
            let part = Part { paper, all };
            let Bearings { plain, with_answers, .. } = Bearings::new(input, &placed, edition, &self.fonts, &published, Some(part))?;
            in_part.insert(paper, if document.shows_answers(self.meeting) { with_answers } else { plain });
        }
        Ok(in_part)
    }

    /// The build stamp of an output of this kind; nothing if it is plain data.
    pub fn build_of(&self, kind: Kind, documents: &[Document]) -> Option<&str> {
        match kind {
            Kind::Csv | Kind::Json => None,
            Kind::Inquiry { .. } => Some(&self.inquiries),
            Kind::Pdf { paper } | Kind::Image { paper, .. } | Kind::Workbook { paper } | Kind::Page { paper } => {
                Some(&self.bearing_of(paper, &documents[paper]).build)
            }
        }
    }

    /// What a paper that says this bears and carries.
    fn bearing_of(&self, paper: usize, document: &Document) -> &Bearing {
        let whole = if document.shows_answers(self.meeting) { &self.with_answers } else { &self.plain };
        self.in_part.get(&paper).unwrap_or(whole)
    }

    /// The files that the PDFs carry, templates left out.
    pub fn carried(&self, answers: bool) -> Vec<&str> {
        let is_template = |name: &str| name.ends_with(".typ") || name.ends_with(".j2");
        let own = [carried::RECORDS, carried::RESPONSES, carried::INDEX];
        let names = self.attachments(answers).iter().map(|attachment| attachment.name.as_str());
        names.filter(|name| !is_template(name) && !own.contains(name)).collect()
    }

    /// What papers carry that leave no opinion out.
    fn attachments(&self, answers: bool) -> &[Attachment] {
        if answers { &self.with_answers.attachments } else { &self.plain.attachments }
    }

    /// What the PDFs carry, in one line: the files, and the columns of the records.
    pub fn carries(&self, answers: bool) -> Message {
        let names = self.carried(answers);
        let columns = self.attachments(answers).iter().find(|attachment| attachment.name == carried::CSV_RECORDS);
        let bytes = columns.map_or(&[][..], |csv| csv.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&csv.bytes));
        let columns = csv::Reader::from_reader(bytes).headers().cloned().unwrap_or_default();
        let columns: Vec<&str> = columns.iter().filter(|name| *name != GUARDED.1).collect();
        words::carries(names.join("、"), columns.join("、"))
    }

    /// The build stamp of papers without answers.
    pub fn build(&self) -> &str {
        &self.plain.build
    }

    /// Which opinions go to which division; what is wrong with that was said before.
    pub fn shares(&self) -> Result<Vec<Share<'_>>> {
        division::shares(self.meeting, &self.placed, &mut Diagnostics::ignored("they were told when the meeting was prepared"))
    }

    /// The opinions with the answers that papers may show.
    pub fn entries(&self) -> Result<Entries<'_>> {
        Ok(Entries::new(self.meeting, &self.placed, &self.shares()?, &self.published))
    }

    /// What differs from the older edition, if there is one.
    pub fn comparison(&self) -> Option<Comparison<'_>> {
        let older = self.older.as_ref()?;
        let old = Compared { name: older.name, meeting: older.meeting, placed: &older.placed, derived_ids: older.derived_ids };
        let new = Compared { name: meeting_name(self.meeting), meeting: self.meeting, placed: &self.placed, derived_ids: false };
        Some(Comparison::new(old, new))
    }

    /// What each paper says, in the meeting's order.
    pub fn documents(&self) -> Result<Vec<Document>> {
        Ok(self.some_documents(|_| true)?.into_iter().flatten().collect())
    }

    /// What those papers say that are `wanted`, each in its paper's place.
    pub fn some_documents(&self, wanted: impl Fn(&Paper) -> bool) -> Result<Vec<Option<Document>>> {
        let (comparison, entries) = (self.comparison(), self.entries()?);
        let material = Material { meeting: self.meeting, entries: &entries, comparison: comparison.as_ref() };
        let declared = |error: Diagnostic| if error.place.is_none() { self.meeting.placed(error) } else { error };
        let mut findings = Diagnostics::default();
        let mut documents = Vec::new();
        for paper in &self.meeting.papers {
            match wanted(paper).then(|| Document::new(&material, paper)).transpose() {
                Ok(document) => documents.push(document),
                Err(errors) => findings.0.extend(errors.0.into_iter().map(declared)),
            }
        }
        findings.unless_errors(documents)
    }

    /// Renders a paper that bears and carries what the build says.
    pub fn draft<'d>(&'d self, paper: usize, document: &'d Document) -> Result<Draft<'d>> {
        self.render(paper, document, self.bearing_of(paper, document).clone())
    }

    /// Renders a paper that bears and carries nothing: two editions of it differ in what they show and in nothing else.
    pub fn bare_draft<'d>(&'d self, paper: usize, document: &'d Document) -> Result<Draft<'d>> {
        self.render(paper, document, Bearing::default())
    }

    fn render<'d>(&'d self, paper: usize, document: &'d Document, bearing: Bearing) -> Result<Draft<'d>> {
        let template = self.meeting.papers[paper].template.as_deref().unwrap_or(PAPER);
        self.draft_as(document, &self.meeting.looks[paper], template, bearing)
    }

    /// Renders a document with this look and template.
    pub fn draft_as<'d>(&self, document: &'d Document, look: &'d Look, template: &str, bearing: Bearing) -> Result<Draft<'d>> {
        let ruler = Ruler::new(self.fonts.chain(&look.fonts)?);
        let context = Context::new(self.meeting, document, look, &bearing.build, &bearing.attachments, &ruler)?;
        let rendered = self.templates.render(template, &context)?;
        let rows = Heights { context: &context, ruler: &ruler }.expected();
        // Of templates of the meeting's own it is not known what they show.
        let own = self.templates.files.values().any(|template| template.own);
        let sketch = (!own).then(|| {
            let (sketch, context) = Sketch::new(&context, &categories(document), &ruler);
            Ok::<_, Diagnostics>((sketch, self.templates.render(template, &context)?))
        });
        let sketch = sketch.transpose()?;
        let (sayings, narrow) = (Sayings::new(&context, &ruler), context.narrow.clone());
        Ok(Draft { rendered, sayings, rows, sketch, document, bearing, look, narrow })
    }

    /// Everything that belongs to a draft on its way to pages.
    pub fn setting<'d>(&'d self, draft: &'d Draft<'d>) -> Setting<'d> {
        Setting {
            meeting: self.meeting,
            look: draft.look,
            document: draft.document,
            placed: &self.placed,
            responses: &self.published,
            templates: &self.templates,
            rendered: &draft.rendered,
            sayings: &draft.sayings,
            rows: &draft.rows,
            sketch: draft.sketch.as_ref(),
            narrow: draft.narrow.as_ref(),
            build: &draft.bearing.build,
            attachments: &draft.bearing.attachments,
        }
    }
}

/// Answers that hold characters which nothing prints; what else there is to say of their characters joins `findings`.
fn answers_with_faults(meeting: &Meeting, responses: &Responses, findings: &mut Diagnostics) -> Vec<Odd> {
    let mut odd = Vec::new();
    for response in responses.0.values() {
        let mut said = Diagnostics::default();
        validate::characters(meeting, &response.place, &response.value, true, &mut said);
        let (faults, others): (Vec<_>, Vec<_>) = said.0.into_iter().partition(|finding| finding.severity == Severity::Error);
        findings.0.extend(others);
        odd.extend(faults.into_iter().map(|finding| Odd { text: response.value.clone(), finding, anywhere: false }));
    }
    odd
}

/// Takes out what is said more gravely of the same character.
fn said_once(odd: &[Odd], findings: &mut Diagnostics) {
    let at = |finding: &Diagnostic| {
        let place = finding.place.as_ref().filter(|_| finding.message.is(words::key::replacement_character))?;
        Some((place.file.clone(), place.sheet.clone(), place.cell.clone(), place.line, place.character))
    };
    let known: BTreeSet<_> = odd.iter().filter_map(|odd| at(&odd.finding)).collect();
    findings.0.retain(|finding| at(finding).is_none_or(|at| !known.contains(&at)));
}

fn meeting_name(meeting: &Meeting) -> &str {
    meeting.folder.to_str().unwrap_or_default()
}

/// The older edition; what is wrong with its records was said when they were new, and stops a comparison all the same.
fn older<'a>(meeting: &'a Meeting, older: &'a Input, findings: &mut Diagnostics) -> Option<Older<'a>> {
    let sound = older.sound(&mut Diagnostics::ignored("they were told when the edition was new"));
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    let sound = sound.map_err(|errors| findings.0.extend(errors.0.into_iter().filter(is_error))).ok()?;
    let derived_ids = validate::derived(&sound.records, &sound.placed.opinions) > 0;
    let name = meeting.head.older.as_deref().unwrap_or_default();
    Some(Older { meeting: &older.meeting, placed: sound.placed, name, derived_ids })
}
