/** Between the samples of a curve: values and slopes that TensorFlow gave, joined smoothly. Pure arithmetic. */

import { numberOf } from "./numbers.js";

/**
 * A sampled function; every array has one entry for each x.
 * @typedef {object} Curve
 * @property {number[]} x         evenly spaced, rising
 * @property {number[]} y         ±∞ or NaN where there is no finite value
 * @property {number[]|null} slope   null where TensorFlow gives no gradient
 * @property {boolean[]} connected  whether a line may be drawn to a sample from the one before
 * @property {boolean[]} [slope_connected]  the same of the slopes
 */

/**
 * A curve as Python gives it, in which numbers that are not finite are words.
 * @param {{x: number[], y: (number|string)[], slope?: (number|string)[]|null, connected: boolean[],
 *   slope_connected?: boolean[]}} given
 * @returns {Curve}
 */
export function curveOf(given) {
  return { ...given, y: given.y.map(numberOf), slope: given.slope ? given.slope.map(numberOf) : null };
}

/**
 * Index of the interval that holds a number, from 0 to x.length - 2.
 * @param {ArrayLike<number>} x
 * @param {number} at
 * @returns {number}
 */
export function intervalOf(x, at) {
  const last = x.length - 2;
  const guess = Math.floor(((at - x[0]) / (x[x.length - 1] - x[0])) * (last + 1));
  return Math.min(last, Math.max(0, guess));
}

/**
 * Value and slope of a curve at a number: exactly TensorFlow's at a sample, a cubic through values and slopes
 * between two of them.
 * @param {Curve} curve
 * @param {number} at
 * @returns {{y: number, slope: number|null}}
 */
export function valueAt(curve, at) {
  const { x, y, slope } = curve;
  const i = intervalOf(x, at);
  const width = x[i + 1] - x[i];
  const t = Math.min(1, Math.max(0, (at - x[i]) / width));
  const nearest = t < 0.5 ? i : i + 1;
  const [y0, y1] = [y[i], y[i + 1]];
  const here = { y: y[nearest], slope: slope ? slope[nearest] : null };
  if (!curve.connected[i + 1] || Math.abs(at - x[nearest]) < 1e-6 * width) return here;
  const [s0, s1] = slope ? [slope[i], slope[i + 1]] : [NaN, NaN];
  const smooth = Number.isFinite(s0 + s1) && (curve.slope_connected?.[i + 1] ?? true);
  if (!smooth) return { y: y0 + (y1 - y0) * t, slope: here.slope };
  return { y: hermite(y0, y1, s0 * width, s1 * width, t), slope: s0 + (s1 - s0) * t };
}

/**
 * The cubic with given values and slopes at 0 and 1.
 * @param {number} y0
 * @param {number} y1
 * @param {number} s0
 * @param {number} s1
 * @param {number} t
 * @returns {number}
 */
export function hermite(y0, y1, s0, s1, t) {
  const u = 1 - t;
  return y0 * (1 + 2 * t) * u * u + s0 * t * u * u + y1 * t * t * (3 - 2 * t) - s1 * t * t * u;
}

/**
 * A value of evenly spaced samples by a straight line between neighbours.
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {number} at
 * @returns {number}
 */
export function linearAt(x, y, at) {
  const i = intervalOf(x, at);
  const t = Math.min(1, Math.max(0, (at - x[i]) / (x[i + 1] - x[i])));
  return y[i] + (y[i + 1] - y[i]) * t;
}
