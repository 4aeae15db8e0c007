// A clerk's morning in the desk: a workbook with everything that a table can leave open, mended by the buttons beside the
// findings; the settings of a paper, by the keyboard alone; divisions that are asked, and their answer on a paper. Called by
// desk.mjs.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, opened, picture, until } from "./desk_tools.mjs";

export async function forms() {
  const at = join(folder, "書式");
  mkdirSync(at);
  const table = join(folder, "バスの意見.xlsx");
  office("odd", table);
  const open = await desk(at);
  const page = await opened(open.address, { bypassCSP: true });
  const meeting = join(at, "バスの意見");
  const toml = () => readFileSync(join(meeting, "meeting.toml"), "utf8");
  const loads = (act) => until(page, "[data-loaded]", "data-loaded", act);

  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector(".sample img");
  holds(!(await page.textContent(".making")).includes("meeting.toml"), "the questions of a new meeting speak of lines of meeting.toml");
  await page.waitForTimeout(500);
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");
  await picture(page, "records-remedies");
  await judged(page, "records with remedies");

  // Each finding that meeting.toml can settle has a button.
  const first = toml();
  const remedies = () => page.locator(".remedy").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  const press = async (setting) => {
    const button = page.locator(`.remedy[aria-label*='${setting}']`).first();
    await button.focus();
    await loads(() => page.keyboard.press("Enter"));
    await page.waitForTimeout(200);
  };
  const offered = (await remedies()).join("\n");
  for (const setting of ["meeting.date", "papers.1.above+", "records.struck=\"drop\"", "records.struck=\"keep\"", "records.hidden=\"skip\"", "records.hidden=\"read\""]) {
    holds(offered.includes(setting), `no button for ${setting}: ${offered}`);
  }
  await page.locator(".hint input[type=date]").first().fill("2026-10-15");
  await press("meeting.date");
  await press("papers.1.above+");
  await press("records.struck=\"keep\"");
  await press("records.hidden=\"read\"");
  await press("papers.1.below+");
  holds((await remedies()).length === 0, `buttons are left: ${await remedies()}`);
  for (const text of ["date = 2026-10-15\n", "struck = \"keep\"", "hidden = \"read\"", "above = [{ note = ", "below = [{ note = ", "# 作る資料"]) {
    holds(toml().includes(text), `meeting.toml has no ${text}:\n${toml()}`);
  }
  const mended = toml();
  for (let round = 0; round < 5; round += 1) {
    await loads(() => page.click("#undo"));
  }
  holds(toml() === first, `undone, meeting.toml is otherwise:\n${toml()}`);
  holds(mended !== first, "something was mended");
  await page.locator(".hint input[type=date]").first().fill("2026-10-15");
  for (const setting of ["meeting.date", "records.struck=\"keep\"", "records.hidden=\"read\"", "papers.1.below+"]) {
    await press(setting);
  }

  // A column that was left out is read after all.
  const read = page.locator("#unused button", { hasText: "連番メモ" });
  await page.click("#unused > summary");
  await loads(() => read.click());
  holds(!/"連番メモ" = "unused"/.test(toml()) && toml().includes("key = \"連番メモ\""), `the column is read:\n${toml()}`);
  holds((await page.locator("#unused").count()) === 0, "no column is left out any more");

  // The settings of a paper, by the keyboard.
  await page.focus("#to-papers");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".pages[data-set]");
  const changed = async (act) => {
    await until(page, ".pages", "data-set", act);
    await page.waitForTimeout(100);
  };
  const add = (id, option) => changed(() => page.selectOption(`#${id}`, option).then(() => page.click(`#${id}-go`)));
  const unfold = async (id) => {
    if (await page.evaluate((id) => document.getElementById(id).open, id)) {
      return;
    }
    await page.focus(`#${id} > summary`);
    await page.keyboard.press("Enter");
  };
  const type = (id, text) =>
    changed(async () => {
      await page.focus(`#${id}`);
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    });
  const press2 = (id) =>
    changed(async () => {
      await page.focus(`#${id}`);
      await page.keyboard.press("Enter");
    });
  const has = (text, what) => holds(toml().includes(text), `${what}: no ${text} in\n${toml()}`);
  await unfold("margins");
  await type("set-margin_left", "30");
  has("margin_left = 30", "margins");
  await type("set-label", "資料7");
  has("label = \"資料7\"", "label");
  const columns = () => page.locator("fieldset:has(#add-column) > .order > li > span:first-child").allTextContents();
  const before = await columns();
  await press2("column-1-up");
  holds((await columns()).slice(0, 2).join() === before.slice(0, 2).reverse().join(), `columns are moved: ${await columns()}`);
  await press2("column-0-down");
  const text = before.indexOf("ご意見");
  await unfold(`column-more-${text}`);
  await type(`column-width-${text}`, "20");
  has("{ of = \"text\", width = 20 }", "width of a column");
  await type(`column-heading-${text}`, "市民の声");
  has("{ of = \"text\", width = 20, heading = \"市民の声\" }", "heading of a column");
  holds((await page.evaluate(() => document.activeElement.id)) !== "", "the keyboard's place is lost");
  await add("add-above", { index: 1 });
  await type("above-text-0", "全{all}件のうち{shown}件です。");
  has("{ text = \"全{all}件のうち{shown}件です。\" }", "text above");
  await add("add-below", { label: "小さな表" });
  await unfold("below-more-1");
  await type("below-table-1", "提出方法｜件数\n窓口｜3\nメール｜5");
  has("[\"窓口\", \"3\"], [\"メール\", \"5\"]", "a small table");
  await changed(() => page.check("#band-category"));
  has("bands = [\"category\"]", "bands");
  await unfold("shows-new");
  await page.selectOption("select[id*=shows-category]", { label: "運賃" });
  await press2("shows-add");
  has("shows = [{ category = \"運賃\" }]", "a rule");
  await picture(page, "papers-forms");
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await judged(page, "papers with all forms open");
  await press2("shows-out-0");
  await changed(() => page.uncheck("#band-category"));
  await add("add-paper", { label: "縦並び（意見の下に考え方など）" });
  has("label = \"資料2\"", "a second paper");
  holds((await page.textContent(".status")).includes("ページ"), "the new paper has pages");
  await press2("undo");
  holds(!toml().includes("資料2"), "the second paper is undone");

  // Single opinions, by a word and by a number.
  await unfold("shows-singles");
  await page.focus("#shows-find");
  await page.keyboard.type("便");
  const shownSingles = await page.locator("#shows-singles .singles label").allTextContents();
  holds(shownSingles.length > 0 && shownSingles.every((text) => text.includes("便")), `single opinions are looked for: ${shownSingles}`);
  await page.locator("#shows-singles input[type=checkbox]").first().check();
  await page.fill("#shows-find", "");
  await page.locator("#shows-singles input[type=checkbox]:not(:checked)").first().check();
  await press2("shows-take");
  holds(/shows = \[\{ id = \["[^"]+", "[^"]+"\] \}\]/.test(toml()), `two single opinions:\n${toml()}`);
  holds(/番「/.test(await page.locator("fieldset:has(#shows-new) .order li").first().textContent()), "the rule names its opinions by number");
  await press2("shows-out-0");

  // The names of a source, and the short title.
  await type("set-short-title", "バスの意見");
  has("short_title = \"バスの意見\"", "short title");
  await type("set-short-title", "　 ");
  holds(!toml().includes("short_title"), "the short title is taken away");

  // A double click moves a column once, and says that the second click came too early.
  const order = await columns();
  await changed(() => page.evaluate(() => [1, 2].forEach(() => document.getElementById("column-1-up").click())));
  await page.waitForFunction(() => document.getElementById("toast").textContent.includes("その間に設定"));
  await page.waitForTimeout(500);
  const once = [order[1], order[0], ...order.slice(2)];
  holds((await columns()).join() === once.join(), `a double click: ${await columns()}`);
  await press2("column-1-up");
  holds((await columns()).join() === order.join(), `and the next one is done: ${await columns()}`);

  // Two tabs: the one that is behind is told, loses nothing of the other's, and shows what is.
  const behind = await page.context().newPage();
  await behind.route("**/events", (route) => route.abort());
  await behind.goto(open.address);
  await behind.waitForSelector("main[data-shown]");
  await behind.click("text=バスの意見");
  await behind.waitForSelector("main[data-shown=records]");
  await behind.click("#to-papers");
  await behind.waitForSelector(".pages[data-set]");
  await type("set-label", "資料8");
  await press2("column-0-down");
  const kept = toml();
  await behind.click("#column-0-out");
  await behind.waitForFunction(() => document.getElementById("toast").textContent.includes("その間に設定"));
  holds(toml() === kept, `another tab writes over what it does not show:\n${toml()}`);
  await behind.waitForFunction(() => document.getElementById("set-label").value === "資料8");
  await behind.click("#column-0-out");
  await behind.waitForFunction((count) => document.querySelectorAll("fieldset:has(#add-column) > .order > li").length === count, order.length - 1);
  await behind.click("#undo");
  await behind.waitForFunction((count) => document.querySelectorAll("fieldset:has(#add-column) > .order > li").length === count, order.length);
  await behind.close();
  await page.waitForTimeout(1500);
  await type("set-label", "資料7");
  await press2("column-0-down");
  has("# 作る資料", "comments");

  // Divisions: from her own column, with a rule of their own; then an answer, on a paper.
  await go(page, "returns");
  await page.waitForSelector("#first-begin");
  await picture(page, "returns-first");
  await judged(page, "the first inquiry");
  await page.fill("#first-due", "2026-11-30");
  await page.fill("#first-contact", "交通政策課　内線1234");
  await page.click("#first-begin");
  await page.waitForSelector("#divisions-of-0");
  await page.click("#divisions-of-0");
  await page.waitForSelector("#division-0");
  has("[[divisions]]\nname = \"道路管理課\"\ntakes = [{ field = ", "divisions of a column");
  await page.fill("#new-division", "財政課");
  await page.click("#add-division");
  await page.waitForFunction(() => [...document.querySelectorAll("#divisions summary")].some((one) => one.textContent.includes("財政課")));
  const last = (await page.locator("#divisions > details[id^=division-]").count()) - 1;
  await unfold(`division-${last}`);
  await unfold(`takes-${last}-new`);
  await page.selectOption(`select[id*=takes-${last}-category]`, { label: "運賃" });
  await page.click(`#takes-${last}-add`);
  await page.waitForFunction(() => [...document.querySelectorAll("#divisions summary")].some((one) => one.textContent.includes("財政課：2件")));
  has("name = \"財政課\"\ntakes = [{ category = \"運賃\" }]", "a rule of a division");
  await picture(page, "returns-divisions");
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await judged(page, "divisions");
  await page.click("#make-inquiries");
  await page.waitForSelector(".outcome");
  const asked = join(meeting, "output/照会/財政課.xlsx");
  holds(existsSync(asked), `there is no inquiry: ${readdirSync(join(meeting, "output"))}`);
  const answered = join(folder, "財政課.xlsx");
  office("answer", asked, answered, "検討します");
  await page.setInputFiles("#drop-returned", answered);
  await page.waitForSelector("#cases[data-open='0']");
  const row = page.locator("tr", { has: page.locator("th:text-is('財政課')") });
  await page.waitForFunction(() => [...document.querySelectorAll("tr")].some((row) => row.textContent.includes("財政課") && row.textContent.includes("2 / 2")));
  holds((await row.first().textContent()).includes("済"), `財政課 has answered: ${await row.first().textContent()}`);
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await add("add-paper", { label: "意見と対応（担当課の回答を載せる一覧表）" });
  await page.click("#build");
  await page.waitForSelector("#built");
  const html = readdirSync(join(meeting, "output")).find((name) => name.endsWith("意見と対応.html"));
  holds(html && readFileSync(join(meeting, "output", html), "utf8").includes("検討します"), `the answer is on no paper: ${html}`);

  // What stands in the way of a paper is said, nothing is half made, and the next build is whole.
  const pdf = readdirSync(join(meeting, "output")).find((name) => name.endsWith("意見と対応.pdf"));
  const bytes = () => readFileSync(join(meeting, "output", html));
  const was = bytes();
  rmSync(join(meeting, "output", pdf));
  mkdirSync(join(meeting, "output", pdf, "開いています"), { recursive: true });
  await add("add-above", { index: 1 });
  const fails = async () => {
    await page.click("#build");
    await page.waitForFunction(() => document.querySelector("#built h2")?.textContent === "資料はできませんでした");
    holds((await page.textContent("#built")).includes(pdf), `it is not said which paper: ${await page.textContent("#built")}`);
    holds(bytes().equals(was), "papers of two builds lie side by side");
  };
  await fails();
  await fails();
  await picture(page, "papers-held");
  rmSync(join(meeting, "output", pdf), { recursive: true });
  await page.click("#build");
  await page.waitForFunction(() => document.querySelector("#built h2")?.textContent === "資料ができました");
  holds(existsSync(join(meeting, "output", pdf)) && !bytes().equals(was), "the next build is whole");
  await page.context().close();
  open.end();
  await open.ended;
}
