/** What a network may be given of a point: its coordinates, their squares, product and sines. */

/**
 * @typedef {object} Feature
 * @property {string} symbol
 * @property {(x1: number, x2: number) => number} value
 */

/** The names and their order are those of `playground/core/features.py`. @type {Record<string, Feature>} */
const TABLE = {
  x1: { symbol: "x₁", value: (x1) => x1 },
  x2: { symbol: "x₂", value: (_, x2) => x2 },
  x1sq: { symbol: "x₁²", value: (x1) => x1 * x1 },
  x2sq: { symbol: "x₂²", value: (_, x2) => x2 * x2 },
  x1x2: { symbol: "x₁x₂", value: (x1, x2) => x1 * x2 },
  sinx1: { symbol: "sin x₁", value: (x1) => Math.sin(x1) },
  sinx2: { symbol: "sin x₂", value: (_, x2) => Math.sin(x2) },
};

/** In this order everywhere: in the record, in the diagram, in a link. */
export const FEATURES = Object.freeze(Object.keys(TABLE));

/** @param {string} name */
export const symbolOf = (name) => TABLE[name].symbol;

/**
 * The values of a feature at many points, as float32.
 * @param {string} name
 * @param {Float32Array} x1
 * @param {Float32Array} x2
 * @returns {Float32Array}
 */
export function featureValues(name, x1, x2) {
  const { value } = TABLE[name];
  const values = new Float32Array(x1.length);
  for (let i = 0; i < values.length; i += 1) values[i] = value(x1[i], x2[i]);
  return values;
}
