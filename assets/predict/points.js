/**
 * The plane of the clouds, to put new points on: a click or Enter tells the page where, the page asks the model for
 * the score. The learner says the class first; then the score is shown.
 */

import { drawClouds, modelOf, unpackClouds, viewOf } from "../fit/clouds.js";
import { legend, tellAxes } from "../fit/legend.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { visibleBox } from "../stage/draw/line.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { clamp, snap } from "../tape/plane.js";
import { drawCursor, drawNewPoints } from "./points_draw.js";
import { Unheard } from "./unacknowledged.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/draw/types.js").View} View */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("../fit/clouds.js").Packed} clouds
 * @property {import("../fit/clouds.js").Weights} weights
 * @property {import("../stage/draw/types.js").Decision} decision
 * @property {boolean} held
 * @property {number} step  what a coordinate is rounded to
 * @property {import("./unacknowledged.js").Heard|null} heard
 * @property {import("./points_draw.js").NewPoint[]} points
 */

const PAPER = 0;
const FRONT = 1;

/** @extends {Lab<Data>} */
class Points extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("points", component);
    this.panel = element("div", { class: "gp-lab-panel gp-points-panel" });
    this.handle = element("button", { class: "gp-lab-handle gp-points-handle", type: "button", hidden: "" });
    this.root.classList.add("gp-picture", "gp-one-plane");
    this.panel.append(this.handle);
    this.strip = element("div", { class: "gp-legend-strip" });
    this.told = element("span", { role: "status" });
    this.answers = ["negative", "positive"].map((name, positive) => {
      const button = element("button", { class: "gp-toggle", type: "button", "data-answer": name });
      button.onclick = () => this.#reveal(positive === 1);
      return button;
    });
    this.skip = element("button", { class: "gp-toggle", type: "button" });
    this.skip.onclick = () => this.#reveal(null);
    const row = element("div", { class: "gp-lab-row gp-points-row" }, this.told, ...this.answers, this.skip);
    this.root.append(this.panel, row, this.strip);
    /** How many points have been revealed; null before the page told any. @type {number|null} */
    this.shown = null;
    this.given = 0;
    this.right = 0;
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => this.schedule(true));
    /** Where the next point would go. @type {{x: number, y: number}|null} */
    this.cursor = null;
    /** @type {View|null} */
    this.view = null;
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

  /**
   * Show the scores of all points that wait; a class is what the learner says of the first of them.
   * @param {boolean|null} positive
   */
  #reveal(positive) {
    const { points } = this.data;
    const shown = this.shown ?? 0;
    if (shown >= points.length) return;
    if (positive !== null) {
      this.given += 1;
      this.right += points[shown].positive === positive ? 1 : 0;
    }
    this.shown = positive === null ? points.length : shown + 1;
    this.#tell();
    this.schedule(true);
  }

  #tell() {
    const { points } = this.data;
    const waits = (this.shown ?? 0) < points.length;
    for (const button of [...this.answers, this.skip]) button.hidden = !waits;
    const matched = this.given ? this.say("matched", { right: this.right, given: this.given }) : "";
    setText(this.told, waits ? this.say("ask") : points.length ? matched : this.say("idle"));
    this.root.dataset.shown = String(this.shown ?? 0);
  }

  get box() {
    return visibleBox(/** @type {View} */ (this.view));
  }

  #middle() {
    const { x0, x1, y0, y1 } = this.box;
    return { x: snap((x0 + x1) / 2, this.data.step), y: snap((y0 + y1) / 2, this.data.step) };
  }

  /**
   * @param {MouseEvent} event
   * @returns {{x: number, y: number}|null}
   */
  #placeOf(event) {
    const { view } = this;
    if (!view) return null;
    const box = this.surface.canvases[0].getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    return { x: snap(view.invertX(left), this.data.step), y: snap(view.invertY(top), this.data.step) };
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
    const { x0, x1, y0, y1 } = this.box;
    // On axes of two scales a key goes as far in the picture along both.
    const { step } = this.data;
    const { unitX, unitY } = /** @type {View} */ (this.view);
    const far = step * (event.shiftKey ? 50 : 10);
    const [sizeX, sizeY] = unitX === unitY ? [far, far] : [x1 - x0, y1 - y0].map((span) => Math.max(step, snap((far * span) / 10, step)));
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (event.key === "Enter" || event.key === " ") this.#put(at);
    else if (!move) return;
    else {
      const x = snap(clamp(at.x + move[0] * sizeX, x0, x1), step);
      const y = snap(clamp(at.y + move[1] * sizeY, y0, y1), step);
      this.cursor = { x, y };
    }
    event.preventDefault();
    event.stopPropagation();
    this.schedule();
  }

  receive() {
    const { data } = this;
    this.unheard.heard(data.heard);
    // The points of a link are known; those that are put on this page are asked about. Points taken back leave.
    this.shown = Math.min(this.shown ?? data.points.length, data.points.length);
    setAttribute(this.root, "aria-label", this.say("name", { count: String(data.points.length) }));
    this.root.dataset.points = String(data.points.length);
    this.answers.forEach((button) => setText(button, this.say(button.dataset.answer ?? "")));
    setText(this.skip, this.say("reveal"));
    legend(this.strip, this.say, ["negative", "positive", ...(data.held ? ["held_out"] : []), "boundary"]);
    this.#tell();
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, data } = this;
    if (!surface.ready) return;
    if (fresh || !this.view) {
      const clouds = unpackClouds(data.clouds);
      const view = viewOf(clouds, surface);
      tellAxes(this.strip, this.say, view, clouds.sample.columns);
      this.view = view;
      surface.paint(PAPER, (ctx) => {
        drawClouds(ctx, view, theme, clouds.sample, modelOf(data.weights, data.decision), false);
        drawNewPoints(ctx, view, theme, data.points, this.shown ?? 0);
      });
      Object.assign(this.root.dataset, { left: 0, right: surface.width, top: 0, bottom: surface.height });
    }
    const view = this.view;
    surface.paint(FRONT, (ctx) => drawCursor(ctx, view, theme, this.cursor));
    const at = this.cursor ?? this.#middle();
    this.handle.hidden = false; // it has a place and a name from now on
    this.handle.style.left = `${view.x(at.x)}px`;
    this.handle.style.top = `${view.y(at.y)}px`;
    setAttribute(this.handle, "aria-label", this.say("handle", { x: String(at.x), y: String(at.y) }));
  }

  dispose() {
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(Points);
