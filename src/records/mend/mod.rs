//! Mend: what in a file of records cannot be printed or is surely damage, and a copy in which confirmed changes are made.
//!
//! `find` goes through a text, `text` knows where in the file each part of it stands. A copy is the file in its own
//! bytes but for the changes: a CSV keeps its encoding, a workbook every part that is not touched. What was written is read
//! again before anybody gets it.

mod find;
mod json;
pub mod numbers;
mod text;
mod workbook;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use csv::Terminator;
use ecow::EcoString;

use crate::read::cells::Cells;
use crate::read::character::{self, code_point};
use crate::read::json::unread;
use crate::read::separated::{self, Guards};
use crate::read::table::cell_name;
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Lang, Message};
pub use find::{Damage, DamageKind, Draws, KINDS};
use text::{Splice, Text};
use workbook::Workbook;

/// What the name of the list of changes ends in.
pub const LIST: &str = ".変更一覧.csv";

/// Characters that are shown to either side of a change.
const CONTEXT: usize = 8;
/// Most cells that are named for one change.
const PLACES: usize = 5;

/// A file of records in its own bytes.
enum Source {
    Separated(Vec<u8>),
    Json(String),
    Workbook(Box<Workbook>),
}

/// A file of records, and what could be mended in it.
pub struct Mend {
    file: String,
    source: Source,
    texts: Vec<Text>,
    /// In the order of the file. The first has the number 1.
    pub changes: Vec<Change>,
}

/// One change.
pub struct Change {
    /// Which text of the file it is in.
    text: usize,
    pub damage: Damage,
    /// Where the text is shown, with the position of the change.
    pub places: Vec<Place>,
    what: Message,
    left: String,
    pub before: String,
    right: String,
}

impl Mend {
    /// Reads a file; what nobody but a person can mend joins `warnings`.
    pub fn read(file: &str, bytes: &[u8], draws: Draws, warnings: &mut Diagnostics) -> Result<Self> {
        let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase();
        let fail = |message: Message| Diagnostic::error(message).at(Place::file(file));
        if ["ods", "xls"].contains(&extension.as_str()) {
            return Err(fail(words::mend_other(extension)).hint(words::mend_other_hint()).into());
        }
        let (source, mut texts) = if bytes.starts_with(b"PK") {
            let mut workbook = Workbook::open(file, bytes).map_err(|message| fail(message).hint(words::save_as_xlsx()))?;
            let texts = std::mem::take(&mut workbook.texts);
            (Source::Workbook(Box::new(workbook)), texts)
        } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(fail(words::old_workbook()).hint(words::save_as_xlsx()).into());
        } else if extension == "json" {
            let text = crate::read::files::text(file, bytes)?;
            serde_json::from_str::<serde_json::Value>(&text).map_err(|e| unread(file, &e))?;
            let texts = json::texts(file, &text);
            (Source::Json(text), texts)
        } else if ["csv", "tsv", "txt"].contains(&extension.as_str()) {
            (Source::Separated(bytes.to_vec()), separated_texts(file, bytes)?)
        } else {
            return Err(fail(words::mend_format(extension)).hint(words::mend_formats()).into());
        };
        let mut changes = Vec::new();
        let sheets: BTreeMap<&str, usize> = match &source {
            Source::Workbook(workbook) => workbook.sheets.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect(),
            Source::Separated(_) | Source::Json(_) => BTreeMap::new(),
        };
        let sheet = |place: &Place| place.sheet.as_deref().and_then(|name| sheets.get(name).copied());
        texts.sort_by_key(|text| text.places.first().map(|place| (sheet(place), place.coordinates())));
        for (index, text) in texts.iter().enumerate() {
            let (found, lost) = find::find(&text.text, draws);
            for lost in lost {
                for place in &text.places {
                    warnings.push(Diagnostic::warning(lost.message.clone()).at(place.clone()).hint(words::mend_by_hand()));
                }
            }
            changes.extend(found.into_iter().map(|damage| Change::new(index, text, damage)));
        }
        Ok(Self { file: file.to_owned(), source, texts, changes })
    }

    /// The changes that lists of numbers and kinds leave: those of `only`, or all, without those of `skip`.
    pub fn selected(&self, only: &[String], skip: &[String]) -> Result<BTreeSet<usize>> {
        let mut findings = Diagnostics::default();
        let mut named = |given: &[String]| -> BTreeSet<usize> {
            let items = given.iter().flat_map(|list| list.split([',', '、', '，'])).map(str::trim).filter(|item| !item.is_empty());
            let mut chosen = BTreeSet::new();
            for item in items {
                match self.of(item) {
                    Some(numbers) => chosen.extend(numbers),
                    None => {
                        let names: Vec<String> = KINDS.iter().map(|(_, en, ja)| format!("{en} {ja}")).collect();
                        findings.push(Diagnostic::error(words::mend_selected(item)).hint(words::known_names(names.join(", "))));
                    }
                }
            }
            chosen
        };
        let (only_these, but_these) = (named(only), named(skip));
        let all = (0..self.changes.len()).filter(|index| only.is_empty() || only_these.contains(index));
        findings.unless_errors(all.filter(|index| !but_these.contains(index)).collect())
    }

    /// The changes that a number, a range of numbers or a kind means.
    fn of(&self, item: &str) -> Option<Vec<usize>> {
        if let Some((kind, ..)) = KINDS.iter().find(|(_, en, ja)| item.eq_ignore_ascii_case(en) || item == *ja) {
            return Some((0..self.changes.len()).filter(|index| self.changes[*index].damage.kind == *kind).collect());
        }
        let number =
            |text: &str| crate::records::number::whole(text.trim()).map(|n| n as usize).filter(|n| (1..=self.changes.len()).contains(n));
        let (first, last) = item.split_once(['-', '～', '〜', '－']).unwrap_or((item, item));
        Some((number(first)? - 1..number(last)?).collect())
    }

    /// The bytes of the file with the changes made, and nothing else.
    pub fn copy(&self, chosen: &BTreeSet<usize>, draws: Draws) -> Result<Vec<u8>> {
        let mut expected: Vec<String> = self.texts.iter().map(|text| text.text.clone()).collect();
        // From the last change on, so that those before it stay where they are.
        for index in chosen.iter().rev() {
            let Change { text, damage, .. } = &self.changes[*index];
            expected[*text].replace_range(damage.range.clone(), &damage.after);
        }
        let bytes = self.bytes(chosen)?;
        let again = Self::read(&self.file, &bytes, draws, &mut Diagnostics::ignored("the file itself told them"));
        // A file of another kind is never made, so that texts stand in the same order.
        let same = again.is_ok_and(|again| again.texts.iter().map(|text| &text.text).eq(&expected));
        if same { Ok(bytes) } else { Err(Diagnostic::error(words::mend_changed()).at(Place::file(&self.file)).into()) }
    }

    fn bytes(&self, chosen: &BTreeSet<usize>) -> Result<Vec<u8>> {
        let splices = |change: &Change, escaped: fn(&str) -> String| {
            self.texts[change.text].splices(&change.damage.range, &escaped(&change.damage.after))
        };
        let changes = chosen.iter().map(|index| &self.changes[*index]);
        match &self.source {
            Source::Separated(bytes) => {
                let mut cells = Cells::new(&self.file, bytes)?;
                let places: BTreeMap<usize, std::ops::Range<usize>> = cells.each().map(|(_, _, cell)| (cell.start, cell)).collect();
                let mut by_cell: BTreeMap<usize, Vec<Splice>> = BTreeMap::new();
                for change in changes {
                    by_cell.entry(self.texts[change.text].part).or_default().extend(splices(change, str::to_owned));
                }
                for (start, changes) in by_cell {
                    if let Some(cell) = places.get(&start) {
                        cells.change(cell, changes);
                    }
                }
                Ok(cells.bytes())
            }
            Source::Json(text) => {
                let all = changes.flat_map(|change| splices(change, json::escaped)).collect();
                Ok(text::spliced(text, all).into_bytes())
            }
            Source::Workbook(workbook) => {
                let mut by_part: BTreeMap<usize, Vec<Splice>> = BTreeMap::new();
                for change in changes {
                    by_part.entry(self.texts[change.text].part).or_default().extend(splices(change, workbook::escaped));
                }
                let parts = by_part.into_iter().map(|(part, splices)| (part, text::spliced(&workbook.parts[part].text, splices))).collect();
                Ok(workbook.replaced(&parts).map_err(|message| Diagnostic::error(message).at(Place::file(&self.file)))?)
            }
        }
    }

    /// A line for each change.
    pub fn lines(&self, chosen: &BTreeSet<usize>) -> Vec<Message> {
        chosen.iter().map(|index| self.changes[*index].line(index + 1)).collect()
    }

    /// The changes as a CSV, for the office's files.
    pub fn list(&self, chosen: &BTreeSet<usize>) -> Result<Vec<u8>> {
        let headings = words::mend_list_headings().say(Lang::Ja);
        let headings: Vec<&str> = headings.split(',').collect();
        let row = |index: &usize| {
            let change = &self.changes[*index];
            let places: Vec<String> = change.places.iter().map(|place| format!("{place:#}")).collect();
            let (before, after) = (Visible(&change.before), Visible(&change.damage.after));
            let texts = [change.what.say(Lang::Ja), format!("{before:#}"), format!("{after:#}"), change.left.clone(), change.right.clone()];
            [(index + 1).to_string(), places.join("、")].into_iter().chain(texts).collect()
        };
        let rows: Vec<Vec<String>> = chosen.iter().map(row).collect();
        separated::write(&headings, &rows, Guards::IfNeeded, Terminator::CRLF)
    }
}

impl Change {
    fn new(index: usize, text: &Text, damage: Damage) -> Self {
        let (start, end) = (damage.range.start, damage.range.end);
        let character = text.text[..start].chars().count() + 1;
        let mut left: Vec<char> = text.text[..start].chars().rev().take(CONTEXT).collect();
        left.reverse();
        let shown = |characters: &mut dyn Iterator<Item = char>| {
            let seen = characters.filter(|c| *c != '\r').map(|c| match c {
                '\n' => '⏎',
                c if is_seen(c) => c,
                _ => '␣',
            });
            seen.collect::<String>()
        };
        Self {
            text: index,
            places: text.places.iter().map(|place| Place { character: Some(character), ..place.clone() }).collect(),
            what: damage.what(&text.text),
            left: shown(&mut left.into_iter()),
            before: text.text[start..end].to_owned(),
            right: shown(&mut text.text[end..].chars().take(CONTEXT)),
            damage,
        }
    }

    fn line(&self, number: usize) -> Message {
        let places = Places(&self.places);
        let (before, after) = (Visible(&self.before), Visible(&self.damage.after));
        words::mend_change(number, places, &self.what, &self.left, before, after, &self.right)
    }
}

/// Where one text is shown; after some cells only how many more there are.
struct Places<'a>(&'a [Place]);

impl fmt::Display for Places<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, place) in self.0.iter().take(PLACES).enumerate() {
            match (index, &place.cell, f.alternate()) {
                (0, _, _) => fmt::Display::fmt(place, f)?,
                (_, Some(cell), true) => write!(f, "、{cell}")?,
                (_, Some(cell), false) => write!(f, ", {cell}")?,
                (_, None, _) => {}
            }
        }
        match self.0.len().saturating_sub(PLACES) {
            0 => Ok(()),
            left => fmt::Display::fmt(&words::more_places(left), f),
        }
    }
}

/// Characters, those by their names that nobody sees.
struct Visible<'a>(&'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, c) in self.0.chars().enumerate() {
            let mark = unicode_normalization::char::is_combining_mark(c);
            if is_seen(c) && !mark {
                write!(f, "{c}")?;
            } else {
                f.write_str(if index > 0 && mark { "+" } else { "" })?;
                fmt::Display::fmt(&code_point(c), f)?;
            }
        }
        Ok(())
    }
}

fn is_seen(c: char) -> bool {
    character::fault(c, false).is_none()
}

/// Every cell of a CSV, and where it stands. Its part is where it begins.
fn separated_texts(file: &str, bytes: &[u8]) -> Result<Vec<Text>> {
    let cells = Cells::new(file, bytes)?;
    let headings = cells.headings();
    let texts = cells.each().map(|(number, column, cell)| {
        let place = Place { cell: Some(cell_name(number as u32, column as u32).into()), ..Place::file(file) };
        let heading = headings.get(column).filter(|heading| !heading.is_empty());
        let place = match heading {
            Some(heading) => place.heading(heading.chars().filter(|c| is_seen(*c)).collect::<String>()),
            None => place,
        };
        let mut text = Text::new(cell.start, vec![place]);
        text.verbatim(cells.at(&cell), cell.start);
        text
    });
    Ok(texts.collect())
}

/// The findings of a stage, with the name of the command that mends, if some finding is about characters of a file that it can read.
pub fn advised<T>(result: Result<T>, warnings: &mut Diagnostics) -> Result<T> {
    match result {
        Ok(value) => {
            advise(warnings);
            Ok(value)
        }
        Err(mut errors) => {
            advise(&mut errors);
            Err(errors)
        }
    }
}

/// Whether files of this kind are mended.
fn is_mended(file: &str) -> bool {
    let lower = file.to_lowercase();
    !lower.ends_with(".ods") && !lower.ends_with(".xls")
}

/// Says how characters are mended of which a finding tells, once for each file.
pub fn advise(findings: &mut Diagnostics) {
    let is_records = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or_default();
        name != "responses.csv"
            && [".csv", ".xlsx", ".xlsm", ".json", ".ods", ".xls"].iter().any(|ending| name.to_lowercase().ends_with(ending))
    };
    let odd = findings.0.iter().filter(|finding| finding.about == Some(About::Character));
    let files = odd.filter_map(|finding| finding.place.as_ref()).map(|place| place.file.clone());
    let files: BTreeSet<EcoString> = files.filter(|file| is_records(file)).collect();
    for file in files {
        let message = if is_mended(&file) { words::mend_advice(&file) } else { words::mend_advice_other() };
        findings.push(Diagnostic::note(message).about(About::Mending).at(Place::file(&file)));
    }
}
