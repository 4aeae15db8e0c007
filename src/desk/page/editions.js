// Editions: what changed since last time, which pages to replace, and the 新旧対照表.

import { act, button, desk, dropZone, fill, findings, h, heading, inFolder, keep, openFile, outcome, put, said, view } from "./parts.js";

const KINDS = { added: () => said.added, removed: () => said.removed, changed: () => said.changed, moved: () => said.moved };

export async function editions(page) {
  const result = h("div", {});
  const kept = h("div", {});
  let old = null;
  put(
    page,
    heading(said.view_editions, said.about_editions),
    h(
      "section",
      { class: "card" },
      dropZone({
        id: "drop-earlier",
        label: said.drop_earlier,
        note: said.drop_earlier_note,
        accept: ".pdf,.xlsx,.xlsm,.xls,.ods,.csv,.tsv,.json",
        take: async ([file]) => {
          const taken = await keep("earlier", desk.meeting, file);
          if (!taken.name) {
            put(result, findings(taken.diagnostics));
            return;
          }
          old = taken.name;
          await Promise.all([compare(null), paintKept()]);
        },
      }),
      kept,
    ),
    result,
  );

  /** What was dropped before. */
  async function paintKept() {
    const { earlier = [] } = await view({ view: "earlier" });
    const again = (name) => () => {
      old = `前の版/${name}`;
      return compare(null);
    };
    put(
      kept,
      earlier.length > 0 && [
        h("p", { class: "strong" }, said.earlier_kept),
        h("ul", { class: "files" }, earlier.map((name, index) => h("li", {}, button(fill(said.compare_with, { name }), again(name), { class: "link", id: `earlier-${index}` })))),
      ],
    );
  }

  async function compare(out) {
    if (!out) {
      put(result, h("p", { role: "status" }, said.comparing));
    }
    const acted = await act({ action: "diff", old, out });
    if (!page.isConnected) {
      return;
    }
    const comparison = acted.report.done?.comparison;
    if (!comparison) {
      put(result, h("section", { class: "card" }, outcome(acted)));
      return;
    }
    const papers = comparison.papers ?? [];
    put(
      result,
      h(
        "section",
        { class: "card", id: "compared" },
        h("h2", {}, comparison.opinions.length === 0 ? said.same_opinions : fill(said.changed_opinions, { n: comparison.opinions.length })),
        comparison.opinions.length > 0 &&
          h(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": said.view_editions },
            h(
              "table",
              { class: "plain-table" },
              h("thead", {}, h("tr", {}, [said.kind, said.number, said.old, said.new].map((text, index) => h("th", { scope: "col", class: index < 2 ? "short" : null }, text)))),
              h("tbody", {}, comparison.opinions.map((one) => opinionRow(one))),
            ),
          ),
        papers.length > 0 && [h("h2", {}, said.replace_pages), h("ul", { class: "plain" }, papers.map((paper) => h("li", {}, h("strong", {}, paper.file), "： ", replaced(paper))))],
        comparison.papers === null && h("p", { class: "quiet" }, said.pages_unknown),
        h("p", { class: "row" }, button(said.make_comparison, () => compare("output"), { class: "strong", id: "make-comparison" })),
        (acted.report.done.files ?? []).length > 0 &&
          h("ul", { class: "files", id: "comparison-files" }, acted.report.done.files.map((file) => h("li", {}, button(inFolder(file.name), () => openFile(file.name), { class: "link" })))),
        outcome(acted, { quiet: ["note"], folded: true }),
      ),
    );
  }

  function opinionRow(one) {
    const side = one.new ?? one.old;
    // What differs is said by its column; of an opinion that is in one edition only, its text.
    const told = (edition) => {
      if (one.differences.length === 0) {
        return one[edition]?.text ?? "";
      }
      const differs = one.differences.map((difference) => h("div", {}, h("span", { class: "quiet" }, `${difference.heading}：`), difference[edition] === "" ? said.nothing_there : difference[edition]));
      const isText = one.old.text !== one.new.text;
      return [!isText && h("div", { class: "quiet" }, side.text), differs];
    };
    return h(
      "tr",
      {},
      h("td", { class: "short" }, one.kinds.map((kind) => KINDS[kind]?.() ?? kind).join("・")),
      h("th", { scope: "row", class: "short" }, side.no),
      h("td", {}, told("old")),
      h("td", {}, told("new")),
    );
  }

  function replaced(paper) {
    const content = paper.content ?? [];
    if (content.length === 0 && (paper.numbers ?? []).length === 0) {
      return said.pages_same;
    }
    const parts = content.map((stretch) => {
      if (stretch.old.length === 0) {
        return fill(said.pages_add, { new: stretch.new.join("、") });
      }
      if (stretch.new.length === 0) {
        return fill(said.pages_remove, { old: stretch.old.join("、") });
      }
      return fill(said.pages_replace, { old: stretch.old.join("、"), new: stretch.new.join("、") });
    });
    if ((paper.numbers ?? []).length > 0) {
      parts.push(said.pages_numbers);
    }
    return parts.join("　");
  }

  await paintKept();
}
