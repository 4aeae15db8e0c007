// Returns: what the divisions are asked, what came back, and what is to be decided.

import { act, button, desk, dropZone, fill, findings, h, heading, keep, line, openFile, outcome, put, said, tell, today, view } from "./parts.js";

export async function returns(page) {
  const top = h("div", {});
  const result = h("div", {});
  let decided = new Map();
  let isBusy = false;

  async function paint() {
    const shown = await view({ view: "inquiry", as_of: today() });
    if (!page.isConnected) {
      return;
    }
    if (shown.diagnostics) {
      put(top, findings(shown.diagnostics));
      return;
    }
    if (!shown.asks) {
      put(top, h("section", { class: "card" }, h("p", {}, said.no_inquiry), h("p", { class: "quiet" }, said.no_inquiry_note), button(said.open_toml, () => openFile("meeting.toml"))));
      return;
    }
    const left = shown.divisions.filter((division) => division.answered < division.asked);
    put(
      top,
      h(
        "section",
        { class: "card" },
        h("h2", {}, said.asked),
        h("p", { class: "big" }, fill(said.due, { due: shown.due }), " ", h("span", { class: left.length === 0 ? "good" : "" }, left.length === 0 ? said.all_back : fill(said.not_back, { n: left.length }))),
        h("p", {}, shown.asks),
        h(
          "p",
          { class: "field short" },
          h("label", { for: "set-due" }, said.set_due),
          h("input", { id: "set-due", type: "date", value: shown.due, onchange: (event) => event.target.value && setDue(event.target.value) }),
        ),
        h(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": said.states },
          h(
            "table",
            { class: "plain-table" },
            h("caption", {}, said.states),
            h("thead", {}, h("tr", {}, [said.division, said.state, said.answered, said.asked_file].map((text) => h("th", { scope: "col" }, text)))),
            h(
              "tbody",
              {},
              shown.divisions.map((division) =>
                h(
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
                  h("td", {}, button(division.file ?? "", () => openFile(`output/${division.file}`), { class: "link" })),
                ),
              ),
            ),
          ),
        ),
        h("p", { class: "row" }, button(said.make_inquiries, make), button(said.open_report, () => openFile("output/回収状況.xlsx"))),
      ),
      h(
        "section",
        { class: "card" },
        h("h2", {}, said.came_back),
        dropZone({
          id: "drop-returned",
          label: said.drop_returned,
          note: said.drop_returned_note,
          multiple: true,
          accept: ".xlsx,.xlsm,.xls,.ods,.csv",
          take: took,
        }),
        shown.returned.length > 0 && h("ul", { class: "files" }, shown.returned.map((name) => h("li", {}, button(name, () => openFile(`返送/${name}`), { class: "link" })))),
        shown.returned.length > 0 && h("p", { class: "row" }, button(said.collect, () => collect(), { class: "strong", id: "collect" })),
      ),
    );
    page.setAttribute("data-loaded", `${Number(page.getAttribute("data-loaded") ?? 0) + 1}`);
  }

  async function setDue(day) {
    const acted = await act({ action: "set", settings: [`inquiry.due=${day}`] });
    tell(acted.report.done ? said.changed_setting : acted.report.diagnostics[0]?.message);
    await paint();
  }

  async function took(files) {
    const failed = [];
    for (const file of files) {
      const kept = await keep("returned", desk.meeting, file).catch(() => ({}));
      if (!kept.name) {
        failed.push(...(kept.diagnostics ?? [{ severity: "error", message: fill(said.not_taken, { name: file.name }), places: [], hints: [] }]));
      }
    }
    put(result, failed.length > 0 && findings(failed));
    await paint();
    if (failed.length === 0) {
      await collect();
    }
  }

  async function make() {
    put(result, h("p", { role: "status" }, said.building));
    put(result, h("section", { class: "card" }, h("h2", {}, said.make_inquiries), outcome(await act({ action: "build", force: false }), { quiet: ["note", "guess"], folded: true })));
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
    const decidedOnes = intake.cases.filter((one) => !one.open && one.decision !== null);
    put(
      result,
      h(
        "section",
        { class: "card", id: "cases" },
        h("h2", {}, open.length > 0 ? fill(said.cases_open, { n: open.length }) : said.cases_none),
        h(
          "p",
          { class: intake.taken ? "good big" : "bad big", role: "status" },
          intake.taken ? fill(said.taken, { answers: intake.answers, added: intake.added, changed: intake.changed }) : said.not_taken_yet,
        ),
        h("ol", { class: "cases" }, [...offers, ...open, ...decidedOnes].map((one) => caseItem(one))),
        open.length > 0 && h("p", { class: "row" }, button(said.hold, () => collect(true)), h("span", { class: "quiet" }, said.hold_note)),
        intake.taken && h("p", { class: "row" }, button(said.go_papers, () => desk.showView("papers"), { class: "strong" })),
        outcome(acted, { quiet: ["note"], folded: true }),
      ),
    );
    const list = document.getElementById("cases");
    list.setAttribute("data-open", `${open.length}`);
    if (isFirst) {
      list.scrollIntoView({ block: "start" });
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
              onclick: async () => {
                decided.set(one.key, choice.number);
                await collect();
                tell(said.decided);
              },
            },
            marked(choice),
          ),
        ),
      ),
      h("p", { class: "quiet" }, one.places.slice(0, 4).map((place) => `${place.file}${place.sheet ? `「${place.sheet}」` : ""}${place.cell ?? ""}`).join("、")),
    );
  }

  put(page, heading(said.view_returns, said.about_returns), top, result);
  await paint();
  return (names) => {
    if (!isBusy && names.some((name) => name === "" || !name.startsWith("output/"))) {
      paint();
    }
  };
}

/** What may be decided, with what differs marked, which stands between 【 and 】. An answer may hold such brackets itself. */
function marked({ said: text, value }) {
  if (value !== null && text.includes(value)) {
    return text;
  }
  return text.split(/(【[^】]*】)/).map((part) => (/^【.*】$/s.test(part) ? h("mark", {}, part) : part));
}
