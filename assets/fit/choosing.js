/** One data set in several planes: a boundary for each loss or optimizer, with its numbers below. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawClouds, modelOf, unpackClouds, viewOf } from "./clouds.js";
import { legend } from "./legend.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {import("../stage/draw/types.js").Decision} decision
 * @property {import("./clouds.js").Weights|null} weights  null before it was trained, and where it has no number
 * @property {string} told  its numbers
 * @property {boolean} best
 */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("./clouds.js").Packed} points
 * @property {Side[]} sides
 */

/** A plane with what is written around it. */
class Plane {
  /** @param {() => void} resized */
  constructor(resized) {
    this.panel = element("div", { class: "gp-lab-panel" });
    this.name = element("strong");
    this.told = element("span", { class: "gp-choosing-told" });
    this.root = element("figure", { class: "gp-choosing-plane" }, element("figcaption", {}, this.name, this.told), this.panel);
    this.surface = new Surface(this.panel, [{ still: true }], resized);
  }
}

/** @extends {Lab<Data>} */
class Choosing extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("choosing", component);
    this.root.classList.add("gp-picture", "gp-choosing");
    this.grid = element("div", { class: "gp-choosing-planes" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.root.append(this.grid, this.strip);
    /** @type {Plane[]} */
    this.planes = [];
  }

  receive() {
    const { sides } = this.data;
    setAttribute(this.root, "aria-label", this.say("alt"));
    while (this.planes.length > sides.length) this.#remove();
    while (this.planes.length < sides.length) {
      const plane = new Plane(() => this.schedule(true));
      this.planes.push(plane);
      this.grid.append(plane.root);
    }
    this.grid.classList.toggle("is-few", sides.length < 5);
    sides.forEach(({ name, told, best }, index) => {
      const plane = this.planes[index];
      setText(plane.name, name);
      plane.name.title = name;
      setText(plane.told, told);
      plane.root.classList.toggle("is-best", best);
    });
    legend(this.strip, this.say, ["negative", "positive", "held_out", "boundary"]);
    this.root.dataset.drawn = String(sides.filter(({ weights }) => weights).length);
  }

  #remove() {
    const plane = this.planes.pop();
    plane?.surface.dispose();
    plane?.root.remove();
  }

  /** @param {Theme} theme */
  paint(theme) {
    const clouds = unpackClouds(this.data.points);
    this.data.sides.forEach(({ weights, decision }, index) => {
      const { surface } = this.planes[index];
      if (!surface.ready) return;
      const view = viewOf(clouds, surface);
      surface.paint(0, (ctx) => drawClouds(ctx, view, theme, clouds.sample, modelOf(weights, decision)));
    });
  }

  dispose() {
    super.dispose();
    while (this.planes.length) this.#remove();
  }
}

export const mount = mounter(Choosing);
