/** What training is measured against: the best straight line and the boundary that nothing can beat. */

import { conicLines } from "./contour.js";
import { fade } from "./colour.js";
import { clipLine, visibleBox } from "./line.js";
import { drawText, font } from "./text.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/**
 * Where the two lines fall together (they do for the chapter's classes), the dots of the one stand in the
 * gaps of the other.
 */
const PERIOD = 18;
const DASH = 9;

/**
 * The Bayes boundary as polylines in data units. A conic without quadratic part is a line and cut exactly.
 * @param {ArrayLike<number>} bayes  a11, a12, a22, b1, b2, c
 * @param {View} view
 * @returns {[number, number][][]}
 */
export function bayesLines(bayes, view) {
  const box = visibleBox(view);
  const [a11, a12, a22, b1, b2, c] = Array.from(bayes);
  const extent = Math.max(...Object.values(box).map(Math.abs));
  if (Math.max(Math.abs(a11), Math.abs(a12), Math.abs(a22)) * extent < 1e-7 * Math.hypot(b1, b2)) {
    const line = clipLine(b1, b2, c, box);
    return line ? [[[line[0], line[1]], [line[2], line[3]]]] : [];
  }
  return conicLines(bayes, box).map(({ points, closed }) => {
    if (closed) return [...points, points[0]];
    const first = points[0];
    const last = points[points.length - 1];
    return last[0] < first[0] ? points.reverse() : points;
  });
}

/** @type {WeakMap<object, {key: string, lines: [number, number][][]}>} */
const remembered = new WeakMap();

/**
 * `bayesLines`, remembered for the array that it came from.
 * @param {ArrayLike<number> & object} bayes
 * @param {View} view
 */
function rememberedLines(bayes, view) {
  const key = `${Array.from(bayes)}|${view.x(0)}|${view.y(0)}|${view.unit}|${view.width}|${view.height}`;
  let entry = remembered.get(bayes);
  if (!entry || entry.key !== key) {
    entry = { key, lines: bayesLines(bayes, view) };
    remembered.set(bayes, entry);
  }
  return entry.lines;
}

/**
 * A label beside a line, pushed inside the canvas, over a halo.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {string} text
 * @param {[number, number]} at  pixel on the line
 * @param {string} colour
 * @param {boolean} below
 */
function drawLineLabel(ctx, view, theme, text, at, colour, below) {
  ctx.font = font(theme, view.type, 600);
  const wide = ctx.measureText(text).width;
  const pad = view.type;
  const x = Math.max(pad + wide / 2, Math.min(view.width - pad - wide / 2, at[0]));
  const y = Math.max(pad * 1.5, Math.min(view.height - pad * 2.4, at[1] + (below ? 1.2 : -1.2) * pad));
  drawText(ctx, text, x, y, { colour, halo: fade(theme.surface, 0.92), haloWidth: 5, align: "center", baseline: "middle" });
}

/**
 * The point at a share of a polyline's length, in pixels.
 * @param {[number, number][]} points  pixels
 * @param {number} share
 * @returns {[number, number]}
 */
function alongLine(points, share) {
  let total = 0;
  for (let i = 1; i < points.length; i += 1) total += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
  let left = total * share;
  for (let i = 1; i < points.length; i += 1) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (left <= length && length > 0) return [x0 + ((x1 - x0) * left) / length, y0 + ((y1 - y0) * left) / length];
    left -= length;
  }
  return points[points.length - 1];
}

/**
 * The best line (dashed) and the Bayes boundary (dotted), each with its name beside it.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {object} reference
 * @param {ArrayLike<number>|null} [reference.optimum]  w1, w2, b
 * @param {number} [reference.threshold]
 * @param {ArrayLike<number>|null} [reference.bayes]   a11, a12, a22, b1, b2, c
 * @param {{optimum?: string, bayes?: string}} [reference.labels]
 */
export function drawReference(ctx, view, theme, { optimum = null, threshold = 0.5, bayes = null, labels = {} }) {
  const width = Math.max(2, view.type * 0.19);
  const stroke = (/** @type {[number, number][]} */ pixels) => {
    ctx.beginPath();
    pixels.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.stroke();
  };
  const toPixels = (/** @type {[number, number][]} */ points) =>
    points.map(([x, y]) => /** @type {[number, number]} */ ([view.x(x), view.y(y)]));
  ctx.save();
  ctx.lineJoin = "round";
  if (optimum) {
    const line = clipLine(optimum[0], optimum[1], optimum[2] - threshold, visibleBox(view));
    if (line) {
      const pixels = toPixels([[line[0], line[1]], [line[2], line[3]]]);
      ctx.setLineDash([DASH, PERIOD - DASH]);
      ctx.lineCap = "butt";
      ctx.strokeStyle = theme.surface;
      ctx.lineWidth = width + 3;
      stroke(pixels);
      ctx.strokeStyle = theme.accent;
      ctx.lineWidth = width + 0.5;
      stroke(pixels);
      ctx.setLineDash([]);
      if (labels.optimum) drawLineLabel(ctx, view, theme, labels.optimum, alongLine(pixels, 0.86), theme.accent, false);
    }
  }
  if (bayes) {
    const lines = rememberedLines(bayes, view).map(toPixels);
    ctx.setLineDash([0.01, PERIOD / 2]);
    ctx.lineDashOffset = -(DASH / 2);
    ctx.lineCap = "round";
    for (const [colour, extra] of /** @type {[string, number][]} */ ([[theme.surface, 4], [theme.text, 1.5]])) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width + extra;
      lines.forEach(stroke);
    }
    ctx.setLineDash([]);
    const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), lines[0] ?? []);
    if (labels.bayes && longest.length > 1) {
      drawLineLabel(ctx, view, theme, labels.bayes, alongLine(longest, 0.16), theme.text, true);
    }
  }
  ctx.restore();
}
