/** Three courses of one loss on one another, and a lens that shows what differs between them. Pure drawing. */

import { drawText, font } from "../stage/draw/text.js";
import { drawAxes, drawCursor, inside, traceCurve } from "../tape/axes.js";
import { planeOf } from "../tape/plane.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{name: string, losses: number[]}} Way */

/** Wide below, narrow above: all three are seen where they lie on one another. */
const LOOKS = /** @type {{width: number, dash: number[], colour: "ghost"|"accent"|"validation"}[]} */ ([
  { width: 9, dash: [], colour: "ghost" },
  { width: 4, dash: [], colour: "accent" },
  { width: 2, dash: [7, 7], colour: "validation" },
]);

/**
 * How far each way is from the mean of all, update by update.
 * @param {readonly Way[]} ways
 * @returns {number[][]}
 */
export function departures(ways) {
  const count = ways.length ? ways[0].losses.length : 0;
  const means = Array.from({ length: count }, (_, i) => ways.reduce((sum, { losses }) => sum + losses[i], 0) / ways.length);
  return ways.map(({ losses }) => losses.map((loss, i) => loss - means[i]));
}

/**
 * @param {{width: number, height: number}} size
 * @param {readonly Way[]} ways
 * @param {number} updates  that the axis has room for
 */
export function coursePlane(size, ways, updates) {
  const high = Math.max(0, ...ways.flatMap(({ losses }) => losses.filter(Number.isFinite)));
  const width = size.width - 34;
  return { ...planeOf({ x0: 1, x1: Math.max(updates, 2), y0: 0, y1: high > 0 ? 1.08 * high : 1 }, { width, height: size.height }), width: size.width };
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{ways: readonly Way[], at: number|null, names: {x: string, y: string}}} drawn  `at`: the update under the lens
 */
export function drawCourses(ctx, plane, theme, { ways, at, names }) {
  drawAxes(ctx, plane, theme, names);
  inside(ctx, plane, () => drawLines(ctx, plane, theme, ways.map(({ losses }) => losses)));
  if (at === null || !ways.length) return;
  const y = plane.y(ways[0].losses[at - 1]);
  ctx.beginPath();
  ctx.arc(plane.x(at), y, 13, 0, 2 * Math.PI);
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 2.5;
  ctx.stroke();
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly number[][]} courses
 */
function drawLines(ctx, plane, theme, courses) {
  courses.forEach((losses, i) => {
    const look = LOOKS[i % LOOKS.length];
    ctx.strokeStyle = theme[look.colour];
    ctx.lineWidth = look.width;
    ctx.setLineDash(look.dash);
    traceCurve(ctx, plane, losses.map((_, k) => k + 1), losses);
    ctx.stroke();
    ctx.setLineDash([]);
  });
}

/** @param {number} power */
const raised = (power) => String(power).replace(/./g, (digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)]);

/**
 * The same curves less their mean, in the neighbourhood of an update: what is left is the rounding.
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {{ways: readonly Way[], at: number, reach: number, names: {x: string, y: string}}} drawn
 */
export function drawLens(ctx, size, theme, { ways, at, reach, names }) {
  const exact = departures(ways);
  const largest = Math.max(0, ...exact.flat().map(Math.abs).filter(Number.isFinite)) || 1e-7;
  const power = Math.floor(Math.log10(largest));
  const apart = exact.map((one) => one.map((value) => value / 10 ** power));
  const most = largest / 10 ** power;
  const count = apart.length ? apart[0].length : 2 * reach + 1;
  const x0 = Math.max(1, Math.min(at - reach, count - 2 * reach));
  const width = size.width - 34;
  const plane = { ...planeOf({ x0, x1: x0 + 2 * reach, y0: -1.25 * most, y1: 1.25 * most }, { width, height: size.height }), width: size.width };
  drawAxes(ctx, plane, theme, { ...names, y: `${names.y}, × 10${raised(power)}` });
  inside(ctx, plane, () => {
    drawLines(ctx, plane, theme, apart);
    if (ways.length) drawCursor(ctx, plane, theme, at);
  });
}

/**
 * Names of the ways, each behind a piece of its line.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly string[]} names
 */
export function drawNames(ctx, plane, theme, names) {
  ctx.font = font(theme, 13);
  const wide = Math.max(...names.map((name) => ctx.measureText(name).width));
  names.forEach((name, i) => {
    const look = LOOKS[i % LOOKS.length];
    const y = plane.top + 14 + 22 * i;
    const x = plane.right - wide - 6;
    ctx.strokeStyle = theme[look.colour];
    ctx.lineWidth = look.width;
    ctx.setLineDash(look.dash);
    ctx.beginPath();
    ctx.moveTo(x - 52, y);
    ctx.lineTo(x - 12, y);
    ctx.stroke();
    ctx.setLineDash([]);
    drawText(ctx, name, x, y, { colour: theme.text, halo: theme.surface, baseline: "middle" });
  });
}
