//! What a PDF shows: every letter with where and how it is drawn, and all that may hide one or stand beside it.
//!
//! [`page`] goes through what a page draws, [`typeface`] holds the fonts, [`whole`] looks at all that is no page.
//! Nothing is judged here; what is met and not known is a [`Fault`], so that nobody takes it for nothing.

pub mod geometry;
mod hints;
mod page;
pub mod shape;
mod typeface;
mod whole;

pub use self::geometry::{Area, Matrix};
pub use self::typeface::Typeface;
use super::file::{File, Result};
use super::tags;

/// What a PDF shows.
#[derive(Debug, Default)]
pub struct Sight {
    pub scenes: Vec<Scene>,
    pub types: Vec<Typeface>,
    /// What stands out in the file, apart from what its pages draw.
    pub faults: Vec<Fault>,
}

/// What a page shows.
#[derive(Debug, Default)]
pub struct Scene {
    /// In points, if the page says it in the one plain way.
    pub size: Option<(f64, f64)>,
    /// In the order in which they are drawn.
    pub glyphs: Vec<Glyph>,
    pub paints: Vec<Paint>,
    pub faults: Vec<Fault>,
    /// Texts that the page gives in place of letters (14.9.4).
    pub instead: Vec<String>,
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// Its code, and its font among the types.
    pub code: usize,
    pub font: usize,
    /// From the em square to the page.
    pub matrix: Matrix,
    /// Its place among all that the page draws.
    pub order: usize,
    /// Which piece of what is no part of the document it belongs to.
    pub piece: usize,
    pub owner: Owner,
    /// The text that stands in its place, among those of the page.
    pub instead: Option<usize>,
    pub ink: Ink,
}

/// How a letter is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Text rendering mode (9.3.6): 0 fills, 3 draws nothing.
    pub mode: usize,
    /// From 0, black, to 1, white; none if it is no plain colour.
    pub light: Option<f64>,
    pub opaque: bool,
    /// Beyond which nothing is seen.
    pub clip: Clip,
}

/// What a page lets be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clip {
    All,
    Within(Area),
    /// A shape that is no box.
    Odd,
}

/// To what a letter belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// To marked content with this identifier, which readers of the tags hear.
    Heard(usize),
    /// To what is no part of the document (14.8.2.2), as it is said.
    Aside(Aside),
    /// To nothing.
    Nobody,
}

/// What something that is no part of the document is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    Header,
    Footer,
    Repeated,
    Other,
}

/// Something that is drawn and is no letter.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    pub order: usize,
    pub area: Area,
    pub kind: PaintKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PaintKind {
    /// A box filled with a plain colour, from 0, black, to 1, white.
    Box { light: f64 },
    /// A part of a line.
    Line,
    /// Anything else: a shape, a picture, a shading.
    Picture,
}

/// What is never written, or is not understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Something was added to the finished file.
    Added,
    /// Layers, which can be switched on and off.
    Layers,
    /// A comment, a link, a field, a stamp or a box laid over a page.
    Annotation,
    /// Something happens when the file is opened or looked at, or can be filled in.
    Acts,
    /// Another part of the page, or more than it, is shown.
    Cropped,
    /// A picture, or a drawing that is kept elsewhere in the file.
    Picture,
    /// Readers of the tags are told another text than that which stands there.
    Spoken,
    /// An attachment that is not the same for every reader.
    Attached,
    /// A bookmark that is no plain one.
    Bookmark,
    /// A key that a dictionary says twice.
    Twice(String),
    /// Nobody can say what is seen: this is not known.
    Unknown(String),
}

/// Looks at an open file.
pub(super) fn of(file: &File) -> Result<Sight> {
    let catalog = file.dict(&file.trailer, "Root")?;
    let mut sight = Sight { faults: whole::faults(file, &catalog)?, ..Sight::default() };
    let mut fonts = typeface::Typefaces::default();
    for (_, dict, resources) in tags::pages(file, &catalog)? {
        sight.scenes.push(page::scene(file, &dict, &resources, &mut fonts)?);
    }
    sight.types = fonts.all;
    Ok(sight)
}
