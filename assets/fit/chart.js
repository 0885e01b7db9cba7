/** Curves over the epochs: what is trained on solid with filled marks, what is held out dashed and hollow. Pure. */

import { drawText, font } from "../stage/draw/text.js";
import { drawAxes, drawCursor, inside, traceCurve } from "../tape/axes.js";
import { planeOf } from "../tape/plane.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{name: string, values: (number|null)[], held: boolean}} Series  null: no finite number */

/** More marks than this would be a thick line. */
const MOST_MARKS = 30;

/**
 * The range of a chart: all epochs, and all values from zero on.
 * @param {readonly Series[]} series
 * @param {number} epochs
 */
export function rangeOf(series, epochs) {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null && Number.isFinite(value));
  const high = Math.max(...(/** @type {number[]} */ (values)), 0);
  const low = Math.min(...(/** @type {number[]} */ (values)), 0);
  return { x0: epochs > 1 ? 1 : 0.5, x1: Math.max(epochs, 1.5), y0: low, y1: high > low ? low + 1.08 * (high - low) : 1 };
}

/**
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {{series: readonly Series[], epochs: number, names: {x: string, y: string}, at: number|null,
 *   room: string}} drawn  `at`: the epoch whose weights the plane shows; `room`: a text that fits behind the axis
 */
export function drawChart(ctx, size, theme, { series, epochs, names, at, room }) {
  ctx.font = font(theme, 14, 600); // the axis' name stands behind its numbers
  const width = size.width - Math.max(0, ctx.measureText(room).width - 24);
  const plane = planeOf(rangeOf(series, epochs), { width, height: size.height });
  drawAxes(ctx, plane, theme, names);
  if (at !== null) drawCursor(ctx, plane, theme, at);
  inside(ctx, { ...plane, left: plane.left - 6, right: plane.right + 6, top: plane.top - 6, bottom: plane.bottom + 6 }, () => {
    for (const one of series) drawSeries(ctx, plane, theme, one);
  });
  drawLegend(ctx, plane, theme, series);
  return plane;
}

/** @param {Theme} theme @param {boolean} held */
const colourOf = (theme, held) => (held ? theme.validation : theme.accent);

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Series} series
 */
function drawSeries(ctx, plane, theme, { values, held }) {
  ctx.strokeStyle = colourOf(theme, held);
  ctx.lineWidth = 2.25;
  ctx.setLineDash(held ? [7, 5] : []);
  const numbers = values.map((value) => value ?? NaN);
  traceCurve(ctx, plane, numbers.map((_, i) => i + 1), numbers);
  ctx.stroke();
  ctx.setLineDash([]);
  numbers.forEach((value, i) => {
    if (!Number.isFinite(value) || (numbers.length > MOST_MARKS && i + 1 < numbers.length)) return;
    ctx.beginPath();
    ctx.arc(plane.x(i + 1), plane.y(value), 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = held ? theme.surface : theme.accent;
    ctx.fill();
    ctx.stroke();
  });
}

/**
 * Names of the curves in the right corner where the curves are not, a sample of each line before them.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly Series[]} series
 */
function drawLegend(ctx, plane, theme, series) {
  ctx.font = font(theme, plane.type);
  const wide = Math.max(...series.map(({ name }) => ctx.measureText(name).width));
  const numbers = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const middle = numbers.reduce((sum, value) => sum + (value ?? 0), 0) / Math.max(numbers.length, 1);
  const isHigh = numbers.length > 0 && plane.y(middle) < (plane.top + plane.bottom) / 2;
  const first = isHigh ? plane.bottom - plane.type * 1.5 * series.length : plane.top;
  series.forEach(({ name, held }, i) => {
    const y = first + plane.type * (0.9 + 1.5 * i);
    const x = plane.right - wide;
    ctx.strokeStyle = colourOf(theme, held);
    ctx.lineWidth = 2.25;
    ctx.setLineDash(held ? [7, 5] : []);
    ctx.beginPath();
    ctx.moveTo(x - plane.type * 2.6, y);
    ctx.lineTo(x - plane.type * 0.6, y);
    ctx.stroke();
    ctx.setLineDash([]);
    drawText(ctx, name, x, y, { colour: theme.text, halo: theme.surface, baseline: "middle" });
  });
}
