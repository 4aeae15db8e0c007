//! The sheet 印刷用: what a paper says, one page wide, with the pages' ends where they do least harm.
//!
//! First the sheet is planned, the title, the blocks and the table as [`strips`] over the columns of a [`grid`];
//! then it is written, page by page. Every page repeats the headings of the table.

mod blocks;
mod boxed;
mod deal;
mod grid;
mod headings;
mod lines;
mod pages;
mod pieces;
mod plan;
mod rich;
mod rows;
mod smalls;
mod spacing;
mod strips;
mod vertical;

use std::ops::Range;

use rust_xlsxwriter::{Worksheet, XlsxError};

use self::boxed::Boxed;
use self::grid::Grid;
pub use self::grid::SPARE;
use self::plan::Plan;
use self::smalls::Smalls;
use self::spacing::Spacing;
use self::strips::{Setting, Strip};
use super::{PIXELS_MM, page_header, set_up_page};
use crate::document::Document;
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;

pub use crate::meeting::identity::PRINT_SHEET as NAME;
/// How much larger than the text the title with its label is, in points.
const TITLE: f64 = 5.0;
/// Least size of type, in points.
const LEAST: f64 = 8.0;
/// Part of a page that a vertical label may take in one line.
const BESIDE: f64 = 0.8;
/// How much higher than the tables of the PDF the sheet begins, where the PDF has its title and label, and where it
/// begins at the highest, in millimetres.
const RISE: f64 = 7.0;
const HIGHEST: f64 = 12.0;
/// How many times as wide as the page a sheet may be, which is printed so much smaller, if that saves a page; up to so many rows.
const WIDER: [f64; 3] = [1.02, 1.04, 1.06];
/// Part of a page below which a last page may be saved by other widths.
const MOSTLY: f64 = 0.8;
/// How much lower than a page its rows become at most, as multiples of that.
const SAVES: f64 = 4.0;
const MOST_ROWS: usize = 500;
/// Part of the screen, in pixels from the top, that may stay in view.
const FREEZE: u32 = 240;

/// Writes the sheet. `widths` are what the table's columns would have on pages; if there are none, they are guessed. `own_widths`
/// finds those that suit a sheet best, as it is measured.
pub fn write(
    sheet: &mut Worksheet,
    document: &Document,
    widths: &[f64],
    own_widths: impl Fn() -> Vec<f64>,
    look: &Look,
    ruler: &Ruler,
) -> Result<(), XlsxError> {
    let margin_top = (look.margin_top - RISE).max(HIGHEST).min(look.margin_top);
    let look = &Look { margin_top, ..look.clone() };
    let mut planned = Planned::new(document, widths, 1.0, look, ruler);
    if (2..=MOST_ROWS).contains(&document.rows().count()) && !widths.is_empty() {
        planned = planned.shortened(document, widths, own_widths, look, ruler);
    }
    let look = &planned.spacing.look(look);
    let mut strips = std::mem::take(&mut planned.strips);
    sheet.set_name(NAME)?;
    for (column, width) in (0..).zip(planned.grid.widths()) {
        sheet.set_column_width_pixels(column, width)?;
    }
    let written = planned.set(look, ruler).write(sheet, &mut strips)?;
    set_up_page(sheet, look, look.landscape);
    sheet.set_header(page_header(look, look.landscape, &document.short_title, &document.label));
    sheet.set_print_area(0, 0, written.rows - 1, planned.grid.all().1)?;
    if !written.heads.is_empty() {
        sheet.set_repeat_rows(written.heads.start, written.heads.end - 1)?;
        let above: u32 = strips[..planned.heads.start].iter().map(|strip| strip.height).sum();
        if above < FREEZE {
            sheet.set_freeze_panes(written.heads.end, 0)?;
        }
    }
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// Height of a page in pixels, before the sheet is printed smaller to fit.
fn page_height(look: &Look) -> u32 {
    ((look.page().1 - look.margin_top - look.margin_bottom) * PIXELS_MM) as u32
}

/// The sheet before it is known where its pages end.
struct Planned<'a> {
    grid: Grid,
    strips: Vec<Strip<'a>>,
    /// The strips that every page repeats.
    heads: Range<usize>,
    spacing: Spacing,
}

impl<'a> Planned<'a> {
    /// The plan of a sheet that is so many times as wide as the page.
    fn new(document: &'a Document, widths: &[f64], wider: f64, look: &Look, ruler: &Ruler) -> Self {
        let mut grid = Grid::new(document, widths, wider, look, ruler);
        let page = page_height(look);
        for (column, lines) in vertical::counts(document, &grid, look, ruler, (f64::from(page) / grid.scale() * BESIDE) as u32) {
            grid.stack(column, lines);
        }
        let small = Smalls::place(document, &mut grid, look, ruler);
        let label = Boxed::new(document, &mut grid, look, ruler);
        let mut plan = Plan { document, look, ruler, grid: &grid, small, label, page, strips: Vec::new() };
        plan.head();
        plan.blocks(&document.above, 0);
        if !document.above.is_empty() {
            plan.gap();
            if plan.leads(document.above.last()) && document.rows().next().is_some() {
                plan.keep_last(2);
            }
        }
        let first = plan.strips.len();
        if document.rows().next().is_some() {
            plan.headings();
        }
        let heads = first..plan.strips.len();
        for section in &document.sections {
            plan.section(section);
        }
        if !document.below.is_empty() && first < plan.strips.len() {
            // Nothing that stands over the rows goes on below it.
            plan.gap().closes = true;
        }
        plan.blocks(&document.below, document.above.len());
        let strips = plan.strips;
        Self { grid, strips, heads, spacing: Spacing::Wide }
    }

    /// This plan, or one that takes fewer pages, with lower rows, a sheet that is somewhat wider, or widths of its own.
    fn shortened(mut self, document: &'a Document, widths: &[f64], own_widths: impl Fn() -> Vec<f64>, look: &Look, ruler: &Ruler) -> Self {
        let mut best = self.pages(look, ruler);
        self.lowered(&mut best, 0.0, document, look, ruler);
        let least = document.columns.iter().filter_map(|column| column.size).fold(look.size, f64::min);
        for wider in WIDER.into_iter().filter(|wider| least / wider >= LEAST) {
            // Lower rows may save a page that the width alone does not.
            let saves = best.0 as f64 * (wider - 1.0);
            if best.0 > 1 && best.1 < saves * SAVES + Spacing::Tightest.saves(document, look, best.0) {
                let mut other = Self::new(document, widths, wider, look, ruler);
                if other.lowered(&mut best, saves * SAVES, document, look, ruler) {
                    self = other;
                }
            }
        }
        // The search for widths takes longest.
        if best.0 > 1 && best.1 < MOSTLY {
            let mut other = Self::new(document, &own_widths(), 1.0, look, ruler);
            if other.lowered(&mut best, MOSTLY, document, look, ruler) {
                self = other;
            }
        }
        self
    }

    /// Finds the highest rows that save a page; whether any do. `best` are the pages so far and what part of the last one is
    /// taken, `saves` is about how much of a page the plan saves anyway.
    fn lowered(&mut self, best: &mut (usize, f64), saves: f64, document: &Document, look: &Look, ruler: &Ruler) -> bool {
        let mut better = None;
        for spacing in Spacing::ALL {
            if best.0 > 1 && best.1 < saves + spacing.saves(document, look, best.0) {
                self.spacing = spacing;
                let found = self.pages(look, ruler);
                if found.0 < best.0 {
                    (*best, better) = (found, Some(spacing));
                }
            }
        }
        self.spacing = better.unwrap_or_default();
        better.is_some()
    }

    /// How many pages it takes, and what part of the last one.
    fn pages(&mut self, look: &Look, ruler: &Ruler) -> (usize, f64) {
        let mut strips = std::mem::take(&mut self.strips);
        let own: Vec<u32> = strips.iter().map(|strip| strip.height).collect();
        let pages = self.set(&self.spacing.look(look), ruler).pages(&mut strips);
        for (strip, own) in strips.iter_mut().zip(own) {
            strip.height = own;
        }
        self.strips = strips;
        pages
    }

    /// `look` is that of the plan's spacing.
    fn set<'s>(&'s self, look: &'s Look, ruler: &'s Ruler) -> Setting<'s> {
        let Self { grid, heads, spacing, .. } = self;
        let Look { continued, size, keep_rows, .. } = look;
        let (page, heads) = (page_height(look), heads.clone());
        Setting { grid, ruler, page, heads, continued, size: *size, keep_rows: *keep_rows, spacing: *spacing }
    }
}
