// What an office does outside the desk: workbooks that desk_office.py writes, and returns that contradict each other.

import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

export const office = (...asked) => execFileSync("python3", [join(HERE, "desk_office.py"), ...asked], { stdio: "inherit" });

/** Two returns of an inquiry of a division, with answers that contradict each other. */
export const contradicting = (inquiry, folder, division) =>
  ["検討します", "検討しません"].map((word, index) => {
    const file = join(folder, `${division}の返送${index + 1}.xlsx`);
    office("answer", inquiry, file, word);
    return file;
  });
