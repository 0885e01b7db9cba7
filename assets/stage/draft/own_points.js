/** The way to own points, among the knobs of the data: what is on the stage, and the buttons that change it. */

import { element, setText } from "../dom.js";

/** Own points on the stage: how many, the classes with their counts. @typedef {{count: number, classes: [string, number][]}} OwnPoints */

export class OwnPointsRow {
  /**
   * @param {() => void} open    show where points are put in
   * @param {() => void} remove  back to the data set
   */
  constructor(open, remove) {
    this.told = element("p", { class: "gp-quiet", hidden: "" });
    this.open = element("button", { class: "gp-button", type: "button", "data-testid": "own-points" });
    this.open.onclick = open;
    this.remove = element("button", { class: "gp-button", type: "button", hidden: "" });
    this.remove.onclick = remove;
    this.root = element("div", { class: "gp-own-points" }, this.told, element("div", { class: "gp-tool-row" }, this.open, this.remove));
    /** @type {Record<string, string>} */
    this.words = {};
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    this.words = words;
    setText(this.open, words.own_open);
    this.open.title = words.own_help;
    setText(this.remove, words.own_remove);
  }

  /** @param {OwnPoints|null} own */
  paint(own) {
    this.told.hidden = this.remove.hidden = own === null;
    if (!own) return;
    const classes = own.classes.map(([name, count]) => `${name} ${count}`).join(", ");
    setText(this.told, this.words.own_told.replace("{count}", String(own.count)).replace("{classes}", () => classes));
  }
}
