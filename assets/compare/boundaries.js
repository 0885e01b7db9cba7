/** The planes of all runs side by side, each as the stage draws it, on one cursor. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Field } from "../stage/network/field.js";
import { PlotPanel } from "../stage/plot.js";
import { Difference } from "./difference.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/** While it plays so many planes are painted in a frame, each in its turn. */
const AT_ONCE = 3;

/** @typedef {{run: Run, root: HTMLElement, plot: PlotPanel, mark: HTMLElement, name: HTMLElement, numbers: HTMLElement}} Card */

export class Boundaries {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.root = element("div", { class: "gp-compare-planes", role: "group" });
    /** @type {Card[]} */
    this.cards = [];
    this.difference = new Difference(comparison);
    this.turn = 0;
  }

  /** Whether the difference of the first two runs stands beside them. */
  get hasDifference() {
    return this.comparison.looks.values.difference && this.difference.isPossible;
  }

  /** As many cards as runs, in their order; a run keeps its own. */
  arrange() {
    const { runs } = this.comparison;
    for (const card of this.cards) if (!runs.includes(card.run)) card.plot.dispose();
    this.cards = runs.map((run) => this.cards.find((card) => card.run === run) ?? this.#card(run));
    const further = this.hasDifference ? [this.difference.root] : [];
    const parts = [...this.cards.map(({ root }) => root), ...further];
    if (parts.length !== this.root.children.length || parts.some((part, at) => this.root.children[at] !== part)) this.root.replaceChildren(...parts);
    this.root.dataset.count = String(parts.length);
  }

  /**
   * @param {Run} run
   * @returns {Card}
   */
  #card(run) {
    // The panel reads of a session what a run has, too.
    const session = /** @type {import("../stage/session.js").Session} */ (/** @type {unknown} */ (run));
    const plot = new PlotPanel(session, () => this.comparison.changed(), new Field(() => performance.now()));
    const [mark, name, numbers] = [element("span", { class: "gp-run-mark" }), element("span", { class: "gp-run-name" }), element("span", { class: "gp-run-numbers" })];
    const root = element("section", { class: "gp-compare-plane" }, element("h2", {}, mark, name, numbers), plot.root);
    return { run, root, plot, mark, name, numbers };
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   * @returns {number} when to look again at the latest, ms
   */
  paint(theme, fresh, now) {
    const { comparison } = this;
    const { playing } = comparison.clock.player;
    let due = Infinity;
    this.turn += 1;
    const turns = playing && !fresh ? Math.ceil(this.cards.length / AT_ONCE) : 1;
    this.cards.forEach(({ run, root, plot, mark, name, numbers }, place) => {
      if (turns > 1 && (place + this.turn) % turns) return;
      setText(mark, String(place + 1));
      root.dataset.run = String(place + 1);
      setText(name, comparison.nameOf(run));
      setAttribute(name, "title", comparison.nameOf(run));
      const { index } = run;
      const loss = run.at(index, run.columnOf("loss"));
      const text = index < 0 ? "" : `${comparison.write("loss", loss)} · ${comparison.write("accuracy", run.value("accuracy"))}`;
      setText(numbers, run.problems.length && index < 0 ? "" : text);
      if (fresh && run.texts) plot.relabel(comparison.stageSay);
      if (plot.say) due = Math.min(due, plot.paint(theme, fresh, now));
      if (!playing) plot.write();
    });
    if (this.hasDifference) this.difference.paint(theme, fresh, now);
    return due;
  }
}
