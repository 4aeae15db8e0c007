// What the parts of desk.mjs have in common: desks, pages on them, what holds and what does not.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { chromium } = require("playwright-core");

export const [program, meeting, pictures] = process.argv.slice(2);
if (!program || !meeting) {
  console.error("usage: node tests/judges/desk.mjs PROGRAM MEETING [PICTURES]");
  process.exit(2);
}
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WINDOW = { width: 1366, height: 768 };
export const folder = mkdtempSync(join(tmpdir(), "desk-"));
export const faults = [];
export const measured = [];

/** Checks that something holds, and says what does not. */
export function holds(is, what) {
  if (!is) {
    faults.push(what);
    console.log(`fault: ${what}`);
  }
}

/** A desk on a folder: its address, and how to end it. */
export async function desk(at, ...options) {
  return deskOf([resolve(program)], at, ...options);
}

export async function deskOf([command, ...before], at, ...options) {
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

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=ja"],
});

/** A page on a desk, as it is; whatever goes wrong in it is a fault. */
export async function opened(address, { mayFail = false, ...options } = {}) {
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

export async function go(page, key) {
  await page.click(`#to-${key}`);
  await page.waitForSelector(`main[data-shown=${key}]`);
}

export async function picture(page, name) {
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

/** What axe finds on the view that is shown, in a window as large as hers, and in one where everything is twice as large. */
export async function judged(page, name) {
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

/** Does something, and waits until an attribute of the page is another. */
export async function until(page, selector, attribute, act) {
  const before = await page.locator(selector).first().getAttribute(attribute);
  await act();
  const differs = ([selector, attribute, before]) => (document.querySelector(selector)?.getAttribute(attribute) ?? null) !== before;
  await page.waitForFunction(differs, [selector, attribute, before]);
}
