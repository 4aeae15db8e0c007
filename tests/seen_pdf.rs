//! What is seen on a finished PDF: edits that leave its tags as they are, or that no reader of the tags hears, are found
//! by parity alone, without setting the paper again, and each is called what it is.

mod within;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use shiryo::build::input::Input;
use shiryo::build::making::Making;
use shiryo::build::output::Artifact;
use shiryo::read::files;
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;
use shiryo::verify::{Subject, parity};

use crate::support::{Folder, golden};

const PDF: &str = "資料1.pdf";

const MEETING: &str = r#"[meeting]
title = "見え方の会議の意見一覧"
date = 2026-04-01
[look]
paper = "a4"
landscape = false
[[sections]]
title = "施設の在り方"
[[sections]]
title = "その他"
[[sources]]
key = "委員"
heading = "委員意見"
[[sources]]
key = "他都市"
heading = "他都市の取組"
attribution = "都市名"
[[papers]]
label = "資料1"
layout = "matrix"
files = ["資料1.pdf"]
"#;

/// Enough for three pages, with a category that goes on.
fn opinions() -> String {
    let mut rows = "ID,区分番号,項目,No.,出典,意見,発言者・都市\n".to_owned();
    for index in 1..=56 {
        let category = if index <= 40 { "配置と運営" } else { "広報" };
        rows += &format!("a{index},1,{category},{index},委員,施設{index}番の使い方を、利用する人の動きから考える。,\n");
        if index % 3 == 0 {
            rows += &format!("b{index},1,{category},{index},他都市,調査{index}の結果を公表した。,京都市\n");
        }
    }
    rows + "c1,2,,1,委員,その他の意見です。,\n"
}

/// The paper, made once, and what it is held against.
struct Paper {
    folder: Folder,
    input: &'static Input,
    making: Making<'static>,
    anew: OnceLock<Vec<Artifact>>,
}

impl Paper {
    fn new() -> Self {
        let folder = Folder::new(&[("m/meeting.toml", MEETING.as_bytes()), ("m/opinions.csv", opinions().as_bytes())]);
        let input: &'static Input = Box::leak(Box::new(Input::read(&files::Folder(&folder.path().join("m"))).unwrap()));
        let making = Making::new(input, &[], false, &mut Diagnostics::default()).unwrap();
        let anew = OnceLock::from(making.make(&|_| {}, &mut Diagnostics::default()).unwrap());
        for artifact in anew.wait() {
            folder.write(&format!("output/{}", artifact.name), &artifact.bytes);
        }
        Self { folder, input, making, anew }
    }

    fn bytes(&self) -> Vec<u8> {
        self.anew.wait().iter().find(|artifact| artifact.name == PDF).unwrap().bytes.clone()
    }

    /// What parity finds in this PDF.
    fn findings(&self, pdf: &[u8]) -> Diagnostics {
        self.folder.write(&format!("output/{PDF}"), pdf);
        let out = self.folder.path().join("output");
        let subject = Subject::of(self.input, &self.making, &self.anew, &out);
        parity::prove(&subject, &mut Diagnostics::default()).err().unwrap_or_default()
    }
}

/// A PDF in pieces that can be changed.
struct Pieces {
    objects: BTreeMap<usize, Vec<u8>>,
    trailer: String,
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(word.len()).position(|window| window == word).map(|at| from + at)
}

/// The number behind `key` in a dictionary.
fn number(dict: &str, key: &str) -> usize {
    let at = dict.find(key).unwrap_or_else(|| panic!("no {key} in {dict}")) + key.len();
    let digits: String = dict[at..].trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

impl Pieces {
    fn of(pdf: &[u8]) -> Self {
        let mut objects = BTreeMap::new();
        let mut trailer = String::new();
        let mut at = 0;
        while let Some(found) = find(pdf, b" 0 obj", at) {
            let digits = pdf[..found].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            at = found + 6;
            let end = find(pdf, b"endobj", at).unwrap();
            let object = pdf[at..end].trim_ascii().to_vec();
            let number: usize = std::str::from_utf8(&pdf[found - digits..found]).unwrap().parse().unwrap();
            let dict = dict_of(&object);
            if dict.contains("/ObjStm") {
                let (first, bytes) = (self::number(&dict, "/First"), unpacked(&object));
                let head: Vec<usize> = String::from_utf8_lossy(&bytes[..first]).split_whitespace().map(|n| n.parse().unwrap()).collect();
                for (index, pair) in head.chunks_exact(2).enumerate() {
                    let end = head.get(2 * index + 3).map_or(bytes.len(), |next| first + next);
                    objects.insert(pair[0], bytes[first + pair[1]..end].trim_ascii().to_vec());
                }
            } else if dict.contains("/XRef") {
                trailer = dict;
            } else {
                objects.insert(number, object);
            }
            at = end;
        }
        if let Some(at) = find(pdf, b"\ntrailer", 0) {
            trailer = String::from_utf8_lossy(&pdf[at..]).into_owned();
        }
        let root = number(&trailer, "/Root");
        let trailer = format!("/Root {root} 0 R/Info {} 0 R", self::number(&trailer, "/Info"));
        Self { objects, trailer }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let size = self.objects.keys().last().unwrap() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for number in 1..size {
            let Some(object) = self.objects.get(&number) else {
                table.push_str("0000000000 00000 f \n");
                continue;
            };
            table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
            bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
        }
        let start = bytes.len();
        bytes.extend(format!("{table}trailer\n<</Size {size}{}>>\nstartxref\n{start}\n%%EOF", self.trailer).into_bytes());
        bytes
    }

    /// The same file with its dictionaries in an object stream and a cross-reference stream.
    fn bytes_in_streams(&self) -> Vec<u8> {
        let is_stream = |object: &[u8]| find(object, b"stream", 0).is_some();
        let (streams, plain): (Vec<_>, Vec<_>) = self.objects.iter().partition(|(_, object)| is_stream(object));
        let (container, table) = (self.objects.keys().last().unwrap() + 1, self.objects.keys().last().unwrap() + 2);
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut rows = vec![[0, 0, 0]; table + 1];
        let (mut head, mut body) = (String::new(), Vec::new());
        for (index, (number, object)) in plain.iter().enumerate() {
            head.push_str(&format!("{number} {} ", body.len()));
            body.extend([object.as_slice(), b"\n"].concat());
            rows[**number] = [2, container, index];
        }
        for (number, object) in streams {
            rows[*number] = [1, bytes.len(), 0];
            bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
        }
        rows[container] = [1, bytes.len(), 0];
        let dict = format!("/Type/ObjStm/N {}/First {}", plain.len(), head.len());
        bytes.extend(
            [format!("{container} 0 obj\n").as_bytes(), &packed(&dict, &[head.as_bytes(), &body].concat()), b"\nendobj\n"].concat(),
        );
        rows[table] = [1, bytes.len(), 0];
        let start = bytes.len();
        let rows: Vec<u8> = rows
            .iter()
            .flat_map(|[kind, a, b]| [vec![*kind as u8], (*a as u32).to_be_bytes().to_vec(), (*b as u16).to_be_bytes().to_vec()].concat())
            .collect();
        let dict = format!("/Type/XRef/W[1 4 2]/Size {}{}", table + 1, self.trailer);
        bytes.extend([format!("{table} 0 obj\n").as_bytes(), &packed(&dict, &rows), b"\nendobj\n"].concat());
        bytes.extend(format!("startxref\n{start}\n%%EOF").into_bytes());
        bytes
    }

    fn dict(&self, object: usize) -> String {
        dict_of(&self.objects[&object])
    }

    /// The first object that says this.
    #[track_caller]
    fn with(&self, word: &str) -> usize {
        *self.objects.iter().find(|(_, object)| dict_of(object).contains(word)).unwrap_or_else(|| panic!("no object with {word}")).0
    }

    /// Changes what an object says, but for its stream.
    #[track_caller]
    fn change(&mut self, object: usize, from: &str, to: &str) {
        let dict = self.dict(object);
        assert!(dict.contains(from), "no {from} in {dict}");
        let rest = self.objects[&object][dict.len()..].to_vec();
        self.objects.insert(object, [dict.replacen(from, to, 1).as_bytes(), &rest].concat());
    }

    fn add(&mut self, object: &str) -> usize {
        self.add_bytes(object.as_bytes().to_vec())
    }

    fn add_bytes(&mut self, object: Vec<u8>) -> usize {
        let number = self.objects.keys().last().unwrap() + 1;
        self.objects.insert(number, object);
        number
    }

    fn catalog(&self) -> usize {
        number(&self.trailer, "/Root")
    }

    /// The pages, from 0.
    fn page(&self, index: usize) -> usize {
        let dict = self.dict(self.with("/Kids["));
        let kids = &dict[dict.find("/Kids[").unwrap() + 6..];
        kids[..kids.find(']').unwrap()].split(" 0 R").nth(index).unwrap().trim().parse().unwrap()
    }

    /// What a page draws, each string of codes as hexadecimal digits.
    fn content(&self, page: usize) -> String {
        let stream = number(&self.dict(self.page(page)), "/Contents");
        let bytes = unpacked(&self.objects[&stream]);
        let (mut text, mut at) = (String::new(), 0);
        while at < bytes.len() {
            if bytes[at] != b'(' {
                text.push(char::from(bytes[at]));
                at += 1;
                continue;
            }
            let (mut codes, mut depth) = (Vec::new(), 1);
            at += 1;
            while depth > 0 {
                match bytes[at] {
                    b'\\' => {
                        at += 1;
                        let digits = bytes[at..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                        codes.push(match bytes[at] {
                            b'n' => b'\n',
                            b'r' => b'\r',
                            b't' => b'\t',
                            b'b' => 8,
                            b'f' => 12,
                            _ if digits > 0 => bytes[at..at + digits].iter().fold(0, |code, digit| code << 3 | (digit - b'0')),
                            other => other,
                        });
                        at += digits.max(1) - 1;
                    }
                    b'(' => {
                        depth += 1;
                        codes.push(b'(');
                    }
                    b')' => {
                        depth -= 1;
                        if depth > 0 {
                            codes.push(b')');
                        }
                    }
                    other => codes.push(other),
                }
                at += 1;
            }
            text.push('<');
            codes.iter().for_each(|code| text.push_str(&format!("{code:02x}")));
            text.push('>');
        }
        text
    }

    fn set_content(&mut self, page: usize, content: &str) {
        let stream = number(&self.dict(self.page(page)), "/Contents");
        let bytes: Vec<u8> = content.chars().map(|c| c as u8).collect();
        self.objects.insert(stream, plain("", &bytes));
    }

    /// Puts something behind what a page draws.
    fn draw(&mut self, page: usize, more: &str) {
        let content = self.content(page);
        self.set_content(page, &format!("{content}\n{more}"));
    }

    /// Changes a text of a page: the one that is drawn as number `index` in the order of the tags.
    #[track_caller]
    fn change_text(&mut self, page: usize, index: usize, from: &str, to: &str) {
        let content = self.content(page);
        let (start, end) = text_at(&content, index);
        let text = &content[start..end];
        assert!(text.contains(from), "no {from} in {text}");
        self.set_content(page, &format!("{}{}{}", &content[..start], text.replacen(from, to, 1), &content[end..]));
    }

    /// Adds to the resources of a page, which are all one kind of thing.
    fn resource(&mut self, page: usize, kind: &str, entries: &str) {
        let resources = number(&self.dict(self.page(page)), "/Resources");
        if self.dict(resources).contains(kind) {
            self.change(resources, &format!("{kind}<<"), &format!("{kind}<<{entries}"));
        } else {
            self.change(resources, "<<", &format!("<<{kind}<<{entries}>>"));
        }
    }
}

/// Where a tagged text stands in what a page draws.
#[track_caller]
fn text_at(content: &str, index: usize) -> (usize, usize) {
    let start = content.match_indices("<</MCID ").nth(index).expect("a text").0;
    (start, start + content[start..].find("EMC").expect("its end"))
}

/// Where the first text of a tagged piece begins on the page.
fn corner(text: &str) -> (f64, f64) {
    let at = text.find("q 1 0 0 -1 ").unwrap() + 11;
    let mut numbers = text[at..].split([' ', '/']).map(|n| n.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

fn dict_of(object: &[u8]) -> String {
    let end = find(object, b"stream", 0).unwrap_or(object.len());
    String::from_utf8_lossy(&object[..end]).into_owned()
}

fn unpacked(object: &[u8]) -> Vec<u8> {
    let start = find(object, b"stream", 0).unwrap() + 6;
    let start = start + usize::from(object[start] == b'\r') + 1;
    let bytes = &object[start..];
    let length = number(&dict_of(object), "/Length");
    if !dict_of(object).contains("/FlateDecode") {
        return bytes[..length].to_vec();
    }
    let mut plain = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

fn plain(dict: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<<{dict}/Length {}>>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

fn packed(dict: &str, bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    plain(&format!("{dict}/Filter/FlateDecode"), &packed.finish().unwrap())
}

/// A font of a page that has these characters: its name, the object that says what its codes are, and what that says.
#[track_caller]
fn font_with(pieces: &Pieces, page: usize, characters: &str) -> (String, usize, String) {
    let resources = pieces.dict(number(&pieces.dict(pieces.page(page)), "/Resources"));
    let fonts = ["f0", "f1"].into_iter().map(|font| {
        let map = number(&pieces.dict(number(&resources, &format!("/{font}"))), "/ToUnicode");
        (font.to_owned(), map, String::from_utf8(unpacked(&pieces.objects[&map])).unwrap())
    });
    let mut fonts = fonts.filter(|(_, _, map)| characters.chars().all(|c| map.contains(&format!("> <{:04X}>", u32::from(c)))));
    fonts.next().expect("a font")
}

/// What a page draws, with the codes of a font exchanged.
fn recoded(content: &str, font: &str, one: &str, other: &str) -> String {
    let mut ours = false;
    let mut text = String::new();
    for part in content.split_inclusive(['<', '>']) {
        if let Some(at) = part.rfind("/f") {
            ours = part[at + 1..].starts_with(&format!("{font} "));
        }
        let is_code = ours && part.len() % 4 == 1 && part.ends_with('>') && part[..part.len() - 1].bytes().all(|b| b.is_ascii_hexdigit());
        if !is_code {
            text.push_str(part);
            continue;
        }
        for at in (0..part.len() - 1).step_by(4) {
            let code = &part[at..at + 4];
            text.push_str(if code == one {
                other
            } else if code == other {
                one
            } else {
                code
            });
        }
        text.push('>');
    }
    text
}

/// The code of a character.
#[track_caller]
fn code(map: &str, c: char) -> String {
    let target = format!("> <{:04X}>", u32::from(c));
    let at = map.find(&target).unwrap_or_else(|| panic!("no {c} in {map}"));
    map[at - 4..at].to_lowercase()
}

/// The codes of letters, one after the other.
fn codes(letters: &str) -> impl Iterator<Item = &str> {
    (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4])
}

/// What the map of a font says that a code means, in hexadecimal digits.
fn mapped<'m>(map: &'m str, code: &str) -> &'m str {
    let entry = format!("<{}> <", code.to_uppercase());
    let at = map.find(&entry).unwrap_or_else(|| panic!("no {code} in {map}")) + entry.len();
    &map[at..at + map[at..].find('>').unwrap()]
}

/// An edit: what it is called, what it does, and how each finding that it causes begins.
type Edit = (&'static str, &'static [&'static str], fn(&mut Pieces));

/// How many pages it has.
const PAGES: usize = 2;

/// A text in the middle of a page, which stands in a cell of the table.
const TEXT: usize = 60;

const WHITE: &str = "1 1 1 rg 40 300 300 200 re f";

/// Edits of what a page draws.
const DRAWN: &[Edit] = &[
    ("a white box", &["seen_covered"], |pdf| pdf.draw(0, &format!("/Artifact BMC q {WHITE} Q EMC"))),
    ("a white box on another page", &["seen_covered"], |pdf| pdf.draw(1, "q 1 g 40 600 300 160 re f Q")),
    ("a shape with a curve", &["seen_covered"], |pdf| pdf.draw(0, "q 1 g 40 300 m 400 300 500 400 100 600 c h f Q")),
    ("a broad white line", &["seen_crossed"], |pdf| pdf.draw(0, "q 1 G 60 w 40 400 m 500 400 l S Q")),
    ("a form", &["seen_picture", "seen_covered"], |pdf| {
        let form = pdf.add_bytes(plain("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", WHITE.as_bytes()));
        pdf.resource(0, "/XObject", &format!("/x9 {form} 0 R"));
        pdf.draw(0, "/x9 Do");
    }),
    ("a picture", &["seen_picture", "seen_covered"], |pdf| {
        let picture = pdf.add_bytes(plain("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", &[255]));
        pdf.resource(0, "/XObject", &format!("/x9 {picture} 0 R"));
        pdf.draw(0, "q 300 0 0 300 40 300 cm /x9 Do Q");
    }),
    ("a picture in the content", &["seen_picture"], |pdf| {
        pdf.draw(0, "q 300 0 0 300 40 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q");
    }),
    ("a shading", &["seen_picture", "seen_covered"], |pdf| pdf.draw(0, "/s9 sh")),
    ("a text through which a line is drawn", &["seen_crossed"], |pdf| {
        let content = pdf.content(0);
        let (start, end) = text_at(&content, TEXT);
        let (x, y) = corner(&content[start..end]);
        pdf.draw(0, &format!("q 0.5 w {x} {} m {} {} l S Q", y + 3.0, x + 60.0, y + 3.0));
    }),
    ("a black ground", &["seen_pale"], |pdf| {
        let content = pdf.content(0);
        pdf.set_content(0, &format!("q 0 g 40 300 300 200 re f Q {content}"));
    }),
    ("letters that are not drawn", &["seen_unseen"], |pdf| pdf.change_text(0, TEXT, " 0 Tr", " 3 Tr")),
    ("letters that only cut", &["seen_unseen"], |pdf| pdf.change_text(0, TEXT, " 0 Tr", " 7 Tr")),
    ("white letters", &["seen_pale"], |pdf| pdf.change_text(0, TEXT, "BT", "1 scn BT")),
    ("light grey letters", &["seen_pale"], |pdf| pdf.change_text(0, TEXT, "BT", "0.8 g BT")),
    ("letters in white by another space", &["seen_pale"], |pdf| pdf.change_text(0, TEXT, "BT", "0 0 0 0 k BT")),
    ("letters in a pattern", &["seen_pale"], |pdf| pdf.change_text(0, TEXT, "BT", "/Pattern cs /p9 scn BT")),
    ("a colour profile of somebody else", &["seen_pale"], |pdf| {
        let profile = pdf.add_bytes(plain("/N 1", b"where 0 is white"));
        pdf.resource(0, "/ColorSpace", &format!("/c9[/ICCBased {profile} 0 R]"));
        pdf.change_text(0, TEXT, "BT", "/c9 cs 0 scn BT");
    }),
    ("plain colours that are others", &["seen_unknown"], |pdf| pdf.resource(0, "/ColorSpace", "/DefaultGray/DeviceCMYK")),
    ("tiny letters", &["seen_small"], |pdf| pdf.change_text(0, TEXT, "BT", "0.1 0 0 0.1 0 0 cm BT")),
    ("letters without a size", &["seen_small"], |pdf| pdf.change_text(0, TEXT, "1 0 0 -1 0 0 Tm", "0.001 0 0 -0.001 0 0 Tm")),
    ("letters without a width", &["seen_small"], |pdf| pdf.change_text(0, TEXT, "BT", "BT 1 Tz")),
    ("letters in a mirror", &["seen_crossed", "seen_moved", "seen_touched", "seen_turned"], |pdf| {
        pdf.change_text(0, TEXT, "BT", "-1 0 0 1 30 0 cm BT");
    }),
    ("transparent letters", &["seen_faint"], |pdf| {
        pdf.resource(0, "/ExtGState", "/g9<</ca 0.02>>");
        pdf.change_text(0, TEXT, "BT", "/g9 gs BT");
    }),
    ("letters that are mixed with their ground", &["seen_faint"], |pdf| {
        pdf.resource(0, "/ExtGState", "/g9<</BM/Screen>>");
        pdf.change_text(0, TEXT, "BT", "/g9 gs BT");
    }),
    ("letters behind a mask", &["seen_faint"], |pdf| {
        pdf.resource(0, "/ExtGState", "/g9<</SMask<</S/Alpha>>>>");
        pdf.change_text(0, TEXT, "BT", "/g9 gs BT");
    }),
    ("letters that are cut off", &["seen_cut"], |pdf| pdf.change_text(0, TEXT, "BT", "0 0 1 1 re W n BT")),
    ("letters cut by a shape", &["seen_cut"], |pdf| pdf.change_text(0, TEXT, "BT", "0 0 m 9 9 l 0 9 l W n BT")),
    ("letters beyond the page", &["seen_outside", "seen_moved"], |pdf| pdf.change_text(0, TEXT, "BT", "1 0 0 1 2000 0 cm BT")),
    ("letters on other letters", &["seen_touched", "seen_moved"], |pdf| {
        let content = pdf.content(0);
        let at = |index| text_at(&content, index);
        let (here, there) = (corner(&content[at(TEXT).0..at(TEXT).1]), corner(&content[at(TEXT - 20).0..at(TEXT - 20).1]));
        let shift = format!("1 0 0 1 {} {} cm BT", there.0 - here.0, here.1 - there.1);
        pdf.change_text(0, TEXT, "BT", &shift);
    }),
    ("two texts in each other's place", &["seen_moved"], |pdf| exchange(pdf, 0)),
    ("a text without a mark", &["seen_unheard"], |pdf| pdf.draw(0, &unmarked(""))),
    ("a text in a mark that no tag holds", &["seen_unheard"], |pdf| {
        pdf.draw(0, &format!("/Span<</MCID 9999>>BDC {} EMC", unmarked("")));
    }),
    ("a text that is said to be no part of the paper", &["seen_label"], |pdf| {
        pdf.draw(0, &format!("/Artifact<</Type/Pagination>>BDC {} EMC", unmarked("")));
    }),
    ("another text at the foot", &["seen_label"], |pdf| {
        pdf.draw(0, &format!("/Artifact<</Subtype/Footer/Type/Pagination>>BDC {} EMC", unmarked("")));
    }),
    ("another text at the head", &["seen_label"], |pdf| {
        pdf.draw(0, &format!("/Artifact<</Subtype/Header/Type/Pagination>>BDC {} EMC", unmarked("")));
    }),
    ("another text of the layout", &["seen_label"], |pdf| {
        pdf.draw(0, &format!("/Artifact<</Type/Layout>>BDC {} EMC", unmarked("")));
    }),
    ("headings over other columns on the next page", &["seen_label"], |pdf| {
        let content = pdf.content(1);
        let pieces: Vec<(usize, usize)> = content
            .match_indices("/Artifact<</Type/Pagination>>BDC")
            .map(|(at, word)| (at + word.len(), at + content[at..].find("EMC").unwrap()))
            .filter(|(start, end)| content[*start..*end].contains("BT"))
            .collect();
        let [a, b] = [pieces[2], pieces[3]].map(|(start, end)| corner(&content[start..end]));
        let moved = |(start, end): (usize, usize), by: f64| content[start..end].replace("BT", &format!("1 0 0 1 {by} 0 cm BT"));
        let (one, other) = (moved(pieces[2], b.0 - a.0), moved(pieces[3], a.0 - b.0));
        let between = &content[pieces[2].1..pieces[3].0];
        pdf.set_content(1, &format!("{}{one}{between}{other}{}", &content[..pieces[2].0], &content[pieces[3].1..]));
    }),
    ("a layer", &["seen_layers"], |pdf| pdf.change_text(0, TEXT, "BT", "/OC /o9 BDC EMC BT")),
    ("something unknown", &["seen_unknown"], |pdf| pdf.draw(0, "BX 1 2 frob EX")),
    ("a graphics state that is unknown", &["seen_unknown"], |pdf| {
        pdf.resource(0, "/ExtGState", "/g9<</TR2/Identity>>");
        pdf.draw(0, "/g9 gs");
    }),
    ("another letter under the same text", &["seen_letter"], |pdf| {
        // The map says of one letter that it is the other, and the page draws the one for the other.
        let (_, object, map) = font_with(pdf, 0, "番動");
        let (old, new) = (code(&map, '番'), code(&map, '動'));
        let line = |code: &str, c: char| format!("<{}> <{:04X}>", code.to_uppercase(), u32::from(c));
        let map = map.replace(&line(&old, '番'), &line(&old, '動')).replace(&line(&new, '動'), &line(&new, '番'));
        pdf.objects.insert(object, plain("/Type/CMap", map.as_bytes()));
        for page in 0..PAGES {
            // Pages may call it otherwise.
            let (font, ..) = font_with(pdf, page, "番動");
            let content = recoded(&pdf.content(page), &font, &old, &new);
            pdf.set_content(page, &content);
        }
    }),
    ("another letter under a text that stands in its place", &["seen_letter"], |pdf| {
        let (font, _, map) = font_with(pdf, 0, "番動");
        let (old, new) = (code(&map, '動'), code(&map, '番'));
        let content = pdf.content(0);
        let of = |index: usize| &content[text_at(&content, index).0..text_at(&content, index).1];
        // What is drawn between the angle brackets are the letters, four digits each.
        let is_letters = |part: &&str| !part.is_empty() && part.len().is_multiple_of(4) && part.bytes().all(|b| b.is_ascii_hexdigit());
        let letters = |index: usize| of(index).split(['<', '>']).filter(is_letters).collect::<String>();
        let has = |index: &usize| of(*index).contains(&format!("/{font} ")) && codes(&letters(*index)).any(|code| code == old);
        let index = (0..).find(has).unwrap();
        let said: String = codes(&letters(index)).map(|code| mapped(&map, code)).collect();
        let begun = of(index).replacen("BT", &format!("/Span<</ActualText<FEFF{said}>>>BDC BT"), 1);
        let text = recoded(&begun, &font, &old, &new);
        let (start, end) = text_at(&content, index);
        pdf.set_content(0, &format!("{}{} EMC {}", &content[..start], text, &content[end..]));
    }),
    ("letters as wide as none", &["seen_touched"], |pdf| {
        let resources = pdf.dict(number(&pdf.dict(pdf.page(0)), "/Resources"));
        let (font, ..) = font_with(pdf, 0, "番動");
        let font = number(&pdf.dict(number(&resources, &format!("/{font}"))), "/DescendantFonts[");
        pdf.change(font, "/W[", "/V[");
    }),
];

/// Edits of what is no page.
const FILE: &[Edit] = &[
    ("a comment", &["seen_annotation"], |pdf| {
        let note = pdf.add("<</Type/Annot/Subtype/Square/IC[1 1 1]/Rect[40 300 300 500]>>");
        let page = pdf.page(1);
        pdf.change(page, "/Type/Page", &format!("/Type/Page/Annots[{note} 0 R]"));
    }),
    ("a part of the page", &["seen_cropped"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/Type/Page", "/Type/Page/CropBox[0 0 300 300]");
    }),
    ("a page that is turned", &["seen_cropped"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/Type/Page", "/Type/Page/Rotate 180");
    }),
    ("a larger unit", &["seen_cropped"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/Type/Page", "/Type/Page/UserUnit 9");
    }),
    ("a smaller sheet", &["seen_cropped", "seen_outside"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/MediaBox[0 0 595.2756 841.8898]", "/MediaBox[0 0 300 841.8898]");
    }),
    ("a part of all pages", &["seen_cropped"], |pdf| {
        let pages = pdf.with("/Kids[");
        pdf.change(pages, "/Type/Pages", "/Type/Pages/CropBox[0 0 300 300]");
    }),
    ("an entry of a page that is unknown", &["seen_unknown"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/Type/Page", "/Type/Page/Group<</S/Transparency>>");
    }),
    ("layers", &["seen_layers"], |pdf| in_catalog(pdf, "/OCProperties<</OCGs[]/D<<>>>>")),
    ("an action", &["seen_acts"], |pdf| in_catalog(pdf, "/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
    ("a form", &["seen_acts"], |pdf| in_catalog(pdf, "/AcroForm<</Fields[]>>")),
    ("an entry of the file that is unknown", &["seen_unknown"], |pdf| in_catalog(pdf, "/Whatever 1")),
    ("a script", &["seen_acts"], |pdf| {
        let catalog = pdf.catalog();
        pdf.change(catalog, "/EmbeddedFiles", "/JavaScript<</Names[]>>/EmbeddedFiles");
    }),
    ("another text for a tag", &["seen_spoken"], |pdf| {
        let cell = pdf.with("/S/TD");
        pdf.change(cell, "/S/TD", "/S/TD/Alt(x)");
    }),
    ("another bookmark", &["seen_bookmark"], |pdf| {
        let item = pdf.with("/Title<FEFF");
        pdf.change(item, "/Title<FEFF", "/Title<FEFF0041");
    }),
    ("a bookmark that does something", &["seen_acts"], |pdf| {
        let item = pdf.with("/Title<FEFF");
        pdf.change(item, "/Title<FEFF", "/A<</S/URI/URI(https://example.com)>>/Title<FEFF");
    }),
    ("a font whose letters are named anew", &["seen_foreign_font"], |pdf| {
        let font = pdf.with("/CIDToGIDMap");
        pdf.change(font, "/CIDToGIDMap/Identity", "/CIDToGIDMap/Other");
    }),
    ("a font that is not there", &["seen_foreign_font"], |pdf| {
        let font = pdf.with("/FontFile2");
        pdf.change(font, "/FontFile2", "/FontFile9");
    }),
    ("a font of drawings", &["parity_differs", "seen_foreign_font", "seen_label"], |pdf| {
        let font = pdf.with("/Subtype/Type0");
        pdf.change(font, "/Subtype/Type0", "/Subtype/Type3");
    }),
    ("an attachment of somebody else", &["seen_attachment_extra"], |pdf| {
        let bytes = pdf.add_bytes(plain("/Type/EmbeddedFile", b"x"));
        let file = pdf.add(&format!("<</Type/Filespec/F(z.exe)/UF(z.exe)/EF<</F {bytes} 0 R/UF {bytes} 0 R>>>>"));
        let catalog = pdf.catalog();
        pdf.change(catalog, "/EmbeddedFiles<</Names[", &format!("/EmbeddedFiles<</Names[(z.exe) {file} 0 R "));
        pdf.change(catalog, "/AF[", &format!("/AF[{file} 0 R "));
    }),
    ("an attachment outside the list", &["seen_attached"], |pdf| {
        let bytes = pdf.add_bytes(plain("/Type/EmbeddedFile", b"x"));
        let file = pdf.add(&format!("<</Type/Filespec/F(z.exe)/UF(z.exe)/EF<</F {bytes} 0 R/UF {bytes} 0 R>>>>"));
        let catalog = pdf.catalog();
        pdf.change(catalog, "/AF[", &format!("/AF[{file} 0 R "));
    }),
    ("an attachment that is two", &["seen_attached"], |pdf| {
        let (file, bytes) = (pdf.with("/UF(opinions.csv)"), pdf.add_bytes(plain("/Type/EmbeddedFile", b"x")));
        let held = number(&pdf.dict(file), "/EF<</F");
        pdf.change(file, &format!("/F {held} 0 R"), &format!("/F {bytes} 0 R"));
    }),
    ("another attachment", &["seen_attachment_differs"], |pdf| {
        let held = number(&pdf.dict(pdf.with("/UF(opinions.csv)")), "/EF<</F");
        let bytes = String::from_utf8(unpacked(&pdf.objects[&held])).unwrap().replace("京都市", "京部市");
        pdf.objects.insert(held, plain("/Type/EmbeddedFile/Subtype/text#2fcsv", bytes.as_bytes()));
    }),
    ("an attachment that is called otherwise", &["seen_attachment_lost", "seen_attachment_extra"], |pdf| {
        let file = pdf.with("/UF(meeting.toml)");
        pdf.change(file, "/UF(meeting.toml)", "/UF(meetinq.toml)");
        pdf.change(file, "/F(meeting.toml)", "/F(meetinq.toml)");
    }),
];

/// A text of the first page that belongs to nothing.
fn unmarked(before: &str) -> String {
    format!("q {before} 0 g BT /f0 9 Tf 1 0 0 1 300 20 Tm <00030004> Tj ET Q")
}

fn in_catalog(pdf: &mut Pieces, entry: &str) {
    let catalog = pdf.catalog();
    pdf.change(catalog, "/Type/Catalog", &format!("/Type/Catalog{entry}"));
}

/// Exchanges two rows' texts as they are seen, and leaves what the tags hold.
fn exchange(pdf: &mut Pieces, page: usize) {
    let content = pdf.content(page);
    let count = content.matches("<</MCID ").count();
    let rows: Vec<(usize, f64)> = (0..count)
        .filter_map(|index| {
            let (start, end) = text_at(&content, index);
            content[start..end].contains("BT").then(|| (index, corner(&content[start..end]).1))
        })
        .collect();
    // All that stands on one line goes to another, and the other way round.
    let (one, other) = (rows[TEXT].1, rows.iter().map(|(_, y)| *y).find(|y| rows[TEXT].1 - y > 20.0).unwrap());
    let near = |a: f64, b: f64| (a - b).abs() < 0.5;
    for (index, y) in rows {
        let by = if near(y, one) {
            one - other
        } else if near(y, other) {
            other - one
        } else {
            continue;
        };
        let content = pdf.content(page);
        let (start, end) = text_at(&content, index);
        let moved = content[start..end].replace("BT", &format!("1 0 0 1 0 {by} cm BT"));
        pdf.set_content(page, &format!("{}{moved}{}", &content[..start], &content[end..]));
    }
}

/// The kinds of findings, each once.
fn kinds(findings: &Diagnostics) -> BTreeSet<&'static str> {
    findings.0.iter().map(|finding| finding.message.code()).collect()
}

#[test]
fn seen_pdf_untouched() {
    let paper = Paper::new();
    let pdf = paper.bytes();
    assert_eq!(paper.findings(&pdf).say(Lang::En), "");
    assert_eq!(shiryo::read::pdf::tags::read(&pdf).unwrap().pages, PAGES);
    // Taken to pieces and put together again, it is the same.
    let pieces = Pieces::of(&pdf);
    assert_eq!(paper.findings(&pieces.bytes()).say(Lang::En), "");
    assert_eq!(paper.findings(&pieces.bytes_in_streams()).say(Lang::En), "");
    let mut pieces = Pieces::of(&pdf);
    for page in 0..PAGES {
        let content = pieces.content(page);
        pieces.set_content(page, &content);
    }
    assert_eq!(paper.findings(&pieces.bytes()).say(Lang::En), "");
}

#[test]
fn seen_pdf_edits() {
    let paper = Paper::new();
    let pdf = paper.bytes();
    let mut said = String::new();
    let mut faults = Vec::new();
    for (what, wanted, edit) in DRAWN.iter().chain(FILE).chain(within::WITHIN) {
        let mut pieces = Pieces::of(&pdf);
        edit(&mut pieces);
        let findings = paper.findings(&pieces.bytes());
        if kinds(&findings) != wanted.iter().copied().collect() {
            faults.push(format!("{what}: wanted {wanted:?}, found {:?}", kinds(&findings)));
        }
        for finding in &findings.0 {
            if !finding.place.as_ref().is_some_and(|place| place.file.contains(PDF)) {
                faults.push(format!("{what}: no place in {finding:?}"));
            }
        }
        // What is written down is the first finding of each kind.
        let mut known = BTreeSet::new();
        let first: Vec<_> = findings.0.into_iter().filter(|finding| known.insert(finding.message.code())).collect();
        let words = Diagnostics(first);
        let folder = paper.folder.path().to_string_lossy().replace('\\', "/");
        said += &format!("== {what}\n{}\n{}\n", words.say(Lang::Ja), words.say(Lang::En)).replace(&format!("{folder}/"), "");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    golden("seen_pdf.txt", &said);
}

#[test]
fn seen_pdf_added_later() {
    let paper = Paper::new();
    let pdf = paper.bytes();
    // As other programs do it: the catalog once more, at the end (ISO 32000-1, 7.5.6).
    let pieces = Pieces::of(&pdf);
    let before = number(&String::from_utf8_lossy(&pdf[pdf.len() - 40..]), "startxref");
    let catalog = pieces.catalog();
    let head = format!("\n{catalog} 0 obj\n");
    let place = pdf.len() + 1;
    let mut later = [pdf.as_slice(), head.as_bytes(), &pieces.objects[&catalog], b"\nendobj\n"].concat();
    let start = later.len();
    let size = pieces.objects.keys().last().unwrap() + 2;
    let tail = format!(
        "xref\n{catalog} 1\n{place:010} 00000 n \ntrailer\n<</Size {size}/Prev {before}{}>>\nstartxref\n{start}\n%%EOF",
        pieces.trailer
    );
    later.extend(tail.as_bytes());
    assert_eq!(kinds(&paper.findings(&later)), BTreeSet::from(["seen_added"]));
    // And bytes that nothing refers to.
    assert_eq!(kinds(&paper.findings(&[pdf.as_slice(), b"\nmore"].concat())), BTreeSet::from(["seen_added"]));
}

#[test]
fn seen_pdf_says_where() {
    let paper = Paper::new();
    let mut pieces = Pieces::of(&paper.bytes());
    pieces.change_text(0, TEXT, "BT", "1 scn BT");
    let findings = paper.findings(&pieces.bytes());
    let place = findings.0[0].place.clone().unwrap();
    assert_eq!(place.sheet.as_deref(), Some("p.1"));
    let record = place.record.unwrap();
    let number = &record[1..];
    assert!(place.heading.unwrap().starts_with(&format!("No.{number} ")), "{record}");
}

#[test]
fn seen_pdf_hostile() {
    let paper = Paper::new();
    let pdf = paper.bytes();
    let quick = |edit: &dyn Fn(&mut Pieces)| {
        let mut pieces = Pieces::of(&pdf);
        edit(&mut pieces);
        kinds(&paper.findings(&pieces.bytes()))
    };
    let boxes = quick(&|pdf| pdf.draw(0, &"0 0 600 800 re f ".repeat(200_000)));
    assert!(boxes.contains("pdf_too_much"), "{boxes:?}");
    let letters = quick(&|pdf| pdf.draw(0, &format!("BT /f0 9 Tf 1 0 0 1 60 20 Tm <{}> Tj ET", "0003".repeat(400_000))));
    assert!(letters.contains("pdf_too_much") || letters.contains("seen_unheard"), "{letters:?}");
    for content in ["q ".repeat(100_000), "Q".to_owned(), "1 Tf".to_owned(), "[ 1".to_owned(), "BT (".to_owned()] {
        assert!(!quick(&|pdf| pdf.draw(0, &content)).is_empty(), "{content:.9}");
    }
}
