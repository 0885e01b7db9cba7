/** What the linear model answers everywhere in the plane, as soft colour, and where it changes its mind. */

import { fade } from "./colour.js";
import { clipLine, visibleBox } from "./line.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Decision} Decision */
/** @typedef {import("./types.js").Shading} Shading */

/** Share of the full tint right beside the boundary, so that the two sides differ there too. */
export const FLOOR = 0.22;
/** A gradient longer than this many pixels is one colour on any screen. */
const FLAT = 1e5;
/** Beyond this logit the sigmoid is within 0.3 % of 0 or 1. */
export const SATURATED = 6;

/**
 * How certainty grows with the distance from the threshold, and how many stops of a gradient a side needs.
 * @type {Record<Shading["curve"], {steps: number, certainty: (distance: number, span: number) => number}>}
 */
const CURVES = {
  straight: { steps: 1, certainty: (distance, span) => distance / span },
  sigmoid: { steps: 8, certainty: (distance) => 2 / (1 + Math.exp(-distance)) - 1 },
  decision: { steps: 1, certainty: Math.sign }, // two colours: prediction > threshold, or not
};

/**
 * How sure an output is, from −1 (class 0) to 1 (class 1), with 0 on the boundary.
 * @param {number} output  w·x + b
 * @param {Decision} model
 * @returns {number}
 */
export function certainty(output, { threshold, shading }) {
  return Math.max(-1, Math.min(1, CURVES[shading.curve].certainty(output - threshold, shading.span)));
}

/**
 * The colour of a certainty.
 * @param {Theme} theme
 * @param {number} value  −1 … 1
 * @returns {string}
 */
function tint(theme, value) {
  return fade(value < 0 ? theme.negativeFill : theme.positiveFill, FLOOR + (1 - FLOOR) * Math.abs(value));
}

/**
 * The colour stops across the boundary: position 0 … 1 and certainty. Two stops in the middle make the edge.
 * @param {Shading} shading
 * @returns {[number, number][]}
 */
export function shadingStops({ curve, span }) {
  const { steps, certainty: of } = CURVES[curve];
  /** @type {[number, number][]} */
  const stops = [];
  for (let side = -1; side <= 1; side += 2) {
    for (let i = 0; i <= steps; i += 1) {
      const distance = side < 0 ? -span + (i / steps) * span : (i / steps) * span;
      stops.push([0.5 + distance / span / 2, of(distance || side * 1e-9, span)]);
    }
  }
  return stops;
}

/**
 * Colours the plane by the prediction. The model is linear, so its picture is a linear gradient across the
 * boundary: exact at every pixel for the price of one rectangle.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Model} model
 */
export function drawShading(ctx, view, theme, model) {
  const { w1, w2, b } = model;
  if (![w1, w2, b].every(Number.isFinite)) return;
  const { width, height } = view;
  // The output along pixels: gx, gy per pixel, `middle` at the centre of the canvas.
  const gx = w1 / view.unitX;
  const gy = -w2 / view.unitY;
  const slope = Math.hypot(gx, gy);
  const middle = w1 * view.invertX(width / 2) + w2 * view.invertY(height / 2) + b;
  ctx.save();
  const half = model.shading.span / slope;
  const distance = Math.abs(middle - model.threshold) / slope;
  if (!(half < FLAT) || !(distance < FLAT)) {
    ctx.fillStyle = tint(theme, certainty(middle, model));
  } else {
    const length = Math.max(half, 0.5);
    const ux = gx / slope;
    const uy = gy / slope;
    const offset = (model.threshold - middle) / slope;
    const x = width / 2 + ux * offset;
    const y = height / 2 + uy * offset;
    const gradient = ctx.createLinearGradient(x - ux * length, y - uy * length, x + ux * length, y + uy * length);
    for (const [position, value] of shadingStops(model.shading)) gradient.addColorStop(position, tint(theme, value));
    ctx.fillStyle = gradient;
  }
  ctx.fillRect(0, 0, width, height);
  ctx.restore();
}

/**
 * The line where the output equals the threshold, over a halo.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Model} model
 */
export function drawBoundary(ctx, view, theme, model) {
  const segment = clipLine(model.w1, model.w2, model.b - model.threshold, visibleBox(view));
  if (!segment) return;
  const [x0, y0, x1, y1] = segment;
  const width = Math.max(2, view.type * 0.19);
  ctx.save();
  ctx.beginPath();
  ctx.moveTo(view.x(x0), view.y(y0));
  ctx.lineTo(view.x(x1), view.y(y1));
  strokeBoundary(ctx, theme, width);
  ctx.restore();
}

/**
 * The path as a decision boundary: dark, with a pale seam that sets it off from the shading.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Theme} theme
 * @param {number} width  of the dark line, px
 */
export function strokeBoundary(ctx, theme, width) {
  ctx.strokeStyle = fade(theme.surface, 0.7);
  ctx.lineWidth = width + 3;
  ctx.stroke();
  ctx.strokeStyle = theme.boundary;
  ctx.lineWidth = width;
  ctx.stroke();
}
