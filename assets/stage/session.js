/**
 * One stage's state, without a page: the run, its rows, the player, and the talk with the server. Views read it,
 * controls call it, `frame` moves it. Time is an argument.
 */

import { Dragging } from "./dragging.js";
import { Player, SPEEDS } from "./player.js";
import { Shown, heldOffset, shownClasses } from "./shown.js";
import { Source } from "./source.js";
import { Talk } from "./talk.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./talk.js").Port} Port */
/** @typedef {import("./draw/types.js").Series} Series */
/** @typedef {{run: string, step: number, index: number, value: number}} Edit */

const SCRUB_DELAY = 120;

export class Session {
  /** @param {Port} port */
  constructor(port) {
    this.run = "";
    /** @type {Config|null} */
    this.config = null;
    /** @type {SampleData|null} */
    this.sample = null;
    /** @type {string[]} */
    this.columns = [];
    /** Numbers of a row behind its columns: the weights of a network. */
    this.weightCount = 0;
    this.timeline = new Timeline(0);
    this.player = new Player();
    this.source = new Source((request) => port.request(request));
    this.talk = new Talk(port);
    this.drag = new Dragging();
    this.shown = new Shown();
    /** A weight set by hand that the server has not taken yet. @type {Edit|null} */
    this.edited = null;
    /** Furthest step shown in this run: the curve is drawn that far. */
    this.seen = 0;
    /** The curve of the run before. @type {Series|null} */
    this.ghost = null;
    /** @type {{step: number, indices: Uint32Array}|null} */
    this.batch = null;
    this.missing = { config: false, data: false };
    /** @type {{step: number, time: number}|null} */
    this.scrubbed = null;
  }

  get state() {
    return this.player.state(this.timeline);
  }

  /** Gradient updates from the row of a step to the next one shown. */
  get hopAt() {
    const { speed } = this.player;
    return speed.maximum ? this.#maximumHop : () => speed.perFrame;
  }

  #maximumHop = (/** @type {number} */ step) => this.source.hopAt(step);

  /** The step at which this run is known, or set, to end. */
  get limit() {
    return this.timeline.end?.step ?? this.config?.experiment.last_step ?? 0;
  }

  /** Where the timeline slider ends. */
  get timelineMax() {
    const experiment = this.config?.experiment;
    if (experiment?.stop === "steps") return experiment.last_step;
    return Math.max(this.seen, this.player.cursor, 1);
  }

  get epoch() {
    return Math.floor(this.player.cursor / Math.max(1, this.config?.experiment.batches_per_epoch ?? 1));
  }

  /** Index of the row under the cursor, or -1. */
  get index() {
    return this.timeline.floor(this.player.cursor);
  }

  /**
   * A number of the row under the cursor; NaN if there is none.
   * @param {string} column
   */
  value(column) {
    const at = this.columns.indexOf(column);
    const { index } = this;
    return at < 0 || index < 0 ? NaN : this.timeline.at(index, at);
  }

  /**
   * The weights of the row under the cursor, with one just set by hand; null if there are none.
   * @returns {Float32Array|null}
   */
  get weights() {
    const { index, timeline, weightCount, edited } = this;
    if (index < 0 || !weightCount) return null;
    const end = (index + 1) * timeline.width;
    const row = timeline.rows.subarray(end - weightCount, end);
    if (!edited || edited.run !== this.run || edited.step !== this.player.cursor) return row;
    const weights = row.slice();
    weights[edited.index] = edited.value;
    return weights;
  }

  // ---- as the viewer has it, also while a class is being dragged

  get classes() {
    return shownClasses(this.config, this.drag);
  }

  get shownSample() {
    return this.shown.sample(this.sample, heldOffset(this.config, this.drag));
  }

  /** Curvature and critical rate; null for a network, and before there is a config. */
  get curvature() {
    const { config, sample, drag } = this;
    return config?.theory ? this.shown.curvature(config, config.theory, sample, heldOffset(config, drag)) : null;
  }

  // ---- what comes from the server

  /**
   * Take a reply in. The same reply twice, an old one, or one out of turn does no harm.
   * @param {Reply} reply
   * @param {number} now
   */
  receive(reply, now) {
    this.source.received(reply, now);
    if (reply.run !== this.run) this.#enter(reply, now);
    this.#noteHeld(reply);
    if (reply.config) {
      this.config = reply.config;
      this.drag.heard(reply.config.experiment);
    }
    if (reply.sample) this.sample = reply.sample;
    if (reply.batch) this.batch = reply.batch;
    if (reply.columns.length) this.#setColumns(reply.columns, reply.weights);
    this.#merge(reply);
  }

  /**
   * Take in rows that came by themselves. They may be late: of a run that is no longer shown.
   * @param {Reply} reply
   * @param {number} now
   */
  receiveRows(reply, now) {
    if (reply.run !== this.run) return;
    this.source.received(reply, now);
    this.#merge(reply);
  }

  /** @param {Reply} reply */
  #merge({ chunk }) {
    if (!chunk || chunk.width !== this.timeline.width) return;
    this.timeline.merge(chunk);
    if (!this.player.playing) this.player.settle(this.timeline);
    this.seen = Math.max(this.seen, this.player.cursor);
  }

  /**
   * Another run begins, or this one goes on with another learning rate or weight.
   * @param {Reply} reply
   * @param {number} now
   */
  #enter(reply, now) {
    const { player, timeline } = this;
    const first = this.run === "";
    const keep = reply.keep && reply.keep.run === this.run ? reply.keep.step : null;
    const changed = reply.keep?.start ?? null;
    this.run = reply.run;
    this.source.restart();
    this.batch = null;
    this.edited = null;
    player.ceiling = Infinity;
    if (keep !== null && timeline.count) {
      const shown = player.cursor;
      timeline.keepThrough(keep);
      player.cursor = timeline.steps[Math.max(0, timeline.floor(shown))] ?? 0;
      // The row after the kept ones is another one now (a weight was set by hand, or taken back): the one to show.
      if (!player.playing && changed !== null && shown >= changed) player.awaiting = changed;
      this.seen = Math.min(this.seen, keep);
    } else {
      this.#keepGhost();
      this.timeline = new Timeline(timeline.width);
      // A drag through a place where training diverges, or is over at once, plays on behind it.
      const playing = player.playing || (this.drag.label !== null && this.drag.resumes);
      player.reset();
      if (playing) player.play(now);
      this.seen = 0;
      this.scrubbed = null;
    }
    this.talk.enter(reply.run, now, { first, kept: keep !== null });
  }

  #keepGhost() {
    const drawn = this.timeline.lowerBound(this.seen + 1);
    if (this.seen === 0 || drawn < 2 || this.drag.ghosted) return;
    this.ghost = this.timeline.snapshot(this.lossColumn, this.seen);
    this.drag.ghosted = this.drag.active;
  }

  /**
   * What a reply leaves out is what the request said is held; if that is no longer held, ask again.
   * @param {Reply} reply
   */
  #noteHeld(reply) {
    const held = this.source.asked.get(reply.seq)?.have;
    this.missing.config = !reply.config && (!this.config || held?.config !== this.config.id);
    this.missing.data = !reply.sample && (!this.sample || held?.data !== this.sample.id);
  }

  /**
   * @param {string[]} columns
   * @param {number} weights
   */
  #setColumns(columns, weights) {
    const width = columns.length + weights;
    if (width !== this.timeline.width) this.timeline = new Timeline(width);
    this.columns = columns;
    this.weightCount = weights;
  }

  /** Column of the loss on all points: the curve. */
  get lossColumn() {
    return Math.max(0, this.columns.indexOf("full_loss"));
  }

  // ---- what the viewer does

  /** @param {number} now */
  togglePlay(now) {
    const { player, timeline } = this;
    this.scrubbed = null;
    this.drag.resumes = false;
    if (player.playing) {
      player.pause();
      return;
    }
    if (timeline.end && player.cursor >= timeline.end.step) player.cursor = 0;
    player.play(now);
    this.source.rethink();
  }

  /**
   * Go by single updates, forward or back.
   * @param {number} by
   */
  step(by) {
    this.goTo((this.player.awaiting ?? this.player.cursor) + by);
  }

  nextEpoch() {
    const size = Math.max(1, this.config?.experiment.batches_per_epoch ?? 1);
    const at = this.player.awaiting ?? this.player.cursor;
    this.goTo((Math.floor(at / size) + 1) * size);
  }

  /**
   * Show a step exactly, as soon as its row is there.
   * @param {number} step
   */
  goTo(step) {
    if (!this.timeline.count) return;
    this.scrubbed = null;
    this.drag.resumes = false;
    this.player.goTo(Math.min(Math.max(0, step), this.limit), this.timeline);
    this.source.rethink();
    this.seen = Math.max(this.seen, this.player.cursor);
  }

  /**
   * The timeline is being pulled: show the nearest row there is; the exact one when the pull rests.
   * @param {number} step
   * @param {number} now
   */
  scrub(step, now) {
    const { player, timeline } = this;
    if (!timeline.count) return;
    const target = Math.min(Math.max(0, step), this.limit);
    player.pause();
    this.drag.resumes = false;
    player.started = true;
    player.cursor = timeline.steps[Math.max(0, timeline.floor(target))];
    this.seen = Math.max(this.seen, player.cursor);
    this.scrubbed = { step: target, time: now };
  }

  /** The timeline was let go. */
  scrubEnd() {
    if (this.scrubbed) this.goTo(this.scrubbed.step);
  }

  reset() {
    this.player.reset();
    this.scrubbed = null;
    this.drag.resumes = false;
    this.source.rethink();
    this.talk.reset(this);
  }

  /** @param {number} index  in SPEEDS */
  setSpeed(index) {
    const speed = SPEEDS[index];
    if (!speed || speed === this.player.speed) return;
    this.player.speed = speed;
    this.source.rethink();
  }

  /** @param {number} rate */
  mend(rate) {
    this.talk.mend(this, rate);
  }

  /**
   * @param {0|1} label
   * @param {import("./dragging.js").Values} values
   */
  dragTo(label, values) {
    if (this.drag.label === null) this.drag.resumes = this.player.playing;
    this.drag.move(label, values);
  }

  dragEnd() {
    this.drag.release();
  }

  /**
   * Set a weight by hand, at the step that is shown: it is seen at once, and training goes on from it.
   * @param {number} index  in the flat vector
   * @param {number} value
   */
  edit(index, value) {
    const { player, run } = this;
    if (player.playing || player.awaiting !== null || !this.weights) return;
    this.edited = { run, step: player.cursor, index, value };
    this.talk.edit(this, this.edited);
  }

  /**
   * Ask for another network.
   * @param {{hidden?: number[], features?: string[]}} change
   */
  design(change) {
    this.talk.design(this, change);
  }

  // ---- time

  /**
   * One animation frame, or one wake-up between frames.
   * @param {number} now     ms
   * @param {boolean} hidden
   * @returns {number} when to look again at the latest, ms; Infinity if nothing is due
   */
  frame(now, hidden) {
    const { player, timeline, source } = this;
    if (this.scrubbed && now - this.scrubbed.time >= SCRUB_DELAY) this.goTo(this.scrubbed.step);
    if (player.tick(now, timeline, this.hopAt(player.cursor))) {
      this.seen = Math.max(this.seen, player.cursor);
      timeline.thin(player.cursor);
    }
    return Math.min(
      this.talk.update(this, now, hidden),
      this.run ? source.update(now, this.#need(hidden)) : Infinity,
      this.scrubbed ? this.scrubbed.time + SCRUB_DELAY : Infinity,
    );
  }

  /**
   * @param {boolean} hidden
   * @returns {import("./source.js").Need}
   */
  #need(hidden) {
    const { player } = this;
    return {
      run: this.run,
      timeline: this.timeline,
      have: { config: this.config?.id ?? null, data: this.sample?.id ?? null },
      missing: this.missing.config || this.missing.data,
      cursor: player.cursor,
      hopAt: this.hopAt,
      speed: player.speed,
      playing: player.playing && player.ceiling === Infinity,
      awaiting: player.awaiting,
      lastStep: this.limit,
      hidden,
    };
  }
}
