/** New points on the plane of the clouds: large, with their scores once these may be seen. Pure drawing. */

import { fade } from "../stage/draw/colour.js";
import { paintPoint } from "../stage/draw/shapes.js";
import { drawText, font } from "../stage/draw/text.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/draw/types.js").View} View */

/** @typedef {{x: number, y: number, score: string, positive: boolean}} NewPoint */

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {readonly NewPoint[]} points
 * @param {number} shown  how many of them, from the first, have been revealed
 */
export function drawNewPoints(ctx, view, theme, points, shown) {
  points.forEach((point, i) => {
    const [x, y] = [view.x(point.x), view.y(point.y)];
    if (i >= shown) return label(ctx, view, theme, x, y, "?", true);
    paintPoint(ctx, theme, x, y, point.positive ? 1 : 0, 8, "glow", 0);
    return label(ctx, view, theme, x, y, point.score, false);
  });
}

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {boolean} inside  the mark itself
 */
function label(ctx, view, theme, x, y, text, inside) {
  ctx.font = font(theme, 14, 600);
  if (inside) {
    ctx.beginPath();
    ctx.arc(x, y, 11, 0, 2 * Math.PI);
    ctx.fillStyle = theme.surface;
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
    drawText(ctx, text, x, y, { colour: theme.text, align: "center", baseline: "middle" });
    return;
  }
  const width = ctx.measureText(text).width + 8;
  const left = Math.min(x + 13, view.width - width - 2);
  ctx.fillStyle = fade(theme.surface, 0.85);
  ctx.fillRect(left, y - 11, width, 22);
  drawText(ctx, text, left + 4, y, { colour: theme.text, align: "left", baseline: "middle" });
}

/**
 * Where the next point would be put.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {{x: number, y: number}|null} cursor
 */
export function drawCursor(ctx, view, theme, cursor) {
  ctx.clearRect(0, 0, view.width, view.height);
  if (!cursor) return;
  const [x, y] = [view.x(cursor.x), view.y(cursor.y)];
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x - 9, y);
  ctx.lineTo(x + 9, y);
  ctx.moveTo(x, y - 9);
  ctx.lineTo(x, y + 9);
  ctx.stroke();
}
