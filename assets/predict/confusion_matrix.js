/** What a threshold makes of scores. Pure arithmetic, the same as NumPy's comparison of float32 numbers. */

/** @typedef {[[number, number], [number, number]]} Matrix  rows: the targets 0 and 1; columns: what is predicted */

/**
 * Counts of (target, prediction): a score above the threshold is predicted positive.
 * @param {readonly number[]} scores
 * @param {readonly number[]} labels
 * @param {number} threshold
 * @returns {Matrix}
 */
export function countsAt(scores, labels, threshold) {
  const at = Math.fround(threshold);
  /** @type {Matrix} */
  const matrix = [[0, 0], [0, 0]];
  scores.forEach((score, i) => {
    matrix[labels[i] ? 1 : 0][score > at ? 1 : 0] += 1;
  });
  return matrix;
}

/**
 * Accuracy and both rates; NaN where there are no such points.
 * @param {Matrix} matrix
 */
export function ratesOf([[tn, fp], [fn, tp]]) {
  return { accuracy: (tn + tp) / (tn + fp + fn + tp), falseRate: fp / (fp + tn), trueRate: tp / (tp + fn) };
}
