"""Workbooks as an office has them, for desk.mjs: a table of its own making, and returned inquiries.

    desk_office.py table FILE
    desk_office.py odd FILE
    desk_office.py requests FILE
    desk_office.py hostile FILE
    desk_office.py many FILE
    desk_office.py survey FILE
    desk_office.py answer INQUIRY FILE WORD
    desk_office.py fill FILE ADDRESS TEXT …
    desk_office.py error FILE ADDRESS
    desk_office.py words FILE
"""

import sys

import openpyxl
from openpyxl.styles import Font


def table(file):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "意見"
    sheet["A1"] = "「みなと公園再整備計画（素案）」への意見一覧"
    sheet["A1"].font = Font(bold=True, size=14)
    headings = ["番号", "分類", "氏名", "ご意見の概要", "市の考え方", "対応区分"]
    for column, heading in enumerate(headings, 1):
        sheet.cell(3, column, heading).font = Font(bold=True)
    rows = [
        ("遊具", "佐藤", "幼児が遊べる砂場を残してほしい。日よけもほしい。", "砂場は広げて残します。日よけは東屋を2か所に置きます。", "反映する"),
        ("遊具", "鈴木", "ブランコの数が足りない。休日は列ができている。", "2基増やします。", "反映する"),
        ("樹木", "高橋", "桜並木は切らないでほしい。", "樹木医の診断により、倒れるおそれのある3本だけを植え替えます。", "一部反映"),
        ("樹木", "田中", "落ち葉の掃除を誰がするのか書かれていない。", "管理計画に書き加えます。", "反映する"),
        ("トイレ", "伊藤", "夜も使えるようにしてほしい。", "防犯のため、夜間は閉めます。", "困難"),
        ("トイレ", "渡辺", "車いすで入れる広さにしてほしい。", "多機能トイレを設けます。", "一部反映"),
        ("駐車場", "山本", "狭くて出入りしにくい。", "出入口を広げます。", "困難"),
        ("駐車場", "中村", "30分は無料にしてほしい。", "今後の参考とします。", "一部反映"),
    ]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((number, *row), 1):
            sheet.cell(3 + number, column, value)
    book.save(file)


def odd(file):
    """A table with a note above and below, something struck through, a hidden row, and the divisions in a column."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "意見一覧"
    sheet["A1"] = "地域バスの見直し案への意見"
    sheet["A2"] = "※ 電話で受けたものを含みます。"
    for column, heading in enumerate(["No.", "項目", "ご意見", "担当", "連番メモ"], 1):
        sheet.cell(4, column, heading).font = Font(bold=True)
    rows = [
        ("ダイヤ", "朝の便を増やしてほしい。", "交通政策課"),
        ("ダイヤ", "土日も走らせてほしい。", "交通政策課"),
        ("運賃", "高齢者は無料にしてほしい。", "高齢福祉課"),
        ("運賃", "ICカードを使えるようにしてほしい。", "交通政策課"),
        ("停留所", "病院の前に停留所がほしい。", "道路管理課"),
        ("停留所", "屋根とベンチを置いてほしい。", "道路管理課"),
    ]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((number, *row, f"受付{number}"), 1):
            sheet.cell(4 + number, column, value)
    sheet["C6"].font = Font(strike=True)
    sheet.row_dimensions[9].hidden = True
    sheet["A12"] = "※ 氏名は公表しません。"
    book.save(file)


def requests(file):
    """Requests of districts: sections in rows, remarks, replies of its own, divisions with a ditto mark, counts below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "要望"
    sheet["A1"] = "令和8年度　区長会要望書（回答案）　※取扱注意とし、会議の後に回収します"
    sheet.merge_cells("A1:E1")
    rows = [
        ("番号", "要望の内容", "担当課", "回答", "備考"),
        ("東地区",),
        (1, "側溝から大雨のたびに水があふれる。", "土木課", "", ""),
        (2, "通学路が暗い。", "危機管理課", "現地を見ます。", ""),
        ("西地区",),
        (1, "倒壊しそうな家がある。", "土木課", "", "昨年も要望"),
        (2, "公園のトイレが使いにくい。", "〃", "", ""),
        ("要望総数", 4),
        ("うち回答あり", 1),
    ]
    for row, cells in enumerate(rows, 3):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    book.save(file)


def hostile(file):
    """Titles, headings and cells that would be something to a browser, a template or a typesetter, and marks that turn text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "<img src=x onerror=alert(1)>"
    sheet["A1"] = "{{ 7*7 }} #eval(\"1\") <script>alert(1)</script>"
    for column, heading in enumerate(["番号", "<b>分類</b>", "意見", "\"'><script>alert(2)</script>", "{{ said }}", "#import \"x\""], 1):
        sheet.cell(2, column, heading)
    text = "<script>alert(document.domain)</script> #panic(\"x\") {{7*7}} {% raw %} $x$ @ref *b* _i_ `c` // \u202eうら\u202c"
    for number in range(1, 5):
        for column, value in enumerate([number, "<i>甲</i>", f"{text}{number}", "javascript:alert(1)", "&lt;b&gt;", "[link](x)"], 1):
            sheet.cell(2 + number, column, value)
    book.save(file)


def survey(file):
    """Free answers of a survey, under headings that are questions; with a mark of no width and a tab in them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["タイムスタンプ", "お名前", "お住まいの地区", "担当", "今後のまちづくりについて、ご自由にお書きください。"])
    texts = ["歩道が狭く、雨の日は車道に出ざるを得ません。", "図書館を\u200b20時まで開けてほしい。", "バスの本数が減り、\t通院に困っている。", "公民館の予約をインターネットでもしたい。"]
    for number, text in enumerate(texts):
        sheet.append([f"2026-08-0{number + 1}", f"氏名{number}", "中央", ["道路課", "図書館"][number % 2], text])
    book.save(file)


def many(file):
    """Three hundred opinions for sixty divisions."""
    book = openpyxl.Workbook()
    sheet = book.active
    for column, heading in enumerate(["番号", "項目", "意見", "担当課"], 1):
        sheet.cell(1, column, heading)
    for number in range(300):
        division = f"{'総企財市福環土建教消'[number % 10]}第{number // 10 % 6 + 1}課"
        row = [number + 1, f"第{number // 20 + 1}項　持続可能なまちづくりの推進について", f"意見{number + 1}：" + "声を聞いてほしい。" * (number % 7 + 1), division]
        for column, value in enumerate(row, 1):
            sheet.cell(number + 2, column, value)
    book.save(file)


def answer(inquiry, file, word):
    book = openpyxl.load_workbook(inquiry)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            heads = {str(cell.value).split("\n")[0].strip(): cell.column for cell in row if cell.value}
            # Where the table itself has such a column, that of the division is called so.
            reply = next((column for name, column in heads.items() if name.startswith(("課の回答", "回答"))), None)
            # Where the table itself has such a column, that of the division comes behind it.
            action = next((column for name, column in reversed(heads.items()) if name.startswith(("課の対応区分", "対応区分"))), None)
            text = next((column for name, column in heads.items() if name.startswith("意見")), None)
            if reply and action and text:
                for below in range(row[0].row + 1, sheet.max_row + 1):
                    if sheet.cell(below, text).value:
                        sheet.cell(below, action, "今後の参考")
                        sheet.cell(below, reply, f"窓口の見直しの中で{word}。")
                book.save(file)
                return
    raise SystemExit(f"no table in {inquiry}")


def fill(file, *cells):
    """Sets cells of the first sheet, each given as its address and its text."""
    book = openpyxl.load_workbook(file)
    for address, text in zip(cells[::2], cells[1::2]):
        book.active[address] = text
    book.save(file)


def error(file, address):
    """A formula that comes to an error, as Excel saves it."""
    book = openpyxl.load_workbook(file)
    book.active[address] = "#N/A"
    book.active[address].data_type = "e"
    book.save(file)


def words(file):
    """Prints what stands in every row of every sheet."""
    for sheet in openpyxl.load_workbook(file):
        for row in sheet.iter_rows(values_only=True):
            print(*[cell for cell in row if cell is not None])


{"table": table, "odd": odd, "requests": requests, "hostile": hostile, "many": many, "survey": survey, "answer": answer, "fill": fill, "error": error, "words": words}[sys.argv[1]](*sys.argv[2:])
