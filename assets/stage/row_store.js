/** The rows of one run, in order of step, and the checkpoints from which any other row can be asked for. */

/** @typedef {import("./protocol.js").Chunk} Chunk */
/** @typedef {import("./protocol.js").Checkpoint} Checkpoint */
/** @typedef {import("./protocol.js").End} End */
/** @typedef {import("./draw/types.js").Series} Series */

export const MOST_CHECKPOINTS = 512;
export const MOST_ROWS = 120_000;
/** Rows of a large network are fewer, so that a long run stays within 64 MB. */
const MOST_NUMBERS = 16_000_000;

export class RowStore {
  /** @param {number} width  numbers a row */
  constructor(width) {
    this.width = width;
    this.mostRows = Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / Math.max(1, width)));
    this.count = 0;
    this.steps = new Uint32Array(256);
    this.rows = new Float32Array(256 * width);
    /** @type {Checkpoint[]} */
    this.checkpoints = [];
    /** @type {End|null} */
    this.end = null;
    /** Grows with every change, so that drawings know when to look again. */
    this.version = 0;
  }

  /**
   * The last numbers of a row: a network's weights. Null without a row or without weights.
   * @param {number} index  of the row, or -1
   * @param {number} count
   * @returns {Float32Array|null}
   */
  weights(index, count) {
    if (index < 0 || !count) return null;
    const end = (index + 1) * this.width;
    return this.rows.subarray(end - count, end);
  }

  get lastStep() {
    return this.count ? this.steps[this.count - 1] : -1;
  }

  /**
   * Index of the first row whose step is at least `step`.
   * @param {number} step
   */
  lowerBound(step) {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.steps[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Index of the row of exactly this step, or -1.
   * @param {number} step
   */
  find(step) {
    const index = this.lowerBound(step);
    return index < this.count && this.steps[index] === step ? index : -1;
  }

  /**
   * Index of the last row at or before a step, or -1.
   * @param {number} step
   */
  floor(step) {
    return this.lowerBound(step + 1) - 1;
  }

  /**
   * Index of the row `hop` updates after a step, or of the last row of the run if that comes first; else -1.
   * @param {number} step
   * @param {number} hop
   */
  next(step, hop) {
    const { end } = this;
    if (end && step >= end.step) return -1;
    return this.find(end ? Math.min(step + hop, end.step) : step + hop);
  }

  /**
   * How far rows reach from a step, hop by hop, looking at most `most` frames ahead.
   * @param {number} step
   * @param {(step: number) => number} hopAt
   * @param {number} most
   * @returns {{step: number, frames: number}}
   */
  reach(step, hopAt, most) {
    let frames = 0;
    let at = step;
    while (frames < most) {
      const index = this.next(at, hopAt(at));
      if (index < 0) break;
      at = this.steps[index];
      frames += 1;
    }
    return { step: at, frames };
  }

  /**
   * Take rows in, of any stride, before, between or after those there are.
   * @param {Chunk} chunk
   */
  merge(chunk) {
    const added = chunk.steps.length;
    if (added) {
      const from = this.lowerBound(chunk.steps[0]);
      const to = this.lowerBound(chunk.steps[added - 1] + 1);
      if (from === this.count) this.#append(chunk);
      else this.#interleave(chunk, from, to);
    }
    if (chunk.checkpoint) this.#keepCheckpoint(chunk.checkpoint);
    if (chunk.end) this.end = chunk.end;
    this.version += 1;
  }

  /** @param {Chunk} chunk */
  #append(chunk) {
    this.#grow(this.count + chunk.steps.length);
    this.steps.set(chunk.steps, this.count);
    this.rows.set(chunk.rows, this.count * this.width);
    this.count += chunk.steps.length;
  }

  /**
   * Replace rows from … to-1 by their union with the chunk's.
   * @param {Chunk} chunk
   * @param {number} from
   * @param {number} to
   */
  #interleave(chunk, from, to) {
    const { width } = this;
    const added = chunk.steps.length;
    const oldSteps = this.steps.slice(from, to);
    const oldRows = this.rows.slice(from * width, to * width);
    let shared = 0;
    for (let i = 0, j = 0; i < added && j < oldSteps.length; ) {
      if (chunk.steps[i] === oldSteps[j]) shared += 1;
      if (chunk.steps[i] <= oldSteps[j]) i += 1;
      else j += 1;
    }
    const total = added + oldSteps.length - shared;
    const count = this.count - oldSteps.length + total;
    this.#grow(count);
    this.steps.copyWithin(from + total, to, this.count);
    this.rows.copyWithin((from + total) * width, to * width, this.count * width);
    let at = from;
    for (let i = 0, j = 0; i < added || j < oldSteps.length; at += 1) {
      const fresh = j >= oldSteps.length || (i < added && chunk.steps[i] <= oldSteps[j]);
      if (fresh) {
        if (j < oldSteps.length && chunk.steps[i] === oldSteps[j]) j += 1;
        this.steps[at] = chunk.steps[i];
        this.rows.set(chunk.rows.subarray(i * width, (i + 1) * width), at * width);
        i += 1;
      } else {
        this.steps[at] = oldSteps[j];
        this.rows.set(oldRows.subarray(j * width, (j + 1) * width), at * width);
        j += 1;
      }
    }
    this.count = count;
  }

  /** @param {number} needed */
  #grow(needed) {
    if (needed <= this.steps.length) return;
    let capacity = this.steps.length;
    while (capacity < needed) capacity *= 2;
    const steps = new Uint32Array(capacity);
    const rows = new Float32Array(capacity * this.width);
    steps.set(this.steps.subarray(0, this.count));
    rows.set(this.rows.subarray(0, this.count * this.width));
    this.steps = steps;
    this.rows = rows;
  }

  /** @param {Checkpoint} checkpoint */
  #keepCheckpoint(checkpoint) {
    const list = this.checkpoints;
    let at = list.length;
    while (at > 0 && list[at - 1].step >= checkpoint.step) at -= 1;
    const known = at < list.length && list[at].step === checkpoint.step;
    list.splice(at, known ? 1 : 0, checkpoint);
    if (list.length > MOST_CHECKPOINTS) {
      // Every second one goes; the last stays, because a run goes on from there.
      this.checkpoints = list.filter((_, index) => index % 2 === 1 || index === list.length - 1);
    }
  }

  /**
   * The nearest checkpoint at or before a step; null means the start of the run.
   * @param {number} step
   * @returns {Checkpoint|null}
   */
  checkpointAt(step) {
    let low = 0;
    let high = this.checkpoints.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.checkpoints[middle].step <= step) low = middle + 1;
      else high = middle;
    }
    return low ? this.checkpoints[low - 1] : null;
  }

  /**
   * Forget what comes after a step: from there the run is another one.
   * @param {number} step
   */
  keepThrough(step) {
    this.count = this.lowerBound(step + 1);
    this.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.step <= step);
    this.end = null;
    this.version += 1;
  }

  /**
   * When there are very many rows, let every second one go in the older half before `step`.
   * @param {number} step
   */
  thin(step) {
    if (this.count <= this.mostRows) return;
    const stop = Math.min(this.floor(step), this.count >>> 1);
    if (stop < 2) return;
    let at = 1;
    for (let i = 2; i < this.count; i += i < stop ? 2 : 1) {
      this.steps[at] = this.steps[i];
      this.rows.copyWithin(at * this.width, i * this.width, (i + 1) * this.width);
      at += 1;
    }
    this.count = at;
    this.version += 1;
  }

  /**
   * One number of a row.
   * @param {number} index
   * @param {number} column
   */
  at(index, column) {
    return this.rows[index * this.width + column];
  }

  /**
   * A column of the first rows, without a copy.
   * @param {number} column
   * @param {number} [count]
   * @returns {Series}
   */
  series(column, count = this.count) {
    return { steps: this.steps, values: this.rows, stride: this.width, offset: column, count };
  }

  /**
   * A column up to a step, as arrays of its own: the curve that stays when another run begins.
   * @param {number} column
   * @param {number} step
   * @returns {Series}
   */
  snapshot(column, step) {
    const count = this.lowerBound(step + 1);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = this.at(i, column);
    return { steps: this.steps.slice(0, count), values, stride: 1, offset: 0, count };
  }
}
