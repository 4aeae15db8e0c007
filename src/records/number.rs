//! Numbers: printed numbers of opinions, with branches (枝番) such as 2の2 or 2-2.

use std::cmp::Ordering;

/// A printed number. Numbers compare by value: 2 before 2の2 before 3, however they are written.
#[derive(Debug, Clone)]
pub struct Number {
    /// As it is printed.
    pub text: String,
    /// The number itself, and its branches.
    pub parts: Vec<u32>,
    /// Whether the records do not give it: it was printed before and is kept.
    pub kept: bool,
}

/// Largest number, and largest branch of one.
pub const LIMIT: u32 = 99_999;

/// What stands between a number and its branches.
const JOINTS: &[char] = &['の', '-', '－', '‐', '−', '–'];

impl Number {
    /// A number without branches.
    pub fn plain(number: u32) -> Self {
        Self { text: number.to_string(), parts: vec![number], kept: false }
    }

    /// The number that a text gives, in half-width or full-width digits. One with branches is printed as it was typed.
    pub fn parse(text: &str) -> Option<Self> {
        // As nearly all are written.
        if text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::plain(text.parse().ok()?));
        }
        let parts: Vec<u32> = text.trim().split(JOINTS).map(|part| whole(part.trim())).collect::<Option<_>>()?;
        match parts.as_slice() {
            [number] => Some(Self::plain(*number)),
            _ => Some(Self { text: text.trim().to_owned(), parts, kept: false }),
        }
    }

    /// The same, unless it is larger than any that is printed. A branch is no 0.
    pub fn printed(text: &str) -> Option<Self> {
        let is_branch = |part: &u32| (1..=LIMIT).contains(part);
        Self::parse(text).filter(|number| number.main() <= LIMIT && number.parts[1..].iter().all(is_branch))
    }

    /// A number that branches from another: 2の3.
    pub fn branch(stem: &Self, branch: u32) -> Self {
        let parts: Vec<u32> = stem.parts.iter().copied().chain([branch]).collect();
        let text = parts.iter().map(u32::to_string).collect::<Vec<_>>().join("の");
        Self { text, parts, kept: false }
    }

    /// The same number, kept from before.
    pub fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    /// The number without its branches.
    pub fn main(&self) -> u32 {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// A number of opinions as tables write it: 3, 1,234 or 3件.
pub fn counted(text: &str) -> Option<u32> {
    whole(text.trim().trim_end_matches(['件', '人', '名', '通']).replace([',', '，'], "").trim())
}

/// A whole number in half-width or full-width digits.
pub fn whole(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digits: Option<String> = text
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
            _ => None,
        })
        .collect();
    digits?.parse().ok()
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_branches() {
        let mut numbers: Vec<Number> =
            ["3", "2-10", "２の２", "2", "10", "2の2の1"].iter().filter_map(|text| Number::parse(text)).collect();
        numbers.sort();
        let texts: Vec<&str> = numbers.iter().map(|number| number.text.as_str()).collect();
        assert_eq!(texts, ["2", "２の２", "2の2の1", "2-10", "3", "10"]);
        assert_eq!(Number::parse("１２").map(|number| number.text), Some("12".to_owned()));
        assert_eq!(["", "の2", "2の", "二", "1.5", "99999999999"].map(|text| Number::parse(text).is_some()), [false; 6]);
    }
}
