/**
 * The learner draws the slope of a curve, with a pen or with the arrow keys, and commits. After that the page
 * gives the true curve as well, and both are seen on one paper.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { drawText, font } from "../stage/draw/text.js";
import { formatValue } from "../stage/draw/ticks.js";
import { Surface } from "../stage/surface.js";
import { onDrag } from "../lessons/drag.js";
import { drawAxes, inside, traceCurve } from "./axes.js";
import { Lab, mounter } from "./lab.js";
import { numberOf } from "./numbers.js";
import { clamp, planeOf, snap } from "./plane.js";
import { bridged, penMoved } from "./stroke.js";
import { dot } from "./tangent_draw.js";

/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {import("./stroke.js").Drawing} Drawing */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/draw/types.js").Context} Context */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {string} key       the question
 * @property {string} formula
 * @property {{x: number[], y: (number|string)[], connected: boolean[]}} curve  the function itself
 * @property {number[]} xs      where a slope is asked for
 * @property {[number, number]} view  range of y
 * @property {number[]|null} drawn  the last answer, which a second try goes on from
 * @property {number[]|null} given  the answer, once it is fixed
 * @property {number[]|null} truth  TensorFlow's slope at xs, once the answer is fixed
 * @property {{y: (number|string)[], connected: boolean[]}|null} slope  the same at each x of the curve
 */

/** @extends {Lab<Data>} */
class Sketch extends Lab {
  /** @param {import("./lab.js").Component<Data>} component */
  constructor(component) {
    super("sketch", component);
    this.panel = element("div", { class: "gp-lab-panel gp-sketch-panel" });
    this.legend = element("p", { class: "gp-sketch-legend" });
    this.commit = element("button", { class: "gp-button gp-button-primary", type: "button" });
    this.clear = element("button", { class: "gp-button", type: "button" });
    this.hint = element("p", { class: "gp-quiet gp-sketch-hint" });
    this.row = element("div", { class: "gp-lab-row" }, this.commit, this.clear, this.hint);
    this.root.append(this.panel, this.legend, this.row);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => this.schedule(true));
    /** @type {HTMLButtonElement[]} */
    this.handles = [];
    /** @type {Drawing} */
    this.drawing = [];
    this.key = "";
    /** @type {{x: number, y: number}|null} */
    this.pen = null;
    /** @type {Plane|null} */
    this.plane = null;
    this.#listen();
  }

  get fixed() {
    return this.data.given !== null;
  }

  #listen() {
    const { panel } = this;
    onDrag(panel, {
      begin: (event) => {
        if (!this.plane || this.fixed) return false;
        this.pen = this.#place(event);
        return true;
      },
      move: (event) => {
        // A fast pen tells several places at once.
        const events = event.getCoalescedEvents?.() ?? [];
        for (const one of events.length ? events : [event]) this.#draw(this.#place(one));
      },
      end: () => {
        this.pen = null;
      },
    });
    this.clear.onclick = () => {
      this.drawing = this.data.xs.map(() => null);
      this.schedule();
    };
    this.commit.onclick = () => {
      const ys = bridged(this.data.xs, this.drawing);
      if (ys) this.tell("answer", { key: this.data.key, ys: ys.map((y) => snap(y, 0.001)) });
    };
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const plane = /** @type {Plane} */ (this.plane);
    const box = this.panel.getBoundingClientRect();
    const y = clamp(plane.invertY(event.clientY - box.top), plane.y0, plane.y1);
    return { x: clamp(plane.invertX(event.clientX - box.left), plane.x0, plane.x1), y };
  }

  /** @param {{x: number, y: number}} place */
  #draw(place) {
    this.drawing = penMoved(this.data.xs, this.drawing, this.pen ?? place, place);
    this.pen = place;
    this.schedule();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} index
   */
  #onKey(event, index) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.fixed) return;
    const [low, high] = this.data.view;
    const step = snap((high - low) / (event.shiftKey ? 8 : 40), 0.01);
    /** @type {Record<string, number>} */
    const moves = { ArrowUp: step, ArrowDown: -step, PageUp: 5 * step, PageDown: -5 * step };
    const move = moves[event.key];
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const shown = bridged(this.data.xs, this.drawing)?.[index];
    const set = (/** @type {number} */ value) => {
      this.drawing = this.drawing.map((y, place) => (place === index ? snap(value, 0.001) : y));
      this.schedule();
    };
    if (sideways) {
      // Who steps on leaves the point where it is shown, as a pen would.
      if (shown !== undefined) set(shown);
      this.handles[clamp(index + sideways, 0, this.handles.length - 1)].focus();
    } else if (move === undefined) return;
    else set(clamp((shown ?? 0) + move, low, high));
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Data} data */
  receive(data) {
    const { say } = this;
    if (data.key !== this.key || data.xs.length !== this.drawing.length) {
      this.key = data.key;
      this.drawing = data.drawn ? [...data.drawn] : data.xs.map(() => null);
      for (const handle of this.handles) handle.remove();
      this.handles = data.xs.map((_, index) => {
        const handle = element("button", { class: "gp-lab-handle is-small", type: "button", role: "slider" });
        handle.onkeydown = (event) => this.#onKey(event, index);
        handle.onfocus = handle.onblur = () => this.schedule();
        return handle;
      });
      this.panel.append(...this.handles);
    }
    if (data.given) this.drawing = [...data.given];
    setAttribute(this.root, "aria-label", say("name", { formula: data.formula }));
    setText(this.commit, say("commit"));
    setText(this.clear, say("clear"));
    this.row.hidden = this.fixed;
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, data } = this;
    if (!surface.ready) return;
    const [y0, y1] = data.view;
    const margin = (data.xs[data.xs.length - 1] - data.xs[0]) * 0.02;
    if (fresh || !this.plane) {
      this.plane = planeOf({ x0: data.xs[0] - margin, x1: data.xs[data.xs.length - 1] + margin, y0, y1 }, surface);
      const plane = this.plane;
      surface.paint(0, (ctx) => this.#paper(ctx, plane, theme));
    }
    const plane = this.plane;
    surface.paint(1, (ctx) => this.#strokes(ctx, plane, theme));
    this.#write(plane);
  }

  /**
   * @param {Context} ctx
   * @param {Plane} plane
   * @param {Theme} theme
   */
  #paper(ctx, plane, theme) {
    const { curve, formula, xs } = this.data;
    drawAxes(ctx, plane, theme, { x: "x", y: "" });
    inside(ctx, plane, () => {
      ctx.strokeStyle = theme.negative;
      ctx.lineWidth = 2.5;
      traceCurve(ctx, plane, curve.x, curve.y.map(numberOf), curve.connected);
      ctx.stroke();
      ctx.fillStyle = theme.ghost;
      for (const x of xs) {
        ctx.beginPath();
        ctx.arc(plane.x(x), plane.y(0), 2, 0, 2 * Math.PI);
        ctx.fill();
      }
    });
    ctx.font = font(theme, plane.type, 600);
    drawText(ctx, `y = ${formula}`, plane.left, plane.top - plane.type * 0.7, { colour: theme.negative });
  }

  /**
   * @param {Context} ctx
   * @param {Plane} plane
   * @param {Theme} theme
   */
  #strokes(ctx, plane, theme) {
    const { curve, slope, xs } = this.data;
    const { drawing } = this;
    const line = bridged(xs, drawing);
    inside(ctx, plane, () => {
      ctx.lineJoin = "round";
      ctx.lineCap = "round";
      if (slope) {
        ctx.strokeStyle = theme.accent;
        ctx.lineWidth = 3;
        traceCurve(ctx, plane, curve.x, slope.y.map(numberOf), slope.connected);
        ctx.stroke();
      }
      if (line) {
        ctx.strokeStyle = theme.positive;
        ctx.lineWidth = 3;
        ctx.setLineDash([9, 6]);
        traceCurve(ctx, plane, xs, line);
        ctx.stroke();
        ctx.setLineDash([]);
      }
      drawing.forEach((y, index) => {
        if (y !== null) dot(ctx, plane.x(xs[index]), plane.y(y), 4.5, theme.positive, theme.surface);
      });
    });
    const focused = this.handles.findIndex((handle) => handle.matches(":focus-visible"));
    if (focused < 0 || this.fixed) return;
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(plane.x(xs[focused]), plane.y(line?.[focused] ?? 0), 12, 0, 2 * Math.PI);
    ctx.stroke();
  }

  /** @param {Plane} plane */
  #write(plane) {
    const { data, say } = this;
    const line = bridged(data.xs, this.drawing);
    this.handles.forEach((handle, index) => {
      const y = this.drawing[index];
      handle.style.left = `${plane.x(data.xs[index])}px`;
      handle.style.top = `${plane.y(line?.[index] ?? 0)}px`;
      handle.disabled = this.fixed;
      const text = y === null ? say("empty") : formatValue(y, 3);
      setAttribute(handle, "aria-label", say("handle", { x: formatValue(data.xs[index], 3) }));
      setAttribute(handle, "aria-valuemin", String(data.view[0]));
      setAttribute(handle, "aria-valuemax", String(data.view[1]));
      setAttribute(handle, "aria-valuenow", String(line?.[index] ?? 0));
      setAttribute(handle, "aria-valuetext", text);
    });
    const drawn = this.drawing.filter((y) => y !== null).length;
    // What is not drawn is bridged: a point or two would be a guess of the program's, not of the learner's.
    this.commit.disabled = 2 * drawn < data.xs.length;
    setText(this.hint, drawn && this.commit.disabled ? say("too_few", { drawn, points: data.xs.length }) : say("hint"));
    this.clear.disabled = !drawn;
    const parts = [["negative", say("key_curve", { formula: data.formula })]];
    if (drawn) parts.push(["positive", say("key_drawn")]);
    if (data.truth) parts.push(["accent", say("key_truth")]);
    const keys = parts.map(([colour, word]) =>
      element("span", { class: "gp-key" }, element("span", { class: `gp-swatch is-${colour}` }), word));
    const text = parts.map(([, word]) => word).join("|");
    if (this.legend.dataset.text !== text) {
      this.legend.dataset.text = text;
      this.legend.replaceChildren(...keys);
    }
    this.root.dataset.drawn = String(drawn);
  }

  dispose() {
    this.surface.dispose();
    super.dispose();
  }
}

export const mount = mounter(Sketch);
