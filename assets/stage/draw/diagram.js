/** The network as a diagram: links by width and sign, units with their pictures, biases, sums and what they skip. */

import { fade } from "./colour.js";
import { drawText, font } from "./text.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./thumbnails.js").Thumbnails} Thumbnails */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Ends */
/** @typedef {{x: number, y: number, size: number}} Square */

/** Widths of links, in steps: links of one step and sign are one stroke. */
const STEPS = 10;
/** Signs of weights. */
const SIGNS = [-1, 0, 1];

/**
 * Width of a link: grows with the size of its weight, and never without bound.
 * @param {number} weight
 * @param {number} most  pixels
 * @returns {number}
 */
export function linkWidth(weight, most) {
  const size = Math.abs(weight);
  return Number.isFinite(size) ? 0.4 + (most - 0.4) * (1 - Math.exp(-size / 1.4)) : most;
}

/**
 * @param {Context} ctx
 * @param {Ends} ends
 */
function wirePath(ctx, { x0, y0, x1, y1 }) {
  const middle = (x0 + x1) / 2;
  ctx.moveTo(x0, y0);
  ctx.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

/**
 * All links. Positive ones are drawn through in the colour of class 1, negative ones dashed in that of class 0. A weight of
 * zero has no sign: its link is dotted and grey.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {readonly Ends[]} wires
 * @param {(at: number) => number} weightOf
 * @param {{most: number, lit?: ((at: number) => boolean)|null}} options  most: widest link in pixels; lit: the others fade
 */
export function drawWires(ctx, theme, wires, weightOf, { most, lit = null }) {
  /** @type {number[][]} */
  const groups = Array.from({ length: SIGNS.length * 2 * (STEPS + 1) }, () => []);
  wires.forEach((_, at) => {
    const weight = weightOf(at);
    const step = Math.round((linkWidth(weight, most) / most) * STEPS);
    groups[2 * (SIGNS.length * step + SIGNS.indexOf(Math.sign(weight) || 0)) + (lit && !lit(at) ? 1 : 0)].push(at);
  });
  ctx.save();
  groups.forEach((members, group) => {
    if (!members.length) return;
    const share = Math.floor(group / 2 / SIGNS.length) / STEPS;
    const { colour, dash } = strokeOf(theme, SIGNS[Math.floor(group / 2) % SIGNS.length], share * most);
    ctx.globalAlpha = (0.35 + 0.6 * share) * (group & 1 ? 0.22 : 1);
    ctx.strokeStyle = colour;
    ctx.lineWidth = Math.max(0.5, share * most);
    ctx.setLineDash(dash);
    ctx.beginPath();
    for (const at of members) wirePath(ctx, wires[at]);
    ctx.stroke();
  });
  ctx.restore();
}

/**
 * @param {Theme} theme
 * @param {number} sign
 * @param {number} width
 * @returns {{colour: string, dash: number[]}}
 */
function strokeOf(theme, sign, width) {
  if (sign < 0) return { colour: theme.negative, dash: [5 + width, 3 + width * 0.5] };
  return sign > 0 ? { colour: theme.positive, dash: [] } : { colour: theme.muted, dash: [1.5, 4] };
}

/**
 * Links whose weights are not known yet.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {readonly Ends[]} wires
 */
export function drawUnknownWires(ctx, theme, wires) {
  strokeWires(ctx, wires, theme.border, 1);
}

/**
 * One link that stands out.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Ends} ends
 */
export function drawLitWire(ctx, theme, ends) {
  strokeWires(ctx, [ends], theme.text, 2, 0.85);
}

/**
 * What decides on the class, on its way into the plot.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {readonly Ends[]} outlets
 */
export function drawOutlets(ctx, theme, outlets) {
  strokeWires(ctx, outlets, theme.text, 2);
}

/**
 * @param {Context} ctx
 * @param {readonly Ends[]} wires
 * @param {string} colour
 * @param {number} width
 * @param {number} [alpha]
 */
function strokeWires(ctx, wires, colour, width, alpha = 1) {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  for (const wire of wires) wirePath(ctx, wire);
  ctx.stroke();
  ctx.restore();
}

/**
 * What a sum takes over without a weight: straight from its own unit, or below the unit that it passes by.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {readonly (Ends & {size: number, beside: boolean})[]} skips
 */
export function drawSkips(ctx, theme, skips) {
  ctx.save();
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  for (const { x0, y0, x1, y1, size, beside } of skips) {
    ctx.moveTo(x0, y0);
    if (!beside) {
      ctx.lineTo(x1, y1);
      continue;
    }
    const below = y1 + size / 2 + Math.min(8, size * 0.16);
    const bend = Math.min(12, (x1 - x0) / 4);
    const left = x1 - size - Math.max(12, size * 0.5);
    ctx.bezierCurveTo((x0 + left) / 2, y0, (x0 + left) / 2, below, left, below);
    ctx.lineTo(x1 - bend, below);
    ctx.quadraticCurveTo(x1, below, x1 + 4, y1 + 5);
  }
  ctx.stroke();
  ctx.restore();
}

/**
 * A unit's picture in its frame.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Square} square
 * @param {{pictures: Thumbnails, at: number, faint?: boolean, lit?: boolean}} options
 */
export function drawTile(ctx, theme, { x, y, size }, { pictures, at, faint = false, lit = false }) {
  const [left, top] = [x - size / 2, y - size / 2];
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(left, top, size, size);
  ctx.globalAlpha = faint ? 0.3 : 1;
  pictures.draw(ctx, at, left, top, size);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = lit ? theme.accent : faint ? theme.border : fade(theme.text, 0.55);
  ctx.lineWidth = lit ? 2.5 : 1;
  if (faint) ctx.setLineDash([3, 3]);
  ctx.strokeRect(left, top, size, size);
  ctx.restore();
}

/**
 * A unit whose values are not known yet.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Square} square
 */
export function drawUnknownTile(ctx, theme, { x, y, size }) {
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.strokeStyle = theme.border;
  ctx.fillRect(x - size / 2, y - size / 2, size, size);
  ctx.strokeRect(x - size / 2, y - size / 2, size, size);
  ctx.restore();
}

/**
 * The bias of a unit: a dot at its lower left corner, larger for a larger one.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Square} square
 * @param {number} bias
 * @param {boolean} lit
 */
export function drawBias(ctx, theme, square, bias, lit) {
  const { x, y, reach } = biasPlace(square);
  const radius = reach * (0.45 + 0.55 * (1 - Math.exp(-Math.abs(bias))));
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = bias < 0 ? theme.negative : bias > 0 ? theme.positive : theme.surface;
  ctx.fill();
  ctx.strokeStyle = lit ? theme.accent : theme.surface;
  ctx.lineWidth = lit ? 2.5 : 1.5;
  ctx.stroke();
  if (lit) return;
  ctx.beginPath();
  ctx.arc(x, y, radius + 0.75, 0, 2 * Math.PI);
  ctx.strokeStyle = fade(theme.text, 0.45);
  ctx.lineWidth = 0.75;
  ctx.stroke();
}

/**
 * Where the bias of a unit is drawn, and how far it reaches.
 * @param {Square} square
 * @returns {{x: number, y: number, reach: number}}
 */
export function biasPlace({ x, y, size }) {
  return { x: x - size / 2, y: y + size / 2, reach: Math.max(3.2, Math.min(6.5, size * 0.14)) };
}

/**
 * The sign of a unit that does not learn by itself, at its upper right corner: dead (a crossed circle), or one of
 * several that stay equal (two bars).
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Square} square
 * @param {"dead"|"twin"} kind
 */
export function drawSign(ctx, theme, { x, y, size }, kind) {
  const reach = Math.max(4, Math.min(7, size * 0.16));
  const [left, top] = [x + size / 2, y - size / 2];
  ctx.save();
  ctx.beginPath();
  ctx.arc(left, top, reach, 0, 2 * Math.PI);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.strokeStyle = theme.warning;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.beginPath();
  const arm = reach * 0.5;
  const lines = kind === "dead" ? [[-arm, -arm, arm, arm], [-arm, arm, arm, -arm]] : [[-arm, -arm * 0.5, arm, -arm * 0.5], [-arm, arm * 0.5, arm, arm * 0.5]];
  for (const [x0, y0, x1, y1] of lines) {
    ctx.moveTo(left + x0, top + y0);
    ctx.lineTo(left + x1, top + y1);
  }
  ctx.stroke();
  ctx.restore();
}

/**
 * A sum: a circle with a plus.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Square} square
 * @param {boolean} lit
 */
export function drawSum(ctx, theme, { x, y, size }, lit) {
  const arm = size * 0.26;
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, size / 2, 0, 2 * Math.PI);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.strokeStyle = lit ? theme.accent : fade(theme.text, 0.6);
  ctx.lineWidth = lit ? 2.5 : 1.25;
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x - arm, y);
  ctx.lineTo(x + arm, y);
  ctx.moveTo(x, y - arm);
  ctx.lineTo(x, y + arm);
  ctx.stroke();
  ctx.restore();
}

/**
 * A word in the diagram.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {string} text
 * @param {{x: number, y: number, size: number, align?: CanvasTextAlign, strong?: boolean, faint?: boolean}} place
 */
export function drawWord(ctx, theme, text, { x, y, size, align = "center", strong = false, faint = false }) {
  ctx.font = font(theme, size, strong ? 600 : 450);
  const colour = faint ? fade(theme.muted, 0.7) : strong ? theme.text : theme.muted;
  drawText(ctx, text, x, y, { colour, align, baseline: "middle", halo: theme.surface, haloWidth: 3 });
}

/**
 * The line at which branches are joined.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {number} x
 * @param {number} top
 * @param {number} bottom
 */
export function drawJoint(ctx, theme, x, top, bottom) {
  ctx.save();
  ctx.strokeStyle = fade(theme.muted, 0.7);
  ctx.setLineDash([2, 4]);
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.restore();
}
