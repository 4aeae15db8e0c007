//! Places: where something stands, and what keeps a file from being read or written.

use super::*;

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
    place_other(place) " {place}" "{place}"
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
}
