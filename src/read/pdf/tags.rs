//! A PDF's tags in reading order, with the text that they hold (ISO 32000-1, 14.7 and 14.8).

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Dict, Object};

use super::content::{self, Fonts, Texts, text_string};
use super::file::{self, File, Result};
use super::{Attachment, Element, Held, Node, Pdf};
use crate::say::{diag, words};

/// How deep elements may nest.
const MAX_DEPTH: usize = 128;
/// What an element costs beside its text.
const ELEMENT: usize = 256;

/// Reads a tagged PDF.
pub fn read(bytes: &[u8]) -> diag::Result<Pdf> {
    super::Opened::new(bytes)?.tags()
}

/// The files inside a PDF, whether it is tagged or not.
pub fn attachments(bytes: &[u8]) -> Result<Vec<Attachment>> {
    let file = File::open(bytes)?;
    let catalog = file.dict(&file.trailer, "Root")?;
    embedded_files(&file, &catalog)
}

/// What the tags of an open file say.
pub(super) fn of(file: &File) -> Result<Pdf> {
    let catalog = file.dict(&file.trailer, "Root")?;
    let info = file.dict(&file.trailer, "Info")?;
    let pages = pages(file, &catalog)?;
    let metadata = file.stream(catalog.get_raw("Metadata"))?.map(|(_, bytes)| bytes).unwrap_or_default();
    let tree = file.dict(&catalog, "StructTreeRoot")?;
    if tree.is_empty() {
        return Err(words::pdf_untagged());
    }
    let mut properties = BTreeMap::new();
    for key in info.keys() {
        let name = String::from_utf8_lossy(key.as_ref()).into_owned();
        let said = text(file, &info, &name)?.unwrap_or_default();
        properties.insert(name, said);
    }
    Ok(Pdf {
        title: properties.get("Title").cloned(),
        properties,
        language: text(file, &catalog, "Lang")?,
        pages: pages.len(),
        metadata: String::from_utf8_lossy(&metadata).into_owned(),
        outline: outline(file, &catalog)?,
        attachments: embedded_files(file, &catalog)?,
        root: Tags::new(file, &pages, &tree)?.root(&tree)?,
    })
}

/// A text string or name in a dictionary.
fn text<'f>(file: &'f File<'f>, dict: &Dict<'f>, key: &str) -> Result<Option<String>> {
    let text = match file.get(dict, key)? {
        Object::String(text) => text_string(text.as_bytes()),
        Object::Name(name) => String::from_utf8_lossy(name.as_ref()).into_owned(),
        _ => return Ok(None),
    };
    file.pay(text.len())?;
    Ok(Some(text))
}

/// Number, dictionary and resources of a page.
pub(super) type Page<'f> = (usize, Dict<'f>, Dict<'f>);

/// The pages in their order (7.7.3).
pub(super) fn pages<'f>(file: &'f File<'f>, catalog: &Dict<'f>) -> Result<Vec<Page<'f>>> {
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<_> =
        catalog.get_raw::<Object>("Pages").iter().filter_map(file::number).map(|root| (root, Dict::empty())).collect();
    while let Some((number, inherited)) = waiting.pop() {
        if !seen.insert(number) {
            return Err(words::pdf_object(number));
        }
        let Some(dict) = file.object(number)?.into_dict() else { continue };
        let resources = file.get(&dict, "Resources")?.into_dict().unwrap_or(inherited);
        if dict.contains_key("Kids") {
            let kids = file.list(&dict, "Kids")?;
            waiting.extend(kids.iter().rev().filter_map(file::number).map(|kid| (kid, resources.clone())));
        } else {
            file.pay(2 * file::DICT)?;
            pages.push((number, dict, resources));
        }
    }
    Ok(pages)
}

/// The bookmarks in their order (12.3.3).
fn outline<'f>(file: &'f File<'f>, catalog: &Dict<'f>) -> Result<Vec<(usize, String)>> {
    let mut outline = Vec::new();
    let mut seen = BTreeSet::new();
    let root = file.dict(catalog, "Outlines")?;
    let mut waiting: Vec<(Option<usize>, usize)> = vec![(reference(&root, "First"), 1)];
    while let Some((number, level)) = waiting.pop() {
        let Some(number) = number else { continue };
        if !seen.insert(number) {
            return Err(words::pdf_object(number));
        }
        let Some(item) = file.object(number)?.into_dict() else { continue };
        file.pay(ELEMENT)?;
        outline.push((level, text(file, &item, "Title")?.unwrap_or_default()));
        waiting.push((reference(&item, "Next"), level));
        waiting.push((reference(&item, "First"), level + 1));
    }
    Ok(outline)
}

fn reference(dict: &Dict<'_>, key: &str) -> Option<usize> {
    dict.get_raw::<Object>(key).as_ref().and_then(file::number)
}

/// The embedded files (7.11.4), in the order of their name tree (7.9.6).
fn embedded_files<'f>(file: &'f File<'f>, catalog: &Dict<'f>) -> Result<Vec<Attachment>> {
    let mut attachments = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![file.dict(&file.dict(catalog, "Names")?, "EmbeddedFiles")?];
    while let Some(node) = waiting.pop() {
        for kid in file.list(&node, "Kids")?.into_iter().rev() {
            let number = file::number(&kid).unwrap_or_default();
            if !seen.insert(number) {
                return Err(words::pdf_object(number));
            }
            waiting.extend(file.resolve(kid)?.into_dict());
        }
        for entry in file.list(&node, "Names")?.into_iter().skip(1).step_by(2) {
            if let Some(specification) = file.resolve(entry)?.into_dict() {
                attachments.push(attachment(file, &specification)?);
            }
        }
    }
    Ok(attachments)
}

/// A file specification with its embedded file (7.11.3).
fn attachment<'f>(file: &'f File<'f>, specification: &Dict<'f>) -> Result<Attachment> {
    let embedded = file.dict(specification, "EF")?;
    let key = if embedded.contains_key("UF") { "UF" } else { "F" };
    let (dict, bytes) = file.stream(embedded.get_raw(key))?.unwrap_or((Dict::empty(), Vec::new()));
    let name = match text(file, specification, "UF")? {
        Some(name) => Some(name),
        None => text(file, specification, "F")?,
    };
    Ok(Attachment {
        name: name.unwrap_or_default(),
        description: text(file, specification, "Desc")?,
        relationship: text(file, specification, "AFRelationship")?,
        mime_type: text(file, &dict, "Subtype")?,
        bytes,
    })
}

/// Reads the structure tree.
struct Tags<'f> {
    file: &'f File<'f>,
    roles: Dict<'f>,
    /// Place of each page, from 0, by its object's number.
    places: BTreeMap<usize, usize>,
    /// Text of each page that no element has yet taken.
    texts: Vec<Texts>,
    /// Numbers of the objects that are in the tree already: each has one place only (14.7.2).
    seen: BTreeSet<usize>,
}

impl<'f> Tags<'f> {
    fn new(file: &'f File<'f>, pages: &[Page<'f>], tree: &Dict<'f>) -> Result<Self> {
        let mut fonts = Fonts::default();
        let texts = pages.iter().map(|(_, page, resources)| content::texts(file, page, resources, &mut fonts));
        Ok(Self {
            file,
            roles: file.dict(tree, "RoleMap")?,
            places: pages.iter().enumerate().map(|(place, (number, ..))| (*number, place)).collect(),
            texts: texts.collect::<Result<_>>()?,
            seen: BTreeSet::new(),
        })
    }

    fn root(mut self, tree: &Dict<'f>) -> Result<Element> {
        let mut root = Element::new("StructTreeRoot");
        self.fill(&mut root, tree, None, 0)?;
        Ok(root)
    }

    /// Adds what a dictionary has as children (14.7.2, K). `page` is where content lies that does not say so.
    fn fill(&mut self, element: &mut Element, dict: &Dict<'f>, page: Option<usize>, depth: usize) -> Result<()> {
        let mut pages = BTreeSet::new();
        let Some(kids) = dict.get_raw::<Object>("K") else { return Ok(()) };
        let mut waiting = vec![kids];
        while let Some(kid) = waiting.pop() {
            if let Some(number) = file::number(&kid)
                && !self.seen.insert(number)
            {
                return Err(words::pdf_no_tree(number));
            }
            match self.file.resolve(kid)? {
                Object::Array(kids) => waiting.extend(self.file.entries(&kids)?.into_iter().rev()),
                Object::Dict(kid) => self.kid(element, &kid, page, &mut pages, depth)?,
                id @ Object::Number(_) => self.take(element, page, file::count(id), &mut pages)?,
                _ => {}
            }
        }
        element.pages = pages.into_iter().collect();
        Ok(())
    }

    /// Adds an element, or the marked content or object to which a dictionary refers (14.7.4).
    fn kid(&mut self, parent: &mut Element, dict: &Dict<'f>, page: Option<usize>, pages: &mut BTreeSet<usize>, depth: usize) -> Result<()> {
        let page = reference(dict, "Pg").and_then(|number| self.places.get(&number).copied()).or(page);
        match text(self.file, dict, "Type")?.as_deref() {
            Some("MCR") if dict.contains_key("Stm") => self.take(parent, page, None, pages),
            Some("MCR") => self.take(parent, page, file::count(self.file.get(dict, "MCID")?), pages),
            Some("OBJR") => self.take(parent, page, None, pages),
            _ => {
                let element = self.element(dict, page, depth + 1)?;
                pages.extend(&element.pages);
                parent.children.push(Node::Element(element));
                Ok(())
            }
        }
    }

    /// Adds the text of marked content; no text belongs to two elements.
    fn take(&mut self, element: &mut Element, page: Option<usize>, id: Option<usize>, pages: &mut BTreeSet<usize>) -> Result<()> {
        let Some(page) = page else { return Ok(()) };
        pages.insert(page + 1);
        let behind = element.children.len();
        element.content.extend(id.map(|id| Held { spot: (page + 1, id), behind }));
        if let Some(text) = id.and_then(|id| self.texts.get_mut(page)?.remove(&id))
            && !text.is_empty()
        {
            match element.children.last_mut() {
                Some(Node::Text(before)) => before.push_str(&text),
                _ => element.children.push(Node::Text(text)),
            }
        }
        Ok(())
    }

    fn element(&mut self, dict: &Dict<'f>, page: Option<usize>, depth: usize) -> Result<Element> {
        self.file.pay(ELEMENT)?;
        if depth > MAX_DEPTH {
            return Err(words::pdf_too_much());
        }
        let mut element = Element::new(self.role(dict)?);
        element.id = text(self.file, dict, "ID")?;
        self.attributes(&mut element, dict)?;
        self.fill(&mut element, dict, page, depth)?;
        if let Some(actual) = text(self.file, dict, "ActualText")? {
            element.children = vec![Node::Text(actual)];
        }
        Ok(element)
    }

    /// The type of an element, after the role map (14.7.3).
    fn role(&self, dict: &Dict<'f>) -> Result<String> {
        let mut kind = text(self.file, dict, "S")?.unwrap_or_default();
        for _ in 0..8 {
            match text(self.file, &self.roles, &kind)? {
                Some(role) => kind = role,
                None => break,
            }
        }
        Ok(kind)
    }

    /// Reads the attributes of a table cell (14.8.5.7), and whether the text is decorated (14.8.5.4.4).
    fn attributes(&self, element: &mut Element, dict: &Dict<'f>) -> Result<()> {
        for entry in self.file.list(dict, "A")? {
            let Some(attributes) = self.file.resolve(entry)?.into_dict() else { continue };
            let owner = text(self.file, &attributes, "O")?;
            if owner.as_deref() == Some("Layout") {
                let decoration = text(self.file, &attributes, "TextDecorationType")?;
                element.decorated |= decoration.is_some_and(|kind| kind != "None");
            }
            if owner.as_deref() != Some("Table") {
                continue;
            }
            if let Some(scope) = text(self.file, &attributes, "Scope")? {
                element.scope = Some(scope);
            }
            for header in self.file.list(&attributes, "Headers")? {
                if let Object::String(id) = self.file.resolve(header)? {
                    self.file.pay(id.len())?;
                    element.headers.push(text_string(id.as_bytes()));
                }
            }
            for (key, span) in [("RowSpan", &mut element.row_span), ("ColSpan", &mut element.col_span)] {
                *span = file::count(self.file.get(&attributes, key)?).unwrap_or(*span);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::{Duration, Instant};

    use super::*;

    /// A PDF of these objects, numbered from 1, the first of which is the catalog.
    fn file(objects: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
            bytes.extend([format!("{} 0 obj\n", index + 1).as_bytes(), object, b"\nendobj\n"].concat());
        }
        let start = bytes.len();
        bytes.extend(format!("{table}trailer\n<</Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
        bytes
    }

    fn stream(content: &[u8]) -> Vec<u8> {
        [format!("<</Length {}>>stream\n", content.len()).as_bytes(), content, b"\nendstream"].concat()
    }

    /// A page with this content, and objects from number 7 on for its tags, which begin at 7.
    fn page(content: &[u8], tags: &[&str]) -> Vec<Vec<u8>> {
        let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange \
            2 beginbfchar <0001> <D842DFB7> <0002> <00660069> endbfchar \
            2 beginbfrange <0010> <0012> <3042> <0020> <0021> [<6F22> <5B57>] endbfrange";
        let mut objects = vec![
            b"<</Pages 2 0 R/StructTreeRoot<</K 7 0 R/RoleMap<</Title/Head/Head/P>>>>>>".to_vec(),
            b"<</Kids[3 0 R]/Resources<</Font<</F 5 0 R>>/Properties<</X<</MCID 4/ActualText(x)>>>>>>>>".to_vec(),
            b"<</Type/Page/Contents[4 0 R]>>".to_vec(),
            stream(content),
            b"<</Subtype/Type0/ToUnicode 6 0 R>>".to_vec(),
            stream(map),
        ];
        objects.extend(tags.iter().map(|tag| tag.as_bytes().to_vec()));
        objects
    }

    const CONTENT: &[u8] = b"/F 1 Tf (lost) Tj /P<</MCID 0>>BDC [<0001> -20 <0002>] TJ EMC \
        /P<</MCID 1>>BDC q /Span<</ActualText<FEFF0041>>>BDC <0010> Tj EMC Q <0012> Tj /Artifact BMC <0010> Tj EMC EMC \
        /P<</MCID 2>>BDC <00200021> ' <0099> Tj EMC /P<</MCID 3>>BDC <0011> Tj EMC /P/X BDC <0010> Tj EMC";

    const TAGS: &[&str] = &[
        "<</S/Document/Pg 3 0 R/K[8 0 R 9 0 R]>>",
        "<</S/Title/K[0<</Type/MCR/Pg 3 0 R/MCID 1>>4<</Type/OBJR/Obj 3 0 R>>]>>",
        "<</S/P/Pg 3 0 R/K[<</S/Em/ActualText(a)/K 3>>2]/A[<</O/Table/RowSpan 2/Scope/Row/Headers[(h)]>>0]/ID(i)>>",
    ];

    #[test]
    fn text_is_what_map_and_actual_text_say() {
        let pdf = read(&file(&page(CONTENT, TAGS))).unwrap();
        let [title, paragraph] = pdf.root.descendants("P")[..] else { panic!("{:?}", pdf.root) };
        assert_eq!(title.text(), "𠮷fiAいx");
        assert_eq!(paragraph.text(), "a漢字\u{FFFD}");
        assert_eq!((paragraph.row_span, paragraph.scope.as_deref(), paragraph.id.as_deref()), (2, Some("Row"), Some("i")));
        assert_eq!((paragraph.headers.as_slice(), paragraph.pages.as_slice()), (["h".to_owned()].as_slice(), [1].as_slice()));
    }

    /// Reads what may be anything; it must be quick.
    fn try_read(bytes: &[u8]) -> Option<&'static str> {
        let start = Instant::now();
        let result = read(bytes);
        assert!(start.elapsed() < Duration::from_secs(10));
        result.err().map(|findings| findings.0[0].message.code())
    }

    #[test]
    fn an_entry_that_is_no_object_ends_in_a_message() {
        for entry in ["+ ", "/a#", "+(b)", "+ 0 R"] {
            let catalog = format!("<</Names<</EmbeddedFiles<</Names[(a) {entry}]>>>>>>");
            assert!(attachments(&file(&[catalog.into_bytes()])).is_err(), "{entry}");
        }
    }

    #[test]
    fn damaged_files_end_in_a_message() {
        let good = file(&page(CONTENT, TAGS));
        assert_eq!(try_read(&good), None);
        for length in 0..good.len() - 20 {
            assert!(try_read(&good[..length]).is_some(), "{length}");
        }
        assert_eq!(try_read(&[b"%PDF-1.7 startxref 0".as_slice(), &[0x5B; 1 << 20]].concat()), Some("pdf_broken"));
        for at in 0..good.len() {
            for byte in *b"[(<9 +" {
                let mut bad = good.clone();
                bad[at] = byte;
                try_read(&bad);
            }
        }
    }

    #[test]
    fn hostile_files_end_in_a_message() {
        let with = |content: &[u8], tags: &[&str]| try_read(&file(&page(content, tags)));
        assert_eq!(with(b"", &["<</S/P/K 7 0 R>>"]), Some("pdf_no_tree"));
        assert_eq!(with(b"", &["<</S/P/K[8 0 R 8 0 R]>>", "<</S/P>>"]), Some("pdf_no_tree"));
        assert_eq!(with(b"", &["[8 0 R]", "[7 0 R]"]), Some("pdf_no_tree"));
        assert_eq!(with(b"", &[&"[".repeat(1 << 20)]), Some("pdf_object"));
        assert_eq!(with(b"", &[&format!("[{}]", "<<>>".repeat(1 << 20))]), Some("pdf_too_much"));
        assert_eq!(with(&b"[".repeat(1 << 20), TAGS), Some("pdf_content"));
        assert_eq!(with(&b"q ".repeat(1 << 20), TAGS), Some("pdf_content"));
        // The crate that reads objects takes this for an array and then finds no entry in it.
        assert_eq!(with(b"", &["<</S/P/K[17 + R]>>"]), Some("pdf_broken"));
        let chain: Vec<String> = (8..2000).map(|next| format!("<</S/P/K {next} 0 R>>")).collect();
        assert_eq!(with(b"", &chain.iter().map(String::as_str).collect::<Vec<_>>()), Some("pdf_too_much"));
        let mut objects = page(b"", TAGS);
        objects[1] = b"<</Kids[2 0 R]>>".to_vec();
        assert_eq!(try_read(&file(&objects)), Some("pdf_object"));
    }

    #[test]
    fn small_streams_cannot_ask_for_much() {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&vec![b' '; 8 << 20]).unwrap();
        let packed = packed.finish().unwrap();
        let mut objects = page(b"", TAGS);
        objects[2] = format!("<</Type/Page/Contents[{}]>>", "4 0 R ".repeat(1000)).into_bytes();
        objects[3] = [format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).as_bytes(), &packed, b"\nendstream"].concat();
        assert_eq!(try_read(&file(&objects)), Some("pdf_too_much"));
    }
}
