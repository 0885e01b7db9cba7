/** What predict and a call cost: dots on a logarithmic axis, a row for each number of points. Pure drawing. */

import { crisp, drawText, font } from "../stage/draw/text.js";
import { formatTick, logTicks } from "../stage/draw/ticks.js";
import { strokeSpan } from "./span.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {{size: number, predict: number, call: number}} Row  milliseconds */

const LOW = 0.1;
const HIGH = 1000;

/** Narrower than this, CSS pixels, the names of the rows have less room. */
const NARROW = 480;

/**
 * @param {number} width
 * @param {readonly Row[]} rows
 */
export function timeAxis(width, rows) {
  const values = rows.flatMap(({ predict, call }) => [predict, call]);
  const [low, high] = [Math.min(LOW, ...values.map((value) => value / 1.5)), Math.max(HIGH, ...values.map((value) => value * 1.5))];
  const [left, right] = [width < NARROW ? 84 : 120, width - 30];
  const unit = (right - left) / Math.log(high / low);
  return { low, high, left, right, x: (/** @type {number} */ value) => left + Math.log(value / low) * unit };
}

/**
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {{sizes: readonly number[], rows: readonly Row[], said: number|null, words: {points: (count: number) => string, axis: string, predict: string, call: string, times: (ratio: number) => string, said: string}}} drawn
 *   `rows`: none before it was measured; `said`: how many times as long the learner expects predict to take for one point
 */
export function drawTimes(ctx, size, theme, { sizes, rows, said, words }) {
  const axis = timeAxis(size.width, rows);
  const bottom = size.height - 46;
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, size.width, size.height);
  const ticks = logTicks(axis.low, axis.high, 8);
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.beginPath();
  for (const value of [...ticks.major, ...ticks.minor]) {
    ctx.moveTo(crisp(axis.x(value)), 44);
    ctx.lineTo(crisp(axis.x(value)), bottom);
  }
  ctx.stroke();
  ctx.font = font(theme, 13);
  let free = -Infinity; // where the next number has room
  for (const value of ticks.major) {
    const half = ctx.measureText(formatTick(value)).width / 2;
    if (axis.x(value) - half < free) continue;
    free = axis.x(value) + half + 6;
    drawText(ctx, formatTick(value), axis.x(value), bottom + 18, { colour: theme.muted, align: "center" });
  }
  ctx.font = font(theme, 13, 600);
  drawText(ctx, words.axis, axis.right, bottom + 37, { colour: theme.text, align: "right" });
  drawKey(ctx, size.width < NARROW ? 12 : axis.left, theme, words);
  const room = (bottom - 44) / sizes.length;
  sizes.forEach((count, i) => {
    const y = 44 + room * (i + 0.5);
    ctx.strokeStyle = theme.border;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(axis.left, crisp(y));
    ctx.lineTo(axis.right, crisp(y));
    ctx.stroke();
    ctx.font = font(theme, 14, 600);
    drawText(ctx, words.points(count), axis.left - 12, y, { colour: theme.text, align: "right", baseline: "middle" });
    const row = rows.find((one) => one.size === count);
    if (row) drawRow(ctx, axis, theme, row, y, words);
    if (i === 0 && said !== null) drawSaid(ctx, axis, theme, row ? row.call : 1, said, y + Math.min(34, room * 0.32), words.said);
  });
}

/**
 * @param {Context} ctx
 * @param {number} left
 * @param {Theme} theme
 * @param {{predict: string, call: string}} words
 */
function drawKey(ctx, left, theme, words) {
  ctx.font = `600 13px ${theme.mono}`;
  disc(ctx, left + 6, 20, theme.accent, theme.surface);
  drawText(ctx, words.predict, left + 20, 20, { colour: theme.text, baseline: "middle" });
  const next = left + 48 + ctx.measureText(words.predict).width;
  diamond(ctx, next, 20, theme.validation, theme.surface);
  drawText(ctx, words.call, next + 14, 20, { colour: theme.text, baseline: "middle" });
}

/**
 * @param {Context} ctx
 * @param {ReturnType<typeof timeAxis>} axis
 * @param {Theme} theme
 * @param {Row} row
 * @param {number} y
 * @param {{times: (ratio: number) => string}} words
 */
function drawRow(ctx, axis, theme, { predict, call }, y, words) {
  const [from, to] = [axis.x(call), axis.x(predict)];
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 3;
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
  diamond(ctx, from, y, theme.validation, theme.surface);
  disc(ctx, to, y, theme.accent, theme.surface);
  ctx.font = font(theme, 13, 600);
  drawText(ctx, words.times(predict / call), (from + to) / 2, y - 12, { colour: theme.text, halo: theme.surface, align: "center" });
}

/**
 * The learner's own ratio as a bracket that begins at the call.
 * @param {Context} ctx
 * @param {ReturnType<typeof timeAxis>} axis
 * @param {Theme} theme
 * @param {number} call
 * @param {number} said
 * @param {number} y
 * @param {string} label
 */
function drawSaid(ctx, axis, theme, call, said, y, label) {
  const [from, to] = [axis.x(call), Math.max(axis.left, Math.min(axis.right, axis.x(call * said)))];
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([5, 4]);
  strokeSpan(ctx, from, to, y);
  ctx.setLineDash([]);
  ctx.font = font(theme, 13);
  drawText(ctx, label, (from + to) / 2, y + 18, { colour: theme.text, halo: theme.surface, align: "center" });
}

/** @param {Context} ctx @param {number} x @param {number} y @param {string} colour @param {string} ground */
function disc(ctx, x, y, colour, ground) {
  ctx.beginPath();
  ctx.arc(x, y, 8, 0, 2 * Math.PI);
  finish(ctx, colour, ground);
}

/** @param {Context} ctx @param {number} x @param {number} y @param {string} colour @param {string} ground */
function diamond(ctx, x, y, colour, ground) {
  ctx.beginPath();
  ctx.moveTo(x, y - 10);
  ctx.lineTo(x + 10, y);
  ctx.lineTo(x, y + 10);
  ctx.lineTo(x - 10, y);
  ctx.closePath();
  finish(ctx, colour, ground);
}

/** @param {Context} ctx @param {string} colour @param {string} ground */
function finish(ctx, colour, ground) {
  ctx.fillStyle = colour;
  ctx.strokeStyle = ground;
  ctx.lineWidth = 2;
  ctx.fill();
  ctx.stroke();
}
