//! What a file says twice: of two entries of a dictionary that have one key, no two readers need take the same one.

use std::collections::BTreeSet;

use super::scan::{end, reference, regular, space};

/// The first key that a dictionary repeats, of an object and of all that stands within it. What is broken is not gone into:
/// whoever reads it says so.
pub fn key(data: &[u8]) -> Option<String> {
    // For each array or dictionary that is open, its keys; an array has none.
    let mut open: Vec<Option<BTreeSet<Vec<u8>>>> = Vec::new();
    let mut at = 0;
    let mut wants_key = false;
    loop {
        at = space(data, at);
        let rest = data.get(at..)?;
        match rest {
            [b'<', b'<', ..] => {
                open.push(Some(BTreeSet::new()));
                (at, wants_key) = (at + 2, true);
                continue;
            }
            [b'[', ..] => {
                open.push(None);
                (at, wants_key) = (at + 1, false);
                continue;
            }
            [b'>', b'>', ..] if matches!(open.last(), Some(Some(_))) => at += 2,
            [b']', ..] if matches!(open.last(), Some(None)) => at += 1,
            [b'/', name @ ..] => {
                let length = regular(name);
                at += 1 + length;
                if wants_key && let Some(Some(keys)) = open.last_mut() {
                    let name = plain(&name[..length]);
                    if keys.contains(&name) {
                        return Some(String::from_utf8_lossy(&name).into_owned());
                    }
                    keys.insert(name);
                    wants_key = false;
                    continue;
                }
                if open.is_empty() {
                    return None;
                }
                wants_key = matches!(open.last(), Some(Some(_)));
                continue;
            }
            // A number may begin a reference.
            _ => {
                at = reference(data, at).or_else(|| end(data, at))?;
                if open.is_empty() {
                    return None;
                }
                wants_key = matches!(open.last(), Some(Some(_)));
                continue;
            }
        }
        open.pop();
        if open.is_empty() {
            return None;
        }
        wants_key = matches!(open.last(), Some(Some(_)));
    }
}

/// A name without its escapes (ISO 32000-1, 7.3.5).
fn plain(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let digits = name.get(at + 1..at + 3).filter(|_| name[at] == b'#').and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(name[at]);
                at += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_keys_are_found() {
        let of = |text: &str| key(text.as_bytes());
        assert_eq!(of("<</A 1/B 2 0 R/C[1 0 R/A/A]/D<</A/A/B(/A)>>/E/A>>"), None);
        assert_eq!(of("<</A 1/B 2/A 3>>").as_deref(), Some("A"));
        assert_eq!(of("<</A 1/B<</C/D/C/D>>>>").as_deref(), Some("C"));
        assert_eq!(of("[<</A 1 0 R/#41 2>>]").as_deref(), Some("A"));
        assert_eq!(of("<</A 5 0 R%/A\n/B 1>>"), None);
        assert_eq!(of("<</A<AA>/B<AA>/A<</A 1>>>>").as_deref(), Some("A"));
        assert_eq!(of("<</MCID 0/MCID 1>> BDC").as_deref(), Some("MCID"));
        for broken in ["", "<<", "<</A", "<<1 0 R>>", "]", ">>", "<</A 1]", "<</A (", "/A/A/A", "1 0 R"] {
            assert_eq!(of(broken), None, "{broken}");
        }
    }
}
