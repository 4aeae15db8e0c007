// Memory of a desk through a long day: edits a cell of the table and a setting by turns, asks for the pages and a picture as
// the page does, and compares what the desk and its second process hold after 500 rebuilds with what they held after 10.
//
//   node tests/bench/desk_memory.mjs PROGRAM MEETING [REBUILDS]
//
// Reads /proc, so it runs on Linux only. Ends with 1 if the desk ever held more than 1.5 times as much.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [program, meeting, count = "500"] = process.argv.slice(2);
if (!program || !meeting) {
  console.error("usage: node tests/bench/desk_memory.mjs PROGRAM MEETING [REBUILDS]");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "desk-memory-"));
cpSync(meeting, folder, { recursive: true });
const child = spawn(resolve(program), ["--lang", "ja", "desk", folder, "--no-browser"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((found) => {
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
    const seen = /http:\/\/(127\.0\.0\.1:\d+)\/#([0-9a-f]{64})/.exec(text);
    if (seen) {
      found(seen);
    }
  });
});
const [, host, secret] = address;

function ask(path, body) {
  return new Promise((done, failed) => {
    const headers = { host, origin: `http://${host}`, "x-shiryo-secret": secret, "content-type": "application/json" };
    const sent = request({ host: "127.0.0.1", port: host.split(":")[1], path, method: "POST", headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => done({ kind: response.headers["content-type"], bytes: Buffer.concat(parts) }));
    });
    sent.on("error", failed);
    sent.end(JSON.stringify(body));
  });
}

/** Kilobytes that a process and those that it began hold now, and the most that any of them ever held. */
function memory(root) {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const status = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/status`, "utf8");
    } catch {
      return "";
    }
  };
  const number = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
  const known = new Map(processes.map((pid) => [Number(pid), status(pid)]));
  const own = new Set([root]);
  for (let before = 0; before !== own.size; ) {
    before = own.size;
    for (const [pid, text] of known) {
      if (own.has(number(text, "PPid"))) {
        own.add(pid);
      }
    }
  }
  const all = [...own].map((pid) => known.get(pid) ?? "");
  return { now: all.reduce((sum, text) => sum + number(text, "VmRSS"), 0), peak: Math.max(...all.map((text) => number(text, "VmHWM"))) };
}

const table = readFileSync(join(folder, "opinions.csv"), "utf8");
const megabytes = (kilobytes) => `${(kilobytes / 1024).toFixed(0)} MiB`;
const began = Date.now();
let early = null;
let most = 0;
for (let round = 1; round <= Number(count); round += 1) {
  if (round % 2 === 1) {
    writeFileSync(join(folder, "opinions.csv"), table.replace("。", `${"ー".repeat(round % 40)}。`));
  } else {
    await ask("/act", { meeting: "", what: { action: "set", settings: [`look.size=${8.5 + (round % 8) * 0.25}`] } });
  }
  const { bytes } = await ask("/view", { view: "papers", meeting: "", paper: 0, page: 1, width: 900 });
  const { pages } = JSON.parse(bytes.toString("utf8"));
  const picture = await ask("/view", { view: "picture", set: pages.set, page: 1 + (round % pages.count), ppi: 110 });
  if (picture.kind !== "image/png") {
    throw new Error(`round ${round}: ${picture.bytes}`);
  }
  const { now, peak } = memory(child.pid);
  most = Math.max(most, now);
  if (round === 10) {
    early = now;
  }
  if (round === 10 || round % 50 === 0) {
    console.log(`after ${round}: ${megabytes(now)} now, at most ${megabytes(peak)} in one process, ${((Date.now() - began) / round).toFixed(0)} ms for each`);
  }
}
const late = memory(child.pid).now;
child.kill();
rmSync(folder, { recursive: true, force: true });
console.log(`after ${count} rebuilds ${(late / early).toFixed(2)} times what it was after 10; the most in between ${(most / early).toFixed(2)} times`);
process.exit(most <= 1.5 * early ? 0 : 1);
