//! Inquiry: what the divisions are asked and by when, how far each has come, and which files came back.

use std::path::Path;

use serde_json::{Value, json};

use crate::build::input::Input;
use crate::build::prepare::Prepared;
use crate::collect::status::standings;
use crate::desk::chosen::RETURNED;
use crate::meeting::day;
use crate::meeting::inquiry::inquiry_name;
use crate::read::files;
use crate::say::diag::{Diagnostics, Result};
use crate::say::words::Lang;

pub fn inquiry(folder: &Path, as_of: Option<&str>, lang: Lang) -> Result<Value> {
    let input = Input::of_folder(folder)?;
    let mut findings = Diagnostics::default();
    let prepared = Prepared::with_odd(&input, &mut findings)?;
    let meeting = prepared.meeting;
    let Some(inquiry) = &meeting.inquiry else { return Ok(json!({ "asks": null })) };
    let shares = prepared.shares()?;
    let today = as_of.and_then(day::read).map(|date| (date.year, date.month, date.day));
    let divisions: Vec<Value> = standings(meeting, &shares, &prepared.responses, today)
        .into_iter()
        .map(|standing| {
            json!({
                "name": standing.division,
                "asked": standing.asked,
                "answered": standing.answered,
                "begun": standing.begun,
                "state": standing.state().say(lang),
                "overdue": standing.overdue,
                "file": shares.iter().find(|share| share.division.name == standing.division).map(|share| inquiry_name(&inquiry.file, share.division)),
            })
        })
        .collect();
    let mut returned: Vec<String> = files::list(&folder.join(RETURNED))?
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| !name.starts_with(['.', '~']))
        .collect();
    returned.sort();
    Ok(json!({
        "asks": inquiry.asks,
        "due": inquiry.due.to_string(),
        "contact": inquiry.contact,
        "edition": inquiry.edition,
        "divisions": divisions,
        "returned": returned,
        "answers": prepared.responses.0.len(),
    }))
}
