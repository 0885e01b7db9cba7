/** Many small pictures of functions on a grid, written as pixels onto one sheet and drawn from there. */

import { valueTable } from "./palette.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./regions.js").Grid} Grid */
/** @typedef {{grid: Grid} & import("../network/ranges.js").Range} Picture */

/** Pictures in one row of the sheet. */
const ACROSS = 12;

export class Thumbnails {
  constructor() {
    /** @type {OffscreenCanvas|HTMLCanvasElement|null} */
    this.sheet = null;
    this.side = 0;
  }

  /**
   * Write the pictures onto the sheet, in order.
   * @param {Theme} theme
   * @param {readonly (Picture|null)[]} pictures
   * @param {number} side  pixels of a picture
   */
  write(theme, pictures, side) {
    const width = ACROSS * side;
    const height = Math.ceil(pictures.length / ACROSS) * side;
    if (!this.sheet || this.sheet.width !== width || this.sheet.height !== height) {
      this.sheet = typeof OffscreenCanvas === "undefined"
        ? Object.assign(document.createElement("canvas"), { width, height }) : new OffscreenCanvas(width, height);
      this.image = new ImageData(width, height);
    }
    this.side = side;
    const image = /** @type {ImageData} */ (this.image);
    const out = new Uint32Array(image.data.buffer);
    pictures.forEach((picture, at) => {
      const { pixels, half } = valueTable(theme, 1, picture?.label);
      const corner = Math.floor(at / ACROSS) * side * width + (at % ACROSS) * side;
      writeOne(out, corner, width, side, picture, pixels, half);
    });
    const ctx = /** @type {CanvasRenderingContext2D|null} */ (this.sheet.getContext("2d"));
    ctx?.putImageData(image, 0, 0);
  }

  /**
   * Draw one picture of the sheet into a square.
   * @param {Context} ctx
   * @param {number} at
   * @param {number} x      upper left corner
   * @param {number} y
   * @param {number} size
   */
  draw(ctx, at, x, y, size) {
    const { sheet, side } = this;
    if (sheet) ctx.drawImage(sheet, (at % ACROSS) * side, Math.floor(at / ACROSS) * side, side, side, x, y, size, size);
  }
}

/**
 * @param {Uint32Array} out
 * @param {number} corner
 * @param {number} width
 * @param {number} side
 * @param {Picture|null} picture
 * @param {Uint32Array} pixels
 * @param {number} half
 */
function writeOne(out, corner, width, side, picture, pixels, half) {
  if (!picture) {
    for (let row = 0; row < side; row += 1) out.fill(0, corner + row * width, corner + row * width + side);
    return;
  }
  const { grid: { values, cells }, zero, scale } = picture;
  const factor = half / scale;
  const across = Int32Array.from({ length: side }, (_, i) => Math.round(((i + 0.5) / side) * cells));
  for (let row = 0; row < side; row += 1) {
    const line = across[row] * (cells + 1);
    const begin = corner + row * width;
    for (let column = 0; column < side; column += 1) {
      const place = Math.round((values[line + across[column]] - zero) * factor) || 0;
      out[begin + column] = pixels[half + (place > half ? half : place < -half ? -half : place)];
    }
  }
}
