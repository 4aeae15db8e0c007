//! The text of marked content (ISO 32000-1, 14.6), in the Unicode that the fonts' maps give it (9.10).

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Object};

use super::file::{self, File, Result};
use super::scan;
use crate::say::words;

/// The longest content of one page.
const MAX_CONTENT: usize = 32 << 20;
/// How deep form XObjects may nest, and marked content and graphics states within a page.
const MAX_FORMS: usize = 8;
const MAX_OPEN: usize = 256;
/// The most operands of one operator; a CMap writes up to 100 lines of three.
const MAX_OPERANDS: usize = 4096;

/// Text by marked-content identifier (14.7.4.2).
pub type Texts = BTreeMap<usize, String>;

/// The fonts of a file, as far as they say what their codes mean.
#[derive(Default)]
pub struct Fonts(BTreeMap<usize, Rc<Font>>);

/// What the codes of a font mean.
#[derive(Default)]
pub(super) struct Font {
    /// Codes have two bytes (9.7), as `Identity-H` has them, instead of one.
    wide: bool,
    texts: BTreeMap<usize, String>,
}

/// A piece of marked content that is open.
#[derive(Clone, Copy, Default)]
struct Mark {
    /// The identifier under which its text goes; artifacts and unmarked content have none.
    id: Option<usize>,
    /// An actual text has been given in place of it (14.9.4).
    replaced: bool,
}

/// Reads the content of one page.
struct Page<'f, 'p> {
    file: &'f File<'f>,
    fonts: &'p mut Fonts,
    font: Rc<Font>,
    saved: Vec<Rc<Font>>,
    marks: Vec<Mark>,
    texts: Texts,
}

/// The text of each piece of marked content of a page.
pub fn texts<'f>(file: &'f File<'f>, page: &Dict<'f>, resources: &Dict<'f>, fonts: &mut Fonts) -> Result<Texts> {
    let content = whole(file, page)?;
    let mut page = Page { file, fonts, font: Rc::default(), saved: Vec::new(), marks: Vec::new(), texts: Texts::new() };
    page.run(&content, resources, 0)?;
    Ok(page.texts)
}

/// All that a page draws (7.7.3.3, Contents).
pub(super) fn whole<'f>(file: &'f File<'f>, page: &Dict<'f>) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    for part in file.list(page, "Contents")? {
        if let Some((_, bytes)) = file.stream(Some(part))? {
            content.extend(bytes);
            content.push(b'\n');
            if content.len() > MAX_CONTENT {
                return Err(words::pdf_too_much());
            }
        }
    }
    Ok(content)
}

impl<'f> Page<'f, '_> {
    fn run(&mut self, content: &[u8], resources: &Dict<'f>, forms: usize) -> Result<()> {
        let fonts = self.file.dict(resources, "Font")?;
        let properties = self.file.dict(resources, "Properties")?;
        let mut operations = Operations::new(content);
        while let Some((operator, mut operands)) = operations.next()? {
            let last = operands.pop();
            match (operator, last) {
                (b"BDC", Some(Object::Dict(properties))) => self.mark(operands.pop(), Some(&properties), forms)?,
                (b"BDC", Some(Object::Name(name))) => {
                    let properties = self.file.dict(&properties, name.as_str())?;
                    self.mark(operands.pop(), Some(&properties), forms)?;
                }
                (b"BMC" | b"BDC", tag) => self.mark(tag, None, forms)?,
                (b"EMC", _) => drop(self.marks.pop()),
                (b"q", _) => self.saved.push(self.font.clone()),
                (b"Q", _) => self.font = self.saved.pop().unwrap_or_default(),
                (b"Tf", _) => {
                    if let Some(Object::Name(name)) = operands.first() {
                        self.font = self.fonts.get(self.file, fonts.get_raw(name.as_ref()))?;
                    }
                }
                (b"Tj" | b"'" | b"\"", Some(Object::String(codes))) => self.show(codes.as_bytes())?,
                (b"TJ", Some(Object::Array(pieces))) => self.show_all(&pieces)?,
                (b"Do", Some(Object::Name(name))) if forms < MAX_FORMS => self.form(resources, name.as_str(), forms + 1)?,
                _ => {}
            }
            if self.marks.len().max(self.saved.len()) > MAX_OPEN {
                return Err(words::pdf_content());
            }
        }
        Ok(())
    }

    /// Opens marked content. In a form XObject, identifiers are not those of the page.
    fn mark(&mut self, tag: Option<Object<'_>>, properties: Option<&Dict<'_>>, forms: usize) -> Result<()> {
        self.file.pay(size_of::<(usize, String)>())?;
        let mut mark = self.marks.last().copied().unwrap_or_default();
        if matches!(tag, Some(Object::Name(name)) if name.as_str() == "Artifact") {
            mark.id = None;
        }
        if let Some(id) = properties.and_then(|properties| properties.get("MCID")).and_then(file::count)
            && forms == 0
        {
            mark.id = Some(id);
            self.texts.entry(id).or_default();
        }
        if let Some(Object::String(actual)) = properties.and_then(|properties| properties.get("ActualText")) {
            self.write(mark, &text_string(actual.as_bytes()))?;
            mark.replaced = true;
        }
        self.marks.push(mark);
        Ok(())
    }

    fn show_all(&mut self, pieces: &Array<'_>) -> Result<()> {
        for piece in file::elements(pieces) {
            if let MaybeRef::NotRef(Object::String(codes)) = piece? {
                self.show(codes.as_bytes())?;
            }
        }
        Ok(())
    }

    fn show(&mut self, codes: &[u8]) -> Result<()> {
        let Some(mark) = self.marks.last().copied() else { return Ok(()) };
        let text: String = self.font.decode(codes);
        self.write(mark, &text)
    }

    fn write(&mut self, mark: Mark, text: &str) -> Result<()> {
        self.file.pay(text.len())?;
        if let Some(id) = mark.id
            && !mark.replaced
        {
            self.texts.entry(id).or_default().push_str(text);
        }
        Ok(())
    }

    /// Runs a form XObject (8.10) as if its content stood here.
    fn form(&mut self, resources: &Dict<'f>, name: &str, forms: usize) -> Result<()> {
        let objects = self.file.dict(resources, "XObject")?;
        let is_form = match self.file.get(&objects, name)? {
            Object::Dict(dict) => matches!(self.file.get(&dict, "Subtype")?, Object::Name(name) if name.as_str() == "Form"),
            _ => false,
        };
        if is_form && let Some((dict, content)) = self.file.stream(objects.get_raw(name))? {
            let own = self.file.get(&dict, "Resources")?.into_dict();
            let marks = self.marks.len();
            self.run(&content, own.as_ref().unwrap_or(resources), forms)?;
            self.marks.truncate(marks);
        }
        Ok(())
    }
}

impl Fonts {
    fn get<'f>(&mut self, file: &'f File<'f>, entry: Option<MaybeRef<Object<'f>>>) -> Result<Rc<Font>> {
        let Some(entry) = entry else { return Ok(Rc::default()) };
        let number = file::number(&entry);
        if let Some(known) = number.and_then(|number| self.0.get(&number)) {
            return Ok(known.clone());
        }
        let Some(dict) = file.resolve(entry)?.into_dict() else { return Ok(Rc::default()) };
        let font = Rc::new(Font::read(file, &dict)?);
        if let Some(number) = number {
            self.0.insert(number, font.clone());
        }
        Ok(font)
    }
}

impl Font {
    /// Reads the ToUnicode CMap of a font (9.10.3).
    pub(super) fn read<'f>(file: &'f File<'f>, dict: &Dict<'f>) -> Result<Self> {
        let wide = matches!(file.get(dict, "Subtype")?, Object::Name(name) if name.as_str() == "Type0");
        let mut font = Self { wide, texts: BTreeMap::new() };
        let Some((_, map)) = file.stream(dict.get_raw("ToUnicode"))? else { return Ok(font) };
        let mut operations = Operations::new(&map);
        while let Some((operator, operands)) = operations.next()? {
            match operator {
                b"endbfchar" => operands.chunks_exact(2).try_for_each(|line| font.map(file, &line[0], &line[0], &line[1]))?,
                b"endbfrange" => operands.chunks_exact(3).try_for_each(|line| font.map(file, &line[0], &line[1], &line[2]))?,
                _ => {}
            }
        }
        Ok(font)
    }

    /// Maps the codes from `first` to `last`: to one text each, or to a text whose last unit counts up.
    fn map(&mut self, file: &File, first: &Object<'_>, last: &Object<'_>, target: &Object<'_>) -> Result<()> {
        let (Object::String(first), Object::String(last)) = (first, last) else { return Ok(()) };
        let codes = scan::big_endian(first.as_bytes())..=scan::big_endian(last.as_bytes()).min(0xFFFF);
        match target {
            Object::Array(targets) => {
                for (code, target) in codes.zip(file::elements(targets)) {
                    if let MaybeRef::NotRef(Object::String(target)) = target? {
                        self.insert(file, code, &units(target.as_bytes()))?;
                    }
                }
            }
            Object::String(target) => {
                let mut target = units(target.as_bytes());
                for code in codes {
                    self.insert(file, code, &target)?;
                    if let Some(unit) = target.last_mut() {
                        *unit = unit.wrapping_add(1);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn insert(&mut self, file: &File, code: usize, target: &[u16]) -> Result<()> {
        file.pay(32 + 2 * target.len())?;
        self.texts.insert(code, String::from_utf16_lossy(target));
        Ok(())
    }

    /// What each code means.
    pub(super) fn into_texts(self) -> BTreeMap<usize, String> {
        self.texts
    }

    /// The text of a string of codes; U+FFFD for those that mean nothing.
    fn decode(&self, codes: &[u8]) -> String {
        let codes = codes.chunks(if self.wide { 2 } else { 1 });
        codes.map(|code| self.texts.get(&scan::big_endian(code)).map_or("\u{FFFD}", String::as_str)).collect()
    }
}

/// A text string (7.9.2.2): UTF-16 or UTF-8 with its mark, else PDFDocEncoding, read as Latin-1.
pub fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, utf16 @ ..] => String::from_utf16_lossy(&units(utf16)),
        [0xEF, 0xBB, 0xBF, utf8 @ ..] => String::from_utf8_lossy(utf8).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect()
}

/// The operators of a content stream (7.8.2) or a CMap, each with its operands.
pub(super) struct Operations<'d> {
    data: &'d [u8],
    at: usize,
    /// How many inline images were passed over.
    pub images: usize,
}

impl<'d> Operations<'d> {
    pub(super) fn new(data: &'d [u8]) -> Self {
        Self { data, at: 0, images: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Option<(&'d [u8], Vec<Object<'d>>)>> {
        let mut operands = Vec::new();
        loop {
            self.at = scan::space(self.data, self.at);
            let rest = &self.data[self.at..];
            match rest.first() {
                None => return Ok(None),
                Some(b'/' | b'(' | b'<' | b'[' | b'+' | b'-' | b'.' | b'0'..=b'9') => {
                    operands.push(self.operand().filter(|_| operands.len() < MAX_OPERANDS).ok_or_else(words::pdf_content)?);
                }
                Some(_) => {
                    let operator = &rest[..scan::regular(rest)];
                    self.at += operator.len();
                    match operator {
                        b"" => return Err(words::pdf_content()),
                        b"true" | b"false" | b"null" => {}
                        b"BI" => self.skip_image()?,
                        _ => return Ok(Some((operator, operands))),
                    }
                }
            }
        }
    }

    fn operand(&mut self) -> Option<Object<'d>> {
        let start = self.at;
        self.at = scan::end(self.data, start)?;
        Object::from_bytes(&self.data[start..self.at])
    }

    /// Passes over an inline image (8.9.7).
    fn skip_image(&mut self) -> Result<()> {
        let rest = &self.data[self.at..];
        let end = rest.windows(4).position(|w| matches!(w, [a, b'E', b'I', b] if a.is_ascii_whitespace() && b.is_ascii_whitespace()));
        self.at += end.ok_or_else(words::pdf_content)? + 3;
        self.images += 1;
        Ok(())
    }
}
