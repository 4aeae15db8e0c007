// What every view is built of: elements, questions to the desk, findings, and the line that does the same.

export const said = JSON.parse(document.querySelector("meta[name=said]").content);

/** A text with its placeholders filled in. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** An element. Texts become texts, never markup. */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key === "value" && name !== "option") {
      element.value = value;
      element.defaultValue = value;
    } else if (key === "value" || key === "checked" || key === "selected" || key === "disabled" || key === "open") {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Fills a part of the page anew. The keyboard stays where it was. */
export function put(parent, ...children) {
  const stay = staying(parent);
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  stay();
}

const reached = (parent) => [...parent.querySelectorAll("button, a[href], input, select, textarea, summary, [tabindex]")].filter((one) => !one.disabled && one.checkVisibility());
const called = (one) => `${one.localName} ${one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent}`;
/** From which button to which the keyboard goes with what was moved, once it was. */
let follows = null;
export function follow(from, to) {
  follows = { from, to, isMoved: false };
}

/** What brings the keyboard back once `parent` is filled anew: to the same element, else to what stands in its place. */
export function staying(parent) {
  const active = document.activeElement;
  if (active === parent || !parent.contains(active)) {
    return () => {};
  }
  const before = reached(parent);
  const name = called(active);
  const nth = before.filter((one) => called(one) === name).indexOf(active);
  const index = before.indexOf(active);
  const { top, bottom } = active.getBoundingClientRect();
  const wasSeen = bottom > 0 && top < innerHeight;
  return () => {
    const id = follows?.isMoved && follows.from === active.id ? follows.to : active.id;
    // What is shown anew before that, for another cause, is not it.
    follows = follows?.isMoved ? null : follows;
    const now = reached(parent);
    const alike = now.filter((one) => called(one) === name);
    const again = (id && now.find((one) => one.id === id)) || alike[Math.min(nth, alike.length - 1)] || now[Math.min(index, now.length - 1)];
    if (again) {
      again.focus({ preventScroll: true });
      if (wasSeen) {
        again.scrollIntoView({ block: "nearest" });
      }
    } else {
      parent.tabIndex = -1;
      parent.focus({ preventScroll: true });
    }
  };
}

const SECRET = /^#([0-9a-f]{64})$/;
const KEPT = "shiryo";

export const isSecret = () => SECRET.test(location.hash);

/** The secret of this start: from the address, which forgets it at once, or as this tab knows it. */
export function secret() {
  const found = SECRET.exec(location.hash);
  if (found) {
    sessionStorage.setItem(KEPT, found[1]);
    history.replaceState(null, "", "/");
  }
  return sessionStorage.getItem(KEPT);
}

/** That the desk gave no answer, or none that says anything. */
export class NoAnswer extends Error {}

export function ask(path, body, options = {}) {
  const headers = { "x-shiryo-secret": sessionStorage.getItem(KEPT) ?? "" };
  if (!(body instanceof Blob)) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(body ?? {});
  }
  return fetch(path, { method: "POST", headers, body, ...options }).catch((error) => {
    throw new NoAnswer(error.message, { cause: error });
  });
}

/** Shows that something goes on, for as long as anything that somebody asked for does. */
let going = 0;
async function busily(work) {
  going += 1;
  document.body.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    going -= 1;
    if (going === 0) {
      document.body.removeAttribute("aria-busy");
    }
  }
}

export async function askData(path, body, options) {
  const response = await ask(path, body, options);
  if (!response.ok) {
    throw new NoAnswer(`${response.status}`);
  }
  return response.json().catch((error) => {
    throw new NoAnswer(error.message, { cause: error });
  });
}

/** What is shown where there is no answer: the meeting's folder is gone, or the desk is. */
function unanswered(error) {
  const message = error.message === "404" ? said.no_folder : said.no_desk;
  return { diagnostics: [{ severity: "error", code: "unanswered", message, places: [], hints: [] }], done: null };
}

/** Which meeting is open; an empty name is the chosen folder itself. `seen` is the digest of the settings that are shown,
 * `written` that of those that this page wrote last, and `writing` what is told of them while it does; `queued` are the
 * changes that are not done yet. `amiss` says that the settings are not shown as they stand, since something is wrong with them. */
export const desk = { meeting: null, state: null, showView: null, undo: [], seen: null, written: null, writing: null, queued: 0, amiss: false, refresh: () => {} };

export function view(asked) {
  return askData("/view", { meeting: desk.meeting, ...asked }).catch(unanswered);
}

/** Does an action, tells that it goes on, and returns what came of it. */
export async function act(what, meeting = desk.meeting, then = null) {
  try {
    const { acted, shown } = await busily(() => askData("/act", { meeting, what, then: then && { meeting, ...then } }));
    return shown ? { ...acted, shown } : acted;
  } catch (error) {
    return { line: "", code: -1, report: unanswered(error) };
  }
}

/** Whether a setting means a place in a list, and whether it leaves every list as long as it is and in its order. */
const isPlaced = (setting) => /^[^=]*(\.\d+[.=+]|\+=)/.test(setting) || /^[^=]*=\s*\[/.test(setting);
const LIST = /^[^=]*\.(columns|shows|above|below|bands|files|takes|stack|of)=$/;
const isOfMember = (setting) => /^[^=+]*\.\d+\.([^=+]*\.)?[^.=+]*[^.\d=+][^.=+]*=(?!\s*\[)/.test(setting) && !LIST.test(setting);

/** Changes come one after the other. */
let turn = Promise.resolve();
function inTurn(work) {
  desk.queued += 1;
  const counted = async () => {
    try {
      return await work();
    } finally {
      desk.queued -= 1;
    }
  };
  const done = turn.then(counted);
  turn = done.catch(() => {});
  return done;
}

/** Changes settings of the meeting, and remembers what undoes it. Where a place in a list is meant, it is that of the list as
 * it is shown: if the settings were changed since, nothing is written and they are shown as they are now. `then` says what is
 * to be shown of it, which comes with the answer. */
export function change(settings, then = () => null) {
  const shown = desk.seen;
  return inTurn(async () => {
    const isPlain = settings.every((setting) => !isPlaced(setting) || isOfMember(setting));
    const acted = await written(settings, settings.some(isPlaced) ? (isPlain ? desk.seen : shown) : null, then());
    const { done } = acted.report;
    follows = done && follows ? { ...follows, isMoved: true } : null;
    if (done && done.files.length > 0) {
      desk.undo.push({ settings: done.before.map(({ key, value }) => `${key}=${value ?? ""}`).reverse(), seen: done.digest });
      keepUndo();
    }
    // What is shown holds for the next change, too, but for what was changed.
    if (done && isPlain) {
      desk.seen = done.digest;
    }
    return acted;
  });
}

async function written(settings, seen, then) {
  // What is shown is what the last of several changes comes to.
  then = desk.queued > 1 ? null : then;
  desk.writing = { told: null };
  const acted = await act({ action: "set", settings, seen }, desk.meeting, then);
  const { told } = desk.writing;
  desk.writing = null;
  desk.written = acted.report.done?.digest ?? desk.written;
  if (told !== null && told !== desk.written) {
    desk.refresh();
  }
  if (!acted.report.done) {
    // What was not written stands nowhere.
    acted.report.diagnostics.forEach((found) => (found.places = found.places.filter((place) => !isSettings(place.file))));
    const isOlder = acted.report.diagnostics.some((found) => found.code === "set_changed_since");
    // What was told of the change before it does not hold of this one.
    tell(isOlder ? acted.report.diagnostics[0].message : "");
    if (isOlder) {
      desk.refresh();
    }
  }
  return acted;
}

/** What undoes the last changes, which this tab keeps when the page is loaded anew. */
const UNDO = "undo";
const UNDONE = 50;
function keepUndo() {
  sessionStorage.setItem(UNDO, JSON.stringify({ meeting: desk.meeting, list: desk.undo.slice(-UNDONE) }));
}
export function keptUndo(name) {
  const { meeting, list } = JSON.parse(sessionStorage.getItem(UNDO) ?? "{}");
  return meeting === name ? list : [];
}

/** Undoes the last change of this meeting, if there is one and nobody else changed anything since. */
export function undo(then = () => null) {
  return inTurn(async () => {
    const last = desk.undo.pop();
    if (!last) {
      return null;
    }
    const acted = await written(last.settings, last.seen, then());
    const { done } = acted.report;
    if (!done) {
      desk.undo = [];
    } else if (desk.undo.length > 0) {
      desk.undo.at(-1).seen = done.digest;
    }
    keepUndo();
    return acted;
  });
}

/** Most bytes of a file. */
const LARGEST = 64 << 20;
const refused = (text, name) => ({ diagnostics: [{ severity: "error", code: "not_taken", message: fill(text, { name }), places: [], hints: [] }] });

/** Keeps a dropped file in the meeting's folder, or says why not. */
export async function keep(kind, meeting, file) {
  const name = encodeURIComponent(file.name.normalize("NFC"));
  if (file.size > LARGEST) {
    return refused(said.too_large, file.name);
  }
  try {
    // What is open elsewhere may be closed to others.
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return refused(said.not_readable, file.name);
  }
  return busily(() => askData(`/drop/${kind}/${encodeURIComponent(meeting === "" ? "@" : meeting)}/${name}`, file)).catch(unanswered);
}

/** What was made, as the folder shows it that the button beside it opens. */
export function inFolder(name) {
  return name.replace(/^output\//, "");
}

/** Lets the system open a file or a folder of the meeting. */
export async function openFile(name) {
  const { opened, folder } = await askData("/open", { meeting: desk.meeting, name }).catch(() => ({ opened: false }));
  const text = folder ? said.opened_beside : said.opened;
  tell(fill(opened ? text : said.not_opened, { name: name || said.the_folder }));
}

let toastTimer;
export function tell(text) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.textContent = ""), 6000);
  aside();
}

/** What is told never lies on what has the keyboard: then it stands above. */
function aside() {
  const toast = document.getElementById("toast");
  if (toast.textContent === "") {
    return;
  }
  toast.classList.remove("above");
  const [told, held] = [toast, document.activeElement].map((one) => one.getBoundingClientRect());
  const isOver = document.activeElement !== document.body && told.left < held.right && held.left < told.right && told.top < held.bottom && held.top < told.bottom;
  toast.classList.toggle("above", isOver && held.bottom - held.top < innerHeight / 2);
}
addEventListener("focusin", aside);
// What has the keyboard may come to lie there later.
addEventListener("scroll", aside, { capture: true, passive: true });

export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** The head of a view: what it is, in a line. */
export function heading(title, about) {
  return h("div", { class: "head" }, h("h1", {}, title), about && h("p", { class: "quiet" }, about));
}

/** The line that does the same in a terminal. */
export function line(text) {
  return text !== "" && h(
    "details",
    { class: "line" },
    h("summary", {}, said.same_line),
    h("p", {}, h("code", { tabindex: "0" }, text)),
  );
}

/** A text without what it says of options of the command line and keys of the settings, for which there are buttons or no
 * need. */
export function plain(text) {
  // What stands in quotes is hers.
  const bare = text
    .replace(/（[^（）]*--[a-z][^（）]*）/g, "")
    .replace(/「[^」]*」| ?meeting\.toml(［[^］]*］)? ?/g, (found) => (found.startsWith("「") ? found : said.settings))
    .replace(/「[^」]*」|（\[{0,2}[a-z_]+(\.[a-z_…]+)*\]{0,2}）/g, (found) => (found.startsWith("「") ? found : ""));
  const sentences = bare.split(/(?<=。)/).filter((sentence) => !/(^|[^-])--[a-z]/.test(sentence));
  return sentences.length > 0 ? sentences.join("") : bare;
}

const GRADES = { error: "grave_error", warning: "grave_warning", guess: "grave_guess", note: "grave_note" };
const GRADE_WORDS = {
  error: () => said.grave_error,
  warning: () => said.grave_warning,
  guess: () => said.grave_guess,
  note: () => said.grave_note,
};

function grade(severity) {
  return h("span", { class: `grade ${GRADES[severity]}` }, GRADE_WORDS[severity]());
}

/** What lists of rules are called. */
const RULES = { takes: () => said.list_takes, shows: () => said.list_shows, not_asked: () => said.list_not_asked };

const isSettings = (file) => /^(.*[\\/])?meeting\.toml$/.test(file ?? "");

const placeInSheet = ({ cell, line }) => cell ?? (line ? fill(said.row_number, { n: line }) : "");

/** Where a finding is, as Excel names it. */
function placed(place) {
  if (!place) {
    return "";
  }
  const at = placeInSheet(place);
  // Of the settings, a member of a list stands there by its key.
  const named = place.heading?.replace(/ ?(?:inquiry\.)?(takes|shows|not_asked) (\d+)$/, (_, key, n) => fill(said.member_of, { list: RULES[key](), n }));
  const heading = named ? `［${named}］` : "";
  const sheet = place.sheet ? `「${place.sheet}」` : "";
  // Who works in the desk knows in which meeting, and changes its settings by buttons.
  const isOwn = desk.meeting && ["/", "\\"].some((stroke) => place.file?.startsWith(`${desk.meeting}${stroke}`));
  const own = isOwn ? place.file.slice(desk.meeting.length + 1) : place.file;
  const file = isSettings(own) ? (at ? fill(said.settings_file, { file: own }) : said.settings) : own;
  return [file, sheet, at, heading, place.record && !place.cell ? ` ${place.record}` : ""].join(" ").replace(/\s+/g, " ").trim();
}

/** A finding with its places and what to do, each with a button where meeting.toml alone is to be changed. */
export function finding(found, buttons = []) {
  // What stands in the same column of the same sheet as the one before is named by its cell or row.
  const isBeside = (place, before) => (place?.cell || place?.line) && before && ["file", "sheet", "heading"].every((key) => (place[key] ?? null) === (before[key] ?? null));
  // Where settings stand that a button changes need not be known.
  const isByButton = found.remedies?.some((remedy) => remedy?.settings?.length > 0);
  const seen = found.places.filter((place) => !isByButton || !isSettings(place.file));
  // Of several characters in a cell, it is named once.
  const all = [...new Map(seen.map((place) => [placed(place), place])).values()];
  const places = all.slice(0, 8).map((place, index) => (isBeside(place, all[index - 1]) ? placeInSheet(place) : placed(place))).filter((text) => text !== "");
  const more = all.length - 8;
  return h(
    "li",
    { class: `finding ${GRADES[found.severity]}` },
    h("p", {}, grade(found.severity), " ", plain(found.message)),
    places.length > 0 && h("p", { class: "places" }, places.join("、"), more > 0 && fill(said.more_places, { n: more })),
    found.hints.map((text, index) => hint(text, found.remedies?.[index])),
    [...buttons, ...opening(found, isByButton)].length > 0 && h("p", { class: "row" }, buttons, opening(found, isByButton)),
  );
}

/** Files of a meeting that somebody may have to mend by hand. */
const MENDED = /\b(ids|responses)\.csv/g;

/** Buttons that open what is to be mended by hand beside the table: such a file, or the folder with the settings. */
function opening({ severity, hints, places, remedies }, isByButton) {
  if (desk.meeting === null || !["error", "warning"].includes(severity)) {
    return [];
  }
  const hinted = hints.filter((_, index) => !remedies?.[index]?.reason);
  const stands = severity === "error" ? places.map(({ file }) => file ?? "") : [];
  const named = [...hinted, ...stands].join(" ").match(MENDED) ?? [];
  const isOfSettings = !isByButton && severity === "error" && places.some((place) => isSettings(place.file));
  return [
    ...[...new Set(named)].map((file) => button(fill(said.open_file, { file }), () => openFile(file))),
    ...(isOfSettings ? [button(said.open_folder, () => openFile(""))] : []),
  ];
}

function hint(text, remedy) {
  const does = DOES[remedy?.does];
  if (does) {
    return h("p", { class: "hint row" }, h("span", {}, "→ ", remedy.reason), button(does.name(), does.act, { class: "remedy" }));
  }
  if (remedy?.reason) {
    return h("p", { class: "hint row" }, h("span", {}, "→ ", remedy.reason), remedy.settings.length > 0 && applying(remedy.settings));
  }
  const at = text.indexOf("\n");
  const [lead, lines] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  return h("div", { class: "hint" }, h("p", {}, "→ ", plain(lead)), lines !== "" && h("pre", { tabindex: "0" }, lines));
}

/** What the page does where a hint tells of another command. */
const DOES = {
  begin: { name: () => said.view_begin, act: () => desk.showView("begin") },
  build: { name: () => said.go_papers, act: () => desk.showView("papers") },
  characters: { name: () => said.see_characters, act: () => reporting(said.mend_title, { action: "check", characters: true }, ["error", "warning", "guess"]) },
  collect: { name: () => said.collect, act: () => desk.showView("returns").then(() => document.getElementById("collect")?.click()) },
  mend: { name: () => said.mend_look, act: () => desk.showView("records").then(() => document.getElementById("mend")?.click()) },
  returns: { name: () => said.view_returns, act: () => desk.showView("returns") },
  renumber: { name: () => said.renumber_look, act: () => renumbering(false) },
  "renumber-keep": { name: () => said.renumber_look, act: () => renumbering(true) },
};

/** Shows in the view what an action reports, above everything else, until it is closed. */
async function reporting(title, what, quiet, further = () => null) {
  const opener = document.activeElement;
  const acted = await act(what);
  // The keyboard goes back to where it came from, or to what stands there now.
  const close = () => {
    card.remove();
    const known = opener.isConnected ? opener : [...document.querySelectorAll("main button")].find((one) => one.textContent === opener.textContent);
    (known ?? document.getElementById("main")).focus();
  };
  // That has its place elsewhere.
  acted.report.diagnostics = acted.report.diagnostics.filter(({ code }) => code !== "date_provisional");
  // The settings are changed by this page.
  const made = (acted.report.done?.files ?? []).filter(({ name }) => name !== "meeting.toml");
  const files = made.map(({ name }) => button(fill(said.open_file, { file: name }), () => openFile(name)));
  const card = h("section", { class: "card report", tabindex: "-1" }, h("h2", {}, title), outcome(acted, { quiet }), h("p", { class: "row" }, further(acted, close), files, button(said.close, close)));
  document.querySelectorAll(".report").forEach((other) => other.remove());
  document.querySelector("main .head").after(card);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

/** Numbers are moved once it was seen how. */
function renumbering(keep) {
  // A copy of the office's workbook is the table once somebody says so, and then answers that name numbers follow.
  const takes = ({ report }) => {
    const copy = (report.done?.files ?? []).map(({ name }) => name).find((name) => /\.xls[xm]$/i.test(name));
    const take = () => reporting(said.renumber, { action: "renumber", keep, take: true }, ["guess", "note"]).then(() => desk.refresh());
    return copy && button(fill(said.mend_take, { file: copy }), take, { class: "strong", id: "renumber-take" });
  };
  const act = () => reporting(said.renumber, { action: "renumber", keep }, ["guess", "note"], takes).then(() => desk.refresh());
  const isToDo = ({ report }) => report.done && (report.done.moved.length > 0 || report.done.given > 0);
  return reporting(said.renumber, { action: "renumber", keep, dry_run: true }, ["guess", "note"], (acted) => isToDo(acted) && button(said.renumber, act, { class: "strong" }));
}

/** What does what a hint says: a button, with a day before it if one is to be chosen. */
function applying(settings) {
  const asksDay = settings.some((setting) => setting.includes("{date}"));
  const day = asksDay && h("input", { type: "date", "aria-label": said.date });
  const apply = async () => {
    if (asksDay && day.value === "") {
      day.focus();
      return;
    }
    const acted = await change(settings.map((setting) => (asksDay ? setting.replace("{date}", day.value) : setting)));
    tell(acted.report.done ? said.changed_setting : acted.report.diagnostics[0]?.message);
    desk.refresh();
  };
  const what = settings.join("、").replace("{date}", "…");
  return [day, button(said.do_this, apply, { class: "remedy", "aria-label": `${said.do_this}：${what}`, title: `shiryo set ${what}` })];
}

export function findings(list, buttons = () => []) {
  return h("ul", { class: "findings" }, list.map((found) => finding(found, buttons(found))));
}

/** Why a view cannot be shown; where the desk gave no answer, it can be asked again. */
export function untold({ diagnostics = [] }, again) {
  return [findings(diagnostics), diagnostics.some(({ code }) => code === "unanswered") && h("p", { class: "row" }, button(said.again, again))];
}

/** What came of an action: its findings, what was done, and the line. */
export function outcome(acted, { quiet = [], folded = false } = {}) {
  const { report } = acted;
  const lines = (report.done?.said ?? []).map(plain);
  // Of what is not done, why.
  const stops = !report.done && report.diagnostics.some((found) => found.severity === "error");
  const shown = report.diagnostics.filter((found) => (stops ? found.severity === "error" : !quiet.includes(found.severity)));
  // Of what is done, what is to be looked at need not be in the way.
  const isMinor = folded && report.done && shown.every((found) => found.severity !== "error");
  return h(
    "div",
    { class: "outcome" },
    !report.done && !report.diagnostics.some((found) => found.code === "unanswered") && h("p", { class: "failed" }, said.not_done),
    shown.length > 0 && (isMinor ? h("details", { class: "line" }, h("summary", {}, fill(said.look_at, { n: shown.length })), findings(shown)) : findings(shown)),
    lines.length > 0 &&
      (folded
        ? h("details", { class: "line" }, h("summary", {}, said.more), h("ul", { class: "plain" }, lines.map((text) => h("li", {}, text))))
        : h("ul", { class: "plain" }, lines.map((text) => h("li", {}, text)))),
    line(acted.line),
  );
}

/** A place to drop files or to choose them. */
export function dropZone({ id, label, note, multiple = false, accept, take }) {
  const isWanted = ({ name }) => accept.split(",").some((ending) => name.toLowerCase().endsWith(ending));
  /** Of several files where one is wanted, the one that can be it; none is taken by chance. */
  const taken = async (files) => {
    const wanted = files.length > 1 ? files.filter(isWanted) : files;
    if (!multiple && wanted.length !== 1) {
      tell(said.one_file);
      return;
    }
    await take(multiple ? files : wanted);
  };
  const input = h("input", {
    type: "file",
    id,
    multiple,
    accept,
    "aria-label": label,
    // By itself, only the space bar opens it.
    onkeydown: (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        input.click();
      }
    },
    onchange: async () => {
      const files = [...input.files];
      input.value = "";
      if (files.length > 0) {
        await taken(files);
      }
    },
  });
  const zone = h(
    "div",
    { class: "drop" },
    h("p", { class: "strong" }, label),
    input,
    h("label", { for: id, class: "as-button" }, said.choose_file),
    note && h("p", { class: "quiet" }, note),
  );
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", async (event) => {
    over(false)(event);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length > 0 ? (await Promise.all(entries.map((entry) => within(entry)))).flat() : [...event.dataTransfer.files];
    await taken(files);
  });
  return zone;
}

/** A dropped file, or the files of a dropped folder. */
async function within(entry) {
  if (entry.isFile) {
    return [await new Promise((found, failed) => entry.file(found, failed))];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (some.length === 0) {
      return files.filter((file) => !/^[.~]/.test(file.name));
    }
    files.push(...(await Promise.all(some.map((one) => within(one)))).flat());
  }
}

/** A choice of one of several. */
export function choose(label, options, value, onchange, attributes = {}) {
  const id = `choose-${label}-${attributes.key ?? ""}`.replace(/\s/g, "");
  return h(
    "p",
    { class: "field" },
    h("label", { for: id }, label),
    h(
      "select",
      { id, "data-unsent": attributes.unsent, onchange: (event) => onchange(event.target.value) },
      options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
    ),
  );
}

/** A text with what stands between 【 and 】 marked. */
export function marked(text) {
  return text.split(/(【[^】]*】)/).map((part) => (/^【.*】$/s.test(part) ? h("mark", {}, part) : part));
}

/** A day as people write it. */
export function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(year, month - 1, date));
}

export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A text as TOML writes it. */
export function toml(text) {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007F");
}

/** A picture of a page that was set. */
export async function picture(set, page, ppi, alt) {
  const response = await ask("/view", { view: "picture", set, page, ppi }).catch(() => null);
  if (!response?.ok || response.headers.get("content-type") !== "image/png") {
    return null;
  }
  return pictureOf(await response.blob(), alt);
}

/** An image that can be shown at once, of a PNG. */
export async function pictureOf(blob, alt) {
  const image = h("img", { alt });
  const address = URL.createObjectURL(blob);
  image.src = address;
  await image.decode().catch(() => {});
  URL.revokeObjectURL(address);
  return image;
}
