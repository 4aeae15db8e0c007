//! Pages: from rendered Typst source to a set document, and from that to PDF and PNG.

use std::ops::Range;

use tiny_skia::Pixmap;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{NativeElement as _, Smart};
use typst::introspection::Introspector as _;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::model::Document as _;
use typst::pdf::AttachElem;
use typst::syntax::{DiagSpan, FileId};
use typst::{World as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::answers::response::Responses;
use crate::document::{self, Cell, Content, Document, Edition, From, Role};
use crate::meeting::Meeting;
use crate::meeting::identity::BUILD_PROPERTY;
use crate::meeting::look::{Archive, Look};
use crate::records::placed::Placed;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::engines::Quoted;
use crate::say::words;
use crate::typeset::again::{self, Sayings, Seen};
use crate::typeset::breaks::{Keep, Planner};
use crate::typeset::decisions::{self, Breaks, categories};
use crate::typeset::expected::{Expected, Row};
use crate::typeset::fonts::Fonts;
use crate::typeset::marks::{self, RowPlace};
use crate::typeset::packed;
use crate::typeset::sketch::Sketch;
use crate::typeset::template::{Rendered, Templates};
use crate::typeset::widths::{KEPT_LINES, POINTS};
use crate::typeset::world;
use crate::typeset::world::Attachment;
use crate::typeset::world::Papers;

/// Most times that the pages are set. What is still to improve after these passes stays so, with a warning.
const PASSES: usize = 12;

/// A paper with more rows than these is long: what passes before the last one made is forgotten, since memory is worth more
/// than the time to make some of it again.
const MANY_ROWS: usize = 2_000;

/// Whether a paper takes so much memory that another one is better not set beside it.
pub fn is_long(document: &Document) -> bool {
    document.rows().count() > MANY_ROWS
}

/// Forgets what Typst keeps of a long paper, once nothing like it is to be set.
pub fn forget(document: &Document) {
    if is_long(document) {
        typst::comemo::evict(0);
    }
}

/// Most pages of a paper with templates of the meeting's own.
const PAGES: usize = 10_000;

/// Everything that belongs to one paper on its way to pages.
pub struct Setting<'a> {
    pub meeting: &'a Meeting,
    pub look: &'a Look,
    pub document: &'a Document,
    pub placed: &'a Placed,
    pub responses: &'a Responses,
    pub templates: &'a Templates,
    pub rendered: &'a Rendered,
    /// What its tables may have to say again.
    pub sayings: &'a Sayings,
    /// Its rows as they are expected, and a sketch of it; none where templates are the meeting's own.
    pub rows: &'a [Row],
    pub sketch: Option<&'a (Sketch, Rendered)>,
    /// That lines of long texts are too short to read well, if they are.
    pub narrow: Option<&'a Diagnostic>,
    /// The build stamp.
    pub build: &'a str,
    /// What the PDF is to carry.
    pub attachments: &'a [Attachment],
}

impl Setting<'_> {
    /// All that Typst may see of the document.
    pub fn papers<'f>(&self, fonts: &'f Fonts) -> Papers<'f> {
        let mut papers = Papers::new(fonts, self.meeting.date());
        self.templates.library().for_each(|source| papers.put_source(source));
        papers.put_source(self.rendered.source.clone());
        for attachment in self.attachments {
            papers.put(&world::attachment(&attachment.name), attachment.bytes.clone());
        }
        papers
    }

    /// Sets the pages: once, if they are as expected, else again as long as [`Planner::improve`] finds something to improve,
    /// and with what they say again. `watch` is told of each time how often and on how many pages.
    pub fn set(&self, papers: &mut Papers, watch: &dyn Fn(usize, usize), warnings: &mut Diagnostics) -> Result<PagedDocument> {
        let look = self.look;
        let categories = categories(self.document);
        let counts: Vec<usize> = categories.iter().map(|section| section.iter().map(|category| category.rows).sum()).collect();
        let foot = (look.page().1 - look.margin_bottom) * POINTS;
        let keep = Keep { rows: look.keep_rows, height: KEPT_LINES * look.line, below: self.sayings.below };
        let mut known = Expected::new(&categories, self.rows.to_vec(), foot);
        if let Some(sketch) = self.sketch {
            self.look_at(sketch, papers, &mut known);
        }
        let mut planner = Planner::new(known, &self.sayings.labels, keep);
        // Where nothing stands beside labels, no row can be raised for them: they take height of their own.
        let only_labels = self.document.columns.iter().all(|column| column.role == Role::Label);
        let (mut planner, expected) = if only_labels {
            planner.give_up();
            let expected = planner.expect();
            (planner, expected)
        } else {
            planner.settle(&self.sayings.labels)
        };
        let again = |planner: &Planner, rows: &[RowPlace]| self.sayings.expected(rows, planner.known(), planner.decided().tighter, look);
        let mut said = expected.map(|rows| again(&planner, &rows)).unwrap_or_default();
        for pass in 1.. {
            let document = self.pass(papers, planner.decided(), &said, warnings)?;
            watch(pass, document.pages().len());
            if is_long(self.document) {
                typst::comemo::evict(1);
            }
            let given_up = planner.decided().flows;
            let rows = marks::rows(&document, &counts);
            let improves = !given_up && planner.improve(&rows);
            if improves && pass < PASSES {
                let rows = planner.known().places(planner.decided());
                said = rows.map(|rows| again(&planner, &rows)).unwrap_or_default();
                continue;
            }
            let room = self.check_room(&document);
            // What runs over may do so because of the decisions.
            if !given_up && (improves || room.is_err()) {
                planner.give_up();
                continue;
            }
            room?;
            // What is said again changes no place, so that the tables stay as they are set; with templates of a meeting's own it may.
            let again = self.again(&document, &rows, planner.decided().tighter);
            let settled = again::is_like(&again, &said, document.pages().len());
            if !settled && pass < 2 * PASSES {
                said = again;
                continue;
            }
            if !settled || (given_up && !only_labels) {
                warnings.push(Diagnostic::warning(words::pages_unsettled(self.document.name())).hint(words::pages_unsettled_hint()));
            }
            self.check_origin(&document, warnings);
            warnings.0.extend(self.narrow.cloned());
            return Ok(document);
        }
        unreachable!("the last pass returns")
    }

    /// Sets the pages with what was decided and what they say again.
    fn pass(&self, papers: &mut Papers, decided: &Breaks, said: &[again::Page], warnings: &mut Diagnostics) -> Result<PagedDocument> {
        papers.put(decisions::FILE, decided.json());
        papers.put(again::FILE, serde_json::to_vec(said).expect("plain values are JSON"));
        self.compile(papers, warnings)
    }

    /// Sets a sketch of the paper, to know the places of rows before they are set.
    fn look_at(&self, (sketch, rendered): &(Sketch, Rendered), papers: &mut Papers, known: &mut Expected) {
        papers.put_source(rendered.source.clone());
        let document = self.pass(papers, &Breaks::default(), &[], &mut Diagnostics::ignored("the paper tells them, with their places"));
        papers.put_source(self.rendered.source.clone());
        // What is wrong with it is wrong with the paper, which says where.
        if let Ok(document) = document {
            sketch.teach(&document, known);
        }
    }

    /// What the pages must say again.
    fn again(&self, document: &PagedDocument, rows: &[RowPlace], tighter: f64) -> Vec<again::Page> {
        let (heads, openings, ends) = (marks::heads(document), marks::openings(document), marks::ends(document));
        let seen = Seen { pages: document.pages().len(), rows, heads: &heads, openings: &openings, ends: &ends, tighter };
        self.sayings.pages(&seen, self.look)
    }

    fn compile(&self, papers: &Papers, warnings: &mut Diagnostics) -> Result<PagedDocument> {
        let compiled = typst::compile::<PagedDocument>(papers);
        let mut findings = Diagnostics::default();
        for warning in &compiled.warnings {
            let diagnostic = self.diagnostic(papers, warning);
            // Text in an unknown font vanishes, and pages that do not converge are wrong.
            let grave = warning.message.starts_with("unknown font family") || warning.message.contains("converge");
            if !grave && warnings.0.contains(&diagnostic) {
                continue;
            }
            findings.push(if grave { Diagnostic { severity: crate::say::diag::Severity::Error, ..diagnostic } } else { diagnostic });
        }
        match compiled.output {
            Ok(document) => self.check_number(&document).and_then(|()| findings.finish(document, warnings)),
            Err(errors) => {
                findings.0.extend(errors.iter().map(|error| self.diagnostic(papers, error)));
                Err(findings)
            }
        }
    }

    /// Refuses more pages than anybody wants, which only a template of the meeting's own can be the cause of.
    fn check_number(&self, document: &PagedDocument) -> Result<()> {
        let rendered = self.rendered.place(0).file;
        let own = || self.templates.files.values().filter(|template| template.own);
        let (pages, template) = (document.pages().len(), own().find(|template| template.file == rendered).or_else(|| own().next()));
        match template {
            Some(template) if pages > PAGES => {
                Err(Diagnostic::error(words::pages_too_many(pages, PAGES)).at(Place::file(&template.file)).into())
            }
            _ => Ok(()),
        }
    }

    /// The document as PDF/A-3 and PDF/UA-1.
    pub fn pdf(&self, papers: &Papers, document: &PagedDocument) -> Result<Vec<u8>> {
        let archive = match self.meeting.pdf.archive {
            Archive::A3a => PdfStandard::A_3a,
            Archive::A3u => PdfStandard::A_3u,
        };
        let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1]).map_err(|e| faulty(e.message()))?;
        let options = PdfOptions { standards, creator: Smart::Custom(Some(crate::say::PROGRAM.to_owned())), ..PdfOptions::default() };
        let exported = typst_pdf::pdf(document, &options).map(packed::packed);
        exported.map_err(|errors| {
            let mut findings: Vec<Diagnostic> = errors.iter().map(|error| self.diagnostic(papers, error)).collect();
            // The exporter gathers some of these in a set without order.
            findings.sort_by_key(|d| (d.place.clone(), d.message.say(words::Lang::En)));
            Diagnostics(findings)
        })
    }

    /// A Typst diagnostic at the line of the template, with the record whose value is involved.
    fn diagnostic(&self, papers: &Papers, error: &SourceDiagnostic) -> Diagnostic {
        let main = papers.main();
        let own = located(papers, error.span);
        let quoted = || Quoted { engine: "Typst", message: &error.message };
        let unknown_font = error.message.strip_prefix("unknown font family: ");
        let mut diagnostic = match (error.severity, &own) {
            (Severity::Warning, _) if let Some(family) = unknown_font => Diagnostic::warning(words::unknown_font(family)),
            (Severity::Error, Some(_)) => Diagnostic::error(words::typst(quoted())),
            (Severity::Error, None) => Diagnostic::error(words::typst_own(quoted())),
            (Severity::Warning, _) => Diagnostic::warning(words::typst_warns(quoted())),
        };
        if let Some((id, range)) = &own {
            diagnostic = diagnostic.at(self.place(papers, *id, range));
        }
        let traced = error.trace.iter().map(|point| located(papers, DiagSpan::from(point.span)));
        let in_main = std::iter::once(own.clone()).chain(traced).flatten().find(|(id, _)| *id == main);
        if let Some((id, range)) = in_main {
            if own.as_ref().is_some_and(|(own, _)| *own != main) {
                diagnostic = diagnostic.hint(words::called_from(self.place(papers, id, &range)));
            }
            for place in self.records(&range) {
                diagnostic = diagnostic.hint(words::about_record(place));
            }
        }
        for hint in &error.hints {
            diagnostic = diagnostic.hint(words::typst_advises(&hint.v));
        }
        let has_own = self.templates.files.values().any(|template| template.own);
        diagnostic.hint(if has_own { words::own_template_hint() } else { words::own_fault_hint() })
    }

    fn place(&self, papers: &Papers, id: FileId, range: &Range<usize>) -> Place {
        if id == papers.main() {
            return self.rendered.place(range.start);
        }
        let name = id.get().vpath().get_without_slash();
        let file = self.templates.files.get(name).map_or(name, |template| &template.file);
        match papers.source(id) {
            Ok(source) => Place::line(file, source.lines().byte_to_line(range.start).unwrap_or(0) + 1),
            Err(_) => Place::file(file),
        }
    }

    /// The records whose texts stand at `range` of the rendered source.
    fn records(&self, range: &Range<usize>) -> Vec<Place> {
        let values = self.rendered.values_near(range);
        self.places(|cell| values.contains(&cell.text()))
    }

    /// Where the values of the first few cells stand that pass a test.
    fn places(&self, test: impl Fn(&Cell) -> bool) -> Vec<Place> {
        let cells = self.document.rows().flat_map(|row| &row.cells).filter(|cell| !cell.runs.is_empty() && test(cell));
        let mut places = Vec::new();
        for place in cells.filter_map(|cell| self.place_of(cell.from.last()?)) {
            if places.len() < 3 && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Where a value stands: the record, or the answer.
    fn place_of(&self, from: &From) -> Option<Place> {
        // Of the older edition no places are kept.
        let opinion = self.placed.opinions.iter().filter(|_| from.edition == Edition::Newer).find(|opinion| opinion.id == from.opinion)?;
        if let Content::Field(field) = from.content
            && self.meeting.answer_index(field).is_some()
        {
            let key = &self.meeting.fields[field].key;
            let said = self.responses.to(&opinion.id).find(|(question, _)| question.field == *key);
            return said.map(|(_, response)| response.place.clone());
        }
        Some(opinion.place.clone().heading(document::heading(self.meeting, from.content)))
    }

    /// Warns if the template leaves out what the document is to carry.
    fn check_origin(&self, document: &PagedDocument, warnings: &mut Diagnostics) {
        let attached = document.introspector().query(&AttachElem::ELEM.select());
        let attached: Vec<&str> = attached.iter().filter_map(|e| Some(e.to_packed::<AttachElem>()?.path.derived.as_str())).collect();
        let stamped = self.build.is_empty() || document.info().keywords.iter().any(|keyword| keyword.contains(self.build));
        let files = self.attachments.iter().map(|attachment| attachment.name.as_str());
        let mut lacking: Vec<&str> = files.filter(|name| !attached.contains(name)).collect();
        lacking.extend((!stamped).then_some(BUILD_PROPERTY));
        if !lacking.is_empty() {
            let place = Place::file(self.rendered.place(0).file);
            let warning = Diagnostic::warning(words::origin_left_out(lacking.join(", ")));
            warnings.push(warning.at(place).hint(words::origin_left_out_hint()));
        }
    }

    /// Refuses a document in which a text runs over the right edge of the body, over its foot or over
    /// the edge of the paper. Below the foot only the line may stand that `lib/handout.typ` marks.
    fn check_room(&self, document: &PagedDocument) -> Result<()> {
        let look = self.look;
        let (width, height) = look.page();
        let (width, height) = (width * POINTS, height * POINTS);
        let foot = height - look.margin_bottom * POINTS + 1.0;
        let right = width - look.margin_right * POINTS + 1.0;
        let footer = marks::footer(document);
        let mut findings = Diagnostics::default();
        for (page, frame) in document.pages().iter().enumerate() {
            let mut over = None;
            walk(&frame.frame, Transform::identity(), &mut |point, text_width, text| {
                let (x, y) = (point.x.to_pt(), point.y.to_pt());
                let in_footer = marks::in_footer(footer, y);
                let below = y > if footer.is_some() { foot } else { height };
                if (below && !in_footer) || y < 0.0 || x < 0.0 || x + text_width > right {
                    over.get_or_insert_with(|| text.to_owned());
                }
            });
            if let Some(text) = over {
                let mut diagnostic = Diagnostic::error(words::runs_over(page + 1, text.chars().take(20).collect::<String>()));
                if let Some(place) = self.places(|cell| cell.text().contains(&text)).into_iter().next() {
                    diagnostic = diagnostic.at(place);
                }
                findings.push(diagnostic.hint(words::too_narrow_hint()).in_paper(&self.document.name));
            }
        }
        findings.unless_errors(())
    }
}

/// A page of the document as PNG, with the build stamp in its metadata.
pub fn png(document: &PagedDocument, file: &str, page: usize, ppi: f64, build: &str) -> Result<Vec<u8>> {
    let pages = document.pages();
    let Some(page) = pages.get(page - 1) else {
        return Err(Diagnostic::error(words::no_such_page(file, page, pages.len())).into());
    };
    let options = typst_render::RenderOptions { pixel_per_pt: (ppi / 72.0).into(), ..Default::default() };
    let pixels = typst_render::render(page, &options);
    encode(&pixels, ppi, build).map_err(|e| faulty(e).into())
}

/// What goes wrong in the making itself.
fn faulty(cause: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(words::typst_own(cause)).hint(words::own_fault_hint())
}

/// PNG without transparency (a page is opaque), packed for speed rather than for the last byte.
fn encode(pixels: &Pixmap, ppi: f64, build: &str) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (ppi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    encoder.add_text_chunk(BUILD_PROPERTY.to_owned(), build.to_owned())?;
    let opaque: Vec<u8> = pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    encoder.write_header()?.write_image_data(&opaque)?;
    Ok(bytes)
}

fn located(papers: &Papers, span: impl Into<DiagSpan>) -> Option<(FileId, Range<usize>)> {
    let span = span.into();
    Some((span.id()?, papers.range(span)?))
}

/// Calls `visit` for every run of text with the point where it starts, its width in points and its text.
fn walk(frame: &Frame, transform: Transform, visit: &mut impl FnMut(Point, f64, &str)) {
    for (point, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner = transform.pre_concat(Transform::translate(point.x, point.y)).pre_concat(group.transform);
                walk(&group.frame, inner, visit);
            }
            FrameItem::Text(text) => {
                visit(point.transform(transform), text.width().to_pt(), &text.text);
            }
            _ => {}
        }
    }
}
