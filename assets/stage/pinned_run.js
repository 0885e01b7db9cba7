/** One pinned run with its rows, as the stage's drawing modules read a session. Knows no page. */

import { RowStore } from "./row_store.js";

/** @typedef {import("./pins.js").Pin} Pin */
/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./draw/types.js").Series} Series */
/** What has the cursor that the run is read at. @typedef {{player: {cursor: number}}} Clock */

/** What can be drawn over the steps: a column of the rows. @typedef {"loss"|"accuracy"|"val_loss"|"val_accuracy"} Measure */

/** Runs up to this many steps have every row; of longer ones so many rows are shown, at even distances. */
export const EVERY_ROW = 2400;
const ROWS = 1200;
/** A run without a last step is shown this far at least. */
const SHORTEST = 200;

export class Run {
  /**
   * @param {Pin} pin
   * @param {Clock} clock
   */
  constructor(pin, clock) {
    this.pin = pin;
    this.clock = clock;
    /** @type {Texts|null} */
    this.texts = null;
    /** @type {Config|null} */
    this.config = null;
    /** @type {SampleData|null} */
    this.sample = null;
    /** @type {string[]} */
    this.columns = [];
    this.weightCount = 0;
    this.timeline = new RowStore(0);
    this.stride = 1;
    /** @type {"loading"|"done"|"failed"} */
    this.state = "loading";
    /** What of its words could not be used. @type {string[]} */
    this.problems = [];
    // What the stage's plot asks of a session; nothing is covered, dragged or trained here.
    this.isMoving = false;
    this.batch = null;
    this.classes = null;
    /** @type {ReadonlySet<string>} */
    this.covered = new Set();
  }

  get player() {
    return this.clock.player;
  }

  get shownSample() {
    return this.sample;
  }

  /** Index of the row under the cursor; the last one where the run is shorter. */
  get index() {
    return this.timeline.floor(this.player.cursor);
  }

  /** @param {string} column */
  value(column) {
    return this.at(this.index, column);
  }

  /**
   * @param {number} index
   * @param {string} column
   */
  at(index, column) {
    const place = this.columns.indexOf(column);
    return place < 0 || index < 0 || index >= this.timeline.count ? NaN : this.timeline.at(index, place);
  }

  /** The weights of a network under the cursor. @returns {Float32Array|null} */
  get weights() {
    return this.timeline.weights(this.index, this.weightCount);
  }

  /**
   * The column of a measure, "" where the run has none.
   * @param {Measure} measure
   */
  columnOf(measure) {
    const column = measure === "loss" && this.columns.includes("full_loss") ? "full_loss" : measure;
    const isHeld = measure.startsWith("val_");
    return this.columns.includes(column) && (!isHeld || this.sample?.held) ? column : "";
  }

  /**
   * @param {Measure} measure
   * @returns {Series|null}
   */
  series(measure) {
    const column = this.columnOf(measure);
    return column && this.timeline.count ? this.timeline.series(this.columns.indexOf(column)) : null;
  }

  /** The last row's number, NaN where there is none. @param {Measure} measure */
  last(measure) {
    return this.at(this.timeline.count - 1, this.columnOf(measure));
  }

  /**
   * The first shown step at which the loss is at most `target`; -1 where it never was.
   * @param {number} target
   */
  stepsTo(target) {
    const column = this.columns.indexOf(this.columnOf("loss"));
    for (let row = 0; column >= 0 && row < this.timeline.count; row += 1) {
      if (this.timeline.at(row, column) <= target) return this.timeline.steps[row];
    }
    return -1;
  }

  get hasDiverged() {
    return this.timeline.end?.reason === "diverged";
  }

  get epochSize() {
    return Math.max(1, this.config?.experiment.batches_per_epoch ?? 1);
  }

  /** The step up to which rows are wanted. */
  get horizon() {
    const experiment = this.config?.experiment;
    if (!experiment) return 0;
    return experiment.stop === "steps" ? experiment.last_step : Math.min(experiment.last_step, Math.max(SHORTEST, this.pin.seen));
  }

  /** The rows to be asked for next; null when all are there. @returns {{start: number, stride: number}|null} */
  get wanted() {
    if (this.state !== "loading") return null;
    const { stride, timeline } = this;
    return { start: timeline.count ? Math.floor(timeline.lastStep / stride + 1) * stride : 0, stride };
  }

  /**
   * Take in an answer to what was wanted.
   * @param {Reply} reply
   * @param {SampleData|null} sample  the points, also where the reply leaves them out
   */
  receive(reply, sample) {
    if (reply.config) this.config = reply.config;
    this.sample = sample ?? this.sample;
    this.problems = reply.refused.map(({ text }) => text);
    const width = reply.columns.length + reply.weights;
    if (width !== this.timeline.width) this.timeline = new RowStore(width);
    this.columns = reply.columns;
    this.weightCount = reply.weights;
    if (this.horizon > EVERY_ROW) this.stride = Math.ceil(this.horizon / ROWS);
    if (reply.chunk?.width === width) this.timeline.merge(reply.chunk);
    const { timeline, horizon } = this;
    if (!timeline.end && timeline.count && timeline.lastStep >= horizon) {
      timeline.end = { reason: "done", step: timeline.lastStep, loss: null, suggested_lr: null };
    }
    if (timeline.end) this.state = "done";
    else if (reply.status === "failed") this.state = "failed";
  }
}
