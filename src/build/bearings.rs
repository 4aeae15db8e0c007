//! Bearings: what papers and inquiries bear and carry: the stamp of the build, and what it was made of.

use crate::answers::division;
use crate::answers::entries::Entries;
use crate::answers::response::{self, Responses};
use crate::build::carried::{self, Origin};
use crate::build::input::{Input, earlier};
use crate::build::public::{Part, Public, carried_table};
use crate::export;
use crate::meeting::{self, Meeting};
use crate::records::placed::Placed;
use crate::say::diag::Result;
use crate::typeset::fonts::Fonts;
use crate::typeset::world::Attachment;

/// What papers bear and carry.
#[derive(Clone, Default)]
pub struct Bearing {
    /// The build stamp.
    pub build: String,
    /// What the PDF carries.
    pub attachments: Vec<Attachment>,
}

/// The same for every kind of output.
pub struct Bearings {
    pub plain: Bearing,
    pub with_answers: Bearing,
    /// The stamp of inquiries, which say more of the meeting than papers carry.
    pub inquiries: String,
}

impl Bearing {
    fn new(meeting: &Meeting, origin: &Origin, canonical: &[u8]) -> Result<Self> {
        let build = origin.stamp(canonical);
        let attachments = if meeting.pdf.source { origin.attachments(canonical, &build)? } else { Vec::new() };
        Ok(Self { build, attachments })
    }
}

impl Bearings {
    /// `older` is the older edition, as its own meeting has it; `part` the paper for which these opinions are, if it shows no others.
    pub fn new(
        input: &Input,
        placed: &Placed,
        older: Option<(&Meeting, &Placed)>,
        fonts: &Fonts,
        published: &Responses,
        part: Option<Part>,
    ) -> Result<Self> {
        let meeting = &input.meeting;
        let canonical = &export::json::json(meeting, placed)?;
        // Papers without answers must not change whenever one comes in.
        let origin = Origin::new(&input.files, &input.records, fonts, &input.entries).without(response::FILE);
        let public = Public::new(input, placed, part)?;
        let older = OlderCarried::new(input, older)?;
        let origin = origin.with_records(&public.csv);
        let inquiries = origin.clone().with(meeting::FILE, &public.inquiries).stamp(canonical);
        let origin = older.in_place(origin.with(meeting::FILE, &public.meeting));
        let plain = Bearing::new(meeting, &origin, canonical)?;
        let answers = export::csv::responses(published)?;
        let mut with_answers = Bearing::new(meeting, &origin.with(response::FILE, &answers), canonical)?;
        if meeting.pdf.source {
            let shares = division::of_some(meeting, placed);
            let answers = export::json::responses(&Entries::new(meeting, placed, &shares, published))?;
            with_answers.attachments.push(carried::responses(answers));
        }
        Ok(Self { plain, with_answers, inquiries })
    }
}

/// What is carried of an older edition: nothing but its opinions, and none of its answers, which no comparison shows.
struct OlderCarried<'a> {
    /// Its folder or its table, as `meeting.toml` names it.
    name: Option<&'a str>,
    /// Of a folder: the name of its records, and what stands in place of its files.
    folder: Option<(&'a str, Public)>,
    /// Of a table: what stands in its place.
    table: Option<Vec<u8>>,
}

impl<'a> OlderCarried<'a> {
    fn new(input: &'a Input, older: Option<(&Meeting, &Placed)>) -> Result<Self> {
        let name = input.meeting.head.older.as_deref();
        let (Some(name), Some((meeting, placed))) = (name, older) else { return Ok(Self { name, folder: None, table: None }) };
        let is_here = |older: &&Input| older.meeting.folder == input.meeting.folder.join(name.trim_end_matches('/'));
        let folder = input.older.as_deref().filter(is_here);
        let public = folder.map(|older| Public::new(older, placed, None)).transpose()?;
        let folder = folder.map(|older| older.records.as_str()).zip(public);
        let table = earlier::is_table(name).then(|| export::csv::csv(meeting, placed)).transpose()?;
        Ok(Self { name: Some(name), folder, table })
    }

    /// The origin with this in place of the older edition's files.
    fn in_place<'b>(&'b self, origin: Origin<'b>) -> Origin<'b> {
        let Some(name) = self.name else { return origin };
        let file = |file: &str| format!("{}/{file}", name.trim_end_matches('/'));
        let origin = match &self.table {
            Some(csv) => origin.without(name).with(&carried_table(name), csv),
            None => origin,
        };
        let origin = match &self.folder {
            Some((records, public)) => {
                let origin = origin.without(&file(records)).with(&file(carried::CSV_RECORDS), &public.csv);
                origin.with(&file(meeting::FILE), &public.meeting)
            }
            None => origin,
        };
        origin.without(&file(response::FILE))
    }
}
