/** The clouds with the model above, and below them where its scores lie; the learner says where before they come. */

import { drawClouds, modelOf, unpackClouds, viewOf } from "../fit/clouds.js";
import { legend, tellAxes } from "../fit/legend.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawSpan } from "./span.js";
import { drawHistogram, histogramPlane } from "./threshold_draw.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("../fit/clouds.js").Packed} points
 * @property {import("../fit/clouds.js").Weights} weights
 * @property {import("../stage/draw/types.js").Decision} decision
 * @property {import("./threshold_draw.js").Bins|null} bins  null before the learner asked
 * @property {[number, number]} ends    of the axis of scores
 * @property {[number, number]} found   lowest and highest score, once there are bins
 * @property {boolean} held
 */

const ENDS = ["lowest", "highest"];

/** @extends {Lab<Data>} */
class Scores extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("scores", component);
    this.root.classList.add("gp-picture", "gp-scores");
    this.above = element("div", { class: "gp-lab-panel gp-plane" });
    this.below = element("div", { class: "gp-lab-panel" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.told = element("span", { role: "status" });
    this.sliders = ENDS.map(() => element("input", { type: "range", step: "0.1", class: "gp-axis-range is-stacked" }));
    this.below.append(...this.sliders);
    this.root.append(this.above, this.below, element("div", { class: "gp-lab-row" }, this.strip, this.told));
    const again = () => this.schedule(true);
    this.paper = new Surface(this.above, [{ still: true }], again);
    this.axis = new Surface(this.below, [{ still: true }], again);
    /** Where the learner expects the scores. @type {[number, number]} */
    this.said = [0, 1];
    this.touched = false;
    this.sliders.forEach((slider, i) => {
      slider.oninput = () => {
        this.touched = true;
        this.said[i] = Number(slider.value);
        if (this.said[0] > this.said[1]) this.said[1 - i] = this.said[i];
        this.schedule(true);
      };
    });
  }

  /** @param {Data} data */
  receive(data) {
    setAttribute(this.root, "aria-label", this.say("alt"));
    this.sliders.forEach((slider, i) => {
      [slider.min, slider.max] = data.ends.map(String);
      slider.disabled = data.bins !== null;
      setAttribute(slider, "aria-label", this.say(ENDS[i]));
    });
    legend(this.strip, this.say, ["negative", "positive", ...(data.held ? ["held_out"] : [])]);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    if (this.paper.ready) {
      const clouds = unpackClouds(data.points);
      const view = viewOf(clouds, this.paper);
      tellAxes(this.strip, this.say, view, clouds.sample.columns);
      this.paper.paint(0, (ctx) => drawClouds(ctx, view, theme, clouds.sample, modelOf(data.weights, data.decision), false));
    }
    const [low, high] = this.said.map((value) => String(Number(value.toFixed(1))).replace("-", "−"));
    const said = this.touched ? this.say("you_said", { low, high }) : "";
    setText(this.told, data.bins ? said : this.say("guess"));
    if (!this.axis.ready) return;
    const plane = histogramPlane(this.axis, data.bins, data.ends);
    const names = { x: this.say("score"), y: this.say("count"), negative: "", positive: "" };
    this.axis.paint(0, (ctx) => {
      drawHistogram(ctx, plane, theme, { bins: data.bins, threshold: null, names });
      drawSpan(ctx, plane, theme, { from: 0, to: 1, label: this.say("band"), row: 0, colour: theme.accent });
      if (this.touched || !data.bins) {
        drawSpan(ctx, plane, theme, { from: this.said[0], to: this.said[1], label: this.say("yours"), row: 1, colour: theme.validation });
      }
    });
    this.sliders.forEach((slider, i) => {
      slider.value = String(this.said[i]);
      slider.hidden = data.bins !== null;
      Object.assign(slider.style, { left: `${plane.left - 8}px`, width: `${plane.right - plane.left + 16}px`, top: `${plane.bottom - 12}px` });
    });
  }

  dispose() {
    super.dispose();
    this.paper.dispose();
    this.axis.dispose();
  }
}

export const mount = mounter(Scores);
