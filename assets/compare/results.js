/** What came out of each run: final loss, accuracy, the same held out, and the steps to a loss that the viewer names. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { formatValue } from "../stage/draw/ticks.js";
import { whole } from "../stage/words.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Measure} Measure */
/** @typedef {import("../stage/pinned_run.js").Run} Run */

/** A column of the results: a measure, or the steps to the target. @typedef {Measure|"steps"} Column */

/** @type {readonly Column[]} */
const COLUMNS = ["loss", "accuracy", "val_loss", "val_accuracy", "steps"];

/**
 * The columns that at least one run has a number for.
 * @param {Comparison} comparison
 * @returns {Column[]}
 */
export function columnsOf({ runs }) {
  return COLUMNS.filter((column) => column === "steps" || column === "loss" || runs.some((run) => run.columnOf(column)));
}

/**
 * The text of a result as the page shows it.
 * @param {Comparison} comparison
 * @param {Run} run
 * @param {Column} column
 */
export function resultText(comparison, run, column) {
  if (run.state !== "done") return "…";
  if (column !== "steps") return run.columnOf(column) ? comparison.write(column, run.last(column)) : "–";
  const steps = run.stepsTo(comparison.targetLoss);
  return steps < 0 ? "–" : whole(steps);
}

/**
 * The place of the best run in a column; -1 where all are alike or there is but one.
 * @param {Comparison} comparison
 * @param {Column} column
 */
function bestOf({ runs, targetLoss }, column) {
  const sign = column.endsWith("accuracy") ? -1 : 1;
  const values = runs.map((run) => {
    if (run.state !== "done" || run.hasDiverged) return Infinity;
    const value = column === "steps" ? run.stepsTo(targetLoss) : run.last(column);
    return Number.isFinite(value) && !(column === "steps" && value < 0) ? sign * value : Infinity;
  });
  const least = Math.min(...values);
  const isAlone = values.filter((value) => value === least).length === 1;
  return runs.length > 1 && isAlone && Number.isFinite(least) ? values.indexOf(least) : -1;
}

export class Results {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.title = element("h2");
    this.target = element("input", { type: "text", inputmode: "decimal", class: "gp-target" });
    this.target.onchange = () => {
      const value = Number(this.target.value.replace(",", "."));
      comparison.look({ target: value > 0 && value < Infinity ? value : 0 });
    };
    this.targetLabel = element("span");
    this.table = element("table", { class: "gp-compare-table", "data-testid": "results" });
    this.note = element("p", { class: "gp-quiet", hidden: "" });
    this.root = element("section", { class: "gp-compare-results" }, this.title, this.table,
      element("label", { class: "gp-target-row" }, this.targetLabel, this.target), this.note);
    this.shown = "";
  }

  paint() {
    const { comparison } = this;
    const { say, runs } = comparison;
    this.root.hidden = !runs.length;
    if (!runs.length) return;
    setText(this.title, say("results"));
    setText(this.targetLabel, say("target"));
    const { targetLoss } = comparison;
    const text = Number.isNaN(targetLoss) ? "" : formatValue(targetLoss).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    if (document.activeElement !== this.target) this.target.value = text;
    const coarse = runs.filter(({ stride }) => stride > 1);
    this.note.hidden = !coarse.length;
    setText(this.note, coarse.length ? say("coarse", { stride: Math.max(...coarse.map(({ stride }) => stride)) }) : "");
    const columns = columnsOf(comparison);
    const best = columns.map((column) => bestOf(comparison, column));
    const cells = runs.map((run) => columns.map((column) => resultText(comparison, run, column)));
    const names = runs.map((run) => comparison.nameOf(run));
    const key = JSON.stringify([columns, cells, best, names, say("results"), runs.map((run) => [run.hasDiverged, run.timeline.lastStep])]);
    if (key === this.shown) return;
    this.shown = key;
    const head = element("tr", {}, element("th", { scope: "col" }, element("span", { class: "gp-visually-hidden" }, say("run_column"))),
      ...columns.map((column) => element("th", { scope: "col" }, say(`column_${column}`))));
    const rows = runs.map((run, place) => {
      const mark = element("th", { scope: "row" }, element("span", { class: "gp-run-mark", title: names[place] }, String(place + 1)), element("span", { class: "gp-visually-hidden" }, names[place]));
      const row = element("tr", {}, mark, ...columns.map((column, at) => {
        const cell = element("td", { "data-column": column }, cells[place][at]);
        if (best[at] === place) {
          cell.className = "is-best";
          setAttribute(cell, "title", say("best"));
        }
        return cell;
      }));
      row.dataset.run = String(place + 1);
      if (run.state === "done") row.dataset.loss = String(run.last("loss"));
      row.classList.toggle("has-diverged", run.hasDiverged);
      return row;
    });
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
  }
}
