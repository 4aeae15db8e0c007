// Proof: everything that was made is proved, in one button and a sentence to pass on.

import { act, button, desk, fill, findings, h, heading, line, put, said, tell } from "./parts.js";

export async function proof(page) {
  const result = h("div", {});
  put(
    page,
    heading(said.view_proof, said.about_proof),
    h("p", { class: "row" }, button(said.prove, prove, { class: "strong", id: "prove" })),
    result,
  );

  async function prove() {
    put(result, h("p", { role: "status" }, said.proving));
    const acted = await act({ action: "verify" });
    if (!page.isConnected) {
      return;
    }
    const { report } = acted;
    if (acted.code < 0) {
      put(result, findings(report.diagnostics));
      return;
    }
    const holds = report.done?.holds === true;
    const name = desk.state.meetings.find((known) => known.name === desk.meeting)?.shown ?? desk.state.name;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date());
    const sentence = holds ? fill(said.proved, { name, when }) : said.not_proved;
    put(
      result,
      h(
        "section",
        { class: "card", id: "proved" },
        h("p", { class: holds ? "good big" : "bad big", role: "status", id: "sentence" }, sentence),
        holds &&
          h(
            "p",
            { class: "row" },
            button(said.copy, async () => {
              await navigator.clipboard.writeText(sentence).then(() => tell(said.copied), () => tell(said.not_copied));
            }),
          ),
        report.diagnostics.length > 0 && findings(report.diagnostics),
        h("h2", {}, said.proofs),
        h("ul", { class: "plain" }, (report.done?.said ?? []).map((text) => h("li", {}, text))),
        line(acted.line),
      ),
    );
  }
}
