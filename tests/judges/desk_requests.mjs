// Requests of districts, from their workbook to the proof, in the order in which a clerk comes upon things: the paper with the
// answers is added when they are there, and nothing that was made before is called wrong for it. Called by desk.mjs.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contradicting, office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, opened, picture, until } from "./desk_tools.mjs";

export async function requests() {
  const at = join(folder, "要望の一覧");
  mkdirSync(at);
  const table = join(folder, "区長会要望書.xlsx");
  office("requests", table);
  const open = await desk(at);
  const page = await opened(open.address, { bypassCSP: true });
  const loaded = async (act) => {
    await until(page, "[data-loaded]", "data-loaded", act);
    await page.waitForTimeout(200);
  };
  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector(".making[data-ready]");
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records] [data-loaded]");
  const meeting = join(at, "区長会要望書");
  const out = join(meeting, "output");
  holds((await page.textContent(".summary")).includes("資料は作れます"), `counts below the table keep it from being read: ${await page.textContent(".summary")}`);
  // A title has the room of its row.
  const lines = await page.evaluate(() => document.querySelector(".grid tbody td").getBoundingClientRect().height / parseFloat(getComputedStyle(document.querySelector(".grid tbody td")).lineHeight));
  holds(lines < 2.5, `the title is squeezed into ${lines} lines`);
  await picture(page, "requests-records");
  await judged(page, "requests, records");

  // Papers are named as their folder shows them.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.click("#build");
  await page.waitForSelector("#built .files");
  holds(!(await page.textContent("#built .files")).includes("output/"), `papers are named ${await page.textContent("#built .files")}`);

  // The table has remarks and replies of its own; a ditto mark is no division.
  await go(page, "returns");
  await page.waitForSelector("#first-begin");
  await page.fill("#first-due", "2026-12-25");
  await page.fill("#first-contact", "企画課　内線123");
  await loaded(() => page.click("#first-begin"));
  holds((await page.locator("#first-begin").count()) === 0, `the first inquiry: ${await page.locator("main").textContent()}`);
  await loaded(() => page.click("#divisions-of-0"));
  const divisions = await page.locator("#divisions details.folded > summary").allTextContents();
  holds(divisions.some((name) => name.startsWith("土木課")) && !divisions.some((name) => name.startsWith("〃")), `divisions: ${divisions}`);
  // What a new division is asked about is asked next.
  await page.fill("#new-division", "市民協働課");
  await loaded(() => page.click("#add-division"));
  holds(await page.isVisible("#takes-2-all"), "a new division does not ask what it is asked about");
  await judged(page, "requests, divisions");
  await loaded(() => page.click("#takes-2-all"));
  holds(/name = "市民協働課"\ntakes = \[\{ *\}\]/.test(readFileSync(join(meeting, "meeting.toml"), "utf8")), readFileSync(join(meeting, "meeting.toml"), "utf8"));
  await page.click("#make-inquiries");
  await page.waitForSelector("section.card .outcome");
  const asked = join(out, "照会/土木課.xlsx");
  holds(existsSync(asked), "there is an inquiry");
  await page.setInputFiles("#drop-returned", contradicting(asked, folder, "土木課"));
  await page.waitForSelector("#cases[data-open]");
  const left = async () => Number(await page.getAttribute("#cases", "data-open"));
  holds((await left()) > 0, "a contradiction is asked");
  for (let round = 0; round < 20 && (await left()) > 0; round += 1) {
    const before = await left();
    await page.locator(".case.open .option").first().click();
    await page.waitForFunction((before) => Number(document.querySelector("#cases")?.getAttribute("data-open")) < before, before);
  }

  // A further paper, which has a label where the first has none, makes no other meeting of this one.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  const option = await page.locator("#add-paper option", { hasText: "意見と対応" }).getAttribute("value");
  await page.selectOption("#add-paper", option);
  const set = await page.getAttribute(".pages", "data-set");
  await page.click("#add-paper-go");
  await page.waitForFunction((set) => document.querySelector(".pages")?.getAttribute("data-set") !== set, set);
  await page.click("#build");
  await page.waitForFunction(() => document.querySelector("#built h2")?.textContent === "資料ができました");
  await go(page, "proof");
  await page.click("#prove");
  await page.waitForSelector("#proved");
  holds((await page.textContent("#sentence")).includes("一字一句"), `the proof: ${await page.textContent("#proved")}`);
  await go(page, "returns");
  await page.waitForSelector("#collect");
  await page.click("#collect");
  await page.waitForSelector("#cases[data-open]");
  holds((await left()) === 0, `returns are asked about again: ${await page.textContent("#cases")}`);

  // What is told while a view is made is not lost.
  const late = async (route) => {
    const answer = await route.fetch();
    office("fill", join(meeting, "区長会要望書.xlsx"), "B6", "通学路の西側が暗い。");
    await page.waitForTimeout(700);
    await route.fulfill({ response: answer });
  };
  await page.route("**/view", late, { times: 1 });
  await page.click("#to-records");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForFunction(() => document.querySelector(".sheets")?.textContent.includes("西側"), null, { timeout: 8000 }).catch(() => holds(false, "a change while the view is made is lost"));
  // Numbers with a gap are closed up in a copy, which is the table once she says so.
  office("fill", join(meeting, "区長会要望書.xlsx"), "A9", "5");
  await page.locator(".remedy", { hasText: "番号がどう変わるか" }).first().click();
  await page.locator(".report button.strong", { hasText: "付け直す" }).click();
  await page.waitForSelector("#renumber-take");
  await picture(page, "requests-renumbered");
  await judged(page, "requests, renumbered");
  await loaded(() => page.click("#renumber-take"));
  holds((await page.textContent(".report")).includes("会議の表です"), `the copy is not said to be taken: ${await page.textContent(".report")}`);
  holds(readFileSync(join(meeting, "meeting.toml"), "utf8").includes("区長会要望書_番号の付け直し.xlsx"), "the copy is not taken");
  await page.waitForFunction(() => document.querySelector(".summary")?.textContent.includes("番号の付け直し"));
  holds(!(await page.textContent("main")).includes("欠番"), "the gap stays");
  await page.context().close();
  // Nor is what is told while nothing can be asked.
  const deaf = await opened(open.address, { mayFail: true });
  await go(deaf, "begin");
  await deaf.waitForFunction(() => document.getElementById("alive").textContent !== "");
  await deaf.context().setOffline(true);
  const cards = await deaf.evaluateHandle(() => document.querySelector(".cards"));
  appendFileSync(join(meeting, "meeting.toml"), "# 覚え書き\n");
  await deaf.waitForTimeout(600);
  await deaf.context().setOffline(false);
  await deaf.waitForFunction((cards) => document.querySelector(".cards") !== cards, cards, { timeout: 20_000 }).catch(() => holds(false, "a change is lost that was told while nothing could be asked"));
  await deaf.context().close();
  open.end();
  await open.ended;
}
