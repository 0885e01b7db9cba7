/**
 * Thins a long history for drawing: the lowest and highest value of each bin of rows, in their order.
 *
 * Bins are powers of two of rows and begin at multiples of their size, whatever is in view: a bin that is full
 * never changes again, so the curve does not shimmer while it grows.
 */

/** @typedef {import("./types.js").Series} Series */

/**
 * Rows in a bin so that `rows` give at most `limit` bins.
 * @param {number} rows
 * @param {number} limit
 * @returns {number}
 */
export function binSize(rows, limit) {
  let size = 1;
  while (rows / size > Math.max(1, limit)) size *= 2;
  return size;
}

/**
 * Indices of the rows to draw between two rows (both included), ascending.
 * Rows that are not numbers stand for themselves, so that a gap or an infinite loss is kept.
 * @param {Series} series
 * @param {number} first
 * @param {number} last
 * @param {number} size   rows in a bin, a power of two
 * @param {number[]} [out]  filled from its start; give one back to save the allocation
 * @returns {number[]}
 */
export function decimate(series, first, last, size, out = []) {
  out.length = 0;
  const { values, stride, offset } = series;
  if (size <= 2) {
    for (let row = first; row <= last; row += 1) out.push(row);
    return out;
  }
  let row = first;
  while (row <= last) {
    const end = Math.min(last, row - (row % size) + size - 1);
    let low = -1;
    let high = -1;
    let lowest = Infinity;
    let highest = -Infinity;
    let broken = -1;
    for (let at = row; at <= end; at += 1) {
      const value = values[at * stride + offset];
      if (value < lowest) [low, lowest] = [at, value];
      if (value > highest) [high, highest] = [at, value];
      if (value !== value) broken = at;
    }
    if (low < 0) low = high;
    if (high < 0) high = low;
    const from = Math.min(low, high);
    const to = Math.max(low, high);
    if (from >= 0 && broken >= 0 && broken < from) out.push(broken);
    if (from >= 0) out.push(from);
    if (to > from) out.push(to);
    if (broken >= 0 && broken > from) out.push(broken);
    row = end + 1;
  }
  return out;
}

/**
 * Smallest and largest finite value, the smallest above zero, and the last step of the given series.
 * Infinite values and NaN (a diverged run) are passed over.
 * @param {...(Series|null|undefined)} many
 * @returns {{min: number, max: number, minPositive: number, maxStep: number, finite: boolean}}
 */
export function extent(...many) {
  let min = Infinity;
  let max = -Infinity;
  let minPositive = Infinity;
  let maxStep = 0;
  for (const series of many) {
    if (!series || !series.count) continue;
    const { values, stride, offset, count } = series;
    maxStep = Math.max(maxStep, series.steps[count - 1]);
    for (let row = 0, at = offset; row < count; row += 1, at += stride) {
      const value = values[at];
      // Float32 holds numbers up to 3.4e38; a comparison with NaN is false.
      if (value < min && value > -3.5e38) min = value;
      if (value > max && value < 3.5e38) max = value;
      if (value > 0 && value < minPositive) minPositive = value;
    }
  }
  const finite = min <= max;
  if (!finite) [min, max] = [0, 1];
  if (!Number.isFinite(minPositive)) minPositive = 1e-4;
  return { min, max, minPositive, maxStep, finite };
}

/**
 * Index of the last row whose step is at most the given one, or −1.
 * @param {Series} series
 * @param {number} step
 * @returns {number}
 */
export function rowAt(series, step) {
  let low = 0;
  let high = series.count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (series.steps[middle] <= step) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}
