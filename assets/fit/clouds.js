/** The clouds of a training in the stage's plane: shading, boundary, points, those held out hollow. Pure drawing. */

import { drawBackdrop } from "../stage/draw/backdrop.js";
import { drawPoints } from "../stage/draw/points.js";
import { drawBoundary, drawShading } from "../stage/draw/shading.js";
import { plotBounds, plotView } from "../stage/draw/view.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/draw/types.js").Model} Model */
/** @typedef {import("../stage/draw/types.js").Decision} Decision */
/** @typedef {import("../stage/draw/types.js").Sample} Sample */
/** @typedef {import("../stage/draw/types.js").View} View */

/**
 * Points as Python sends them: coordinates in thousandths, 16 bits each, the negatives first; a bit for each
 * point that is held out; the means, by which the plane is chosen. Own points have names of columns instead of means, and
 * 32 bits a coordinate.
 * @typedef {{xy: string, negatives: number, held: string, means: Record<string, number>|null, columns?: string[]}} Packed
 */
/** @typedef {{sample: Sample & {columns?: string[]}, means: Record<string, number>|null}} Clouds */
/** @typedef {[number, number, number]} Weights  w1, w2, b */

const THOUSANDTH = 1000;

/** @param {string} text  base64 */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @type {{xy: string, held: string, clouds: Clouds|null}} */
const last = { xy: "", held: "", clouds: null };

/**
 * The points of a packet. The same points are the same record: layers are kept by identity.
 * @param {Packed} packed
 * @returns {Clouds}
 */
export function unpackClouds(packed) {
  if (last.clouds && last.xy === packed.xy && last.held === packed.held) return last.clouds;
  const bytes = bytesOf(packed.xy);
  const view = new DataView(bytes.buffer);
  const own = packed.means === null;
  const count = bytes.length / (own ? 8 : 4);
  const number = (/** @type {number} */ i) => (own ? view.getFloat32(4 * i, true) : view.getInt16(2 * i, true) / THOUSANDTH);
  const inputs = Float32Array.from({ length: 2 * count }, (_, i) => number(i));
  const labels = Uint8Array.from({ length: count }, (_, i) => (i < packed.negatives ? 0 : 1));
  const bits = bytesOf(packed.held);
  const held = Uint8Array.from({ length: count }, (_, i) => (bits[i >> 3] >> (7 - (i & 7))) & 1);
  const clouds = { sample: { inputs, labels, held, count, columns: packed.columns }, means: packed.means };
  Object.assign(last, { xy: packed.xy, held: packed.held, clouds });
  return clouds;
}

/**
 * The stage's view of the clouds on a canvas of a size.
 * @param {Clouds} clouds
 * @param {{width: number, height: number}} size
 * @returns {View}
 */
export function viewOf({ sample, means }, size) {
  const spread = { neg_sx: 1, neg_sy: 1, pos_sx: 1, pos_sy: 1 };
  const bounds = means ? plotBounds({ ...means, ...spread }, sample) : plotBounds({ points: true }, sample);
  return plotView({ ...bounds, width: size.width, height: size.height });
}

/**
 * Which points a model gets wrong.
 * @param {Sample} sample
 * @param {Model} model
 * @returns {Uint8Array}
 */
export function wrongOf({ inputs, labels, count }, { w1, w2, b, threshold }) {
  return Uint8Array.from({ length: count }, (_, i) => {
    const positive = w1 * inputs[2 * i] + w2 * inputs[2 * i + 1] + b > threshold;
    return positive === (labels[i] === 1) ? 0 : 1;
  });
}

/**
 * A model for the drawing, or null where its weights are no finite numbers.
 * @param {Weights|null|undefined} weights
 * @param {Decision} decision
 * @returns {Model|null}
 */
export function modelOf(weights, decision) {
  if (!weights || !weights.every(Number.isFinite)) return null;
  const [w1, w2, b] = weights;
  return { w1, w2, b, ...decision };
}

/**
 * Paper, shading, points, boundary; without a model only the points.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Clouds["sample"]} sample
 * @param {Model|null} model
 * @param {boolean} [marked]  whether the points that the model gets wrong stand out
 */
export function drawClouds(ctx, view, theme, sample, model, marked = true) {
  drawBackdrop(ctx, view, theme, sample.columns);
  if (model) drawShading(ctx, view, theme, model);
  drawPoints(ctx, view, theme, sample, model && marked ? { wrong: wrongOf(sample, model) } : {});
  if (model) drawBoundary(ctx, view, theme, model);
}
