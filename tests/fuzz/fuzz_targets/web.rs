//! Whatever a page from a browser or the clipboard is, it ends in rows, and no character of its text is made up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shiryo::read::web;

fuzz_target!(|text: &str| {
    let Ok(page) = web::lines(text) else { return };
    let lines = &page.lines;
    assert!(lines.is_sorted_by_key(|line| line.number) || web::is_page(text), "lines of a plain text are in order");
    let last = text.matches('\n').count() + 1;
    for line in lines {
        assert!((1..=last).contains(&line.number), "line {} of {last}", line.number);
        assert!(line.covered.iter().chain(&line.struck).all(|column| *column < line.cells.len()));
    }
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let said = || bare(&lines.iter().flat_map(|line| line.cells.clone()).collect::<String>());
    // Without a tag and without an entity a text is its own lines.
    if !text.contains(['<', '&']) {
        assert_eq!(said(), bare(text));
    }
    // As the only cell, whatever is no markup stands in it, and nothing else.
    let plain = text.replace(['<', '&'], "");
    let around = web::lines(&format!("<table><tr><td><b>{plain}</b><i>{plain}</table>")).unwrap_or_default().lines;
    assert_eq!(bare(&around.iter().flat_map(|line| line.cells.clone()).collect::<String>()), bare(&plain).repeat(2));
});
