// What a clerk does in another order than the page thinks of: wrong files, the same file twice, two at once, the page loaded
// anew, the way back, a folder that is moved, a desk that ends; texts that would be code; sixty divisions. Called by desk.mjs.

import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { office } from "./desk_office.mjs";
import { desk, folder, go, holds, judged, opened, picture } from "./desk_tools.mjs";

export async function order() {
  const at = join(folder, "順不同");
  mkdirSync(at);
  const table = join(folder, "公園の意見.xlsx");
  office("table", table);
  const open = await desk(at);
  const page = await opened(open.address, { bypassCSP: true, mayFail: true });
  const shown = () => page.textContent("main");
  const says = (text, what) =>
    page.waitForFunction((text) => document.body.innerText.includes(text), text, { timeout: 20_000 }).catch(async () => holds(false, `${what}: no “${text}” in ${(await shown()).slice(0, 400)}`));
  const file = (name, text) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  const made = async (which) => {
    await go(page, "begin");
    await page.setInputFiles("#drop-table", which);
    await page.waitForSelector("#make");
    await page.click("#make");
    await page.waitForSelector("main[data-shown=records]");
    await page.waitForSelector("[data-loaded]");
  };

  // What is no table is refused in words, and leaves nothing in her folder.
  for (const name of ["写真.jpg", "要項.docx", "メモ.txt", "名なし"]) {
    await page.setInputFiles("#drop-table", file(name, "x"));
    await says(`「${name}」は、ここで使える種類のファイルではありません`, name);
  }
  await page.fill("#new-name", "令和8年/第1回");
  await page.setInputFiles("#drop-table", table);
  await says("フォルダーの名前に使えません", "a name with a slash");
  await page.fill("#new-name", "");
  const drop = (names) =>
    page.evaluate((names) => {
      const dropped = new DataTransfer();
      names.forEach((name) => dropped.items.add(new File(["x"], name)));
      document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
    }, names);
  await drop(["一.csv", "二.csv"]);
  await says("一度に使えるのは1つだけです", "two tables at once");
  holds(readdirSync(at).every((name) => name.startsWith(".")), `something is left: ${readdirSync(at)}`);
  await page.setInputFiles("#drop-table", file("こわれた.xlsx", "PK"));
  await says("ブックが壊れています", "a damaged workbook");
  holds(!(await shown()).includes("見出しは何行目ですか"), "a damaged workbook is asked about");

  // Answers are there again when the page was loaded anew.
  await page.setInputFiles("#drop-table", table);
  await page.waitForSelector("#make");
  await page.fill("#ask-title", "わたしの題名");
  await page.press("#ask-title", "Tab");
  await page.waitForFunction(() => Number(document.querySelector(".making").getAttribute("data-ready")) >= 2);
  await page.reload();
  await page.locator(".meeting.raw", { hasText: "公園の意見" }).click();
  await page.waitForSelector("#make");
  holds((await page.inputValue("#ask-title")) === "わたしの題名", "an answer is lost");
  await page.click("#make");
  await page.waitForSelector("main[data-shown=records]");
  await page.waitForSelector("[data-loaded]");

  // So are meeting, view and what undoes the last change. The way back goes through views and meetings.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.fill("#set-size", "11");
  await page.press("#set-size", "Tab");
  const toml = () => readFileSync(join(at, "公園の意見/meeting.toml"), "utf8");
  await page.waitForFunction(() => document.getElementById("undo").getAttribute("aria-disabled") === "false");
  await page.reload();
  await page.waitForSelector(".pages[data-set]");
  holds((await page.textContent("#where")) === "公園の意見" && (await page.getAttribute("main", "data-shown")) === "papers", "view or meeting is lost");
  holds(/^size = 11/m.test(toml()), "the change was not written");
  await page.click("#undo");
  await page.waitForFunction(() => document.getElementById("set-size").value !== "11");
  holds(!/^size = 11/m.test(toml()), "the change is not undone after the page was loaded anew");
  await go(page, "proof");
  await page.goBack();
  await page.waitForSelector("main[data-shown=papers]");

  // The same table once more: its meeting is there, and gets no second table.
  await go(page, "begin");
  await page.setInputFiles("#drop-table", table);
  await says("「公園の意見」という会議は、すでにあります", "the same table");
  await page.setInputFiles("#drop-table", file("公園の意見.xlsx", "PK other"));
  await says("「公園の意見」という会議は、すでにあります", "another table of that name");
  holds(readdirSync(join(at, "公園の意見")).filter((name) => name.endsWith(".xlsx")).length === 1, "the meeting got a second table");

  // Texts stay texts, on every view; what is damaged is mended by buttons alone.
  const evil = join(folder, "'＞＜img src=x onerror=alert(3)＞.xlsx");
  office("hostile", evil);
  await made(evil);
  await page.locator("button.remedy", { hasText: "文字の傷みを調べる" }).first().click();
  await page.locator("button", { hasText: "直した写しを作る" }).click();
  await page.click("#mend-take");
  await page.waitForFunction(() => document.querySelector(".summary .big").textContent.startsWith("資料は作れます"));
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.fill("#set-title", "<script>alert(4)</script>{{ 1 }}#panic()");
  await page.press("#set-title", "Tab");
  await page.click("#build");
  await page.waitForSelector("#built");
  holds((await page.textContent("#built h2")) === "資料ができました", "a table of code is printed");
  for (const view of ["returns", "editions", "proof", "begin"]) {
    await go(page, view);
    await page.waitForTimeout(300);
  }
  holds((await page.locator("main img[src=x], main script, main b, main i").count()) === 0, "a text became markup");
  await go(page, "proof");
  await page.click("#prove");
  await says("一字一句同じ", "a table of code is proved");

  // A gap in the numbers is closed by a button, once it was seen how.
  await made(file("番号.csv", "意見\r\n歩道が狭い。\r\n街灯がほしい。\r\nベンチがほしい。\r\n"));
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.click("#build");
  await page.waitForSelector("#built");
  await go(page, "records");
  writeFileSync(join(at, "番号/番号.csv"), "意見\r\n歩道が狭い。\r\nベンチがほしい。\r\n");
  await page.locator("button.remedy", { hasText: "番号がどう変わるかを見る" }).first().click();
  await says("No.3 → No.2", "how numbers would move");
  const ids = () => readFileSync(join(at, "番号/ids.csv"), "utf8");
  const before = ids();
  await page.locator(".report button.strong").click();
  await says("番号を変えた行1件", "numbers are moved");
  holds(ids() !== before, "numbers stay");
  await page.waitForFunction(() => !document.querySelector("main").innerText.includes("番号がどう変わるかを見る"));
  holds(!/shiryo /.test(await page.evaluate(() => document.querySelector("main").innerText)), "a command is told");

  // A paper that was changed by hand is kept, and a button replaces it; no option of a command is told.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  await page.click("#build");
  await page.waitForSelector("#built .files");
  appendFileSync(join(at, "番号/output/資料.html"), "手直し");
  writeFileSync(join(at, "番号/番号.csv"), "意見\r\n歩道が狭い。\r\nベンチが二つほしい。\r\n");
  await page.waitForTimeout(1500);
  await page.click("#build");
  await says("手直しされたものは控えを残して置き換える", "a paper that was changed");
  holds(!(await page.textContent("#built .findings")).includes("--"), `an option is told: ${await page.textContent("#built .findings")}`);
  await page.locator("#built button", { hasText: "手直しされたものは" }).click();
  await page.waitForSelector("#built .files");
  holds(readdirSync(join(at, "番号/output")).filter((name) => name.endsWith(".html")).length === 2, "no copy of what was changed is kept");

  // Sixty divisions: one button for all, and what is to be decided stands before them.
  const many = join(folder, "三百件.xlsx");
  office("many", many);
  await made(many);
  await go(page, "returns");
  await page.waitForSelector("#first-due");
  await page.fill("#first-due", "2026-12-11");
  await page.press("#first-due", "Tab");
  await page.click("#first-begin");
  await says("「問い合わせ先」を入れてください", "nobody to ask back");
  await page.fill("#first-contact", "総務課 内線2345");
  await page.click("#first-begin");
  await says("まだ課がありません", "no division yet");
  await page.click("#divisions-of-0");
  await page.waitForFunction(() => document.querySelectorAll(".state").length === 60);
  await judged(page, "sixty divisions");
  await picture(page, "sixty-divisions");
  await page.click("#make-inquiries");
  await says("課ごとのExcelができました", "sixty inquiries");
  holds(readdirSync(join(at, "三百件/output/照会")).length === 60, "sixty workbooks");
  await page.setInputFiles("#drop-returned", file("写真.jpg", "x"));
  await says("「写真.jpg」は、ここで使える種類のファイルではありません", "a picture in place of a return");
  await go(page, "editions");
  await page.setInputFiles("#drop-earlier", file("写真.jpg", "x"));
  await says("「写真.jpg」は、ここで使える種類のファイルではありません", "a picture in place of last time's paper");

  // A folder that is moved away, and comes back.
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");
  renameSync(join(at, "三百件"), join(folder, "よそ"));
  await page.waitForTimeout(500);
  await page.click("#build");
  await says("この会議のフォルダーが見つかりません", "a folder that is gone");
  for (const view of ["records", "returns"]) {
    await go(page, view);
    await says("この会議のフォルダーが見つかりません", `a folder that is gone (${view})`);
  }
  renameSync(join(folder, "よそ"), join(at, "三百件"));
  await go(page, "papers");
  await page.waitForSelector(".pages[data-set]");

  // A desk that ends says so, whatever is pressed then.
  open.end();
  await open.ended;
  await page.waitForFunction(() => document.getElementById("lost").textContent.includes("もう一度アイコンから開いてください"));
  await page.click("#build");
  await page.waitForSelector("#built .finding");
  await picture(page, "ended");
  await page.context().close();
}
