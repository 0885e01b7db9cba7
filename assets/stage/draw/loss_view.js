/** The map between (step, loss) and pixels of the loss curve. */

import { typeSize } from "./text.js";
import { niceStep } from "./ticks.js";

/**
 * Map between (step, loss) and pixels; `left … right`, `top … bottom` is the plotting area.
 * @typedef {object} LossView
 * @property {number} width
 * @property {number} height
 * @property {number} left
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 * @property {number} type
 * @property {boolean} log
 * @property {number} low    loss at the bottom
 * @property {number} high   loss at the top
 * @property {number} maxStep
 * @property {(step: number) => number} x
 * @property {(loss: number) => number} y   clamped a little outside the area; NaN stays NaN
 * @property {(pixel: number) => number} invertX
 * @property {(pixel: number) => number} invertY
 */

/**
 * The range of the loss axis: rounded outward, from zero when linear.
 * @param {number} min
 * @param {number} max
 * @param {boolean} log
 * @returns {[number, number]}
 */
export function lossRange(min, max, log) {
  const top = Number.isFinite(max) && max > 0 ? max : 1;
  if (!log) {
    const lowest = Number.isFinite(min) && min < 0 ? min : 0;
    const step = niceStep((top - lowest) * 1.04, 8);
    return [Math.floor(lowest / step) * step, Math.ceil(((top - lowest) * 1.04 + lowest) / step - 1e-9) * step];
  }
  const bottom = Number.isFinite(min) && min > 0 ? min : top / 1000;
  const lift = (/** @type {number} */ value, /** @type {boolean} */ up) => {
    const power = 10 ** Math.floor(Math.log10(value));
    const ladder = [1, 1.5, 2, 3, 5, 7, 10];
    const share = value / power;
    if (up) return power * (ladder.find((step) => step >= share * 0.9999) ?? 10);
    return power * (ladder.filter((step) => step <= share * 1.0001).pop() ?? 1);
  };
  const low = lift(bottom * 0.85, false);
  return [low, Math.max(lift(top * 1.1, true), low * 2)];
}

/**
 * @param {object} options
 * @param {number} options.width
 * @param {number} options.height
 * @param {number} options.maxStep   step at the right end; `niceMaxStep` keeps it still while a run grows
 * @param {number} options.minLoss   smallest loss to show (above zero when log: `extent().minPositive`)
 * @param {number} options.maxLoss
 * @param {boolean} options.log
 * @param {boolean} [options.marked]  rates are named over the plotting area
 * @returns {LossView}
 */
export function lossView({ width, height, maxStep, minLoss, maxLoss, log, marked = false }) {
  const type = typeSize(width);
  const [low, high] = lossRange(minLoss, maxLoss, log);
  const left = Math.round(type * (high >= 1e4 ? 4.7 : 3.7)); // five digits and the space between them
  const right = width - Math.round(type * 1.2);
  const top = Math.round(type * (marked ? 2.2 : 0.8));
  const bottom = height - Math.round(type * 2.1);
  const last = Math.max(1, maxStep);
  const perStep = (right - left) / last;
  const scale = log ? (bottom - top) / Math.log(high / low) : (bottom - top) / (high - low);
  const place = (/** @type {number} */ loss) => {
    if (log) return loss > 0 ? bottom - Math.log(loss / low) * scale : loss <= 0 ? Infinity : NaN;
    return bottom - (loss - low) * scale;
  };
  return {
    width, height, left, right, top, bottom, type, log, low, high, maxStep: last,
    x: (step) => left + step * perStep,
    // Far outside is as good as just outside, and keeps the path's numbers small.
    y: (loss) => Math.max(top - 40, Math.min(bottom + 40, place(loss))),
    invertX: (pixel) => (pixel - left) / perStep,
    invertY: (pixel) => (log ? low * Math.exp((bottom - pixel) / scale) : low + (bottom - pixel) / scale),
  };
}
