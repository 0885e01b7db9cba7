/** The values of knobs that a link leaves out: they are set, and nobody turns them. */

import { element, setText } from "../dom.js";

export class FixedValues {
  constructor() {
    this.title = element("h3");
    this.list = element("dl");
    this.root = element("section", { class: "gp-fixed", hidden: "" }, this.title, this.list);
    this.told = "";
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    setText(this.title, words.fixed ?? "");
    this.told = "";
  }

  /** @param {[string, string, string][]} values  name, label and value of each knob */
  paint(values) {
    const told = JSON.stringify(values);
    if (told === this.told) return;
    this.told = told;
    this.root.hidden = !values.length;
    this.list.replaceChildren(...values.map(([name, label, value]) =>
      element("div", { "data-fixed": name }, element("dt", {}, label), element("dd", {}, value))));
  }
}
