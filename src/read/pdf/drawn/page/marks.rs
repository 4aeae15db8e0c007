//! Marked content, and graphics states of the resources (ISO 32000-1, 14.6 and 8.4.5).

use hayro_syntax::object::Object;

use super::super::{Aside, Fault, Owner};
use super::{DRAWN, Page, number};
use crate::read::pdf::content::text_string;
use crate::read::pdf::file::{self, Result};
use crate::read::pdf::repeated;

/// Marked content that is open.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub owner: Owner,
    /// Which piece of what is no part of the document it is.
    pub piece: usize,
    pub instead: Option<usize>,
}

impl Page<'_, '_> {
    /// Opens and closes marked content.
    pub(super) fn mark(&mut self, operator: &[u8], operands: &[Object<'_>]) -> Result<bool> {
        if operator == b"EMC" {
            return Ok(self.marks.pop().is_some());
        }
        self.file.pay(DRAWN)?;
        let Some(Object::Name(tag)) = operands.first() else { return Ok(false) };
        let named;
        let properties = match operands.get(1) {
            Some(Object::Dict(properties)) => Some(properties),
            Some(Object::Name(name)) => {
                named = self.file.dict(&self.file.dict(self.resources, "Properties")?, &String::from_utf8_lossy(name.as_ref()))?;
                Some(&named)
            }
            _ => None,
        };
        if let Some(Object::Dict(properties)) = operands.get(1)
            && let Some(key) = repeated::key(properties.data())
        {
            self.fault(Fault::Twice(key));
        }
        if tag.as_ref() == b"OC" {
            self.fault(Fault::Layers);
        }
        let name = |key: &str| match properties.and_then(|properties| properties.get::<Object>(key)) {
            Some(Object::Name(name)) => name.as_ref().to_vec(),
            _ => Vec::new(),
        };
        let mut mark = self.marks.last().copied().unwrap_or(Mark { owner: Owner::Nobody, piece: 0, instead: None });
        if tag.as_ref() == b"Artifact" {
            let aside = match (name("Subtype").as_slice(), name("Type").as_slice()) {
                (b"Header", _) => Aside::Header,
                (b"Footer", _) => Aside::Footer,
                (_, b"Pagination") => Aside::Repeated,
                _ => Aside::Other,
            };
            mark.owner = Owner::Aside(aside);
            self.pieces += 1;
            mark.piece = self.pieces;
        }
        if let Some(id) = properties.and_then(|properties| properties.get::<Object>("MCID")).and_then(file::count) {
            mark.owner = Owner::Heard(id);
        }
        if let Some(Object::String(actual)) = properties.and_then(|properties| properties.get::<Object>("ActualText")) {
            // Nobody can say which letters stand for which of two.
            if mark.instead.is_some() {
                self.fault(Fault::Spoken);
            }
            let text = text_string(actual.as_bytes());
            self.file.pay(text.len())?;
            mark.instead = Some(self.scene.instead.len());
            self.scene.instead.push(text);
        }
        if properties.is_some_and(|properties| properties.contains_key("Alt") || properties.contains_key("E")) {
            self.fault(Fault::Spoken);
        }
        self.marks.push(mark);
        Ok(true)
    }

    /// A graphics state from the resources (8.4.5): nothing but what makes things opaque is known.
    pub(super) fn graphics_state(&mut self, operands: &[Object<'_>]) -> Result<bool> {
        let [Object::Name(name)] = operands else { return Ok(false) };
        let states = self.file.dict(self.resources, "ExtGState")?;
        let dict = self.file.dict(&states, &String::from_utf8_lossy(name.as_ref()))?;
        for key in dict.keys().map(|key| String::from_utf8_lossy(key.as_ref()).into_owned()).collect::<Vec<_>>() {
            let value = self.file.get(&dict, &key)?;
            let is = |plain: &[u8]| matches!(&value, Object::Name(name) if name.as_ref() == plain);
            match key.as_str() {
                "Type" | "AIS" | "SA" | "TK" => {}
                "CA" => {}
                "ca" => self.state.opaque = number(&value) == Some(1.0),
                "SMask" if is(b"None") => {}
                "BM" if is(b"Normal") => {}
                "SMask" | "BM" => self.state.opaque = false,
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}
