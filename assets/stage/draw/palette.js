/** Colours of classes, and tables from a number to a pixel. */

import { parseColour } from "./colour.js";

/** @typedef {import("./types.js").Theme} Theme */

/**
 * The colour of a class.
 * @param {Theme} theme
 * @param {number} label
 * @returns {string}
 */
export function classColour(theme, label) {
  const own = [theme.negative, theme.positive, theme.class2, theme.class3, theme.class4];
  return own[label] ?? theme.muted;
}

/**
 * The translucent colour of the region of a class at full strength.
 * @param {Theme} theme
 * @param {number} label
 * @returns {string}
 */
function classFill(theme, label) {
  if (label < 2) return label ? theme.positiveFill : theme.negativeFill;
  const [red, green, blue] = parseColour(classColour(theme, label));
  return `rgba(${red}, ${green}, ${blue}, ${parseColour(theme.positiveFill)[3]})`;
}

/**
 * A pixel with straight alpha.
 * @param {readonly number[]} colour
 * @param {number} alpha
 */
const pixel = ([red, green, blue], alpha) =>
  ((Math.round(alpha * 255) << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;

/**
 * From a number to a pixel: number · scale + half, cut to 0 … 2·half, is the place in `pixels`.
 * @typedef {{pixels: Uint32Array, half: number, scale: number}} Table
 */

/** Steps on each side of zero. */
const HALF = 200;

/**
 * @param {number} span  the number at which the colour is full
 * @param {(share: number) => number} colourOf  −1 … 1 to a pixel
 * @returns {Table}
 */
function tableOf(span, colourOf) {
  const pixels = Uint32Array.from({ length: 2 * HALF + 1 }, (_, i) => colourOf((i - HALF) / HALF));
  return { pixels, half: HALF, scale: HALF / span };
}

/** @type {Map<string, Table>} */
const known = new Map();

/**
 * @param {string} key
 * @param {() => Table} make
 */
function remembered(key, make) {
  let table = known.get(key);
  if (!table) {
    if (known.size > 40) known.clear();
    known.set(key, (table = make()));
  }
  return table;
}

/**
 * What a score above (or below) its threshold looks like; `certainty` says how sure a share of `span` is.
 * @param {Theme} theme
 * @param {import("./types.js").Shading} shading
 * @param {(score: number) => number} certainty
 * @param {number} floor  share of the full tint beside the boundary
 * @returns {Table}
 */
export function scoreTable(theme, { curve, span }, certainty, floor) {
  return remembered(`score|${curve}|${span}|${theme.negativeFill}|${theme.positiveFill}`, () => {
    const [negative, positive] = [parseColour(theme.negativeFill), parseColour(theme.positiveFill)];
    return tableOf(span, (share) => {
      const own = share < 0 ? negative : positive;
      return pixel(own, own[3] * (floor + (1 - floor) * Math.abs(certainty(share * span))));
    });
  });
}

/**
 * The region of a class by how far its score leads.
 * @param {Theme} theme
 * @param {number} label
 * @param {number} span
 * @param {(lead: number) => number} certainty
 * @param {number} floor
 * @returns {Table}
 */
export function regionTable(theme, label, span, certainty, floor) {
  const fill = classFill(theme, label);
  return remembered(`region|${label}|${fill}`, () => {
    const own = parseColour(fill);
    return tableOf(span, (share) => pixel(own, own[3] * (floor + (1 - floor) * Math.abs(certainty(share * span)))));
  });
}

/**
 * A unit's value on the panel's ground: colour of class 0 below zero, of class 1 above, none at zero. The score of one of
 * many classes has that class's colour above zero, and none of a class below: there blue and orange are classes, not signs.
 * @param {Theme} theme
 * @param {number} [strength]  opacity of the full colour
 * @param {number} [label]     the class whose score it is, of more than two
 * @returns {Table}
 */
export function valueTable(theme, strength = 1, label) {
  const [below, above] = label === undefined ? [theme.negative, theme.positive] : [theme.muted, classColour(theme, label)];
  return remembered(`value|${below}|${above}|${strength}`, () => {
    const [negative, positive] = [parseColour(below), parseColour(above)];
    return tableOf(1, (share) => pixel(share < 0 ? negative : positive, Math.abs(share) * strength));
  });
}
