//! Names: which names files and divisions may have, on every system.

use unicode_normalization::UnicodeNormalization as _;

use super::identity;
use crate::say::words;

/// Files that the program keeps in the output folder.
pub const MANIFEST: &str = "manifest.json";
pub const PROVENANCE: &str = "provenance.json";

/// `name` as file systems compare names that do not tell case or composition apart.
pub fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// Why `name` may not be the name of an output, if it may not.
///
/// An output stays in the output folder on every system: no absolute path, no `..`, no character
/// or device name that Windows gives a meaning, and at most 200 bytes in a part.
pub fn unsafe_name(name: &str) -> Option<words::Message> {
    let own = [MANIFEST, PROVENANCE, identity::STATUS_FILE];
    let reserved = own.iter().any(|own| name.eq_ignore_ascii_case(own)) || name.to_lowercase().starts_with("typst/");
    unsafe_path(name).or_else(|| reserved.then(|| words::reserved_name(name)))
}

/// Why `name` might lead out of a folder or mean something else on another system, if it might.
pub fn unsafe_path(name: &str) -> Option<words::Message> {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
    for part in name.split('/') {
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        let numbered = stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.as_bytes()[3].is_ascii_digit();
        if part.is_empty()
            || part.starts_with('.')
            || part.ends_with(['.', ' '])
            || part.starts_with(' ')
            || part.len() > 200
            || part.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c) || is_format(c))
            || DEVICES.contains(&stem.as_str())
            || numbered
        {
            return Some(words::unsafe_name(name.escape_debug(), part.escape_debug()));
        }
    }
    None
}

/// Characters that cannot be seen and can disguise a name: bidirectional and zero-width marks.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
