// Forms: fields, lists that can be sorted, and rules, for the views that change settings.

import { button, choose, desk, fill, follow, h, said, staying, tell, toml } from "./parts.js";

/** Most single opinions that are shown at once. */
const SHOWN = 12;

/** A field that is written when it is left. */
export function field(label, id, value, write, attributes = {}) {
  const { rows, ...others } = attributes;
  if (others.type === "date") {
    return h("p", { class: "field" }, h("label", { for: id }, label), day(id, value, write, { ...others, "data-label": label }));
  }
  const written = ({ target }) => {
    const { badInput, rangeUnderflow, rangeOverflow, stepMismatch } = target.validity;
    // A step that is given is that of the arrows, one that is not is that of whole numbers.
    if (badInput || rangeUnderflow || rangeOverflow || (stepMismatch && others.step === undefined)) {
      return putBack(target, target.defaultValue, fill(said.fill_number, { name: label, min: others.min, max: others.max }));
    }
    const isEmpty = target.value.trim() === "";
    return others.required && isEmpty ? emptied(target, label, target.defaultValue) : write(isEmpty ? "" : target.value);
  };
  const about = { id, value, onchange: written, ...others };
  return h("p", { class: "field" }, h("label", { for: id }, label), rows ? h("textarea", { rows, ...about }) : h("input", { type: "text", ...about }));
}

/** What cannot be is again what it was; why not is told. */
function putBack(input, value, why) {
  input.value = value;
  tell(why);
}

/** What may not be empty is again what it was. */
export function emptied(input, label, value) {
  putBack(input, value, fill(said.fill_in, { name: label }));
}

/** The days that a calendar of eras knows. */
const DAYS = { min: "1868-01-25", max: "9999-12-31" };

/** A day. Whoever types one has it written when they leave it, since half of a year is a year, too. */
export function day(id, value, write, attributes = {}) {
  let isTyped = false;
  let written = value;
  const commit = ({ target }) => {
    target.removeAttribute("data-typed");
    const { badInput, rangeUnderflow, rangeOverflow } = target.validity;
    if (badInput || rangeUnderflow || rangeOverflow) {
      putBack(target, written, said.no_day);
    } else if (attributes.required && target.value === "") {
      emptied(target, attributes["data-label"], written);
    } else if (target.value !== written) {
      written = target.value;
      write(written);
    }
  };
  return h("input", {
    ...attributes,
    type: "date",
    ...DAYS,
    id,
    value,
    onkeydown: (event) => {
      isTyped = event.key !== "Enter";
      event.target.toggleAttribute("data-typed", isTyped);
      return isTyped || commit(event);
    },
    onpointerdown: () => (isTyped = false),
    onchange: (event) => isTyped || commit(event),
    onblur: commit,
  });
}

export function tick(label, id, checked, write) {
  return h(
    "p",
    { class: "tick" },
    h("input", { type: "checkbox", id, checked, onchange: (event) => write(event.target.checked) }),
    h("label", { for: id }, label),
  );
}

/** Something that is opened when it is wanted. */
export function folded(id, title, ...content) {
  return h("details", { class: "folded", id }, h("summary", {}, title), content);
}

/** Buttons that move a member of a list and take it out. `write` gets the list as it is to be. */
export function moves(list, index, write, id, name, least = 0) {
  const moved = (other, way) => () => {
    const isEnd = other === 0 || other === list.length - 1;
    const at = id.replace(/\d+$/, `${other}`);
    follow(`${id}-${way}`, `${at}-${isEnd ? (way === "up" ? "down" : "up") : way}`);
    return write(swapped(other));
  };
  const swapped = (other) => {
    const next = [...list];
    [next[index], next[other]] = [next[other], next[index]];
    return next;
  };
  return h(
    "span",
    { class: "moves" },
    button("↑", moved(index - 1, "up"), { id: `${id}-up`, disabled: index === 0, "aria-label": fill(said.move_up, { name }) }),
    button("↓", moved(index + 1, "down"), { id: `${id}-down`, disabled: index === list.length - 1, "aria-label": fill(said.move_down, { name }) }),
    button("×", () => write(list.filter((_, at) => at !== index)), { id: `${id}-out`, disabled: list.length <= least, "aria-label": fill(said.take_out, { name }) }),
  );
}

/** A choice of what is added. It is added by a button: whoever goes through the choices by the keyboard has chosen none yet. */
export function adding(label, options, take, id) {
  const select = h(
    "select",
    { id, "data-unsent": true },
    h("option", { value: "" }, said.choose),
    options.map((option, index) => h("option", { value: `${index}` }, option.name)),
  );
  const add = () => {
    const chosen = options[Number(select.value)];
    if (select.value === "") {
      select.focus();
      tell(said.choose_first);
      return;
    }
    select.value = "";
    take(chosen);
  };
  return h(
    "p",
    { class: "field adding" },
    h("label", { for: id }, label),
    select,
    button(said.add, add, { id: `${id}-go`, "aria-label": `${said.add}：${label}` }),
  );
}

/** The cells of a row of her table. What stands alone in its row, as titles do, has the room of those behind it, unless any
 * of them is to be seen. */
export function spread(row, letters, cell, isSeen = () => false) {
  const [only, ...others] = row.cells.filter(({ text }) => text.trim() !== "");
  const isAlone = only && others.length === 0 && !letters.slice(only.at + 1).some(isSeen);
  const end = isAlone ? only.at + 1 : letters.length;
  return letters.slice(0, end).map((_, index) => {
    const element = cell(index, row.cells.find((cell) => cell.at === index));
    if (index === end - 1 && end < letters.length) {
      element.setAttribute("colspan", letters.length - index);
    }
    return element;
  });
}

/** A rule in words. */
function ruleText(rule, choices) {
  const source = choices.sources.find((known) => known.key === rule.source || known.heading === rule.source);
  const asked = choices.fields.find((known) => known.key === rule.field || known.heading === rule.field);
  const parts = [
    rule.section !== null && (choices.sections[rule.section - 1] ?? fill(said.section_number, { n: rule.section })),
    rule.source !== null && (source?.heading ?? rule.source),
    rule.category !== null && fill(said.rule_category, { name: rule.category }),
    rule.field !== null && `${asked?.heading ?? rule.field}：${rule.is ?? ""}`,
    rule.id !== null && rule.id.map((id) => opinionText(choices.opinions.find((known) => known.id === id), choices) ?? fill(said.rule_ids, { ids: id })).join("、"),
    rule.asked === true && said.rule_asked,
    rule.asked === false && said.rule_unasked,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join("　") : said.rule_all;
}

/** An opinion as a person knows it: its number and how it begins. */
function opinionText(opinion, { sections }) {
  if (!opinion) {
    return undefined;
  }
  const section = sections.length > 1 ? `(${opinion.section}) ` : "";
  return fill(said.one_opinion, { no: `${section}${opinion.no}`, text: opinion.text });
}

/** Opinions that are ticked and not taken yet, by the list in which they are. */
const ticked = new Map();

/** Single opinions to choose from: those whose number or words are looked for, each with a box. */
function singles(choices, at, id, take) {
  const key = `${desk.meeting}/${at}`;
  const taken = ticked.get(key) ?? new Set();
  ticked.set(key, taken);
  const list = h("ul", { class: "singles" });
  const count = h("p", { class: "quiet", role: "status" });
  const find = h("input", { id: `${id}-find`, type: "text", autocomplete: "off", "data-unsent": true, oninput: () => paint() });
  function paint() {
    const wanted = find.value.normalize("NFKC").trim();
    const fits = ({ no, text }) => wanted === "" || no === wanted || (!/^\d+$/.test(wanted) && text.normalize("NFKC").includes(wanted));
    const found = choices.opinions.filter((opinion) => taken.has(opinion.id) || fits(opinion));
    const shown = found.slice(0, SHOWN);
    list.replaceChildren(
      ...shown.map((opinion) =>
        h(
          "li",
          {},
          tick(opinionText(opinion, choices), `${id}-${opinion.id}`, taken.has(opinion.id), (on) => (on ? taken.add(opinion.id) : taken.delete(opinion.id))),
        ),
      ),
    );
    count.textContent = found.length > shown.length ? fill(said.singles_more, { n: found.length - shown.length }) : "";
  }
  function taking() {
    ticked.delete(key);
    find.value = "";
    take([...taken]);
  }
  paint();
  return folded(
    `${id}-singles`,
    said.rule_single,
    h("p", { class: "field" }, h("label", { for: `${id}-find` }, said.singles_find), find),
    list,
    count,
    h("p", { class: "row" }, button(said.singles_take, () => (taken.size === 0 ? find.focus() : taking()), { id: `${id}-take` })),
  );
}

/** The opinions that any of some rules matches: the rules, each with a button that takes it out, and a new one. `at` is where
 * they stand in meeting.toml, `write` takes settings. */
export function rules(list, choices, at, write, id, { everything, all = null, mayAsk = false }) {
  const wanted = { section: "", source: "", category: "", value: "", asked: "" };
  const pick = (key, label, options) => choose(label, [["", said.rule_any], ...options], "", (value) => (wanted[key] = value), { key: `${id}-${key}`, unsent: true });
  const values = choices.fields.flatMap((known) => known.values.map((value) => ({ field: known, value })));
  const several = choices.sections.length > 1;
  const names = [...new Set(choices.categories.map((category) => category.name))];
  const add = () => {
    const named = wanted.value === "" ? null : values[Number(wanted.value)];
    const keys = [
      wanted.section !== "" && `section = ${wanted.section}`,
      wanted.source !== "" && `source = ${toml(wanted.source)}`,
      wanted.category !== "" && `category = ${toml(wanted.category)}`,
      named && `field = ${toml(named.field.key)}, is = ${toml(named.value)}`,
      wanted.asked !== "" && `asked = ${wanted.asked}`,
    ].filter(Boolean);
    document.getElementById(`${id}-new`).querySelectorAll("select").forEach((select) => (select.value = ""));
    write([`${at}+={ ${keys.join(", ")} }`.replace("{  }", "{}")]);
  };
  return [
    list.length === 0 && h("p", { class: "quiet" }, everything),
    list.length === 0 && all && h("p", { class: "row" }, button(all, () => write([`${at}+={}`]), { id: `${id}-all` })),
    h(
      "ul",
      { class: "order" },
      list.map((rule, index) => {
        const name = ruleText(rule, choices);
        const out = () => write([`${at}.${index + 1}=`]);
        return h("li", {}, h("span", {}, name), h("span", { class: "moves" }, button("×", out, { id: `${id}-out-${index}`, "aria-label": fill(said.take_out, { name }) })));
      }),
    ),
    folded(
      `${id}-new`,
      said.rule_add,
      several && pick("section", said.means_section, choices.sections.map((name, index) => [`${index + 1}`, name])),
      choices.sources.length > 0 && pick("source", said.means_source, choices.sources.map((source) => [source.key, source.heading])),
      names.length > 0 && pick("category", said.means_category, names.map((name) => [name, name])),
      values.length > 0 && pick("value", said.rule_value, values.map(({ field: known, value }, index) => [`${index}`, `${known.heading}：${value}`])),
      mayAsk && choices.asks && pick("asked", said.rule_sent, [["true", said.rule_asked], ["false", said.rule_unasked]]),
      h("p", { class: "row" }, button(said.rule_take, add, { id: `${id}-add` })),
    ),
    choices.opinions.length > 0 && singles(choices, at, id, (ids) => write([`${at}+={ id = [${ids.map(toml).join(", ")}] }`])),
  ];
}

/** Paints into `parent`; what is open stays open, what is focused stays so, what was chosen for a button that was not pressed
 * yet stays chosen, and what somebody is typing is not painted over: then it returns false. */
export function repaint(parent, paint) {
  const active = document.activeElement;
  const isTyped = parent.contains(active) && active.matches("input, textarea") && active.type !== "checkbox" && (active.value !== active.defaultValue || active.hasAttribute("data-typed"));
  if (isTyped) {
    return false;
  }
  const unsent = [...parent.querySelectorAll("[data-unsent]")].filter((one) => one.value !== (one.defaultValue ?? "")).map((one) => [one.id, one.value]);
  const open = new Set([...parent.querySelectorAll("details[open][id]")].map((details) => details.id));
  const stay = staying(parent);
  parent.replaceChildren(...[paint()].flat(Infinity).filter(Boolean));
  for (const details of parent.querySelectorAll("details[id]")) {
    details.open = open.has(details.id);
  }
  for (const [id, value] of unsent) {
    const again = document.getElementById(id);
    if (again) {
      again.value = value;
      again.dispatchEvent(new Event("input"));
      again.dispatchEvent(new Event("change"));
    }
  }
  stay();
  return true;
}
