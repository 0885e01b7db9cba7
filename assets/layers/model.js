/** A model as a graph: each layer with its output shape, its units and its number of weights. */

import { element, setAttribute } from "../stage/dom.js";
import { Lab, mounter } from "../tape/lab.js";
import { BOX, layoutOf } from "./model_layout.js";

/** @typedef {import("./model_layout.js").Layer} Layer */
/** @typedef {import("./model_layout.js").Placed} Placed */
/** @typedef {{strings: Record<string, string>, layers: Layer[], description: string}} Data */

const SVG = "http://www.w3.org/2000/svg";
/** Between the middles of two units, and the radius of one. */
const UNIT = { step: 12, radius: 3.6 };
const MOST_UNITS = 13;

/**
 * @param {string} tag
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 * @returns {SVGElement}
 */
function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** @extends {Lab<Data>} */
class ModelLab extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("model", component);
    this.panel = element("div", { class: "gp-lab-panel gp-model-panel", tabindex: "0" });
    this.root.append(this.panel);
    this.heard = "";
  }

  /** @param {Data} data */
  receive(data) {
    setAttribute(this.root, "aria-label", data.strings.name);
    setAttribute(this.panel, "aria-label", data.strings.name);
    const heard = JSON.stringify(data);
    if (heard === this.heard) return;
    this.heard = heard;
    this.#build(data);
  }

  /** @param {Data} data */
  #build({ layers, description }) {
    const layout = layoutOf(layers);
    const svg = shape("svg", {
      class: "gp-model", viewBox: `0 0 ${layout.width} ${layout.height}`, role: "img", "aria-label": description,
      // As large as its place; what is larger than that is made smaller by a fifth at most, and scrolls.
      style: `inline-size: min(100%, ${1.5 * layout.width}px); max-block-size: max(100%, ${0.8 * layout.height}px)`,
    });
    svg.append(shape("defs", {}, shape("marker", {
      id: "gp-model-arrow", viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 9, markerHeight: 9, orient: "auto",
      markerUnits: "userSpaceOnUse",
    }, shape("path", { d: "M0 0L10 5L0 10z", class: "gp-model-arrow" }))));
    for (const { path, around } of layout.links) {
      svg.append(shape("path", {
        class: around ? "gp-model-link is-around" : "gp-model-link", d: path, "marker-end": "url(#gp-model-arrow)",
      }));
    }
    for (const placed of layout.placed) svg.append(this.#box(placed));
    this.panel.replaceChildren(svg);
    this.root.dataset.layers = String(layers.length);
  }

  /** @param {Placed} placed */
  #box({ layer, x, y }) {
    const [left, top] = [x - BOX.width / 2, y - BOX.height / 2];
    const kind = { input: "Input", dense: "Dense", concat: "Concatenate", add: "Add" }[layer.kind];
    const linear = layer.activation === "linear" || layer.kind !== "dense";
    const group = shape("g", { class: `gp-model-layer is-${layer.kind}`, "data-layer": layer.name },
      shape("rect", { x: left, y: top, width: BOX.width, height: BOX.height, rx: 10 }),
      shape("text", { class: "gp-model-name", x: left + 10, y: top + 17 }, layer.name),
      shape("text", { class: "gp-model-kind", x: left + BOX.width - 10, y: top + 17, "text-anchor": "end" },
        linear ? kind : layer.activation),
      shape("text", { class: "gp-model-shape", x: left + 10, y: top + 34 }, layer.shape),
      shape("text", { class: "gp-model-weights", x: left + BOX.width - 10, y: top + 34, "text-anchor": "end" },
        layer.kind === "dense" ? this.component.data.strings.weights.replace("{count}", String(layer.weights)) : ""));
    const count = Math.min(layer.units, MOST_UNITS);
    for (let unit = 0; unit < count; unit += 1) {
      group.append(shape("circle", {
        class: "gp-model-unit", cx: x + (unit - (count - 1) / 2) * UNIT.step, cy: top + BOX.height - 11, r: UNIT.radius,
      }));
    }
    return group;
  }
}

export const mount = mounter(ModelLab);
