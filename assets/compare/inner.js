/** The next update of one run in numbers: gradient, what its optimiser keeps, and the step, for each weight. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { narrow } from "../stage/words.js";
import { updateAt } from "./inner_state.js";
import { RunMarks } from "./run_marks.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("./inner_state.js").Update} Update */
/** @typedef {import("../stage/pinned_run.js").Run} Run */

export class Inner {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.title = element("h3");
    this.marks = new RunMarks(comparison, (run) => comparison.choose("read", run));
    this.lead = element("p", { class: "gp-quiet" });
    this.table = element("table", { class: "gp-compare-table", "data-testid": "inner" });
    this.root = element("section", { class: "gp-compare-inner", hidden: "" }, this.title, this.marks.root, this.lead, this.table);
  }

  /** @param {boolean} fresh */
  paint(fresh) {
    const { comparison } = this;
    const run = comparison.readRun;
    this.root.hidden = !run;
    if (!run) return;
    const { say, clock } = comparison;
    if (fresh) this.#label(run);
    const update = updateAt(run, comparison.slotsOf(run));
    const name = comparison.nameOf(run, 40);
    const text = update ? say("inner_of", { name, step: clock.player.cursor }) : say(run.stride > 1 ? "inner_long" : "inner_end", { name });
    setText(this.lead, text);
    this.table.hidden = !update;
    if (update) this.#write(update);
  }

  /** @param {Run} run */
  #label(run) {
    const { comparison } = this;
    const { say } = comparison;
    setText(this.title, say("inner"));
    setAttribute(this.marks.root, "aria-label", say("inner_choose"));
    this.marks.paint(comparison.readable, run);
  }

  /** @param {Update} update */
  #write(update) {
    const { say } = this.comparison;
    /** @type {[string, number[]][]} */
    const rows = [[say("inner_gradient"), update.gradient]];
    for (const { slot, values, corrected } of update.kept) {
      rows.push([slot.label, values]);
      if (corrected) rows.push([say("inner_corrected", { name: slot.label }), corrected]);
    }
    rows.push([say("inner_step"), update.step]);
    const key = rows.map(([label]) => label).join("|");
    if (this.table.dataset.of !== key) {
      this.table.dataset.of = key;
      const head = element("tr", {}, element("td"), ...["w₁", "w₂", "b"].map((text) => element("th", { scope: "col" }, text)));
      this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows.map(([label]) => element("tr", {}, element("th", { scope: "row" }, label), ...[0, 1, 2].map(() => element("td"))))));
    }
    rows.forEach(([, values], at) => values.forEach((value, weight) => {
      const cell = /** @type {HTMLElement} */ (this.table.tBodies[0].rows[at].cells[weight + 1]);
      setText(cell, narrow(value));
      cell.dataset.value = String(value);
    }));
  }
}
