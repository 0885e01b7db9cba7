/**
 * Thousands of small pictures as pixels: a canvas needs microseconds for each drawImage, writing sixty pixels
 * takes a tenth of one. A sheet is painted by stamping and then shown with a single drawImage.
 */

import { classColour } from "./palette.js";
import { HELD, paintPoint, reachOf } from "./shapes.js";

/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./shapes.js").Look} Look */
/** @typedef {OffscreenCanvas|HTMLCanvasElement} Picture */
/** @typedef {{radius: number, look: Look, ring: number}} Kind */

/**
 * The pixels of a stamp that are not empty, for each fraction of a pixel that it can be moved by.
 * `steps` are the pixels' distances in a sheet of `width`.
 * @typedef {object} Stamp
 * @property {number} reach
 * @property {number} phases
 * @property {Int16Array[]} columns
 * @property {Int16Array[]} rows
 * @property {Uint32Array[]} colours
 * @property {number} width
 * @property {Int32Array[]} steps
 */

/**
 * A canvas off the page, or null where there is none (tests).
 * @param {number} width
 * @param {number} height
 * @returns {Picture|null}
 */
function newPicture(width, height) {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  if (typeof document === "undefined") return null;
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** Whether there are canvases at all. */
export const canPaint = () => typeof OffscreenCanvas !== "undefined" || typeof document !== "undefined";

/**
 * @param {Picture|null} picture
 * @param {boolean} [read]  its pixels are read back
 */
const contextOf = (picture, read = false) =>
  /** @type {CanvasRenderingContext2D|null} */ (picture?.getContext("2d", { willReadFrequently: read }) ?? null);

/** What a point's picture depends on. @type {(theme: Theme, variant: number, kind: Kind, ratio: number) => string} */
const keyOf = (theme, variant, { radius, look, ring }, ratio) =>
  [variant, radius, look, ring, ratio, classColour(theme, variant % HELD), theme.surface, theme.danger, theme.text].join("|");

/** @type {Map<string, {image: Picture, reach: number}>} */
const sprites = new Map();

/**
 * One point as a small picture, for the few that are drawn one by one.
 * @param {Theme} theme
 * @param {number} variant
 * @param {Kind} kind
 * @param {number} ratio  device pixels per CSS pixel
 * @returns {{image: Picture, reach: number}|null}
 */
export function spriteOf(theme, variant, kind, ratio) {
  const key = keyOf(theme, variant, kind, ratio);
  let sprite = sprites.get(key);
  if (!sprite) {
    const reach = reachOf(kind.radius, kind.look, kind.ring);
    const side = Math.ceil(2 * reach * ratio);
    const image = newPicture(side, side);
    const ctx = contextOf(image);
    if (!image || !ctx) return null;
    ctx.scale(side / (2 * reach), side / (2 * reach));
    paintPoint(ctx, theme, reach, reach, variant, kind.radius, kind.look, kind.ring);
    sprite = { image, reach };
    if (sprites.size > 100) sprites.clear();
    sprites.set(key, sprite);
  }
  return sprite;
}

/** @type {Map<string, Stamp>} */
const stamps = new Map();

/**
 * @param {Theme} theme
 * @param {number} variant
 * @param {Kind} kind
 * @param {number} ratio
 * @returns {Stamp|null}
 */
function stampOf(theme, variant, kind, ratio) {
  const key = keyOf(theme, variant, kind, ratio);
  let stamp = stamps.get(key);
  if (!stamp) {
    const reach = Math.ceil(reachOf(kind.radius, kind.look, kind.ring) * ratio) + 1;
    const side = 2 * reach;
    const ctx = contextOf(newPicture(side, side), true);
    if (!ctx) return null;
    const phases = ratio >= 2 ? 2 : 4;
    stamp = { reach, phases, columns: [], rows: [], colours: [], width: 0, steps: [] };
    for (let phase = 0; phase < phases * phases; phase += 1) {
      const [dx, dy] = [(phase % phases) / phases, Math.floor(phase / phases) / phases];
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, side, side);
      ctx.setTransform(ratio, 0, 0, ratio, reach + dx, reach + dy);
      paintPoint(ctx, theme, 0, 0, variant, kind.radius, kind.look, kind.ring);
      const pixels = new Uint32Array(ctx.getImageData(0, 0, side, side).data.buffer);
      const filled = [...pixels.keys()].filter((at) => pixels[at] >>> 24);
      stamp.columns.push(Int16Array.from(filled, (at) => (at % side) - reach));
      stamp.rows.push(Int16Array.from(filled, (at) => Math.floor(at / side) - reach));
      stamp.colours.push(Uint32Array.from(filled, (at) => pixels[at]));
    }
    if (stamps.size > 60) stamps.clear();
    stamps.set(key, stamp);
  }
  return stamp;
}

/** Pixels from here on are opaque: alpha is the upper byte. */
const OPAQUE = 0xff000000;

/**
 * One colour over another, both with straight alpha in the upper byte.
 * @param {number} below
 * @param {number} above
 * @returns {number}
 */
export function over(below, above) {
  const alpha = above >>> 24;
  const top = alpha * 255;
  const rest = (below >>> 24) * (255 - alpha);
  const total = top + rest;
  const share = top / total;
  // Written out: this runs for every soft pixel of every point.
  const blue = (below >>> 16) & 255;
  const green = (below >>> 8) & 255;
  const red = below & 255;
  return (
    (((total / 255 + 0.5) << 24) |
      ((blue + (((above >>> 16) & 255) - blue) * share + 0.5) << 16) |
      ((green + (((above >>> 8) & 255) - green) * share + 0.5) << 8) |
      (red + ((above & 255) - red) * share + 0.5)) >>> 0
  );
}

/** A transparent picture of the size of a canvas that stamps are put on. */
export class Sheet {
  /**
   * @param {number} width   device pixels
   * @param {number} height
   * @param {number} ratio   device pixels per CSS pixel
   */
  constructor(width, height, ratio) {
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.picture = /** @type {Picture} */ (newPicture(width, height));
    this.ctx = contextOf(this.picture);
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    /** What was written to; empty where the far side is not beyond the near one. */
    this.left = width;
    this.right = 0;
    this.top = height;
    this.bottom = 0;
    /** What the picture shows. */
    this.shown = { left: width, right: 0, top: height, bottom: 0 };
  }

  clear() {
    if (this.bottom > this.top) this.pixels.fill(0, this.top * this.width, this.bottom * this.width);
    [this.left, this.right, this.top, this.bottom] = [this.width, 0, this.height, 0];
  }

  /**
   * The stamp of a point in one look.
   * @param {Theme} theme
   * @param {number} variant  class, plus HELD for a point that is held out
   * @param {Kind} kind
   * @returns {Stamp|null}
   */
  stamp(theme, variant, kind) {
    const stamp = stampOf(theme, variant, kind, this.ratio);
    if (stamp && stamp.width !== this.width) {
      stamp.width = this.width;
      stamp.steps = stamp.rows.map((rows, phase) => Int32Array.from(rows, (row, i) => row * this.width + stamp.columns[phase][i]));
    }
    return stamp;
  }

  /**
   * @param {Stamp} stamp
   * @param {number} x  CSS pixels
   * @param {number} y
   */
  put(stamp, x, y) {
    const { width, height, pixels } = this;
    const { phases, reach } = stamp;
    const fine = phases * this.ratio;
    const fineX = Math.round(x * fine);
    const fineY = Math.round(y * fine);
    const column = Math.floor(fineX / phases);
    const row = Math.floor(fineY / phases);
    if (!(column > -reach && row > -reach && column < width + reach && row < height + reach)) return;
    const phase = fineX - column * phases + (fineY - row * phases) * phases;
    const colours = stamp.colours[phase];
    const steps = stamp.steps[phase];
    this.left = Math.min(this.left, Math.max(0, column - reach));
    this.right = Math.max(this.right, Math.min(width, column + reach));
    this.top = Math.min(this.top, Math.max(0, row - reach));
    this.bottom = Math.max(this.bottom, Math.min(height, row + reach));
    const inside = column >= reach && row >= reach && column < width - reach && row < height - reach;
    const corner = row * width + column;
    for (let i = 0; i < colours.length; i += 1) {
      if (!inside) {
        const px = column + stamp.columns[phase][i];
        const py = row + stamp.rows[phase][i];
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
      }
      const at = corner + steps[i];
      const colour = colours[i];
      pixels[at] = colour >= OPAQUE || pixels[at] === 0 ? colour : over(pixels[at], colour);
    }
  }

  /** Brings the pixels onto the picture. */
  show() {
    const { left, right, top, bottom, shown } = this;
    const x = Math.min(left, shown.left);
    const y = Math.min(top, shown.top);
    const width = Math.max(right, shown.right) - x;
    const height = Math.max(bottom, shown.bottom) - y;
    if (width > 0 && height > 0) this.ctx?.putImageData(this.image, 0, 0, x, y, width, height);
    this.shown = { left, right, top, bottom };
    return this.picture;
  }
}
