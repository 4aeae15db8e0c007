//! `verify`: what holds is proved, and whatever is broken is named, by file and place, by the proof that is broken.

use std::io::{Cursor, Read as _, Write as _};

use shiryo::build::manifest::{Entry, Manifest};
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;

use crate::inquiry::INQUIRY;
use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, golden, root, run, small, succeed, tree};

const PROOFS: [&str; 3] = ["parity", "manifest", "rebuild"];
const PDF: &str = "資料1.pdf";
const WORKBOOK: &str = "資料1_意見一覧.xlsx";

/// The small meeting with every kind of file, and more keys.
fn toml(more: &str) -> String {
    let files = "\"資料1_意見一覧.xlsx\", \"資料1.html\", { file = \"資料1.png\", ppi = 36 }";
    SMALL_MEETING.replace("\"資料1_意見一覧.xlsx\"", files) + more
}

fn meeting() -> Folder {
    let toml = toml(INQUIRY);
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    folder
}

/// What `verify` finds: the proofs that fail, and its findings as JSON.
#[track_caller]
fn verify(folder: &Folder) -> (Vec<&'static str>, Vec<serde_json::Value>) {
    verify_with(folder, &[])
}

fn verify_with(folder: &Folder, options: &[&str]) -> (Vec<&'static str>, Vec<serde_json::Value>) {
    let (code, out, err) = run(folder.path(), &[&["verify", "m", "--format", "json"], options].concat());
    assert_eq!(err, "");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let lines: Vec<&str> = report["done"]["said"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let state = |proof: &&str, word: &str| lines.iter().any(|line| line.starts_with(&format!("{proof}: {word}")));
    let failed: Vec<_> = PROOFS.into_iter().filter(|proof| state(proof, "NOT proved; first ")).collect();
    let holds = |proof| state(proof, "proved (") || state(proof, "not needed (");
    assert!(PROOFS.iter().all(|proof| failed.contains(proof) != holds(proof)), "each proof has its line: {lines:?}");
    assert_eq!(code, i32::from(!failed.is_empty()), "{out}");
    (failed, report["diagnostics"].as_array().unwrap().clone())
}

/// The finding with a code about a file.
#[track_caller]
fn finding<'a>(findings: &'a [serde_json::Value], code: &str, file: &str) -> &'a serde_json::Value {
    let is = |finding: &&serde_json::Value| finding["code"] == code && finding["place"]["file"].as_str().unwrap().starts_with(file);
    findings.iter().find(is).unwrap_or_else(|| panic!("no {code} about {file}: {findings:#?}"))
}

/// Makes manifest and provenance say what lies in the output folder.
fn list_anew(folder: &Folder) {
    let mut manifest: Manifest = serde_json::from_slice(&folder.read("output/manifest.json")).unwrap();
    for (name, entry) in &mut manifest.outputs {
        *entry = Entry::of(&folder.read(&format!("output/{name}")));
    }
    folder.write("output/manifest.json", manifest.json());
    folder.write("output/provenance.json", shiryo::build::provenance::json(&manifest));
}

/// A workbook in which a part is what `change` makes of it.
fn workbook_changed(bytes: &[u8], part: &str, change: &dyn Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().to_string();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = change(std::str::from_utf8(&bytes).unwrap()).into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook in which the first `from` of a part is `to`.
#[track_caller]
fn workbook_with(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    workbook_changed(bytes, part, &|text| {
        assert!(text.contains(from), "{part} holds no {from}: {text}");
        text.replacen(from, to, 1)
    })
}

/// A PDF in which, in the map of a font, the character `from` is `to`: what readers hear changes, and nothing that is seen.
fn pdf_with(pdf: &[u8], from: char, to: char) -> Vec<u8> {
    let find = |from: usize, word: &[u8]| from + pdf[from..].windows(word.len()).position(|window| window == word).unwrap();
    let text = |from: usize, to: usize| std::str::from_utf8(&pdf[from..to]).unwrap();
    let mut at = 0;
    loop {
        let dict = find(at, b"/Type/CMap");
        let start = pdf[..dict].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
        let header = pdf[..start - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
        let number: usize = text(header, start).split(' ').next().unwrap().parse().unwrap();
        let stream = find(dict, b"stream\n") + 7;
        let mut map = String::new();
        flate2::read::ZlibDecoder::new(&pdf[stream..]).read_to_string(&mut map).unwrap();
        let code = |c: char| format!("<{:04X}>\n", u32::from(c));
        let (map, changed) = (map.replace(&code(from), &code(to)), map.to_uppercase().contains(&code(from)));
        at = stream;
        if !changed {
            continue;
        }
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(map.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let trailer = pdf.windows(10).rposition(|window| window == b"/Type/XRef").unwrap();
        let root = text(find(trailer, b"/Root"), find(trailer, b"/ID"));
        let id = text(find(trailer, b"/ID"), find(trailer, b"/Filter"));
        let size = text(find(trailer, b"/Size"), find(trailer, b"/W"));
        let before = text(find(trailer, b"startxref\n") + 10, find(trailer, b"\n%%EOF"));
        // An incremental update (ISO 32000-1, 7.5.6).
        let head = format!("\n{number} 0 obj\n<</Length {}/Type/CMap/Filter/FlateDecode/WMode 0>>\nstream\n", packed.len());
        let mut bytes = [pdf, head.as_bytes(), &packed, b"\nendstream\nendobj\n"].concat();
        let xref = bytes.len();
        let place = pdf.len() + 1;
        let tail =
            format!("xref\n{number} 1\n{place:010} 00000 n\r\ntrailer\n<<{size}{root}{id}/Prev {before}>>\nstartxref\n{xref}\n%%EOF");
        bytes.extend(tail.as_bytes());
        return bytes;
    }
}

#[test]
fn verify_seed() {
    let folder = Folder::new(&[]);
    let out = folder.path().join("out").to_string_lossy().into_owned();
    succeed(&root(), &["build", "--out", &out, "-q"]);
    let said = succeed(&root(), &["verify", "--out", &out]);
    let manifest: shiryo::build::manifest::Manifest = serde_json::from_slice(&folder.read("out/manifest.json")).unwrap();
    let (inputs, outputs) = (manifest.inputs.len(), manifest.outputs.len());
    let unread = |name: &&String| name.ends_with(".png");
    let read = outputs - manifest.outputs.keys().filter(unread).count();
    assert!(said.contains(&format!("parity: proved ({read} outputs hold 128 opinions, ")), "{said}");
    assert!(said.contains("parity: nothing claimed of 資料3_1ページ.png"), "{said}");
    assert!(said.contains(&format!("manifest: proved ({inputs} inputs and {outputs} outputs ")), "{said}");
    assert!(said.contains("rebuild: not needed (nothing was changed since "), "{said}");
    // Elsewhere nobody knows who made the papers.
    std::fs::remove_file(folder.path().join("out/.stamp")).unwrap();
    let elsewhere = succeed(&root(), &["verify", "--out", &out]);
    assert!(elsewhere.contains(&format!("rebuild: proved ({outputs} outputs made again, ")), "{elsewhere}");
    let japanese = succeed(&root(), &["verify", "--out", &out, "--lang", "ja"]);
    assert!(japanese.contains(&format!("内容の一致：確認しました（出力{read}件、意見128件")), "{japanese}");
}

#[test]
fn verify_before_any_build() {
    let folder = small();
    folder.write("out/memo.txt", "控え");
    let (code, _, err) = run(folder.path(), &["verify", "m", "--out", "out"]);
    assert!(code == 1 && err.contains("no papers of this meeting") && err.matches("error").count() == 2, "{err}");
}

#[test]
fn verify_report_languages() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    folder.write("output/資料1_意見.csv", folder.text("output/資料1_意見.csv").replace("京都市", "京部市"));
    folder.write("output/資料1_意見.json", folder.text("output/資料1_意見.json").replace("・二行目", "・二行目。"));
    folder.write("output/控え.txt", "x");
    let said = ["en", "ja"].map(|lang| {
        let (code, out, err) = run(folder.path(), &["--lang", lang, "verify", "m"]);
        assert_eq!(code, 1);
        format!("{err}{out}")
    });
    golden("verify.txt", &said.join("\n"));
}

#[test]
fn verify_parity_random_opinions() {
    let long = "長い意見の一文です。".repeat(400);
    let mut rows: Vec<Vec<String>> = vec![["ID", "区分番号", "項目", "No.", "出典", "意見", "発言者・都市"].map(str::to_owned).to_vec()];
    let texts = [
        "一行目\n\n三行目",
        "\n前が空",
        "後ろが空\n",
        "=1+1",
        "'a",
        "<r>b</r>",
        "_x0041_",
        "a\"b,c",
        "\\u0041 #strong[x] $y$ // z",
        &long,
        "－全角",
        "https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "・箇条\n・書き",
        "a  b",
        "&amp;",
    ];
    for (index, text) in texts.iter().enumerate() {
        let (source, by) = if index % 3 == 0 { ("委員", "") } else { ("他都市", "+市") };
        rows.push(
            [&format!("h{index}"), "1", ["配置", "", "運営・連携（他）"][index / 5], "", source, text, by].map(str::to_owned).to_vec(),
        );
    }
    rows.push(["h99", "2", "", "7", "委員", "番号が飛ぶ", ""].map(str::to_owned).to_vec());
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    let fields = "[[fields]]\nkey = \"dept\"\nheading = \"担当課\"\n";
    let toml = toml(&format!("{INQUIRY}{fields}"));
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", &writer.into_inner().unwrap())]);
    succeed(folder.path(), &["build", "m", "--keep-typst"]);
    assert!(tree(&folder.path().join("output/照会")).len() == 2);
    let (failed, findings) = verify(&folder);
    assert!(failed.is_empty() && findings.is_empty(), "{findings:#?}");
}

#[test]
fn verify_parity_changed_character() {
    let text = |bytes: &[u8], from: &str, to: &str| String::from_utf8(bytes.to_vec()).unwrap().replacen(from, to, 1).into_bytes();
    type Change<'a> = (&'a str, &'a str, &'a dyn Fn(&[u8]) -> Vec<u8>);
    let strings = "xl/sharedStrings.xml";
    let changes: &[Change] = &[
        (PDF, "a4", &|bytes| pdf_with(bytes, '括', '抱')),
        (WORKBOOK, "a4", &|bytes| workbook_with(bytes, strings, "括弧", "抱弧")),
        ("照会/総務課.xlsx", "a4", &|bytes| workbook_with(bytes, strings, "括弧", "抱弧")),
        ("資料1.html", "a4", &|bytes| text(bytes, "括弧", "抱弧")),
        ("資料1_意見.csv", "a4", &|bytes| text(bytes, "括弧", "抱弧")),
        ("資料1_意見.json", "a4", &|bytes| text(bytes, "括弧", "抱弧")),
    ];
    for (name, id, change) in changes {
        let (folder, file) = (meeting(), format!("output/{name}"));
        let bytes = folder.read(&file);
        let changed = change(&bytes);
        assert!(changed != bytes);
        folder.write(&file, &changed);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, PROOFS, "{name}");
        finding(&findings, "listed_differs", &file);
        // Even if manifest and provenance say that it was always so.
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["parity", "rebuild"], "{name}");
        let parity = finding(&findings, "parity_differs", &file);
        let place = &parity["place"];
        // A paper names its column as it prints it.
        let column = if [PDF, WORKBOOK, "資料1.html"].contains(name) { "委員意見" } else { "意見" };
        let heading = if name.ends_with(".json") { "opinions[3].text" } else { column };
        assert_eq!((place["record"].as_str(), place["heading"].as_str()), (Some(*id), Some(heading)), "{name}: {parity}");
        assert_eq!(parity["message"], format!("{column}: character 1 is 「抱」(U+62B1); the record has 「括」(U+62EC)"), "{name}");
        let (_, verbose) = verify_with(&folder, &["--verbose"]);
        let rebuild = finding(&verbose, "rebuild_differs", &file)["hints"][1].as_str().unwrap();
        assert!(rebuild.contains(if *name == PDF { "62EC" } else { "抱弧" }), "{name}: {rebuild}");
        if name.ends_with(".xlsx") {
            assert!(rebuild.starts_with("in detail: xl/sharedStrings.xml, /sst[1]/si["), "{rebuild}");
            assert!(place["cell"].is_string() && place["sheet"].is_string(), "{place}");
        }
    }
}

#[test]
fn verify_parity_answers() {
    const ANSWERED_PDF: &str = "資料2.pdf";
    const ANSWERED: &str = "資料2_意見と対応.xlsx";
    let strings = "xl/sharedStrings.xml";
    let built = || {
        let folder = crate::response::folder();
        succeed(folder.path(), &["build", "m"]);
        folder
    };
    // What is changed in an output, and the column under which that is found.
    type Change<'a> = (&'a str, &'a str, &'a dyn Fn(&[u8]) -> Vec<u8>);
    let changes: &[Change] = &[
        (ANSWERED_PDF, "回答", &|bytes| pdf_with(bytes, '討', '計')),
        (ANSWERED_PDF, "対応区分", &|bytes| pdf_with(bytes, '留', '流')),
        (ANSWERED_PDF, "対応困難", &|bytes| pdf_with(bytes, '難', '灘')),
        (ANSWERED_PDF, "text", &|bytes| pdf_with(bytes, '掲', '喝')),
        (ANSWERED, "回答", &|bytes| workbook_with(bytes, strings, "同じ回答です。", "同じ回答でした。")),
        (ANSWERED, "回答", &|bytes| workbook_with(bytes, strings, "（未回答）", "（回答）")),
        (ANSWERED, "意見", &|bytes| workbook_with(bytes, strings, "括弧", "抱弧")),
        (ANSWERED, "対応区分", &|bytes| workbook_with(bytes, strings, "対応困難", "対応可能")),
    ];
    for (name, column, change) in changes {
        let (folder, file) = (built(), format!("output/{name}"));
        let bytes = folder.read(&file);
        folder.write(&file, change(&bytes));
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["parity", "rebuild"], "{name}, {column}");
        let said = findings.iter().find(|f| f["code"].as_str().unwrap().starts_with("parity_")).unwrap();
        assert!(said["place"]["file"] == file && said.to_string().contains(column), "{name}, {column}: {said}");
    }
    // Papers of other answers than those that are there now.
    let folder = built();
    folder.write("m/responses.csv", folder.text("m/responses.csv").replace("12ページ", "13ページ"));
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, PROOFS);
    finding(&findings, "answers_changed", "m/responses.csv");
    assert!(findings.iter().all(|finding| finding["code"] != "parity_differs"), "that is the cause of all");
    let (failed, findings) = verify_with(&folder, &["--verbose"]);
    assert_eq!(failed, PROOFS);
    for name in [ANSWERED_PDF, ANSWERED] {
        let parity = finding(&findings, "parity_differs", &format!("output/{name}"));
        assert_eq!(parity["place"]["record"], "a1", "{parity}");
        assert!(parity["message"].as_str().unwrap().starts_with("修正箇所: character "), "{parity}");
    }
}

#[test]
fn verify_carried_answers() {
    let built = |place: &str| {
        let folder = crate::response::folder();
        folder.write("m/meeting.toml", folder.text("m/meeting.toml").replace("\"place\", ", ""));
        folder.write("m/responses.csv", folder.text("m/responses.csv").replace("12ページ", place));
        succeed(folder.path(), &["build", "m"]);
        folder
    };
    // What the paper leaves out differs only in the answers that its PDF carries.
    let (folder, file) = (built("12ページ"), "output/資料2.pdf");
    folder.write(file, built("13ページ").read(file));
    list_anew(&folder);
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, ["parity", "rebuild"]);
    let parity = finding(&findings, "parity_differs", "output/資料2.pdf#responses.json");
    assert_eq!((&parity["place"]["record"], &parity["place"]["heading"]), (&"a1".into(), &"responses[0].place".into()), "{parity}");
}

#[test]
fn verify_parity_random_answers() {
    let long = "とても長い回答の一文です。".repeat(300);
    let variants: [&dyn Fn(&Folder); 4] = [
        &|folder| folder.write("m/responses.csv", folder.text("m/responses.csv").replace("同じ回答です。", &long)),
        &|folder| folder.write("m/responses.csv", folder.text("m/responses.csv").replace("=検討します", "\"\n前が空\n\n後ろも\n\"")),
        &|folder| {
            let toml = folder.text("m/meeting.toml").replace("\"division\"]", "\"division\", \"note\"]");
            assert!(toml.contains("\"note\"]"), "{toml}");
            folder.write("m/meeting.toml", toml);
        },
        &|folder| {
            let (toml, _) = folder.text("m/meeting.toml").split_once("[[divisions]]").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
            folder.write("m/meeting.toml", toml);
            folder.write("m/responses.csv", "ID,回答欄,記入内容,課,ファイル,版\n");
        },
    ];
    for (index, change) in variants.iter().enumerate() {
        let folder = crate::response::folder();
        change(&folder);
        succeed(folder.path(), &["build", "m"]);
        let (failed, findings) = verify(&folder);
        assert!(failed.is_empty() && findings.is_empty(), "{index}: {findings:#?}");
    }
}

#[test]
fn verify_parity_columns() {
    // What is changed in the data sheet and in the CSV, and the opinion and column under which that is found.
    let csv = [
        ("a2,1", "a9,1", "ID"),
        (",施設の在り方,", ",施設の有り方,", "区分"),
        ("配置,1,委員", "配直,1,委員", "項目"),
        ("運営,3,", "運営,4,", "No."),
        ("京都市", "京部市", "発言者・都市"),
    ];
    for (from, to, column) in csv {
        let folder = meeting();
        folder.write("output/資料1_意見.csv", folder.text("output/資料1_意見.csv").replacen(from, to, 1));
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, PROOFS);
        assert_eq!(finding(&findings, "parity_differs", "output/資料1_意見.csv")["place"]["heading"], column);
    }
    // In a matrix, who an opinion comes from stands under the heading of its source, and that heading may differ itself.
    let named = |file: &str, folder: &Folder| {
        let (_, findings) = verify(folder);
        let message = finding(&findings, "parity_differs", file)["message"].as_str().unwrap().to_owned();
        message.split_once(": ").unwrap().0.to_owned()
    };
    for (from, to, column) in [("配置<", "配直<", "項目"), ("(1)施設", "(1)設施", "section"), ("京都市", "京部市", "他都市の取組")]
    {
        let folder = meeting();
        let file = format!("output/{WORKBOOK}");
        folder.write(&file, workbook_with(&folder.read(&file), "xl/sharedStrings.xml", from, to));
        assert_eq!(named(&file, &folder), column);
    }
    for (from, to, column) in [('京', '亰', "他都市の取組"), ('置', '値', "項目"), ('在', '有', "section"), ('取', '敢', "他都市の取組")]
    {
        let folder = meeting();
        let file = format!("output/{PDF}");
        folder.write(&file, pdf_with(&folder.read(&file), from, to));
        assert_eq!(named(&file, &folder), column);
    }
}

#[test]
fn verify_parity_formula() {
    for (name, part, cell) in [(WORKBOOK, 1, "C5"), (WORKBOOK, 2, "G3"), ("照会/総務課.xlsx", 2, "C6")] {
        let (folder, file) = (meeting(), format!("output/{name}"));
        let formula = |text: &str| {
            let at = text.find(&format!("<c r=\"{cell}\"")).unwrap();
            let value = at + text[at..].find("<v>").unwrap();
            format!("{}<f>1+1</f>{}", &text[..value], &text[value..])
        };
        folder.write(&file, workbook_changed(&folder.read(&file), &format!("xl/worksheets/sheet{part}.xml"), &formula));
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["parity", "rebuild"], "{name} {part}");
        assert_eq!(finding(&findings, "parity_not_text", &file)["place"]["cell"], cell);
    }
}

/// A paper that carries the PDF of the older edition has that file's own end in it.
#[test]
fn verify_carried_pdf() {
    let folder = meeting();
    let older = folder.read("output/資料1.pdf");
    folder.write("m/前回.pdf", &older);
    folder.write("m/meeting.toml", toml(INQUIRY).replacen("date =", "older = \"前回.pdf\"\ndate =", 1));
    succeed(folder.path(), &["build", "m"]);
    let ends = folder.read("output/資料1.pdf").windows(9).filter(|word| *word == b"startxref").count();
    assert!(ends > 1, "the older edition is packed so that the test tries nothing");
    assert_eq!(verify(&folder).0, [""; 0]);
}

#[test]
fn verify_parity_other_records() {
    let lines: Vec<&str> = SMALL_OPINIONS.split_inclusive('\n').collect();
    let without = lines[..2].concat() + &lines[3..].concat();
    let more = format!("{SMALL_OPINIONS}a6,2,,2,委員,余分な意見,\n");
    let moved = SMALL_OPINIONS.replace("a4,1,運営,3", "a4,1,運営,X").replace("a3,1,配置,2", "a3,1,配置,3").replace("運営,X", "配置,2");
    for (other, code, id) in [(without, "parity_lost", "a2"), (more, "parity_extra", ""), (moved, "parity_moved", "a3")] {
        let folder = meeting();
        let stranger = meeting();
        stranger.write("m/opinions.csv", &other);
        succeed(stranger.path(), &["build", "m"]);
        for name in [PDF, WORKBOOK, "資料1_意見.csv", "資料1_意見.json"] {
            let file = format!("output/{name}");
            folder.write(&file, stranger.read(&file));
        }
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["parity", "rebuild"], "{code}");
        for name in [WORKBOOK, "資料1_意見.csv", "資料1_意見.json"] {
            let found = findings
                .iter()
                .find(|f| f["code"].as_str().unwrap().starts_with("parity_") && f["place"]["file"] == format!("output/{name}"));
            let found = found.unwrap_or_else(|| panic!("{name}: {findings:#?}"));
            if name != WORKBOOK {
                assert_eq!(found["place"]["line"].is_number(), name.ends_with(".csv"));
                assert_eq!((found["code"].as_str(), found["place"]["record"].as_str().unwrap_or_default()), (Some(code), id), "{name}");
            }
        }
    }
}

#[test]
fn verify_parity_lost_marks() {
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "--layout", "comparison", "m"]);
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(verify(&folder).0, [""; 0]);
    let (book, strings) = ("output/資料2-2.xlsx", "xl/sharedStrings.xml");
    let bytes = folder.read(book);
    // A mark that is lost, one that is set at what stayed, and one that stands at other words.
    let moved = |text: &str| {
        let (before, after) = text.split_once("<rPr><b/><u/>").unwrap();
        let (plain, rest) = after.split_once("<rPr>").expect("a run without mark follows");
        format!("{before}<rPr>{plain}<rPr><b/><u/>{rest}")
    };
    let changes: [&dyn Fn(&str) -> String; 3] =
        [&|text| text.replacen("<rPr><b/><u/>", "<rPr>", 1), &|text| text.replacen("<r><rPr><sz", "<r><rPr><b/><u/><sz", 1), &moved];
    for change in changes {
        let changed = workbook_changed(&bytes, strings, &|text| {
            let changed = change(text);
            assert_ne!(changed, text, "{text}");
            changed
        });
        folder.write(book, changed);
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["parity", "rebuild"]);
        finding(&findings, "parity_mark", "output/資料2-2.xlsx");
    }
}

/// What a change to one output is found as, even if the manifest says that it was always so.
#[track_caller]
fn found(folder: &Folder, file: &str, changed: impl AsRef<[u8]>) -> serde_json::Value {
    let whole = folder.read(file);
    assert_ne!(whole, changed.as_ref(), "{file} is changed");
    folder.write(file, changed);
    list_anew(folder);
    let (failed, findings) = verify(folder);
    assert_eq!(failed, ["parity", "rebuild"], "{findings:#?}");
    folder.write(file, whole);
    list_anew(folder);
    // What tells machines more than people comes last.
    findings[0].clone()
}

/// A sheet without the row or cell that begins so.
fn without(text: &str, begins: &str, end: &str) -> String {
    let at = text.find(begins).unwrap_or_else(|| panic!("no {begins}: {text}"));
    let tag = at + text[at..].find('>').unwrap() + 1;
    let behind = if text[..tag].ends_with("/>") { tag } else { tag + text[tag..].find(end).unwrap() + end.len() };
    format!("{}{}", &text[..at], &text[behind..])
}

#[test]
fn verify_parity_data_rows() {
    let folder = crate::response::folder();
    succeed(folder.path(), &["build", "m"]);
    let file = "output/資料2_意見と対応.xlsx";
    let bytes = folder.read(file);
    let part = |change: &dyn Fn(&str) -> String| workbook_changed(&bytes, "xl/worksheets/sheet2.xml", change);
    let cells = |rows: std::ops::RangeInclusive<usize>, text: &str| {
        let cells = rows.flat_map(|row| ["I", "J", "K", "L"].map(|column| format!("<c r=\"{column}{row}\"")));
        cells.filter(|cell| text.contains(cell)).fold(text.to_owned(), |text, cell| without(&text, &cell, "</c>"))
    };
    // The answer of one of the two divisions that were asked about a1.
    let lost = found(&folder, file, part(&|text| without(text, "<row r=\"3\"", "</row>")));
    assert_eq!((&lost["code"], &lost["place"]["record"]), (&"parity_lost".into(), &"a1".into()), "{lost}");
    assert!(lost["message"].as_str().unwrap().contains("a1 / 総務課"), "{lost}");
    // All that divisions answered, from 課 to 修正箇所: the texts, and the columns with them.
    let texts = found(&folder, file, part(&|text| cells(2..=7, text)));
    assert_eq!(texts["place"]["record"], "a1", "{texts}");
    let columns = found(&folder, file, part(&|text| cells(1..=7, text)));
    assert_eq!(columns["code"], "parity_columns", "{columns}");
    // A heading that means nothing stands for no note.
    let named = found(&folder, file, workbook_with(&bytes, "xl/sharedStrings.xml", ">修正箇所<", ">備考欄<"));
    assert!(named["message"].as_str().unwrap().contains("修正箇所"), "{named}");
    // An answer that stands twice.
    let again = |text: &str| {
        let row = &text[text.find("<row r=\"7\"").unwrap()..];
        let row = &row[..row.find("</row>").unwrap() + 6];
        let columns = ('A'..='L')
            .fold(row.replace("r=\"7\"", "r=\"8\""), |row, column| row.replace(&format!("\"{column}7\""), &format!("\"{column}8\"")));
        text.replace("</sheetData>", &format!("{columns}</sheetData>"))
    };
    assert_eq!(found(&folder, file, part(&again))["code"], "parity_twice");
}

#[test]
fn verify_parity_json() {
    let folder = meeting();
    let file = "output/資料1_意見.json";
    let text = folder.text(file);
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "no {from}: {text}");
        text.replacen(from, to, 1)
    };
    let by = "\"attribution\": \"\"";
    let cases = [
        // A missing key, another kind of value, and one that nobody declared.
        (with(&format!(",\n      {by}"), ""), "parity_key_lost", "opinions[0].attribution"),
        (with(by, "\"attribution\": null"), "json_value", "opinions[0].attribution"),
        (with(by, "\"attribution\": []"), "json_value", "opinions[0].attribution"),
        (with("\"no\": 1", "\"no\": \"1\""), "parity_value", "opinions[0].no"),
        (with(by, &format!("{by}, \"name\": \"甲\"")), "unknown_key", "opinions[0].name"),
        (with("{\n", "{\n\"name\": \"甲\",\n"), "unknown_key", "name"),
        (with("\"label\": \"資料1\",", ""), "parity_key_lost", "label"),
        (with("\"label\": \"資料1\"", "\"label\": null"), "parity_value", "label"),
        (with("\"fields\": []", "\"fields\": {}"), "parity_value", "fields"),
        // Of a key that stands twice, readers take either.
        (with("\"label\"", "\"label\": \"資料9\", \"label\""), "json_key_twice", "label"),
        (with(by, &format!("{by}, {by}")), "json_key_twice", "opinions[0].attribution"),
        (with("\"attribution\": \"都市名\"", "\"attribution\": \"市名\""), "parity_differs", "sources[1].attribution"),
        (with("\"opinions\"", "\"opinion\""), "unknown_key", "opinion"),
    ];
    for (changed, code, heading) in cases {
        let said = found(&folder, file, changed);
        assert_eq!((said["code"].as_str(), said["place"]["heading"].as_str()), (Some(code), Some(heading)), "{said}");
    }
}

#[test]
fn verify_parity_exchanged() {
    // Two answers of the sheet of records, and two texts of the sheet to print.
    let folder = crate::response::folder();
    succeed(folder.path(), &["build", "m"]);
    let file = "output/資料2_意見と対応.xlsx";
    let bytes = folder.read(file);
    let swapped = |bytes: &[u8], part: &str, cells: [&str; 2]| {
        workbook_changed(bytes, &format!("xl/worksheets/{part}.xml"), &|text| {
            let value = |cell: &str| {
                let at = text.find(&format!("<c r=\"{cell}\"")).unwrap();
                let from = at + text[at..].find("<v>").unwrap() + 3;
                from..from + text[from..].find('<').unwrap()
            };
            let [first, second] = cells.map(value);
            let (before, between, behind) = (&text[..first.start], &text[first.end..second.start], &text[second.end..]);
            format!("{before}{}{between}{}{behind}", &text[second], &text[first])
        })
    };
    let data = found(&folder, file, swapped(&bytes, "sheet2", ["K3", "K4"]));
    assert_eq!(data["code"], "parity_exchanged", "{data}");
    assert!(data["message"].as_str().unwrap().contains("K3 and K4"), "{data}");
    let folder = meeting();
    let file = format!("output/{WORKBOOK}");
    let bytes = folder.read(&file);
    let print = found(&folder, &file, swapped(&bytes, "sheet1", ["C5", "C6"]));
    assert_eq!(print["code"], "parity_exchanged", "{print}");
    assert!(print["message"].as_str().unwrap().contains("C5 and C6"), "{print}");
    let page = folder.text("output/資料1.html");
    let [one, other] = ["・施設の配置は、利用する人の動きから考える。", "・一行目\n・二行目"];
    let page = page.replace(one, "◆").replace(other, one).replace("◆", other);
    let shown = found(&folder, "output/資料1.html", page);
    assert!(shown["message"].as_str().unwrap().contains("a1 委員意見 and a3 委員意見"), "{shown}");
}

#[test]
fn verify_parity_unasked() {
    let folder = meeting();
    let input = shiryo::build::input::Input::read(&shiryo::read::files::Folder(&folder.path().join("m"))).unwrap();
    let making = shiryo::build::making::Making::new(&input, &[], false, &mut Diagnostics::default()).unwrap();
    let anew = making.make(&|_| {}, &mut Diagnostics::default()).unwrap().into();
    let (wanted, out) =
        (making.wanted.iter().filter(|(name, _)| !name.contains("総務課")).cloned().collect::<Vec<_>>(), folder.path().join("output"));
    let subject = shiryo::verify::Subject { wanted: &wanted, ..shiryo::verify::Subject::of(&input, &making, &anew, &out) };
    let said = shiryo::verify::parity::prove(&subject, &mut Diagnostics::default()).unwrap_err().say(Lang::En);
    assert!(said.contains("the division 総務課 is to be asked"), "{said}");
}

#[test]
fn verify_says_where_in_words() {
    let folder = meeting();
    let file = "output/資料1.html";
    let page = folder.text(file);
    let rows: Vec<&str> = page.match_indices("<tr").map(|(at, _)| &page[at..at + page[at..].find("</tr>").unwrap() + 5]).collect();
    let row = rows.iter().find(|row| row.contains("配置を見直した")).unwrap();
    let said = found(&folder, file, page.replacen(row, "", 1));
    assert_eq!(said["code"], "parity_page_row", "{said}");
    let spanned = found(&folder, file, page.replacen("rowspan=\"2\"", "rowspan=\"3\"", 1));
    assert_eq!(spanned["code"], "parity_page_row", "{spanned}");
    // The first line is for a clerk: where, and in Japanese; digests come only to who asks.
    folder.write(file, page.replacen(row, "", 1));
    let (_, out, err) = run(folder.path(), &["--lang", "ja", "verify", "m"]);
    let lines: Vec<&str> = err.lines().chain(out.lines()).filter(|line| line.contains("資料1.html: エラー")).collect();
    assert!(lines[0].contains("表の") && lines[0].contains("行目"), "{lines:#?}");
    assert!(!lines[0].contains("row") && lines.last().unwrap().contains("作った後に変わっています"), "{lines:#?}");
    assert!(!err.contains("SHA-256"), "{err}");
    let (_, _, err) = run(folder.path(), &["--lang", "ja", "verify", "m", "--verbose"]);
    assert!(err.contains("SHA-256"), "{err}");
}

/// Excel takes `_x0041_` in the name of a table's column for A, and mends a file whose heading says otherwise.
#[test]
fn verify_heading_like_an_escape() {
    let toml = toml("[[fields]]\nkey = \"view\"\nheading = \"市の_x0041_考え\"\n");
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(verify(&folder).0, [""; 0]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(folder.read(&format!("output/{WORKBOOK}")))).unwrap();
    let table = std::io::read_to_string(archive.by_name("xl/tables/table1.xml").unwrap()).unwrap();
    assert!(table.contains("name=\"市の_x005F_x0041_考え\""), "{table}");
}

/// Blanks behind a phrase that just fits its line have no room beside it.
#[test]
fn verify_blanks_behind_a_phrase() {
    let toml = "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n\n[[fields]]\nkey = \"view\"\nheading = \"区分の案\"\nwidth = 10\n
[[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"view\"]
look = { paper = \"a3\", size = 9, line = 12.6 }\nfiles = [\"資料1.pdf\"]\n";
    let opinions = "ID,意見,区分の案\na1,直す,\"答Łódź{#{#\n##「...-1 [+1\\u{23}  {#\"\n";
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", opinions.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(verify(&folder).0, [""; 0]);
}

#[test]
fn verify_braces_in_a_title() {
    let title = "「{label}の{shown}件」";
    let toml = toml("").replace(
        "label = \"資料1\"",
        &format!("label = \"資料1\"\ntitle = \"{title}\"\nabove = [{{ text = \"{{title}}、{{shown}}件、{{{{shown}}}}\" }}]"),
    );
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.text("output/資料1.html").contains(&format!("<p>{title}、5件、{{shown}}</p>")), "{}", folder.text("output/資料1.html"));
    assert_eq!(verify(&folder).0, [""; 0]);
}

#[test]
fn verify_manifest_digest() {
    let changes = [
        ("manifest.json", "\"sha256\": \"", "\"sha256\": \"0", "settings_changed"),
        ("manifest.json", "\"program\": \"shiryo ", "\"program\": \"shiryo 9", "listed_program"),
        ("manifest.json", "\"outputs\": {", "\"outputs\": { \"../m/meeting.toml\": { \"size\": 1, \"sha256\": \"\" },", "unsafe_name"),
        ("manifest.json", "{", "", "no_manifest"),
        ("provenance.json", "SLSA_BUILD_LEVEL_1", "SLSA_BUILD_LEVEL_3", "attested_differs"),
        ("provenance.json", "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2", "attested_differs"),
        ("provenance.json", "\"name\": \"資料1.pdf\"", "\"name\": \"資料2.pdf\"", "attested_differs"),
        ("provenance.json", "\n}", "\n}\n", "attested_bytes"),
    ];
    for (name, from, to, code) in changes {
        let folder = meeting();
        let file = format!("output/{name}");
        folder.write(&file, folder.text(&file).replacen(from, to, 1));
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["manifest"], "{name}: {to}");
        let found = finding(&findings, code, "");
        match code {
            "settings_changed" => assert_eq!(found["place"]["file"], "m/meeting.toml"),
            "attested_differs" => assert_eq!(found["place"]["file"], "output/provenance.json"),
            _ => {}
        }
        if to.contains("資料2") {
            assert!(found["place"]["heading"].as_str().unwrap().starts_with("subject["), "{found}");
        }
        // A build sees it as well, and mends it.
        succeed(folder.path(), &["build", "m"]);
        assert_eq!(verify(&folder).0, [""; 0]);
    }
}

#[test]
fn verify_manifest_inputs() {
    let folder = meeting();
    folder.write("m/templates/lib/extra.typ", "x");
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, ["manifest", "rebuild"]);
    finding(&findings, "input_unlisted", "m/templates/lib/extra.typ");
    succeed(folder.path(), &["build", "m"]);
    std::fs::remove_file(folder.path().join("m/templates/lib/extra.typ")).unwrap();
    finding(&verify(&folder).1, "input_gone", "m/templates/lib/extra.typ");
}

#[test]
fn verify_first_answers_are_one_cause() {
    let folder = crate::response::folder();
    let answers = folder.read("m/responses.csv");
    std::fs::remove_file(folder.path().join("m/responses.csv")).unwrap();
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/responses.csv", answers);
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, PROOFS);
    assert_eq!(finding(&findings, "answers_changed", "m/responses.csv")["severity"], "error");
    let is_said = |finding: &serde_json::Value| ["answers_changed", "differences_follow"].contains(&finding["code"].as_str().unwrap());
    assert!(findings.iter().all(is_said), "{findings:#?}");
}

#[test]
fn verify_a_changed_paper_is_one_cause() {
    let folder = meeting();
    let file = format!("output/{WORKBOOK}");
    folder.write(&file, workbook_with(&folder.read(&file), "xl/styles.xml", "<sz val=\"9\"/>", "<sz val=\"8\"/>"));
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, ["manifest", "rebuild"]);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    finding(&findings, "listed_differs", &file);
}

#[test]
fn verify_manifest_files() {
    let folder = meeting();
    folder.write("output/照会/控え.xlsx", "x");
    let (failed, findings) = verify(&folder);
    assert!(failed.is_empty(), "a strange file is mentioned and breaks nothing");
    assert_eq!(finding(&findings, "stranger", "output/照会/控え.xlsx")["severity"], "warning");
    assert_eq!(findings.len(), 1, "what the program keeps for itself is no stranger: {findings:#?}");
    std::fs::remove_file(folder.path().join("output/資料1.pdf")).unwrap();
    let (failed, findings) = verify(&folder);
    assert_eq!(failed, PROOFS);
    finding(&findings, "output_missing", "output/資料1.pdf");
}

#[test]
fn verify_rebuild_look() {
    let picture = |bytes: &[u8]| {
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let info = reader.info();
        let at = (5 * info.width as usize + 3) * info.bytes_per_pixel();
        pixels[at] ^= 0xff;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, info.width, info.height);
        encoder.set_color(info.color_type);
        encoder.set_depth(info.bit_depth);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    };
    type Change<'a> = (&'a str, &'a str, &'a dyn Fn(&[u8]) -> Vec<u8>);
    let changes: &[Change] = &[
        (WORKBOOK, "xl/styles.xml, /styleSheet[1]/fonts[1]/font[1]/sz[1]/@val: \"9\" when made again, \"8\" here", &|bytes| {
            workbook_with(bytes, "xl/styles.xml", "<sz val=\"9\"/>", "<sz val=\"8\"/>")
        }),
        ("資料1.png", "the pixel at (3, 5) from the top left is #", &picture),
        (PDF, "object ", &|bytes| {
            // The identifier of the file, on which no text depends, is in plain sight.
            let mut bytes = bytes.to_vec();
            let digit = bytes.windows(5).rposition(|w| w == b"/ID[(").unwrap() + 5;
            bytes[digit] += 1;
            bytes
        }),
    ];
    for (name, said, change) in changes {
        let (folder, file) = (meeting(), format!("output/{name}"));
        folder.write(&file, change(&folder.read(&file)));
        list_anew(&folder);
        let (failed, findings) = verify(&folder);
        assert_eq!(failed, ["rebuild"], "{name}: {findings:#?}");
        let brief = finding(&findings, "rebuild_differs", &file);
        assert_eq!(brief["hints"].as_array().unwrap().len(), 1, "parts and marks are for those who ask: {brief:#}");
        let (_, findings) = verify_with(&folder, &["--verbose"]);
        let message = findings[0]["hints"][1].as_str().unwrap().trim_start_matches("in detail: ");
        assert!(message.starts_with(said), "{name}: {message}");
        assert_eq!(findings[0]["place"]["file"], file);
        if *name == PDF {
            assert!(message.contains(" (trailer) ID[0]"), "{message}");
        }
    }
}

#[test]
fn verify_own_template() {
    let folder = meeting();
    let own = std::fs::read_to_string(root().join("templates/paper.typ.j2")).unwrap();
    // A copy that says the same proves as much.
    folder.write("m/templates/paper.typ.j2", &own);
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(verify(&folder), (vec![], vec![]));
    folder.write("m/templates/paper.typ.j2", own + "// Ours\n");
    succeed(folder.path(), &["build", "m"]);
    let (failed, findings) = verify(&folder);
    assert!(failed.is_empty());
    let note = finding(&findings, "parity_foreign", "output/資料1.pdf");
    assert_eq!(note["severity"], "warning");
    assert!(
        note["message"].as_str().unwrap().contains("5 of 5 opinions") && note["message"].as_str().unwrap().contains("were not checked")
    );
    let said = succeed(folder.path(), &["verify", "m"]);
    assert!(said.contains("parity: nothing claimed of 資料1.pdf, 資料1.png"), "{said}");
}

#[test]
fn verify_conditions() {
    let folder = meeting();
    let before = tree(folder.path());
    let said = succeed(folder.path(), &["verify", "m", "--conditions"]);
    assert!(said.contains("conditions: proved (10 files are the same under "), "{said}");
    for name in tree(&folder.path().join("output")).iter().filter(|name| !name.starts_with('.')) {
        let digest = shiryo::read::digest::digest(&folder.read(&format!("output/{name}")));
        assert!(said.contains(&format!("  {digest}  {name}")), "{name}: {said}");
    }
    assert_eq!(said.contains("faketime is not on the PATH"), !said.contains("under 5 conditions"), "{said}");
    assert_eq!(tree(folder.path()), before);
}

#[test]
#[cfg(unix)]
fn verify_conditions_minded() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = meeting();
    // A program that lets the locale into one of its outputs.
    let script = format!(
        "#!/bin/sh\n'{}' \"$@\" || exit 1\n[ \"$LC_ALL\" = tr_TR.UTF-8 ] && printf x >> out/資料1_意見.csv\nexit 0\n",
        env!("CARGO_BIN_EXE_shiryo")
    );
    folder.write("minds", script);
    let program = folder.path().join("minds");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (out, mut findings) = (folder.path().join("output"), Diagnostics::default());
    let options = shiryo::verify::Options { meeting: folder.path().join("m"), out: out.clone(), conditions: Some(program), verbose: false };
    let lines = shiryo::commands::verify::verify(&options, &|_| {}, &mut findings).unwrap();
    let said: Vec<String> = lines.iter().map(|line| line.say(Lang::En)).collect();
    assert!(said[..4].iter().all(|line| line.contains(": proved (") || line.starts_with("parity: nothing")), "{said:?}");
    assert_eq!(said[4], format!("conditions: NOT proved; first {}/資料1_意見.csv (errors: 1)", out.display()));
    let message = findings.say(Lang::En);
    assert!(message.contains("under \"RAYON_NUM_THREADS=7 LC_ALL=tr_TR.UTF-8 ") && findings.0.len() == 1, "{message}");
    assert!(!out.join(".staging").exists());
}
