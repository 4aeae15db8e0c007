//! Look: texts in pieces that differ in being struck through, red or underlined, and the cells that show them.

use ecow::EcoString;

use super::{Cell, Kind, More, lines};

/// What the recogniser of corrections looks for in a format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub struck: bool,
    pub red: bool,
    /// For the proof of what marks a text; corrections are not known by it.
    pub underlined: bool,
    pub white: bool,
    /// Of a cell: its ground is of a colour on which white is seen.
    pub filled: bool,
    /// Of a cell: its number format shows a text otherwise, or as nothing.
    pub altered: bool,
}

/// A piece of a text; without a look of its own it has that of the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    pub look: Option<Look>,
}

/// Adds a piece to a text, joined to the last one if they look alike.
pub(super) fn add_run(runs: &mut Vec<Run>, text: &str, look: Option<Look>) {
    match runs.last_mut() {
        Some(last) if last.look == look => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => runs.push(Run { text: text.to_owned(), look }),
    }
}

impl Cell {
    /// The cell that shows `text` in one look.
    pub(super) fn plain(text: impl Into<EcoString>, kind: Kind, look: Look) -> Self {
        let text = text.into();
        let seen = !text.trim().is_empty();
        let more = look.underlined.then(|| Box::new(More { underlined: text.chars().map(|_| true).collect(), ..More::default() }));
        Self { text, kind, struck: look.struck && seen, red: look.red && seen, more, ..Self::default() }.on(look, look.white && seen)
    }

    /// The cell on its ground, in which something is white.
    fn on(self, ground: Look, white: bool) -> Self {
        let altered = ground.altered && matches!(self.kind, Kind::Text | Kind::Formula) && !self.text.is_empty();
        Self { white: white && !ground.filled, doubtful: altered, ..self }
    }

    /// The cell that shows `runs`, those without a look of their own in `look`.
    pub(super) fn rich(runs: &[Run], kind: Kind, look: Look) -> Self {
        let mut cell = Self { kind, ..Self::default() };
        let (ground, mut white) = (look, false);
        let mut remaining = String::new();
        let mut first = None;
        for run in runs {
            cell.text.push_str(&run.text);
            let look = run.look.unwrap_or(look);
            if !look.struck {
                remaining.push_str(&run.text);
            }
            if run.text.trim().is_empty() {
                continue;
            }
            cell.struck |= look.struck;
            cell.red |= look.red;
            white |= look.white;
            cell.mixed |= *first.get_or_insert((look.struck, look.red)) != (look.struck, look.red);
        }
        if runs.iter().any(|run| run.look.unwrap_or(look).underlined) {
            let marks = runs.iter().flat_map(|run| run.text.chars().map(|_| run.look.unwrap_or(look).underlined));
            cell.more.get_or_insert_default().underlined = marks.collect();
        }
        // Across pieces, a line may have ended in CR and LF.
        if cell.text.contains('\r') {
            cell.text = lines(&cell.text).into();
        }
        if cell.struck && !remaining.trim().is_empty() {
            cell.more.get_or_insert_default().remaining = Some(lines(&remaining).into());
        }
        cell.on(ground, white)
    }
}

/// Whether a colour cannot be seen on white paper.
pub(super) fn is_white(rgb: u32) -> bool {
    rgb.to_be_bytes()[1..].iter().all(|part| *part >= 0xf8)
}

/// Whether a person calls the colour red: from FF0000 to the darker C00000 and the paler FF5050.
pub(super) fn is_red(rgb: u32) -> bool {
    let [_, red, green, blue] = rgb.to_be_bytes();
    red >= 0xc0 && green <= 0x50 && blue <= 0x50
}
