// Settings: what may be changed of a paper, as forms. Each change is a line of `shiryo set`.

import { button, choose, fill, h, said, toml } from "./parts.js";
import { adding, emptied, field, folded, moves, rules, tick } from "./forms.js";

const SIZES = ["a3", "a4", "b4", "b5"];
/** Files of a paper: ending and what it is. */
const KINDS = [["pdf", () => said.file_pdf], ["xlsx", () => said.file_xlsx], ["html", () => said.file_html]];

/** The forms of the paper at `index`. `set` takes settings. */
export function forms(settings, choices, index, set) {
  const known = settings.papers[index];
  const at = `papers.${index + 1}`;
  const several = settings.papers.length > 1;
  /** Where a key of the look is written: with the paper, if there are several or the paper has its own. */
  const look = (key) => (several || known.own_look.includes(key) ? `${at}.look.${key}` : `look.${key}`);
  const number = (label, key, min, max, step) =>
    field(label, `set-${key}`, known.look[key], (value) => set([`${look(key)}=${Number(value)}`]), { type: "number", min, max, step, required: true });
  const text = (label, id, key, value, attributes = {}) => field(label, id, value, (written) => set([`${key}=${written === "" && attributes.placeholder ? "" : toml(written)}`]), attributes);
  const group = (title, ...content) => h("fieldset", {}, h("legend", {}, title), content);

  function sheet() {
    return group(
      said.set_paper,
      h(
        "div",
        { class: "pair" },
        choose(said.set_size, SIZES.map((size) => [size, size.toUpperCase()]), known.look.paper, (value) => set([`${look("paper")}=${toml(value)}`])),
        choose(said.set_turned, [["false", said.upright], ["true", said.turned]], `${known.look.landscape}`, (value) => set([`${look("landscape")}=${value}`])),
      ),
      h("div", { class: "pair" }, number(said.set_type, "size", 8, 24, 0.5), number(said.set_line, "line", 10, 40, 0.5)),
      folded(
        "margins",
        said.set_margins,
        h("div", { class: "pair" }, number(said.margin_top, "margin_top", 16, 100, 1), number(said.margin_bottom, "margin_bottom", 10, 100, 1)),
        h("div", { class: "pair" }, number(said.margin_left, "margin_left", 0, 100, 1), number(said.margin_right, "margin_right", 0, 100, 1)),
      ),
    );
  }

  function words() {
    const title = known.title === null ? "meeting.title" : `${at}.title`;
    return group(
      said.set_words,
      text(said.label, "set-label", `${at}.label`, known.label),
      text(said.title, "set-title", title, known.title ?? settings.title, { required: true }),
      known.title === null && several && h("p", {}, button(said.own_title, () => set([`${at}.title=${toml(settings.title)}`]), { id: "own-title", class: "link" })),
      text(said.short_title, "set-short-title", `${at}.short_title`, known.short_title ?? "", { placeholder: said.short_title_usual }),
      field(said.date, "set-date", settings.date, (value) => set([`meeting.date=${value}`]), { type: "date", required: true }),
    );
  }

  function rows() {
    const bands = (name) => (on) => {
      const next = ["category", "subcategory"].filter((other) => (other === name ? on : known.bands.includes(other)));
      set([next.length === 0 ? `${at}.bands=` : `${at}.bands=[${next.map(toml).join(", ")}]`]);
    };
    return group(
      said.set_rows,
      known.layout === "comparison" &&
        choose(said.set_order, [["new-old", said.order_new], ["old-new", said.order_old]], known.order, (value) => set([`${at}.order=${toml(value)}`])),
      known.sections > 0 &&
        choose(
          said.set_headings,
          [["", said.headings_usual], ["true", said.headings_yes], ["false", said.headings_no]],
          known.headings === null ? "" : `${known.headings}`,
          (value) => set([`${at}.headings=${value}`]),
        ),
      settings.sections.length > 0 &&
        folded(
          "section-titles",
          said.section_titles,
          settings.sections.map((title, number) => text(fill(said.section_number, { n: number + 1 }), `set-section-${number}`, `sections.${number + 1}.title`, title, { required: true })),
        ),
      settings.sources.length > 0 && folded("source-names", said.source_names, settings.sources.map((source, number) => named(source, number))),
      tick(said.band_category, "band-category", known.bands.includes("category"), bands("category")),
      tick(said.band_subcategory, "band-subcategory", known.bands.includes("subcategory"), bands("subcategory")),
      h("p", { class: "strong" }, said.set_shows),
      rules(known.shows, choices, `${at}.shows`, set, "shows", { everything: said.shows_all, mayAsk: true }),
    );
  }

  /** What a source is called: over its column, in the table, and who its opinions come from. */
  function named({ key, heading, attribution }, number) {
    const source = `sources.${number + 1}`;
    return group(
      fill(said.source_number, { n: number + 1 }),
      text(said.source_heading, `source-heading-${number}`, `${source}.heading`, heading, { required: true }),
      text(said.source_key, `source-key-${number}`, `${source}.key`, key, { required: true }),
      text(said.source_attribution, `source-attribution-${number}`, `${source}.attribution`, attribution ?? "", { placeholder: said.source_nobody }),
    );
  }

  function columns() {
    const list = known.columns;
    const whole = (next) => `${at}.columns=[${next.map((column) => column.raw).join(", ")}]`;
    const write = (next) => set([whole(next)]);
    // Columns that only the layout names are written down before one of them is changed.
    const change = (number, settings) => set([...(known.own_columns ? [] : [whole(list)]), ...settings.map((setting) => `${at}.columns.${number}${setting}`)]);
    const left = known.available.filter((other) => !list.some((column) => column.raw === other.raw || column.name === other.name));
    return group(
      said.columns,
      known.own_template && h("p", { class: "quiet" }, said.own_template),
      h(
        "ol",
        { class: "order" },
        list.map((column, index) =>
          h(
            "li",
            { class: "several" },
            h("span", {}, column.name),
            moves(list, index, write, `column-${index}`, column.name, 1),
            folded(`column-more-${index}`, fill(said.column_more, { name: column.name }), one(column, index, change)),
          ),
        ),
      ),
      left.length > 0 && adding(said.add_column, left, (chosen) => write([...list, chosen]), "add-column"),
      known.own_columns && h("p", {}, button(said.columns_usual, () => set([`${at}.columns=`]), { id: "columns-usual", class: "link" })),
    );
  }

  /** What may be changed of a column. */
  function one(column, index, change) {
    const number = index + 1;
    const isPlain = column.width === null || typeof column.width === "number";
    const part = ({ of, heading }) => (heading === null ? toml(of) : `{ of = ${toml(of)}, heading = ${toml(heading)} }`);
    const parts = (next) => change(number, [`.${column.is_stack ? "stack" : "of"}=[${next.map(part).join(", ")}]`]);
    const others = known.available.filter((other) => !column.parts.some((known) => toml(known.of) === other.raw));
    const stack = ({ raw }) => (column.is_stack ? change(number, [`.stack+=${raw}`]) : change(number, [`={ stack = [${toml(column.parts[0].of)}, ${raw}] }`]));
    return [
      field(said.column_heading, `column-heading-${index}`, column.heading ?? "", (value) => change(number, [`.heading=${value === "" ? "" : toml(value)}`]), {
        placeholder: column.name,
      }),
      h(
        "div",
        { class: "pair" },
        field(said.column_width, `column-width-${index}`, isPlain ? (column.width ?? "") : "", (value) => change(number, [`.width=${value === "" ? "" : Number(value)}`]), {
          type: "number",
          min: 1,
          max: 120,
          step: 1,
          placeholder: isPlain ? said.width_auto : column.width,
        }),
        choose(said.column_align, [["", said.align_usual], ["left", said.align_left], ["center", said.align_center], ["right", said.align_right]], column.align ?? "", (value) => change(number, [`.align=${value === "" ? "" : toml(value)}`]), { key: `${index}` }),
      ),
      (column.is_stack || column.parts.length > 1) && [
        h("p", { class: "strong" }, said.column_parts),
        h(
          "ol",
          { class: "order" },
          column.parts.map((known, place) => h("li", {}, h("span", {}, known.heading ?? known.name), moves(column.parts, place, parts, `part-${index}-${place}`, known.heading ?? known.name, 1))),
        ),
      ],
      (known.layout === "list" || known.layout === "stacked") &&
        (column.is_stack || column.parts.length === 1) &&
        others.length > 0 &&
        adding(said.add_part, others, stack, `add-part-${index}`),
    ];
  }

  function blocks(key, title) {
    const list = known[key];
    const write = (next) => set([next.length === 0 ? `${at}.${key}=` : `${at}.${key}=[${next.map((block) => block.raw).join(", ")}]`]);
    // What there is none or one of is not counted by, unless it is already.
    const parts = [
      ["section", said.means_section, choices.sections.length > 1],
      ["source", said.means_source, choices.sources.length > 0],
      ["category", said.means_category, choices.categories.length > 0],
    ];
    const counted = [...settings.counted, ...parts.filter(([, , isThere]) => isThere).map(([key, heading]) => ({ key, heading }))];
    /** What a block is called, where several may be of the same column. */
    const called = ({ kind, heading, name }) => (heading || !["tally", "legend"].includes(kind) ? name : fill(kind === "tally" ? said.kind_tally : said.kind_legend, { heading: name }));
    const fresh = [
      { raw: `{ text = ${toml(said.new_text)} }`, name: said.kind_text },
      { raw: `{ note = ${toml(said.new_text)} }`, name: said.kind_note },
      { raw: `{ table = [[${toml(said.table_what)}, ${toml(said.table_count)}], ["", ""]], head = true }`, name: said.kind_table },
      ...counted.map((field) => ({ raw: `{ tally = ${toml(field.key)} }`, name: fill(said.kind_tally, { heading: field.heading }) })),
      ...settings.counted.map((field) => ({ raw: `{ legend = ${toml(field.key)} }`, name: fill(said.kind_legend, { heading: field.heading }) })),
    ];
    const form = (block, index) => {
      const place = `${at}.${key}.${index + 1}`;
      const named = fill(said.text_of, { title, n: index + 1 });
      if (block.kind === "text" || block.kind === "note") {
        return h("textarea", {
          id: `${key}-text-${index}`,
          rows: "2",
          "aria-label": named,
          value: block.text,
          onchange: ({ target }) => (target.value.trim() === "" ? emptied(target, named, block.text) : set([`${place}.${block.kind}=${toml(target.value)}`])),
        });
      }
      const rows = (text) => text.split("\n").filter((line) => line.trim() !== "").map((line) => `[${line.split(/[｜|\t]/).map((cell) => toml(cell.trim())).join(", ")}]`);
      return h(
        "div",
        {},
        h("span", {}, block.kind === "table" ? said.kind_table : called(block)),
        folded(
          `${key}-more-${index}`,
          fill(said.column_more, { name: block.name || said.kind_table }),
          field(said.block_heading, `${key}-heading-${index}`, block.heading ?? "", (value) => set([`${place}.heading=${value === "" ? "" : toml(value)}`])),
          block.kind === "tally" &&
            choose(
              said.tally_by,
              [["", said.align_usual], ...parts.filter(([key, , isThere]) => isThere || key === block.by), ["none", said.tally_none]],
              block.by ?? "",
              (value) => set([`${place}.by=${value === "" ? "" : toml(value)}`]),
              { key: `${key}-${index}` },
            ),
          block.table && [
            field(said.table_rows, `${key}-table-${index}`, block.table.map((row) => row.join("｜")).join("\n"), (value) => set([`${place}.table=[${rows(value).join(", ")}]`]), { rows: 4, required: true }),
          ],
        ),
      );
    };
    return group(
      title,
      h("ol", { class: "order" }, list.map((block, index) => h("li", {}, form(block, index), moves(list, index, write, `${key}-${index}`, called(block))))),
      adding(fill(said.add_to, { title }), fresh, (chosen) => set([`${at}.${key}+=${chosen.raw}`]), `add-${key}`),
      list.some((block) => block.kind === "text" || block.kind === "note") && h("p", { class: "quiet" }, said.placeholders),
    );
  }

  function made() {
    const list = known.written_files;
    const name = (raw) => /^["'](.*)["']$/.exec(raw)?.[1] ?? /file\s*=\s*["'](.*?)["']/.exec(raw)?.[1] ?? raw;
    const stem = known.files.map((file) => file.replace(/\.[^.]*$/, "")).find((file) => !/_\d+ページ$/.test(file)) ?? known.label ?? "";
    const fresh = KINDS.map(([ending, what]) => ({ raw: toml(`${stem || said.papers}.${ending}`), ending, name: what() })).filter((option) => !known.files.includes(`${stem || said.papers}.${option.ending}`));
    return group(
      said.set_files,
      h(
        "ul",
        { class: "order" },
        list.map((raw, index) => {
          const out = () => set([`${at}.files.${index + 1}=`]);
          return h("li", {}, h("span", {}, name(raw)), h("span", { class: "moves" }, button("×", out, { id: `file-out-${index}`, disabled: list.length < 2, "aria-label": fill(said.take_out, { name: name(raw) }) })));
        }),
      ),
      fresh.length > 0 && adding(said.add_file, fresh, (chosen) => set([`${at}.files+=${chosen.raw}`]), "add-file"),
      several && h("p", {}, button(said.paper_out, () => set([`papers.${index + 1}=`]), { id: "paper-out", class: "link" })),
    );
  }

  return [sheet(), words(), rows(), columns(), blocks("above", said.above), blocks("below", said.below), made()];
}

/** Papers that a meeting could have besides those that it has. */
export function fresh({ papers, asks, title }) {
  const label = fill(said.new_label, { n: papers.length + 1 });
  const files = (stem) => `files = [${["pdf", "xlsx", "html"].map((ending) => toml(`${stem}.${ending}`)).join(", ")}]`;
  const of = (layout, more = "", stem = label) => `papers+={ label = ${toml(label)}, ${more}layout = ${toml(layout)}, ${files(stem)} }`;
  const answers = said.answers_title;
  return [
    { name: said.layout_list, settings: [of("list")] },
    { name: said.layout_stacked, settings: [of("stacked")] },
    asks && { name: said.new_answers, settings: [of("list", `title = ${toml(`${title}　${answers}`)}, shows = [{ asked = true }], `, `${label}_${answers}`)] },
  ].filter(Boolean);
}
