//! Change: what one setting changes in the text of a `meeting.toml`. Everything else stays, comments and order included.
//!
//! `key=value` sets, `key=` takes away, `key+=value` adds to a list: at its end, or before the member that the key names.
//! A table may be given as the file writes it, with a header, lines and comments.
//! A member of a list is named by its number, from 1, or by its `key`, `name`, `title`, `label` or `value`,
//! or by its heading.

mod around;
mod list;
mod setting;
mod text;

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use self::list::{as_before, empty_list, insert, length, member, members, of_tables, removal, remove, replace};
use self::setting::{Given, Setting};
use self::text::{is_blank, list_name, written_as, written_out};
use crate::commands::outcome::Before;
use crate::meeting::day::PROVISIONAL;
use crate::say::diag::Diagnostic;
use crate::say::words;

/// Does what a setting says, and returns the setting that undoes it, as key and value.
pub fn apply(document: &mut DocumentMut, setting: &str) -> Result<Before, Box<Diagnostic>> {
    let was = document.to_string();
    let (before, value) = applied(document, setting)?;
    match value {
        None => around::keep(document, &was),
        Some(Given::Table(_)) => around::once(document, &was),
        Some(Given::Value(_)) => {}
    }
    Ok(before)
}

fn applied(document: &mut DocumentMut, setting: &str) -> Result<(Before, Option<Given>), Box<Diagnostic>> {
    let no_setting = || Box::new(Diagnostic::error(words::set_grammar(setting)).hint(words::set_grammar_hint()));
    let setting = Setting::of(setting).ok_or_else(no_setting)?;
    let hint = members(document.as_item(), &setting).unwrap_or_else(words::set_grammar_hint);
    let no_place = || Box::new(Diagnostic::error(words::set_no_place(setting.written)).hint(hint.clone()));
    let place = place(document, &setting.outer).ok_or_else(no_place)?;
    let given = setting.value.clone();
    let done = match (length(place), given.clone()) {
        (Some(length), value) => change_member(place, length, &setting, value),
        (None, None) if setting.adds => return Err(no_setting()),
        (None, Some(value)) if setting.adds => add_to_list(place, &setting, value),
        (None, value) => change_key(document, &setting, value),
    };
    done.map(|before| (before, given)).ok_or_else(no_place)
}

/// The table or list that the keys name.
fn place<'d>(document: &'d mut DocumentMut, keys: &[String]) -> Option<&'d mut Item> {
    keys.iter().try_fold(document.as_item_mut(), |place, key| inner(place, key))
}

/// Changes a member of a list, or puts one before it.
fn change_member(list: &mut Item, length: usize, setting: &Setting, value: Option<Given>) -> Option<Before> {
    let Setting { written, outer, last, adds, .. } = setting;
    let index = member(list, last)?;
    match value {
        Some(value) if *adds => insert(list, index, value).then(|| removal(&outer.join("."), index)),
        Some(value) if index < length => {
            replace(list, index, value, outer).map(|before| Before { key: (*written).to_owned(), value: Some(before) })
        }
        None if index < length => remove(list, index, outer),
        _ => None,
    }
}

/// Adds a member to the list under a key of a table.
fn add_to_list(place: &mut Item, Setting { written, outer, last, .. }: &Setting, value: Given) -> Option<Before> {
    let table = place.as_table_like_mut()?;
    let is_new = !table.contains_key(last);
    let list = table.entry(last).or_insert_with(|| empty_list(&value, outer));
    let end = length(list)?;
    // A list that was not there is not there again.
    let undone = if is_new { Before { key: (*written).to_owned(), value: None } } else { removal(written, end) };
    insert(list, end, value).then_some(undone)
}

/// Changes what stands under a key of a table, or takes it away.
fn change_key(document: &mut DocumentMut, setting: &Setting, value: Option<Given>) -> Option<Before> {
    let Setting { written, outer, last, .. } = setting;
    let is_taken = value.is_none();
    let place = place(document, outer)?;
    let as_it_was = match (is_taken, outer.is_empty()) {
        (true, true) => place.get(last).and_then(|item| alone(item, last)),
        (true, false) => whole(place, outer),
        (false, _) => None,
    };
    // More is to be said of a member that is a name alone.
    named(place, outer.len().checked_sub(2).map_or("", |at| outer[at].as_str()));
    let table = place.as_table_like_mut()?;
    let mut before = table.get(last).and_then(written_as);
    let as_it_was = as_it_was.filter(|_| table.contains_key(last));
    match value {
        Some(value) => put(table, last, value).then_some(())?,
        None => drop(table.remove(last)),
    }
    if setting.is_date && confirm(table, setting.is_provisional) {
        before = before.map(|date| format!("{date}  {PROVISIONAL}"));
    }
    plain(place);
    spaced(place);
    // What a member of a list says in a table of its own goes with the last of it, so that what made it is undone.
    let is_bare = |table: &Table| table.is_empty() && [table.decor().prefix(), table.decor().suffix()].into_iter().all(is_blank);
    if is_taken
        && place.as_table().is_some_and(is_bare)
        && let Some((own, outer)) = outer.split_last().filter(|(_, outer)| !outer.is_empty())
    {
        self::place(document, outer)?.as_table_mut().map(|parent| parent.remove(own));
    }
    Some(as_it_was.unwrap_or_else(|| Before { key: (*written).to_owned(), value: before }))
}

/// What puts a table back as it is: what is taken out of it has lines and comments.
fn whole(table: &Item, keys: &[String]) -> Option<Before> {
    let value = table.as_table().map(|table| written_out(table.clone(), list_name(keys))).or_else(|| written_as(table))?;
    Some(Before { key: keys.join("."), value: Some(value) })
}

/// What puts back what is under a key of the file itself.
fn alone(item: &Item, key: &str) -> Option<Before> {
    let value = match item {
        Item::Table(table) => Some(written_out(table.clone(), key)),
        item => item.clone().into_value().ok().map(|value| value.decorated("", "").to_string()),
    };
    Some(Before { key: key.to_owned(), value: Some(value?) })
}

/// What stands under `key`; a table is made where there is none yet.
fn inner<'i>(item: &'i mut Item, key: &str) -> Option<&'i mut Item> {
    if length(item).is_some() {
        let index = member(item, key)?;
        return item.get_mut(index);
    }
    if !item.as_table_like()?.contains_key(key) {
        let is_inline = item.is_inline_table();
        let new = if is_inline { Item::Value(InlineTable::new().into()) } else { Item::Table(Table::new()) };
        item.as_table_like_mut()?.insert(key, new);
    }
    item.as_table_like_mut()?.get_mut(key)
}

/// A name alone in a list becomes a table with that name.
fn named(item: &mut Item, list: &str) {
    let key = match list {
        "columns" | "stack" => "of",
        "files" => "file",
        _ => return,
    };
    let Some(value) = item.as_value_mut().filter(|value| value.is_str()) else { return };
    let decor = value.decor().clone();
    let mut table = InlineTable::new();
    table.insert(key, value.clone().decorated(" ", ""));
    *value = Value::InlineTable(table);
    *value.decor_mut() = decor;
}

/// A table of which nothing but the name is left becomes that name again.
fn plain(item: &mut Item) {
    let Some(value) = item.as_value_mut() else { return };
    let Some(table) = value.as_inline_table().filter(|table| table.len() == 1) else { return };
    let Some(name) = ["of", "file"].iter().find_map(|key| table.get(key)).filter(|name| name.is_str()) else { return };
    let decor = value.decor().clone();
    let mut name = name.clone();
    *name.decor_mut() = decor;
    *value = name;
}

/// A table in one line has its blanks where they usually are, wherever something was added.
fn spaced(item: &mut Item) {
    let Some(table) = item.as_inline_table_mut() else { return };
    for (_, value) in table.iter_mut() {
        let is_blank =
            |part: Option<&toml_edit::RawString>| part.and_then(|part| part.as_str()).is_none_or(|part| part.chars().all(|c| c == ' '));
        if is_blank(value.decor().prefix()) && is_blank(value.decor().suffix()) {
            value.decor_mut().clear();
        }
    }
}

/// Writes a value under a key; the comment of the old one stays beside it.
fn put(table: &mut dyn TableLike, key: &str, new: Given) -> bool {
    let mut new = match new {
        Given::Value(value) => value,
        Given::Table(mut new) => {
            match table.get_mut(key) {
                Some(Item::Table(old)) => {
                    new.set_position(old.position());
                    *old = new;
                }
                Some(item) if !item.is_none() => return false,
                _ => drop(table.insert(key, Item::Table(new))),
            }
            return true;
        }
    };
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            // What is written in lines has its own.
            if let (Value::Array(old), Value::Array(new)) = (&*old, &mut new)
                && !new.to_string().contains('\n')
            {
                as_before(old, new);
            }
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(item) if item.is_none() => *item = Item::Value(new),
        Some(Item::ArrayOfTables(old)) => match of_tables(old, &new) {
            Some(new) => *old = new,
            None => return false,
        },
        Some(_) => return false,
        None => drop(table.insert(key, Item::Value(new))),
    }
    true
}

/// A date that somebody set is no provisional one, unless they say so. Returns whether it was one.
fn confirm(table: &mut dyn TableLike, is_provisional: bool) -> bool {
    let Some(date) = table.get_mut("date").and_then(Item::as_value_mut) else { return false };
    let was = date.decor().suffix().and_then(|suffix| suffix.as_str()).is_some_and(|comment| comment.contains(PROVISIONAL));
    if was || is_provisional {
        date.decor_mut().set_suffix(if is_provisional { format!("  {PROVISIONAL}") } else { String::new() });
    }
    was
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, settings: &[&str]) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        for setting in settings {
            apply(&mut document, setting).unwrap_or_else(|error| panic!("{setting}: {error:?}"));
        }
        document.to_string()
    }

    /// Does settings and undoes them again, last first.
    fn undone(text: &str, settings: &[&str]) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        let before: Vec<Before> = settings.iter().map(|setting| apply(&mut document, setting).unwrap()).collect();
        for Before { key, value } in before.into_iter().rev() {
            apply(&mut document, &format!("{key}={}", value.unwrap_or_default())).unwrap();
        }
        document.to_string()
    }

    #[test]
    fn change_keeps_comments() {
        let text = "# 会議\n[meeting]\ntitle = \"題\"  # 仮の題\n\n[look]            # 体裁\npaper = \"a3\"  # 紙\nsize = 9\n";
        assert_eq!(
            set(text, &["look.paper=a4", "look.landscape=false", "meeting.title=\"新しい題\""]),
            "# 会議\n[meeting]\ntitle = \"新しい題\"  # 仮の題\n\n[look]            # 体裁\npaper = \"a4\"  # 紙\nsize = 9\nlandscape = false\n"
        );
        assert_eq!(set("[look]\nsize = 9\n", &["look.size="]), "[look]\n");
        assert_eq!(
            set("[columns]\n", &["columns.\"No.=\"=unused", "columns.氏名=unused"]),
            "[columns]\n\"No.=\" = \"unused\"\n\"氏名\" = \"unused\"\n"
        );
    }

    #[test]
    fn change_papers() {
        let text =
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    \"no\",\n    # 意見\n    \"text\",\n]\n\n[[papers]]\nlabel = \"資料2\"\n";
        let said = set(text, &["papers.1.columns=[\"text\", \"no\", \"view\"]", "papers.1.look.size=8", "papers.2.label=資料3"]);
        assert_eq!(
            said,
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    # 意見\n    \"text\",\n    \"no\",\n    \"view\",\n]\n\n[papers.look]\nsize = 8\n\n[[papers]]\nlabel = \"資料3\"\n"
        );
        assert_eq!(undone(text, &["papers.1.look.size=8", "papers.1.look.paper=a4"]), text);
        assert!(set(&said.replace("[papers.look]", "# 体裁\n[papers.look]"), &["papers.1.look.size="]).contains("# 体裁"));
    }

    #[test]
    fn change_columns() {
        let text = "[[papers]]\ncolumns = [\n    \"no\",  # 番号\n    \"text\",\n]\n";
        let wide = set(text, &["papers.1.columns.2.width=30"]);
        assert_eq!(wide, "[[papers]]\ncolumns = [\n    \"no\",  # 番号\n    { of = \"text\", width = 30 },\n]\n");
        assert_eq!(set(&wide, &["papers.1.columns.2.width="]), text);
        let named = set(&wide, &["papers.1.columns.2.heading=\"声\""]);
        assert!(named.contains("{ of = \"text\", width = 30, heading = \"声\" },"), "{named}");
        assert_eq!(undone(text, &["papers.1.columns.2.width=30", "papers.1.columns.1=", "papers.1.columns+=view"]), text);
    }

    #[test]
    fn change_lists() {
        let text = "[meeting]\ntitle = \"題\"\n\n[[fields]]\nkey = \"rank\"  # 順\nheading = \"順位\"\n";
        let said =
            set(text, &["fields.rank.private=true", "fields+={ key = \"備考\", heading = \"備考\" }", "sections+={ title = \"公園\" }"]);
        assert_eq!(
            said,
            "[meeting]\ntitle = \"題\"\n\n[[fields]]\nkey = \"rank\"  # 順\nheading = \"順位\"\nprivate = true\n\n[[fields]]\nkey = \"備考\"\nheading = \"備考\"\n\n[[sections]]\ntitle = \"公園\"\n"
        );
        assert_eq!(set(&said, &["sections.公園.title=道路", "fields.備考="]).matches("[[").count(), 2);
        assert_eq!(undone(&said, &["fields.1=", "fields+={ key = \"x\", heading = \"y\" }"]), said);
        assert_eq!(undone("[[papers]]\n", &["papers.1.shows+={ section = 1 }", "sections+={ title = \"公園\" }"]), "[[papers]]\n");
        assert_eq!(
            set("[[papers]]\n", &["papers.1.below+={ note = \"注\" }", "papers.1.below.1.note=他"]),
            "[[papers]]\nbelow = [{ note = \"他\" }]\n"
        );
    }

    #[test]
    fn change_names_members() {
        let text = "[[fields]]\nkey = \"remarks\"\nheading = \"備考\"\n[[fields]]\nkey = \"備考2\"\nheading = \"remarks\"\n";
        assert!(set(text, &["fields.備考.private=true"]).contains("heading = \"備考\"\nprivate = true"));
        // What it is called goes before what it is headed.
        assert!(set(text, &["fields.remarks.private=true"]).contains("heading = \"備考\"\nprivate = true"));
        let hint = |setting: &str| apply(&mut text.parse().unwrap(), setting).unwrap_err().hints[0].say(words::Lang::En);
        for setting in ["fields.3.private=true", "fields.理由.private=true"] {
            assert_eq!(hint(setting), "fields has these members: 1（備考）, 2（remarks）; name one by its number or its name");
        }
    }

    #[test]
    fn change_undoes_with_comments() {
        let text = "[meeting]\ntitle = \"題\"\n\n# 資料\n[[papers]]\nlabel = \"資料1\"  # 枠\n# 列\ncolumns = [\n    \"no\",  # 番号\n    # 意見\n    \"text\",\n]\nfiles = [\"a.pdf\", \"a.xlsx\"]\n\n[papers.look]  # 体裁\nsize = 9\n\n# 二つ目\n[[papers]]\nlabel = \"資料2\"\n\n[inquiry]  # 照会\nedition = 1\n\n[[divisions]]\nname = \"窓口課\"  # 1階\ntakes = [\n  { section = 1 },  # 公園\n  { section = 2 },\n]\n";
        for settings in [
            &["papers.1="] as &[&str],
            &["papers.2="],
            &["papers.1=", "papers.1="],
            &["papers.1.columns.1="],
            &["papers.1.columns.2="],
            &["papers.1.columns=[\"text\"]"],
            &["papers.1.columns=[\"text\", \"no\", \"view\"]"],
            &["papers.1.files.1="],
            &["papers.1.columns="],
            &["papers.2={ label = \"資料3\" }", "papers.1={ label = \"資料4\" }"],
            &["papers.1.files=", "papers.1.label=", "papers.1.look.size="],
            &["papers.1.columns.2.width=30", "papers.1.columns.2.heading=声", "papers.1.columns.2.width=", "papers.1.columns.2.heading="],
            &["meeting.title=", "inquiry.edition="],
            &["divisions.1="],
            &["divisions.窓口課.takes.1="],
            &["divisions.1.takes+={ section = 3 }", "divisions.1.takes.1="],
        ] {
            assert_eq!(undone(text, settings), text, "{settings:?}");
        }
        for setting in ["papers+=[[divisions]]\nname = \"課\"", "papers+=[[papers]]\n[[papers]]", "meeting.title=[[title]]\n"] {
            assert!(apply(&mut text.parse().unwrap(), setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn change_leaves_the_comments_of_others() {
        let text = "[meeting]\ntitle = \"題\"\n# numbers = \"typed\"\n\n# 読み方\n# [records]\n\n# 体裁\n[look]\nsize = 9\n\n# 区分の番号は順\n[[sections]]\ntitle = \"一\"\n[[sections]]\ntitle = \"二\"\n\n# 二つ目だけ\n[[papers]]\n";
        let without = "[meeting]\ntitle = \"題\"\n# numbers = \"typed\"\n\n# 読み方\n# [records]\n\n# 区分の番号は順\n[[sections]]\ntitle = \"一\"\n[[sections]]\ntitle = \"二\"\n\n# 二つ目だけ\n[[papers]]\n";
        assert_eq!(set(text, &["look="]), without);
        assert_eq!(set(text, &["sections.1="]).matches("# 区分の番号は順\n[[sections]]\ntitle = \"二\"").count(), 1);
        assert!(!set(text, &["papers.1="]).contains("二つ目だけ"));
        assert_eq!(set("# 覚え\n\n# 体裁\n[look]\n", &["look="]), "# 覚え\n\n");
        for setting in ["sections.1=", "sections.2=", "papers.1="] {
            assert_eq!(undone(text, &[setting]), text, "{setting}");
        }
        // It comes back at the end, and each comment stands there once.
        let back = undone(text, &["look="]);
        assert!(back.ends_with("# 体裁\n[look]\nsize = 9\n") && back.matches("# 読み方").count() == 1, "{back}");
    }

    #[test]
    fn change_confirms_the_date() {
        let text = format!("[meeting]\ndate = 2026-01-01  {PROVISIONAL}\n");
        assert_eq!(set(&text, &["meeting.date=2026-11-20"]), "[meeting]\ndate = 2026-11-20\n");
        assert_eq!(undone(&text, &["meeting.date=2026-11-20"]), text);
    }

    #[test]
    fn change_refuses() {
        let mut document: DocumentMut = "[[papers]]\nlabel = \"資料1\"\n".parse().unwrap();
        for setting in [
            "look", "=1", "papers.2.label=x", "papers.1.label.x=1", "a b=1", "papers.x=", "papers+=1", "papers.3+={}", "papers.label+=1",
            "+=1",
        ] {
            assert!(apply(&mut document, setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn change_before() {
        let mut document: DocumentMut = "[look]\nsize = 9  # 字\n".parse().unwrap();
        assert_eq!(apply(&mut document, "look.size=10").unwrap().value.as_deref(), Some("9"));
        assert_eq!(apply(&mut document, "look.line=15").unwrap().value, None);
    }
}
