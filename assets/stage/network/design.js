/** The buttons that change the network: layers more or fewer, units more or fewer. */

import { element, setAttribute, setText } from "../dom.js";

/** @typedef {import("../words.js").Say} Say */
/** @typedef {{hidden?: number[], features?: string[]}} Change */
/** @typedef {{hidden: number[], features: string[], arch: string, least: number}} Design  least: fewest layers */

export const MOST_LAYERS = 6;
export const MOST_UNITS = 12;
/** A wish that the server has not taken after this time, ms, is forgotten. */
const PATIENCE = 2500;
const NEW_LAYER = 4;

export class DesignButtons {
  /** @param {(change: Change) => void} send */
  constructor(send) {
    this.send = send;
    /** What was clicked so far, so that quick clicks add up. @type {{of: string, change: Change, time: number}|null} */
    this.wish = null;
    /** @type {Design|null} */
    this.design = null;
    this.layersWord = element("span");
    this.layersCount = element("output");
    this.layers = [this.#button("−", () => this.#layers(-1)), this.#button("+", () => this.#layers(1))];
    this.bar = element("div", { class: "gp-layers", role: "group" },
      this.layersWord, this.layers[0], this.layersCount, this.layers[1]);
    this.columns = Array.from({ length: MOST_LAYERS }, (_, at) => {
      const count = element("output");
      const buttons = [this.#button("−", () => this.#units(at, -1)), this.#button("+", () => this.#units(at, 1))];
      return { count, buttons, root: element("div", { class: "gp-units", role: "group" }, buttons[0], count, buttons[1]) };
    });
    /** @type {Say} */
    this.say = (key) => key;
  }

  /** @returns {HTMLElement[]} */
  get roots() {
    return [this.bar, ...this.columns.map(({ root }) => root)];
  }

  /**
   * @param {string} sign
   * @param {() => void} action
   */
  #button(sign, action) {
    const button = element("button", { class: "gp-step", type: "button" }, sign);
    button.onclick = action;
    return button;
  }

  /**
   * The widths and features as they are about to be.
   * @param {number} [now]
   * @returns {{hidden: number[], features: string[]}}
   */
  #wished(now = performance.now()) {
    const design = /** @type {Design} */ (this.design);
    const { wish } = this;
    const valid = wish && wish.of === keyOf(design) && now - wish.time < PATIENCE;
    return { hidden: design.hidden, features: design.features, ...(valid ? wish.change : {}) };
  }

  /** @param {Change} change */
  #wishFor(change) {
    if (!this.design) return;
    const now = performance.now();
    this.wish = { of: keyOf(this.design), change: { ...this.#wished(now), ...change }, time: now };
    this.send(change);
  }

  /** @param {number} by */
  #layers(by) {
    if (!this.design) return;
    const { hidden } = this.#wished();
    if (by < 0 && hidden.length > this.design.least) this.#wishFor({ hidden: hidden.slice(0, -1) });
    if (by > 0 && hidden.length < MOST_LAYERS) this.#wishFor({ hidden: [...hidden, hidden.at(-1) ?? NEW_LAYER] });
  }

  /**
   * @param {number} at
   * @param {number} by
   */
  #units(at, by) {
    if (!this.design) return;
    const { hidden } = this.#wished();
    if (hidden[at] === undefined) return;
    const units = Math.max(1, Math.min(MOST_UNITS, hidden[at] + by));
    // What is added needs the same width as what it is added to.
    const all = this.design.arch === "residual";
    if (units !== hidden[at]) this.#wishFor({ hidden: hidden.map((own, i) => (all || i === at ? units : own)) });
  }

  /** @param {string} feature */
  toggle(feature) {
    if (!this.design) return;
    const { features } = this.#wished();
    const left = features.filter((own) => own !== feature);
    if (left.length) this.#wishFor({ features: left.length < features.length ? left : [...features, feature] });
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.bar, "aria-label", say("hidden_layers"));
    setText(this.layersWord, say("hidden_layers"));
    setAttribute(this.layers[0], "aria-label", say("layer_remove"));
    setAttribute(this.layers[1], "aria-label", say("layer_add"));
    this.columns.forEach(({ root, buttons }, at) => {
      setAttribute(root, "aria-label", say("units_of", { layer: at + 1 }));
      setAttribute(buttons[0], "aria-label", say("unit_remove", { layer: at + 1 }));
      setAttribute(buttons[1], "aria-label", say("unit_add", { layer: at + 1 }));
    });
  }

  /**
   * Put the buttons over their columns.
   * @param {Design} design
   * @param {{xs: number[], tight: boolean}} layout  centre of each column, the features' first
   */
  place(design, { xs, tight }) {
    this.design = design;
    const { hidden, arch, least } = design;
    setText(this.layersCount, String(hidden.length));
    this.layers[0].disabled = hidden.length <= least;
    this.layers[1].disabled = hidden.length >= MOST_LAYERS;
    this.columns.forEach(({ root, count, buttons }, at) => {
      root.hidden = at >= hidden.length;
      if (root.hidden) return;
      setText(count, String(hidden[at]));
      buttons[0].disabled = hidden[at] <= 1;
      buttons[1].disabled = hidden[at] >= MOST_UNITS;
      // Layers that are added to each other have one width, set at the first.
      for (const button of buttons) button.hidden = arch === "residual" && at > 0;
      root.classList.toggle("is-tight", tight);
      root.style.transform = `translate(calc(${xs[at + 1].toFixed(1)}px - 50%), 0)`;
    });
  }
}

/** @param {Design} design */
const keyOf = ({ hidden, features, arch }) => JSON.stringify([hidden, features, arch]);
