// What foreign pages and programs try. Called by desk.mjs.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser, desk, folder, holds, meeting, opened } from "./desk_tools.mjs";

export async function knocks() {
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
