//! Every word for a person, in English and in Japanese, in one table.
//!
//! An entry is a function that returns a [`Message`]; the table has no way to leave one language
//! out, and a test compares what the two mention. Words printed *in documents* (Japanese only)
//! are configuration: see [`crate::meeting::look::Look`] and the templates.

use std::borrow::Borrow;
use std::fmt;
use std::fmt::Display;

use super::command::typed_path;
use super::remedy;

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
        let (_, en, _) = TABLE.iter().find(|(key, ..)| *key == self.key)?;
        let value = self.said.values.iter().find(|value| value.name == "position")?;
        if en.contains("{position}") { None } else { value.en.parse().ok() }
    }

    /// The names of the values that stand between quotes in both languages, so that several can stand there.
    pub(super) fn quoted(&self) -> Vec<&'static str> {
        let Some((_, en, ja)) = TABLE.iter().find(|(key, ..)| *key == self.key) else { return Vec::new() };
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
        let Some((_, en, ja)) = TABLE.iter().find(|(key, ..)| *key == self.key) else { return self.clone() };
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

        /// Key, English and Japanese of every entry, placeholders unfilled.
        pub const TABLE: &[(&str, &str, &str)] = &[$((stringify!($key), $en, $ja)),*];
    };
}

words! {
    // Places
    place_line(line) ":{line}" " {line}行目"
    place_line_column(line, column) ":{line}:{column}" " {line}行目{column}字目"
    place_sheet(sheet) " {sheet}" "「{sheet}」"
    place_heading(heading) " [{heading}]" "［{heading}］"
    place_record(record) " {record}" " {record}"
    place_division(division) " ({division})" "（{division}）"
    place_character(positions) " (character {positions})" "（{positions}字目）"
    place_cells(column, heading, count, cells) " {column}{heading}: {count}: {cells}" "{column}列{heading}の{count:#}件：{cells}"
    place_lines(heading, count, lines) "{heading}: {count}: {lines}" "{heading}の{count:#}件：{lines}"
    place_others(count, places) ": {count}: {places}" "の{count:#}件：{places}"
    place_row(line) "{line}" "{line}行目"
    more_places(count) ", and {count} more" "、ほか{count}件"

    // Files
    system_not_found() "it is not there" "見つかりません"
    system_denied() "access to it is denied" "アクセスが許可されていません"
    system_read_only() "the place is for reading only" "読み取り専用の場所です"
    system_full() "there is no room left" "空き容量がありません"
    system_too_large() "it is too large" "大きすぎます"
    system_name() "the name cannot be used or is too long" "使えない名前か、長すぎる名前です"
    system_exists() "something with this name is there already" "同じ名前のものがすでにあります"
    system_folder() "it is a folder" "ファイルではなくフォルダーです"
    system_no_folder() "something on the way to it is no folder" "途中にフォルダーでないものがあります"
    system_busy() "another program is using it" "ほかのプログラムが使っています"
    system_other(number) "error {number} of the system" "システムのエラー、番号{number}"
    system_broken_off() "it broke off on the way" "途中で切れました"
    cannot_read(cause) "the file cannot be read ({cause})" "ファイルを読めません（{cause}）"
    cannot_write(cause) "cannot be written ({cause})" "書き込めません（{cause}）"
    file_too_large(size, limit) "the file is {size} MiB; at most {limit} MiB are read" "ファイルが{size}MiBあります。読めるのは{limit}MiBまでです"
    encoding_taken(name) "read as {name}, which the file does not say" "文字コードを{name}とみて読みました"
    encoding_taken_hint() "if characters are wrong, save the table as .xlsx or as CSV UTF-8" "文字が化けていれば、.xlsx か「CSV UTF-8」で保存し直してください"
    not_utf8() "the file is not UTF-8 text" "UTF-8のテキストではありません"

    // The meeting
    meeting_here(folder) "no meeting was named: taking that of the current folder, {folder}" "会議の指定がないため、いまいるフォルダー「{folder}」の会議を使います"
    meeting_seeds(folder) "no meeting was named: taking that in {folder}" "会議の指定がないため、{folder} フォルダーの会議を使います"
    no_meeting() "there is no meeting here" "会議のフォルダーではありません（meeting.tomlがありません）"
    no_folder() "there is no such folder" "このフォルダーはありません"
    no_folder_hint() "check its name, and that its drive or server is connected" "名前の誤りと、ドライブやサーバーにつながっているかを確かめてください"
    meeting_is_file() "this is a file, not the folder of a meeting" "会議のフォルダーではなく、ファイルです"
    meeting_is_file_hint(folder) "name the folder in which it lies: {folder}" "ファイルではなく、それを置いたフォルダー {folder} を指定してください"
    meeting_is_table_hint() "name the folder that holds meeting.toml, or make a meeting of the table with: shiryo init --from TABLE FOLDER" "meeting.toml のあるフォルダーを指定してください。表から会議を作るなら：shiryo init --from 表 フォルダー名"
    panicked(detail) "the program stopped halfway ({detail})" "プログラムが途中で止まりました（{detail}）"
    panicked_hint() "this happens where memory or the number of processes runs out: close other programs and try again" "メモリーやプロセスの数が足りないと起きます。ほかのプログラムを閉じて、もう一度行ってください"
    icon_file(name) "\"{name}\" cannot be opened here" "「{name}」は、ここに落としても開けません"
    icon_several() "only one thing can be opened at a time" "一度に開けるのは一つだけです"
    icon_hint() "drop a table of opinions (.xlsx, .xls, .ods, .csv) or the folder of a meeting, one at a time" "落とせるのは、意見の表（.xlsx、.xls、.ods、.csv）か、会議のフォルダー、どれか一つです"
    icon_pdf_hint() "of a PDF of this program: shiryo extract takes out the records, shiryo diff compares editions" "この道具で作ったPDFなら、shiryo extract で記録を取り出し、shiryo diff で版を比べられます"
    no_meeting_hint() "name the folder that holds meeting.toml, or start one with: shiryo init FOLDER" "meeting.tomlのあるフォルダーを指定するか、shiryo init フォルダー名 で作ってください"
    typed_wide() "signs that TOML wants in half width were typed in full width; they were read as follows" "半角で書くところに全角などの文字がありましたが、次のように読みました"
    typed_date() "the date was read as follows" "日付を次のように読みました"
    typed_read(lines, typed, read) "line {lines}: {typed} as {read}" "{lines}行目：「{typed}」を「{read}」として読みました"
    typed_read_more(lines, more, typed, read) "lines {lines} and {more} more: {typed} as {read}" "{lines}行目ほか{more}行：「{typed}」を「{read}」として読みました"
    save_text_as_utf8() "open it in Notepad and save it with the encoding UTF-8" "メモ帳で開き、文字コード「UTF-8」を選んで保存し直してください"
    toml_write(line) "write the line like this: {line}" "この行を次のように直してください：{line}"
    toml_part(lines) "begin a new line at each ⏎: {lines}" "「⏎」のところで改行してください：{lines}"
    toml_value_hint(key) "write the value, such as: {key} = \"…\", or delete the line" "{key} = \"…\" のように値を書くか、この行を消してください"
    table_single(key) "there is only one table [{key}], so it stands in single brackets" "[{key}] は一つだけなので、かっこは一重です"
    toml_remove() "delete this line" "この行を消してください"
    toml_no_value() "there is no value behind the =" "「=」の右に値がありません"
    toml_unquoted(value) "a text stands between half-width quotes, but {value} does not" "文字は半角の引用符（\"）で囲みますが、「{value}」は囲まれていません"
    toml_extra_equals() "there is a = too many" "「=」が多すぎます"
    toml_no_equals() "the line is no: key = value" "「項目 = 値」の形になっていません"
    toml_key(key) "\"{key}\" cannot be a key: keys are half-width letters" "「{key}」は項目の名前になりません。項目の名前は半角の英字です"
    toml_no_key() "there is no key before the =" "「=」の左に項目の名前がありません"
    toml_open_header(end) "the name of the table is not closed by {end}" "かっこが「{end}」で閉じていません"
    toml_open(end) "what was opened is not closed by {end}" "開いたかっこが「{end}」で閉じていません"
    toml_comma() "a comma is missing between two values" "値と値の間に「,」がありません"
    toml_extra_comma() "there is a comma too many" "「,」が多すぎます"
    toml_after(rest) "the line goes on behind its end: {rest}" "値や見出しの後に、余分な文字があります（{rest}）"
    toml_open_text() "the text is not closed by a half-width quote" "文字を囲む引用符が閉じていません"
    toml_backslash() "a \\ within quotes has a meaning of its own" "引用符の中の「\\」（￥）には特別な意味があるため、そのままでは書けません"
    toml_control() "there is an invisible control character" "目に見えない制御文字があります"
    toml_zero() "a number does not begin with 0" "数は0から書き始められません"
    toml_number() "this is no number" "数として読めません"
    toml_date() "this is no date" "日付として読めません"
    toml_date_hint(key) "write it like this: {key} = 2026-11-22" "{key} = 2026-11-22 か {key} = 令和8年11月22日 のように書いてください"
    toml_twice(key) "the key \"{key}\" stands twice" "「{key}」が二度書かれています"
    toml_lists_join(line) "put what stands between the brackets of this line between those of line {line}, and delete this line" "この行の [ ] の中身を、{line}行目の [ ] の中に「,」で続けて書き足してから、この行を消してください"
    toml_table_twice(key) "the table [{key}] stands twice" "[{key}] が二度書かれています"
    toml_first(line) "it stands in line {line} first" "最初は{line}行目にあります"
    toml_table_join(key) "put what stands below this [{key}] under the first one, and delete this line" "この [{key}] の下の行を最初の [{key}] の下へ移し、この行は消してください"
    toml_repeated(key) "there may be several of them, so each is headed [[{key}]], the first one too" "いくつも書けるものなので、最初のものも [[{key}]] と書いてください"
    toml_deep() "brackets stand within brackets too often" "かっこの中のかっこが深すぎます"
    toml_unread() "this line cannot be read" "この行の書き方を読み取れません"
    unknown_choice(value) "\"{value}\" is none of what may stand here" "「{value}」はここに書けません"
    wrong_kind(key, wanted) "{key} must be {wanted}" "{key} には{wanted}を書きます"
    wrong_value(key, wanted) "the value of {key} does not do; it must be {wanted}" "{key} の値が合いません。{wanted}を書きます"
    kind_text() "a text between quotes" "引用符で囲んだ文字"
    kind_switch() "true or false" "true（する）か false（しない）"
    kind_number() "a number" "数"
    kind_whole() "a whole number of 0 or more" "0以上の整数"
    kind_list() "a list in brackets [ ]" "[ ] で囲んだ並び"
    kind_table() "a table of keys, under [ ] or in {{ }}" "項目の集まり（[ ] の見出しか {{ }} で囲んだもの）"
    kind_column() "the name of a column, or a table such as {{ of = \"text\" }}" "列の名前か、{{ of = \"text\" }} のような形"
    kind_names() "a name, or a list of names" "名前か、名前の並び"
    kind_width() "a number of characters, a share such as \"2fr\", or {{ least = 5, most = 20 }}" "字数、\"2fr\" のような割合、または {{ least = 5, most = 20 }} のような形"
    kind_file() "the name of a file, or a table such as {{ file = \"p.png\", page = 1 }}" "ファイルの名前か、{{ file = \"p.png\", page = 1 }} のような形"
    kind_other() "something else" "別の形の値"
    key_instead(table, line) "write under {table} instead, such as: {line}" "代わりに {table} の下に、{line} のように書きます"
    key_elsewhere(key, tables) "\"{key}\" belongs under {tables}" "「{key}」は {tables} の下に書きます"
    missing_key_hint(line) "write it below, such as: {line}" "{line} のような行を、この見出しの下に加えてください"
    missing_key_text_hint(key) "write it below, such as: {key} = \"…\"" "{key} = \"…\" という行を、この見出しの下に加えてください"
    missing_header_hint(header) "put a line {header} above this one" "この行の上に {header} という行を入れてください"
    missing_meeting_hint() "begin the file with a line [meeting], and write title and date below it" "ファイルの初めに [meeting] という行を置き、その下に title と date を書いてください"
    unknown_key(key) "unknown key \"{key}\"" "「{key}」という項目はありません"
    missing_key(key) "the key \"{key}\" is missing" "「{key}」が書かれていません"
    missing_date_hint() "write the date of the papers, such as: date = 2026-11-22" "資料の日付を date = 2026-11-22 のように書いてください"
    did_you_mean(near) "did you mean \"{near}\"?" "「{near}」ではありませんか"
    known_names(names) "known here: {names}" "使えるもの：{names}"
    empty_key(key) "{key} must not be empty" "{key:#} が空です"
    no_date() "meeting.date must be a date, such as 2026-11-22" "資料の日付（[meeting] の date）には、2026-11-22 のような日付が必要です"
    date_provisional(date) "the date of the papers is still the provisional one ({date})" "資料の日付が、仮のもの（{date}）のままです"
    date_provisional_hint() "write the right date on this line; if this one is right, delete what stands behind the #, and the # itself" "正しい日付を書いてください。この行のままで正しければ、# とその後を消してください"
    margins() "look.margin_…: each margin is 0 to 100 mm, and 60 mm of the page must be left each way" "余白（look.margin_…）は0～100mmにし、紙面を縦横とも60mm以上残してください"
    margin_top() "look.margin_top is at least 16 mm, look.margin_bottom at least 10 mm: the label and the page number stand there" "上の余白（look.margin_top）は16mm以上、下の余白（look.margin_bottom）は10mm以上にしてください。資料番号とページ番号が入ります"
    in_key(key) "in {key}" "{key:#} の中です"
    type_size() "look.size is 8 to 24 pt, look.line from size to three times that" "文字の大きさ（look.size）は8～24ポイント、行送り（look.line）は文字の大きさの1～3倍にしてください"
    source_twice(name) "two sources are called \"{name}\"" "出典「{name}」が二つあります"
    image_keys(file) "file \"{file}\": page and ppi belong to pictures (.png) only" "ファイル「{file}」：page と ppi は画像（.png）だけに使えます"
    image_range(file) "output \"{file}\": page counts from 1, ppi is 36 to 600" "出力「{file}」：page は1から、ppi は36～600です"
    placeholder(file) "output \"{file}\" has a placeholder that means nothing" "出力「{file}」に分からない差し込み記号があります"
    placeholder_value(file, mark) "output \"{file}\": what {mark} stands for is empty or holds a /" "出力「{file}」：ファイルの名前に使う {mark}（label は資料番号、title は題名）が空か、/ を含んでいます"
    output_twice(name) "two outputs are called \"{name}\"" "出力「{name}」が二つあります"
    unsafe_name(name, part, why) "\"{name}\" cannot be the name of a file (\"{part}\"): {why}" "「{name}」はファイルの名前に使えません（「{part}」）。{why}"
    name_empty() "nothing stands there" "名前が空です"
    name_begins() "it begins with a full stop or a blank" "ピリオドか空白で始まっています"
    name_ends() "it ends with a full stop or a blank" "ピリオドか空白で終わっています"
    name_long() "it is too long (at most 200 bytes)" "長すぎます（全角の文字で66字まで）"
    name_unseen() "it holds a character that cannot be seen" "目に見えない文字が入っています"
    name_character(character) "Windows takes no {character} in a name" "Windowsでは、名前に {character} を使えません"
    name_device(device) "on Windows, {device} is no file" "Windowsでは、{device} はファイルの名前になりません"
    reserved_name(name) "the name \"{name}\" is the program's own" "「{name}」はプログラムが使う名前です"

    // Papers
    in_paper(label) "in the paper \"{label}\"" "資料「{label}」の中です"
    paper_braces(name) "\"{name}\" in braces stands for nothing" "波かっこの中の「{name}」は差し込めません"
    paper_braces_hint(name) "to print it in braces, double them: {{{{{name}}}}}" "波かっこごと印刷するなら、{{{{{name}}}}} と二重にしてください"
    paper_band(band) "\"{band}\" is no level that can stand in a band" "「{band}」は帯にできません"
    paper_column_width(name) "the width of column \"{name}\" must be 0.1 to 200 characters, the least not above the most" "列「{name}」の幅（width）は0.1～200字で、最小（least）が最大（most）を超えないようにしてください"
    paper_column_size(name) "the size of column \"{name}\" must be 8 to 24 pt" "列「{name}」の文字の大きさ（size）は8～24ポイントにしてください"
    paper_column_twice(label, name) "paper \"{label}\": the column \"{name}\" stands twice" "資料「{label}」：列「{name}」が二度あります"
    paper_column_empty() "a column says neither what it shows (of) nor its parts (stack)" "列に、何を示すか（of）も積み重ねる部分（stack）も書かれていません"
    paper_column_both() "a column has either of or stack, not both" "列には of か stack のどちらか一つだけを書いてください"
    paper_column_unknown(name) "\"{name}\" is no column" "「{name}」という列はありません"
    numbers_shared(paper, no, count) "in the paper \"{paper}\" numbers stand for several opinions each ({count}, such as {no}): they stand side by side in another paper" "「{paper}」で、No.{no} など{count}個の番号が、それぞれ複数の意見に付いています（別の資料で横に並ぶ意見は番号が同じです）"
    numbers_shared_hint() "show \"source\" among the columns, or make the papers of two meetings, one of them without layout = \"matrix\"" "columns に source を加えると見分けられます。番号を別々にするには、layout = \"matrix\" の資料を別の会議のフォルダーに分けてください"
    paper_column_private_before(heading) "the column \"{heading}\" was private in the older edition, and a comparison would print what it said" "列「{heading}」は旧の版では非公開（private）でした。新旧対照表に載せると、旧の内容が印刷されます"
    paper_column_private_before_hint() "leave the column out, or say private = false of it in the older edition's meeting.toml as well" "columns からこの列を外すか、旧の版の meeting.toml でも private = false としてください"
    paper_column_answers(name) "\"{name}\" cannot stand in a comparison: it compares what the records say, not answers to an inquiry" "「{name}」は新旧対照表には載せられません。比べるのは記録の内容で、照会の回答は含みません"
    paper_column_private(name) "the column \"{name}\" is private and stands in no paper" "列「{name}」は非公開（private）なので、資料には載せられません"
    paper_column_matrix(name) "in a matrix, \"{name}\" cannot be a column: name no, section, category, subcategory and sources" "matrix では「{name}」を列にできません。no、section、category、subcategory と出典の key を書いてください"
    paper_column_vertical(name) "\"{name}\" cannot be vertical: only section, category and subcategory can" "「{name}」の列は縦書き（vertical）にできません。縦書きにできるのは section、category、subcategory です"
    paper_stack_layout() "a stack of parts needs the layout list or stacked" "stack は layout = \"list\" か \"stacked\" で使えます"
    paper_source_lost(label, source, count) "paper \"{label}\" has no column for the source \"{source}\"; opinions that would not be shown: {count}" "資料「{label}」に出典「{source}」の列がなく、{count}件の意見が載りません"
    paper_source_lost_hint() "add the key of the source to columns, or say with shows which opinions are meant" "columns に出典の key を加えるか、載せる意見を shows で指定してください"
    init_layout(name, about) "{name}: {about}" "{name}　{about}"
    init_unknown(name) "there is no ready layout \"{name}\"" "「{name}」という様式はありません"
    init_from_layout(name) "a meeting of a table cannot have the layout \"{name}\"" "表から作る会議には、「{name}」という様式は使えません"
    init_row_empty(row) "row {row} of the table holds no headings" "表の{row}行目には、見出しがありません"
    init_row_empty_hint() "give --row the number of the row of headings, or leave it out" "--row には見出しの行の番号を書くか、--row を付けずに行ってください"
    init_unknown_hint() "shiryo init --list names them" "一覧は shiryo init --list で見られます"
    older_missing(name) "the older edition \"{name}\" is not in the meeting's folder" "旧の版「{name}」が会議のフォルダーにありません"
    paper_no_older(label) "paper \"{label}\" compares editions, but the meeting names no older one" "資料「{label}」は新旧対照表ですが、旧の版が書かれていません"
    paper_no_older_hint() "put the older edition (a folder, a PDF or a table) into the meeting's folder and name it in [meeting]: older = \"前回\"" "旧の版（フォルダー、PDF、意見の表のどれか）を会議のフォルダーに置き、[meeting] に older = \"前回\" と書いてください"
    paper_table_empty() "a small table has no cells" "小さな表（table）に中身がありません"
    paper_choices_unknown(key) "\"{key}\" is no field with choices" "「{key}」という選択肢のある欄はありません"
    paper_block_kind() "above and below take exactly one of text, note, table, legend and tally in each entry" "above と below の一つ一つには、text、note、table、legend、tally のどれか一つだけを書いてください"
    file_kind(file) "file \"{file}\" does not say by its ending what it is" "ファイル「{file}」の種類が分かりません"
    file_kinds() "end it in .pdf, .xlsx, .html or .png" "名前の終わりを .pdf、.xlsx、.html、.png のどれかにしてください"
    data_kind(file) "data file \"{file}\" must end in .csv or .json" "データのファイル「{file}」は .csv か .json で終わる名前にしてください"
    field_counts(key) "field \"{key}\": counts belongs to a field of the records without choices" "欄「{key}」：counts は記録の欄で、選択肢のないものに使えます"
    field_missing(heading) "\"{heading}\" is not filled in" "「{heading}」が書かれていません"
    field_column_missing(heading) "no column is headed \"{heading}\", which a paper shows" "資料に載せる「{heading}」の列が、表にありません"
    field_column_missing_hint(heading) "head the column \"{heading}\" in the table; or say in [columns] of meeting.toml which column it is; or take it out of columns and [[fields]]" "表の見出しを「{heading}」にするか、どの列のことかを meeting.toml の [columns] に書いてください。載せないときは、columns と [[fields]] から消してください"
    field_count_empty(heading) "\"{heading}\" is empty: it counts as 1" "「{heading}」が空欄のため、1件と数えました"
    field_no_count(heading, value) "\"{heading}\": \"{value}\" is no number" "「{heading}」：「{value}」は数ではありません"
    field_no_choice(heading, value) "\"{heading}\": \"{value}\" is none of its choices" "「{heading}」：「{value}」は選択肢にありません"
    field_no_choice_hint(key, value) "correct it in the records, or add it under [[fields]], key {key}, between the brackets of choices: {{ value = {value} }}," "表の記入を直すか、meeting.toml の [[fields]] の key = {key} の choices の [ ] の中に、次を加えてください：{{ value = {value} }},"

    // Reading records
    no_records() "there are no records" "意見の記録がありません"
    no_records_hint() "put opinions.csv, opinions.xlsx or opinions.json into the meeting's folder, or name its file in meeting.toml, under [records], such as: file = \"意見.xlsx\"" "意見の表（.xlsx、.csv など）を会議のフォルダーに一つ置くか、meeting.toml の [records] の下に file = \"意見.xlsx\" のように書いて、ファイルを指定してください"
    records_missing(name) "the file of the records, {name}, is not here" "意見の表のファイル「{name}」がありません"
    records_missing_hint(names, first) "in the meeting's folder there are: {names}. Name the right one in meeting.toml, in the line of [records]:\nfile = {first}" "会議のフォルダーにある表：{names}。meeting.toml の [records] の file の行を、正しい名前に直してください：\nfile = {first}"
    two_record_files(first, second) "{first} and {second} both hold records" "{first} と {second} の両方に記録があります"
two_record_files_hint(first) "to take \"{first}\", add to meeting.toml, on lines of their own:\n[records]\nfile = \"{first}\"" "「{first}」を使うなら、meeting.toml に次のように加えてください（行を分けて）：\n[records]\nfile = \"{first}\""
    old_workbook() "this is an old (.xls) or password-protected workbook" "古い形式（.xls）か、パスワードの付いたブックです"
    not_a_workbook() "this is not an Excel workbook" "Excelブックではありません"
    save_as_xlsx() "save it again in Excel as \"Excel Workbook (.xlsx)\", without a password" "Excelで開き、パスワードなしの「Excelブック（.xlsx）」として保存し直してください"
    too_many_records(count, limit) "{count} records; at most {limit} are read" "記録が{count}件あります。読めるのは{limit}件までです"
    empty_book() "nothing is written on the sheets that can be seen" "目に見えるシートに、何も書かれていません"
    empty_file() "the file is empty" "ファイルが空です"
    table_unread() "the text cannot be read as a table" "表として読み取れません"
    too_many_cells(found, expected) "{found} cells under {expected} headings" "見出しは{expected}列ですが、{found}列あります"
    quote_cells() "a cell that holds a comma must stand between double quotes" "コンマを含むセルは \" で囲んでください"
    after_quote() "there is text behind the double quote that ends a cell" "セルを閉じる \" の後に文字があります"
    open_quote() "a double quote is opened and not closed; the row may have swallowed the rows after it" "\" が閉じられていません。後の行まで一つのセルになっているおそれがあります"
    open_quote_hint() "look at the row that begins here; a quote inside a cell is written twice" "ここから始まる行を確かめてください。セルの中の \" は二つ重ねて書きます"
    unknown_encoding() "the text is neither UTF-8 nor CP932 (Shift JIS)" "文字コードがUTF-8でもCP932（シフトJIS）でもありません"
    save_as_utf8() "save it in Excel as \"CSV UTF-8\"" "Excelで「CSV UTF-8」として保存し直してください"
    json_syntax() "this is not JSON: something does not belong here" "JSONとして読めません。ここにあるはずのない文字があります"
    json_ends() "this is not JSON: it ends too early" "JSONとして読めません。途中で終わっています"
    json_data() "this is JSON of another kind" "JSONですが、求める形ではありません"
    json_shape() "the file must hold a list of opinions, or an object with the list under \"opinions\"; each opinion is an object" "意見のリスト、または \"opinions\" の下にリストを持つオブジェクトにしてください。意見の一つ一つもオブジェクトです"
    json_write(cause) "the data cannot be written as JSON ({cause}); please report this" "データをJSONに書けません（{cause}）。お知らせください"
    json_keys(limit) "the opinions have more than {limit} different keys" "意見の項目が{limit}種類を超えています"
    json_key_twice(key) "the key \"{key}\" stands twice" "「{key}」が二度書かれています"
    json_value() "a value must be a text or a number" "値は文字列か数にしてください"
    archive_parts(count, limit) "the workbook has {count} parts; at most {limit} are read" "ブックの中のファイルが{count}個あります。読めるのは{limit}個までです"
    archive_size(limit) "unpacked, the workbook has more than {limit} MiB" "展開すると{limit}MiBを超えるブックです"
    claimed_strings(count) "the workbook claims {count} texts but is too small to hold them" "文字列数の記載（{count}）がファイルの大きさと合いません"
    damaged_workbook() "the workbook is damaged" "ブックが壊れています"
    page_hidden() "the text of this cell is hidden" "このセルの文字は非表示です"
    page_hidden_hint() "show it or delete it, and save the file again" "表示するか消すかしてから、保存し直してください"
    damaged_hint() "if a spreadsheet program still opens it, save it from there as .xlsx; else take a copy of before, or ask for it again" "Excelで開けるなら、「名前を付けて保存」で .xlsx として保存し直してください。開けなければ、控えのファイルを使うか、もう一度もらってください"
    password() "the workbook is protected by a password" "ブックにパスワードが付いています"
    format_as_text() "format the cell as text and type it again" "セルの書式を「文字列」にして入力し直してください"
    format_as_date() "set the format of the column to a plain date, such as yyyy/m/d, or set it to text and type what is meant" "列の表示形式を「2026/12/10」のような普通の日付に変えてください。または書式を「文字列」にして、印刷するとおりに入力してください"
    cell_number(shown) "the cell holds a number or a date in a format that cannot be followed; what is seen may differ from \"{shown}\"" "数値や日付の書式が特殊で、見た目が「{shown}」と違うことがあります"
    cell_error(cause) "the cell holds an error ({cause})" "セルがエラー値です（{cause}）"
    cell_too_long(limit) "the text is longer than a cell can hold ({limit})" "セルに入る長さ（{limit}字）を超えています"
    long_text_hint(limit) "divide it over several rows of at most {limit} characters each; numbers such as 5 and 5-2 say that they belong together" "{limit}字までの、いくつかの行に分けてください（番号は「5」「5の2」のように続けられます）"
    stray_cell() "a cell beside the table is not read" "表の外にある値は読みません"
    stray_cell_hint() "give its column a heading if it belongs to the table" "表の中身なら、列に見出しを付けてください"

    // Reading returned workbooks
    returned_unknown(extension) "\".{extension}\" is not a format that is collected" "「.{extension}」の形式は回収できません"
    returned_formats() "return .xlsx, .xlsm, .ods, .xls, .csv or a .zip of them" ".xlsx、.xlsm、.ods、.xls、.csv のどれか（またはそれらの .zip）にしてください"
    returned_again() "open it in a spreadsheet program and save it again as .xlsx, without a password" "表計算ソフトで開き、パスワードなしの .xlsx として保存し直してください"
    returned_cells_hint() "delete what stands below and beside the table, such as rows that were filled down by mistake, and save it" "表の下や横に続く不要な行・列（誤って下までコピーした行など）を削除して、保存し直してください"
    returned_cells(limit) "the workbook has more than {limit} filled cells" "値のあるセルが{limit}個を超えています"
    returned_text(limit) "the workbook holds more than {limit} MiB of text" "文字が全部で{limit}MiBを超えています"
    returned_sheets(limit) "the workbook has more than {limit} worksheets" "シートが{limit}枚を超えています"
    returned_beyond() "a cell stands beyond the last row or column of a worksheet" "シートの最終行・最終列の外にセルがあります"
    returned_styles(limit) "the workbook has more than {limit} formats, names or texts" "書式・名前・文字列が{limit}個を超えています"
    returned_entities() "the workbook defines entities of its own, which no spreadsheet program does" "表計算ソフトが使わない実体定義があります"
    returned_very_old() "the workbook is of a version before Excel 97" "Excel 97より前の形式のブックです"

    // Validating
    no_rows() "there are headings but no records" "見出しだけで、記録がありません"
    heading_twice(heading, other) "\"{heading}\" and \"{other}\" name the same column" "「{heading}」と「{other}」は、どちらも同じ種類の列に見えます"
    heading_same_hint(heading) "call one of the two columns \"{heading}\" otherwise in the table, by what it holds" "「{heading}」という見出しの列が2つあります。表で、一方の見出しを、中身に合う別の名前に書き直してください"
    heading_twice_hint(heading) "if \"{heading}\" is not needed, add to meeting.toml, on lines of their own:\n[columns]\n\"{heading}\" = \"unused\"" "「{heading}」が使わない列なら、meeting.toml に次のように加えてください：\n[columns]\n\"{heading}\" = \"unused\""
    no_heading() "a column without a heading is not read" "見出しのない列は読みません"
    no_heading_hint() "if it is needed, write a heading over it" "必要な列なら、見出しを書いてください"
    unknown_heading(heading) "unknown column \"{heading}\"" "「{heading}」という列は使えません"
    column_unused(heading) "the column \"{heading}\" is not read and is in no output" "「{heading}」の列は読みません（どの出力にも載りません）"
    declare_field(heading) "to print it, add these lines to meeting.toml, and \"{heading}\" to columns if the paper names its columns:\n[[fields]]\nkey = \"{heading}\"\nheading = \"{heading}\"" "印刷するなら、meeting.toml に次の3行を加えてください（資料に columns があれば、そこにも \"{heading}\" を加えます）：\n[[fields]]\nkey = \"{heading}\"\nheading = \"{heading}\""
    column_unused_hint(heading) "to say that it is not needed, add to meeting.toml, on lines of their own:\n[columns]\n\"{heading}\" = \"unused\"" "使わない列なら、meeting.toml に次のように加えると、この注意は出なくなります：\n[columns]\n\"{heading}\" = \"unused\""
    column_means(heading, near, key) "if it is \"{near}\", add to meeting.toml, on lines of their own:\n[columns]\n\"{heading}\" = \"{key}\"" "「{near}」のことなら、meeting.toml に次のように加えてください：\n[columns]\n\"{heading}\" = \"{key}\""
    columns_unknown(heading, name) "columns: \"{heading}\" is said to be \"{name}\", which is no column" "columns：「{heading}」に書かれた「{name}」という列はありません"
    no_heading_row() "no row of headings was found" "見出しの行が見つかりません"
    no_heading_row_hint(row, headings, first) "one heading must name the opinions, such as 意見 or 意見の概要. Row {row} reads: {headings}. If \"{first}\" holds the opinions, add to meeting.toml, on lines of their own:\n[columns]\n\"{first}\" = \"text\"" "「意見」「意見の概要」のような見出しが一つ必要です。{row}行目は「{headings}」です。「{first}」が意見の列なら、meeting.toml に次のように加えてください：\n[columns]\n\"{first}\" = \"text\""
    heading_hint() "write the heading over the column, or say in meeting.toml which column is meant: [columns]" "表に見出しを加えるか、meeting.toml の [columns] でどの列かを指定してください"
    no_sections_hint() "give the table such a column; or, if the opinions have no sections, delete [[sections]] from meeting.toml" "表に「区分」の列を加えてください。区分に分けないなら、meeting.toml の [[sections]] をすべて消してください"
    no_sources_hint() "give the table such a column; or, if all opinions come from one source, delete [[sources]] from meeting.toml" "表に「出典」の列を加えてください。出典を分けないなら、meeting.toml の [[sources]] をすべて消してください"
    new_section_hint(title) "if the sheet is a section of its own, add at the end of meeting.toml:\n[[sections]]\ntitle = {title}" "このシートを新しい区分にするなら、meeting.toml の最後に次の2行を加えてください：\n[[sections]]\ntitle = {title}"
    new_source_hint(name) "if the sheet is a source of its own, add at the end of meeting.toml:\n[[sources]]\nkey = {name}\nheading = {name}" "このシートを新しい出典にするなら、meeting.toml の最後に次の3行を加えてください：\n[[sources]]\nkey = {name}\nheading = {name}"
    field_is_answer_hint() "to print what the records say, delete from = \"divisions\" of this field in meeting.toml" "表に書いた内容を印刷するなら、meeting.toml のこの欄から from = \"divisions\" の行を消してください"
    category_apart(category) "the category \"{category}\" stands in places apart from each other, and is printed as several" "項目「{category}」が離れた場所にもあり、分かれて印刷されます"
    category_apart_hint() "if they belong together, put their rows together in the table" "まとめるなら、表の中で行を続けて並べてください"
    category_apart_number_hint(no, branch) "opinions are printed in the order of their numbers: if they belong together, give that which is printed as No.{no} a number beside the others, such as {branch} (if the table has no column No., give it one; its other cells may stay blank)" "番号の順に印刷します。まとめるなら、No.{no} として印刷される行の No. に {branch} のような続きの番号を書いてください（No. の列がなければ作ります。ほかの行は空のままで構いません）"
    category_apart_kept_hint() "the numbers stay as the papers have them that may have been handed out; if they were not, put the rows together in the table and number them anew: shiryo renumber" "配った資料の番号が変わらないよう、このまま分けて印刷します。まだ配っていなければ、表の中で行を続けて並べてから、shiryo renumber で番号を付け直せば、まとまります"
    category_joined(category) "the category \"{category}\" stands in places apart from each other; opinions without a number are printed together" "項目「{category}」が離れた場所にもありますが、番号のない意見はまとめて印刷します"
    heading_missing_hint(headings, first) "the headings {headings} mean nothing here. If \"{first}\" holds the opinions, add to meeting.toml, on lines of their own:\n[columns]\n\"{first}\" = \"text\"" "「{headings}」は何の列か分かりません。「{first}」が意見の列なら、meeting.toml に次のように加えてください：\n[columns]\n\"{first}\" = \"text\""
    sheet_read(name, row, count) "\"{name}\" (headings in row {row}, {count})" "「{name}」（見出しは{row}行目、意見{count:#}件）"
    table_read(row, count) "headings in row {row}, {count}" "見出しは{row}行目、意見{count:#}件"
    records_read(file, sheets) "{file}: read {sheets}" "{file}：{sheets}を読みました"
    records_read_as(said, encoding) "{said} (as {encoding})" "{said}（文字コードは{encoding}とみました）"
    records_read_not(said, names) "{said}; not read: {names}" "{said}。読まなかったシート：{names}"
    sheet_hidden(name) "the hidden sheet \"{name}\" holds opinions and is not read" "非表示のシート「{name}」にも意見がありますが、読みません"
    sheet_hidden_hint(names) "to read it, add to meeting.toml, on lines of their own:\n[records]\nsheets = [{names}]" "読むなら、meeting.toml に次のように加えてください：\n[records]\nsheets = [{names}]"
    sheet_alike(name) "the sheet \"{name}\" has headings of the table, but none of opinions, and is not read" "シート「{name}」には同じような表がありますが、意見の列が分からないため読みません"
    sheet_alike_hint(row, headings, first) "row {row} reads: {headings}. If \"{first}\" holds the opinions, add to meeting.toml, on lines of their own:\n[columns]\n\"{first}\" = \"text\"" "{row}行目の見出しは「{headings}」です。「{first}」が意見の列なら、meeting.toml に次のように加えてください：\n[columns]\n\"{first}\" = \"text\""
    sheet_goes_on(name, other) "the sheet \"{name}\" seems to go on with the sheet \"{other}\", but has no headings and is not read" "シート「{name}」は「{other}」の続きのようですが、見出しの行がないため読みません"
    sheet_goes_on_hint(headings) "to read it, put a row above its first one, with the headings over the same columns: {headings}" "読むなら、1行目の上に行を加え、同じ列に同じ見出し（{headings}）を書いてください"
    sheet_joins(name, heading, other) "the sheet \"{name}\" has \"{heading}\" by the numbers of the sheet \"{other}\", and is not read" "シート「{name}」には、シート「{other}」の番号ごとに「{heading}」があります。このままでは読みません"
    sheet_joins_hint(other, column, row, heading, formula) "bring it into the table: on the sheet \"{other}\", write {heading} into {column}{row}, put this formula below it and copy it down to the last opinion:\n{formula}" "意見の表に移してください。シート「{other}」の{column}{row}に「{heading}」と書き、その下のセルに次の式を入れて、最後の意見の行まで写します：\n{formula}"
    sheet_left_hint(names) "if it need not be read, add to meeting.toml, on lines of their own:\n[records]\nsheets = [{names}]" "読まなくてよければ、meeting.toml に次のように加えてください：\n[records]\nsheets = [{names}]"
    sheet_missing(name) "there is no sheet \"{name}\"" "「{name}」というシートはありません"
    sheets_same(name, other, count) "the sheets \"{name}\" and \"{other}\" hold {count} opinions alike" "シート「{name}」と「{other}」に同じ意見が{count}件あります"
    sheets_same_hint(name) "to read \"{name}\" alone, add to meeting.toml, on lines of their own:\n[records]\nsheets = [\"{name}\"]" "「{name}」だけを読むなら、meeting.toml に次のように加えてください：\n[records]\nsheets = [\"{name}\"]"
    sheets_disagree(cell) "the opinion here differs from the sheet データ, cell {cell}, which is the one that is read" "この意見は、シート「データ」の{cell}と違います。読まれるのは「データ」です"
    sheets_disagree_hint() "make the change on the sheet データ and delete the sheet 印刷用, which is made anew" "直すところはシート「データ」に書き、シート「印刷用」は削除してください（作り直されます）"
    cell_text(start) "the number format of the cell shows its text otherwise than it is, or not at all: \"{start}\"" "セルの表示形式のため、文が実際と違って見えるか、見えません：「{start}」"
    cell_text_hint() "set the format of the cell to General or Text and, if the text is to be seen, type it as it is to be printed; otherwise delete it" "セルの表示形式を「標準」か「文字列」にしてください。載せる文なら印刷するとおりに書き、載せない文なら消してください"
    cell_white(start) "white text on white, which nobody sees in the sheet, is printed: \"{start}\"" "白い文字で、表では見えませんが、そのまま載ります：「{start}」"
    cell_white_hint() "if it is not to be printed, delete it; otherwise give it another colour" "載せないなら消し、載せるなら文字の色を変えてください"
    rule_strikes(range) "conditional formatting strikes texts through in {range}; they are read as if they were not" "条件付き書式により、取り消し線が付くことがあります（{range}）。取り消し線のない文として読みました"
    row_continued(text) "\"{text}\" seems to go on with the row above, as where a page of a PDF ended" "「{text}」は、上の行の文の続きのようです（PDFなどでページをまたいだ行）"
    row_continued_join_hint() "to add such rows to those above them:\n[records]\ncontinued = \"join\"" "上の行につなげて読むなら、meeting.toml に次のように加えてください：\n[records]\ncontinued = \"join\""
    row_continued_apart_hint() "if they are opinions of their own:\n[records]\ncontinued = \"apart\"" "別の意見として読むなら、次のように書きます：\n[records]\ncontinued = \"apart\""
    row_joined(text) "\"{text}\" was added to the row above" "「{text}」を、上の行の文につなげて読みました"
    row_hidden() "a hidden row is read, too" "非表示の行（高さが0の行を含みます）も読みます"
    row_hidden_skip_hint() "to leave hidden rows out, add to meeting.toml, on lines of their own:\n[records]\nhidden = \"skip\"" "非表示の行を読まないなら、meeting.toml に次のように加えてください：\n[records]\nhidden = \"skip\""
    row_hidden_read_hint() "if they are to be read, this confirms it:\n[records]\nhidden = \"read\"" "読んでよければ、次のように加えると、この注意は出なくなります：\n[records]\nhidden = \"read\""
    column_unprinted(heading) "no paper prints \"{heading}\", but the data hold it: the sheet データ, and what a PDF carries" "「{heading}」はどの資料にも印刷しませんが、「データ」シートとPDFの添付データには入ります"
    column_unprinted_hint(key) "to leave it out, put private = true below the line key = {key} in meeting.toml" "載せないなら、meeting.toml の key = {key} の行の下に private = true と書いてください"
    column_data_hint() "to let it go out as data, put private = false there" "データとして出してよいなら、そこに private = false と書きます"
    column_hidden() "a hidden column is read, too" "非表示の列も読みます"
    column_hidden_hint(heading) "if it is not meant, add to meeting.toml, on lines of their own:\n[columns]\n\"{heading}\" = \"unused\"" "使わない列なら、meeting.toml に次のように加えてください：\n[columns]\n\"{heading}\" = \"unused\""
    unwished(heading, values, count) "opinions whose \"{heading}\" is \"{values}\" are printed ({count})" "「{heading}」が「{values}」の意見が{count}件、資料に載ります"
    unwished_hint(rules) "to leave them out, put shows = {rules} below [[papers]] in meeting.toml" "載せないなら、meeting.toml の [[papers]] に shows = {rules} と書いてください"
    unwished_chosen_hint(key) "to leave them out, let shows under [[papers]] in meeting.toml choose by field = \"{key}\", too" "載せないなら、meeting.toml の [[papers]] の shows で、field = \"{key}\" でも選んでください"
    row_personal(word) "a row of \"{word}\" is personal and not read; nothing prints or publishes it" "「{word}」の行は個人情報とみなし、読みません（どの資料にもデータにも載りません）"
    row_personal_hint(word) "if it is an opinion, write another word than \"{word}\" there in the table" "意見なら、表の「{word}」を別の言葉にしてください"
    table_under(headings) "another table, headed \"{headings}\", lies below that of the opinions" "意見の表の下に、「{headings}」を見出しとする別の表があります"
    table_under_hint(range) "move {range} to another sheet or delete it; if these are opinions, delete the blank row above them and give them numbers" "{range} を別のシートへ移すか、消してください。これも意見なら、すぐ上の空の行を削除し、番号を入れてください"
    counts_below() "a table of counts below the opinions is not read" "意見の表の下にある件数の表は読みません"
    tables_beside(headings) "the columns \"{headings}\" are there twice" "「{headings}」の列が2組あります"
    sheet_withheld(name) "the sheet \"{name}\" is read and printed, though it is called like one that is not to be published" "シート「{name}」も読み、印刷します（載せないもののような名前です）"
    row_total() "a row of totals is not read" "合計の行は読みません"
    row_total_hint() "totals are counted by the program" "合計はプログラムが数えます"
    row_note(start) "the note \"{start}\" below the table is not read" "表の下の「{start}」は読みません"
    row_note_hint(notes) "to print it, put a line below [[papers]]:\nbelow = [{notes}]" "印刷するなら、meeting.toml の [[papers]] の下に次の行を加えてください：\nbelow = [{notes}]"
    row_note_more_hint(notes) "to print it, add it between the brackets of below under [[papers]]: {notes}," "印刷するなら、meeting.toml の [[papers]] の below の [ ] の中に、次を加えてください：{notes},"
    row_numbered() "a row has a number but no opinion" "番号だけで意見のない行があります"
    row_unclear(start) "is \"{start}\" an opinion, a heading or a note?" "「{start}」は意見でしょうか、見出しや注記でしょうか"
    row_unclear_hint() "if it goes on with the text above, append it to that cell and delete the row; if it is an opinion, fill in its number or category; if it is none, delete it or move it to another sheet" "上の文章の続きなら、上のセルに書き足して、この行を削除してください。意見なら、番号や項目を入れてください。意見でなければ、消すか、別のシートへ移してください"
    row_unclear_apart_hint() "if it goes on with the text above, append it to that cell and delete the row; if it is an opinion, delete the blank row above it and fill in its number or category; if it is none, delete it or move it to another sheet" "上の文章の続きなら、上のセルに書き足して、この行を削除してください。意見なら、すぐ上の空の行を削除し、番号や項目を入れてください。意見でなければ、消すか、別のシートへ移してください"
    band_unknown(start) "the heading \"{start}\" between the rows names no section of meeting.toml" "行の間の見出し「{start}」は、meeting.toml のどの区分の題名でもありません"
    band_renamed_hint(old, new) "if a section is called otherwise now, change its line in meeting.toml from title = {old} to:\ntitle = {new}" "区分の題名を変えたのなら、meeting.toml の title = {old} の行を、次のように直してください：\ntitle = {new}"
    band_new_hint(title) "if it is a new section, add to meeting.toml, behind the section after which it is printed, or at the end of the file:\n[[sections]]\ntitle = {title}" "新しい区分なら、meeting.toml の、印刷で一つ前になる区分の次（最後の区分なら、ファイルの最後）に、次の2行を加えてください：\n[[sections]]\ntitle = {title}"
    numbers_unheaded() "the column of numbers has no heading; it is read as the numbers" "見出しのない番号の列を、番号として読みました"
    lines_above(lines) "the lines above the table are not read: {lines}" "表の上の行は読みません：{lines}"
    lines_above_hint(notes) "to print them, put a line below [[papers]]:\nabove = [{notes}]" "印刷するなら、meeting.toml の [[papers]] の下に次の行を加えてください：\nabove = [{notes}]"
    lines_above_more_hint(notes) "to print them, add them between the brackets of above under [[papers]]: {notes}," "印刷するなら、meeting.toml の [[papers]] の above の [ ] の中に、次を加えてください：{notes},"
    column_hidden_asked(name) "the column \"{name}\" is hidden: is it to be read?" "「{name}」の列は非表示です。この列を読みますか"
    column_hidden_text_hint(seen, name) "if the opinions are those of the column that is shown, the lines in meeting.toml are:\n[columns]\n\"{seen}\" = \"text\"\n\"{name}\" = \"unused\"" "見えている列の意見を読むなら、meeting.toml に次のように書いてください：\n[columns]\n\"{seen}\" = \"text\"\n\"{name}\" = \"unused\""
    column_hidden_instead_hint(seen, name) "to read the hidden one instead:\n[columns]\n\"{name}\" = \"text\"\n\"{seen}\" = \"unused\"" "非表示の列の意見を読むなら、次のように書きます：\n[columns]\n\"{name}\" = \"text\"\n\"{seen}\" = \"unused\""
    column_hidden_shown_hint(name, key) "to read it, add to meeting.toml, on lines of their own:\n[columns]\n\"{name}\" = \"{key}\"" "読むなら、meeting.toml に次のように加えてください：\n[columns]\n\"{name}\" = \"{key}\""
    column_hidden_choice_hint(name, key) "to read and print it, add to meeting.toml, on lines of their own:\n[columns]\n\"{name}\" = \"{key}\"" "読んで印刷するなら、meeting.toml に次のように加えてください：\n[columns]\n\"{name}\" = \"{key}\""
    column_hidden_left_hint(name) "not to read it:\n[columns]\n\"{name}\" = \"unused\"" "読まないなら、次のように加えます：\n[columns]\n\"{name}\" = \"unused\""
    ask_hidden_text(seen, hidden) "the column \"{hidden}\" is hidden in the table, so the opinions are those of \"{seen}\"; if it is the other way round, change it under [columns] in meeting.toml" "「{hidden}」の列は表で非表示なので、意見は「{seen}」の列から読みます。逆なら、meeting.toml の [columns] を直してください"
    sheet_card() "this sheet is the card of one opinion or several, not a table" "このシートは、意見を一つずつ縦に書いた票です。表ではないので、読めません"
    sheet_turned() "the headings of this sheet stand below each other, and its opinions beside each other" "このシートは、見出しが縦に並び、意見が横に並んでいます（行と列が逆です）"
    sheet_turned_hint() "copy the table and paste it into a new sheet with Paste Special, Transpose, so that an opinion has a row" "表をコピーし、新しいシートに「形式を選択して貼り付け」の「行/列の入れ替え」で貼り付けて、1件を1行にしてください"
    rows_torn(word) "the rows of \"{word}\" were read as opinions, for they do not each follow an opinion one by one" "意見の行と「{word}」の行が一つずつ続いていないため、「{word}」の行も一つの意見として読みました"
    rows_marked(word) "what begins with \"{word}\" was read as an opinion, too" "「{word}」で始まる文も、一つの意見として読みました"
    rows_marked_hint(word) "to read them beside the opinions, write 意見 or {word} into a column of its own before each text, and take the marks off the texts; or move them to a column of replies" "意見と並べて読むには、文の横に列を一つ作って「意見」「{word}」と書き分け、文からその印を消すか、回答の列を作って意見の行に移してください"
    rows_torn_hint(word) "to read them beside the opinions, give each opinion one row of \"{word}\" at most, right below it, with nothing else in it than the row of the opinion says" "上の意見と並べて読むには、意見1件につき「{word}」の行をすぐ下の1行だけにし、ほかの列は意見の行と同じか空欄にしてください"
    rows_stacked(heading) "the rows of \"{heading}\" were read as a column of the opinions above them" "「{heading}」の行を、上の意見の「{heading}」の列として読みました"
    sheet_card_hint() "make one table of them: a row of headings such as 番号, 意見 and 考え方, and below it a row for each opinion" "1枚の表にまとめてください。1行目に「番号」「意見」「考え方」のような見出しを並べ、その下に1件を1行で書きます"
    init_no_table_hint() "write a row of headings over the table, one of them naming the opinions, such as 意見 or 意見の概要; save it, and have it read once more" "表の上に見出しの行を作り、意見の列の見出しを「意見」「意見の概要」などにして保存し、もう一度読み込んでください"
    init_from_kind(name) "\"{name}\" is no table of a spreadsheet program" "「{name}」は、表計算ソフトの表ではありません"
    init_from_kind_hint() "put the opinions into a table and save it as .xlsx, .ods, .csv or text with tabs (.txt); a web page is taken by shiryo import" "意見を表に入れ、Excelブック（.xlsx）か .ods、.csv、タブ区切りの .txt で保存してください。Webページは shiryo import で取り込めます"
    band_empty() "no opinion stands below this label" "この見出しの下に意見がありません"
    band_empty_hint() "put the opinions below it, or delete its row" "下に意見を入れるか、この行を削除してください"
    headings_below(headings) "\"{headings}\" are headings of another table; nothing from here on was read" "「{headings}」を見出しとする別の表があります。ここから下は読んでいません"
    headings_below_hint(row) "move it, from row {row} (or its title above) on, to a sheet of its own; then make the meeting anew of the workbook with shiryo init --from, so that each sheet is read" "{row}行目から下（題名があれば題名から）を別のシートへ移し、そのブックから shiryo init --from で会議を作り直してください。シートごとに読みます"
    row_empty() "the row has no opinion and is left out" "意見のない行なので、読みません"
    label_unused(start, own) "\"{start}\" stands alone in its row, but the row below has \"{own}\" there: it is not read" "1行だけの「{start}」は、下の行の同じ列に「{own}」とあるため、読みません"
    label_unused_hint() "if it belongs to the rows below, write it into their cells; if it says nothing, delete its row" "下の行のことなら、下の行のセルに書いてください。要らなければ、その行を削除してください"
    row_band(start) "\"{start}\" alone in its row is read as the category of the rows below" "1行だけの「{start}」を、下の行の項目として読みました"
    picture_unread() "a picture or a drawing is not read" "画像や図形は読みません"
    comment_unread() "a comment or a text box is not read" "コメントや図形の文字は読みません"
    comment_unread_hint() "what is to be printed belongs into a cell" "印刷する内容は、セルに書いてください"
    formula_without_result() "a formula without a result" "計算結果のない数式です"
    formula_without_result_hint() "open the file in Excel, save it, and try again; or type the text in its place" "Excelで開いて保存し直すか、数式のかわりに文字を入力してください"
    cell_error_hint() "type what is meant in its place" "正しい内容を入力し直してください"
    cell_struck(start) "\"{start}\" is struck through" "「{start}」に取り消し線があります"
    cell_struck_hint() "delete it or remove the line; or leave out all that is struck through, by these lines in meeting.toml:\n[records]\nstruck = \"drop\"" "消すか、取り消し線を外してください。取り消し線の文字をすべて載せないなら、meeting.toml に次のように書きます：\n[records]\nstruck = \"drop\""
    cell_struck_keep_hint() "to print all of it:\n[records]\nstruck = \"keep\"" "すべて載せるなら、次のように書きます：\n[records]\nstruck = \"keep\""
    cell_struck_dropped(text) "\"{text}\" is struck through and left out" "取り消し線のある「{text}」は読みません"
    cell_struck_left(text) "what is struck through is left out, so that it reads: {text}" "取り消し線の文字を除いて読みました：{text}"
    cell_struck_kept(text) "\"{text}\" is struck through, but the opinion is not: it is read as it stands" "「{text}」に取り消し線がありますが、意見には付いていないため、そのまま読みました"
    cell_red() "red text is printed in black" "赤い文字も黒で印刷します"
    cells_merged() "these cells are merged, so that it is not known to which row each text belongs" "セルが結合されていて、どの行の値か分かりません"
    cells_merged_hint() "if it is one opinion, unmerge the cells, join its text in the first of them and delete the other rows; if there are several, unmerge them and give each row its own number and text" "一つの意見なら、結合を解除し、文章を最初の行のセルにつなげて、残りの行を削除してください。別々の意見なら、結合を解除し、行ごとに番号と文章を書いてください"
    cells_merged_beside() "cells of different columns are merged, so that it is not known to which of them the text belongs" "横に並ぶ列のセルが結合されていて、どの列の値か分かりません"
    cells_merged_beside_hint() "unmerge the cells and put the text under the heading to which it belongs; the others may stay empty" "結合を解除し、文章をその見出しの列のセルに書いてください。ほかのセルは空のままで構いません"
    cells_merged_filled() "the text of these merged cells is read for each of their rows" "結合したセルの値を、各行の値として読みました"
    cell_covered(start) "\"{start}\" is hidden below merged cells" "結合したセルの下に「{start}」が隠れています"
    cell_covered_hint() "unmerge the cells and delete the text, or put it where it belongs" "結合を解除し、不要なら消し、必要なら正しい場所に移してください"
    blank_filled(text) "the blank cell is read as \"{text}\", as above it" "空のセルを、上と同じ「{text}」として読みました"
    blank_kept() "the blank cell is left blank, since each row seems to be what one person sent" "空のセルは、空のままにしました（1行が、1人の送った回答のようです）"
    blank_kept_hint() "if it means the same as the cell above, write that into it" "上のセルと同じなら、そのセルにも書いてください"
    blank_filled_hint() "if it is meant to be empty, add to meeting.toml, on lines of their own:\n[records]\nblanks = \"empty\"" "空のままでよければ、meeting.toml に次のように加えてください：\n[records]\nblanks = \"empty\""
    ditto_filled(mark, text) "{mark} is read as \"{text}\", as above it" "「{mark}」を、上と同じ「{text}」として読みました"
    label_spelling(text, cell) "differs in spaces or width from {cell} and is read as \"{text}\"" "{cell}と空白や全角・半角だけが違うので、同じ「{text}」として読みました"
    label_on_one_line(text) "has line breaks and is read as \"{text}\"" "改行を除いて「{text}」として読みました"
    too_wide(cells, limit) "the row has {cells} cells; at most {limit} are read" "この行にはセルが{cells}個あります。読めるのは{limit}個までです"
    heading_missing(heading) "there is no column \"{heading}\"" "「{heading}」の列がありません"
    empty_text() "the opinion is empty" "意見が空です"
    empty_text_skip_hint() "to leave out rows without an opinion, add to meeting.toml, on lines of their own:\n[records]\nempty = \"skip\"" "意見のない行を読まないときは、meeting.toml に次のように加えてください：\n[records]\nempty = \"skip\""
    empty_text_beside(start) "the opinion is empty, but there is a text in another column: \"{start}\"" "意見が空ですが、ほかの列に文があります：「{start}」"
    row_empty_beside(start) "left out with its row, which has no opinion: \"{start}\"" "意見のない行とともに、載らなくなる文があります：「{start}」"
    empty_beside_hint() "if that is an opinion, write it into the column of opinions, in a row of its own where there is one already" "それが意見なら、意見の列に書いてください（その行に意見がもうあるときは、行を分けます）"
    empty_text_hint() "write the opinion; if the row goes on with the one above it, add what it says to the cells above, and delete it" "意見を書いてください。上の行の続きなら、書いてあることを上の行のセルにつなげ、この行を削除してください"
    text_too_long(units, limit) "the text has {units} characters; a cell of a workbook holds {limit}" "{units}字あります。ブックのセルに入るのは{limit}字までです"
    unshown_attribution(source) "source \"{source}\" names nobody, so this would not be printed" "出典「{source}」には名前の列がないため、印刷されません"
    unshown_attribution_hint(source) "give the source \"{source}\" a name for it in meeting.toml: attribution = \"…\"" "meeting.toml の出典「{source}」に attribution = \"…\" を書いてください"
    bad_id(id) "\"{id}\" cannot be an ID (at most 64 characters, none of them blank or invisible)" "「{id}」はIDに使えません（64字以内、空白や見えない文字は不可）"
    id_twice(id, first) "the ID {id} is taken ({first})" "ID {id} はすでに使われています（{first:#}）"
    ids_derived(count) "records without an ID: {count}; the program keeps one for each" "IDのない記録が{count}件あります。IDはプログラムが控えます"
    ids_derived_hint() "a build keeps them, and the numbers that it prints, in ids.csv beside the records; keep that file with them" "資料を作ると、載せた番号とともに、記録と同じフォルダーの ids.csv に控えます。一緒に保管してください"
    ids_unwritten(cause) "the IDs and numbers could not be kept in ids.csv ({cause})" "IDと番号を ids.csv に控えられませんでした（{cause}）"
    choice_spelling(value) "differs from the choice \"{value}\" in spaces or width and is read as it" "選択肢「{value}」と空白や全角・半角だけが違うので、「{value}」として読みました"
    id_spoiled(id) "spreadsheet programs change the ID \"{id}\" when they save CSV" "表計算ソフトは、CSVを保存するとIDの「{id}」を別の値に変えてしまいます"
    id_spoiled_hint() "keep the records as .xlsx with the IDs as text, or give IDs such as a001" "記録を .xlsx にしてID列の書式を「文字列」にするか、a001 のように英字で始まるIDにしてください"
    id_renamed(now) "the records no longer have the opinion of this row; the answer is taken for {now}, which says the same" "この行の意見は記録の中で別の意見になっているため、本文が同じ{now}への回答として受け取りました"
    file_without_answers() "not one answer was found in this file" "このファイルには回答が一つもありません"
    file_without_answers_hint() "if the division has none, ask it to write so; else ask for the file again" "回答がないならその旨を記入してもらい、記入したはずなら送り直してもらってください"
    id_edited(was) "the text of {was} was edited; it is still the same opinion" "{was}の本文が変わりましたが、同じ意見として扱います"
    id_unsure(rows) "taken for a new opinion; it may also be one of these after an edit: {rows}" "新しい意見として扱います。次のどれかを直したものかもしれません：{rows}"
    id_unsure_row(was, line) "{was} (line {line} of ids.csv)" "{was}（ids.csv の{line}行目）"
    id_unsure_hint() "if it is one of them, put its new text into that line of ids.csv, and empty 状態 there if it says 削除" "その意見なら、ids.csv のその行の「意見」を新しい本文に書き換え、「状態」が「削除」になっていれば空にしてください"
    ids_too_many(old, new) "{old} opinions are gone and {new} are new: too many to tell which were only edited; the new ones get new IDs" "なくなった意見が{old}件、新しい意見が{new}件あり、直しただけのものを見分けられません。新しい意見には新しいIDを付けます"
    ids_alike(text, old, new, known) "\"{text}\": {new} opinions say this where there were {old} ({known}), and nothing tells which is which" "「{text}」：同じ本文の意見が前は{old}件（{known}）、今は{new}件あり、どれがどれか見分けられません"
    ids_alike_row(no, id, line) "No.{no}, {id}, line {line} of ids.csv" "No.{no}、{id}、ids.csv の{line}行目"
    ids_alike_gone_hint(count, lines) "{count} of them is no longer there: open ids.csv and write 削除 under 状態 in its line ({lines})" "なくなった{count}件について、ids.csv のその意見の行（{lines}行目のどれか）の「状態」に「削除」と書いてください"
    ids_alike_hint(ids) "or give the table a column \"ID\" and write the ID of each of them that is still there into its row ({ids}); leave all other cells of the column blank" "または、表に「ID」の列を作り、今もある意見の行にそのID（{ids}）を書いてください。ほかの行は空のままにします"
    ids_alike_new_hint(ids) "give the table a column \"ID\" and write the ID of each of them that was there before into its row ({ids}); leave all other cells of the column blank: what is new gets its own" "表に「ID」の列を作り、前からある意見の行にそのID（{ids}）を書いてください。新しい意見とほかの行は空のままにします"

    ids_meanwhile() "another command changed the IDs and numbers in the meantime" "作っている間に、ほかの操作でIDと番号が変わりました"
    ids_meanwhile_hint() "run the build once more" "もう一度行ってください"
    ids_unwritten_hint() "papers made later may number the opinions differently: make the folder writable and build once more" "このままでは、次に作る資料で番号が変わることがあります。フォルダーに書き込めるようにして、もう一度作ってください"

    // Papers that are left out
    left_out(names) "not made, since they show what cannot be printed: {names}" "印刷できない文字を載せるため作れなかった資料：{names}"
    built_without(count) "the other outputs were made; {count} were not" "ほかの出力は作りました。作れなかったものが{count}件あります"
    set_aside(file, aside) "{file} was of an earlier build and is now {aside}, so that nobody takes it for one of these papers" "{file} は前に作ったものです。今回の資料と取り違えないよう、名前を {aside} に変えました"

    // Numbers that are kept
    number_other_section(no) "was {no}; in this section it gets another number" "元は{no}でした。区分が変わったため、別の番号になります"
    number_other_category(no) "was No.{no}; its category is no longer that of this row, so that it gets another number" "元はNo.{no}でした。項目がその行と違うものになったため、別の番号になります"
    number_other_row(no) "was No.{no}; the table has it in a row of another number now, so that it gets another number" "元はNo.{no}でした。表では別の番号の行にあるため、その行の番号になります"
    number_of_another(no, text, place) "No.{no} was already printed for \"{text}\" ({place})" "No.{no} は「{text}」（{place:#}）の番号として資料に載せたものです"
    number_of_another_hint(line) "give it another number; or, if the papers were not handed out yet, empty the cell No. in line {line} of ids.csv" "別の番号にしてください。資料をまだ配っていなければ、ids.csv の{line}行目の「No.」を空にしても構いません"
    numbers_out_of_order(no, before) "No.{no} stands behind No.{before} in the table; papers keep the numbers that were printed and are in their order" "表ではNo.{no}がNo.{before}の後にあります。資料は、前に載せた番号のまま、番号の順に並べます"
    typed_out_of_order() "the number stands below a higher one in the table; papers are in the order of the numbers" "表では、もっと大きい番号の下にあります。資料は番号の順に並べます"
    renumber_way() "if the papers were not handed out yet, number them anew in the order of the table: shiryo renumber" "資料をまだ配っていなければ、shiryo renumber で、表の順に番号を付け直せます"
    numbers_kept_hint() "that stays so, since the papers may have been handed out; else number them anew: shiryo renumber" "配った資料の番号が変わらないよう、欠番のままにします。まだ配っていなければ、shiryo renumber で詰められます"

    unknown_section(given, count) "\"{given}\" is not a section (1 to {count}, or a title)" "「{given}」という区分はありません（1～{count}、または区分の名称）"
    section_title_differs(given, number, title) "\"{given}\" is not the title of section {number} ({title})" "「{given}」は区分{number}の名称（{title}）と違います"
    unknown_source(given) "\"{given}\" is not a source" "「{given}」という出典はありません"
    bad_no(given, limit) "\"{given}\" is not a number (0 to {limit})" "「{given}」は番号として読めません（0～{limit}）"
    number_zero() "new before all that have a number: it is No. 0, so that none of them moves" "番号のある意見より前に加わった意見です。ほかの番号を動かさないよう、No.0 としました"
    no_hint() "write a number in digits, such as 7, or leave the cell empty: opinions without a number are counted on" "7 のような数字だけに書き直すか、空欄にしてください（空欄なら続きの番号が付きます）"
    no_date_hint(branch) "the spreadsheet program seems to have taken the branch number {branch} for a date: set the format of the cell to text and type {branch} again" "枝番の {branch} が日付に変わったようです。セルの書式を「文字列」にしてから、{branch} と入力し直してください"
    no_branch_hint(first) "number branches in digits: {first}-2, {first}-3" "枝番は、{first}-2、{first}-3 のように数字で書いてください"
    no_range_hint(first) "one row has one number: write {first}, and what else it stands for into another column" "1行に書ける番号は一つです。{first} だけを書き、ほかの番号は別の列に書いてください"
    no_read(given) "of \"{given}\", the digits are read as the number" "「{given}」の数字を番号として読みました"
    text_ditto(mark) "\"{mark}\" is printed as it is; it means what is printed above it, which may change with the numbers" "「{mark}」はこのまま印刷します。番号や並びが変わると、別の行を指すことになります"
    text_ditto_hint() "write out what it stands for" "指している内容をそのセルに書いてください"
    row_left_out(no) "a hidden row (No.{no}) is not read" "非表示の行（番号 {no}）は読みません"
    row_left_out_empty(no) "the row has no opinion and is left out (No.{no})" "意見のない行（番号 {no}）なので、読みません"
    row_left_out_struck(no) "the number {no} is that of an opinion that is struck through and left out" "番号 {no} は、取り消し線のため読まない意見の番号です"
    control_character(code, position) "a control character, {code}, cannot be printed" "印刷できない制御文字（{code:#}）があります"
    invisible_character(code, position) "there is an invisible character, {code}" "見えない文字（{code:#}）があります"
    noncharacter(code, position) "{code} is no character of Unicode" "Unicodeの文字ではないもの（{code:#}）があります"
    remove_character() "remove it from the record; nothing is removed silently" "記録から取り除いてください。自動では取り除きません"
    private_use(code, position) "{code} is a private-use character, which PDF/A-3a forbids" "外字（{code:#}）があります。PDF/A-3aでは使えません"
    private_use_hint() "write a standard character, or allow it: [pdf] archive = \"a-3u\" and a font in the meeting's fonts folder" "標準の文字に直すか、[pdf] archive = \"a-3u\" とし、会議の fonts フォルダーにその字のあるフォントを置いてください"
    replacement_character(position) "U+FFFD stands where a character was lost" "元の文字が失われ、「�」になっています"
    decomposed(code, position) "{code} is a mark apart from its letter" "濁点などが分かれた形（{code:#}）があります"
    write_instead(text) "write {text} instead" "代わりに「{text}」と書いてください"
    no_glyph(text, code, position) "{text} ({code}) is in none of the fonts" "「{text}」（{code:#}）の字形がフォントにありません"
    no_glyph_own_hint() "write another character or a word there, or put a font that has it into the meeting's fonts folder and name it in look.fonts" "そこを、別の字か言葉に直してください。その字のまま載せるには、その字のあるフォントを会議の fonts フォルダーに置き、look.fonts に書き加えます"
    no_glyph_hint() "write another character, or put a font that has it into the meeting's fonts folder and name it in look.fonts" "元の表で、その字を別の字か言葉（絵文字なら「（電球の絵文字）」など）に直してください。その字のまま載せるには、その字のあるフォントを会議の fonts フォルダーに置き、look.fonts に書き加えます"
    no_sequence_hint(base) "the fonts have {base} without the variation selector: remove the selector if that form will do" "異体字セレクターのない {base} ならあります。その字形でよければセレクターを取り除いてください"
    not_a_font() "this is not a font" "フォントではありません"
    unknown_font(family) "there is no font \"{family}\"; its text would vanish" "「{family}」というフォントはありません。文字が消えるため中止しました"
    empty_section(heading) "section \"{heading}\" has no opinions" "区分「{heading}」に意見がありません"
    empty_section_hint(title) "if it is not needed, delete from meeting.toml the line title = {title} and the line [[sections]] above it" "要らない区分なら、meeting.toml の title = {title} の行と、その上の [[sections]] の行を消してください"
    two_categories(no, first, second, place) "{no} is under \"{first}\" ({place}) and under \"{second}\"" "{no} の項目が「{first}」（{place:#}）と「{second}」の二通りあります"
    cell_taken(no, source, place) "{no}, {source}: the cell already holds an opinion ({place})" "{no}「{source}」にはすでに意見があります（{place:#}）"
    numbers_taken(no) "the number is also that of another opinion: \"{no}\"" "番号「{no}」の意見が、ほかにもあります"
    cell_taken_hint() "change one of the two numbers, or leave it blank: the opinion then takes a free row of its category, or one behind the last; if it goes on with the opinion above, add its text to the cell above and delete the row" "どちらかの番号を直すか、空欄にしてください（空欄なら、同じ項目の空いている行か、最後の行の次に入ります）。上の意見の続きなら、上のセルに書き足してこの行を消してください"
    cell_taken_list_hint() "change one of the two numbers, or leave it blank: the opinion is then counted on behind the last; if it goes on with the opinion above, add its text to the cell above and delete the row" "どちらかの番号を直すか、空欄にしてください（空欄なら、最後の番号の次になります）。上の意見の続きなら、上のセルに書き足してこの行を消してください"
    tables_beside_hint(column) "if these are two tables side by side, move the right one, from column {column} on, to a sheet of its own, with its headings in the first row; then make the meeting anew of the workbook with shiryo init --from, so that each sheet is read" "横に並んだ別々の表なら、{column}列から右の表を切り取り、新しいシートの1行目から貼り付けて（見出しを1行目に）、そのブックから shiryo init --from で会議を作り直してください。シートごとに読みます"
    number_blank(no, below) "the number is blank, so this is printed as No.{no}, behind No.{below} that stands below it in the table" "No. が空のため、No.{no} として、表では下にあるNo.{below}より後に印刷します"
    number_blank_hint(branch) "to print it here, write {branch} under No.; if it goes on with the opinion above, add its text to the cell above and delete the row" "ここに印刷するなら、No. に {branch} と書いてください。上の意見の続きなら、上のセルに書き足してこの行を消してください"
    numbers_retyped(count, numbers) "{count} had other numbers in print: {numbers}" "前の資料と番号の変わる意見が{count:#}件あります（{numbers}）"
    numbers_retyped_hint() "if the papers were handed out, write the former numbers into the table" "資料をもう配っていれば、表の No. を前の番号に戻してください"
    number_blank_first_hint() "to print it here, number the rows anew from this one on" "ここに印刷するなら、この行から順に番号を付け直してください"
    number_in_two_sections(no, place) "No.{no} stands in another section, too ({place})" "No.{no} は別の区分にもあります（{place:#}）"
    number_in_two_sections_hint() "change the number, or let numbers restart in each section: [meeting] numbers = \"section\"" "番号を直すか、区分ごとの番号にしてください：[meeting] numbers = \"section\""
    missing_numbers_all(numbers) "no opinion has number {numbers}" "欠番があります（{numbers}）"
    missing_numbers_hint() "a number that was given up may stay open; if the papers were not handed out yet, the others can close up: shiryo renumber" "なくした番号なら、欠番のままで構いません。資料をまだ配っていなければ、shiryo renumber で詰められます"
    missing_numbers(heading, numbers) "{heading}: no opinion has number {numbers}" "{heading}：欠番があります（{numbers}）"

    field_name(name) "\"{name}\" cannot be the key or heading of a field (no blank ends, no 、, no line break)" "「{name}」は項目名に使えません（前後の空白、「、」、改行は不可）"
    field_twice(name) "the name \"{name}\" is taken by another column" "「{name}」という列はほかにあります"
    field_is_answer(heading) "\"{heading}\" is filled in by the divisions (from = \"divisions\"), so it is no column of the records" "「{heading}」は各課が回答する項目（from = \"divisions\"）のため、記録の列にはできません"

    // Asking the divisions
    answer_key(key, limit) "\"{key}\" cannot be the key of an answer: small letters a-z, digits and _ only, a letter first, at most {limit}" "回答の項目の key「{key}」は使えません。英小文字で始め、英小文字・数字・_ だけで{limit}字以内にしてください"
    answer_width(key, least, most) "field \"{key}\": width is {least} to {most} em" "項目「{key}」：width は{least}～{most}（全角の字数）にしてください"
    choice_twice(key, value) "field \"{key}\": the choice \"{value}\" stands twice" "項目「{key}」：選択肢「{value}」が二つあります"
    blank_ends(key, text) "{key}: \"{text}\" has white space at an end" "{key:#}：「{text}」の前後に空白があります"
    key_too_long(key, units, limit) "{key} has {units} characters; at most {limit} fit" "{key:#} は{units}字あります。{limit}字以内にしてください"
    key_character(key, position) "{key}: character {position} is invisible or a control character" "{key:#}：{position}字目は見えない文字か制御文字です"
    no_due() "inquiry.due must be a date, such as 2026-12-10" "回答期限（inquiry.due）には 2026-12-10 のような日付が必要です"
    no_edition() "inquiry.edition counts from 1" "照会の版（inquiry.edition）は1から数えてください"
    division_name(name, why) "\"{name}\" cannot be the name of a division, since a file is named after it: {why}" "「{name}」は課の名に使えません（ファイル名になります）。{why}"
    division_twice(name) "two divisions are called \"{name}\"" "課「{name}」が二つあります"
    division_mark(file) "output \"{file}\": an inquiry makes one file for each division; write {{division}} where its name goes" "出力「{file}」：照会は課ごとに一つ作ります。課の名が入る場所に {{division}} と書いてください"
    inquiry_lacks(file) "output \"{file}\": the meeting does not say what is asked of whom" "出力「{file}」：何をどの課に照会するのか書かれていません"
    inquiry_lacks_hint() "it takes [inquiry], at least one of [[divisions]] and one of [[fields]] with from = \"divisions\"" "[inquiry] と、一つ以上の [[divisions]]、from = \"divisions\" の [[fields]] が必要です"
    rule_section(given, count) "there is no section {given} (1 to {count})" "区分{given}はありません（1～{count}）"
    rule_category(given) "no opinion has the category \"{given}\"" "項目「{given}」の意見はありません"
    rule_id(given) "there is no opinion \"{given}\"" "「{given}」というIDの意見はありません"
    rule_field(given) "\"{given}\" is no field of the records" "「{given}」という記録の項目はありません"
    rule_field_is() "field and is go together: {{ field = \"…\", is = \"…\" }}" "field と is は一緒に書いてください：{{ field = \"…\", is = \"…\" }}"
    rule_matches_nothing() "no opinion matches" "当てはまる意見がありません"
    division_takes_none(name) "it is not said yet what division \"{name}\" is asked about; it gets no workbook" "課「{name}」に照会する意見がまだ決まっていないため、ブックを作りません"
    division_empty(name) "division \"{name}\" takes no opinion; it gets no workbook" "課「{name}」に当てはまる意見がないため、ブックを作りません"
    no_division(count, names) "opinions that go to no division: {count} ({names})" "どの課にも照会しない意見が{count}件あります：{names}"
    no_division_hint(rule) "if nobody is to be asked, add to meeting.toml below [inquiry] (to ask a division instead, add {rule} between the brackets of its takes):\nnot_asked = [{rule}]" "照会しないなら、meeting.toml の [inquiry] の下に次の行を加えてください（課に照会するなら、その課の takes の [ ] の中に {rule} を加えます）：\nnot_asked = [{rule}]"
    no_division_more_hint(rule) "if nobody is to be asked, add {rule} between the brackets of not_asked in meeting.toml; to ask a division instead, between those of its takes" "照会しないなら、meeting.toml の not_asked の [ ] の中に {rule} を加えてください（課に照会するなら、その課の takes の [ ] の中に加えます）"
    no_division_many_hint() "add a rule that fits them to takes of a division in meeting.toml, such as {{ section = 1 }} or {{ category = \"…\" }}; if nobody is to be asked, to not_asked under [inquiry]" "meeting.toml の課の takes に、{{ section = 1 }} や {{ category = \"…\" }} のような、当てはまる決まりを加えてください。照会しないなら、[inquiry] の not_asked に加えます"

    // Answers of the divisions
    response_field(given) "\"{given}\" is no field that the divisions fill in" "「{given}」という回答欄はありません"
    response_division(given) "there is no division \"{given}\"" "「{given}」という課はありません"
    response_edition(given) "\"{given}\" is no number of an edition" "「{given}」は版の番号ではありません"
    response_twice(first) "this division has answered this field already ({first})" "同じ課の同じ回答欄がすでにあります（{first:#}）"
    response_orphan(opinion) "there is no opinion {opinion} any more; its answer is kept here and not printed" "この回答をもらった意見（{opinion}）は、今の記録にありません。回答はここに残し、印刷しません"
    response_orphan_hint(line) "if the opinion was only edited, open ids.csv beside the records: put its new text into line {line}, empty 状態 there, and delete the line that a build gave the new text, if there is one" "本文を直しただけの意見なら、記録と同じフォルダーの ids.csv の{line}行目で、「意見」を新しい本文に書き換え、「状態」を空にし、新しい本文の行がほかにあればその行を消してください"
    response_orphan_given_hint() "if only its ID was changed in the records, put the old one back there" "表のIDを書き換えたのなら、元のIDに戻してください。意見を消したのなら、このままで構いません"
    response_no_choice(value, heading) "\"{value}\" is none of the choices of \"{heading}\"" "「{value}」は「{heading}」の選択肢にありません"

    // Collecting answers
    two_inquiries() "the workbook holds the hidden sheets of two different inquiries" "別々の照会の隠しシートが一つのブックに入っています"
    two_inquiries_hint() "ask the division to return each inquiry as a file of its own" "照会ごとに別のファイルで返送するよう、課に依頼してください"
    newer_inquiry() "the workbook was made by a newer version of shiryo" "新しい版のshiryoで作られたブックです"
    newer_inquiry_hint() "collect it with that version" "その版のshiryoで回収してください"
    whose_answers() "these look like answers, but nothing says which division they are from" "回答のようですが、どの課のものか分かりません"
    whose_answers_hint() "put the division's name into the file's name, such as 総務課.csv" "ファイル名に課の名を入れてください（例：総務課.csv）"
    no_inquiry() "this is no inquiry of ours: neither its hidden marks nor its headings are here" "照会のブックではありません（目印も見出しもありません）"
    no_inquiry_hint() "leave this file out of those to collect; if a division answered in it, ask for the workbook that it was sent" "回収するファイルから、これを外してください。課がこれに回答したのなら、送ったブックに記入するよう依頼してください"
    guessed_division(division) "taken for the answers of {division}, by the file's name or what it was asked" "ファイル名か照会の範囲から、{division}の回答とみなしました"
    other_meeting() "the workbook belongs to another meeting" "別の会議の照会です"
    other_meeting_hint() "collect it with the folder of that meeting" "その会議のフォルダーを指定して回収してください"
    division_gone(division) "the workbook is that of the division \"{division}\", which meeting.toml does not have" "「{division}」のブックですが、meeting.tomlにその課がありません"
    stamp_gone() "the hidden sheet is gone: texts outside the table are all listed, the ones that were sent out among them" "隠しシートがなくなっています。表の外の文は、送ったものも含めて「欄外の記入」に載せました"
    named_after_other(other, division) "the file is named after {other}, but it is the workbook of {division}" "ファイル名は{other}ですが、中身は{division}に送ったブックです"
    named_after_other_hint() "make sure who filled it in" "どの課が記入したのか確かめてください"
    other_edition(edition, now) "edition {edition} came back; the inquiry is at edition {now}" "第{edition}版が返ってきました。今の照会は第{now}版です"
    other_edition_hint() "answers to opinions that are unchanged since are taken, the others are asked about" "その後変わっていない意見への回答は受け取り、変わった意見については確認します"
    column_doubled(heading, column) "\"{heading}\" heads two columns; column {column} is read" "見出し「{heading}」が二つあります。{column}列を読みました"
    heading_renamed(heading, now) "the heading \"{heading}\" now reads \"{now}\"; it is read as before" "見出し「{heading}」が「{now}」に変わっています。元の欄として読みました"
    column_gone(heading) "the column \"{heading}\" is gone" "「{heading}」の列がなくなっています"
    headings_gone() "the row of headings is gone; the columns were read by what stands in them and by their place" "見出しの行がなくなっています。照会の文と列の位置から読みました"
    no_answer_sheet() "no sheet of the workbook has the table of answers" "回答の表がどのシートにもありません"
    no_answer_sheet_hint() "ask the division for the workbook that it was sent" "送ったブックで返送するよう、課に依頼してください"
    row_doubled(first) "this opinion has a second row (the first: \"{first}\")" "同じ意見の行が二つあります（最初は「{first}」）"
    row_doubled_hint() "equal answers are taken, different ones are asked about" "同じ回答なら受け取り、違えば確認します"
    sheet_renamed(name) "this sheet was called {name}" "シート「{name}」の名前が変わっています"
    answer_blank() "the cell is blank, though an answer was received for it before; that one stays" "前に回答を受け取った欄が、空欄になっています。前の回答をそのまま使います"
    answer_blank_hint() "if the division takes it back, delete its row in responses.csv" "課が取り下げたのなら、responses.csv のその行を削除してください"
    answers_hidden(heading) "the column \"{heading}\" is hidden; its answers are taken all the same" "「{heading}」の列が非表示です。回答は受け取りました"
    locked_gone(heading) "the column \"{heading}\" is gone; the opinions were known by the others" "「{heading}」の列がなくなっています。ほかの列で照合しました"
    rows_sorted() "the rows stand in another order; each was found by its ID" "行の順が変わっています。IDで照合しました"
    columns_moved() "the columns stand in another order; each was found by its heading" "列の順が変わっています。見出しで照合しました"
    ids_lost(count) "rows without their ID: {count}; each was found by its locked text" "IDのない行が{count}行あります。照会の文で照合しました"
    rows_hidden(count) "hidden rows, by a filter or by hand: {count}; their answers are taken all the same" "絞り込みなどで隠れた行が{count}行あります。回答は受け取りました"
    locked_marked(count) "rows whose locked text is red or struck through: {count}" "照会の文に赤字や取り消し線のある行が{count}行あります"
    rows_gone(count, opinions) "opinions that have no row any more: {count} ({opinions})" "行がなくなった意見が{count}件あります（{opinions}）"
    rows_gone_hint() "they count as not answered" "未回答として扱います"
    merged_across(count) "the cell is merged over {count} columns; what the others still hold is asked about" "{count}列にわたって結合されています。ほかの欄に残った記入は、案件としてお尋ねします"
    same_file(first) "the same bytes as {first}" "{first} と同じファイルです"
    answer_error(text) "the cell shows an error ({text})" "エラー値です（{text}）"
    answer_no_result() "the cell holds a formula without a result" "数式で、計算結果がありません"
    answer_number(text) "the cell holds a number; read as it is shown, \"{text}\"" "数値のセルです。見えるとおり「{text}」と読みました"
    answer_date(text) "the cell holds a date or time; read as \"{text}\"" "日付・時刻のセルです。「{text}」と読みました"
    answer_truth(text) "the cell holds a truth value; read as \"{text}\"" "真偽値のセルです。「{text}」と読みました"
    answer_formula(text) "the cell holds a formula; its result \"{text}\" is taken" "数式のセルです。計算結果「{text}」を受け取りました"
    answer_red() "some of the answer is red" "赤字があります"
    answer_nothing(text) "the answer is \"{text}\"; it is taken as it stands" "回答が「{text}」です。そのまま受け取りました"
    answer_choice_read(given, value) "\"{given}\" was taken as the choice \"{value}\"" "「{given}」を選択肢「{value}」として受け取りました"
    formula_shown() "(formula)" "（数式）"
    stray_beside() "it stands beside the answer columns" "回答欄の外に書かれています"
    stray_no_opinion() "the row belongs to no opinion" "どの意見の行でもありません"
    stray_opinion_gone() "the opinion of this row is not in the records any more" "この行の意見は、今の記録にありません"
    stray_other_sheet() "it stands outside the answer sheet" "回答シートの外に書かれています"
    stray_comment() "it is a comment or stands in a drawing" "コメントか図形の文字です"
    stray_thing(name) "it stands in something that is no cell ({name})" "セルでないもの（{name}）に書かれています"
    unread_thing(name) "there is something that is not read ({name})" "読んでいないもの（{name}）があります"
    unread_thing_hint() "open the workbook and look whether it holds an answer" "ブックを開き、回答が書かれていないか見てください"
    unread_macros_hint() "leave macros switched off; if somebody answered in a window of theirs, ask for the answer in the cells" "マクロは有効にせず、マクロの画面に回答した課には、セルに記入して返送するよう依頼してください"
    unread_alternatives_hint() "if a drawing may have a text of its own, save the workbook as .xlsx in Excel and collect that" "図形や画像に代替テキストがありうる場合は、Excelで .xlsx 形式で保存し、それを回収してください"
    thing_prompt() "an input message" "入力時メッセージ"
    thing_macros() "macros" "マクロ"
    thing_alternatives() "alternative texts of drawings in .xls" ".xls の図形や画像の代替テキスト"
    thing_shape() "a drawn shape" "図形"
    thing_chart() "a chart" "グラフ"
    thing_diagram() "a diagram (SmartArt)" "組織図などの図（SmartArt）"
    thing_embedded() "an embedded file or object" "埋め込まれたファイル"
    thing_control() "a button or box" "ボタンやチェックボックス"
    thing_link() "the target of a link" "リンク先"
    cell_twice() "the file holds this cell twice" "このセルの中身が、ファイルの中に二つあります"
    thing_name() "a defined name" "名前の定義"
    thing_running() "page header or footer" "ヘッダー・フッター"
    thing_description() "properties of the document" "文書のプロパティ"
    thing_other_sheet() "a sheet without cells" "セルのないシート"
    sheet_added() "the workbook that was sent out has no such sheet" "送ったブックにないシートです"
    stray_heading() "it stands in the row of headings" "見出しの行に書かれています"
    strays_found(count, text) "text that cannot be taken as an answer: {count}, first \"{text}\"" "回答として受け取れない記入が{count}件あります（最初は「{text}」）"
    strays_hint(file) "all of it is listed in {file}" "すべて {file} に載せました"
    gate_other_meeting() "label or title are those of another meeting, although the opinions are known here" "意見は同じですが、別の会議名・資料番号の照会です"
    gate_contradiction() "the hidden sheet was changed, or contradicts the properties of the workbook" "隠しシートが書き換えられているか、ブックの属性と食い違っています"
    gate_shifted() "IDs and texts of the rows went apart, as when a part of the columns is sorted" "IDと照会の文がずれています（一部の列だけを並べ替えたおそれがあります）"
    gate_spread(answer, count) "the answer \"{answer}\" stands in one merged cell beside {count} opinions" "回答「{answer}」は、結合された一つのセルにあり、{count}件の意見にまたがっています"
    gate_edited(count) "locked cells of the row were changed: {count}" "照会の内容が{count}か所書き換えられています"
    gate_outdated() "the opinion was rewritten after the workbook had been sent out" "送った後で意見の記録が変わっています"
    gate_not_asked() "the division is not asked about this opinion" "この課に照会していない意見への回答です（ほかのブックから写した行のおそれがあります）"
    gate_permuted() "headings over the answers changed places, while the columns stayed" "回答欄の見出しどうしが入れ替わっています（見出しのとおりに読めますが、中身と合わないおそれがあります）"
    gate_rows_down(heading, row) "one opinion alone is without \"{heading}\", and row {row}, below the last opinion, has it: answers may have slipped by a row" "「{heading}」が一件だけ空欄で、最後の意見の下の{row}行目に記入があります（回答が1行ずれているおそれがあります）"
    gate_displaced(heading) "a choice of \"{heading}\" stands in another column, and none in its own: the answers may have slipped" "「{heading}」が空で、その選択肢がほかの欄にあります（記入の列がずれたおそれがあります）"
    options_further(count) "and {count} more; decisions.csv has them all" "ほか{count}件。すべては decisions.csv にあります"
    waiting_case(key) "waits for {key}" "{key} の判断待ち"
    waiting_all() "waits until every case is decided" "ほかの判断待ちのため保留"
    waiting_refused(key) "not taken, as decided in {key}" "{key} の判断により受け取らない"
    waiting_settled(key) "not taken: another answer was chosen in {key}" "{key} で別の回答に決めたため、受け取らない"
    refused_again(count, text) "answers not taken because of earlier decisions: {count}, first \"{text}\"" "前の判断により受け取らなかった回答が{count}件あります（最初は「{text}」）"
    refused_again_hint(report, decisions) "they are listed in {report}; to take one after all, change the number in {decisions}" "{report} の「未反映の回答」に載せました。受け取るなら {decisions} の「判断」の番号を直してください"
    case_prefer(count) "answers of this file that differ from others: {count}; it can be preferred as a whole" "このファイルには、ほかと違う回答が{count}件あります。まとめて採ることができます"
    case_rewritten() "the opinion was rewritten after the answer had come" "回答が来た後で意見が書き換えられています"
    case_exchanged() "the answers differ only in characters that encodings exchange, such as 〜 and ～" "文字コードの変換で入れ替わる字（〜と～、−と－など）だけが違う回答です"
    case_covered() "the answer stands in a cell that a merge hides" "結合で隠れたセルに回答があります"
    case_odd() "the answer holds characters that cannot be printed" "印刷できない文字のある回答です"
    answer_invisible(text) "the cell holds nothing but characters that cannot be seen: {text}" "見えない文字だけの欄です（{text}）。未記入として扱います"
    answered_otherwise(division) "the opinion was rewritten after \"{division}\" had answered it" "「{division}」の回答が来た後で、意見が書き換えられています"
    answered_otherwise_hint(now) "see whether the answer still fits; to confirm it, collect once more and decide the case, or write {now} under 意見の照合値 in these rows" "回答が今の意見に合うか確かめてください。よければ、もう一度回収して案件を決めるか、その行の「意見の照合値」を {now} に書き換えてください"
    answers_unrelated(count) "answers of which it is not recorded which text they answer: {count}" "どの文への回答か記録のない回答が{count}件あります"
    answers_unrelated_hint() "should an opinion be rewritten, nobody will be told; collecting the workbooks again records it" "意見を直しても知らせることができません。返送されたブックをもう一度回収すると記録します"
    case_conflict(count) "different answers from the same division: {count}" "同じ課から違う回答が{count}通りあります"
    case_changed() "the answer differs from the one collected before" "前に受け取った回答と違います"
    case_struck() "some of the answer is struck through" "取り消し線があります"
    case_ditto() "the answer refers to the row above" "上の行を指す回答です"
    case_no_choice() "the answer is none of the choices" "選択肢にない回答です"
    option_take() "take the answers" "回答を受け取る"
    option_by_text() "for the opinion whose text stands beside the answer" "隣の文の意見への回答とする"
    option_for_all() "for each of them" "どの意見への回答ともする"
    option_for_first() "for the first of them alone" "はじめの意見だけへの回答とする"
    option_by_id() "for the opinion whose ID stands in the row" "行のIDの意見への回答とする"
    option_prefer(count) "take every answer of this file that differs: {count}" "このファイルの回答をすべて採る（{count}件）"
    option_one_by_one() "decide them one by one" "一つずつ決める"
    option_confirm() "it answers the opinion as it is now" "今の意見への回答として使う"
    option_not_yet() "say so again next time" "まだ決めない（次も知らせる）"
    named_character(name) "[{name}]" "〔{name}〕"
    option_value(value) "answer \"{value}\"" "「{value}」とする"
    option_nothing() "take nothing; what was there stays" "受け取らない（今のまま）"
    decide_hint(file) "type the number into the column 判断 of {file} and collect again, or: --decide CASE=NUMBER" "{file} の「判断」に番号を入れて、もう一度回収してください（--decide 番号=数字 でも指定できます）"
    change_shown(heading, before, after) "{heading}: \"{before}\" became \"{after}\"" "{heading}：「{before}」が「{after}」に"
    more_findings(count, file) "{count} more; all are listed in {file}" "ほか{count}件。すべて {file} に載せました"
    decision_no_case() "the line names no case" "番号のない行です"
    decision_twice(key, first) "{key} stands twice ({first})" "{key} の行が二つあります（{first:#}）"
    decision_unknown(said, key, options) "\"{said}\" decides nothing about {key}: 0 to {options}" "「{said}」は {key} の判断になりません（0～{options}）"
    decision_flag(flag) "--decide {flag} is not understood" "--decide {flag} の書き方が違います"
    decision_flag_hint() "write the case and the number, such as --decide c-1a2b3c4d5e6f7081=1" "--decide c-1a2b3c4d5e6f7081=1 のように書いてください"
    decision_unused(key) "--decide {key}: there is no such case" "--decide {key}：その番号の案件はありません"
    bad_day(given) "\"{given}\" is no date such as 2026-12-11" "「{given}」は 2026-12-11 のような日付ではありません"
    nothing_returned(path) "{path} holds no workbook" "{path} に回収するファイルがありません"
    skipped() "not read, because by its name it is no workbook" "ブックの形式ではないため、読んでいません"
    skipped_own() "files of the program are no answers, and are not read" "このプログラムのファイルは回答ではないため、読んでいません"
    skipped_link() "this is a link, and links are not followed" "リンク（別の場所への参照）なので、読んでいません"
    skipped_link_hint() "name the file or folder itself to which it leads" "リンク先のファイルかフォルダーそのものを指定してください"
    skipped_special() "this is no plain file (a pipe or a device) and is not read" "普通のファイルではない（パイプや装置の）ため、読んでいません"
    archive_names() "a name in the archive stands twice, leads out of it, is too long or holds invisible characters" "圧縮ファイルの中に、重複した名前、外を指す名前、長すぎる名前、見えない文字を含む名前があります"
    archive_in_archive() "an archive in an archive is not opened" "圧縮ファイルの中の圧縮ファイルは開きません"
    archive_by_hand() "unpack it yourself and collect the files in it instead" "手元で展開し、このファイルのかわりに、中のファイルを回収してください"
    damaged_file() "the file is damaged or packed in a way that is not read" "ファイルが壊れているか、読めない方式で圧縮されています"
    nothing_in_archive() "the archive holds no workbook" "圧縮ファイルの中に、回収するファイルがありません"
    skipped_hint() "if it holds answers, enter them into responses.csv or ask for the workbook" "回答が書かれていれば、responses.csv に書き加えるか、ブックで返送するよう依頼してください"
    no_inquiry_here() "the meeting asks no division anything" "この会議には照会がありません"
    step_collect(count) "files to read: {count}" "{count}ファイルを読み込み中"
    collected_answers(answers, added, changed) "answers: {answers} (new {added}, changed {changed})" "回答{answers}件（新規{added}、変更{changed}）"
    collected_nothing(cases) "cases to decide: {cases}; responses.csv was left as it was (--hold takes the rest now)" "判断の必要なものが{cases}件あります。responses.csv はそのままです（--hold で、ほかの回答だけ先に受け取れます）"
    collected_held(cases) "cases held back until they are decided: {cases}" "判断待ちで保留したものが{cases}件あります"
    collected_errors(files) "files that could not be taken: {files}" "受け取れなかったファイルが{files}件あります"
    standing_totals(done, part, none) "done {done}, in part {part}, not answered {none}" "済{done}課、一部{part}課、未回答{none}課"
    standing_overdue(count, date) "overdue on {date}: {count}" "{date}現在、期限超過{count}課"
    standing_no_day() "give --as-of YYYY-MM-DD to tell who is overdue" "期限超過を調べるには --as-of 年-月-日 を指定してください"
    standing_line(division, state, answered, asked, cases) "{division}: {state}, {answered} of {asked}, cases {cases}" "{division}：{state}（{answered}／{asked}件、判断待ち{cases}件）"
    wrote_file(file) "wrote {file}" "{file} に書き込みました"
    state_done() "done" "済"
    state_part() "in part" "一部"
    state_none() "not answered" "未回答"
    state_overdue(state) "{state}, overdue" "{state}・期限超過"

    // Templates and pages
    unknown_template(name) "there is no template \"{name}\"" "「{name}」というテンプレートはありません"
    template_marks() "the template holds one of the characters U+FDD0 to U+FDD3, which the program uses itself" "テンプレートに使えない文字（U+FDD0～U+FDD3）があります"
    template(detail) "the template cannot be rendered ({detail})" "会議独自のひな形（テンプレート）の、この行の書き方に誤りがあります。{detail:#}"
    own_template_hint() "mend the template, or show this to whoever wrote it; without it (the line template = … of the paper deleted, the folder templates moved away) the paper is set as usual" "ひな形を直すか、ひな形を作った人にこの知らせを見せてください。meeting.toml の template = … の行を消し、templates フォルダーを別の場所へ移すと、標準の体裁で作れます"
    value_misplaced(value) "the value {value} stands where Typst does not read a value" "値 {value} が、Typstが値を読まない場所にあります"
    value_misplaced_hint() "in running text write #{{{{ … }}}}; in a string, a comment or raw text no value can stand" "地の文では #{{{{ … }}}} と書いてください。文字列・コメント・raw の中には値を置けません"
    typst(message) "{message}" "ひな形（テンプレート）のこの場所から、紙面を作れません。{message:#}"
    typst_own(message) "{message}" "紙面を作れません。{message:#}"
    typst_warns(message) "{message}" "ひな形（テンプレート）のこの場所に、気になることがあります。{message:#}"
    typst_advises(message) "{message}" "Typstの助言：{message}"
    own_fault_hint() "this seems to be a fault of the program; please report it, with the meeting if you can" "プログラムの不具合と思われます。この知らせを、できれば会議のフォルダーとともに、お知らせください"
    called_from(place) "called from {place}" "呼び出し元：{place:#}"
    about_record(place) "concerns the record at {place}" "関係する記録：{place:#}"
    too_narrow() "the columns do not fit the page at their least widths" "列が紙面の幅に収まりません"
    too_narrow_hint() "use larger paper or smaller type in [look], or fewer or narrower columns" "用紙を大きく、または文字を小さくするか（[look] の paper と size）、列を減らすか、列の幅（width）を小さくしてください"
    too_narrow_size(size) "they fit in type of {size} points ([look], or the paper's own look if it has one: size = {size})" "文字を{size}ポイントにすると収まります（[look]、または資料の look に size = {size}）"
    too_narrow_lying() "they fit on lying paper ([look], or the paper's own look if it has one: landscape = true)" "用紙を横にすると収まります（[look]、または資料の look に landscape = true）"
    too_narrow_paper(name, paper) "they fit on {name} ([look], or the paper's own look if it has one: paper = \"{paper}\")" "用紙を{name}にすると収まります（[look]、または資料の look に paper = \"{paper}\"）"
    runs_over(page, text) "on page {page} \"{text}\" runs over the edge of the page" "{page}ページの「{text}」が紙面からはみ出しています"
    stopped() "a part of the program stopped; please report this" "プログラムの一部が止まりました。お知らせください"
    pages_unsettled(paper) "some pages of \"{paper}\" may end with a single row, or lack a label that goes on" "「{paper}」には、1行だけで終わるページや、続きの項目名が入らないページがあるかもしれません"
    pages_unsettled_hint() "look at its pages; another type size or keep_rows in [look] may help" "ページを見て確かめてください。文字の大きさ（[look] の size）や keep_rows を変えると直ることがあります"
    no_such_page(file, page, pages) "{file}: there is no page {page}; the document has {pages}" "{file}：{page}ページはありません（全{pages}ページ）"

    // Building
    filled_in() "this workbook was changed since it was made: there may be answers in it" "作った後に変更されています。回答が記入されているおそれがあります"
    filled_in_hint() "move it to another folder, then build again (--force replaces it and keeps a copy)" "別のフォルダーに移してから作り直してください（--force を付けると、控えを残して置き換えます）"
    changed_since() "this file was changed since it was made, or was not made by this program" "作った後に変更されているか、このプログラムが作ったものではありません"
    changed_since_hint() "move it to another folder, or give it another name, then build again (--force replaces it and keeps a copy)" "別のフォルダーに移すか名前を変えてから、作り直してください（--force を付けると、控えを残して置き換えます）"
    kept_copy(file, copy) "{file} had been changed; what it was is now {copy}" "{file} は手直しされていたため、元のものを {copy} に残しました"
    other_papers(meeting) "the papers of another meeting lie here ({meeting})" "別の会議（{meeting}）の資料が入っています"
    other_papers_hint(folder) "give this meeting a folder of its own: --out {folder:?} (--force puts them into this one)" "この会議の資料は別のフォルダーに作ってください：--out {folder:?}（--force を付けると、ここに作ります）"
    perhaps_other_meeting(file) "{file} is not among the papers of this meeting; it may be another's, so it stays" "{file} はこの会議の出力にありません。別の会議のものかもしれないため残しました"
    overwrites_input() "this output would replace a file that the build reads" "この出力は、元になるファイルを上書きしてしまいます"
    overwrites_input_hint() "choose another folder with --out, or another name" "--out で別のフォルダーにするか、別の名前にしてください"
    not_a_file() "something that is not a file stands in the way" "同じ名前のフォルダーなどがあり、書き込めません"
    unknown_output(name) "the meeting has no output \"{name}\"" "「{name}」という出力はありません"
    changed_by_hand(file) "{file} is no longer declared, but was changed since it was made; it stays" "{file} はもう作らない出力ですが、手を加えてあるため残しました"
    only_note_new() "only some outputs were made" "一部の出力だけを作りました"
    only_note() "only some outputs were made: the manifest is left as it was" "一部の出力だけを作りました。manifest.json は元のままです"
    up_to_date(folder) "{folder}: nothing has changed, nothing to do (--force builds anyway)" "{folder}：変更はありません（作り直すには --force）"
    wrote(file, size) "wrote {file} ({size})" "{file} を作りました（{size}）"
    removed(file) "removed {file}, which is no longer declared" "もう作らない {file} を消しました"
    built(files, opinions, counts) "files: {files}, opinions: {opinions}, {counts}" "意見{opinions}件から{files}ファイルを作りました（{counts:#}）"
    checked(opinions, counts) "opinions: {opinions}, errors: 0, {counts}" "意見{opinions}件、エラーなし（{counts:#}）"
    failed(errors) "errors: {errors}; nothing was written" "エラー{errors}件。何も書き込んでいません"
    counted(warnings) "warnings: {warnings}" "注意{warnings}件"
    counted_guesses(warnings, guesses) "warnings: {warnings}, guesses: {guesses}" "注意{warnings}件、推定{guesses}件"
    exists(file) "{file} is already there; nothing was written (--force replaces it and keeps a copy)" "{file} がすでにあります。何も書き込んでいません（--force を付けると、控えを残して置き換えます）"
    step_load() "reading the records" "記録を読み込み中"
    step_set() "setting the pages" "ページを組版中"
    step_look(paper, pass, pages) "setting {paper}: {pages} pages, pass {pass} done" "{paper} を組版中：{pages}ページ、{pass}回目まで済み"
    step_made(done, all, name) "{done} of {all} made: {name}" "{all}件中{done}件を作成：{name}"
    step_export(kind) "making {kind}" "{kind} を作成中"
    step_write() "writing" "書き込み中"
    init_from_done(folder) "the meeting is in {folder}; next: shiryo build {folder:?}" "{folder} に会議を作りました。次は shiryo build {folder:?}"
    init_questions(count) "to decide ({count}):" "決めていただくこと（{count:#}件）："
    init_table_there(table, line) "{table} is already in line {line} of meeting.toml: put what you add below it, without a second {table}" "{table} は meeting.toml の{line}行目にもうあります。加える行だけを、その下に書いてください"
    init_question(number, text) "{number}. {text}" "{number}. {text}"
    ask_date(line) "the date is not known: it is an example in line {line} of meeting.toml; put the right one there" "日付が決まっていません：meeting.toml の{line}行目を資料の日付に直してください"
    ask_title(line) "no title stands over the table, so the name of the file is taken: line {line} of meeting.toml" "表の上に題名がないので、ファイルの名前を題名にしました：meeting.toml の{line}行目"
    ask_titles(titles, line) "the sheets have different titles ({titles}), so the name of the file is taken: line {line} of meeting.toml" "シートごとに題名が違う（{titles}）ので、ファイルの名前を題名にしました：meeting.toml の{line}行目"
    ask_headings(headings) "the sheets head the same column differently ({headings}); the paper says it in its usual word, which [words] in meeting.toml changes" "シートごとに見出しが違う（{headings}）列は、いつもの言葉で印刷します。変えるなら meeting.toml の [words] に書いてください"
    ask_personal(names) "the columns \"{names}\" are personal and not read; nothing prints or publishes them. To print one that names nobody, delete its line under [columns], declare it under [[fields]] (key and heading), and add the key to columns under [[papers]]" "「{names}」の列は個人情報とみなし、読みません（どの資料にもデータにも載りません）。個人が分からず、載せてよいものは、meeting.toml の [columns] からその行を消し、[[fields]] に key と heading を書いて加え、[[papers]] の columns にもその key を加えてください"
    ask_inner(names) "the columns \"{names}\" look like notes of the office's own and are not read; to print one, delete its line under [columns], declare it under [[fields]] (key and heading), and add the key to columns under [[papers]]" "「{names}」の列は庁内用とみて、読みません。載せるなら、meeting.toml の [columns] からその行を消し、[[fields]] に key と heading を書いて加え、[[papers]] の columns にもその key を加えてください"
    ask_hidden(name, private, column) "the column \"{name}\" is hidden in the table: is it to be printed? It is in no paper as yet; to print it, take the # from the beginning of line {column} of meeting.toml and put one at the beginning of line {private}" "「{name}」の列は、表で非表示になっています。資料に載せますか。今は、どの資料にもデータにも載りません。載せるなら、meeting.toml の{column}行目の行頭の # を取り、{private}行目の行頭に # を付けてください"
    ask_hidden_beside(name, private) "the column \"{name}\" is hidden in the table; it is in no paper and no data (line {private} of meeting.toml)" "「{name}」の列は、表で非表示になっています。どの資料にもデータにも載せません（meeting.toml の{private}行目）"
    ask_printed(names) "the columns \"{names}\" are printed; if one is not wanted, take its key out of columns under [[papers]], and write private = true below its key under [[fields]], or it stays in data and attachments" "「{names}」の列も印刷します。印刷しないものは、meeting.toml の [[papers]] の columns からその名前を消してください（データと添付にも載せないものは、[[fields]] のその列に private = true と書いてください）"
    ask_drafts(settled, drafts) "\"{settled}\" is printed, and \"{drafts}\", which looks like a draft of it, is in no paper and no data; to print that instead, delete private = true below its key under [[fields]] and add the key to columns under [[papers]]" "「{settled}」を印刷し、「{drafts}」は下書きとみて、どの資料にもデータにも載せません。載せるなら、meeting.toml の [[fields]] のその列の private = true の行を消し、[[papers]] の columns にその key を加えてください"
    ask_replies(names) "the columns \"{names}\" are all printed; if only one is meant, take the keys of the others out of columns under [[papers]], and write private = true below them under [[fields]]" "「{names}」の列を、どれも印刷します。一つだけ載せるなら、ほかのものの名前を meeting.toml の [[papers]] の columns から消し、[[fields]] のその列に private = true と書いてください"
    ask_not_beside(names) "the columns \"{names}\" are read but not printed: a paper with sources side by side has no place for them" "「{names}」の列は読みますが、印刷しません（出典を横に並べる表には置けません）"
    ask_also_texts(taken, names) "\"{taken}\" alone is taken for the opinions; \"{names}\" seem to hold opinions, too, and are printed as columns beside. If they are opinions of their own, make the meeting once more with --column \"HEADING=opinions\" for each such column" "意見は「{taken}」の列だけから読みます。「{names}」の列にも意見があるようですが、その横の列として印刷します。それぞれが意見なら、意見の列ごとに --column \"見出し=opinions\" を付けて、会議を作り直してください"
    ask_attribution(name) "\"{name}\" is printed as who each opinion comes from; if it is not to be published, make the meeting once more with --column \"{name}=unused\"" "「{name}」の列を、だれの意見かとして印刷します。載せないなら、--column \"{name}=unused\" を付けて、会議を作り直してください"
    ask_which_text(taken, names) "\"{taken}\" is taken for the opinions and \"{names}\" is not read; if it is the other way round, change it under [columns] in meeting.toml" "意見は「{taken}」の列から読み、「{names}」の列は読みません。逆なら、meeting.toml の [columns] を直してください"
    ask_is_text(name) "\"{name}\" is taken for the opinions; if another column holds them, change [columns] in meeting.toml" "「{name}」の列を意見として読みました。違うなら、meeting.toml の [columns] を直してください"
    ask_column_absent(names) "the table has no heading \"{names}\", so what was said of it (--column) does nothing" "表に「{names}」という見出しはないため、その列についての指定（--column）は使っていません"
    ask_is_text_too(sheet, name) "on the sheet \"{sheet}\", \"{name}\" is taken for the opinions; if another column holds them, change [columns] in meeting.toml" "シート「{sheet}」では、「{name}」の列を意見として読みました。違うなら、meeting.toml の [columns] を直してください"
    ask_untitled_sections() "the sections have numbers and no titles; write them under [[sections]] in meeting.toml" "区分の題名が表にありません。meeting.toml の [[sections]] の title を直してください"
    ask_is_source(names) "\"{names}\" is taken for what others say or do, beside the opinions; if it is a remark on them, change [[sources]] in meeting.toml" "「{names}」の列を、意見と並ぶ出典のひとつとして読みました。意見についての説明なら、meeting.toml の [[sources]] を直してください"
    ask_sheets_sections(names) "the sheets \"{names}\" are the sections" "シート「{names}」を、それぞれ区分にしました"
    ask_sheets_sources(names) "the sheets \"{names}\" are the sources" "シート「{names}」を、それぞれ出典にしました"
    explain_id() "tells opinions apart; may stay empty; never change it once it is given" "意見を見分ける記号です。空けておいてもかまいません。一度付けたら変えないでください"
    explain_section() "number of the section, in the order of meeting.toml" "区分の番号です（meeting.toml に書いた順）"
    explain_section_title() "title of the section, as in meeting.toml" "区分の題名です（meeting.toml に書いたとおり）"
    explain_category() "stands at the left of the table; an empty cell means the same as the one above" "表の左に入る項目です。同じ項目は続けて並べます。空けると、上と同じとみなします"
    explain_subcategory() "the level below; an empty cell means the same as the one above" "項目の中の小さな項目です。空けると、上と同じとみなします"
    explain_no() "the number that is printed; given in order where it is empty" "印刷する番号です。空けると、順に付けます"
    explain_source() "where the opinion comes from: one of those in meeting.toml" "意見の出典です。meeting.toml に書いたものから選びます"
    explain_text() "the opinion, printed as it stands; Alt+Enter begins a new line" "意見の文です。一字も変えずに印刷します。セルの中の改行は Alt+Enter です"
    explain_attribution() "who said it, such as a member or a city" "だれの意見か（委員名、都市名など）を書きます"
    explain_private() "for the office only: in no paper, no data and no attachment" "事務局のための列です。どの資料にも、データにも、PDFの添付にも出ません"
    explain_counts() "the number of opinions that the row stands for" "その行がまとめている意見の件数です。数字だけを書きます"
    explain_choices(values) "one of: {values}" "次のどれかを選びます：{values}"
    explain_required() "to be filled in: an empty cell is printed as not answered yet" "必ず書きます。空けると「（未回答）」と印刷されます"
    explain_field() "printed as it stands" "書いたとおりに印刷します"
    explain_how() "Overwrite the examples on the other sheet, one opinion to a row. This sheet is not read." "シート「意見」の例を書き換えてください。1行に意見を1件ずつ書きます。このシートは読みません。"
    explain_column() "column" "列の名前"
    explain_what() "what to write" "書くこと"
    offer_title() "not one of the choices" "選択肢にありません"
    offer_message() "choose from the list; more choices are added in meeting.toml" "一覧から選んでください。選択肢は meeting.toml で増やせます"
    init_from_name(name) "a file of the name \"{name}\" cannot stand in the meeting's folder" "「{name}」という名前のファイルは、会議のフォルダーに置けません"
    init_from_name_hint() "give the workbook another name" "ファイルの名前を変えてください"
    init_done(folder) "a meeting to start from is in {folder}; next: shiryo build {folder:?}" "{folder} に会議のひな形を作りました。次は shiryo build {folder:?}"

    // Reading papers back
    not_a_pdf() "this is not a PDF" "PDFではありません"
    password_pdf() "the PDF is encrypted" "PDFが暗号化されています"
    pdf_broken() "the PDF is damaged: where its objects are cannot be read" "PDFが壊れています（相互参照を読めません）"
    pdf_object(number) "the PDF is damaged at object {number}" "PDFが壊れています（オブジェクト{number}）"
    pdf_content() "the PDF is damaged: the content of a page or font cannot be read" "PDFが壊れています（ページかフォントの中身を読めません）"
    pdf_filter(number, filter) "object {number} of the PDF is packed with {filter}, which is not read" "PDFのオブジェクト{number}の圧縮形式（{filter}）は読めません"
    pdf_no_tree(number) "the tags of the PDF are no tree: object {number} stands in two places" "PDFのタグが木構造ではありません（オブジェクト{number}が2か所にあります）"
    pdf_too_much() "the PDF asks for more than is read of one file" "PDFの中身が大きすぎるか、入り組みすぎています"
    pdf_untagged() "the PDF has no tags" "タグのないPDFです"

    // Origin and extraction
    carries(names, columns) "the PDFs carry {names}; columns of the records: {columns} ([pdf] source = false leaves them out)" "PDFに添付したもの：{names}（意見の列：{columns}）。添付しないときは meeting.toml の [pdf] に source = false と書きます"
    carried_kind(path, kinds) "\"{path}\" is no file of a meeting (known kinds: {kinds})" "「{path}」は会議のファイルの種類ではありません（使える種類：{kinds}）"
    carried_twice(path) "\"{path}\" is not told apart from another file by every system" "「{path}」は、大文字と小文字などを区別しない環境では別のファイルと同じ名前になります"
    origin_left_out(what) "the template leaves out what the PDF is to carry: {what}" "PDFに入れるべきものが、テンプレートで省かれています：{what}"
    origin_left_out_hint() "hand build and attachments on to handout, as paper.typ.j2 does; without them shiryo extract cannot give the meeting back" "paper.typ.j2 のように、build と attachments を handout に渡してください。これがないと shiryo extract で会議のフォルダーに戻せません"
    carried_hint() "the PDF carries the files that it is made from: rename this one, or leave them out with [pdf] source = false" "PDFには元のファイルを添付します。名前を変えるか、[pdf] source = false で添付しないようにしてください"
    extract_no_index() "the PDF carries no meeting (source.json is not attached)" "このPDFには会議のファイルが添付されていません（source.jsonがありません）"
    extract_index() "source.json in the PDF is damaged" "PDFに添付されたsource.jsonが壊れています"
    extract_newer(format) "a newer version of shiryo made this PDF (source.json has format {format})" "このPDFは新しい版のshiryoで作られています（source.jsonの形式 {format}）"
    extract_lost(path, attachment) "{path} cannot be taken out: there is not exactly one attachment \"{attachment}\" for it" "{path} を取り出せません。添付ファイル「{attachment}」がないか、一つに決まりません"
    extract_changed(path, attachment) "{path} cannot be taken out: the attachment \"{attachment}\" was changed after the PDF was made" "{path} を取り出せません。添付ファイル「{attachment}」がPDFの作成後に変わっています"
    extract_hint() "take the PDF as the build wrote it; other programs may drop or change attachments" "shiryoが作ったままのPDFを使ってください。ほかのソフトで保存すると、添付ファイルが失われたり変わったりすることがあります"
    extract_program(made, this) "{made} made this PDF and this is {this}: what is built from it here may differ" "このPDFは {made} で作られています。{this} で作り直すと、違うものになることがあります"
    extract_font(path, sha256) "the font {path} is neither in the PDF nor in this program: put that file back (SHA-256 {sha256}) before building" "フォント {path} は、PDFにもこのプログラムにも入っていません。資料を作る前に同じファイルを置いてください（照合値 {sha256}）"
    extract_beside() "this file is not from the PDF, but a build reads it: the papers will differ unless it is moved away" "PDFから取り出したものではありませんが、資料を作るときに読み込まれます。同じ資料を作るには、別の場所に移してください"
    extracted(files, build, folder) "files: {files}, of the build {build}; next: shiryo build {folder:?}" "作成番号 {build} の元になった{files}ファイルを取り出しました。次は shiryo build {folder:?}"

    // Mending
    mend_control(codes) "control character {codes}" "制御文字（{codes:#}）"
    mend_invisible(codes) "invisible character {codes}" "見えない文字（{codes:#}）"
    mend_apart() "mark apart from its letter" "濁点などが分かれた形"
    mend_radical(codes) "radical {codes}" "部首の文字（{codes:#}）"
    mend_form(codes) "form that the fonts lack, {codes}" "フォントにない字形（{codes:#}）"
    mend_spaced() "word with blanks between its letters" "一字ずつ空白で区切った語"
    mend_change(number, places, what, left, before, after, right) "{number}. {places}: {what}: \"{left}[{before}]{right}\" → \"{left}[{after}]{right}\"" "{number}　{places:#}　{what:#}　「{left}【{before:#}】{right}」→「{left}【{after:#}】{right}」"
    mend_none() "there is nothing to mend" "直すところはありません"
    mend_found(count, file) "pieces of damage: {count}; nothing was written. A mended copy: shiryo mend {file:?} --write COPY (--only and --skip take numbers or kinds of the list)" "直すところが{count}か所あります。何も書き込んでいません。直した写しを作るには shiryo mend {file:?} --write 写しの名前（一部だけなら --only か --skip に、一覧の番号か種類を書きます）"
    mend_kinds(kinds) "kinds: {kinds}" "種類：{kinds:#}"
    mend_done(count, left) "pieces of damage mended: {count}, left as they are: {left}" "{count}か所を直しました。そのままにしたもの：{left}か所"
    mend_selected(given) "\"{given}\" is neither a number of the list nor a kind" "「{given}」は一覧の番号でも種類でもありません"
    mend_itself() "the copy cannot take the place of the file itself" "元のファイルそのものには書き込めません"
    mend_exists() "this file is already there; a copy never replaces one" "このファイルはすでにあります。置き換えません"
    mend_exists_hint() "choose another name for the copy" "写しには別の名前を付けてください"
    mend_ending(extension) "the copy must end in .{extension}, like the file itself" "写しの名前も、元と同じ .{extension} で終わるようにしてください"
    mend_format(extension) "\".{extension}\" is not a format that is mended" "「.{extension}」の形式は直せません"
    mend_formats() "use .csv, .tsv, .txt, .xlsx, .xlsm or .json" ".csv、.tsv、.txt、.xlsx、.xlsm、.json のどれかにしてください"
    mend_changed() "mending would change more than was shown; nothing was written, please report this" "示した箇所のほかも変わってしまうため中止しました。何も書き込んでいません。お知らせください"
    mend_by_hand() "only who knows what was meant can put it right" "元が何だったかを確かめて、手で直してください"
    mend_advice(file) "shiryo mend {file:?} lists such characters, and writes a copy without them" "このような文字の一覧と、直した写しは shiryo mend {file:?} で作れます"
    mend_advice_other() "save the file as .xlsx in a spreadsheet program; then shiryo mend lists such characters, and writes a copy without them" "このような文字の一覧と、直した写しは、Excelなどで .xlsx として保存し直すと、shiryo mend で作れます"
    mend_other(extension) "\".{extension}\" is not mended as it is" "「.{extension}」のままでは直せません"
    mend_other_hint() "open it in a spreadsheet program, save it as .xlsx, and mend that: shiryo mend FILE.xlsx" "ExcelやLibreOfficeで開き、「名前を付けて保存」で .xlsx を選んで保存し、その .xlsx を指定してください"
    mend_list_headings() "No., place, kind, before, after, text before it, text behind it" "番号,場所,種類,変更前,変更後,前の文,後の文"
    help_mend() "List what in records cannot be printed or is surely damage, and write a mended copy" "記録の中の印刷できない文字や文字化けの一覧を示し、直した写しを作る"
    help_mend_file() "File of records (.csv, .xlsx or .json); it is never changed itself" "記録のファイル（.csv、.xlsx、.json）。このファイル自体は変えません"
    help_mend_write() "Write a copy with the changes, and a list of them beside it" "直した写しと、変更の一覧をこの名前で作る"
    help_mend_only() "Change only these: numbers of the list (3, 5-8) or kinds" "これだけを直す：一覧の番号（3、5-8）か種類。コンマで区切る"
    help_mend_skip() "Leave these as they are" "これは直さない：一覧の番号か種類"
    help_mend_examples() "\nExamples:\n  shiryo mend 意見.xlsx                                   list what could be mended\n  shiryo mend 意見.xlsx --write 意見_直し.xlsx            a copy with all of it mended\n  shiryo mend 意見.xlsx --write 意見_直し.xlsx --skip 字間,3   all but spaced words and No. 3" "\n例：\n  shiryo mend 意見.xlsx                                   直せるところを一覧にする\n  shiryo mend 意見.xlsx --write 意見_直し.xlsx            すべて直した写しを作る\n  shiryo mend 意見.xlsx --write 意見_直し.xlsx --skip 字間,3   字間と3番のほかを直す"

    // Auditing characters
    audit_private_use(count, list) "private-use characters (外字): {count} ({list})" "外字が{count}字あります（{list}）"
    audit_private_use_reason() "only who has the same font sees them; the PDF is PDF/A-3u because of them" "同じフォントのない相手には読めません。PDFはこのためPDF/A-3uになっています"
    audit_variation(count, list) "variation sequences (異体字): {count} ({list})" "異体字セレクター付きの字が{count}字あります（{list}）"
    audit_variation_reason() "programs that do not know them show the ordinary form or a box" "対応していないソフトでは、標準の字形や□で表示されます"
    audit_radical(count, list) "radicals that look like ideographs (部首): {count} ({list})" "漢字によく似た部首の文字が{count}字あります（{list}）"
    audit_radical_reason() "no search for the ideograph finds them; they often come from PDF files" "見た目は同じでも別の文字のため、検索で見つかりません。PDFから写した文章によくあります"
    audit_unstable(count, list) "characters that Unicode normalisation (NFC) replaces: {count} ({list})" "正規化（NFC）で別の字に変わる文字が{count}字あります（{list}）"
    audit_unstable_reason() "some programs replace them on their way; in these papers they stay" "ほかのソフトを通ると別の字に置き換わることがあります。この資料ではそのまま使います"
    audit_half_width(count, list) "half-width katakana or punctuation: {count} ({list})" "半角カタカナ・半角の句読点やかぎ括弧が{count}か所あります（{list}）"
    audit_half_width_reason() "a search for the full-width form does not find them" "全角で検索すると見つかりません"
    audit_vendor_symbol(count, list) "vendor symbols (機種依存文字): {count} ({list})" "機種依存文字が{count}字あります（{list}）"
    audit_vendor_ideograph(count, list) "vendor ideographs (機種依存文字): {count} ({list})" "機種依存文字の漢字が{count}字あります（{list}）"
    audit_vendor_reason() "the Ministry's uniform rules for machine-readable tables (総務省, 統一ルール 1-10) advise against them in open data" "総務省「機械判読可能なデータの表記方法の統一ルール」1-10では、データに使わないこととされています"
    audit_not_shift_jis(count, list) "characters that Shift JIS (CP932) lacks: {count} ({list})" "シフトJIS（CP932）にない文字が{count}字あります（{list}）"
    audit_not_shift_jis_reason() "they are lost where a CSV is saved as Shift JIS; save it as UTF-8" "シフトJISのCSVに保存すると失われます。UTF-8で保存してください"
    audit_spaced(count, list) "words with blanks between their letters: {count} ({list})" "一字ずつ空白で区切った語が{count}か所あります（{list}）"
    audit_spaced_reason() "no search for the word finds them" "検索で見つかりません"
    audit_places(places, first) "cells: {places}, the first {first}" "{places}セルにあり、最初は {first:#} です"
    audit_all() "opinions are printed as they stand; every place is listed by: shiryo check --characters" "意見の文字は変えません。一つ一つの場所は shiryo check --characters で分かります"
    audit_mark(position, text, code) "character {position}: {text} ({code})" "{position}字目「{text}」（{code}）"
    audit_mark_instead(position, text, code, instead) "character {position}: {text} ({code}); plainly {instead}" "{position}字目「{text}」（{code}）。置き換えるなら「{instead}」"

    // Reading and writing
    pdf_damaged() "the PDF is damaged" "PDFが壊れています"
    no_plain_file() "this is a folder, a pipe or a device, not a file" "ファイルではありません（フォルダーや装置などです）"
    look_alike(name) "there is {name}, whose name looks the same and is composed of other characters: name it anew" "見た目は同じで文字の組み立てが違う名前のファイル（{name}）があります。ファイル名を付け直してください"
    not_a_folder() "a file stands where a folder goes" "フォルダーのあるべき場所に、同じ名前のファイルがあります"
    link_in_the_way() "a link stands in the way; nothing is written through links" "リンクが置かれています。リンクの先には書き込みません"
    in_the_way_hint() "move it to another place, or choose another folder (build: --out)" "別の場所に移すか、別のフォルダーを指定してください（build では --out）"
    other_folder_hint() "choose another folder (build: --out)" "別のフォルダーを指定してください（build では --out）"
    apart_time(limit) "what is made with this does not come to an end; it was stopped after {limit} seconds" "これを使った処理がいつまでも終わらないため、{limit}秒で打ち切りました"
    apart_memory(limit) "what is made with this needs more than {limit} MiB of memory; it was stopped" "これを使った処理に{limit}MiBを超えるメモリーが必要になったため、打ち切りました"
    apart_depth() "this is nested too deeply" "かっこや繰り返しなどの入れ子が深すぎて、処理できません"
    apart_stopped(cause) "what is made with this broke off ({cause})" "これを使った処理が途中で止まりました（{cause}）"
    apart_cannot(cause) "the program cannot be started a second time to work within limits ({cause})" "制限の中で処理するためにプログラムをもう一つ起動しようとしましたが、できませんでした（{cause}）"
    apart_files(files) "one of these is the cause: {files}" "原因は次のいずれかです：{files}"
    apart_template_hint() "look for loops without end, huge numbers and deep nesting in the meeting's own templates, and for damaged fonts; without templates/ and fonts/ the papers are set as usual" "会議独自のテンプレートに、終わらない繰り返し・大きすぎる数・深すぎる入れ子がないか、フォントが壊れていないか確かめてください。templates と fonts のフォルダーを外せば、標準の体裁で作れます"
    apart_pdf_hint() "trust a PDF only if you know who made it; use the meeting's folder instead where there is one" "出どころの確かなPDFか確かめてください。会議のフォルダーがあれば、PDFの代わりにそれを指定してください"
    pages_too_many(pages, limit) "the paper has {pages} pages; with templates of the meeting's own at most {limit} are made" "{pages}ページになりました。会議独自のテンプレートで作れるのは{limit}ページまでです"
    template_prints(limit) "the template prints more than {limit} MiB; look at its loops" "テンプレートの出力が{limit}MiBを超えました。繰り返しを見直してください"
    no_room_hint() "make room on the disk, or choose a folder on another one (build: --out)" "ディスクの空きを増やすか、別のディスクのフォルダーを指定してください（build では --out）"
    not_writable_hint() "close the file if another program has it open; else choose a folder that may be written to (build: --out)" "ほかのソフトで開いていれば閉じてください。そうでなければ、書き込めるフォルダーを指定してください（build では --out）"
    hidden_open(name) "another program is using the hidden file \"{name}\" in this folder, which cannot be replaced meanwhile" "このフォルダーの隠しファイル「{name}」を、ほかのプログラムが使っています。使っている間は置き換えられません"
    paper_open(name) "\"{name}\" seems to be open, and cannot be replaced while it is" "「{name}」を開いているようです。開いたままでは置き換えられません"
    paper_open_hint() "close it (in Excel, or where it is looked at), then do the same once more" "Excelや、PDFを見るソフトで閉じてから、もう一度行ってください"
    paper_protected(name) "\"{name}\" is marked as read-only, and is not replaced" "「{name}」は読み取り専用になっているので、置き換えません"
    paper_protected_hint() "take the mark away in the properties of the file, then do the same once more" "ファイルを右クリックして「プロパティ」の「読み取り専用」を外してから、もう一度行ってください"
    folder_name(name, why) "no folder \"{name}\" is made: {why}" "「{name}」というフォルダーは作れません。{why}"
    long_name_hint() "use shorter names of folders and outputs" "フォルダーや出力の名前を短くしてください"
    not_undone() "the file that was here could not be put back" "元のファイルを戻せませんでした"
    not_undone_hint(file) "the next run puts it back if it can; until then it is kept as {file}" "次に使ったとき、できれば元に戻します。それまでは {file} に残してあります"
    stopped_halfway() "a run was stopped while it wrote here: new files stand beside old ones" "書き込みの途中で処理が止まっています。新しいファイルと古いファイルが混じっています"
    stopped_halfway_hint(folder) "run `shiryo build {folder:?}` once: it first finishes what was begun" "「shiryo build {folder:?}」を一度実行してください。最初に、途中の書き込みを終わりまで済ませます"
    changed_halfway() "a run was stopped while it wrote here, and this file was changed since; it stays as it is" "書き込みの途中で処理が止まり、その後にこのファイルが変えられています。ファイルはそのままにしました"
    changed_halfway_hint() "look at what it holds, then run the command once more" "中身を確かめてから、もう一度行ってください"
    steps_unread() "a run was stopped while it wrote here, and what it was doing cannot be read; nothing was touched" "書き込みの途中で処理が止まっていますが、その記録を読めません。何も変えていません"
    steps_unread_hint() "perhaps a newer version of the program wrote it: run that one here; or take what you need out of \"old\" and \"new\" in that folder, then delete it" "新しい版のプログラムが書いたものなら、その版をここで使ってください。そうでなければ、このフォルダーの old と new から必要なファイルを取り出し、フォルダーを削除してください"
    failed_halfway(errors) "errors: {errors}; some files were replaced and could not be put back" "エラー{errors}件。置き換えたまま元に戻せなかったファイルがあります"
    failed_after(errors) "errors: {errors}; what a run that was stopped here had begun was finished first, and nothing else was written" "エラー{errors}件。前に中断した処理の残りを済ませただけで、ほかには何も書き込んでいません"
    failed_later(errors) "errors: {errors}; what was written before them stays" "エラー{errors}件。その前に書き込んだものはそのままです"
    written_all_the_same() "this was written before the error; run the command once more when the cause is mended" "エラーの前に書き込みを終えています。原因を直してから、もう一度行ってください"
    step_wait() "waiting for another run of the program in this folder" "このフォルダーでの別の処理が終わるのを待っています"
    output_below(name, other) "output \"{name}\" would stand in a folder with the name of output \"{other}\"" "出力「{name}」を入れるフォルダーの名前が、出力「{other}」と同じです"
    // Proving
    step_parity() "reading the papers back" "資料を読み戻し中"
    step_listed() "comparing files with their digests" "ファイルのダイジェストを照合中"
    step_rebuild() "comparing with papers made again" "作り直した資料と照合中"
    step_condition(name) "building under: {name}" "条件を変えて作成中：{name}"
    build_again() "build again, and read what has changed before you send it out" "作り直し、配る前に変わった箇所を確かめてください"
    no_output() "there is no such output folder; build first" "資料のフォルダーがありません。先に作ってください"
    no_papers() "no papers of this meeting are in this folder yet; build first" "このフォルダーには、この会議の資料がまだありません。先に作ってください"
    output_missing() "this file is missing" "このファイルがありません"
    parity_holds(outputs, opinions, cells) "parity: proved ({outputs} outputs hold {opinions} opinions, {cells} cells compared character by character)" "内容の一致：確認しました（出力{outputs}件、意見{opinions}件、{cells}か所を一字ずつ照合）"
    report_anew_hint() "if the title or the like was changed since, collect the returned files once more, which makes this report anew: shiryo collect; if nobody needs it, move it elsewhere" "題名などをその後に変えたのなら、返送されたファイルをもう一度回収すると（shiryo collect）、この報告を作り直します。もう要らなければ、別の場所へ移してください"
    parity_unread(names) "parity: nothing claimed of {names}, which cannot be read back column by column" "内容の一致：{names} は列ごとに読み戻せないため、対象外です"
    parity_fails(place, count) "parity: NOT proved; first {place} (errors: {count})" "内容の一致：確認できません。最初は {place:#}（エラー{count}件）"
    parity_differs(column, position, expected, found) "{column}: character {position} is {found}; the record has {expected}" "{column}：{position}字目が{found}です。記録では{expected}です"
    parity_ends(column, position, expected) "{column}: ends after {position} characters; the record goes on with {expected}" "{column}：{position}字で終わっています。記録では{expected}が続きます"
    parity_goes_on(column, position, found) "{column}: after {position} characters the record ends, but {found} follows here" "{column}：記録は{position}字で終わりますが、{found}が続いています"
    parity_texts(expected, found) "record \"{expected}\", here \"{found}\"" "記録「{expected}」、ここでは「{found}」"
    parity_columns(expected, found) "the columns are {found}; they should be {expected}" "列が {found} です。正しくは {expected} です"
    parity_lost(key) "the opinion {key} is missing" "意見 {key} がありません"
    parity_extra(key) "there is an opinion {key} that is not in the records" "記録にない意見 {key} があります"
    parity_moved(expected, found) "the opinion {found} stands here; the order of the records has {expected}" "ここにあるのは意見 {found} ですが、記録の順では {expected} です"
    parity_exchanged(column, here, there) "{column}: the texts of {here} and {there} are exchanged" "{column}：{here}と{there}の内容が入れ替わっています"
    parity_unasked(division) "the division {division} is to be asked, and there is no workbook for it" "{division}に照会するはずですが、そのブックがありません"
    parity_key_lost(key) "\"{key}\" is missing" "「{key}」がありません"
    parity_value(expected, found) "{found} stands here; the record has {expected}" "{found}になっています。記録では{expected}です"
    parity_other_values(column) "{column}: the cell does not show the values that its column declares" "{column}：セルが示す値が、その列に定めたものと違います"
    parity_missing(column) "{column}: an answer is missing and the cell does not say so, or it says so although none is" "{column}：未回答の表示が、回答の有無と合いません"
    parity_shared(column) "{column}: one cell stands over rows that must each have their own" "{column}：別々であるべき行が一つのセルになっています"
    parity_apart(column) "{column}: the cell of the row above should stand here, too" "{column}：上の行と同じセルになるはずの所が分かれています"
    parity_twice(key) "the opinion {key} stands twice" "意見 {key} が重複しています"
    parity_mark(column, position) "{column}: character {position} is marked otherwise than it should be" "{column}：{position}字目の強調が正しくありません"
    parity_marks(column) "{column}: the marks do not show in what the editions differ" "{column}：強調された箇所が、新旧の違いと合いません"
    parity_width(expected, found) "the row has {found} columns instead of {expected}" "行の列数が{found}です。正しくは{expected}です"
    parity_beyond(text) "there is more than the paper says: \"{text}\"" "資料にない記載があります：「{text}」"
    parity_page_large() "the page is larger than any that is written" "ページが、作成するどのページよりも大きくなっています"
    parity_page_broken() "the page is not as it was written: its marks (tags) are broken" "ページが作成時の形と違います：タグが壊れています"
    parity_page_unknown(what) "the page is not as it was written: it has something that is never written: {what}" "ページが作成時の形と違います：作成時にはないものがあります：{what}"
    parity_page_hidden(what) "the page is not as it was written: something may hide a text or add one: {what}" "ページが作成時の形と違います：文を隠したり加えたりするものがあります：{what}"
    parity_page_shape(what) "the page is not as it was written: a part of it is missing or stands elsewhere: {what}" "ページが作成時の形と違います：欠けている、または場所の違う部分があります：{what}"
    parity_page_row(row, text) "row {row} of the table, which begins with \"{text}\", does not fit those around it: a row was deleted or added, or it was changed how many rows a cell covers" "表の{row}行目（「{text}」で始まる行）が前後の行と合いません。行が削除・追加されたか、セルの結合する行数が変えられています"
    parity_hidden() "the sheet, or a row or column of it, is hidden" "シートまたはその行・列が非表示です"
    parity_unhidden() "the sheet, or a column of it, should be hidden" "非表示のはずのシートまたは列が表示されています"
    parity_sheets() "the sheets stand in another order than they are written" "シートの順序が作成時と違います"
    parity_odd(what) "it is not as it was written: {what}" "作成時と違います：{what:#}"
    parity_odd_part(what) "the file holds something that is never written: {what}" "作成時にはないものがファイルの中にあります：{what:#}"
    odd_drawing() "a drawing, a picture or a text box" "図形・画像・テキストボックス"
    odd_chart() "a chart" "グラフ"
    odd_comment() "a comment" "コメント（メモ）"
    odd_control() "a control, such as a button" "ボタンなどのコントロール"
    odd_embedded() "an embedded file" "埋め込まれたファイル"
    odd_outside() "a link to another file" "外部へのリンク"
    odd_macro() "a macro" "マクロ"
    odd_sheet() "a sheet that is never written" "作成時にはないシート"
    odd_link() "a link" "リンク"
    odd_table() "the table's range or headings" "テーブルの範囲または見出し"
    odd_rule() "conditional formatting, or a rule for what may be entered" "条件付き書式または入力規則"
    odd_filter() "the filter" "絞り込み（フィルター）"
    odd_furigana() "furigana" "ふりがな"
    odd_struck() "text that is struck through" "取り消し線"
    odd_type() "the font, or how its type is set" "フォントまたは文字の飾り"
    odd_run() "the type of a part of the text" "文の一部の書式"
    odd_colour() "the colour of the type or of its ground" "文字または背景の色"
    odd_alignment() "how the text is turned, shrunk or aligned" "文字の向き・縮小・配置"
    odd_protection() "the protection of the sheet or the cell" "シートまたはセルの保護"
    odd_running() "the header or footer" "ヘッダーまたはフッター"
    odd_printing() "how the sheet is printed: paper, margins, scale" "印刷の設定（用紙・余白・倍率など）"
    odd_view() "how the sheet is shown on screen" "画面での表示の設定"
    odd_hidden() "something hidden" "非表示の設定"
    odd_other() "something that is never written (its name: --verbose)" "作成時にはないもの（その名前は --verbose で示します）"
    parity_format(code) "the number format \"{code}\" may show something other than what stands in the cell" "表示形式「{code}」では、セルの中身と違うものが見えるおそれがあります"
    parity_small(size) "the type has {size} points and can hardly be read" "文字が{size}ポイントしかなく、読めません"
    parity_room() "the cell is too small for its text, of which not all is seen" "セルが小さすぎて、中の文字がすべては見えません"
    parity_covered() "the cell lies under a merged or another cell, where nobody sees it" "結合したセルやほかのセルの下にあり、見えません"
    parity_spaces() "white space at the ends of a text is not shown" "文の前後の空白が表示されません"
    parity_area() "the print area is not the whole sheet" "印刷範囲がシート全体と違います"
    parity_titles() "the rows that are printed on every page are not those of the headings" "各ページに印刷する行（印刷タイトル）が見出しの行と違います"
    parity_printed_small() "the columns are so wide that the sheet is printed too small to be read" "列が広すぎて、印刷すると読めないほど縮小されます"
    parity_name(name) "the defined name \"{name}\" is not as it was written" "名前の定義「{name}」が作成時と違います"
    parity_property(name) "the document's property \"{name}\" is not as it was written" "文書のプロパティ「{name}」が作成時と違います"
    parity_unshown() "the file holds a text that no cell shows" "どのセルにも出ていない文が、ファイルの中にあります"
    parity_packed() "the file is packed otherwise than it was written, and may hold more than Excel shows" "ファイルの中の作りが作成時と違い、Excelに見えないものが入っているおそれがあります"
    parity_own_text() "a text of the workbook's own is not the one that was written" "ブックの説明や見出しの文が、作成時と違います"
    parity_stamp() "the hidden sheet by which the answers are known again is not as it was written" "回答を見分けるための非表示シートが、作成時と違います"
    parity_mark_lacks() "the file does not begin with the mark (BOM) by which Excel knows its characters" "ファイルの先頭に文字コードの印（BOM）がなく、Excelで文字化けします"
    parity_mark_extra() "the file begins with a mark (BOM) that is never written" "ファイルの先頭に、作成時にはない文字コードの印（BOM）があります"
    parity_line_ends() "the lines end otherwise than they were written" "行の終わりの改行が作成時と違います"
    parity_spelling() "from here the file is spelled otherwise than it was written: quotes, white space or escapes" "ここから、引用符・空白・記号の書き方が作成時と違います"
    parity_guard() "Excel takes the cell for a formula: there is no ' before it, or the last column does not say so" "Excelが数式とみなすセルです：先頭に ' がないか、最後の列にその断りがありません"
    parity_style() "the page's style is not the one that was written" "ページの体裁（スタイルシート）が作成時と違います"
    in_detail(detail) "in detail: {detail}" "詳細：{detail}"
    parity_no_sheet(name) "there is no worksheet \"{name}\"" "シート「{name}」がありません"
    parity_not_text() "the cell holds neither a text nor a number" "セルの中身が文字列でも数値でもありません"
    seen_added() "something was added to the PDF after it was made, by another program" "できあがった後に、ほかのソフトで書き足されています"
    seen_layers() "the PDF has layers, which can be switched on and off: what is seen is not certain" "表示を切り替えられる層（レイヤー）があり、何が見えるか定まりません"
    seen_annotation() "something was laid over the page: a comment, a box, a stamp, a link or a field" "ページの上に、注釈・図形・スタンプ・リンク・入力欄などが置かれています"
    seen_acts() "the PDF does something by itself, or can be filled in: it has actions, scripts or a form" "開いたときなどに動く仕掛け、または入力欄があります"
    seen_cropped() "the page does not show what it should: its size, its direction or the part that is shown is another" "ページの大きさ・向き・表示される範囲が、作成時と違います"
    seen_picture() "there is a picture or a drawing on the page; such are never made" "ページに、作成時にはない画像や図があります"
    seen_spoken() "to reading aloud and copying, another text is given than the one that is seen" "見える文とは別の文が、読み上げやコピー用に入れられています"
    seen_attached() "an attachment is not the same for every program, or not in the list of attachments" "添付ファイルが、見るソフトによって違うものになります"
    seen_bookmark_odd() "a bookmark is not as it was made" "しおりが作成時の形と違います"
    seen_bookmark(title) "the bookmarks are not the headings of the sections: \"{title}\"" "しおりが区分の見出しと合いません：「{title}」"
    seen_unknown(what) "there is something that is never made ({what}), so nobody can say what is seen" "作成時には使わない書き方（{what}）があり、何が見えるか確かめられません"
    seen_twice(key) "the PDF says \"{key}\" twice in one place: which of the two counts depends on the program" "PDFの同じ場所に「{key}」が2回書かれていて、どちらになるかは見るソフトによって違います"
    stated_title() "the title" "タイトル"
    stated_author() "the author" "作成者"
    stated_subject() "the subject" "サブタイトル"
    stated_keywords() "the keywords" "キーワード"
    seen_stated(what, said) "in the properties of the PDF, {what} is \"{said}\", which it should not be" "PDFのプロパティの{what}が、正しくない「{said}」になっています"
    seen_stated_lost(what) "in the properties of the PDF, {what} is missing" "PDFのプロパティに{what}がありません"
    seen_stated_other(name) "the properties of the PDF say something that is never written there ({name})" "PDFのプロパティに、作成時にはない内容（{name}）があります"
    seen_unheard(text) "\"{text}\" is printed and belongs to nothing that the paper says" "「{text}」が印刷されますが、資料のどの記載にも属していません"
    seen_label(text) "\"{text}\" is printed, and is none of the headings, labels and page numbers that are repeated" "「{text}」が印刷されますが、くり返し見出し・続きの表示・ページ番号のどれでもありません"
    seen_letter(text, shown, said) "\"{text}\": a letter is seen as 「{shown}」; to copying, searching and reading aloud it is 「{said}」" "「{text}」：見える文字は〈{shown}〉ですが、コピー・検索・読み上げでは〈{said}〉になります"
    seen_shape(text, said) "\"{text}\": a letter does not look like 「{said}」, which it is to copying, searching and reading aloud" "「{text}」：コピー・検索・読み上げで〈{said}〉になる文字が、その形をしていません"
    seen_foreign_font(text) "\"{text}\": what these letters look like is not in the PDF, or not in a way that is understood" "「{text}」：文字の形がPDFに入っていないか、確かめられない形式です"
    seen_unseen(text) "\"{text}\" is not drawn, or only in outlines: it cannot be read" "「{text}」は描かれていないか、輪郭だけで、読めません"
    seen_small(text) "\"{text}\" is too small to be read" "「{text}」は小さすぎて読めません"
    seen_turned(text) "\"{text}\" is turned, slanted or mirrored" "「{text}」は回転・変形・左右反転しています"
    seen_faint(text) "\"{text}\" is transparent" "「{text}」は透明になっています"
    seen_cut(text) "\"{text}\" is cut off" "「{text}」は切り取られて見えません"
    seen_outside(text) "\"{text}\" stands beyond the edge of the page" "「{text}」はページの外にあります"
    seen_pale(text) "\"{text}\" has nearly the colour of its ground" "「{text}」は背景とほとんど同じ色です"
    seen_covered(text) "\"{text}\" is covered by something that is drawn over it" "「{text}」の上に、何かが重ねて描かれています"
    seen_crossed(text) "\"{text}\" is crossed by a line" "「{text}」に線が引かれています"
    seen_touched(text) "\"{text}\": letters stand on top of each other" "「{text}」：文字が重なっています"
    seen_moved(text) "\"{text}\" does not stand where it should: the order in which it is seen is another" "「{text}」の位置が違い、見た目の順序が変わっています"
    seen_attachment_lost() "this attachment is missing" "この添付ファイルがありません"
    seen_attachment_extra() "this attachment is none of those that the PDF carries" "この添付ファイルは、資料に付くものではありません"
    seen_attachment_twice() "there are several attachments of this name" "この名前の添付ファイルが複数あります"
    seen_attachment_differs() "this attachment is not what it should be" "この添付ファイルの中身または説明が、正しいものと違います"
    parity_foreign(template, found, count) "the template \"{template}\" or its look is the meeting's own: {found} of {count} opinions stand in the text; category, number, source, attribution, order and whatever else it shows were not checked" "テンプレート「{template}」またはその体裁が会議独自のものです。本文にある意見は{count}件中{found}件で、項目・番号・出典・発言者・順序などは確認していません"
    parity_foreign_absent(opinion) "not in its text, or not in one piece: {opinion} and perhaps others" "本文にない、または途切れている意見：{opinion} など"
    no_manifest() "there is no manifest that can be read, so nothing says what was made" "読めるmanifest.jsonがなく、何を作ったのか分かりません"
    listed_holds(inputs, outputs) "manifest: proved ({inputs} inputs and {outputs} outputs have their digests; the provenance says the same)" "目録：確認しました（入力{inputs}件と出力{outputs}件のダイジェストが一致し、来歴とも一致）"
    listed_fails(place, count) "manifest: NOT proved; first {place} (errors: {count})" "目録：確認できません。最初は {place:#}（エラー{count}件）"
    listed_program(listed, this) "made by {listed}; this is {this}" "{listed} で作られています。いまのプログラムは {this} です"
    listed_differs() "the file was changed after it was made" "作った後に変わっています"
    records_changed(name) "the records were changed after the papers were made: {name}" "資料を作った後に、意見の記録が変わっています：{name}"
    settings_changed(name) "the settings were changed after the papers were made: {name}" "資料を作った後に、会議の設定が変わっています：{name}"
    answers_changed(name) "the answers were changed after the papers were made: {name}" "資料を作った後に、回答が変わっています：{name}"
    ids_changed(name) "the IDs and numbers were changed after the papers were made: {name}" "資料を作った後に、IDと番号の控えが変わっています：{name}"
    look_changed(name) "a template or font was changed after the papers were made: {name}" "資料を作った後に、テンプレートかフォントが変わっています：{name}"
    older_changed(name) "the older edition was changed after the papers were made: {name}" "資料を作った後に、旧の版が変わっています：{name}"
    differences_follow(count) "so {count} differences between the papers and what is read now are not listed" "そのため、資料といまの記録との違い（{count}件）は表示していません"
    differences_follow_hint() "build again, then verify again; --verbose lists them all" "資料を作り直してから、もう一度確かめてください。--verbose を付けると、すべて表示します"
    input_gone() "the papers were made from this, but no build reads it now" "資料の元になったファイルですが、いまは読み込まれません"
    input_unlisted() "a build reads this now, but the papers were made without it" "いまは読み込まれますが、資料はこのファイルなしで作られています"
    output_unlisted(name) "the meeting declares {name}, but the manifest does not list it" "会議の設定にある {name} が目録にありません"
    attested_differs(expected, found) "the provenance has {found}; by the manifest it should be {expected}" "来歴が {found} です。目録からは {expected} になるはずです"
    attested_bytes() "the provenance is written otherwise than the program writes it" "来歴の書き方が、プログラムの書くものと違います"
    stranger() "this file was not made with the papers, so it was not checked" "資料と一緒に作ったファイルではないので、確かめていません"
    rebuild_holds(outputs, size) "rebuild: proved ({outputs} outputs made again, {size} bytes, all the same)" "再作成：確認しました（出力{outputs}件を作り直し、{size}バイトすべて一致）"
    rebuild_differs() "the file is not what is made again from the same records" "同じ記録から作り直したものと違います"
    rebuild_fails(place, count) "rebuild: NOT proved; first {place} (errors: {count})" "再作成：確認できません。最初は {place:#}（エラー{count}件）"
    differs_bytes(offset) "differs from byte {offset} on, when made again" "作り直したものと{offset}バイト目から違います"
    differs_text(line, column, expected, found) "line {line}, character {column} is otherwise: \"{expected}\" when made again, \"{found}\" here" "{line}行{column}字目が違います。作り直すと「{expected}」、ここでは「{found}」です"
    differs_picture(expected, found) "the picture is {found} pixels; made again, it is {expected}" "画像が{found}画素です。作り直すと{expected}画素です"
    differs_pixel(x, y, expected, found) "the pixel at ({x}, {y}) from the top left is #{found}; made again, it is #{expected}" "左上から({x}, {y})の画素が #{found} です。作り直すと #{expected} です"
    differs_part_lost(part) "the part {part} is missing in the package" "パッケージの中に {part} がありません"
    differs_part_extra(part) "the package has a part {part} that was not made" "パッケージの中に、作っていない {part} があります"
    differs_part(part, offset) "the part {part} differs from byte {offset} on" "{part} が{offset}バイト目から違います"
    differs_xml(part, path, expected, found) "{part}, {path}: \"{expected}\" when made again, \"{found}\" here" "{part} の {path}：作り直すと「{expected}」、ここでは「{found}」です"
    differs_object(number, kind, path, expected, found) "object {number} ({kind}){path}: \"{expected}\" when made again, \"{found}\" here" "オブジェクト{number}（{kind}）{path}：作り直すと「{expected}」、ここでは「{found}」です"
    conditions_hold(conditions, outputs) "conditions: proved ({outputs} files are the same under {conditions} conditions)" "条件：確認しました（{conditions}通りの条件で{outputs}ファイルが一致）"
    conditions_fail(place, count) "conditions: NOT proved; first {place} (errors: {count})" "条件：確認できません。最初は {place:#}（エラー{count}件）"
    condition_digest(digest, name) "  {digest}  {name}" "  {digest}  {name}"
    condition(name) "under {name}" "条件：{name}"
    condition_differs(condition, found, expected) "under \"{condition}\" the digest is {found}; otherwise it is {expected}" "「{condition}」ではダイジェストが {found} です。ほかでは {expected} です"
    condition_failed(condition, cause) "the build under \"{condition}\" failed ({cause})" "「{condition}」での作成に失敗しました（{cause}）"
    no_faketime() "conditions: faketime is not on the PATH, so the clock went on but was not set otherwise" "条件：faketime がないため、時刻が進むことだけを試し、別の日時には変えていません"

    // The opinions with their answers
    response_open(division, open) "division \"{division}\" has not answered {open} of its opinions" "「{division}」の未回答が{open}件あります"
    response_none(open) "no answers were collected yet; {open} are open" "回答はまだ取り込まれていません（未回答{open}件）"
    // Comparing editions
    edition_unknown(name) "\"{name}\" is no folder, no file and no revision of git with a meeting" "「{name}」は、フォルダーでもファイルでも、会議のあるgitの版でもありません"
    edition_unknown_hint() "name a meeting's folder, a PDF, a table, or REV:path/to/meeting (REV alone: where the other edition is)" "会議のフォルダー、このプログラムで作ったPDF、意見の表（Excel・CSV・JSON）、または 版:会議のフォルダー を指定してください（版だけなら、もう一方と同じ場所を見ます）"
    edition_missing() "there is neither a folder nor a file of this name" "この名前のフォルダーもファイルもありません"
    edition_missing_hint() "see that it is spelt right; a path may be dragged into the window from its folder" "つづりを確かめてください。フォルダーからこの画面へ、マウスで引いてきて離しても入力できます"
    edition_without_git() "this computer has no git, by which an earlier edition could be read" "gitというソフトがこのパソコンにないため、以前の版を読めません"
    edition_without_git_hint() "name the folder or the PDF of the earlier edition instead" "代わりに、以前の会議のフォルダーかPDFを指定してください"
    edition_no_file() "the revision does not hold this file" "この版にはこのファイルがありません"
    edition_no_git(cause) "git cannot be run ({cause})" "gitを実行できません（{cause}）"
    edition_no_records() "the PDF carries no records of ours" "このプログラムの記録が入っていないPDFです"
    edition_no_records_hint() "what can be compared: a PDF, a workbook, CSV or JSON of the opinions that this program made, or the table of opinions itself" "比べられるのは、このプログラムで作った意見一覧（PDF・Excel・CSV・JSON）か、意見の表そのものです"
    edition_alone() "a table alone does not say of which meeting it is" "表だけでは、どの会議の意見か分かりません"
    edition_alone_hint() "name the meeting's folder or a PDF as the other edition" "もう一方に、会議のフォルダーかPDFを指定してください"
    edition_inquiry() "this workbook asks a division; it is no list of opinions" "課への照会のExcelです。意見の一覧ではありません"
    edition_headings(lacking) "the headings of this worksheet were changed; missing: {lacking}" "このシートの見出しが変わっています。足りない見出し：{lacking}"
    edition_headings_hint() "name the workbook as the program made it, or put the headings back" "作ったときのままのExcelを選ぶか、見出しを元に戻してください"
    edition_partly() "this workbook holds what its paper shows: an opinion that the paper left out counts as added" "このExcelには、その資料に載せた意見だけがあります。載せなかった意見は「追加」と出ます"
    diff_derived_ids() "records without IDs are matched by what they say: one whose text changed counts as removed and added" "IDのない記録は内容で照合します。文が変わった意見は「削除」と「追加」になります"
    diff_shifted(count, list) "{count} numbers shifted although nobody changed them: {list}" "誰も変えていないのに、{count}件の番号がずれました：{list}"
    diff_shifted_hint() "give every opinion its No.: shiryo renumber --keep writes the numbers as they are printed into the records" "すべての意見に番号を書いてください。shiryo renumber --keep で、印刷される番号をそのまま記録に書き込めます"
    diff_no_pages() "this edition carries its records but not its look: which pages differ is not known" "この版には記録だけがあり、体裁がないため、差し替えるページは分かりません"
    diff_no_pages_hint() "for the pages, name the meeting's folder or the PDF of that time instead" "差し替えるページも知りたいときは、代わりにそのときの会議のフォルダーかPDFを指定してください"
    diff_no_comparison(file) "\"{file}\" compares with an older edition, but the meeting names none: its pages are passed over" "「{file}」は新旧対照表ですが、旧の版が書かれていないため、ページの差し替えの対象から外しました"
    diff_head_date(old, new) "date of the papers: {old} → {new}" "資料の日付：{old} → {new}"
    diff_head_title(old, new) "title: {old} → {new}" "題名：{old} → {new}"
    diff_head_label(old, new) "label: {old} → {new}" "資料番号：{old} → {new}"
    diff_head_section(number, old, new) "title of section {number}: {old} → {new}" "区分{number}の題名：{old} → {new}"
    diff_head_source(key, old, new) "heading of the source \"{key}\": {old} → {new}" "出典「{key}」の見出し：{old} → {new}"
    diff_none() "the opinions are the same" "意見に違いはありません"
    diff_added(count) "added: {count}" "追加　{count}件"
    diff_removed(count) "removed: {count}" "削除　{count}件"
    diff_changed(count) "changed: {count}" "変更　{count}件"
    diff_moved(count) "moved: {count}" "移動　{count}件"
    diff_line(place, what) "  {place} {what}" "　{place}　{what}"
    diff_place(place) "  {place}" "　{place}"
    diff_more(count) "  and {count} more" "　ほか{count}件"
    pages_same(file, pages) "{file}: all {pages} pages stay as they are" "{file}：全{pages}ページ、差し替えは不要です"
    pages_of(file, old, new) "{file}: {old} pages before, {new} now" "{file}：旧 全{old}ページ、新 全{new}ページ"
    pages_replaced(old, new) "  content changed: replace page {old} by page {new}" "　内容の変更：旧{old}ページを新{new}ページに差し替え"
    pages_added(new) "  content added: page {new} is new" "　ページの追加：新{new}ページ"
    pages_removed(old) "  content removed: take out page {old}" "　ページの削除：旧{old}ページを抜き取り"
    pages_total(pages, old, new) "  same content, only the total at the foot changed from {old} to {new}: page {pages}" "　内容は同じで、総ページ数の表示だけが{old}から{new}に変わるページ：{pages}"
    pages_renumbered(old, new) "  same content, other page number: page {old} is now page {new}" "　内容は同じで、ページ番号が変わるページ：旧{old} → 新{new}"

    // Renumbering
    renumber_cell(place, old, new, text) "{place}: {old} → {new} \"{text}\"" "{place:#}：{old} → {new}「{text}」"
    renumber_by_hand(file) "{file} is the office's own and is not rewritten: write these numbers into its cells, then build" "{file} は書き換えません。上の番号をセルに入力してから、資料を作ってください"
    renumber_copy(file, copy) "{file} is the office's own and stays as it is; {copy} is a copy of it with the new numbers" "{file} はそのままです。新しい番号を入れた写しは {copy} です"
    renumber_copy_dry(file, copy) "{file} is the office's own and would stay as it is; a copy of it with the new numbers would be {copy}" "{file} はそのままにし、新しい番号を入れた写しを {copy} に作ります"
    renumber_copy_look(folder) "look through the copy; if it is right, take it as the table, and answers that refer to numbers follow: shiryo renumber {folder:?} --take" "写しを開いて確かめてください。よければ、これからの表にします（回答の中で番号を指しているところも直します）：shiryo renumber {folder:?} --take"
    renumber_taken(file, copy) "{copy} is the table of the meeting from now on; {file} stays as it is" "これからは {copy} が会議の表です（{file} はそのまま残ります）"
    renumber_no_copy() "no copy with other numbers can be made of this file" "この表からは、番号を入れた写しを作れません"
    renumber_no_copy_hint() "write the numbers into its cells by hand: without this option there is a list of them" "番号は手で入れてください。このオプションを付けなければ、直すセルの一覧を作ります"
    renumber_listed(count, file) "the list of {count} cells is {file}" "{count}件の一覧を {file} に書きました"
    renumber_changed(place) "renumbering would change more than numbers at {place}; please report this" "番号以外が変わってしまうため中止しました（{place:#}）。お知らせください"
    renumber_branches(no) "the number {no} has a branch: numbers with branches are moved by hand" "枝番のある番号（{no}）があります。枝番のある番号は手で付け直してください"
    renumber_none() "every number stays" "番号は変わりません"
    renumber_given(count) "numbers written into records that had none: {count}" "番号のなかった記録に番号を書きました：{count}件"
    renumber_moved(old, new) "{old} → {new}" "{old} → {new}"
    renumber_reference(place, old, new) "{place}: {old} → {new}" "{place:#}：{old} → {new}"
    renumber_done(opinions, references) "numbers moved: {opinions}, references rewritten: {references}" "番号を変えた行{opinions}件、書き換えた参照{references}件"
    renumber_dry() "this is what would happen; nothing was written" "試しの表示です。何も書き込んでいません"
    reference_verbatim(reference, instead) "\"{reference}\" would now be {instead}, but this text is verbatim and stays" "「{reference}」は{instead}になりますが、原文のため書き換えていません"
    reference_ambiguous(reference, sections) "\"{reference}\" may mean any of these sections: {sections}; it was left" "「{reference}」がどの区分の番号か決められません（{sections}）。書き換えていません"
    reference_elsewhere(reference) "\"{reference}\" stands behind another paper's number and may be one of that paper's; it was left" "「{reference}」は前に別の資料の番号があるため、どの資料の番号か決められません。書き換えていません"
    reference_list(reference) "\"{reference}\" is a range or list of numbers; it was left" "「{reference}」は番号の範囲か並びのため、書き換えていません"
    reference_unknown(reference) "\"{reference}\": no opinion has this number" "「{reference}」：この番号の意見はありません"
    reference_look() "look at it and change it by hand if it must" "確かめて、必要なら手で直してください"

    // Help
    help_about() "Makes committee handouts (PDF) and Excel workbooks from one set of records" "意見の記録から、会議資料（PDF）とExcelブックを作ります"
    help_template() "{{about}}\n\nUsage: {{usage}}\n\nCommands:\n{{subcommands}}\n\nOptions:\n{{options}}{{after-help}}" "{{about}}\n\n使い方： {{usage}}\n\nコマンド：\n{{subcommands}}\n\nオプション：\n{{options}}{{after-help}}"
help_template_arguments() "{{about}}\n\nUsage: {{usage}}\n\nArguments:\n{{positionals}}\n\nOptions:\n{{options}}{{after-help}}" "{{about}}\n\n使い方： {{usage}}\n\n引数：\n{{positionals}}\n\nオプション：\n{{options}}{{after-help}}"
    help_template_options() "{{about}}\n\nUsage: {{usage}}\n\nOptions:\n{{options}}{{after-help}}" "{{about}}\n\n使い方： {{usage}}\n\nオプション：\n{{options}}{{after-help}}"
    help_examples() "\nExamples:\n  shiryo build                 all papers of the meeting here into output/\n  shiryo check 第2回           only look for faults\n  shiryo import printed.txt    a printed or pasted table becomes records" "\n例：\n  shiryo build                 いまいるフォルダーの会議の資料をすべて output/ に作る\n  shiryo check 第2回           点検だけする\n  shiryo import printed.txt    貼り付けた表を記録にする"
    refused() "the command cannot be understood" "コマンドを読み取れません"
    refused_command(command) "there is no command \"{command}\"" "「{command}」というコマンドはありません"
    refused_no_command() "the command is missing" "コマンドが書かれていません"
    refused_option(option) "there is no option {option} here" "「{option}」というオプションは、ここにはありません"
    refused_more(argument) "\"{argument}\" is one argument too many" "「{argument}」は余分です"
    refused_no_value(option) "{option} has no value" "{option} の値が書かれていません"
    refused_value(option, value) "\"{value}\" is no value for {option}" "「{value}」は {option} の値に使えません"
    refused_missing(arguments) "missing: {arguments}" "足りないもの：{arguments}"
    refused_twice(option) "{option} is given twice" "{option} が二度書かれています"
    refused_together(option, other) "{option} cannot stand together with {other}" "{option} は {other} と一緒には使えません"
    refused_takes_no_value(option, value) "{option} takes no value, but \"{value}\" is given" "{option} には値を書きません（「{value}」は余分です）"
    refused_number(option, number) "{option} takes {number} values" "{option} の値は{number}個です"
    refused_near(near) "did you mean {near}?" "{near} ではありませんか"
    refused_usage(usage) "usage: {usage}" "使い方：{usage}"
    refused_help(command) "more: {command}" "くわしくは：{command}"
    value_meeting() "MEETING" "会議"
    value_folder() "DIR" "フォルダー"
    value_copy() "COPY" "写し"
    value_list() "LIST" "一覧"
    value_place() "FOLDER" "フォルダー"
    value_file() "FILE" "ファイル"
    value_name() "NAME" "名前"
    value_title() "TITLE" "題名"
    value_label() "LABEL" "資料番号"
    value_date() "YYYY-MM-DD" "年-月-日"
    value_case() "CASE=NUMBER" "案件=番号"
    value_setting() "KEY=VALUE" "名前=値"
    value_column() "HEADING=KEY" "見出し=意味"
    value_row() "ROW" "行番号"
    value_seconds() "SECONDS" "秒数"
    value_lang() "LANG" "言語"
    value_format() "FORMAT" "形式"
    value_old() "OLD" "旧"
    value_new() "NEW" "新"
    value_shell() "SHELL" "シェル"
    value_command() "COMMAND" "コマンド"
    value_options() "[OPTIONS]" "[オプション]"
    help_help_command() "The command that is wondered about" "知りたいコマンド"
    help_help() "Print help" "この説明を表示する"
    help_version() "Print version" "バージョンを表示する"
    help_lang() "Language of messages: ja or en; by default that of the locale" "表示の言語：ja または en（指定しなければ環境に従う）"
    help_verbose() "Say digests, marks and parts within files, and every difference where an input was changed since" "ダイジェスト、ファイルの中の部品や目印の名前、元の記録が変わったための違いも、すべて表示する"
    help_quiet() "Print errors and warnings only" "エラーと注意だけを表示する"
    help_format() "How to print results: text for people (default), json for programs" "結果の表し方：text（人向け、既定）、json（プログラム向け）"
    help_meeting() "Folder of the meeting (default: the current one)" "会議のフォルダー（指定しなければ、いまいるフォルダー）"
    help_set() "Change what meeting.toml says; the rest of it stays as it stands" "meeting.toml の設定を変える（ほかの行と覚え書きはそのまま）"
    help_set_examples() "\nExamples:\n  shiryo set look.paper=a4 look.landscape=false\n  shiryo set --meeting 第2回 papers.1.look.size=10.5\n  shiryo set sections+='{{ title = \"公園\" }}' fields.備考.private=true" "\n例：\n  shiryo set look.paper=a4 look.landscape=false\n  shiryo set --meeting 第2回 papers.1.look.size=10.5\n  shiryo set sections+='{{ title = \"公園\" }}' fields.備考.private=true"
    help_set_settings() "What is changed, as KEY=VALUE; papers count from 1, nothing behind = deletes what is there, and += adds to a list" "変える設定を KEY=VALUE で。資料は1から数え、= の後が空なら消し、+= なら並びに加える"
    help_set_if() "Only if meeting.toml still has this SHA-256; else nothing is changed" "meeting.toml のSHA-256がこのとおりのときだけ変える（違えば何も変えない）"
    set_changed_since() "the settings were changed meanwhile, and this change was not made" "その間に設定がほかで変わったため、この変更はしませんでした"
    set_changed_since_hint() "look at them as they are now, and change them again if it is still needed" "今の設定を見て、まだ必要なら、もう一度変えてください"
    set_grammar(setting) "\"{setting}\" is no setting" "「{setting}」は設定として読めません"
    set_grammar_hint() "write key, = and value without blanks, such as: look.paper=a4" "look.paper=a4 のように、名前と値を = でつないで書いてください"
    set_no_place(key) "there is no place for {key} in meeting.toml" "meeting.toml に {key} を書く場所がありません"
    set_members(list, members) "{list} has these members: {members}; name one by its number or its name" "{list} にあるのは {members} です。番号か名前で指定してください"
    set_same(file) "{file} says so already" "{file} はすでにその設定です"
    set_done(file, settings) "{file} now says: {settings}" "{file} を書き換えました：{settings}"
    help_desk() "Open the desk: everything on a page in the browser" "窓口を開く：すべてをブラウザーの画面で行う"
    help_desk_examples() "\nExamples:\n  shiryo desk           the meetings in this folder\n  shiryo desk 第2回     one meeting" "\n例：\n  shiryo desk           このフォルダーの会議\n  shiryo desk 第2回     一つの会議"
    help_desk_folder() "Folder of a meeting or with meetings in it, or a workbook to begin with (default: this folder)" "会議のフォルダーか、会議のフォルダーが並ぶところか、これから使うExcelの表（既定は今いるフォルダー）"
    help_no_browser() "Only show the address, and open no browser" "アドレスを示すだけで、ブラウザーは開かない"
    help_idle() "End after so many seconds without an open page (default: 900)" "画面が閉じられてから終わるまでの秒数（既定は900）"
    help_init_row() "The row in which the headings of the table stand (with --from)" "表の見出しの行の番号（--from のとき）"
    help_init_column() "What a column of the table is: its heading, =, and text, no, category, …, field (printed as it is), private (never published), opinions (of a source, beside others) or unused; may be given several times (with --from)" "表の列の意味：見出し、=、続けて text、no、category など、または field（そのまま載せる）、private（どこにも載せない）、opinions（出典ごとに横に並べる意見）、unused（読まない）。複数指定可（--from のとき）"
    init_answer(answer) "\"{answer}\" is no answer" "「{answer}」は答えとして読めません"
    init_layout_unfit(layout) "a table like this cannot be laid out as {layout}" "この表は「{layout}」の形の資料にはできません"
    init_layout_unfit_hint() "a table with a column of opinions for each source is laid out as matrix, any other as list or stacked" "出典ごとに意見の列がある表は matrix、そのほかの表は list か stacked です"
    init_answer_hint() "name a column by its heading, such as --column 氏名=unused" "列は --column 氏名=unused のように、見出しで書いてください"
    init_date(date) "\"{date}\" is no date of a meeting" "「{date}」は会議の日付として読めません"
    init_date_hint() "write the year with four digits, such as 2026-04-01; or leave the date out for now" "2026-04-01 か 令和8年4月1日 のように書いてください。まだ決まっていなければ、空のままでかまいません"
    desk_open(folder) "The desk is open on {folder}" "窓口を開きました：{folder}"
    desk_address(address) "If no browser opens, open this address on this PC: {address}" "ブラウザーが開かないときは、このパソコンのブラウザーで次のアドレスを開いてください：{address}"
    desk_window() "Leave this window open while you work; closing it ends the desk." "作業の間は、この窓を閉じないでください。閉じると窓口も終わります。"
    desk_ended() "The desk has ended, since no page was open any more." "画面が閉じられてから時間がたったので、窓口を終わりました。"
    desk_failed(cause) "the desk cannot be opened ({cause})" "窓口を開けません（{cause}）"
    desk_no_folder() "this is no folder and no table of opinions" "フォルダーでも、意見の表でもありません"
    desk_no_folder_hint() "name a folder, or an Excel workbook or CSV file in it" "フォルダーか、その中のExcelブックまたはCSVファイルを指定してください"
    desk_second() "another desk is open on this folder" "このフォルダーの窓口は、すでに開いています"
    desk_second_hint() "go on in its page; if it was closed, it is opened again in the browser. If you do not find it, close the window that says that the desk is open, or ask who else works in the folder" "開いている画面で続けてください。画面を閉じていたときは、ブラウザーに開き直します。見つからないときは、「窓口を開きました」と出ている窓を閉じて開き直すか、同じフォルダーで作業中の人に尋ねてください"
    desk_second_stopped() "showing it took too much time or memory, so it was stopped; nothing was changed" "表示に時間かメモリーがかかりすぎるため、止めました。ファイルは何も変わっていません"
    desk_silent() "the command gave no answer and did not say why; do it once more" "プログラムから答えがありません。もう一度行ってください"
    desk_no_answer(cause) "the command gave no answer ({cause})" "プログラムから答えがありません（{cause}）"
    desk_meeting_there(name) "there is a meeting \"{name}\" already" "「{name}」という会議は、すでにあります"
    desk_meeting_there_hint() "open it from the list above; to give it a newer table, drop that under Records, Take a newer table; for another meeting, write another name and drop the table again" "その会議は、上の一覧から開けます。表を新しいものに替えるときは、その会議の「記録」の画面の「新しい表に取り替える」に落としてください。別の会議にするときは、「会議のフォルダーの名前」に別の名前を入れて、もう一度落としてください"
    desk_dropped_kind(name) "\"{name}\" is no file of a kind that can be taken here" "「{name}」は、ここで使える種類のファイルではありません"
    desk_dropped_kind_hint(kinds) "use one of {kinds}" "使えるのは {kinds} です。ほかの形の表は、Excelで開き、「名前を付けて保存」で .xlsx にしてください"
    desk_too_deep() "the folder lies too deep for this system: its whole name may have 240 characters" "フォルダーの場所が深すぎます。場所の名前は、全体で240字までです"
    desk_too_deep_hint() "move it to a place with a shorter name" "ドキュメントの直下など、短い名前の場所に移してください"
    desk_link(name) "the link \"{name}\" leads out of the meeting's folder, and the desk works with nothing outside of it: put what it leads to in its place" "「{name}」は会議のフォルダーの外を指すリンク（別の場所への参照）です。窓口は外のものを読み書きしません。リンクのかわりに、リンク先のファイルやフォルダーそのものを置いてください"
    desk_dropped_name(name) "the file \"{name}\" cannot be taken under this name" "「{name}」という名前のファイルは受け取れません"
    desk_dropped_name_hint() "call it otherwise: shorter, without blanks at its ends, marks that nobody sees and any of \\ / : * ? \" < > |" "名前を短くし、前後の空白、見えない文字、\\ / : * ? \" < > | を除いてください"
    desk_dropped_open(name) "\"{name}\" is what a spreadsheet program keeps beside a file while it is open, and holds no table" "「{name}」は、Excelなどで開いている間だけできるファイルで、表は入っていません"
    desk_dropped_open_hint() "take the file whose name begins without ~$" "名前が ~$ で始まらない方を入れてください"
    desk_key() "press Enter to close this window" "Enterキーを押すと、この窓を閉じます"
    help_build() "Make the papers of a meeting" "会議の資料を作る"
    help_out() "Folder for the papers (default: output)" "資料を置くフォルダー（既定は output）"
    help_only() "Make this output only, or those that a name with * stands for; may be given several times" "この出力だけを作る。* でまとめて書ける（複数指定可）"
    help_force() "Build even if nothing has changed; replace what was changed by hand, and keep a copy of it" "変更がなくても作り直す。手直しされたものは控えを残して置き換える"
    help_keep_typst() "Also write typst/TEMPLATE/ with everything from which the stock typst makes the same pages" "typst/テンプレート名/ に、標準のtypstで同じ紙面を作れる一式も書き出す"
    help_build_examples() "\nExamples:\n  shiryo build                        the meeting here into output/\n  shiryo build 第2回 --out 配布用     another meeting, another folder\n  shiryo build --only 資料3.pdf       one paper only" "\n例：\n  shiryo build                        ここの会議から output/ へ\n  shiryo build 第2回 --out 配布用     別の会議、別のフォルダー\n  shiryo build --only 資料3.pdf       一つだけ"
    help_collect() "Take the answers from returned inquiries" "返送された照会から回答を受け取る"
    help_collect_meeting() "Folder of the meeting; may be left out in that folder" "会議のフォルダー（そのフォルダーの中では省略可）"
    collect_no_files() "no returned file is named" "返送されたファイルの指定がありません"
    collect_no_files_hint(meeting) "name the returned files, or their folder: shiryo collect {meeting:?} 返送/" "返送されたファイルか、そのフォルダーを続けて書いてください：shiryo collect {meeting:?} 返送/"
    diff_no_new() "only one edition is named" "比べる版が一つしか指定されていません"
    diff_no_new_hint() "name both: shiryo diff OLD NEW" "旧の版と新の版を並べて書いてください：shiryo diff 旧 新"
    help_collect_files() "Returned files (.xlsx, .xlsm, .ods, .xls, .csv) or folders of them" "返送されたファイル（.xlsx、.xlsm、.ods、.xls、.csv）か、そのフォルダー"
    help_collect_out() "Folder for the report 回収状況.xlsx (default: output)" "回収状況.xlsx を置くフォルダー（既定は output）"
    help_as_of() "Day as of which overdue divisions are told; there is no clock in any output" "期限超過を判定する日（出力には時計を使わない）"
    help_decide() "Decide a case; may be given several times" "案件を判断する（複数指定可）"
    help_hold() "Take everything that is beyond doubt, although cases are left to decide" "判断待ちの案件があっても、ほかの回答を受け取る"
    help_collect_examples() "\nExamples:\n  shiryo collect 第2回 返送/                                a folder of returned workbooks\n  shiryo collect 第2回 返送/ --as-of 2026-12-11             and who is overdue on that day\n  shiryo collect 第2回 返送/ --decide c-1a2b3c4d5e6f7081=1  decide a case" "\n例：\n  shiryo collect 第2回 返送/                                返送されたブックのフォルダー\n  shiryo collect 第2回 返送/ --as-of 2026-12-11             その日の期限超過も調べる\n  shiryo collect 第2回 返送/ --decide c-1a2b3c4d5e6f7081=1  案件を判断する"
    help_check() "Report every fault without writing anything" "何も書かずに点検する"
    help_import() "Turn a printed or pasted table into records" "印刷物や、貼り付けた表を記録にする"
    help_import_file() "The table: text with tabs or commas, or a web page (.html); - reads what is piped in" "表：タブかコンマで区切ったテキスト、またはWebページ（.html）。- と書くと標準入力から読む"
    help_into() "Folder for opinions.csv and meeting.toml; by default that of FILE" "opinions.csv と meeting.toml を置くフォルダー（指定しなければ FILE と同じ）"
    help_title() "Title of the document, which the text does not say" "文書の題名（本文にないもの）"
    help_date() "Date of the papers" "資料の日付"
    help_label() "Label of the papers, if the text does not say it" "資料番号（本文にない場合）"
    help_attribution() "Name of the column that says who an opinion comes from" "発言者や都市の列名"
    help_force_import() "Replace files that are already there" "すでにあるファイルを置き換える"
    help_import_examples() "\nExamples:\n  shiryo import 表.txt --into 第1回 --date 2026-11-22      a table pasted into a text file\n  shiryo import seeds/shiryo3.txt --into 第1回 --title 意見一覧 --date 2026-11-22 --attribution 都市名" "\n例：\n  shiryo import 表.txt --into 第1回 --date 2026-11-22      Excelから写して保存した表\n  shiryo import seeds/shiryo3.txt --into 第1回 --title 意見一覧 --date 2026-11-22 --attribution 都市名"
    help_init() "Write a small meeting to start from" "会議のひな形を作る"
    help_init_layout() "Ready layout to start from (default: public-comment); --list names them" "ひな形の様式（既定は public-comment。一覧は --list）"
    help_init_from() "Make the meeting from a table of your own (xlsx, xlsm, xls, ods, csv, tsv, txt)" "手持ちの表（xlsx、xlsm、xls、ods、csv、tsv、txt）から会議を作る"
    help_init_list() "List the ready layouts" "用意してある様式の一覧を表示する"
    help_init_examples() "\nExamples:\n  shiryo init --from 意見.xlsx 第1回               a meeting from a table of your own\n  shiryo init --list                            the ready layouts\n  shiryo init --layout public-comment 第1回     a public comment's result" "\n例：\n  shiryo init --from 意見.xlsx 第1回               手持ちの表から\n  shiryo init --list                            様式の一覧\n  shiryo init --layout public-comment 第1回     パブリックコメントの結果"
    help_schema_output() "Print instead the JSON Schema of what --format json prints" "代わりに、--format json の出力のJSON Schemaを表示する"
    help_schema_meeting() "Print instead what meeting.toml may say" "代わりに、meeting.toml に書けることを表示する"
    help_template_command() "Print a stock template, or the names of all and what they may see" "標準のテンプレートを表示する（名前がなければ、一覧と使える値を表示する）"
    help_template_name() "Name of the template, such as paper or lib/table" "テンプレートの名前（paper、lib/table など）"
    help_init_folder() "Folder to write it to" "作る場所"
    help_schema() "Print the JSON Schema of the records" "記録のJSON Schemaを表示する"
    help_completions() "Print a completion script for a shell" "シェルの補完スクリプトを表示する"
    help_shell() "bash, zsh, fish, powershell or elvish" "bash、zsh、fish、powershell、elvish のどれか"
    help_extract() "Take the meeting back out of a PDF that was made from it" "資料のPDFから、元になった会議のフォルダーを取り出す"
    help_extract_file() "The PDF" "PDFファイル"
    help_extract_folder() "Folder to write the meeting to" "会議のファイルを置くフォルダー"
    help_extract_examples() "\nExample:\n  shiryo extract 資料3.pdf 第1回 && shiryo build 第1回" "\n例：\n  shiryo extract 資料3.pdf 第1回 && shiryo build 第1回"
    help_verify() "Prove the papers: read them back, compare digests, make them again" "資料を証明する（読み戻し、ダイジェストの照合、再作成）"
    help_verify_out() "Folder of the papers (default: output)" "資料のあるフォルダー（既定は output）"
    help_conditions() "Also build under other time zones, locales, threads, folders, users and clocks" "時間帯・言語・スレッド数・フォルダー・利用者・時刻を変えて作り直すことも試す"
    help_verify_examples() "\nExamples:\n  shiryo verify                       output/ against the meeting here\n  shiryo verify 第2回 --out 配布用    another meeting, another folder\n  shiryo verify --conditions          and that nothing around the program matters" "\n例：\n  shiryo verify                       output/ をここの会議と照らし合わせる\n  shiryo verify 第2回 --out 配布用    別の会議、別のフォルダー\n  shiryo verify --conditions          環境に左右されないことも確かめる"
    help_diff() "Compare two editions: opinions, and pages to replace" "二つの版を比べる（意見の違い、差し替えるページ）"
    help_diff_old() "The edition before: a meeting's folder, a PDF, workbook, CSV or JSON of ours, a table of opinions, or a revision of git (REV or REV:path)" "旧の版：会議のフォルダー、作った資料（PDF・Excel・CSV・JSON）、前回の意見の表、またはgitの版（REV か REV:パス）"
    help_diff_new() "The edition after, named likewise; in a meeting's folder, that one if left out" "新の版（書き方は同じ。会議のフォルダーの中では省略可）"
    help_diff_out() "Also write the 新旧対照表 (PDF and workbook) into this folder" "新旧対照表（PDFとExcel）もこのフォルダーに作る"
    help_diff_examples() "\nExamples:\n  shiryo diff 前回/資料3_意見一覧.xlsx .   last time's workbook and the meeting here\n  shiryo diff 第1回 第2回 --out 対照     two folders, with the 新旧対照表\n  shiryo diff HEAD .                   the last commit and the folder as it is" "\n例：\n  shiryo diff 前回/資料3_意見一覧.xlsx .   前回作ったExcelと、ここの会議を比べる\n  shiryo diff 第1回 第2回 --out 対照     二つのフォルダーを比べ、新旧対照表も作る\n  shiryo diff HEAD .                   最後のコミットと今のフォルダーを比べる"
    help_renumber() "Close gaps in the printed numbers, and mend what refers to them" "欠番を詰めて番号を付け直し、番号への参照も直す"
    help_renumber_take() "Take a copy of the office's workbook with the new numbers as the table at once" "新しい番号を入れた写しを作り、これからの会議の表にする"
    help_renumber_keep() "Move no number; only write the printed ones into records that have none" "番号は動かさず、番号のない記録に印刷される番号を書き込むだけにする"
    help_dry_run() "Show what would happen, write nothing" "何も書かずに、どうなるかを表示する"

    workbook(cause) "the workbook cannot be made ({cause})" "Excelのファイルを作れません（書き込む部品の知らせ：{cause}）"
    help_characters() "list every character that the audit notes, with place and code point" "参考として挙げる文字を、場所と文字コードとともにすべて示す"

    // Importing
    import_broken(lines) "this is text without columns, as it comes out of a PDF ({lines} lines): which text belongs to which cell is lost" "列の区切りがない文章です（{lines}行）。PDFから写した文では、どの文がどの欄のものか分からなくなっています"
    import_broken_hint() "copy the table from the Excel or Word file that the PDF was made from; or open the PDF in Word, which finds its tables, and copy it from there" "PDFの元になったExcelやWordの表から写してください。元のファイルがなければ、WordでPDFを開くと表に戻るので、その表を写してください"
    import_struck() "some of the row is struck through" "取り消し線の文字がある行です"
    import_hidden() "some of the row is hidden" "非表示の文字がある行です"
    import_hidden_hint() "delete the text, row or column, or show it, then copy or save the table again" "その文字・行・列を削除するか再表示してから、表を写し直すか保存し直してください"
    import_nested_hint() "the page has a table in a cell of another: copy the inner one alone from the browser into Excel and save it as .xlsx" "表のセルの中に、さらに表があるページです。ブラウザーで内側の表だけを写してExcelに貼り付け、.xlsx として保存してください"
    web_deep(limit) "the page has more than {limit} elements within one another" "ページの入れ子が{limit}段を超えています"
    web_text(mebibytes) "the tables of the page hold more than {mebibytes} MiB of text, cells over several rows counted for each" "ページの表の文が{mebibytes} MiBを超えています（複数行にわたるセルは、行ごとに数えます）"
    web_large_hint() "copy the one table from the browser into Excel and save it as .xlsx" "ブラウザーで必要な表だけを写してExcelに貼り付け、.xlsx として保存してください"
    web_style(selector) "a style of the page hides text or strikes it through in a way that is not understood (\"{selector}\"): see that no such text has been taken" "ページの書式「{selector}」は文を隠すか取り消し線を引きますが、どこに効くか読み取れません。そのような文が混じっていないか確かめてください"
    web_style_elsewhere() "the page has styles in another file, which is not read: see that no text has been taken that it hides or strikes through" "ページの書式の一部は別のファイルにあり、読んでいません。隠した文や取り消し線の文が混じっていないか確かめてください"
    web_reference(reference) "\"{reference}\" stands for no character and was taken as it is" "「{reference}」は文字の表記として読めないため、そのまま取り込みました"
    web_field() "the cell holds a field to be filled in: what is typed there and all that can be chosen was taken as text, ticks were not" "入力欄のあるセルです。入力欄の値と選択肢のすべてを文として取り込みました（チェックの有無は読みません）"
    import_struck_hint() "delete the text or take the line off it, then copy the table again" "その文字を消すか、取り消し線を外してから、表を写し直してください"
    import_left_out(count, texts) "no rows of the table, and left out ({count}): \"{texts}\"" "表の行ではないため、{count}件の文を取り込んでいません：「{texts}」"
    import_workbook() "this is a workbook or a document, not text" "ExcelやWordのファイルで、テキストではありません"
    import_workbook_hint(file) "a workbook needs no import: shiryo init --from {file:?} FOLDER makes the meeting from it as it is; of a document, copy the table and save it as text or page" "Excelブックは取り込む必要がありません。shiryo init --from {file:?} フォルダー名 とすると、そのまま会議を作ります。Wordの表は、写してテキストかWebページとして保存してください"
    import_pdf() "this is a PDF, not text" "PDFです。テキストではありません"
    import_attribution(heading) "the column after \"{heading}\" has no heading; most rows fill it, so it is taken for who each opinion comes from" "「{heading}」の右の列に見出しがありませんが、ほとんどの行にあるため、発言者・都市の列とみなしました"
    attribution_alone_hint() "write the opinion, or delete the name; if this is the opinion, move it into the column of the opinions" "意見を書くか、この記載を消してください。これが意見なら、意見の列へ移してください"
    row_without_opinion_hint() "write the opinion, or delete the row" "意見を書くか、その行を削除してください"
    import_attribution_alone(name, heading) "\"{name}\" stands beside \"{heading}\", but there is no opinion" "「{name}」とありますが、「{heading}」の意見が空です"
    import_moved_back(columns) "everything after the number stands too far right (text stands beyond the last column); it was moved left by {columns} column(s)" "番号より後が右にずれています（最後の列の外に文字があります）。{columns}列だけ左に戻しました"
    import_overflow(columns) "text stands beyond the last column ({columns}), and the row cannot simply be moved left" "最後の列（{columns}列目）より右に文字があり、そのまま左に戻すこともできません"
    import_overflow_hint() "put each text of the row into its column" "この行の文字を、それぞれの列に置き直してください"
    import_category(category, rows) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts stay, because the same text stands in the same column at {rows}" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文は動かしていません（同じ文が {rows} で同じ列にあるため）"
    import_category_row(category, rows) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts were moved left, too, because the same text stands one column further left at {rows}" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文も1列左に戻しました（同じ文が {rows} で1列左にあるため）"
    import_category_tie(category) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts stay, as nothing says that they moved" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文は、動いたと言える根拠がないため、そのままです"
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
        assert_eq!(message.filled(TABLE[0].1, Lang::En), ":");
    }

    #[test]
    fn words_of_command_lines_are_typed() {
        for (key, en, ja) in TABLE {
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
        for (key, en, ja) in TABLE {
            assert!(keys.insert(key), "{key} stands twice");
            assert!(en.contains(|c: char| c.is_ascii_alphabetic()), "{key}: English");
            assert!(ja.contains('{') || ja.chars().any(|c| ('ぁ'..='ヶ').contains(&c) || ('一'..='龥').contains(&c)), "{key}: Japanese");
            assert_eq!(placeholders(en), placeholders(ja), "{key}: the languages mention different things");
        }
    }
}
