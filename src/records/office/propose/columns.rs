//! Columns: which of a table's columns are fields, what may stand in them, and how the paper shows them.

use std::collections::BTreeSet;

use super::draft::{Draft, Field, ShownColumn};
use super::read::Read;
use super::tables::{Table, is_named};
use super::texts::{self, heading_text, plain};
use crate::meeting::headings::{Datum, fold, is_inner, is_of_publication, is_personal, refuses_publication, speaks_of_opinions};
use crate::meeting::words::Words;
use crate::meeting::{Meaning, UNUSED, lexicon};
use crate::read::workbook::Sheet;
use crate::records::number;
use crate::records::office::{Heading, find};
use crate::say::words::{self, Message};

/// Most different values of a column that become choices, and most characters of each.
const CHOICES: usize = 8;
const CHOICE_LENGTH: usize = 12;
/// Keys of columns that are printed, but are asked about: papers often leave them out.
const DOUBTFUL: &[&str] = &["office", "method", "remarks", "page", "field"];

/// Takes the opinions from a column that is seen, where the one that is called so is hidden beside it.
pub fn seen_texts(draft: &mut Draft, found: &[Table], questions: &mut Vec<Message>) -> bool {
    let mut is_taken = false;
    for (sheet, heading) in found.iter().filter(|_| !draft.matrix) {
        let is_hidden = |index: usize| sheet.hidden_columns.contains(&heading.sheet_column(index));
        let Some(hidden) = heading.column(Datum::Text).filter(|index| is_hidden(*index)) else { continue };
        let seen = (0..heading.texts.len())
            .filter(|index| !is_hidden(*index) && !heading.is_of_reply(*index) && find::is_of_opinions(&heading.lower[*index]));
        let [seen, hidden] = match seen.map(|index| heading_text(&heading.texts[index])).next() {
            Some(seen) => [seen, heading_text(&heading.texts[hidden])],
            None => continue,
        };
        if draft.columns.iter().all(|(name, _)| *name != seen && *name != hidden) {
            questions.push(words::ask_hidden_text(&seen, &hidden));
            draft.columns.push((seen, Datum::Text.key().to_owned()));
            draft.columns.push((hidden, UNUSED.to_owned()));
            is_taken = true;
        }
    }
    is_taken
}

/// Declares what stands under each heading that no meeting knows.
pub fn columns(draft: &mut Draft, found: &[Table], questions: &mut Vec<Message>) {
    let mut others = Others::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (sheet, heading) in found {
        let own: Vec<String> = heading.texts.iter().map(|text| heading_text(text)).collect();
        let used = find::used(sheet, heading.bottom);
        for (index, name) in own.iter().enumerate() {
            if heading.meanings[index] == Some(Meaning::Datum(Datum::Text)) {
                // Beside sources, a table that has none is asked about by the check.
                match draft.matrix {
                    true => others.texts.extend(heading.opinions().next().map(|_| name.clone())),
                    false => others.taken.clone_from(name),
                }
            }
            // Cities and members are named in papers as a rule; of others it may be meant for the office alone.
            let is_usual = lexicon::holds(name, lexicon::NAMED);
            if heading.meanings[index] == Some(Meaning::Datum(Datum::Attribution)) && !is_usual && seen.insert(fold(name)) {
                questions.push(words::ask_attribution(name));
            }
            let is_open = heading.meanings[index].is_none() && !name.is_empty() && seen.insert(fold(name));
            if is_open && (used.contains(&heading.sheet_column(index)) || texts::key(name).is_some()) {
                others.column(draft, (sheet, heading), index, name);
            }
        }
    }
    others.declare(draft, questions);
}

/// Headings that no meeting knows, by what they are taken for.
#[derive(Default)]
struct Others {
    /// The one whose column holds the opinions, and others that may.
    taken: String,
    texts: Vec<String>,
    personal: Vec<String>,
    inner: Vec<String>,
    /// Those of fields that speak of opinions.
    also: Vec<String>,
}

impl Others {
    /// Takes a heading for what it says, and makes a field of what is printed or carried.
    fn column(&mut self, draft: &mut Draft, (sheet, heading): (&Sheet, &Heading), index: usize, name: &str) {
        let column = heading.sheet_column(index);
        let below = || sheet.below(heading.bottom).filter(|((_, at), _)| *at == column).map(|(_, cell)| cell.text.trim());
        let over = heading_text(&heading.over[index]);
        let is_of = |is: fn(&str) -> bool| is(name) || is(&over);
        let is_private = draft.private.contains(&fold(name));
        if is_private || draft.printed.contains(&fold(name)) {
            draft.field(name).private = is_private;
        } else if is_of_publication(name) && below().any(|text| refuses_publication(name, text)) {
            // What it says of the opinions is asked by the check.
            draft.field(name).private = true;
        } else if is_of(is_personal) {
            self.personal.push(name.to_owned());
        } else if fold(name) == fold(&self.taken) {
            // Two columns of one heading: the check says so.
        } else if matches!(Datum::named(name), Some((Datum::Text, _))) && over.is_empty()
            || !over.is_empty() && !heading.is_of_reply(index) && find::is_of_opinions_under(&over, name)
        {
            self.texts.push(name.to_owned());
        } else if is_of(is_inner) {
            self.inner.push(name.to_owned());
        } else {
            self.also.extend((speaks_of_opinions(name) && below().any(|text| text.contains('。'))).then(|| name.to_owned()));
            draft.field(name).hidden = sheet.hidden_columns.contains(&column);
        }
    }

    fn declare(mut self, draft: &mut Draft, questions: &mut Vec<Message>) {
        // Where no heading is that of the opinions, the first one is taken that speaks of them.
        if !draft.matrix && self.taken.is_empty() && !self.texts.is_empty() {
            self.taken = self.texts.remove(0);
            draft.columns.push((self.taken.clone(), Datum::Text.key().to_owned()));
            questions.extend(self.texts.is_empty().then(|| words::ask_is_text(&self.taken)));
        }
        let Self { personal, texts, inner, also, .. } = &self;
        draft.columns.extend(personal.iter().chain(texts).chain(inner).map(|name| (name.clone(), UNUSED.to_owned())));
        questions.extend((!personal.is_empty()).then(|| words::ask_personal(personal.join("、"))));
        let taken = match draft.matrix {
            true => draft.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join("、"),
            false => self.taken.clone(),
        };
        questions.extend((!also.is_empty()).then(|| words::ask_also_texts(&taken, also.join("、"))));
        questions.extend((!texts.is_empty()).then(|| words::ask_which_text(taken, texts.join("、"))));
        questions.extend((!inner.is_empty()).then(|| words::ask_inner(inner.join("、"))));
    }
}

/// Asks which of several columns with what the office says is printed; a draft beside what was settled is not.
pub fn replies(draft: &mut Draft, questions: &mut Vec<Message>) {
    let name = |field: &Field| field.printed.as_ref().unwrap_or(&field.heading).clone();
    let is_reply = |field: &Field| {
        let name = name(field);
        let bare = name.split(['(', '（']).next().unwrap_or_default();
        !field.private
            && !field.hidden
            && lexicon::holds(bare, lexicon::REPLY_TEXTS)
            && !lexicon::NOT_REPLY_TEXTS.iter().any(|word| bare.ends_with(word))
    };
    // 素案への回答 is none, 回答（案） and 回答案 are.
    let is_draft = |field: &Field| {
        let name = name(field);
        let mark = name.find(['(', '（']).map(|at| &name[at..]);
        mark.is_some_and(|mark| lexicon::holds(mark, lexicon::DRAFTS)) || name.ends_with('案') || name.starts_with("修正")
    };
    let of = |fields: &[Field], is: &dyn Fn(&Field) -> bool| {
        fields.iter().filter(|field| is_reply(field) && is(field)).map(name).collect::<Vec<_>>()
    };
    let (drafts, settled) = (of(&draft.fields, &is_draft), of(&draft.fields, &|field| !is_draft(field)));
    if !drafts.is_empty() && !settled.is_empty() {
        draft.fields.iter_mut().filter(|field| is_reply(field) && is_draft(field)).for_each(|field| field.private = true);
        questions.push(words::ask_drafts(settled.join("、"), drafts.join("、")));
    }
    let several = if settled.is_empty() { drafts } else { settled };
    questions.extend((several.len() > 1).then(|| words::ask_replies(several.join("、"))));
}

/// Choices and counts, as the values of each field show them.
pub fn values(draft: &mut Draft, read: &Read) {
    for field in &mut draft.fields {
        let heading = field.printed.as_ref().unwrap_or(&field.heading);
        let values: Vec<&str> = read.values(heading).into_iter().filter(|value| !value.is_empty()).collect();
        if heading.contains("件数") && !values.is_empty() {
            field.counts = values.iter().all(|value| number::whole(value).is_some());
        }
        let mut uses: Vec<(&str, usize)> = Vec::new();
        for value in &values {
            match uses.iter_mut().find(|(known, _)| known == value) {
                Some((_, count)) => *count += 1,
                None => uses.push((value, 1)),
            }
            if uses.len() > CHOICES {
                break;
            }
        }
        let is_word = |text: &str| {
            text.chars().count() <= CHOICE_LENGTH
                && text.chars().any(|c| !c.is_ascii_digit() && !"-/.:年月日".contains(c))
                && !text.contains('\n')
                && plain(text) == text
        };
        // Where several could be chosen at once, the next answer may join them in another way.
        let are_joined = heading.contains("複数") || uses.iter().any(|(value, _)| value.contains([',', ';', '、', '，', '；']));
        let fit = (2..=CHOICES).contains(&uses.len()) && !are_joined && uses.iter().all(|(value, count)| *count > 1 && is_word(value));
        if fit && !field.counts {
            field.choices = uses.into_iter().map(|(value, _)| value.to_owned()).collect();
        }
    }
}

/// The columns of the paper, in the order of the table, and their headings.
pub fn paper(draft: &mut Draft, found: &[Table], read: &Read, questions: &mut Vec<Message>) {
    let InTables { mut shown, called, doubtful } = InTables::of(draft, found);
    let at_text = shown.iter().position(|shown| shown.key == "text").unwrap_or(shown.len());
    if !draft.matrix && draft.sources.len() > 1 && !shown.iter().any(|shown| shown.key == "source") {
        shown.insert(at_text, ShownColumn::of("source"));
    }
    let numbered = found.iter().any(|(_, heading)| heading.column(Datum::No).is_some());
    if !numbered {
        shown.insert(0, ShownColumn::of("no"));
    }
    // Labels that stand over the opinions, and not in a column.
    let behind = shown.iter().position(|shown| shown.key == "no").map_or(0, |at| at + 1);
    let is_over = |column: &Datum| read.has_over(*column) && !shown.iter().any(|shown| shown.key == column.key());
    let over: Vec<ShownColumn> =
        [Datum::Category, Datum::Subcategory].iter().filter(|column| is_over(column)).map(|column| ShownColumn::of(column.key())).collect();
    shown.splice(behind..behind, over);
    if draft.matrix {
        let fields: Vec<String> = draft.fields.iter().map(|field| field.printed.as_ref().unwrap_or(&field.heading).clone()).collect();
        shown.retain(|shown| draft.fields.iter().all(|field| shown.key != field.key));
        questions.extend((!fields.is_empty()).then(|| words::ask_not_beside(fields.join("、"))));
        // Sources side by side have a heading of their own.
        shown.iter_mut().for_each(|shown| shown.over.clear());
    } else {
        questions.extend((!doubtful.is_empty()).then(|| words::ask_printed(doubtful.join("、"))));
    }
    let several: Vec<String> = called.iter().filter(|called| called.words.len() > 1).map(|called| called.words.join("／")).collect();
    questions.extend((!several.is_empty()).then(|| words::ask_headings(several.join("、"))));
    let word = |Called { key, usual, words }: Called| match <[String; 1]>::try_from(words) {
        Ok([word]) if word != usual => Some((key, word)),
        _ => None,
    };
    draft.words = called.into_iter().filter_map(word).collect();
    draft.shown = shown;
}

/// What the tables call a column, each word once.
struct Called {
    key: &'static str,
    usual: String,
    words: Vec<String>,
}

/// The columns of the tables that a paper shows.
#[derive(Default)]
struct InTables {
    shown: Vec<ShownColumn>,
    called: Vec<Called>,
    /// The headings of fields that may not be meant to be printed.
    doubtful: Vec<String>,
}

impl InTables {
    fn of(draft: &Draft, found: &[Table]) -> Self {
        let mut all = Self::default();
        for (_, heading) in found {
            for (index, named) in heading.texts.iter().map(|text| heading_text(text)).enumerate() {
                let (printed, over) = (heading_text(&heading.lower[index]), heading_text(&heading.over[index]));
                if let Some(field) = draft.of_heading(&named) {
                    all.field(field, named, printed, over);
                } else if let Some(meaning) = heading.meanings[index] {
                    all.column(draft, meaning, printed, over);
                }
            }
        }
        all
    }

    fn show(&mut self, column: ShownColumn) {
        if !self.shown.iter().any(|shown| shown.key == column.key) {
            self.shown.push(column);
        }
    }

    fn field(&mut self, field: &Field, named: String, printed: String, over: String) {
        if field.private || self.shown.iter().any(|shown| shown.key == field.key) {
            return;
        }
        if !field.hidden && DOUBTFUL.iter().any(|key| field.key.trim_end_matches(|c: char| c.is_ascii_digit()) == *key) {
            self.doubtful.push(named);
        }
        let heading = Some(printed).filter(|printed| *printed != field.heading);
        self.shown.push(ShownColumn { key: field.key.clone(), heading, over });
    }

    fn column(&mut self, draft: &Draft, meaning: Meaning, printed: String, over: String) {
        let words = Words::default();
        let (key, usual) = match meaning {
            Meaning::Datum(Datum::No) => ("no", words.no),
            Meaning::Datum(Datum::Category) if draft.sections.is_empty() || !is_named(&printed, Datum::SectionTitle) => {
                ("category", words.category)
            }
            Meaning::Datum(Datum::Subcategory) => ("subcategory", words.subcategory),
            Meaning::Datum(Datum::Source) if !draft.matrix => ("source", words.source),
            Meaning::Datum(Datum::Text) if !draft.matrix => ("text", words.text),
            Meaning::Datum(Datum::Attribution) if !draft.matrix => ("attribution", words.attribution),
            Meaning::Opinions(source) => return self.show(ShownColumn::of(&draft.sources[source].name)),
            _ => return,
        };
        self.show(ShownColumn { over, ..ShownColumn::of(key) });
        let at = self.called.iter().position(|called| called.key == key).unwrap_or_else(|| {
            self.called.push(Called { key, usual, words: Vec::new() });
            self.called.len() - 1
        });
        let words = &mut self.called[at].words;
        if !printed.is_empty() && !words.iter().any(|known| fold(known) == fold(&printed)) {
            words.push(printed);
        }
    }
}
