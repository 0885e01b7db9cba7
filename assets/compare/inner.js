/** The next update of one run in numbers: gradient, what its optimiser keeps, and the step, for each weight. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { narrow } from "../stage/words.js";
import { updateAt } from "./inner_state.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("./inner_state.js").Update} Update */
/** @typedef {import("../stage/pinned_run.js").Run} Run */

export class Inner {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.title = element("h3");
    this.marks = element("div", { class: "gp-inner-marks", role: "group" });
    this.lead = element("p", { class: "gp-quiet" });
    this.table = element("table", { class: "gp-compare-table", "data-testid": "inner" });
    this.root = element("section", { class: "gp-compare-inner", hidden: "" }, this.title, this.marks, this.lead, this.table);
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
    const { say, runs } = comparison;
    setText(this.title, say("inner"));
    setAttribute(this.marks, "aria-label", say("inner_choose"));
    const marks = comparison.readable.map((own) => {
      const place = runs.indexOf(own);
      const button = element("button", { type: "button", class: "gp-run-mark", title: comparison.nameOf(own), "data-run": String(place + 1) }, String(place + 1));
      setAttribute(button, "aria-label", say("run", { number: place + 1 }));
      setAttribute(button, "aria-pressed", String(own === run));
      button.onclick = () => {
        comparison.chosen = own;
        comparison.changed(true);
      };
      return button;
    });
    const key = JSON.stringify(marks.map((mark) => [mark.title, mark.ariaPressed, mark.ariaLabel]));
    if (key === this.marks.dataset.of) return;
    const hadFocus = this.marks.contains(document.activeElement);
    this.marks.dataset.of = key;
    this.marks.replaceChildren(...marks);
    if (hadFocus) marks.find((mark) => mark.getAttribute("aria-pressed") === "true")?.focus();
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
