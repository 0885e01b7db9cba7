/** What of a link could not be used: one line, the rest folded, until it is closed or something else is set. */

import { closeButton, element, setAttribute, setText } from "../dom.js";

/** @typedef {import("../session.js").Session} Session */

export class ProblemsPanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.title = element("strong");
    this.count = element("span");
    this.list = element("ul");
    this.close = closeButton(() => {
      session.draft.problems = [];
      changed();
    });
    this.fold = element("details", {}, element("summary", {}, this.title, " ", this.count), this.list);
    this.root = element("div", { class: "gp-problems", role: "alert", hidden: "" }, this.fold, this.close);
    /** @type {readonly string[]} */
    this.shown = [];
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    setText(this.title, words.problems);
    setAttribute(this.close, "aria-label", words.close);
  }

  paint() {
    const { problems } = this.session.draft;
    if (problems === this.shown) return;
    this.shown = problems;
    this.root.hidden = !problems.length;
    setText(this.count, problems.length > 1 ? `(${problems.length})` : "");
    this.fold.open = false;
    this.list.replaceChildren(...problems.map((text) => element("li", {}, text)));
  }
}
