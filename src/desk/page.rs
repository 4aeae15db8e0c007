//! Page: what the browser is given to begin with. It holds nothing of any meeting.

use minijinja::{AutoEscape, Environment, context};

use crate::say::desk;
use crate::say::words::Lang;

/// The page with its words filled in.
const PAGE: &str = include_str!("page/page.html.j2");
/// The files beside it: name, kind, bytes.
const FILES: &[(&str, &str, &str)] = &[
    ("desk.css", "text/css; charset=utf-8", include_str!("page/desk.css")),
    ("desk.svg", "image/svg+xml", include_str!("page/desk.svg")),
    ("desk.js", SCRIPT, include_str!("page/desk.js")),
    ("parts.js", SCRIPT, include_str!("page/parts.js")),
    ("forms.js", SCRIPT, include_str!("page/forms.js")),
    ("settings.js", SCRIPT, include_str!("page/settings.js")),
    ("begin.js", SCRIPT, include_str!("page/begin.js")),
    ("records.js", SCRIPT, include_str!("page/records.js")),
    ("papers.js", SCRIPT, include_str!("page/papers.js")),
    ("returns.js", SCRIPT, include_str!("page/returns.js")),
    ("editions.js", SCRIPT, include_str!("page/editions.js")),
    ("proof.js", SCRIPT, include_str!("page/proof.js")),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page in a language.
pub fn page(lang: Lang) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let (name, said) = (if lang == Lang::Ja { "ja" } else { "en" }, desk::said(lang));
    // The scripts have them from the page.
    let words = serde_json::to_string(&said).unwrap_or_default();
    environment.render_str(PAGE, context! { lang => name, said, words })
}

/// A file beside the page: its kind and what it holds.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    FILES.iter().find(|(known, ..)| *known == name).map(|(_, kind, text)| (*kind, *text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every word that page and scripts name: `said.key`, and `data-say` alike.
    fn named() -> BTreeSet<String> {
        let texts = FILES.iter().map(|(.., text)| *text).chain([PAGE]);
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let keys = texts.flat_map(|text| text.split("said.").skip(1));
        keys.map(|rest| rest.chars().take_while(|c| is_key(*c)).collect()).collect()
    }

    #[test]
    fn page_words() {
        let known: BTreeSet<String> = desk::TABLE.iter().map(|(key, ..)| (*key).to_owned()).collect();
        let named = named();
        assert_eq!(named.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "words that are missing");
        assert_eq!(known.difference(&named).collect::<Vec<_>>(), Vec::<&String>::new(), "words that nothing says");
    }

    #[test]
    fn page_languages() {
        for (lang, word) in [(Lang::Ja, "lang=\"ja\""), (Lang::En, "lang=\"en\"")] {
            let page = page(lang).unwrap();
            assert!(page.contains(word) && !page.contains("<script>") && !page.contains("style="), "{page}");
        }
    }
}
