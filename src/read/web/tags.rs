//! Tags: what stands between `<` and `>`.

/// A tag, of a text in small letters.
#[derive(Debug, Clone, Default)]
pub struct Tag<'a> {
    pub length: usize,
    /// With the `/` of an end tag.
    pub name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The tag with which a text begins. A quote opens a value behind `=` alone.
    pub fn of(text: &'a str) -> Self {
        let name = name(text);
        let mut tag = Self { length: text.len(), name, attributes: Vec::new() };
        let mut at = name.len() + 1;
        let end_of = |from: usize, ends: &dyn Fn(char) -> bool| text[from..].find(ends).map_or(text.len(), |end| from + end);
        loop {
            at = end_of(at, &|c| !c.is_ascii_whitespace() && c != '/');
            if at == text.len() {
                return tag;
            }
            if text[at..].starts_with('>') {
                tag.length = at + 1;
                return tag;
            }
            let first = at + text[at..].chars().next().map_or(0, char::len_utf8);
            let end = end_of(first, &|c| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='));
            let named = &text[at..end];
            at = end_of(end, &|c| !c.is_ascii_whitespace());
            let mut value = "";
            if text[at..].starts_with('=') {
                let start = end_of(at + 1, &|c| !c.is_ascii_whitespace());
                (value, at) = match text[start..].chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let end = end_of(start + 1, &|c| c == quote);
                        (&text[start + 1..end], (end + 1).min(text.len()))
                    }
                    _ => {
                        let end = end_of(start, &|c| c.is_ascii_whitespace() || c == '>');
                        (&text[start..end], end)
                    }
                };
            }
            tag.attributes.push((named, value));
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(named, _)| named.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// The name of a tag, with the `/` of an end tag.
fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<');
    let end = inner.char_indices().skip(1).find(|(_, c)| !c.is_ascii_alphanumeric()).map_or(inner.len(), |(at, _)| at);
    &inner[..end]
}
