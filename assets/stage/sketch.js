/**
 * The learner's own loss curve, drawn on the loss chart before the run is seen: by pointer or finger in one stroke, or
 * point by point with keys. It is kept as the losses at a few knots, evenly over the run.
 */

import { element, setAttribute } from "./dom.js";
import { formatValue } from "./draw/ticks.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./question.js").Prediction} Prediction */
/** @typedef {import("./draw/loss.js").LossView} LossView */
/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */

/** The chart goes up to this many times the first loss while it is sketched on. */
const ROOM = 2;
/** Positions of a knot between the bottom of the chart and its top. */
const POSITIONS = 100;
/** Numbers are sent with so many digits: more cannot be drawn. */
const DIGITS = 3;

/**
 * The losses that a text holds; null where it holds no sketch.
 * @param {string} text
 * @param {number} knots
 * @returns {number[]|null}
 */
export function readSketch(text, knots) {
  const values = text.split(",").map((part) => (part.trim() ? Number(part) : NaN));
  return values.length === knots && values.every((value) => Number.isFinite(value) && value >= 0) ? values : null;
}

/**
 * A stroke from one place of the chart to another sets the knots on its way, or the nearest one.
 * @param {number[]} values
 * @param {{knot: number, loss: number}} from  knot: its number from 1, between two of them a fraction
 * @param {{knot: number, loss: number}} to
 * @returns {number[]}
 */
export function stroked(values, from, to) {
  const [low, high] = from.knot <= to.knot ? [from, to] : [to, from];
  const next = [...values];
  next.forEach((_, at) => {
    const knot = at + 1;
    if (knot < low.knot || knot > high.knot) return;
    const share = high.knot > low.knot ? (knot - low.knot) / (high.knot - low.knot) : 1;
    next[at] = low.loss + share * (high.loss - low.loss);
  });
  const nearest = Math.min(values.length, Math.max(1, Math.round(to.knot)));
  next[nearest - 1] = to.loss;
  return next;
}

export class Sketch {
  /**
   * @param {HTMLElement} panel  that the chart fills
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(panel, session, changed) {
    this.session = session;
    this.changed = changed;
    this.root = element("div", { class: "gp-sketch", role: "group", hidden: "" });
    panel.append(this.root);
    /** @type {HTMLInputElement[]} */
    this.inputs = [];
    /** @type {LossView|null} */
    this.view = null;
    /** Where the stroke was last. @type {{knot: number, loss: number}|null} */
    this.stroke = null;
    this.root.onpointerdown = (event) => this.#begin(event);
    this.root.onpointermove = (event) => this.#draw(event);
    this.root.onpointerup = this.root.onpointercancel = () => (this.stroke = null);
  }

  /** What is drawn, or was; null where no curve is asked for. @returns {Prediction|null} */
  get prediction() {
    const { prediction } = this.session;
    return prediction?.ask.kind === "curve" ? prediction : null;
  }

  get isOpen() {
    return this.prediction?.isOpen ?? false;
  }

  /** The losses of the sketch; null where there is none yet. */
  get values() {
    const { prediction } = this;
    return prediction ? readSketch(prediction.text, prediction.ask.knots) : null;
  }

  /** The first loss of what is sketched: there every sketch begins. */
  get first() {
    const { session, prediction } = this;
    const { timeline, columns } = session;
    const column = columns.indexOf(prediction?.ask.column ?? "");
    return timeline.count && timeline.steps[0] === 0 && column >= 0 ? timeline.at(0, column) : NaN;
  }

  /** The top of the chart that the sketch needs; 0 where there is none. */
  get top() {
    const { prediction, first, values } = this;
    if (!prediction || !Number.isFinite(first)) return 0;
    return this.isOpen ? ROOM * first : Math.max(0, ...(values ?? []));
  }

  /** What the picture of it depends on. */
  get key() {
    const { prediction } = this;
    return prediction ? `${prediction.text}|${prediction.isOpen}|${this.focused}` : "";
  }

  get focused() {
    return this.inputs.findIndex((input) => input.matches(":focus-visible"));
  }

  get #last() {
    return this.session.config?.experiment.last_step ?? 1;
  }

  /** @param {number} knot */
  #stepOf(knot) {
    return (this.#last * knot) / (this.prediction?.ask.knots ?? 1);
  }

  /**
   * Put the points that keys move where they are drawn.
   * @param {LossView} view
   * @param {Say} say
   */
  place(view, say) {
    const { prediction, root, inputs } = this;
    this.view = view;
    if (root.hidden === this.isOpen) root.hidden = !this.isOpen;
    if (!prediction || !this.isOpen) return;
    setAttribute(root, "aria-label", say("question_how_curve"));
    while (inputs.length < prediction.ask.knots) inputs.push(this.#input(inputs.length));
    const values = this.values ?? inputs.map(() => this.first);
    inputs.forEach((input, at) => {
      const step = Math.round(this.#stepOf(at + 1));
      setAttribute(input, "aria-label", say("sketch_point", { step }));
      setAttribute(input, "aria-valuetext", formatValue(values[at], DIGITS));
      input.value = String(Math.round((POSITIONS * values[at]) / view.high));
      input.style.insetInlineStart = `${view.x(step)}px`;
      input.style.insetBlockStart = `${view.y(values[at])}px`;
    });
  }

  /** @param {number} at */
  #input(at) {
    const input = element("input", { type: "range", class: "gp-sketch-knot", min: "0", max: String(POSITIONS), step: "1", tabindex: at ? "-1" : "0" });
    input.oninput = () => this.#set(at, (Number(input.value) / POSITIONS) * (this.view?.high ?? 1));
    input.onfocus = () => {
      this.inputs.forEach((one) => (one.tabIndex = one === input ? 0 : -1));
      this.changed();
    };
    input.onblur = () => this.changed();
    input.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.inputs[at + by]?.focus();
    };
    this.root.append(input);
    return input;
  }

  /**
   * @param {number} at
   * @param {number} loss
   */
  #set(at, loss) {
    const values = this.values ?? this.inputs.map(() => this.first);
    this.#put(values.map((value, index) => (index === at ? loss : value)));
  }

  /** @param {number[]} values */
  #put(values) {
    this.prediction?.put(values.map((value) => String(Number(value.toPrecision(DIGITS)))).join(","));
    this.changed();
  }

  /** @param {PointerEvent} event */
  #where(event) {
    const view = /** @type {LossView} */ (this.view);
    const box = this.root.getBoundingClientRect();
    const knots = this.inputs.length;
    const knot = (view.invertX(event.clientX - box.left) / this.#last) * knots;
    const loss = Math.min(view.high, Math.max(view.low, view.invertY(event.clientY - box.top)));
    return { knot: Math.min(knots, Math.max(0, knot)), loss };
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0 || !this.view || !this.isOpen) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    const to = this.#where(event);
    // The first stroke begins where every curve does, and what is not drawn yet follows it.
    if (!this.values) this.#put(stroked(this.inputs.map(() => to.loss), { knot: 0, loss: this.first }, to));
    else this.#put(stroked(this.values, to, to));
    this.stroke = to;
  }

  /** @param {PointerEvent} event */
  #draw(event) {
    const { stroke, values } = this;
    if (!stroke || !values) return;
    const to = this.#where(event);
    this.#put(stroked(values, stroke, to));
    this.stroke = to;
  }

  /**
   * @param {Context} ctx
   * @param {LossView} view
   * @param {Theme} theme
   */
  draw(ctx, view, theme) {
    const { prediction, first, isOpen, focused } = this;
    if (!prediction || !Number.isFinite(first)) return;
    const values = this.values;
    if (!values && !isOpen) return;
    const shown = values ?? Array.from({ length: prediction.ask.knots }, () => first);
    const places = [first, ...shown].map((loss, knot) => ({ x: view.x(this.#stepOf(knot)), y: view.y(loss) }));
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = theme.text;
    ctx.globalAlpha = values ? 0.9 : 0.35;
    ctx.lineWidth = view.type * 0.2;
    ctx.lineCap = ctx.lineJoin = "round";
    ctx.setLineDash([0.01, view.type * 0.45]);
    ctx.beginPath();
    for (const { x, y } of places) ctx.lineTo(x, y);
    ctx.stroke();
    ctx.setLineDash([]);
    places.forEach(({ x, y }, knot) => {
      if (!isOpen && knot) return;
      ctx.beginPath();
      ctx.arc(x, y, view.type * (knot ? 0.32 : 0.38), 0, 2 * Math.PI);
      ctx.fill();
      if (knot - 1 !== focused || !knot) return;
      ctx.lineWidth = 2;
      ctx.strokeStyle = theme.accent;
      ctx.beginPath();
      ctx.arc(x, y, view.type * 0.75, 0, 2 * Math.PI);
      ctx.stroke();
    });
    ctx.restore();
  }

  /**
   * The loss of the sketch at a step; NaN where there is none.
   * @param {number} step
   */
  at(step) {
    const { values, first } = this;
    if (!values) return NaN;
    const all = [first, ...values];
    const knot = Math.min(values.length, Math.max(0, (step / this.#last) * values.length));
    const low = Math.min(values.length - 1, Math.floor(knot));
    return all[low] + (knot - low) * (all[low + 1] - all[low]);
  }
}
