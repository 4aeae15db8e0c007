//! Templates, fonts and PDFs made to exhaust the machine end in a plain error that names them, within limits of time and
//! memory, and nothing is half written.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use shiryo::build::{self, Options};
use shiryo::say::diag::Diagnostics;

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, root, said, shiryo, succeed, tree};

/// Little time, and little memory.
const SHORT: &str = "1 4096";
const SMALL: &str = "60 700";
/// Much longer than what ends within the limits takes.
const PATIENCE: Duration = Duration::from_secs(50);

/// Loops that end, but not in anybody's lifetime.
const LOOPS: &str = "#for a in range(100000) { for b in range(100000) { for c in range(100000) {} } }\n";

fn stock() -> String {
    std::fs::read_to_string(root().join("templates/paper.typ.j2")).unwrap()
}

/// The small meeting in `m`, whose paper has the template `own`.
fn meeting(template: &str) -> Folder {
    let toml = SMALL_MEETING.replace("layout = \"matrix\"", "layout = \"matrix\"\ntemplate = \"own\"");
    Folder::new(&[
        ("m/meeting.toml", toml.as_bytes()),
        ("m/opinions.csv", SMALL_OPINIONS.as_bytes()),
        ("m/templates/own.typ.j2", template.as_bytes()),
    ])
}

/// Every file of a folder with its bytes.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(folder).into_iter().map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap())).collect()
}

/// What the program says within these limits when it has to refuse: its findings as JSON, from which both languages follow.
#[track_caller]
fn refuse(folder: &Folder, limits: &str, arguments: &[&str], named: &str) -> String {
    let before = everything(folder.path());
    let mut codes = Vec::new();
    for (lang, error) in [("en", "error: "), ("ja", "エラー: ")] {
        let begun = Instant::now();
        let output = shiryo(folder.path(), arguments).args(["--lang", lang]).env("SHIRYO_LIMITS", limits).output().unwrap();
        let (code, _, err) = said(&output);
        assert_eq!(code, 1, "{named} {arguments:?}\n{err}");
        assert!(err.contains(named) && err.contains(error), "{named} {arguments:?}\n{err}");
        assert!(!err.contains("panicked") && !err.contains("memory allocation") && !err.contains('\u{1}'), "{err}");
        assert!(begun.elapsed() < PATIENCE, "{named} took {:?}", begun.elapsed());
        assert!(everything(folder.path()) == before, "{arguments:?} left {:?}", tree(folder.path()));
        codes.push(err.lines().count());
    }
    assert_eq!(codes[0], codes[1]);
    let output = shiryo(folder.path(), arguments).args(["--format", "json"]).env("SHIRYO_LIMITS", limits).output().unwrap();
    let (code, out, err) = said(&output);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(said["done"].is_null(), "{out}");
    let finding = &said["diagnostics"][0];
    assert_eq!(finding["severity"], "error", "{out}");
    finding["code"].as_str().unwrap().to_owned()
}

/// A template, and the code of the finding about it.
fn template(text: &str, expected: &str) {
    let folder = meeting(text);
    let limits = if expected == "apart_time" { SHORT } else { SMALL };
    let code = refuse(&folder, limits, &["build", "m"], "m/templates/own.typ.j2");
    assert_eq!(code, expected, "{}", text.chars().take(80).collect::<String>());
}

#[test]
fn confined_loops() {
    let nested = "{% for a in range(100000) %}".repeat(3) + &"{% endfor %}".repeat(3);
    template(&nested, "apart_time");
    template("{% for a in range(2000000000) %}{% endfor %}", "template");
    template(LOOPS, "apart_time");
    template("#let x = true\n#{ while x {} }\n", "typst");
    template("#{ while true {} }\n", "typst");
    template("#let f(n) = f(n + 1)\n#f(0)\n", "typst");
    template("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "template");
}

#[test]
fn confined_growth() {
    template("{{ \"x\" * 100000000000 }}", "template");
    template("{% set ns = namespace(s=\"xxxx\") %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}", "apart_memory");
    template("{{ \"x\" | indent(4000000000) }}", "apart_memory");
    template("#(\"x\" * 100000000000)\n", "apart_memory");
    template("#let a = (1, 2)\n#for i in range(60) { a = a + a }\n", "apart_memory");
}

#[test]
fn confined_nesting() {
    template(&format!("{{{{ {}true }}}}", "not ".repeat(100_000)), "apart_depth");
    template(&format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)), "template");
    template(&format!("#let x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000)), "typst");
    template("#let x = [a]\n#for i in range(100000) { x = box(x) }\n#x\n", "apart_depth");
}

#[test]
fn confined_pages() {
    template("#lorem(100000000)\n", "apart_time");
    template("#for i in range(100000) [#pagebreak()]\n", "pages_too_many");
    template("#for i in range(10000) [#pagebreak()]\n", "pages_too_many");
}

#[test]
fn confined_fonts() {
    let mut font = std::fs::read(root().join("fonts/BIZUDMincho-Regular.ttf")).unwrap();
    let folder = meeting(&stock());
    std::fs::remove_dir_all(folder.path().join("m/templates")).unwrap();
    folder.write("m/meeting.toml", SMALL_MEETING);
    // Broken anywhere, a font is refused or used, and never breaks the program.
    for at in (0..font.len()).step_by(font.len() / 6) {
        let mut broken = font.clone();
        broken[at..].iter_mut().step_by(97).for_each(|byte| *byte ^= 0x55);
        for bytes in [&font[..at], &broken] {
            folder.write("m/fonts/own.ttf", bytes);
            let output = shiryo(folder.path(), &["check", "m"]).env("SHIRYO_LIMITS", SMALL).output().unwrap();
            let (code, _, err) = said(&output);
            assert!(code == 0 || code == 1 && err.contains("m/fonts/own.ttf"), "{at}: {code} {err}");
        }
    }
    font.resize(60 << 20, 0);
    folder.write("m/fonts/own.ttf", &font);
    assert_eq!(refuse(&folder, "60 100", &["build", "m"], "m/fonts/own.ttf"), "apart_memory");
    folder.write("m/fonts/second.ttf", "no font");
    assert_eq!(refuse(&folder, "60 100", &["build", "m"], "m/fonts/second.ttf"), "apart_memory");
}

#[test]
fn confined_harmless() {
    let folder = meeting(&(stock() + "// of our own\n"));
    succeed(folder.path(), &["build", "m", "--out", "apart"]);
    let within =
        Options { meeting: folder.path().join("m"), out: folder.path().join("within"), only: Vec::new(), force: false, keep_typst: false };
    build::build(&within, &|_| {}, &mut Diagnostics::default()).unwrap();
    let made = |name: &str| {
        everything(&folder.path().join(name)).into_iter().filter(|(name, _)| !name.starts_with('.')).collect::<BTreeMap<_, _>>()
    };
    assert!(made("apart").len() > 4 && made("apart") == made("within"));
    // The lines and the code are those of a command that is not done apart.
    let out = succeed(folder.path(), &["build", "m", "--out", "apart", "--force", "--lang", "ja"]);
    assert!(out.contains("apart/資料1.pdf"), "{out}");
    assert_eq!(said(&shiryo(folder.path(), &["build", "m", "--only", "nothing.pdf"]).output().unwrap()).0, 1);
    let copied = meeting(&stock());
    copied.write("m/templates/own.typ.j2", "#{ while true {} }");
    copied.write("m/templates/paper.typ.j2", stock());
    copied.write("m/meeting.toml", SMALL_MEETING);
    succeed(copied.path(), &["check", "m"]);
}

/// A PDF is set again without attachments, and only then does this template never end.
#[test]
fn confined_pdf_compared() {
    let hostile =
        "{% if not attachments %}".to_owned() + &"{% for a in range(100000) %}".repeat(3) + &"{% endfor %}".repeat(3) + "{% endif %}";
    let folder = meeting(&(hostile + &stock()));
    folder.write("new/meeting.toml", SMALL_MEETING);
    folder.write("new/opinions.csv", SMALL_OPINIONS);
    succeed(folder.path(), &["build", "m", "--out", "old"]);
    assert_eq!(refuse(&folder, SHORT, &["diff", "old/資料1.pdf", "new", "--out", "out"], "old/資料1.pdf"), "apart_time");
    assert_eq!(refuse(&folder, SHORT, &["diff", "new", "old/資料1.pdf"], "old/資料1.pdf"), "apart_time");
    succeed(folder.path(), &["extract", "old/資料1.pdf", "back"]);
    assert_eq!(refuse(&folder, SHORT, &["diff", "back", "new"], "back/templates/own.typ.j2"), "apart_time");
}

#[test]
fn confined_pdf_verified() {
    let folder = meeting(&("#let x = \"x\" * 300000000\n".to_owned() + &stock()));
    succeed(folder.path(), &["build", "m"]);
    // Of papers that were made here, nothing is made again.
    std::fs::remove_file(folder.path().join("output/.stamp")).unwrap();
    assert_eq!(refuse(&folder, "60 250", &["verify", "m"], "m/templates/own.typ.j2"), "apart_memory");
    assert_eq!(refuse(&folder, "60 250", &["build", "m", "--force"], "m/templates/own.typ.j2"), "apart_memory");
    // A PDF that says more than there is memory for.
    let mut pdf = folder.read("output/資料1.pdf");
    let end = pdf.len();
    pdf.resize(end + (60 << 20), b' ');
    folder.write("large.pdf", pdf);
    assert_eq!(refuse(&folder, "60 60", &["extract", "large.pdf", "back"], "large.pdf"), "apart_memory");
    assert_eq!(refuse(&folder, "60 60", &["diff", "large.pdf", "m"], "large.pdf"), "apart_memory");
}

/// Time in which another program writes to the folder is not counted, and nothing is cut off.
#[test]
fn confined_writing() {
    let folder = meeting(&(stock() + "// of our own\n"));
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("施設の配置", "施設の位置"));
    let lock = std::fs::File::options().write(true).open(folder.path().join("output/.lock")).unwrap();
    lock.lock().unwrap();
    let child = shiryo(folder.path(), &["build", "m"])
        .env("SHIRYO_LIMITS", "4 4096")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(6));
    drop(lock);
    let (code, out, err) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("output/資料1.pdf"), "{out}");
}

/// Who stops the command stops all of it.
#[cfg(target_os = "linux")]
#[test]
fn confined_stopped() {
    let folder = meeting(LOOPS);
    for signal in ["-INT", "-TERM", "-KILL"] {
        let child = shiryo(folder.path(), &["build", "m"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(1500));
        let begun = Instant::now();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        // Both hold standard output open as long as they are there.
        assert_ne!(child.wait_with_output().unwrap().status.code(), Some(0));
        assert!(begun.elapsed() < Duration::from_secs(60), "{signal}");
    }
    assert!(!folder.path().join("output").exists());
}
