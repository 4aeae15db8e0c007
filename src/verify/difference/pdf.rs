//! Where two PDF differ: the object, its type, and the path of keys in it.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, Object};

use super::around;
use crate::readback::file::File;
use crate::words::{self, Message};

/// Kinds of streams that hold other objects or say where they are: what differs in them is elsewhere.
const CONTAINERS: [&str; 2] = ["ObjStm", "XRef"];

/// A path of keys, and what stands there in each file.
type Found = (String, String, String);

/// The first object, by number, that differs; nothing if only the way they are packed does, or one file cannot be read.
pub fn first(expected: &[u8], found: &[u8]) -> Option<Message> {
    let (a, b) = (File::open(expected).ok()?, File::open(found).ok()?);
    let numbers: BTreeSet<usize> = a.numbers().chain(b.numbers()).collect();
    for number in numbers {
        let (x, y) = (a.object(number).ok()?, b.object(number).ok()?);
        let kind = kind(&x);
        if CONTAINERS.contains(&kind.as_str()) {
            continue;
        }
        let there = objects(MaybeRef::NotRef(x), MaybeRef::NotRef(y)).or_else(|| stream(&a, &b, number));
        if let Some((path, wanted, is)) = there {
            let path = if path.is_empty() { String::new() } else { format!(" {path}") };
            return Some(words::differs_object(number, kind, path, wanted, is));
        }
    }
    let (path, wanted, is) = dictionaries(&a.trailer, &b.trailer)?;
    Some(words::differs_object(0, "trailer", format!(" {path}"), wanted, is))
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
fn stream(a: &File, b: &File, number: usize) -> Option<Found> {
    let bytes = |file: &File| file.stream_of(number).ok().flatten().map(|(_, bytes)| bytes);
    let (a, b) = (bytes(a)?, bytes(b)?);
    if a == b {
        return None;
    }
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let at = super::offset(&a, &b);
    let (wanted, is) = around(&lossy(&a), &lossy(&b));
    Some((format!("stream[{at}]"), wanted, is))
}

fn objects(a: MaybeRef<Object>, b: MaybeRef<Object>) -> Option<Found> {
    match (a, b) {
        (MaybeRef::NotRef(Object::Dict(a)), MaybeRef::NotRef(Object::Dict(b))) => dictionaries(&a, &b),
        (MaybeRef::NotRef(Object::Array(a)), MaybeRef::NotRef(Object::Array(b))) => arrays(&a, &b),
        (a, b) => {
            let (a, b) = (said(&a), said(&b));
            (a != b).then(|| around(&a, &b)).map(|(a, b)| (String::new(), a, b))
        }
    }
}

fn dictionaries(a: &Dict, b: &Dict) -> Option<Found> {
    fn sorted<'a>(dict: &Dict<'a>) -> BTreeMap<String, MaybeRef<Object<'a>>> {
        // How long a packed stream is says nothing of what it holds.
        dict.entries().map(|(key, value)| (key.as_str().to_owned(), value)).filter(|(key, _)| key != "Length").collect()
    }
    let (mut a, mut b) = (sorted(a), sorted(b));
    let keys: BTreeSet<String> = a.keys().chain(b.keys()).cloned().collect();
    keys.into_iter().find_map(|key| {
        let found = pair(a.remove(&key), b.remove(&key))?;
        Some((
            if found.0.is_empty() || found.0.starts_with('[') { format!("{key}{}", found.0) } else { format!("{key}.{}", found.0) },
            found.1,
            found.2,
        ))
    })
}

fn arrays(a: &Array, b: &Array) -> Option<Found> {
    let (mut a, mut b) = (a.raw_iter(), b.raw_iter());
    let mut index = 0;
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            return None;
        }
        if let Some((path, wanted, is)) = pair(x, y) {
            let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
            return Some((format!("[{index}]{dot}{path}"), wanted, is));
        }
        index += 1;
    }
}

/// Compares two entries, one of which may be missing.
fn pair(a: Option<MaybeRef<Object>>, b: Option<MaybeRef<Object>>) -> Option<Found> {
    let absent = || "—".to_owned();
    match (a, b) {
        (Some(a), Some(b)) => objects(a, b),
        (a, b) => Some((String::new(), a.as_ref().map_or_else(absent, said), b.as_ref().map_or_else(absent, said))),
    }
}

/// A value as a person would write it.
fn said(value: &MaybeRef<Object>) -> String {
    match value {
        MaybeRef::Ref(reference) => format!("{} {} R", reference.obj_number, reference.gen_number),
        MaybeRef::NotRef(Object::Null(_)) => "null".into(),
        MaybeRef::NotRef(Object::Boolean(value)) => value.to_string(),
        MaybeRef::NotRef(Object::Number(number)) => number.as_f64().to_string(),
        MaybeRef::NotRef(Object::String(text)) => format!("({})", crate::readback::content::text_string(text.as_bytes())),
        MaybeRef::NotRef(Object::Name(name)) => format!("/{}", name.as_str()),
        MaybeRef::NotRef(Object::Array(array)) => String::from_utf8_lossy(array.data()).into_owned(),
        MaybeRef::NotRef(Object::Dict(dict)) => String::from_utf8_lossy(dict.data()).into_owned(),
        MaybeRef::NotRef(Object::Stream(_)) => "stream".into(),
    }
}
