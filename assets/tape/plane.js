/** The map between numbers and pixels of a plot with two axes of their own scale. Pure arithmetic. */

import { typeSize } from "../stage/draw/text.js";

/**
 * @typedef {object} Plane
 * @property {number} width
 * @property {number} height
 * @property {number} left    pixels: the box that the curve is drawn in
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 * @property {number} x0      numbers: what the box shows
 * @property {number} x1
 * @property {number} y0
 * @property {number} y1
 * @property {number} type    size of the type, pixels
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 * @property {(pixel: number) => number} invertX
 * @property {(pixel: number) => number} invertY
 */

/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Range */

/**
 * A plane that shows a range in a canvas of a size, with room for the numbers of the axes.
 * @param {Range} range
 * @param {{width: number, height: number}} size
 * @returns {Plane}
 */
export function planeOf({ x0, x1, y0, y1 }, { width, height }) {
  const type = typeSize(Math.min(width, 1.6 * height));
  const left = Math.round(type * 3.4);
  const right = Math.round(width - 2.8 * type); // behind it stands the name of the axis
  const top = Math.round(type * 1.9);
  const bottom = Math.round(height - type * 2.2);
  const unitX = (right - left) / (x1 - x0);
  const unitY = (bottom - top) / (y1 - y0);
  return {
    width, height, left, right, top, bottom, x0, x1, y0, y1, type,
    x: (value) => left + (value - x0) * unitX,
    y: (value) => bottom - (value - y0) * unitY,
    invertX: (pixel) => x0 + (pixel - left) / unitX,
    invertY: (pixel) => y0 + (bottom - pixel) / unitY,
  };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/**
 * The nearest multiple of a step, without a tail of digits: 0.3 and not 0.30000000000000004.
 * @param {number} value
 * @param {number} step  > 0
 * @returns {number}
 */
export function snap(value, step) {
  return Number((Math.round(value / step) * step).toPrecision(10)) || 0;
}
