#!/usr/bin/env python3
"""Times the whole build of a meeting against the stock `typst compile` of the same document.

    cargo install typst-cli --version 0.15.1 --locked
    cargo build --release
    python3 tests/bench/run.py [MEETING] [--runs 30]

All commands run in turn, in one run, so that what disturbs the machine disturbs them alike.
Printed are the median wall time, the ratio of medians to the bare compile, and peak memory.
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
        subprocess.run([SHIRYO, "build", options.meeting, "--out", scratch / "kept", "--quiet", "--keep-typst"], cwd=ROOT, check=True)
        document = next((scratch / "kept/typst").iterdir())
        standards = "a-3a,ua-1"
        bare = [typst, "compile", "--font-path", "fonts", "--ignore-system-fonts", "--ignore-embedded-fonts",
                "--pdf-standard", standards, "--features", "a11y-extras", "main.typ", scratch / "bare.pdf"]
        rows = [("stock `typst compile`, one PDF", bare, document), ("`shiryo build`, everything", [*build, "--force"], ROOT)]
        outputs = json.loads((scratch / "kept/manifest.json").read_text())["outputs"]
        for name in (name for name in outputs if not name.startswith("typst/")):
            rows.append((f"`shiryo build --only {name}`", [*build, "--only", name], ROOT))
        subprocess.run(build, cwd=ROOT, check=True)
        rows.append(("`shiryo build`, nothing changed", build, ROOT))
        times = {name: [] for name, _, _ in rows}
        memory = {name: 0.0 for name, _, _ in rows}
        for run in range(options.runs + 2):
            for name, command, folder in rows:
                wall, peak = measure(command, folder)
                if run >= 2:  # The first two runs warm the caches of the system.
                    times[name].append(wall)
                    memory[name] = max(memory[name], peak)
        base = statistics.median(times[rows[0][0]])
        print("| command | median | ratio | peak memory |\n|---|--:|--:|--:|")
        for name, _, _ in rows:
            median = statistics.median(times[name])
            print(f"| {name} | {median * 1000:.0f} ms | {median / base:.2f} | {memory[name]:.0f} MB |")


if __name__ == "__main__":
    main()
