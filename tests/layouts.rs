//! The layouts to start from: each builds without a warning, is proved, and says what its golden says.

use std::cell::RefCell;
use std::path::Path;

use shiryo::build::{self, Options};
use shiryo::read::page::{Cell, Grid, Mark, Page, Part, Scope};
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;

use crate::support::{Folder, golden, root, run, succeed, tree};

/// The layouts by name.
pub fn layouts() -> Vec<String> {
    let files = tree(&root().join("templates/layouts"));
    files.iter().filter_map(|file| Some(file.strip_suffix("/meeting.toml")?.to_owned())).filter(|name| !name.contains('/')).collect()
}

/// A layout in the folder `m`.
fn layout(name: &str) -> Folder {
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "m", "--layout", name]);
    folder
}

/// What a page says, a line each; cells stand behind their column, and how far they reach.
fn said(page: &Page) -> String {
    let mut lines = vec![format!("title {}", page.title)];
    for part in &page.blocks {
        match part {
            Part::Heading { level, text } => lines.push(format!("{} {text}", "#".repeat(*level))),
            Part::Text(text) => lines.push(format!("text {text}")),
            Part::Table(grid) => table(grid, &mut lines),
        }
    }
    lines.join("\n") + "\n"
}

fn table(grid: &Grid, lines: &mut Vec<String>) {
    lines.push(format!("table of {} columns: {}", grid.width, grid.caption.as_ref().or(grid.name.as_ref()).map_or("", String::as_str)));
    for (index, row) in grid.rows.iter().enumerate() {
        lines.push(if index < grid.head { "  head".to_owned() } else { "  row".to_owned() });
        lines.extend(row.iter().map(|cell| format!("    {}", shown(cell))));
    }
}

fn shown(cell: &Cell) -> String {
    let mut place = (cell.column + 1).to_string();
    if cell.columns > 1 {
        place.push_str(&format!("-{}", cell.column + cell.columns));
    }
    if cell.rows > 1 {
        place.push_str(&format!(" down {}", cell.rows));
    }
    place.push_str(match cell.header {
        Some(Scope::Row | Scope::Rows) => " row heading",
        Some(Scope::Column | Scope::Columns) | None => "",
    });
    let runs = cell.runs.iter().map(|run| match run.mark {
        Mark::None => run.text.clone(),
        Mark::Inserted => format!("[+{}+]", run.text),
        Mark::Deleted => format!("[-{}-]", run.text),
    });
    format!("{place}: {}", runs.collect::<String>().replace('\n', "⏎"))
}

#[test]
fn layouts_goldens() {
    let layouts = layouts();
    assert!(layouts.len() >= 18, "{layouts:?}");
    let goldens: Vec<String> = layouts.iter().map(|name| format!("{name}.txt")).collect();
    for name in &layouts {
        let folder = layout(name);
        let (code, _, err) = run(folder.path(), &["build", "m"]);
        // In a layout with an inquiry nobody has answered yet.
        let faults: Vec<&str> = err.lines().filter(|line| !line.contains("no answers were collected yet")).collect();
        assert_eq!((code, faults), (0, Vec::new()), "{name}");
        let mut text = String::new();
        for file in tree(&folder.path().join("output")).iter().filter(|file| !file.starts_with('.')) {
            text.push_str(&format!("file {file}\n"));
        }
        for file in tree(&folder.path().join("output")).iter().filter(|file| file.ends_with(".html")) {
            let page = Page::read(&folder.read(&format!("output/{file}"))).unwrap_or_else(|fault| panic!("{name}: {file}: {fault:?}"));
            text.push_str(&format!("\n== {file}\n{}", said(&page)));
        }
        assert!(text.contains("\n== "), "{name} makes no page");
        golden(&format!("layouts/{name}.txt"), &text);
    }
    assert_eq!(tree(&root().join("tests/golden/layouts")), goldens, "every golden has its layout");
}

/// What can stand above a table, counted and told apart, and parts with headings of the paper's own.
const GRAMMAR: &str = r#"[meeting]
title = "書き方の例"
date = 2026-04-01
[records]
blanks = "empty"
[[sections]]
title = "施設"
[[sections]]
title = "運営"
[[fields]]
key = "view"
heading = "市の考え方"
[[fields]]
key = "number"
heading = "件数"
counts = true
[[papers]]
label = "資料1"
layout = "stacked"
columns = ["no", "category", { stack = [{ of = "text", heading = "質問" }, "view"] }]
shows = [{ section = 1 }, { section = 2 }]
above = [
  { text = "全{all}件のうち{shown}件（{records}項目）" },
  { tally = "category" },
  { tally = "category", by = "none", heading = "項目ごと" },
  { tally = "section", by = "category" },
  { table = [["郵送", "3件"], ["窓口", "2件"]] },
  { table = [["郵送", "3件"], ["郵送", "2件"]] },
  { table = [["郵送", "3件"], ["窓口", "2件"]], labels = false },
  { head = true, table = [["", "件数"], ["郵送", "3件"]] },
]
files = ["資料1.pdf", "資料1.xlsx", "資料1.html"]
"#;
const GRAMMAR_OPINIONS: &str = "\
ID,区分番号,項目,No.,意見,市の考え方,件数
a1,1,配置,1,近くに欲しい。,検討します。,3
a2,1,,2,広くしてほしい。,検討します。,
a3,2,配置,1,夜も開けてほしい。,開けます。,10
a4,2,料金,2,安くしてほしい。,検討します。,2
";

#[test]
fn layouts_grammar() {
    let folder = Folder::new(&[("m/meeting.toml", GRAMMAR.as_bytes()), ("m/opinions.csv", GRAMMAR_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    golden("grammar.txt", &said(&Page::read(&folder.read("output/資料1.html")).unwrap()));
}

#[test]
fn layouts_verified() {
    for name in layouts() {
        let folder = layout(&name);
        succeed(folder.path(), &["build", "m"]);
        let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}: {out}");
    }
}

/// Where the pages end is worked out before they are set, and they turn out as expected: each paper is set once.
#[test]
fn layouts_set_once() {
    let once = |name: &str, meeting: &Path| {
        let out = Folder::new(&[]);
        let options = Options { meeting: meeting.into(), out: out.path().join("out"), only: Vec::new(), force: false, keep_typst: false };
        let steps = RefCell::new(Vec::new());
        build::build(&options, &|step| steps.borrow_mut().push(step.says.say(Lang::En)), &mut Diagnostics::default()).unwrap();
        let set: Vec<String> = steps.into_inner().into_iter().filter(|step| step.contains(" pages, pass ")).collect();
        assert!(!set.is_empty(), "{name}: nothing is said of setting");
        assert!(set.iter().all(|step| step.ends_with(" pages, pass 1 done")), "{name}: {set:?}");
    };
    for name in layouts() {
        once(&name, &layout(&name).path().join("m"));
    }
    once("the sample", &root().join("seeds"));
    // On small pages with large type most rows, and answers beside several of them, go on over pages.
    for look in ["paper = \"b5\"\nlandscape = false\nsize = 9\nline = 13.0", "paper = \"a4\"\nlandscape = false\nsize = 12\nline = 17.0"] {
        let folder = Folder::new(&[]);
        for file in ["opinions.csv", "responses.csv"] {
            folder.write(file, std::fs::read(root().join("seeds").join(file)).unwrap());
        }
        let meeting = std::fs::read_to_string(root().join("seeds/meeting.toml")).unwrap();
        folder.write("meeting.toml", format!("{meeting}\n[look]\n{look}\n"));
        once(look, folder.path());
    }
}
