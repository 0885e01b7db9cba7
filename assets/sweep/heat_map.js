/** The heat map of a sweep: a link for each cell, coloured by its own value, and the critical rate across them. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Lab, mounter } from "../tape/lab.js";

/**
 * What a cell shows; `tint` is 0 for the best value and 1 for the worst.
 * @typedef {{state: "waiting"|"diverged"|"none"|"value", tint: number, text: string, told: string, href: string}} Cell
 */
/** @typedef {{label: string, values: string[]}} Axis */
/** @typedef {[number, number, number, number]} Segment  x0, y0, x1, y1 in cells; y upwards */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {Axis} x
 * @property {Axis} y
 * @property {Cell[]} cells        row by row, the first row at the bottom
 * @property {Segment[]} critical
 * @property {string[]} ends       the best and the worst value, once there are values
 */

/** So many cells in a row leave no room for a number; on a phone fewer do. */
const CROWDED = 13;
const CROWDED_ON_PHONE = 8;
const SVG = "http://www.w3.org/2000/svg";
const STATES = /** @type {const} */ (["diverged", "none", "waiting"]);

/** @extends {Lab<Data>} */
class HeatMap extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("sweep-map", component);
    this.root.classList.add("gp-heat");
    this.grid = element("div", { class: "gp-heat-grid" });
    this.line = document.createElementNS(SVG, "svg");
    this.line.setAttribute("class", "gp-heat-line");
    this.line.setAttribute("preserveAspectRatio", "none");
    this.line.setAttribute("aria-hidden", "true");
    this.path = document.createElementNS(SVG, "path");
    this.line.append(this.path);
    this.xName = element("div", { class: "gp-heat-name" });
    this.yName = element("div", { class: "gp-heat-name is-upwards" });
    this.told = element("p", { class: "gp-heat-told", role: "status" });
    this.legend = element("div", { class: "gp-heat-legend" });
    this.root.append(this.yName, this.grid, this.xName, this.legend, this.told);
    /** What the cells were built for: they stay while runs come, with the focus and the pointer on them. */
    this.shape = "";
    /** @type {HTMLElement[]} */
    this.links = [];
    const tell = (/** @type {Event} */ event) => this.#tell(event.target);
    this.grid.addEventListener("pointerover", tell);
    this.grid.addEventListener("focusin", tell);
    this.pointed = -1;
  }

  /** @param {Data} data */
  receive(data) {
    setAttribute(this.root, "aria-label", this.say("alt"));
    setText(this.xName, data.x.label);
    setText(this.yName, data.y.label);
    const shape = JSON.stringify([data.x, data.y]);
    if (shape !== this.shape) this.#build(data);
    this.shape = shape;
    data.cells.forEach((cell, at) => this.#show(this.links[at], cell));
    this.#drawLine(data);
    this.#writeLegend(data);
    setText(this.told, data.cells[this.pointed]?.told ?? this.say("point"));
  }

  /** @param {Data} data */
  #build({ x, y, cells }) {
    const [columns, rows] = [x.values.length, y.values.length];
    this.pointed = -1;
    this.grid.style.gridTemplateColumns = `max-content repeat(${columns}, minmax(0, 1fr))`;
    this.grid.style.gridTemplateRows = `repeat(${rows}, minmax(1.5rem, 1fr)) max-content`;
    this.grid.classList.toggle("is-crowded", columns >= CROWDED);
    this.grid.classList.toggle("is-crowded-on-phone", columns >= CROWDED_ON_PHONE);
    this.links = cells.map((_, at) => {
      const link = element("a", { class: "gp-heat-cell", "data-cell": String(at), target: "_self" }, element("span"));
      link.style.gridArea = `${rows - Math.floor(at / columns)} / ${2 + (at % columns)}`;
      return link;
    });
    const names = [
      ...y.values.map((value, at) => named(value, "is-row", `${rows - at} / 1`)),
      ...x.values.map((value, at) => named(value, "is-column", `${rows + 1} / ${2 + at}`)),
    ];
    this.line.style.gridArea = `1 / 2 / ${rows + 1} / ${columns + 2}`;
    this.line.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    this.grid.replaceChildren(...names, ...this.links, this.line);
  }

  /**
   * @param {HTMLElement} link
   * @param {Cell} cell
   */
  #show(link, { state, tint, text, told, href }) {
    setAttribute(link, "href", href);
    setAttribute(link, "data-state", state);
    setAttribute(link, "aria-label", told);
    link.style.setProperty("--gp-tint", String(tint));
    link.classList.toggle("is-strong", tint < 0.5);
    const shown = state === "diverged" ? "×" : state === "none" ? "–" : text;
    setText(/** @type {HTMLElement} */ (link.firstElementChild), shown);
  }

  /** @param {Data} data */
  #drawLine({ critical, y }) {
    const rows = y.values.length;
    let path = "";
    let [lastX, lastY] = [NaN, NaN];
    for (const [x0, y0, x1, y1] of critical) {
      // From one row to the next the line steps; a row without a rate leaves a gap.
      const goesOn = x0 === x1 ? y0 === lastY : x0 === lastX;
      path += `${goesOn ? "L" : "M"}${x0} ${rows - y0}L${x1} ${rows - y1}`;
      [lastX, lastY] = [x1, y1];
    }
    setAttribute(this.path, "d", path);
  }

  /** @param {Data} data */
  #writeLegend({ cells, ends, critical }) {
    const seen = STATES.filter((state) => cells.some((cell) => cell.state === state));
    const key = JSON.stringify([ends, seen, critical.length > 0, this.say("best")]);
    if (key === this.legend.dataset.shown) return;
    this.legend.dataset.shown = key;
    const parts = seen.map((state) => element("span", { class: "gp-heat-key" }, element("i", { class: "gp-heat-sign", "data-state": state }), this.say(state)));
    if (ends.length) {
      parts.unshift(element("span", { class: "gp-heat-key" }, `${this.say("best")} ${ends[0]}`, element("i", { class: "gp-heat-bar" }), `${ends[1]} ${this.say("worst")}`));
    }
    if (critical.length) parts.push(element("span", { class: "gp-heat-key" }, element("i", { class: "gp-heat-stroke" }), this.say("critical")));
    this.legend.replaceChildren(...parts);
  }

  /** @param {EventTarget|null} target */
  #tell(target) {
    const link = target instanceof Element ? target.closest("[data-cell]") : null;
    if (!link) return;
    this.pointed = Number(link.getAttribute("data-cell"));
    setText(this.told, this.data.cells[this.pointed].told);
  }
}

/**
 * A value beside its row or below its column.
 * @param {string} text
 * @param {string} kind
 * @param {string} area
 */
function named(text, kind, area) {
  const name = element("div", { class: `gp-heat-value ${kind}` }, text);
  name.style.gridArea = area;
  return name;
}

export const mount = mounter(HeatMap);
