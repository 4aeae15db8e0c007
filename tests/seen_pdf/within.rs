//! Edits of what a person who looks at the pages does not see in the file: programs of fonts, properties, keys said twice.

use super::{Edit, Pieces, code, find, font_with, number, plain, unpacked};

pub const WITHIN: &[Edit] = &[
    ("another outline in the font", &["seen_shape"], |pdf| {
        edit_letter(pdf, '番', |font, letter| {
            // Somewhere among its points.
            let (start, end) = letter.data;
            font[end - (end - start) / 8] ^= 0x15;
        });
    }),
    ("a letter's own program", &["seen_shape"], |pdf| {
        edit_letter(pdf, '番', |font, letter| {
            let contours = usize::from(word(font, letter.data.0));
            let program = letter.data.0 + 10 + 2 * contours;
            assert!(word(font, program) > 1, "it has a program");
            font[program + 3] ^= 1;
        });
    }),
    ("the program of a font", &["seen_shape"], |pdf| {
        edit_letter(pdf, '番', |font, _| {
            let (start, length) = table(font, b"fpgm");
            font[start + length / 2] ^= 1;
        });
    }),
    ("values for the program of a font", &["seen_shape"], |pdf| {
        edit_letter(pdf, '番', |font, _| {
            let (start, _) = table(font, b"cvt ");
            font[start + 1] ^= 0x7f;
        });
    }),
    ("a letter beside its place", &["seen_shape"], |pdf| {
        edit_letter(pdf, '番', |font, letter| {
            let (start, length) = table(font, b"hmtx");
            let (head, _) = table(font, b"hhea");
            let wide = usize::from(word(font, head + 34));
            let at = if letter.glyph < wide { start + 4 * letter.glyph + 2 } else { start + 4 * wide + 2 * (letter.glyph - wide) };
            assert!(at + 2 <= start + length);
            font[at] ^= 2;
        });
    }),
    ("a table of pictures in a font", &["seen_foreign_font"], |pdf| {
        edit_letter(pdf, '番', |font, _| {
            let at = find(&font[..300], b"name", 0).unwrap();
            font[at..at + 4].copy_from_slice(b"sbix");
        });
    }),
    ("a key of a page twice", &["seen_twice"], |pdf| {
        let page = pdf.page(0);
        let parent = number(&pdf.dict(page), "/Parent");
        pdf.change(page, "/Type/Page", &format!("/Type/Page/Parent {parent} 0 R"));
    }),
    ("a key twice, spelled otherwise", &["seen_twice"], |pdf| {
        let page = pdf.page(0);
        pdf.change(page, "/MediaBox", "/M#65diaBox[0 0 9 9]/MediaBox");
    }),
    ("a key of a tag twice", &["seen_twice"], |pdf| {
        let cell = pdf.with("/S/TD");
        pdf.change(cell, "/S/TD", "/S/P/S/TD");
    }),
    ("a key twice in what is drawn", &["seen_twice"], |pdf| pdf.change_text(0, super::TEXT, "<</MCID ", "<</MCID 0/MCID ")),
    ("a key of the file's end twice", &["seen_twice"], |pdf| pdf.trailer += &pdf.trailer.clone()),
    ("another author", &["seen_stated"], |pdf| {
        let info = number(&pdf.trailer, "/Info");
        pdf.change(info, "/Author<FEFF", "/Author<FEFF0041");
    }),
    ("another description", &["seen_stated"], |pdf| {
        let info = number(&pdf.trailer, "/Info");
        pdf.change(info, "/Subject<FEFF", "/Subject<FEFF0041");
    }),
    ("a property that is unknown", &["seen_stated_other"], |pdf| {
        let info = number(&pdf.trailer, "/Info");
        pdf.change(info, "<<", "<</Company(x)");
    }),
    ("another date", &["seen_stated_other"], |pdf| {
        let info = number(&pdf.trailer, "/Info");
        pdf.change(info, "/ModDate(D:2026", "/ModDate(D:2027");
    }),
    ("no author", &["seen_stated_lost", "seen_stated_other"], |pdf| {
        let info = number(&pdf.trailer, "/Info");
        pdf.change(info, "/Author", "/Auteur");
    }),
    ("another title in the packet", &["seen_stated"], |pdf| packet(pdf, "x-default\">見", "x-default\">未")),
    ("another author in the packet", &["seen_stated"], |pdf| packet(pdf, "<rdf:Seq><rdf:li>", "<rdf:Seq><rdf:li>某")),
    ("one author more in the packet", &["seen_stated_other"], |pdf| {
        packet(pdf, "</rdf:li></rdf:Seq></dc:creator>", "</rdf:li><rdf:li>某</rdf:li></rdf:Seq></dc:creator>");
    }),
    ("a property of somebody in the packet", &["seen_stated_other"], |pdf| {
        packet(pdf, "<dc:format>", "<dc:rights>x</dc:rights><dc:format>");
    }),
    ("a comment in the packet", &["seen_stated_other", "seen_stated_lost"], |pdf| packet(pdf, "<dc:title>", "<!-- x --><dc:title>")),
    ("a packet behind the packet", &["seen_stated_other", "seen_stated_lost"], |pdf| {
        packet(pdf, "<?xpacket end=\"r\"?>", "<?xpacket end=\"r\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>");
    }),
    ("other words about what the packet holds", &["seen_stated_other"], |pdf| {
        packet(pdf, "XMP Media Management schema", "XMP Media Management");
    }),
    ("another language in the packet", &["seen_stated_other"], |pdf| packet(pdf, "<rdf:li>ja-JP", "<rdf:li>en")),
    ("no packet", &["seen_stated_other", "seen_stated_lost"], |pdf| {
        let catalog = pdf.catalog();
        let metadata = number(&pdf.dict(catalog), "/Metadata");
        pdf.change(catalog, &format!("/Metadata {metadata} 0 R"), "");
    }),
];

/// Changes the packet of properties.
#[track_caller]
fn packet(pdf: &mut Pieces, from: &str, to: &str) {
    let object = number(&pdf.dict(pdf.catalog()), "/Metadata");
    let packet = String::from_utf8(unpacked(&pdf.objects[&object])).unwrap();
    assert!(packet.contains(from), "no {from} in {packet}");
    pdf.objects.insert(object, plain("/Type/Metadata/Subtype/XML", packet.replacen(from, to, 1).as_bytes()));
}

/// A letter of a font: the number of its glyph, and where its data begin and end.
struct Letter {
    glyph: usize,
    data: (usize, usize),
}

/// Changes the bytes of the font that has a letter.
#[track_caller]
fn edit_letter(pdf: &mut Pieces, c: char, edit: fn(&mut Vec<u8>, &Letter)) {
    let (name, _, map) = font_with(pdf, 0, &c.to_string());
    let resources = pdf.dict(number(&pdf.dict(pdf.page(0)), "/Resources"));
    let below = number(&pdf.dict(number(&resources, &format!("/{name}"))), "/DescendantFonts[");
    let object = number(&pdf.dict(number(&pdf.dict(below), "/FontDescriptor")), "/FontFile2");
    let mut font = unpacked(&pdf.objects[&object]);
    let glyph = usize::from_str_radix(&code(&map, c), 16).unwrap();
    let ((places, _), (glyphs, _)) = (table(&font, b"loca"), table(&font, b"glyf"));
    let is_long = word(&font, table(&font, b"head").0 + 50) != 0;
    let place = |index: usize| {
        let long = |at: usize| usize::from(word(&font, at)) << 16 | usize::from(word(&font, at + 2));
        glyphs + if is_long { long(places + 4 * index) } else { 2 * usize::from(word(&font, places + 2 * index)) }
    };
    let letter = Letter { glyph, data: (place(glyph), place(glyph + 1)) };
    edit(&mut font, &letter);
    pdf.objects.insert(object, plain("", &font));
}

fn word(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

/// Where a table of a font begins, and how long it is.
fn table(font: &[u8], tag: &[u8]) -> (usize, usize) {
    let at = 12 + (0..usize::from(word(font, 4))).map(|index| 16 * index).find(|at| font[12 + at..].starts_with(tag)).unwrap();
    let long = |at: usize| usize::from(word(font, at)) << 16 | usize::from(word(font, at + 2));
    (long(at + 8), long(at + 12))
}
