/** A function's curve with its tangent at one point. Pure functions of what is to be seen. */

import { drawText, font } from "../stage/draw/text.js";
import { inside, traceCurve } from "./axes.js";
import { short } from "./numbers.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {import("./interpolate.js").Curve} Curve */

/** @typedef {{x: number, y: number|null, slope: number|null}} Touch */

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
      traceCurve(ctx, plane, curve.x, curve.slope, curve.connected);
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
 * @param {{focused: boolean, withSlope: boolean}} look
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
    if (y === null || slope === null) return;
    const reach = plane.x1 - plane.x0;
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.moveTo(plane.x(x - reach), plane.y(y - slope * reach));
    ctx.lineTo(plane.x(x + reach), plane.y(y + slope * reach));
    ctx.stroke();
    drawRise(ctx, plane, theme, x, y, slope);
    if (look.withSlope) dot(ctx, plane.x(x), plane.y(slope), 5, theme.positive, theme.surface);
  });
  if (y === null || plane.y(y) < plane.top - 8 || plane.y(y) > plane.bottom + 8) return;
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
  const run = x + 1 <= plane.x1 ? 1 : -1;
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
  ctx.font = font(theme, plane.type, 600);
  const below = run * slope >= 0;
  const halo = { halo: theme.surface };
  if (Math.abs(x1 - x0) > 26 && Math.abs(y1 - y0) > 6) {
    const style = { colour: theme.accent, align: /** @type {const} */ ("center"), ...halo };
    drawText(ctx, run > 0 ? "1" : "−1", (x0 + x1) / 2, y0 + (below ? plane.type * 1.2 : -plane.type * 0.45), style);
  }
  const middle = Math.min(plane.bottom - plane.type, Math.max(plane.top + plane.type, (y0 + y1) / 2));
  const gap = plane.type * 0.5;
  const width = ctx.measureText(short(run * slope)).width;
  const right = run > 0 ? x1 + gap + width < plane.right : x1 - gap - width < plane.left;
  const align = /** @type {CanvasTextAlign} */ (right ? "left" : "right");
  const place = right ? x1 + gap : x1 - gap;
  drawText(ctx, short(run * slope), place, middle, { colour: theme.accent, align, baseline: "middle", ...halo });
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
