//! The objects of a PDF file, and its streams without their filters (ISO 32000-1, 7.3 to 7.5).
//!
//! `hayro-syntax` reads the objects themselves. Finding and unpacking them is done here, because
//! its own reader bounds neither how deep objects nest nor what a stream unpacks to. It is handed
//! one whole object at a time, whose nesting [`end`] has measured, and it resolves no references.
//! Every byte that is unpacked or looked at is paid for, so that a small file cannot ask for much.

mod references;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Object};

use super::predictor::unpredict;
use super::scan::{end, find, header, reference, space};
use crate::say::words::{self, Message};

pub type Result<T> = std::result::Result<T, Message>;

/// The largest file that is read, in MiB.
const MAX_FILE: usize = 64;
/// The most bytes that may be looked at or made while a file is read: so many, more for each byte of a large file, and
/// never more than the last.
const LEAST_WORK: usize = 256 << 20;
const WORK: usize = 128;
const MAX_WORK: usize = 2 << 30;
/// The most bytes that one stream may unpack to.
const MAX_STREAM: usize = 64 << 20;
/// What a dictionary takes in memory, whatever it holds.
pub const DICT: usize = 1024;
/// The most filters of one stream.
const MAX_FILTERS: usize = 4;

/// An open file.
pub struct File<'a> {
    pub bytes: &'a [u8],
    places: BTreeMap<usize, Place>,
    /// The object streams, unpacked.
    containers: BTreeMap<usize, Container>,
    /// The newest trailer (7.5.5).
    pub trailer: Dict<'a>,
    /// A cross-reference section names an object twice: not every reader takes the same one.
    pub ambiguous: bool,
    work: Cell<usize>,
    /// How much of it was left when the file was open.
    allowed: usize,
}

/// Where an object is (7.5.4, 7.5.8.3).
#[derive(Clone, Copy)]
enum Place {
    Offset(usize),
    Inside { container: usize, index: usize },
}

/// An object stream (7.5.7): its bytes, and where in them each of its objects begins.
struct Container {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl<'a> File<'a> {
    /// Reads where the objects of a file are.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() > MAX_FILE << 20 {
            return Err(words::file_too_large(bytes.len() >> 20, MAX_FILE));
        }
        if !bytes.starts_with(b"%PDF-") {
            return Err(words::not_a_pdf());
        }
        let mut file = Self {
            bytes,
            places: BTreeMap::new(),
            containers: BTreeMap::new(),
            trailer: Dict::empty(),
            ambiguous: false,
            work: Cell::new((LEAST_WORK + WORK * bytes.len()).min(MAX_WORK)),
            allowed: 0,
        };
        file.cross_references()?;
        if file.trailer.contains_key(b"Encrypt") {
            return Err(words::password_pdf());
        }
        file.unpack_containers()?;
        file.allowed = file.work.get();
        Ok(file)
    }

    /// Begins another reading of the file, which may take as much work as the last.
    pub fn again(&self) {
        self.work.set(self.allowed);
    }

    /// Pays for work on `amount` bytes.
    pub fn pay(&self, amount: usize) -> Result<()> {
        let left = self.work.get().checked_sub(amount).ok_or_else(words::pdf_too_much)?;
        self.work.set(left);
        Ok(())
    }

    /// The object of a number; null if there is none (7.3.10). Of a stream, its dictionary.
    pub fn object(&self, number: usize) -> Result<Object<'_>> {
        let Some((data, start)) = self.raw(number)? else { return Ok(null()) };
        Ok(self.parse(data, start)?.ok_or_else(|| words::pdf_object(number))?.0)
    }

    /// The bytes in which the object of a number stands, and where it begins.
    fn raw(&self, number: usize) -> Result<Option<(&[u8], usize)>> {
        Ok(match self.places.get(&number) {
            None => None,
            Some(Place::Offset(offset)) => {
                Some((self.bytes, header(self.bytes, *offset, number).ok_or_else(|| words::pdf_object(number))?))
            }
            Some(Place::Inside { container, index }) => match self.containers.get(container) {
                Some(container) => {
                    Some((container.bytes.as_slice(), *container.offsets.get(*index).ok_or_else(|| words::pdf_object(number))?))
                }
                None => None,
            },
        })
    }

    /// The bytes of each object, and of what else stands behind it, from where it begins.
    pub fn objects(&self) -> Result<Vec<&[u8]>> {
        let mut objects = vec![self.trailer.data()];
        for number in self.places.keys() {
            let Some((data, start)) = self.raw(*number)? else { continue };
            self.pay(end(data, start).unwrap_or(start) - start + 1)?;
            objects.push(&data[start.min(data.len())..]);
        }
        Ok(objects)
    }

    /// How often a word stands in the file outside its streams: one that carries a PDF holds the words of that one, too.
    pub fn outside_streams(&self, word: &[u8]) -> Result<usize> {
        let found = self.bytes.windows(word.len()).enumerate().filter(|(_, bytes)| *bytes == word);
        let found: Vec<usize> = found.map(|(at, _)| at).collect();
        let streams = if found.len() > 1 { self.streams()? } else { Vec::new() };
        Ok(found.into_iter().filter(|at| !streams.iter().any(|stream| stream.contains(at))).count())
    }

    /// Where the bytes of each stream are.
    fn streams(&self) -> Result<Vec<Range<usize>>> {
        let mut streams = Vec::new();
        for (number, place) in &self.places {
            let Place::Offset(offset) = place else { continue };
            let start = header(self.bytes, *offset, *number).ok_or_else(|| words::pdf_object(*number))?;
            let Some((object, end)) = self.parse(self.bytes, start)? else { continue };
            if let Some(dict) = object.into_dict() {
                streams.extend(self.packed(&dict, end)?);
            }
        }
        Ok(streams)
    }

    /// The object at a place, and where it ends.
    fn parse<'d>(&self, data: &'d [u8], start: usize) -> Result<Option<(Object<'d>, usize)>> {
        let start = space(data, start);
        let Some(end) = end(data, start) else { return Ok(None) };
        self.pay(end - start)?;
        Ok(Object::from_bytes(&data[start..end]).map(|object| (object, end)))
    }

    /// What an entry of an array or dictionary stands for.
    pub fn resolve<'f>(&'f self, entry: MaybeRef<Object<'f>>) -> Result<Object<'f>> {
        match number(&entry) {
            Some(number) => self.object(number),
            None => {
                let MaybeRef::NotRef(object) = entry else { return Ok(null()) };
                self.pay(size(&object))?;
                Ok(object)
            }
        }
    }

    /// An entry of a dictionary, resolved; null if there is none.
    pub fn get<'f>(&'f self, dict: &Dict<'f>, key: &str) -> Result<Object<'f>> {
        dict.get_raw::<Object>(key).map_or(Ok(null()), |entry| self.resolve(entry))
    }

    /// An entry of a dictionary that is a dictionary; an empty one if there is none.
    pub fn dict<'f>(&'f self, dict: &Dict<'f>, key: &str) -> Result<Dict<'f>> {
        Ok(self.get(dict, key)?.into_dict().unwrap_or_else(Dict::empty))
    }

    /// The entries of an array in a dictionary, unresolved; a single value counts as an array of one.
    pub fn list<'f>(&'f self, dict: &Dict<'f>, key: &str) -> Result<Vec<MaybeRef<Object<'f>>>> {
        let Some(entry) = dict.get_raw::<Object>(key) else { return Ok(Vec::new()) };
        let reference = number(&entry);
        match (self.resolve(entry)?, reference) {
            (Object::Array(array), _) => self.entries(&array),
            (_, Some(_)) => Ok(dict.get_raw::<Object>(key).into_iter().collect()),
            (Object::Null(_), None) => Ok(Vec::new()),
            (object, None) => Ok(vec![MaybeRef::NotRef(object)]),
        }
    }

    /// The entries of an array, unresolved.
    pub fn entries<'f>(&self, array: &Array<'f>) -> Result<Vec<MaybeRef<Object<'f>>>> {
        let mut entries = Vec::new();
        for entry in elements(array) {
            let entry = entry?;
            self.pay(if let MaybeRef::NotRef(Object::Dict(_)) = entry { DICT } else { size_of_val(&entry) })?;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Dictionary and unpacked bytes of the stream to which an entry refers (7.3.8).
    pub fn stream<'f>(&'f self, entry: Option<MaybeRef<Object<'f>>>) -> Result<Option<(Dict<'f>, Vec<u8>)>> {
        match entry.as_ref().and_then(number) {
            Some(number) => self.stream_of(number),
            None => Ok(None),
        }
    }

    /// Dictionary and unpacked bytes of the stream with a number; nothing if it is none.
    pub fn stream_of(&self, number: usize) -> Result<Option<(Dict<'_>, Vec<u8>)>> {
        let Some(Place::Offset(offset)) = self.places.get(&number) else { return Ok(None) };
        let broken = || words::pdf_object(number);
        let start = header(self.bytes, *offset, number).ok_or_else(broken)?;
        let (object, end) = self.parse(self.bytes, start)?.ok_or_else(broken)?;
        let Some(dict) = object.into_dict() else { return Ok(None) };
        let Some(packed) = self.packed(&dict, end)? else { return Ok(None) };
        let bytes = self.unpack(&dict, &self.bytes[packed], number)?;
        Ok(Some((dict, bytes)))
    }

    /// Where the bytes of a stream are whose dictionary ends at `end`: as many as it says, or up to `endstream`.
    fn packed(&self, dict: &Dict<'_>, end: usize) -> Result<Option<Range<usize>>> {
        let keyword = space(self.bytes, end);
        let Some(rest) = self.bytes[keyword..].strip_prefix(b"stream") else { return Ok(None) };
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let start = self.bytes.len() - rest.len();
        if let Some((_, after)) = count(self.get(dict, "Length")?).and_then(|length| rest.split_at_checked(length))
            && after[space(after, 0)..].starts_with(b"endstream")
        {
            return Ok(Some(start..self.bytes.len() - after.len()));
        }
        self.pay(rest.len())?;
        Ok(find(rest, b"endstream").map(|length| start..start + length))
    }

    /// Applies the filters of a stream (7.4). Only `FlateDecode` is read; nothing that holds text has another.
    fn unpack(&self, dict: &Dict<'_>, packed: &[u8], number: usize) -> Result<Vec<u8>> {
        self.pay(packed.len())?;
        let filters = direct(dict, b"Filter");
        let parameters = direct(dict, b"DecodeParms");
        if filters.len() > MAX_FILTERS {
            return Err(words::pdf_object(number));
        }
        let mut bytes = packed.to_vec();
        for (at, filter) in filters.into_iter().enumerate() {
            let name = filter.into_name().map(|name| name.as_str().to_owned()).unwrap_or_default();
            if !matches!(name.as_str(), "FlateDecode" | "Fl") {
                return Err(words::pdf_filter(number, name));
            }
            bytes = self.inflate(&bytes).map_err(|message| message.unwrap_or_else(|| words::pdf_object(number)))?;
            if let Some(parameters) = parameters.get(at).cloned().and_then(Object::into_dict) {
                let value = |key: &[u8], default| direct(&parameters, key).pop().and_then(count).unwrap_or(default);
                bytes = unpredict(bytes, value).ok_or_else(|| words::pdf_object(number))?;
            }
        }
        Ok(bytes)
    }

    /// Unpacks zlib data, as far as the work allows.
    fn inflate(&self, packed: &[u8]) -> std::result::Result<Vec<u8>, Option<Message>> {
        let mut bytes = Vec::new();
        let limit = self.work.get().min(MAX_STREAM) as u64 + 1;
        ZlibDecoder::new(packed).take(limit).read_to_end(&mut bytes).map_err(|_| None)?;
        if bytes.len() > MAX_STREAM {
            return Err(Some(words::pdf_too_much()));
        }
        self.pay(bytes.len())?;
        Ok(bytes)
    }
}

/// The number of the object to which an entry refers.
pub fn number(entry: &MaybeRef<Object<'_>>) -> Option<usize> {
    entry.as_obj_ref().and_then(|reference| usize::try_from(reference.obj_number).ok())
}

/// A whole number that is not negative.
pub fn count(object: Object<'_>) -> Option<usize> {
    object.into_number().and_then(|number| usize::try_from(number.as_i64()).ok())
}

/// How many bytes an object was read from, about.
fn size(object: &Object<'_>) -> usize {
    match object {
        Object::Dict(dict) => dict.data().len(),
        Object::Array(array) => array.data().len(),
        Object::String(string) => string.len(),
        Object::Name(name) => name.len(),
        _ => 1,
    }
}

fn null<'a>() -> Object<'a> {
    Object::Null(hayro_syntax::object::Null)
}

/// Values of an entry that holds no references; a single value counts as an array of one.
pub fn direct<'d>(dict: &Dict<'d>, key: &[u8]) -> Vec<Object<'d>> {
    match dict.get_raw::<Object>(key) {
        Some(MaybeRef::NotRef(Object::Array(array))) => elements(&array)
            .map(|entry| match entry {
                Ok(MaybeRef::NotRef(object)) => object,
                _ => null(),
            })
            .take(1024)
            .collect(),
        Some(MaybeRef::NotRef(object)) => vec![object],
        _ => Vec::new(),
    }
}

/// The entries of an array. What an array itself gives out stops the program at an entry that it cannot read.
pub fn elements<'d>(array: &Array<'d>) -> impl Iterator<Item = Result<MaybeRef<Object<'d>>>> + use<'d> {
    let data = array.data();
    let mut at = 0;
    std::iter::from_fn(move || {
        at = space(data, at);
        if at >= data.len() {
            return None;
        }
        let end = reference(data, at).or_else(|| end(data, at));
        let entry = end.and_then(|end| MaybeRef::from_bytes(&data[at..end])).ok_or_else(words::pdf_broken);
        at = end.unwrap_or(data.len());
        Some(entry)
    })
}
