/**
 * What has gone wrong in a network without a word: units that no gradient reaches, units that stay equal, weights that
 * are all nearly zero. Found from the weights of one row and the training points.
 */

import { decision, classNode, pointColumns } from "./field.js";
import { Forward } from "./forward.js";
import { graphOf } from "./graph.js";

/** @typedef {import("../protocol.js").NetworkView} NetworkView */
/** @typedef {import("../protocol.js").SampleData} SampleData */
/** @typedef {import("../protocol.js").Config} Config */
/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("./graph.js").Graph} Graph */

/**
 * @typedef {object} Health
 * @property {Unit[]} dead     relu units with output 0 at every training point: their gradient is 0
 * @property {Unit[][]} twins  groups of units of a layer with equal weights in and out
 * @property {"penalty"|"start"|null} zero  why all weights are nearly zero, and the output constant
 * @property {number|null} only  the one class that every training point gets, where there are points of several
 */

/** Weights up to this size are nearly zero … */
const NEARLY_ZERO = 0.05;
/** … and outputs that differ by less than this are constant. */
const CONSTANT = 0.02;
/** Equal weights may differ in the last bits: sums of equal terms need not be made in one order. */
const ROUNDING = 1e-5;

/**
 * @param {NetworkView} network
 * @param {Float32Array} weights
 * @param {SampleData} sample
 * @param {{threshold: number, dropout?: number, l1?: number, l2?: number}} experiment
 * @returns {Health}
 */
export function healthOf(network, weights, sample, experiment) {
  const graph = graphOf(network);
  const training = trainingPoints(sample);
  const values = new Forward(network).run(weights, pointColumns(network.features, training), training.count);
  const zero = nearlyZero(network, weights, values, training.count, experiment);
  const dead = zero ? [] : deadUnits(graph, values, training.count);
  return {
    dead,
    // Dropout sends twins different gradients; dead units are told as such.
    twins: zero || experiment.dropout ? [] : twinUnits(graph, weights, values, training.count, dead),
    zero,
    only: onlyClass(network, values, training, experiment.threshold),
  };
}

/**
 * The points that are not held out.
 * @param {SampleData} sample
 * @returns {{inputs: Float32Array, labels: Uint8Array, count: number}}
 */
function trainingPoints({ inputs, labels, held, count }) {
  if (!held) return { inputs, labels, count };
  const kept = [...Array(count).keys()].filter((i) => !held[i]);
  return {
    inputs: Float32Array.from(kept.flatMap((i) => [inputs[2 * i], inputs[2 * i + 1]])),
    labels: Uint8Array.from(kept, (i) => labels[i]),
    count: kept.length,
  };
}

/**
 * @param {Graph} graph
 * @param {Float32Array[][]} values
 * @param {number} count
 * @returns {Unit[]}
 */
function deadUnits({ network, units }, values, count) {
  return units.flat().filter(({ node, unit, kind }) => {
    if (kind !== "dense" || network.nodes[node].activation !== "relu") return false;
    const own = values[node][unit];
    for (let i = 0; i < count; i += 1) if (own[i] !== 0) return false;
    return count > 0;
  });
}

/**
 * @param {Graph} graph
 * @param {Float32Array} weights
 * @param {Float32Array[][]} values
 * @param {number} count
 * @param {Unit[]} dead
 * @returns {Unit[][]}
 */
function twinUnits({ network, units, links, skips }, weights, values, count, dead) {
  /** Weights out of a unit, through sums too. @type {(unit: Unit) => number[]} */
  const outgoing = (unit) => [
    ...links.filter(({ from }) => from === unit).map(({ index }) => weights[index]),
    ...skips.filter(({ from }) => from === unit).flatMap(({ to }) => outgoing(to)),
  ];
  const incoming = (/** @type {Unit} */ unit) => [weights[Number(unit.bias)], ...unit.links.map(({ index }) => weights[index])];
  const sums = (/** @type {Unit} */ unit) => skips.filter(({ from }) => from === unit).map(({ to }) => values[to.node][to.unit].subarray(0, count));
  /** @type {Unit[][]} */
  const groups = [];
  network.nodes.forEach(({ kind }, node) => {
    if (kind !== "dense" || network.outputs.includes(node)) return;
    const left = units[node].filter((unit) => !dead.includes(unit));
    while (left.length > 1) {
      const first = /** @type {Unit} */ (left.shift());
      const same = left.filter((unit) => equal(incoming(unit), incoming(first)) && equal(outgoing(unit), outgoing(first))
        && sums(unit).every((own, at) => equal(own, sums(first)[at])));
      if (!same.length) continue;
      groups.push([first, ...same]);
      for (const unit of same) left.splice(left.indexOf(unit), 1);
    }
  });
  return groups;
}

/**
 * @param {ArrayLike<number>} one
 * @param {ArrayLike<number>} other
 */
function equal(one, other) {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) {
    if (!(Math.abs(one[i] - other[i]) <= ROUNDING * Math.max(1e-3, Math.abs(one[i]), Math.abs(other[i])))) return false;
  }
  return true;
}

/**
 * All weights nearly zero, biases apart, and every output constant: by a penalty, or since the start.
 * @param {NetworkView} network
 * @param {Float32Array} weights
 * @param {Float32Array[][]} values
 * @param {number} count
 * @param {{l1?: number, l2?: number}} experiment
 * @returns {Health["zero"]}
 */
function nearlyZero({ nodes, outputs }, weights, values, count, { l1 = 0, l2 = 0 }) {
  let largest = 0;
  for (const { kind, kernel, inputs, units } of nodes) {
    if (kind !== "dense") continue;
    const begin = Number(kernel);
    const end = begin + widthOf(nodes, inputs[0]) * units;
    for (let i = begin; i < end; i += 1) largest = Math.max(largest, Math.abs(weights[i]) || (weights[i] === 0 ? 0 : Infinity));
  }
  const penalty = l1 > 0 || l2 > 0;
  if (largest > (penalty ? NEARLY_ZERO : 0)) return null;
  const isConstant = outputs.every((node) => values[node].every((own) => {
    const used = own.subarray(0, count);
    return used.reduce((most, value) => Math.max(most, value), -Infinity) - used.reduce((least, value) => Math.min(least, value), Infinity) < CONSTANT;
  }));
  return isConstant ? (penalty ? "penalty" : "start") : null;
}

/**
 * Numbers that a node hands on.
 * @param {NetworkView["nodes"]} nodes
 * @param {number} node
 * @returns {number}
 */
function widthOf(nodes, node) {
  const { kind, inputs, units } = nodes[node];
  return kind === "concat" ? inputs.reduce((sum, from) => sum + widthOf(nodes, from), 0) : units;
}

/**
 * @param {NetworkView} network
 * @param {Float32Array[][]} values
 * @param {{labels: Uint8Array, count: number}} training
 * @param {number} threshold
 * @returns {number|null}
 */
function onlyClass(network, values, { labels, count }, threshold) {
  const scores = values[classNode(network)];
  if (!count || labels.every((label) => label === labels[0])) return null;
  const first = decision(scores, 0, threshold);
  for (let i = 1; i < count; i += 1) if (decision(scores, i, threshold) !== first) return null;
  return scores.every((own) => Number.isFinite(own[0])) ? first : null;
}

/** @type {WeakMap<Session, {made: readonly unknown[], health: Health|null}>} */
const kept = new WeakMap();

/**
 * The health at the row under the cursor, found once for each: null while it plays, before the first update, and
 * where the model is no network.
 * @param {Session} session
 * @returns {Health|null}
 */
export function restingHealth(session) {
  const { config, sample, player, timeline, index } = session;
  if (player.playing || !config?.network || !sample || index < 0 || timeline.steps[index] === 0) return null;
  const made = [config, sample, session.run, timeline.steps[index], session.edited];
  const known = kept.get(session);
  if (known && known.made.every((value, at) => value === made[at])) return known.health;
  const { weights } = session;
  const health = weights && weights.length === config.network.size && weights.every(Number.isFinite)
    ? healthOf(config.network, weights, sample, config.experiment) : null;
  kept.set(session, { made, health });
  return health;
}
