#!/usr/bin/env python3
"""Times the whole build of a meeting against the stock `typst compile` of its documents, one after the other.

    cargo install typst-cli --version 0.15.1 --locked
    cargo build --release
    python3 tests/bench/run.py [MEETING] [--runs 30]

All commands run in turn, in one run, so that what disturbs the machine disturbs them alike.
Printed are the median wall time, the ratio to the stock compiler, taken run by run, and peak memory.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIRYO = ROOT / "target/release/shiryo"


def measure(command, folder):
    """Wall time in seconds and peak resident memory in MB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command} failed:\n{error.decode()}")
    return wall, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("meeting", nargs="?", default="seeds")
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    typst = shutil.which("typst") or sys.exit("typst is not on the PATH: cargo install typst-cli --version 0.15.1 --locked")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        build = [SHIRYO, "build", options.meeting, "--out", scratch / "out", "--quiet"]
        kept = [SHIRYO, "build", options.meeting, "--out", scratch / "kept", "--quiet", "--keep-typst"]
        subprocess.run(kept, cwd=ROOT, check=True)
        # One folder for each paper that is set as pages.
        stock = [typst, "compile", "--font-path", "fonts", "--ignore-system-fonts", "--ignore-embedded-fonts",
                 "--pdf-standard", "a-3a,ua-1", "--features", "a11y-extras", "main.typ", scratch / "stock.pdf"]
        documents = sorted((scratch / "kept/typst").iterdir(), key=lambda folder: int(folder.name))
        base = f"stock `typst compile`, {len(documents)} documents one after the other"
        rows = [(base, [(stock, folder) for folder in documents])]
        rows.append(("`shiryo build`, everything", [([*build, "--force"], ROOT)]))
        outputs = json.loads((scratch / "kept/manifest.json").read_text())["outputs"]
        for name in (name for name in outputs if not name.startswith("typst/")):
            rows.append((f"`shiryo build --only {name}`", [([*build, "--only", name], ROOT)]))
        subprocess.run(build, cwd=ROOT, check=True)
        rows.append(("`shiryo build`, nothing changed", [(build, ROOT)]))
        verify = [SHIRYO, "verify", options.meeting, "--out", scratch / "out", "--quiet"]
        rows.append(("`shiryo verify`, nothing changed", [(verify, ROOT)]))
        times = {name: [] for name, _ in rows}
        memory = {name: 0.0 for name, _ in rows}
        for run in range(options.runs + 2):
            for name, commands in rows:
                measured = [measure(command, folder) for command, folder in commands]
                if run >= 2:  # The first two runs warm the caches of the system.
                    times[name].append(sum(wall for wall, _ in measured))
                    memory[name] = max(memory[name], *(peak for _, peak in measured))
        print("| command | median | ratio | peak memory |\n|---|--:|--:|--:|")
        for name, _ in rows:
            ratios = [own / other for own, other in zip(times[name], times[base])]
            median, ratio = statistics.median(times[name]), statistics.median(ratios)
            print(f"| {name} | {median * 1000:.0f} ms | {ratio:.2f} | {memory[name]:.0f} MB |")


if __name__ == "__main__":
    main()
