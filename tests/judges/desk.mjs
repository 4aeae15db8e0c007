// A judge of the desk: works in it as a clerk does, in Chromium, from her own workbook to papers, inquiries, returns,
// editions and the proof; asks axe for faults of accessibility on each view; and knocks as foreign pages do.
//
//   node tests/judges/desk.mjs PROGRAM MEETING [PICTURES]
//
// PROGRAM is shiryo, MEETING a folder like seeds/. Pictures of the views go to PICTURES, if that is named. Needs axe-core
// 4.14.1 and playwright-core 1.65.1 in NODE_PATH, and Chromium at /usr/bin/chromium or at CHROMIUM.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { chromium } = require("playwright-core");

const [program, meeting, pictures] = process.argv.slice(2);
if (!program || !meeting) {
  console.error("usage: node tests/judges/desk.mjs PROGRAM MEETING [PICTURES]");
  process.exit(2);
}
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WINDOW = { width: 1366, height: 768 };
/** Delays what programs ask of the disk. */
const STRACE = "/usr/bin/strace";
const folder = mkdtempSync(join(tmpdir(), "desk-"));
const faults = [];
const measured = [];

/** Checks that something holds, and says what does not. */
function holds(is, what) {
  if (!is) {
    faults.push(what);
    console.log(`fault: ${what}`);
  }
}

/** A desk on a folder: its address, and how to end it. */
async function desk(at, ...options) {
  return deskOf([resolve(program)], at, ...options);
}

async function deskOf([command, ...before], at, ...options) {
  const child = spawn(command, [...before, "--lang", "ja", "desk", at, "--no-browser", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const ended = new Promise((done) => child.on("exit", done));
  const address = await new Promise((found, failed) => {
    child.stdout.on("data", (data) => {
      text += data;
      const seen = /http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]{64}/.exec(text);
      if (seen) {
        found(seen[0]);
      }
    });
    child.stderr.on("data", (data) => (text += data));
    ended.then((code) => failed(new Error(`the desk ended with ${code}: ${text}`)));
  });
  // What runs the desk may not be the desk.
  const end = () => {
    const children = before.length > 0 ? readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ").filter(Boolean) : [];
    children.forEach((pid) => process.kill(Number(pid)));
    return children.length > 0 || child.kill();
  };
  return { address, child, ended, end };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=ja"],
});

/** A page on a desk, as it is; whatever goes wrong in it is a fault. */
async function opened(address, { mayFail = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: WINDOW, locale: "ja-JP", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => holds(false, `script: ${error}`));
  // A refused request is no fault of the page where it is what is tried.
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && holds(mayFail && message.text().startsWith("Failed to load resource"), `console: ${message.text()}`));
  page.on("dialog", (dialog) => holds(false, `a dialog: ${dialog.message()}`) || dialog.dismiss());
  page.on("request", (request) => {
    const known = request.url().startsWith(new URL(address).origin) || request.url().startsWith("blob:") || request.url().startsWith("data:");
    holds(known, `asks for ${request.url()}`);
  });
  await page.goto(address);
  await page.waitForSelector("main[data-shown]");
  return page;
}

async function go(page, key) {
  await page.click(`#to-${key}`);
  await page.waitForSelector(`main[data-shown=${key}]`);
}

async function picture(page, name) {
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

/** What axe finds on the view that is shown, in a window as large as hers, and in one where everything is twice as large. */
async function judged(page, name) {
  for (const viewport of [WINDOW, { width: 640, height: 480 }]) {
    await page.setViewportSize(viewport);
    await page.waitForTimeout(200);
    await page.evaluate(axe);
    const rules = { "target-size": { enabled: true } };
    const violations = await page.evaluate(
      async ([tags, rules]) => (await window.axe.run(document, { runOnly: { type: "tag", values: tags }, rules })).violations,
      [TAGS, rules],
    );
    for (const { id, help, nodes } of violations) {
      holds(false, `${name} (${viewport.width}): ${id}: ${help}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)}`);
    }
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    holds(wide <= 0, `${name} (${viewport.width}): scrolls sideways by ${wide} px`);
  }
  await page.setViewportSize(WINDOW);
}

try {
  const parts = process.env.ONLY?.split(",") ?? ["sample", "own", "requests", "forms", "keys", "order", "asked", "slow", "knocks"];
  if (parts.includes("sample")) {
    await sample();
  }
  if (parts.includes("own")) {
    const copy = join(folder, "照会の見本");
    cpSync(meeting, copy, { recursive: true });
    const { own } = await import("./desk_own.mjs");
    await own({ desk, opened, go, picture, judged, holds, folder, sample: copy });
  }
  if (parts.includes("requests")) {
    const { requests } = await import("./desk_requests.mjs");
    await requests({ desk, opened, go, picture, judged, holds, folder });
  }
  if (parts.includes("forms")) {
    const { forms } = await import("./desk_forms.mjs");
    await forms({ desk, opened, go, picture, judged, holds, folder });
  }
  if (parts.includes("keys")) {
    const { keys } = await import("./desk_keys.mjs");
    await keys({ desk, opened, picture, holds, folder });
  }
  if (parts.includes("order")) {
    const { order } = await import("./desk_order.mjs");
    await order({ desk, opened, go, picture, judged, holds, folder });
  }
  if (parts.includes("asked")) {
    const { asked } = await import("./desk_asked.mjs");
    await asked({ desk, opened, go, picture, judged, holds, folder });
  }
  if (parts.includes("slow") && existsSync(STRACE)) {
    await slow();
  }
  if (parts.includes("knocks")) {
    await knocks();
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

/** The sample: every view, the settings, the papers, the proof. */
async function sample() {
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

/** The same under a disk that takes its time for whatever is opened, written down and renamed. */
async function slow() {
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
  const changed = async (act) => {
    const before = await page.getAttribute(".pages", "data-set");
    await act();
    await page.waitForFunction((before) => document.querySelector(".pages")?.getAttribute("data-set") !== before, before);
  };
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

/** What foreign pages and programs try. */
async function knocks() {
  const at = join(folder, "守り");
  mkdirSync(at);
  writeFileSync(join(at, "meeting.toml"), readFileSync(join(meeting, "meeting.toml")));
  writeFileSync(join(at, "opinions.csv"), readFileSync(join(meeting, "opinions.csv")));
  const open = await desk(at);
  const { origin, hash } = new URL(open.address);
  const page = await opened(open.address);
  // Another page of the same browser, of another origin of this machine.
  const other = await (await browser.newContext()).newPage();
  await other.route("http://127.0.0.1:1/**", (route) => route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>x</title>" }));
  await other.goto("http://127.0.0.1:1/");
  const tried = await other.evaluate(
    async ([origin, secret]) => {
      const attempt = async (path, options) => fetch(origin + path, options).then((response) => response.status, () => "refused");
      return {
        plain: await attempt("/state", { method: "POST", body: "{}" }),
        simple: await attempt("/act", { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body: '{"meeting":"","what":{"action":"build"}}' }),
        known: await attempt("/state", { method: "POST", headers: { "x-shiryo-secret": secret }, body: "{}" }),
        framed: await new Promise((done) => {
          const frame = document.createElement("iframe");
          frame.src = `${origin}/`;
          frame.onload = () => {
            try {
              done(frame.contentDocument === null ? "foreign" : frame.contentDocument.title);
            } catch {
              done("foreign");
            }
          };
          document.body.append(frame);
        }),
        picture: await new Promise((done) => {
          const image = new Image();
          image.onload = () => done("shown");
          image.onerror = () => done("refused");
          image.src = `${origin}/page/desk.svg`;
        }),
        script: await new Promise((done) => {
          const script = document.createElement("script");
          script.onload = () => done("run");
          script.onerror = () => done("refused");
          script.src = `${origin}/page/parts.js`;
          document.body.append(script);
        }),
        events: await new Promise((done) => {
          const source = new EventSource(`${origin}/events`);
          source.onopen = () => done("open");
          source.onerror = () => done("refused");
        }),
        beacon: navigator.sendBeacon(`${origin}/act`, new Blob(['{"meeting":"","what":{"action":"build"}}'], { type: "text/plain" })) && "sent",
        style: await new Promise((done) => {
          const link = document.createElement("link");
          link.rel = "stylesheet";
          link.onload = () => done("shown");
          link.onerror = () => done("refused");
          link.href = `${origin}/page/desk.css`;
          document.head.append(link);
        }),
        module: await import(`${origin}/page/parts.js`).then(() => "run", () => "refused"),
        worker: await new Promise((done) => {
          try {
            const worker = new Worker(URL.createObjectURL(new Blob([`importScripts("${origin}/page/parts.js")`])));
            worker.onerror = () => done("refused");
            setTimeout(() => done("run"), 1500);
          } catch {
            done("refused");
          }
        }),
        embedded: await new Promise((done) => {
          const embed = document.createElement("object");
          embed.data = `${origin}/page/desk.svg`;
          embed.onload = () => done("shown");
          embed.onerror = () => done("refused");
          setTimeout(() => done("refused"), 1500);
          document.body.append(embed);
        }),
        names: await Promise.all(
          ["localhost", "0.0.0.0", "127.0.0.2", "[::1]", "127.1"].map((name) =>
            attempt("", { method: "GET" }).then(() => fetch(`http://${name}:${new URL(origin).port}/state`, { method: "POST", headers: { "x-shiryo-secret": secret }, body: "{}" }).then((response) => `${name} ${response.status}`, () => "refused")),
          ),
        ).then((all) => all.find((one) => one !== "refused") ?? "refused"),
        socket: await new Promise((done) => {
          const socket = new WebSocket(`${origin.replace("http", "ws")}/events`);
          socket.onopen = () => done("open");
          socket.onerror = () => done("refused");
        }),
        form: await new Promise((done) => {
          const frame = document.createElement("iframe");
          frame.name = "target";
          document.body.append(frame);
          frame.onload = () => done("sent");
          const form = document.createElement("form");
          form.method = "post";
          form.enctype = "text/plain";
          form.target = "target";
          form.action = `${origin}/act`;
          const field = document.createElement("input");
          field.name = '{"meeting":"","what":{"action":"build"},"x":"';
          field.value = '"}';
          form.append(field);
          document.body.append(form);
          form.submit();
        }),
        window: await (async () => {
          const opened = window.open(`${origin}/`);
          await new Promise((done) => setTimeout(done, 1000));
          try {
            return opened === null || opened.closed ? "apart" : opened.document.title;
          } catch {
            return "apart";
          }
        })(),
      };
    },
    [origin, hash.slice(1)],
  );
  holds(tried.plain === "refused" && tried.known === "refused" && tried.framed === "foreign", `another page gets through: ${JSON.stringify(tried)}`);
  for (const way of ["picture", "script", "events", "socket", "style", "module", "worker", "embedded", "names"]) {
    holds(tried[way] === "refused", `another page reaches the desk by ${way}: ${tried[way]}`);
  }
  // A window that it opens takes no word of it and no secret that it makes up, and does not become the desk's own.
  const posted = await other.evaluate(async (origin) => {
    const opened = window.open(`${origin}/#${"0".repeat(64)}`, "desk");
    await new Promise((done) => setTimeout(done, 1000));
    opened?.postMessage({ meeting: "", what: { action: "build" }, changed: [""], other: true }, "*");
    const image = document.createElement("form");
    image.action = `${origin}/#/papers/x`;
    image.target = "desk";
    image.method = "get";
    document.body.append(image);
    image.submit();
    await new Promise((done) => setTimeout(done, 1000));
    return opened === null || opened.closed;
  }, origin);
  holds(posted, "another page keeps a hold of the desk's window");
  holds((await page.evaluate(() => sessionStorage.getItem("shiryo"))) === hash.slice(1), "another page changes the secret");
  for (const shown of other.context().pages().filter((one) => one.url().startsWith(origin))) {
    holds(!(await shown.textContent("body")).includes("opinions.csv"), "a made-up secret shows the meeting");
  }
  holds(tried.window === "apart", `another page reads the desk's window: ${tried.window}`);
  await page.waitForTimeout(1500);
  holds(readdirSync(at).every((name) => name !== "output"), "another page built something");
  holds((await page.textContent("h1")) === "記録", "the page goes on");
  await other.context().close();
  // Files whose names lead elsewhere, end elsewhere, or look like what they are not, dropped on the page by hand.
  await page.evaluate(() => (location.hash = "#/editions/"));
  await page.waitForSelector("#drop-earlier");
  const around = () => readdirSync(folder).sort().join();
  const before = around();
  const named = ["../../外.xlsx", "..\\外.xlsx", "C:\\外.xlsx", "/etc/外.xlsx", "CON.xlsx", "com¹.xlsx", "a:b.xlsx", "外.xlsx.", " 外.xlsx", "\u202exslx.exe.xlsx", "外\u200b.xlsx", "外\n.xlsx", `${"長".repeat(200)}.xlsx`, "<img src=x onerror=alert(1)>.xlsx", ".外.xlsx", "~$外.xlsx", "外.xlsx.exe", "meeting.toml"];
  for (const name of named) {
    await page.evaluate((name) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["PK"], name));
      document.querySelector("#drop-earlier").closest(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, name);
    await page.waitForFunction((name) => [...document.querySelectorAll(".finding")].some((one) => one.textContent.includes(name.slice(0, 30).replace("\n", ""))) || document.querySelector(".finding")?.textContent.includes("外"), name).catch(() => holds(false, `nothing is said of ${JSON.stringify(name)}`));
    await page.evaluate(() => document.querySelectorAll(".finding").forEach((one) => one.remove()));
  }
  holds(around() === before && !existsSync(join(at, "前の版")), `files are kept under names that nobody may have: ${around()}`);
  // A second desk on the folder is refused, and the first is told.
  const second = await desk(at).then(() => "opened", (error) => `${error}`);
  holds(second.includes("すでに開いています"), `a second desk: ${second}`);
  await page.waitForFunction(() => document.getElementById("toast").textContent.includes("もう一つ")).catch(() => holds(false, "the first desk is not told"));
  await page.context().close();
  open.end();
  await open.ended;

  // A desk that nobody looks at ends by itself.
  const idle = await desk(at, "--idle", "1");
  const code = await Promise.race([idle.ended, new Promise((done) => setTimeout(() => done("still there"), 15_000))]);
  holds(code === 0, `an idle desk: ${code}`);
  idle.end();
}
