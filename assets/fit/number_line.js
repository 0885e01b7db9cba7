/** Scores on a number line with thresholds, and lines that lead from each to its column of a table. Pure drawing. */

import { fade } from "../stage/draw/colour.js";
import { paintPoint } from "../stage/draw/shapes.js";
import { drawText, font } from "../stage/draw/text.js";
import { linearTicks, formatTick } from "../stage/draw/ticks.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Line
 * @property {number} width
 * @property {number} height
 * @property {number} left    pixels of the ends of the axis
 * @property {number} right
 * @property {number} axis    its height
 * @property {(value: number) => number} x
 * @property {(pixel: number) => number} invert
 */

const RADIUS = 9;
const MARGIN = 34;

/**
 * The line through all scores and both ends of the thresholds.
 * @param {{width: number, height: number}} size
 * @param {readonly number[]} scores
 * @returns {Line}
 */
export function lineOf({ width, height }, scores) {
  const low = Math.min(0, ...scores);
  const high = Math.max(1, ...scores);
  const pad = 0.06 * (high - low);
  const [x0, x1] = [low - pad, high + pad];
  const unit = (width - 2 * MARGIN) / (x1 - x0);
  return {
    width, height, left: MARGIN, right: width - MARGIN, axis: Math.round(height * 0.68),
    x: (value) => MARGIN + (value - x0) * unit,
    invert: (pixel) => x0 + (pixel - MARGIN) / unit,
  };
}

/**
 * Where each score stands: those that would cover one another are stacked.
 * @param {Line} line
 * @param {readonly number[]} scores
 * @returns {{x: number, y: number}[]}
 */
export function placesOf(line, scores) {
  /** @type {{x: number, y: number}[]} */
  const places = [];
  for (const score of scores) {
    const x = line.x(score);
    let y = line.axis - RADIUS - 6;
    while (places.some((place) => Math.hypot(place.x - x, place.y - y) < 2 * RADIUS + 2)) y -= 2 * RADIUS + 7;
    places.push({ x, y });
  }
  return places;
}

/**
 * @param {Context} ctx
 * @param {Line} line
 * @param {Theme} theme
 * @param {{scores: readonly number[], targets: readonly number[], threshold: number, columns: readonly number[],
 *   names: {own: string, plain: string}}} drawn  `columns`: where each column of the table begins to be
 */
export function drawNumberLine(ctx, line, theme, { scores, targets, threshold, columns, names }) {
  const { width, height, left, right, axis } = line;
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  const at = line.x(threshold);
  ctx.fillStyle = fade(theme.negativeFill, 0.5);
  ctx.fillRect(left, 12, at - left, axis - 12);
  ctx.fillStyle = fade(theme.positiveFill, 0.5);
  ctx.fillRect(at, 12, right - at, axis - 12);
  drawScale(ctx, line, theme);
  drawRule(ctx, line, theme, 0.5, [4, 4], names.plain, 30);
  drawRule(ctx, line, theme, threshold, [], names.own, 14);
  const places = placesOf(line, scores);
  ctx.strokeStyle = theme.ghost;
  ctx.lineWidth = 1;
  places.forEach(({ x }, i) => {
    ctx.beginPath();
    ctx.moveTo(x, axis + 30);
    ctx.bezierCurveTo(x, axis + 55, columns[i], height - 25, columns[i], height);
    ctx.stroke();
  });
  places.forEach(({ x, y }, i) => {
    ctx.strokeStyle = theme.ghost;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x, axis);
    ctx.stroke();
    paintPoint(ctx, theme, x, y, targets[i], RADIUS, "plain", 0);
  });
}

/**
 * @param {Context} ctx
 * @param {Line} line
 * @param {Theme} theme
 */
function drawScale(ctx, line, theme) {
  const { left, right, axis } = line;
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(left, axis + 0.5);
  ctx.lineTo(right, axis + 0.5);
  const ticks = linearTicks(line.invert(left), line.invert(right), (right - left) / 80);
  for (const value of ticks.values) {
    ctx.moveTo(line.x(value), axis);
    ctx.lineTo(line.x(value), axis + 6);
  }
  ctx.stroke();
  ctx.font = font(theme, 12);
  for (const value of ticks.values) {
    drawText(ctx, formatTick(value, ticks.step), line.x(value), axis + 22, { colour: theme.muted, align: "center" });
  }
}

/**
 * A threshold with its name at the top.
 * @param {Context} ctx
 * @param {Line} line
 * @param {Theme} theme
 * @param {number} value
 * @param {number[]} dash
 * @param {string} name
 * @param {number} top
 */
function drawRule(ctx, line, theme, value, dash, name, top) {
  const x = line.x(value);
  ctx.strokeStyle = dash.length ? theme.muted : theme.text;
  ctx.lineWidth = dash.length ? 1.5 : 2.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, line.axis);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = font(theme, 12, dash.length ? 400 : 600);
  const width = ctx.measureText(name).width;
  const onRight = x + width + 12 < line.right;
  drawText(ctx, name, x + (onRight ? 7 : -7), top + 4, {
    colour: theme.text, halo: theme.surface, align: onRight ? "left" : "right", baseline: "middle",
  });
}
