/** The score of one sample, dragged: its loss by three loss functions, and how strongly each pulls it back. */

import { AxisSlider } from "../lessons/axis_slider.js";
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

/** @extends {Lab<Data>} */
class LossPoint extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("loss_point", component);
    this.root.classList.add("gp-picture", "gp-loss-point");
    this.above = element("div", { class: "gp-lab-panel gp-line-panel" });
    this.below = element("div", { class: "gp-lab-panel" });
    this.root.append(this.above, this.below);
    const again = () => this.schedule(true);
    this.paper = new Surface(this.above, [{ still: true }], again);
    this.pulls = new Surface(this.below, [{ still: true }], again);
    this.score = new AxisSlider(this.above, {
      at: (pixel) => lossPlane(this.paper, this.data.largest).invertX(pixel),
      changed: again,
      tell: (score) => this.tell("release", { score }),
    });
  }

  /** @param {Data} data */
  receive(data) {
    this.score.receive(data.score, { low: -data.largest, high: data.largest, step: data.step });
    setAttribute(this.score.range, "aria-label", this.say("score"));
    setAttribute(this.root, "aria-label", this.say("alt"));
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    const score = this.score.value;
    if (!this.paper.ready) return;
    const plane = lossPlane(this.paper, data.largest);
    const names = { x: this.say("axis"), y: this.say("loss") };
    this.paper.paint(0, (ctx) => drawLosses(ctx, plane, theme, { scores: data.scores, losses: data.losses, score, names, target: data.target }));
    this.score.place(plane.left, plane.right, plane.bottom);
    this.root.dataset.score = String(score);
    if (!this.pulls.ready) return;
    const i = nearest(data.scores, score);
    const pulls = data.losses.map(({ gradients }) => this.say("pull", { value: formatValue(-gradients[i] + 0) }));
    this.pulls.paint(0, (ctx) => drawPulls(ctx, this.pulls, plane, theme, { scores: data.scores, losses: data.losses, score, title: this.say("pulls"), pulls }));
    setAttribute(this.score.range, "aria-valuetext", `${score}. ${data.losses.map(({ name, losses }, k) => `${name}: ${formatValue(losses[i])}, ${pulls[k]}`).join("; ")}`);
  }

  dispose() {
    this.score.dispose();
    super.dispose();
    this.paper.dispose();
    this.pulls.dispose();
  }
}

export const mount = mounter(LossPoint);
