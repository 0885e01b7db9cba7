/** The two class means as things to take hold of: by pointer, finger, or arrow keys. */

import { element, setAttribute } from "./dom.js";
import { fixed } from "./words.js";

/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./draw/types.js").GaussianClass} GaussianClass */
/** @typedef {import("./words.js").Say} Say */

/** A pointer moves a mean in steps of 0.05, a key by 0.1, with Shift by 0.5: values stay short in a link. */
const POINTER_GRID = 0.05;
const KEY_STEP = 0.1;
const LARGE_KEY_STEP = 0.5;
const LIMIT = 10;
/** A handle stays this far, in pixels, inside the plot. */
const MARGIN = 12;
/** Keys that follow each other within this time, ms, are one move. */
const KEY_REST = 400;

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Handles {
  /**
   * @param {HTMLElement} panel
   * @param {{move: (label: 0|1, x: number, y: number) => void, release: () => void, changed: () => void}} listener
   */
  constructor(panel, listener) {
    this.listener = listener;
    /** @type {View|null} */
    this.view = null;
    /** @type {GaussianClass[]|null} */
    this.classes = null;
    /** What the drawing shows of it: indices of classes. @type {{hover: number|null, active: number|null, focus: number|null}} */
    this.state = { hover: null, active: null, focus: null };
    /** Where in the handle it was taken, so that it does not jump. */
    this.grip = { x: 0, y: 0 };
    /** The panel's corner when it was taken. */
    this.origin = { x: 0, y: 0 };
    this.panel = panel;
    this.keyTimer = 0;
    this.buttons = [0, 1].map((label) => this.#button(/** @type {0|1} */ (label)));
    panel.append(...this.buttons);
  }

  /** @param {0|1} label */
  #button(label) {
    const button = element("button", { class: "gp-handle", type: "button" });
    button.onpointerenter = () => this.#set("hover", label);
    button.onpointerleave = () => this.#set("hover", null);
    button.onfocus = () => this.#set("focus", button.matches(":focus-visible") ? label : null);
    button.onblur = () => {
      this.#set("focus", null);
      if (this.keyTimer) this.#keysRest();
    };
    button.onpointerdown = (event) => this.#grab(event, label, button);
    button.onpointermove = (event) => this.#drag(event, label);
    button.onpointerup = button.onpointercancel = () => this.#letGo();
    button.onkeydown = (event) => this.#key(event, label);
    return button;
  }

  /**
   * @param {"hover"|"active"|"focus"} what
   * @param {number|null} label
   */
  #set(what, label) {
    if (this.state[what] === label) return;
    this.state = { ...this.state, [what]: label };
    this.listener.changed();
  }

  /**
   * @param {PointerEvent} event
   * @param {0|1} label
   * @param {HTMLButtonElement} button
   */
  #grab(event, label, button) {
    if (event.button !== 0 || !this.view || !this.classes) return;
    button.setPointerCapture(event.pointerId);
    const one = this.classes[label];
    const panel = this.panel.getBoundingClientRect();
    this.origin = { x: panel.left, y: panel.top };
    this.grip = {
      x: event.clientX - panel.left - this.view.x(one.x),
      y: event.clientY - panel.top - this.view.y(one.y),
    };
    this.#set("active", label);
  }

  /**
   * @param {PointerEvent} event
   * @param {0|1} label
   */
  #drag(event, label) {
    if (this.state.active !== label || !this.view) return;
    const { view, grip } = this;
    const inside = (/** @type {number} */ pixel, /** @type {number} */ size) =>
      Math.min(size - MARGIN, Math.max(MARGIN, pixel));
    const x = view.invertX(inside(event.clientX - grip.x - this.origin.x, view.width));
    const y = view.invertY(inside(event.clientY - grip.y - this.origin.y, view.height));
    this.#move(label, x, y, POINTER_GRID);
  }

  #letGo() {
    if (this.state.active === null) return;
    this.#set("active", null);
    this.listener.release();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {0|1} label
   */
  #key(event, label) {
    const direction = DIRECTIONS[event.key];
    if (!direction || !this.classes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? LARGE_KEY_STEP : KEY_STEP;
    const one = this.classes[label];
    this.#move(label, one.x + direction[0] * size, one.y + direction[1] * size, KEY_STEP / 10);
    clearTimeout(this.keyTimer);
    this.keyTimer = window.setTimeout(() => this.#keysRest(), KEY_REST);
  }

  #keysRest() {
    clearTimeout(this.keyTimer);
    this.keyTimer = 0;
    this.listener.release();
  }

  /**
   * @param {0|1} label
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
    const moved = { ...one, x: place(x), y: place(y) };
    // Keys may come faster than frames: the next one goes on from here.
    this.classes = this.classes?.map((other, at) => (at === label ? moved : other)) ?? null;
    this.listener.move(label, moved.x, moved.y);
  }

  /**
   * Put the buttons where the drawing has the handles.
   * @param {View} view
   * @param {GaussianClass[]|null} classes
   * @param {Say} say
   */
  place(view, classes, say) {
    this.view = view;
    this.classes = classes;
    this.buttons.forEach((button, label) => {
      button.hidden = !classes;
      if (!classes) return;
      const { x, y } = classes[label];
      button.style.transform = `translate(${view.x(x).toFixed(1)}px, ${view.y(y).toFixed(1)}px)`;
      setAttribute(button, "aria-label", say(label ? "handle_positive" : "handle_negative"));
      setAttribute(button, "aria-description", say("handle_value", { x: fixed(x, 2), y: fixed(y, 2) }));
    });
  }

  dispose() {
    clearTimeout(this.keyTimer);
  }
}
