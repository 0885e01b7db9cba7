/** The boundary of another run, dashed over a halo: it stands beside the one that is trained and is not taken for it. */

import { contour } from "./contour.js";
import { fade } from "./colour.js";
import { clipLine, visibleBox } from "./line.js";
import { leadOf } from "./regions.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./regions.js").Grid} Grid */

const DASHES = [9, 6];

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {{line?: number[], scores?: Grid[], threshold: number}} boundary  w1, w2 and b of a line, or the scores of a network
 */
export function drawOther(ctx, view, theme, { line, scores = [], threshold }) {
  const width = Math.max(2, view.type * 0.17);
  const lines = line ? cutLine(view, line, threshold) : scores.length > 1
    // A line between two classes belongs to both, so the last class needs none of its own.
    ? scores.slice(1).flatMap((_, label) => levelLines(view, leadOf(scores, label), 0))
    : scores.flatMap((grid) => levelLines(view, grid, threshold));
  ctx.save();
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (const points of lines) points.forEach(([x, y], at) => (at ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.strokeStyle = fade(theme.surface, 0.75);
  ctx.lineWidth = width + 3;
  ctx.stroke();
  ctx.setLineDash(DASHES);
  ctx.strokeStyle = theme.beside;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.restore();
}

/**
 * @param {View} view
 * @param {number[]} line
 * @param {number} threshold
 * @returns {[number, number][][]}
 */
function cutLine(view, [w1, w2, b], threshold) {
  const cut = clipLine(w1, w2, b - threshold, visibleBox(view));
  return cut ? [[[view.x(cut[0]), view.y(cut[1])], [view.x(cut[2]), view.y(cut[3])]]] : [];
}

/**
 * Where a grid crosses a level, as whole lines in pixels: dashes run along them.
 * @param {View} view
 * @param {Grid} grid  from the upper left
 * @param {number} level
 * @returns {[number, number][][]}
 */
function levelLines(view, { values, cells }, level) {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => values[y * (cells + 1) + x] - level;
  // Between four corners, where the line may turn either way, their mean decides.
  const f = (/** @type {number} */ x, /** @type {number} */ y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    return column === x && row === y ? at(x, y) : (at(column, row) + at(column + 1, row) + at(column, row + 1) + at(column + 1, row + 1)) / 4;
  };
  return contour(f, { x0: 0, x1: cells, y0: 0, y1: cells }, cells).map(({ points, closed }) => {
    const pixels = points.map(([x, y]) => /** @type {[number, number]} */ ([(x * view.width) / cells, (y * view.height) / cells]));
    return closed ? [...pixels, pixels[0]] : pixels;
  });
}
