//! Every word for a person, in English and in Japanese, by topic.
//!
//! An entry is a function that returns a [`Message`]; the table has no way to leave one language
//! out, and a test compares what the two mention. Words printed *in documents* (Japanese only)
//! are configuration: see [`crate::meeting::look::Look`] and the templates.

use std::borrow::Borrow;
use std::fmt::{self, Display};

use super::command::typed_path;
use super::remedy;

/// What differs between the languages by itself, such as a place, is Japanese where the Japanese writes `{place:#}`.
macro_rules! words {
    ($( $key:ident($($arg:ident),*) $en:literal $ja:literal )*) => {
        $(
            pub fn $key($($arg: impl Display),*) -> Message {
                $(let $arg = Given($arg);)*
                let values = vec![$(Value { name: stringify!($arg), en: $arg.to_string(), ja: format!("{:#}", $arg) }),*];
                Message::new(stringify!($key), format!($en), format!($ja), values)
            }
        )*

        /// Every entry by its key.
        #[allow(non_upper_case_globals)]
        pub mod key {
            use super::Key;
            $(pub const $key: Key = Key(stringify!($key));)*
        }

        pub(super) const TABLE: &[Entry] = &[$((stringify!($key), $en, $ja)),*];
    };
}

mod building;
mod characters;
mod editions;
mod help;
mod inquiries;
mod meeting;
mod pages;
mod papers;
mod places;
mod proofs;
mod records;
mod tables;

macro_rules! topics {
    ($($topic:ident)*) => {
        $(pub use $topic::*;)*

        /// Every entry by its key.
        pub mod key {
            $(pub use super::$topic::key::*;)*
        }

        /// All entries.
        pub fn entries() -> impl Iterator<Item = &'static Entry> {
            [$($topic::TABLE),*].into_iter().flatten()
        }
    };
}

topics! { places meeting papers tables records inquiries pages building characters proofs editions help }

/// Key, English and Japanese, placeholders unfilled.
pub type Entry = (&'static str, &'static str, &'static str);

/// The entry of this key.
fn entry(key: &str) -> Option<&'static Entry> {
    entries().find(|(known, ..)| *known == key)
}

/// The language in which the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    En,
    Ja,
}

/// A text in both languages, with a key that stays the same whatever the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    key: &'static str,
    /// Apart from the key, so that a message is small to hand on.
    said: Box<Said>,
}

/// An entry of the table of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(&'static str);

/// A message in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    en: String,
    ja: String,
    values: Vec<Value>,
    /// Of a hint: the settings that do what it says.
    settings: Vec<String>,
}

/// What stands in a message in the place of a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    name: &'static str,
    en: String,
    ja: String,
}

impl Message {
    fn new(key: &'static str, en: String, ja: String, values: Vec<Value>) -> Self {
        Self { key, said: Box::new(Said { en, ja, values, settings: Vec::new() }) }
    }

    /// What programs know the message by. The program itself asks [`Self::is`].
    pub fn code(&self) -> &'static str {
        self.key
    }

    /// Whether it is this entry of the table.
    pub fn is(&self, key: Key) -> bool {
        self.key == key.0
    }

    /// The same message with what it says in each language put otherwise.
    pub fn map(self, put: impl Fn(&str) -> String) -> Self {
        Self::new(self.key, put(&self.said.en), put(&self.said.ja), Vec::new())
    }

    /// A hint with the setting of meeting.toml that does what it says, as `shiryo set` takes it; `{date}` in it is asked for.
    pub fn by(mut self, setting: impl Display) -> Self {
        self.said.settings.push(setting.to_string());
        self
    }

    /// The settings that do what a hint says: those that it was given, else those that its last lines write out.
    pub fn settings(&self) -> Vec<String> {
        if self.said.settings.is_empty() { remedy::settings(&self.said.ja) } else { self.said.settings.clone() }
    }

    /// What a program can do about a hint: nothing, or settings, and when they are right, or an action of the desk.
    pub fn remedy(&self, lang: Lang) -> serde_json::Value {
        if let Some((does, [en, ja])) = remedy::done(self.key) {
            let filled = |text: &str, value: &Value| {
                text.replace(&format!("{{{}}}", value.name), if lang == Lang::Ja { &value.ja } else { &value.en })
            };
            let template = if lang == Lang::Ja { ja } else { en };
            let reason = self.said.values.iter().fold(template.to_owned(), |text, value| filled(&text, value));
            let does = Some(does).filter(|does| !does.is_empty());
            let settings: &[String] = if does.is_some() { &[] } else { &self.said.settings };
            return serde_json::json!({ "reason": reason, "settings": settings, "does": does });
        }
        let settings = self.settings();
        let reason = if settings.is_empty() { None } else { Some(remedy::reason(&self.say(lang))) };
        serde_json::json!({ "reason": reason, "settings": settings })
    }

    /// Messages in a row, each behind what it is marked with.
    pub fn row(key: &'static str, marked: &[(String, Message)]) -> Self {
        let row = |lang| marked.iter().map(|(mark, message)| format!("{mark}{}", message.say(lang))).collect::<Vec<_>>().join(" / ");
        Self::new(key, row(Lang::En), row(Lang::Ja), Vec::new())
    }

    /// A text that comes in both languages from elsewhere.
    pub fn of(key: &'static str, en: &str, ja: &str) -> Self {
        Self::new(key, en.to_owned(), ja.to_owned(), Vec::new())
    }

    /// A message around another one, each language around its own.
    pub fn both(inner: Self, outer: impl Fn(&str) -> Self) -> Self {
        let (en, ja) = (outer(&inner.said.en), outer(&inner.said.ja));
        let values = en.said.values.into_iter().zip(ja.said.values).map(|(en, ja)| Value { ja: ja.ja, ..en }).collect();
        Self::new(en.key, en.said.en, ja.said.ja, values)
    }

    /// Position of a character, where the message takes one and leaves it to the place to say it.
    pub(super) fn position(&self) -> Option<usize> {
        let (_, en, _) = entry(self.key)?;
        let value = self.said.values.iter().find(|value| value.name == "position")?;
        if en.contains("{position}") { None } else { value.en.parse().ok() }
    }

    /// The names of the values that stand between quotes in both languages, so that several can stand there.
    pub(super) fn quoted(&self) -> Vec<&'static str> {
        let Some((_, en, ja)) = entry(self.key) else { return Vec::new() };
        let is_quoted = |name: &&str| {
            let once = |text: &str, quoted: &str| text.contains(quoted) && text.matches(&format!("{{{name}}}")).count() == 1;
            once(en, &format!("\"{{{name}}}\"")) && once(ja, &format!("「{{{name}}}」"))
        };
        self.said.values.iter().map(|value| value.name).filter(is_quoted).collect()
    }

    /// Key and values but for one (and for the position that the place says): what must be the same in messages that
    /// are to be said as one.
    pub(super) fn apart_from(&self, name: &str) -> Vec<&str> {
        let is_other = |value: &&Value| {
            value.name != name && self.counted() != Some(value.name) && !(value.name == "position" && self.position().is_some())
        };
        let others = self.said.values.iter().filter(is_other);
        std::iter::once(self.key).chain(others.map(|value| value.en.as_str())).collect()
    }

    /// The value that counts what the message names; the counts of several are added.
    fn counted(&self) -> Option<&'static str> {
        COUNTED.iter().find(|(key, ..)| *key == self.key).map(|(_, count, _)| *count)
    }

    /// All values, as they are in English.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.said.values.iter().map(|value| value.en.as_str())
    }

    /// The value called `name`, as it is in English.
    pub fn value(&self, name: &str) -> &str {
        self.said.values.iter().find(|value| value.name == name).map_or("", |value| &value.en)
    }

    /// Says messages that differ in one quoted value, and in what they count, as one, with the values beside each other: 「ア」「イ」.
    /// After `limit` of them, only how many more there are.
    pub(super) fn listing(name: &str, members: &[&Self], limit: usize) -> Self {
        let mut whole = members[0].clone();
        if let Some((_, count, _)) = COUNTED.iter().find(|(key, ..)| *key == whole.key) {
            let sum = members.iter().filter_map(|member| member.value(count).parse::<usize>().ok()).sum::<usize>().to_string();
            whole
                .said
                .values
                .iter_mut()
                .filter(|value| value.name == *count)
                .for_each(|value| (value.en, value.ja) = (sum.clone(), sum.clone()));
        }
        let is_first = COUNTED.iter().any(|(key, _, first)| *key == whole.key && *first);
        let values: Vec<&str> = members.iter().map(|member| member.value(name)).take(if is_first { 1 } else { usize::MAX }).collect();
        whole.listed(name, &values, limit)
    }

    fn listed(&self, name: &str, values: &[&str], limit: usize) -> Self {
        let Some((_, en, ja)) = entry(self.key) else { return self.clone() };
        let left = values.len().saturating_sub(limit);
        let listed = |lang: Lang, open: &str, between: &str, close: &str| {
            let shown = values[..values.len() - left].join(between);
            let more = if left > 0 { more_places(left).say(lang) } else { String::new() };
            format!("{open}{shown}{close}{more}")
        };
        let (listed_en, listed_ja) = (listed(Lang::En, "\"", "\", \"", "\""), listed(Lang::Ja, "「", "」「", "」"));
        let fill = |template: &str, quoted: &str, listed: &str, lang: Lang| match template.split_once(quoted) {
            Some((before, behind)) => self.filled(before, lang) + listed + &self.filled(behind, lang),
            None => self.filled(template, lang),
        };
        let en = fill(en, &format!("\"{{{name}}}\""), &listed_en, Lang::En);
        let ja = fill(ja, &format!("「{{{name}}}」"), &listed_ja, Lang::Ja);
        Self::new(self.key, en, ja, self.said.values.clone())
    }

    /// A part of the message's template with its values put in.
    fn filled(&self, template: &str, lang: Lang) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(behind) = rest.strip_prefix(brace) {
                text.push_str(brace);
                rest = behind;
            } else if let Some((name, behind)) = rest.split_once('}') {
                let (name, form) = name.split_once(':').unwrap_or((name, ""));
                let value = self.said.values.iter().find(|value| value.name == name);
                let value = value.map_or("", |value| if lang == Lang::En { &value.en } else { &value.ja });
                text.push_str(&if form == "?" { typed_path(value) } else { value.to_owned() });
                rest = behind;
            }
        }
        text + rest
    }

    pub fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.said.en.clone(),
            Lang::Ja => self.said.ja.clone(),
        }
    }
}

impl Display for Message {
    /// In English; with `#` in Japanese.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if f.alternate() { &self.said.ja } else { &self.said.en })
    }
}

/// Messages that count: the value that is added where several are said as one, and whether they name only the first of what
/// they count.
const COUNTED: &[(&str, &str, bool)] = &[
    ("response_open", "open", false),
    ("paper_source_lost", "count", false),
    ("strays_found", "count", true),
    ("refused_again", "count", true),
];

/// A number of things: `3 cells`, `1 cell`; with `#`, in Japanese, the number alone.
pub struct Count(pub usize, pub &'static str);

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self(number, _) if f.alternate() => number.fmt(f),
            Self(1, thing) => write!(f, "1 {thing}"),
            Self(number, thing) => write!(f, "{number} {thing}s"),
        }
    }
}

/// What an entry is given; `{file:?}` writes it as a path is typed in a command line.
struct Given<T>(T);

impl<T: Display> Display for Given<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Display> fmt::Debug for Given<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&typed_path(&self.0.to_string()))
    }
}

/// Most names that one finding lists.
const LISTED: usize = 10;

/// Names in a row; after some, only how many more there are.
pub fn listed(names: &[impl Borrow<str>]) -> String {
    let mut text = names[..names.len().min(LISTED)].join(", ");
    if names.len() > LISTED {
        text += &format!(", … (+{})", names.len() - LISTED);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next()).collect()
    }

    #[test]
    fn values_are_put_in_as_they_are() {
        let message = rule_field("{{given}} {x}");
        let listing = |values: &[&str], limit: usize| {
            let messages: Vec<Message> = values.iter().map(rule_field).collect();
            Message::listing("given", &messages.iter().collect::<Vec<_>>(), limit)
        };
        assert_eq!(listing(&["{{a}}", "b"], 9).say(Lang::Ja), "「{{a}}」「b」という記録の項目はありません");
        assert_eq!(listing(&["a", "b", "c"], 2).say(Lang::En), "\"a\", \"b\", and 1 more is no field of the records");
        assert_eq!(message.filled(places::TABLE[0].1, Lang::En), ":");
    }

    #[test]
    fn words_of_command_lines_are_typed() {
        for (key, en, ja) in entries() {
            for command in [en, ja].into_iter().flat_map(|text| text.split("shiryo ").skip(1)) {
                let is_end = |c: char| !c.is_ascii() || "`(;\n".contains(c);
                let command = command.split(is_end).next().unwrap_or_default().replace("{{", "").replace("}}", "");
                let bare = command.split('{').skip(1).find(|rest| !rest.split('}').next().is_some_and(|name| name.ends_with(":?")));
                assert_eq!(bare, None, "{key}: {command}");
            }
        }
        let said = mend_advice("第1回/意見 - コピー.xlsx").say(Lang::Ja);
        assert!(
            said.contains("shiryo mend '第1回/意見 - コピー.xlsx' ") || said.contains("shiryo mend \"第1回/意見 - コピー.xlsx\" "),
            "{said}"
        );
    }

    #[test]
    fn words_in_both_languages() {
        let mut keys = BTreeSet::new();
        for (key, en, ja) in entries() {
            assert!(keys.insert(key), "{key} stands twice");
            assert!(en.contains(|c: char| c.is_ascii_alphabetic()), "{key}: English");
            assert!(ja.contains('{') || ja.chars().any(|c| ('ぁ'..='ヶ').contains(&c) || ('一'..='龥').contains(&c)), "{key}: Japanese");
            assert_eq!(placeholders(en), placeholders(ja), "{key}: the languages mention different things");
        }
    }
}
