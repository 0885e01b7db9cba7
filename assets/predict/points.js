/**
 * A plane to put new points on: a click or Enter tells the page where, the page asks the model for the score.
 */

import { element, setAttribute } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { clamp, planeOf, snap } from "../tape/plane.js";
import { drawCursor, drawPaper } from "./points_draw.js";
import { Unheard } from "./unacknowledged.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/**
 * @typedef {object} More
 * @property {Record<string, string>} strings
 * @property {import("../tape/plane.js").Range} range
 * @property {number} step  what a coordinate is rounded to
 * @property {import("./unacknowledged.js").Heard|null} heard
 */
/** @typedef {import("./points_draw.js").Drawn & More} Data */

const PAPER = 0;
const FRONT = 1;

/** @extends {Lab<Data>} */
class Points extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("points", component);
    this.panel = element("div", { class: "gp-lab-panel gp-points-panel" });
    this.handle = element("button", { class: "gp-lab-handle gp-points-handle", type: "button" });
    this.root.append(this.panel);
    this.panel.append(this.handle);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => this.schedule(true));
    /** Where the next point would go. @type {{x: number, y: number}|null} */
    this.cursor = null;
    /** @type {Plane|null} */
    this.plane = null;
    this.unheard = new Unheard(Math.random().toString(36).slice(2));
    this.panel.onclick = (event) => {
      // A click that the keyboard made on the handle has no place; keys are heard below.
      if (event.detail !== 0) this.#put(this.#placeOf(event));
    };
    this.panel.onpointermove = (event) => {
      this.cursor = event.pointerType === "mouse" ? this.#placeOf(event) : null;
      this.schedule();
    };
    this.panel.onpointerleave = () => {
      this.cursor = null;
      this.schedule();
    };
    this.handle.onkeydown = (event) => this.#key(event);
    this.handle.onfocus = () => {
      if (!this.handle.matches(":focus-visible")) return;
      this.cursor ??= this.#middle();
      this.schedule();
    };
    this.handle.onblur = () => {
      this.cursor = null;
      this.schedule();
    };
  }

  #middle() {
    const { x0, x1, y0, y1 } = this.data.range;
    return { x: snap((x0 + x1) / 2, this.data.step), y: snap((y0 + y1) / 2, this.data.step) };
  }

  /**
   * @param {MouseEvent} event
   * @returns {{x: number, y: number}|null}
   */
  #placeOf(event) {
    const { plane } = this;
    if (!plane) return null;
    const box = this.panel.getBoundingClientRect();
    const left = event.clientX - box.left;
    const top = event.clientY - box.top;
    if (left < plane.left || left > plane.right || top < plane.top || top > plane.bottom) return null;
    return { x: snap(plane.invertX(left), this.data.step), y: snap(plane.invertY(top), this.data.step) };
  }

  /** @param {{x: number, y: number}|null} place */
  #put(place) {
    if (!place) return;
    this.tell("put", this.unheard.add(place));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.cursor ?? this.#middle();
    const { x0, x1, y0, y1 } = this.data.range;
    const size = this.data.step * (event.shiftKey ? 50 : 10);
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (event.key === "Enter" || event.key === " ") this.#put(at);
    else if (!move) return;
    else {
      const x = snap(clamp(at.x + move[0] * size, x0, x1), this.data.step);
      const y = snap(clamp(at.y + move[1] * size, y0, y1), this.data.step);
      this.cursor = { x, y };
    }
    event.preventDefault();
    event.stopPropagation();
    this.schedule();
  }

  receive() {
    this.unheard.heard(this.data.heard);
    setAttribute(this.root, "aria-label", this.say("name", { count: String(this.data.points.length) }));
    this.root.dataset.points = String(this.data.points.length);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, data } = this;
    if (!surface.ready) return;
    if (fresh || !this.plane) {
      this.plane = planeOf(data.range, surface);
      const plane = this.plane;
      surface.paint(PAPER, (ctx) => drawPaper(ctx, plane, theme, data));
      Object.assign(this.root.dataset, {
        left: plane.left, right: plane.right, top: plane.top, bottom: plane.bottom,
      });
    }
    const plane = this.plane;
    surface.paint(FRONT, (ctx) => drawCursor(ctx, plane, theme, this.cursor));
    const at = this.cursor ?? this.#middle();
    this.handle.style.left = `${plane.x(at.x)}px`;
    this.handle.style.top = `${plane.y(at.y)}px`;
    setAttribute(this.handle, "aria-label", this.say("handle", { x: String(at.x), y: String(at.y) }));
  }
}

export const mount = mounter(Points);
