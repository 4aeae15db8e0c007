// Returns: what the divisions are asked, what came back, and what is to be decided.

import { act, button, change, desk, dropZone, fill, findings, h, heading, keep, line, marked, openFile, outcome, put, said, day, tell, today, toml, undo, untold, view } from "./parts.js";
import { field, folded, repaint, rules } from "./forms.js";

/** Divisions that are shown without being asked for. */
const MANY = 12;

export async function returns(page) {
  const trouble = h("div", {});
  const top = h("div", {});
  const lines = h("div", {});
  const unprinted = h("div", { id: "unprinted" });
  const result = h("div", {});
  const bottom = h("div", {});
  let decided = new Map();
  let isBusy = false;
  let turn = 0;

  async function paint() {
    const own = ++turn;
    const shown = await view({ view: "inquiry", as_of: today() });
    // An answer that others overtook tells of what was.
    if (own !== turn || !page.isConnected) {
      return;
    }
    // Whatever is being typed stays.
    desk.amiss = !shown.divisions;
    put(trouble, desk.amiss && untold(shown, () => paint()));
    if (desk.amiss) {
      return;
    }
    // Answers that no paper shows stand beside those that were just taken.
    const isUnprinted = (found) => found.code === "answers_unprinted";
    put(unprinted, shown.findings.some(isUnprinted) && findings(shown.findings.filter(isUnprinted)));
    const others = shown.findings.filter((found) => !isUnprinted(found));
    const isPainted = repaint(top, () => [
      others.length > 0 && findings(others),
      shown.inquiry ? [asked(shown), shown.divisions.some((division) => division.asked > 0) && back(shown)] : first(shown),
    ]);
    // What is to be decided stands before what seldom changes.
    const isBelow = repaint(bottom, () => [shown.inquiry && divisions(shown)]);
    if (isPainted && isBelow) {
      desk.seen = shown.seen;
    }
    page.setAttribute("data-loaded", `${Number(page.getAttribute("data-loaded") ?? 0) + 1}`);
  }

  async function set(settings) {
    const acted = await change(settings);
    if (acted.report.done) {
      tell(said.changed_setting);
      put(lines, h("p", { class: "row" }, button(said.undo, takeBack, { id: "undo" })), line(acted.line));
    } else {
      put(lines, h("section", { class: "card" }, outcome(acted)));
      lines.scrollIntoView({ block: "nearest" });
    }
    await paint();
  }

  async function takeBack() {
    const acted = await undo();
    put(lines, acted && (acted.report.done ? line(acted.line) : h("section", { class: "card" }, outcome(acted))));
    await paint();
  }

  /** What is needed to ask for the first time. */
  function first({ choices }) {
    const taken = choices.headings;
    const free = (name) => (taken.includes(name) ? fill(said.of_division, { name }) : name);
    // Her own table may have columns of these names, such as 対応区分.
    const key = (name) => (choices.keys.includes(name) ? `division_${name}` : name);
    const value = (id) => document.getElementById(id).value.trim();
    const begin = async () => {
      const due = value("first-due");
      const missing = [["first-asks", said.asks], ["first-due", said.due_day], ["first-contact", said.contact]].find(([id]) => value(id) === "");
      if (missing) {
        document.getElementById(missing[0]).focus();
        tell(fill(said.fill_in, { name: missing[1] }));
        return;
      }
      const kinds = value("first-choices").split("\n").map((text) => text.trim()).filter(Boolean);
      const settings = [
        `inquiry.asks=${toml(value("first-asks"))}`,
        `inquiry.due=${due}`,
        `inquiry.contact=${toml(value("first-contact"))}`,
        "inquiry.edition=1",
      ];
      if (choices.answers.length === 0) {
        const offered = kinds.length > 0 ? [`fields+={ key = ${toml(key("action"))}, heading = ${toml(free(said.first_action))}, from = "divisions", choices = [${kinds.map((kind) => `{ value = ${toml(kind)} }`).join(", ")}] }`] : [];
        settings.push(...offered, `fields+={ key = ${toml(key("reply"))}, heading = ${toml(free(said.first_reply))}, from = "divisions", width = 34 }`);
      }
      await set(settings);
    };
    return h(
      "section",
      { class: "card" },
      h("h2", {}, said.first_title),
      h("p", { class: "quiet" }, said.first_note),
      field(said.asks, "first-asks", said.asks_usual, () => {}, { rows: 2, "data-unsent": true }),
      h("div", { class: "pair" }, field(said.due_day, "first-due", "", () => {}, { type: "date", "data-unsent": true }), field(said.contact, "first-contact", "", () => {}, { "data-unsent": true })),
      choices.answers.length === 0 && field(said.first_choices, "first-choices", said.first_kinds, () => {}, { rows: 4, "data-unsent": true }),
      h("p", { class: "row" }, button(said.first_begin, begin, { class: "strong", id: "first-begin" })),
    );
  }

  /** What is asked, by when, and how far each division has come. */
  function asked(shown) {
    const { inquiry } = shown;
    const left = shown.divisions.filter((division) => division.answered < division.asked);
    const isAsked = shown.divisions.some((division) => division.asked > 0);
    return h(
      "section",
      { class: "card" },
      h("h2", {}, said.asked),
      h(
        "p",
        { class: "big" },
        fill(said.due, { due: day(inquiry.due) }),
        " ",
        isAsked && h("span", { class: left.length === 0 ? "good" : "" }, left.length === 0 ? said.all_back : fill(said.not_back, { n: left.length })),
      ),
      h("p", {}, inquiry.asks),
      folded(
        "inquiry-more",
        said.inquiry_more,
        field(said.asks, "set-asks", inquiry.asks, (value) => set([`inquiry.asks=${toml(value)}`]), { rows: 2, required: true }),
        h(
          "div",
          { class: "pair" },
          field(said.due_day, "set-due", inquiry.due, (value) => set([`inquiry.due=${value}`]), { type: "date", required: true }),
          field(said.contact, "set-contact", inquiry.contact, (value) => set([`inquiry.contact=${toml(value)}`]), { required: true }),
          field(said.edition, "set-edition", inquiry.edition, (value) => set([`inquiry.edition=${Number(value)}`]), { type: "number", min: 1, max: 99, required: true }),
        ),
      ),
      isAsked &&
        h(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": said.states },
          h(
            "table",
            { class: "plain-table" },
            h("caption", {}, said.states),
            h("thead", {}, h("tr", {}, [said.division, said.state, said.answered, said.asked_file].map((text) => h("th", { scope: "col" }, text)))),
            h("tbody", {}, shown.divisions.filter((division) => division.asked > 0).map((division) => standing(division))),
          ),
        ),
      isAsked && h("p", { class: "row" }, button(said.make_inquiries, make, { id: "make-inquiries" }), button(said.open_report, () => openFile("output/回収状況.xlsx"))),
    );
  }

  function standing(division) {
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, division.name),
      h("td", {}, h("span", { class: `state ${division.overdue ? "late" : division.answered === division.asked ? "all" : ""}` }, division.state)),
      h(
        "td",
        {},
        h("progress", { max: division.asked, value: division.answered, "aria-label": fill(said.progress_of, { name: division.name }) }),
        ` ${division.answered} / ${division.asked}`,
      ),
      h("td", {}, division.file && button(division.file, () => openFile(`output/${division.file}`), { class: "link" })),
    );
  }

  /** Which divisions there are, and what each is asked about. */
  function divisions(shown) {
    const { choices } = shown;
    const known = shown.divisions.map((division) => division.name);
    const columns = choices.fields.filter((one) => one.names_divisions && one.values.some((value) => !known.includes(value)));
    const each = ({ key, values }) => values.filter((value) => !known.includes(value)).map((value) => `divisions+={ name = ${toml(value)}, takes = [{ field = ${toml(key)}, is = ${toml(value)} }] }`);
    const name = h("input", { id: "new-division", type: "text", autocomplete: "off", "data-unsent": true });
    const add = async () => {
      const text = name.value.trim();
      if (text === "") {
        name.focus();
        tell(fill(said.fill_in, { name: said.new_division }));
        return;
      }
      name.value = "";
      await set([`divisions+={ name = ${toml(text)}, takes = [] }`]);
      // What it is asked about is to be said next.
      const added = document.getElementById(`division-${known.length}`);
      added?.setAttribute("open", "");
      added?.scrollIntoView({ block: "nearest" });
    };
    return h(
      "section",
      { class: "card", id: "divisions" },
      h("h2", {}, said.divisions),
      h("p", { class: "quiet" }, said.divisions_note),
      known.length === 0 && h("p", { class: "strong" }, said.divisions_first),
      gathered(shown.divisions.map((division, index) => {
        const at = `divisions.${index + 1}`;
        return folded(
          `division-${index}`,
          fill(said.division_asked, { name: division.name, n: division.asked }),
          field(said.division, `division-name-${index}`, division.name, (value) => set([`${at}.name=${toml(value.trim())}`]), { required: true }),
          h("p", { class: "strong" }, said.division_takes),
          rules(division.takes, choices, `${at}.takes`, set, `takes-${index}`, { everything: said.takes_none, all: said.takes_all }),
          h("p", {}, button(fill(said.take_out, { name: division.name }), () => set([`${at}=`]), { class: "link", id: `division-out-${index}` })),
        );
      })),
      folded("not-asked", said.not_asked, rules(shown.inquiry.not_asked, choices, "inquiry.not_asked", set, "not-asked", { everything: said.not_asked_none })),
      columns.length > 0 &&
        h("p", { class: "row" }, columns.map((one, index) => button(fill(said.divisions_of, { heading: one.heading }), () => set(each(one)), { id: `divisions-of-${index}` }))),
      h("p", { class: "field" }, h("label", { for: "new-division" }, said.new_division), name),
      h("p", { class: "row" }, button(said.add_division, add, { id: "add-division" })),
    );
  }

  /** Many divisions are shown when they are wanted. */
  function gathered(list) {
    return list.length > MANY ? folded("all-divisions", fill(said.all_divisions, { n: list.length }), list) : list;
  }

  /** What came back. */
  function back(shown) {
    return h(
      "section",
      { class: "card" },
      h("h2", {}, said.came_back),
      dropZone({ id: "drop-returned", label: said.drop_returned, note: said.drop_returned_note, multiple: true, accept: ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.zip", take: took }),
      shown.undecided > 0 && !document.getElementById("cases") && h("p", { class: "strong", id: "undecided" }, fill(said.undecided, { n: shown.undecided, button: said.collect })),
      shown.returned.length > 0 && h("ul", { class: "files" }, shown.returned.map((name) => h("li", {}, button(name, () => openFile(`返送/${name}`), { class: "link" })))),
      shown.returned.length > 0 && h("p", { class: "row" }, button(said.collect, () => collect(), { class: "strong", id: "collect" }), button(said.open_returned, () => openFile("返送"))),
    );
  }

  async function took(files) {
    const failed = [];
    for (const file of files) {
      const kept = await keep("returned", desk.meeting, file);
      if (!kept.name) {
        failed.push(...kept.diagnostics);
      }
    }
    put(lines);
    put(result);
    await paint();
    if (failed.length < files.length) {
      await collect();
    }
    // What is no return keeps the others from nothing.
    if (failed.length > 0) {
      result.prepend(h("section", { class: "card", id: "refused" }, findings(failed)));
    }
  }

  async function make() {
    put(lines);
    put(result, h("p", { role: "status" }, said.building));
    const acted = await act({ action: "build", force: false });
    const made = acted.report.done && h("p", { class: "good big", role: "status" }, said.inquiries_made);
    put(result, h("section", { class: "card" }, h("h2", {}, said.make_inquiries), made, outcome(acted, { quiet: ["note", "guess"], folded: true })));
    result.scrollIntoView({ block: "nearest" });
    await paint();
  }

  async function collect(hold = false) {
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      const decide = [...decided].map(([key, number]) => `${key}=${number}`);
      const acted = await act({ action: "collect", decide, hold, as_of: today() });
      const isFirst = !document.getElementById("cases");
      await paint();
      paintCases(acted, isFirst);
    } finally {
      isBusy = false;
    }
  }

  function paintCases(acted, isFirst) {
    const intake = acted.report.done;
    if (!intake) {
      put(result, h("section", { class: "card" }, h("h2", {}, said.came_back), outcome(acted)));
      return;
    }
    const open = intake.cases.filter((one) => one.open);
    // To prefer a whole file may be decided, and need not be: it spares the cases below it.
    const offers = intake.cases.filter((one) => !one.open && one.decision === null);
    // What is asked, or was decided, is not said once more.
    const rest = acted.report.diagnostics.filter((found) => found.code !== "refused_again" && !intake.cases.some((one) => one.message === found.message));
    const untaken = rest.filter((found) => found.severity === "error");
    const others = rest.filter((found) => found.severity !== "error");
    const decidedOnes = intake.cases.filter((one) => !one.open && one.decision !== null);
    put(
      result,
      h(
        "section",
        { class: "card", id: "cases" },
        h("h2", { id: "cases-title", tabindex: "-1" }, open.length > 0 ? fill(said.cases_open, { n: open.length }) : said.cases_none),
        h(
          "p",
          { class: intake.taken ? "good big" : "bad big", role: "status" },
          intake.taken ? fill(said.taken, { answers: intake.answers, added: intake.added, changed: intake.changed }) : said.not_taken_yet,
        ),
        untaken.length > 0 && h("div", { id: "untaken" }, h("h3", {}, fill(said.untaken, { n: untaken.length })), findings(untaken)),
        intake.taken && h("p", { class: "row" }, button(said.go_papers, () => desk.showView("papers"), { class: "strong" })),
        [...offers, ...open].length > 0 && h("ol", { class: "cases" }, [...offers, ...open].map((one) => caseItem(one))),
        open.length > 0 && h("p", { class: "row" }, button(said.hold, () => collect(true)), h("span", { class: "quiet" }, said.hold_note)),
        decidedOnes.length > 0 && [h("h3", {}, fill(said.cases_decided, { n: decidedOnes.length })), h("ol", { class: "cases" }, decidedOnes.map((one) => caseItem(one)))],
        outcome({ ...acted, report: { ...acted.report, diagnostics: others } }, { quiet: ["note"], folded: true }),
      ),
    );
    document.getElementById("undecided")?.remove();
    const list = document.getElementById("cases");
    list.setAttribute("data-open", `${open.length}`);
    if (isFirst) {
      (open.length > 0 ? list : results()).scrollIntoView({ block: "start" });
    }
  }

  function caseItem(one) {
    const where = [one.division, one.opinion && `${one.no ? `${one.no}番` : one.opinion}`, one.heading].filter(Boolean).join("　");
    return h(
      "li",
      { class: one.open ? "case open" : "case" },
      h("h3", {}, where),
      h("p", {}, one.message),
      one.text && h("blockquote", { class: "opinion" }, one.text),
      h(
        "div",
        { class: "options", role: "group", "aria-label": where },
        one.choices.map((choice) =>
          h(
            "button",
            {
              type: "button",
              class: "option",
              "aria-pressed": one.decision === choice.number ? "true" : "false",
              onclick: async (event) => {
                decided.set(one.key, choice.number);
                const place = [...document.querySelectorAll(".case.open")].indexOf(event.target.closest(".case"));
                await collect();
                next(Math.max(place, 0));
                tell(said.decided);
              },
            },
            decision(choice),
          ),
        ),
      ),
      h("p", { class: "quiet" }, one.places.slice(0, 4).map((place) => `${place.file}${place.sheet ? `「${place.sheet}」` : ""}${place.cell ?? ""}`).join("、")),
    );
  }

  /** The keyboard goes on with what is to be decided next, and the whole of it is seen. */
  function next(place) {
    const open = [...document.querySelectorAll(".case.open")];
    const following = open[Math.min(place, open.length - 1)];
    (following?.querySelector(".option") ?? document.getElementById("cases-title"))?.focus({ preventScroll: true });
    (following ?? results())?.scrollIntoView({ block: following ? "nearest" : "start" });
  }

  /** Where what came of taking answers begins. */
  function results() {
    return unprinted.childElementCount > 0 ? unprinted : document.getElementById("cases");
  }

  put(page, heading(said.view_returns, said.about_returns), trouble, top, lines, unprinted, result, bottom);
  await paint();
  return (names) => {
    if (!isBusy && names.some((name) => name === "" || !name.startsWith("output/"))) {
      paint();
    }
  };
}

/** What may be decided, with what differs marked. An answer may hold the brackets of a mark itself. */
function decision({ said: text, value }) {
  return value !== null && text.includes(value) ? text : marked(text);
}
