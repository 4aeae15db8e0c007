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
    file_too_large(size, limit) "the file is {size} MiB; at most {limit} MiB are read" "ファイルが{size}MiBあります。読めるのは{limit}MiBまでです"
    not_utf8() "the file is not UTF-8 text" "UTF-8のテキストではありません"

    // The meeting
    no_meeting() "there is no meeting here" "会議のフォルダーではありません（meeting.tomlがありません）"
    no_meeting_hint() "name the folder that holds meeting.toml, or start one with: shiryo init FOLDER" "meeting.tomlのあるフォルダーを指定するか、shiryo init フォルダー名 で作ってください"
    toml(message) "the file is not valid ({message})" "書き方に誤りがあります（{message}）"
    unknown_key(key) "unknown key \"{key}\"" "「{key}」という項目はありません"
    missing_key(key) "the key \"{key}\" is missing" "「{key}」が書かれていません"
    missing_date_hint() "write the date of the papers, such as: date = 2026-11-22" "資料の日付を date = 2026-11-22 のように書いてください"
    did_you_mean(near) "did you mean \"{near}\"?" "「{near}」ではありませんか"
    known_names(names) "known here: {names}" "使えるもの：{names}"
    empty_key(key) "{key} must not be empty" "{key} が空です"
    no_date() "meeting.date must be a date, such as 2026-11-22" "meeting.date には 2026-11-22 のような日付が必要です"
    margins() "look.margin_…: each margin is 0 to 100 mm, and 60 mm of the page must be left each way" "look.margin_…：余白は0～100mm、紙面は縦横とも60mm以上残してください"
    margin_top() "look.margin_top is at least 16 mm, look.margin_bottom at least 10 mm: the label and the page number stand there" "look.margin_top は16mm以上、look.margin_bottom は10mm以上にしてください。資料番号とページ番号が入ります"
    in_key(key) "in {key}" "{key} の中です"
    source_width(source) "source \"{source}\": min_width and max_width are 5 to 1000 mm, the first not above the second" "出典「{source}」：min_width と max_width は5～1000mmで、前者が後者を超えないようにしてください"
    type_size() "look.size is 5 to 24 pt, look.line from size to three times that" "look.size は5～24pt、look.line は文字の大きさの1～3倍にしてください"
    source_twice(name) "two sources are called \"{name}\"" "出典「{name}」が二つあります"
    output_kind(file) "output \"{file}\" does not say what it is" "出力「{file}」の種類が分かりません"
    output_kinds() "give exactly one of: template = \"…\", image = \"…\", workbook = \"opinion-matrix\" or \"inquiry\", records = \"csv\" or \"json\"" "template = \"…\"、image = \"…\"、workbook = \"opinion-matrix\" または \"inquiry\"、records = \"csv\" または \"json\" のどれか一つを書いてください"
    image_keys(file) "output \"{file}\": page and ppi belong to images only" "出力「{file}」：page と ppi は image だけに使えます"
    image_range(file) "output \"{file}\": page counts from 1, ppi is 36 to 600" "出力「{file}」：page は1から、ppi は36～600です"
    placeholder(file) "output \"{file}\" has a placeholder that means nothing" "出力「{file}」に分からない差し込み記号があります"
    placeholder_value(file, mark) "output \"{file}\": what {mark} stands for is empty or holds a /" "出力「{file}」：{mark} の中身が空か、/ を含んでいます"
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
    empty_file() "the file is empty" "ファイルが空です"
    csv(cause) "the table cannot be read ({cause})" "表を読めません（{cause}）"
    too_many_cells(found, expected) "{found} cells under {expected} headings" "見出しは{expected}列ですが、{found}列あります"
    too_few_cells(found, expected) "{found} cells under {expected} headings; the missing ones are read as empty" "見出しは{expected}列ですが、{found}列しかありません。足りない列は空とみなしました"
    quote_cells() "a cell that holds a comma must stand between double quotes" "コンマを含むセルは \" で囲んでください"
    after_quote() "there is text behind the double quote that ends a cell" "セルを閉じる \" の後に文字があります"
    open_quote() "a double quote is opened and not closed; the row may have swallowed the rows after it" "\" が閉じられていません。後の行まで一つのセルになっているおそれがあります"
    open_quote_hint() "look at the row that begins here; a quote inside a cell is written twice" "ここから始まる行を確かめてください。セルの中の \" は二つ重ねて書きます"
    unknown_encoding() "the text is neither UTF-8 nor CP932 (Shift JIS)" "文字コードがUTF-8でもCP932（シフトJIS）でもありません"
    save_as_utf8() "save it in Excel as \"CSV UTF-8\"" "Excelで「CSV UTF-8」として保存し直してください"
    json(cause) "this is not JSON ({cause})" "JSONとして読めません（{cause}）"
    json_shape() "the file must hold a list of opinions, or an object with the list under \"opinions\"; each opinion is an object" "意見のリスト、または \"opinions\" の下にリストを持つオブジェクトにしてください。意見の一つ一つもオブジェクトです"
    json_keys(limit) "the opinions have more than {limit} different keys" "意見の項目が{limit}種類を超えています"
    json_key_twice(key) "the key \"{key}\" stands twice" "「{key}」が二度書かれています"
    json_value() "a value must be a text or a number" "値は文字列か数にしてください"
    archive(cause) "the workbook cannot be read ({cause})" "ブックを読めません（{cause}）"
    archive_parts(count, limit) "the workbook has {count} parts; at most {limit} are read" "ブックの中のファイルが{count}個あります。読めるのは{limit}個までです"
    archive_size(limit) "unpacked, the workbook has more than {limit} MiB" "展開すると{limit}MiBを超えるブックです"
    claimed_strings(count) "the workbook claims {count} texts but is too small to hold them" "文字列数の記載（{count}）がファイルの大きさと合いません"
    damaged_workbook() "the workbook is damaged" "ブックが壊れています"
    password() "the workbook is protected by a password" "ブックにパスワードが付いています"
    no_sheet() "the workbook has no visible worksheet" "表示されているシートがありません"
    cell_not_text() "the cell holds a date, a time or a truth value, not a text" "セルの中身が日付・時刻・真偽値で、文字列ではありません"
    format_as_text() "format the cell as text and type it again" "セルの書式を「文字列」にして入力し直してください"
    cell_number() "the cell holds a number, not a text; what is seen may differ from what is stored" "セルの中身が数値です。見た目と中身が違うことがあります"
    cell_error(cause) "the cell holds an error ({cause})" "セルがエラー値です（{cause}）"
    cell_too_long(limit) "the text is longer than a cell can hold ({limit})" "セルに入る長さ（{limit}字）を超えています"
    stray_cell() "a cell stands outside the table" "表の外に値があります"
    stray_cell_hint() "give its column a heading, or clear the cell" "列に見出しを付けるか、セルを空にしてください"

    // Reading returned workbooks
    returned_unknown(extension) "\".{extension}\" is not a format that is collected" "「.{extension}」の形式は回収できません"
    returned_formats() "return .xlsx, .xlsm, .ods, .xls or .csv" ".xlsx、.xlsm、.ods、.xls、.csv のどれかにしてください"
    returned_again() "open it in a spreadsheet program and save it again as .xlsx, without a password" "表計算ソフトで開き、パスワードなしの .xlsx として保存し直してください"
    returned_cells(limit) "the workbook has more than {limit} filled cells" "値のあるセルが{limit}個を超えています"
    returned_text(limit) "the workbook holds more than {limit} MiB of text" "文字が全部で{limit}MiBを超えています"
    returned_sheets(limit) "the workbook has more than {limit} worksheets" "シートが{limit}枚を超えています"
    returned_beyond() "a cell stands beyond the last row or column of a worksheet" "シートの最終行・最終列の外にセルがあります"
    returned_styles(limit) "the workbook has more than {limit} formats, names or texts" "書式・名前・文字列が{limit}個を超えています"
    returned_entities() "the workbook defines entities of its own, which no spreadsheet program does" "表計算ソフトが使わない実体定義があります"
    returned_very_old() "the workbook is of a version before Excel 97" "Excel 97より前の形式のブックです"

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
    unknown_section(given, count) "\"{given}\" is not a section (1 to {count}, or a title)" "「{given}」という区分はありません（1～{count}、または区分の名称）"
    section_title_differs(given, number, title) "\"{given}\" is not the title of section {number} ({title})" "「{given}」は区分{number}の名称（{title}）と違います"
    unknown_source(given) "\"{given}\" is not a source" "「{given}」という出典はありません"
    bad_no(given, limit) "\"{given}\" is not a number (1 to {limit})" "「{given}」は番号ではありません（1～{limit}）"
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
    cell_taken(heading, no, source, place) "{heading} No.{no}, {source}: the cell already holds an opinion ({place})" "{heading} No.{no}「{source}」にはすでに意見があります（{place}）"
    cell_taken_hint() "change the number, or leave it empty to take the next free row" "番号を直すか、空欄にして空いている行に入れてください"
    missing_numbers(heading, numbers) "{heading}: no opinion has number {numbers}" "{heading}：欠番があります（{numbers}）"

    field_name(name) "\"{name}\" cannot be the key or heading of a field (no blank ends, no 、, no line break)" "「{name}」は項目名に使えません（前後の空白、「、」、改行は不可）"
    field_twice(name) "the name \"{name}\" is taken by another column" "「{name}」という列はほかにあります"
    field_is_answer(heading) "\"{heading}\" is filled in by the divisions (answer = true), so it is no column of the records" "「{heading}」は各課が回答する項目（answer = true）のため、記録の列にはできません"

    // Asking the divisions
    answer_keys(key) "field \"{key}\": choices, required and width belong to answers" "項目「{key}」：choices・required・width は回答の項目だけに使えます"
    answer_keys_hint() "write answer = true if the divisions fill it in" "各課が記入する項目なら answer = true と書いてください"
    answer_key(key, limit) "\"{key}\" cannot be the key of an answer: small letters a-z, digits and _ only, a letter first, at most {limit}" "回答の項目の key「{key}」は使えません。英小文字で始め、英小文字・数字・_ だけで{limit}字以内にしてください"
    answer_width(key, least, most) "field \"{key}\": width is {least} to {most} em" "項目「{key}」：width は{least}～{most}（全角の字数）にしてください"
    choice_twice(key, value) "field \"{key}\": the choice \"{value}\" stands twice" "項目「{key}」：選択肢「{value}」が二つあります"
    blank_ends(key, text) "{key}: \"{text}\" has white space at an end" "{key}：「{text}」の前後に空白があります"
    key_too_long(key, units, limit) "{key} has {units} characters; at most {limit} fit" "{key} は{units}字あります。{limit}字以内にしてください"
    key_character(key, position) "{key}: character {position} is invisible or a control character" "{key}：{position}字目は見えない文字か制御文字です"
    no_due() "inquiry.due must be a date, such as 2026-12-10" "inquiry.due には 2026-12-10 のような日付が必要です"
    no_edition() "inquiry.edition counts from 1" "inquiry.edition は1から数えてください"
    division_name(name) "\"{name}\" cannot be the name of a division: a file is named after it" "「{name}」は課の名に使えません（ファイル名になります）"
    division_twice(name) "two divisions are called \"{name}\"" "課「{name}」が二つあります"
    division_mark(file) "output \"{file}\": an inquiry makes one file for each division; write {{division}} where its name goes" "出力「{file}」：照会は課ごとに一つ作ります。課の名が入る場所に {{division}} と書いてください"
    no_division_mark(file) "output \"{file}\": {{division}} belongs to inquiries only" "出力「{file}」：{{division}} は照会（inquiry）だけに使えます"
    inquiry_lacks(file) "output \"{file}\": the meeting does not say what is asked of whom" "出力「{file}」：何をどの課に照会するのか書かれていません"
    inquiry_lacks_hint() "it takes [inquiry], at least one of [[divisions]] and one of [[fields]] with answer = true" "[inquiry] と、一つ以上の [[divisions]]、answer = true の [[fields]] が必要です"
    rule_section(given, count) "there is no section {given} (1 to {count})" "区分{given}はありません（1～{count}）"
    rule_category(given) "no opinion has the category \"{given}\"" "項目「{given}」の意見はありません"
    rule_id(given) "there is no opinion \"{given}\"" "「{given}」というIDの意見はありません"
    rule_field(given) "\"{given}\" is no field of the records" "「{given}」という記録の項目はありません"
    rule_field_is() "field and is go together: {{ field = \"…\", is = \"…\" }}" "field と is は一緒に書いてください：{{ field = \"…\", is = \"…\" }}"
    rule_matches_nothing() "no opinion matches" "当てはまる意見がありません"
    division_empty(name) "division \"{name}\" takes no opinion; it gets no workbook" "課「{name}」に当てはまる意見がないため、ブックを作りません"
    no_division(count, ids) "{count} opinions go to no division: {ids}" "どの課にも照会しない意見が{count}件あります：{ids}"

    // Templates and pages
    unknown_template(name) "there is no template \"{name}\"" "「{name}」というテンプレートはありません"
    template_marks() "the template holds one of the characters U+FDD0 to U+FDD3, which the program uses itself" "テンプレートに使えない文字（U+FDD0～U+FDD3）があります"
    template(detail) "the template cannot be rendered ({detail})" "テンプレートを展開できません（{detail}）"
    value_misplaced(value) "the value {value} stands where Typst does not read a value" "値 {value} が、Typstが値を読まない場所にあります"
    value_misplaced_hint() "in running text write #{{{{ … }}}}; in a string, a comment or raw text no value can stand" "地の文では #{{{{ … }}}} と書いてください。文字列・コメント・raw の中には値を置けません"
    typst(message) "{message}" "組版エラー：{message}"
    called_from(place) "called from {place}" "呼び出し元：{place}"
    about_record(place) "concerns the record at {place}" "関係する記録：{place}"
    too_narrow() "the columns do not fit the page at their least widths" "列が紙面の幅に収まりません"
    too_narrow_hint() "use larger paper or smaller type in [look], or a smaller min_width" "[look] の用紙を大きく、または文字を小さくするか、min_width を小さくしてください"
    runs_over(page, text) "on page {page} \"{text}\" runs over the edge of the page" "{page}ページの「{text}」が紙面からはみ出しています"
    stopped() "a part of the program stopped; please report this" "プログラムの一部が止まりました。お知らせください"
    no_such_page(file, page, pages) "{file}: there is no page {page}; the document has {pages}" "{file}：{page}ページはありません（全{pages}ページ）"

    // Building
    filled_in() "this workbook was changed since it was made: there may be answers in it" "作った後に変更されています。回答が記入されているおそれがあります"
    filled_in_hint() "move it to another folder, then build again; nothing was replaced" "別のフォルダーに移してから作り直してください。上書きはしていません"
    overwrites_input() "this output would replace a file that the build reads" "この出力は、元になるファイルを上書きしてしまいます"
    overwrites_input_hint() "choose another folder with --out, or another name" "--out で別のフォルダーにするか、別の名前にしてください"
    not_a_file() "something that is not a file stands in the way" "同じ名前のフォルダーなどがあり、書き込めません"
    unknown_output(name) "the meeting has no output \"{name}\"" "「{name}」という出力はありません"
    changed_by_hand(file) "{file} is no longer declared, but was changed since it was made; it stays" "{file} はもう作らない出力ですが、手を加えてあるため残しました"
    only_note() "only some outputs were made: the manifest is left as it was" "一部の出力だけを作りました。manifest.json は元のままです"
    up_to_date(folder) "{folder}: nothing has changed, nothing to do (--force builds anyway)" "{folder}：変更はありません（作り直すには --force）"
    wrote(file, size) "wrote {file} ({size})" "{file} を作りました（{size}）"
    removed(file) "removed {file}, which is no longer declared" "もう作らない {file} を消しました"
    built(files, opinions, warnings) "files: {files}, opinions: {opinions}, warnings: {warnings}" "意見{opinions}件から{files}ファイルを作りました（注意{warnings}件）"
    checked(opinions, warnings) "opinions: {opinions}, errors: 0, warnings: {warnings}" "意見{opinions}件、エラーなし（注意{warnings}件）"
    failed(errors) "errors: {errors}; nothing was written" "エラー{errors}件。何も書き込んでいません"
    exists(file) "{file} is already there; nothing was written (--force replaces it)" "{file} がすでにあります。何も書き込んでいません（置き換えるには --force）"
    step_load() "reading the records" "記録を読み込み中"
    step_set() "setting the pages" "ページを組版中"
    step_export(kind) "making {kind}" "{kind} を作成中"
    step_write() "writing" "書き込み中"
    imported(opinions, rows, sections) "opinions: {opinions}, rows: {rows}, sections: {sections}" "{sections}区分{rows}行から意見{opinions}件を取り込みました"
    init_done(folder) "a meeting to start from is in {folder}; next: shiryo build {folder}" "{folder} に会議のひな形を作りました。次は shiryo build {folder}"

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

    // Comparing editions
    edition_unknown(name) "\"{name}\" is no folder, no PDF and no revision of git with a meeting" "「{name}」は、フォルダーでもPDFでも、会議のあるgitの版でもありません"
    edition_unknown_hint() "name a meeting's folder, a PDF of this program, or REV:path/to/meeting (REV alone: where the other edition is)" "会議のフォルダー、このプログラムで作ったPDF、または 版:会議のフォルダー を指定してください（版だけなら、もう一方と同じ場所を見ます）"
    edition_no_file() "the revision does not hold this file" "この版にはこのファイルがありません"
    edition_no_git(cause) "git cannot be run ({cause})" "gitを実行できません（{cause}）"
    edition_no_records() "the PDF carries no records of ours" "このプログラムの記録が入っていないPDFです"
    edition_no_records_hint() "only a PDF of the matrix, as this program made it, can be compared" "比べられるのは、このプログラムが作った意見一覧のPDFだけです"
    diff_derived_ids() "records without IDs are matched by what they say: one whose text changed counts as removed and added" "IDのない記録は内容で照合します。文が変わった意見は「削除」と「追加」になります"
    diff_shifted(count, list) "{count} numbers shifted although nobody changed them: {list}" "誰も変えていないのに、{count}件の番号がずれました：{list}"
    diff_shifted_hint() "give every opinion its No.: shiryo renumber --keep writes the numbers as they are printed into the records" "すべての意見に番号を書いてください。shiryo renumber --keep で、印刷される番号をそのまま記録に書き込めます"
    diff_no_pages() "this edition carries its records but not its look: which pages differ is not known" "この版には記録だけがあり、体裁がないため、差し替えるページは分かりません"
    diff_no_pages_hint() "name the meeting's folder or a revision of git instead" "代わりに会議のフォルダーかgitの版を指定してください"
    diff_head(key, old, new) "{key}: {old} → {new}" "{key}：{old} → {new}"
    diff_none() "the opinions are the same" "意見に違いはありません"
    diff_added(count) "added: {count}" "追加　{count}件"
    diff_removed(count) "removed: {count}" "削除　{count}件"
    diff_changed(count) "changed: {count}" "変更　{count}件"
    diff_moved(count) "moved: {count}" "移動　{count}件"
    diff_line(place, id, what) "  {place} ({id}) {what}" "　{place}（{id}）{what}"
    diff_place(place, id) "  {place} ({id})" "　{place}（{id}）"
    diff_more(count) "  and {count} more" "　ほか{count}件"
    pages_same(file, pages) "{file}: all {pages} pages stay as they are" "{file}：全{pages}ページ、差し替えは不要です"
    pages_of(file, old, new) "{file}: {old} pages before, {new} now" "{file}：旧 全{old}ページ、新 全{new}ページ"
    pages_replaced(old, new) "  content changed: replace page {old} by page {new}" "　内容の変更：旧{old}ページを新{new}ページに差し替え"
    pages_added(new) "  content added: page {new} is new" "　ページの追加：新{new}ページ"
    pages_removed(old) "  content removed: take out page {old}" "　ページの削除：旧{old}ページを抜き取り"
    pages_total(pages, old, new) "  same content, only the total at the foot changed from {old} to {new}: page {pages}" "　内容は同じで、総ページ数の表示だけが{old}から{new}に変わるページ：{pages}"
    pages_renumbered(old, new) "  same content, other page number: page {old} is now page {new}" "　内容は同じで、ページ番号が変わるページ：旧{old} → 新{new}"

    // Renumbering
    renumber_format(extension) "records in .{extension} are not rewritten, since more than the numbers would change" ".{extension} の記録は、番号のほかも変わってしまうため書き換えません"
    renumber_format_hint() "type the numbers yourself (--dry-run lists them), or save the records as CSV UTF-8 first" "番号を手で直すか（--dry-run で一覧が出ます）、先に「CSV UTF-8」で保存し直してください"
    renumber_changed(place) "renumbering would change more than numbers at {place}; please report this" "番号以外が変わってしまうため中止しました（{place}）。お知らせください"
    renumber_none() "every number stays" "番号は変わりません"
    renumber_given(count) "numbers written into records that had none: {count}" "番号のなかった記録に番号を書きました：{count}件"
    renumber_moved(old, new) "{old} → {new}" "{old} → {new}"
    renumber_reference(place, old, new) "{place}: {old} → {new}" "{place}：{old} → {new}"
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
    help_examples() "\nExamples:\n  shiryo build                 all papers of the meeting in seeds/ into output/\n  shiryo check 第2回           only look for faults\n  shiryo import printed.txt    a printed, tab-separated table becomes records" "\n例：\n  shiryo build                 seeds/ の会議の資料をすべて output/ に作る\n  shiryo check 第2回           点検だけする\n  shiryo import printed.txt    タブ区切りの表を記録にする"
    help_help() "Print help" "この説明を表示する"
    help_version() "Print version" "バージョンを表示する"
    help_lang() "Language of messages: ja or en; by default that of the locale" "表示の言語：ja または en（指定しなければ環境に従う）"
    help_quiet() "Print errors and warnings only" "エラーと注意だけを表示する"
    help_format() "How to print results: text for people (default), json for programs" "結果の表し方：text（人向け、既定）、json（プログラム向け）"
    help_meeting() "Folder of the meeting (default: seeds)" "会議のフォルダー（既定は seeds）"
    help_build() "Make the papers of a meeting" "会議の資料を作る"
    help_out() "Folder for the papers (default: output)" "資料を置くフォルダー（既定は output）"
    help_only() "Make this output only; may be given several times" "この出力だけを作る（複数指定可）"
    help_force() "Build even if nothing has changed" "変更がなくても作り直す"
    help_keep_typst() "Also write typst/TEMPLATE/ with everything from which the stock typst makes the same pages" "typst/テンプレート名/ に、標準のtypstで同じ紙面を作れる一式も書き出す"
    help_build_examples() "\nExamples:\n  shiryo build                        seeds/ into output/\n  shiryo build 第2回 --out 配布用     another meeting, another folder\n  shiryo build --only 資料3.pdf       one paper only" "\n例：\n  shiryo build                        seeds/ から output/ へ\n  shiryo build 第2回 --out 配布用     別の会議、別のフォルダー\n  shiryo build --only 資料3.pdf       一つだけ"
    help_check() "Report every fault without writing anything" "何も書かずに点検する"
    help_import() "Turn a printed or pasted, tab-separated table into records" "印刷物や貼り付けたタブ区切りの表を記録にする"
    help_import_file() "The text of the table" "表のテキスト"
    help_into() "Folder for opinions.csv and meeting.toml; by default that of FILE" "opinions.csv と meeting.toml を置くフォルダー（指定しなければ FILE と同じ）"
    help_title() "Title of the document, which the text does not say" "文書の題名（本文にないもの）"
    help_date() "Date of the papers" "資料の日付"
    help_label() "Label of the papers, if the text does not say it" "資料番号（本文にない場合）"
    help_attribution() "Name of the column that says who an opinion comes from" "発言者や都市の列名"
    help_force_import() "Replace files that are already there" "すでにあるファイルを置き換える"
    help_import_examples() "\nExample:\n  shiryo import seeds/shiryo3.txt --into 第1回 --title 意見一覧 --date 2026-11-22 --attribution 都市名" "\n例：\n  shiryo import seeds/shiryo3.txt --into 第1回 --title 意見一覧 --date 2026-11-22 --attribution 都市名"
    help_init() "Write a small meeting to start from" "会議のひな形を作る"
    help_init_folder() "Folder to write it to" "作る場所"
    help_schema() "Print the JSON Schema of the records" "記録のJSON Schemaを表示する"
    help_completions() "Print a completion script for a shell" "シェルの補完スクリプトを表示する"
    help_shell() "bash, zsh, fish, powershell or elvish" "bash、zsh、fish、powershell、elvish のどれか"
    help_diff() "Compare two editions: opinions, and pages to replace" "二つの版を比べる（意見の違い、差し替えるページ）"
    help_diff_old() "The edition before: a meeting's folder, a PDF of ours, or a revision of git (REV or REV:path)" "旧の版：会議のフォルダー、作ったPDF、またはgitの版（REV か REV:パス）"
    help_diff_new() "The edition after, named likewise" "新の版（書き方は同じ）"
    help_diff_out() "Also write the 新旧対照表 (PDF and workbook) into this folder" "新旧対照表（PDFとExcel）もこのフォルダーに作る"
    help_diff_examples() "\nExamples:\n  shiryo diff 第1回 第2回 --out 対照     two folders, with the 新旧対照表\n  shiryo diff HEAD seeds               the last commit and the folder as it is" "\n例：\n  shiryo diff 第1回 第2回 --out 対照     二つのフォルダーを比べ、新旧対照表も作る\n  shiryo diff HEAD seeds               最後のコミットと今のフォルダーを比べる"
    help_renumber() "Close gaps in the printed numbers, and mend what refers to them" "欠番を詰めて番号を付け直し、番号への参照も直す"
    help_renumber_keep() "Move no number; only write the printed ones into records that have none" "番号は動かさず、番号のない記録に印刷される番号を書き込むだけにする"
    help_dry_run() "Show what would happen, write nothing" "何も書かずに、どうなるかを表示する"

    workbook(cause) "the workbook cannot be made ({cause})" "ブックを作れません（{cause}）"

    // Importing
    import_unknown_line() "the line is not understood" "読み取れない行です"
    import_known_lines() "a line is a section title such as (1)..., a label, the headings, or a row that begins with its number; cells stand between tabs, and a cell may not hold a line break" "読み取れるのは、(1)…のような区分の題、「資料3」のような表題、見出しの行、番号で始まる行です。セルの間はタブで区切り、セルの中で改行しないでください"
    import_section_style(style, first) "the section is numbered {style}, the first one {first}; all sections will be numbered like the first" "区分の番号の書き方が {style} で、最初の {first} と違います。資料では最初のものにそろえます"
    import_wide_digits() "sections are numbered in full-width digits; the papers have half-width ones" "区分の番号が全角数字です。資料では半角数字になります"
    import_section_differs(number, title, first) "section {number} is called \"{title}\" here and \"{first}\" before" "区分{number}の題が「{title}」ですが、前は「{first}」でした"
    import_section_order(number, last) "section {number} comes after section {last}" "区分{last}の次に区分{number}があります"
    import_no_section() "the row stands before any section title" "区分の題より前に行があります"
    import_no_section_hint() "put a line with a title such as (1)... above it" "その上に (1)… のような区分の題の行を入れてください"
    import_label_differs(label, first) "the label \"{label}\" differs from \"{first}\" in the text" "資料の表題「{label}」が、本文の「{first}」と違います"
    import_no_title() "the text says neither title nor label" "本文に題名も資料の表題もありません"
    import_no_title_hint() "give one: --title \"...\"" "--title \"…\" で指定してください"
    import_header_differs(line) "the headings differ from those in line {line}" "見出しが{line}行目のものと違います"
    import_no_header() "there are no headings that name a column of opinions" "意見の列の見出しがありません"
    import_first_columns(heading) "\"{heading}\" cannot head the first two columns, which hold number and category" "1列目は番号、2列目は項目です。「{heading}」という見出しは使えません"
    import_first_columns_hint() "leave the heading empty, or call the columns \"No.\" and \"category\"" "見出しを空にするか、「No.」「項目」としてください"
    import_attribution_first(heading) "the column \"{heading}\" must follow the opinions whose origin it names" "「{heading}」の列は、その意見の列のすぐ右に置いてください"
    import_attribution(heading) "the column after \"{heading}\" has no heading; most rows fill it, so it is taken for who each opinion comes from" "「{heading}」の右の列に見出しがありませんが、ほとんどの行にあるため、発言者・都市の列とみなしました"
    import_attribution_alone(name, heading) "\"{name}\" stands beside \"{heading}\", but there is no opinion" "「{name}」とありますが、「{heading}」の意見が空です"
    import_moved_back(columns) "everything after the number stands too far right (text stands beyond the last column); it was moved left by {columns} column(s)" "番号より後が右にずれています（最後の列の外に文字があります）。{columns}列だけ左に戻しました"
    import_overflow(columns) "text stands beyond the last column ({columns}), and the row cannot simply be moved left" "最後の列（{columns}列目）より右に文字があり、そのまま左に戻すこともできません"
    import_overflow_hint() "put each text of the row into its column" "この行の文字を、それぞれの列に置き直してください"
    import_category(category, rows) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts stay, because the same text stands in the same column at {rows}" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文は動かしていません（同じ文が {rows} で同じ列にあるため）"
    import_category_row(category, rows) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts were moved left, too, because the same text stands one column further left at {rows}" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文も1列左に戻しました（同じ文が {rows} で1列左にあるため）"
    import_category_tie(category) "\"{category}\" stands in the column of the first source, but is taken for the category; the other texts stay, as nothing says that they moved" "「{category}」は最初の出典の列にありますが、項目とみなしました。ほかの文は、動いたと言える根拠がないため、そのままです"
    import_no_category() "the first row of the section has no category, but others have one" "区分の最初の行に項目がありません（ほかの行にはあります）"
    import_no_order(no, last) "number {no} comes after number {last}; in a section, numbers must count up" "番号{last}の後に番号{no}があります。区分の中では番号を小さい順に並べてください"
    import_empty_row(no) "row {no} has no opinion, so no record holds its number and category" "番号{no}の行に意見がありません。この番号と項目は記録に残りません"
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
            assert!(en.contains(|c: char| c.is_ascii_alphabetic()), "{key}: English");
            assert!(ja.contains('{') || ja.chars().any(|c| ('ぁ'..='ヶ').contains(&c) || ('一'..='龥').contains(&c)), "{key}: Japanese");
            assert_eq!(placeholders(en), placeholders(ja), "{key}: the languages mention different things");
        }
    }
}
