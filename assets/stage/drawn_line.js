/** The learner's own boundary on the plot: a straight line through two ends, which pointer, finger and keys move. */

import { element, setAttribute } from "./dom.js";
import { clipLine, visibleBox } from "./draw/line.js";
import { drawText, font } from "./draw/text.js";
import { fixed } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */
/** Two points, x and y of each. @typedef {[number, number, number, number]} Ends */

const KEY_STEP = 0.1;
const LARGE_KEYS = 5;
/** An end stays this far, in pixels, inside the plot. */
const MARGIN = 16;
/** Shares of the plot's width at which the ends are before they were moved. */
const FIRST = [0.18, 0.82];
/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * The two ends that a text holds; null where it holds no line.
 * @param {string} text
 * @returns {Ends|null}
 */
export function readEnds(text) {
  const values = text.split(",").map((part) => (part.trim() ? Number(part) : NaN));
  return values.length === 4 && values.every(Number.isFinite) ? /** @type {Ends} */ (values) : null;
}

export class DrawnLine {
  /**
   * @param {HTMLElement} panel  that the plot fills
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(panel, session, changed) {
    this.panel = panel;
    this.session = session;
    this.changed = changed;
    /** @type {View|null} */
    this.view = null;
    /** @type {Say|null} */
    this.say = null;
    /** Which end is held, and by which pointer. */
    this.grip = { end: -1, pointer: -1 };
    this.buttons = [0, 1].map((end) => this.#button(end));
    panel.append(...this.buttons);
  }

  /** @returns {import("./question.js").Prediction|null} */
  get prediction() {
    const { prediction } = this.session;
    return prediction?.ask.kind === "line" ? prediction : null;
  }

  get isOpen() {
    return this.prediction?.isOpen ?? false;
  }

  /** @returns {Ends|null} */
  get ends() {
    const { prediction, view } = this;
    if (!prediction) return null;
    const drawn = readEnds(prediction.text);
    if (drawn || !this.isOpen || !view) return drawn;
    const [from, to] = FIRST.map((share) => Number(view.invertX(share * view.width).toFixed(1)));
    const y = Number(view.invertY(view.height / 2).toFixed(1));
    return [from, y, to, y];
  }

  /** What the picture of it depends on. */
  get key() {
    const { prediction } = this;
    return prediction ? `${prediction.text}|${prediction.isOpen}|${this.focused}` : "";
  }

  get focused() {
    return this.buttons.findIndex((button) => button.matches(":focus-visible"));
  }

  /** @param {number} end */
  #button(end) {
    const button = element("button", { class: "gp-handle gp-line-end", type: "button", hidden: "" });
    button.onpointerdown = (event) => {
      if (event.button !== 0 || this.grip.end >= 0) return;
      button.setPointerCapture(event.pointerId);
      this.grip = { end, pointer: event.pointerId };
    };
    button.onpointermove = (event) => {
      const { view, grip } = this;
      if (!view || grip.end !== end || grip.pointer !== event.pointerId) return;
      const box = this.panel.getBoundingClientRect();
      this.#move(end, view.invertX(event.clientX - box.left), view.invertY(event.clientY - box.top));
    };
    button.onpointerup = button.onpointercancel = button.onlostpointercapture = () => {
      if (this.grip.end === end) this.grip = { end: -1, pointer: -1 };
    };
    button.onkeydown = (event) => {
      const direction = DIRECTIONS[event.key];
      const { ends } = this;
      if (!direction || !ends) return;
      event.preventDefault();
      event.stopPropagation(); // arrows step through the run elsewhere
      const by = KEY_STEP * (event.shiftKey ? LARGE_KEYS : 1);
      this.#move(end, ends[2 * end] + by * direction[0], ends[2 * end + 1] + by * direction[1]);
    };
    button.onfocus = button.onblur = () => this.changed();
    return button;
  }

  /**
   * @param {number} end
   * @param {number} x
   * @param {number} y
   */
  #move(end, x, y) {
    const { ends, view } = this;
    if (!ends || !view || !this.isOpen) return;
    const inside = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
      Number(Math.min(high, Math.max(low, value)).toFixed(2));
    const next = [...ends];
    next[2 * end] = inside(x, view.invertX(MARGIN), view.invertX(view.width - MARGIN));
    next[2 * end + 1] = inside(y, view.invertY(view.height - MARGIN), view.invertY(MARGIN));
    this.prediction?.put(next.join(","));
    this.changed();
  }

  /**
   * Put the ends where they are drawn.
   * @param {View} view
   * @param {Say} say
   */
  place(view, say) {
    this.view = view;
    const { isOpen, ends } = this;
    this.buttons.forEach((button, end) => {
      if (button.hidden === isOpen) button.hidden = !isOpen;
      if (!isOpen || !ends) return;
      const [x, y] = ends.slice(2 * end, 2 * end + 2);
      button.style.transform = `translate(${view.x(x)}px, ${view.y(y)}px)`;
      setAttribute(button, "aria-label", `${say("line_end", { n: end + 1 })}: ${say("line_at", { x: fixed(x, 2), y: fixed(y, 2) })}`);
    });
  }

  /**
   * @param {Context} ctx
   * @param {View} view
   * @param {Theme} theme
   * @param {string} name
   */
  draw(ctx, view, theme, name) {
    const { ends, isOpen, focused, prediction } = this;
    if (!ends) return;
    const [x, y, toX, toY] = ends;
    const line = clipLine(y - toY, toX - x, -((y - toY) * x + (toX - x) * y), visibleBox(view));
    ctx.save();
    ctx.lineCap = "round";
    ctx.globalAlpha = prediction?.text ? 1 : 0.6;
    if (line) {
      const path = new Path2D();
      path.moveTo(view.x(line[0]), view.y(line[1]));
      path.lineTo(view.x(line[2]), view.y(line[3]));
      ctx.lineWidth = view.type * 0.42;
      ctx.strokeStyle = theme.surface;
      ctx.stroke(path);
      ctx.setLineDash([0.01, view.type * 0.5]);
      ctx.lineWidth = view.type * 0.26;
      ctx.strokeStyle = theme.text;
      ctx.stroke(path);
      ctx.setLineDash([]);
      this.#name(ctx, view, theme, name, line);
    }
    if (isOpen) [[x, y], [toX, toY]].forEach((at, end) => this.#end(ctx, view, theme, at, end === focused));
    ctx.restore();
  }

  /**
   * @param {Context} ctx
   * @param {View} view
   * @param {Theme} theme
   * @param {string} name
   * @param {number[]} line
   */
  #name(ctx, view, theme, name, line) {
    ctx.font = font(theme, view.type, 600);
    // At its left end: the middle is full of points.
    const x = view.x(line[0] + 0.02 * (line[2] - line[0]));
    const y = view.y(line[1] + 0.02 * (line[3] - line[1]));
    const [left, up] = [Math.min(view.width - 60, Math.max(8, x)), y > 28];
    drawText(ctx, name, left, up ? y - view.type * 0.9 : y + view.type * 1.6, { colour: theme.text, halo: theme.surface });
  }

  /**
   * @param {Context} ctx
   * @param {View} view
   * @param {Theme} theme
   * @param {number[]} at
   * @param {boolean} isFocused
   */
  #end(ctx, view, theme, [x, y], isFocused) {
    ctx.beginPath();
    ctx.arc(view.x(x), view.y(y), 9, 0, 2 * Math.PI);
    ctx.fillStyle = theme.surface;
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 3;
    ctx.fill();
    ctx.stroke();
    if (!isFocused) return;
    ctx.beginPath();
    ctx.arc(view.x(x), view.y(y), 15, 0, 2 * Math.PI);
    ctx.strokeStyle = theme.accent;
    ctx.stroke();
  }
}
