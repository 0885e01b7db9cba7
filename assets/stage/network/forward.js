/**
 * The forward pass of a network given as a graph, at many points at once.
 *
 * Numbers lie unit by unit: all points of the first unit, then all of the second. So a product with a weight runs
 * along memory, and every unit's values are there for its picture.
 */

import { activate } from "./activations.js";

/** @typedef {import("../protocol.js").NetworkView} NetworkView */
/** @typedef {import("../protocol.js").NodeView} NodeView */

/** So many points of a dozen units fit into the nearest cache. */
const BLOCK = 512;

export class Forward {
  /** @param {NetworkView} network */
  constructor(network) {
    this.network = network;
    this.capacity = 0;
    /** Values of each unit of each node. @type {Float32Array[][]} */
    this.values = network.nodes.map(() => []);
  }

  /**
   * Evaluate every node.
   * @param {ArrayLike<number>} weights  the flat vector
   * @param {Float32Array[]} inputs      one column a feature
   * @param {number} count               points
   * @returns {Float32Array[][]} values[node][unit][point]; overwritten by the next call
   */
  run(weights, inputs, count) {
    if (count > this.capacity) this.#grow(count);
    const { values } = this;
    const { nodes } = this.network;
    nodes.forEach(({ kind, inputs: from }, at) => {
      if (kind === "input") values[at] = inputs;
      if (kind === "concat") values[at] = from.flatMap((node) => values[node]);
    });
    for (let begin = 0; begin < count; begin += BLOCK) {
      const end = Math.min(count, begin + BLOCK);
      nodes.forEach((node, at) => {
        if (node.kind === "dense") dense(node, values[at], values[node.inputs[0]], weights, begin, end);
        else if (node.kind === "add") add(values[at], node.inputs.map((from) => values[from]), begin, end);
      });
    }
    return values;
  }

  /** @param {number} count */
  #grow(count) {
    this.capacity = count;
    this.values = this.network.nodes.map(({ kind, units }) =>
      kind === "dense" || kind === "add" ? Array.from({ length: units }, () => new Float32Array(count)) : []);
  }
}

/**
 * @param {Float32Array[]} out
 * @param {Float32Array[][]} terms
 * @param {number} begin
 * @param {number} end
 */
function add(out, terms, begin, end) {
  out.forEach((sum, unit) => {
    sum.fill(0, begin, end);
    for (const term of terms) {
      const other = term[unit];
      for (let i = begin; i < end; i += 1) sum[i] += other[i];
    }
  });
}

/**
 * activation(inputs · kernel + bias).
 * @param {NodeView} node
 * @param {Float32Array[]} out
 * @param {Float32Array[]} inputs
 * @param {ArrayLike<number>} weights
 * @param {number} begin
 * @param {number} end
 */
function dense({ units, kernel, bias, activation }, out, inputs, weights, begin, end) {
  const fan = inputs.length;
  for (let unit = 0; unit < units; unit += 1) {
    const sum = out[unit];
    sum.fill(bias === null ? 0 : weights[bias + unit], begin, end);
    let at = Number(kernel) + unit;
    let from = 0;
    // Four inputs in one pass: most of the time goes into reading and writing the sum.
    for (; from + 3 < fan; from += 4, at += 4 * units) {
      const [ia, ib, ic, id] = [inputs[from], inputs[from + 1], inputs[from + 2], inputs[from + 3]];
      const [a, b, c, d] = [weights[at], weights[at + units], weights[at + 2 * units], weights[at + 3 * units]];
      for (let i = begin; i < end; i += 1) sum[i] += a * ia[i] + b * ib[i] + c * ic[i] + d * id[i];
    }
    for (; from < fan; from += 1, at += units) {
      const input = inputs[from];
      const weight = weights[at];
      for (let i = begin; i < end; i += 1) sum[i] += weight * input[i];
    }
    activate(activation, sum, begin, end);
  }
}
