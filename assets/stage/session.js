/**
 * One stage's state, without a page: the draft, its run and rows, the player, and what is asked of the server. Views
 * read it, controls call it, `frame` moves it. Time is an argument.
 */

import { commonRows } from "./draft/mid_run_changes.js";
import { Draft } from "./draft/draft.js";
import { Gestures } from "./gestures.js";
import { Outbox } from "./outbox.js";
import { LeftRuns } from "./left_runs.js";
import { LongerRun } from "./longer_run.js";
import { EASED, Player, SPEEDS, hopOf } from "./player.js";
import { Shown, shownClasses } from "./dragged_view.js";
import { RowFetcher } from "./row_fetcher.js";
import { Replies } from "./replies.js";
import { needOf } from "./row_needs.js";
import { RowStore } from "./row_store.js";

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./outbox.js").Port} Port */
/** @typedef {import("./draft/mid_run_changes.js").Words} Words */
/** @typedef {import("./draft/draft.js").Stored} Stored */
/** @typedef {import("./draw/types.js").Series} Series */
/** A weight just set by hand, and the draft's word that holds it. @typedef {{run: string, step: number, index: number, value: number, word: string|undefined}} Edit */

const SCRUB_DELAY = 120;

export class Session {
  /** @param {Port} port */
  constructor(port) {
    this.run = "";
    /** The words of the run that is shown. @type {Words} */
    this.runWords = {};
    this.draft = new Draft();
    /** @type {Texts|null} */
    this.texts = null;
    /** @type {Config|null} */
    this.config = null;
    /** @type {SampleData|null} */
    this.sample = null;
    /** @type {string[]} */
    this.columns = [];
    /** Numbers of a row behind its columns: the weights of a network. */
    this.weightCount = 0;
    this.timeline = new RowStore(0);
    this.player = new Player();
    this.source = new RowFetcher((request) => port.request(request));
    this.outbox = new Outbox(port);
    this.shown = new Shown();
    this.gestures = new Gestures(this);
    this.replies = new Replies(this);
    /** The words of the draft are known, but nothing of their run. */
    this.unread = false;
    /** The step to go to once the run of a restored draft is there. */
    this.restoredStep = 0;
    /** The step at which the run of a restored draft was over, as long as nothing else is known of its end; -1 for none. */
    this.overAt = -1;
    /** The weight that was set by hand last. @type {Edit|null} */
    this.lastEdit = null;
    this.longer = new LongerRun(this);
    this.left = new LeftRuns();
    /** Furthest step shown in this run: the curve is drawn that far. */
    this.seen = 0;
    /** The runs that this browser has pinned. @type {import("./pins.js").Pin[]} */
    this.pins = [];
    /** The curve of the run before. @type {Series|null} */
    this.ghost = null;
    /** @type {{step: number, indices: Uint32Array}|null} */
    this.batch = null;
    /** The point that was pressed last. @type {{sample: import("./protocol.js").SampleData, index: number}|null} */
    this.chosen = null;
    this.missing = { config: false, data: false };
    /** @type {{step: number, time: number}|null} */
    this.scrubbed = null;
    /** What the open question covers; views paint none of it. @type {ReadonlySet<string>} */
    this.covered = new Set();
    /** What the learner draws, or has drawn, on a picture; null where no question asks for it. @type {import("./question.js").Prediction|null} */
    this.prediction = null;
    /** Whether the learner has asked for updates since the question was painted last. */
    this.trained = false;
    /** The answer that the server is to judge. @type {import("./protocol.js").Answer|null} */
    this.answer = null;
    /** @type {(verdict: import("./protocol.js").Verdict|null) => void} */
    this.onVerdict = () => {};
  }

  get state() {
    return this.player.state(this.timeline);
  }

  /** Gradient updates from the row of a step to the next one shown. */
  get hopAt() {
    const { speed } = this.player;
    return speed.maximum ? this.#maximumHop : (/** @type {number} */ step) => hopOf(speed, step);
  }

  #maximumHop = (/** @type {number} */ step) => this.source.hopAt(step);

  /** The step at which this run is known, or set, to end; while it is made longer, the one that is asked for. */
  get limit() {
    const { timeline, config, draft, longer } = this;
    const last = config?.experiment.last_step ?? 0;
    const isLonger = longer.steps > last && (draft.words.steps ?? draft.defaults.steps) === String(longer.steps);
    return timeline.end?.step ?? (isLonger ? longer.steps : last);
  }

  /** Whether Play and Step add steps to a run that is over. */
  get canGoOn() {
    return this.longer.isPossible;
  }

  /** The step that is shown, or is on its way. */
  get place() {
    return this.restoredStep || (this.player.awaiting ?? this.player.cursor);
  }

  /** Whether the step that is shown, or is on its way, is the last one of the run. */
  get isOver() {
    const { end } = this.timeline;
    return end ? this.place >= end.step : this.place === this.overAt;
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

  /** A weight set by hand that the server has not taken yet; null where it was refused or undone meanwhile. */
  get edited() {
    const { lastEdit, run, player, draft } = this;
    return lastEdit?.run === run && lastEdit.step === player.cursor && lastEdit.word === draft.words.edits ? lastEdit : null;
  }

  /**
   * The weights of the row under the cursor, with one just set by hand; null if there are none.
   * @returns {Float32Array|null}
   */
  get weights() {
    const { edited } = this;
    const row = this.timeline.weights(this.index, this.weightCount);
    if (!row || !edited) return row;
    const weights = row.slice();
    weights[edited.index] = edited.value;
    return weights;
  }

  // ---- as the viewer has it, also while the server has not answered

  get classes() {
    return shownClasses(this.config, this.draft);
  }

  get shownSample() {
    return this.shown.sample(this.sample, this.config, this.classes);
  }

  /** The knob or the class that is moving, or whose run is awaited. */
  get gesture() {
    return this.gestures.current;
  }

  /** Whether a knob or a class is moving: what surrounds it holds still. */
  get isMoving() {
    return this.gesture !== null && !this.gesture.released;
  }

  /** Whether a class is moving, or its ellipse. */
  get isClassMoving() {
    return this.isMoving && /^(neg|pos)[_#]/.test(this.gesture?.id ?? "");
  }

  /** Curvature and critical rate; null for a network, and before there is a config. */
  get curvature() {
    return this.config?.curvature ?? null;
  }

  // ---- what comes from the server

  /**
   * Take a reply in: the answer to the request under way. One that comes late or twice does no harm.
   * @param {Reply} reply
   * @param {number} now
   */
  receive(reply, now) {
    this.replies.receive(reply, now);
  }

  /**
   * What the page begins with, before anything was asked.
   * @param {Reply} reply
   * @param {number} now
   * @param {Stored|null} stored  the draft to go on with
   */
  begin(reply, now, stored) {
    this.replies.begin(reply, now, stored);
  }

  /** Go to a step, now or once its row is there. @param {number} step */
  openAt(step) {
    if (this.timeline.count) this.goTo(step);
    else this.restoredStep = step;
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
    if (this.gesture) {
      this.gesture.resumes = true; // it plays when the knob is let go
      return;
    }
    if (player.playing) {
      player.pause();
      return;
    }
    if (timeline.end && player.cursor >= timeline.end.step && !this.longer.goOn()) player.cursor = 0;
    player.play(now);
    this.hold();
    this.source.rethink();
  }

  /**
   * Go by single updates, forward or back.
   * @param {number} by
   */
  step(by) {
    this.trained = true;
    this.#goBeyond((this.player.awaiting ?? this.player.cursor) + by);
  }

  nextEpoch() {
    this.trained = true;
    const size = Math.max(1, this.config?.experiment.batches_per_epoch ?? 1);
    const at = this.player.awaiting ?? this.player.cursor;
    this.#goBeyond((Math.floor(at / size) + 1) * size);
  }

  /**
   * Go to a step, and where the run is over let it go on.
   * @param {number} step
   */
  #goBeyond(step) {
    const { player, timeline } = this;
    const isOver = timeline.end !== null && player.cursor >= timeline.end.step && step > timeline.end.step;
    if (isOver && this.longer.goOn()) {
      this.scrubbed = null;
      player.goTo(step, timeline);
      this.source.rethink();
    } else this.goTo(step);
  }

  /**
   * Show a step exactly, as soon as its row is there.
   * @param {number} step
   */
  goTo(step) {
    if (!this.timeline.count) return;
    this.scrubbed = null;
    const at = Math.min(Math.max(0, step), this.limit);
    if (this.gesture) this.gesture.cursor = at; // where the stage rests once the new run is there
    this.player.goTo(at, this.timeline);
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
    this.source.rethink();
    this.draft.restart();
  }

  /** To the first step of the same run, as if nothing of it had been seen. */
  hide() {
    this.player.reset();
    this.scrubbed = null;
    this.seen = 0;
    this.source.rethink();
  }

  /** @param {number} index  in SPEEDS; -1 for the one that eases */
  setSpeed(index) {
    const speed = index < 0 ? EASED : SPEEDS[index];
    if (!speed || speed === this.player.speed) return;
    this.player.speed = speed;
    this.source.rethink();
  }

  /** @param {number} rate */
  mend(rate) {
    this.draft.set({ lr: String(rate) });
  }

  /**
   * A knob set to a text, or moving through it: then all of the movement is one step of undo.
   * @param {string} name
   * @param {string} text
   * @param {boolean} moving
   */
  turn(name, text, moving) {
    this.gestures.turn(name, text, moving);
  }

  /**
   * A class moves, or its ellipse is turned or stretched.
   * @param {0|1} label
   * @param {{x?: number, y?: number, sx?: number, sy?: number, rho?: number}} values
   */
  dragTo(label, values) {
    this.gestures.dragTo(label, values);
  }

  /**
   * The knob or the class was let go.
   * @param {string} [name]  of a knob: nothing happens while another one moves
   */
  release(name) {
    this.gestures.release(name);
  }

  /** Until the server has answered a draft, play no row that will be another one then. */
  hold() {
    const { player, draft } = this;
    if (!player.playing || !draft.isDirty) return;
    const common = commonRows(this.runWords, draft.words, draft.defaults);
    player.ceiling = Math.max(common ? common.through : 0, player.cursor);
  }

  /**
   * Set a weight by hand, at the step that is shown: it is seen at once, and training goes on from it.
   * @param {number} index  in the flat vector
   * @param {number} value
   */
  edit(index, value) {
    const { player, run } = this;
    if (!this.weights) return;
    if (player.playing) player.pause();
    const step = player.cursor;
    player.awaiting = null;
    this.draft.setWeight(step, index, String(value));
    this.lastEdit = { run, step, index, value, word: this.draft.words.edits };
  }

  /**
   * Ask for another network.
   * @param {{hidden?: number[], features?: string[]}} change
   */
  design(change) {
    this.draft.set(Object.fromEntries(Object.entries(change).map(([name, list]) => [name, list.join(",")])));
    this.hold();
  }

  /**
   * Another draft: a scene, the page's first one, what a link says.
   * @param {Words} words
   */
  become(words) {
    this.gestures.end(NaN);
    this.draft.become(words);
    this.hold();
  }

  /**
   * Own points in place of the data set, or as a test set; or none of them.
   * @param {string} word
   * @param {string} [name]  of the draft's word
   */
  putPoints(word, name = "points") {
    this.turn(name, word, false);
  }

  /** The same classes, other points of them. */
  freshPoints() {
    this.#fresh("seed", {});
  }

  /** Other weights to start from, also where they were set by hand. */
  freshStart() {
    this.#fresh("init_seed", { w1: "", w2: "", b: "" });
  }

  /**
   * The next seed, as a change like any other.
   * @param {"seed"|"init_seed"} name
   * @param {Words} cleared  words that would stand against it
   */
  #fresh(name, cleared) {
    const knob = this.texts?.panel.knobs[name];
    if (!knob) return;
    const { draft } = this;
    const now = Number(draft.text(name) ?? knob.default);
    const next = now < (knob.high ?? Infinity) ? now + 1 : (knob.low ?? 0);
    const set = Object.fromEntries(Object.entries(cleared).filter(([word]) => word in draft.words));
    this.gestures.end(NaN);
    draft.set({ ...set, [name]: String(next) });
    this.hold();
  }

  undo() {
    this.gestures.end(NaN);
    this.draft.undo();
    this.hold();
  }

  redo() {
    this.gestures.end(NaN);
    this.draft.redo();
    this.hold();
  }

  // ---- time

  /**
   * One animation frame, or one wake-up between frames.
   * @param {number} now     ms
   * @param {boolean} hidden
   * @returns {number} when to look again at the latest, ms; Infinity if nothing is due
   */
  frame(now, hidden) {
    const { player, timeline } = this;
    if (this.scrubbed && now - this.scrubbed.time >= SCRUB_DELAY) this.goTo(this.scrubbed.step);
    if (player.tick(now, timeline, this.hopAt(player.cursor))) {
      this.seen = Math.max(this.seen, player.cursor);
      timeline.thin(player.cursor);
    }
    return Math.min(
      this.outbox.update(this, now, hidden),
      this.ask(now, hidden),
      this.scrubbed ? this.scrubbed.time + SCRUB_DELAY : Infinity,
    );
  }

  /**
   * Send what is to be sent now, between frames as well.
   * @param {number} now     ms
   * @param {boolean} hidden
   * @returns {number} when to look again at the latest, ms
   */
  ask(now, hidden) {
    return this.texts ? this.source.update(now, needOf(this, hidden)) : Infinity;
  }
}
