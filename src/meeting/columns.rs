//! Columns: what the columns of records are, by the names that the meeting knows, and who may see what stands in them.

use super::headings::{self, COLUMNS, Datum};
use super::paper::{ColumnSpec, Layout, Paper};
use super::{Field, Meaning, Meeting, Source, UNUSED, identity};

impl Meeting {
    /// What stands under `heading`, and how plainly it says so, 0 being a name that the meeting gives.
    pub fn meaning(&self, heading: &str) -> Option<(Meaning, usize)> {
        let folded = headings::fold(heading);
        let is = |name: &str| headings::fold(name) == folded;
        if let Some((_, name)) = self.columns.iter().find(|(heading, _)| is(heading)) {
            let source = || self.sources.iter().position(|source| source.key == *name).map(Meaning::Opinions);
            let meaning = if name == UNUSED { Some(Meaning::Unused) } else { self.named_datum(name).map(Meaning::Datum).or_else(source) };
            return meaning.map(|meaning| (meaning, 0));
        }
        // A name as it stands comes before one that differs in width, spaces or marks.
        let exact = heading.trim();
        // A table may have a column for each source, as the paper has.
        let several = self.sources.len() > 1;
        let is_source = |s: &Source| (several && (s.key == exact || s.heading == exact)) || s.attribution.as_deref() == Some(exact);
        if !self.sources.iter().any(is_source)
            && let Some(column) = self.named_datum(exact)
        {
            return Some((Meaning::Datum(column), 0));
        }
        if let Some(i) = self.record_fields().position(|f| is(&f.key) || is(&f.heading)) {
            return Some((Meaning::Datum(Datum::Field(i)), 0));
        }
        if self.sources.iter().any(|s| s.attribution.as_deref().is_some_and(is)) {
            return Some((Meaning::Datum(Datum::Attribution), 0));
        }
        if let Some(source) = self.sources.iter().position(|s| several && (is(&s.key) || is(&s.heading))) {
            return Some((Meaning::Opinions(source), 0));
        }
        Datum::named(heading).map(|(column, rank)| (Meaning::Datum(column), rank))
    }

    /// What of an opinion stands under `heading`, if the records have it.
    pub fn datum(&self, heading: &str) -> Option<Datum> {
        self.meaning(heading)?.0.datum()
    }

    /// What `name` stands for in a meeting's own file: a key or a heading, of ours or of a field.
    pub fn named_datum(&self, name: &str) -> Option<Datum> {
        let field = self.record_fields().position(|f| f.key == name || f.heading == name);
        field.map(Datum::Field).or_else(|| Datum::fixed(name))
    }

    /// Every name that [`Meeting::named_datum`] knows, for "did you mean".
    pub fn column_names(&self) -> Vec<&str> {
        let fixed = COLUMNS.iter().flat_map(|(_, key, heading)| [*key, *heading]);
        fixed.chain(self.record_fields().flat_map(|f| [f.key.as_str(), f.heading.as_str()])).collect()
    }

    /// The fields that are columns of the records, in the order of [`crate::records::record::Opinion::fields`].
    pub fn record_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.is_answer())
    }

    /// The fields that the divisions fill in.
    pub fn answer_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_answer())
    }

    /// Key and heading of what divisions fill in.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.answer_fields().map(|field| (field.key.as_str(), field.heading.as_str()));
        fields.chain([(identity::NOTE_KEY, self.answer_headings.note.as_str())])
    }

    /// The place of a field, by its index among all, among those of the records.
    pub fn record_index(&self, field: usize) -> Option<usize> {
        let is_record = |field: &&Field| !field.is_answer();
        self.fields.get(field).filter(is_record).map(|_| self.fields[..field].iter().filter(is_record).count())
    }

    /// The place of a field, by its index among all, among those that divisions fill in.
    pub fn answer_index(&self, field: usize) -> Option<usize> {
        let is_answer = |field: &&Field| field.is_answer();
        self.fields.get(field).filter(is_answer).map(|_| self.fields[..field].iter().filter(is_answer).count())
    }

    /// Whether a field is in no paper, no data file and no attachment.
    pub fn is_private(&self, field: &Field) -> bool {
        field.private.unwrap_or_else(|| headings::is_personal(&field.heading) && !self.papers.iter().any(|paper| paper.names(field)))
    }

    /// Whether no paper prints a field, and nobody has said whether its values may go out as data.
    pub fn is_undecided(&self, field: &Field) -> bool {
        let is_name = |name: &String| *name == field.key || *name == field.heading;
        let is_printed = |paper: &Paper| {
            let mut blocks = paper.above.iter().chain(&paper.below);
            let usual = paper.columns.is_empty() && matches!(paper.layout, Layout::List | Layout::Stacked);
            usual || paper.names(field) || blocks.any(|block| block.tally.iter().chain(&block.legend).any(is_name))
        };
        let is_open = field.private.is_none() && !self.is_private(field);
        is_open && !self.papers.is_empty() && !self.papers.iter().any(is_printed)
    }

    /// Whether papers and what they carry may hold what the divisions fill in under a key; notes (備考) only if a paper shows them.
    pub fn publishes(&self, key: &str) -> bool {
        match self.answer_fields().find(|field| field.key == key) {
            Some(field) => !self.is_private(field),
            None => self.papers.iter().any(|paper| paper.columns.iter().flat_map(ColumnSpec::names).any(|name| name == "note")),
        }
    }
}
