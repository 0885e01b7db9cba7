/** Grid, numbers and names of the loss curve's axes. */

import { crisp, drawText, font } from "./text.js";
import { formatStep, formatTick, linearTicks, logTicks } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./loss_view.js").LossView} LossView */

/**
 * Clears the canvas; grid, numbers and names of the axes.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {{step?: string}} [labels]
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
