/** The numbers of runs as buttons of which one is pressed: whose update, or whose plane, is shown. */

import { element, setAttribute } from "../stage/dom.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */

export class RunMarks {
  /**
   * @param {Comparison} comparison
   * @param {(run: Run) => void} choose
   */
  constructor(comparison, choose) {
    this.comparison = comparison;
    this.choose = choose;
    this.shown = "";
    this.root = element("div", { class: "gp-inner-marks", role: "group" });
  }

  /**
   * Draw the buttons anew where they differ; the focus stays among them.
   * @param {readonly Run[]} runs
   * @param {Run|undefined} chosen
   */
  paint(runs, chosen) {
    const { comparison, root } = this;
    const { say } = comparison;
    const marks = runs.map((run) => {
      const number = comparison.runs.indexOf(run) + 1;
      const button = element("button", { type: "button", class: "gp-run-mark", title: comparison.nameOf(run), "data-run": String(number) }, String(number));
      setAttribute(button, "aria-label", say("run", { number }));
      setAttribute(button, "aria-pressed", String(run === chosen));
      button.onclick = () => this.choose(run);
      return button;
    });
    const key = JSON.stringify(marks.map((mark) => [mark.title, mark.ariaPressed, mark.ariaLabel]));
    if (key === this.shown) return;
    const hadFocus = root.contains(document.activeElement);
    this.shown = key;
    root.replaceChildren(...marks);
    if (hadFocus) marks.find((mark) => mark.getAttribute("aria-pressed") === "true")?.focus();
  }
}
