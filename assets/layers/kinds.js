/** A small layer at work: point at an output cell, and the inputs and weights that made it light up. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Lab, mounter } from "../tape/lab.js";
import { short } from "../tape/numbers.js";
import { axesOf, firstShown, largestOf, litBy, neighbour, paddedOf, placeOf, shareOf } from "./cells.js";

/** @typedef {import("./cells.js").Drawing} Drawing */
/** @typedef {import("./cells.js").Story} Story */
/** @typedef {{strings: Record<string, string>, hint: string, kind: string, drawings: Drawing[], stories: Story[]}} Data */

const ROLES = /** @type {const} */ (["input", "weight", "state", "output"]);

/** @extends {Lab<Data>} */
class KindsLab extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("kinds", component);
    this.panel = element("div", { class: "gp-lab-panel gp-kinds-panel" });
    this.arrays = element("div", { class: "gp-kinds-arrays" });
    this.told = element("div", { class: "gp-kinds-told", "aria-live": "polite" });
    this.hint = element("p", { class: "gp-kinds-hint" });
    this.panel.append(this.hint, this.arrays, this.told);
    this.root.append(this.panel);
    this.heard = "";
    this.shown = 0;
    /** @type {Map<string, HTMLElement>} */
    this.cells = new Map();
    this.panel.addEventListener("pointerover", (event) => this.#point(event.target));
    this.panel.addEventListener("focusin", (event) => this.#point(event.target));
    this.panel.addEventListener("click", (event) => this.#point(event.target));
    this.panel.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @returns {Drawing} */
  get outputs() {
    return this.data.drawings[this.data.drawings.length - 1];
  }

  /** @param {Data} data */
  receive(data) {
    const heard = JSON.stringify([data.drawings, data.strings]);
    if (heard === this.heard) return;
    this.heard = heard;
    // A story stays at its cell when only the numbers change.
    const same = this.kind === data.kind && this.shown < this.outputs.values.length && this.cells.size > 0;
    if (!same) this.shown = firstShown(this.outputs.values);
    this.kind = data.kind;
    this.built = false;
  }

  paint() {
    if (!this.built) this.#build();
    this.#light();
  }

  /** @param {EventTarget|null} target */
  #point(target) {
    const cell = target instanceof Element ? target.closest("[data-output]") : null;
    if (!cell) return;
    this.shown = Number(cell.getAttribute("data-output"));
    this.#light();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const cell = event.target instanceof Element ? event.target.closest("[data-output]") : null;
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const index = Number(cell.getAttribute("data-output"));
    const next = neighbour(this.outputs.blocks, index, event.key);
    if (/^(Arrow|Home|End)/.test(event.key)) event.preventDefault();
    if (next !== index) this.cells.get(`outputs:${next}`)?.focus();
  }

  #build() {
    this.built = true;
    this.cells.clear();
    const { say } = this;
    setAttribute(this.root, "aria-label", say("name"));
    const groups = ROLES.map((role) => {
      const drawings = this.data.drawings.filter((drawing) => drawing.role === role);
      if (!drawings.length) return null;
      const group = element("section", { class: `gp-kinds-group is-${role}`, "aria-label": say(role) },
        element("h2", {}, say(role)));
      for (const drawing of drawings) group.append(this.#drawing(drawing));
      return group;
    });
    this.arrays.replaceChildren(...groups.filter((group) => group !== null));
    this.arrays.dataset.kind = this.data.kind;
    setText(this.hint, this.data.hint);
    // The longest story has room, so that nothing moves when another cell is pointed at.
    this.told.style.setProperty("--gp-lines", String(1 + Math.max(...this.data.stories.map(({ lines }) => lines.length))));
  }

  /** @param {Drawing} drawing */
  #drawing(drawing) {
    const figure = element("figure", { class: "gp-kinds-array", "data-array": drawing.name },
      element("figcaption", {}, element("b", {}, drawing.name),
        element("span", { class: "gp-chip" }, `(${drawing.shape.join(", ")}${drawing.shape.length === 1 ? "," : ""})`),
        element("span", { class: "gp-kinds-axes" }, axesOf(drawing, (axis) => this.say(`axis_${axis}`)))));
    const blocks = element("div", { class: "gp-kinds-blocks" });
    const largest = largestOf(drawing.values);
    for (const { label, rows } of drawing.blocks) {
      const body = element("tbody");
      for (const row of rows) body.append(element("tr", {}, ...row.map((index) => this.#cell(drawing, index, largest))));
      const name = label ? `${drawing.name} ${label}` : drawing.name;
      const table = element("table", { class: "gp-grid", "aria-label": name });
      if (label) table.append(element("caption", {}, this.#title(label)));
      table.append(body);
      blocks.append(table);
    }
    figure.append(blocks);
    return figure;
  }

  /** @param {string} label  a gate's letter, or a filter's number */
  #title(label) {
    return /^\d+$/.test(label) ? this.say("filter", { number: label }) : label;
  }

  /**
   * @param {Drawing} drawing
   * @param {number} index
   * @param {number} largest
   */
  #cell(drawing, index, largest) {
    if (index < 0) {
      const zero = element("td", { class: "is-padded" }, "0");
      this.cells.set(`${drawing.name}:${index}`, zero);
      return zero;
    }
    const value = drawing.values[index];
    const cell = element("td", { class: value > 0 ? "gp-above" : value < 0 ? "gp-below" : "" });
    if (value) cell.style.setProperty("--gp-share", `${shareOf(value, largest)}%`);
    if (drawing.role !== "output") {
      cell.append(short(value));
      this.cells.set(`${drawing.name}:${index}`, cell);
      return cell;
    }
    const button = element("button", {
      type: "button", "data-output": String(index),
      "aria-label": `${drawing.name}${placeOf(index, drawing.shape)} = ${short(value)}`,
    }, short(value));
    cell.append(button);
    this.cells.set(`${drawing.name}:${index}`, button);
    return cell;
  }

  /** What made the shown output cell, and how. */
  #light() {
    const { shown, outputs } = this;
    const story = this.data.stories[shown];
    const lit = litBy(story);
    for (const [name, cell] of this.cells) {
      cell.classList.toggle("is-lit", lit.has(name));
      if (!cell.hasAttribute("data-output")) continue;
      const current = name === `outputs:${shown}`;
      cell.classList.toggle("is-shown", current);
      setAttribute(cell, "tabindex", current ? "0" : "-1");
      if (current) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }
    const head = element("b", {}, `outputs${placeOf(shown, outputs.shape)} = ${short(outputs.values[shown])}`);
    const lines = (story?.lines ?? []).map((line) => element("p", {}, line));
    const padded = paddedOf(story);
    if (padded) lines.push(element("p", { class: "gp-kinds-padded" }, this.say("padded", { count: padded })));
    const texts = [head, ...lines];
    if (texts.map((one) => one.textContent).join("\n") !== this.spoken) {
      this.spoken = texts.map((one) => one.textContent).join("\n");
      this.told.replaceChildren(...texts);
    }
    this.root.dataset.cell = String(shown);
    this.root.dataset.lit = String(lit.size);
  }
}

export const mount = mounter(KindsLab);
