// What went wrong on a last afternoon: a day that no calendar has, cards that are closed, cases in a row, answers on no paper,
// settings that somebody breaks by hand, papers that were changed by hand, a small window. Called by desk.mjs.

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contradicting, office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, opened } from "./desk_tools.mjs";

export async function afternoon() {
  const at = join(folder, "最後の午後");
  mkdirSync(at);
  const table = join(folder, "バスの意見.xlsx");
  office("odd", table);
  const open = await desk(at);
  const page = await opened(open.address, { bypassCSP: true, mayFail: true });
  const toast = () => page.textContent("#toast");
  const says = (text, what) => page.waitForFunction((text) => document.querySelector("main").innerText.includes(text), text, { timeout: 20_000 }).catch(() => holds(false, `${what}: no “${text}”`));
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.outerHTML.slice(0, 120));
  const wholly = (selector) =>
    page.evaluate((selector) => {
      const { top, bottom } = document.activeElement.closest(selector)?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      return top >= 0 && bottom <= innerHeight;
    }, selector);

  // A day that no meeting can have is told where it is typed, and is again what it was.
  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector(".making[data-ready]");
  await page.fill("#ask-date", "1120-02-02");
  await page.press("#ask-date", "Tab");
  holds((await page.inputValue("#ask-date")) === "" && (await toast()).includes("その日付は使えません"), `a day of long ago: ${await toast()}`);
  await page.fill("#ask-date", "2026-11-20");
  await page.press("#ask-date", "Tab");
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");
  const loads = async (act) => {
    const before = await page.getAttribute(".view", "data-loaded");
    await act();
    await page.waitForFunction((before) => document.querySelector(".view").getAttribute("data-loaded") !== before, before);
  };
  for (const setting of ['records.struck="keep"', 'records.hidden="read"']) {
    await loads(() => page.locator(`.remedy[title="shiryo set ${setting.replaceAll('"', '\\"')}"]`).first().click());
  }
  // The keyboard goes back to where it came from.
  const opener = page.locator("main .remedy", { hasText: "番号がどう変わるか" }).or(page.locator("main .remedy", { hasText: "一つ一つの場所を見る" })).first();
  if ((await opener.count()) > 0) {
    const name = await opener.textContent();
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".report");
    await page.locator(".report button", { hasText: "閉じる" }).click();
    holds((await page.evaluate(() => document.activeElement.textContent)) === name, `a closed card leaves the keyboard at ${await focused()}`);
  }

  // Inquiries; two returns of one division contradict each other.
  const own = join(at, "バスの意見");
  const settings = join(own, "meeting.toml");
  await go(page, "returns");
  await page.waitForSelector("[data-loaded]");
  await page.fill("#first-contact", "企画課 内線123");
  // Somebody breaks the settings: nothing that was typed is lost, and they can be opened.
  const sound = readFileSync(settings, "utf8");
  writeFileSync(settings, sound.replace("[look]", "[look"));
  await says("かっこが「]」で閉じていません", "broken settings");
  holds((await page.inputValue("#first-contact")) === "企画課 内線123", "what was typed is lost with the settings");
  holds((await page.locator(".finding button", { hasText: "フォルダーを開く" }).count()) === 1, "broken settings cannot be opened");
  await judged(page, "inquiries, broken settings");
  writeFileSync(settings, sound);
  await page.waitForFunction(() => document.querySelectorAll("main .finding").length === 0);
  holds((await page.inputValue("#first-contact")) === "企画課 内線123", "what was typed is lost once the settings are mended");
  await page.fill("#first-due", "2026-12-18");
  await loads(() => page.click("#first-begin"));
  await loads(() => page.click("#divisions-of-0"));
  await page.click("#make-inquiries");
  await says("課ごとのExcelができました", "inquiries");
  await page.setInputFiles("#drop-returned", contradicting(join(own, "output/照会/交通政策課.xlsx"), folder, "交通政策課"));
  await page.waitForSelector("#cases[data-open]");
  const left = async () => Number(await page.getAttribute("#cases", "data-open"));
  const decided = async (index) => {
    const before = await left();
    const case_ = page.locator(".case.open").nth(index);
    await case_.locator(".option").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((before) => Number(document.querySelector("#cases").getAttribute("data-open")) < before, before);
    await page.waitForFunction(() => document.activeElement.closest(".case.open") !== null || document.activeElement.id === "cases-title");
  };
  holds((await left()) >= 3, `too few cases: ${await left()}`);
  const third = await page.locator(".case.open h3").nth(2).textContent();
  await decided(1);
  holds((await page.evaluate(() => document.activeElement.closest(".case").querySelector("h3").textContent)) === third, "the keyboard does not go on with the case behind the one that was decided");
  holds(await wholly(".case"), "the case that is next is cut off");
  while ((await left()) > 0) {
    await decided(0);
  }
  holds((await page.locator("#cases h3", { hasText: "決めたこと" }).count()) === 1, "what was decided stands below no heading");
  holds((await page.locator("#unprinted .finding").count()) === 2, "answers on no paper are not told where they are taken");
  const top = await page.evaluate(() => document.querySelector("#unprinted").getBoundingClientRect().top);
  holds(top > -2 && top < 300, `answers on no paper are out of sight: ${top}`);
  await judged(page, "everything decided");

  // Answers that no paper shows are told of, with a button that prints them.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.click("#build");
  await page.waitForSelector("#built");
  await page.locator("#built summary").first().click();
  const unprinted = page.locator("#built .finding", { hasText: "どの資料にも載りません" });
  holds((await unprinted.count()) === 2, `answers on no paper: ${await page.textContent("#built")}`);
  for (const _ of [1, 2]) {
    const set = await page.getAttribute(".pages", "data-set");
    await unprinted.first().locator(".remedy").first().click();
    await page.waitForFunction((set) => document.querySelector(".pages").getAttribute("data-set") !== set, set);
    await page.click("#build");
    await page.waitForFunction(() => document.querySelector("#built h2")?.textContent.includes("できました"));
    await page.locator("#built summary").first().click();
  }
  holds((await unprinted.count()) === 0, "the buttons do not print the answers");
  holds(readFileSync(join(own, "output/資料.html"), "utf8").includes("窓口の見直しの中で"), "the answers are on no paper");

  // What was changed by hand is kept, and where is told at once.
  appendFileSync(join(own, "output/資料.html"), "<!-- 手直し -->");
  await page.click("#build");
  await page.waitForSelector("#built .failed");
  await page.locator("#built button", { hasText: "置き換える" }).click();
  await page.waitForFunction(() => document.querySelector("#built h2")?.textContent.includes("できました"));
  holds(await page.locator("#built button", { hasText: "資料_手直しの控え.html" }).isVisible(), "where the changed paper is kept is not told");

  // Settings that are broken while a title is typed: it stays, and nothing fails but the writing.
  await page.focus("#set-title");
  await page.keyboard.press("End");
  await page.keyboard.type("（案）");
  const typed = await page.inputValue("#set-title");
  const now = readFileSync(settings, "utf8");
  writeFileSync(settings, now.replace("[look]", "[look"));
  await says("かっこが「]」で閉じていません", "settings broken while a title is typed");
  await page.keyboard.press("Tab");
  await says("できませんでした", "a title that cannot be written");
  holds((await page.inputValue("#set-title")) === typed, "a title that cannot be written is lost");
  writeFileSync(settings, now);
  await page.waitForFunction(() => document.querySelector(".pages .sheet img"));

  // Where the desk gave no answer once, it is asked again by a button, and what was typed stands there until then.
  await page.route("**/{act,view}", (route) => route.abort());
  await page.fill("#set-title", "返事のない間の題名");
  await page.press("#set-title", "Tab");
  await page.waitForSelector(".pages button");
  holds((await page.inputValue("#set-title")) === "返事のない間の題名", "a title is lost where the desk gave no answer");
  await page.unroute("**/{act,view}");
  await page.click(".pages button");
  await page.waitForFunction(() => document.querySelector(".pages .sheet img"));

  // In a small window the pages stand before the settings, and nothing is wider than the window.
  for (const width of [683, 320]) {
    await page.setViewportSize({ width, height: 480 });
    const [pages, form, wide] = await page.evaluate(() => [document.querySelector(".pages").getBoundingClientRect().top, document.querySelector(".settings").getBoundingClientRect().top, document.scrollingElement.scrollWidth - innerWidth]);
    holds(pages < form && wide <= 0, `a window of ${width}: pages at ${pages}, settings at ${form}, too wide by ${wide}`);
  }
  await page.context().close();
  open.end();
  await open.ended;
}
