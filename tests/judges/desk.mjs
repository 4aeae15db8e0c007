// A judge of the desk: works in it as a clerk does, in Chromium, from her own workbook to papers, inquiries, returns,
// editions and the proof; asks axe for faults of accessibility on each view; and knocks as foreign pages do.
//
//   node tests/judges/desk.mjs PROGRAM MEETING [PICTURES]
//
// PROGRAM is shiryo, MEETING a folder like seeds/. Pictures of the views go to PICTURES, if that is named. Needs axe-core
// 4.14.1 and playwright-core 1.65.1 in NODE_PATH, and Chromium at /usr/bin/chromium or at CHROMIUM.

import { rmSync } from "node:fs";
import { afternoon } from "./desk_afternoon.mjs";
import { asked } from "./desk_asked.mjs";
import { forms } from "./desk_forms.mjs";
import { keys } from "./desk_keys.mjs";
import { knocks } from "./desk_knocks.mjs";
import { order } from "./desk_order.mjs";
import { own } from "./desk_own.mjs";
import { requests } from "./desk_requests.mjs";
import { sample } from "./desk_sample.mjs";
import { slow } from "./desk_slow.mjs";
import { browser, faults, folder, holds, measured, picture } from "./desk_tools.mjs";

const parts = { sample, own, requests, forms, keys, order, asked, slow, afternoon, knocks };
try {
  for (const part of process.env.ONLY?.split(",") ?? Object.keys(parts)) {
    await parts[part]();
  }
} catch (error) {
  holds(false, `stopped: ${error}`);
  for (const [index, page] of browser.contexts().flatMap((context) => context.pages()).entries()) {
    await picture(page, `stopped-${index}`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const line of measured) {
  console.log(line);
}
console.log(faults.length === 0 ? "the desk: no faults" : `the desk: ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
