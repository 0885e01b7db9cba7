/** What training is measured against: the best straight line and the boundary that nothing can beat. */

import { conicLines } from "./contour.js";
import { fade } from "./colour.js";
import { clipLine, visibleBox } from "./line.js";
import { drawText, font } from "./text.js";
import { viewKey } from "./view.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/**
 * Pixels. Where the two lines fall together (they do for the chapter's classes), dashes lie over some dots and
 * the others stand in the gaps.
 */
const DASH = [13, 11];
const DOTS = [0.01, 8];

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
  const key = `${Array.from(bayes)}|${viewKey(view)}`;
  let entry = remembered.get(bayes);
  if (!entry || entry.key !== key) {
    entry = { key, lines: bayesLines(bayes, view) };
    remembered.set(bayes, entry);
  }
  return entry.lines;
}

/**
 * The point at a share of a polyline's length and the direction there, in pixels.
 * @param {[number, number][]} points  pixels
 * @param {number} share
 * @returns {{x: number, y: number, dx: number, dy: number}}
 */
function alongLine(points, share) {
  const lengths = points.slice(1).map(([x, y], i) => Math.hypot(x - points[i][0], y - points[i][1]));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [dx, dy] = [(points[i + 1][0] - points[i][0]) / length, (points[i + 1][1] - points[i][1]) / length];
      return { x: points[i][0] + dx * left, y: points[i][1] + dy * left, dx, dy };
    }
    left -= length;
  }
  const [x, y] = points[points.length - 1];
  return { x, y, dx: 1, dy: 0 };
}

/**
 * A name beside a line: moved off it along its normal by as much as the text is wide in that direction.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {string} text
 * @param {[number, number][]} line  pixels
 * @param {{share: number, above: boolean, colour: string}} place
 */
function drawLineLabel(ctx, view, theme, text, line, { share, above, colour }) {
  const { x, y, dx, dy } = alongLine(line, share);
  ctx.font = font(theme, view.type, 600);
  const half = ctx.measureText(text).width / 2;
  const pad = view.type;
  const upwards = dx > 0 || (dx === 0 && dy > 0) ? 1 : -1;
  const side = above ? upwards : -upwards;
  const [nx, ny] = [dy * side, -dx * side];
  const away = Math.abs(nx) * half + Math.abs(ny) * pad * 0.6 + pad * 0.6;
  const px = Math.max(pad + half, Math.min(view.width - pad - half, x + nx * away));
  const py = Math.max(pad * 1.5, Math.min(view.height - pad * 2.4, y + ny * away));
  drawText(ctx, text, px, py, {
    colour, halo: fade(theme.surface, 0.92), haloWidth: 5, align: "center", baseline: "middle",
  });
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
  if (bayes) {
    const lines = rememberedLines(bayes, view).map(toPixels);
    ctx.setLineDash(DOTS);
    ctx.lineCap = "round";
    for (const [colour, extra] of /** @type {[string, number][]} */ ([[theme.surface, 3.5], [theme.text, 1]])) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width + extra;
      lines.forEach(stroke);
    }
    ctx.setLineDash([]);
    const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), lines[0] ?? []);
    if (labels.bayes && longest.length > 1) {
      drawLineLabel(ctx, view, theme, labels.bayes, longest, { share: 0.27, above: false, colour: theme.text });
    }
  }
  const line = optimum && clipLine(optimum[0], optimum[1], optimum[2] - threshold, visibleBox(view));
  if (line) {
    const pixels = toPixels([[line[0], line[1]], [line[2], line[3]]]);
    ctx.setLineDash(DASH);
    ctx.lineCap = "butt";
    for (const [colour, extra] of /** @type {[string, number][]} */ ([[theme.surface, 4], [theme.accent, 1]])) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width + extra;
      stroke(pixels);
    }
    ctx.setLineDash([]);
    if (labels.optimum) {
      drawLineLabel(ctx, view, theme, labels.optimum, pixels, { share: 0.78, above: true, colour: theme.accent });
    }
  }
  ctx.restore();
}
