/** The map between data and pixels of the plot, and the part of the plane it shows. */

import { niceStep } from "./ticks.js";
import { typeSize } from "./text.js";

/** @typedef {import("./types.js").Bounds} Bounds */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Sample} Sample */

/**
 * The chapter's distribution in full: means (0, 3) and (3, 0), deviations 1, with 3.5 around them.
 * @type {Readonly<Bounds>}
 */
const CHAPTER = Object.freeze({ x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5 });

/** How many standard deviations around a mean are always in view. */
const REACH = 3.2;

/**
 * An equal-scale view of at least the given bounds, centred in the canvas; y points up.
 * @param {Bounds & {width: number, height: number}} options
 * @returns {View}
 */
export function plotView({ x0, x1, y0, y1, width, height }) {
  const unit = Math.min(width / (x1 - x0), height / (y1 - y0));
  const left = width / 2 - ((x0 + x1) / 2) * unit;
  const bottom = height / 2 + ((y0 + y1) / 2) * unit;
  return {
    width,
    height,
    unit,
    type: typeSize(Math.min(width, height)),
    x: (value) => left + value * unit,
    y: (value) => bottom - value * unit,
    invertX: (pixel) => (pixel - left) / unit,
    invertY: (pixel) => (bottom - pixel) / unit,
  };
}

/**
 * Smallest box around the points, without the farthest thousandth on each side.
 * @param {Sample} sample
 * @returns {Bounds}
 */
function sampleBox(sample) {
  const drop = Math.floor(sample.count / 1000);
  /** @type {[number, number][]} */
  const ranges = [];
  for (const axis of [0, 1]) {
    const values = new Float32Array(sample.count);
    for (let i = 0; i < sample.count; i += 1) values[i] = sample.inputs[2 * i + axis];
    values.sort();
    ranges.push([values[drop], values[sample.count - 1 - drop]]);
  }
  const [[x0, x1], [y0, y1]] = ranges;
  return { x0, x1, y0, y1 };
}

/**
 * Share of the points outside a box.
 * @param {Sample} sample
 * @param {Bounds} box
 * @returns {number}
 */
function shareOutside(sample, box) {
  let outside = 0;
  for (let i = 0; i < sample.count; i += 1) {
    const x = sample.inputs[2 * i];
    const y = sample.inputs[2 * i + 1];
    if (x < box.x0 || x > box.x1 || y < box.y0 || y > box.y1) outside += 1;
  }
  return sample.count ? outside / sample.count : 0;
}

/**
 * A square around a box on a coarse lattice: sides go up a ladder of about a quarter each and corners move
 * by a tenth of the side, so that a little drag neither zooms nor shifts the picture.
 * @param {Bounds} box
 * @param {number} least  smallest side
 * @returns {Bounds}
 */
function squareAround(box, least) {
  const need = Math.max(box.x1 - box.x0, box.y1 - box.y0, least);
  let side = need;
  for (const factor of [1, 1.2, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10]) {
    const power = 10 ** Math.floor(Math.log10(need));
    side = factor * power;
    // A tenth of the side is kept free for the rounding of the corner.
    if (side * 0.9 >= need || (need === least && side >= need)) break;
  }
  const lattice = niceStep(side, 20);
  const start = (/** @type {number} */ low, /** @type {number} */ high) => {
    const centred = (low + high - side) / 2;
    const rounded = Math.round(centred / lattice) * lattice;
    return Number(Math.max(Math.min(rounded, low), high - side).toPrecision(12));
  };
  const x0 = start(box.x0, box.x1);
  const y0 = start(box.y0, box.y1);
  return { x0, x1: x0 + side, y0, y1: y0 + side };
}

/**
 * The square around a box with a little room, its side a round number so that a little noise does not move it.
 * @param {Bounds} box
 * @returns {Bounds}
 */
function snugSquare({ x0, x1, y0, y1 }) {
  const need = 1.14 * Math.max(x1 - x0, y1 - y0, 1e-3);
  const lattice = niceStep(need, 16);
  const side = Math.ceil(need / lattice) * lattice;
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2].map((middle) => Math.round(middle / lattice) * lattice);
  return { x0: x - side / 2, x1: x + side / 2, y0: y - side / 2, y1: y + side / 2 };
}

/**
 * The part of the plane to show: both means ± 3.2 standard deviations and at least the chapter's view; for
 * own points, or where the classes do not describe the points, the points themselves.
 * @param {Record<string, any>} experiment  knob values (neg_x, neg_sx, …); `points` truthy for own points; `snug`
 *   where nobody drags them, so that they may fill the picture
 * @param {Sample|null} [sample]
 * @returns {Bounds}
 */
export function plotBounds(experiment, sample) {
  if (!experiment?.points) {
    const box = { ...CHAPTER };
    let known = true;
    for (const side of ["neg", "pos"]) {
      const [x, y, sx, sy] = ["x", "y", "sx", "sy"].map((name) => Number(experiment?.[`${side}_${name}`]));
      if (![x, y, sx, sy].every(Number.isFinite)) known = false;
      box.x0 = Math.min(box.x0, x - REACH * sx);
      box.x1 = Math.max(box.x1, x + REACH * sx);
      box.y0 = Math.min(box.y0, y - REACH * sy);
      box.y1 = Math.max(box.y1, y + REACH * sy);
    }
    if (known) {
      const same = box.x0 === CHAPTER.x0 && box.x1 === CHAPTER.x1 && box.y0 === CHAPTER.y0 && box.y1 === CHAPTER.y1;
      const bounds = same ? { ...CHAPTER } : squareAround(box, 10);
      if (!sample || shareOutside(sample, bounds) <= 0.02) return bounds;
    }
  }
  if (!sample || sample.count === 0) return { ...CHAPTER };
  const box = sampleBox(sample);
  if (experiment.snug) return snugSquare(box);
  const pad = 0.04 * Math.max(box.x1 - box.x0, box.y1 - box.y0, 1e-3);
  return squareAround({ x0: box.x0 - pad, x1: box.x1 + pad, y0: box.y0 - pad, y1: box.y1 + pad }, 1e-3);
}

/**
 * The same for a run as the server tells it.
 * @param {{own_points?: boolean, data?: string}} experiment
 * @param {Sample} sample
 * @returns {Bounds}
 */
export function boundsOfRun(experiment, sample) {
  const { own_points, data = "gaussians" } = experiment;
  const isShaped = data !== "gaussians";
  return plotBounds({ ...experiment, points: own_points || isShaped, snug: !own_points && isShaped }, sample);
}
