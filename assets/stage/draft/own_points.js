/** The way to own points and a test set, among the knobs of the data: what is on the stage, and the buttons that change it. */

import { element, setText } from "../dom.js";

/** Own points on the stage: how many, the classes with their counts. @typedef {{count: number, classes: [string, number][]}} OwnPoints */

export class OwnPointsRow {
  /**
   * @param {() => void} open    show where points are put in
   * @param {() => void} remove  back to the data set
   * @param {() => void} removeTest
   */
  constructor(open, remove, removeTest) {
    this.told = element("p", { class: "gp-quiet", hidden: "" });
    this.open = element("button", { class: "gp-button", type: "button", "data-testid": "own-points" });
    this.open.onclick = open;
    this.remove = element("button", { class: "gp-button", type: "button", hidden: "" });
    this.remove.onclick = remove;
    this.test = element("p", { class: "gp-quiet", hidden: "", "data-testid": "test-points" });
    this.removeTest = element("button", { class: "gp-button", type: "button", hidden: "" });
    this.removeTest.onclick = removeTest;
    this.root = element(
      "div", { class: "gp-own-points" }, this.told, this.test,
      element("div", { class: "gp-tool-row" }, this.open, this.remove, this.removeTest),
    );
    /** @type {Record<string, string>} */
    this.words = {};
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    this.words = words;
    setText(this.open, words.own_open);
    this.open.title = words.own_help;
    setText(this.remove, words.own_remove);
    setText(this.removeTest, words.own_test_remove);
  }

  /**
   * @param {OwnPoints|null} own
   * @param {OwnPoints|null} test
   */
  paint(own, test) {
    tell(this.told, this.remove, own, this.words.own_told);
    tell(this.test, this.removeTest, test, this.words.own_test_told);
  }
}

/**
 * Say what a set is, and show the button that takes it away; neither where there is none.
 * @param {HTMLElement} place
 * @param {HTMLElement} remove
 * @param {OwnPoints|null} set
 * @param {string} text
 */
function tell(place, remove, set, text) {
  place.hidden = remove.hidden = set === null;
  if (!set) return;
  const classes = set.classes.map(([name, count]) => `${name} ${count}`).join(", ");
  setText(place, text.replace("{count}", String(set.count)).replace("{classes}", () => classes));
}
