/** The map between data and pixels of the plot, and the part of the plane it shows. */

import { niceStep } from "./ticks.js";
import { typeSize } from "./text.js";

/** @typedef {import("./types.js").Bounds} Bounds */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Sample} Sample */

/**
 * The chapter's distribution in full: means (0, 3) and (3, 0), deviations 1, with 3.5 around them.
 * @type {Readonly<Bounds>}
 */
const CHAPTER = Object.freeze({ x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5 });

/** How many standard deviations around a mean are always in view. */
const REACH = 3.2;

/** Own points whose spans differ more than so many times would lie on a strip: then each axis has its own scale. */
const STRIP = 4;

/**
 * A view of at least the given bounds, centred in the canvas, in one scale unless they are stretched; y points up.
 * @param {Frame & {width: number, height: number}} options
 * @returns {View}
 */
export function plotView({ x0, x1, y0, y1, stretched = false, width, height }) {
  const [fillX, fillY] = [width / (x1 - x0), height / (y1 - y0)];
  const [unitX, unitY] = stretched ? [fillX, fillY] : [Math.min(fillX, fillY), Math.min(fillX, fillY)];
  const left = width / 2 - ((x0 + x1) / 2) * unitX;
  const bottom = height / 2 + ((y0 + y1) / 2) * unitY;
  return {
    width,
    height,
    unitX,
    unitY,
    type: typeSize(Math.min(width, height)),
    x: (value) => left + value * unitX,
    y: (value) => bottom - value * unitY,
    invertX: (pixel) => (pixel - left) / unitX,
    invertY: (pixel) => (bottom - pixel) / unitY,
  };
}

/**
 * The key of what is drawn for a view: another one wherever a place of the data has another pixel.
 * @param {View} view
 */
export const viewKey = (view) => [view.width, view.height, view.unitX, view.unitY, view.x(0), view.y(0)].join("|");

/**
 * Which axis is drawn larger than the other one, and how many times; null where both have one scale.
 * @param {View} view
 * @returns {{axis: 0|1, times: number}|null}
 */
export function stretchOf({ unitX, unitY }) {
  if (unitX === unitY) return null;
  return unitX > unitY ? { axis: 0, times: unitX / unitY } : { axis: 1, times: unitY / unitX };
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
  const { side, start } = latticeFor(Math.max(box.x1 - box.x0, box.y1 - box.y0, least), least);
  const x0 = start(box.x0, box.x1);
  const y0 = start(box.y0, box.y1);
  return { x0, x1: x0 + side, y0, y1: y0 + side };
}

/**
 * The same with a side of its own for each axis.
 * @param {Bounds} box
 * @returns {Frame}
 */
function rectangleAround({ x0, x1, y0, y1 }) {
  const across = latticeFor(x1 - x0, 0);
  const upwards = latticeFor(y1 - y0, 0);
  const [left, bottom] = [across.start(x0, x1), upwards.start(y0, y1)];
  return { x0: left, x1: left + across.side, y0: bottom, y1: bottom + upwards.side, stretched: true };
}

/**
 * The side of the ladder that holds a span, and where it starts so that it holds two ends.
 * @param {number} need
 * @param {number} least  smallest side
 * @returns {{side: number, start: (low: number, high: number) => number}}
 */
function latticeFor(need, least) {
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
  return { side, start };
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
 * own points, or where the classes do not describe the points, the points themselves. Own points whose spans differ
 * much are shown in two scales: on equal axes they would lie on a strip.
 * @param {Record<string, any>} experiment  knob values (neg_x, neg_sx, …); `points` truthy for own points; `snug`
 *   where nobody drags them, so that they may fill the picture
 * @param {Sample|null} [sample]
 * @returns {Frame}
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
  if (experiment?.snug) return snugSquare(box);
  const [across, upwards] = [box.x1 - box.x0, box.y1 - box.y0];
  // Classes that can be dragged have their ellipses and angles on equal axes, wherever a test set lies.
  if (experiment?.points && Math.min(across, upwards) > 0 && Math.max(across, upwards) > STRIP * Math.min(across, upwards)) {
    const [padX, padY] = [0.04 * across, 0.04 * upwards];
    return rectangleAround({ x0: box.x0 - padX, x1: box.x1 + padX, y0: box.y0 - padY, y1: box.y1 + padY });
  }
  const pad = 0.04 * Math.max(box.x1 - box.x0, box.y1 - box.y0, 1e-3);
  return squareAround({ x0: box.x0 - pad, x1: box.x1 + pad, y0: box.y0 - pad, y1: box.y1 + pad }, 1e-3);
}

/**
 * The same for a run as the server tells it.
 * @param {{own_points?: boolean, data?: string}} experiment
 * @param {Sample} sample
 * @returns {Frame}
 */
export function boundsOfRun(experiment, sample) {
  const { own_points, data = "gaussians" } = experiment;
  const isShaped = data !== "gaussians";
  return plotBounds({ ...experiment, points: own_points || isShaped, snug: !own_points && isShaped }, sample);
}
