/** One sentence for each panel, on demand: what it shows, and why that matters. One button shows all of them. */

import { element, setAttribute, setText } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */

export class Explained {
  /**
   * @param {Record<string, HTMLElement>} panels  by the end of their sentence's key
   * @param {() => HTMLElement} stage
   */
  constructor(panels, stage) {
    this.button = element("button", { class: "gp-button", type: "button", "aria-pressed": "false" });
    this.sentences = Object.entries(panels).map(([name, panel]) => {
      const text = element("p", { class: "gp-explained" });
      panel.append(text);
      return { name, text };
    });
    this.button.onclick = () => {
      const isOn = stage().classList.toggle("is-explained");
      setAttribute(this.button, "aria-pressed", String(isOn));
    };
  }

  /** @param {Say} say */
  relabel(say) {
    setText(this.button, say("explain"));
    for (const { name, text } of this.sentences) setText(text, say(`explain_${name}`));
  }
}
