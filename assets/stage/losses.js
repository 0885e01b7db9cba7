/** The loss of one point, as playground/core/losses.py defines it. Every loss has one entry here and one there. */

/**
 * From a model's outputs for a point and its class (0 or 1, or one of several) to its loss.
 * @typedef {(outputs: number[], label: number) => number} PointLoss
 */

/**
 * log(1 + e^z) without overflow.
 * @param {number} z
 */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** @type {Record<string, PointLoss>} */
export const LOSSES = {
  mse: ([output], label) => (output - label) ** 2,
  bce: ([logit], label) => softplus((1 - 2 * label) * logit),
  cce: (logits, label) => {
    const all = logits;
    const most = Math.max(...all);
    return most + Math.log(all.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) - all[label];
  },
  huber: ([output], label) => {
    const distance = Math.abs(output - label);
    return distance <= 1 ? 0.5 * distance ** 2 : distance - 0.5;
  },
  hinge: ([score], label) => Math.max(1 - (2 * label - 1) * score, 0),
};
