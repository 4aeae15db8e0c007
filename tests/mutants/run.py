#!/usr/bin/env python3
"""Mutants of the builders: shows that `verify` finds a builder that says the wrong thing.

Each mutant, of those in `list.toml`, is one small fault in what makes the papers. It is put into a copy of the sources, built,
and makes the papers of the sample, of some ready layouts and of a meeting beside this file; `verify`, built with the same
fault, must then refuse at least one of them for what it says (parity). Rebuild and manifest cannot find such a fault: they
make the papers with the same builder.

    python3 tests/mutants/run.py            all mutants
    python3 tests/mutants/run.py tally join those whose names contain one of these words

Ends with 0 if every mutant is found. A mutant whose place is not in the sources exactly once stops the run
(a test, `mutants.rs`, finds that sooner).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
# Ready layouts that have, beside the sample's matrix: a stack, bands, joined answers, totals, two editions.
LAYOUTS = ["stacked", "plan-chapter", "grouped-answers", "answers", "comparison"]
# shiryo itself is built without optimisation: that is quicker, and says the same.
QUICK = ["--config", "profile.release.package.shiryo.opt-level=0"]


def stop(message):
    sys.exit(f"mutants: {message}")


def build(folder):
    command = ["cargo", *QUICK, "build", "--release", "--quiet", "--bin", "shiryo", "--target-dir", str(TARGET)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "CARGO_INCREMENTAL": "1"})
    if done.returncode:
        stop(f"it does not build:\n{done.stderr}")


def built(folder):
    """The program built from `folder`, as a file of its own."""
    build(folder)
    program = folder / "program"
    shutil.copy2(TARGET / "release" / "shiryo", program)
    return program


def refused(program, meetings, out):
    """The first meeting whose papers `verify` refuses for what they say, with what it said; nothing if all hold."""
    for name, meeting in meetings.items():
        papers = out / name
        made = subprocess.run([program, "build", "--lang", "en", meeting, "--out", papers], capture_output=True, text=True)
        if made.returncode:
            stop(f"{name} is not built:\n{made.stderr}")
        done = subprocess.run(
            [program, "verify", "--lang", "en", "--format", "json", meeting, "--out", papers], capture_output=True, text=True)
        said = json.loads(done.stdout)
        errors = [finding for finding in said["diagnostics"] if finding["severity"] == "error"]
        if any(finding["code"].startswith("parity") for finding in errors):
            return name, next(finding["message"] for finding in errors if finding["code"].startswith("parity"))
        if done.returncode:
            stop(f"{name} is refused for something else:\n{done.stdout}{done.stderr}")
    return None


def main():
    listed = tomllib.loads((HERE / "list.toml").read_text(encoding="utf-8"))["mutant"]
    mutants = [(one["name"], one["file"], one["there"], one["instead"]) for one in listed]
    wanted = [mutant for mutant in mutants if not sys.argv[1:] or any(word in mutant[0] for word in sys.argv[1:])]
    source = ROOT / "src"
    for name, file, old, new in wanted:
        if (source / file).read_text(encoding="utf-8").count(old) != 1:
            stop(f"{name}: its place is not exactly once in src/{file}")
    found = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary) / "copy"
        work.mkdir()
        for entry in ROOT.iterdir():
            if entry.name not in ("src", "target", "output", ".git"):
                (work / entry.name).symlink_to(entry)
        shutil.copytree(ROOT / "src", work / "src")
        program = built(work)
        meetings = {"sample": ROOT / "seeds", "meeting": HERE / "meeting"}
        for layout in LAYOUTS:
            meetings[layout] = Path(temporary) / layout
            subprocess.run([program, "init", "--layout", layout, meetings[layout]], check=True, capture_output=True)
        clean = refused(program, meetings, Path(temporary) / "papers")
        if clean:
            stop(f"without a mutant, too, {clean[0]} is refused: {clean[1]}")
        try:
            for name, file, old, new in wanted:
                target = work / "src" / file
                whole = target.read_text(encoding="utf-8")
                target.write_text(whole.replace(old, new), encoding="utf-8")
                result = refused(built(work), meetings, Path(temporary) / name)
                target.write_text(whole, encoding="utf-8")
                found += result is not None
                print(f"{name}: " + (f"found in {result[0]}: {result[1]}" if result else "NOT FOUND"), flush=True)
        finally:
            # The target folder must not keep the program of a mutant.
            build(ROOT)
    print(f"{found} of {len(wanted)} mutants found")
    return 0 if found == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
