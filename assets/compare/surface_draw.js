/** The picture of the loss surface: shading, contour lines, axes, the best place, paths of the runs. */

import { blend, fade, parseColour } from "../stage/draw/colour.js";
import { contour } from "../stage/draw/contour.js";
import { crisp, drawText, font, typeSize } from "../stage/draw/text.js";
import { formatTick, formatValue, linearTicks } from "../stage/draw/ticks.js";
import { depthOf, levelsOf } from "./surface_form.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */
/** @typedef {import("./surface_form.js").Box} Box */
/** @typedef {import("./surface_form.js").Form} Form */

/**
 * A run's way in pixels: places that can be told apart, each with its row, and the places of all rows.
 * @typedef {{xs: Float32Array, ys: Float32Array, rows: Int32Array, allX: Float32Array, allY: Float32Array}} Way
 */
/** A run on the surface; `cursor` is the index of its row under the cursor. @typedef {{way: Way, cursor: number, colour: string, number: number, dashed: boolean, isOneOfMany: boolean}} Path */

/** What the axes are called. @typedef {{x: string, y: string}} Names */
/** A place with its name. @typedef {[number, number, string]} End */
/** @type {Names} */
export const WEIGHTS = { x: "w₁", y: "w₂" };
/** Cells of the contour lines and pixels of the shading, along each side: at rest, and while the surface moves. */
const FINE = { cells: 56, pixels: 120 };
const COARSE = { cells: 30, pixels: 64 };
const LEVELS = 14;
/** Places nearer to each other than this many pixels are one. */
const NEAR = 1.2;
/** Ways with more rows than this have no dots. */
const DOTTED = 400;

/**
 * A plane of equal scales that fills a canvas around a box.
 * @param {Box} box
 * @param {{width: number, height: number}} size
 * @returns {Plane}
 */
export function surfacePlane([x0, x1, y0, y1], { width, height }) {
  const type = typeSize(Math.min(width, 1.6 * height));
  const [left, right, top, bottom] = [Math.round(type * 3.6), width - Math.round(type), Math.round(type), height - Math.round(type * 2.3)];
  const unit = Math.min((right - left) / (x1 - x0), (bottom - top) / (y1 - y0));
  const [halfX, halfY] = [(right - left) / unit / 2, (bottom - top) / unit / 2];
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return {
    width, height, left, right, top, bottom, x0: x - halfX, x1: x + halfX, y0: y - halfY, y1: y + halfY, type,
    x: (value) => left + (value - x + halfX) * unit,
    y: (value) => bottom - (value - y + halfY) * unit,
    invertX: (pixel) => x - halfX + (pixel - left) / unit,
    invertY: (pixel) => y - halfY + (bottom - pixel) / unit,
  };
}

/**
 * What of the surface is seen, in the digits that are asked for.
 * @param {Plane} plane
 * @returns {import("./surface_form.js").Box}
 */
export function boxSeen({ x0, x1, y0, y1 }) {
  return /** @type {import("./surface_form.js").Box} */ ([x0, x1, y0, y1].map((value) => Number(value.toPrecision(6))));
}

/**
 * The place under the pointer; null beside the plane.
 * @param {Plane} plane
 * @param {{offsetX: number, offsetY: number}} event
 * @returns {[number, number]|null}
 */
export function placeUnder(plane, { offsetX: x, offsetY: y }) {
  const isInside = x >= plane.left && x <= plane.right && y >= plane.top && y <= plane.bottom;
  return isInside ? [plane.invertX(x), plane.invertY(y)] : null;
}

/**
 * Lowest and highest loss of what is shown.
 * @param {Plane} plane
 * @param {Form} form
 * @param {number|null} least  of any place, where it is known
 * @returns {{floor: number, top: number}}
 */
export function rangeOf(plane, form, least) {
  let [floor, top] = [least ?? Infinity, -Infinity];
  for (let row = 0; row <= 24; row += 1) {
    for (let column = 0; column <= 24; column += 1) {
      const loss = form.loss(plane.x0 + ((plane.x1 - plane.x0) * column) / 24, plane.y0 + ((plane.y1 - plane.y0) * row) / 24);
      [floor, top] = [Math.min(floor, loss), Math.max(top, loss)];
    }
  }
  return { floor, top };
}

/**
 * Shading, contour lines, axes and the best place.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Form} form
 * @param {{floor: number, top: number}} range
 * @param {boolean} moving
 * @param {Names} [names]
 */
export function drawSurface(ctx, plane, theme, form, range, moving, names = WEIGHTS) {
  const { left, right, top, bottom, type } = plane;
  const { cells, pixels } = moving ? COARSE : FINE;
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, plane.width, plane.height);
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.drawImage(shading(plane, theme, form, range, pixels), left, top, right - left, bottom - top);
  const box = { x0: plane.x0, x1: plane.x1, y0: plane.y0, y1: plane.y1 };
  const levels = levelsOf(range.floor, range.top, LEVELS);
  const values = nodesOf(box, form, cells);
  ctx.lineJoin = "round";
  ctx.font = font(theme, type * 0.82, 500);
  /** @type {[number, number, string][]} */
  const labels = [];
  levels.forEach((level, at) => {
    ctx.strokeStyle = fade(theme.text, at % 2 ? 0.42 : 0.22);
    ctx.lineWidth = at % 2 ? 1.1 : 0.8;
    for (const { points, closed } of contour((x, y) => values(x, y) - level, box, cells)) {
      ctx.beginPath();
      points.forEach(([x, y], index) => (index ? ctx.lineTo(plane.x(x), plane.y(y)) : ctx.moveTo(plane.x(x), plane.y(y))));
      if (closed) ctx.closePath();
      ctx.stroke();
      if (at % 2 && points.length > cells / 5) {
        const [x, y] = points[Math.floor(points.length * 0.3)];
        labels.push([plane.x(x), plane.y(y), formatValue(level, 2)]);
      }
    }
  });
  /** @type {[number, number][]} */
  const placed = [];
  for (const [x, y, text] of labels) {
    const isClear = placed.every(([a, b]) => Math.hypot(a - x, (b - y) * 2) > type * 4.5);
    if (!isClear || x < left + type * 2 || x > right - type * 2 || y < top + type || y > bottom - type) continue;
    placed.push([x, y]);
    drawText(ctx, text, x, y, { colour: theme.muted, halo: fade(theme.surface, 0.8), align: "center", baseline: "middle" });
  }
  ctx.restore();
  drawAxes(ctx, plane, theme, names);
}

/**
 * The losses at the corners that contour lines are found by, computed once for all of them.
 * @param {import("../stage/draw/types.js").Bounds} box
 * @param {Form} form
 * @param {number} cells
 */
function nodesOf({ x0, x1, y0, y1 }, form, cells) {
  const nodes = cells + 1;
  const values = Float64Array.from({ length: nodes * nodes }, (_, at) =>
    form.loss(x0 + ((x1 - x0) * (at % nodes)) / cells, y0 + ((y1 - y0) * Math.floor(at / nodes)) / cells));
  return (/** @type {number} */ x, /** @type {number} */ y) =>
    values[Math.round(((y - y0) / (y1 - y0)) * cells) * nodes + Math.round(((x - x0) / (x1 - x0)) * cells)];
}

/**
 * The losses as tint: the stronger, the lower.
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Form} form
 * @param {{floor: number, top: number}} range
 * @param {number} pixels
 */
function shading(plane, theme, form, { floor, top }, pixels) {
  const picture = new OffscreenCanvas(pixels, pixels);
  const ctx = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
  const image = ctx.createImageData(pixels, pixels);
  const low = parseColour(blend(theme.surface, theme.accent, theme.dark ? 0.55 : 0.62));
  const high = parseColour(blend(theme.surface, theme.accent, 0.04));
  for (let row = 0, at = 0; row < pixels; row += 1) {
    const w2 = plane.y1 - ((plane.y1 - plane.y0) * (row + 0.5)) / pixels;
    for (let column = 0; column < pixels; column += 1, at += 4) {
      const w1 = plane.x0 + ((plane.x1 - plane.x0) * (column + 0.5)) / pixels;
      const depth = depthOf(form.loss(w1, w2), floor, top);
      for (let channel = 0; channel < 3; channel += 1) image.data[at + channel] = high[channel] + (low[channel] - high[channel]) * depth;
      image.data[at + 3] = 255;
    }
  }
  ctx.putImageData(image, 0, 0);
  return picture;
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Names} names
 */
function drawAxes(ctx, plane, theme, names) {
  const { left, right, top, bottom, type } = plane;
  const [xs, ys] = [linearTicks(plane.x0, plane.x1, (right - left) / (type * 6)), linearTicks(plane.y0, plane.y1, (bottom - top) / (type * 4))];
  ctx.save();
  ctx.strokeStyle = theme.border;
  ctx.lineWidth = 1;
  ctx.strokeRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1);
  ctx.beginPath();
  for (const x of xs.values) {
    ctx.moveTo(crisp(plane.x(x)), bottom);
    ctx.lineTo(crisp(plane.x(x)), bottom + 4);
  }
  for (const y of ys.values) {
    ctx.moveTo(left - 4, crisp(plane.y(y)));
    ctx.lineTo(left, crisp(plane.y(y)));
  }
  ctx.stroke();
  ctx.font = font(theme, type);
  const named = type * Math.max(2.2, names.x.length * (/[^\0-\u024f₀-₉]/.test(names.x) ? 1.1 : 0.65));
  for (const x of xs.values) if (plane.x(x) < right - named) drawText(ctx, formatTick(x, xs.step), plane.x(x), bottom + type * 1.5, { colour: theme.muted, align: "center" });
  for (const y of ys.values) if (plane.y(y) > top + type * 1.6) drawText(ctx, formatTick(y, ys.step), left - 7, plane.y(y), { colour: theme.muted, align: "right", baseline: "middle" });
  ctx.font = font(theme, type, 600);
  drawText(ctx, names.x, right, bottom + type * 1.5, { colour: theme.text, align: "right" });
  // A name of several letters has no room beside its axis.
  if (names.y.length < 4) drawText(ctx, names.y, left - 7, top + type * 0.8, { colour: theme.text, align: "right" });
  else drawText(ctx, names.y, left + type * 0.6, top + type * 1.3, { colour: theme.text, halo: fade(theme.surface, 0.85) });
  ctx.restore();
}

/**
 * The best place, as a cross in a ring.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly number[]|null} optimum
 * @param {string} label
 */
export function drawOptimum(ctx, plane, theme, optimum, label) {
  if (!optimum) return;
  const [x, y, r] = [plane.x(optimum[0]), plane.y(optimum[1]), plane.type * 0.5];
  if (x < plane.left || x > plane.right || y < plane.top || y > plane.bottom) return;
  ctx.save();
  for (const [colour, width] of /** @type {[string, number][]} */ ([[theme.surface, 5], [theme.text, 2]])) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r);
    ctx.lineTo(x - r, y + r);
    ctx.stroke();
  }
  ctx.font = font(theme, plane.type * 0.95, 600);
  drawText(ctx, label, x, y + r + plane.type * 1.2, { colour: theme.text, halo: fade(theme.surface, 0.85), align: "center" });
  ctx.restore();
}

/**
 * The way of a run whose rows lie at these places.
 * @param {Plane} plane
 * @param {ArrayLike<number>} w1
 * @param {ArrayLike<number>} w2
 * @returns {Way}
 */
export function wayOf(plane, w1, w2) {
  const count = w1.length;
  const [allX, allY] = [new Float32Array(count), new Float32Array(count)];
  /** @type {number[]} */
  const rows = [];
  for (let at = 0; at < count; at += 1) {
    // Far outside is as good as just outside, and keeps the path's numbers small.
    allX[at] = Math.max(-4000, Math.min(4000 + plane.right, plane.x(w1[at])));
    allY[at] = Math.max(-4000, Math.min(4000 + plane.bottom, plane.y(w2[at])));
    const last = rows.length ? rows[rows.length - 1] : -1;
    if (Number.isFinite(allX[at] + allY[at]) && (last < 0 || Math.hypot(allX[at] - allX[last], allY[at] - allY[last]) > NEAR)) rows.push(at);
  }
  return { xs: Float32Array.from(rows, (row) => allX[row]), ys: Float32Array.from(rows, (row) => allY[row]), rows: Int32Array.from(rows), allX, allY };
}

/**
 * A run's way: what is past solid, what is to come faint, its number at the cursor.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Path} path
 */
export function drawPath(ctx, plane, theme, { way, cursor, colour, number, dashed, isOneOfMany }) {
  const { left, right, top, bottom, type } = plane;
  const { xs, ys, rows, allX, allY } = way;
  const width = type * (isOneOfMany ? 0.12 : 0.17);
  let past = 0;
  while (past < rows.length && rows[past] <= cursor) past += 1;
  const [x, y] = [allX[cursor], allY[cursor]];
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.lineJoin = past > DOTTED ? "bevel" : "round";
  const trace = (/** @type {number} */ from, /** @type {number} */ to) => {
    ctx.beginPath();
    if (from) ctx.moveTo(x, y);
    for (let at = from; at < to; at += 1) ctx.lineTo(xs[at], ys[at]);
    if (!from) ctx.lineTo(x, y);
    ctx.stroke();
  };
  if (dashed) ctx.setLineDash([6, 4]);
  ctx.strokeStyle = fade(colour, 0.35);
  ctx.lineWidth = width * 0.75;
  if (past < rows.length) trace(past, rows.length);
  ctx.setLineDash([]);
  ctx.strokeStyle = fade(theme.surface, 0.85);
  ctx.lineWidth = width + 2.5;
  trace(0, past);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  if (dashed) ctx.setLineDash([6, 4]);
  trace(0, past);
  ctx.setLineDash([]);
  ctx.fillStyle = colour;
  for (let at = 0; at < past && allX.length <= DOTTED; at += 1) {
    ctx.beginPath();
    ctx.arc(xs[at], ys[at], width * 0.95, 0, 2 * Math.PI);
    ctx.fill();
  }
  const radius = type * 0.68;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.fill();
  ctx.font = font(theme, type * 0.9, 700);
  drawText(ctx, String(number), x, y + 0.5, { colour: theme.surface, align: "center", baseline: "middle" });
  ctx.restore();
}

/**
 * The next update as arrows from where the run stands: dashed by the gradient alone, dotted what past gradients carry on,
 * solid as it is taken.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{from: [number, number], gradient: [number, number], step: [number, number], carried: number[]|null}} update
 * @param {string} colour
 */
export function drawUpdate(ctx, plane, theme, { from, gradient, step, carried }, colour) {
  const { left, right, top, bottom } = plane;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  drawArrow(ctx, plane, theme, from, gradient, theme.text, [5, 4]);
  if (carried) drawArrow(ctx, plane, theme, from, [carried[0], carried[1]], blend(colour, theme.text, 0.45), [1.5, 3.5]);
  drawArrow(ctx, plane, theme, from, step, colour, []);
  ctx.restore();
}

/** An arrow shorter than this many pixels is no more than its head. */
const SHORTEST = 6;

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {[number, number]} from
 * @param {[number, number]} by
 * @param {string} colour
 * @param {number[]} dashes
 */
export function drawArrow(ctx, plane, theme, from, by, colour, dashes) {
  const [x, y] = [plane.x(from[0]), plane.y(from[1])];
  const [dx, dy] = [plane.x(from[0] + by[0]) - x, plane.y(from[1] + by[1]) - y];
  const length = Math.hypot(dx, dy);
  if (!(length > SHORTEST) || length > 1e5) return;
  const [ux, uy, head] = [dx / length, dy / length, Math.min(plane.type * 0.8, length * 0.6)];
  for (const [ink, extra] of /** @type {[string, number][]} */ ([[fade(theme.surface, 0.9), 3.5], [colour, 0]])) {
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.lineWidth = plane.type * 0.17 + extra;
    ctx.setLineDash(extra ? [] : dashes);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + dx - ux * head, y + dy - uy * head);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x + dx, y + dy);
    ctx.lineTo(x + dx - ux * head - uy * head * 0.5, y + dy - uy * head + ux * head * 0.5);
    ctx.lineTo(x + dx - ux * head + uy * head * 0.5, y + dy - uy * head - ux * head * 0.5);
    ctx.closePath();
    if (extra) {
      ctx.lineWidth = extra;
      ctx.stroke();
    } else ctx.fill();
  }
}

/**
 * The places that the plane goes through, as rings with their names.
 * @param {import("../stage/draw/types.js").Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly End[]} places
 */
export function drawEnds(ctx, plane, theme, places) {
  const { type } = plane;
  ctx.save();
  ctx.font = font(theme, type * 0.95, 600);
  for (const [along, across, name] of places) {
    const [x, y] = [plane.x(along), plane.y(across)];
    for (const [colour, width] of /** @type {[string, number][]} */ ([[theme.surface, 5], [theme.text, 2]])) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(x, y, type * 0.95, 0, 2 * Math.PI);
      ctx.stroke();
    }
    drawText(ctx, name, x, y + type * 2.3, { colour: theme.text, halo: fade(theme.surface, 0.85), align: "center" });
  }
  ctx.restore();
}
