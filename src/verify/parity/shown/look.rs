//! Whether what stands in the cells of a sheet is seen as it stands there.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::{Form, Volume};
use super::opened::{Bound, Opened};
use super::styles::{Attire, Face};
use super::told::Teller;
use super::worksheet::{Filled, Holds, Leaf, Spotted};
use super::written;
use crate::read::workbook::Area;
use crate::say::words::{self, Message};

/// Height of the highest row, in points: what is higher is cut.
const HIGHEST: f64 = 409.0;
/// What a line must at least have of its height.
const ENOUGH: f64 = 0.9;
/// How much smaller a number is that is said again in brackets.
const AGAIN: f64 = 0.8;

/// Where merged cells stand, by row.
struct Merged<'a> {
    by_row: BTreeMap<u32, Vec<&'a Area>>,
}

impl<'a> Merged<'a> {
    fn new(leaf: &'a Leaf, last: u32) -> Self {
        let mut by_row: BTreeMap<u32, Vec<&Area>> = BTreeMap::new();
        for area in &leaf.merged {
            for row in area.top..=area.bottom.min(last) {
                by_row.entry(row).or_default().push(area);
            }
        }
        by_row.values_mut().for_each(|areas| areas.sort_by_key(|area| area.left));
        Self { by_row }
    }

    fn of(&self, (row, column): (u32, u32)) -> Option<&'a Area> {
        self.by_row.get(&row)?.iter().find(|area| (area.left..=area.right).contains(&column)).copied()
    }

    /// A place at which two of them overlap.
    fn overlap(&self) -> Option<(u32, u32)> {
        self.by_row
            .iter()
            .find_map(|(row, areas)| areas.windows(2).find(|pair| pair[1].left <= pair[0].right).map(|pair| (*row, pair[1].left)))
    }
}

/// Judges the cells of a sheet; the texts that they show are added to `shown`.
pub fn cells(teller: &mut Teller, volume: &Volume, form: &Form, bound: &Bound, opened: &Opened, shown: &mut BTreeSet<usize>) {
    let leaf = &bound.leaf;
    let last = leaf.last_row();
    let merged = Merged::new(leaf, last);
    let mut filled: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for cell in leaf.cells.iter().filter(|cell| cell.holds != Holds::Nothing) {
        filled.entry(cell.at.0).or_default().push(cell.at.1);
    }
    let mut look = Look { teller, volume, form, bound, opened, last, merged, filled };
    if let Some(at) = look.merged.overlap() {
        look.tell(at, words::parity_covered(), "");
    }
    let mut seen = BTreeSet::new();
    for cell in &leaf.cells {
        if !seen.insert(cell.at) {
            look.tell(cell.at, words::parity_covered(), "");
        }
        if let Holds::Text(index) = cell.holds
            && opened.wardrobe.attires.get(cell.style).is_some()
        {
            shown.insert(index);
        }
        look.cell(cell);
    }
}

/// A sheet, whose cells are judged.
struct Look<'a, 't> {
    teller: &'a mut Teller<'t>,
    volume: &'a Volume<'a>,
    form: &'a Form,
    bound: &'a Bound,
    opened: &'a Opened,
    last: u32,
    merged: Merged<'a>,
    /// The columns of cells that hold something, by row.
    filled: BTreeMap<u32, Vec<u32>>,
}

impl Look<'_, '_> {
    fn tell(&mut self, at: (u32, u32), message: Message, shown: &str) {
        self.teller.at(&self.bound.name, Spotted::Cell(at.0, at.1), message, shown);
    }

    fn cell(&mut self, cell: &Filled) {
        let opened = self.opened;
        let Some(attire) = opened.wardrobe.attires.get(cell.style) else {
            self.tell(cell.at, words::parity_odd(words::odd_type()), "");
            return;
        };
        let text = text(cell, opened);
        self.attired(cell.at, attire, text);
        if self.form.stamp {
            return;
        }
        match &cell.holds {
            Holds::Nothing | Holds::Number(_) => {}
            Holds::Text(index) => self.worded(cell.at, attire, *index),
            Holds::Formula { formula, .. } if self.form.formula.as_ref() == Some(formula) => {}
            Holds::Formula { .. } | Holds::Other => self.tell(cell.at, words::parity_not_text(), ""),
        }
        if text.is_empty() {
            return;
        }
        let area = self.merged.of(cell.at);
        if area.is_some_and(|area| (area.top, area.left) != cell.at) {
            self.tell(cell.at, words::parity_covered(), "");
            return;
        }
        let area = area.copied().unwrap_or(Area { top: cell.at.0, left: cell.at.1, bottom: cell.at.0, right: cell.at.1 });
        let is_hidden = self.bound.leaf.hidden.iter().any(|(first, last)| (*first..=*last).contains(&cell.at.1));
        if !is_hidden && !self.room(area).holds(text, attire, matches!(cell.holds, Holds::Number(_))) {
            self.tell(cell.at, words::parity_room(), "");
        }
    }

    /// What a cell has for its text.
    fn room(&self, area: Area) -> Room {
        let leaf = &self.bound.leaf;
        let next = self.filled.get(&area.top).and_then(|columns| columns.iter().find(|column| **column > area.right));
        Room {
            width: leaf.width((area.left, area.right)),
            height: leaf.height((area.top, area.bottom.min(self.last))),
            beyond: next.map_or(f64::INFINITY, |next| leaf.width((area.left, *next - 1))),
            cuts: self.form.cuts,
        }
    }

    /// Judges the look of a cell.
    fn attired(&mut self, at: (u32, u32), attire: &Attire, text: &str) {
        for odd in &attire.odd {
            self.teller.unknown(&self.bound.name, Spotted::Cell(at.0, at.1), odd);
        }
        if let Some(code) = &attire.format {
            self.tell(at, words::parity_format(code), "");
        }
        let (form, volume) = (self.form, self.volume);
        let Face { name, size, ink, underlined, .. } = &attire.face;
        if !written::INKS.iter().any(|(known, grounds)| known == ink && grounds.contains(&attire.ground.as_str())) {
            self.tell(at, words::parity_odd(words::odd_colour()), &format!("{ink} / {}", attire.ground));
        }
        let least = if text.starts_with('(') { volume.least * AGAIN } else { volume.least };
        if !text.is_empty() && *size < least - 0.01 {
            self.tell(at, words::parity_small(size), "");
        }
        if *name != volume.font || (*underlined && !form.marks) {
            self.tell(at, words::parity_odd(words::odd_type()), name);
        }
        // A long one is divided into lines.
        let may_turn = || form.turned.contains(text) || form.turned.iter().any(|whole| whole.contains(text.trim_end_matches('…').trim()));
        if !text.is_empty() && ((attire.turned && !may_turn()) || (attire.shrunk && !text.starts_with('('))) {
            self.tell(at, words::parity_odd(words::odd_alignment()), "");
        }
        let open = form.open.is_some_and(|area| (area.top..=area.bottom).contains(&at.0) && (area.left..=area.right).contains(&at.1));
        if attire.open != open {
            self.tell(at, words::parity_odd(words::odd_protection()), "");
        }
    }

    /// Judges a text of a cell.
    fn worded(&mut self, at: (u32, u32), attire: &Attire, index: usize) {
        let Some(wording) = self.opened.wordings.all.get(index) else {
            self.tell(at, words::parity_not_text(), "");
            return;
        };
        for odd in wording.odd.iter().chain(wording.faces.iter().flat_map(|face| &face.odd)) {
            self.teller.unknown(&self.bound.name, Spotted::Cell(at.0, at.1), odd);
        }
        if wording.trimmed {
            self.tell(at, words::parity_spaces(), "");
        }
        let (form, cell) = (self.form, &attire.face);
        let is_run = |face: &Face| {
            let marked = form.marks && face.bold && face.underlined;
            let like = (face.bold, face.underlined) == (cell.bold, cell.underlined);
            (marked || like) && face.name == cell.name && face.size == cell.size && face.ink == cell.ink
        };
        if !wording.faces.iter().all(is_run) {
            self.tell(at, words::parity_odd(words::odd_run()), "");
        }
    }
}

fn text<'a>(cell: &'a Filled, opened: &'a Opened) -> &'a str {
    match &cell.holds {
        Holds::Nothing | Holds::Other => "",
        Holds::Text(index) => opened.wordings.all.get(*index).map_or("", |wording| &wording.text),
        Holds::Number(number) => number,
        Holds::Formula { shown, .. } => shown,
    }
}

/// What a cell has for its text, in points.
struct Room {
    width: f64,
    height: f64,
    /// To the next cell that holds something.
    beyond: f64,
    /// Whether a text may be cut by the highest row.
    cuts: bool,
}

impl Room {
    fn holds(&self, text: &str, attire: &Attire, is_number: bool) -> bool {
        let size = attire.face.size;
        let long = |text: &str| ems(text) * size;
        let one = size * ENOUGH;
        if attire.turned {
            let letters = text.chars().filter(|c| *c != '\n').count();
            return self.width >= one && self.height >= letters as f64 * one;
        }
        if is_number || attire.shrunk {
            return self.height >= one && (attire.shrunk || self.width >= long(text));
        }
        if !attire.wrapped {
            return !text.contains('\n') && self.height >= one && self.beyond >= long(text);
        }
        let lines: f64 = text.split('\n').map(|line| (long(line) / self.width).ceil().max(1.0)).sum();
        self.width >= one / 2.0 && (self.height >= lines * one || (self.cuts && self.height >= HIGHEST))
    }
}

/// About how wide a text is, in em: rather too little than too much, since it may be set in any font.
fn ems(text: &str) -> f64 {
    let em = |c: char| match c {
        // What is set over or into the letter before it.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            0.0
        }
        '\0'..'\u{1100}' | '\u{ff61}'..='\u{ff9f}' => 0.3,
        _ => 0.8,
    };
    text.chars().map(em).sum()
}
