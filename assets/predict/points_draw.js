/** The plane of new points: known points pale, the boundary, new points large with their scores. Pure drawing. */

import { fade } from "../stage/draw/colour.js";
import { paintPoint, shapePath } from "../stage/draw/shapes.js";
import { drawText, font } from "../stage/draw/text.js";
import { drawAxes, inside } from "../tape/axes.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{x: number, y: number, score: string, positive: boolean}} NewPoint */
/**
 * @typedef {object} Drawn
 * @property {[number, number][]} inputs
 * @property {number[]} labels
 * @property {[number, number][]} boundary  its two ends, or nothing
 * @property {NewPoint[]} points
 */

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Drawn} drawn
 */
export function drawPaper(ctx, plane, theme, drawn) {
  drawAxes(ctx, plane, theme, { x: "x₁", y: "x₂" });
  inside(ctx, plane, () => {
    drawn.inputs.forEach(([x, y], index) => {
      const label = drawn.labels[index];
      ctx.beginPath();
      shapePath(ctx, plane.x(x), plane.y(y), 3, label);
      ctx.fillStyle = fade(label ? theme.positive : theme.negative, 0.3);
      ctx.fill();
    });
    if (drawn.boundary.length === 2) {
      ctx.beginPath();
      for (const [x, y] of drawn.boundary) ctx.lineTo(plane.x(x), plane.y(y));
      ctx.strokeStyle = theme.accent;
      ctx.lineWidth = 2.5;
      ctx.stroke();
    }
    for (const point of drawn.points) drawPoint(ctx, plane, theme, point);
  });
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {NewPoint} point
 */
function drawPoint(ctx, plane, theme, point) {
  const x = plane.x(point.x);
  const y = plane.y(point.y);
  paintPoint(ctx, theme, x, y, point.positive ? 1 : 0, 7, "glow", 0);
  ctx.font = font(theme, plane.type, 600);
  const text = point.score;
  const width = ctx.measureText(text).width + plane.type * 0.6;
  const left = Math.min(x + 12, plane.right - width);
  ctx.fillStyle = fade(theme.surface, 0.85);
  ctx.fillRect(left, y - plane.type * 0.8, width, plane.type * 1.6);
  drawText(ctx, text, left + plane.type * 0.3, y, { colour: theme.text, align: "left", baseline: "middle" });
}

/**
 * Where the next point would be put.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{x: number, y: number}|null} cursor
 */
export function drawCursor(ctx, plane, theme, cursor) {
  ctx.clearRect(0, 0, plane.width, plane.height);
  if (!cursor) return;
  const x = plane.x(cursor.x);
  const y = plane.y(cursor.y);
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x - 9, y);
  ctx.lineTo(x + 9, y);
  ctx.moveTo(x, y - 9);
  ctx.lineTo(x, y + 9);
  ctx.stroke();
}
