/** Where two runs give different classes: on a grid over the plane, and among the points. Pure. */

import { classNode, decision, pointColumns } from "../stage/network/field.js";
import { Forward } from "../stage/network/forward.js";
import { output } from "../stage/linear.js";

/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** Decides the class of each point, into `classes`. @typedef {(inputs: Float32Array, count: number, classes: Uint8Array) => void} Decide */

/**
 * What a run says of points at its row under the cursor; null where it has no finite weights.
 * @param {Run} run
 * @returns {Decide|null}
 */
export function decider(run) {
  const { config, weights } = run;
  if (!config) return null;
  const { network = null, experiment } = config;
  if (!network) {
    const model = { w1: run.value("w1"), w2: run.value("w2"), b: run.value("b") };
    if (!Object.values(model).every(Number.isFinite)) return null;
    return (inputs, count, classes) => {
      for (let i = 0; i < count; i += 1) classes[i] = output(model, inputs[2 * i], inputs[2 * i + 1]) > experiment.threshold ? 1 : 0;
    };
  }
  if (!weights || weights.length !== network.size || !weights.every(Number.isFinite)) return null;
  return (inputs, count, classes) => {
    const scores = new Forward(network).run(weights, pointColumns(network.features, { inputs, count }), count)[classNode(network)];
    for (let i = 0; i < count; i += 1) classes[i] = decision(scores, i, experiment.threshold);
  };
}

/**
 * A mask with 1 for each point that two runs class differently, and how many there are; null where one has no answer.
 * @param {Run} one
 * @param {Run} other
 * @param {Float32Array} inputs
 * @param {number} count
 * @returns {{mask: Uint8Array, number: number}|null}
 */
export function disagreement(one, other, inputs, count) {
  const [first, second] = [decider(one), decider(other)];
  if (!first || !second) return null;
  const [mask, classes] = [new Uint8Array(count), new Uint8Array(count)];
  first(inputs, count, mask);
  second(inputs, count, classes);
  let number = 0;
  for (let i = 0; i < count; i += 1) number += mask[i] = mask[i] === classes[i] ? 0 : 1;
  return { mask, number };
}
