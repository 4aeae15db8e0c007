//! Styles: which classes of a page strike text through or hide it, and what a tag does by them.

use std::collections::BTreeSet;

/// What a tag does to what stands in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    pub strikes: bool,
    pub hides: bool,
    /// Blanks that do not break stand for common ones.
    pub spaces: bool,
}

/// The classes of a page that do something.
#[derive(Debug, Default)]
pub struct Styles {
    /// The classes that a tag has at once.
    striking: BTreeSet<Vec<String>>,
    hiding: BTreeSet<Vec<String>>,
}

impl Styles {
    pub fn of(page: &str) -> Self {
        let mut styles = Self::default();
        let lower = page.to_ascii_lowercase();
        let mut rest = lower.as_str();
        while let Some(start) = rest.find("<style") {
            let end = rest[start..].find("</style").map_or(rest.len(), |length| start + length);
            let (tag, rules) = rest[start..end].split_once('>').unwrap_or_default();
            if !tag.contains("media") || !tag.contains("print") {
                styles.rules(&without_comments(rules));
            }
            rest = &rest[end..];
        }
        styles
    }

    /// Takes the rules of a page, also those in blocks that the screen obeys.
    fn rules(&mut self, mut rest: &str) {
        let mut blocks = Vec::new();
        while let Some(at) = rest.find(['{', '}']) {
            let before = rest[..at].rsplit(';').next().unwrap_or_default().trim();
            let opens = rest[at..].starts_with('{');
            rest = &rest[at + 1..];
            if !opens {
                blocks.pop();
            } else if before.starts_with('@') {
                blocks.push(is_on_screen(before));
            } else {
                let end = rest.find('}').unwrap_or(rest.len());
                if blocks.iter().all(|is_on_screen| *is_on_screen) {
                    self.rule(before, &rest[..end]);
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }

    /// Takes a rule: `td.xl65, .font5 { … }`.
    fn rule(&mut self, selectors: &str, declarations: &str) {
        let (strikes, hides) = (is_striking(declarations), is_hiding(declarations));
        if !strikes && !hides {
            return;
        }
        for classes in selectors.split(',').filter_map(classes) {
            if strikes {
                self.striking.insert(classes.clone());
            }
            if hides {
                self.hiding.insert(classes);
            }
        }
    }

    /// What a tag does by its attributes.
    pub fn of_tag(&self, style: Option<&str>, class: Option<&str>, hidden: Option<&str>) -> Style {
        let style = style.unwrap_or_default().to_ascii_lowercase();
        let classes = class.unwrap_or_default().to_ascii_lowercase();
        let classes: BTreeSet<&str> = classes.split_ascii_whitespace().collect();
        let has = |known: &Vec<String>| known.iter().all(|class| classes.contains(class.as_str()));
        let is_one = |known: &BTreeSet<Vec<String>>| !classes.is_empty() && known.iter().any(has);
        Style {
            strikes: is_striking(&style) || is_one(&self.striking),
            hides: hidden.is_some() || is_hiding(&style) || is_one(&self.hiding),
            spaces: style.contains("mso-spacerun"),
        }
    }
}

/// The classes of the tags that a selector means: its own, or for all cells or rows of a tag, those of that tag. Nothing if it
/// asks for more than classes.
fn classes(selector: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = selector.split([' ', '\t', '\n', '\r', '>']).filter(|part| !part.is_empty()).collect();
    let whole = |part: &&&str| !["td", "tr", "tbody", "*"].contains(*part);
    let part = parts.iter().rev().find(whole)?;
    if part.contains([':', '#', '[', '+', '~']) {
        return None;
    }
    let classes: Vec<String> = part.split('.').skip(1).filter(|class| !class.is_empty()).map(str::to_owned).collect();
    (!classes.is_empty()).then_some(classes)
}

/// Whether a screen obeys a block, whatever its size: `@media screen`, but not `@media print`.
fn is_on_screen(block: &str) -> bool {
    let Some(media) = block.strip_prefix("@media") else { return true };
    let is_shown = |query: &str| !["print", "speech", "not ", "max-"].iter().any(|word| query.contains(word));
    media.split(',').any(is_shown)
}

fn without_comments(rules: &str) -> String {
    let mut parts = rules.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let bare = parts.fold(first, |text, part| text + part.split_once("*/").map_or("", |(_, rest)| rest));
    bare.replace("<!--", "").replace("-->", "")
}

fn is_striking(declarations: &str) -> bool {
    declarations.contains("line-through")
}

fn is_hiding(declarations: &str) -> bool {
    let bare: String = declarations.chars().filter(|c| !c.is_whitespace()).collect();
    ["display:none", "visibility:hidden", "visibility:collapse", "mso-hide:all"].iter().any(|hiding| bare.contains(hiding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide() {
        let hides = |rules: &str, class: &str| Styles::of(&format!("<style>{rules}</style>")).of_tag(None, Some(class), None).hides;
        for rules in [
            ".gone{display:none}",
            "<!-- /* a.b { */ .gone td{display:none} -->",
            "table > .gone > td { display: none }",
            "p{color:red} td.gone, .x{display:none}",
            "@media screen{.gone{display:none}}",
            "@media print{.a{display:none}} .gone{display:none}",
            "@page a{margin:0} .gone *{display:none}",
        ] {
            assert!(hides(rules, "gone b"), "{rules}");
        }
        for rules in [
            "@media print{.gone{display:none}}",
            "@media screen and (max-width:600px){.b{color:red}.gone{display:none}}",
            ".gone .other{display:none}",
            ".gone span{display:none}",
            ".gone::after{display:none}",
            ".gone.other{display:none}",
        ] {
            assert!(!hides(rules, "gone b"), "{rules}");
        }
        let print = "<style media=\"print\">.gone{display:none}</style>";
        assert!(!Styles::of(print).of_tag(None, Some("gone"), None).hides);
    }
}
