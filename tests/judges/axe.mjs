// A judge of the pages: opens each file in Chromium as people do who read in the dark, on a telephone or with
// large type, and asks axe for faults of accessibility. Also fails if a page loads anything, logs an error,
// scrolls sideways as a whole, or is another page as XML than as HTML.
//
//   node tests/judges/axe.mjs PAGE.html…
//
// Needs axe-core 4.14.1 and playwright-core 1.65.1 in NODE_PATH, and Chromium at /usr/bin/chromium or at CHROMIUM.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// The packages stand outside of the repository: `import` does not look into NODE_PATH, `require` does.
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { chromium } = require("playwright-core");

const VIEWS = [
  { name: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "narrow", viewport: { width: 320, height: 640 } },
  { name: "narrow and dark", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  { name: "200 %", viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node tests/judges/axe.mjs PAGE.html…");
  process.exit(2);
}

// Without a folder for the profile, Playwright makes a fresh one and removes it.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
let faults = 0;
try {
  for (const file of files) {
    const address = pathToFileURL(resolve(file)).href;
    for (const view of VIEWS) {
      // Twice: as it is, under its own policy, and without the policy, which would keep axe out.
      for (const fault of [...(await opened(view, address)), ...(await judged(view, address))]) {
        faults += 1;
        console.log(`${file} (${view.name}): ${fault}`);
      }
    }
    if (!(await isPolyglot(readFileSync(file, "utf8")))) {
      faults += 1;
      console.log(`${file}: another page as XML than as HTML`);
    }
  }
} finally {
  await browser.close();
}
console.log(`${files.length} pages in ${VIEWS.length} views: ${faults === 0 ? "no faults" : `${faults} faults`}`);
process.exit(faults === 0 ? 0 : 1);

async function within(options, work) {
  const context = await browser.newContext(options);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** What is wrong with the page as it is. */
function opened({ name, ...options }, address) {
  return within(options, async (page) => {
    const faults = [];
    page.on("request", (request) => request.url() === address || faults.push(`asks for ${request.url()}`));
    page.on("console", (message) => faults.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error}`));
    await page.goto(address, { waitUntil: "networkidle" });
    const { wide, styled } = await page.evaluate(() => ({
      wide: document.scrollingElement.scrollWidth - window.innerWidth,
      styled: getComputedStyle(document.querySelector("h1")).whiteSpaceCollapse === "preserve",
    }));
    if (wide > 0) {
      faults.push(`scrolls sideways by ${wide} px`);
    }
    if (!styled) {
      faults.push("its policy refuses its style");
    }
    return faults;
  });
}

/** What axe finds. */
function judged({ name, ...options }, address) {
  return within({ ...options, bypassCSP: true }, async (page) => {
    await page.goto(address);
    await page.addScriptTag({ content: axe });
    const rules = { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } };
    // What axe cannot decide, such as the contrast of a single character, is left to `read::page`.
    const violations = await page.evaluate(
      async ([tags, rules]) => (await window.axe.run(document, { runOnly: { type: "tag", values: tags }, rules })).violations,
      [TAGS, rules],
    );
    return violations.map(({ id, help, nodes }) => `${id}: ${help}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)}`);
  });
}

/** Whether the page is the same read as HTML and as XML. */
function isPolyglot(text) {
  return within({}, (page) =>
    page.evaluate((text) => {
      const [html, xml] = ["text/html", "application/xhtml+xml"].map((type) => new DOMParser().parseFromString(text, type));
      return ["head", "main"].every((name) => html.querySelector(name)?.isEqualNode(xml.querySelector(name)));
    }, text),
  );
}
