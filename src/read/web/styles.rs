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
    striking: BTreeSet<String>,
    hiding: BTreeSet<String>,
}

impl Styles {
    pub fn of(page: &str) -> Self {
        let mut styles = Self::default();
        let lower = page.to_ascii_lowercase();
        let mut rest = lower.as_str();
        while let Some(start) = rest.find("<style") {
            let end = rest[start..].find("</style").map_or(rest.len(), |length| start + length);
            rest[start..end].split('}').for_each(|rule| styles.rule(rule));
            rest = &rest[end..];
        }
        styles
    }

    /// Takes a rule, less its end: `td.xl65, .font5 { … `.
    fn rule(&mut self, rule: &str) {
        let Some((selectors, declarations)) = rule.rsplit_once('{') else { return };
        let (strikes, hides) = (is_striking(declarations), is_hiding(declarations));
        let last = selectors.rsplit(['>', '}', '/', ';']).next().unwrap_or_default();
        for class in last.split(',').filter_map(|selector| selector.trim().rsplit_once('.')).map(|(_, class)| class.to_owned()) {
            if strikes {
                self.striking.insert(class.clone());
            }
            if hides {
                self.hiding.insert(class);
            }
        }
    }

    /// What a tag does by its attributes.
    pub fn of_tag(&self, style: Option<&str>, class: Option<&str>, hidden: Option<&str>) -> Style {
        let style = style.unwrap_or_default().to_ascii_lowercase();
        let classes = class.unwrap_or_default().to_ascii_lowercase();
        let is_one = |known: &BTreeSet<String>| !known.is_empty() && classes.split_ascii_whitespace().any(|class| known.contains(class));
        Style {
            strikes: is_striking(&style) || is_one(&self.striking),
            hides: hidden.is_some() || is_hiding(&style) || is_one(&self.hiding),
            spaces: style.contains("mso-spacerun"),
        }
    }
}

fn is_striking(declarations: &str) -> bool {
    declarations.contains("line-through")
}

fn is_hiding(declarations: &str) -> bool {
    let bare: String = declarations.chars().filter(|c| !c.is_whitespace()).collect();
    ["display:none", "visibility:hidden", "visibility:collapse", "mso-hide:all"].iter().any(|hiding| bare.contains(hiding))
}
