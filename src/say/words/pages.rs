//! Pages: templates, and pages that are set.

use super::*;

words! {
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
    texts_narrow(paper, name, count, letters) "in the paper \"{paper}\" lines have as few as {letters} letters (columns: {count}, such as \"{name}\")" "「{paper}」で、1行が{letters}字ほどしかない列があります（「{name}」など{count}列）"
    runs_over(page, text) "on page {page} \"{text}\" runs over the edge of the page" "{page}ページの「{text}」が紙面からはみ出しています"
    stopped() "a part of the program stopped; please report this" "プログラムの一部が止まりました。お知らせください"
    pages_unsettled(paper) "some pages of \"{paper}\" may end with a single row, or lack a label that goes on" "「{paper}」には、1行だけで終わるページや、続きの項目名が入らないページがあるかもしれません"
    pages_unsettled_hint() "look at its pages; another type size or keep_rows in [look] may help" "ページを見て確かめてください。文字の大きさ（[look] の size）や keep_rows を変えると直ることがあります"
    no_such_page(file, page, pages) "{file}: there is no page {page}; the document has {pages}" "{file}：{page}ページはありません（全{pages}ページ）"
}
