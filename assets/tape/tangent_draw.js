/** A function's curve with its tangent at one point. Pure functions of what is to be seen. */

import { drawText, font } from "../stage/draw/text.js";
import { inside, traceCurve } from "./axes.js";
import { short } from "./numbers.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {import("./interpolate.js").Curve} Curve */

/** @typedef {{x: number, y: number, slope: number|null}} Touch  slope null: TensorFlow gives none */

/**
 * The curve, and thinly its derivative.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Curve} curve
 * @param {boolean} withSlope
 */
export function drawCurve(ctx, plane, theme, curve, withSlope) {
  inside(ctx, plane, () => {
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    if (withSlope && curve.slope) {
      ctx.strokeStyle = theme.positive;
      ctx.lineWidth = 1.75;
      ctx.setLineDash([7, 5]);
      traceCurve(ctx, plane, curve.x, curve.slope, curve.slope_connected ?? curve.connected);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.strokeStyle = theme.negative;
    ctx.lineWidth = 3;
    traceCurve(ctx, plane, curve.x, curve.y, curve.connected);
    ctx.stroke();
  });
}

/**
 * Tangent, the triangle of its slope, and the point itself.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Touch} touch
 * @param {{focused: boolean, withSlope: boolean, dim?: boolean}} look  dim: the learner's tape has no such slope
 */
export function drawTangent(ctx, plane, theme, touch, look) {
  const { x, y, slope } = touch;
  inside(ctx, plane, () => {
    ctx.strokeStyle = theme.ghost;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 4]);
    ctx.beginPath();
    ctx.moveTo(plane.x(x), plane.top);
    ctx.lineTo(plane.x(x), plane.bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    if (slope === null || !Number.isFinite(y + slope)) return;
    const reach = plane.x1 - plane.x0;
    ctx.strokeStyle = look.dim ? theme.ghost : theme.accent;
    ctx.lineWidth = 2.5;
    if (look.dim) ctx.setLineDash([6, 5]);
    ctx.beginPath();
    ctx.moveTo(plane.x(x - reach), plane.y(y - slope * reach));
    ctx.lineTo(plane.x(x + reach), plane.y(y + slope * reach));
    ctx.stroke();
    ctx.setLineDash([]);
    if (!look.dim) drawRise(ctx, plane, theme, x, y, slope);
    if (look.withSlope) dot(ctx, plane.x(x), plane.y(slope), 5, theme.positive, theme.surface);
  });
  if (!Number.isFinite(y) || plane.y(y) < plane.top - 8 || plane.y(y) > plane.bottom + 8) return;
  if (look.focused) {
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(plane.x(x), plane.y(y), 14, 0, 2 * Math.PI);
    ctx.stroke();
  }
  dot(ctx, plane.x(x), plane.y(y), 8, theme.accent, theme.surface);
}

/**
 * One to the right, and how far up the tangent goes there.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} slope
 */
function drawRise(ctx, plane, theme, x, y, slope) {
  ctx.font = font(theme, plane.type, 600);
  const gap = plane.type * 0.5;
  const wide = ctx.measureText(short(slope)).width + 2 * gap;
  // The number stands beside the triangle, or inside where the slanted side leaves it room.
  const outside = plane.x(x + 1) + wide < plane.right;
  const within = x + 1 <= plane.x1 + 1e-9 && plane.x(x + 1) - plane.x(x) > 2 * wide;
  const run = outside || within || x - 1 < plane.x0 ? 1 : -1;
  const [x0, x1, y0, y1] = [plane.x(x), plane.x(x + run), plane.y(y), plane.y(y + run * slope)];
  if (Math.abs(x1 - x0) < 18) return;
  ctx.fillStyle = theme.accent;
  ctx.globalAlpha = 0.12;
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y0);
  ctx.lineTo(x1, y1);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  const text = short(run * slope);
  const style = { colour: theme.accent, halo: theme.surface };
  const center = /** @type {const} */ ("center");
  const above = y1 > y0; // the triangle hangs below its level leg
  if (Math.abs(x1 - x0) > 26 && Math.abs(y1 - y0) > 6) {
    const level = y0 + (above ? -plane.type * 0.45 : plane.type * 1.2);
    drawText(ctx, run > 0 ? "1" : "−1", (x0 + x1) / 2, level, { ...style, align: center });
  }
  if (Math.abs(y1 - y0) < plane.type * 2.2) {
    // A rise as low as the type has no room beside it: its number would lie on the tangent.
    const over = Math.min(y0, y1) - plane.type * 0.7;
    const place = over > plane.top + plane.type ? over : Math.max(y0, y1) + plane.type * 1.4;
    drawText(ctx, text, x1, place, { ...style, align: center });
    return;
  }
  const middle = Math.min(plane.bottom - plane.type, Math.max(plane.top + plane.type, (y0 + y1) / 2));
  const rightwards = run > 0 && outside;
  const align = /** @type {CanvasTextAlign} */ (rightwards ? "left" : "right");
  drawText(ctx, text, x1 + (rightwards ? gap : -gap), middle, { ...style, align, baseline: "middle" });
}

/**
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {string} rim
 */
export function dot(ctx, x, y, radius, colour, rim) {
  ctx.fillStyle = colour;
  ctx.strokeStyle = rim;
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}
