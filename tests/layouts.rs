//! The layouts to start from: each builds without a warning, is proved, and says what its golden says.

use shiryo::read::page::{Cell, Grid, Mark, Page, Part, Scope};

use crate::support::{Folder, golden, root, run, succeed, tree};

/// The layouts by name.
fn layouts() -> Vec<String> {
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
        let faults: Vec<&str> = err.lines().filter(|line| !line.contains("has not answered")).collect();
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

#[test]
fn layouts_verified() {
    for name in layouts() {
        let folder = layout(&name);
        succeed(folder.path(), &["build", "m"]);
        let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}: {out}");
    }
}
