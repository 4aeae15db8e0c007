//! Proposals: lines that may have been meant by one that is at fault. Each is tried before it is said.

use toml::de::DeTable;

use super::kind::FaultKind;
use super::{Fault, REPEATED};

/// Keys under the names that people give them.
const NAMES: &[(&str, &[&str])] = &[
    ("title", &["題名", "題", "表題", "タイトル", "件名", "会議名", "資料名"]),
    ("date", &["日付", "年月日", "開催日", "作成日"]),
    ("label", &["資料番号", "番号", "ラベル"]),
    ("heading", &["見出し", "列名"]),
    ("key", &["キー", "記号"]),
    ("name", &["名前", "名称", "課名", "担当課"]),
    ("files", &["ファイル", "出力"]),
    ("layout", &["様式", "レイアウト"]),
    ("paper", &["用紙"]),
    ("due", &["期限", "締切", "回答期限"]),
    ("contact", &["連絡先", "問い合わせ先", "問合せ先"]),
];

impl Fault<'_> {
    /// Lines that may have been meant, the likeliest first.
    pub(super) fn proposals(&self) -> Vec<String> {
        let text = self.text().trim_end();
        let (before, rest) = (text.get(..self.at).unwrap_or(text), text.get(self.at..).unwrap_or_default());
        let mut proposals = Vec::new();
        match self.kind {
            FaultKind::Unquoted if self.is_date() => proposals.push(format!("{} = 2026-11-22", self.name())),
            FaultKind::Unquoted => self.of_value(text, before, rest, &mut proposals),
            FaultKind::ExtraEquals => proposals.push(format!("{before} {}", rest.trim_start_matches(['=', ' ']))),
            FaultKind::NoEquals | FaultKind::StrangeKey => of_key(text.trim(), &mut proposals),
            FaultKind::OpenHeader("]]") => proposals.push(with_end(text.trim_end_matches(']'), "]]")),
            FaultKind::OpenHeader(end) => {
                proposals.push(with_end(text, end));
                proposals.push(format!("{}{end}", text.replace([' ', '　'], "")));
            }
            FaultKind::Rest => self.of_rest(text, before, rest, &mut proposals),
            // What stands first on its line lacks the comma on the line before.
            FaultKind::NoCommaInList if before.trim().is_empty() => return proposals,
            FaultKind::NoCommaInList | FaultKind::NoCommaInTable => {
                let space = if rest.starts_with(' ') { "" } else { " " };
                proposals.push(format!("{},{space}{rest}", before.trim_end()));
            }
            FaultKind::NoCommaBefore => {
                let word = before.trim_end().rsplit(' ').next().map_or(0, str::len);
                let at = before.trim_end().len() - word;
                proposals.push(format!("{}, {}", text[..at].trim_end(), &text[at..]));
            }
            FaultKind::ExtraComma => {
                proposals.push(format!("{}{}", before.trim_end().trim_end_matches(','), rest));
                proposals.push(format!("{before}{}", rest.trim_start_matches([',', ' '])));
            }
            FaultKind::Twice => proposals.push(String::new()),
            FaultKind::Escape => {
                proposals.push(text.replace('\\', "/"));
                proposals.push(text.replace('\\', "\\\\"));
            }
            FaultKind::LeadingZero => proposals.push(format!("{before}{}", rest.trim_start_matches('0'))),
            FaultKind::EmptyKey => proposals.push(format!("# {text}")),
            _ => {}
        }
        let clean: String = text.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
        proposals.extend((clean != text).then_some(clean));
        let quote = match self.kind {
            FaultKind::OpenText(quote) => Some(quote),
            FaultKind::StrangeText => Some("\""),
            _ => None,
        };
        if let Some(quote) = quote {
            proposals.extend([quote, &format!("{quote}]"), &format!("{quote}}}"), &format!("{quote}}}]")].map(|end| with_end(text, end)));
            // The bracket that stands in the text was to close what is open.
            for end in ["]", "}", "}]"] {
                if let Some(inner) = text.strip_suffix(end) {
                    proposals.insert(0, format!("{inner}{quote}{end}"));
                }
            }
        }
        for end in ["]", "}", "}]"] {
            proposals.push(with_end(text, end));
        }
        proposals.extend(text.strip_suffix(']').map(|inner| format!("{}}}]", with_space(inner))));
        proposals
    }

    /// For a value that stands in no quotes.
    fn of_value(&self, text: &str, before: &str, rest: &str, proposals: &mut Vec<String>) {
        proposals.extend(with_values_quoted(text));
        let value = self.value();
        if value.is_empty() {
            proposals.push(format!("# {text}"));
            return;
        }
        let behind = rest.get(value.len()..).unwrap_or_default();
        let shorter = value.trim_end_matches([';', '；', '。', ',', '、', '，']);
        if shorter.len() < value.len() {
            proposals.push(format!("{before}{shorter}{behind}"));
            proposals.push(format!("{before}{}{behind}", quoted(shorter)));
        }
        proposals.push(format!("{before}{}{behind}", quoted(value)));
        proposals.push(format!("{before}{}", quoted(rest)));
    }

    /// For a line on which something stands behind what is complete.
    fn of_rest(&self, text: &str, before: &str, rest: &str, proposals: &mut Vec<String>) {
        let trailing = [',', ';', '、', '；', '。', '，', ' ', '　'];
        if rest.trim_matches(trailing).is_empty() {
            proposals.push(before.trim_end().to_owned());
        }
        if self.is_header() && rest.starts_with(']') {
            proposals.push(format!("[{text}"));
        }
        let starts_pair = rest.split_once('=').is_some_and(|(name, _)| is_bare_key(name.trim()));
        if starts_pair {
            // Each pair takes a line of its own.
            proposals.push(format!("{}\n{}", before.trim_end(), pairs(rest).join("\n")));
            proposals.push(format!("{}\n{}", before.trim_end(), rest.trim()));
        }
        if let Some((key, value)) = text.split_once('=') {
            let value = value.trim();
            if rest.trim_start().starts_with(',') {
                proposals.push(format!("{key}= [{value}]"));
            }
            // Quotes within a text.
            let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            proposals.extend(inner.filter(|inner| !inner.contains('\'')).map(|inner| format!("{key}= '{inner}'")));
            proposals.extend(with_values_quoted(text));
        }
        proposals.push(format!("{}  # {}", before.trim_end(), rest.trim()));
    }
}

/// For a line that has no key, or no equals sign behind it.
fn of_key(text: &str, proposals: &mut Vec<String>) {
    if let Some((name, value)) = text.split_once('=') {
        let name = name.trim();
        let known = NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(key, _)| *key);
        proposals.extend(known.map(|key| format!("{key} ={value}")));
    }
    if let Some((name, value)) = text.split_once([':', '：']).filter(|(name, _)| is_bare_key(name.trim())) {
        proposals.push(format!("{} = {}", name.trim(), value.trim()));
        proposals.push(format!("{} = {}", name.trim(), quoted(value.trim())));
    }
    if let Some((name, value)) = text.split_once([' ', '　']).filter(|(name, _)| is_bare_key(name)) {
        proposals.push(format!("{name} = {}", value.trim()));
        proposals.push(format!("{name} = {}", quoted(value.trim().trim_matches('"'))));
        proposals.push(format!("{name}{}", value.trim()));
        proposals.push(format!("{name}_{}", value.trim()));
    }
    if is_bare_key(text) && REPEATED.contains(&text) {
        proposals.push(format!("[[{text}]]"));
    }
    if !text.contains('=') {
        proposals.push(format!("# {text}"));
    }
}

/// Where a bare value at the start of `rest` ends.
pub(super) fn value_end(rest: &str, in_array: bool) -> usize {
    rest.find(|c: char| c == '#' || (in_array && matches!(c, ',' | ']' | '}' | '、'))).unwrap_or(rest.len())
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.trim().replace('\\', "\\\\").replace('"', "\\\""))
}

/// The line with each bare value of its list between quotes, if its value is a list.
fn with_values_quoted(text: &str) -> Option<String> {
    let (key, value) = text.split_once('=')?;
    let inner = value.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_value = |part: &str| DeTable::parse(&format!("x = {part}")).is_ok();
    let part = |part: &str| if is_value(part.trim()) { part.trim().to_owned() } else { quoted(part.trim_matches(['"', ' '])) };
    let parts: Vec<String> = inner.split([',', '、']).filter(|part| !part.trim().is_empty()).map(part).collect();
    Some(format!("{key}= [{}]", parts.join(", ")))
}

/// `a = "x" b = "y"` as its pairs.
fn pairs(text: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while let Some((key, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |at| at + 2),
            _ => value.find(' ').unwrap_or(value.len()),
        };
        pairs.push(format!("{} = {}", key.trim(), &value[..end]));
        rest = value[end..].trim();
    }
    pairs
}

fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A text with one space at its end.
fn with_space(text: &str) -> String {
    format!("{} ", text.trim_end())
}

/// The line with an end, before its comment.
pub(super) fn with_end(line: &str, end: &str) -> String {
    let line = line.trim_end();
    match line.rfind(" #").filter(|at| line[..*at].matches('"').count().is_multiple_of(2)) {
        Some(at) => format!("{}{end}{}", line[..at].trim_end(), &line[at..]),
        None => format!("{line}{end}"),
    }
}
