/** A range of an axis as a bracket with a name, at the top of a plot. Pure drawing. */

import { fade } from "../stage/draw/colour.js";
import { drawText, font } from "../stage/draw/text.js";

/**
 * @param {import("../stage/draw/types.js").Context} ctx
 * @param {import("../tape/plane.js").Plane} plane
 * @param {import("../stage/draw/types.js").Theme} theme
 * @param {{from: number, to: number, label: string, row: number, colour: string}} span
 */
export function drawSpan(ctx, plane, theme, { from, to, label, row, colour }) {
  const cut = (/** @type {number} */ value) => Math.max(plane.left, Math.min(plane.right, plane.x(value)));
  const [left, right] = [cut(from), cut(to)];
  const y = plane.top + 16 + 22 * row;
  ctx.fillStyle = fade(colour, 0.08);
  ctx.fillRect(left, plane.top, right - left, plane.bottom - plane.top);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  strokeSpan(ctx, left, right, y);
  ctx.font = font(theme, 12, 600);
  drawText(ctx, label, right + 8, y, { colour, halo: theme.surface, baseline: "middle" });
}

/**
 * A level line with a stroke across each end.
 * @param {import("../stage/draw/types.js").Context} ctx
 * @param {number} from  pixels
 * @param {number} to    pixels
 * @param {number} y     pixels
 */
export function strokeSpan(ctx, from, to, y) {
  ctx.beginPath();
  ctx.moveTo(from, y - 6);
  ctx.lineTo(from, y + 6);
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.moveTo(to, y - 6);
  ctx.lineTo(to, y + 6);
  ctx.stroke();
}
