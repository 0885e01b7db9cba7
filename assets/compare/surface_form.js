/** The loss over (w1, w2) as Python describes it: a closed form or a grid, and which part of it is worth a look. Pure. */

import { rateAt } from "./inner_state.js";

/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {[number, number, number, number]} Box  w1 from, to; w2 from, to */

/**
 * What Python answers (playground.compare.surface).
 * @typedef {object} Answer
 * @property {string} key
 * @property {"parabola"|"grid"|"none"|"warming"|"busy"|"failed"} kind
 * @property {[number, number, number]|null} [optimum]
 * @property {number|null} [floor]
 * @property {boolean} [best_bias]  whether the best bias is known
 * @property {number} [constant]
 * @property {number[]} [slope]
 * @property {number[][]} [curvature]
 * @property {Box} [box]
 * @property {number} [cells]
 * @property {number[]} [losses]
 * @property {number[]} [biases]
 */

/** The loss of a place, and the bias that it is taken at. @typedef {{loss: (w1: number, w2: number) => number, bias: (w1: number, w2: number) => number}} Form */

/**
 * @param {Answer} answer
 * @param {number|null} bias  null: the best one of each place
 * @returns {Form|null}
 */
export function formOf(answer, bias) {
  const { kind } = answer;
  if (kind === "parabola") return parabola(answer, bias);
  if (kind === "grid") return gridForm(answer);
  return null;
}

/**
 * c + g·v + ½·vᵀHv; the best b is where the slope by b is zero.
 * @param {Answer} answer
 * @param {number|null} given
 * @returns {Form}
 */
function parabola({ constant = 0, slope: g = [], curvature: h = [] }, given) {
  const bias = (/** @type {number} */ w1, /** @type {number} */ w2) => given ?? -(g[2] + h[2][0] * w1 + h[2][1] * w2) / h[2][2];
  return {
    bias,
    loss: (w1, w2) => {
      const v = [w1, w2, bias(w1, w2)];
      let sum = constant;
      for (let i = 0; i < 3; i += 1) {
        sum += g[i] * v[i];
        for (let j = 0; j < 3; j += 1) sum += 0.5 * v[i] * h[i][j] * v[j];
      }
      return sum;
    },
  };
}

/**
 * Between the places of a grid the values are interpolated in both directions.
 * @param {Answer} answer
 * @returns {Form}
 */
function gridForm({ box = [0, 1, 0, 1], cells = 1, losses = [], biases = [] }) {
  const [x0, x1, y0, y1] = box;
  const nodes = cells + 1;
  const at = (/** @type {number[]} */ values) => (/** @type {number} */ w1, /** @type {number} */ w2) => {
    const u = Math.max(0, Math.min(cells, ((w1 - x0) / (x1 - x0)) * cells));
    const v = Math.max(0, Math.min(cells, ((w2 - y0) / (y1 - y0)) * cells));
    const [column, row] = [Math.min(cells - 1, Math.floor(u)), Math.min(cells - 1, Math.floor(v))];
    const [a, c] = [u - column, v - row];
    const corner = row * nodes + column;
    const low = values[corner] * (1 - a) + values[corner + 1] * a;
    const high = values[corner + nodes] * (1 - a) + values[corner + nodes + 1] * a;
    return low * (1 - c) + high * c;
  };
  return { loss: at(losses), bias: at(biases) };
}

/** A row whose loss is so many times the first one is on its way out of the picture. */
const GONE = 3;
const PAD = 0.12;

/**
 * The square that shows the paths and the best place, with the same scale on both axes.
 * @param {readonly Run[]} runs
 * @param {readonly number[]|null|undefined} optimum
 * @returns {Box|null}
 */
export function boxOf(runs, optimum) {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  const take = (/** @type {number} */ x, /** @type {number} */ y) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
  };
  for (const run of runs) {
    const column = run.columnOf("loss");
    const first = run.at(0, column);
    for (let row = 0; row < run.timeline.count; row += 1) {
      if (row && !(run.at(row, column) <= GONE * first)) break;
      take(run.at(row, "w1"), run.at(row, "w2"));
    }
  }
  if (optimum) take(optimum[0], optimum[1]);
  if (!(x1 >= x0)) return null;
  const side = Math.max(x1 - x0, y1 - y0, 0.05) * (1 + 2 * PAD);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return /** @type {Box} */ ([x - side / 2, x + side / 2, y - side / 2, y + side / 2].map((value) => Number(value.toPrecision(5))));
}

/**
 * Losses of the contour lines: from the least one upwards at even distances of the logarithm, which are denser near the
 * bottom, where the paths end.
 * @param {number} floor
 * @param {number} top
 * @param {number} count
 * @returns {number[]}
 */
export function levelsOf(floor, top, count) {
  const depth = top - floor;
  if (!(depth > 0)) return [];
  return Array.from({ length: count }, (_, at) => floor + depth * 10 ** (-3 * (1 - (at + 1) / (count + 0.5))));
}

/**
 * How low a loss lies: 0 at the top, 1 at the floor, by the logarithm as the contour lines are.
 * @param {number} loss
 * @param {number} floor
 * @param {number} top
 */
export function depthOf(loss, floor, top) {
  const share = (loss - floor) / (top - floor);
  return Math.max(0, Math.min(1, -Math.log10(Math.max(share, 1e-3)) / 3));
}

/**
 * The next update of a run at the cursor, over (w1, w2): what the gradient alone would do, and what the optimiser did.
 * Null at the end of the run, and where the next row is not that of the next step.
 * @param {Run} run
 * @returns {{from: [number, number], gradient: [number, number], step: [number, number]}|null}
 */
export function updateOf(run) {
  const { index, timeline, config } = run;
  if (index < 0 || index + 1 >= timeline.count || timeline.steps[index + 1] !== timeline.steps[index] + 1 || !config) return null;
  const at = (/** @type {string} */ prefix, row = index) => /** @type {[number, number]} */ ([run.at(row, `${prefix}1`), run.at(row, `${prefix}2`)]);
  const rate = rateAt(run, timeline.steps[index]);
  const [from, to, slope] = [at("w"), at("w", index + 1), at("grad_w")];
  return { from, gradient: [-rate * slope[0], -rate * slope[1]], step: [to[0] - from[0], to[1] - from[1]] };
}
