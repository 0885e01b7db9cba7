/**
 * The legend under the plot: a mark for each class with the bar of colours between the first two, the points that are
 * held out, or tested on, how many are wrong, and what is to be said of the axes.
 */

import { element, setAttribute, setText } from "./dom.js";
import { CROWDED } from "./draw/points.js";
import { className } from "./protocol.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("./protocol.js").SampleData} SampleData */

const KINDS = ["is-negative", "is-positive", "is-class-2", "is-class-3", "is-class-4", "is-held", "is-wrong"];
const [HELD, WRONG] = [5, 6];

export class Legend {
  constructor() {
    this.root = element("div", { class: "gp-legend" });
    this.keys = KINDS.map((kind) => {
      const word = element("span");
      const mark = element("span", { class: `gp-mark ${kind}` });
      const key = element("span", { class: `gp-key ${kind}` }, mark, word);
      this.root.append(key);
      return { key, mark, word };
    });
    this.ends = [0, 1].map(() => element("span", { "aria-hidden": "true" }));
    this.bar = element("span", { class: "gp-colours", role: "img" }, this.ends[0], element("span", { class: "gp-colours-bar" }), this.ends[1]);
    this.keys[0].key.after(this.bar);
    this.axes = element("span", { class: "gp-axes-note", hidden: "" });
    this.root.append(this.axes);
    /** @type {Say} */
    this.say = (key) => key;
    this.shown = "";
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = "";
  }

  /** @param {string} note  on the axes; "" for none */
  tell(note) {
    setText(this.axes, note);
    this.axes.hidden = !note;
  }

  /**
   * @param {SampleData} sample
   * @param {number|null} wrong  null while that is not known
   * @param {number} wrongHeld   of them, those held out
   * @param {boolean} network    its units have colours, too
   * @param {string|null} above  the threshold as text where the plot shows the decision alone, in two colours
   */
  write(sample, wrong, wrongHeld, network, above) {
    const { say, keys } = this;
    const { classes = 2, held = null } = sample;
    const key = `${sample.id}|${classes}|${held !== null}|${wrong}|${wrongHeld}|${network}|${above}`;
    if (key === this.shown) return;
    this.shown = key;
    this.root.classList.toggle("is-many", classes > 2);
    const named = { negative: className(sample, 0, say), positive: className(sample, 1, say) };
    const colours = above !== null ? this.#decided({ ...named, threshold: above }, network)
      : say(!network ? "colours_linear" : classes > 2 ? "colours_classes" : "colours_network", named);
    this.bar.classList.toggle("is-decision", above !== null);
    [above === null ? "−1" : `≤ ${above}`, above === null ? "+1" : `> ${above}`].forEach((text, at) => setText(this.ends[at], text));
    setAttribute(this.bar, "aria-label", colours);
    setAttribute(this.bar, "title", colours);
    // As the plot marks them.
    keys[WRONG].mark.classList.toggle("is-crowded", (wrong ?? 0) > CROWDED);
    keys.forEach((own, at) => {
      own.key.hidden = at < HELD ? at >= classes : at === HELD && !held;
      if (at < HELD) setText(own.word, className(sample, at, say));
    });
    setText(keys[HELD].word, say(sample.tested ? "test_points" : "held_out"));
    if (wrong === null) setText(keys[WRONG].word, say("wrong"));
    else setText(keys[WRONG].word, held ? say("wrong_of", { train: wrong - wrongHeld, held: wrongHeld }) : `${say("wrong")} ${wrong}`);
  }

  /**
   * What the two colours mean; the units of a network keep theirs.
   * @param {{negative: string, positive: string, threshold: string}} named
   * @param {boolean} network
   */
  #decided(named, network) {
    const { say } = this;
    return [say("colours_decision", named), ...(network ? [say("colours_units")] : [])].join(" ");
  }
}
