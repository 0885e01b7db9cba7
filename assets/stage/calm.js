/** The plot's shading and marks, exact as long as they do not flash: what the coarse grid sees, and what is shown. */

import { coarsePlaces, drawCoarse, groundOf } from "./draw/coarse.js";
import { FlashLimit, SIDE } from "./flash_limit.js";

/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./flash_limit.js").Showing} Showing */

/**
 * @typedef {object} Scene
 * @property {View} view
 * @property {Theme} theme
 * @property {SampleData} sample
 * @property {Uint8Array} mask     1 for each point that is marked as wrong
 * @property {boolean} playing
 * @property {boolean} fresh       another picture than at the last call
 * @property {(rgba: Float32Array, side: number) => void} write  the shading on the coarse grid
 */

export class Calm {
  constructor() {
    this.limit = new FlashLimit();
    this.rgba = new Float32Array(4 * SIDE * SIDE);
    /** Marks to be drawn. */
    this.mask = new Uint8Array(0);
    /** @type {{view: View|null, sample: SampleData|null, places: Uint16Array, ink: number}} */
    this.points = { view: null, sample: null, places: new Uint16Array(0), ink: 0 };
  }

  /** Whether the shading is not the exact one. */
  get pending() {
    return this.limit.pending;
  }

  /** When to ask again, ms. */
  get due() {
    return this.limit.due;
  }

  /**
   * How shading and marks are to be shown; `mask` then has the marks.
   * @param {number} now
   * @param {Scene} scene
   * @returns {Showing}
   */
  next(now, { view, theme, sample, mask, playing, fresh, write }) {
    const { points, limit } = this;
    if (points.view !== view || points.sample !== sample) this.points = { view, sample, ...coarsePlaces(view, sample, SIDE) };
    if (fresh) write(this.rgba, SIDE);
    const { places, ink } = this.points;
    const showing = limit.next(now, { rgba: this.rgba, ground: groundOf(theme), mask, places, ink }, {
      fresh, playing, area: view.width * view.height,
    });
    if (showing === "exact") this.mask = mask.slice();
    else if (showing === "average" || this.mask.length !== mask.length) this.mask = limit.marks.slice();
    return showing;
  }

  /**
   * Draw the averaged shading.
   * @param {Context} ctx
   * @param {View} view
   */
  draw(ctx, view) {
    drawCoarse(ctx, view, this.limit.average, SIDE);
  }
}
