/** What a network may be given of a point: its coordinates, their squares, product and sines. */

/** In this order everywhere: in the record, in the diagram, in a link. */
export const FEATURES = Object.freeze(["x1", "x2", "x1sq", "x2sq", "x1x2", "sinx1", "sinx2"]);

/** @type {Record<string, string>} */
const SYMBOLS = { x1: "x₁", x2: "x₂", x1sq: "x₁²", x2sq: "x₂²", x1x2: "x₁x₂", sinx1: "sin x₁", sinx2: "sin x₂" };

/** @type {Record<string, (x1: number, x2: number) => number>} */
const VALUES = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x1sq: (x1) => x1 * x1,
  x2sq: (_, x2) => x2 * x2,
  x1x2: (x1, x2) => x1 * x2,
  sinx1: (x1) => Math.sin(x1),
  sinx2: (_, x2) => Math.sin(x2),
};

/** @param {string} name */
export const symbolOf = (name) => SYMBOLS[name] ?? name;

/**
 * The values of a feature at many points, as float32.
 * @param {string} name
 * @param {Float32Array} x1
 * @param {Float32Array} x2
 * @returns {Float32Array}
 */
export function featureValues(name, x1, x2) {
  const value = VALUES[name] ?? VALUES.x1;
  const values = new Float32Array(x1.length);
  for (let i = 0; i < values.length; i += 1) values[i] = value(x1[i], x2[i]);
  return values;
}
