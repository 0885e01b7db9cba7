/**
 * The two Gaussian classes as things to take hold of, by pointer, finger or keys: the mean moves, the two axes of the
 * covariance ellipse stretch and turn.
 *
 * Only generated classes can be taken hold of, and their plane has one scale (`plotBounds`). Each class is one Tab stop, the handle of its mean; Enter goes on to the long axis, the short axis and back.
 */

import {
  axesOf, axisEnd, degrees, deviationsFrom, dragged, fitted, radiusAt, rounded, snapped, spreadOf, stretched,
  trueDistance, turned, HANDLE_SIGMA,
} from "./covariance.js";
import { element, setAttribute } from "./dom.js";
import { fixed } from "./words.js";

/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./draw/types.js").GaussianClass} GaussianClass */
/** @typedef {import("./draw/axis_handles.js").AxisMark} AxisMark */
/** @typedef {import("./covariance.js").Axes} Axes */
/** @typedef {import("./covariance.js").Spread} Spread */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {0|1} Label */
/** Of a class: its mean, or one of its axes. @typedef {"mean"|0|1} Part */
/** @typedef {{label: Label, part: Part}} Handle */
/** What is set by hand, in the words of the knobs. @typedef {Partial<Record<"x"|"y"|"sx"|"sy"|"rho", number>>} Values */

/** A pointer moves a mean in steps of 0.05, a key by 0.1, with Shift by 0.5: values stay short in a link. */
const POINTER_GRID = 0.05;
const KEY_STEP = 0.1;
const LARGE_KEYS = 5;
const LIMIT = 10;
/** A key stretches an axis by 0.1 and turns it by 5°; with Shift five times as much. */
const KEY_STRETCH = 0.1;
const KEY_TURN = (5 * Math.PI) / 180;
/** A handle stays this far, in pixels, inside the plot. */
const MARGIN = 12;
/** A dragged axis keeps the angle that it had, and stays upright or level, within this many pixels. */
const SNAP = 5;
/** Pixels between the centres of the mean's handle and an axis' one: half of both targets. */
const LEAST_DISTANCE = 36;
const LEAST_COARSE_DISTANCE = 46;
/** A class is pointed at where the pointer is within so many standard deviations of its mean. */
const NEAR = 2.2;
/** Keys that follow each other within this time, ms, are one move. */
const KEY_REST = 400;

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {readonly Part[]} */
const PARTS = ["mean", 0, 1];

export class Handles {
  /**
   * @param {HTMLElement} panel
   * @param {{move: (label: Label, values: Values) => void, release: () => void, changed: () => void}} listener
   *   `changed`: something else is to be drawn
   */
  constructor(panel, listener) {
    this.listener = listener;
    /** @type {View|null} */
    this.view = null;
    /** @type {[GaussianClass, GaussianClass]|null} */
    this.classes = null;
    /** The ellipses are drawn, and so their axes can be taken hold of. */
    this.ellipses = false;
    /**
     * What the drawing shows of it. `near`: the class whose ellipse is pointed at.
     * @type {{hover: Handle|null, active: Handle|null, focus: Handle|null, near: Label|null}}
     */
    this.state = { hover: null, active: null, focus: null, near: null };
    /** The axes as they were set by hand, not rounded, while the class has the spread that they gave. @type {({axes: Axes, spread: Spread}|null)[]} */
    this.setAxes = [null, null];
    /** The end of each axis, 0 or 1, at which its button is. */
    this.sides = [[0, 0], [0, 0]];
    /** By which pointer, and where in the handle, it was taken, so that it does not jump; the axes and the end that were taken. */
    this.grip = { pointer: -1, x: 0, y: 0, cut: 0, side: 0, axes: axesOf({ sx: 1, sy: 1, rho: 0 }) };
    /** The panel's corner when it was taken. */
    this.origin = { x: 0, y: 0 };
    this.panel = panel;
    this.keyTimer = 0;
    this.finger = window.matchMedia("(pointer: coarse)");
    this.buttons = [0, 1].map((label) =>
      PARTS.map((part) => this.#button({ label: /** @type {Label} */ (label), part })));
    /** The other ends of the axes: for a pointer only, because the buttons do all that they do. */
    this.opposites = [0, 1].map((label) =>
      [0, 1].map((axis) => this.#opposite({ label: /** @type {Label} */ (label), part: /** @type {0|1} */ (axis) })));
    panel.append(...this.opposites.flat(), ...this.buttons.flat());
    panel.addEventListener("pointermove", this.#point);
    panel.addEventListener("pointerdown", this.#point);
    panel.addEventListener("pointerleave", this.#leave);
  }

  get coarse() {
    return this.finger.matches;
  }

  get #least() {
    return this.coarse ? LEAST_COARSE_DISTANCE : LEAST_DISTANCE;
  }

  /** @param {Handle} handle */
  #button(handle) {
    const mean = handle.part === "mean";
    const button = element("button", { class: mean ? "gp-handle" : "gp-handle gp-axis", type: "button", tabindex: mean ? "0" : "-1", hidden: "" });
    this.#listen(button, handle, false);
    button.onfocus = () => this.#set("focus", button.matches(":focus-visible") ? handle : null);
    button.onblur = () => {
      this.#set("focus", null);
      if (this.keyTimer) this.#keysRest();
    };
    button.onkeydown = (event) => this.#key(event, handle);
    button.onclick = (event) => {
      if (event.detail === 0) this.#next(handle); // Enter or Space: a pointer counts its clicks
    };
    return button;
  }

  /** @param {Handle} handle */
  #opposite(handle) {
    const end = element("span", { class: "gp-handle gp-axis gp-axis-opposite", "aria-hidden": "true" });
    this.#listen(end, handle, true);
    return end;
  }

  /**
   * @param {HTMLElement} target
   * @param {Handle} handle
   * @param {boolean} opposite
   */
  #listen(target, handle, opposite) {
    target.onpointerenter = () => this.#set("hover", handle);
    target.onpointerleave = () => this.#set("hover", null);
    target.onpointerdown = (event) => this.#grab(event, handle, target, opposite);
    target.onpointermove = (event) => this.#drag(event, handle);
    target.onpointerup = target.onpointercancel = target.onlostpointercapture = (event) => this.#letGo(event);
  }

  /** From one handle of a class to its next one. @param {Handle} handle */
  #next({ label, part }) {
    if (!this.ellipses) return;
    this.buttons[label][(PARTS.indexOf(part) + 1) % PARTS.length].focus();
  }

  /** The class whose ellipse the pointer is on. */
  #point = (/** @type {PointerEvent} */ event) => {
    const { view, classes } = this;
    if (this.state.active || !view || !classes) return;
    const panel = this.panel.getBoundingClientRect();
    const [x, y] = [view.invertX(event.clientX - panel.left), view.invertY(event.clientY - panel.top)];
    const [negative, positive] = classes.map((one) => deviationsFrom(one, x, y));
    const nearest = negative <= positive ? 0 : 1;
    this.#set("near", Math.min(negative, positive) <= NEAR ? nearest : null);
  };

  #leave = (/** @type {PointerEvent} */ event) => {
    // A finger leaves with every tap; what it tapped stays shown.
    if (event.pointerType !== "touch") this.#set("near", null);
  };

  /**
   * @template {"hover"|"active"|"focus"|"near"} T
   * @param {T} what
   * @param {Handles["state"][T]} value
   */
  #set(what, value) {
    if (this.state[what] === value) return;
    this.state = { ...this.state, [what]: value };
    this.listener.changed();
  }

  /**
   * The axes of a class: as they were last set by hand, so that a handle keeps its axis and its direction where the
   * spread does not tell (a circle, two axes that cross), and rounding does not add up; else from the spread.
   * @param {Label} label
   * @returns {Axes}
   */
  #axes(label) {
    const one = /** @type {GaussianClass[]} */ (this.classes)[label];
    const known = this.setAxes[label];
    const held = this.state.active?.label === label && this.state.active.part !== "mean";
    if (known && (held || sameSpread(known.spread, one))) return known.axes;
    this.setAxes[label] = null;
    return axesOf(one);
  }

  /**
   * @param {PointerEvent} event
   * @param {Handle} handle
   * @param {HTMLElement} target
   * @param {boolean} opposite
   */
  #grab(event, handle, target, opposite) {
    const { view, classes } = this;
    if (event.button !== 0 || !view || !classes || this.state.active) return;
    target.setPointerCapture(event.pointerId);
    const { label, part } = handle;
    const panel = this.panel.getBoundingClientRect();
    this.origin = { x: panel.left, y: panel.top };
    const one = classes[label];
    const axes = this.#axes(label);
    let side = 0;
    let at = { x: view.x(one.x), y: view.y(one.y), cut: 0 };
    if (part !== "mean") {
      side = opposite ? 1 - this.sides[label][part] : this.sides[label][part];
      at = this.#end(label, part, side);
    }
    const [x, y] = [event.clientX - panel.left - at.x, event.clientY - panel.top - at.y];
    this.grip = { pointer: event.pointerId, x, y, cut: at.cut, side, axes };
    // A finger has no hover: the class that it holds is the one that shows.
    if (event.pointerType === "touch") this.#set("near", label);
    this.#set("active", handle);
  }

  /**
   * @param {PointerEvent} event
   * @param {Handle} handle
   */
  #drag(event, handle) {
    const { view, grip, state } = this;
    if (!view || state.active !== handle || event.pointerId !== grip.pointer) return;
    const inside = (/** @type {number} */ pixel, /** @type {number} */ size) =>
      Math.min(size - MARGIN, Math.max(MARGIN, pixel));
    const x = inside(event.clientX - grip.x - this.origin.x, view.width);
    const y = inside(event.clientY - grip.y - this.origin.y, view.height);
    const { label, part } = handle;
    if (part === "mean") this.#move(label, view.invertX(x), view.invertY(y), POINTER_GRID);
    else this.#pull(label, part, x, y);
  }

  /**
   * An axis ends where the pointer is.
   * @param {Label} label
   * @param {0|1} axis
   * @param {number} x  pixels
   * @param {number} y
   */
  #pull(label, axis, x, y) {
    const { view, classes, grip } = this;
    if (!view || !classes) return;
    const [dx, dy] = [x - view.x(classes[label].x), view.y(classes[label].y) - y];
    const distance = Math.hypot(dx, dy);
    const shown = distance + grip.cut;
    const length = trueDistance(shown, this.#least) / (HANDLE_SIGMA * view.unitX);
    const quarter = (axis * Math.PI) / 2;
    const taken = grip.axes.angle + quarter;
    // Over the mean's handle the pointer's direction says nothing.
    const direction = distance < this.#least
      ? this.#axes(label).angle + quarter
      : snapped(Math.atan2(dy, dx) - grip.side * Math.PI, [taken, 0, Math.PI / 2], distance, SNAP);
    this.#shape(label, dragged(grip.axes, axis, length, direction));
  }

  /** @param {PointerEvent} event */
  #letGo(event) {
    // A second finger on another handle lets nothing go.
    if (this.state.active === null || event.pointerId !== this.grip.pointer) return;
    this.#set("active", null);
    this.listener.release();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Handle} handle
   */
  #key(event, { label, part }) {
    const direction = DIRECTIONS[event.key];
    if (!direction || !this.classes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? LARGE_KEYS : 1;
    const [right, up] = direction;
    if (part === "mean") {
      const one = this.classes[label];
      this.#move(label, one.x + right * size * KEY_STEP, one.y + up * size * KEY_STEP, KEY_STEP / 10);
    } else if (right) {
      this.#shape(label, turned(this.#axes(label), -right * size * KEY_TURN)); // to the right is clockwise
    } else {
      this.#shape(label, stretched(this.#axes(label), part, up * size * KEY_STRETCH));
    }
    clearTimeout(this.keyTimer);
    this.keyTimer = window.setTimeout(() => this.#keysRest(), KEY_REST);
  }

  #keysRest() {
    clearTimeout(this.keyTimer);
    this.keyTimer = 0;
    this.listener.release();
  }

  /**
   * @param {Label} label
   * @param {number} x
   * @param {number} y
   * @param {number} grid
   */
  #move(label, x, y, grid) {
    const place = (/** @type {number} */ value) => {
      const rounded = Number((Math.round(value / grid) * grid).toFixed(4));
      return Math.min(LIMIT, Math.max(-LIMIT, rounded)) || 0;
    };
    const one = this.classes?.[label];
    if (!one || (one.x === place(x) && one.y === place(y))) return;
    this.#tell(label, { x: place(x), y: place(y) });
  }

  /**
   * The next key may come before the next frame brings the classes: it goes on from these values.
   * @param {Label} label
   * @param {Values} values
   */
  #tell(label, values) {
    const [negative, positive] = /** @type {[GaussianClass, GaussianClass]} */ (this.classes);
    this.classes = label === 0 ? [{ ...negative, ...values }, positive] : [negative, { ...positive, ...values }];
    this.listener.move(label, values);
  }

  /**
   * A class gets the covariance of these axes, as near as the knobs can hold it.
   * @param {Label} label
   * @param {Axes} axes
   */
  #shape(label, axes) {
    const one = this.classes?.[label];
    if (!one) return;
    const spread = rounded(spreadOf(fitted(axes)));
    this.setAxes[label] = { axes, spread };
    if (!sameSpread(spread, one)) this.#tell(label, { ...spread });
    this.listener.changed(); // a turned circle is the same circle, but its handle moves
  }

  /**
   * @param {Label} label
   * @param {0|1} axis
   * @param {number} side
   */
  #end(label, axis, side) {
    const view = /** @type {View} */ (this.view);
    const one = /** @type {GaussianClass[]} */ (this.classes)[label];
    const direction = this.#axes(label).angle + (axis * Math.PI) / 2 + side * Math.PI;
    return axisEnd(view, one, direction, this.#least, MARGIN);
  }

  /**
   * Put the buttons where the drawing has the handles.
   * @param {View} view
   * @param {[GaussianClass, GaussianClass]|null} classes
   * @param {boolean} ellipses  they are shown, and can be stretched and turned
   * @param {Say} say
   */
  place(view, classes, ellipses, say) {
    this.view = view;
    this.classes = classes;
    this.ellipses = ellipses && classes !== null;
    for (const label of /** @type {Label[]} */ ([0, 1])) {
      const [mean, ...axes] = this.buttons[label];
      mean.hidden = !classes;
      for (const target of [...axes, ...this.opposites[label]]) target.hidden = !this.ellipses;
      if (!classes) continue;
      const { x, y } = classes[label];
      put(mean, { x: view.x(x), y: view.y(y) });
      const told = say("handle_value", { x: fixed(x, 2), y: fixed(y, 2) });
      setAttribute(mean, "aria-label", say(label ? "handle_positive" : "handle_negative"));
      setAttribute(mean, "aria-description", this.ellipses ? `${told} ${say("handle_next")}` : told);
      if (this.ellipses) this.#placeAxes(label, say);
    }
  }

  /**
   * @param {Label} label
   * @param {Say} say
   */
  #placeAxes(label, say) {
    const one = /** @type {GaussianClass[]} */ (this.classes)[label];
    const { angle, lengths } = this.#axes(label);
    const longer = lengths[0] >= lengths[1] ? 0 : 1;
    const { active } = this.state;
    for (const axis of /** @type {(0|1)[]} */ ([0, 1])) {
      // The button is at the end that is in the plot; it does not change ends under the hand.
      if (active?.label !== label || active.part === "mean") {
        this.sides[label][axis] = !this.#end(label, axis, 0).inside && this.#end(label, axis, 1).inside ? 1 : 0;
      }
      const side = this.sides[label][axis];
      const button = this.buttons[label][1 + axis];
      put(button, this.#end(label, axis, side));
      put(this.opposites[label][axis], this.#end(label, axis, 1 - side));
      const direction = angle + (axis * Math.PI) / 2;
      setAttribute(button, "aria-label", say(AXIS_NAMES[label][axis === longer ? 0 : 1]));
      const values = { length: fixed(radiusAt(one, direction), 2), angle: degrees(direction) };
      setAttribute(button, "aria-description", `${say("axis_value", values)} ${say("handle_next")}`);
    }
  }

  /** The means as `drawHandles` takes them: indices of classes. */
  get means() {
    const { hover, active, focus } = this.state;
    const label = (/** @type {Handle|null} */ handle) => (handle?.part === "mean" ? handle.label : null);
    return { hover: label(hover), active: label(active), focus: label(focus) };
  }

  /** The axes as `drawAxisHandles` takes them. @returns {AxisMark[]} */
  get axes() {
    if (!this.ellipses) return [];
    const { hover, active, focus, near } = this.state;
    const shown = active ? [active.label] : [hover?.label, focus?.label, near];
    return [0, 1].flatMap((index) => [0, 1].map((part) => {
      const [label, axis] = [/** @type {Label} */ (index), /** @type {0|1} */ (part)];
      const side = this.sides[label][axis];
      const is = (/** @type {Handle|null} */ handle) => handle?.label === label && handle.part === axis;
      return {
        label, end: this.#end(label, axis, side), opposite: this.#end(label, axis, 1 - side),
        strong: shown.includes(label), hover: is(hover), active: is(active), focus: is(focus),
      };
    }));
  }

  dispose() {
    clearTimeout(this.keyTimer);
  }
}

/** Catalogue keys of the long and the short axis of each class. */
const AXIS_NAMES = [
  ["axis_negative_long", "axis_negative_short"],
  ["axis_positive_long", "axis_positive_short"],
];

/**
 * @param {HTMLElement} target
 * @param {{x: number, y: number}} at
 */
function put(target, { x, y }) {
  target.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}

/**
 * @param {Spread} one
 * @param {Spread} other
 */
function sameSpread(one, other) {
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < 1e-9;
  return near(one.sx, other.sx) && near(one.sy, other.sy) && near(one.rho, other.rho);
}
