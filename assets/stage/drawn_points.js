/**
 * Points as they are drawn: a set that grows and shrinks under the hand, and its text as a word of the draft. The text
 * has the form of `playground.core.points_text`; what it means, and whether it may stand, Python decides.
 */

import { shortest } from "./words.js";

/** @typedef {import("./protocol.js").SampleData} SampleData */

/** So many points can be drawn: their text stays within what a request takes. */
export const MOST_DRAWN = 600;
/** Of points that were generated, so many of each class are there to begin with. */
const FIRST_OF_CLASS = 60;
export const MOST_CLASSES = 5;
const MOST_DECIMALS = 12;

export class DrawnPoints {
  /**
   * The points of a sample; of generated ones a part, as the whole of them is too much to be drawn on.
   * @param {SampleData} sample
   * @param {boolean} isOwn
   * @param {number} pixel  how much a pixel of the plot is: what is drawn is no finer, and short in a link
   */
  constructor(sample, isOwn, pixel) {
    this.decimals = Math.min(MOST_DECIMALS, Math.max(0, Math.ceil(-Math.log10(pixel))));
    this.names = sample.names ?? null;
    this.columns = sample.columns ?? null;
    /** @type {{x: number, y: number, label: number}[]} */
    this.points = [];
    const counts = Array(MOST_CLASSES).fill(0);
    for (let i = 0; i < sample.count - (sample.tested ?? 0); i += 1) {
      const label = sample.labels[i];
      counts[label] += 1;
      const [x, y] = [sample.inputs[2 * i], sample.inputs[2 * i + 1]];
      if (isOwn) this.points.push({ x, y, label });
      else if (counts[label] <= FIRST_OF_CLASS) this.points.push({ x: this.#rounded(x), y: this.#rounded(y), label });
    }
  }

  /** @param {number} value */
  #rounded(value) {
    return Number(value.toFixed(this.decimals));
  }

  /** How many classes there are. */
  get classes() {
    return Math.max(...this.points.map(({ label }) => label)) + 1;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} label
   * @returns {boolean} whether there was room
   */
  add(x, y, label) {
    if (this.points.length >= MOST_DRAWN || label > this.classes) return false;
    this.points.push({ x: this.#rounded(x), y: this.#rounded(y), label });
    return true;
  }

  /**
   * Take away what a test finds; the last point of a class stays, since a class without points is none.
   * @param {(x: number, y: number) => boolean} isHit
   * @returns {boolean} whether anything went
   */
  erase(isHit) {
    const counts = Array(MOST_CLASSES).fill(0);
    for (const { label } of this.points) counts[label] += 1;
    const before = this.points.length;
    this.points = this.points.filter(({ x, y, label }) => {
      if (!isHit(x, y) || counts[label] <= 1) return true;
      counts[label] -= 1;
      return false;
    });
    return this.points.length < before;
  }

  /** The word of the draft that stands for the points. */
  async word() {
    const { points } = this;
    const column = (/** @type {"x"|"y"} */ axis) => points.map((point) => shortest(Math.fround(point[axis]))).join(",");
    const classes = this.names && Array.from({ length: this.classes }, (_, label) => this.names?.[label] ?? String(label));
    const names = classes ? [this.columns ?? ["x1", "x2"], classes] : [[], []];
    const labels = points.map(({ label }) => label).join("");
    const text = `[${JSON.stringify(names)},"${labels}",[${column("x")}],[${column("y")}]]`;
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
    let raw = "";
    for (const byte of bytes) raw += String.fromCharCode(byte);
    return `z${btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  }
}
