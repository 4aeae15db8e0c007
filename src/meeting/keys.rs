//! Keys: how the keys of `meeting.toml` are called where a person is told of them.

use std::fmt;

/// What the tables are called.
const TABLES: &[(&str, &str, &str)] = &[
    ("meeting", "会議", "[meeting]"),
    ("records", "意見の表", "[records]"),
    ("look", "体裁", "[look]"),
    ("words", "言葉", "[words]"),
    ("pdf", "PDF", "[pdf]"),
    ("inquiry", "照会", "[inquiry]"),
    ("sections", "区分", "[[sections]]"),
    ("sources", "出典", "[[sources]]"),
    ("fields", "列", "[[fields]]"),
    ("divisions", "課", "[[divisions]]"),
    ("papers", "資料", "[[papers]]"),
];

/// What the desk calls the keys that it has fields for.
const KEYS: &[(&str, &str)] = &[
    ("title", "題名"),
    ("short_title", "短い題名"),
    ("date", "日付"),
    ("label", "資料番号"),
    ("key", "短い呼び名"),
    ("heading", "見出し"),
    ("over", "上の見出し"),
    ("attribution", "だれの意見かを示す欄の名前"),
    ("files", "作るファイル"),
    ("asks", "照会の文"),
    ("contact", "問い合わせ先"),
    ("name", "名前"),
];

/// A key with its table, such as `sources.key`, or several of them; in Japanese, as `{:#}` writes it, with where it stands.
pub struct Spoken<'k>(pub &'k str);

impl fmt::Display for Spoken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !f.alternate() {
            return f.write_str(self.0);
        }
        let mut before = "";
        for (index, key) in self.0.split(" / ").enumerate() {
            if index > 0 {
                f.write_str(" か ")?;
            }
            let (table, name) = key.split_once('.').unwrap_or(("", key));
            let last = name.rsplit('.').next().unwrap_or(name);
            let known = KEYS.iter().find(|(own, _)| *own == last && table != "words");
            let name = known.map_or_else(|| format!(" {name}"), |(_, word)| format!("{word}（{name}）"));
            match TABLES.iter().find(|(own, ..)| *own == table) {
                Some((_, called, header)) if table != before => write!(f, "{called}（{header}）の{name}")?,
                Some(_) => f.write_str(name.trim_start())?,
                None => f.write_str(key)?,
            }
            before = table;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_spoken() {
        let said = |key: &str| (format!("{}", Spoken(key)), format!("{:#}", Spoken(key)));
        assert_eq!(said("sources.key / sources.heading").1, "出典（[[sources]]）の短い呼び名（key） か 見出し（heading）");
        assert_eq!(said("meeting.title"), ("meeting.title".into(), "会議（[meeting]）の題名（title）".into()));
        assert_eq!(said("words.no").1, "言葉（[words]）の no");
        assert_eq!(said("kind").1, "kind");
    }
}
