//! Status: how far each division has answered (回収状況).

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::division::Share;
use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::say::words::{self, Message};

/// How far a division has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 未回答
    None,
    /// 一部
    Part,
    /// 済
    Done,
}

/// A division's answers, counted by opinions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub division: String,
    /// Opinions that it is asked about.
    pub asked: usize,
    /// Of those, the ones for which every required field is filled in.
    pub answered: usize,
    /// Of those, the ones for which some are.
    pub begun: usize,
    pub state: State,
    /// Not done although the day on which answers were due is over.
    pub overdue: bool,
}

impl Standing {
    /// The state in words.
    pub fn state(&self) -> Message {
        let state = match self.state {
            State::Done => words::state_done(),
            State::Part => words::state_part(),
            State::None => words::state_none(),
        };
        if self.overdue { Message::both(state, |state| words::state_overdue(state)) } else { state }
    }
}

/// A day: year, month, day.
pub type Day = (u16, u8, u8);

/// The standing of each division that is asked about anything, as of a day if one is given.
pub fn standings(meeting: &Meeting, shares: &[Share], responses: &Responses, as_of: Option<Day>) -> Vec<Standing> {
    let required: Vec<&str> = meeting.answer_fields().filter(|field| field.is_required()).map(|field| field.key.as_str()).collect();
    let all: BTreeSet<&str> = meeting.answer_fields().map(|field| field.key.as_str()).collect();
    let due = meeting.inquiry.as_ref().and_then(|inquiry| inquiry.due.date).map(|date| (date.year, date.month, date.day));
    let mut filled: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for question in responses.0.keys() {
        filled.entry((&question.division, &question.id)).or_default().insert(&question.field);
    }
    let standing = |share: &Share| {
        let division = share.division.name.as_str();
        let (mut answered, mut begun) = (0, 0);
        for (_, opinion) in &share.opinions {
            let Some(fields) = filled.get(&(division, opinion.id.as_str())) else { continue };
            // Where nothing is required, an opinion is answered once anything is filled in.
            let whole = required.iter().all(|key| fields.contains(key)) && fields.iter().any(|key| all.contains(key));
            answered += usize::from(whole);
            begun += usize::from(!whole);
        }
        let asked = share.opinions.len();
        let state = match answered {
            _ if answered == asked => State::Done,
            0 if begun == 0 => State::None,
            _ => State::Part,
        };
        let overdue = state != State::Done && due.zip(as_of).is_some_and(|(due, today)| today > due);
        Standing { division: division.to_owned(), asked, answered, begun, state, overdue }
    };
    shares.iter().filter(|share| !share.opinions.is_empty()).map(standing).collect()
}
