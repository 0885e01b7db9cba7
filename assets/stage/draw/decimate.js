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
 * What is known of full bins: the rows of their lowest and highest value and of a NaN, and these values.
 * @typedef {{known: Uint8Array, rows: Int32Array, values: Float32Array}} Bins
 */

/** For each array of values the bins of a column and size. @type {WeakMap<Float32Array, Map<string, Bins>>} */
const remembered = new WeakMap();

/**
 * @param {Series} series
 * @param {number} size
 * @returns {Bins}
 */
function binsOf({ values, stride, offset }, size) {
  let columns = remembered.get(values);
  if (!columns) remembered.set(values, (columns = new Map()));
  const key = `${stride}|${offset}|${size}`;
  let bins = columns.get(key);
  if (!bins) {
    const count = Math.floor(values.length / stride / size);
    bins = { known: new Uint8Array(count), rows: new Int32Array(3 * count), values: new Float32Array(2 * count) };
    if (columns.size > 8) columns.clear();
    columns.set(key, bins);
  }
  return bins;
}

/** Rows of the lowest and the highest value and of a NaN in the bin looked at last; −1 where there is none. */
const found = { low: -1, high: -1, broken: -1 };

/**
 * Looks through rows start … end.
 * @param {Series} series
 * @param {number} start
 * @param {number} end
 */
function look({ values, stride, offset }, start, end) {
  found.low = found.high = found.broken = -1;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let row = start; row <= end; row += 1) {
    const value = values[row * stride + offset];
    if (value < lowest) [found.low, lowest] = [row, value];
    if (value > highest) [found.high, highest] = [row, value];
    if (value !== value) found.broken = row;
  }
  if (found.low < 0) found.low = found.high;
  if (found.high < 0) found.high = found.low;
}

/**
 * The same for a full bin, from memory where the values are still those that were seen: rows can be replaced
 * when the learning rate changes, or shift when others come between them.
 * @param {Series} series
 * @param {Bins} bins
 * @param {number} bin
 * @param {number} size
 */
function recall(series, bins, bin, size) {
  const { values, stride, offset } = series;
  const { known, rows, values: seen } = bins;
  if (known[bin]) {
    [found.low, found.high, found.broken] = [rows[3 * bin], rows[3 * bin + 1], rows[3 * bin + 2]];
    const same = (/** @type {number} */ row, /** @type {number} */ value) => values[row * stride + offset] === value;
    if (same(found.low, seen[2 * bin]) && same(found.high, seen[2 * bin + 1])) return;
  }
  look(series, bin * size, bin * size + size - 1);
  if (found.low < 0 || found.broken >= 0) return;
  known[bin] = 1;
  rows.set([found.low, found.high, found.broken], 3 * bin);
  seen[2 * bin] = values[found.low * stride + offset];
  seen[2 * bin + 1] = values[found.high * stride + offset];
}

/**
 * Indices of the rows to draw between two rows (both included), ascending. A NaN in a bin is kept, so that
 * the gap in the line is.
 * @param {Series} series
 * @param {number} first
 * @param {number} last
 * @param {number} size   rows in a bin, a power of two
 * @param {number[]} [out]  filled from its start; give one back to save the allocation
 * @returns {number[]}
 */
export function decimate(series, first, last, size, out = []) {
  out.length = 0;
  if (size <= 2) {
    for (let row = first; row <= last; row += 1) out.push(row);
    return out;
  }
  const bins = binsOf(series, size);
  let row = first;
  while (row <= last) {
    const bin = Math.floor(row / size);
    const end = Math.min(last, bin * size + size - 1);
    if (row === bin * size && end === row + size - 1) recall(series, bins, bin, size);
    else look(series, row, end);
    const from = Math.min(found.low, found.high);
    const to = Math.max(found.low, found.high);
    const { broken } = found;
    if (broken >= 0 && (from < 0 || broken < from)) out.push(broken);
    if (from >= 0) out.push(from);
    if (to > from) out.push(to);
    if (broken >= 0 && from >= 0 && broken > from) out.push(broken);
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
