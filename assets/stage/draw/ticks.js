/** Where the numbers of an axis stand, and how they are written. Pure arithmetic. */

/**
 * The step 1, 2 or 5 × 10ᵏ nearest above span / target.
 * @param {number} span    > 0
 * @param {number} target  wished number of intervals
 * @returns {number}
 */
export function niceStep(span, target) {
  const raw = span / Math.max(1, target);
  if (!(raw > 0) || !Number.isFinite(raw)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const fraction = raw / power;
  const nice = fraction <= 1.0001 ? 1 : fraction <= 2.0001 ? 2 : fraction <= 5.0001 ? 5 : 10;
  return nice * power;
}

/**
 * Round numbers in [low, high].
 * @param {number} low
 * @param {number} high
 * @param {number} target  wished number of intervals
 * @returns {{values: number[], step: number}}
 */
export function linearTicks(low, high, target) {
  const step = niceStep(high - low, target);
  const values = [];
  const last = Math.floor(high / step + 1e-9);
  for (let index = Math.ceil(low / step - 1e-9); index <= last; index += 1) {
    values.push(Number((index * step).toPrecision(12)) || 0);
  }
  return { values, step };
}

/**
 * Ticks of a logarithmic axis: decades, with 2 and 5 between them where there is room, or plain round
 * numbers where the range is less than half a decade.
 * @param {number} low   > 0
 * @param {number} high  > low
 * @param {number} target  wished number of labels
 * @returns {{major: number[], minor: number[]}}
 */
export function logTicks(low, high, target) {
  const decades = Math.log10(high / low);
  if (!(decades > 0.5)) return { major: linearTicks(low, high, Math.max(2, target - 1)).values, minor: [] };
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const inside = (/** @type {number} */ value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const every = Math.max(1, Math.ceil(decades / target));
  const labelled = decades * 3 <= target + 1 ? [1, 2, 5] : decades * 2 <= target + 1 ? [1, 3] : [1];
  const major = [];
  const minor = [];
  for (let exponent = first; exponent <= last; exponent += 1) {
    for (let digit = 1; digit <= 9; digit += 1) {
      const value = Number(`${digit}e${exponent}`);
      if (!inside(value)) continue;
      if (labelled.includes(digit) && (digit !== 1 || exponent % every === 0)) major.push(value);
      else if (every === 1 || digit === 1) minor.push(value);
    }
  }
  return { major, minor };
}

/**
 * A mantissa and a power of ten as Python prints it, without padding: "2e6", "1e−4".
 * @param {number} value
 * @param {number} digits  significant digits of the mantissa
 * @returns {string}
 */
function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`.replaceAll("-", "−");
}

/**
 * The text of a tick.
 * @param {number} value
 * @param {number} [step]  distance of the ticks; sets the decimals
 * @returns {string}
 */
export function formatTick(value, step) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return scientific(value, 2);
  let decimals;
  if (step === undefined) decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
  else decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const text = value.toFixed(Math.min(decimals, 6)).replace("-", "−");
  return size >= 1e4 ? grouped(text) : text;
}

/**
 * Thin spaces between thousands.
 * @param {string} whole  digits, perhaps a sign
 */
function grouped(whole) {
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/**
 * A measured value for reading: about four significant digits, never a long tail.
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function formatValue(value, digits = 4) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return scientific(value, Math.min(digits, 3));
  const decimals = Math.max(0, Math.min(8, digits - 1 - Math.floor(Math.log10(size))));
  return value.toFixed(decimals).replace("-", "−");
}

/**
 * A number of steps: whole, with thin spaces between thousands.
 * @param {number} step
 * @returns {string}
 */
export function formatStep(step) {
  return step < 1e8 ? grouped(String(Math.round(step))) : scientific(step, 2);
}

/**
 * A learning rate: at most three significant digits, no trailing zeros.
 * @param {number} lr
 * @returns {string}
 */
export function formatRate(lr) {
  const text = formatValue(lr, 3);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * The end of a step axis that grows with a run: the next of 1, 1.5, 2, 3, 4, 5, 6, 8 × 10ᵏ, so that the
 * curve is re-scaled now and then and not at every frame.
 * @param {number} step
 * @returns {number}
 */
export function niceMaxStep(step) {
  if (!(step > 10)) return 10;
  const power = 10 ** Math.floor(Math.log10(step));
  for (const factor of [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) {
    if (step <= factor * power) return factor * power;
  }
  return step;
}
