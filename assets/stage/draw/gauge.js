/** The learning-rate gauge: the rate on its logarithmic axis beside the critical one, and a bar for each mode. */

import { fade } from "./colour.js";
import { drawText, font, typeSize } from "./text.js";
import { formatValue, logTicks, formatTick } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */

/**
 * @typedef {object} GaugeData
 * @property {number} lr
 * @property {number[]} eigenvalues   of the Hessian, ascending
 * @property {number} critical        the rate that the axis marks
 * @property {import("../protocol.js").TheoryView["critical_kind"]} kind   null: no such rate is known, and nothing is drawn
 * @property {import("../protocol.js").Modes|null} modes   what an update leaves of a mode; null: unknown, and no bars are drawn
 * @property {{critical?: string, modes?: string}} [labels]
 */

const PAD = 16;
/** From this width on, px, the bars stand beside the axis, and below it otherwise. */
const BESIDE = 320;

/**
 * Where the axis ends: at the middle of the gauge where bars stand beside it.
 * @param {number} width
 * @param {boolean} bars
 */
const axisEnd = (width, bars) => (bars && width >= BESIDE ? Math.round(width * 0.47) : width - PAD);

/** Whether training gets worse above the critical rate; of an estimate, a guarantee or another batch nobody knows. */
const isLimit = (/** @type {GaugeData["kind"]} */ kind) => kind === "exact" || kind === "average";

/** Whether curvature says what one update leaves of a mode, if only on average over batches. */
export const hasModes = (/** @type {GaugeData["kind"]} */ kind) => isLimit(kind) || kind === "estimate";

/**
 * How much of each mode is left after one update: |1 − lr·λ| for plain gradient descent.
 *
 * It is the spectral radius of the update, the larger |z| of z² − (t₀ − t₁·lr·λ)z + (d₀ − d₁·lr·λ) = 0.
 * @param {{lr: number, eigenvalues: ArrayLike<number>, modes: import("../protocol.js").Modes}} data
 * @returns {number[]}  in the order of the eigenvalues
 */
export function modeFactors({ lr, eigenvalues, modes }) {
  return Array.from(eigenvalues, (value) => {
    const trace = modes.trace[0] - modes.trace[1] * lr * value;
    const product = modes.product[0] - modes.product[1] * lr * value;
    const discriminant = trace * trace - 4 * product;
    if (discriminant < 0) return Math.sqrt(product);
    return (Math.abs(trace) + Math.sqrt(discriminant)) / 2;
  });
}

/**
 * Ends of the rate's axis: whole decades, 0.001 … 1 at least, wide enough for the rate and the critical one.
 * @param {number} lr
 * @param {number} critical
 * @returns {[number, number]}
 */
export function rateRange(lr, critical) {
  const low = Math.min(1e-3, lr, critical / 5);
  const high = Math.max(1, lr, critical * 2);
  return [10 ** Math.floor(Math.log10(low) + 1e-9), 10 ** Math.ceil(Math.log10(high) - 1e-9)];
}

/**
 * Where the axis of the rate lies in a gauge of a width: its ends and its middle, in CSS pixels.
 * @param {number} width
 * @param {boolean} bars  whether the modes are drawn
 */
export function rateAxis(width, bars) {
  const type = typeSize(width);
  const top = Math.round(type * 0.5);
  return { left: PAD, right: axisEnd(width, bars), middle: top + type * 1.9 + Math.round(type * 0.7) / 2 };
}

/** An axis of rates, with the pixels of its ends. @typedef {{range: [number, number], left: number, right: number}} Axis */

/**
 * Where a rate lies on an axis, px; at its end for a rate beyond it.
 * @param {number} rate
 * @param {Axis} axis
 */
export function rateAt(rate, { range: [low, high], left, right }) {
  return left + ((right - left) * Math.log(Math.max(low, Math.min(high, rate)) / low)) / Math.log(high / low);
}

/**
 * The numbers of the whole decades below an axis.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Axis & {below: number, type: number}} axis  `below`: the lower edge of its bar
 * @returns {number[]}  where the decades lie, px
 */
export function drawDecades(ctx, theme, { range, left, right, below, type }) {
  const decades = logTicks(...range, 12).major.filter((value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) <= 1e-6);
  ctx.font = font(theme, type * 0.95);
  return decades.map((value) => {
    const at = rateAt(value, { range, left, right });
    const text = formatTick(value);
    const half = ctx.measureText(text).width / 2;
    const middle = Math.max(left + half, Math.min(right - half, at));
    drawText(ctx, text, middle, below + type * 1.45, { colour: theme.muted, align: "center" });
    return at;
  });
}

/**
 * The upper part: axis of the rate with its stable stretch, and the one beyond.
 * @param {Context} ctx
 * @param {{left: number, right: number, top: number, type: number}} box
 * @param {Theme} theme
 * @param {GaugeData} data
 */
function drawRate(ctx, { left, right, top, type }, theme, { lr, critical, kind, labels = {} }) {
  const axis = { range: rateRange(lr, critical), left, right };
  const x = (/** @type {number} */ rate) => rateAt(rate, axis);
  const thick = Math.round(type * 0.7);
  const edge = x(critical);
  const bar = top + type * 1.9;
  ctx.beginPath();
  ctx.roundRect(left, bar, right - left, thick, thick / 2);
  ctx.save();
  ctx.clip();
  const limit = isLimit(kind);
  const beyond = limit ? theme.danger : theme.muted;
  ctx.fillStyle = fade(kind === "all_points" ? theme.muted : theme.accent, theme.dark ? 0.34 : 0.24);
  ctx.fillRect(left, bar, edge - left, thick);
  ctx.fillStyle = fade(beyond, limit ? (theme.dark ? 0.4 : 0.26) : 0.16);
  ctx.fillRect(edge, bar, right - edge, thick);
  // Stripes, so that the two stretches are told apart without colour.
  ctx.beginPath();
  ctx.rect(edge, bar, right - edge, thick);
  ctx.clip();
  ctx.strokeStyle = fade(beyond, limit ? 0.55 : 0.4);
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  for (let at = edge - thick; at < right + thick; at += 6) {
    ctx.moveTo(at, bar + thick);
    ctx.lineTo(at + thick, bar);
  }
  ctx.stroke();
  ctx.restore();

  for (const at of drawDecades(ctx, theme, { ...axis, below: bar + thick, type })) {
    ctx.fillStyle = theme.border;
    ctx.fillRect(at - 0.5, bar + thick + 2, 1, 3);
  }

  ctx.font = font(theme, type, 500);
  const text = `${labels.critical ?? ""} ${formatValue(critical, 4)}`.trim();
  const half = ctx.measureText(text).width / 2;
  drawText(ctx, text, Math.max(left + half, Math.min(right - half, edge)), top + type * 0.95, {
    colour: theme.text, align: "center",
  });

  const over = limit && lr > critical;
  const at = x(lr);
  const radius = type * 0.62;
  ctx.beginPath();
  ctx.arc(at, bar + thick / 2, radius, 0, 2 * Math.PI);
  ctx.fillStyle = over ? theme.danger : theme.accent;
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fill();
  // The critical rate over the mark of the present one, so that its side can be told when they are close.
  ctx.fillStyle = theme.text;
  ctx.fillRect(edge - 1, bar - type * 0.5, 2, thick + type);
}

/**
 * The lower part: for each mode what one update leaves of it, with the line at 1.
 * @param {Context} ctx
 * @param {{left: number, right: number, top: number, bottom: number, type: number}} box
 * @param {Theme} theme
 * @param {GaugeData} data
 * @param {import("../protocol.js").Modes} modes
 */
function drawModes(ctx, { left, right, top, bottom, type }, theme, data, modes) {
  const factors = modeFactors({ ...data, modes });
  const order = factors.map((_, index) => index).reverse();
  const names = order.map((index) => `λ ${formatValue(data.eigenvalues[index], 3)}`);
  ctx.font = font(theme, type);
  const nameWidth = Math.max(...names.map((name) => ctx.measureText(name).width)) + type * 0.8;
  const valueWidth = ctx.measureText("10.00").width + type * 0.4;
  const from = left + nameWidth;
  const to = right - valueWidth;
  const one = from + (to - from) / 1.25;
  const line = Math.min(type * 2.4, (bottom - top) / factors.length);
  const thick = Math.max(4, Math.min(type * 0.85, line * 0.55));
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1.25;
  ctx.setLineDash([3, 2]);
  ctx.beginPath();
  ctx.moveTo(one, top - type * 0.2);
  ctx.lineTo(one, top + line * factors.length);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = font(theme, type * 0.95);
  order.forEach((index, row) => {
    const factor = factors[index];
    const middle = top + line * (row + 0.5);
    const over = factor > 1;
    const end = Math.min(to, from + (one - from) * factor);
    ctx.beginPath();
    ctx.roundRect(from, middle - thick / 2, to - from, thick, 2);
    ctx.fillStyle = fade(theme.grid, 0.8);
    ctx.fill();
    ctx.beginPath();
    if (over && end >= to - 0.5) {
      // Longer than the scale: the bar ends in an arrow.
      ctx.moveTo(from, middle - thick / 2);
      ctx.lineTo(to - thick * 0.6, middle - thick / 2);
      ctx.lineTo(to + 1, middle);
      ctx.lineTo(to - thick * 0.6, middle + thick / 2);
      ctx.lineTo(from, middle + thick / 2);
      ctx.closePath();
    } else ctx.roundRect(from, middle - thick / 2, Math.max(2, end - from), thick, 2);
    ctx.fillStyle = over ? theme.danger : theme.accent;
    ctx.fill();
    ctx.font = font(theme, type);
    drawText(ctx, names[row], left, middle, { colour: theme.muted, baseline: "middle" });
    ctx.font = font(theme, type, 600);
    const text = factor >= 1000 ? formatValue(factor, 2) : factor.toFixed(digitsOf(factor));
    drawText(ctx, text, right, middle, {
      colour: over ? theme.danger : theme.text, align: "right", baseline: "middle",
    });
  });
  // The line at 1 once more over the bars that cross it.
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  order.forEach((index, row) => {
    if (factors[index] <= 1) return;
    const middle = top + line * (row + 0.5);
    ctx.moveTo(one, middle - thick / 2);
    ctx.lineTo(one, middle + thick / 2);
  });
  ctx.stroke();
  ctx.font = font(theme, type * 0.95);
  const below = top + line * factors.length + type * 0.95;
  drawText(ctx, "1", one, top - type * 0.35, { colour: theme.muted, align: "center" });
  if (below <= bottom + type) {
    if (data.labels?.modes) drawText(ctx, data.labels.modes, left, below, { colour: theme.muted });
  }
}

/**
 * Decimals of a factor: more of them near 1, where it matters on which side it lies.
 * @param {number} factor
 */
function digitsOf(factor) {
  if (Math.abs(factor - 1) < 0.005) return 4;
  return factor >= 100 ? 0 : factor >= 10 ? 1 : 2;
}

/**
 * Clears the canvas and draws the gauge; nothing where there is no critical rate. `gaugeHeight` is the height
 * that it needs.
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {GaugeData} data
 */
export function drawGauge(ctx, { width, height }, theme, data) {
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  const usable = data.kind && data.critical > 0 && Number.isFinite(data.critical) && data.lr > 0;
  if (usable) {
    const type = typeSize(width);
    const bars = Boolean(hasModes(data.kind) && data.modes && data.eigenvalues?.length);
    const right = axisEnd(width, bars);
    const box = { left: PAD, right, top: Math.round(type * 0.5), type };
    drawRate(ctx, box, theme, data);
    const isBeside = right < width - PAD;
    const top = box.top + type * (isBeside ? 1 : 5.8); // the 1 stands over its line
    const left = isBeside ? right + 2 * PAD : PAD;
    const bottom = height - type * 1.6;
    if (bars && data.modes && bottom - top >= data.eigenvalues.length * 8) {
      drawModes(ctx, { left, right: width - PAD, type, top, bottom }, theme, data, data.modes);
    }
  }
  ctx.restore();
}

/**
 * Height in pixels that suits a gauge of a width: bars where modes have factors are beside the axis, or below it.
 * @param {number} width
 * @param {GaugeData["kind"]} kind
 * @param {number} [modes]
 * @returns {number}
 */
export function gaugeHeight(width, kind, modes = 3) {
  const type = typeSize(width);
  if (!kind) return 0;
  const isBelow = hasModes(kind) && width < BESIDE;
  return Math.round(type * (isBelow ? 7.4 + 1.75 * modes : hasModes(kind) ? 3 + 1.25 * modes : 5.4));
}
