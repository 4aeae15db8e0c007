//! The style of a page: that it neither hides a text nor adds one, as far as that can be told from its rules.
//!
//! Only known properties may occur. Colours may be set only by name, and every colour of text must stand out
//! from every ground that is declared with it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Outcome};

/// Properties that can neither hide nor add a text, whatever their value.
const HARMLESS: &[&str] = &[
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-collapse",
    "border-right-width",
    "border-spacing",
    "border-top",
    "border-top-color",
    "border-width",
    "align-items",
    "break-after",
    "break-inside",
    "color-scheme",
    "flex",
    "flex-wrap",
    "font-variant-numeric",
    "font-weight",
    "justify-content",
    "line-break",
    "outline",
    "overflow-wrap",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-decoration-thickness",
    "text-orientation",
    "text-size-adjust",
    "text-underline-offset",
    "text-wrap-style",
    "vertical-align",
    "word-break",
    "writing-mode",
];

/// Properties that move or size something: none of their values may be negative.
const LENGTHS: &[&str] = &["gap", "left", "margin", "max-width", "min-width", "outline-offset", "padding", "padding-left"];

/// Least size of type: in points, and in parts of the size around it.
const LEAST_POINTS: f64 = 8.0;
const LEAST_PART: f64 = 0.8;
/// Least contrast (WCAG 2, 1.4.6).
const LEAST_CONTRAST: f64 = 7.0;

/// Whether all rules of a style are such that everything can be read.
pub fn check(style: &str) -> Outcome<()> {
    let mut colours = Colours::default();
    // The at-rules and selectors in force, outermost first.
    let mut open: Vec<&str> = Vec::new();
    for token in tokens(style)? {
        match token {
            Token::Open(name) => {
                if name.starts_with('@')
                    && !matches!(name, "@page" | "@media screen" | "@media print" | "@media (prefers-color-scheme: dark)")
                {
                    return hidden(name);
                }
                open.push(name);
            }
            Token::Close => {
                if open.pop().is_none() {
                    return hidden("}");
                }
            }
            Token::Declaration(declaration) => {
                let Some((property, value)) = declaration.split_once(':') else { return hidden(declaration) };
                let scope = open.iter().find(|name| name.starts_with("@media")).copied().unwrap_or_default();
                let selector = open.last().copied().unwrap_or_default();
                if !is_harmless(&mut colours, scope, selector, property.trim(), value.trim()) {
                    return hidden(format!("{selector} {{{declaration}}}"));
                }
            }
        }
    }
    if !open.is_empty() {
        return hidden("{");
    }
    colours.check()
}

fn hidden<T>(what: impl Into<String>) -> Outcome<T> {
    Err(Fault::Hidden(format!("<style>{}", what.into())))
}

enum Token<'s> {
    /// A selector or an at-rule.
    Open(&'s str),
    Declaration(&'s str),
    Close,
}

/// The rules, cut at braces and semicolons outside of quotes.
fn tokens(style: &str) -> Outcome<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut from = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in style.char_indices() {
        let piece = style[from..at].trim();
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            // Comments and escapes could make a rule another than it looks.
            '\\' | '\'' => return hidden(character),
            '*' if !quoted && style[..at].ends_with('/') => return hidden("/*"),
            '{' if !quoted => tokens.push(Token::Open(piece)),
            ';' | '}' if !quoted => {
                if !piece.is_empty() {
                    tokens.push(Token::Declaration(piece));
                }
                if character == '}' {
                    tokens.push(Token::Close);
                }
            }
            _ => continue,
        }
        if !quoted && matches!(character, '{' | ';' | '}') {
            from = at + 1;
        }
    }
    if quoted || !style[from..].trim().is_empty() { hidden("the end") } else { Ok(tokens) }
}

fn is_harmless(colours: &mut Colours, scope: &str, selector: &str, property: &str, value: &str) -> bool {
    if value.contains("url(") || value.contains("attr(") || value.contains('!') {
        return false;
    }
    match property {
        "color" => {
            colours.texts.insert(value.to_owned());
            true
        }
        "background" => {
            colours.grounds.insert(value.to_owned());
            true
        }
        "content" => is_only_heard(selector, value),
        "display" => matches!(value, "flex" | "inline-block" | "table-header-group"),
        "position" => value == "sticky",
        "overflow-x" => matches!(value, "auto" | "visible"),
        "white-space" => value == "pre-wrap",
        "width" => value == "100%" || number(value, "em").is_some_and(|width| width >= 1.0),
        "line-height" => value.parse().is_ok_and(|height: f64| height >= 1.2),
        "font-size" => is_large(value),
        "font" => {
            value.split_once('/').is_some_and(|(size, _)| is_large(size))
                && value.split(' ').next().is_some_and(|first| first.contains("/1."))
        }
        _ if property.starts_with("--") && selector == ":root" => {
            colours.names.entry(scope.to_owned()).or_default().insert(property.to_owned(), value.to_owned());
            true
        }
        _ if LENGTHS.contains(&property) => !value.contains('-') && !value.contains("calc"),
        _ => HARMLESS.contains(&property),
    }
}

/// Whether generated words are heard beside a marked run, but not seen.
fn is_only_heard(selector: &str, value: &str) -> bool {
    matches!(selector, "ins::before, del::before" | "ins::after, del::after") && value.starts_with("\"\" / \"")
}

fn number(value: &str, unit: &str) -> Option<f64> {
    value.strip_suffix(unit)?.parse().ok()
}

fn is_large(size: &str) -> bool {
    let part = number(size, "rem").or_else(|| number(size, "em"));
    part.is_some_and(|part| part >= LEAST_PART) || number(size, "pt").is_some_and(|points| points >= LEAST_POINTS)
}

/// Colours of texts and grounds, and what the names of colours mean on screen, in the dark and in print.
#[derive(Default)]
struct Colours {
    names: BTreeMap<String, BTreeMap<String, String>>,
    texts: BTreeSet<String>,
    grounds: BTreeSet<String>,
}

impl Colours {
    /// Any text may stand on any ground.
    fn check(&self) -> Outcome<()> {
        let usual = self.names.get("").cloned().unwrap_or_default();
        for names in self.names.values() {
            let light = |value: &String| {
                let name = value.strip_prefix("var(")?.strip_suffix(')')?;
                luminance(names.get(name).or_else(|| usual.get(name))?)
            };
            for text in &self.texts {
                for ground in &self.grounds {
                    let contrast = match (light(text), light(ground)) {
                        (Some(a), Some(b)) => (a.max(b) + 0.05) / (a.min(b) + 0.05),
                        _ => 0.0,
                    };
                    if contrast < LEAST_CONTRAST {
                        return hidden(format!("{text} on {ground}"));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Relative luminance (WCAG 2) of a colour such as #fff or #12abef.
fn luminance(colour: &str) -> Option<f64> {
    let digits: Vec<u32> = colour.strip_prefix('#')?.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let parts = match digits[..] {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [r, s, g, h, b, c] => [r * 16 + s, g * 16 + h, b * 16 + c],
        _ => return None,
    };
    let linear = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    Some(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
}
