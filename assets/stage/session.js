/**
 * One stage's state, without a page: the draft, its run and rows, the player, and what is asked of the server. Views
 * read it, controls call it, `frame` moves it. Time is an argument.
 */

import { commonRows, sameWords } from "./draft/mid_run_changes.js";
import { Draft } from "./draft/draft.js";
import { Outbox } from "./outbox.js";
import { isReference, keepSet } from "./point_sets.js";
import { LongerRun } from "./longer_run.js";
import { EASED, Player, SPEEDS, hopOf, paceAt } from "./player.js";
import { Shown, shownClasses } from "./dragged_view.js";
import { RowFetcher } from "./row_fetcher.js";
import { RowStore } from "./row_store.js";

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./outbox.js").Port} Port */
/** @typedef {import("./row_fetcher.js").DraftWish} DraftWish */
/** @typedef {import("./row_fetcher.js").Pending} Pending */
/** @typedef {import("./draft/mid_run_changes.js").Words} Words */
/** @typedef {import("./draft/draft.js").Stored} Stored */
/** @typedef {import("./draw/types.js").Series} Series */
/** A weight just set by hand, and the draft's word that holds it. @typedef {{run: string, step: number, index: number, value: number, word: string|undefined}} Edit */

/**
 * A knob or a class that is moving: what the player did when it was taken, the step at which a rate takes hold, and
 * whether the curve from before is kept already. `released` asks once more for what is left out while it moves.
 * @typedef {{id: string, resumes: boolean, cursor: number, rateStep: number, ghosted: boolean, released: boolean}} Gesture
 */

const SCRUB_DELAY = 120;
/** Rows of a curve that bends under the finger: more cannot be told apart. */
const CURVE_ROWS = 220;
/** Numbers of such a reply, so that the rows of a large network do not take longer than the finger. */
const CURVE_NUMBERS = 60_000;
/** A run without a last step is shown this far at least while a knob moves. */
const SHORTEST_CURVE = 60;
const FIRST_ROWS = 60;
/** A new learning rate takes hold this far ahead, so that playing goes on without a jump. */
const RATE_LEAD_SECONDS = 0.2;

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
    /** @type {Gesture|null} */
    this.gesture = null;
    this.gestures = 0;
    /** The words of the draft are known, but nothing of their run. */
    this.unread = false;
    /** The step to go to once the run of a restored draft is there. */
    this.restoredStep = 0;
    /** The step at which the run of a restored draft was over, as long as nothing else is known of its end; -1 for none. */
    this.overAt = -1;
    /** The weight that was set by hand last. @type {Edit|null} */
    this.lastEdit = null;
    this.longer = new LongerRun(this);
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
    const pending = this.source.received(reply, now);
    if (!pending) {
      this.#receiveLate(reply);
      return;
    }
    this.#noteHeld(reply);
    const sent = pending.draft?.words;
    // A set that was told by its text is too large for a link: the tab keeps it.
    if (sent?.points && !isReference(sent.points) && isReference(reply.words.points)) keepSet(reply.words.points, sent.points);
    if (sent) this.draft.settled(sent, reply);
    this.#adopt(reply, pending, now);
    if (pending.answer && (reply.verdict || reply.status === "ok")) this.#judge(reply.verdict ?? null);
    if (sent && this.gesture?.released && !this.draft.isDirty && !pending.draft?.scrubbing) this.#endGesture(now);
  }

  /**
   * What the page begins with, before anything was asked. A draft of this tab goes before it; its words, and the
   * points where they are the same, are of use all the same.
   * @param {Reply} reply
   * @param {number} now
   * @param {Stored|null} stored  the draft to go on with
   */
  begin(reply, now, stored) {
    if (stored) {
      this.draft.restore(stored);
      this.restoredStep = stored.step;
      this.overAt = stored.over === true ? stored.step : -1;
    } else {
      this.draft.settled({}, { ...reply, refused: [] });
      this.draft.words = { ...reply.words };
      this.draft.held = { ...reply.words };
      this.draft.problems = reply.refused.map(({ text }) => text);
    }
    if (reply.texts) this.#speak(reply.texts);
    if (sameWords(this.draft.words, reply.words)) {
      this.draft.held = { ...reply.words };
      this.#adopt(reply, null, now);
    } else {
      this.draft.held ??= {};
      this.unread = true;
    }
    this.#tryAgain(stored?.refused ?? {});
  }

  /**
   * Only the server can say, in the language that is read now, why a typed text was not taken.
   * @param {Words} typed
   */
  #tryAgain(typed) {
    for (const [name, text] of Object.entries(typed)) this.turn(name, text, false);
  }

  /** Go to a step, now or once its row is there. @param {number} step */
  openAt(step) {
    if (this.timeline.count) this.goTo(step);
    else this.restoredStep = step;
  }

  /** @param {Texts} texts */
  #speak(texts) {
    const isOther = this.texts !== null && this.texts.lang !== texts.lang;
    this.texts = texts;
    const defaults = Object.entries(texts.panel.knobs).map(([name, knob]) => [name, knob.default]);
    this.draft.defaults = { ...Object.fromEntries(defaults), points: "" };
    if (isOther) this.#tryAgain(this.draft.refusedTexts);
  }

  /** @param {Reply} reply */
  #receiveLate(reply) {
    // The page was drawn anew in another language; or rows of the run that is shown, which were asked for twice.
    if (reply.texts && reply.texts.lang !== this.texts?.lang) this.#speak(reply.texts);
    if (reply.seq > 0 && reply.run === this.run) this.#merge(reply);
    if (reply.verdict && reply.verdict.value === this.answer?.value) this.#judge(reply.verdict);
  }

  /**
   * @param {Reply} reply
   * @param {Pending|null} pending
   * @param {number} now
   */
  #adopt(reply, pending, now) {
    this.unread = false;
    const shown = this.player.awaiting ?? this.player.cursor;
    const kept = reply.run !== this.run && this.#enter(reply, now);
    this.runWords = reply.words;
    if (reply.texts) this.#speak(reply.texts);
    if (reply.config) this.config = withCurvature(reply.config);
    if (reply.sample) this.sample = reply.sample;
    if (reply.batch) this.batch = reply.batch;
    if (reply.columns.length) this.#setColumns(reply.columns, reply.weights);
    this.#merge(reply);
    if (kept) this.#showAgain(shown);
    if (this.gesture) this.#showHeld(this.gesture);
    else if (this.restoredStep && this.timeline.count) {
      this.goTo(this.restoredStep);
      this.restoredStep = 0;
    }
    if (pending?.draft?.whole && this.timeline.count) this.seen = Math.max(this.seen, this.timeline.lastStep);
    if (!this.draft.isDirty) this.player.ceiling = Infinity;
  }

  /** @param {import("./protocol.js").Verdict|null} verdict */
  #judge(verdict) {
    if (!this.answer) return;
    this.answer = null;
    this.onVerdict(verdict);
  }

  /** @param {Reply} reply */
  #merge({ chunk }) {
    if (!chunk || chunk.width !== this.timeline.width) return;
    this.timeline.merge(chunk);
    if (chunk.end) this.player.cursor = Math.min(this.player.cursor, chunk.end.step);
    if (!this.player.playing) this.player.settle(this.timeline);
    this.seen = Math.max(this.seen, this.player.cursor);
  }

  /**
   * Another run begins, or this one goes on with another learning rate or weight.
   * @param {Reply} reply
   * @param {number} now
   * @returns {boolean} whether rows of the former run stay
   */
  #enter(reply, now) {
    const { player, timeline, gesture } = this;
    const common = this.run ? commonRows(this.runWords, reply.words, this.draft.defaults) : null;
    if (this.run) this.overAt = -1;
    this.run = reply.run;
    this.source.restart();
    this.batch = null;
    player.ceiling = Infinity;
    // Rows that came begin where the runs part, or the common ones are of no use. A busy trainer's come later.
    if (common && timeline.count && !(reply.chunk && reply.chunk.start > common.start)) {
      if (gesture) this.#keepGhost();
      timeline.keepThrough(common.through);
      this.seen = Math.min(this.seen, common.through);
      return true;
    }
    this.#keepGhost();
    this.timeline = new RowStore(timeline.width);
    this.seen = 0;
    if (gesture) return false;
    const playing = player.playing;
    player.reset();
    if (playing) player.play(now);
    this.scrubbed = null;
    return false;
  }

  /**
   * The step that was shown, of a run that goes on in another way.
   * @param {number} step
   */
  #showAgain(step) {
    const { player, timeline } = this;
    const last = timeline.end ? Math.min(step, timeline.end.step) : step;
    if (timeline.find(last) >= 0) player.cursor = last;
    else if (player.playing || this.gesture) player.cursor = timeline.steps[Math.max(0, timeline.floor(last))] ?? 0;
    else {
      player.awaiting = last;
      player.cursor = timeline.steps[Math.max(0, timeline.floor(last))] ?? 0;
    }
    this.seen = Math.max(this.seen, player.cursor);
  }

  /**
   * While a knob moves the stage stays at its step, or at the nearest row there is.
   * @param {Gesture} gesture
   */
  #showHeld({ cursor }) {
    const { player, timeline } = this;
    if (!timeline.count) return;
    const step = timeline.end ? Math.min(cursor, timeline.end.step) : cursor;
    player.cursor = timeline.steps[Math.max(0, timeline.floor(step))];
    player.awaiting = null;
  }

  #keepGhost() {
    const drawn = this.timeline.lowerBound(this.seen + 1);
    if (this.seen === 0 || drawn < 2 || this.gesture?.ghosted) return;
    this.ghost = this.timeline.snapshot(this.lossColumn, this.seen);
    if (this.gesture) this.gesture.ghosted = true;
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
    if (width !== this.timeline.width) this.timeline = new RowStore(width);
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
    this.#hold();
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
    if (!moving) this.#endGesture(NaN);
    const gesture = moving ? this.#take(name) : null;
    if (name === "lr") this.draft.setRate(text, gesture ? gesture.rateStep : this.#rateStep(), gesture?.id ?? null);
    else this.draft.set({ [name]: text, ...(name === "data" && { points: "" }) }, gesture?.id ?? null);
    this.#hold();
  }

  /**
   * A class moves, or its ellipse is turned or stretched.
   * @param {0|1} label
   * @param {{x?: number, y?: number, sx?: number, sy?: number, rho?: number}} values
   */
  dragTo(label, values) {
    const prefix = label === 0 ? "neg" : "pos";
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, String(value)]));
    this.draft.set(texts, this.#take(prefix).id);
    this.#hold();
  }

  /**
   * The knob or the class was let go.
   * @param {string} [name]  of a knob: nothing happens while another one moves
   */
  release(name) {
    const { gesture } = this;
    if (!gesture || gesture.released || (name && !gesture.id.startsWith(`${name}#`))) return;
    gesture.released = true;
    this.draft.endGesture();
  }

  /**
   * What moves from now on.
   * @param {string} name
   * @returns {Gesture}
   */
  #take(name) {
    const { player } = this;
    if (this.gesture && this.gesture.id.startsWith(`${name}#`) && !this.gesture.released) return this.gesture;
    const resumes = player.playing || (this.gesture?.resumes ?? false);
    this.gesture = {
      id: `${name}#${(this.gestures += 1)}`, resumes, cursor: this.gesture?.cursor ?? player.awaiting ?? player.cursor,
      rateStep: this.#rateStep(false), ghosted: this.gesture?.ghosted ?? false, released: false,
    };
    if (player.playing) player.pause();
    this.scrubbed = null;
    return this.gesture;
  }

  /**
   * What moved rests, and its run is there: the stage goes on as before.
   * @param {number} now  NaN while the clock is not known; playing goes on at the next frame then
   */
  #endGesture(now) {
    const { gesture, player, timeline } = this;
    if (!gesture) return;
    this.gesture = null;
    this.draft.endGesture();
    if (gesture.resumes) {
      player.play(Number.isNaN(now) ? 0 : now);
      if (player.cursor >= this.limit) player.cursor = 0;
    } else if (timeline.count) this.goTo(gesture.cursor);
    else if (gesture.cursor > 0) player.awaiting = gesture.cursor;
  }

  /**
   * Where a new learning rate takes hold: at the cursor, a moment later while playing, at the start when the run is over.
   * @param {boolean} [leads]
   * @returns {number}
   */
  #rateStep(leads = true) {
    const { player, timeline } = this;
    const { end } = timeline;
    if (this.isOver) return 0;
    if (!player.playing || !leads) return this.place;
    const frames = Math.floor(RATE_LEAD_SECONDS * paceAt(player.speed, player.cursor));
    const ahead = timeline.reach(player.cursor, this.hopAt, frames).step;
    return end && ahead >= end.step ? player.cursor : ahead;
  }

  /** Until the server has answered a draft, play no row that will be another one then. */
  #hold() {
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
    this.#hold();
  }

  /**
   * Another draft: a scene, the page's first one, what a link says.
   * @param {Words} words
   */
  become(words) {
    this.#endGesture(NaN);
    this.draft.become(words);
    this.#hold();
  }

  /**
   * Own points in place of the data set, or none of them.
   * @param {string} word
   */
  putPoints(word) {
    this.turn("points", word, false);
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
    this.#endGesture(NaN);
    draft.set({ ...set, [name]: String(next) });
    this.#hold();
  }

  undo() {
    this.#endGesture(NaN);
    this.draft.undo();
    this.#hold();
  }

  redo() {
    this.#endGesture(NaN);
    this.draft.redo();
    this.#hold();
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
    return this.texts ? this.source.update(now, this.#need(hidden)) : Infinity;
  }

  /**
   * @param {boolean} hidden
   * @returns {import("./row_fetcher.js").Need}
   */
  #need(hidden) {
    const { player, config, batch } = this;
    const rests = !player.playing && player.awaiting === null && this.scrubbed === null && this.gesture === null;
    const glows = config !== null && config.experiment.batches_per_epoch > 1;
    return {
      words: this.runWords,
      draft: this.#draftWish(),
      batchAt: rests && glows && batch?.step !== player.cursor ? player.cursor : null,
      timeline: this.timeline,
      have: { texts: this.texts?.id ?? null, config: this.config?.id ?? null, data: this.sample?.id ?? null },
      missing: this.missing.config || this.missing.data,
      cursor: player.cursor,
      hopAt: this.hopAt,
      speed: player.speed,
      playing: player.playing && player.ceiling === Infinity,
      awaiting: player.awaiting,
      lastStep: this.limit,
      hidden,
      answer: this.answer,
    };
  }

  /**
   * The draft to be sent, with the rows that are wanted of its run; null if the server has said what holds.
   * @returns {DraftWish|null}
   */
  #draftWish() {
    const { draft, gesture, timeline, runWords } = this;
    const letGo = gesture !== null && gesture.released;
    if (!draft.isDirty && !letGo && !this.unread) return null;
    const { words, held } = draft;
    const whole = gesture !== null;
    const common = this.run && timeline.count ? commonRows(runWords, words, draft.defaults) : null;
    const start = common ? common.start : 0;
    const checkpoint = common ? timeline.checkpointAt(common.through) : null;
    const rows = whole ? this.#curveWindow(start) : { start, stride: 1, count: FIRST_ROWS };
    return { words, held, common, scrubbing: whole && !letGo, whole, rows, checkpoint };
  }

  /**
   * Rows from a step to the end of the run, as many as a curve can show.
   * @param {number} start
   */
  #curveWindow(start) {
    const { words } = this.draft;
    const knobs = this.texts?.panel.knobs;
    const steps = Number(words.steps) || this.config?.experiment.steps || Number(knobs?.steps?.default) || SHORTEST_CURVE;
    const isBounded = (words.stop ?? "steps") === "steps";
    const last = isBounded ? steps : Math.max(this.seen, SHORTEST_CURVE, start + SHORTEST_CURVE);
    const most = Math.max(20, Math.min(CURVE_ROWS, Math.floor(CURVE_NUMBERS / Math.max(1, this.timeline.width))));
    const stride = Math.max(1, Math.ceil((last - start) / (most - 2)));
    return { start, stride, count: Math.min(most, Math.ceil(Math.max(0, last - start) / stride) + 1) };
  }
}

/**
 * A config with the curvature that views ask for at every frame, as one record.
 * @param {Config} config
 * @returns {Config}
 */
function withCurvature(config) {
  const { theory } = config;
  const curvature = theory && { eigenvalues: theory.eigenvalues, critical: theory.critical_lr, kind: theory.critical_kind, modes: theory.modes, noRate: theory.no_rate };
  return { ...config, curvature };
}
