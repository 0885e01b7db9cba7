/** The points of both classes in the stage's plane: those that are held out are hollow; the boundary once there is one. */

import { element, setAttribute } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawClouds, modelOf, unpackClouds, viewOf } from "./clouds.js";
import { legend, tellAxes } from "./legend.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("./clouds.js").Packed} points
 * @property {import("./clouds.js").Weights|null} weights
 * @property {import("../stage/draw/types.js").Decision} decision
 * @property {boolean} held
 */

/** @extends {Lab<Data>} */
class HeldOut extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("held_out", component);
    this.root.classList.add("gp-picture", "gp-one-plane");
    this.panel = element("div", { class: "gp-lab-panel gp-plane" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.root.append(this.panel, this.strip);
    this.surface = new Surface(this.panel, [{ still: true }], () => this.schedule(true));
  }

  receive() {
    setAttribute(this.root, "aria-label", this.say("alt"));
    legend(this.strip, this.say, ["negative", "positive", ...(this.data.held ? ["held_out"] : []), ...(this.data.weights ? ["boundary"] : [])]);
    this.root.dataset.boundary = this.data.weights ? "drawn" : "none";
  }

  /** @param {Theme} theme */
  paint(theme) {
    if (!this.surface.ready) return;
    const { data } = this;
    const clouds = unpackClouds(data.points);
    const view = viewOf(clouds, this.surface);
    tellAxes(this.strip, this.say, view, clouds.sample.columns);
    this.surface.paint(0, (ctx) => drawClouds(ctx, view, theme, clouds.sample, modelOf(data.weights, data.decision)));
  }

  dispose() {
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(HeldOut);
