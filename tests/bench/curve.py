#!/usr/bin/env python3
"""Measures how cost grows with the number of opinions, and draws it.

    cargo build --release
    python3 tests/bench/curve.py [100 1000 10000 30000] [--parts build,matrix,...] [--plot docs/images/curve.svg]

Makes meetings of so many opinions out of the sample's texts, always the same ones: ten sections, three sources, ten
divisions with answers. Each part is a command of its own:

    build    the whole build: two papers as PDF, workbook and page, data, ten inquiries
    matrix   資料3.pdf alone                  list     資料4_意見と対応.pdf alone, with answers
    plain    資料3.pdf from a template that is a plain Typst table of the same cells and nothing else
    inquiry  the ten inquiry workbooks        book     the workbook of 資料3 alone
    csv      資料3_意見.csv alone              verify   all papers of the build
    collect  the ten inquiries, each row with an answer (filled in by openpyxl, without which the part is left out)
    diff     against a meeting of which one opinion in ten has another text

Printed are processor time, wall time, peak memory, pages and bytes; and processor time for each opinion against that at
1,000. The plot shows processor time for each opinion.
"""

import argparse
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIRYO = ROOT / "target/release/shiryo"
PARTS = ["build", "matrix", "list", "plain", "inquiry", "book", "csv", "verify", "collect", "diff"]
CATEGORIES = ["役割", "役割分担", "連携", "実情把握", "体制・仕組・権限", "まちづくり", "窓口サービス", "職員の意識改革", "情報発信", "防災"]
SOURCES = ["committee", "staff", "cities"]
PLAIN = """#set document(title: {{ title }}, date: datetime(year: {{ date.year }}, month: {{ date.month }}, day: {{ date.day }}))
#let look = {{ look }}
#set page(width: look.width * 1mm, height: look.height * 1mm, margin: look.margin_left * 1mm)
#set text(font: look.fonts, size: look.size * 1pt, lang: "ja", fallback: false)
#let said(it) = if type(it) == array { it.map(part => if type(part) == str { part } else { part.text }).join() } else { it }
{% for section in sections %}
#table(
  columns: {{ section.widths }}.map(width => width * 1pt),
  table.header(..{{ columns }}.map(column => said(column.heading))),
{% for group in section.groups %}{% for row in group.rows %}{% for cell in row.cells %}{% if cell %}
  table.cell(rowspan: {{ cell.span }}, said({{ cell.text }})),
{% endif %}{% endfor %}{% endfor %}{% endfor %}
)
{% endfor %}
"""


def table(path, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def read(name):
    with open(ROOT / "seeds" / name, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def meeting(folder, count, other=False):
    """A meeting of so many opinions; `other` has one text in ten changed."""
    folder.mkdir(parents=True)
    chance = random.Random(1)
    texts, replies = read("opinions.csv"), [row for row in read("responses.csv") if row["回答欄"] == "reply"]
    opinions = [["ID", "区分番号", "項目", "No.", "出典", "意見", "発言者・都市"]]
    answers = [["ID", "回答欄", "記入内容", "課", "ファイル", "版"]]
    for index in range(count):
        section, place = 1 + index * 10 // count, index % max(count // 10, 1)
        text, source = chance.choice(texts), SOURCES[index % 3]
        reply = chance.choice(replies)["記入内容"]
        said = f"{text['意見']}（{index}{'改' if other and index % 10 == 0 else ''}）"
        label = f"{CATEGORIES[place // 60 % 10]}{place // 600 + 1}"
        opinions.append([f"op-{index}", section, label, place // 3 + 1, source, said, text["発言者・都市"] if source == "cities" else ""])
        if index % 3 != 2 and index % 10 != 0:
            answers += [[f"op-{index}", key, value, f"第{section}課", "", 1] for key, value in [("action", "今後の参考"), ("reply", reply)]]
    table(folder / "opinions.csv", opinions)
    table(folder / "responses.csv", answers)
    toml = (ROOT / "seeds/meeting.toml").read_text(encoding="utf-8")
    head, sources, papers = toml[:toml.index("# 区分（印刷")], toml[toml.index("# 出典（意見"):toml.index("[[divisions]]")], toml[toml.index("# 意見と対応（"):]
    sections = "".join(f'[[sections]]\ntitle = "区分の{index}"\n' for index in range(1, 11))
    takes = "[{{ section = {0}, source = \"committee\" }}, {{ section = {0}, source = \"staff\" }}]"
    divisions = "".join(f'[[divisions]]\nname = "第{index}課"\ntakes = {takes.format(index)}\n' for index in range(1, 11))
    (folder / "meeting.toml").write_text(head + sections + sources + divisions + papers, encoding="utf-8")


def measure(command):
    """Processor and wall time in seconds, and peak resident memory in MB."""
    start = os.times()
    process = subprocess.Popen(["/usr/bin/env", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0,):
        sys.exit(f"{command} failed:\n{error.decode()}")
    return usage.ru_utime + usage.ru_stime, os.times().elapsed - start.elapsed, usage.ru_maxrss / 1000


def pages(path):
    """Pages of a PDF, if `pdfinfo` is there."""
    if not shutil.which("pdfinfo"):
        return None
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"^Pages:\s+(\d+)", said, re.M)[1])


def filled(inquiries, folder):
    """Copies of inquiry workbooks in which every row is answered."""
    from openpyxl import load_workbook
    folder.mkdir()
    reply = next(row["記入内容"] for row in read("responses.csv") if row["回答欄"] == "reply")
    for path in sorted(inquiries.iterdir()):
        book = load_workbook(path)
        sheet = book["回答"]
        for row in range(5, sheet.max_row + 1):
            if sheet.cell(row, 1).value:
                sheet.cell(row, 7, "今後の参考")
                sheet.cell(row, 8, f"{reply}（{row}）")
        book.save(folder / path.name)
    return sorted(folder.iterdir())


def run(part, folder, scratch):
    """Measures one part; its figures, and the file that it made."""
    out = scratch / f"out-{part}"
    build = [SHIRYO, "build", folder, "--quiet", "--out", out]
    only = {"matrix": ["資料3.pdf"], "list": ["資料4_意見と対応.pdf"], "plain": ["資料3.pdf"], "book": ["資料3_意見一覧.xlsx"], "csv": ["資料3_意見.csv"]}
    if part == "verify":
        return measure([SHIRYO, "verify", folder, "--quiet", "--out", scratch / "out-build"]), None
    if part == "collect":
        asked = folder.with_name("asked")
        shutil.copytree(folder, asked)
        header = (folder / "responses.csv").read_text(encoding="utf-8-sig").splitlines()[:1]
        (asked / "responses.csv").write_text("\n".join([*header, ""]), encoding="utf-8-sig")
        returned = filled(scratch / "out-build/照会", scratch / "returned")
        return measure([SHIRYO, "collect", asked, "--quiet", "--out", scratch / "out-collect", *returned]), None
    if part == "diff":
        return measure([SHIRYO, "diff", folder.with_name("other"), folder, "--quiet"]), None
    if part == "plain":
        folder = folder.with_name("plain")
        build[2] = folder
    names = [f"照会/第{index}課.xlsx" for index in range(1, 11)] if part == "inquiry" else only.get(part, [])
    figures = measure([*build, *(argument for name in names for argument in ("--only", name))])
    return figures, out / names[0] if len(names) == 1 else None


def plot(rows, path):
    """Processor time for each opinion, by the number of opinions, both in powers of ten."""
    from math import log10
    parts = [part for part in PARTS if any(row["part"] == part for row in rows)]
    counts = sorted({row["count"] for row in rows})
    each = {(row["part"], row["count"]): 1000 * row["cpu"] / row["count"] for row in rows}
    low, high = (log10(min(each.values())), log10(max(each.values())))
    x = lambda count: 60 + 420 * (log10(count) - log10(counts[0])) / max(log10(counts[-1]) - log10(counts[0]), 1)
    y = lambda value: 300 - 260 * (log10(value) - low) / max(high - low, 0.1)
    svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 350" font-family="sans-serif" font-size="12">',
           '<rect width="640" height="350" fill="white"/>']
    for count in counts:
        svg.append(f'<line x1="{x(count):.1f}" y1="30" x2="{x(count):.1f}" y2="310" stroke="#ddd"/><text x="{x(count):.1f}" y="328" text-anchor="middle">{count:,}</text>')
    for power in range(int(low) - 1, int(high) + 2):
        if low <= power <= high:
            svg.append(f'<line x1="50" y1="{y(10 ** power):.1f}" x2="490" y2="{y(10 ** power):.1f}" stroke="#ddd"/><text x="44" y="{y(10 ** power) + 4:.1f}" text-anchor="end">{10 ** power:g}</text>')
    ends = []
    for index, part in enumerate(parts):
        points = [(x(count), y(each[part, count])) for count in counts if (part, count) in each]
        dash = ["none", "6 3", "2 2", "8 3 2 3"][index % 4]
        svg.append(f'<polyline fill="none" stroke="black" stroke-width="1.5" stroke-dasharray="{dash}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>')
        svg += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.5"/>' for a, b in points]
        ends.append((points[-1][1], points[-1][0], part))
    lowest = 0
    for wanted, across, part in sorted(ends):
        lowest = max(wanted, lowest + 13)
        svg.append(f'<text x="{across + 8:.1f}" y="{lowest + 4:.1f}">{part}</text>')
    svg += ['<text x="270" y="345" text-anchor="middle">opinions</text>', '<text x="10" y="18">ms of processor time for each opinion</text>', '</svg>']
    Path(path).write_text("\n".join(svg) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000, 10000, 30000])
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--plot")
    options = parser.parse_args()
    parts, rows = options.parts.split(","), []
    if not find_spec("openpyxl"):
        parts = [part for part in parts if part != "collect"]
    with tempfile.TemporaryDirectory() as scratch:
        for count in options.counts:
            folder = Path(scratch) / str(count)
            meeting(folder / "meeting", count)
            meeting(folder / "other", count, other=True)
            shutil.copytree(folder / "meeting", folder / "plain")
            (folder / "plain/templates").mkdir()
            (folder / "plain/templates/paper.typ.j2").write_text(PLAIN, encoding="utf-8")
            for part in parts:
                (cpu, wall, memory), made = run(part, folder / "meeting", folder)
                row = {"part": part, "count": count, "cpu": cpu, "wall": wall, "memory": memory}
                if made:
                    row |= {"bytes": made.stat().st_size, "pages": pages(made) if made.suffix == ".pdf" else None}
                rows.append(row)
                print(f"{count:>6} {part:8} {cpu:8.2f} s {wall:8.2f} s {memory:6.0f} MB", file=sys.stderr)
            shutil.rmtree(folder)
    base = {row["part"]: row["cpu"] / row["count"] for row in rows if row["count"] == 1000}
    print("| opinions | what | processor | wall | memory | pages | kB | for each opinion, 1,000 = 1 |\n|--:|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        ratio = f"{row['cpu'] / row['count'] / base[row['part']]:.2f}" if row["part"] in base else ""
        size = f"{row['bytes'] / 1000:,.0f}" if "bytes" in row else ""
        print(f"| {row['count']:,} | {row['part']} | {row['cpu']:.2f} s | {row['wall']:.2f} s | {row['memory']:,.0f} MB | {row.get('pages') or ''} | {size} | {ratio} |")
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()
