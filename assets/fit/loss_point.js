/** The score of one sample, dragged: its loss by three loss functions, and how strongly each pulls it back. */

import { element, setAttribute } from "../stage/dom.js";
import { formatValue } from "../stage/draw/ticks.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawLosses, drawPulls, lossPlane, nearest } from "./loss_point_draw.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {number[]} scores   at which TensorFlow computed; none while it starts
 * @property {import("./loss_point_draw.js").Loss[]} losses
 * @property {number} largest
 * @property {number} step
 * @property {number} score      the one that the page holds
 * @property {number} target
 */

const REST = 200;

/** @extends {Lab<Data>} */
class LossPoint extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("loss_point", component);
    this.root.classList.add("gp-picture", "gp-loss-point");
    this.above = element("div", { class: "gp-lab-panel gp-line-panel" });
    this.below = element("div", { class: "gp-lab-panel" });
    this.slider = element("input", { type: "range", class: "gp-axis-range" });
    this.above.append(this.slider);
    this.root.append(this.above, this.below);
    const again = () => this.schedule(true);
    this.paper = new Surface(this.above, [{ still: true }], again);
    this.pulls = new Surface(this.below, [{ still: true }], again);
    this.score = 0;
    /** @type {number|null} */
    this.heard = null;
    this.timer = 0;
    let dragging = false;
    this.slider.oninput = () => this.#moved();
    this.above.onpointerdown = (event) => {
      if (event.button !== 0 || event.target === this.slider) return;
      this.above.setPointerCapture(event.pointerId);
      dragging = true;
      this.slider.focus({ preventScroll: true });
      this.#follow(event);
      event.preventDefault();
    };
    this.above.onpointermove = (event) => {
      if (dragging) this.#follow(event);
    };
    this.above.onpointerup = this.above.onpointercancel = () => {
      dragging = false;
    };
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    const plane = lossPlane(this.paper, this.data.largest);
    this.slider.value = String(plane.invertX(event.clientX - this.above.getBoundingClientRect().left));
    this.#moved();
  }

  #moved() {
    this.score = Number(this.slider.value);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.score !== this.heard) this.tell("release", { score: this.score });
    }, REST);
    this.schedule(true);
  }

  /** @param {Data} data */
  receive(data) {
    const { slider } = this;
    [slider.min, slider.max, slider.step] = [-data.largest, data.largest, data.step].map(String);
    if (data.score !== this.heard && !this.timer) this.score = data.score;
    this.heard = data.score;
    slider.value = String(this.score);
    setAttribute(slider, "aria-label", this.say("score"));
    setAttribute(this.root, "aria-label", this.say("alt"));
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data, score } = this;
    if (!this.paper.ready) return;
    const plane = lossPlane(this.paper, data.largest);
    const names = { x: this.say("axis"), y: this.say("loss") };
    this.paper.paint(0, (ctx) => drawLosses(ctx, plane, theme, { scores: data.scores, losses: data.losses, score, names, target: data.target }));
    Object.assign(this.slider.style, { left: `${plane.left - 8}px`, width: `${plane.right - plane.left + 16}px`, top: `${plane.bottom - 8}px` });
    this.root.dataset.score = String(score);
    if (!this.pulls.ready) return;
    const i = nearest(data.scores, score);
    const pulls = data.losses.map(({ gradients }) => this.say("pull", { value: formatValue(-gradients[i] + 0) }));
    this.pulls.paint(0, (ctx) => drawPulls(ctx, this.pulls, plane, theme, { scores: data.scores, losses: data.losses, score, title: this.say("pulls"), pulls }));
    setAttribute(this.slider, "aria-valuetext", `${score}. ${data.losses.map(({ name, losses }, k) => `${name}: ${formatValue(losses[i])}, ${pulls[k]}`).join("; ")}`);
  }

  dispose() {
    clearTimeout(this.timer);
    super.dispose();
    this.paper.dispose();
    this.pulls.dispose();
  }
}

export const mount = mounter(LossPoint);
