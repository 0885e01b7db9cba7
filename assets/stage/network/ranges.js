/** Which value of a unit has no colour in its picture, which has the full one, and whose colour that is. */

import { ACTIVATIONS } from "./activations.js";

/** `label`: the class whose score it is, of more than two. @typedef {{zero: number, scale: number, label?: number}} Range */

/**
 * @param {string} activation
 * @param {Float32Array} values
 * @param {number} count
 * @returns {Range}
 */
export function unitRange(activation, values, count) {
  const { range } = ACTIVATIONS[activation];
  if (range) return range;
  let scale = 0;
  for (let i = 0; i < count; i += 1) {
    const size = Math.abs(values[i]);
    if (size > scale && size < Infinity) scale = size;
  }
  return { zero: 0, scale: scale || 1 };
}

/**
 * The range of the score that decides between two classes: full colour where the decision is sure.
 * @param {import("../draw/types.js").Decision} decision
 * @returns {Range}
 */
export const scoreRange = ({ threshold, shading }) => ({ zero: threshold, scale: shading.full });
