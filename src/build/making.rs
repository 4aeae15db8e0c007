//! Making: every wanted output in memory, papers side by side and data beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::answers::division::Share;
use crate::build::input::Input;
use crate::build::left_out::LeftOut;
use crate::build::manifest::{Entry, Manifest};
use crate::build::output::{self, Artifact};
use crate::build::prepare::Prepared;
use crate::document::Document;
use crate::export;
use crate::export::html::PageFacts;
use crate::meeting::Kind;
use crate::meeting::inquiry::inquiry_name;
use crate::meeting::paper::Layout;
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;
use crate::say::{PROGRAM, Progress, Step};
use crate::typeset::measure::Ruler;
use crate::typeset::pages;

/// What a listener hears before and after a text that the other edition lacks.
const MARKS: [&str; 2] = ["変更箇所ここから", "変更箇所ここまで"];

/// Papers that are set at once. Setting takes nearly all the time of a build, and memory as it has pages: a long one is set alone.
const AT_ONCE: usize = 2;

/// What is told while papers are made, by those who make them.
enum Told {
    /// A paper was set, so often by now, on so many pages.
    Look {
        paper: usize,
        pass: usize,
        pages: usize,
    },
    Made(String),
    /// Whoever set a paper is done with it.
    Ended,
}

impl Told {
    fn to(self, tell: &Sender<Self>) {
        // Where nobody listens, the build ends anyway.
        let _ = tell.send(self);
    }
}

/// Tells the end of a paper, whatever it was.
struct Ends(Sender<Told>);

impl Drop for Ends {
    fn drop(&mut self) {
        Told::Ended.to(&self.0);
    }
}

/// What was told so far, and who is shown it.
struct Heard<'a> {
    making: &'a Making<'a>,
    progress: Progress<'a>,
    /// Outputs that are made.
    done: usize,
}

impl Heard<'_> {
    /// These papers are now set.
    fn begin(&self, papers: &[usize]) {
        (self.progress)(words::step_set().into());
        let is_of = |kind: &Kind| matches!(kind, Kind::Pdf { paper } if papers.contains(paper));
        for (name, _) in self.making.wanted.iter().filter(|(_, kind)| is_of(kind)) {
            (self.progress)(words::step_export(name).into());
        }
    }

    /// Hears until so many papers have ended.
    fn until_ended(&mut self, told: &Receiver<Told>, mut papers: usize) {
        while papers > 0 {
            let Ok(told) = told.recv() else { break };
            papers -= usize::from(matches!(told, Told::Ended));
            self.hear(told);
        }
    }

    fn hear(&mut self, told: Told) {
        let all = self.making.wanted.len();
        let says = match told {
            Told::Look { paper, pass, pages } => words::step_look(self.making.documents[paper].name(), pass, pages),
            Told::Made(name) => {
                self.done += 1;
                words::step_made(self.done, all, name)
            }
            Told::Ended => return,
        };
        (self.progress)(Step { says, part: Some((self.done, all)) });
    }
}

/// What is to be made.
pub struct Making<'a> {
    pub papers: Prepared<'a>,
    /// What each paper of the meeting says.
    pub documents: Vec<Document>,
    /// Name and kind of each output, in the meeting's order.
    pub wanted: Vec<(String, Kind)>,
    /// What cannot be made; it is not among the others.
    pub left_out: LeftOut,
    keep_typst: bool,
}

impl<'a> Making<'a> {
    /// Works out what the papers say, and which outputs there are to make: those that `only` names, or all.
    pub fn new(input: &'a Input, only: &[String], keep_typst: bool, warnings: &mut Diagnostics) -> Result<Self> {
        let papers = Prepared::with_odd(input, warnings)?;
        let documents = papers.documents()?;
        // In a comparison an old number and a new one may be the same.
        let lists = documents.iter().zip(&input.meeting.papers).filter(|(_, paper)| paper.layout != Layout::Comparison);
        warnings.0.extend(lists.filter_map(|(document, _)| document.check_numbers()));
        let mut wanted = wanted(&papers, only)?;
        let left_out = LeftOut::of(&papers, &documents, &mut wanted, warnings)?;
        Ok(Self { papers, documents, wanted, left_out, keep_typst })
    }

    /// The names of the outputs.
    pub fn names(&self) -> Vec<&str> {
        self.wanted.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The manifest of a whole build that read `inputs` and made the artifacts.
    pub fn manifest(&self, inputs: BTreeMap<String, Entry>, artifacts: &[Artifact]) -> Manifest {
        let build = |(name, kind): &(String, Kind)| Some((name.clone(), self.papers.build_of(*kind, &self.documents)?.to_owned()));
        let outputs = artifacts.iter().map(|artifact| (artifact.name.clone(), Entry::of(&artifact.bytes))).collect();
        Manifest { program: PROGRAM.to_owned(), builds: self.wanted.iter().filter_map(build).collect(), inputs, outputs }
    }

    /// Makes every wanted output in memory.
    pub fn make(&self, progress: Progress, warnings: &mut Diagnostics) -> Result<Vec<Artifact>> {
        let shows = |kind: &Kind| kind.paper().is_some_and(|paper| self.documents[paper].shows_answers(self.papers.meeting));
        if self.wanted.iter().any(|(_, kind)| shows(kind)) {
            self.papers.entries()?.report_open(warnings);
        }
        let printed = |paper: &usize| self.wanted.iter().any(|(_, kind)| is_printed(*kind) && kind.paper() == Some(*paper));
        let printed: Vec<usize> = (0..self.documents.len()).filter(printed).collect();
        let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut findings = Diagnostics::default();
        // Workbooks, pages for the web and data need nothing of the printed pages: they are made beside them.
        std::thread::scope(|scope| {
            let (tell, told) = channel();
            let data = scope.spawn({
                let tell = tell.clone();
                move || self.data(&tell)
            });
            let mut heard = Heard { making: self, progress, done: 0 };
            let is_long = |paper: &usize| pages::is_long(&self.documents[*paper]);
            for papers in printed.chunk_by(|one, other| !is_long(one) && !is_long(other)).flat_map(|papers| papers.chunks(AT_ONCE)) {
                heard.begin(papers);
                let set = |paper: &usize| {
                    let (paper, tell) = (*paper, tell.clone());
                    scope.spawn(move || {
                        let _ends = Ends(tell.clone());
                        self.set(paper, &tell)
                    })
                };
                let set: Vec<_> = papers.iter().map(set).collect();
                heard.until_ended(&told, set.len());
                for paper in set {
                    let (artifacts, said) = paper.join().map_err(|_| Diagnostic::error(words::stopped()))?;
                    let new: Vec<Diagnostic> = said.0.into_iter().filter(|said| !findings.0.contains(said)).collect();
                    findings.0.extend(new);
                    made.extend(artifacts);
                }
            }
            drop(tell);
            told.into_iter().for_each(|told| heard.hear(told));
            made.extend(findings.gather(data.join().map_err(|_| Diagnostic::error(words::stopped()))?));
            Ok::<(), Diagnostics>(())
        })?;
        findings.finish((), warnings)?;
        let kept: Vec<String> = made.keys().filter(|name| !self.wanted.iter().any(|(wanted, _)| wanted == *name)).cloned().collect();
        let names = self.wanted.iter().map(|(name, _)| name.clone()).chain(kept);
        Ok(names.filter_map(|name| made.remove(&name).map(|bytes| Artifact { name, bytes })).collect())
    }

    /// Makes what is not set as pages.
    fn data(&self, tell: &Sender<Told>) -> Result<Vec<(String, Vec<u8>)>> {
        let Prepared { meeting, placed, .. } = &self.papers;
        let (shares, entries) = (self.papers.shares()?, self.papers.entries()?);
        let mut made = Vec::new();
        for (name, kind) in &self.wanted {
            let build = self.papers.build_of(*kind, &self.documents).unwrap_or_default();
            let bytes = match kind {
                Kind::Pdf { .. } | Kind::Image { .. } => continue,
                Kind::Workbook { paper } => {
                    let (document, look) = (&self.documents[*paper], &meeting.looks[*paper]);
                    let ruler = Ruler::new(self.papers.fonts.chain(&look.fonts)?);
                    export::xlsx::paper(meeting, document, look, &entries, build, &ruler)?
                }
                Kind::Page { paper } => {
                    let (year, month, day) = meeting.date();
                    let facts = PageFacts {
                        language: "ja",
                        date: &format!("{year:04}-{month:02}-{day:02}"),
                        build,
                        size: meeting.looks[*paper].size,
                        marks: MARKS,
                    };
                    export::html::html(&self.documents[*paper], &facts)
                }
                Kind::Inquiry { division: None } => continue,
                Kind::Inquiry { division: Some(index) } => {
                    let ruler = Ruler::new(self.papers.chain.clone());
                    export::xlsx::inquiry::workbook(meeting, &shares[*index], build, &ruler)?
                }
                Kind::Csv => export::csv::csv(meeting, placed)?,
                Kind::Json => export::json::json(meeting, placed)?,
            };
            Told::Made(name.clone()).to(tell);
            made.push((name.clone(), bytes));
        }
        Ok(made)
    }

    /// Sets one paper and makes everything that is made from its pages, or says what is wrong with it.
    fn set(&self, paper: usize, tell: &Sender<Told>) -> (Vec<(String, Vec<u8>)>, Diagnostics) {
        let mut findings = Diagnostics::default();
        let made = self.pages(paper, tell, &mut findings);
        (findings.gather(made), findings)
    }

    fn pages(&self, paper: usize, tell: &Sender<Told>, warnings: &mut Diagnostics) -> Result<Vec<(String, Vec<u8>)>> {
        let draft = self.papers.draft(paper, &self.documents[paper])?;
        let setting = self.papers.setting(&draft);
        let (build, fonts) = (setting.build, &self.papers.fonts);
        let mut papers = setting.papers(fonts);
        let pages = setting.set(&mut papers, &|pass, pages| Told::Look { paper, pass, pages }.to(tell), warnings)?;
        pages::forget(&self.documents[paper]);
        let mut made = Vec::new();
        std::thread::scope(|scope| {
            let images: Vec<_> = self
                .wanted
                .iter()
                .filter_map(|(name, kind)| match kind {
                    Kind::Image { paper: of, page, ppi } if *of == paper => {
                        let pages = &pages;
                        Some(scope.spawn(move || pages::png(pages, name, *page, *ppi, build).map(|bytes| (name.clone(), bytes))))
                    }
                    _ => None,
                })
                .collect();
            for (name, _) in self.wanted.iter().filter(|(_, kind)| *kind == (Kind::Pdf { paper })) {
                made.push((name.clone(), setting.pdf(&papers, &pages)?));
                Told::Made(name.clone()).to(tell);
            }
            for image in images {
                let image = image.join().map_err(|_| Diagnostic::error(words::stopped()))??;
                Told::Made(image.0.clone()).to(tell);
                made.push(image);
            }
            Ok::<(), Diagnostics>(())
        })?;
        if self.keep_typst {
            let folder = format!("{}/{}", output::TYPST, paper + 1);
            made.extend(papers.all().into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
            made.extend(fonts.files.iter().map(|file| (format!("{folder}/fonts/{}", file.name), file.bytes.to_vec())));
        }
        Ok(made)
    }
}

/// Whether something is made from pages that Typst sets.
fn is_printed(kind: Kind) -> bool {
    matches!(kind, Kind::Pdf { .. } | Kind::Image { .. })
}

/// Name and kind of the outputs to make, in the meeting's order. An inquiry is one for each division that has opinions.
fn wanted(papers: &Prepared, only: &[String]) -> Result<Vec<(String, Kind)>> {
    let (meeting, shares) = (papers.meeting, papers.shares()?);
    let mut all = Vec::new();
    for (name, kind) in meeting.files()? {
        match kind {
            Kind::Inquiry { .. } => {
                let asked = shares.iter().enumerate().filter(|(_, share)| !share.opinions.is_empty());
                let of = |share: &Share| inquiry_name(&name, share.division);
                all.extend(asked.map(|(index, share)| (of(share), Kind::Inquiry { division: Some(index) })));
            }
            kind => all.push((name, kind)),
        }
    }
    let mut findings = Diagnostics::default();
    let known: Vec<&str> = all.iter().map(|(known, _)| known.as_str()).collect();
    // As Windows and shells may write it, such as `.\照会\\窓口課.xlsx`; no output has a backslash in its name.
    let plain = |name: &String| name.split(['/', '\\']).filter(|part| !["", "."].contains(part)).collect::<Vec<_>>().join("/");
    let mut taken = BTreeSet::new();
    for name in only.iter().map(plain) {
        let pattern = files::pattern(&name);
        let found: Vec<&str> =
            known.iter().copied().filter(|known| *known == name || pattern.as_ref().is_some_and(|is| is(known))).collect();
        let unknown = Diagnostic::error(words::unknown_output(&name));
        match (found.is_empty(), &pattern) {
            (true, Some(_)) => findings.push(unknown.hint(words::known_names(words::listed(&known)))),
            (true, None) => findings.push(unknown.known(&name, &known)),
            (false, _) => taken.extend(found.into_iter().map(str::to_owned)),
        }
    }
    all.retain(|(name, _)| only.is_empty() || taken.contains(name));
    findings.unless_errors(all)
}
