//! Names: which names files and divisions may have, on every system.

use unicode_normalization::UnicodeNormalization as _;

use super::identity;
use crate::say::words::{self, Message};

/// Files that the program keeps in the output folder.
pub const MANIFEST: &str = "manifest.json";
pub const PROVENANCE: &str = "provenance.json";

/// `name` as file systems compare names that do not tell case or composition apart, whichever of them is meant.
pub fn folded(name: &str) -> String {
    let upper: String = name.nfc().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfc().collect()
}

/// Why `name` may not be the name of an output, if it may not.
///
/// An output stays in the output folder on every system: no absolute path, no `..`, no character
/// or device name that Windows gives a meaning, and at most 200 bytes in a part.
pub fn unsafe_name(name: &str) -> Option<Message> {
    let own = [MANIFEST, PROVENANCE, identity::STATUS_FILE];
    let reserved = own.iter().any(|own| name.eq_ignore_ascii_case(own)) || name.to_lowercase().starts_with("typst/");
    unsafe_path(name).or_else(|| reserved.then(|| words::reserved_name(name)))
}

/// Why `name` might lead out of a folder or mean something else on another system, if it might.
pub fn unsafe_path(name: &str) -> Option<Message> {
    let fault = |part: &str| {
        let why = fault_of(part)?;
        Some(Message::both(why, |why| words::unsafe_name(name.escape_debug(), part.escape_debug(), why)))
    };
    name.split('/').find_map(fault)
}

/// Why `part` may not be the name of a file in a folder, on whatever system, if it may not.
pub fn fault_of(part: &str) -> Option<Message> {
    if part.is_empty() {
        return Some(words::name_empty());
    }
    if part.starts_with(['.', ' ']) {
        return Some(words::name_begins());
    }
    if part.len() > LONGEST {
        return Some(words::name_long());
    }
    if part.chars().any(is_format) {
        return Some(words::name_unseen());
    }
    refused_by_windows(part)
}

/// Most bytes of a name.
const LONGEST: usize = 200;

/// Why Windows takes no file or folder of the name `part`, if it does not: it would be a device, a stream of another file,
/// or a file of another name.
pub fn refused_by_windows(part: &str) -> Option<Message> {
    if let Some(c) = part.chars().find(|c| c.is_control() || "/\\:*?\"<>|".contains(*c)) {
        return Some(if c.is_control() { words::name_unseen() } else { words::name_character(c) });
    }
    if part.ends_with(['.', ' ']) {
        return Some(words::name_ends());
    }
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        number.chars().count() == 1 && number.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
    };
    let is_device = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT");
    is_device.then(|| words::name_device(stem))
}

/// Characters that cannot be seen and can disguise a name: bidirectional and zero-width marks.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_refused() {
        let key = |name: &str| fault_of(name).map_or("", |why| why.code());
        for name in
            ["資料1.pdf", "照会（案）.xlsx", "a.b.c", "CONsole.csv", "COM.csv", "COM10.csv", "com¼.csv", "NULL", "LPTX.pdf", "資料 1.pdf"]
        {
            assert_eq!(key(name), "", "{name}");
        }
        for name in ["a:b", "a?", "\"a\".pdf", "<a", "a>", "a|b", "*.xlsx", "a\\b", "a/b"] {
            assert_eq!(key(name), "name_character", "{name}");
        }
        let devices = "CON con.pdf PRN AUX.csv nul NUL.tar.gz COM0 COM1 com9.txt LPT0 lpt5 COM¹ com².csv LPT³.x CONIN$ conout$.txt";
        for name in devices.split(' ').chain(["nul .csv", "Aux  .pdf"]) {
            assert_eq!(key(name), "name_device", "{name}");
        }
        for name in ["末尾.", "末尾. ", "末尾 ", "..."] {
            assert!(["name_ends", "name_begins"].contains(&key(name)), "{name}");
        }
        for name in ["a\tb", "a\nb", "a\u{7f}", "a\u{202e}b", "a\u{200b}"] {
            assert_eq!(key(name), "name_unseen", "{name:?}");
        }
        assert_eq!(
            ["", ".lock", "..", " a", &"長".repeat(67)].map(key),
            ["name_empty", "name_begins", "name_begins", "name_begins", "name_long"]
        );
        assert!(unsafe_path("照会/nul.xlsx").is_some() && unsafe_path("照会/総務課.xlsx").is_none());
    }

    #[test]
    fn names_folded() {
        for (one, other) in [
            ("資料A.PDF", "資料a.pdf"),
            ("ガス課", "カ\u{3099}ス課"),
            ("É", "e\u{301}"),
            ("ΟΔΟΣ", "οδος"),
            ("οδοσ", "οδος"),
            ("straße", "STRASSE"),
            ("ſ", "S"),
            ("K", "\u{212a}"),
            ("Ａ課", "ａ課"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("総務課"), folded("総務係"));
    }
}
