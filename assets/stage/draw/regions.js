/** Pictures of functions that are known on a grid: pixels by interpolation, boundaries by marching squares. */

import { regionTable, scoreTable, valueTable } from "./palette.js";
import { FLOOR, SATURATED, certainty, strokeBoundary } from "./shading.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./palette.js").Table} Table */

/**
 * Values at the (cells + 1)² corners of cells that fill a canvas, row by row from the upper left.
 * @typedef {{values: Float32Array, cells: number}} Grid
 */

/** @type {WeakMap<object, ImageData>} */
const images = new WeakMap();

/**
 * Pixels of the size of a canvas, kept with it.
 * @param {Context} ctx
 */
function imageOf(ctx) {
  const { canvas } = ctx;
  let image = images.get(canvas);
  if (!image || image.width !== canvas.width || image.height !== canvas.height) {
    images.set(canvas, (image = new ImageData(canvas.width, canvas.height)));
  }
  return image;
}

/**
 * Where each pixel of a line lies between two corners.
 * @param {number} pixels
 * @param {number} cells
 */
function between(pixels, cells) {
  const corner = new Int32Array(pixels);
  const share = new Float32Array(pixels);
  for (let i = 0; i < pixels; i += 1) {
    const at = ((i + 0.5) / pixels) * cells;
    corner[i] = Math.min(cells - 1, Math.floor(at));
    share[i] = at - corner[i];
  }
  return { corner, share };
}

/**
 * One line of corners at a height between two.
 * @param {Float32Array} values
 * @param {number} cells
 * @param {number} row
 * @param {number} share
 * @param {Float32Array} line
 */
function lineAt(values, cells, row, share, line) {
  const upper = row * (cells + 1);
  const lower = upper + cells + 1;
  for (let i = 0; i <= cells; i += 1) line[i] = values[upper + i] + (values[lower + i] - values[upper + i]) * share;
}

/**
 * Fill the canvas with the colours of a function.
 * @param {Context} ctx
 * @param {Grid} grid
 * @param {number} zero   value at the middle of the table
 * @param {Table} table
 */
function fillPlane(ctx, { values, cells }, zero, { pixels, half, scale }) {
  const image = imageOf(ctx);
  const { width, height } = image;
  const out = new Uint32Array(image.data.buffer);
  const across = between(width, cells);
  const down = between(height, cells);
  const line = new Float32Array(cells + 1);
  for (let row = 0; row < height; row += 1) {
    lineAt(values, cells, down.corner[row], down.share[row], line);
    for (let column = 0, at = row * width; column < width; column += 1, at += 1) {
      const corner = across.corner[column];
      const value = line[corner] + (line[corner + 1] - line[corner]) * across.share[column];
      const place = (value - zero) * scale;
      // The table's middle is neither side: the nearest place on the right side of it.
      const index = place > 0 ? Math.min(half, Math.ceil(place)) : Math.max(-half, Math.floor(place));
      out[at] = pixels[index + half];
    }
  }
  ctx.putImageData(image, 0, 0);
}

/**
 * The prediction of a network with one score.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Grid} grid
 * @param {import("./types.js").Decision} model
 */
export function drawScore(ctx, theme, grid, model) {
  const sure = (/** @type {number} */ score) => certainty(score + model.threshold, model);
  fillPlane(ctx, grid, model.threshold, scoreTable(theme, model.shading, sure, FLOOR));
}

/**
 * The prediction of a network with a score for each class: the largest wins, its lead is the strength.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Grid[]} grids
 */
export function drawRegions(ctx, theme, grids) {
  const image = imageOf(ctx);
  const { width, height } = image;
  const out = new Uint32Array(image.data.buffer);
  const { cells } = grids[0];
  const across = between(width, cells);
  const down = between(height, cells);
  const sure = (/** @type {number} */ lead) => 2 / (1 + Math.exp(-lead)) - 1;
  const tables = grids.map((_, label) => regionTable(theme, label, SATURATED, sure, FLOOR));
  const { half, scale } = tables[0];
  const lines = grids.map(() => new Float32Array(cells + 1));
  for (let row = 0; row < height; row += 1) {
    grids.forEach(({ values }, label) => lineAt(values, cells, down.corner[row], down.share[row], lines[label]));
    for (let column = 0, at = row * width; column < width; column += 1, at += 1) {
      const corner = across.corner[column];
      const share = across.share[column];
      let best = -Infinity;
      let second = -Infinity;
      let winner = 0;
      for (let label = 0; label < lines.length; label += 1) {
        const line = lines[label];
        const value = line[corner] + (line[corner + 1] - line[corner]) * share;
        if (value > best) {
          second = best;
          best = value;
          winner = label;
        } else if (value > second) second = value;
      }
      out[at] = tables[winner].pixels[half + Math.min(half, Math.round((best - second) * scale) || 0)];
    }
  }
  ctx.putImageData(image, 0, 0);
}

/**
 * One unit's values over the whole plot.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Grid} grid
 * @param {import("../network/ranges.js").Range} range  value of no colour, and what makes the full one
 */
export function drawUnit(ctx, theme, grid, { zero, scale, label }) {
  const table = valueTable(theme, 0.6, label);
  fillPlane(ctx, grid, zero, { ...table, scale: table.scale / scale });
}

/**
 * Adds the line where a function crosses a level to the path, cell by cell.
 * @param {Pick<Context, "moveTo"|"lineTo">} ctx
 * @param {Grid} grid
 * @param {number} level
 * @param {number} width   of the whole grid, pixels
 * @param {number} height
 */
export function levelPath(ctx, { values, cells }, level, width, height) {
  const nodes = cells + 1;
  const dx = width / cells;
  const dy = height / cells;
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0, at = row * nodes; column < cells; column += 1, at += 1) {
      const a = values[at] - level;
      const b = values[at + 1] - level;
      const c = values[at + nodes + 1] - level;
      const d = values[at + nodes] - level;
      const code = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
      if (code === 0 || code === 15) continue;
      const x = column * dx;
      const y = row * dy;
      const edge = (/** @type {number} */ side) => {
        if (side === 0) return [x + (dx * a) / (a - b), y];
        if (side === 1) return [x + dx, y + (dy * b) / (b - c)];
        if (side === 2) return [x + (dx * d) / (d - c), y + dy];
        return [x, y + (dy * a) / (a - d)];
      };
      for (const [from, to] of sidesOf(code, a + b + c + d)) {
        const [x0, y0] = edge(from);
        const [x1, y1] = edge(to);
        if (!Number.isFinite(x0 + y0 + x1 + y1)) continue;
        ctx.moveTo(x0, y0);
        ctx.lineTo(x1, y1);
      }
    }
  }
}

/** Sides (0 above, 1 right, 2 below, 3 left) that the line joins, by the corners above the level. */
const SIDES = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [], [[0, 2]], [[3, 2]],
  [[3, 2]], [[0, 2]], [], [[1, 2]], [[3, 1]], [[0, 1]], [[3, 0]], [],
];

/**
 * @param {number} code
 * @param {number} sum  of the four corners: above zero the middle of a saddle is above the level
 */
function sidesOf(code, sum) {
  if (code === 5) return sum > 0 ? [[0, 1], [3, 2]] : [[3, 0], [1, 2]];
  if (code === 10) return sum > 0 ? [[3, 0], [1, 2]] : [[0, 1], [3, 2]];
  return SIDES[code];
}

/**
 * How far each class's score is above the best other one.
 * @param {Grid[]} grids
 * @param {number} label
 * @returns {Grid}
 */
export function leadOf(grids, label) {
  const { cells } = grids[0];
  const values = new Float32Array((cells + 1) ** 2);
  for (let i = 0; i < values.length; i += 1) {
    let best = -Infinity;
    for (let other = 0; other < grids.length; other += 1) {
      if (other !== label && grids[other].values[i] > best) best = grids[other].values[i];
    }
    values[i] = grids[label].values[i] - best;
  }
  return { values, cells };
}

/**
 * The boundary of the prediction, over a halo.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Grid[]} grids    one score, or one for each class
 * @param {number} threshold  of the one score
 */
export function drawLevel(ctx, view, theme, grids, threshold) {
  const width = Math.max(2, view.type * 0.17);
  ctx.save();
  ctx.lineCap = "round";
  ctx.beginPath();
  if (grids.length === 1) levelPath(ctx, grids[0], threshold, view.width, view.height);
  // A line between two classes belongs to both, so the last class needs none of its own.
  else for (let label = 0; label + 1 < grids.length; label += 1) levelPath(ctx, leadOf(grids, label), 0, view.width, view.height);
  strokeBoundary(ctx, theme, width);
  ctx.restore();
}
