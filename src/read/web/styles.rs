//! Styles: which rules of a page strike text through or hide it, and what a tag does by them.

use simplecss::{Element, Selector};

use super::tags::Tag;

/// What an element does to what stands in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Is not shown, or shown as nothing.
    gone: bool,
    unseen: bool,
    pub strikes: bool,
    /// Blanks that do not break stand for common ones.
    pub spaces: bool,
    /// Whether line ends stay, where it says so.
    pub lines: Option<bool>,
}

impl Style {
    pub fn hides(&self) -> bool {
        self.gone || self.unseen
    }

    fn obey(&mut self, declaration: &Declaration) {
        match (declaration.name, declaration.value) {
            ("display", value) => self.gone = value == "none",
            ("mso-hide", value) => self.gone = value == "all",
            ("visibility", value) => self.unseen = matches!(value, "hidden" | "collapse"),
            ("text-decoration" | "text-decoration-line", value) => self.strikes = value.contains("line-through"),
            ("white-space", value) => self.lines = Some(value.starts_with("pre") || value == "break-spaces"),
            ("mso-spacerun", value) => self.spaces = value != "no",
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
struct Declaration<'a> {
    name: &'a str,
    value: &'a str,
    is_important: bool,
}

fn declarations(text: &str) -> impl Iterator<Item = Declaration<'_>> {
    text.split(';').filter_map(|declaration| declaration.split_once(':')).map(|(name, value)| {
        let (value, important) = value.split_once('!').unwrap_or((value, ""));
        Declaration { name: name.trim(), value: value.trim(), is_important: important.trim() == "important" }
    })
}

/// The style sheets of a page in small letters that a screen obeys, one after the other.
pub fn sheet(page: &str) -> String {
    let mut sheet = String::new();
    let mut rest = page;
    while let Some(start) = rest.find("<style") {
        let tag = Tag::of(&rest[start..]);
        let rules = &rest[start + tag.length..];
        let end = rules.find("</style").unwrap_or(rules.len());
        if tag.attribute("media").is_none_or(is_on_screen) {
            sheet += &without_comments(&rules[..end]);
        }
        rest = &rules[end..];
    }
    sheet
}

/// The rules of a page that do something, the weightiest last.
#[derive(Default)]
pub struct Styles<'a> {
    rules: Vec<(Selector<'a>, Vec<Declaration<'a>>)>,
    /// Selectors of others, which are not understood.
    pub unread: Vec<&'a str>,
    /// Excel hides so what has no room in its cell.
    is_of_excel: bool,
}

impl<'a> Styles<'a> {
    /// The rules of a style sheet, also those in blocks.
    pub fn of(sheet: &'a str, is_of_excel: bool) -> Self {
        let mut styles = Self { is_of_excel, ..Self::default() };
        let (mut rest, mut blocks) = (sheet, Vec::new());
        while let Some(at) = rest.find(['{', '}']) {
            let before = rest[..at].rsplit(';').next().unwrap_or_default().trim();
            let opens = rest[at..].starts_with('{');
            rest = &rest[at + 1..];
            if !opens {
                blocks.pop();
            } else if before.starts_with('@') {
                blocks.push(before.strip_prefix("@media").is_none_or(is_on_screen));
            } else {
                let end = rest.find('}').unwrap_or(rest.len());
                if blocks.iter().all(|is_on_screen| *is_on_screen) {
                    styles.rule(before, &rest[..end]);
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
        styles.rules.sort_by_key(|(selector, _)| selector.specificity());
        styles
    }

    /// Takes a rule: `td.xl65, .font5 { … }`.
    fn rule(&mut self, selectors: &'a str, text: &'a str) {
        let known = ["display", "mso-hide", "visibility", "text-decoration", "text-decoration-line", "white-space"];
        let declared: Vec<Declaration> = declarations(text).filter(|declaration| known.contains(&declaration.name)).collect();
        if declared.is_empty() {
            return;
        }
        let mut style = Style::default();
        declared.iter().for_each(|declaration| style.obey(declaration));
        for selector in selectors.split(',').map(str::trim) {
            match Selector::parse(selector) {
                Some(read) => self.rules.push((read, declared.clone())),
                // What a page itself puts before and behind an element is no text of it.
                None if [":before", ":after", "::"].iter().any(|made| selector.contains(made)) => {}
                None if style.hides() || style.strikes => self.unread.push(selector),
                None => {}
            }
        }
    }

    /// What an element does by the rules and its attributes.
    pub fn of_element(&self, tag: &Tag, element: &impl Element) -> Style {
        let mut style = Style {
            gone: tag.attribute("hidden").is_some() || tag.name == "noscript",
            strikes: matches!(tag.name, "s" | "strike" | "del"),
            lines: matches!(tag.name, "pre" | "textarea").then_some(true),
            ..Style::default()
        };
        let matching =
            self.rules.iter().filter(|(selector, _)| selector.matches(element)).flat_map(|(_, declared)| declared.iter().copied());
        let declared: Vec<Declaration> = matching.chain(declarations(tag.attribute("style").unwrap_or_default())).collect();
        for is_important in [false, true] {
            declared.iter().filter(|declaration| declaration.is_important == is_important).for_each(|declaration| style.obey(declaration));
        }
        style.gone &= !(self.is_of_excel && tag.name == "span");
        style
    }
}

/// Whether a screen obeys what is for these media, whatever its size: `screen, print`, but not `print`.
fn is_on_screen(media: &str) -> bool {
    let is_shown = |query: &str| !["print", "speech", "not ", "max-"].iter().any(|word| query.contains(word));
    media.split(',').any(is_shown)
}

fn without_comments(rules: &str) -> String {
    let mut parts = rules.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let bare = parts.fold(first, |text, part| text + part.split_once("*/").map_or("", |(_, rest)| rest));
    bare.replace("<!--", "").replace("-->", "")
}
