//! Inquiry: what the divisions are asked and by when, how far each has come, and which files came back.

use std::path::Path;

use serde_json::{Value, json};
use toml_edit::DocumentMut;

use super::choices::{choices, rules};
use super::dropped::dropped;
use super::said;
use crate::answers::division::Share;
use crate::build::input::Input;
use crate::build::prepare::Prepared;
use crate::collect::decisions;
use crate::collect::status::{Standing, standings};
use crate::desk::chosen::RETURNED;
use crate::meeting::inquiry::{Division, inquiry_name};
use crate::meeting::typed::Typed;
use crate::meeting::{self, Meeting, day};
use crate::read::files;
use crate::records::load;
use crate::say::diag::{Diagnostics, Result};
use crate::say::words::{Lang, key};

/// What is asked of whom. What is wrong with the records is said beside it, so that it can be changed all the same.
pub fn inquiry(folder: &Path, as_of: Option<&str>, lang: Lang) -> Result<Value> {
    let meeting = Meeting::load(folder)?;
    let mut findings = Diagnostics::default();
    let input = Input::of_folder(folder);
    let prepared = match &input {
        Ok(input) => Prepared::with_odd(input, &mut findings),
        Err(errors) => Err(errors.clone()),
    };
    let shares = match &prepared {
        Ok(prepared) => prepared.shares(),
        Err(errors) => Err(errors.clone()),
    };
    let today = as_of.and_then(day::read).map(|date| (date.year, date.month, date.day));
    let standings = match (&prepared, &shares) {
        (Ok(prepared), Ok(shares)) => standings(&meeting, shares, &prepared.responses, today),
        _ => Vec::new(),
    };
    match &shares {
        // Of what is no error, what belongs to this view.
        Ok(_) => findings.0.retain(|finding| {
            let own = [key::no_division, key::division_takes_none, key::division_empty, key::rule_matches_nothing, key::answers_unprinted];
            own.into_iter().any(|own| finding.message.is(own))
        }),
        Err(errors) => findings = errors.clone(),
    }
    let placed = prepared.as_ref().ok().map(|prepared| &prepared.placed);
    let path = folder.join(meeting::FILE);
    let written = Typed::of_bytes(&files::display(&path), &files::read(&path)?)?.text.parse::<DocumentMut>().unwrap_or_default();
    let of = |index: usize| written.get("divisions").and_then(|divisions| divisions.get(index)).and_then(|division| division.get("takes"));
    let shares: &[Share] = shares.as_deref().unwrap_or_default();
    let divisions: Vec<Value> = meeting
        .divisions
        .iter()
        .enumerate()
        .map(|(index, division)| {
            let standing = standings.iter().find(|standing| standing.division == division.name);
            let has_share = shares.iter().any(|share| share.division.name == division.name && !share.opinions.is_empty());
            let mut told = one(division, standing, lang);
            told["takes"] = json!(rules(&division.takes, of(index)));
            told["file"] = json!(meeting.inquiry.as_ref().filter(|_| has_share).map(|inquiry| inquiry_name(&inquiry.file, division)));
            told
        })
        .collect();
    // What a page that was closed had asked is asked again once the answers are taken again.
    let decisions = folder.join(decisions::FILE);
    let table = files::read(&decisions)
        .and_then(|bytes| load::table(&files::display(&decisions), &bytes, &mut Diagnostics::ignored("collecting tells them")));
    let undecided = table.map_or(0, |table| decisions::undecided(&table));
    let not_asked = written.get("inquiry").and_then(|inquiry| inquiry.get("not_asked"));
    let asked = meeting.inquiry.as_ref().map(|inquiry| {
        json!({
            "asks": inquiry.asks,
            "due": inquiry.due.to_string(),
            "contact": inquiry.contact,
            "edition": inquiry.edition,
            "not_asked": rules(&inquiry.not_asked, not_asked),
        })
    });
    Ok(json!({
        "inquiry": asked,
        "divisions": divisions,
        "choices": choices(&meeting, placed),
        "returned": dropped(folder, RETURNED)?,
        "undecided": undecided,
        "findings": said(&findings, lang),
    }))
}

fn one(division: &Division, standing: Option<&Standing>, lang: Lang) -> Value {
    match standing {
        Some(standing) => json!({
            "name": division.name,
            "asked": standing.asked,
            "answered": standing.answered,
            "begun": standing.begun,
            "state": standing.state().say(lang),
            "overdue": standing.overdue,
        }),
        None => json!({ "name": division.name, "asked": 0, "answered": 0, "begun": 0, "state": null, "overdue": false }),
    }
}
