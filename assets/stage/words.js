/** The stage's strings and how values are put into them. */

import { formatValue } from "./draw/ticks.js";
import { withParticle } from "./particles.js";

// A placeholder, with the two forms of a Korean particle or without: {rate}, {rate:이/가}.
const PLACEHOLDER = /\{(\w+)(?::([^{}/]+)\/([^{}/]+))?\}/g;

/**
 * @param {Record<string, string>} strings
 * @returns {Say}
 */
export function words(strings) {
  return (key, values = {}) => {
    // A key without a string shows itself: visible to whoever added it, harmless to whoever learns.
    const text = Object.hasOwn(strings, key) ? strings[key] : key;
    return text.replace(PLACEHOLDER, (whole, name, closed, opened) => {
      if (!Object.hasOwn(values, name)) return whole;
      const value = String(values[name]);
      return closed === undefined ? value : withParticle(value, closed, opened);
    });
  };
}

/** @typedef {(key: string, values?: Record<string, string|number>) => string} Say */

/**
 * The shortest text that reads back as the same float32 number: 0.999 and not 0.9990000128746033.
 * @param {number} value
 * @returns {string}
 */
export function shortest(value) {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * A number for reading, with `digits` decimals, or in powers of ten where it is very large.
 * @param {number} value
 * @param {number} digits
 * @returns {string}
 */
export function fixed(value, digits) {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e6) return formatValue(value);
  return value.toFixed(digits).replace("-", "−");
}

/** A column of numbers is this many characters wide. */
const WIDEST = 7;

/**
 * A number for a column of fixed width: about four significant digits, at most seven characters.
 * @param {number} value
 * @param {number} [decimals]  as many at most; without it, as many as four significant digits need
 * @returns {string}
 */
export function narrow(value, decimals) {
  if (!Number.isFinite(value) || value === 0) return decimals && value === 0 ? value.toFixed(decimals) : formatValue(value);
  const size = Math.abs(value);
  const most = decimals ?? Math.max(0, 3 - Math.floor(Math.log10(size)));
  const isPlain = size < 1e5 && (decimals !== undefined || size >= 1e-3);
  for (let digits = Math.min(most, 5); isPlain && digits >= 0; digits -= 1) {
    const text = value.toFixed(digits);
    if (text.length <= WIDEST) return text.replace("-", "−");
  }
  for (let digits = 2; digits > 0; digits -= 1) {
    const text = value.toExponential(digits).replace("e+", "e");
    if (text.length <= WIDEST) return text.replaceAll("-", "−");
  }
  return value.toExponential(0).replace("e+", "e").replaceAll("-", "−");
}

/**
 * A number as a factor: in brackets where it is negative.
 * @param {number} value
 */
export const inBrackets = (value) => (value < 0 ? `(${narrow(value, 3)})` : narrow(value, 3));

/**
 * A number as a further term: + 0.5, − 0.5.
 * @param {number} value
 */
export const signed = (value) => `${value < 0 ? "−" : "+"} ${narrow(Math.abs(value), 4)}`;

/**
 * A share as a percentage: 99.8 %.
 * @param {number} share
 * @returns {string}
 */
export function percent(share) {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : "–";
}

/**
 * A whole number with thin spaces between thousands.
 * @param {number} value
 * @returns {string}
 */
export function whole(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/**
 * A learning rate: at most four significant digits, no trailing zeros.
 * @param {number} value
 * @returns {string}
 */
export function rate(value) {
  const text = String(Number(value.toPrecision(4)));
  return text.includes("e") ? formatValue(value) : text;
}
