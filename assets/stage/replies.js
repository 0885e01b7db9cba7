/** What a session takes from the server's replies: texts, config, points, and the rows of its run or of the next one. */

import { commonRows, sameWords } from "./draft/mid_run_changes.js";
import { POINT_WORDS, isReference, keepSet } from "./point_sets.js";
import { RowStore } from "./row_store.js";

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./row_fetcher.js").Pending} Pending */
/** @typedef {import("./draft/mid_run_changes.js").Words} Words */
/** @typedef {import("./draft/draft.js").Stored} Stored */
/** @typedef {import("./gestures.js").Gesture} Gesture */

export class Replies {
  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.session = session;
  }

  /**
   * Take a reply in: the answer to the request under way. One that comes late or twice does no harm.
   * @param {Reply} reply
   * @param {number} now
   */
  receive(reply, now) {
    const { session } = this;
    const pending = session.source.received(reply, now);
    if (!pending) {
      this.#receiveLate(reply);
      return;
    }
    this.#noteHeld(reply);
    const sent = pending.draft?.words;
    // A set that was told by its text is too large for a link: the tab keeps it.
    for (const name of POINT_WORDS) {
      if (sent?.[name] && !isReference(sent[name]) && isReference(reply.words[name])) keepSet(reply.words[name], sent[name]);
    }
    if (sent) session.draft.settled(sent, reply);
    this.#adopt(reply, pending, now);
    if (pending.answer && (reply.verdict || reply.status === "ok")) this.#judge(reply.verdict ?? null);
    if (sent && session.gesture?.released && !session.draft.isDirty && !pending.draft?.scrubbing) session.gestures.end(now);
  }

  /**
   * What the page begins with, before anything was asked. A draft of this tab goes before it; its words, and the
   * points where they are the same, are of use all the same.
   * @param {Reply} reply
   * @param {number} now
   * @param {Stored|null} stored  the draft to go on with
   */
  begin(reply, now, stored) {
    const { session } = this;
    if (stored) {
      session.draft.restore(stored);
      session.restoredStep = stored.step;
      session.overAt = stored.over === true ? stored.step : -1;
    } else {
      session.draft.settled({}, { ...reply, refused: [] });
      session.draft.words = { ...reply.words };
      session.draft.held = { ...reply.words };
      session.draft.problems = reply.refused.map(({ text }) => text);
    }
    if (reply.texts) this.#speak(reply.texts);
    if (sameWords(session.draft.words, reply.words)) {
      session.draft.held = { ...reply.words };
      this.#adopt(reply, null, now);
    } else {
      session.draft.held ??= {};
      session.unread = true;
    }
    this.#tryAgain(stored?.refused ?? {});
  }

  /**
   * Only the server can say, in the language that is read now, why a typed text was not taken.
   * @param {Words} typed
   */
  #tryAgain(typed) {
    for (const [name, text] of Object.entries(typed)) this.session.turn(name, text, false);
  }

  /** @param {Texts} texts */
  #speak(texts) {
    const { session } = this;
    const isOther = session.texts !== null && session.texts.lang !== texts.lang;
    session.texts = texts;
    const defaults = Object.entries(texts.panel.knobs).map(([name, knob]) => [name, knob.default]);
    session.draft.defaults = { ...Object.fromEntries(defaults), points: "" };
    if (isOther) this.#tryAgain(session.draft.refusedTexts);
  }

  /** @param {Reply} reply */
  #receiveLate(reply) {
    const { session } = this;
    // The page was drawn anew in another language; or rows of the run that is shown, which were asked for twice.
    if (reply.texts && reply.texts.lang !== session.texts?.lang) this.#speak(reply.texts);
    if (reply.seq > 0 && reply.run === session.run) this.#merge(reply);
    if (reply.verdict && reply.verdict.value === session.answer?.value) this.#judge(reply.verdict);
  }

  /**
   * @param {Reply} reply
   * @param {Pending|null} pending
   * @param {number} now
   */
  #adopt(reply, pending, now) {
    const { session } = this;
    session.unread = false;
    const shown = session.player.awaiting ?? session.player.cursor;
    const kept = reply.run !== session.run && this.#enter(reply, now);
    session.runWords = reply.words;
    if (reply.texts) this.#speak(reply.texts);
    if (reply.config) session.config = withCurvature(reply.config);
    if (reply.sample) session.sample = reply.sample;
    if (reply.batch) session.batch = reply.batch;
    if (reply.columns.length) this.#setColumns(reply.columns, reply.weights);
    this.#merge(reply);
    if (kept) this.#showAgain(shown);
    if (session.gesture) this.#showHeld(session.gesture);
    else if (session.restoredStep && session.timeline.count) {
      session.goTo(session.restoredStep);
      session.restoredStep = 0;
    }
    if (pending?.draft?.whole && session.timeline.count) session.seen = Math.max(session.seen, session.timeline.lastStep);
    if (!session.draft.isDirty) session.player.ceiling = Infinity;
  }

  /** @param {import("./protocol.js").Verdict|null} verdict */
  #judge(verdict) {
    const { session } = this;
    if (!session.answer) return;
    session.answer = null;
    session.onVerdict(verdict);
  }

  /** @param {Reply} reply */
  #merge({ chunk }) {
    const { session } = this;
    if (!chunk || chunk.width !== session.timeline.width) return;
    session.timeline.merge(chunk);
    if (chunk.end) session.player.cursor = Math.min(session.player.cursor, chunk.end.step);
    if (!session.player.playing) session.player.settle(session.timeline);
    session.seen = Math.max(session.seen, session.player.cursor);
  }

  /**
   * Another run begins, or this one goes on with another learning rate or weight.
   * @param {Reply} reply
   * @param {number} now
   * @returns {boolean} whether rows of the former run stay
   */
  #enter(reply, now) {
    const { session } = this;
    const { player, timeline, gesture } = session;
    const common = session.run ? commonRows(session.runWords, reply.words, session.draft.defaults) : null;
    const former = session.run;
    if (former) {
      session.overAt = -1;
      session.left.leave(former, gesture ? gesture.began : session.place);
    }
    session.run = reply.run;
    session.source.restart();
    session.batch = null;
    player.ceiling = Infinity;
    // Rows that came begin where the runs part, or the common ones are of no use. A busy trainer's come later.
    if (common && timeline.count && !(reply.chunk && reply.chunk.start > common.start)) {
      if (gesture) this.#keepGhost();
      timeline.keepThrough(common.through);
      session.seen = Math.min(session.seen, common.through);
      return true;
    }
    this.#keepGhost();
    session.timeline = new RowStore(timeline.width);
    session.seen = 0;
    if (gesture) return false;
    const { playing } = player;
    player.reset();
    // Undo and redo lead back to a run as it stood; every other run begins at its start.
    if (former) session.restoredStep = session.draft.returned ? session.left.stepOf(reply.run) : 0;
    if (playing && !session.restoredStep) player.play(now); // else it rests there, as the run did
    session.scrubbed = null;
    return false;
  }

  /**
   * The step that was shown, of a run that goes on in another way.
   * @param {number} step
   */
  #showAgain(step) {
    const { session } = this;
    const { player, timeline } = session;
    const last = timeline.end ? Math.min(step, timeline.end.step) : step;
    if (timeline.find(last) >= 0) player.cursor = last;
    else if (player.playing || session.gesture) player.cursor = timeline.steps[Math.max(0, timeline.floor(last))] ?? 0;
    else {
      player.awaiting = last;
      player.cursor = timeline.steps[Math.max(0, timeline.floor(last))] ?? 0;
    }
    session.seen = Math.max(session.seen, player.cursor);
  }

  /**
   * While a knob moves the stage stays at its step, or at the nearest row there is.
   * @param {Gesture} gesture
   */
  #showHeld({ cursor }) {
    const { player, timeline } = this.session;
    if (!timeline.count) return;
    const step = timeline.end ? Math.min(cursor, timeline.end.step) : cursor;
    player.cursor = timeline.steps[Math.max(0, timeline.floor(step))];
    player.awaiting = null;
  }

  #keepGhost() {
    const { session } = this;
    const drawn = session.timeline.lowerBound(session.seen + 1);
    if (session.seen === 0 || drawn < 2 || session.gesture?.ghosted) return;
    session.ghost = session.timeline.snapshot(session.lossColumn, session.seen);
    if (session.gesture) session.gesture.ghosted = true;
  }

  /**
   * What a reply leaves out is what the request said is held; if that is no longer held, ask again.
   * @param {Reply} reply
   */
  #noteHeld(reply) {
    const { session } = this;
    const held = session.source.asked.get(reply.seq)?.have;
    session.missing.config = !reply.config && (!session.config || held?.config !== session.config.id);
    session.missing.data = !reply.sample && (!session.sample || held?.data !== session.sample.id);
  }

  /**
   * @param {string[]} columns
   * @param {number} weights
   */
  #setColumns(columns, weights) {
    const { session } = this;
    const width = columns.length + weights;
    if (width !== session.timeline.width) session.timeline = new RowStore(width);
    session.columns = columns;
    session.weightCount = weights;
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
