// What an office does outside the desk: workbooks that desk_office.py writes, and returns that contradict each other.

import { execFileSync, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

/** A Python that has openpyxl: the one on the path, or the system's own, into which Debian's package goes. */
const PYTHON = ["python3", "/usr/bin/python3"].find((python) => spawnSync(python, ["-c", "import openpyxl"]).status === 0);

/** Has desk_office.py do something, and returns what it prints. */
export const office = (...asked) => {
  if (PYTHON === undefined) throw new Error("no python3 here has openpyxl");
  return execFileSync(PYTHON, [join(HERE, "desk_office.py"), ...asked], { encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf-8" } });
};

/** Two returns of an inquiry of a division, with answers that contradict each other. */
export const contradicting = (inquiry, folder, division) =>
  ["検討します", "検討しません"].map((word, index) => {
    const file = join(folder, `${division}の返送${index + 1}.xlsx`);
    office("answer", inquiry, file, word);
    return file;
  });
