/** Which value of a unit has no colour in its picture, and which has the full one. */

/** @typedef {{zero: number, scale: number}} Range */

/** @type {Record<string, Range>} */
const FIXED = { tanh: { zero: 0, scale: 1 }, sigmoid: { zero: 0.5, scale: 0.5 } };

/**
 * @param {string} activation
 * @param {Float32Array} values
 * @param {number} count
 * @returns {Range}
 */
export function unitRange(activation, values, count) {
  if (Object.hasOwn(FIXED, activation)) return FIXED[activation];
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
