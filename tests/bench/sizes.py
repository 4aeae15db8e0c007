#!/usr/bin/env python3
"""Counts the pages of a meeting's papers on every size of paper and of type, and prints them as a table.

    python3 tests/bench/sizes.py [MEETING] [--program PROGRAM] [--keep FOLDER]
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import tempfile

PAPERS = [
    ("A3 横", "a3", True), ("A4 横", "a4", True), ("A4 縦", "a4", False),
    ("B4 横", "b4", True), ("B4 縦", "b4", False), ("B5 横", "b5", True), ("B5 縦", "b5", False),
]
SIZES = [8, 9, 10, 11, 12]
# Distance from line to line, as a multiple of the type's size.
LINE = 13 / 9


def pages(program, meeting, paper, landscape, size, keep):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "m")
        shutil.copytree(meeting, copy)
        toml = copy / "meeting.toml"
        text = toml.read_text(encoding="utf-8")
        look = f'\n[look]\npaper = "{paper}"\nlandscape = {str(landscape).lower()}\nsize = {size}\nline = {size * LINE:.1f}\n'
        toml.write_text(text + look, encoding="utf-8")
        out = pathlib.Path(folder, "out")
        done = subprocess.run([program, "build", copy, "--out", out, "-q"], capture_output=True, text=True)
        if done.returncode != 0:
            return {}
        counts = {}
        for pdf in sorted(out.glob("**/*.pdf")):
            info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
            counts[pdf.stem] = int(re.search(r"Pages:\s+(\d+)", info).group(1))
            if keep:
                kept = pathlib.Path(keep, f"{paper}-{'l' if landscape else 'p'}-{size}")
                kept.mkdir(parents=True, exist_ok=True)
                shutil.copy(pdf, kept)
        return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("meeting", nargs="?", default="seeds")
    parser.add_argument("--program", default="target/release/shiryo")
    parser.add_argument("--keep")
    options = parser.parse_args()
    tables = {}
    for name, paper, landscape in PAPERS:
        for size in SIZES:
            for label, count in pages(options.program, options.meeting, paper, landscape, size, options.keep).items():
                tables.setdefault(label, {}).setdefault(name, {})[size] = count
    for label, rows in tables.items():
        print(f"\n| {label} | " + " | ".join(f"{size} pt" for size in SIZES) + " |")
        print("|---|" + "--:|" * len(SIZES))
        for name, counts in rows.items():
            print(f"| {name} | " + " | ".join(str(counts.get(size, "–")) for size in SIZES) + " |")


if __name__ == "__main__":
    main()
