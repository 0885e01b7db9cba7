/** Smallest and largest loss of the rows seen so far, kept up row by row so that a long run costs no more. */

import { extent } from "./draw/loss.js";

/** @typedef {import("./draw/types.js").Series} Series */
/** @typedef {import("./row_store.js").RowStore} RowStore */

export class Range {
  constructor() {
    this.max = 0;
    this.minPositive = Infinity;
    /** @type {RowStore|Series|null} */
    this.of = null;
    this.version = -1;
    this.rows = 0;
  }

  /**
   * Take in the rows up to a step.
   * @param {RowStore} timeline
   * @param {number} step
   * @param {number[]} columns
   * @returns {boolean} whether the range changed
   */
  extendTo(timeline, step, columns) {
    const { max, minPositive } = this;
    const count = timeline.lowerBound(step + 1);
    if (timeline !== this.of || count < this.rows) this.#restart(timeline);
    // Rows may have come between those counted; only a new version can have brought them.
    if (timeline.version !== this.version && timeline.count !== count) this.rows = 0;
    this.version = timeline.version;
    for (; this.rows < count; this.rows += 1) {
      for (const column of columns) this.#take(timeline.at(this.rows, column));
    }
    return max !== this.max || minPositive !== this.minPositive;
  }

  /**
   * The range of a whole series.
   * @param {Series} series
   */
  measure(series) {
    if (this.of === series) return;
    const { max, minPositive } = extent(series);
    Object.assign(this, { of: series, max, minPositive });
  }

  /** @param {RowStore} timeline */
  #restart(timeline) {
    Object.assign(this, { of: timeline, rows: 0, max: 0, minPositive: Infinity });
  }

  /** @param {number} value */
  #take(value) {
    // Beyond float32 the loss is infinite and says nothing about the scale.
    if (value > this.max && value < 3.4e38) this.max = value;
    if (value > 0 && value < this.minPositive) this.minPositive = value;
  }
}
