/** One training point in each of its looks: circle or triangle, plain, ringed as wrong, glowing in a batch. */

import { fade } from "./colour.js";

/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {"plain"|"glow"|"wrong"} Look */
/** @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} AnyContext */

/** Corners of a triangle with the area of a circle of radius 1, its weight in the middle. */
const TRIANGLE = Math.sqrt((4 * Math.PI) / (3 * Math.sqrt(3)));
/** Reach of the glow of a point in the batch, in radii. */
const GLOW = 4;

/**
 * Pixels around a point's centre that its picture needs.
 * @param {number} radius
 * @param {Look} look
 * @param {number} ring
 * @returns {number}
 */
export function reachOf(radius, look, ring) {
  return Math.ceil(Math.max(radius * TRIANGLE + 1, look === "glow" ? radius * GLOW : 0, look === "wrong" ? ring + 2 : 0));
}

/**
 * Adds the shape of a class to the path.
 * @param {AnyContext} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius  of the circle; the triangle has its area
 * @param {number} label
 */
export function shapePath(ctx, x, y, radius, label) {
  if (!label) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const r = radius * TRIANGLE;
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r * Math.cos(Math.PI / 6), y + r / 2);
  ctx.lineTo(x - r * Math.cos(Math.PI / 6), y + r / 2);
  ctx.closePath();
}

/**
 * One point in one look, as vectors.
 * @param {AnyContext} ctx
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} label
 * @param {number} radius
 * @param {Look} look
 * @param {number} ring  radius of the ring of a wrong point
 */
export function paintPoint(ctx, theme, x, y, label, radius, look, ring) {
  const colour = label ? theme.positive : theme.negative;
  const size = look === "glow" ? radius * 1.3 : radius;
  const circle = () => {
    ctx.beginPath();
    ctx.arc(x, y, ring, 0, 2 * Math.PI);
  };
  if (look === "glow") {
    const reach = radius * GLOW;
    const glow = ctx.createRadialGradient(x, y, radius * 0.8, x, y, reach);
    glow.addColorStop(0, fade(colour, 0.75));
    glow.addColorStop(0.4, fade(colour, 0.32));
    glow.addColorStop(1, fade(colour, 0));
    ctx.fillStyle = glow;
    ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
  }
  if (look === "wrong" && ring) {
    circle();
    ctx.strokeStyle = fade(theme.surface, 0.8);
    ctx.lineWidth = 3.4;
    ctx.stroke();
  }
  ctx.lineJoin = "round";
  ctx.beginPath();
  shapePath(ctx, x, y, size, label);
  ctx.fillStyle = colour;
  if (look === "glow") {
    // The rim first: half of it stays outside the shape.
    ctx.strokeStyle = theme.dark ? theme.text : theme.surface;
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fill();
    return;
  }
  ctx.fill();
  ctx.lineWidth = look === "wrong" && !ring ? 1 : 0.8;
  ctx.strokeStyle = look === "wrong" && !ring ? theme.danger : fade(theme.surface, 0.75);
  ctx.stroke();
  if (look === "wrong" && ring) {
    circle();
    ctx.strokeStyle = theme.danger;
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}
