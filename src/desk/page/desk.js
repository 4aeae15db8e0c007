// The desk: which meeting is open, which view is shown, and what the program tells of changes.

import { NoAnswer, ask, askData, button, desk, h, isSecret, keptUndo, put, said, secret, tell } from "./parts.js";
import { begin } from "./begin.js";
import { records } from "./records.js";
import { papers } from "./papers.js";
import { returns } from "./returns.js";
import { editions } from "./editions.js";
import { proof } from "./proof.js";

const VIEWS = [
  ["begin", () => said.view_begin, begin],
  ["records", () => said.view_records, records],
  ["papers", () => said.view_papers, papers],
  ["returns", () => said.view_returns, returns],
  ["editions", () => said.view_editions, editions],
  ["proof", () => said.view_proof, proof],
];
const main = document.getElementById("main");
let shown = null;
let live = null;
/** What was told while a view was made, which may show what was before; null once it is there. */
let missed = null;
/** What a view got no answer about, when it asks again, and how long that waits if it fails. */
const AGAIN = { first: 1000, most: 30000 };
let unheard = new Set();
let timer = null;
let pause = AGAIN.first;

/** Shows a view; what the last one still waits for comes to nothing. */
async function show(name, moveFocus = true, isThere = false) {
  if (desk.meeting === null) {
    name = "begin";
  }
  const [key, title, render] = VIEWS.find(([key]) => key === name) ?? VIEWS[0];
  shown = key;
  const address = desk.meeting ? `/${key}/${encodeURIComponent(desk.meeting)}` : `/${key}`;
  // Where the browser went back to, it can go forward from.
  if (isThere) {
    history.replaceState(null, "", `#${address}`);
  } else {
    location.hash = address;
  }
  live = null;
  missed = [];
  clearTimeout(timer);
  [unheard, timer, pause] = [new Set(), null, AGAIN.first];
  [desk.seen, desk.amiss] = [null, false];
  document.title = `${title()} — ${said.desk}`;
  paintSide();
  put(main);
  const page = h("div", { class: `view view-${key}` });
  put(main, page);
  if (moveFocus) {
    main.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
  try {
    const changed = await render(page);
    if (page.isConnected) {
      const told = missed;
      [live, missed] = [changed ?? null, null];
      if (live && told.length > 0) {
        looked(told);
      }
    }
  } catch (error) {
    if (page.isConnected) {
      missed = null;
      put(page, h("p", { class: "failed", role: "alert" }, said.no_desk), button(said.again, () => show(key)));
    }
    console.info(error);
  }
  main.setAttribute("data-shown", key);
}
desk.showView = show;
desk.refresh = () => live?.(["meeting.toml"]);

function paintSide() {
  const { meeting, state } = desk;
  const found = state?.meetings.find((known) => known.name === meeting);
  document.getElementById("where").textContent = found?.shown ?? said.no_meeting;
  put(
    document.getElementById("views"),
    VIEWS.map(([key, title], index) =>
      h(
        "li",
        {},
        button([h("span", { class: "number", "aria-hidden": "true" }, `${index + 1}`), title()], () => show(key), {
          "aria-current": key === shown ? "page" : null,
          disabled: meeting === null && key !== "begin",
          id: `to-${key}`,
        }),
      ),
    ),
  );
}

desk.openMeeting = async (name, key = "records") => {
  await look();
  enter(name);
  await show(key);
};

function enter(name) {
  if (name !== desk.meeting) {
    desk.meeting = name;
    desk.undo = keptUndo(name);
  }
}

/** View and meeting as the address has them; without a name, the chosen folder itself if it is a meeting. */
function addressed() {
  const [, key = "", name = ""] = location.hash.slice(1).split("/");
  const known = desk.state.meetings.filter((known) => known.is_meeting).map((known) => known.name);
  let wanted = "";
  try {
    wanted = decodeURIComponent(name);
  } catch {
    // Nobody but this page writes names there.
  }
  return [key, known.includes(wanted) ? wanted : null];
}

/** Reads again which meetings there are. */
async function look() {
  desk.state = await askData("/state");
}
desk.look = look;

/** Listens to what the program tells, for as long as it is there. */
async function listen() {
  const alive = document.getElementById("alive");
  const lost = document.getElementById("lost");
  let isAgain = false;
  for (let failures = 0; failures < 20; failures += 1) {
    try {
      const response = await ask("/events");
      if (!response.ok) {
        break;
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      alive.textContent = said.alive;
      lost.textContent = "";
      // What changed while nobody listened was not told.
      if (isAgain) {
        looked([""]);
      }
      isAgain = true;
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) {
          break;
        }
        text += value;
        const events = text.split("\n\n");
        text = events.pop();
        failures = 0;
        for (const event of events.filter((event) => event.startsWith("data: "))) {
          heard(JSON.parse(event.slice(6)));
        }
      }
    } catch {
      // The next attempt tells whether it is gone.
    }
    alive.textContent = "";
    lost.textContent = said.no_desk;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function heard({ changed, digests = {}, other }) {
  if (other) {
    tell(said.other_desk);
  }
  if (!changed) {
    return;
  }
  const prefix = desk.meeting ? `${desk.meeting}/` : "";
  // Of the folder itself, and of everything, the name is empty.
  const own = changed.filter((name) => name === "" || name === desk.meeting || name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  if (own.length === 0) {
    return;
  }
  // The settings as they are shown, or as a change that is on its way may have written them, are known.
  if (own.every((name) => name === "meeting.toml")) {
    const digest = digests[`${prefix}meeting.toml`] ?? null;
    if (desk.writing) {
      desk.writing.told = digest;
      return;
    }
    if (digest !== null && !desk.amiss && (digest === desk.seen || digest === desk.written)) {
      return;
    }
  }
  looked(own);
}

/** Has the view look again at what changed, once it is there; and again, where it got no answer. */
async function looked(names) {
  const asked = live;
  if (asked === null) {
    missed?.push(...names);
    return;
  }
  try {
    await asked(names);
    pause = AGAIN.first;
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    if (live !== asked) {
      return;
    }
    names.forEach((name) => unheard.add(name));
    timer ??= setTimeout(() => {
      const wanted = [...unheard];
      [unheard, timer] = [new Set(), null];
      looked(wanted);
    }, pause);
    pause = Math.min(pause * 2, AGAIN.most);
  }
}

async function start() {
  if (!secret()) {
    put(main, h("div", { class: "view" }, h("h1", {}, said.desk), h("p", {}, said.no_secret)));
    return;
  }
  try {
    await look();
  } catch {
    put(main, h("div", { class: "view" }, h("h1", {}, said.desk), h("p", {}, said.no_secret)));
    return;
  }
  listen();
  const [key, name] = addressed();
  if (name !== null && !(name === "" && desk.state.dropped)) {
    enter(name);
  }
  await show(desk.meeting === null ? "begin" : key || "records", false);
}

addEventListener("hashchange", () => {
  // The address of the window, typed into a tab that shows the page without it.
  if (isSecret()) {
    secret();
    location.reload();
    return;
  }
  const [wanted, name] = addressed();
  const isElsewhere = wanted !== shown || (name !== null && name !== desk.meeting);
  if (isElsewhere && VIEWS.some(([key]) => key === wanted)) {
    enter(name ?? desk.meeting);
    show(wanted, true, true);
  }
});
// A file that misses its place must not replace the page.
for (const kind of ["dragover", "drop"]) {
  addEventListener(kind, (event) => event.preventDefault());
}
start();
