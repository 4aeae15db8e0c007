// Papers: the pages as they will be, beside the settings that change them.

import { act, button, choose, desk, fill, findings, h, heading, line, openFile, outcome, picture, put, said, tell, toml, view } from "./parts.js";

const SIZES = ["a3", "a4", "b4", "b5"];

export async function papers(page) {
  let paper = 0;
  let turn = 0;
  let shown = null;
  let undo = [];
  // Until when a change of meeting.toml is taken for our own.
  let expected = 0;
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
  put(page, heading(said.view_papers, said.about_papers), tabs, h("div", { class: "beside-pages" }, h("div", { class: "left" }, doing, done, settings), h("div", { class: "right" }, status, pages)));

  /** Sets the pages anew; the old ones stay until the new ones are there. */
  async function load() {
    const own = ++turn;
    const answer = await view({ view: "papers", paper });
    if (own !== turn || !page.isConnected) {
      return;
    }
    shown = answer;
    if (!answer.settings) {
      put(pages, findings(answer.diagnostics ?? []));
      status.textContent = said.no_pages;
      return;
    }
    paper = Math.min(paper, Math.max(answer.settings.papers.length - 1, 0));
    paintSettings(answer.settings);
    await paintPages(answer, own);
  }

  async function paintPages({ pages: made, diagnostics, settings }, own) {
    const found = diagnostics.filter((found) => found.severity === "error" || found.severity === "warning");
    if (!made) {
      put(pages, findings(found));
      status.textContent = said.no_pages;
      return;
    }
    const label = settings.papers[paper]?.label ?? "";
    const width = Math.min(pages.clientWidth - 40, 900);
    const ppi = Math.min(220, (width / (made.width / 25.4)) * Math.min(devicePixelRatio, 2));
    const alt = (number) => fill(said.page_of, { label, page: number, count: made.count });
    const first = Math.min(nearest(), made.count);
    const seen = await picture(made.set, first, ppi, alt(first));
    if (own !== turn || !page.isConnected || !seen) {
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
    status.textContent = fill(said.pages_made, { count: made.count, opinions: made.opinions }) + (found.length > 0 ? fill(said.pages_notes, { n: found.length }) : "");
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

  async function set(list, isBack = false) {
    const acted = await act({ action: "set", settings: list });
    if (!acted.report.done) {
      put(done, outcome(acted));
      paintSettings(shown.settings);
      return;
    }
    expected = performance.now() + 2000;
    if (!isBack) {
      undo.push(acted.report.done.before.map(({ key, value }) => `${key}=${value ?? ""}`));
    }
    put(done, line(acted.line));
    await load();
  }

  async function back() {
    const last = undo.pop();
    if (last) {
      await set(last, true);
    }
  }

  /** Where a key of the look is written: with the paper, if there are several or the paper has its own. */
  function look(key) {
    const { papers } = shown.settings;
    const own = papers.length > 1 || papers[paper].own_look.includes(key);
    return own ? `papers.${paper + 1}.look.${key}` : `look.${key}`;
  }

  function paintSettings({ papers, counted }) {
    const focused = document.activeElement?.id;
    put(
      tabs,
      papers.map((known, index) =>
        button(
          known.label || known.title || fill(said.paper_number, { n: index + 1 }),
          async () => {
            paper = index;
            pages.scrollTop = 0;
            await load();
          },
          { "aria-pressed": index === paper ? "true" : "false", id: `paper-${index}` },
        ),
      ),
    );
    document.getElementById("undo").disabled = undo.length === 0;
    const known = papers[paper];
    if (!known) {
      put(settings, h("p", {}, said.no_papers));
      return;
    }
    const at = `papers.${paper + 1}`;
    put(
      settings,
      h(
        "fieldset",
        {},
        h("legend", {}, said.set_paper),
        h(
          "div",
          { class: "pair" },
          choose(said.set_size, SIZES.map((size) => [size, size.toUpperCase()]), known.look.paper, (value) => set([`${look("paper")}=${toml(value)}`])),
          choose(said.set_turned, [["false", said.upright], ["true", said.turned]], `${known.look.landscape}`, (value) => set([`${look("landscape")}=${value}`])),
        ),
        h(
          "div",
          { class: "pair" },
          number(said.set_type, "size", known.look.size, 8, 14, 0.5),
          number(said.set_line, "line", known.look.line, 10, 28, 0.5),
        ),
      ),
      h(
        "fieldset",
        {},
        h("legend", {}, said.set_words),
        text(said.label, `${at}.label`, known.label),
        text(said.title, known.title === null ? "meeting.title" : `${at}.title`, known.title ?? shown.settings.title),
        text(said.date, "meeting.date", shown.settings.date, (value) => value, "date"),
        known.sections > 0 &&
          choose(
            said.set_headings,
            [["", said.headings_usual], ["true", said.headings_yes], ["false", said.headings_no]],
            known.headings === null ? "" : `${known.headings}`,
            (value) => set([`${at}.headings=${value}`]),
          ),
      ),
      columns(known, at),
      blocks(known, at, "above", said.above, counted),
      blocks(known, at, "below", said.below, counted),
    );
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  function number(label, key, value, min, max, step) {
    const id = `set-${key}`;
    return h(
      "p",
      { class: "field" },
      h("label", { for: id }, label),
      h("input", {
        id,
        type: "number",
        min,
        max,
        step,
        value,
        onchange: (event) => event.target.value !== "" && set([`${look(key)}=${Number(event.target.value)}`]),
      }),
    );
  }

  function text(label, key, value, written = toml, type = "text") {
    const id = `set-${key}`;
    return h(
      "p",
      { class: "field" },
      h("label", { for: id }, label),
      h("input", { id, type, value, onchange: (event) => set([`${key}=${event.target.value === "" ? '""' : written(event.target.value)}`]) }),
    );
  }

  function columns(known, at) {
    const list = known.columns;
    const isKnown = list.every((column) => column.raw !== null);
    const write = (next) => set([`${at}.columns=[${next.map((column) => column.raw).join(", ")}]`]);
    const left = known.available.filter((other) => !list.some((column) => column.raw === other.raw || column.name === other.name));
    return h(
      "fieldset",
      {},
      h("legend", {}, said.columns),
      known.own_template && h("p", { class: "quiet" }, said.own_template),
      !isKnown && h("p", { class: "quiet" }, said.columns_fixed),
      h("ol", { class: "order" }, list.map((column, index) => h("li", {}, h("span", {}, column.name), isKnown && moves(list, index, write, `column-${index}`, column.name)))),
      isKnown && left.length > 0 && adding(said.add_column, left, (chosen) => write([...list, chosen]), "add-column"),
    );
  }

  function blocks(known, at, key, title, counted) {
    const list = known[key];
    const write = (next) => set([next.length === 0 ? `${at}.${key}=` : `${at}.${key}=[${next.map((block) => block.raw).join(", ")}]`]);
    const fresh = [
      { raw: `{ text = ${toml(said.new_text)} }`, name: said.kind_text },
      { raw: `{ note = ${toml(said.new_text)} }`, name: said.kind_note },
      ...counted.flatMap((field) => [
        { raw: `{ tally = ${toml(field.key)} }`, name: fill(said.kind_tally, { heading: field.heading }) },
        { raw: `{ legend = ${toml(field.key)} }`, name: fill(said.kind_legend, { heading: field.heading }) },
      ]),
    ];
    return h(
      "fieldset",
      {},
      h("legend", {}, title),
      h(
        "ol",
        { class: "order" },
        list.map((block, index) => {
          const isText = block.kind === "text" || block.kind === "note";
          const isPlain = /^\{\s*(text|note)\s*=\s*("([^"\\]|\\.)*"|'[^']*')\s*\}$/.test(block.raw);
          const edit =
            isText && isPlain
              ? h("textarea", {
                  id: `${key}-text-${index}`,
                  rows: "2",
                  "aria-label": fill(said.text_of, { title, n: index + 1 }),
                  value: block.text,
                  onchange: (event) => write(list.map((other, at) => (at === index ? { raw: `{ ${block.kind} = ${toml(event.target.value)} }` } : other))),
                })
              : h("span", {}, block.name);
          return h("li", {}, edit, moves(list, index, write, `${key}-${index}`, block.name));
        }),
      ),
      adding(fill(said.add_to, { title }), fresh, (chosen) => write([...list, chosen]), `add-${key}`),
    );
  }

  function moves(list, index, write, id, name) {
    const swapped = (other) => {
      const next = [...list];
      [next[index], next[other]] = [next[other], next[index]];
      return next;
    };
    return h(
      "span",
      { class: "moves" },
      button("↑", () => write(swapped(index - 1)), { id: `${id}-up`, disabled: index === 0, "aria-label": fill(said.move_up, { name }) }),
      button("↓", () => write(swapped(index + 1)), { id: `${id}-down`, disabled: index === list.length - 1, "aria-label": fill(said.move_down, { name }) }),
      button("×", () => write(list.filter((_, at) => at !== index)), { id: `${id}-out`, "aria-label": fill(said.take_out, { name }) }),
    );
  }

  function adding(label, options, take, id) {
    return h(
      "p",
      { class: "field" },
      h("label", { for: id }, label),
      h(
        "select",
        { id, onchange: (event) => event.target.value !== "" && take(options[Number(event.target.value)]) },
        h("option", { value: "" }, said.choose),
        options.map((option, index) => h("option", { value: `${index}` }, option.name)),
      ),
    );
  }

  async function build(force) {
    put(done, h("p", { role: "status" }, said.building));
    const acted = await act({ action: "build", force });
    const { report } = acted;
    const known = shown?.settings?.papers[paper]?.files ?? [];
    const changed = report.diagnostics.some((found) => found.code === "changed_since" || found.code === "filled_in");
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
              .map((name) => h("li", {}, button(name, () => openFile(name), { class: "link" }), name.endsWith(".pdf") && h("span", { class: "quiet" }, said.print_there))),
          ),
        changed && h("p", { class: "row" }, button(said.build_anyway, () => build(true))),
        outcome(acted, { quiet: ["note", "guess"], folded: files.length > 0 }),
      ),
    );
  }

  await load();
  return (names) => {
    const isOwn = performance.now() < expected && names.every((name) => name === "meeting.toml");
    if (!isOwn && names.some((name) => name === "" || !name.startsWith("output/"))) {
      load();
    }
  };
}
