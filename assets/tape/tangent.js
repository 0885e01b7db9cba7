/**
 * The curve with its tangent: the point is dragged or moved by keys at once, from values and derivatives that
 * TensorFlow sampled; the input that is let go is told to the page, which asks the tape itself.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { isBoolean, remember, remembered } from "../stage/preferences.js";
import { Surface } from "../stage/surface.js";
import { onDrag } from "../lessons/drag.js";
import { drawAxes } from "./axes.js";
import { curveOf, valueAt } from "./interpolate.js";
import { Lab, mounter } from "./lab.js";
import { told } from "./numbers.js";
import { clamp, planeOf, snap } from "./plane.js";
import { drawCurve, drawTangent } from "./tangent_draw.js";

/** @typedef {import("./interpolate.js").Curve} Curve */
/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {string} formula
 * @property {Parameters<typeof curveOf>[0]} curve
 * @property {[number, number]} view  range of y
 * @property {number} x      the input that the page holds
 * @property {number} step   what x is rounded to
 * @property {boolean} dim   the learner's tape gives no gradient: the slope is the curve's alone
 */

/** Keys that follow each other within this time, ms, are one move. */
const KEY_REST = 250;
const PAPER = 0;
const FRONT = 1;

/** @extends {Lab<Data>} */
class Tangent extends Lab {
  /** @param {import("./lab.js").Component<Data>} component */
  constructor(component) {
    super("tangent", component);
    this.panel = element("div", { class: "gp-lab-panel gp-tangent-panel" });
    this.handle = element("button", { class: "gp-lab-handle", type: "button", role: "slider" });
    this.figures = ["x", "y", "slope"].map((name) => {
      const value = element("dd", { class: `gp-tangent-${name}` });
      const label = element("dt");
      return { name, label, value, box: element("div", { class: "gp-figure" }, label, value) };
    });
    this.toggle = element("button", { class: "gp-toggle", type: "button" });
    const boxes = this.figures.map(({ box }) => box);
    const list = element("dl", { class: "gp-figures" }, ...boxes);
    this.root.append(this.panel, element("div", { class: "gp-lab-row" }, list, this.toggle));
    this.panel.append(this.handle);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => this.schedule(true));
    /** Where the point is; the page's own input may be a moment older. */
    this.x = 0;
    /** What the page said last. @type {number|null} */
    this.heard = null;
    /** @type {Curve} */
    this.curve = { x: [0, 1], y: [0, 0], slope: null, connected: [false, false] };
    this.timer = 0;
    this.withSlope = remembered("tape.slope", isBoolean) ?? false;
    /** @type {Plane|null} */
    this.plane = null;
    this.drag = onDrag(this.panel, {
      begin: () => {
        if (!this.plane) return false;
        this.handle.focus({ preventScroll: true });
        return true;
      },
      move: (event) => this.#moveTo(event),
      end: () => this.#release(),
    });
    this.#listen();
  }

  #listen() {
    const { handle, toggle } = this;
    handle.onkeydown = (event) => this.#key(event);
    handle.onfocus = handle.onblur = () => this.schedule();
    toggle.onclick = () => {
      this.withSlope = !this.withSlope;
      remember("tape.slope", this.withSlope);
      this.schedule(true);
    };
  }

  /** @param {PointerEvent} event */
  #moveTo(event) {
    if (!this.plane) return;
    const box = this.panel.getBoundingClientRect();
    this.#move(this.plane.invertX(event.clientX - box.left));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [low, high] = this.ends;
    const small = Math.max(this.data.step, (high - low) / 80);
    const size = snap(event.shiftKey ? 5 * small : small, this.data.step);
    /** @type {Record<string, number>} */
    const targets = {
      ArrowLeft: this.x - size, ArrowDown: this.x - size, ArrowRight: this.x + size, ArrowUp: this.x + size,
      PageDown: this.x - 10 * small, PageUp: this.x + 10 * small, Home: low, End: high,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(target);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#release(), KEY_REST);
  }

  get ends() {
    const { x } = this.curve;
    return [x[0], x[x.length - 1]];
  }

  /** @param {number} x */
  #move(x) {
    const [low, high] = this.ends;
    const { step } = this.data;
    // The ends are float32 numbers; a rounded input must not lie beyond them.
    let next = snap(clamp(x, low, high), step);
    if (next > high + 1e-6) next = snap(next - step, step);
    if (next < low - 1e-6) next = snap(next + step, step);
    if (next === this.x) return;
    this.x = next;
    this.schedule();
  }

  #release() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.x !== this.heard) this.tell("release", { x: this.x });
  }

  /** @param {Data} data */
  receive(data) {
    // While the learner moves the point, the page's answer to a moment ago does not pull it back.
    if (data.x !== this.heard && !this.drag.isActive && !this.timer) this.x = data.x;
    this.heard = data.x;
    this.curve = curveOf(data.curve);
    this.root.classList.toggle("is-dim", data.dim);
    setAttribute(this.root, "aria-label", this.say("name", { formula: data.formula }));
    setText(this.toggle, this.say("show_slope"));
    for (const { name, label } of this.figures) setText(label, this.say(name));
    setAttribute(this.handle, "aria-label", this.say("handle"));
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, data, withSlope } = this;
    if (!surface.ready) return;
    const [y0, y1] = data.view;
    const [x0, x1] = this.ends;
    if (fresh || !this.plane) {
      this.plane = planeOf({ x0, x1, y0, y1 }, surface);
      const plane = this.plane;
      surface.paint(PAPER, (ctx) => {
        drawAxes(ctx, plane, theme, { x: "x", y: `y = ${data.formula}` });
        drawCurve(ctx, plane, theme, this.curve, withSlope);
      });
      setAttribute(this.toggle, "aria-pressed", String(withSlope));
      this.toggle.hidden = !this.curve.slope;
    }
    const plane = this.plane;
    const touch = { x: this.x, ...valueAt(this.curve, this.x) };
    const focused = this.handle.matches(":focus-visible");
    surface.paint(FRONT, (ctx) => drawTangent(ctx, plane, theme, touch, { focused, withSlope, dim: data.dim }));
    this.#write(touch, plane);
  }

  /**
   * @param {import("./tangent_draw.js").Touch} touch
   * @param {Plane} plane
   */
  #write(touch, plane) {
    const { handle, root, say } = this;
    const texts = {
      x: told(touch.x), y: told(touch.y), slope: touch.slope === null ? "None" : told(touch.slope),
    };
    for (const { name, value } of this.figures) setText(value, texts[/** @type {keyof typeof texts} */ (name)]);
    handle.style.left = `${plane.x(touch.x)}px`;
    handle.style.top = `${clamp(Number.isFinite(touch.y) ? plane.y(touch.y) : plane.bottom, plane.top, plane.bottom)}px`;
    const [low, high] = this.ends;
    setAttribute(handle, "aria-valuemin", String(low));
    setAttribute(handle, "aria-valuemax", String(high));
    setAttribute(handle, "aria-valuenow", String(touch.x));
    setAttribute(handle, "aria-valuetext", say("at", texts));
    root.dataset.x = String(touch.x);
    root.dataset.y = String(touch.y);
    root.dataset.slope = touch.slope === null ? "" : String(touch.slope);
  }

  dispose() {
    clearTimeout(this.timer);
    this.surface.dispose();
    super.dispose();
  }
}

export const mount = mounter(Tangent);
