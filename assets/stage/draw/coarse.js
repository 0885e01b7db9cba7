/** The shading on a coarse grid: what is looked at for flashes, and what is drawn in their place. */

import { parseColour } from "./colour.js";
import { regionTable, scoreTable, valueTable } from "./palette.js";
import { FLOOR, SATURATED, certainty } from "./shading.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Decision} Decision */
/** @typedef {import("./types.js").Sample} Sample */
/** @typedef {import("./palette.js").Table} Table */
/** @typedef {import("./regions.js").Grid} Grid */

/** What a marked point changes: square pixels of outline, times the difference in luminance. */
const OUTLINE = 20;

/** @type {WeakMap<Table, Float32Array>} */
const colours = new WeakMap();

/**
 * The colours of a table, premultiplied, four numbers each from 0 to 1.
 * @param {Table} table
 */
function coloursOf(table) {
  let found = colours.get(table);
  if (!found) {
    found = new Float32Array(4 * table.pixels.length);
    for (let i = 0; i < table.pixels.length; i += 1) {
      const pixel = table.pixels[i];
      const alpha = (pixel >>> 24) / 255;
      for (let channel = 0; channel < 3; channel += 1) found[4 * i + channel] = alpha * (pixel >>> 8 * channel & 255) / 255;
      found[4 * i + 3] = alpha;
    }
    colours.set(table, found);
  }
  return found;
}

/**
 * @param {Float32Array} rgba
 * @param {number} cell
 * @param {Float32Array} from
 * @param {number} at
 */
function put(rgba, cell, from, at) {
  rgba[4 * cell] = from[4 * at];
  rgba[4 * cell + 1] = from[4 * at + 1];
  rgba[4 * cell + 2] = from[4 * at + 2];
  rgba[4 * cell + 3] = from[4 * at + 3];
}

/**
 * The place of a value in a table; zero is neither side.
 * @param {number} place
 * @param {number} half
 */
const indexOf = (place, half) => half + (place > 0 ? Math.min(half, Math.ceil(place)) : Math.max(-half, Math.floor(place)) || 0);

/**
 * @param {Theme} theme
 * @param {Decision} model
 */
function tableOf(theme, model) {
  return scoreTable(theme, model.shading, (score) => certainty(score + model.threshold, model), FLOOR);
}

/**
 * The linear model's shading.
 * @param {Theme} theme
 * @param {View} view
 * @param {Model} model
 * @param {Float32Array} rgba  side² cells of four numbers: premultiplied colours, from the upper left
 * @param {number} side
 */
export function coarseLinear(theme, view, model, rgba, side) {
  const table = tableOf(theme, model);
  const own = coloursOf(table);
  const { w1, w2, b, threshold } = model;
  for (let row = 0, cell = 0; row < side; row += 1) {
    const across = w2 * view.invertY(((row + 0.5) / side) * view.height) + b - threshold;
    for (let column = 0; column < side; column += 1, cell += 1) {
      const value = across + w1 * view.invertX(((column + 0.5) / side) * view.width);
      put(rgba, cell, own, indexOf(value * table.scale, table.half));
    }
  }
}

/**
 * Where the middle of a coarse cell lies in a grid.
 * @param {number} cells
 * @param {number} side
 */
const nearest = (cells, side) => Int32Array.from({ length: side }, (_, i) => Math.round(((i + 0.5) / side) * cells));

/**
 * A function on a grid by a table.
 * @param {Grid} grid
 * @param {number} zero
 * @param {number} scale
 * @param {Table} table
 * @param {Float32Array} rgba
 * @param {number} side
 */
function coarseGrid({ values, cells }, zero, scale, table, rgba, side) {
  const own = coloursOf(table);
  const at = nearest(cells, side);
  for (let row = 0, cell = 0; row < side; row += 1) {
    const line = at[row] * (cells + 1);
    for (let column = 0; column < side; column += 1, cell += 1) {
      put(rgba, cell, own, indexOf((values[line + at[column]] - zero) * scale, table.half));
    }
  }
}

/**
 * The shading of a network with one score.
 * @param {Theme} theme
 * @param {Grid} grid
 * @param {Decision} model
 * @param {Float32Array} rgba
 * @param {number} side
 */
export function coarseScore(theme, grid, model, rgba, side) {
  const table = tableOf(theme, model);
  coarseGrid(grid, model.threshold, table.scale, table, rgba, side);
}

/**
 * The picture of one unit.
 * @param {Theme} theme
 * @param {Grid} grid
 * @param {import("../network/ranges.js").Range} range
 * @param {Float32Array} rgba
 * @param {number} side
 */
export function coarseUnit(theme, grid, { zero, scale, label }, rgba, side) {
  const table = valueTable(theme, 0.6, label);
  coarseGrid(grid, zero, table.scale / scale, table, rgba, side);
}

/**
 * The shading of a network with a score for each class.
 * @param {Theme} theme
 * @param {Grid[]} grids
 * @param {Float32Array} rgba
 * @param {number} side
 */
export function coarseRegions(theme, grids, rgba, side) {
  const sure = (/** @type {number} */ lead) => 2 / (1 + Math.exp(-lead)) - 1;
  const tables = grids.map((_, label) => regionTable(theme, label, SATURATED, sure, FLOOR));
  const owns = tables.map(coloursOf);
  const { half, scale } = tables[0];
  const { cells } = grids[0];
  const at = nearest(cells, side);
  for (let row = 0, cell = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1, cell += 1) {
      const place = at[row] * (cells + 1) + at[column];
      let [best, second, winner] = [-Infinity, -Infinity, 0];
      for (let label = 0; label < grids.length; label += 1) {
        const value = grids[label].values[place];
        if (value > best) [second, best, winner] = [best, value, label];
        else if (value > second) second = value;
      }
      put(rgba, cell, owns[winner], half + Math.min(half, Math.round((best - second) * scale) || 0));
    }
  }
}

/**
 * The coarse cell of each point, and how much a mark changes the luminance of a cell.
 * @param {View} view
 * @param {Sample} sample
 * @param {number} side
 * @returns {{places: Uint16Array, ink: number}}
 */
export function coarsePlaces(view, { inputs, count }, side) {
  const places = new Uint16Array(count);
  const cellOf = (/** @type {number} */ share) => Math.max(0, Math.min(side - 1, Math.floor(share * side)));
  for (let i = 0; i < count; i += 1) {
    places[i] = side * cellOf(view.y(inputs[2 * i + 1]) / view.height) + cellOf(view.x(inputs[2 * i]) / view.width);
  }
  return { places, ink: OUTLINE * side * side / (view.width * view.height) };
}

/**
 * The colour behind the shading, from 0 to 1.
 * @param {Theme} theme
 */
export const groundOf = (theme) => parseColour(theme.surface).slice(0, 3).map((channel) => channel / 255);

/** @type {OffscreenCanvas|HTMLCanvasElement|null} */
let sheet = null;

/**
 * Draw coarse colours over the whole canvas, smoothly.
 * @param {Context} ctx
 * @param {View} view
 * @param {Float32Array} rgba
 * @param {number} side
 */
export function drawCoarse(ctx, view, rgba, side) {
  if (!sheet || sheet.width !== side) {
    sheet = typeof OffscreenCanvas === "undefined"
      ? Object.assign(document.createElement("canvas"), { width: side, height: side }) : new OffscreenCanvas(side, side);
  }
  const own = /** @type {CanvasRenderingContext2D|null} */ (sheet.getContext("2d"));
  if (!own) return;
  const image = new ImageData(side, side);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3];
    for (let channel = 0; channel < 3; channel += 1) image.data[at + channel] = alpha > 0 ? 255 * rgba[at + channel] / alpha : 0;
    image.data[at + 3] = 255 * alpha;
  }
  own.putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(sheet, 0, 0, view.width, view.height);
}
