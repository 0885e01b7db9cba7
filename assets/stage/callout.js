/** A short hint at the thing it is about, for a first visit: gone for good once it was followed or closed. */

import { closeButton, element, setAttribute, setText } from "./dom.js";
import { isBoolean, remember, remembered } from "./preferences.js";

export class Callout {
  /** @param {string} name  by which the browser remembers that it was used */
  constructor(name) {
    this.name = `used.${name}`;
    this.text = element("span");
    this.close = closeButton(() => this.use());
    this.root = element("p", { class: "gp-callout", hidden: "" }, this.text, this.close);
    this.isUsed = remembered(this.name, isBoolean) ?? false;
  }

  /**
   * @param {string} text
   * @param {string} close  name of the cross
   */
  relabel(text, close) {
    setText(this.text, text);
    setAttribute(this.close, "aria-label", close);
    this.root.hidden = this.isUsed;
  }

  /**
   * Its arrow points at a place of the panel, from below; all of it stays within the panel's width.
   * @param {number} x
   * @param {number} y
   * @param {number} width
   */
  pointAt(x, y, width) {
    const { style } = this.root;
    style.setProperty("--gp-callout-x", `${x.toFixed(0)}px`);
    style.setProperty("--gp-callout-y", `${y.toFixed(0)}px`);
    style.setProperty("--gp-callout-width", `${width.toFixed(0)}px`);
  }

  /** What it says was done: it is not said again. */
  use() {
    if (this.isUsed) return;
    this.isUsed = true;
    this.root.hidden = true;
    remember(this.name, true);
  }
}
