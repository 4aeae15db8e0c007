//! Texts: headings, titles and names of an office's table as the file of a meeting has them.

use crate::meeting::headings::fold;
pub use crate::records::meeting_toml::plain;

/// A title in one line, with the blanks between its parts as wide as they are.
pub fn title(text: &str) -> String {
    let wide =
        |part: &str| part.split_inclusive('　').map(|part| if part.ends_with('　') { plain(part) + "　" } else { plain(part) }).collect();
    let lines: Vec<String> = text.trim().lines().map(wide).collect();
    lines.join(" ").trim().to_owned()
}

/// A heading of a table, less the blanks that only spread its letters or break its line.
pub fn heading_text(text: &str) -> String {
    let plain = plain(text);
    if plain.split(' ').all(|part| part.chars().count() <= 1) {
        return plain.replace(' ', "");
    }
    // Between Latin words they stay.
    let mut kept = String::new();
    let mut words = plain.split(' ').peekable();
    while let Some(word) = words.next() {
        kept += word;
        if word.ends_with(|c: char| c.is_ascii()) && words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii())) {
            kept.push(' ');
        }
    }
    kept
}

/// Keys of columns that results of consultations often have, by words in their headings; the first that fits.
const KEYS: &[(&str, &str)] = &[
    ("考え方", "view"),
    ("対応区分", "action"),
    ("反映区分", "action"),
    ("修正", "revised"),
    ("回答", "reply"),
    ("答弁", "reply"),
    ("検討結果", "result"),
    ("方針", "policy"),
    ("対応", "response"),
    ("理由", "reason"),
    ("件数", "cases"),
    ("課題", "issue"),
    ("課", "office"),
    ("方法", "method"),
    ("提出者", "person"),
    ("備考", "remarks"),
    ("頁", "page"),
    ("ページ", "page"),
];

/// A key for a column that no meeting knows, by the words in its heading, if one is plain.
pub fn key(heading: &str) -> Option<&'static str> {
    let folded = fold(heading);
    KEYS.iter().find(|(word, _)| folded.contains(word)).map(|(_, key)| *key)
}

pub fn stem(file: &str) -> String {
    let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    // What is piped in has no name.
    if stem.is_empty() || stem == "-" { "意見".to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_texts() {
        for (text, heading) in
            [("分 類", "分類"), ("N o", "No"), ("市の 考え方", "市の考え方"), ("PDF page", "PDF page"), ("意見 PDF page", "意見PDF page")]
        {
            assert_eq!(heading_text(text), heading);
        }
    }
}
