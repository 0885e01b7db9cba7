/**
 * The loss curve and its axes: past solid, what was computed ahead of the cursor faint.
 *
 * Paint in this order: drawLossAxes, drawGhost, drawLossCurve (and the thin one), drawFloor, drawRateChanges,
 * drawHover.
 */

import { fade } from "./colour.js";
import { binSize, decimate } from "./decimate.js";
import { crisp, drawText, font, typeSize } from "./text.js";
import { formatStep, formatTick, linearTicks, logTicks, niceStep } from "./ticks.js";

export { extent, rowAt } from "./decimate.js";
export { drawFloor, drawHover, drawRateChanges } from "./loss_marks.js";
export { niceMaxStep } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Series} Series */

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
 * @returns {LossView}
 */
export function lossView({ width, height, maxStep, minLoss, maxLoss, log }) {
  const type = typeSize(width);
  const left = Math.round(type * 3.7);
  const right = width - Math.round(type * 1.2);
  const top = Math.round(type * 2.2);
  const bottom = height - Math.round(type * 2.1);
  const [low, high] = lossRange(minLoss, maxLoss, log);
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

/**
 * Clears the canvas; grid, numbers and names of the axes.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {{step?: string, loss?: string}} [labels]
 */
export function drawLossAxes(ctx, view, theme, labels = {}) {
  const { left, right, top, bottom, type } = view;
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, view.width, view.height);
  const rows = Math.max(2, (bottom - top) / (type * 3));
  const linear = view.log ? null : linearTicks(view.low, view.high, rows);
  const ticks = linear ? { major: linear.values, minor: [] } : logTicks(view.low, view.high, rows);
  const steps = linearTicks(0, view.maxStep, Math.max(2, (right - left) / (type * 5.5)));
  const whole = steps.step < 1 ? linearTicks(0, view.maxStep, view.maxStep) : steps;
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.beginPath();
  for (const value of ticks.major) {
    ctx.moveTo(left, crisp(view.y(value)));
    ctx.lineTo(right, crisp(view.y(value)));
  }
  ctx.stroke();
  ctx.strokeStyle = theme.border;
  ctx.beginPath();
  for (const value of ticks.minor) {
    ctx.moveTo(left - 3, crisp(view.y(value)));
    ctx.lineTo(left, crisp(view.y(value)));
  }
  for (const step of whole.values) {
    ctx.moveTo(crisp(view.x(step)), bottom);
    ctx.lineTo(crisp(view.x(step)), bottom + 4);
  }
  ctx.moveTo(left + 0.5, top);
  ctx.lineTo(left + 0.5, bottom + 0.5);
  ctx.lineTo(right, bottom + 0.5);
  ctx.stroke();
  ctx.font = font(theme, type);
  for (const value of ticks.major) {
    const text = formatTick(value, linear ? linear.step : ticks.minor.length ? undefined : logStep(ticks.major));
    drawText(ctx, text, left - 7, view.y(value), { colour: theme.muted, align: "right", baseline: "middle" });
  }
  const base = bottom + type * 1.5;
  ctx.font = font(theme, type, 500);
  if (labels.loss) drawText(ctx, labels.loss, left - 7, top - type, { colour: theme.text, align: "left" });
  drawSteps(ctx, view, theme, whole.values, labels.step ?? "", base);
  ctx.restore();
}

/**
 * The numbers of the step axis, its name between the last two of them (or behind the last where it fits).
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {number[]} steps
 * @param {string} name
 * @param {number} base  baseline in pixels
 */
function drawSteps(ctx, view, theme, steps, name, base) {
  ctx.font = font(theme, view.type, 500);
  const nameHalf = name ? ctx.measureText(name).width / 2 : 0;
  ctx.font = font(theme, view.type);
  const gap = view.type * 0.7;
  let free = -Infinity;
  let before = -Infinity;
  let place = view.right - nameHalf;
  for (const step of steps) {
    const text = formatStep(step);
    const half = ctx.measureText(text).width / 2;
    const x = Math.min(view.x(step), view.width - 4 - half);
    const hides = step === steps[steps.length - 1] && x + half + gap > view.right - 2 * nameHalf;
    if (hides && x - half - free < 2 * nameHalf + 2 * gap) {
      // No room on either side of the last number: the name takes its place.
      place = Math.max(place, free + gap + nameHalf);
      continue;
    }
    drawText(ctx, text, x, base, { colour: theme.muted, align: "center" });
    if (hides) place = (free + x - half) / 2;
    [before, free] = [free, x + half];
  }
  if (!name || (place - nameHalf < free && place > free) || before > place) return;
  ctx.font = font(theme, view.type, 500);
  drawText(ctx, name, place, base, { colour: theme.text, align: "center" });
}

/**
 * The distance that sets the decimals of evenly spaced ticks on a logarithmic axis; undefined for 1, 2, 5.
 * @param {number[]} major
 * @returns {number|undefined}
 */
function logStep(major) {
  if (major.length < 2) return undefined;
  const step = major[1] - major[0];
  return Math.abs(major[major.length - 1] - major[major.length - 2] - step) < step * 1e-6 ? step : undefined;
}

/**
 * How many bins a curve may have: one for every two pixels.
 * @param {LossView} view
 */
const binsAcross = (view) => (view.right - view.left) * 0.5;

/** @type {number[]} */
const picked = [];

/**
 * Adds rows first … last to the path. A NaN breaks the line; infinity leaves through the top.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Series} series
 * @param {number} first
 * @param {number} last
 * @param {number} size
 */
function curvePath(ctx, view, series, first, last, size) {
  const { steps, values, stride, offset } = series;
  let pen = false;
  // Rows first and last stand in the path in any case, so that past and future meet at the cursor.
  decimate(series, first, last, size, picked);
  if (picked[0] !== first) picked.unshift(first);
  if (picked[picked.length - 1] !== last) picked.push(last);
  for (const row of picked) {
    const value = values[row * stride + offset];
    if (Number.isNaN(value)) {
      pen = false;
      continue;
    }
    const x = view.x(steps[row]);
    const y = view.y(value);
    if (pen) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    pen = true;
  }
}

/**
 * Clips to the plotting area, with room for the width of a line.
 * @param {Context} ctx
 * @param {LossView} view
 */
function clipArea(ctx, view) {
  ctx.beginPath();
  ctx.rect(view.left - 1, view.top - 3, view.right - view.left + 8, view.bottom - view.top + 4);
  ctx.clip();
}

/**
 * @typedef {object} CurveOptions
 * @property {string} [colour]
 * @property {number} [width]
 * @property {number} [alpha]   opacity of the past
 * @property {boolean} [dot]    the cursor's dot; on unless `thin`
 * @property {boolean} [thin]   the second line: the loss over all points beside the loss of the batches
 * @property {boolean} [noisy]  the first line, when a thin one lies on it: paler
 */

/**
 * One curve: solid up to row `cursorIndex`, faint beyond, a dot at the cursor.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {Series} series
 * @param {number} cursorIndex  row index
 * @param {CurveOptions} [options]
 */
export function drawLossCurve(ctx, view, theme, series, cursorIndex, options = {}) {
  const { count } = series;
  if (!count) return;
  const { thin = false, noisy = false, dot = !thin } = options;
  const colour = options.colour ?? (thin ? theme.text : theme.accent);
  const width = options.width ?? view.type * (thin ? 0.125 : noisy ? 0.1 : 0.18);
  const alpha = options.alpha ?? (noisy ? 0.5 : 1);
  const cursor = Math.max(0, Math.min(count - 1, Math.floor(cursorIndex)));
  const size = binSize(count, binsAcross(view));
  ctx.save();
  clipArea(ctx, view);
  // Round joins of a thousand spikes cost more than the rest of the frame, and nobody sees them.
  ctx.lineJoin = size > 2 ? "bevel" : "round";
  ctx.lineCap = size > 2 ? "butt" : "round";
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  if (cursor < count - 1) {
    ctx.globalAlpha = alpha * 0.28;
    ctx.beginPath();
    curvePath(ctx, view, series, cursor, count - 1, size);
    ctx.stroke();
  }
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  curvePath(ctx, view, series, 0, cursor, size);
  ctx.stroke();
  ctx.restore();
  if (dot) drawDot(ctx, view, theme, series, cursor, colour);
}

/**
 * The cursor's dot; an infinite loss sits on the upper edge as an arrow.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {Series} series
 * @param {number} row
 * @param {string} colour
 */
function drawDot(ctx, view, theme, series, row, colour) {
  const value = series.values[row * series.stride + series.offset];
  const x = view.x(series.steps[row]);
  const y = Number.isNaN(value) ? -Infinity : view.y(value);
  const radius = view.type * 0.36;
  ctx.save();
  ctx.beginPath();
  if (!(y >= view.top - 2)) {
    ctx.moveTo(x, view.top - radius * 1.6);
    ctx.lineTo(x + radius * 1.3, view.top + radius * 0.6);
    ctx.lineTo(x - radius * 1.3, view.top + radius * 0.6);
    ctx.closePath();
    ctx.fillStyle = theme.danger;
  } else {
    ctx.arc(x, Math.min(y, view.bottom), radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
  }
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fill();
  ctx.restore();
}

/**
 * An earlier run as a pale line behind the present one.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {Series} series
 */
export function drawGhost(ctx, view, theme, series) {
  if (!series.count) return;
  ctx.save();
  clipArea(ctx, view);
  ctx.lineJoin = "bevel";
  ctx.strokeStyle = fade(theme.ghost, 0.75);
  ctx.lineWidth = view.type * 0.15;
  ctx.beginPath();
  curvePath(ctx, view, series, 0, series.count - 1, binSize(series.count, binsAcross(view)));
  ctx.stroke();
  ctx.restore();
}
