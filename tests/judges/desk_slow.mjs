// The sample under a disk that takes its time for whatever is opened, written down and renamed. Called by desk.mjs.

import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { desk, deskOf, folder, go, holds, measured, meeting, opened, program, until } from "./desk_tools.mjs";

/** Delays what programs ask of the disk. */
const STRACE = "/usr/bin/strace";

export async function slow() {
  if (!existsSync(STRACE)) {
    return;
  }
  const at = join(folder, "遅い");
  const began = performance.now();
  cpSync(meeting, at, { recursive: true });
  const disk = ["openat", "fdatasync", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "ftruncate"];
  const wrap = [STRACE, "-f", "-qqq", "-o", "/dev/null", "--seccomp-bpf", "-e", `trace=${disk}`, "-e", `inject=${disk}:delay_enter=15000`];
  const open = await deskOf([...wrap, resolve(program)], at);
  const page = await opened(open.address);
  page.setDefaultTimeout(180_000);
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  const changed = (act) => until(page, ".pages", "data-set", act);
  // One change after the other, faster than the disk: what is shown at the end is the last.
  await page.fill("#set-size", "10");
  await page.press("#set-size", "Tab");
  await changed(() => page.fill("#set-line", "16").then(() => page.press("#set-line", "Tab")));
  await page.waitForFunction(() => document.getElementById("set-line").value === "16" && document.getElementById("set-size").value === "10");
  const toml = readFileSync(join(at, "meeting.toml"), "utf8");
  holds(/size = 10/.test(toml) && /line = 16/.test(toml), `a slow disk loses a change:\n${toml}`);
  await page.click("#build");
  await page.waitForSelector("#built");
  holds((await page.textContent("#built h2")) === "資料ができました", "papers are built on a slow disk");
  const table = readFileSync(join(at, "opinions.csv"), "utf8");
  await changed(async () => writeFileSync(join(at, "opinions.csv"), table.replace("。", "！。")));
  // She closes the window in the midst of a build: the next desk finds everything whole.
  await page.click("#build");
  await page.waitForTimeout(4000);
  await page.context().close();
  open.end();
  await open.ended;
  const next = await desk(at);
  const again = await opened(next.address);
  await go(again, "papers");
  await again.waitForSelector(".pages[data-set]");
  await again.click("#build");
  await again.waitForSelector("#built");
  holds((await again.textContent("#built h2")) === "資料ができました", "papers are built after a desk was ended in the midst of it");
  await go(again, "proof");
  await again.click("#prove");
  await again.waitForSelector("#proved");
  holds((await again.textContent("#sentence")).includes("一字一句"), "they hold what the records hold");
  await again.context().close();
  next.end();
  await next.ended;
  measured.push(`a slow disk: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
