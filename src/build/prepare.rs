//! Prepare: from the input of a build to a meeting whose records, fonts and characters are in order, and to drafts of its documents.

use typst::text::FontInstance;

use crate::answers::answered::Answered;
use crate::answers::division;
use crate::answers::division::Share;
use crate::answers::response;
use crate::answers::response::Responses;
use crate::build::carried;
use crate::build::carried::Origin;
use crate::build::input::Input;
use crate::export;
use crate::meeting::{Kind, Meeting, View};
use crate::records::matrix::Matrix;
use crate::records::validate;
use crate::say::diag::{Diagnostics, Result};
use crate::typeset::context::OpinionMatrix;
use crate::typeset::context::response::OpinionResponse;
use crate::typeset::fonts;
use crate::typeset::fonts::Fonts;
use crate::typeset::measure::Ruler;
use crate::typeset::pages::Setting;
use crate::typeset::template::{Rendered, Templates};
use crate::typeset::world::Attachment;

/// A meeting whose records, fonts and characters are in order.
pub struct Prepared<'a> {
    pub meeting: &'a Meeting,
    pub matrix: Matrix,
    /// What the divisions answered; empty if nothing was collected yet.
    pub responses: Responses,
    /// Those of them that papers for others show. 意見と対応 is made of nothing else, since it carries nothing else.
    printed: Responses,
    pub templates: Templates,
    pub fonts: Fonts,
    /// The fonts of the papers, in order.
    pub chain: Vec<FontInstance>,
    /// What papers without answers bear and carry, and what 意見と対応 does: of the answers, those that it prints.
    plain: Bearing,
    with_answers: Bearing,
}

/// What papers bear and carry.
#[derive(Default)]
pub struct Bearing {
    /// The build stamp.
    pub build: String,
    /// What the PDF carries.
    pub attachments: Vec<Attachment>,
}

/// A document that is rendered but not set.
pub struct Draft {
    pub rendered: Rendered,
    /// The rows of the document, as [`crate::typeset::layout::Groups`].
    pub groups: Vec<Vec<usize>>,
    pub bearing: Bearing,
}

impl Bearing {
    fn new(meeting: &Meeting, origin: &Origin, canonical: &[u8]) -> Result<Self> {
        let build = origin.stamp(canonical);
        let attachments = if meeting.pdf.source { origin.attachments(canonical, &build)? } else { vec![carried::records(canonical)] };
        Ok(Self { build, attachments })
    }
}

impl<'a> Prepared<'a> {
    /// Goes as far as it can, so that all findings are reported together.
    pub fn new(input: &'a Input, warnings: &mut Diagnostics) -> Result<Self> {
        let meeting = &input.meeting;
        let mut findings = Diagnostics::default();
        let table = input.records(&mut findings)?;
        let opinions = validate::validate(meeting, &table, &mut findings);
        let matrix = Matrix::new(meeting, opinions, &mut findings);
        let mut notes = Diagnostics::default();
        if let Err(errors) = division::shares(meeting, &matrix, &mut notes) {
            notes.0.extend(errors.0);
        }
        findings.0.extend(notes.0);
        let mut responses = Responses::default();
        if let Some(table) = input.responses(&mut findings)? {
            responses = Responses::read(meeting, &table, &mut findings);
            responses.check(meeting, &matrix, &mut findings);
        }
        let templates = Templates::new(&input.files, &meeting.folder)?;
        let fonts = Fonts::new(&input.fonts, &meeting.folder)?;
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
        let printed = responses.printed(meeting);
        let carried = export::csv::responses(&printed)?;
        let with_answers = Bearing::new(meeting, &origin.with(response::FILE, &carried), &canonical)?;
        Ok(Self { meeting, matrix, responses, printed, templates, fonts, chain, plain, with_answers })
    }

    /// What an output of this kind bears and carries; nothing if it is plain data.
    pub fn bearing(&self, kind: &Kind) -> Option<&Bearing> {
        match kind {
            Kind::Csv | Kind::Json => None,
            kind if kind.is_response() => Some(&self.with_answers),
            _ => Some(&self.plain),
        }
    }

    /// The build stamp of papers without answers.
    pub fn build(&self) -> &str {
        &self.plain.build
    }

    /// Which opinions go to which division; what there is to say of that was said before.
    pub fn shares(&self) -> Result<Vec<Share<'_>>> {
        division::shares(self.meeting, &self.matrix, &mut Diagnostics::default())
    }

    /// The opinions with what the divisions answered.
    pub fn answered(&self) -> Result<Answered<'_>> {
        Ok(Answered::new(self.meeting, &self.matrix, &self.shares()?, &self.responses))
    }

    /// Renders a document that bears and carries what the build says.
    pub fn draft(&self, template: &str, view: View) -> Result<Draft> {
        let Bearing { build, attachments } = if view == View::OpinionResponse { &self.with_answers } else { &self.plain };
        self.render(template, view, Bearing { build: build.clone(), attachments: attachments.clone() })
    }

    /// Renders a document that bears and carries nothing: two editions of it differ in what they show and in nothing else.
    pub fn bare_draft(&self, template: &str, view: View) -> Result<Draft> {
        self.render(template, view, Bearing::default())
    }

    fn render(&self, template: &str, view: View, mut bearing: Bearing) -> Result<Draft> {
        let ruler = Ruler::new(self.chain.clone());
        let (rendered, groups) = match (view, &self.meeting.response) {
            (View::OpinionResponse, Some(handout)) => {
                let answered = Answered::new(self.meeting, &self.matrix, &self.shares()?, &self.printed);
                if !bearing.attachments.is_empty() {
                    bearing.attachments.push(carried::responses(export::json::responses(&answered)));
                }
                let context = OpinionResponse::new(&answered, handout, &bearing.build, &bearing.attachments, &ruler)?;
                (self.templates.render(template, &context)?, answered.groups())
            }
            _ => {
                let context = OpinionMatrix::new(self.meeting, &self.matrix, &bearing.build, &bearing.attachments, &ruler)?;
                (self.templates.render(template, &context)?, self.matrix.groups())
            }
        };
        Ok(Draft { rendered, groups, bearing })
    }

    /// Everything that belongs to a draft on its way to pages.
    pub fn setting<'d>(&'d self, draft: &'d Draft) -> Setting<'d> {
        Setting {
            meeting: self.meeting,
            matrix: &self.matrix,
            responses: &self.responses,
            groups: &draft.groups,
            templates: &self.templates,
            rendered: &draft.rendered,
            build: &draft.bearing.build,
            attachments: &draft.bearing.attachments,
        }
    }
}
