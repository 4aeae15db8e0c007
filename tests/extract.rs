//! The handout carries its meeting: what `extract` gives back makes the same bytes, and a PDF that
//! lies is refused before anything is written. Every output bears the stamp of its build.

use std::collections::BTreeSet;

use shiryo::build::extract;
use shiryo::read::digest::digest;
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, ask, judge, root, run, small, succeed, tree};

/// The files of a folder that are not the program's own marks.
fn visible(folder: &std::path::Path) -> Vec<String> {
    tree(folder).into_iter().filter(|name| !name.starts_with('.')).collect()
}

/// The stamp of the matrix.
fn stamp(folder: &Folder, output: &str) -> String {
    let manifest: serde_json::Value = serde_json::from_slice(&folder.read(&format!("{output}/manifest.json"))).unwrap();
    manifest["builds"]["資料1.pdf"].as_str().unwrap().to_owned()
}

/// A font that is not the program's: one of those with a byte more at its end.
fn own_font() -> Vec<u8> {
    let mut font = std::fs::read(root().join("fonts/BIZUDMincho-Regular.ttf")).unwrap();
    font.push(0);
    font
}

#[test]
fn extract_seed() {
    let folder = Folder::new(&[]);
    let first = folder.path().join("first").to_string_lossy().into_owned();
    succeed(&root(), &["build", "--only", "資料3.pdf", "--out", &first]);
    let (code, out, err) = run(folder.path(), &["extract", "first/資料3.pdf", "back"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("next: shiryo build back"), "{out}");
    let back = visible(&folder.path().join("back"));
    assert!(["meeting.toml", "opinions.csv", "templates/lib/table.typ"].iter().all(|name| back.contains(&(*name).to_owned())), "{back:?}");
    // The settings come without comments and without whom to ask back.
    let settings = |text: String| text.parse::<toml::Table>().unwrap();
    let mut told = settings(std::fs::read_to_string(root().join("seeds/meeting.toml")).unwrap());
    told["inquiry"]["contact"] = toml::Value::String("（資料の中には載せていません）".to_owned());
    // Of what nobody else is to read, its heading is not carried either.
    let person = told["fields"].as_array_mut().unwrap().iter_mut().find(|field| field["key"].as_str() == Some("person")).unwrap();
    person["heading"] = toml::Value::String("person".to_owned());
    assert_eq!(settings(folder.text("back/meeting.toml")), told);
    for name in back.iter().filter(|name| *name != "meeting.toml") {
        let home = match name.as_str() {
            // The opinions come as data, not as the file that the office keeps.
            "opinions.csv" => root().join("output/資料3_意見.csv"),
            name if name.starts_with("templates/") => root().join(name),
            name => root().join("seeds").join(name),
        };
        assert!(folder.read(&format!("back/{name}")) == std::fs::read(home).unwrap(), "{name}");
    }
    succeed(folder.path(), &["build", "back", "--only", "資料3.pdf", "--out", "second"]);
    assert!(folder.read("first/資料3.pdf") == folder.read("second/資料3.pdf"));
}

/// What a PDF gives back holds the program's templates: with them nothing is another paper, and nothing less is proved of it.
#[test]
fn extract_program_templates() {
    let folder = Folder::new(&[]);
    for name in ["meeting.toml", "opinions.csv", "responses.csv"] {
        folder.write(&format!("m/{name}"), std::fs::read(root().join("seeds").join(name)).unwrap());
    }
    let toml = folder.text("m/meeting.toml");
    for look in ["paper = \"a4\"\nsize = 8.0\nline = 11.6", "paper = \"b4\"\nsize = 10.0\nline = 14.5"] {
        folder.write("m/meeting.toml", toml.replacen("[[papers]]", &format!("[look]\n{look}\n\n[[papers]]"), 1));
        succeed(folder.path(), &["build", "m", "--only", "資料*.pdf", "--out", "first"]);
        for name in ["資料3.pdf", "資料4_意見と対応.pdf"] {
            succeed(folder.path(), &["extract", &format!("first/{name}"), "back", "--force"]);
            succeed(folder.path(), &["build", "back", "--only", name, "--out", "second", "--force"]);
            assert!(folder.read(&format!("first/{name}")) == folder.read(&format!("second/{name}")), "{look}: {name}");
        }
    }
    succeed(folder.path(), &["build", "back", "--out", "third"]);
    let said = succeed(folder.path(), &["verify", "back", "--out", "third"]);
    assert!(said.contains("parity: nothing claimed of 資料3_1ページ.png, "), "{said}");
}

/// What a meeting declares, less how its records are read: those that a PDF carries are read as they are. Nor does it carry
/// whom divisions ask back.
fn bare(meeting: &str) -> toml::Table {
    let mut bare: toml::Table = meeting.parse().unwrap();
    bare.get_mut("inquiry").and_then(toml::Value::as_table_mut).and_then(|inquiry| inquiry.remove("contact"));
    let records = bare.remove("records").unwrap();
    assert!(records.get("file").is_some() || records.get("blanks").and_then(toml::Value::as_str) == Some("empty"), "{records}");
    bare
}

#[test]
fn extract_random_meetings() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--only", "資料1_意見一覧.xlsx", "--out", "book"]);
    std::fs::remove_file(folder.path().join("m/opinions.csv")).unwrap();
    folder.write("m/記録.xlsx", folder.read("book/資料1_意見一覧.xlsx"));
    let meeting = SMALL_MEETING.replacen("[[sections]]", "[records]\nfile = \"記録.xlsx\"\n[[sections]]", 1)
        + "[inquiry]\nasks = \"何\"\ndue = 2026-05-01\ncontact = \"誰\"\nedition = 1\n"
        + "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n"
        + "[[divisions]]\nname = \"総務課\"\ntakes = [{ section = 1 }, { section = 2 }]\n";
    folder.write(
        "m/meeting.toml",
        meeting + "[[papers]]\ntitle = \"意見と対応\"\ncolumns = [\"no\", \"text\", \"reply\"]\nfiles = [\"資料2.pdf\"]\n",
    );
    folder.write("m/responses.csv", "ID,回答欄,記入内容,課,ファイル,版\na1,note,内部の記録,総務課,,1\na1,reply,対応します。,総務課,,1\n");
    let template = std::fs::read_to_string(root().join("templates/paper.typ.j2")).unwrap();
    folder.write("m/templates/paper.typ.j2", template.replace("lib/handout.typ", "lib/表紙.typ"));
    folder.write("m/templates/lib/表紙.typ", "// \u{feff}前後の空白 \r\n#import \"handout.typ\": handout\r\n");
    folder.write("m/templates/lib/.hidden.typ", "not read");
    folder.write("m/templates/読んでください.md", "not read");
    folder.write("m/fonts/市.ttf", own_font());
    let out = succeed(folder.path(), &["build", "m", "--out", "first"]);
    assert!(out.contains("\nthe PDFs carry meeting.toml"), "{out}");

    succeed(folder.path(), &["extract", "first/資料1.pdf", "without"]);
    assert!(!visible(&folder.path().join("without")).contains(&"responses.csv".to_owned()), "the matrix has no answers");
    let (code, _, err) = run(folder.path(), &["extract", "first/資料2.pdf", "back"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("fonts/市.ttf") && err.contains(&digest(&own_font())) && err.lines().count() == 1, "{err}");
    let expected = [
        "meeting.toml", "opinions.csv", "responses.csv", "templates/lib/again.typ", "templates/lib/blocks.typ",
        "templates/lib/handout.typ", "templates/lib/pages.typ", "templates/lib/table.typ", "templates/lib/表紙.typ",
        "templates/paper.typ.j2",
    ];
    assert_eq!(visible(&folder.path().join("back")), expected);
    let program = ["again.typ", "blocks.typ", "handout.typ", "pages.typ", "table.typ"].map(|name| format!("templates/lib/{name}"));
    let answers = folder.text("back/responses.csv");
    assert!(answers.contains("対応します。") && !answers.contains("内部の記録"), "only what is printed is carried");
    assert_eq!(bare(&folder.text("back/meeting.toml")), bare(&folder.text("m/meeting.toml")));
    let public = folder.text("first/資料1_意見.csv");
    assert!(folder.text("back/opinions.csv") == public, "a workbook may hold more than is for everybody");
    let other = ["meeting.toml", "opinions.csv", "responses.csv"];
    for name in expected.into_iter().filter(|name| !program.contains(&(*name).to_owned()) && !other.contains(name)) {
        assert!(folder.read(&format!("m/{name}")) == folder.read(&format!("back/{name}")), "{name}");
    }
    folder.write("back/fonts/市.ttf", own_font());
    let (code, _, err) = run(folder.path(), &["extract", "first/資料2.pdf", "back"]);
    assert_eq!((code, err.as_str()), (0, ""), "the font is there, and the files are the same");
    succeed(folder.path(), &["build", "back", "--out", "second"]);
    for name in visible(&folder.path().join("first"))
        .iter()
        .filter(|name| !["manifest.json", "provenance.json", "照会/総務課.xlsx"].contains(&name.as_str()))
    {
        assert!(folder.read(&format!("first/{name}")) == folder.read(&format!("second/{name}")), "{name}");
    }
    assert_eq!(stamp(&folder, "first"), stamp(&folder, "second"));
}

#[test]
fn extract_copy_of_program_file() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--out", "first"]);
    for name in ["templates/paper.typ.j2", "templates/lib/table.typ", "fonts/BIZUDGothic-Bold.ttf"] {
        folder.write(&format!("m/{name}"), std::fs::read(root().join(name)).unwrap());
    }
    folder.write("m/fonts/別名.ttf", std::fs::read(root().join("fonts/BIZUDGothic-Regular.ttf")).unwrap());
    succeed(folder.path(), &["build", "m", "--out", "second"]);
    for name in visible(&folder.path().join("first")).iter().filter(|name| !["manifest.json", "provenance.json"].contains(&name.as_str())) {
        assert!(folder.read(&format!("first/{name}")) == folder.read(&format!("second/{name}")), "{name}");
    }
}

#[test]
fn extract_force() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--out", "out"]);
    folder.write("back/opinions.csv", "mine");
    let (code, _, err) = run(folder.path(), &["extract", "out/資料1.pdf", "back"]);
    assert!(code == 1 && err.contains("back/opinions.csv is already there"), "{err}");
    assert_eq!((tree(&folder.path().join("back")), folder.text("back/opinions.csv").as_str()), (vec!["opinions.csv".to_owned()], "mine"));
    folder.write("back/templates/lib/more.typ", "");
    folder.write("back/fonts/市.ttf", own_font());
    folder.write("back/fonts/同.ttf", std::fs::read(root().join("fonts/BIZUDGothic-Bold.ttf")).unwrap());
    let (code, _, err) = run(folder.path(), &["extract", "out/資料1.pdf", "back", "--force"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(folder.text("back/opinions.csv"), folder.text("out/資料1_意見.csv"));
    let (_, beside) = err.split_once("warning: this file is not from the PDF").unwrap();
    assert!(beside.contains("\n  back/fonts/市.ttf, back/templates/lib/more.typ\n"), "{err}");
}

#[test]
fn extract_paper_in_part() {
    let folder = small();
    let papers = r#"[[papers]]
label = "資料2"
layout = "list"
columns = ["no", "text"]
shows = [{ section = 2 }]
above = [{ text = "全{all}件のうち{shown}件です。{{all}}" }]
files = ["資料2.pdf"]
[[papers]]
label = "資料3"
layout = "comparison"
files = ["資料3.pdf"]
[data]"#;
    let meeting = SMALL_MEETING.replace("[data]", papers).replace("date =", "older = \"前回\"\ndate =");
    folder.write("m/meeting.toml", &meeting);
    folder.write("m/前回/meeting.toml", SMALL_MEETING);
    folder.write("m/前回/opinions.csv", SMALL_OPINIONS.replace("一行目", "古い一行目"));
    succeed(folder.path(), &["build", "m", "--out", "out"]);
    succeed(folder.path(), &["verify", "m", "--out", "out"]);
    // Each carries what it shows: number 2 of the first section is all that has changed.
    for (paper, shown, others) in [("資料2", "=SUM(A1)", ["施設の配置は", "一行目"]), ("資料3", "一行目", ["施設の配置は", "=SUM(A1)"])]
    {
        let pdf = shiryo::read::pdf::tags::read(&folder.read(&format!("out/{paper}.pdf"))).unwrap();
        let carried: Vec<String> = pdf.attachments.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
        assert!(carried.iter().any(|file| file.contains(shown)), "{paper}");
        for other in others {
            assert!(carried.iter().all(|file| !file.contains(other)), "{paper}: {other}");
        }
        // That much makes the same paper again.
        succeed(folder.path(), &["extract", &format!("out/{paper}.pdf"), paper]);
        succeed(folder.path(), &["build", paper, "--only", &format!("{paper}.pdf"), "--out", &format!("again/{paper}")]);
        assert!(folder.read(&format!("again/{paper}/{paper}.pdf")) == folder.read(&format!("out/{paper}.pdf")), "{paper}");
    }
    let pdf = shiryo::read::pdf::tags::read(&folder.read("again/資料2/資料2.pdf")).unwrap();
    assert!(pdf.root.text().contains("全5件のうち1件です。{all}"), "{}", pdf.root.text());
}

#[test]
fn extract_source_left_out() {
    let folder = small();
    folder.write("m/meeting.toml", format!("{SMALL_MEETING}[pdf]\nsource = false\n"));
    let out = succeed(folder.path(), &["build", "m", "--out", "out"]);
    assert!(!out.contains("the PDF carries"), "{out}");
    let pdf = shiryo::read::pdf::tags::read(&folder.read("out/資料1.pdf")).unwrap();
    assert!(pdf.attachments.is_empty(), "{:?}", pdf.attachments.iter().map(|file| &file.name).collect::<Vec<_>>());
    succeed(folder.path(), &["verify", "m", "--out", "out"]);
    let (code, _, err) = run(folder.path(), &["extract", "out/資料1.pdf", "back"]);
    assert!(code == 1 && err.contains("carries no meeting"), "{err}");
    assert!(!folder.path().join("back").exists());
}

#[test]
fn extract_template_without_source() {
    let folder = small();
    let template = std::fs::read_to_string(root().join("templates/paper.typ.j2")).unwrap();
    let (head, rest) = template.split_once("  build:").unwrap();
    let (_, tail) = rest.split_once("  look: look").unwrap();
    folder.write("m/templates/paper.typ.j2", format!("{head}  look: look{tail}"));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0);
    assert!(err.contains("m/templates/paper.typ.j2: warning:") && err.contains("source.json, shiryo.build"), "{err}");
}

#[test]
fn extract_damaged() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--out", "out"]);
    let pdf = folder.read("out/資料1.pdf");
    let files = |bytes: &[u8]| {
        let extract = |carried| extract::extract("a.pdf", carried, &BTreeSet::new(), &mut Diagnostics::default());
        extract::attachments("a.pdf", bytes).and_then(extract).map(|extracted| extracted.files).map_err(|findings| findings.say(Lang::En))
    };
    let whole = files(&pdf).unwrap();
    let mut refused = 0;
    for at in (0..pdf.len()).step_by(pdf.len() / 400) {
        for bytes in [pdf[..at].to_vec(), [&pdf[..at], &[pdf[at] ^ 0x55], &pdf[at + 1..]].concat()] {
            match files(&bytes) {
                Ok(files) => assert!(files == whole, "damage at {at} goes unnoticed"),
                Err(said) => {
                    assert!(said.contains("a.pdf: error: "), "{said}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 400, "{refused}");
    folder.write("cut.pdf", &pdf[..pdf.len() / 2]);
    let (code, out, err) = run(folder.path(), &["extract", "cut.pdf", "back"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(!folder.path().join("back").exists());
}

#[test]
fn extract_unsafe_names() {
    let folder = small();
    folder.write("m/templates/lib/con.typ", "");
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert!(code == 1 && err.contains("\"templates/lib/con.typ\" cannot be the name of a file (\"con.typ\")"), "{err}");
    assert!(err.contains("source = false"), "{err}");
    folder.write("m/meeting.toml", format!("{SMALL_MEETING}[pdf]\nsource = false\n"));
    succeed(folder.path(), &["build", "m"]);
}

/// A PDF that is nothing but its attachments.
fn pdf(attachments: &[(&str, &[u8])]) -> Vec<u8> {
    let names: String = (0..attachments.len())
        .map(|index| format!("({index}) <</Type/Filespec/UF ({})/EF <</F {} 0 R>>>>", attachments[index].0, index + 2))
        .collect();
    let mut objects = vec![format!("<</Names <</EmbeddedFiles <</Names [{names}]>>>>>>").into_bytes()];
    for (_, bytes) in attachments {
        objects.push([format!("<</Length {}>>stream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat());
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend([format!("{} 0 obj\n", index + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = file.len();
    file.extend(format!("{table}trailer\n<</Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
    file
}

/// An index of these files, each a path and its attachment, with the digest of `text`.
fn index(files: &[(&str, &str)], text: &[u8]) -> serde_json::Value {
    let files: Vec<serde_json::Value> = files
        .iter()
        .map(|(path, attachment)| serde_json::json!({ "path": path, "attachment": attachment, "sha256": digest(text) }))
        .collect();
    serde_json::json!({ "format": 1, "program": shiryo::say::PROGRAM, "build": "01234567", "files": files, "fonts": [] })
}

const TEXT: &[u8] = b"text";

/// What the program says of a PDF with this index and the attachments `a`, `b` and `c`; it must write nothing.
#[track_caller]
fn refuse(index: &serde_json::Value) -> String {
    refuse_bytes(&pdf(&[("source.json", index.to_string().as_bytes()), ("a", TEXT), ("b", TEXT), ("c", TEXT), ("c", TEXT)]))
}

#[track_caller]
fn refuse_bytes(bytes: &[u8]) -> String {
    let folder = Folder::new(&[("in/a.pdf", bytes)]);
    let (code, out, err) = run(folder.path(), &["extract", "in/a.pdf", "in/back"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.starts_with("in/a.pdf: error: "), "{err}");
    assert_eq!(tree(folder.path()), ["in/a.pdf"], "{err}");
    err
}

#[test]
fn extract_index_outside() {
    let good = index(&[("meeting.toml", "a"), ("templates/lib/x.typ", "b")], TEXT);
    let bytes = pdf(&[("source.json", good.to_string().as_bytes()), ("a", TEXT), ("b", TEXT)]);
    let folder = Folder::new(&[("a.pdf", &bytes)]);
    succeed(folder.path(), &["extract", "a.pdf", "back"]);
    assert_eq!(visible(&folder.path().join("back")), ["meeting.toml", "templates/lib/x.typ"]);

    for path in [
        "../x.csv", "/tmp/x.csv", "a/../../x.csv", "C:\\x.csv", "\\\\host\\x.csv", ".lock", ".staging/x.csv", "nul.csv", "a\u{202e}b.csv",
        "",
    ] {
        let said = refuse(&index(&[("meeting.toml", "a"), (path, "b")], TEXT));
        assert!(said.contains("cannot be the name of a file"), "{path}: {said}");
    }
    for path in ["実行.exe", "opinions.csv.lnk", "desktop.ini", "x.docm"] {
        let said = refuse(&index(&[("meeting.toml", "a"), (path, "b")], TEXT));
        assert!(said.contains("is no file of a meeting"), "{path}: {said}");
    }
    assert!(refuse(&index(&[("meeting.toml", "a"), ("Meeting.TOML", "b")], TEXT)).contains("told apart"));
}

#[test]
fn extract_index_false() {
    assert!(refuse(&index(&[("meeting.toml", "a"), ("x.csv", "b")], b"other")).contains("was changed after the PDF was made"));
    let lost = "x.csv cannot be taken out: there is not exactly one attachment";
    assert!(refuse(&index(&[("meeting.toml", "a"), ("x.csv", "z\u{1b}[2J")], TEXT)).contains(&format!("{lost} \"z\\u{{1b}}[2J\"")));
    assert!(refuse(&index(&[("meeting.toml", "a"), ("x.csv", "a")], TEXT)).contains(lost), "one attachment for two files");
    assert!(refuse(&index(&[("meeting.toml", "a"), ("x.csv", "c")], TEXT)).contains(lost), "two attachments of one name");

    let damaged = "source.json in the PDF is damaged";
    let with = |key: &str, value: serde_json::Value| {
        let mut index = index(&[("meeting.toml", "a")], TEXT);
        index[key] = value;
        refuse(&index)
    };
    assert!(refuse(&index(&[("x.csv", "a")], TEXT)).contains(damaged), "no meeting.toml");
    assert!(with("more", serde_json::json!(1)).contains(damaged));
    assert!(with("build", serde_json::json!("\u{1b}]0;x\u{7}")).contains(damaged));
    let font = |path: &str, sha256: &str| serde_json::json!([{ "path": path, "sha256": sha256 }]);
    assert!(with("fonts", font("fonts/../../x.ttf", &digest(TEXT))).contains(damaged));
    assert!(with("fonts", font("fonts/x.ttf", "none")).contains(damaged));
    assert!(with("format", serde_json::json!(2)).contains("a newer version"));

    assert!(refuse_bytes(&pdf(&[("a", TEXT)])).contains("carries no meeting"));
    assert!(refuse_bytes(&pdf(&[("source.json", b"{"), ("a", TEXT)])).contains(damaged));
    let nested = [vec![b'['; 900_000], vec![b']'; 900_000]].concat();
    assert!(refuse_bytes(&pdf(&[("source.json", &nested[..1_000_000])])).contains(damaged));
    assert!(refuse_bytes(&pdf(&[("source.json", &[b' '; 2 << 20])])).contains(damaged));
    let twice = index(&[("meeting.toml", "a")], TEXT).to_string();
    assert!(refuse_bytes(&pdf(&[("source.json", twice.as_bytes()), ("source.json", twice.as_bytes()), ("a", TEXT)])).contains(damaged));
}

#[test]
fn extract_other_program() {
    let mut index = index(&[("meeting.toml", "a")], TEXT);
    index["program"] = serde_json::json!("shiryo 9.9.9\u{7}");
    index["fonts"] = serde_json::json!([{ "path": "fonts/市.ttf", "sha256": digest(b"font") }]);
    let folder = Folder::new(&[("a.pdf", &pdf(&[("source.json", index.to_string().as_bytes()), ("a", TEXT)]))]);
    let (code, _, err) = run(folder.path(), &["extract", "a.pdf", "back"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("a.pdf: warning: shiryo 9.9.9\\u{7} made this PDF and this is shiryo"), "{err}");
    assert!(err.contains("the font fonts/市.ttf is neither in the PDF nor in this program") && err.contains(&digest(b"font")), "{err}");
}

#[test]
fn extract_stamps() {
    let folder = small();
    let meeting = SMALL_MEETING.replace("files = [\"資料1.pdf\"", "files = [{ file = \"1.png\", page = 1 }, \"資料1.html\", \"資料1.pdf\"");
    folder.write("m/meeting.toml", format!("{meeting}[look]\nstamp = true\n"));
    succeed(folder.path(), &["build", "m", "--out", "out"]);
    let build = stamp(&folder, "out");
    assert!(build.len() == 8 && build.bytes().all(|b| b.is_ascii_hexdigit()), "{build}");
    let pdf = shiryo::read::pdf::tags::read(&folder.read("out/資料1.pdf")).unwrap();
    assert!(pdf.metadata.contains(&format!("<pdf:Keywords>shiryo.build={build}</pdf:Keywords>")), "{}", pdf.metadata);
    assert!(!pdf.root.text().contains(&build), "what stands in the footer is in no tag");
    let book = shiryo::read::workbook::book("a.xlsx", &folder.read("out/資料1_意見一覧.xlsx")).map_err(|e| e.to_string()).unwrap();
    assert_eq!(book.properties["shiryo.build"], build);
    let chunk = format!("tEXtshiryo.build\0{build}");
    assert!(folder.read("out/1.png").windows(chunk.len()).any(|window| window == chunk.as_bytes()));
    for data in ["out/資料1_意見.csv", "out/資料1_意見.json"] {
        assert!(!folder.text(data).contains(&build), "{data} is data and nothing else");
    }
    if judge("pdftotext") {
        let text = ask("pdftotext", &["-layout".as_ref(), folder.path().join("out/資料1.pdf").as_os_str(), "-".as_ref()]);
        assert!(text.lines().any(|line| line.contains(&build) && line.trim_end().ends_with("1 / 1")), "{text}");
    }
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("動きから", "動きより"));
    succeed(folder.path(), &["build", "m", "--out", "other"]);
    assert_ne!(stamp(&folder, "other"), build);
}

#[test]
fn extract_older_edition() {
    let answers = "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n[[fields]]\nkey = \"person\"\nheading = \"氏名\"\n[[divisions]]\nname = \"総務課\"\ntakes = [{}]\n";
    let comparison = "[[papers]]\nlabel = \"資料2\"\nlayout = \"comparison\"\nfiles = [\"資料2.pdf\"]\n";
    let meeting = SMALL_MEETING.replacen("date =", "older = \"前回\"\ndate =", 1) + comparison;
    let older = SMALL_MEETING.to_owned() + answers + "[records]\nfile = \"前.csv\" # 前回の記録\n";
    let people =
        SMALL_OPINIONS.replace("発言者・都市\n", "発言者・都市,氏名\n").replace("京都市\n", "京都市,山田花子\n").replace(",\n", ",,\n");
    let folder = small();
    folder.write("m/meeting.toml", meeting);
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("動きから", "動きより"));
    folder.write("m/前回/meeting.toml", &older);
    folder.write("m/前回/前.csv", people);
    folder.write("m/前回/responses.csv", "ID,回答欄,記入内容,課,ファイル,版\na1,note,内部の記録,総務課,,1\n");
    succeed(folder.path(), &["build", "m", "--out", "first"]);
    let pdf = shiryo::read::pdf::tags::read(&folder.read("first/資料2.pdf")).unwrap();
    for file in &pdf.attachments {
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(!text.contains("山田花子") && !text.contains("内部の記録"), "{}", file.name);
    }
    succeed(folder.path(), &["extract", "first/資料2.pdf", "back"]);
    assert_eq!(
        bare(&folder.text("back/前回/meeting.toml")),
        bare(&older.replace("[[fields]]\nkey = \"person\"\nheading = \"氏名\"\n", ""))
    );
    succeed(folder.path(), &["build", "back", "--out", "second"]);
    for name in ["資料1.pdf", "資料2.pdf"] {
        assert!(folder.read(&format!("first/{name}")) == folder.read(&format!("second/{name}")), "{name}");
    }
}

/// A rule may ask for what nobody is to read: the PDF carries what it chose.
#[test]
fn extract_nothing_private_of_rules() {
    let folder = small();
    let fields = "[[fields]]\nkey = \"person\"\nheading = \"極秘の名簿\"\nprivate = true\nchoices = [{ value = \"秘太郎\", means = \"\" }, { value = \"秘花子\", means = \"\" }]\n\
         [[fields]]\nkey = \"memo\"\nheading = \"極秘の控え\"\nfrom = \"divisions\"\nprivate = true\nrequired = false\nchoices = [{ value = \"秘策\" }]\n\
         [[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\nfrom = \"divisions\"\n\
         [inquiry]\nasks = \"何\"\ndue = 2026-05-01\ncontact = \"内線1\"\nedition = 1\nnot_asked = [{ field = \"極秘の名簿\", is = \"秘花子\" }]\n\
         [[divisions]]\nname = \"道路課\"\ntakes = [{ field = \"person\", is = \"秘太郎\" }]\n\
         [[papers]]\nlabel = \"資料3\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\"]\nshows = [{ field = \"person\", is = \"秘太郎\" }]\nfiles = [\"資料3.pdf\"]\n";
    folder.write("m/meeting.toml", format!("{SMALL_MEETING}{fields}"));
    let rows = SMALL_OPINIONS.replace("ID,", "極秘の名簿,ID,").replace("\na", "\n秘太郎,a").replace("秘太郎,a2", "秘花子,a2");
    folder.write("m/opinions.csv", rows);
    for paper in ["資料1.pdf", "資料3.pdf"] {
        succeed(folder.path(), &["build", "m", "--only", paper, "--out", "out"]);
        succeed(folder.path(), &["extract", &format!("out/{paper}"), "back"]);
        for path in tree(&folder.path().join("back")) {
            let held = folder.read(&format!("back/{path}"));
            assert!(!String::from_utf8_lossy(&held).contains('秘'), "{paper}: {path}: {}", String::from_utf8_lossy(&held));
        }
        succeed(folder.path(), &["build", "back", "--only", paper, "--out", "again"]);
        assert!(folder.read(&format!("out/{paper}")) == folder.read(&format!("again/{paper}")), "{paper}");
        for gone in ["back", "again", "out"] {
            std::fs::remove_dir_all(folder.path().join(gone)).unwrap();
        }
    }
}

/// A PDF is published: it carries what makes the papers, and nothing that is for the office alone.
#[test]
fn extract_nothing_of_the_office() {
    let folder = small();
    let meeting = format!(
        "# 担当 山田 090-0000-0000\n{SMALL_MEETING}[inquiry]\nasks = \"何\" # 部長と相談\ndue = 2026-05-01\ncontact = \"内線4321\"\nedition = 1\n\
         [[fields]]\nkey = \"home\"\nheading = \"住所,氏名\"\nprivate = false\n"
    );
    folder.write("m/meeting.toml", &meeting);
    folder.write("m/opinions.csv", SMALL_OPINIONS.replacen("ID,", "\"住所,氏名\",ID,", 1).replace("\na", "\n,a"));
    let out = succeed(folder.path(), &["build", "m", "--only", "資料1.pdf", "--out", "out"]);
    assert!(out.contains("、「住所,氏名」") || out.contains("、住所,氏名"), "{out}");
    succeed(folder.path(), &["extract", "out/資料1.pdf", "back"]);
    let carried = folder.text("back/meeting.toml");
    for word in ["山田", "部長", "4321", "#"] {
        assert!(!carried.contains(word), "{carried}");
    }
    succeed(folder.path(), &["build", "back", "--only", "資料1.pdf", "--out", "again"]);
    assert!(folder.read("out/資料1.pdf") == folder.read("again/資料1.pdf"));
    folder.write("m/meeting.toml", meeting.replace("部長", "課長").replace("4321", "1234"));
    succeed(folder.path(), &["build", "m", "--only", "資料1.pdf", "--out", "third"]);
    assert!(folder.read("out/資料1.pdf") == folder.read("third/資料1.pdf"), "nothing of it makes the papers");
}
