/** The plot's moving part for a network: shading, boundary and wrong points, or one unit's picture over all of it. */

import { coarseRegions, coarseScore, coarseUnit } from "../draw/coarse.js";
import { visibleBox } from "../draw/line.js";
import { drawPoints } from "../draw/plot.js";
import { drawLevel, drawRegions, drawScore, drawUnit } from "../draw/regions.js";
import { classNode } from "./field.js";
import { scoreRange, unitRange } from "./ranges.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../protocol.js").Config} Config */
/** @typedef {import("../protocol.js").NetworkView} NetworkView */
/** @typedef {import("../protocol.js").SampleData} SampleData */
/** @typedef {import("../draw/types.js").Theme} Theme */
/** @typedef {import("../draw/types.js").View} View */
/** @typedef {import("../draw/types.js").Context} Context */
/** @typedef {import("../draw/types.js").Decision} Decision */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("../calm.js").Calm} Calm */
/** @typedef {import("../draw/regions.js").Grid} Grid */
/** @typedef {import("./ranges.js").Range} Range */

/** What the diagram is asked about. @typedef {{node: number, unit: number}|{feature: string}} Focus */
/** @typedef {(draw: (ctx: Context) => void) => void} Paint */

/** A picture that has not changed for this long, ms, gets its fine grid. */
const REST = 90;
/** A unit's picture has no marks. */
const UNMARKED = new Uint8Array(0);

export class Plane {
  /**
   * @param {Session} session
   * @param {Field} field
   * @param {Calm} calm
   */
  constructor(session, field, calm) {
    this.session = session;
    this.field = field;
    this.calm = calm;
    /** @type {Focus|null} */
    this.focus = null;
    this.wrong = new Uint8Array(0);
    this.wrongCount = 0;
    this.wrongHeld = 0;
    /** What is painted. @type {unknown[]} */
    this.shown = [];
    this.weights = new Float32Array(0);
    this.fine = false;
    this.marked = false;
    this.restAt = 0;
  }

  /** Everything is to be painted anew. */
  forget() {
    this.shown = [];
  }

  /**
   * @param {number} now
   * @param {{view: View, theme: Theme, sample: SampleData, config: Config, network: NetworkView, batch: Uint32Array|null}} scene
   * @param {Paint} shade   paints the layer of the shading
   * @param {Paint} mark    paints the layer of points and boundary
   * @returns {number} when to look again, ms
   */
  paint(now, scene, shade, mark) {
    const { session, field, calm } = this;
    const { view, theme, sample, config, network, batch } = scene;
    const { weights } = session;
    field.setNetwork(network);
    if (!weights || weights.length !== network.size) {
      if (this.shown.length) [shade, mark].forEach((paint) => paint(() => undefined));
      this.shown = [];
      this.wrongCount = this.wrongHeld = 0;
      return Infinity;
    }
    const { threshold, shading } = config.experiment;
    const { playing } = session.player;
    const next = [view, theme, sample, network, batch, this.focus, threshold, shading.curve, shading.span, playing];
    const same = next.length === this.shown.length && next.every((value, index) => value === this.shown[index]);
    const resting = same && equal(weights, this.weights);
    // Not while it plays and the fine grid takes long.
    const finer = resting && !(playing && field.price * (field.restingCells + 1) ** 2 > 12);
    if (resting && now < calm.due) {
      if (this.fine && this.marked || !finer) return calm.due;
      if (now < this.restAt) return Math.min(this.restAt, calm.due);
    }
    const blank = !this.shown.length;
    this.shown = next;
    if (!resting) {
      this.weights = weights.slice();
      this.restAt = now + REST;
    }
    if (!resting || finer && !this.fine) field.evaluate(this.weights, visibleBox(view), finer ? field.restingCells : field.movingCells);
    this.fine = finer;
    this.#mark(threshold, sample, playing && same && !resting);
    const showing = calm.next(now, {
      view, theme, sample, mask: this.focus ? UNMARKED : this.wrong, playing, fresh: !resting,
      write: (rgba, side) => this.#paint(config, network, {
        unit: (grid, range) => coarseUnit(theme, grid, range, rgba, side),
        regions: (grids) => coarseRegions(theme, grids, rgba, side),
        score: (grid, model) => coarseScore(theme, grid, model, rgba, side),
      }),
    });
    if (showing !== "hold" || blank) {
      shade((ctx) => (showing === "exact" ? this.#shade(ctx, theme, config, network) : calm.draw(ctx, view)));
    }
    mark((ctx) => {
      drawPoints(ctx, view, theme, sample, { wrong: this.focus ? null : calm.mask, batch, part: "marks" });
      if (!this.focus) drawLevel(ctx, view, theme, field.scores, threshold);
    });
    return Math.min(finer ? Infinity : this.restAt, calm.due);
  }

  /**
   * @param {number} threshold
   * @param {SampleData} sample
   * @param {boolean} hurry
   */
  #mark(threshold, sample, hurry) {
    if (this.wrong.length !== sample.count) this.wrong = new Uint8Array(sample.count);
    this.marked = this.field.mark(this.weights, threshold, sample, this.wrong, hurry);
    if (!this.marked) return;
    this.wrongCount = this.wrongHeld = 0;
    for (let i = 0; i < sample.count; i += 1) {
      this.wrongCount += this.wrong[i];
      if (sample.held?.[i]) this.wrongHeld += this.wrong[i];
    }
  }

  /**
   * @param {Context} ctx
   * @param {Theme} theme
   * @param {Config} config
   * @param {NetworkView} network
   */
  #shade(ctx, theme, config, network) {
    this.#paint(config, network, {
      unit: (grid, range) => drawUnit(ctx, theme, grid, range),
      regions: (grids) => drawRegions(ctx, theme, grids),
      score: (grid, model) => drawScore(ctx, theme, grid, model),
    });
  }

  /**
   * The one of three kinds of picture that is asked for.
   * @param {Config} config
   * @param {NetworkView} network
   * @param {{unit: (grid: Grid, range: Range) => void, regions: (grids: Grid[]) => void, score: (grid: Grid, model: Decision) => void}} painter
   */
  #paint({ experiment }, network, painter) {
    const { field, focus } = this;
    if (focus) {
      const grid = "feature" in focus ? field.feature(focus.feature) : field.unit(focus.node, focus.unit);
      if (grid) painter.unit(grid, focusRange(focus, network, experiment, grid));
      return;
    }
    const { scores } = field;
    if (scores.length > 1) painter.regions(scores);
    else if (scores.length) painter.score(scores[0], experiment);
  }
}

/**
 * The range of a unit's or feature's picture.
 * @param {Focus} focus
 * @param {NetworkView} network
 * @param {Decision} experiment
 * @param {import("../draw/regions.js").Grid} grid
 * @returns {import("./ranges.js").Range}
 */
export function focusRange(focus, network, experiment, { values, cells }) {
  const count = (cells + 1) ** 2;
  if ("feature" in focus) return unitRange("linear", values, count);
  const decides = network.classes === 1 && focus.node === classNode(network);
  if (decides) return scoreRange(experiment);
  const range = unitRange(network.nodes[focus.node].activation, values, count);
  return focus.node === classNode(network) ? { ...range, label: focus.unit } : range;
}

/**
 * @param {Float32Array} one
 * @param {Float32Array} other
 */
function equal(one, other) {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i] && (one[i] === one[i] || other[i] === other[i])) return false;
  return true;
}
