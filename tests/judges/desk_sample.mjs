// The sample: every view, the settings, the papers, the proof. Called by desk.mjs.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { desk, folder, go, holds, judged, measured, meeting, opened, picture, program } from "./desk_tools.mjs";

export async function sample() {
  const at = join(folder, "見本");
  cpSync(meeting, at, { recursive: true });
  rmSync(join(at, "shiryo3.txt"), { force: true });
  const open = await desk(at);
  const page = await opened(open.address);
  holds(!(await page.evaluate(() => location.href)).includes(new URL(open.address).hash.slice(1)), "the address keeps the secret");

  // Papers: the first pages, then a change of paper, back again, and a build.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.waitForTimeout(500);
  await picture(page, "papers");
  holds((await page.textContent(".status")).includes("ページ"), "the number of pages is said");
  // From the event in the page, or the edit of a file, to the picture of the new page in it.
  const changed = async (act) => {
    const before = await page.getAttribute(".pages", "data-set");
    await page.evaluate((before) => {
      const now = () => performance.timeOrigin + performance.now();
      const edit = (window.edit = {});
      for (const kind of ["change", "click"]) {
        document.addEventListener(kind, () => (edit.began ??= now()), { capture: true, once: true });
      }
      const watch = new MutationObserver(() => {
        const set = document.querySelector(".pages")?.getAttribute("data-set");
        if (set && set !== before) {
          edit.shown ??= now();
          watch.disconnect();
        }
      });
      watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-set"] });
    }, before);
    const began = performance.timeOrigin + performance.now();
    await act();
    await page.waitForFunction(() => window.edit.shown);
    const edit = await page.evaluate(() => window.edit);
    return edit.shown - (edit.began ?? began);
  };
  // What an edit may take is measured against this.
  const builds = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    execFileSync(resolve(program), ["build", at, "--out", join(folder, `一度に${round}`)], { stdio: "ignore" });
    builds.push(performance.now() - began);
  }
  measured.push(`one whole build: ${builds.sort((one, other) => one - other)[2].toFixed(0)} ms`);
  measured.push(`paper a3 to a4: ${(await changed(() => page.selectOption("select:has(option[value=a4])", "a4"))).toFixed(0)} ms`);
  holds(readFileSync(join(at, "meeting.toml"), "utf8").includes("# 出典（意見の列、左から順）"), "comments of meeting.toml are lost");
  holds(/paper = "a4"/.test(readFileSync(join(at, "meeting.toml"), "utf8")), "the paper is written");
  measured.push(`back: ${(await changed(() => page.click("#undo"))).toFixed(0)} ms`);
  holds(!/paper = "a4"/.test(readFileSync(join(at, "meeting.toml"), "utf8")), "the change is undone");
  for (let round = 0; round < 5; round += 1) {
    const size = round % 2 === 0 ? "9.5" : "9";
    measured.push(`type ${size}: ${(await changed(() => page.fill("#set-size", size).then(() => page.press("#set-size", "Tab")))).toFixed(0)} ms`);
  }
  // What a source is called, over its column and beside its opinions; a key that the table does not have is said, and undone.
  const toml = () => readFileSync(join(at, "meeting.toml"), "utf8");
  const before = toml();
  await page.click("#source-names > summary");
  const type = (id, text) => page.fill(`#${id}`, text).then(() => page.press(`#${id}`, "Tab"));
  await changed(() => type("source-heading-0", "委員からの意見"));
  holds(toml().includes("heading = \"委員からの意見\""), `heading of a source:\n${toml()}`);
  await changed(() => type("source-attribution-0", "発言された方"));
  holds(toml().includes("attribution = \"発言された方\""), `attribution of a source:\n${toml()}`);
  await type("source-key-0", "ない出典");
  await page.waitForSelector(".pages .finding");
  holds((await page.textContent(".pages")).includes("出典"), `a source that the table does not have: ${await page.textContent(".pages")}`);
  await page.click("#undo");
  await page.waitForSelector(".pages .sheet");
  for (let round = 0; round < 2; round += 1) {
    await changed(() => page.click("#undo"));
  }
  holds(toml() === before, "forms of sources are undone");
  await page.click("#build");
  await page.waitForSelector("#built");
  holds((await page.textContent("#built h2")) === "資料ができました", "the papers are built");
  holds(existsSync(join(at, "output/資料3.pdf")), "there is a PDF");
  const table = readFileSync(join(at, "opinions.csv"), "utf8");
  for (let round = 0; round < 5; round += 1) {
    const edited = table.replace("。", `${"ー".repeat(round + 1)}。`);
    measured.push(`a cell of the file: ${(await changed(async () => writeFileSync(join(at, "opinions.csv"), edited))).toFixed(0)} ms`);
    await page.waitForTimeout(300);
  }
  writeFileSync(join(at, "opinions.csv"), table);
  await page.waitForTimeout(800);

  await go(page, "records");
  await page.waitForSelector("[data-loaded]");
  await picture(page, "records");
  await go(page, "proof");
  await page.click("#build, #prove");
  await page.waitForSelector("#proved");
  await picture(page, "proof");
  await page.context().close();

  // Each view as axe sees it, which the page's own policy would keep out.
  const judging = await opened(open.address, { bypassCSP: true });
  for (const [key, ready] of [["begin", ".cards"], ["records", "[data-loaded]"], ["papers", ".pages[data-set]"], ["returns", "[data-loaded]"], ["editions", "#drop-earlier"], ["proof", "#prove"]]) {
    await go(judging, key);
    await judging.waitForSelector(ready);
    await picture(judging, `view-${key}`);
    await judged(judging, key);
  }
  await judging.context().close();
  open.end();
  await open.ended;
}
