// A clerk's whole afternoon by the keyboard alone: Tab, Shift+Tab, Enter, Space, arrows, and what she types. Nothing is
// clicked and no script moves the focus. At each stop the focus is seen; after what the program tells of changes it is where
// it was; and no view holds it. Called by desk.mjs.

import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { contradicting, office } from "./desk_office.mjs";
import { desk, folder, holds, opened, picture } from "./desk_tools.mjs";

/** Most stops on the way to something. */
const STOPS = 600;

/** A keyboard on a page. */
function keyboard(page, holds, days) {
  const press = (key) => page.keyboard.press(key);

  /** What is focused: its name for people, what it is, and how it is seen. */
  function focused() {
    return page.evaluate(() => {
      const active = document.activeElement;
      if (!active || active === document.body) {
        return null;
      }
      const label = active.labels?.[0] ?? null;
      // A field for files is seen by the label beside it.
      const seen = active.type === "file" ? active.parentElement.querySelector(".as-button") : active;
      const { top, bottom, left, right, width, height } = seen.getBoundingClientRect();
      const style = getComputedStyle(seen);
      const middle = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
      return {
        id: active.id,
        name: active.getAttribute("aria-label") ?? label?.textContent ?? active.textContent.trim().slice(0, 400),
        kind: active.localName,
        type: active.type ?? "",
        value: active.value ?? "",
        line: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isInside: width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
        isCovered: middle !== null && middle !== seen && !seen.contains(middle) && !middle.contains(seen),
      };
    });
  }

  /** Goes on until what is focused is wanted. */
  async function to(what, isWanted, key = "Tab") {
    let before = "";
    let still = 0;
    const way = [];
    for (let stop = 0; stop < STOPS; stop += 1) {
      await press(key);
      const at = await focused();
      if (at === null) {
        continue;
      }
      const mark = JSON.stringify([at.id, at.name, at.kind]);
      still = mark === before && at.type !== "date" && at.id !== "" ? still + 1 : 0;
      before = mark;
      way.push(mark);
      holds(still < 4, `the focus is held by ${mark}`);
      holds(at.line && at.isInside && !at.isCovered, `the focus is not seen on ${mark}: ${JSON.stringify(at)}`);
      if (isWanted(at)) {
        return at;
      }
      if (still >= 4) {
        break;
      }
    }
    throw new Error(`the keyboard does not come to ${what}, by way of ${way.slice(-30).join(" ")}`);
  }

  const id = (wanted, key) => to(`#${wanted}`, (at) => at.id === wanted, key);
  const named = (text, key) => to(`"${text}"`, (at) => at.name.includes(text), key);

  /** Goes to something and presses it. */
  async function push(wanted, key = "Enter") {
    await (wanted.startsWith("#") ? id(wanted.slice(1)) : named(wanted));
    await press(key);
  }

  async function view(key) {
    await id(`to-${key}`);
    await press("Enter");
    await page.waitForSelector(`main[data-shown=${key}]`);
  }

  /** Chooses files in the field for them, which Enter opens. */
  async function files(wanted, chosen) {
    await id(wanted);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press("Enter")]);
    await chooser.setFiles(chosen);
  }

  /** Chooses an option by arrows. */
  async function choose(wanted, isWanted) {
    await (typeof wanted === "string" ? id(wanted) : to("a choice", wanted));
    await press("Home");
    for (let option = 0; option < 40; option += 1) {
      const text = await page.evaluate(() => document.activeElement.selectedOptions?.[0]?.textContent ?? "");
      if (isWanted(text)) {
        return;
      }
      await press("ArrowDown");
    }
    throw new Error(`there is no such choice in ${wanted}`);
  }

  /** Types over what a field holds, and leaves it. */
  async function type(wanted, text) {
    await id(wanted);
    await press("Control+A");
    await page.keyboard.type(text);
    await press("Tab");
  }

  /** Types a day, and leaves it. */
  async function day(wanted, text) {
    await id(wanted);
    await page.keyboard.type(days(text));
    // The button that opens a calendar is a stop of its own.
    await to("what comes behind the day", (at) => at.id !== wanted);
  }

  /** Whether the focus is where it was after the program told of a change. */
  async function stays(what, wanted, change, isTold) {
    await (wanted.startsWith("#") ? id(wanted.slice(1)) : named(wanted));
    const before = await focused();
    const told = await isTold();
    await change();
    for (let waited = 0; (await isTold()) === told && waited < 20_000; waited += 100) {
      await page.waitForTimeout(100);
    }
    const shown = () => page.evaluate(() => [location.hash, ...["alive", "lost"].map((id) => document.getElementById(id)?.textContent)].join(" | "));
    holds((await isTold()) !== told, `${what}: the change is not told: ${told}, ${await shown()}`);
    await page.waitForTimeout(700);
    const after = await focused();
    // What has an identifier may be called otherwise, such as by the time of the change.
    holds(after !== null && after.id === before.id && (before.id !== "" || after.name === before.name), `${what}: the focus was on ${JSON.stringify(before)} and is on ${JSON.stringify(after)}`);
  }

  /** Goes through all of a view, forth and back. */
  async function round(what) {
    const seen = [];
    for (const key of ["Tab", "Shift+Tab"]) {
      let steps = 0;
      let last = "";
      for (; steps < STOPS; steps += 1) {
        await press(key);
        const at = await focused();
        if (at === null) {
          break;
        }
        last = JSON.stringify(at);
        seen.push(at);
        holds(at.line && at.isInside && !at.isCovered, `${what}: the focus is not seen on ${last}`);
      }
      holds(steps < STOPS, `${what}: the keyboard does not come out, at last of ${last}`);
    }
    return seen.length;
  }

  return { press, focused, to, id, named, push, view, files, choose, type, day, stays, round };
}

/** The digits of a day in the order in which this browser asks for them. */
async function daysOf(page) {
  const scratch = await page.context().newPage();
  await scratch.setContent("<input type=date>");
  await scratch.focus("input");
  await scratch.keyboard.type("01022003");
  const isMonthFirst = (await scratch.inputValue("input")) === "2003-01-02";
  await scratch.close();
  return (text) => (isMonthFirst ? text.slice(4) + text.slice(0, 4) : text);
}

export async function keys() {
  const at = join(folder, "鍵盤");
  mkdirSync(at);
  const table = join(folder, "図書館の意見.xlsx");
  office("table", table);
  const open = await desk(at);
  const page = await opened(open.address);
  // The system's window for files is answered in its stead; this is said to the browser once, before it is needed.
  page.on("filechooser", () => {});
  const keys = keyboard(page, holds, await daysOf(page));
  const attribute = (selector, name) => () => page.evaluate(([selector, name]) => document.querySelector(selector)?.getAttribute(name) ?? "", [selector, name]);
  const ready = attribute(".making", "data-ready");
  const loaded = attribute("[data-loaded]", "data-loaded");
  const set = attribute(".pages", "data-set");
  const after = async (value, act) => {
    const before = await value();
    await act();
    for (let waited = 0; (await value()) === before && waited < 60_000; waited += 50) {
      await page.waitForTimeout(50);
    }
    holds((await value()) !== before, `nothing comes of ${act}`);
    await page.waitForTimeout(150);
  };

  // A new meeting from her workbook, with its questions.
  await keys.press("Tab");
  holds((await keys.focused())?.name === "本文へ移る", "the first stop leads to the content");
  await keys.files("drop-table", table);
  await page.waitForSelector(".sample img");
  const meaning = () => keys.choose((at) => at.name === "「氏名」の列の意味", (text) => text.includes("読むが"));
  // What is chosen may be taken at once, or when the focus goes on.
  await after(ready, () => meaning().then(() => keys.press("Tab")));
  // A day that is none is refused in words, and can be typed anew.
  await keys.day("ask-date", "11200202");
  holds((await page.textContent("#toast")).includes("その日付は使えません"), "a wrong day is said");
  await after(ready, () => keys.day("ask-date", "20261120"));
  await page.waitForTimeout(500);
  await after(ready, () => keys.push("#layout-stacked", "Space"));
  holds((await keys.focused())?.id === "layout-stacked", `a chosen layout keeps the focus: ${JSON.stringify(await keys.focused())}`);
  await after(ready, () => keys.id("layout-list", "Shift+Tab").then(() => keys.press("Enter")));
  await keys.push("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");
  const meeting = join(at, "図書館の意見");
  const book = join(meeting, "図書館の意見.xlsx");
  const toml = () => readFileSync(join(meeting, "meeting.toml"), "utf8");
  holds(/date = 2026-11-20/.test(toml()) && /private = true/.test(toml()), `what was answered is written:\n${toml()}`);

  // Records: the file is saved in Excel while she is somewhere else on the page.
  const saved = () => utimesSync(book, new Date(), new Date());
  await keys.round("records");
  await keys.stays("records, the table", "意見", saved, loaded);
  await keys.stays("records, on to the papers", "資料の画面", saved, loaded).catch(async () => keys.stays("records, a button", "#mend", saved, loaded));
  await keys.push("#mend");
  await page.waitForFunction(() => document.querySelector(".card h2"));
  await page.waitForTimeout(300);
  await keys.press("Enter");
  await page.waitForTimeout(300);
  holds((await keys.focused())?.id === "mend", `what was closed gives the focus back: ${JSON.stringify(await keys.focused())}`);

  // Papers: settings of several kinds.
  await keys.view("papers");
  await page.waitForSelector(".pages[data-set]");
  await after(set, () => keys.type("set-label", "資料5"));
  holds(toml().includes("label = \"資料5\""), "the label is written");
  await after(set, () => keys.choose((at) => at.kind === "select" && at.name === "用紙", (text) => text === "B4"));
  holds(toml().includes("paper = \"b4\""), "the size is written");
  holds((await keys.focused())?.name === "用紙", `a choice keeps the focus: ${JSON.stringify(await keys.focused())}`);
  await keys.push("余白");
  await after(set, () => keys.type("set-margin_left", "25"));
  holds(toml().includes("margin_left = 25"), "the margin is written");
  await after(set, () => keys.push("#column-1-down"));
  holds((await keys.focused())?.id === "column-2-down", `the focus goes with what is moved: ${JSON.stringify(await keys.focused())}`);
  await after(set, () => keys.press("Enter"));
  holds((await keys.focused())?.id.startsWith("column-3-"), `and on: ${JSON.stringify(await keys.focused())}`);
  await keys.choose("add-above", (text) => text.includes("文") && !text.includes("選んで"));
  await after(set, () => keys.push("#add-above-go"));
  await after(set, () => keys.type("above-text-0", "令和8年11月に集めた意見です。"));
  holds(toml().includes("令和8年11月に集めた意見です。"), "the text is written");
  await after(set, () => keys.push("#band-category", "Space"));
  holds(toml().includes("bands = [\"category\"]") && (await keys.focused())?.id === "band-category", "a box keeps the focus");
  await keys.id("set-title", "Shift+Tab");
  await keys.stays("papers, a field", "#set-title", saved, set);
  await keys.stays("papers, a button", "#build", saved, set);
  // What is chosen for a button that is not pressed yet stays chosen.
  await keys.choose("add-below", (text) => text.includes("注"));
  const chosen = (await keys.focused()).value;
  await keys.stays("papers, a choice", "#add-below-go", saved, set);
  holds((await page.inputValue("#add-below")) === chosen, "what was chosen is lost when the page is told of a change");
  for (let undone = 0; undone < 2; undone += 1) {
    await after(set, () => (undone === 0 ? keys.push("#undo") : keys.press("Enter")));
    holds((await keys.focused())?.id === "undo", "undoing keeps the focus");
  }
  await keys.round("papers");
  await keys.push("#build");
  await page.waitForSelector("#built");
  holds((await keys.focused())?.id === "build", "building keeps the focus");
  const out = join(meeting, "output");
  holds(readdirSync(out).some((name) => name.endsWith(".pdf")), "there are papers");
  await picture(page, "keys-papers");

  // The first inquiry, a division and what it is asked.
  await keys.view("returns");
  await page.waitForSelector("#first-begin");
  await keys.day("first-due", "20261130");
  await keys.type("first-contact", "図書館　内線22");
  await keys.stays("the first inquiry", "#first-begin", saved, loaded);
  holds((await page.inputValue("#first-due")) === "2026-11-30" && (await page.inputValue("#first-contact")).includes("内線22"), "what was typed is lost when the page is told of a change");
  await after(loaded, () => keys.press("Enter"));
  await keys.id("new-division");
  await page.keyboard.type("企画課");
  await after(loaded, () => keys.push("#add-division"));
  // What the new division is asked about is open.
  await keys.push("条件を足す");
  await keys.choose((at) => at.kind === "select" && at.name === "項目", (text) => text === "トイレ");
  await after(loaded, () => keys.push("#takes-0-add"));
  holds(toml().includes("takes = [{ category = \"トイレ\" }]"), `a rule:\n${toml()}`);
  await keys.push("意見を一件ずつ選ぶ");
  await keys.id("takes-0-find");
  await page.keyboard.type("1");
  await keys.to("a box", (at) => at.type === "checkbox");
  await keys.press("Space");
  await after(loaded, () => keys.push("#takes-0-take"));
  holds(/takes = \[\{ category = "トイレ" \}, \{ id = \["/.test(toml()), `a single opinion:\n${toml()}`);
  await after(loaded, () => keys.push("#make-inquiries"));
  const asked = join(out, "照会/企画課.xlsx");
  holds(existsSync(asked), "there is an inquiry");
  await keys.round("returns");

  // Two returns that contradict each other, and the decision.
  const returned = contradicting(asked, folder, "企画課");
  await keys.files("drop-returned", returned);
  await page.waitForSelector("#cases[data-open]");
  const left = async () => Number(await page.getAttribute("#cases", "data-open"));
  holds((await left()) > 0, "a contradiction is asked");
  await keys.to("an answer", (at) => at.kind === "button" && at.name.includes("検討しま"));
  await keys.stays("a case", "検討しま", saved, loaded);
  for (let round = 0; round < 40 && (await left()) > 0; round += 1) {
    const before = await left();
    if (!(await page.evaluate(() => document.activeElement.matches(".case.open .option")))) {
      await page.waitForTimeout(200);
      await keys.to("an open case", (at) => at.kind === "button" && at.name.includes("検討"));
    }
    await keys.press("Enter");
    await page.waitForFunction((before) => Number(document.querySelector("#cases")?.getAttribute("data-open")) < before, before, { timeout: 20_000 }).catch(() => {});
    await page.waitForTimeout(300);
  }
  holds((await left()) === 0, "everything is decided");
  holds(readFileSync(join(meeting, "responses.csv"), "utf8").includes("検討し"), "the answers are taken over");
  holds((await keys.focused())?.id === "cases-title", `after the last decision: ${JSON.stringify(await keys.focused())}`);

  // 意見と対応 as a further paper.
  await keys.view("papers");
  await page.waitForSelector(".pages[data-set]");
  await keys.choose("add-paper", (text) => text.includes("意見と対応"));
  await after(set, () => keys.push("#add-paper-go"));
  await keys.push("#build");
  await page.waitForFunction(() => document.querySelector("#built h2"));
  const answers = readdirSync(out).find((name) => name.endsWith("意見と対応.html"));
  holds(answers && readFileSync(join(out, answers), "utf8").includes("検討し"), "the answers are on a paper");

  // Last time's PDF, what changed, and the 新旧対照表.
  const earlier = join(folder, "前回の図書館.pdf");
  cpSync(join(out, readdirSync(out).find((name) => name.endsWith(".pdf") && !name.includes("対応"))), earlier);
  office("fill", book, "D5", "ブランコの数が足りない。平日も列ができている。");
  await keys.view("editions");
  await keys.files("drop-earlier", earlier);
  await page.waitForSelector("#compared");
  holds((await page.textContent("#compared")).includes("平日も列"), "what changed is shown");
  await keys.round("editions");
  await keys.push("#make-comparison");
  await page.waitForSelector("#comparison-files");
  holds((await keys.focused())?.id === "make-comparison", "making the 新旧対照表 keeps the focus");
  holds(existsSync(join(out, "新旧対照表.pdf")), "the 新旧対照表 is made");

  // The papers anew, and the proof.
  await keys.view("papers");
  await page.waitForSelector(".pages[data-set]");
  await keys.push("#build");
  await page.waitForFunction(() => document.querySelector("#built h2")?.textContent === "資料ができました");
  await keys.view("proof");
  await keys.push("#prove");
  await page.waitForSelector("#proved");
  holds((await page.textContent("#sentence")).includes("一字一句"), "the proof");
  await keys.round("proof");
  // Back to the beginning, where a meeting that changes stands in the list.
  await keys.view("begin");
  await keys.round("begin");
  const painted = () =>
    page.evaluate(() => {
      const list = document.querySelector(".cards");
      window.painted = list === window.last ? (window.painted ?? 0) : (window.painted ?? 0) + 1;
      window.last = list;
      return window.painted;
    });
  await keys.stays("the beginning", "図書館の意見", () => appendFileSync(join(meeting, "meeting.toml"), "# 覚え書き\n"), painted);
  await page.context().close();
  open.end();
  await open.ended;
}
