//! Where two PDF differ: the object, its type, and the path of keys in it.
//!
//! Both are walked from the trailer, through the references, so that it does not matter which
//! numbers the objects have.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, Object};

use super::around;
use crate::read::pdf::file::File;
use crate::say::words::{self, Message};

/// The keys that change with everything else: digests of the file, and metadata that repeats them. They come last.
const LAST: [&str; 2] = ["ID", "Metadata"];

/// A path of keys, and what stands there in each file.
type Found = (String, String, String);

/// References that stand at the same place in both files.
type References = Vec<(usize, usize)>;

/// The first object that differs, by its number in the expected file; nothing if only the way they
/// are packed does, or one file cannot be read.
pub fn first(expected: &[u8], found: &[u8]) -> Option<Message> {
    let (a, b) = (File::open(expected).ok()?, File::open(found).ok()?);
    let mut references = References::new();
    if let Some((path, wanted, is)) = dictionaries(&a.trailer, &b.trailer, &mut references) {
        // The trailer's own values say less than what they refer to.
        return walk(&a, &b, references).or_else(|| Some(words::differs_object(0, "trailer", format!(" {path}"), wanted, is)));
    }
    walk(&a, &b, references)
}

/// Goes from pair to pair of objects, depth first.
fn walk(a: &File, b: &File, mut waiting: References) -> Option<Message> {
    let mut seen = BTreeSet::new();
    waiting.reverse();
    while let Some((number, other)) = waiting.pop() {
        if !seen.insert((number, other)) {
            continue;
        }
        let (x, y) = (a.object(number).ok()?, b.object(other).ok()?);
        let kind = kind(&x);
        let mut references = References::new();
        let difference = objects(MaybeRef::NotRef(x), MaybeRef::NotRef(y), &mut references);
        if let Some((path, wanted, is)) = difference.or_else(|| stream(a, b, (number, other))) {
            let path = if path.is_empty() { String::new() } else { format!(" {path}") };
            return Some(words::differs_object(number, kind, path, wanted, is));
        }
        waiting.extend(references.into_iter().rev());
    }
    None
}

/// What an object says that it is.
fn kind(object: &Object) -> String {
    let named = |dict: &Dict, key: &str| match dict.get_raw::<Object>(key) {
        Some(MaybeRef::NotRef(Object::Name(name))) => Some(name.as_str().to_owned()),
        _ => None,
    };
    let kind = match object {
        Object::Dict(dict) => {
            return ["Type", "S", "Subtype"].iter().find_map(|key| named(dict, key)).unwrap_or_else(|| "dictionary".into());
        }
        Object::Array(_) => "array",
        Object::String(_) => "string",
        Object::Name(_) => "name",
        Object::Number(_) => "number",
        Object::Boolean(_) => "boolean",
        _ => "null",
    };
    kind.to_owned()
}

/// The unpacked bytes of two streams.
fn stream(a: &File, b: &File, (number, other): (usize, usize)) -> Option<Found> {
    let bytes = |file: &File, number: usize| file.stream_of(number).ok().flatten().map(|(_, bytes)| bytes);
    let (a, b) = (bytes(a, number)?, bytes(b, other)?);
    if a == b {
        return None;
    }
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (wanted, is) = around(&lossy(&a), &lossy(&b));
    Some((format!("stream[{}]", super::offset(&a, &b)), wanted, is))
}

/// Compares two values; references are gathered, not followed.
fn objects(a: MaybeRef<Object>, b: MaybeRef<Object>, references: &mut References) -> Option<Found> {
    match (a, b) {
        (MaybeRef::Ref(a), MaybeRef::Ref(b)) => {
            let number = |number: i32| usize::try_from(number).unwrap_or_default();
            references.push((number(a.obj_number), number(b.obj_number)));
            None
        }
        (MaybeRef::NotRef(Object::Dict(a)), MaybeRef::NotRef(Object::Dict(b))) => dictionaries(&a, &b, references),
        (MaybeRef::NotRef(Object::Array(a)), MaybeRef::NotRef(Object::Array(b))) => arrays(&a, &b, references),
        (a, b) => {
            let (a, b) = (said(&a), said(&b));
            (a != b).then(|| around(&a, &b)).map(|(a, b)| (String::new(), a, b))
        }
    }
}

fn dictionaries(a: &Dict, b: &Dict, references: &mut References) -> Option<Found> {
    fn sorted<'a>(dict: &Dict<'a>) -> BTreeMap<String, MaybeRef<Object<'a>>> {
        // How long a packed stream is says nothing of what it holds; of a trailer the rest says where objects stand.
        let is_trailer = dict.contains_key(b"Root");
        let says = |key: &str| if is_trailer { ["Root", "Info", "ID"].contains(&key) } else { key != "Length" };
        dict.entries().map(|(key, value)| (key.as_str().to_owned(), value)).filter(|(key, _)| says(key)).collect()
    }
    let (mut a, mut b) = (sorted(a), sorted(b));
    let mut keys: Vec<String> = a.keys().chain(b.keys()).cloned().collect::<BTreeSet<_>>().into_iter().collect();
    keys.sort_by_key(|key| LAST.contains(&key.as_str()));
    keys.into_iter().find_map(|key| {
        let (path, wanted, is) = pair(a.remove(&key), b.remove(&key), references)?;
        Some((joined(key, &path), wanted, is))
    })
}

fn arrays(a: &Array, b: &Array, references: &mut References) -> Option<Found> {
    let (mut a, mut b) = (a.raw_iter(), b.raw_iter());
    let mut index = 0;
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            return None;
        }
        if let Some((path, wanted, is)) = pair(x, y, references) {
            return Some((joined(format!("[{index}]"), &path), wanted, is));
        }
        index += 1;
    }
}

/// Compares two entries, one of which may be missing.
fn pair(a: Option<MaybeRef<Object>>, b: Option<MaybeRef<Object>>, references: &mut References) -> Option<Found> {
    let absent = || "—".to_owned();
    match (a, b) {
        (Some(a), Some(b)) => objects(a, b, references),
        (a, b) => Some((String::new(), a.as_ref().map_or_else(absent, said), b.as_ref().map_or_else(absent, said))),
    }
}

/// A path with what comes before it.
fn joined(before: String, path: &str) -> String {
    let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    format!("{before}{dot}{path}")
}

/// A value as a person would write it.
fn said(value: &MaybeRef<Object>) -> String {
    match value {
        MaybeRef::Ref(reference) => format!("{} {} R", reference.obj_number, reference.gen_number),
        MaybeRef::NotRef(Object::Null(_)) => "null".into(),
        MaybeRef::NotRef(Object::Boolean(value)) => value.to_string(),
        MaybeRef::NotRef(Object::Number(number)) => number.as_f64().to_string(),
        MaybeRef::NotRef(Object::String(text)) => format!("({})", crate::read::pdf::content::text_string(text.as_bytes())),
        MaybeRef::NotRef(Object::Name(name)) => format!("/{}", name.as_str()),
        MaybeRef::NotRef(Object::Array(array)) => String::from_utf8_lossy(array.data()).into_owned(),
        MaybeRef::NotRef(Object::Dict(dict)) => String::from_utf8_lossy(dict.data()).into_owned(),
        MaybeRef::NotRef(Object::Stream(_)) => "stream".into(),
    }
}
