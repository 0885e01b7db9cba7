/** The small curve of a column beside its number: from the first row to the one that is shown. */

import { setAttribute } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, MOST] = [88, 18, 44];

/**
 * The path of numbers in a box, the highest at its top; numbers that are none leave gaps.
 * @param {number[]} values
 * @param {number} width
 * @param {number} height
 */
export function sparkPath(values, width, height) {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const across = width / Math.max(1, values.length - 1);
  let path = "";
  let isOpen = false;
  values.forEach((value, at) => {
    if (Number.isFinite(value)) {
      const y = high > low ? ((high - value) / (high - low)) * height : height / 2;
      path += `${isOpen ? "L" : "M"}${(at * across).toFixed(1)} ${y.toFixed(1)}`;
    }
    isOpen = Number.isFinite(value);
  });
  return path;
}

export class Sparkline {
  /** @param {string} kind  class of the line: its colour */
  constructor(kind) {
    this.root = document.createElementNS(SVG, "svg");
    this.path = document.createElementNS(SVG, "path");
    this.root.setAttribute("class", `gp-spark ${kind}`);
    this.root.setAttribute("viewBox", `-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`);
    this.root.setAttribute("aria-hidden", "true");
    this.root.append(this.path);
  }

  /**
   * @param {import("../row_store.js").RowStore} rows
   * @param {number} column  -1 for none
   * @param {number} last    the row that is shown, -1 for none
   */
  paint(rows, column, last) {
    const count = column < 0 || last < 1 ? 0 : Math.min(MOST, last + 1);
    const values = Array.from({ length: count }, (_, at) => rows.at(Math.round((at * last) / (count - 1)), column));
    setAttribute(this.path, "d", sparkPath(values, WIDTH, HEIGHT));
  }
}
