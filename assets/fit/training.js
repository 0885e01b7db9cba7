/**
 * A training by fit: the clouds with the boundary after each epoch, and the curves of the History as they grow.
 * The slider (or a pointer over the curves) shows the boundary of an earlier epoch.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawChart } from "./chart.js";
import { drawClouds, modelOf, unpackClouds, viewOf } from "./clouds.js";
import { legend, tellAxes } from "./legend.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./clouds.js").Weights} Weights */
/** @typedef {import("./chart.js").Series} Series */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("./clouds.js").Packed} points
 * @property {import("../stage/draw/types.js").Decision} decision
 * @property {(Weights|null)[]} weights  at the end of each epoch; null where they are no finite numbers
 * @property {{name: string, series: Series[]}[]} charts
 * @property {number} epochs
 * @property {boolean} held  whether points are held out
 */

/** @extends {Lab<Data>} */
class Training extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("training", component);
    this.root.classList.add("gp-picture", "gp-picture-pair");
    this.plane = element("div", { class: "gp-lab-panel gp-plane" });
    this.legend = element("div", { class: "gp-legend-strip" });
    this.slider = element("input", { type: "range", min: "1", step: "1", class: "gp-epoch-range" });
    this.told = element("output", { class: "gp-epoch-told" });
    const left = element("div", { class: "gp-picture-side" }, this.plane, this.legend);
    this.charts = [0, 1].map(() => element("div", { class: "gp-lab-panel gp-chart" }));
    const row = element("div", { class: "gp-lab-row gp-epoch-row" }, this.told, this.slider);
    this.root.append(left, element("div", { class: "gp-picture-side" }, ...this.charts, row));
    const again = () => this.schedule(true);
    this.paper = new Surface(this.plane, [{ still: true }], again);
    this.curves = this.charts.map((panel) => new Surface(panel, [{ still: true }], again));
    /** The epoch that was picked; 0: the last one. */
    this.picked = 0;
    /** @type {import("../tape/plane.js").Plane|null} */
    this.axis = null;
    this.slider.oninput = () => this.#pick(Number(this.slider.value));
    for (const panel of this.charts) {
      panel.onpointermove = (event) => {
        if (!this.axis || !this.done) return;
        const epoch = Math.round(this.axis.invertX(event.clientX - panel.getBoundingClientRect().left));
        this.#pick(Math.max(1, Math.min(this.done, epoch)));
      };
      panel.onpointerleave = () => this.#pick(this.done);
    }
  }

  get done() {
    return this.data.weights.length;
  }

  /** @param {number} epoch */
  #pick(epoch) {
    this.picked = epoch >= this.done ? 0 : epoch;
    this.schedule(true);
  }

  receive() {
    if (this.picked >= this.done) this.picked = 0;
    setAttribute(this.root, "aria-label", this.say("name"));
    setAttribute(this.slider, "aria-label", this.say("epoch_slider"));
    this.root.dataset.epochs = String(this.done);
    legend(this.legend, this.say, ["negative", "positive", ...(this.data.held ? ["held_out"] : [])]);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    const at = this.picked || this.done;
    const model = at ? modelOf(data.weights[at - 1], data.decision) : null;
    if (this.paper.ready) {
      const clouds = unpackClouds(data.points);
      const view = viewOf(clouds, this.paper);
      tellAxes(this.legend, this.say, view, clouds.sample.columns);
      this.paper.paint(0, (ctx) => drawClouds(ctx, view, theme, clouds.sample, model));
    }
    this.curves.forEach((surface, i) => {
      if (!surface.ready || !data.charts[i]) return;
      const { name, series } = data.charts[i];
      const names = { x: i ? this.say("epoch") : "", y: name };
      surface.paint(0, (ctx) => {
        this.axis = drawChart(ctx, surface, theme, { series, epochs: data.epochs, names, at: at || null, room: this.say("epoch") });
      });
    });
    this.slider.max = String(Math.max(this.done, 1));
    this.slider.value = String(Math.max(at, 1));
    this.slider.disabled = this.done < 2;
    setText(this.told, this.done ? this.say("after", { epoch: at }) : this.say("before"));
    setAttribute(this.slider, "aria-valuetext", this.told.textContent ?? "");
    this.root.dataset.boundary = model ? String(at) : "none";
  }

  dispose() {
    super.dispose();
    for (const surface of [this.paper, ...this.curves]) surface.dispose();
  }
}

export const mount = mounter(Training);
