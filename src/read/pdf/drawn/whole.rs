//! What a file holds beside its pages, held against all that is ever written: an entry that is not known is a fault.

use std::collections::BTreeSet;

use hayro_syntax::object::{Dict, Object};

use super::super::content::text_string;
use super::super::file::{self, File, Result};
use super::super::repeated;
use super::Fault;
use crate::say::words;

/// Entries of the catalog (ISO 32000-1, 7.7.2) that say nothing which is seen, or are looked at elsewhere.
const CATALOG: &[&str] = &[
    "Type", "Pages", "Lang", "MarkInfo", "Metadata", "Names", "Outlines", "OutputIntents", "StructTreeRoot", "AF", "ViewerPreferences",
    "PageLabels", "Version", "Extensions",
];
/// Entries of the catalog by which something happens or may be filled in.
const ACTS: &[&str] = &["OpenAction", "AA", "AcroForm", "URI", "Threads", "Collection", "Requirements", "Perms", "Legal"];
/// Entries of what a viewer is to do (12.2) that show nothing otherwise.
const VIEWER: &[&str] = &["DisplayDocTitle", "Direction"];
/// Entries of a node of the page tree (7.7.3.2).
const NODE: &[&str] = &["Type", "Kids", "Count", "Parent"];
/// Entries of a page (7.7.3.3) that are known.
const PAGE: &[&str] = &["Type", "Parent", "Resources", "MediaBox", "Contents", "StructParents", "Tabs"];
/// Those by which another part of it is shown, or the part otherwise.
const CROPS: &[&str] = &["CropBox", "BleedBox", "TrimBox", "ArtBox", "Rotate", "UserUnit"];
/// Entries of an item of the outline (12.3.3).
const ITEM: &[&str] = &["Title", "Parent", "Prev", "Next", "First", "Last", "Count", "Dest", "SE"];
/// Entries of an element of the structure tree (14.7.2) that put another text in place of its own.
const SPOKEN: &[&str] = &["ActualText", "Alt", "E", "PronunciationLexicon"];

/// The first entry of a dictionary that is not among the known ones.
fn strange(dict: &Dict<'_>, known: &[&str]) -> Option<String> {
    let keys = dict.keys().map(|key| String::from_utf8_lossy(key.as_ref()).into_owned());
    keys.filter(|key| !known.contains(&key.as_str())).min()
}

/// What stands out in a file.
pub fn faults<'f>(file: &'f File<'f>, catalog: &Dict<'f>) -> Result<Vec<Fault>> {
    let (bytes, mut faults) = (file.bytes, BTreeSet::new());
    // The file ends where it was ended when it was made, and says nowhere that it was ended before.
    let ends = file.outside_streams(b"startxref")?;
    let rest = bytes.windows(5).rposition(|word| word == b"%%EOF").map(|at| &bytes[at + 5..]);
    if ends != 1 || file.trailer.contains_key("Prev") || rest.is_none_or(|rest| rest.iter().any(|byte| !byte.is_ascii_whitespace())) {
        faults.insert(Fault::Added);
    }
    if file.ambiguous {
        faults.insert(Fault::Added);
    }
    faults.extend(file.objects()?.into_iter().filter_map(repeated::key).map(Fault::Twice));
    if catalog.contains_key("OCProperties") {
        faults.insert(Fault::Layers);
    }
    if ACTS.iter().any(|key| catalog.contains_key(key)) {
        faults.insert(Fault::Acts);
    }
    let known: Vec<&str> = CATALOG.iter().chain(ACTS).chain(&["OCProperties"]).copied().collect();
    faults.extend(strange(catalog, &known).map(Fault::Unknown));
    faults.extend(strange(&file.dict(catalog, "ViewerPreferences")?, VIEWER).map(Fault::Unknown));
    let names = file.dict(catalog, "Names")?;
    if names.contains_key("JavaScript") {
        faults.insert(Fault::Acts);
    }
    faults.extend(strange(&names, &["EmbeddedFiles", "Dests", "JavaScript"]).map(Fault::Unknown));
    if let Some(Object::Dict(label)) = labels(file, catalog)? {
        faults.extend(strange(&label, &["Type", "S", "St"]).map(Fault::Unknown));
    }
    attached(file, catalog, &mut faults)?;
    outline(file, catalog, &mut faults)?;
    tree(file, catalog, &mut faults)?;
    nodes(file, catalog, &mut faults)?;
    Ok(faults.into_iter().collect())
}

/// The label of the first pages (12.4.2), if pages have any.
fn labels<'f>(file: &'f File<'f>, catalog: &Dict<'f>) -> Result<Option<Object<'f>>> {
    let labels = file.dict(catalog, "PageLabels")?;
    let entry = file.list(&labels, "Nums")?.into_iter().nth(1);
    entry.map(|entry| file.resolve(entry)).transpose()
}

/// What stands out in a page, but for what it draws.
pub fn page<'f>(file: &'f File<'f>, page: &Dict<'f>) -> Result<Vec<Fault>> {
    let mut faults = BTreeSet::new();
    if !file.list(page, "Annots")?.is_empty() {
        faults.insert(Fault::Annotation);
    }
    if page.contains_key("AA") {
        faults.insert(Fault::Acts);
    }
    if CROPS.iter().any(|key| page.contains_key(key)) {
        faults.insert(Fault::Cropped);
    }
    let known: Vec<&str> = PAGE.iter().chain(CROPS).chain(&["Annots", "AA"]).copied().collect();
    faults.extend(strange(page, &known).map(Fault::Unknown));
    Ok(faults.into_iter().collect())
}

/// The attachments are those of the list of names, each under one name and with one content.
fn attached<'f>(file: &'f File<'f>, catalog: &Dict<'f>, faults: &mut BTreeSet<Fault>) -> Result<()> {
    let mut names = Vec::new();
    walk(file, &file.dict(&file.dict(catalog, "Names")?, "EmbeddedFiles")?, &["Kids", "Names"], &mut |dict| {
        if !dict.contains_key("EF") {
            return Ok(());
        }
        let files = file.dict(dict, "EF")?;
        let number = |key: &str| files.get_raw::<Object>(key).as_ref().and_then(file::number);
        let name = |key: &str| file.get(dict, key).map(|name| name.into_string().map(|name| name.as_bytes().to_vec()).unwrap_or_default());
        // The older of the two names is bytes, which are UTF-8 here.
        let (old, new) = (name("F")?, text_string(&name("UF")?));
        let same = text_string(&old) == new || old == new.as_bytes();
        names.push(number("F"));
        if number("F") != number("UF") || !same || strange(&files, &["F", "UF"]).is_some() {
            faults.insert(Fault::Attached);
        }
        Ok(())
    })?;
    let mut associated = Vec::new();
    walk(file, catalog, &["AF"], &mut |dict| {
        let files = file.dict(dict, "EF")?;
        associated.push(files.get_raw::<Object>("F").as_ref().and_then(file::number));
        Ok(())
    })?;
    names.sort_unstable();
    associated.sort_unstable();
    if names != associated {
        faults.insert(Fault::Attached);
    }
    Ok(())
}

/// The bookmarks lead to pages and do nothing else.
fn outline<'f>(file: &'f File<'f>, catalog: &Dict<'f>, faults: &mut BTreeSet<Fault>) -> Result<()> {
    let root = file.dict(catalog, "Outlines")?;
    walk(file, &root, &["First", "Next"], &mut |item| {
        if item.contains_key("A") || item.contains_key("AA") {
            faults.insert(Fault::Acts);
        } else if !item.contains_key("Type") && strange(item, ITEM).is_some() {
            faults.insert(Fault::Bookmark);
        }
        Ok(())
    })
}

/// No element has another text in place of its own.
fn tree<'f>(file: &'f File<'f>, catalog: &Dict<'f>, faults: &mut BTreeSet<Fault>) -> Result<()> {
    let root = file.dict(catalog, "StructTreeRoot")?;
    walk(file, &root, &["K"], &mut |element| {
        if SPOKEN.iter().any(|key| element.contains_key(key)) {
            faults.insert(Fault::Spoken);
        }
        Ok(())
    })
}

/// What pages inherit (7.7.3.4): nothing but where they stand.
fn nodes<'f>(file: &'f File<'f>, catalog: &Dict<'f>, faults: &mut BTreeSet<Fault>) -> Result<()> {
    let root = file.dict(catalog, "Pages")?;
    let mut look = |node: &Dict<'f>| {
        if node.contains_key("Kids") {
            if CROPS.iter().chain(&["MediaBox"]).any(|key| node.contains_key(key)) {
                faults.insert(Fault::Cropped);
            } else {
                faults.extend(strange(node, NODE).map(Fault::Unknown));
            }
        }
        Ok(())
    };
    look(&root)?;
    walk(file, &root, &["Kids"], &mut look)
}

/// Goes through the dictionaries that hang below one, each once.
fn walk<'f>(file: &'f File<'f>, root: &Dict<'f>, keys: &[&str], look: &mut dyn FnMut(&Dict<'f>) -> Result<()>) -> Result<()> {
    let mut seen = BTreeSet::new();
    let mut waiting = Vec::new();
    for key in keys {
        waiting.extend(file.list(root, key)?);
    }
    while let Some(entry) = waiting.pop() {
        if let Some(number) = file::number(&entry)
            && !seen.insert(number)
        {
            continue;
        }
        file.pay(1)?;
        let below = match file.resolve(entry)? {
            Object::Dict(dict) => dict,
            Object::Array(array) => {
                waiting.extend(file.entries(&array)?);
                continue;
            }
            _ => continue,
        };
        if seen.len().max(waiting.len()) > MOST {
            return Err(words::pdf_too_much());
        }
        look(&below)?;
        for key in keys {
            waiting.extend(file.list(&below, key)?);
        }
    }
    Ok(())
}

/// The most dictionaries that are looked at.
const MOST: usize = 4 << 20;
