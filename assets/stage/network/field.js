/**
 * What the network answers, everywhere: on a grid over the visible plane for the pictures, and at the points. The
 * grid is as fine as the time allows while training plays, and fine once it rests.
 */

import { FEATURES, featureValues } from "./features.js";
import { Forward } from "./forward.js";

/** @typedef {import("../protocol.js").NetworkView} NetworkView */
/** @typedef {import("../protocol.js").SampleData} SampleData */
/** @typedef {import("../draw/types.js").Bounds} Bounds */
/** @typedef {import("../draw/regions.js").Grid} Grid */

/** Time that evaluating the grid may take of a frame, ms. */
const SHARE = 3;
/** Marking the wrong points may take this long a frame, ms; else they are marked in every second frame, or third … */
const MARKS_SHARE = 1;
const COARSEST = 24;
const FINEST_MOVING = 56;
/** Cells along each side at rest, if that takes no longer than this, ms. */
const RESTING = 160;
const RESTING_SHARE = 120;

export class Field {
  /** @param {() => number} clock  ms */
  constructor(clock) {
    this.clock = clock;
    /** @type {NetworkView|null} */
    this.network = null;
    /** Grows with every evaluation of the grid. */
    this.version = 0;
    this.cells = 0;
    /** @type {Float32Array[][]} */
    this.values = [];
    /** Each feature on the grid, also those that the network does not get. @type {Map<string, Float32Array>} */
    this.features = new Map();
    this.gridOf = "";
    /** Measured ms for each corner of the grid. */
    this.price = 0;
    this.movingCells = 48;
    /** @type {{sample: SampleData|null, columns: Float32Array[]}} */
    this.points = { sample: null, columns: [] };
    this.marksCost = 0;
    this.skipped = 0;
  }

  /** @param {NetworkView} network */
  setNetwork(network) {
    if (network === this.network) return;
    const same = this.network && JSON.stringify(network) === JSON.stringify(this.network);
    this.network = network;
    if (same) return;
    this.onGrid = new Forward(network);
    this.atPoints = new Forward(network);
    this.points = { sample: null, columns: [] };
    this.values = [];
    this.price = 0;
    // Before anything is measured: about a nanosecond for a weight, ten for an activation.
    const units = network.nodes.reduce((sum, { units: own }) => sum + own, 0);
    this.#chooseCells(1e-6 * (network.size + 12 * units));
  }

  /** @param {number} price  ms a corner */
  #chooseCells(price) {
    const wished = Math.sqrt(SHARE / price) - 1;
    const cells = Math.max(COARSEST, Math.min(FINEST_MOVING, 4 * Math.floor(wished / 4)));
    // Not at every little change: another grid is other pictures.
    if (cells < this.movingCells || cells >= this.movingCells + 8 || !this.price) this.movingCells = cells;
  }

  /** Cells for a picture that stays. */
  get restingCells() {
    const price = this.price || 1e-3;
    return Math.max(this.movingCells, Math.min(RESTING, Math.floor(Math.sqrt(RESTING_SHARE / price)) - 1));
  }

  /**
   * Evaluate every unit on a grid over a box.
   * @param {Float32Array} weights
   * @param {Bounds} box
   * @param {number} cells
   */
  evaluate(weights, box, cells) {
    const { network, onGrid } = this;
    if (!network || !onGrid) return;
    this.#lay(box, cells);
    const begin = this.clock();
    const inputs = network.features.map((name) => /** @type {Float32Array} */ (this.features.get(name)));
    this.values = onGrid.run(weights, inputs, (cells + 1) ** 2);
    const price = (this.clock() - begin) / (cells + 1) ** 2;
    this.price = this.price ? this.price + (price - this.price) * 0.1 : price;
    this.#chooseCells(this.price);
    this.version += 1;
  }

  /**
   * The features at the corners of a grid, from the upper left.
   * @param {Bounds} box
   * @param {number} cells
   */
  #lay(box, cells) {
    const key = `${box.x0}|${box.x1}|${box.y0}|${box.y1}|${cells}`;
    if (key === this.gridOf) return;
    this.gridOf = key;
    this.cells = cells;
    const nodes = cells + 1;
    const x1 = new Float32Array(nodes * nodes);
    const x2 = new Float32Array(nodes * nodes);
    for (let row = 0, at = 0; row < nodes; row += 1) {
      for (let column = 0; column < nodes; column += 1, at += 1) {
        x1[at] = box.x0 + ((box.x1 - box.x0) * column) / cells;
        x2[at] = box.y1 - ((box.y1 - box.y0) * row) / cells;
      }
    }
    this.features = new Map(FEATURES.map((name) => [name, featureValues(name, x1, x2)]));
  }

  /**
   * A unit's values as a picture; null before the first evaluation.
   * @param {number} node
   * @param {number} unit
   * @returns {Grid|null}
   */
  unit(node, unit) {
    const values = this.values[node]?.[unit];
    return values ? { values, cells: this.cells } : null;
  }

  /**
   * @param {string} name
   * @returns {Grid|null}
   */
  feature(name) {
    const values = this.features.get(name);
    return values ? { values, cells: this.cells } : null;
  }

  /** The scores of the classes: one for two classes, else one for each. @returns {Grid[]} */
  get scores() {
    const { network } = this;
    if (!network || !this.values.length) return [];
    const node = classNode(network);
    return (this.values[node] ?? []).map((_, unit) => /** @type {Grid} */ (this.unit(node, unit)));
  }

  /**
   * Mark the points whose class the network gets wrong.
   * @param {Float32Array} weights
   * @param {number} threshold
   * @param {SampleData} sample
   * @param {Uint8Array} mask
   * @param {boolean} hurry  leave the marks as they are if it is not their turn
   * @returns {boolean} whether they were marked
   */
  mark(weights, threshold, sample, mask, hurry) {
    const { network, atPoints } = this;
    if (!network || !atPoints) return false;
    if (hurry && this.skipped < Math.floor(this.marksCost / MARKS_SHARE)) {
      this.skipped += 1;
      return false;
    }
    this.skipped = 0;
    const begin = this.clock();
    if (this.points.sample !== sample) this.points = { sample, columns: pointColumns(network.features, sample) };
    const scores = atPoints.run(weights, this.points.columns, sample.count)[classNode(network)];
    for (let i = 0; i < sample.count; i += 1) mask[i] = decision(scores, i, threshold) === sample.labels[i] ? 0 : 1;
    this.marksCost += (this.clock() - begin - this.marksCost) * 0.2;
    return true;
  }
}

/**
 * The node whose scores decide on the class.
 * @param {NetworkView} network
 */
export function classNode({ heads, outputs }) {
  return heads.find(({ name }) => name === "class")?.node ?? outputs[0];
}

/**
 * The class that scores stand for: the first of the largest, or which side of the threshold the only one is on.
 * @param {Float32Array[]} scores
 * @param {number} at
 * @param {number} threshold
 * @returns {number}
 */
export function decision(scores, at, threshold) {
  if (scores.length === 1) return scores[0][at] > threshold ? 1 : 0;
  let best = 0;
  for (let label = 1; label < scores.length; label += 1) if (scores[label][at] > scores[best][at]) best = label;
  return best;
}

/**
 * The features of the points, a column each.
 * @param {readonly string[]} features
 * @param {{inputs: Float32Array, count: number}} sample
 * @returns {Float32Array[]}
 */
export function pointColumns(features, { inputs, count }) {
  const x1 = new Float32Array(count);
  const x2 = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    x1[i] = inputs[2 * i];
    x2[i] = inputs[2 * i + 1];
  }
  return features.map((name) => featureValues(name, x1, x2));
}
