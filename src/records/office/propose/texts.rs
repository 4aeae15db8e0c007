//! Texts: headings, titles and names of an office's table as the file of a meeting has them.

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

pub fn stem(file: &str) -> String {
    let stem = plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    if stem.is_empty() { "意見".to_owned() } else { stem }
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
