/** Scores by class with a threshold on their axis, and the curve of all thresholds. Pure drawing. */

import { fade } from "../stage/draw/colour.js";
import { traceDiamond } from "../stage/draw/diamond.js";
import { drawText, font } from "../stage/draw/text.js";
import { drawAxes, inside, traceCurve } from "../tape/axes.js";
import { planeOf } from "../tape/plane.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{edges: number[], negative: number[], positive: number[]}} Bins */
/** @typedef {{width: number, height: number}} Size */

/**
 * The plane of a histogram.
 * @param {Size} size
 * @param {Bins|null} bins
 * @param {[number, number]} ends  of the axis of scores
 * @returns {Plane}
 */
export function histogramPlane(size, bins, ends) {
  const most = bins ? Math.max(...bins.negative, ...bins.positive, 1) : 1;
  const room = size.width - 24; // the name of the axis is longer than x
  return { ...planeOf({ x0: ends[0], x1: ends[1], y0: 0, y1: 1.12 * most }, { width: room, height: size.height }), width: size.width };
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{bins: Bins|null, threshold: number|null, names: {x: string, y: string, negative: string, positive: string}}} drawn
 *   `names`: of the axes, and of the sides of the threshold
 */
export function drawHistogram(ctx, plane, theme, { bins, threshold, names }) {
  drawAxes(ctx, plane, theme, names);
  inside(ctx, plane, () => {
    if (threshold !== null) {
      const at = Math.max(plane.left, Math.min(plane.right, plane.x(threshold)));
      const height = plane.bottom - plane.top;
      ctx.fillStyle = fade(theme.negativeFill, 0.5);
      ctx.fillRect(plane.left, plane.top, at - plane.left, height);
      ctx.fillStyle = fade(theme.positiveFill, 0.5);
      ctx.fillRect(at, plane.top, plane.right - at, height);
    }
    if (bins) {
      drawBars(ctx, plane, bins.edges, bins.negative, theme.negative, false);
      drawBars(ctx, plane, bins.edges, bins.positive, theme.positive, true);
    }
  });
  if (threshold === null) return;
  drawThreshold(ctx, plane, theme, threshold);
  ctx.font = font(theme, 12, 600);
  const x = plane.x(threshold);
  const style = /** @type {const} */ ({ halo: theme.surface, baseline: "top" });
  if (x - plane.left > ctx.measureText(names.negative).width + 20) {
    drawText(ctx, names.negative, x - 10, plane.top + 6, { ...style, colour: theme.text, align: "right" });
  }
  if (plane.right - x > ctx.measureText(names.positive).width + 20) {
    drawText(ctx, names.positive, x + 10, plane.top + 6, { ...style, colour: theme.text, align: "left" });
  }
}

/**
 * Bars of one class; those of the positives are hatched.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {readonly number[]} edges
 * @param {readonly number[]} counts
 * @param {string} colour
 * @param {boolean} hatched
 */
function drawBars(ctx, plane, edges, counts, colour, hatched) {
  ctx.lineWidth = 1;
  counts.forEach((count, i) => {
    if (!count) return;
    const [left, right, top] = [plane.x(edges[i]), plane.x(edges[i + 1]), plane.y(count)];
    ctx.fillStyle = fade(colour, 0.5);
    ctx.fillRect(left + 0.5, top, right - left - 1, plane.bottom - top);
    ctx.strokeStyle = colour;
    ctx.strokeRect(left + 0.5, top, right - left - 1, plane.bottom - top);
    if (!hatched) return;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left + 0.5, top, right - left - 1, plane.bottom - top);
    ctx.clip();
    ctx.beginPath();
    const first = Math.floor((left + top) / 6) * 6;
    for (let at = first; at < right + plane.bottom; at += 6) {
      ctx.moveTo(at - top, top);
      ctx.lineTo(at - plane.bottom, plane.bottom);
    }
    ctx.stroke();
    ctx.restore();
  });
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {number} threshold
 */
function drawThreshold(ctx, plane, theme, threshold) {
  const x = plane.x(threshold);
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 6;
  for (let pass = 0; pass < 2; pass += 1) {
    ctx.beginPath();
    ctx.moveTo(x, plane.top - 4);
    ctx.lineTo(x, plane.bottom);
    ctx.stroke();
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2.5;
  }
}

/**
 * @param {Context} ctx
 * @param {Size} size
 * @param {Theme} theme
 * @param {{roc: {falseRates: number[], trueRates: number[]}|null, at: {falseRate: number, trueRate: number}, names: {x: string, y: string, guessing: string, area: string}}} drawn
 */
export function drawRoc(ctx, size, theme, { roc, at, names }) {
  const plane = planeOf({ x0: 0, x1: 1, y0: 0, y1: 1 }, { width: size.width + 14, height: size.height });
  drawAxes(ctx, { ...plane, width: size.width }, theme, { x: "", y: names.y });
  ctx.font = font(theme, plane.type, 600);
  drawText(ctx, names.x, plane.right, plane.bottom - plane.type * 0.6, { colour: theme.text, halo: theme.surface, align: "right" });
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(plane.x(0), plane.y(0));
  ctx.lineTo(plane.x(1), plane.y(1));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = font(theme, plane.type);
  drawText(ctx, names.guessing, plane.x(0.62), plane.y(0.5), { colour: theme.muted, halo: theme.surface });
  if (!roc) return;
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 2.75;
  traceCurve(ctx, plane, roc.falseRates, roc.trueRates);
  ctx.stroke();
  ctx.font = font(theme, plane.type, 600);
  drawText(ctx, names.area, plane.x(0.3), plane.y(0.28), { colour: theme.accent, halo: theme.surface });
  if (!Number.isFinite(at.falseRate) || !Number.isFinite(at.trueRate)) return;
  const [x, y, r] = [plane.x(at.falseRate), plane.y(at.trueRate), 8];
  traceDiamond(ctx, x, y, r);
  ctx.fillStyle = theme.text;
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 2;
  ctx.fill();
  ctx.stroke();
}
