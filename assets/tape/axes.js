/** Paper of a plot: grid, zero lines, numbers and names of both axes. */

import { crisp, drawText, font } from "../stage/draw/text.js";
import { formatTick, linearTicks } from "../stage/draw/ticks.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./plane.js").Plane} Plane */

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{x: string, y: string}} names
 */
export function drawAxes(ctx, plane, theme, names) {
  const { left, right, top, bottom, type } = plane;
  const across = linearTicks(plane.x0, plane.x1, Math.max(2, (right - left) / (type * 6)));
  const up = linearTicks(plane.y0, plane.y1, Math.max(2, (bottom - top) / (type * 3.6)));
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, plane.width, plane.height);
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.beginPath();
  for (const value of across.values) vertical(ctx, plane, value);
  for (const value of up.values) horizontal(ctx, plane, value);
  ctx.stroke();
  ctx.strokeStyle = theme.ghost;
  ctx.beginPath();
  if (plane.x0 <= 0 && plane.x1 >= 0) vertical(ctx, plane, 0);
  if (plane.y0 <= 0 && plane.y1 >= 0) horizontal(ctx, plane, 0);
  ctx.stroke();
  ctx.font = font(theme, type);
  let end = right;
  for (const value of across.values) {
    const text = formatTick(value, across.step);
    drawText(ctx, text, plane.x(value), bottom + type * 1.5, { colour: theme.muted, align: "center" });
    end = Math.max(end, plane.x(value) + ctx.measureText(text).width / 2);
  }
  for (const value of up.values) {
    const text = formatTick(value, up.step);
    drawText(ctx, text, left - type * 0.5, plane.y(value), { colour: theme.muted, align: "right", baseline: "middle" });
  }
  ctx.font = font(theme, type, 600);
  drawText(ctx, names.x, end + type * 0.5, bottom + type * 1.5, { colour: theme.text, align: "left" });
  drawText(ctx, names.y, left, top - type * 0.7, { colour: theme.text, align: "left" });
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {number} value
 */
function vertical(ctx, plane, value) {
  ctx.moveTo(crisp(plane.x(value)), plane.top);
  ctx.lineTo(crisp(plane.x(value)), plane.bottom);
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {number} value
 */
function horizontal(ctx, plane, value) {
  ctx.moveTo(plane.left, crisp(plane.y(value)));
  ctx.lineTo(plane.right, crisp(plane.y(value)));
}

/**
 * A line through the box of the axes at one x.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {number} x
 * @param {{colour?: string, width?: number}} [look]
 */
export function drawCursor(ctx, plane, theme, x, { colour = theme.text, width = 1 } = {}) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(plane.x(x), plane.top);
  ctx.lineTo(plane.x(x), plane.bottom);
  ctx.stroke();
}

/**
 * Only inside the box of the axes.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {() => void} draw
 */
export function inside(ctx, plane, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(plane.left, plane.top, plane.right - plane.left, plane.bottom - plane.top);
  ctx.clip();
  draw();
  ctx.restore();
}

/**
 * A line through the values of a sampled function.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y  no line leads to a value that is not finite
 * @param {ArrayLike<boolean>|null} connected  whether a line leads to a sample from the one before
 */
export function traceCurve(ctx, plane, x, y, connected = null) {
  ctx.beginPath();
  let open = false;
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index];
    if (!Number.isFinite(value)) {
      open = false;
      continue;
    }
    // Far outside the box a canvas loses precision.
    const at = Math.min(plane.bottom + 1e4, Math.max(plane.top - 1e4, plane.y(value)));
    if (open && (connected === null || connected[index])) ctx.lineTo(plane.x(x[index]), at);
    else ctx.moveTo(plane.x(x[index]), at);
    open = true;
  }
}
