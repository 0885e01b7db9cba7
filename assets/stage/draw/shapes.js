/**
 * One point in each of its looks: the shape of its class, plain, ringed as wrong, glowing in a batch; hollow if it
 * is held out of training.
 */

import { blend, fade } from "./colour.js";
import { classColour } from "./palette.js";

/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {"plain"|"glow"|"wrong"} Look */
/** @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} AnyContext */

/** Corners of a triangle with the area of a circle of radius 1, its weight in the middle. */
const TRIANGLE = Math.sqrt((4 * Math.PI) / (3 * Math.sqrt(3)));
/** Half the side of a square, half the diagonal of a diamond, half the length of a cross of that area. */
const SQUARE = Math.sqrt(Math.PI) / 2;
const DIAMOND = Math.sqrt(Math.PI / 2);
const CROSS = 1.3;
/** Half the thickness of its bars: 8·t·1.3 − 4·t² = π. */
const BAR = 0.349;

/** A point's variant: its class, and this much more if it is held out. */
export const HELD = 8;
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
 * Corners of the shape of a class for radius 1; class 0 is a circle and has none.
 * @type {readonly (readonly (readonly [number, number])[])[]}
 */
const CORNERS = [
  [],
  [[0, -TRIANGLE], [TRIANGLE * Math.cos(Math.PI / 6), TRIANGLE / 2], [-TRIANGLE * Math.cos(Math.PI / 6), TRIANGLE / 2]],
  [[-SQUARE, -SQUARE], [SQUARE, -SQUARE], [SQUARE, SQUARE], [-SQUARE, SQUARE]],
  [[0, -DIAMOND], [DIAMOND, 0], [0, DIAMOND], [-DIAMOND, 0]],
  [[-BAR, -CROSS], [BAR, -CROSS], [BAR, -BAR], [CROSS, -BAR], [CROSS, BAR], [BAR, BAR], [BAR, CROSS], [-BAR, CROSS],
    [-BAR, BAR], [-CROSS, BAR], [-CROSS, -BAR], [-BAR, -BAR]],
];

/**
 * Adds the shape of a class to the path.
 * @param {AnyContext} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius  of the circle; the others have its area
 * @param {number} label
 */
export function shapePath(ctx, x, y, radius, label) {
  const corners = CORNERS[label] ?? [];
  if (!corners.length) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => {
    if (i) ctx.lineTo(x + radius * dx, y + radius * dy);
    else ctx.moveTo(x + radius * dx, y + radius * dy);
  });
  ctx.closePath();
}

/** Share of the text's colour in the rim of a point. */
const RIM = 0.24;

/**
 * The rim of a point: its class' colour, and further from any ground than that.
 * @param {Theme} theme
 * @param {number} label
 */
export const rimColour = (theme, label) => blend(classColour(theme, label), theme.text, RIM);

/**
 * One point in one look, as vectors.
 * @param {AnyContext} ctx
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} variant  class, plus HELD for a point that is held out
 * @param {number} radius
 * @param {Look} look
 * @param {number} ring  radius of the ring of a wrong point
 */
export function paintPoint(ctx, theme, x, y, variant, radius, look, ring) {
  const label = variant % HELD;
  const hollow = variant >= HELD;
  const colour = classColour(theme, label);
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
  shapePath(ctx, x, y, hollow ? size * 0.92 : size, label);
  if (hollow) {
    ctx.fillStyle = fade(theme.surface, 0.85);
    ctx.fill();
    ctx.lineWidth = Math.max(1.4, size * 0.42);
    ctx.strokeStyle = look === "wrong" && !ring ? theme.text : colour;
    ctx.stroke();
    if (look !== "wrong" || !ring) return;
  }
  ctx.fillStyle = colour;
  if (look === "glow") {
    // The rim first: half of it stays outside the shape.
    ctx.strokeStyle = theme.dark ? theme.text : theme.surface;
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fill();
    return;
  }
  if (!hollow) {
    ctx.fill();
    // Dark around the class's colour: a red rim would not be told from orange, and blue turns violet beside it.
    ctx.lineWidth = look === "wrong" && !ring ? 1.5 : 0.8;
    ctx.strokeStyle = look === "wrong" && !ring ? theme.text : rimColour(theme, label);
    ctx.stroke();
  }
  if (look === "wrong" && ring) {
    circle();
    ctx.strokeStyle = theme.danger;
    ctx.lineWidth = 2;
    ctx.stroke();
  }
}
