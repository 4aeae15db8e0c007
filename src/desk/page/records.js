// Records: the table as it was read, with what was found beside the cells.

import { act, button, change, desk, dropZone, fill, finding, findings, h, heading, keep, line, marked, openFile, outcome, put, said, tell, toml, undo, view } from "./parts.js";
import { folded, spread } from "./forms.js";

const ROWS = 200;
/** Endings of tables. */
export const TABLES = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt";

export async function records(page) {
  let from = 1;
  let turn = 0;
  let last = null;
  const summary = h("div", { class: "summary", role: "status" }, h("p", {}, said.reading));
  const sheets = h("div", { class: "sheets" });
  const mending = h("div", {});
  const newer = dropZone({ id: "drop-newer", label: said.drop_newer, note: said.drop_newer_note, accept: TABLES, take: async ([file]) => renew(file) });
  put(page, heading(said.view_records, said.about_records), summary, mending, folded("newer", said.newer_table, newer), sheets);

  async function load() {
    const own = ++turn;
    const checking = act({ action: "check" });
    const shown = await view({ view: "sheets", from, count: ROWS });
    if (own === turn && page.isConnected) {
      // The table is there before everything is checked.
      paint(shown, last, true);
    }
    const checked = await checking;
    if (own !== turn || !page.isConnected) {
      return;
    }
    last = checked;
    desk.seen = shown.seen ?? null;
    desk.amiss = !checked.report.done;
    paint(shown, checked, false);
    page.setAttribute("data-loaded", `${Number(page.getAttribute("data-loaded") ?? 0) + 1}`);
  }

  function paint(shown, checked, isChecking) {
    const kept = [...sheets.querySelectorAll(".scroll")].map((scroll) => [scroll.getAttribute("aria-label"), scroll.scrollTop, scroll.scrollLeft]);
    const list = checked?.report.diagnostics ?? [];
    const count = (severity) => list.filter((found) => found.severity === severity).length;
    const errors = count("error");
    const others = count("warning") + count("guess");
    const done = checked?.report.done;
    const text = isChecking ? said.checking : errors > 0 ? fill(said.records_errors, { n: errors }) : others > 0 ? fill(said.records_warnings, { n: others }) : said.records_fine;
    const file = shown.file ?? "";
    put(
      summary,
      h("p", { class: isChecking ? "big" : errors > 0 ? "bad big" : "good big" }, text),
      h(
        "p",
        { class: "row" },
        file && button(fill(said.open_file, { file }), () => openFile(file)),
        button(said.mend_look, () => mend(file), { id: "mend" }),
        desk.undo.length > 0 && button(said.undo, back, { id: "undo" }),
        errors > 0 && button(said.see_first, () => first(), { class: "strong", id: "see-first" }),
        checked && errors === 0 && button(said.go_papers, () => desk.showView("papers"), { class: "strong" }),
      ),
      done && h("ul", { class: "plain" }, [...done.said].map((text) => h("li", {}, text))),
    );
    // What belongs to no row that is shown stands above the table.
    const rows = new Map();
    const loose = [];
    const elsewhere = [];
    const isShown = ({ sheet, row }) => (shown.sheets ?? []).some((one) => one.name === sheet && one.rows.some((line) => line.row === row));
    for (const found of list) {
      const at = found.places.map((place) => rowOf(place, shown)).filter((at) => at !== null);
      if (at.length === 0) {
        loose.push(found);
      } else if (!at.some(isShown)) {
        elsewhere.push([found, at[0].row]);
      }
      at.forEach(({ sheet, row, letters }, index) => {
        const key = `${sheet}\n${row}`;
        // What only tells how something was read is said once, with all its places.
        const isSaid = (index === 0 || ["error", "warning"].includes(found.severity)) && !rows.get(key)?.some((other) => other.found === found && other.letters === letters);
        rows.set(key, [...(rows.get(key) ?? []), { found, letters, isFirst: index === 0, isSaid }]);
      });
    }
    put(
      sheets,
      elsewhere.length > 0 &&
        h(
          "section",
          {},
          h("h2", {}, said.found_elsewhere),
          h("ul", { class: "findings" }, elsewhere.map(([found, row]) => finding(found, [button(fill(said.see_row, { n: row }), () => jump(row))]))),
        ),
      loose.length > 0 && h("section", {}, h("h2", {}, said.found_overall), findings(loose)),
      // What the check says already is not said twice.
      (shown.unused ?? []).length > 0 && unused(shown.unused),
      checked && shown.diagnostics && list.length === 0 && findings(shown.diagnostics),
      (shown.sheets ?? []).map((sheet) => table(sheet, rows)),
      checked && line(checked.line),
    );
    for (const [name, top, left] of kept) {
      const scroll = [...sheets.querySelectorAll(".scroll")].find((scroll) => scroll.getAttribute("aria-label") === name);
      scroll?.scrollTo(left, top);
    }
  }

  /** Columns that are not read, each with a button that reads it. */
  function unused(columns) {
    const use = (settings) => async () => {
      const acted = await change(settings);
      tell(acted.report.done ? said.changed_setting : acted.report.diagnostics[0]?.message);
      await load();
    };
    return folded(
      "unused",
      fill(said.unused_columns, { n: columns.length }),
      h(
        "ul",
        { class: "plain" },
        columns.map(({ name, settings }) => h("li", {}, settings.length > 0 ? button(fill(said.read_column, { name }), use(settings)) : [name, h("span", { class: "tag" }, said.personal)])),
      ),
    );
  }

  /** Has the meeting read another table, which is kept beside the one until now. */
  async function renew(file) {
    const kept = await keep("newer", desk.meeting, file);
    const changed = kept.name && (await change([`records.file=${toml(kept.name)}`]));
    const isTaken = changed && changed.report.done;
    put(mending, !isTaken && h("section", { class: "card" }, changed ? outcome(changed) : findings(kept.diagnostics)));
    if (isTaken) {
      tell(fill(said.newer_taken, { file: kept.name }));
      from = 1;
      await load();
    }
  }

  /** Brings the first error into sight. */
  function first() {
    const found = sheets.querySelector(".finding.grave_error");
    found?.setAttribute("tabindex", "-1");
    found?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: "center" });
  }

  async function back() {
    await undo();
    await load();
  }

  async function jump(row) {
    from = Math.max(1, row - 5);
    await load();
  }

  function table(sheet, rows) {
    const head = h(
      "tr",
      {},
      h("td", {}),
      sheet.letters.map((letters, index) => h("th", { scope: "col", class: sheet.hidden.includes(index) ? "hidden" : null }, letters)),
    );
    const body = sheet.rows.flatMap((row) => {
      const found = rows.get(`${sheet.name}\n${row.row}`) ?? [];
      const marked = new Map(found.flatMap(({ found, letters }) => (letters ? [[letters, found.severity]] : [])));
      const isHead = sheet.heads && sheet.heads[0] <= row.row && row.row <= sheet.heads[1];
      const cells = spread(row, sheet.letters, (index, cell) => {
        const severity = marked.get(sheet.letters[index]);
        const classes = [severity && `at at-${severity}`, cell?.struck && "struck", cell?.red && "red"].filter(Boolean);
        return h("td", { class: classes.join(" ") || null }, cell?.text ?? "");
      }, (letters) => marked.has(letters));
      const line = h(
        "tr",
        { class: [isHead && "heads", row.hidden && "hidden"].filter(Boolean).join(" ") || null },
        h("th", { scope: "row" }, `${row.row}`),
        cells,
      );
      const below = found.filter(({ isSaid }) => isSaid).map(({ found, letters, isFirst }) =>
        h(
          "tr",
          { class: "beside" },
          letters ? h("th", { scope: "row" }, `${letters}${row.row}`) : h("td", {}),
          h(
            "td",
            { colspan: Math.max(sheet.letters.length, 1) },
            h("ul", { class: "findings" }, isFirst ? finding(found) : h("li", { class: "finding" }, found.message)),
          ),
        ),
      );
      return [line, ...below];
    });
    const name = sheet.name || said.the_table;
    const more = (start, text) =>
      button(text, async () => {
        from = start;
        await load();
      });
    return h(
      "section",
      {},
      h("h2", {}, name),
      h("p", { class: "quiet" }, fill(said.rows_shown, { from: sheet.rows[0]?.row ?? 0, to: sheet.rows.at(-1)?.row ?? 0, all: sheet.last })),
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
        h("table", { class: "grid" }, h("thead", {}, head), h("tbody", {}, body)),
      ),
      h(
        "p",
        { class: "row" },
        from > 1 && more(Math.max(1, from - ROWS), said.rows_before),
        sheet.last >= from + ROWS && more(from + ROWS, said.rows_after),
      ),
    );
  }

  function close() {
    put(mending);
    document.getElementById("mend")?.focus();
  }

  async function mend(file) {
    const acted = await act({ action: "mend", file, write: null });
    const changes = (acted.report.done?.changes ?? []).filter(({ chosen }) => chosen);
    const copy = file.replace(/(\.[^.]*)$/, `${said.mended_name}$1`);
    put(
      mending,
      h(
        "section",
        { class: "card" },
        h("h2", {}, said.mend_title),
        changes.length === 0 && h("p", {}, said.mend_nothing),
        acted.report.diagnostics.length > 0 && findings(acted.report.diagnostics.filter((found) => found.severity === "error")),
        changes.length > 0 && h("ul", { class: "plain" }, [...acted.report.done.said].slice(0, changes.length).map((text) => h("li", {}, marked(text)))),
        h(
          "p",
          { class: "row" },
          changes.length > 0 &&
            button(
              fill(said.mend_write, { file: copy }),
              () => write(file, copy),
              { class: "strong" },
            ),
          button(said.close, close),
        ),
        line(acted.line),
      ),
    );
    mending.querySelector("button")?.focus();
  }

  /** Writes a mended copy, which the meeting can then have as its table. */
  async function write(file, copy) {
    const acted = await act({ action: "mend", file, write: copy });
    const take = async () => {
      const changed = await change([`records.file=${toml(copy)}`]);
      put(mending, !changed.report.done && h("section", { class: "card" }, outcome(changed)));
      await load();
    };
    put(
      mending,
      h(
        "section",
        { class: "card" },
        h("h2", {}, said.mend_title),
        outcome(acted),
        h("p", { class: "row" }, acted.report.done && button(fill(said.mend_take, { file: copy }), take, { class: "strong", id: "mend-take" }), button(said.close, close)),
      ),
    );
    document.getElementById("mend-take")?.focus();
  }

  await load();
  return (names) => {
    if (names.some((name) => name === "" || (!name.startsWith("output/") && !name.startsWith("前の版/")))) {
      load();
    }
  };
}

/** Sheet, row and column of a place, if it is in the table. */
function rowOf(place, shown) {
  // Windows says its paths with another stroke.
  if (place.file?.replaceAll("\\", "/") !== shown.file) {
    return null;
  }
  const sheet = place.sheet ?? "";
  if (place.cell) {
    const found = /^([A-Z]+)(\d+)/.exec(place.cell);
    return found ? { sheet, row: Number(found[2]), letters: found[1] } : null;
  }
  if (!place.line) {
    return null;
  }
  // A text file counts lines, its table rows.
  const row = shown.sheets?.[0]?.lines?.[place.line] ?? place.line;
  return { sheet, row, letters: null };
}
