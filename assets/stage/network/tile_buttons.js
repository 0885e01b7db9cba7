/** Buttons over the drawn units and features: what the keyboard and a screen reader have of the diagram. */

import { element, setAttribute } from "../dom.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Tile} Tile */

/** Where an arrow key leads. @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class TileButtons {
  /** @param {{focused: (tile: Tile|null) => void, left: () => void, act: (tile: Tile, button: HTMLElement) => void}} listener */
  constructor(listener) {
    this.listener = listener;
    this.root = element("div", { class: "gp-tiles", role: "group" });
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    /** @type {Tile[]} */
    this.tiles = [];
    /** The button that the Tab key reaches. */
    this.reached = 0;
  }

  /**
   * Lay a button over each tile and each sum.
   * @param {Layout} layout
   */
  place({ tiles, sums }) {
    this.tiles = [...tiles, ...sums];
    while (this.buttons.length < this.tiles.length) this.buttons.push(this.#button(this.buttons.length));
    this.buttons.forEach((button, at) => {
      const tile = this.tiles[at];
      if (!tile) {
        button.remove();
        return;
      }
      if (!button.parentNode) this.root.append(button);
      button.style.transform = `translate(${(tile.x - tile.size / 2).toFixed(1)}px, ${(tile.y - tile.size / 2).toFixed(1)}px)`;
      button.style.inlineSize = button.style.blockSize = `${tile.size}px`;
      if (tile.feature) setAttribute(button, "aria-pressed", String(tile.unit !== null));
      else button.removeAttribute("aria-pressed");
    });
    if (this.reached >= this.tiles.length) this.reached = 0;
    this.#reach(this.reached, false);
  }

  /**
   * Say what each tile is, and, where it is given, what it holds.
   * @param {(tile: Tile) => {name: string, values?: string[]}} wordsOf
   */
  name(wordsOf) {
    this.tiles.forEach((tile, at) => {
      const { name, values } = wordsOf(tile);
      const button = this.buttons[at];
      setAttribute(button, "aria-label", name);
      if (values?.length) setAttribute(button, "aria-description", values.join("; "));
      else if (values) button.removeAttribute("aria-description");
    });
  }

  /**
   * The button over the tile of a unit.
   * @param {import("./graph.js").Unit} unit
   * @returns {HTMLButtonElement|undefined}
   */
  of(unit) {
    return this.buttons[this.tiles.findIndex((tile) => tile.unit === unit)];
  }

  /** @param {number} at */
  #button(at) {
    const button = element("button", { class: "gp-tile", type: "button", tabindex: "-1" });
    button.onfocus = () => {
      this.#reach(at, false);
      if (button.matches(":focus-visible")) this.listener.focused(this.tiles[at] ?? null);
    };
    button.onblur = () => this.listener.left();
    button.onclick = (event) => {
      // A click by pointer has a place, which the diagram itself looks at.
      if (event.detail === 0 && this.tiles[at]) this.listener.act(this.tiles[at], button);
    };
    button.onkeydown = (event) => this.#key(event, at);
    return button;
  }

  /**
   * @param {number} at
   * @param {boolean} focus
   */
  #reach(at, focus) {
    this.buttons.forEach((button, index) => setAttribute(button, "tabindex", index === at ? "0" : "-1"));
    this.reached = at;
    if (focus) this.buttons[at]?.focus({ preventScroll: true });
  }

  /**
   * Arrow keys go from unit to unit: to the nearest one in that direction.
   * @param {KeyboardEvent} event
   * @param {number} at
   */
  #key(event, at) {
    const direction = DIRECTIONS[event.key];
    const own = this.tiles[at];
    if (!direction || !own || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = direction;
    let best = -1;
    let least = Infinity;
    this.tiles.forEach(({ x, y }, index) => {
      const along = (x - own.x) * dx + (y - own.y) * dy;
      const aside = Math.abs((x - own.x) * dy) + Math.abs((y - own.y) * dx);
      if (index === at || along < 3 || (dy !== 0 && aside > own.size)) return;
      const price = along * 2 + aside;
      if (price < least) [best, least] = [index, price];
    });
    if (best >= 0) this.#reach(best, true);
  }
}
