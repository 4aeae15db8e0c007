//! Parity reads what is seen: workbooks, data files and pages are changed here so that every value stays what it was, and
//! parity alone, which makes nothing again, names what no longer shows it.

use std::io::{Cursor, Read as _, Write as _};
use std::sync::OnceLock;

use sha2::Digest as _;
use shiryo::build::input::Input;
use shiryo::build::making::Making;
use shiryo::read::files;
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;
use shiryo::verify::{Subject, parity};

use crate::inquiry::INQUIRY;
use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, run, succeed};

const PAPER: &str = "資料1_意見一覧.xlsx";
const ASKED: &str = "照会/施設課.xlsx";
const REPORT: &str = "回収状況.xlsx";
const PAGE: &str = "資料1.html";
const CSV: &str = "資料1_意見.csv";
const JSON: &str = "資料1_意見.json";
const PRINT: &str = "xl/worksheets/sheet1.xml";
const SECOND: &str = "xl/worksheets/sheet2.xml";
const BOOK: &str = "xl/workbook.xml";
const STYLES: &str = "xl/styles.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// A meeting with every kind of file, an opinion that is too long for a row, and a report on what came back.
fn meeting() -> Folder {
    let toml = SMALL_MEETING.replace("\"資料1_意見一覧.xlsx\"", "\"資料1_意見一覧.xlsx\", \"資料1.html\"") + INQUIRY;
    let long = "長い意見の一文です。".repeat(400);
    let opinions = SMALL_OPINIONS.replace("利用者の調査を基に配置を見直した。", &long).replace("括弧 (案)", "  括弧 (案)");
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", opinions.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    let (code, out, err) = run(folder.path(), &["collect", "m", &format!("output/{ASKED}")]);
    assert!(folder.path().join("output").join(REPORT).is_file(), "{code} {out}{err}");
    folder
}

/// The parts of an archive in their order, each with its text.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let part = |index: usize| {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().to_string(), text)
    };
    (0..zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(part).collect()
}

fn packed(parts: &[(String, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An edit of a file.
enum Edit {
    /// In a part of a workbook, or in a file that has none, the first of these texts becomes the second.
    Text(&'static str, &'static str, &'static str),
    /// A further part.
    Part(&'static str),
    /// Bytes before and behind the file.
    Around(&'static [u8], &'static [u8]),
    /// All of one text become another.
    All(&'static str, &'static str),
    /// As in `Text`, with a text that is put together.
    Swap(&'static str, &'static str, String),
    /// In a sheet, a cell looks otherwise.
    Cell(&'static str, &'static str, Dress),
    /// In a page, a rule of style.
    Style(&'static str, &'static str),
}
use Edit::{All, Around, Part, Text};

impl Edit {
    fn made(&self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Text("", from, to) => {
                let text = std::str::from_utf8(bytes).unwrap();
                assert!(text.contains(from), "no {from}: {text}");
                text.replacen(from, to, 1).into_bytes()
            }
            Text(part, from, to) => Self::Swap(part, from, (*to).to_owned()).made(bytes),
            Self::Cell(part, cell, dress) => dressed(bytes, part, cell, dress),
            Self::Style(from, to) => styled(bytes, from, to),
            Self::Swap(part, from, to) => {
                let mut parts = unpacked(bytes);
                let (_, text) = parts.iter_mut().find(|(name, _)| name == part).unwrap();
                assert!(text.contains(from), "no {from}: {text}");
                *text = text.replacen(from, to, 1);
                packed(&parts)
            }
            Part(name) => {
                let mut parts = unpacked(bytes);
                parts.push(((*name).to_owned(), "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<x/>".to_owned()));
                packed(&parts)
            }
            Around(before, behind) => [before, bytes, behind].concat(),
            All(from, to) => {
                let text = std::str::from_utf8(bytes).unwrap();
                assert!(text.contains(from), "no {from}: {text}");
                text.replace(from, to).into_bytes()
            }
        }
    }
}

/// What parity finds.
fn findings(subject: &Subject) -> Vec<String> {
    let mut notes = Diagnostics::default();
    let Err(errors) = parity::prove(subject, &mut notes) else { return Vec::new() };
    let said = |finding: &shiryo::say::diag::Diagnostic| {
        let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let place = place.replace(&format!("{}/", files::display(subject.out)), "");
        format!("{place}: {}", finding.message.say(Lang::En))
    };
    errors.0.iter().map(said).collect()
}

/// Makes each edit by itself and expects that parity finds what it says, and nothing else: without the check for it, the edit
/// would be proved.
#[track_caller]
fn found(edits: Vec<(&str, Edit, Vec<String>)>) {
    let folder = meeting();
    let input = Input::read(&files::Folder(&folder.path().join("m"))).unwrap();
    let making = Making::new(&input, &[], false, &mut Diagnostics::default()).unwrap();
    let out = folder.path().join("output");
    // The PDF stays as it is.
    let wanted: Vec<_> = making.wanted.iter().filter(|(name, _)| !name.ends_with(".pdf")).cloned().collect();
    let anew = OnceLock::from(Vec::new());
    let subject = Subject { wanted: &wanted, ..Subject::of(&input, &making, &anew, &out) };
    assert_eq!(findings(&subject), Vec::<String>::new(), "untouched");
    let mut wrong = String::new();
    for (number, (file, edit, expected)) in edits.iter().enumerate() {
        let name = format!("output/{file}");
        let whole = folder.read(&name);
        if file.ends_with(".xlsx") {
            folder.write(&name, packed(&unpacked(&whole)));
            assert_eq!(findings(&subject), Vec::<String>::new(), "{file}, packed again");
        }
        folder.write(&name, edit.made(&whole));
        let found = findings(&subject);
        if found != *expected {
            wrong.push_str(&format!("edit {number} of {file}:\n  found {found:#?}\n  expected {expected:#?}\n"));
        }
        folder.write(&name, whole);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An edit of the look of one cell: a copy of its format in which one text is another, with a copy of its font or a new ground.
enum Dress {
    Format(&'static str, &'static str),
    Font(&'static str, &'static str),
    Ground(&'static str),
    Code(&'static str),
}

/// The text of a part.
fn part_of<'p>(parts: &'p mut [(String, String)], name: &str) -> &'p mut String {
    &mut parts.iter_mut().find(|(known, _)| known == name).unwrap().1
}

/// The pieces of a list in a part: those that begin with `begins`, up to its end.
fn listed<'t>(text: &'t str, list: &str, begins: &str) -> Vec<&'t str> {
    let start = text.find(&format!("<{list} ")).unwrap();
    let inside = &text[start..start + text[start..].find(&format!("</{list}>")).unwrap()];
    let starts: Vec<usize> = inside.match_indices(begins).map(|(at, _)| at).chain([inside.len()]).collect();
    starts.windows(2).map(|pair| &inside[pair[0]..pair[1]]).collect()
}

/// The workbook in which a cell looks otherwise.
fn dressed(bytes: &[u8], part: &str, cell: &str, dress: &Dress) -> Vec<u8> {
    let mut parts = unpacked(bytes);
    let styles = part_of(&mut parts, STYLES).clone();
    let sheet = part_of(&mut parts, part).clone();
    let at = sheet.find(&format!("<c r=\"{cell}\" s=\"")).unwrap() + format!("<c r=\"{cell}\" s=\"").len();
    let end = at + sheet[at..].find('"').unwrap();
    let xfs = listed(&styles, "cellXfs", "<xf ");
    let mut xf = xfs[sheet[at..end].parse::<usize>().unwrap()].to_owned();
    let mut changed = styles.clone();
    let number = |xf: &str, name: &str| {
        let at = xf.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        xf[at..at + xf[at..].find('"').unwrap()].parse::<usize>().unwrap()
    };
    let swap =
        |xf: &mut String, name: &str, to: usize| *xf = xf.replace(&format!("{name}=\"{}\"", number(xf, name)), &format!("{name}=\"{to}\""));
    match dress {
        Dress::Format(from, to) => {
            assert!(xf.contains(from), "no {from}: {xf}");
            xf = xf.replace(from, to);
        }
        Dress::Font(from, to) => {
            let fonts = listed(&styles, "fonts", "<font>");
            let font = fonts[number(&xf, "fontId")];
            assert!(font.contains(from), "no {from}: {font}");
            changed = changed.replace("</fonts>", &format!("{}</fonts>", font.replace(from, to)));
            swap(&mut xf, "fontId", fonts.len());
        }
        Dress::Ground(rgb) => {
            let fills = listed(&styles, "fills", "<fill>").len();
            let fill = format!("<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{rgb}\"/></patternFill></fill></fills>");
            changed = changed.replace("</fills>", &fill);
            swap(&mut xf, "fillId", fills);
        }
        Dress::Code(code) => {
            let formats = format!("<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"{code}\"/></numFmts><fonts ");
            assert!(!changed.contains("<numFmts"), "{changed}");
            changed = changed.replace("<fonts ", &formats);
            swap(&mut xf, "numFmtId", 170);
        }
    }
    *part_of(&mut parts, STYLES) = changed.replace("</cellXfs>", &format!("{xf}</cellXfs>"));
    *part_of(&mut parts, part) = format!("{}{}{}", &sheet[..at], xfs.len(), &sheet[end..]);
    packed(&parts)
}

/// The page with other rules of style, which its policy allows.
fn styled(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let page = std::str::from_utf8(bytes).unwrap();
    let style = |page: &str| {
        let start = page.find("<style>").unwrap() + 7;
        page[start..start + page[start..].find("</style>").unwrap()].to_owned()
    };
    let sum = |page: &str| base64(&sha2::Sha256::digest(style(page)));
    assert!(style(page).contains(from), "no {from}");
    let changed = page.replacen(&style(page), &style(page).replacen(from, to, 1), 1);
    changed.replace(&sum(page), &sum(&changed)).into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    let digits: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<String>() + "0000";
    (0..bytes.len() * 8).step_by(6).map(|at| digits[usize::from_str_radix(&bits[at..at + 6], 2).unwrap()]).chain(['=']).collect()
}

const HIDDEN: &str = "the sheet, or a row or column of it, is hidden";
const UNHIDDEN: &str = "the sheet, or a column of it, should be hidden";
const ROOM: &str = "the cell is too small for its text, of which not all is seen";
const COVERED: &str = "the cell lies under a merged or another cell, where nobody sees it";

/// A place, and what is odd there.
fn odd(place: &str, what: &str) -> String {
    format!("{place}: it is not as it was written: {what}")
}

#[test]
fn seen_hidden() {
    let paper = |place: &str, what: &str| format!("{PAPER}{place}: {what}");
    found(vec![
        (PAPER, Text(PRINT, "<row r=\"7\" ", "<row r=\"7\" hidden=\"1\" "), vec![paper(":7 印刷用", HIDDEN)]),
        (PAPER, Text(PRINT, "<row r=\"7\" ", "<row r=\"7\" outlineLevel=\"1\" "), vec![paper(":7 印刷用", HIDDEN)]),
        (PAPER, Text(PRINT, "ht=\"27\"", "ht=\"0.75\""), vec![paper(" 印刷用!A7", ROOM), paper(" 印刷用!C7", ROOM)]),
        (PAPER, Text(PRINT, "max=\"3\" width", "max=\"3\" hidden=\"1\" width"), vec![paper(" 印刷用!C:C", HIDDEN)]),
        (PAPER, Text(PRINT, "width=\"10.5\"", "width=\"0.1\""), vec![paper(" 印刷用!E1", ROOM), paper(" 印刷用!F5", ROOM)]),
        (PAPER, Text(BOOK, "name=\"データ\" ", "name=\"データ\" state=\"hidden\" "), vec![paper(" データ", HIDDEN)]),
        (PAPER, Text(BOOK, "name=\"データ\" ", "name=\"データ\" state=\"veryHidden\" "), vec![paper(" データ", HIDDEN)]),
        (PAPER, Text(PRINT, "defaultRowHeight=\"12\"", "defaultRowHeight=\"12\" zeroHeight=\"1\""), vec![paper(" 印刷用", HIDDEN)]),
        (
            PAPER,
            Text(PRINT, "showGridLines=\"0\"", "showGridLines=\"0\" showZeros=\"0\""),
            vec![odd(&format!("{PAPER} 印刷用"), "how the sheet is shown on screen")],
        ),
        (ASKED, Text(SECOND, " hidden=\"1\"", ""), vec![format!("{ASKED} 回答!A:A: {UNHIDDEN}")]),
        (ASKED, Text(BOOK, "\"veryHidden\"", "\"hidden\""), vec![format!("{ASKED} _shiryo: {UNHIDDEN}")]),
        (ASKED, Text(BOOK, " state=\"veryHidden\"", ""), vec![format!("{ASKED} _shiryo: {UNHIDDEN}")]),
        (ASKED, Text(SECOND, "<row r=\"6\" ", "<row r=\"6\" hidden=\"1\" "), vec![format!("{ASKED}:6 回答: {HIDDEN}")]),
        (REPORT, Text(PRINT, "<row r=\"4\" ", "<row r=\"4\" hidden=\"1\" "), vec![format!("{REPORT}:4 回収状況: {HIDDEN}")]),
        // What lies under a merged cell, and two cells at one place.
        (
            PAPER,
            Text(SECOND, "</sheetData>", "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"G4:H5\"/></mergeCells>"),
            vec![paper(" データ!G5", COVERED)],
        ),
        (
            PAPER,
            Text(PRINT, "<mergeCell ref=\"A9:F9\"/>", "<mergeCell ref=\"A9:F9\"/><mergeCell ref=\"D9:F9\"/>"),
            vec![paper(" 印刷用!D9", COVERED)],
        ),
    ]);
}

#[test]
fn seen_dress() {
    let at = |cell: &str, what: &str| vec![odd(&format!("{PAPER} 印刷用!{cell}"), what)];
    let cell = |cell, dress| Edit::Cell(PRINT, cell, dress);
    let format =
        |code: &str| vec![format!("{PAPER} 印刷用!C7: the number format \"{code}\" may show something other than what stands in the cell")];
    let run = "<si><r><rPr><sz val=\"9\"/><color rgb=\"FFFF0000\"/><rFont val=\"BIZ UDゴシック\"/><family val=\"3\"/><charset val=\"128\"/></rPr><t>・一行目\n・二行目</t></r></si>";
    let struck = run.replace("<sz", "<strike/><sz").replace("rgb=\"FFFF0000\"", "theme=\"1\"");
    let twice = |what: &str| ["印刷用!C7", "データ!G4"].map(|cell| odd(&format!("{PAPER} {cell}"), what)).to_vec();
    let both = "<si><t>・一行目\n・二行目</t></si>";
    let everywhere =
        |what: &str| ["印刷用!B5", "データ!D2", "データ!D3", "データ!D4"].map(|cell| odd(&format!("{PAPER} {cell}"), what)).to_vec();
    found(vec![
        (PAPER, cell("C7", Dress::Code(";;;")), format(";;;")),
        (PAPER, cell("C7", Dress::Code("&quot;承認&quot;@")), format("\"承認\"@")),
        (PAPER, cell("C7", Dress::Format("numFmtId=\"49\"", "numFmtId=\"14\"")), format("14")),
        (PAPER, cell("C7", Dress::Font("<sz", "<strike/><sz")), at("C7", "text that is struck through")),
        (PAPER, cell("C7", Dress::Font("<sz", "<i/><sz")), at("C7", "the font, or how its type is set")),
        (PAPER, cell("C7", Dress::Font("theme=\"1\"", "rgb=\"FFFFFFFF\"")), at("C7", "the colour of the type or of its ground")),
        (PAPER, cell("C7", Dress::Font("theme=\"1\"", "theme=\"0\"")), at("C7", "the colour of the type or of its ground")),
        (PAPER, cell("C7", Dress::Ground("FF000000")), at("C7", "the colour of the type or of its ground")),
        (PAPER, cell("C7", Dress::Font("BIZ UDゴシック", "Wingdings")), at("C7", "the font, or how its type is set")),
        (
            PAPER,
            cell("C7", Dress::Font("val=\"9\"", "val=\"1\"")),
            vec![format!("{PAPER} 印刷用!C7: the type has 1 points and can hardly be read")],
        ),
        (
            PAPER,
            cell("C10", Dress::Format(" wrapText=\"1\"", " shrinkToFit=\"1\"")),
            at("C10", "how the text is turned, shrunk or aligned"),
        ),
        (
            PAPER,
            cell("B5", Dress::Format(" wrapText=\"1\"", " textRotation=\"255\"")),
            at("B5", "how the text is turned, shrunk or aligned"),
        ),
        (
            PAPER,
            cell("C10", Dress::Format(" wrapText=\"1\"", " readingOrder=\"2\" wrapText=\"1\"")),
            at("C10", "how the text is turned, shrunk or aligned"),
        ),
        (PAPER, cell("C7", Dress::Format(" wrapText=\"1\"", "")), vec![format!("{PAPER} 印刷用!C7: {ROOM}")]),
        (
            ASKED,
            Edit::Cell(SECOND, "I5", Dress::Format("<protection locked=\"0\"/>", "")),
            vec![odd(&format!("{ASKED} 回答!I5"), "the protection of the sheet or the cell")],
        ),
        (
            ASKED,
            Edit::Cell(SECOND, "B5", Dress::Font("theme=\"1\"", "rgb=\"FFF2F2F2\"")),
            vec![odd(&format!("{ASKED} 回答!B5"), "the colour of the type or of its ground")],
        ),
        (PAPER, Edit::Swap(STRINGS, both, run.to_owned()), twice("the type of a part of the text")),
        (PAPER, Edit::Swap(STRINGS, both, struck), twice("text that is struck through")),
        (PAPER, Text(STRINGS, "<t>配置</t>", "<t>配置</t><rPh sb=\"0\" eb=\"2\"><t>ハイチ</t></rPh>"), everywhere("furigana")),
        (
            PAPER,
            Text(STRINGS, " xml:space=\"preserve\">", ">"),
            ["印刷用!C8", "データ!G5"].map(|cell| format!("{PAPER} {cell}: white space at the ends of a text is not shown")).to_vec(),
        ),
        (
            PAPER,
            Text("xl/theme/theme1.xml", "lastClr=\"000000\"", "lastClr=\"FFFFFF\""),
            vec![format!("{PAPER}: the file holds something that is never written: the colour of the type or of its ground")],
        ),
    ]);
}

#[test]
fn seen_objects() {
    let whole = |file: &str, what: &str| vec![format!("{file}: the file holds something that is never written: {what}")];
    let print = |what: &str| vec![odd(&format!("{PAPER} 印刷用"), what)];
    let rule = "<conditionalFormatting sqref=\"C7\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"1\"><formula>TRUE</formula></cfRule></conditionalFormatting>";
    let list = "<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"C7\"><formula1>\"a\"</formula1></dataValidation></dataValidations>";
    let rules = "conditional formatting, or a rule for what may be entered";
    let merged = |more: &str| Edit::Swap(PRINT, "</mergeCells>", format!("</mergeCells>{more}"));
    found(vec![
        (PAPER, Part("xl/drawings/drawing1.xml"), whole(PAPER, "a drawing, a picture or a text box")),
        (PAPER, Part("xl/media/image1.xml"), whole(PAPER, "a drawing, a picture or a text box")),
        (PAPER, Part("xl/charts/chart1.xml"), whole(PAPER, "a chart")),
        (PAPER, Part("xl/comments1.xml"), whole(PAPER, "a comment")),
        (PAPER, Part("xl/threadedComments/threadedComment1.xml"), whole(PAPER, "a comment")),
        (PAPER, Part("xl/vbaProject.xml"), whole(PAPER, "a macro")),
        (PAPER, Part("xl/ctrlProps/ctrlProp1.xml"), whole(PAPER, "a control, such as a button")),
        (PAPER, Part("xl/embeddings/object1.xml"), whole(PAPER, "an embedded file")),
        (PAPER, Part("xl/externalLinks/externalLink1.xml"), whole(PAPER, "a link to another file")),
        (PAPER, Part("customXml/item1.xml"), whole(PAPER, "something that is never written (its name: --verbose)")),
        (REPORT, Part("xl/drawings/drawing1.xml"), whole(REPORT, "a drawing, a picture or a text box")),
        (PAPER, Text(PRINT, "</worksheet>", "<drawing r:id=\"rId1\"/></worksheet>"), print("a drawing, a picture or a text box")),
        (PAPER, Text(PRINT, "</worksheet>", "<legacyDrawing r:id=\"rId1\"/></worksheet>"), print("a drawing, a picture or a text box")),
        (PAPER, Text(PRINT, "</worksheet>", "<controls/></worksheet>"), print("a control, such as a button")),
        (
            PAPER,
            Text(PRINT, "<printOptions", "<hyperlinks><hyperlink ref=\"C7\" location=\"x\"/></hyperlinks><printOptions"),
            vec![odd(&format!("{PAPER} 印刷用!C7"), "a link")],
        ),
        (PAPER, merged(rule), vec![odd(&format!("{PAPER} 印刷用!C7"), rules)]),
        (PAPER, merged(list), vec![odd(&format!("{PAPER} 印刷用!C7"), rules)]),
        (
            PAPER,
            Text(PRINT, "</sheetData>", "</sheetData><sheetProtection sheet=\"1\"/>"),
            print("the protection of the sheet or the cell"),
        ),
        (PAPER, Text(STRINGS, "</sst>", "<si><t>秘密</t></si></sst>"), vec![format!("{PAPER}: the file holds a text that no cell shows")]),
        (
            PAPER,
            Text("xl/tables/table1.xml", "name=\"ID\"", "name=\"番号\""),
            vec![odd(&format!("{PAPER} データ"), "the table's range or headings")],
        ),
        (
            PAPER,
            Text("docProps/core.xml", "の意見一覧<", "の意見<"),
            vec![format!("{PAPER}: the document's property \"title\" is not as it was written")],
        ),
        (
            PAPER,
            Text("docProps/app.xml", "Microsoft Excel", "x"),
            vec![format!("{PAPER}: the document's property \"Application\" is not as it was written")],
        ),
        (
            PAPER,
            Text("docProps/core.xml", "<dc:creator>", "<dc:creator>甲"),
            vec![format!("{PAPER}: the document's property \"creator\" is not as it was written")],
        ),
        (
            PAPER,
            Around(b"", b"x"),
            vec![format!("{PAPER}: the file is packed otherwise than it was written, and may hold more than Excel shows")],
        ),
        (
            PAPER,
            Text(PRINT, "</worksheet>", "<!-- 甲 --></worksheet>"),
            vec![format!("{PAPER}: the file is packed otherwise than it was written, and may hold more than Excel shows")],
        ),
        (ASKED, Text(SECOND, ">choices_action<", ">\"はい\"<"), vec![odd(&format!("{ASKED} 回答!I5"), rules)]),
        (ASKED, Text(SECOND, "計画は修正しません。\"", "計画も修正します。\""), vec![odd(&format!("{ASKED} 回答!I5"), rules)]),
        (ASKED, Text(SECOND, "LEN(TRIM(J5))=0", "FALSE"), vec![odd(&format!("{ASKED} 回答!J5"), rules)]),
        (
            ASKED,
            Text(SECOND, "<autoFilter ref=\"A4:K7\"/>", "<autoFilter ref=\"A4:K7\"><filterColumn colId=\"1\"/></autoFilter>"),
            vec![odd(&format!("{ASKED} 回答"), "the filter")],
        ),
        (ASKED, Text(SECOND, "'全文'!A2", "'表紙'!A2"), vec![odd(&format!("{ASKED} 回答!G6"), "a link")]),
        (
            ASKED,
            Text(STRINGS, "令和8年（2026年）5月8日（金）", "令和8年（2026年）6月8日（月）"),
            vec![format!("{ASKED} 表紙!C6: a text of the workbook's own is not the one that was written")],
        ),
        (
            ASKED,
            Text(STRINGS, "<t>inquiry<", "<t>inquirx<"),
            vec![format!("{ASKED} _shiryo: the hidden sheet by which the answers are known again is not as it was written")],
        ),
        (
            ASKED,
            Text(BOOK, "$J$5:$J$7", "$J$5:$J$6"),
            vec![format!("{ASKED}: the defined name \"shiryo_answers_reply\" is not as it was written")],
        ),
        (
            ASKED,
            Text("docProps/custom.xml", ">施設課<", ">総務課<"),
            vec![format!("{ASKED}: the document's property \"shiryo.division\" is not as it was written")],
        ),
    ]);
}

#[test]
fn seen_printing() {
    let print = |what: &str| vec![odd(&format!("{PAPER} 印刷用"), what)];
    let printing = "how the sheet is printed: paper, margins, scale";
    let titles = |sheet: &str| vec![format!("{PAPER} {sheet}: the rows that are printed on every page are not those of the headings")];
    found(vec![
        (PAPER, Text(BOOK, "$A$1:$F$10", "$A$1:$F$8"), vec![format!("{PAPER} 印刷用: the print area is not the whole sheet")]),
        (PAPER, Text(BOOK, "$3:$3", "$1:$1"), titles("印刷用")),
        (PAPER, Text(BOOK, "データ!$1:$1", "データ!$2:$2"), titles("データ")),
        (
            PAPER,
            Text(BOOK, "</definedNames>", "<definedName name=\"甲\">印刷用!$A$1</definedName></definedNames>"),
            vec![format!("{PAPER}: the defined name \"甲\" is not as it was written")],
        ),
        (PAPER, Text(PRINT, "資料1</oddHeader>", "資料9</oddHeader>"), print("the header or footer")),
        (PAPER, Text(PRINT, "&amp;P / &amp;N", "秘 &amp;P / &amp;N"), print("the header or footer")),
        (PAPER, Text(PRINT, "</oddFooter>", "</oddFooter><firstHeader>甲</firstHeader>"), print("the header or footer")),
        (
            ASKED,
            Text(SECOND, "5月8日（金）</oddFooter>", "6月8日（金）</oddFooter>"),
            vec![odd(&format!("{ASKED} 回答"), "the header or footer")],
        ),
        (PAPER, Text(PRINT, "paperSize=\"8\"", "paperSize=\"8\" scale=\"10\""), print(printing)),
        (PAPER, Text(PRINT, "paperSize=\"8\"", "paperSize=\"13\""), print(printing)),
        (PAPER, Text(PRINT, "<pageMargins left=\"0.70", "<pageMargins left=\"9.59"), print(printing)),
        (
            PAPER,
            Text(PRINT, "width=\"197.83203125\"", "width=\"2020\""),
            vec![format!("{PAPER} 印刷用: the columns are so wide that the sheet is printed too small to be read")],
        ),
    ]);
}

#[test]
fn seen_data() {
    let csv = |place: &str, what: &str| vec![format!("{CSV}{place}: {what}")];
    let json = |place: &str, what: &str| vec![format!("{JSON}{place}: {what}")];
    let ends = "the lines end otherwise than they were written";
    let spelling = "from here the file is spelled otherwise than it was written: quotes, white space or escapes";
    let guard = "Excel takes the cell for a formula: there is no ' before it, or the last column does not say so";
    found(vec![
        (CSV, Text("", "\u{feff}", ""), csv("", "the file does not begin with the mark (BOM) by which Excel knows its characters")),
        (CSV, All("\r\n", "\n"), csv(":1", ends)),
        (CSV, Around(b"", b"\r\n"), csv(":8", ends)),
        (CSV, Text("", "a1,", "\"a1\","), csv(":2", spelling)),
        (CSV, Text("", "'=SUM(A1),,意見", "=SUM(A1),,"), csv(" G6 [意見]", guard)),
        (CSV, Text("", "'=SUM(A1),,意見", "=SUM(A1),,意見"), csv(" G6 [意見]", guard)),
        (JSON, Around(b"\xef\xbb\xbf", b""), json("", "the file begins with a mark (BOM) that is never written")),
        (JSON, All("\n", "\r\n"), json(":1", ends)),
        (JSON, Around(b"", b"\n"), json(":69", ends)),
        (JSON, Around(b"", b" "), json(":69", spelling)),
        (JSON, Text("", "\"配置\"", "\"\\u914d\\u7f6e\""), json(":25", spelling)),
        (JSON, Text("", "\"no\": 1", "\"no\":1"), json(":26", spelling)),
        (
            JSON,
            Text("", "\"label\": \"資料1\"", "\"label\": \"資料1\", \"label\": \"資料1\""),
            json(" [label]", "the key \"label\" stands twice"),
        ),
    ]);
}

#[test]
fn seen_page() {
    let unknown = |what: &str| vec![format!("{PAGE}: the page is not as it was written: it has something that is never written: {what}")];
    let hides = |what: &str| vec![format!("{PAGE}: the page is not as it was written: something may hide a text or add one: {what}")];
    let style = || vec![format!("{PAGE}: the page's style is not the one that was written")];
    found(vec![
        (PAGE, Text("", "<td>・一行目", "<td hidden=\"\">・一行目"), hides("<td hidden>")),
        (PAGE, Text("", "<td>・一行目", "<td aria-hidden=\"true\">・一行目"), hides("<td aria-hidden>")),
        (PAGE, Text("", "<td>・一行目", "<td style=\"position:absolute\">・一行目"), hides("<td style>")),
        (PAGE, Text("", "</main>", "<script>x</script></main>"), hides("<script>")),
        (PAGE, Text("", "</head>", "<meta http-equiv=\"refresh\" content=\"0\"/></head>"), unknown("<meta>")),
        (PAGE, Text("", "</head>", "<link href=\"x\"></link></head>"), unknown("<head><link>")),
        (PAGE, Text("", "</main>", "<img src=\"x\"></img></main>"), unknown("<img>")),
        (PAGE, Text("", "<td>・一行目", "<td class=\"甲\">・一行目"), unknown("<td class=\"甲\">")),
        (PAGE, Text("", "lang=\"ja\"", "lang=\"zh\""), unknown("<html lang=\"zh\">")),
        (PAGE, Text("", "\"2026-04-01\"", "\"2026-04-02\""), unknown("<meta name=\"dcterms.date\" content=\"2026-04-02\">")),
        (PAGE, Around(b"\xef\xbb\xbf", b""), vec![format!("{PAGE}: the file begins with a mark (BOM) that is never written")]),
        (PAGE, Around(b"", "甲".as_bytes()), vec![format!("{PAGE}: the page is not as it was written: its marks (tags) are broken")]),
        (PAGE, Edit::Style("nav ul { margin: 0", "nav ul { margin: 1em"), style()),
        (
            PAGE,
            Edit::Style("@media screen { .paper { min-width: ", "td { font-weight: 700 }\n@media screen { .paper { min-width: "),
            style(),
        ),
        (
            PAGE,
            Edit::Style("@media screen { .paper { min-width: ", ".z1 { font-size: 9.00em }\n@media screen { .paper { min-width: "),
            style(),
        ),
        (PAGE, Edit::Style("body { margin: 0 }", "body { margin: 0 } p::before { content: \"甲\" }"), style()),
    ]);
}
