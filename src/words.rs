//! Every word for a person, in English and in Japanese, in one table.
//!
//! An entry is a function that returns a [`Message`]; the table has no way to leave one language
//! out, and a test compares what the two mention. Words printed *in documents* (Japanese only)
//! are configuration: see [`crate::meeting::Look`] and the templates.

use std::fmt::Display;

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
    en: String,
    ja: String,
}

impl Message {
    pub fn key(&self) -> &'static str {
        self.key
    }

    pub fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.en.clone(),
            Lang::Ja => self.ja.clone(),
        }
    }
}

macro_rules! words {
    ($( $key:ident($($arg:ident),*) $en:literal $ja:literal )*) => {
        $(
            pub fn $key($($arg: impl Display),*) -> Message {
                Message { key: stringify!($key), en: format!($en), ja: format!($ja) }
            }
        )*

        /// Key, English and Japanese of every entry, placeholders unfilled.
        pub const TABLE: &[(&str, &str, &str)] = &[$((stringify!($key), $en, $ja)),*];
    };
}

words! {
    // Files
    cannot_read(cause) "the file cannot be read ({cause})" "ファイルを読めません（{cause}）"
    cannot_write(cause) "cannot be written ({cause})" "書き込めません（{cause}）"
    file_too_large(size, limit) "the file has {size} MiB; at most {limit} MiB are read" "ファイルが{size}MiBあります。読めるのは{limit}MiBまでです"
    not_utf8() "the file is not UTF-8 text" "UTF-8のテキストではありません"

    // The meeting
    no_meeting() "there is no meeting here" "会議のフォルダーではありません（meeting.tomlがありません）"
    no_meeting_hint() "name the folder that holds meeting.toml, or start one with: shiryo init FOLDER" "meeting.tomlのあるフォルダーを指定するか、shiryo init フォルダー名 で作ってください"
    toml(message) "the file is not as it must be ({message})" "書き方に誤りがあります（{message}）"
    unknown_key(key) "unknown key \"{key}\"" "「{key}」という項目はありません"
    did_you_mean(near) "did you mean \"{near}\"?" "「{near}」ではありませんか"
    known_names(names) "known here: {names}" "使えるもの：{names}"
    empty_key(key) "{key} must not be empty" "{key} が空です"
    no_date() "meeting.date must be a date, such as 2026-11-22" "meeting.date には 2026-11-22 のような日付が必要です"
    margins() "look.margin_…: each margin is 0 to 100 mm, and 60 mm of the page must be left each way" "look.margin_…：余白は0～100mm、紙面は縦横とも60mm以上残してください"
    type_size() "look.size is 5 to 24 pt, look.line from size to three times that" "look.size は5～24pt、look.line は文字の大きさの1～3倍にしてください"
    source_twice(name) "two sources are called \"{name}\"" "出典「{name}」が二つあります"
    output_kind(file) "output \"{file}\" does not say what it is" "出力「{file}」の種類が分かりません"
    output_kinds() "give exactly one of: template = \"…\", image = \"…\", workbook = \"opinion-matrix\", records = \"csv\" or \"json\"" "template = \"…\"、image = \"…\"、workbook = \"opinion-matrix\"、records = \"csv\" または \"json\" のどれか一つを書いてください"
    image_keys(file) "output \"{file}\": page and ppi belong to images only" "出力「{file}」：page と ppi は image だけに使えます"
    image_range(file) "output \"{file}\": page counts from 1, ppi is 36 to 600" "出力「{file}」：page は1から、ppi は36～600です"
    output_twice(name) "two outputs are called \"{name}\"" "出力「{name}」が二つあります"
    unsafe_name(name, part) "\"{name}\" cannot be the name of an output (\"{part}\")" "「{name}」は出力の名前に使えません（「{part}」）"
    reserved_name(name) "the name \"{name}\" is the program's own" "「{name}」はプログラムが使う名前です"

    // Reading records
    no_records() "there are no records" "意見の記録がありません"
    no_records_hint() "put opinions.csv, opinions.xlsx or opinions.json into the meeting's folder, or name the file in meeting.records" "opinions.csv、opinions.xlsx、opinions.json のどれかを会議のフォルダーに置くか、meeting.records でファイルを指定してください"
    two_record_files(first, second) "{first} and {second} both hold records" "{first} と {second} の両方に記録があります"
    two_record_files_hint() "say which in meeting.toml: records = \"opinions.csv\"" "どちらを使うか meeting.toml に書いてください：records = \"opinions.csv\""
    unknown_format(extension) "\".{extension}\" is not a format that is read" "「.{extension}」の形式は読めません"
    known_formats() "use .csv, .xlsx or .json" ".csv、.xlsx、.json のどれかにしてください"
    old_workbook() "this is an old (.xls) or password-protected workbook" "古い形式（.xls）か、パスワードの付いたブックです"
    not_a_workbook() "this is not an Excel workbook" "Excelブックではありません"
    save_as_xlsx() "save it again in Excel as \"Excel Workbook (.xlsx)\", without a password" "Excelで開き、パスワードなしの「Excelブック（.xlsx）」として保存し直してください"
    too_many_records(count, limit) "{count} records; at most {limit} are read" "記録が{count}件あります。読めるのは{limit}件までです"
    csv(cause) "the table cannot be read ({cause})" "表を読めません（{cause}）"
    too_many_cells(found, expected) "{found} cells under {expected} headings" "見出しは{expected}列ですが、{found}列あります"
    too_few_cells(found, expected) "{found} cells under {expected} headings; the missing ones are read as empty" "見出しは{expected}列ですが、{found}列しかありません。足りない列は空とみなしました"
    quote_cells() "a cell that holds a comma must stand between double quotes" "コンマを含むセルは \" で囲んでください"
    open_quote() "a double quote is opened and not closed; the row may have swallowed the rows after it" "\" が閉じられていません。後の行まで一つのセルになっているおそれがあります"
    open_quote_hint() "look at the row that begins here; a quote inside a cell is written twice" "ここから始まる行を確かめてください。セルの中の \" は二つ重ねて書きます"
    unknown_encoding() "the text is neither UTF-8 nor CP932 (Shift JIS)" "文字コードがUTF-8でもCP932（シフトJIS）でもありません"
    save_as_utf8() "save it in Excel as \"CSV UTF-8\"" "Excelで「CSV UTF-8」として保存し直してください"
    json(cause) "this is not JSON ({cause})" "JSONとして読めません（{cause}）"
    json_shape() "the file must hold a list of opinions, or an object with the list under \"opinions\"" "意見のリスト、または \"opinions\" の下にリストを持つオブジェクトが必要です"
    json_item() "an opinion must be an object" "意見はオブジェクトで書いてください"
    json_value() "a value must be a text or a number" "値は文字列か数にしてください"
    archive(cause) "the workbook cannot be read ({cause})" "ブックを読めません（{cause}）"
    archive_parts(count, limit) "the workbook has {count} parts; at most {limit} are read" "ブックの部品が{count}個あります。読めるのは{limit}個までです"
    archive_size(limit) "unpacked, the workbook has more than {limit} MiB" "展開すると{limit}MiBを超えるブックです"
    claimed_strings(count) "the workbook claims {count} texts but is too small to hold them" "{count}個の文字列があると称していますが、その大きさがありません"
    damaged_workbook() "the workbook is damaged" "ブックが壊れています"
    password() "the workbook is protected by a password" "ブックにパスワードが付いています"
    no_sheet() "the workbook has no visible worksheet" "表示されているシートがありません"
    cell_not_text() "the cell holds a date, a time or a truth value, not a text" "セルの中身が日付・時刻・真偽値で、文字列ではありません"
    format_as_text() "format the cell as text and type it again" "セルの書式を「文字列」にして入力し直してください"
    cell_error(cause) "the cell holds an error ({cause})" "セルがエラー値です（{cause}）"
    cell_too_long(limit) "the text is longer than a cell can hold ({limit})" "セルに入る長さ（{limit}字）を超えています"
    stray_cell() "a cell stands outside the table" "表の外に値があります"
    stray_cell_hint() "give its column a heading, or clear the cell" "列に見出しを付けるか、セルを空にしてください"

    // Validating
    no_rows() "there are headings but no records" "見出しだけで、記録がありません"
    heading_twice(heading) "two columns mean \"{heading}\"" "「{heading}」の列が二つあります"
    no_heading(column) "column {column} has no heading, but there is text in it" "{column}列目に見出しがありませんが、値が入っています"
    unknown_heading(heading) "unknown column \"{heading}\"" "「{heading}」という列は使えません"
    declare_field(heading) "if it is meant, declare it in meeting.toml: [[fields]] key = \"…\" heading = \"{heading}\"" "必要な列なら meeting.toml に書いてください：[[fields]] key = \"…\" heading = \"{heading}\""
    heading_missing(heading, key) "there is no column \"{heading}\" ({key})" "「{heading}」（{key}）の列がありません"
    empty_text() "the opinion is empty" "意見が空です"
    text_too_long(units, limit) "the text has {units} characters; a cell of a workbook holds {limit}" "{units}字あります。ブックのセルに入るのは{limit}字までです"
    unshown_attribution(source) "source \"{source}\" names nobody, so this would not be printed" "出典「{source}」には名前の列がないため、印刷されません"
    unshown_attribution_hint(source) "give the source \"{source}\" a name for it in meeting.toml: attribution = \"…\"" "meeting.toml の出典「{source}」に attribution = \"…\" を書いてください"
    bad_id(id) "\"{id}\" cannot be an ID (at most 64 characters, none of them blank or invisible)" "「{id}」はIDに使えません（64字以内、空白や見えない文字は不可）"
    id_twice(id, first) "the ID {id} is taken ({first})" "ID {id} はすでに使われています（{first}）"
    ids_derived(count) "{count} records have no ID; one was derived from what each says" "IDのない記録が{count}件あります。内容からIDを作りました"
    ids_derived_hint() "such an ID changes when the text changes: copy the column ID of the data sheet into the records to keep it" "内容を直すとIDも変わります。データシートのID列を記録に写しておくと変わりません"
    unknown_section(given, count) "\"{given}\" is no section (1 to {count}, or a title)" "「{given}」という区分はありません（1～{count}、または区分の名）"
    section_title_differs(given, number, title) "\"{given}\" is not the title of section {number} ({title})" "「{given}」は区分{number}の名（{title}）と違います"
    unknown_source(given) "\"{given}\" is no source" "「{given}」という出典はありません"
    bad_no(given, limit) "\"{given}\" is no number (1 to {limit})" "「{given}」は番号ではありません（1～{limit}）"
    control_character(code, position) "character {position} is a control character, {code}, which cannot be printed" "{position}字目は印刷できない制御文字（{code}）です"
    invisible_character(code, position) "character {position} is invisible ({code})" "{position}字目は見えない文字（{code}）です"
    noncharacter(code, position) "character {position} ({code}) is no character of Unicode" "{position}字目（{code}）はUnicodeの文字ではありません"
    remove_character() "remove it from the record; nothing is removed silently" "記録から取り除いてください。自動では取り除きません"
    private_use(code, position) "character {position} is a private-use character ({code}), which PDF/A-3a forbids" "{position}字目は外字（{code}）です。PDF/A-3aでは使えません"
    private_use_hint() "write a standard character, or allow it: [pdf] archive = \"a-3u\" and a font in the meeting's fonts folder" "標準の文字に直すか、[pdf] archive = \"a-3u\" とし、会議の fonts フォルダーにその字のあるフォントを置いてください"
    replacement_character(position) "character {position} is U+FFFD, which stands where a character was lost" "{position}字目は U+FFFD です。元の文字が失われています"
    decomposed(code, position) "character {position} ({code}) is a mark apart from its letter" "{position}字目（{code}）は濁点などが分かれた形です"
    write_instead(text) "write {text} instead" "代わりに「{text}」と書いてください"
    no_glyph(text, code, position) "character {position}, {text} ({code}), is in none of the fonts" "{position}字目「{text}」（{code}）の字形がフォントにありません"
    no_glyph_hint() "write another character, or put a font that has it into the meeting's fonts folder and name it in look.fonts" "別の字にするか、その字のあるフォントを会議の fonts フォルダーに置き、look.fonts に書き加えてください"
    no_sequence_hint(base) "the fonts have {base} without the variation selector: remove the selector if that form will do" "異体字セレクターのない {base} ならあります。その字形でよければセレクターを取り除いてください"
    not_a_font() "this is not a font" "フォントではありません"
    unknown_font(family) "there is no font \"{family}\"; its text would vanish" "「{family}」というフォントはありません。文字が消えるため中止しました"
    empty_section(heading) "section \"{heading}\" has no opinions" "区分「{heading}」に意見がありません"
    two_categories(heading, no, first, second, place) "{heading} No.{no} is under \"{first}\" ({place}) and under \"{second}\"" "{heading} No.{no} の項目が「{first}」（{place}）と「{second}」の二通りあります"
    cell_taken(heading, no, source, place) "{heading} No.{no}, {source}: another opinion stands there ({place})" "{heading} No.{no}「{source}」にはすでに意見があります（{place}）"
    cell_taken_hint() "change the number, or leave it empty to take the next free row" "番号を直すか、空欄にして空いている行に入れてください"
    missing_numbers(heading, numbers) "{heading}: no opinion has number {numbers}" "{heading}：欠番があります（{numbers}）"

    // IMPORT
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn both_languages_are_complete() {
        let mut keys = BTreeSet::new();
        for (key, en, ja) in TABLE {
            assert!(keys.insert(key), "{key} stands twice");
            assert!(!en.trim().is_empty() && en.is_ascii() || en.contains('{'), "{key}: English");
            assert!(ja.chars().any(|c| ('ぁ'..='ん').contains(&c) || ('一'..='龥').contains(&c)), "{key}: Japanese");
            assert_eq!(placeholders(en), placeholders(ja), "{key}: the languages mention different things");
        }
    }
}
