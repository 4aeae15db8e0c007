//! A text of a file, and where in the file's own characters each part of it stands.

use std::ops::Range;

use crate::say::diag::Place;

/// What is to stand in the place of a range of the file's characters.
pub type Splice = (Range<usize>, String);

/// A text as a person reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Where it is shown; a text that several cells share has several places.
    pub places: Vec<Place>,
    /// Which part of the file it stands in.
    pub part: usize,
    pub text: String,
    runs: Vec<Run>,
}

/// A piece of the text and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    at: Range<usize>,
    from: Range<usize>,
    /// Whether the file has the very characters; else they are escaped and stand together.
    verbatim: bool,
}

impl Text {
    pub fn new(part: usize, places: Vec<Place>) -> Self {
        Self { places, part, ..Self::default() }
    }

    /// Adds characters that stand in the file as they are, from `start` on.
    pub fn verbatim(&mut self, text: &str, start: usize) {
        if !text.is_empty() {
            self.add(text, start..start + text.len(), true);
        }
    }

    /// Adds characters that the file writes otherwise.
    pub fn escaped(&mut self, text: &str, from: Range<usize>) {
        self.add(text, from, false);
    }

    fn add(&mut self, text: &str, from: Range<usize>, verbatim: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { at: start..self.text.len(), from, verbatim });
    }

    /// What is to be done in the file so that `after` stands in the place of a range of the text.
    pub fn splices(&self, range: &Range<usize>, after: &str) -> Vec<Splice> {
        let touched = self.runs.iter().filter(|run| run.at.start < range.end && range.start < run.at.end);
        let place = |run: &Run| match run.verbatim {
            true => {
                let within = |at: usize| run.from.start + at.clamp(run.at.start, run.at.end) - run.at.start;
                within(range.start)..within(range.end)
            }
            false => run.from.clone(),
        };
        touched.enumerate().map(|(index, run)| (place(run), if index == 0 { after.to_owned() } else { String::new() })).collect()
    }
}

/// The characters of a file with everything put in its place.
pub fn spliced(source: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut out, mut from) = (String::with_capacity(source.len()), 0);
    for (range, text) in splices {
        out.push_str(&source[from..range.start]);
        out.push_str(&text);
        from = range.end;
    }
    out.push_str(&source[from..]);
    out
}
