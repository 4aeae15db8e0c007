// Papers: the pages as they will be, beside the settings that change them.

import { act, button, change, desk, fill, findings, h, heading, inFolder, line, openFile, outcome, picture, pictureOf, plain, put, said, tell, undo, untold, view } from "./parts.js";
import { adding, repaint } from "./forms.js";
import { forms, fresh } from "./settings.js";

export async function papers(page) {
  let paper = 0;
  let turn = 0;
  let builds = 0;
  let shown = null;
  const tabs = h("div", { class: "tabs", role: "group", "aria-label": said.papers });
  const settings = h("div", { class: "settings" });
  const pages = h("div", { class: "pages", tabindex: "0", role: "region", "aria-label": said.pages });
  const status = h("p", { class: "status", role: "status" }, said.setting);
  const done = h("div", {});
  const doing = h(
    "p",
    { class: "row" },
    button(said.build, () => build(false), { class: "strong", id: "build" }),
    button(said.open_folder, () => openFile("output"), { id: "open-folder" }),
    button(said.undo, back, { id: "undo" }),
  );
  put(page, heading(said.view_papers, said.about_papers), tabs, h("div", { class: "beside-pages" }, h("div", { class: "doing" }, doing, done), h("div", { class: "right" }, status, pages), settings));

  /** What is asked for: the settings, and the pages of this paper with a picture of the one that is looked at. */
  function wanted() {
    const width = Math.min(pages.clientWidth - 40, 900) * Math.min(devicePixelRatio, 2);
    return { view: "papers", paper, page: nearest(), width };
  }

  /** Sets the pages anew, unless they came with a change; the old ones stay until the new ones are there. */
  async function load(given) {
    const own = ++turn;
    const answer = given ?? (await view(wanted()));
    if (own !== turn || !page.isConnected) {
      return;
    }
    shown = answer;
    desk.amiss = !answer.settings;
    if (desk.amiss) {
      put(pages, untold(answer, () => load()));
      status.textContent = said.no_pages;
      return;
    }
    const last = Math.max(answer.settings.papers.length - 1, 0);
    if (paper > last) {
      paper = last;
      await load();
      return;
    }
    // The page that is seen is shown before the forms are made.
    const painting = paintPages(answer, own);
    paintSettings(answer);
    await painting;
  }

  async function paintPages({ pages: made, diagnostics, settings }, own) {
    const found = diagnostics.filter((found) => found.severity === "error" || found.severity === "warning");
    if (!made) {
      put(pages, findings(found));
      status.textContent = said.no_pages;
      return;
    }
    const label = settings.papers[paper]?.label ?? "";
    const alt = (number) => fill(said.page_of, { label, page: number, count: made.count });
    const { page: first, ppi } = made;
    const bytes = Uint8Array.from(atob(made.picture ?? ""), (letter) => letter.charCodeAt(0));
    const seen = await pictureOf(new Blob([bytes], { type: "image/png" }), alt(first));
    if (own !== turn || !page.isConnected) {
      return;
    }
    const sheets = [];
    for (let number = 1; number <= made.count; number += 1) {
      const sheet = h("figure", { class: "sheet", "data-page": `${number}` });
      sheet.style.aspectRatio = `${made.width} / ${made.height}`;
      if (number === first) {
        sheet.append(seen);
      }
      sheets.push(h("div", { class: "page" }, sheet, h("p", { class: "quiet" }, `${number} / ${made.count}`)));
    }
    const top = pages.scrollTop;
    put(pages, sheets);
    pages.scrollTop = top;
    const errors = found.filter((found) => found.severity === "error").length;
    const rest = errors > 0 ? fill(said.pages_errors, { n: errors }) : found.length > 0 ? fill(said.pages_notes, { n: found.length }) : "";
    status.textContent = fill(said.pages_made, { count: made.count, opinions: made.opinions }) + rest;
    pages.setAttribute("data-set", `${made.set}`);
    // The others come when they are looked at.
    const watch = new IntersectionObserver(
      (entries) => {
        for (const entry of entries.filter((entry) => entry.isIntersecting)) {
          watch.unobserve(entry.target);
          const number = Number(entry.target.getAttribute("data-page"));
          picture(made.set, number, ppi, alt(number)).then((image) => image && entry.target.isConnected && put(entry.target, image));
        }
      },
      { root: pages, rootMargin: "400px" },
    );
    pages.querySelectorAll(".sheet").forEach((sheet) => sheet.childElementCount === 0 && watch.observe(sheet));
  }

  /** The page that is looked at. */
  function nearest() {
    const top = pages.scrollTop + pages.clientHeight / 3;
    let number = 1;
    for (const sheet of pages.querySelectorAll(".sheet")) {
      if (sheet.offsetTop - pages.offsetTop <= top) {
        number = Number(sheet.getAttribute("data-page"));
      }
    }
    return number;
  }

  async function set(list) {
    const before = builds;
    const acted = await change(list, wanted);
    if (!acted.report.done) {
      put(done, outcome(acted));
      // What may not be is again what it was; what nobody could write stays where it was typed.
      if (shown?.settings && acted.code >= 0) {
        paintSettings(shown);
      }
      await load();
      // The card may be out of sight.
      tell(plain(acted.report.diagnostics[0]?.message ?? said.not_done));
      return;
    }
    // The last of several changes is shown.
    if (desk.queued > 0) {
      return;
    }
    const loading = load(acted.shown);
    // What a build that was begun meanwhile says stays.
    if (builds === before) {
      put(done, line(acted.line));
    }
    await loading;
  }

  async function back() {
    const before = builds;
    const acted = await undo(wanted);
    if (acted) {
      const loading = load(acted.shown);
      if (builds === before || !acted.report.done) {
        put(done, acted.report.done ? line(acted.line) : outcome(acted));
      }
      await loading;
    }
  }

  function paintSettings({ settings: known, pages: made, seen }) {
    const { papers } = known;
    repaint(tabs, () => [
      papers.map((one, index) =>
        button(
          one.label || one.title || fill(said.paper_number, { n: index + 1 }),
          async () => {
            paper = index;
            pages.scrollTop = 0;
            await load();
          },
          { "aria-pressed": index === paper ? "true" : "false", id: `paper-${index}` },
        ),
      ),
      adding(said.add_paper, fresh(known), async (chosen) => {
        paper = papers.length;
        await set(chosen.settings);
      }, "add-paper"),
    ]);
    // A button that cannot be pressed would lose the keyboard.
    document.getElementById("undo").setAttribute("aria-disabled", `${desk.undo.length === 0}`);
    const isPainted = repaint(settings, () => (papers[paper] ? forms(known, made?.choices ?? known.choices, paper, set) : h("p", {}, said.no_papers)));
    if (isPainted) {
      desk.seen = seen;
    }
  }

  async function build(force) {
    builds += 1;
    put(done, h("p", { role: "status" }, said.building));
    const acted = await act({ action: "build", force });
    const { report } = acted;
    const known = shown?.settings?.papers[paper]?.files ?? [];
    const changed = report.diagnostics.some((found) => found.code === "changed_since" || found.code === "filled_in");
    const kept = report.done?.kept ?? [];
    const files = report.done?.up_to_date ? known.map((name) => `output/${name}`) : (report.done?.files ?? []).map((file) => file.name);
    put(
      done,
      h(
        "section",
        { class: "card", id: "built" },
        h("h2", {}, report.done ? said.built : said.not_built),
        files.length > 0 &&
          h(
            "ul",
            { class: "files" },
            files
              .filter((name) => /\.(pdf|xlsx|html|csv|json|png)$/.test(name))
              .map((name) => h("li", {}, button(inFolder(name), () => openFile(name), { class: "link" }), name.endsWith(".pdf") && h("span", { class: "quiet" }, said.print_there))),
          ),
        kept.length > 0 && [h("p", {}, said.kept_copies), h("ul", { class: "files" }, kept.map((name) => h("li", {}, button(inFolder(name), () => openFile(name), { class: "link" }))))],
        outcome(acted, { quiet: ["note", "guess"], folded: files.length > 0 }),
        changed && h("p", { class: "row" }, button(said.build_anyway, () => build(true))),
      ),
    );
  }

  await load();
  return (names) => {
    if (names.some((name) => name === "" || !name.startsWith("output/"))) {
      load();
    }
  };
}
