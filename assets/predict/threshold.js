/**
 * A threshold dragged on the axis of the scores: the confusion matrix and the place on the ROC curve follow at
 * once; TensorFlow is asked when it is let go.
 */

import { AxisSlider } from "../lessons/axis_slider.js";
import { legend } from "../fit/legend.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { countsAt, ratesOf } from "./confusion_matrix.js";
import { drawHistogram, drawRoc, histogramPlane } from "./threshold_draw.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {number[]} scores
 * @property {number[]} labels
 * @property {import("./threshold_draw.js").Bins} bins
 * @property {[number, number]} ends   of the axis of scores
 * @property {number} step             what a threshold is rounded to
 * @property {number} threshold        the one that the page holds
 * @property {{falseRates: number[], trueRates: number[]}|null} roc
 * @property {string} area             the area below the curve, as it is written
 * @property {string} caption          of the matrix
 */

const CELLS = [["true_negative", "false_positive"], ["false_negative", "true_positive"]];
const SIDES = ["negative", "positive"];

/** @extends {Lab<Data>} */
class Threshold extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("threshold", component);
    this.root.classList.add("gp-picture", "gp-threshold");
    this.scores = element("div", { class: "gp-lab-panel gp-scores-panel" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.caption = element("caption");
    this.heads = SIDES.map(() => element("th", { scope: "col" }));
    this.sides = SIDES.map(() => element("th", { scope: "row" }));
    this.counts = CELLS.map((row) => row.map(() => element("b")));
    this.labels = CELLS.map((row) => row.map(() => element("small")));
    const rows = CELLS.map((names, row) => element("tr", {}, this.sides[row], ...names.map((name, column) =>
      element("td", { class: row === column ? "" : "is-wrong", "data-testid": name },
        this.counts[row][column], this.labels[row][column]))));
    const head = element("thead", {}, element("tr", {}, element("td"), ...this.heads));
    const table = element("table", { class: "gp-confusion" }, this.caption, head, element("tbody", {}, ...rows));
    this.told = element("p", { class: "gp-threshold-told", role: "status" });
    this.curve = element("div", { class: "gp-lab-panel gp-roc-panel" });
    this.root.append(
      this.scores,
      this.strip,
      element("div", { class: "gp-threshold-below" }, element("div", {}, table, this.told), this.curve),
    );
    const again = () => this.schedule(true);
    this.paper = new Surface(this.scores, [{ still: true }], again);
    this.square = new Surface(this.curve, [{ still: true }], again);
    /** @type {Plane|null} */
    this.plane = null;
    this.threshold = new AxisSlider(this.scores, {
      at: (pixel) => this.plane?.invertX(pixel) ?? null,
      changed: again,
      tell: (threshold) => this.tell("release", { threshold }),
    });
  }

  /** @param {Data} data */
  receive(data) {
    const [low, high] = data.ends;
    this.threshold.receive(data.threshold, { low, high, step: data.step });
    setAttribute(this.threshold.range, "aria-label", this.say("slider"));
    setAttribute(this.root, "aria-label", this.say("title"));
    setText(this.caption, data.caption);
    SIDES.forEach((side, i) => {
      setText(this.heads[i], this.say(`said_${side}`));
      setText(this.sides[i], this.say(`is_${side}`));
    });
    CELLS.forEach((row, i) => row.forEach((name, j) => setText(this.labels[i][j], this.say(name))));
    legend(this.strip, this.say, SIDES);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    const threshold = this.threshold.value;
    const matrix = countsAt(data.scores, data.labels, threshold);
    const rates = ratesOf(matrix);
    matrix.forEach((row, i) => row.forEach((count, j) => setText(this.counts[i][j], String(count))));
    const short = (/** @type {number} */ rate) => (Number.isFinite(rate) ? rate.toFixed(3) : "–");
    setText(this.told, this.say("told", {
      threshold: String(threshold), accuracy: short(rates.accuracy), false: short(rates.falseRate), true: short(rates.trueRate),
    }));
    this.root.dataset.threshold = String(threshold);
    if (this.paper.ready) {
      const plane = histogramPlane(this.paper, data.bins, data.ends);
      this.plane = plane;
      const names = { x: this.say("score"), y: this.say("count"), negative: this.say("said_negative"), positive: this.say("said_positive") };
      this.paper.paint(0, (ctx) => drawHistogram(ctx, plane, theme, { bins: data.bins, threshold, names }));
      this.threshold.place(plane.left, plane.right, plane.bottom);
    }
    if (this.square.ready) {
      const names = { x: this.say("false_rate"), y: this.say("true_rate"), guessing: this.say("guessing"), area: this.say("area", { area: data.area }) };
      this.square.paint(0, (ctx) => drawRoc(ctx, this.square, theme, { roc: data.roc, at: rates, names }));
    }
  }

  dispose() {
    this.threshold.dispose();
    super.dispose();
    this.paper.dispose();
    this.square.dispose();
  }
}

export const mount = mounter(Threshold);
