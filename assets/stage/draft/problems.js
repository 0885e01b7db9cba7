/** What of a link could not be used, told once above the stage until it is closed or something else is set. */

import { element, setText } from "../dom.js";

/** @typedef {import("../session.js").Session} Session */

export class ProblemsPanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.title = element("strong");
    this.list = element("ul");
    this.close = element("button", { class: "gp-button", type: "button" });
    this.close.onclick = () => {
      session.draft.problems = [];
      changed();
    };
    this.root = element("div", { class: "gp-problems", role: "alert", hidden: "" }, this.title, this.list, this.close);
    /** @type {readonly string[]} */
    this.shown = [];
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    setText(this.title, words.problems);
    setText(this.close, words.close);
  }

  paint() {
    const { problems } = this.session.draft;
    if (problems === this.shown) return;
    this.shown = problems;
    this.root.hidden = !problems.length;
    this.list.replaceChildren(...problems.map((text) => element("li", {}, text)));
  }
}
