/** The loss panel: the curve up to the furthest step seen, on one cursor with the plot; exact values on hover. */

import {
  drawFloor, drawGhost, drawHover, drawLossAxes, drawLossCurve, drawRateChanges, lossView, niceMaxStep, rowAt,
} from "./draw/loss.js";
import { curvesOf } from "./curves.js";
import { element, setAttribute, setText } from "./dom.js";
import { isBoolean, remember, remembered } from "./preferences.js";
import { Range } from "./range.js";
import { Sketch } from "./sketch.js";
import { Surface } from "./surface.js";
import { percent, rate, whole } from "./words.js";
import { formatValue } from "./draw/ticks.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./draw/loss.js").LossView} LossView */
/** @typedef {import("./words.js").Say} Say */

/** Runs up to this length have all their steps on the axis from the beginning; longer ones grow into it. */
const SHORT_RUN = 500;

/** Two views that agree in these are the same picture. @type {readonly (keyof LossView)[]} */
const MEASURES = ["width", "height", "top", "low", "high", "maxStep", "log"];

export class CurvePanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.changed = changed;
    this.scale = element("button", { class: "gp-toggle", type: "button" });
    this.measure = element("button", { class: "gp-toggle", type: "button", hidden: "" });
    this.picture = element("div", { class: "gp-visually-hidden" });
    this.axis = element("span", { class: "gp-loss-axis", "aria-hidden": "true" });
    this.legend = element("div", { class: "gp-loss-legend", "aria-hidden": "true" });
    this.legendOf = "";
    this.cover = element("p", { class: "gp-covered", hidden: "" });
    const panel = element("div", { class: "gp-loss-canvas" }, this.picture, this.cover);
    this.root = element(
      "div", { class: "gp-loss", role: "group" },
      this.axis, this.legend, element("div", { class: "gp-loss-tools" }, this.measure, this.scale), panel,
    );
    this.surface = new Surface(panel, [{ still: true }, { still: false }], () => this.#forget());
    this.sketch = new Sketch(panel, session, changed);
    this.wasCovered = false;
    this.log = remembered("log", isBoolean) ?? false;
    this.scale.onclick = () => {
      this.log = !this.log;
      remember("log", this.log);
      this.#forget();
    };
    /** The share of right points is shown in the place of the loss. */
    this.accuracy = false;
    this.measure.onclick = () => {
      this.accuracy = !this.accuracy;
      this.range = new Range();
      this.describe();
      this.#forget();
    };
    /** @type {number|null} */
    this.hovered = null;
    this.#listen();
    this.range = new Range();
    this.ghostRange = new Range();
    /** A pinned run beside this one, where the stage has a place for it. @type {import("./beside.js").Beside|null} */
    this.beside = null;
    /** @type {LossView|null} */
    this.view = null;
    /** What the view was made for. @type {unknown[]} */
    this.viewOf = [];
    this.still = "";
    /** @type {unknown[]} */
    this.moving = [];
  }

  #listen() {
    const canvas = this.surface.canvases[1];
    const stepAt = (/** @type {PointerEvent|MouseEvent} */ event) => {
      const step = this.view ? Math.round(this.view.invertX(event.offsetX)) : -1;
      return step >= 0 && step <= this.session.seen ? step : null;
    };
    const hover = (/** @type {number|null} */ step) => {
      if (step === this.hovered) return;
      this.hovered = step;
      this.changed();
    };
    canvas.onpointermove = (event) => hover(stepAt(event));
    canvas.onpointerdown = (event) => hover(stepAt(event));
    canvas.onpointerleave = () => hover(null);
    canvas.onclick = (event) => {
      const step = stepAt(event);
      if (step !== null) this.session.goTo(this.#nearest(step));
      this.changed();
    };
  }

  /**
   * The step of the row nearest to a step.
   * @param {number} step
   */
  #nearest(step) {
    const { timeline } = this.session;
    const index = Math.max(0, timeline.floor(step));
    const [low, high] = [timeline.steps[index], timeline.steps[Math.min(index + 1, timeline.count - 1)]];
    return high - step < step - low ? high : low;
  }

  #forget() {
    this.view = null;
    this.changed();
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.root, "aria-label", say("loss_title"));
    setText(this.scale, say("scale_log"));
    setText(this.measure, say("now_accuracy"));
    setText(this.cover, say("question_covered"));
    this.still = "";
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { session, surface, say } = this;
    const { config, timeline } = session;
    if (!config || !surface.ready || !say || !session.columns.length) return;
    setAttribute(this.scale, "aria-pressed", String(this.log));
    setAttribute(this.measure, "aria-pressed", String(this.accuracy));
    if (this.measure.hidden === Boolean(config.network)) this.measure.hidden = !config.network;
    const { sketch } = this;
    const isLinear = this.#shares || sketch.isOpen;
    if (this.scale.hidden !== isLinear) this.scale.hidden = isLinear;
    if (sketch.isOpen) this.accuracy = false;
    // What is covered stays so while the cursor moves, from the first update on.
    const isCovered = this.isCovered && session.seen > 0;
    if (this.wasCovered !== isCovered) this.range = new Range(); // what was covered has not been measured
    this.wasCovered = isCovered;
    const isSaid = isCovered && !sketch.isOpen;
    if (this.cover.hidden === isSaid) this.cover.hidden = !isSaid;
    const curves = isCovered ? [] : curvesOf(session, theme, say, this.accuracy);
    this.#name(curves, theme);
    const grown = this.range.extendTo(timeline, session.seen, curves.map(({ column }) => column));
    const view = this.#currentView(grown || fresh);
    this.#paintStill(view, theme, say, fresh);
    sketch.place(view, say);
    const count = timeline.lowerBound(session.seen + 1);
    const other = this.#shares ? null : (this.beside?.curve(theme) ?? null);
    const next = [this.view, timeline, timeline.version, count, session.player.cursor, this.hovered, this.legendOf, this.still, isCovered, sketch.key, other?.series.count];
    if (!fresh && next.every((value, index) => value === this.moving[index])) return;
    this.moving = next;
    const { index } = session;
    surface.paint(1, (ctx) => {
      if (!this.#shares) sketch.draw(ctx, view, theme);
      if (!count || isCovered) return;
      if (other) drawLossCurve(ctx, view, theme, other.series, other.index, { colour: other.colour, alpha: 0.75, width: view.type * 0.15 });
      for (const { column, options } of curves) drawLossCurve(ctx, view, theme, timeline.series(column, count), index, options);
      drawHover(ctx, view, theme, this.#hoverCard(theme, say, curves));
    });
  }

  /** The loss, or the accuracy in its place, would answer the open question. */
  get isCovered() {
    return this.session.covered.has(this.#shares ? "accuracy" : "curve");
  }

  /** The smallest loss of any line, if there is one and nothing covers it. */
  get #floor() {
    const { config, covered } = this.session;
    return covered.has("floor") ? null : (config?.theory?.loss_floor ?? null);
  }

  /** Shares of points are shown: their axis is linear, from 0 to 1, and no run before is beside them. */
  get #shares() {
    return this.accuracy && Boolean(this.session.config?.network);
  }

  /**
   * @param {boolean} grown  the rows need other axes, perhaps
   * @returns {LossView}
   */
  #currentView(grown) {
    const { session, surface, range } = this;
    const shares = this.#shares;
    const { sketch } = this;
    const log = this.log && !shares && !sketch.isOpen;
    const config = /** @type {import("./protocol.js").Config} */ (session.config);
    const { ghost } = session;
    const top = shares ? 0 : sketch.top;
    const made = [config, ghost, this.#maxStep(), shares, session.covered, top, log];
    if (this.view && !grown && made.every((value, index) => value === this.viewOf[index])) return this.view;
    this.viewOf = made;
    const floor = this.#floor ?? Infinity;
    let { max } = range;
    // On a logarithmic axis there is room under the floor, for its name.
    let least = Math.min(range.minPositive, log && floor > 0 ? 0.6 * floor : Infinity);
    if (ghost && log) {
      this.ghostRange.measure(ghost);
      max = Math.max(max, Math.min(this.ghostRange.max, 10 * max));
      least = Math.min(least, Math.max(this.ghostRange.minPositive, least / 10));
    }
    if (top > 0) max = sketch.isOpen ? top : Math.max(max, top);
    const { width, height } = surface;
    const before = this.view;
    const view = lossView({ width, height, maxStep: this.#maxStep(), minLoss: log ? least : 0, maxLoss: shares ? 1 : max, log, marked: config.experiment.changes.length > 0 });
    const same = before && MEASURES.every((name) => before[name] === view[name]);
    if (!same) {
      this.view = view;
      this.still = "";
    }
    return /** @type {LossView} */ (this.view);
  }

  /** The step at the right end of the axis. */
  #maxStep() {
    const { session } = this;
    const { stop, last_step } = /** @type {import("./protocol.js").Config} */ (session.config).experiment;
    const last = stop === "steps" ? last_step : Infinity;
    if (this.sketch.prediction && Number.isFinite(last)) return last;
    return Math.min(last, Math.max(SHORT_RUN, niceMaxStep(session.seen)));
  }

  /**
   * @param {LossView} view
   * @param {Theme} theme
   * @param {Say} say
   * @param {boolean} fresh
   */
  #paintStill(view, theme, say, fresh) {
    const { session, surface } = this;
    const { id, experiment } = /** @type {import("./protocol.js").Config} */ (session.config);
    const shares = this.#shares;
    setText(this.axis, say(shares ? "accuracy_axis" : "loss_axis"));
    const key = `${id}|${session.ghost ? session.ghost.count : 0}|${session.run}|${shares}|${[...session.covered]}`;
    if (!fresh && key === this.still) return;
    this.still = key;
    const changes = experiment.changes.map(([step, lr]) => ({ step, lr }));
    surface.paint(0, (ctx) => {
      drawLossAxes(ctx, view, theme, { step: say("step_axis") });
      drawFloor(ctx, view, theme, shares ? null : this.#floor);
      if (session.ghost && !shares) drawGhost(ctx, view, theme, session.ghost);
      drawRateChanges(ctx, view, theme, changes, (lr) => `η ${rate(lr)}`);
    });
  }

  /**
   * The values under the pointer, or null.
   * @param {Theme} theme
   * @param {Say} say
   * @param {import("./curves.js").Curve[]} curves
   */
  #hoverCard(theme, say, curves) {
    const { hovered } = this;
    const { timeline, ghost } = this.session;
    if (hovered === null || this.isCovered) return null;
    const index = timeline.find(this.#nearest(hovered));
    const step = timeline.steps[index];
    const values = curves.map(({ label, colour, column }) => ({ label, colour, value: timeline.at(index, column) }));
    const own = this.#shares ? NaN : this.sketch.at(step);
    if (Number.isFinite(own)) values.push({ label: say("question_yours"), value: own, colour: theme.text });
    const before = ghost && !this.#shares ? rowAt(ghost, step) : -1;
    if (ghost && before >= 0 && ghost.steps[before] === step) {
      values.push({ label: say("loss_before"), value: ghost.values[before], colour: theme.ghost });
    }
    const other = this.#shares ? null : (this.beside?.curve(theme) ?? null);
    const at = other ? rowAt(other.series, step) : -1;
    if (other && at >= 0) values.push({ label: other.label, value: other.series.values[at * other.series.stride + other.series.offset], colour: other.colour });
    return { step, title: say("hover_step", { step: whole(step) }), values };
  }

  /**
   * The legend: every line where there are several, the run before, and the floor with its value.
   * @param {import("./curves.js").Curve[]} curves
   * @param {Theme} theme
   */
  #name(curves, theme) {
    const { config, ghost } = this.session;
    const { say } = this;
    if (!say) return;
    /** @type {Pick<import("./curves.js").Curve, "label"|"colour"|"options">[]} */
    const named = config?.network || ghost || curves.length > 1 ? [...curves] : [];
    if (this.sketch.values && !this.#shares) named.push({ label: say("question_yours"), colour: theme.text, options: { pattern: [1, 4] } });
    if (ghost && !this.#shares) named.push({ label: say("loss_before"), colour: theme.ghost, options: {} });
    const floor = this.#floor;
    if (floor !== null) named.push({ label: `${say("floor")} ${formatValue(floor, 3)}`, colour: theme.accent, options: { pattern: [6, 5] } });
    const key = JSON.stringify(named.map(({ label, colour }) => [label, colour]));
    if (key === this.legendOf) return;
    this.legendOf = key;
    this.legend.replaceChildren(...named.map(({ label, colour, options }) => {
      const line = element("span", { class: options.pattern ? "gp-stroke is-dashed" : "gp-stroke" });
      line.style.color = colour;
      line.style.opacity = String(options.noisy ? (options.alpha ?? 0.5) : 1); // as the curve is drawn
      return element("span", { class: "gp-key" }, line, element("span", {}, label));
    }));
  }

  /** Put the curve in words; called now and then, not at every frame. */
  describe() {
    const { session, say } = this;
    const { timeline } = session;
    if (!say || !timeline.count) return;
    const shares = this.#shares;
    const [chart, start] = shares ? ["accuracy_chart", "accuracy_chart_start"] : ["loss_chart", "loss_chart_start"];
    const column = shares ? session.columns.indexOf("accuracy") : session.lossColumn;
    const [first, last] = [0, Math.max(0, session.index)].map((at) => {
      const value = timeline.at(at, column);
      return shares ? percent(value) : formatValue(value);
    });
    const { cursor } = session.player;
    setAttribute(this.picture, "role", "img"); // an image without a name is none
    if (this.isCovered && session.seen > 0) {
      setAttribute(this.picture, "aria-label", say("question_covered"));
      return;
    }
    const text = say(cursor ? chart : start, { count: cursor, first, last });
    setAttribute(this.picture, "aria-label", text);
  }

  dispose() {
    this.surface.dispose();
  }
}
