// What the page asks and says, to somebody who reads only Japanese: a table whose headings name no opinions, marks that nobody
// sees, every setting of an inquiry, and what takes each back. Called by desk.mjs.

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, opened, picture, until } from "./desk_tools.mjs";

/** Words of a command line and of the settings, which stand nowhere but in the line that does the same. */
const FOREIGN = /--[a-z]|meeting\.toml|\[\[|shiryo|[a-z]{5,}/;
const FILES = /[^\s「」：（）／]+\.(xlsx|pdf|csv|html|json)/g;

export async function asked() {
  const at = join(folder, "尋ねること");
  mkdirSync(at);
  const table = join(folder, "アンケート.xlsx");
  office("survey", table);
  const open = await desk(at);
  const page = await opened(open.address, { bypassCSP: true });
  const type = (id, text) => page.fill(`#${id}`, text).then(() => page.press(`#${id}`, "Tab"));
  const toast = () => page.textContent("#toast");
  const folderShown = await page.locator(".view-begin .quiet").nth(1).textContent();
  const plain = async (what) => {
    const said = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const seen = [];
      while (walker.nextNode()) {
        const { parentElement: element, textContent } = walker.currentNode;
        if (element.checkVisibility() && !element.closest("code, .grid, .sheet")) {
          seen.push(textContent);
        }
      }
      return seen;
    });
    const foreign = said.map((text) => text.replace(FILES, "").replaceAll(/Excel|Windows/g, "")).filter((text) => FOREIGN.test(text) && text !== folderShown);
    holds(foreign.length === 0, `${what}: foreign words: ${foreign.join(" | ").slice(0, 300)}`);
  };

  // No heading names opinions: once she has pointed at the headings, the column of the longest texts is taken for them.
  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector(".making[data-ready] .grid button");
  await page.locator(".grid button").first().click();
  await page.waitForSelector("#means-4");
  holds((await page.inputValue("#means-4")) === "text", `the column of free answers: ${await page.inputValue("#means-4")}`);
  await plain("a new meeting");
  // What she says goes first; without any opinions, no meeting is made, and she is told what to choose.
  await page.selectOption("#means-4", "field");
  await page.waitForSelector(".making .failed");
  await page.click("#make");
  holds((await toast()).includes("意見の列がまだ決まっていません") && (await page.evaluate(() => document.activeElement.id)) === "means-0", `no opinions: ${await toast()}`);
  await judged(page, "a new meeting without opinions");
  await page.selectOption("#means-4", "text");
  await page.waitForSelector(".making .failed", { state: "detached" });
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");

  // Marks that nobody sees are called by their names.
  await page.click("#mend");
  await page.waitForSelector(".view-records .card");
  const damage = await page.textContent(".view-records .card");
  holds(damage.includes("ゼロ幅スペース") && damage.includes("タブ"), `marks that nobody sees: ${damage}`);
  await picture(page, "mend");
  await page.locator(".view-records .card .strong").click();
  await page.click("#mend-take");
  await page.waitForSelector("#see-first", { state: "detached" });
  await plain("records");

  // Every setting of an inquiry, in turn: what may not be is said and is as it was, what may be is taken back to the letter.
  const settings = join(at, "アンケート/meeting.toml");
  const toml = () => readFileSync(settings, "utf8");
  await go(page, "returns");
  await page.waitForSelector("[data-loaded]");
  await page.fill("#first-due", "2026-12-18");
  await page.fill("#first-contact", "企画課 内線123");
  const loads = (act) => until(page, ".view-returns", "data-loaded", act);
  await loads(() => page.click("#first-begin"));
  await loads(() => page.click("#divisions-of-0"));
  await loads(async () => appendFileSync(settings, "# おわり\n"));
  await page.click("#inquiry-more > summary");
  const sweep = [
    ["asks", () => type("set-asks", "次の意見について、回答をお願いします。")],
    ["due", () => page.fill("#set-due", "2027-01-15").then(() => page.press("#set-due", "Tab"))],
    ["contact", () => type("set-contact", "係「\"'\\")],
    ["edition", () => type("set-edition", "3")],
    ["name of a division", () => page.click("#division-0 > summary").then(() => type("division-name-0", "道路管理課"))],
    ["rule taken out", () => page.click("#takes-0-out-0")],
    ["rule added", () => page.click("#takes-0-new > summary").then(() => page.locator("#takes-0-new select").last().selectOption({ index: 1 })).then(() => page.click("#takes-0-add"))],
    ["single opinions", () => page.click("#takes-0-singles > summary").then(() => page.locator("#takes-0-singles input[type=checkbox]").nth(1).check()).then(() => page.click("#takes-0-take"))],
    ["not asked", () => page.click("#not-asked > summary").then(() => page.click("#not-asked-new > summary")).then(() => page.locator("#not-asked-new select").last().selectOption({ index: 1 })).then(() => page.click("#not-asked-add"))],
    ["division added", () => page.fill("#new-division", "財政課").then(() => page.click("#add-division"))],
    ["division taken out", () => page.click("#division-out-0")],
  ];
  for (const [what, act] of sweep) {
    const before = toml();
    await loads(act);
    holds(toml() !== before, `inquiry, ${what}: nothing is written`);
    await loads(() => page.click("#undo"));
    holds(toml() === before, `inquiry, ${what}: not taken back to the letter:\n${toml()}`);
  }
  for (const edition of ["0", "100", "1.5", "-1"]) {
    await type("set-edition", edition);
    holds((await page.inputValue("#set-edition")) === "1" && (await toast()).includes("1から99までの数"), `edition ${edition}: ${await toast()}`);
  }
  for (const name of ["道路/課", "図書館", "CON"]) {
    await page.fill("#new-division", name);
    await loads(() => page.click("#add-division"));
    const card = await page.textContent(".view-returns .card .outcome");
    holds(card.includes(name) && !card.includes("仮のもの") && (await toast()) === "", `division ${name}: ${card}, ${await toast()}`);
    await plain(`a division ${name}`);
  }
  await page.click("#make-inquiries");
  await page.waitForFunction(() => document.querySelector(".view-returns").innerText.includes("課ごとのExcelができました"));
  holds((await page.locator(".view-returns .failed").count()) === 0, "an older failure stays");
  await plain("inquiries");
  await judged(page, "inquiries, every setting");

  // Papers, columns, blocks and files that are taken out are put back to the letter, comments included.
  const commented = toml().replace('files = ["', '# 配るもの\nfiles = [  # 三つ\n  "').replaceAll('", "資料.', '",  # 一つ\n  "資料.').replace(/("資料\.html")\]/, "$1,\n]");
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  // A change is done when its pages are shown.
  const set = async (act) => {
    await until(page, ".pages", "data-set", act);
    await page.waitForFunction(() => !document.body.hasAttribute("aria-busy"));
    await page.waitForTimeout(100);
  };
  await set(async () => writeFileSync(settings, commented));
  await set(() => page.selectOption("#add-paper", { index: 1 }).then(() => page.click("#add-paper-go")));
  await page.waitForSelector("#paper-1[aria-pressed=true]");
  await set(() => page.click("#paper-0"));
  const text = toml();
  for (const out of ["#paper-out", "#file-out-1", "#column-1-out", "#columns-usual"]) {
    const before = toml();
    await page.locator(out).scrollIntoViewIfNeeded();
    await set(() => page.click(out));
    holds(toml() !== before, `${out}: nothing is written`);
    await set(() => page.click("#undo"));
    holds(toml() === before, `${out}: not put back to the letter:\n${toml()}\n--- before\n${before}`);
    await page.waitForSelector("#paper-0");
    if ((await page.getAttribute("#paper-0", "aria-pressed")) !== "true") {
      await set(() => page.click("#paper-0"));
    }
  }
  holds(toml() === text, "papers are not as they were");
  await plain("papers");

  // What may not be empty is again what it was, blanks alone included.
  for (const [id, name] of [["set-title", "題名"], ["set-size", "文字（ポイント）"]]) {
    const before = [await page.inputValue(`#${id}`), toml()];
    await page.fill(`#${id}`, id === "set-size" ? "" : "　 ");
    await page.press(`#${id}`, "Tab");
    await page.waitForTimeout(300);
    holds((await page.inputValue(`#${id}`)) === before[0] && toml() === before[1] && (await toast()).includes(`「${name}」を入れて`), `${id} is empty: ${await toast()}`);
  }
  // Counts, by what there is.
  await page.selectOption("#add-above", { label: "「担当」ごとの件数" });
  await set(() => page.click("#add-above-go"));
  await page.waitForSelector("#above-more-0");
  await page.click("#above-more-0 > summary");
  const offered = await page.locator("#above-more-0 option").evaluateAll((options) => options.map((one) => one.value));
  holds(offered.join() === ",none", `a table without sections, sources and categories is counted by ${offered}`);
  holds((await page.textContent("ol.order li:has(#above-more-0)")).includes("「担当」ごとの件数"), "a table of counts is called as what it counts");
  const before = toml();
  await set(() => page.selectOption("#above-more-0 select", "none"));
  holds(/by = "none"/.test(toml()), "how counts are parted is not written");
  await plain("a table of counts");
  await set(() => page.click("#undo"));
  holds(toml() === before, "how counts are parted is not taken back to the letter");
  await page.context().close();
  open.end();
  await open.ended;
}
