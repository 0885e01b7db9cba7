/** A plane that shades where the first two runs disagree, with the points that they class differently. */

import { boundsOfRun, drawBackdrop, drawPoints, plotView } from "../stage/draw/plot.js";
import { fade, parseColour } from "../stage/draw/colour.js";
import { viewKey } from "../stage/draw/view.js";
import { element, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { percent } from "../stage/words.js";
import { disagreement } from "./disagreement.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/draw/types.js").View} View */

/** Cells along each side of the shading. */
const SIDE = 140;
/** While it plays the shading changes at most every so many ms: large areas that come and go would flash. */
export const CALM = 450;

export class Difference {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.marks = [0, 1].map((place) => {
      const mark = element("span", { class: "gp-run-mark" }, String(place + 1));
      mark.dataset.run = String(place + 1);
      return mark;
    });
    this.name = element("span", { class: "gp-run-name" });
    this.numbers = element("span", { class: "gp-run-numbers" });
    this.panel = element("div", { class: "gp-plot" });
    this.root = element("section", { class: "gp-compare-plane is-difference", "data-testid": "difference" },
      element("h2", {}, element("span", { class: "gp-run-pair" }, ...this.marks), this.name, this.numbers), this.panel);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => comparison.changed(true));
    this.paintedAt = -Infinity;
    this.shown = "";
    /** Places of the cells, for a view. @type {{view: string, inputs: Float32Array}} */
    this.grid = { view: "", inputs: new Float32Array(0) };
  }

  /** Whether the first two runs have the same points, so that their classes can be compared. */
  get isPossible() {
    const [one, other] = this.comparison.runs;
    return Boolean(one?.sample && other?.sample && one.sample.id === other.sample.id);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   */
  paint(theme, fresh, now) {
    const { comparison, surface } = this;
    const [one, other] = comparison.runs;
    const { say, clock } = comparison;
    const sample = one?.sample;
    setText(this.name, say("difference"));
    if (!sample || !one.config || !other || !surface.ready) return;
    const key = `${clock.player.cursor}|${one.index}|${other.index}|${surface.width}|${sample.id}`;
    if (!fresh && (key === this.shown || (clock.player.playing && now - this.paintedAt < CALM))) return;
    this.shown = key;
    this.paintedAt = now;
    const view = plotView({ ...boundsOfRun(one.config.experiment, sample), width: surface.width, height: surface.height });
    const found = disagreement(one, other, sample.inputs, sample.count);
    setText(this.numbers, found ? say("difference_points", { count: found.number, share: percent(found.number / sample.count) }) : "–");
    this.root.dataset.points = found ? String(found.number) : "";
    surface.paint(0, (ctx) => drawBackdrop(ctx, view, theme, sample.columns ?? undefined));
    surface.paint(1, (ctx) => {
      drawPoints(ctx, view, theme, sample, { part: "plain" });
      const picture = this.#shading(view, theme);
      if (picture) ctx.drawImage(picture, 0, 0, view.width, view.height);
      if (found) drawPoints(ctx, view, theme, sample, { wrong: found.mask, part: "marks" });
    });
  }

  /**
   * The cells in which the classes differ.
   * @param {View} view
   * @param {Theme} theme
   */
  #shading(view, theme) {
    const { grid, comparison } = this;
    const [one, other] = comparison.runs;
    const key = viewKey(view);
    if (grid.view !== key) {
      const inputs = new Float32Array(2 * SIDE * SIDE);
      for (let at = 0; at < SIDE * SIDE; at += 1) {
        inputs[2 * at] = view.invertX((((at % SIDE) + 0.5) / SIDE) * view.width);
        inputs[2 * at + 1] = view.invertY(((Math.floor(at / SIDE) + 0.5) / SIDE) * view.height);
      }
      this.grid = { view: key, inputs };
    }
    const cells = disagreement(one, other, this.grid.inputs, SIDE * SIDE);
    if (!cells) return null;
    const picture = new OffscreenCanvas(SIDE, SIDE);
    const ctx = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
    const image = ctx.createImageData(SIDE, SIDE);
    const [red, green, blue, alpha] = parseColour(fade(theme.danger, theme.dark ? 0.4 : 0.28));
    cells.mask.forEach((differs, at) => {
      if (differs) image.data.set([red, green, blue, 255 * alpha], 4 * at);
    });
    ctx.putImageData(image, 0, 0);
    return picture;
  }
}
