/** One training three ways: the three losses on one another, and a lens over them that the learner moves. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { coursePlane, departures, drawCourses, drawLens, drawNames } from "./ways_draw.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {string[]} names   of the ways
 * @property {import("./ways_draw.js").Way[]} ways  none before they were trained
 * @property {number} updates
 */

/** Updates on each side of the lens' middle. */
const REACH = 5;

/** @extends {Lab<Data>} */
class Ways extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("ways", component);
    this.root.classList.add("gp-picture", "gp-ways");
    this.panel = element("div", { class: "gp-lab-panel gp-courses" });
    this.lens = element("div", { class: "gp-lab-panel gp-lens" });
    this.slider = element("input", { type: "range", min: "1", step: "1", class: "gp-axis-range" });
    this.told = element("output", { class: "gp-ways-told" });
    this.panel.append(this.slider);
    this.root.append(this.panel, this.told, this.lens);
    const again = () => this.schedule(true);
    this.paper = new Surface(this.panel, [{ still: true }], again);
    this.glass = new Surface(this.lens, [{ still: true }], again);
    /** The update under the lens; 0: where the ways differ most. */
    this.at = 0;
    /** @type {import("../tape/plane.js").Plane|null} */
    this.plane = null;
    this.slider.oninput = () => {
      this.at = Number(this.slider.value);
      this.schedule(true);
    };
    this.panel.onpointermove = (event) => {
      if (!this.plane || !this.data.ways.length || event.target === this.slider) return;
      const update = Math.round(this.plane.invertX(event.clientX - this.panel.getBoundingClientRect().left));
      this.at = Math.max(1, Math.min(this.data.updates, update));
      this.schedule(true);
    };
  }

  receive() {
    setAttribute(this.root, "aria-label", this.say("name"));
    setAttribute(this.slider, "aria-label", this.say("lens"));
    this.slider.max = String(this.data.updates);
    this.slider.disabled = !this.data.ways.length;
    this.root.dataset.ways = String(this.data.ways.length);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    const apart = departures(data.ways);
    const spread = (/** @type {number} */ i) => Math.max(...apart.map((one) => one[i])) - Math.min(...apart.map((one) => one[i]));
    const at = this.at || 1 + (apart.length ? apart[0].reduce((best, _, i) => (spread(i) > spread(best) ? i : best), 0) : 0);
    this.slider.value = String(at);
    const text = data.ways.length
      ? this.say("under_lens", { update: at, loss: data.ways[0].losses[at - 1].toPrecision(4), difference: spread(at - 1).toExponential(1).replace("-", "−") })
      : this.say("before");
    setText(this.told, text);
    setAttribute(this.slider, "aria-valuetext", text);
    const names = { x: this.say("update"), y: this.say("loss") };
    if (this.paper.ready) {
      const plane = coursePlane(this.paper, data.ways, data.updates);
      this.plane = plane;
      this.paper.paint(0, (ctx) => {
        drawCourses(ctx, plane, theme, { ways: data.ways, at: data.ways.length ? at : null, names });
        drawNames(ctx, plane, theme, data.names);
      });
      Object.assign(this.slider.style, { left: `${plane.left - 8}px`, width: `${plane.right - plane.left + 16}px`, top: `${plane.bottom - 12}px` });
    }
    if (this.glass.ready) {
      this.glass.paint(0, (ctx) => drawLens(ctx, this.glass, theme, { ways: data.ways, at, reach: REACH, names: { ...names, y: this.say("apart") } }));
    }
  }

  dispose() {
    super.dispose();
    this.paper.dispose();
    this.glass.dispose();
  }
}

export const mount = mounter(Ways);
