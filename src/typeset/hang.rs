//! Hang: how texts stand to the bullets before them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{Cell, State};

/// How the texts of a column stand to the bullets before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hang {
    /// Beside one another.
    None,
    /// A text that opens with a bullet hangs behind it.
    Bullets,
    /// All texts stand behind the room of a bullet, since most open with one.
    All,
}

impl Hang {
    /// How the texts of a column's cells stand to their bullets.
    pub fn new<'c>(cells: impl Iterator<Item = &'c Cell>, bullets: &str) -> Self {
        let opens = |line: &str| line.starts_with(|c| bullets.contains(c));
        let (mut all, mut lists, mut any) = (0, 0, false);
        for text in cells.filter(|cell| cell.state == State::Said).map(Cell::text) {
            (all, lists) = (all + 1, lists + usize::from(opens(&text)));
            any |= text.split('\n').any(opens);
        }
        match any {
            true if 2 * lists > all => Self::All,
            true => Self::Bullets,
            false => Self::None,
        }
    }

    /// Of a paragraph, what the lines lose of their room and the first one has more than they, in em.
    pub fn of(self, line: &str, bullets: &str) -> (f64, f64) {
        let opens = || line.starts_with(|c| bullets.contains(c));
        match self {
            Self::None => (0.0, 0.0),
            Self::Bullets if !opens() => (0.0, 0.0),
            Self::All if !opens() => (1.0, 0.0),
            Self::Bullets | Self::All => (1.0, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::look::Look;

    #[test]
    fn hang_of_a_column() {
        let of = |texts: &[&str]| {
            let cells: Vec<Cell> = texts.iter().map(|text| Cell::said((*text).to_owned(), Vec::new())).collect();
            Hang::new(cells.iter(), &Look::default().bullets)
        };
        assert_eq!(of(&["意見です。", "賛成。"]), Hang::None);
        assert_eq!(of(&["・公園を残す。", "・市民の声を聞く。", "賛成。"]), Hang::All);
        // A list in a few texts, or behind what leads to it, leaves the others where they are.
        assert_eq!(of(&["・公園を残す。", "賛成。", "反対。"]), Hang::Bullets);
        assert_eq!(of(&["次のとおりです。\n⑪　公園\n⑫　広場", "なし。"]), Hang::Bullets);
        assert_eq!((Hang::Bullets.of("・公園", "・"), Hang::Bullets.of("公園", "・")), ((1.0, 1.0), (0.0, 0.0)));
        assert_eq!(
            (Hang::All.of("・公園", "・"), Hang::All.of("公園", "・"), Hang::None.of("・公園", "・")),
            ((1.0, 1.0), (1.0, 0.0), (0.0, 0.0))
        );
    }
}
