// A clerk's afternoon in the desk: her own workbook becomes papers; then inquiries, returns that contradict each other, a
// decision, what changed since last time, and the proof. Called by desk.mjs.

import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contradicting, office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, meeting, opened, picture } from "./desk_tools.mjs";

export async function own() {
  const at = join(folder, "会議一覧");
  mkdirSync(at);
  const table = join(folder, "みなと公園の意見.xlsx");
  office("table", table);

  // Her workbook is dropped, the questions are answered by clicks.
  let open = await desk(at);
  let page = await opened(open.address, { bypassCSP: true });
  holds((await page.textContent("h1")) === "はじめる", "it begins at the beginning");
  // Who types the address without its secret and then the whole one gets in.
  const bare = await page.context().newPage();
  await bare.goto(new URL(open.address).origin);
  await bare.waitForSelector("main h1");
  await bare.goto(open.address);
  await bare.waitForSelector("#drop-table").catch(() => holds(false, "the address of the window opens nothing in a tab that was there"));
  await bare.close();
  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector(".making[data-ready]");
  await page.waitForSelector(".sample img");
  await picture(page, "new-meeting");
  await judged(page, "new meeting");
  holds((await page.getAttribute(".grid button[aria-pressed=true]", "aria-label")) === "3行目を見出しにする", "the row of headings is found");
  const meaning = (heading) => page.locator("tr", { has: page.locator(`th:text-is("${heading}")`) }).locator("select").inputValue();
  holds((await page.locator('select[aria-label="「氏名」の列の意味"]').inputValue()) === "unused", "names are not read");
  holds((await page.locator('select[aria-label="「ご意見の概要」の列の意味"]').inputValue()) === "text", "the opinions are found");
  await page.locator('select[aria-label="「氏名」の列の意味"]').selectOption("private");
  await page.waitForFunction(() => document.querySelector('select[aria-label="「氏名」の列の意味"]')?.value === "private");
  await page.fill("#ask-date", "2026-11-20");
  await page.press("#ask-date", "Tab");
  await page.waitForFunction(() => Number(document.querySelector(".making").getAttribute("data-ready")) >= 3);
  await page.click("#layout-stacked");
  await page.waitForFunction(() => document.querySelector("#layout-stacked")?.getAttribute("aria-pressed") === "true");
  await page.click("#layout-list");
  await page.waitForFunction(() => document.querySelector("#layout-list")?.getAttribute("aria-pressed") === "true");
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");
  await picture(page, "new-records");
  const toml = readFileSync(join(at, "みなと公園の意見/meeting.toml"), "utf8");
  holds(/date = 2026-11-20/.test(toml) && /private = true/.test(toml), `what was answered is written:\n${toml}`);

  // A cell that shows an error is brought into sight by a button, and gone once it is mended in Excel.
  const made = join(at, "みなと公園の意見/みなと公園の意見.xlsx");
  office("error", made, "E6");
  await page.waitForSelector("#see-first");
  await page.click("#see-first");
  holds(/エラー値です/.test(await page.evaluate(() => document.activeElement.textContent)), "the first error is not shown");
  copyFileSync(table, made);
  await page.waitForSelector("#see-first", { state: "detached" });

  // A newer version of her table takes its place; undone, the one until now is read again.
  const own_toml = () => readFileSync(join(at, "みなと公園の意見/meeting.toml"), "utf8");
  const settings = own_toml();
  mkdirSync(join(folder, "新しい版"));
  const newer = join(folder, "新しい版/みなと公園の意見.xlsx");
  copyFileSync(table, newer);
  office("fill", newer, "D5", "ブランコの数がまるで足りない。");
  await page.setInputFiles("#drop-newer", newer);
  await page.waitForFunction(() => document.querySelector(".sheets")?.textContent.includes("まるで足りない"));
  holds(own_toml().includes("みなと公園の意見（2）.xlsx"), `the newer table is not read: ${own_toml()}`);
  await judged(page, "records, a newer table");
  await page.click("#undo");
  await page.waitForFunction(() => !document.querySelector(".sheets")?.textContent.includes("まるで足りない"));
  holds(own_toml() === settings, "the newer table is not taken back");
  const unread = join(folder, "新しい版/こわれた表.xlsx");
  writeFileSync(unread, "PK");
  await page.setInputFiles("#drop-newer", unread);
  await page.waitForSelector(".card .finding.grave_error");
  holds(own_toml() === settings && !existsSync(join(at, "みなと公園の意見/こわれた表.xlsx")), "a table that cannot be read is taken");

  // Papers, by the keyboard alone.
  await page.focus("#to-papers");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".pages[data-set]");
  // A title is asked only of sections that there are, and a file only if it is not made yet.
  holds((await page.locator("#section-titles").count()) === (/^\[\[sections\]\]/m.test(own_toml()) ? 1 : 0), "titles of sections that are not declared are asked");
  await page.fill("#set-label", "資料2");
  await page.press("#set-label", "Tab");
  await page.waitForFunction(() => document.querySelector("#paper-0")?.textContent === "資料2");
  // What may not be empty is again what it was.
  await page.fill("#set-size", "");
  await page.press("#set-size", "Tab");
  holds((await page.inputValue("#set-size")) === "9" && (await page.textContent("#toast")).includes("文字（ポイント）"), "an emptied size stays empty");
  await page.focus("#build");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#built");
  const out = join(at, "みなと公園の意見/output");
  holds(readdirSync(out).some((name) => name.endsWith(".pdf")), "there are papers");
  holds(!readFileSync(join(out, readdirSync(out).find((name) => name.endsWith(".html"))), "utf8").includes("佐藤"), "a name is published");
  await picture(page, "new-papers");

  // Proof.
  await go(page, "proof");
  await page.click("#prove");
  await page.waitForSelector("#proved");
  holds((await page.textContent("#sentence")).includes("一字一句"), `the proof: ${await page.textContent("#proved")}`);

  // Last time's PDF, after the table has changed.
  const pdf = readdirSync(out).find((name) => name.endsWith(".pdf"));
  const earlier = join(folder, "前回.pdf");
  copyFileSync(join(out, pdf), earlier);
  office("fill", join(at, "みなと公園の意見/みなと公園の意見.xlsx"), "E5", "ブランコは3基増やします。", "D5", "ブランコの数が足りない。平日も列ができている。");
  await go(page, "editions");
  await page.setInputFiles("#drop-earlier", earlier);
  await page.waitForSelector("#compared");
  holds((await page.textContent("#compared")).includes("平日も列"), "what changed is shown");
  const differing = page.locator("#compared tbody tr", { hasText: "平日も列" });
  holds((await differing.textContent()).includes("市の考え方：ブランコは3基増やします。"), `another column that differs: ${await differing.textContent()}`);
  await page.click("#make-comparison");
  await page.waitForSelector("#comparison-files");
  holds(existsSync(join(out, "新旧対照表.pdf")), "the 新旧対照表 is made");
  holds((await page.locator("#earlier-0").count()) === 1, "what was dropped is kept in sight");
  await picture(page, "editions");
  await judged(page, "editions compared");
  // So are last time's workbook and her own table of then.
  for (const [file, text] of [[join(out, readdirSync(out).find((name) => name.endsWith(".xlsx") && !name.startsWith("新旧"))), "平日も列"], [table, "平日も列"]]) {
    await page.evaluate(() => document.querySelector("#compared").remove());
    await page.setInputFiles("#drop-earlier", file);
    await page.waitForFunction((text) => document.querySelector("#compared")?.textContent.includes(text), text).catch(() => holds(false, `${file} is not compared`));
    holds((await page.textContent("#compared")).includes("前回のPDFを入れたとき"), `${file}: it is not said that pages are not known`);
  }
  await page.setInputFiles("#drop-earlier", join(folder, "前回.pdf"));
  await page.waitForSelector("#compared");
  // A meeting whose folder is called otherwise is missed at once.
  const refused = await opened(open.address, { mayFail: true });
  await refused.click("[id='meeting-みなと公園の意見']");
  await refused.waitForSelector("[data-loaded]");
  renameSync(join(at, "みなと公園の意見"), join(at, "別の名"));
  await refused.waitForFunction(() => document.querySelector("main")?.textContent.includes("見つかりません"), null, { timeout: 8000 }).catch(() => holds(false, "a folder that is called otherwise is not missed"));
  await refused.context().close();
  await page.context().close();
  open.end();
  await open.ended;

  // Inquiries of the sample: two returns of one division contradict each other.
  const sample = join(folder, "照会の見本");
  cpSync(meeting, sample, { recursive: true });
  open = await desk(sample);
  page = await opened(open.address, { bypassCSP: true });
  // Back, and forward from there.
  for (const key of ["papers", "proof"]) await go(page, key);
  await page.goBack();
  await page.waitForSelector("main[data-shown=papers]");
  await page.goForward();
  await page.waitForSelector("main[data-shown=proof]", { timeout: 5000 }).catch(() => holds(false, "there is no way forward"));
  await go(page, "returns");
  await page.waitForSelector("[data-loaded]");
  const inquiry = join(sample, "output/照会/【例】窓口課.xlsx");
  if (!existsSync(inquiry)) {
    await page.click("text=照会のファイルを作る");
    await page.waitForSelector(".outcome");
  }
  const returned = contradicting(inquiry, folder, "窓口課");
  // What is no return is said, and keeps the others from nothing.
  const picture_of = join(folder, "写真.jpg");
  const broken = join(folder, "こわれ.xlsx");
  writeFileSync(picture_of, "x");
  writeFileSync(broken, "PK");
  await page.setInputFiles("#drop-returned", [...returned, picture_of, broken]);
  await page.waitForSelector("#cases[data-open]");
  await page.waitForSelector("#refused");
  holds((await page.textContent("#refused")).includes("写真.jpg"), "what is no return is not said");
  holds((await page.textContent("#untaken")).includes("こわれ.xlsx"), "what was not taken is not said first");
  const left = async () => Number(await page.getAttribute("#cases", "data-open"));
  holds((await left()) > 0, "contradictions are asked");
  await picture(page, "cases");
  await judged(page, "cases");
  await page.locator("#cases").scrollIntoViewIfNeeded();
  // A page that is loaded anew says that something is left to decide, and asks it again.
  await page.reload();
  await page.waitForSelector("#undecided");
  await page.click("#collect");
  await page.waitForSelector("#cases[data-open]");
  holds((await page.locator("#undecided").count()) === 0, "it is said that cases are not shown which are");
  const before = readFileSync(join(sample, "responses.csv"), "utf8");
  for (let round = 0; round < 60 && (await left()) > 0; round += 1) {
    const open = await left();
    // A whole file at once, where that is offered; else the first answer.
    const whole = page.locator(".case .option", { hasText: "このファイル" }).first();
    const one = (await whole.count()) > 0 && round === 0 ? whole : page.locator(".case.open .option").first();
    await one.click();
    await page.waitForFunction((open) => Number(document.querySelector("#cases")?.getAttribute("data-open")) < open, open);
  }
  holds((await left()) === 0, "everything is decided");
  holds(readFileSync(join(sample, "responses.csv"), "utf8") !== before, "the answers are taken over");
  holds(existsSync(join(sample, "output/回収状況.xlsx")), "there is a 回収状況");
  await picture(page, "decided");

  // What was decided is on the paper, and how far each division is, is said.
  const word = ["検討します", "検討しません"].find((word) => readFileSync(join(sample, "responses.csv"), "utf8").includes(`窓口の見直しの中で${word}`));
  holds(word !== undefined, "no answer was taken");
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.click("#build");
  await page.waitForSelector("#built");
  holds(readFileSync(join(sample, "output/資料4_意見と対応.html"), "utf8").includes(`窓口の見直しの中で${word}`), "the decision is on no paper");
  const status = office("words", join(sample, "output/回収状況.xlsx"));
  holds(/窓口課 .*済/.test(status), `回収状況 says otherwise:\n${status}`);
  await page.context().close();
  open.end();
  await open.ended;
}
