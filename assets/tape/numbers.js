/** Numbers for reading where they do not move: as short as they can be. */

import { formatRate, formatValue } from "../stage/draw/ticks.js";

/**
 * At most four significant digits, three where that says all, and no trailing zeros: 6, 0.5, −0.9899.
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  const text = formatRate(value);
  return Number(text.replace("−", "-")) === value ? text : formatValue(value);
}
