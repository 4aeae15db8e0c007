"""Does to inquiry workbooks what divisions do: one function for each kind of change.

    python3 change.py SENT OUT

SENT holds the workbooks as `shiryo build` wrote them, one for each division. Each kind gets the
folder OUT/KIND with the files that come back; OUT/KIND/.about holds what the kind is, and
OUT/KIND/.typed the texts that somebody typed and that are still there, by file, as JSON.
"""

import copy
import csv
import datetime
import json
import pathlib
import sys

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

HEAD = 4  # the row of headings
FIRST = 5
A, B = "施設課", "総務課"

sent, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
KINDS = {}


def kind(function):
    KINDS[function.__name__] = function
    return function


class Back:
    """A workbook that comes back, with every answer filled in unless `blank`."""

    def __init__(self, division=A, blank=False, mark=""):
        self.path = sent / f"{division}.xlsx"
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book["回答"]
        self.columns = {cell.value: cell.column for cell in self.sheet[HEAD]}
        self.last = self.sheet.max_row
        if not blank:
            self.fill(mark)

    def at(self, row, heading):
        return self.sheet.cell(FIRST + row, self.columns[heading])

    def rows(self):
        return range(self.last - HEAD)

    def fill(self, mark=""):
        for row in self.rows():
            key = self.at(row, "ID").value
            self.at(row, "対応区分").value = ["反映する", "今後の参考"][row % 2]
            self.at(row, "回答").value = f"{key}への回答{mark}。"
        self.at(0, "担当者").value = f"佐藤{mark}"

    def save(self, folder, name=None, typed=()):
        """Saves, and notes what is in the workbook now and was not when it was sent."""
        path = folder / (name or self.path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        # As programs do that know nothing of them; newer versions of openpyxl keep them.
        if hasattr(self.book, "custom_doc_props"):
            self.book.custom_doc_props.props = []
        self.book.save(path)
        note(folder, path.name, sorted(texts(openpyxl.load_workbook(path)) - SENT) + list(typed))


def texts(book):
    found = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                # openpyxl puts the target of a link into its cell if that is empty.
                if isinstance(cell.value, str) and not cell.value.startswith(("=", "#", "'全文'!")):
                    found.add(cell.value)
                if cell.comment:
                    found.add(cell.comment.text)
    return found


SENT = set().union(*(texts(openpyxl.load_workbook(path)) for path in sent.glob("*.xlsx")))


def note(folder, name, typed):
    path = folder / ".typed"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**before, name: list(typed)}, ensure_ascii=False), encoding="utf-8")


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def write(sheet, rows):
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value


# Rows


@kind
def filled(folder):
    """二つの課が、どの欄にもきちんと記入して返した。"""
    Back(A).save(folder)
    Back(B).save(folder)


@kind
def blank(folder):
    """何も記入せずに返した。"""
    Back(blank=True).save(folder)


@kind
def rows_sorted(folder):
    """行を逆順に並べ替えた。"""
    back = Back()
    rows = values(back.sheet)
    write(back.sheet, rows[:HEAD] + rows[HEAD:][::-1])
    back.save(folder)


@kind
def rows_filtered(folder):
    """オートフィルターで「反映する」だけを表示したまま返した。"""
    back = Back()
    back.sheet.auto_filter.add_filter_column(back.columns["対応区分"] - 1, ["反映する"])
    for row in back.rows():
        back.sheet.row_dimensions[FIRST + row].hidden = back.at(row, "対応区分").value != "反映する"
    back.save(folder)


@kind
def rows_inserted(folder):
    """途中に空行と、課内の覚えを書いた行を入れた。"""
    back = Back()
    back.sheet.insert_rows(FIRST + 2, 2)
    back.sheet.cell(FIRST + 3, back.columns["回答"]).value = "ここから下は佐藤が確認中"
    back.save(folder)


@kind
def rows_deleted(folder):
    """関係のない意見の行を二つ消した。"""
    back = Back()
    back.sheet.delete_rows(FIRST + 1, 2)
    back.save(folder)


@kind
def row_copied(folder):
    """行をそのまま写して二つにした。"""
    back = Back()
    for cell in back.sheet[FIRST]:
        back.sheet.cell(back.last + 1, cell.column).value = cell.value
    back.save(folder)


@kind
def row_copied_and_changed(folder):
    """行を写し、写した方の回答を書き換えた。"""
    back = Back()
    for cell in back.sheet[FIRST]:
        back.sheet.cell(back.last + 1, cell.column).value = cell.value
    back.sheet.cell(back.last + 1, back.columns["回答"]).value = "こちらが正しい回答です。"
    back.save(folder)


@kind
def rows_of_another_division(folder):
    """ほかの課のブックから行を写して貼り付けた。"""
    back, other = Back(A), Back(B, mark="（総務）")
    for at, row in enumerate(values(other.sheet)[HEAD:], back.last + 1):
        for column, value in zip(other.columns, row):
            if column in back.columns:
                back.sheet.cell(at, back.columns[column]).value = value
    back.save(folder)


# Columns and headings


def moved(back, order):
    rows = [[row[back.columns[heading] - 1] for heading in order] for row in values(back.sheet)]
    write(back.sheet, rows)
    return back


@kind
def columns_moved(folder):
    """回答欄を意見より前に動かした（列ごと）。"""
    back = Back()
    headings = list(back.columns)
    moved(back, headings[:1] + headings[-4:] + headings[1:-4]).save(folder)


@kind
def column_inserted(folder):
    """回答の前に「課内検討」の列を入れて書き込んだ。"""
    back = Back()
    at = back.columns["回答"]
    back.sheet.insert_cols(at)
    back.sheet.cell(HEAD, at).value = "課内検討"
    back.sheet.cell(FIRST, at).value = "係長と協議済み"
    back.sheet.cell(FIRST + 1, at).value = "反映する"
    back.save(folder, typed=["反映する"])


@kind
def column_deleted(folder):
    """任意の欄「担当者」を列ごと消した。"""
    back = Back()
    back.sheet.delete_cols(back.columns["担当者"])
    back.save(folder)


@kind
def heading_renamed(folder):
    """見出し「回答」を「市の考え方」に書き換えた。"""
    back = Back()
    back.sheet.cell(HEAD, back.columns["回答"]).value = "市の考え方"
    back.save(folder)


@kind
def heading_renamed_beside_a_deleted_column(folder):
    """担当者の列を消し、備考の見出しを「メモ」に書き換えて記入した。"""
    back = Back()
    back.at(0, "備考").value = "議会でも答弁した。"
    back.sheet.cell(HEAD, back.columns["備考"]).value = "メモ"
    back.sheet.delete_cols(back.columns["担当者"])
    back.save(folder)


@kind
def headings_swapped(folder):
    """見出し「回答」と「担当者」を入れ替えた（中身はそのまま）。"""
    back = Back()
    back.sheet.cell(HEAD, back.columns["回答"]).value = "担当者"
    back.sheet.cell(HEAD, back.columns["担当者"]).value = "回答"
    back.save(folder)


@kind
def headings_deleted(folder):
    """見出しまでの行を消した。"""
    back = Back()
    back.sheet.delete_rows(1, HEAD)
    back.save(folder)


@kind
def answers_one_column_right(folder):
    """回答を一列右に貼り付けた（区切り位置や貼り付けのずれ）。"""
    back = Back()
    for row in back.rows():
        values = [back.at(row, heading).value for heading in ("対応区分", "回答", "担当者")]
        for heading, value in zip(("対応区分", "回答", "担当者", "備考"), [None] + values):
            back.at(row, heading).value = value
    back.save(folder, typed=["反映する", "今後の参考"])


@kind
def answers_one_row_down(folder):
    """どの回答も一行下に貼り付けた（最後の回答は表の下に出た）。"""
    back = Back()
    rows = list(back.rows())
    headings = ("対応区分", "回答", "担当者")
    for row in reversed(rows):
        for heading in headings:
            back.sheet.cell(FIRST + row + 1, back.columns[heading]).value = back.at(row, heading).value
    for heading in headings:
        back.at(rows[0], heading).value = None
    back.save(folder)


# Sheets


@kind
def sheet_renamed(folder):
    """回答シートの名前を変えた。"""
    back = Back()
    back.sheet.title = "施設課回答（最終）"
    back.save(folder)


@kind
def sheet_copied(folder):
    """回答シートを写し、写した方だけを書き換えた。"""
    back = Back()
    copied = back.book.copy_worksheet(back.sheet)
    copied.cell(FIRST, back.columns["回答"]).value = "写した方に書いた回答です。"
    copied.column_dimensions["A"].hidden = True
    back.save(folder)


@kind
def two_tables_on_a_sheet(folder):
    """表の下に、列の順が違う表をもう一つ貼り付けた。"""
    back = Back()
    start = back.last + 3
    order = ["ID", "意見", "備考", "回答", "対応区分"]
    for column, heading in enumerate(order, 1):
        back.sheet.cell(start, column).value = heading
        for row in back.rows():
            value = back.at(row, heading).value
            back.sheet.cell(start + 1 + row, column).value = "追加の備考" if heading == "備考" and row == 0 else value
    back.save(folder)


@kind
def pasted_as_values(folder):
    """回答シートを値だけ新しいブックに貼り付けた（ID列は写らなかった）。"""
    back = Back()
    book = openpyxl.Workbook()
    write(book.active, [row[1:] for row in values(back.sheet)])
    book.save(folder / "施設課から.xlsx")
    note(folder, "施設課から.xlsx", sorted(texts(book) - SENT))


@kind
def stamp_sheet_removed(folder):
    """隠しシートを消した（表紙にも書き込んだ）。"""
    back = Back()
    del back.book["_shiryo"]
    back.book["表紙"]["B30"].value = "確認済み　佐藤"
    back.save(folder)


@kind
def stamp_sheet_edited(folder):
    """隠しシートの課名を書き換えた。"""
    back = Back()
    for row in back.book["_shiryo"].iter_rows():
        for cell in row:
            if cell.value == A:
                cell.value = B
    back.save(folder)


# Cells


@kind
def merged_rows(folder):
    """二つの意見の回答を縦に結合し、一つだけ書いた。"""
    back = Back()
    column = back.columns["回答"]
    back.sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=column, end_column=column)
    back.save(folder)


@kind
def merged_columns(folder):
    """回答から備考までを横に結合した。"""
    back = Back()
    back.sheet.merge_cells(start_row=FIRST + 1, end_row=FIRST + 1, start_column=back.columns["回答"], end_column=back.columns["備考"])
    back.save(folder)


@kind
def asked_text_edited(folder):
    """保護を外して意見の文を書き換えた。"""
    back = Back()
    back.sheet.protection.sheet = False
    back.at(1, "意見").value = "意見を要約した。"
    back.save(folder)


@kind
def answer_in_a_locked_blank(folder):
    """空いている「項目」の欄に回答を書いた。"""
    back = Back(B)
    for row in back.rows():
        if not back.at(row, "項目").value:
            back.at(row, "項目").value = "項目欄に書いた回答です。"
    back.save(folder)


@kind
def note_column(folder):
    """備考に書いた。"""
    back = Back()
    back.at(0, "備考").value = "回答は部長決裁済み。"
    back.save(folder)


@kind
def below_and_beside_the_table(folder):
    """表の下と右の空いた所に書いた。選択肢の語もある。"""
    back = Back()
    back.sheet.cell(back.last + 3, 3).value = "全体として、検討を続けます。"
    back.sheet.cell(back.last + 4, back.columns["回答"]).value = "反映する"
    back.sheet.cell(FIRST, len(back.columns) + 2).value = "今後の参考"
    back.sheet.cell(FIRST + 1, len(back.columns) + 3).value = "2"
    back.save(folder, typed=["反映する", "今後の参考", "2"])


@kind
def other_sheet(folder):
    """新しいシートと選択肢のシートに書いた。"""
    back = Back()
    sheet = back.book.create_sheet("別紙")
    sheet["A1"], sheet["B1"] = back.at(0, "ID").value, "別紙のとおり、来年度に見直します。"
    sheet["C1"], sheet["H1"] = "反映する", "列の遠くに書いた文です。"
    back.book["選択肢"]["E9"].value = "選択肢を足してください"
    back.save(folder, typed=["反映する"])


@kind
def commented(folder):
    """セルのコメントに書いた。"""
    back = Back()
    back.at(0, "回答").comment = Comment("この回答は暫定です。", "佐藤")
    back.at(1, "意見").comment = Comment("趣旨を確認したい。", "鈴木")
    back.save(folder)


@kind
def choices_overtyped(folder):
    """選択肢にない語や、全角・空白つきの語を書いた。"""
    back = Back()
    for row, text in enumerate(["一部反映する", " 反映する　", "ｂ　検討中", "未定"]):
        back.at(row, "対応区分").value = text
    back.save(folder)


@kind
def ditto(folder):
    """「同上」「〃」「上記と同じ」と書いた。"""
    back = Back()
    for row, text in enumerate(["〃", "同上。", "（同上）", "上記と同じ"], 1):
        back.at(row, "回答").value = text
    back.at(1, "対応区分").value = "同上"
    back.save(folder)


@kind
def nothing(folder):
    """「なし」「-」と書いた。"""
    back = Back()
    for row, text in enumerate(["なし", "特になし。", "－"]):
        back.at(row, "回答").value = text
    back.save(folder)


@kind
def numbers_and_dates(folder):
    """数・日付・真偽値・式を入れた。"""
    back = Back()
    back.at(0, "回答").value = 3
    back.at(1, "回答").value = datetime.date(2026, 5, 1)
    back.at(2, "回答").value = True
    back.at(3, "回答").value = '="計算した"&"回答"'
    back.at(4, "回答").value = 0.25
    back.at(4, "回答").number_format = "0.0%"
    back.save(folder)


@kind
def errors(folder):
    """エラー値が入った。"""
    back = Back()
    back.at(0, "回答").value = "#REF!"
    back.save(folder)


@kind
def struck_and_red(folder):
    """セル全体を取り消し線や赤字にした（見え消し）。"""
    back = Back()
    back.at(0, "回答").font = Font(strike=True)
    back.at(1, "回答").font = Font(color="FFFF0000")
    back.at(2, "対応区分").font = Font(strike=True)
    back.at(3, "意見").font = Font(strike=True)
    back.save(folder)


@kind
def long_and_odd_texts(folder):
    """5,000字の回答、改行、=で始まる文、絵文字、全角数字を書いた。"""
    back = Back()
    back.at(0, "回答").value = "長い回答です。" * 714 + "終"
    back.at(1, "回答").value = "一行目\r\n二行目\n　三行目"
    back.at(2, "回答").value = "'=HYPERLINK(\"http://example.jp\")"
    back.at(3, "回答").value = "１２３　𠮷野家　🏙️　ｶﾀｶﾅ"
    back.save(folder)


# Identifiers


@kind
def ids_overwritten(folder):
    """隠しID列を表示して連番で上書きした。"""
    back = Back()
    for row in back.rows():
        back.at(row, "ID").value = str(row + 1)
    back.save(folder)


@kind
def ids_filled_down(folder):
    """ID列を先頭の値で下まで埋めた（オートフィル）。"""
    back = Back()
    for row in back.rows():
        back.at(row, "ID").value = back.at(0, "ID").value
    back.save(folder)


@kind
def ids_left_behind(folder):
    """ID列を残して、ほかの列だけを並べ替えた。"""
    back = Back()
    rows = values(back.sheet)
    body = rows[HEAD:]
    write(back.sheet, rows[:HEAD] + [[a[0]] + b[1:] for a, b in zip(body, body[::-1])])
    back.save(folder)


@kind
def answers_sorted_alone(folder):
    """回答欄だけを逆順に並べ替えた（照合できないずれ。回答の文からも分からない）。"""
    back = Back()
    rows = values(back.sheet)
    body, first = rows[HEAD:], back.columns["対応区分"] - 1
    write(back.sheet, rows[:HEAD] + [a[:first] + b[first:] for a, b in zip(body, body[::-1])])
    back.save(folder)


# Files


@kind
def twice_different(folder):
    """同じ課から、一つの回答が違う二つのブックが来た。"""
    Back().save(folder, "施設課.xlsx")
    back = Back()
    back.at(0, "回答").value = "修正した回答です。"
    back.save(folder, "施設課（修正）.xlsx")


@kind
def twice_blank(folder):
    """記入したブックと、空のままのブックが来た。"""
    Back().save(folder, "施設課.xlsx")
    Back(blank=True).save(folder, "施設課 - コピー.xlsx")


@kind
def shared_work(folder):
    """係ごとに半分ずつ記入した二つのブックが来た。"""
    for name, half in (("施設課（計画係）", 0), ("施設課（管理係）", 1)):
        back = Back()
        for row in back.rows():
            if row % 2 == half:
                for heading in ("対応区分", "回答", "担当者"):
                    back.at(row, heading).value = None
        back.save(folder, name + ".xlsx")


@kind
def wrong_name(folder):
    """施設課のブックを「総務課」の名で保存した。"""
    Back().save(folder, "総務課.xlsx")


@kind
def beside_other_files(folder):
    """返送のフォルダーに、文書・一時ファイル・壊れたブック・ただのブックも入っている。"""
    Back().save(folder)
    (folder / "回答について.docx").write_bytes(b"PK\x03\x04docx")
    (folder / "~$施設課.xlsx").write_bytes(b"lock")
    whole = (folder / "施設課.xlsx").read_bytes()
    (folder / "途中で切れた.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "ブックではない.xlsx").write_text("これはブックではありません")
    book = openpyxl.Workbook()
    book.active["A1"] = "年間予定表"
    book.save(folder / "予定表.xlsx")


@kind
def pasted_csv(folder):
    """表をCSVで保存した。UTF-8、ID列つき。"""
    rows = values(Back().sheet)[HEAD - 1 :]
    with open(folder / "施設課.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    note(folder, "施設課", [row[-3] for row in rows[1:]])


@kind
def pasted_csv_without_ids(folder):
    """表をCSV（シフトJIS）で保存した。ID列はない。"""
    rows = [row[1:] for row in values(Back().sheet)[HEAD - 1 :]]
    with open(folder / "施設課.csv", "w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows(rows)
    note(folder, "施設課", [row[-3] for row in rows[1:]])


@kind
def pasted_csv_unnamed(folder):
    """課の分からないCSVと、同じ内容に課の名を付け直したCSVが並んでいる。"""
    rows = [row[1:] for row in values(Back().sheet)[HEAD - 1 :]]
    for name in ("回答.csv", "施設課.csv"):
        with open(folder / name, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    note(folder, "施設課", [row[-3] for row in rows[1:]])


@kind
def unicode_text(folder):
    """Excelの「Unicodeテキスト」で保存した。"""
    rows = values(Back().sheet)[HEAD - 1 :]
    with open(folder / "施設課.txt", "w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)
    note(folder, "施設課", [row[-3] for row in rows[1:]])


# The meeting went on meanwhile; tests/collect.rs changes it.


@kind
def older_edition(folder):
    """第1版が返ってきたが、意見が一つ直され、第2版を照会中である。"""
    Back().save(folder)


@kind
def opinion_removed(folder):
    """送った後で、意見が一つ取り下げられた。"""
    Back().save(folder)


@kind
def opinion_renumbered(folder):
    """送った後で、前に意見が一つ加わり、番号がずれた。"""
    Back().save(folder)


@kind
def choices_renamed(folder):
    """送った後で、選択肢の名が変わった。"""
    Back().save(folder)


@kind
def another_meeting(folder):
    """別の会議の照会が混ざっていた。"""
    Back().save(folder)


@kind
def meeting_renamed(folder):
    """送った後で、会議名が変わった。"""
    Back().save(folder)


@kind
def division_renamed(folder):
    """送った後で、課の名が変わった。"""
    Back().save(folder)


for name, function in KINDS.items():
    folder = out / name
    folder.mkdir(parents=True)
    (folder / ".about").write_text(function.__doc__.splitlines()[0], encoding="utf-8")
    function(folder)
