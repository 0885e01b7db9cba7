/** Grid, axes and their numbers: the paper that the plot is drawn on. */

import { crisp, drawText, font } from "./text.js";
import { formatTick, linearTicks } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/** Pixels between two lines of the grid, at least, in units of the type's size. */
const SPACING = 5;

/**
 * The round numbers on both axes of a view.
 * @param {View} view
 * @returns {{x: number[], y: number[], stepX: number, stepY: number}}
 */
export function gridTicks(view) {
  const spans = Math.max(2, Math.min(view.width, view.height) / (SPACING * view.type));
  const [across, upwards] = [view.width / view.unitX, view.height / view.unitY];
  const equal = linearTicks(0, Math.min(across, upwards), spans).step;
  // Squares of the grid tell that both axes have one scale.
  const [stepX, stepY] = view.unitX === view.unitY ? [equal, equal]
    : [linearTicks(0, across, spans).step, linearTicks(0, upwards, spans).step];
  return {
    x: linearTicks(view.invertX(0), view.invertX(view.width), across / stepX).values,
    y: linearTicks(view.invertY(view.height), view.invertY(0), upwards / stepY).values,
    stepX,
    stepY,
  };
}

const AXES = ["x₁", "x₂"];
/** The names of columns that have none of their own. */
const PLAIN = ["x1", "x2"];

/**
 * Clears the canvas and draws surface, grid, the two axes through zero, numbers along the lower and left
 * edge, and the names of both.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {readonly string[]} [names]
 */
export function drawBackdrop(ctx, view, theme, names = AXES) {
  const { width, height } = view;
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  const ticks = gridTicks(view);
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.beginPath();
  for (const value of ticks.x) {
    if (value === 0) continue;
    ctx.moveTo(crisp(view.x(value)), 0);
    ctx.lineTo(crisp(view.x(value)), height);
  }
  for (const value of ticks.y) {
    if (value === 0) continue;
    ctx.moveTo(0, crisp(view.y(value)));
    ctx.lineTo(width, crisp(view.y(value)));
  }
  ctx.stroke();
  ctx.strokeStyle = theme.border;
  ctx.beginPath();
  ctx.moveTo(crisp(view.x(0)), 0);
  ctx.lineTo(crisp(view.x(0)), height);
  ctx.moveTo(0, crisp(view.y(0)));
  ctx.lineTo(width, crisp(view.y(0)));
  ctx.stroke();
  ctx.restore();
  drawNumbers(ctx, view, theme, ticks, names);
}

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {{x: number[], y: number[], stepX: number, stepY: number}} ticks
 * @param {readonly string[]} names
 */
function drawNumbers(ctx, view, theme, ticks, names) {
  const { width, height, type } = view;
  const pad = Math.round(type * 0.6);
  ctx.save();
  ctx.font = font(theme, type);
  const [first, second] = names.map((name, axis) => (name === PLAIN[axis] ? AXES[axis] : name));
  const room = Math.max(type * 3, first.length * type * 0.6 + 3 * pad);
  const style = { colour: theme.muted, halo: theme.surface, haloWidth: 3 };
  for (const value of ticks.x) {
    const x = view.x(value);
    if (x < type * 3.2 || x > width - room) continue;
    drawText(ctx, formatTick(value, ticks.stepX), x, height - pad, { ...style, align: "center" });
  }
  for (const value of ticks.y) {
    const y = view.y(value);
    if (y < type * 2.6 || y > height - type * 2.4) continue;
    drawText(ctx, formatTick(value, ticks.stepY), pad, y, { ...style, baseline: "middle" });
  }
  ctx.font = `italic ${font(theme, type * 1.1, 500)}`;
  drawText(ctx, first, width - pad, height - pad, { ...style, colour: theme.text, align: "right" });
  drawText(ctx, second, pad, pad, { ...style, colour: theme.text, baseline: "top" });
  ctx.restore();
}
