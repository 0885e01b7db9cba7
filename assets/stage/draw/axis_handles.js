/** The handles that stretch and turn the covariance ellipses: a dot at the end of each axis, at rest hardly more. */

import { colourOf, drawFocus } from "./classes.js";
import { fade } from "./colour.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/**
 * The two handles of one axis, in pixels.
 * @typedef {object} AxisMark
 * @property {number} label    class
 * @property {{x: number, y: number}} end       the handle
 * @property {{x: number, y: number}} opposite  the end that only a mouse takes hold of
 * @property {boolean} strong  its class is pointed at, in focus or held: the axis shows, and both ends
 * @property {boolean} hover
 * @property {boolean} active
 * @property {boolean} focus
 */

/** Radii in pixels. */
const REST = 3.5;
const COARSE_REST = 5;
const STRONG = 6.5;
const LIFTED = 8.5;

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {readonly AxisMark[]} marks
 * @param {boolean} [coarse]  a finger points: nothing hovers, so the dots at rest are larger, and it takes hold of
 *   one end only
 */
export function drawAxisHandles(ctx, view, theme, marks, coarse = false) {
  const scale = Math.max(1, Math.min(1.35, view.type / 12.5));
  ctx.save();
  for (const { label, end, opposite, strong } of marks) {
    if (!strong) continue;
    for (const [colour, width] of /** @type {[string, number][]} */ ([
      [fade(theme.surface, 0.7), 4], [colourOf(theme, { label }), 1.5],
    ])) {
      ctx.beginPath();
      ctx.moveTo(opposite.x, opposite.y);
      ctx.lineTo(end.x, end.y);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  }
  for (const mark of marks) {
    const colour = colourOf(theme, mark);
    const { strong, active, hover, focus } = mark;
    if (strong && !coarse) drawDot(ctx, theme, mark.opposite, REST * 1.25 * scale, colour, false);
    const radius = scale * (active || hover ? LIFTED : strong ? STRONG : coarse ? COARSE_REST : REST);
    if (focus) drawFocus(ctx, theme, mark.end, radius + 5);
    drawDot(ctx, theme, mark.end, radius, colour, active);
  }
  ctx.restore();
}

/**
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {{x: number, y: number}} at
 * @param {number} radius
 * @param {string} colour
 * @param {boolean} filled
 */
function drawDot(ctx, theme, { x, y }, radius, colour, filled) {
  ctx.beginPath();
  ctx.arc(x, y, radius + 1.75, 0, 2 * Math.PI);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = filled ? colour : theme.surface;
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.stroke();
}
