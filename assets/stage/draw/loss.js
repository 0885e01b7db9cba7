/**
 * The loss curve: past solid, what was computed ahead of the cursor faint. One name for all of its drawing.
 *
 * Paint in this order: drawLossAxes, drawGhost, drawLossCurve (and the thin one), drawFloor, drawRateChanges,
 * drawHover.
 */

import { fade } from "./colour.js";
import { binSize, decimate } from "./decimate.js";

export { extent, rowAt } from "./decimate.js";
export { drawLossAxes } from "./loss_axes.js";
export { drawFloor, drawHover, drawRateChanges } from "./loss_marks.js";
export { lossRange, lossView } from "./loss_view.js";
export { niceMaxStep } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Series} Series */
/** @typedef {import("./loss_view.js").LossView} LossView */

/**
 * How many bins a curve may have: one for every two pixels.
 * @param {LossView} view
 */
const binsAcross = (view) => (view.right - view.left) * 0.5;

/** Radius of a single update's loss, pixels. */
const DOT = 0.9;

/** @type {number[]} */
const picked = [];

/**
 * Adds rows first … last to the path. A NaN breaks the line; infinity leaves through the top. Of losses of single
 * updates (`noisy`) a line joins only what follows each other: between rows of a sampled run nothing is known.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Series} series
 * @param {number} first
 * @param {number} last
 * @param {number} size
 * @param {boolean} [noisy]
 */
function curvePath(ctx, view, series, first, last, size, noisy = false) {
  const { steps, values, stride, offset } = series;
  const isApart = (/** @type {number} */ one, /** @type {number} */ next) => steps[next] - steps[one] > next - one;
  let pen = false;
  let before = first;
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
    if (noisy && isApart(before, row)) {
      ctx.moveTo(x + DOT, y);
      ctx.arc(x, y, DOT, 0, 2 * Math.PI);
    } else if (pen) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    pen = true;
    before = row;
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
 * @property {number[]} [pattern]  dashes
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
  if (options.pattern) ctx.setLineDash(options.pattern);
  if (cursor < count - 1) {
    ctx.globalAlpha = alpha * 0.28;
    ctx.beginPath();
    curvePath(ctx, view, series, cursor, count - 1, size, noisy);
    ctx.stroke();
  }
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  curvePath(ctx, view, series, 0, cursor, size, noisy);
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
