//! What a page draws: its content is gone through as a viewer does (ISO 32000-1, 8 and 9).
//!
//! Known is what is ever written and what an editor may put in its place. Whatever else stands there is a fault.

mod colours;
mod marks;
mod paths;

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, MaybeRef, Object};

use self::colours::Space;
use self::marks::Mark;
use super::super::content::{self, Operations};
use super::super::file::{self, File, Result};
use super::typeface::Typefaces;
use super::{Clip, Fault, Glyph, Ink, Matrix, Owner, Scene, whole};
use crate::say::words;

/// How deep marked content and graphics states may nest.
const MAX_OPEN: usize = 256;
/// What a letter or a paint costs.
const DRAWN: usize = 256;

/// What is in force where something is drawn (8.4, 9.3).
#[derive(Clone)]
struct State {
    matrix: Matrix,
    clip: Clip,
    fill: Option<f64>,
    stroke: Option<f64>,
    /// Of which kind the colours are that are set next.
    fill_space: Space,
    stroke_space: Space,
    line: f64,
    opaque: bool,
    font: Option<usize>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: usize,
}

struct Page<'f, 'p> {
    file: &'f File<'f>,
    resources: &'p Dict<'f>,
    /// The spaces of colours that were named so far.
    spaces: BTreeMap<Vec<u8>, Space>,
    fonts: &'p mut Typefaces,
    state: State,
    saved: Vec<State>,
    marks: Vec<Mark>,
    /// Where the line of text and the next letter begin.
    line: Matrix,
    next: Matrix,
    /// The path that is being drawn: the corners of each piece, on the page.
    path: Vec<Vec<(f64, f64)>>,
    curved: bool,
    /// The path is to be what is seen beyond this.
    clips: bool,
    order: usize,
    pieces: usize,
    scene: Scene,
}

/// Looks at a page.
pub fn scene<'f>(file: &'f File<'f>, page: &Dict<'f>, resources: &Dict<'f>, fonts: &mut Typefaces) -> Result<Scene> {
    let mut scene = Scene { faults: whole::page(file, page)?, ..Scene::default() };
    let sides: Vec<f64> = file
        .list(page, "MediaBox")?
        .into_iter()
        .map(|side| Ok(number(&file.resolve(side)?)))
        .collect::<Result<Option<_>>>()?
        .unwrap_or_default();
    match sides.as_slice() {
        [0.0, 0.0, width, height] => scene.size = Some((*width, *height)),
        _ => scene.faults.push(Fault::Cropped),
    }
    let state = State {
        matrix: Matrix::IDENTITY,
        clip: Clip::All,
        fill: Some(0.0),
        stroke: Some(0.0),
        fill_space: Space::Grey,
        stroke_space: Space::Grey,
        line: 1.0,
        opaque: true,
        font: None,
        size: 0.0,
        spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        mode: 0,
    };
    let mut page_of = Page {
        file,
        resources,
        spaces: BTreeMap::new(),
        fonts,
        state,
        saved: Vec::new(),
        marks: Vec::new(),
        line: Matrix::IDENTITY,
        next: Matrix::IDENTITY,
        path: Vec::new(),
        curved: false,
        clips: false,
        order: 0,
        pieces: 0,
        scene,
    };
    page_of.run(&content::whole(file, page)?)?;
    Ok(page_of.scene)
}

fn number(object: &Object<'_>) -> Option<f64> {
    if let Object::Number(number) = object { Some(number.as_f64()).filter(|number| number.is_finite()) } else { None }
}

impl<'f> Page<'f, '_> {
    fn run(&mut self, content: &[u8]) -> Result<()> {
        let spaces = self.file.dict(self.resources, "ColorSpace")?;
        // By these, plain colours become others (8.6.5.6).
        if ["DefaultGray", "DefaultRGB", "DefaultCMYK"].iter().any(|name| spaces.contains_key(name)) {
            self.fault(Fault::Unknown("ColorSpace".to_owned()));
        }
        let mut operations = Operations::new(content);
        while let Some((operator, operands)) = operations.next()? {
            self.file.pay(operands.len() + 1)?;
            let numbers: Option<Vec<f64>> = operands.iter().map(number).collect();
            let known = self.draw(operator, &operands, numbers.as_deref())?;
            if !known {
                self.fault(Fault::Unknown(String::from_utf8_lossy(operator).into_owned()));
            }
            if self.marks.len().max(self.saved.len()) > MAX_OPEN {
                return Err(words::pdf_content());
            }
        }
        // An image within the content is passed over by what reads it.
        if operations.images > 0 {
            self.fault(Fault::Picture);
        }
        Ok(())
    }

    fn fault(&mut self, fault: Fault) {
        if !self.scene.faults.contains(&fault) && self.scene.faults.len() < MAX_OPEN {
            self.scene.faults.push(fault);
        }
    }

    /// Does what an operator says; whether it is known.
    fn draw(&mut self, operator: &[u8], operands: &[Object<'_>], numbers: Option<&[f64]>) -> Result<bool> {
        Ok(match operator {
            b"BT" | b"ET" | b"Tm" | b"Td" | b"TD" | b"T*" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts" | b"Tr" => {
                self.text_state(operator, numbers)
            }
            b"Tf" | b"Tj" | b"TJ" | b"'" | b"\"" => self.text(operator, operands)?,
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => self.trace(operator, numbers),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                self.paint(operator)?;
                numbers == Some(&[])
            }
            b"W" | b"W*" => {
                self.clips = true;
                true
            }
            b"cs" | b"CS" | b"sc" | b"scn" | b"SC" | b"SCN" | b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" => {
                self.colour(operator, operands, numbers)?
            }
            b"BMC" | b"BDC" | b"EMC" => self.mark(operator, operands)?,
            b"gs" => self.graphics_state(operands)?,
            b"Do" | b"sh" => {
                self.picture();
                self.fault(Fault::Picture);
                true
            }
            b"MP" | b"DP" | b"j" | b"J" | b"M" | b"d" | b"ri" | b"i" => true,
            b"q" => {
                self.saved.push(self.state.clone());
                true
            }
            b"Q" => match self.saved.pop() {
                Some(state) => {
                    self.state = state;
                    true
                }
                None => false,
            },
            b"cm" => match numbers {
                Some(&[a, b, c, d, e, f]) => {
                    self.state.matrix = Matrix([a, b, c, d, e, f]).then(self.state.matrix);
                    true
                }
                _ => false,
            },
            b"w" => match numbers {
                Some(&[width]) => {
                    self.state.line = width;
                    true
                }
                _ => false,
            },
            _ => false,
        })
    }

    fn text_state(&mut self, operator: &[u8], numbers: Option<&[f64]>) -> bool {
        let state = &mut self.state;
        match (operator, numbers) {
            (b"BT", Some(&[])) => (self.line, self.next) = (Matrix::IDENTITY, Matrix::IDENTITY),
            (b"ET", Some(&[])) => {}
            (b"Tm", Some(&[a, b, c, d, e, f])) => {
                self.line = Matrix([a, b, c, d, e, f]);
                self.next = self.line;
            }
            (b"Td", Some(&[x, y])) => self.new_line(x, y),
            (b"TD", Some(&[x, y])) => {
                state.leading = -y;
                self.new_line(x, y);
            }
            (b"T*", Some(&[])) => {
                let leading = state.leading;
                self.new_line(0.0, -leading);
            }
            (b"Tc", Some(&[spacing])) => state.spacing = spacing,
            (b"Tw", Some(&[spacing])) => state.word_spacing = spacing,
            (b"Tz", Some(&[stretch])) => state.stretch = stretch / 100.0,
            (b"TL", Some(&[leading])) => state.leading = leading,
            (b"Ts", Some(&[rise])) => state.rise = rise,
            (b"Tr", Some(&[mode])) => state.mode = mode as usize,
            _ => return false,
        }
        true
    }

    fn new_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.next = self.line;
    }

    fn text(&mut self, operator: &[u8], operands: &[Object<'_>]) -> Result<bool> {
        match (operator, operands) {
            (b"Tf", [Object::Name(name), size]) => {
                let fonts = self.file.dict(self.resources, "Font")?;
                self.state.font = Some(self.fonts.place(self.file, fonts.get_raw(name.as_ref()))?);
                let Some(size) = number(size) else { return Ok(false) };
                self.state.size = size;
            }
            (b"Tj", [Object::String(codes)]) => self.show(codes.as_bytes())?,
            (b"'", [Object::String(codes)]) => {
                let leading = self.state.leading;
                self.new_line(0.0, -leading);
                self.show(codes.as_bytes())?;
            }
            (b"\"", [word, letter, Object::String(codes)]) => {
                let (Some(word), Some(letter)) = (number(word), number(letter)) else { return Ok(false) };
                (self.state.word_spacing, self.state.spacing) = (word, letter);
                let leading = self.state.leading;
                self.new_line(0.0, -leading);
                self.show(codes.as_bytes())?;
            }
            (b"TJ", [Object::Array(pieces)]) => return self.show_all(pieces),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn show_all(&mut self, pieces: &Array<'_>) -> Result<bool> {
        for piece in file::elements(pieces) {
            match piece? {
                MaybeRef::NotRef(Object::String(codes)) => self.show(codes.as_bytes())?,
                MaybeRef::NotRef(Object::Number(by)) => {
                    let by = -by.as_f64() / 1000.0 * self.state.size * self.state.stretch;
                    self.next = Matrix::shift(by, 0.0).then(self.next);
                }
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Draws letters; every font that is known has codes of two bytes.
    fn show(&mut self, codes: &[u8]) -> Result<()> {
        let State { size, stretch, rise, spacing, .. } = self.state;
        let Some(font) = self.state.font else {
            self.fault(Fault::Unknown("Tf".to_owned()));
            return Ok(());
        };
        for code in codes.chunks(2) {
            self.file.pay(DRAWN)?;
            let code = code.iter().fold(0, |value, byte| value << 8 | usize::from(*byte));
            let mark = self.marks.last().copied();
            let ink = Ink { mode: self.state.mode, light: self.state.fill, opaque: self.state.opaque, clip: self.state.clip };
            self.order += 1;
            self.scene.glyphs.push(Glyph {
                code,
                font,
                matrix: Matrix([size * stretch, 0.0, 0.0, size, 0.0, rise]).then(self.next).then(self.state.matrix),
                order: self.order,
                piece: mark.map_or(0, |mark| mark.piece),
                owner: mark.map_or(Owner::Nobody, |mark| mark.owner),
                instead: mark.and_then(|mark| mark.instead),
                ink,
            });
            let width = self.fonts.all[font].width(code);
            self.next = Matrix::shift((width * size + spacing) * stretch, 0.0).then(self.next);
        }
        Ok(())
    }
}
