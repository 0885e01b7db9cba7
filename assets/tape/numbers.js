/** Numbers for reading where they do not move, as short as they can be, and those that JSON has no words for. */

import { formatRate, formatValue } from "../stage/draw/ticks.js";

/**
 * At most four significant digits, three where that says all, and no trailing zeros: 6, 0.5, −0.9899, ∞, nan.
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  if (!Number.isFinite(value)) return told(value);
  const text = formatRate(value);
  // A float32 is seldom the very number that it stands for: 0.1 is 0.10000000149.
  const exact = Math.abs(Number(text.replace("−", "-")) - value) <= 1e-6 * Math.abs(value);
  return exact ? text : formatValue(value);
}

/**
 * About four significant digits, or what TensorFlow prints for what is no finite number: ∞, −∞, nan.
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function told(value, digits) {
  return Number.isNaN(value) ? "nan" : formatValue(value, digits);
}

/**
 * A number as Python gives it; one that is not finite comes as "inf", "-inf" or "nan".
 * @param {number|string} given
 * @returns {number}
 */
export function numberOf(given) {
  if (typeof given === "number") return given;
  return { inf: Infinity, "-inf": -Infinity }[given] ?? NaN;
}

/**
 * The same, where None stays None.
 * @param {number|string|null} given
 * @returns {number|null}
 */
export function numberOrNone(given) {
  return given === null ? null : numberOf(given);
}
