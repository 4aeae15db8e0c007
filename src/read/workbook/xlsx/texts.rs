//! The texts of an .xlsx package: the shared strings, and texts in pieces that differ in look.

use ecow::EcoString;

use super::super::xml::{Step, Xml};
use super::super::{Cell, Kind, Look, Outcome, Run, add_run, check_table, check_text, lines, plain};
use super::styles::font;

/// A shared string.
pub enum Shared {
    /// In the look of its cell throughout.
    Plain(EcoString),
    Runs(Vec<Run>),
}

impl Shared {
    fn new(mut runs: Vec<Run>) -> Self {
        match runs.as_mut_slice() {
            [run] if run.look.is_none() => Self::Plain(lines(&run.text).into()),
            _ => Self::Runs(runs),
        }
    }

    pub fn cell(&self, kind: Kind, look: Look) -> Cell {
        match self {
            Self::Plain(text) => Cell::plain(text.clone(), kind, look),
            Self::Runs(runs) => Cell::rich(runs, kind, look),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Runs(runs) => runs.iter().map(|run| run.text.len()).sum(),
        }
    }
}

pub fn strings(mut xml: Xml) -> Outcome<Vec<Shared>> {
    let mut strings = Vec::new();
    let mut bytes = 0;
    let mut add = |string: Shared| {
        bytes += string.len();
        check_text(bytes)?;
        strings.push(string);
        check_table(strings.len())
    };
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "sst" => {}
            Step::Start if xml.name() == "si" => add(Shared::new(rich(&mut xml)?))?,
            Step::Done => return Ok(strings),
            _ => continue,
        }
        while let Some(text) = xml.plain(plain::string) {
            add(Shared::Plain(text.into()))?;
        }
    }
}

/// After the start of a text (`si`, `is` or `text`): its runs. Furigana (`rPh`) are left out.
pub fn rich(xml: &mut Xml) -> Outcome<Vec<Run>> {
    let depth = xml.depth();
    let mut runs = Vec::new();
    let mut look = None;
    let mut bytes = 0;
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "rPh" => xml.skip()?,
            "r" => look = None,
            "rPr" => look = Some(font(xml)?),
            "t" => {
                let text = unescaped(&xml.content()?);
                bytes += text.len();
                check_text(bytes)?;
                add_run(&mut runs, &text, look);
            }
            _ => {}
        }
    }
    Ok(runs)
}

/// The text with `_xHHHH_` read as the character that it stands for, and lines ended by LF.
pub fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, found) = rest.split_at(at);
        units.extend(before.encode_utf16());
        let code = found.get(2..6).filter(|_| found.as_bytes().get(6) == Some(&b'_'));
        match code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|code| u16::from_str_radix(code, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &found[7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &found[2..];
            }
        }
    }
    if units.is_empty() {
        return lines(text);
    }
    units.extend(rest.encode_utf16());
    lines(&String::from_utf16_lossy(&units))
}
