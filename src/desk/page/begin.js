// Begin: the meetings in the folder, and a new one from an office's own workbook.

import { act, askData, button, desk, dropZone, fill, findings, h, heading, keep, outcome, picture, plain, put, said, tell, view } from "./parts.js";
import { day, spread } from "./forms.js";
import { TABLES } from "./records.js";

/** What a column may be, in the order of a table. */
const MEANINGS = [
  ["", () => said.means_ask],
  ["no", () => said.means_no],
  ["section_title", () => said.means_section],
  ["category", () => said.means_category],
  ["subcategory", () => said.means_subcategory],
  ["source", () => said.means_source],
  ["attribution", () => said.means_attribution],
  ["text", () => said.means_text],
  ["opinions", () => said.means_opinions],
  ["field", () => said.means_field],
  ["private", () => said.means_private],
  ["unused", () => said.means_unused],
  ["id", () => said.means_id],
];

const hasOpinions = (columns) => columns.some(({ means }) => means === "text" || means === "opinions");

export async function begin(page) {
  const making = h("div", {});
  const list = h("div", {});
  const name = h("input", { id: "new-name", type: "text", autocomplete: "off" });
  const zone = dropZone({
    id: "drop-table",
    label: said.drop_table,
    note: said.drop_table_note,
    accept: TABLES,
    take: async ([file]) => {
      const stem = file.name.replace(/\.[^.]*$/, "").trim();
      const meeting = name.value.trim() || stem;
      const kept = await keep("table", meeting, file);
      if (!kept.name) {
        const isName = kept.diagnostics?.[0]?.code === "unanswered" && !document.getElementById("lost").textContent;
        put(making, h("section", { class: "card" }, isName ? h("p", { class: "failed", role: "alert" }, fill(said.bad_name, { name: meeting })) : findings(kept.diagnostics)));
        making.scrollIntoView({ block: "nearest" });
        return;
      }
      await prepare(making, meeting, kept.name);
      await paint();
    },
  });

  async function paint() {
    await desk.look();
    const { meetings, folder } = desk.state;
    const open = meetings.filter((known) => known.is_meeting);
    // What is being made stands below.
    const isMade = (known) => known.name === making.getAttribute("data-meeting");
    const raw = meetings.filter((known) => !known.is_meeting && !isMade(known));
    put(
      list,
      h("h2", {}, said.meetings_here),
      h("p", { class: "quiet" }, folder),
      open.length === 0 && raw.length === 0 && h("p", {}, said.no_meetings),
      h(
        "ul",
        { class: "cards" },
        open.map((known) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "meeting", id: `meeting-${known.name}`, "aria-current": known.name === desk.meeting ? "true" : null, onclick: () => desk.openMeeting(known.name) },
              h("strong", {}, known.shown),
              h("span", { class: "quiet" }, fill(said.changed_at, { when: when(known.changed) })),
            ),
          ),
        ),
        raw.flatMap((known) =>
          known.tables.map((table) =>
            h(
              "li",
              {},
              h(
                "button",
                { type: "button", class: "meeting raw", onclick: () => prepare(making, known.name, table) },
                h("strong", {}, `${known.shown}／${table}`),
                h("span", { class: "quiet" }, said.not_begun),
              ),
            ),
          ),
        ),
      ),
    );
  }

  put(
    page,
    heading(said.view_begin, said.about_begin),
    list,
    h(
      "section",
      { class: "card" },
      h("h2", {}, said.new_meeting),
      h("p", { class: "field" }, h("label", { for: "new-name" }, said.new_name), name, h("span", { class: "quiet" }, said.new_name_note)),
      zone,
    ),
    making,
  );
  await paint();
  // No settings are shown here, only whether there are any.
  desk.amiss = true;
  const { dropped } = desk.state;
  if (dropped && !desk.taken) {
    desk.taken = true;
    await prepareDropped(making, dropped);
  }
  return paint;
}

/** The workbook that was dropped on the program's icon lies in the chosen folder: it is copied into a meeting of its own. */
async function prepareDropped(making, dropped) {
  const stem = dropped.replace(/\.[^.]*$/, "");
  if (desk.state.meetings.some((known) => known.is_meeting && known.name === stem)) {
    await desk.openMeeting(stem);
    return;
  }
  const kept = await askData("/take", { name: stem }).catch(() => ({}));
  if (kept.name) {
    await prepare(making, stem, kept.name);
  } else if (kept.diagnostics) {
    put(making, h("section", { class: "card" }, findings(kept.diagnostics)));
  }
}

function when(seconds) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(seconds * 1000));
}

/** Where the answers are kept. */
const ANSWERED = "answered";

/** Asks what the program cannot know of the table, and makes the meeting. */
async function prepare(making, meeting, file) {
  // What was answered is kept in this tab, should the page be loaded anew.
  const known = JSON.parse(sessionStorage.getItem(ANSWERED) ?? "{}");
  const isKnown = known.meeting === meeting && known.file === file;
  const answers = isKnown ? known.answers : { title: null, date: null, row: null, layout: null, columns: [] };
  const means = new Map(isKnown ? known.means : []);
  making.setAttribute("data-meeting", meeting);
  let turn = 0;
  let last = null;
  const section = h("section", { class: "card making", tabindex: "-1" });
  put(making, section);

  function answered() {
    return { ...answers, columns: [...means].map(([heading, key]) => `${heading}=${key}`) };
  }

  async function ask() {
    const own = ++turn;
    sessionStorage.setItem(ANSWERED, JSON.stringify({ meeting, file, answers, means: [...means] }));
    const shown = await view({ view: "begin", meeting, file, answers: answered() });
    if (own !== turn || !section.isConnected) {
      return;
    }
    // An answer that cannot be taken leaves the questions where they are, so that it can be given anew.
    const isRefused = shown.diagnostics && (shown.columns ?? []).length === 0;
    last = isRefused && last ? { ...last, diagnostics: shown.diagnostics } : shown;
    paint(last);
    // Why not stands above everything, and may be out of sight.
    if (isRefused && last !== shown) {
      tell(plain(shown.diagnostics[0].message));
    }
  }

  function paint(shown) {
    const isFirst = !section.hasAttribute("data-ready");
    const questions = shown.questions ?? [];
    const columns = shown.columns ?? [];
    // No row of a card holds headings.
    const isCard = (shown.diagnostics ?? []).some(({ code }) => code === "sheet_card" || code === "sheet_turned");
    const asksRow = (shown.sheets ?? []).some((sheet) => sheet.rows.some((row) => row.cells.length > 0)) && !isCard;
    put(
      section,
      h("h2", {}, fill(said.making, { meeting })),
      shown.diagnostics && findings(shown.diagnostics.filter(({ code }) => !asksRow || code !== "no_heading_row")),
      // Of what cannot be read at all, nothing is asked.
      asksRow && h("h3", {}, h("span", { class: "step" }, "1"), said.ask_row),
      asksRow && h("p", { class: "quiet" }, (shown.sheets ?? []).some((sheet) => sheet.heads) ? said.ask_row_note : said.ask_row_none),
      (asksRow || isCard) && shown.sheets.map((sheet) => rows(sheet, isCard)),
      columns.length > 0 && [
        h("h3", {}, h("span", { class: "step" }, "2"), said.ask_columns),
        h("p", { class: "quiet" }, said.ask_columns_note),
        !hasOpinions(columns) && h("p", { class: "failed", role: "alert" }, said.ask_opinions),
        h(
          "div",
          { class: "scroll whole", tabindex: "0", role: "region", "aria-label": said.ask_columns },
          h(
            "table",
            { class: "plain-table" },
            h("thead", {}, h("tr", {}, [said.column, said.heading, said.example, said.means].map((text) => h("th", { scope: "col" }, text)))),
            h("tbody", {}, columns.map((column, index) => columnRow(column, index))),
          ),
        ),
        h("h3", {}, h("span", { class: "step" }, "3"), said.ask_layout),
        h("div", { class: "layouts", role: "group", "aria-label": said.ask_layout }, layouts(shown)),
        h("h3", {}, h("span", { class: "step" }, "4"), said.ask_rest),
        h(
          "div",
          { class: "pair" },
          h(
            "p",
            { class: "field" },
            h("label", { for: "ask-title" }, said.title),
            h("input", { id: "ask-title", type: "text", value: answers.title ?? shown.title ?? "", onchange: (event) => change("title", event.target.value) }),
          ),
          h(
            "p",
            { class: "field" },
            h("label", { for: "ask-date" }, said.date),
            day("ask-date", answers.date ?? "", (value) => change("date", value), { "aria-describedby": "date-note" }),
            h("span", { class: "quiet", id: "date-note" }, said.date_later),
          ),
        ),
        questions.length > 0 && [
          h("h3", {}, fill(said.questions_left, { n: questions.length })),
          h("ul", { class: "questions" }, questions.map((question) => h("li", {}, question))),
        ],
        h("p", { class: "row" }, button(said.make, make, { class: "strong", id: "make" })),
      ],
    );
    // The headings are in sight, however much stands above them.
    for (const scroll of section.querySelectorAll(".scroll")) {
      const heads = [...scroll.querySelectorAll("tr.heads")].at(-1);
      if (heads && isFirst) {
        scroll.scrollTop = Math.max(0, heads.offsetTop + heads.offsetHeight + 60 - scroll.clientHeight);
      }
    }
    if (isFirst) {
      section.focus({ preventScroll: true });
      section.scrollIntoView({ block: "start" });
    }
    section.setAttribute("data-ready", `${turn}`);
  }

  function change(key, value) {
    answers[key] = value.trim() === "" ? null : value.trim();
    ask();
  }

  function rows(sheet, isCard) {
    const isHead = (row) => sheet.heads && sheet.heads[0] <= row && row <= sheet.heads[1];
    return h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": sheet.name || file },
      h(
        "table",
        { class: "grid" },
        h("caption", {}, sheet.name || file),
        h("thead", {}, h("tr", {}, h("td", {}), sheet.letters.map((letters) => h("th", { scope: "col" }, letters)))),
        h(
          "tbody",
          {},
          sheet.rows.map((row) =>
            h(
              "tr",
              { class: isHead(row.row) ? "heads" : null },
              h(
                "th",
                { scope: "row" },
                isCard
                  ? `${row.row}`
                  : button(`${row.row}`, () => pickRow(row.row), {
                      id: `row-${sheet.name}-${row.row}`,
                      "aria-pressed": isHead(row.row) ? "true" : "false",
                      "aria-label": fill(said.row_is_heading, { n: row.row }),
                    }),
              ),
              spread(row, sheet.letters, (_, cell) => h("td", {}, cell?.text ?? "")),
            ),
          ),
        ),
      ),
    );
  }

  function pickRow(row) {
    // Pressed once more, the program looks for it again.
    answers.row = answers.row === row ? null : row;
    means.clear();
    ask();
  }

  function columnRow(column, index) {
    const value = means.get(column.heading) ?? column.means;
    const id = `means-${index}`;
    const own = MEANINGS.some(([key]) => key === value) ? [] : [[value, () => value]];
    return h(
      "tr",
      {},
      h("td", {}, column.letters),
      h("th", { scope: "row" }, column.heading, column.personal && h("span", { class: "tag" }, said.personal), column.hidden && h("span", { class: "tag" }, said.is_hidden)),
      h("td", { class: "example" }, column.example ?? ""),
      h(
        "td",
        {},
        h(
          "select",
          {
            id,
            "aria-label": fill(said.column_means, { heading: column.heading }),
            onchange: (event) => {
              if (event.target.value === "") {
                means.delete(column.heading);
              } else {
                means.set(column.heading, event.target.value);
              }
              ask();
            },
          },
          [...own, ...MEANINGS].filter(([key]) => key !== "" || value === "").map(([key, text]) => h("option", { value: key, selected: key === value }, text())),
        ),
      ),
    );
  }

  function layouts(shown) {
    const kinds = shown.layout === "matrix" ? [["matrix", said.layout_matrix]] : [["list", said.layout_list], ["stacked", said.layout_stacked]];
    return kinds.map(([key, text]) => {
      const image = h("div", { class: "sample" });
      sample(image, key, text);
      return h(
        "button",
        {
          type: "button",
          class: "layout",
          id: `layout-${key}`,
          "aria-pressed": key === shown.layout ? "true" : "false",
          onclick: () => change("layout", key),
        },
        image,
        h("span", {}, text),
      );
    });
  }

  async function sample(image, layout, text) {
    const own = turn;
    const shown = await view({ view: "sample", meeting, file, answers: { ...answered(), layout } });
    if (own !== turn || !image.isConnected) {
      return;
    }
    if (shown.pages) {
      put(image, await picture(shown.pages.set, 1, 60, fill(said.sample_of, { layout: text })));
    } else {
      put(image, h("span", { class: "quiet" }, said.no_sample));
    }
  }

  async function make() {
    if (!hasOpinions(last.columns)) {
      tell(said.ask_opinions);
      section.querySelector("select").focus();
      return;
    }
    const acted = await act({ action: "init", file, answers: answered() }, meeting);
    if (acted.report.done) {
      tell(said.made);
      await desk.openMeeting(meeting);
    } else {
      section.querySelector(":scope > .outcome")?.remove();
      section.append(outcome(acted));
      section.lastElementChild.scrollIntoView({ block: "nearest" });
    }
  }

  await ask();
}
