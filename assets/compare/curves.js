/** The curves of all runs over each other: one measure, one cursor, one hover line with every exact value. */

import { drawHover, drawLossAxes, drawLossCurve, extent, lossView, rowAt } from "../stage/draw/loss.js";
import { drawText, font } from "../stage/draw/text.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { whole } from "../stage/words.js";
import { MEASURES } from "./looks.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Measure} Measure */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("../stage/draw/loss.js").LossView} LossView */
/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Series} Series */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/** @type {ReadonlySet<Measure>} */
const SHARES = new Set(["accuracy", "val_accuracy"]);
/** A run that diverges leaves the picture at the top: the axis ends at so many times the largest first loss. */
const HEADROOM = { linear: 1.5, log: 100 };
/** From the fifth run on lines are dashed, so that colour alone tells no two apart. */
const DASHED = 4;
const DASHES = [7, 4];

/** A curve of the picture. @typedef {{run: Run, series: Series, place: number}} Curve */

export class Curves {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.measures = MEASURES.map((measure) => this.#toggle(() => ({ measure })));
    this.scale = this.#toggle(({ log }) => ({ log: !log }));
    this.axis = this.#toggle(({ epochs }) => ({ epochs: !epochs }));
    this.picture = element("div", { class: "gp-visually-hidden" });
    const panel = element("div", { class: "gp-loss-canvas" }, this.picture);
    this.tools = element("div", { class: "gp-compare-tools", role: "group" });
    this.root = element("div", { class: "gp-compare-curves", role: "group" },
      element("div", { class: "gp-compare-bar" },
        element("div", { class: "gp-compare-tools", role: "group" }, ...this.measures),
        element("div", { class: "gp-compare-tools", role: "group" }, this.axis, this.scale)),
      panel);
    this.surface = new Surface(panel, [{ still: true }, { still: false }], () => comparison.changed(true));
    /** @type {number|null} */
    this.hovered = null;
    /** @type {LossView|null} */
    this.view = null;
    this.still = "";
    this.#listen();
  }

  /** @param {(values: import("./looks.js").Values) => Partial<import("./looks.js").Values>} act */
  #toggle(act) {
    const button = element("button", { class: "gp-toggle", type: "button" });
    button.onclick = () => this.comparison.look(act(this.comparison.looks.values));
    return button;
  }

  get measure() {
    return this.comparison.looks.values.measure;
  }

  get epochs() {
    return this.comparison.looks.values.epochs;
  }

  get log() {
    return this.comparison.looks.values.log;
  }

  #listen() {
    const canvas = this.surface.canvases[1];
    const at = (/** @type {PointerEvent|MouseEvent} */ event) => {
      const place = this.view ? this.view.invertX(event.offsetX) : -1;
      return this.view && place >= 0 && place <= this.view.maxStep ? place : null;
    };
    const hover = (/** @type {number|null} */ place) => {
      this.hovered = place;
      this.comparison.changed();
    };
    canvas.onpointermove = canvas.onpointerdown = (event) => hover(at(event));
    canvas.onpointerleave = () => hover(null);
    canvas.onclick = (event) => {
      const place = at(event);
      if (place !== null) this.comparison.clock.goTo(Math.round(place * (this.epochs ? this.comparison.clock.epochSize : 1)));
      this.comparison.changed();
    };
  }

  relabel() {
    const { say } = this.comparison;
    MEASURES.forEach((measure, index) => setText(this.measures[index], say(`measure_${measure}`)));
    setText(this.scale, say("log"));
    setText(this.axis, say("epochs"));
    setAttribute(this.root, "aria-label", say("curves"));
    this.still = "";
  }

  /** @returns {Curve[]} */
  get #curves() {
    /** @type {Curve[]} */
    const curves = [];
    this.comparison.runs.forEach((run, place) => {
      const series = run.series(this.measure);
      if (series) curves.push({ run, series, place });
    });
    return curves;
  }

  /** @param {Run} run */
  #perStep(run) {
    return this.epochs ? 1 / run.epochSize : 1;
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, comparison } = this;
    const { say, colours, clock } = comparison;
    const shares = SHARES.has(this.measure);
    MEASURES.forEach((measure, index) => {
      const button = this.measures[index];
      button.hidden = measure !== "loss" && !comparison.runs.some((run) => run.columnOf(measure));
      setAttribute(button, "aria-pressed", String(measure === this.measure));
    });
    setAttribute(this.scale, "aria-pressed", String(this.log));
    setAttribute(this.axis, "aria-pressed", String(this.epochs));
    this.scale.hidden = shares;
    if (!surface.ready || !comparison.runs.length) return;
    const curves = this.#curves;
    const view = this.#viewOf(curves, shares);
    const key = JSON.stringify([view.width, view.height, view.low, view.high, view.maxStep, view.log, this.measure, this.epochs, say("epochs")]);
    this.view = view;
    if (fresh || key !== this.still) {
      this.still = key;
      surface.paint(0, (ctx) => drawLossAxes(ctx, view, theme, { step: say(this.epochs ? "epoch_axis" : "step_axis") }));
      this.#describe(curves);
    }
    const { cursor } = clock.player;
    surface.paint(1, (ctx) => {
      // The first run lies on top.
      for (const { run, series, place } of [...curves].reverse()) {
        const colour = colours[place];
        const options = { colour, ...(place >= DASHED ? { pattern: DASHES } : {}) };
        drawLossCurve(ctx, this.#viewFor(run, view), theme, series, rowAt(series, cursor), options);
      }
      this.#number(ctx, view, theme, curves);
      drawHover(ctx, view, theme, this.#hoverCard(curves));
    });
  }

  /**
   * @param {Curve[]} curves
   * @param {boolean} shares
   * @returns {LossView}
   */
  #viewOf(curves, shares) {
    const { width, height } = this.surface;
    const log = this.log && !shares;
    const all = extent(...curves.map(({ series }) => series));
    const first = Math.max(...curves.map(({ series }) => series.values[series.offset]).filter(Number.isFinite), 1e-9);
    const maxLoss = shares ? 1 : Math.min(all.max, first * HEADROOM[log ? "log" : "linear"]);
    const maxStep = Math.max(1, ...curves.map(({ run, series }) => series.steps[series.count - 1] * this.#perStep(run)));
    const view = lossView({ width, height, maxStep, minLoss: log ? all.minPositive : 0, maxLoss, log });
    // The runs' numbers stand behind the ends of their curves.
    const right = view.right - Math.round(view.type * 1.4);
    const scale = (right - view.left) / view.maxStep;
    return { ...view, right, x: (step) => view.left + step * scale, invertX: (pixel) => (pixel - view.left) / scale };
  }

  /**
   * @param {Run} run
   * @param {LossView} view
   * @returns {LossView}
   */
  #viewFor(run, view) {
    const share = this.#perStep(run);
    return share === 1 ? view : { ...view, x: (step) => view.x(step * share) };
  }

  /**
   * The number of each run at the end of its curve, moved apart where they would lie on each other.
   * @param {Context} ctx
   * @param {LossView} view
   * @param {Theme} theme
   * @param {Curve[]} curves
   */
  #number(ctx, view, theme, curves) {
    const radius = view.type * 0.62;
    const marks = curves.map(({ run, series, place }) => {
      const value = series.values[(series.count - 1) * series.stride + series.offset];
      const x = this.#viewFor(run, view).x(series.steps[series.count - 1]);
      const y = Number.isFinite(value) ? view.y(value) : view.top;
      return { place, x: x + radius + 4, y: Math.max(view.top, Math.min(view.bottom - radius, y)) };
    }).sort((one, other) => one.y - other.y);
    // From below upwards: the lowest keeps its place, and each other one stands above those of the same end.
    for (let at = marks.length - 2; at >= 0; at -= 1) {
      const below = marks.slice(at + 1).filter(({ x }) => Math.abs(x - marks[at].x) < 2 * radius);
      marks[at].y = Math.min(marks[at].y, ...below.map(({ y }) => y - 2 * radius));
    }
    ctx.save();
    ctx.font = font(theme, view.type * 0.85, 700);
    for (const { place, x, y } of marks) {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = this.comparison.colours[place];
      ctx.fill();
      drawText(ctx, String(place + 1), x, y + 0.5, { colour: theme.surface, align: "center", baseline: "middle" });
    }
    ctx.restore();
  }

  /** @param {Curve[]} curves */
  #hoverCard(curves) {
    const { hovered, comparison } = this;
    if (hovered === null || !curves.length) return null;
    const { say, colours } = comparison;
    const place = this.epochs ? hovered : Math.round(hovered);
    const values = curves.map(({ run, series, place: at }) => {
      const row = rowAt(series, Math.round(place / this.#perStep(run)));
      return { label: `${at + 1} ${comparison.nameOf(run, 26)}`, colour: colours[at], value: series.values[row * series.stride + series.offset] };
    });
    const title = this.epochs ? say("hover_epoch", { epoch: place.toFixed(1) }) : say("hover_step", { step: whole(place) });
    return { step: place, title, values };
  }

  /** @param {Curve[]} curves */
  #describe(curves) {
    const { comparison } = this;
    const named = curves.map(({ run }) => `${comparison.nameOf(run)}: ${comparison.write(this.measure, run.last(this.measure))}`);
    setAttribute(this.picture, "role", "img"); // an image without a name is none
    setAttribute(this.picture, "aria-label", `${comparison.say(`axis_${this.measure}`)}. ${named.join("; ")}`);
  }
}
