/** The linear model's forward pass in float32, as TensorFlow does it, and what it gets wrong. */

/** @typedef {import("./draw/types.js").Sample} Sample */
/** @typedef {{w1: number, w2: number, b: number}} Weights */

const round = Math.fround;

/**
 * x1·w1 + x2·w2 + b, each operation rounded to float32. TensorFlow's matmul of (n, 2) with (2, 1) rounds in the
 * same places, so the outputs are equal bit for bit.
 * @param {Weights} weights
 * @param {number} x1
 * @param {number} x2
 * @returns {number}
 */
export function output({ w1, w2, b }, x1, x2) {
  return round(round(round(x1 * w1) + round(x2 * w2)) + b);
}

/**
 * Mark the points whose class the model gets wrong (class 1 where the output is above the threshold).
 * @param {Weights} weights
 * @param {number} threshold
 * @param {Sample} sample
 * @param {Uint8Array} mask  count or longer; 1 where wrong
 * @returns {number} how many are wrong
 */
export function markWrong(weights, threshold, sample, mask) {
  const { inputs, labels, count } = sample;
  const { w1, w2, b } = weights;
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    const score = round(round(round(inputs[2 * i] * w1) + round(inputs[2 * i + 1] * w2)) + b);
    const wrong = score > threshold === (labels[i] === 1) ? 0 : 1;
    mask[i] = wrong;
    total += wrong;
  }
  return total;
}

/**
 * Share of points that the model gets right, as float32.
 * @param {Weights} weights
 * @param {number} threshold
 * @param {Sample} sample
 * @returns {number}
 */
export function accuracy(weights, threshold, sample) {
  return round((sample.count - markWrong(weights, threshold, sample, new Uint8Array(sample.count))) / sample.count);
}
