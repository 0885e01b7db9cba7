/**
 * What to ask the server next. The stage pulls: it keeps about a second of rows ahead of the cursor, has at most
 * one request under way, and sends it again, later and later, until it is answered. A changed draft goes before rows:
 * those of the run that was shown are no longer wanted then. Time is an argument.
 */

import { plainCheckpoint } from "./protocol.js";

/** @typedef {import("./protocol.js").Have} Have */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./player.js").Speed} Speed */
/** @typedef {import("./row_store.js").RowStore} RowStore */
/** @typedef {import("./draft/mid_run_changes.js").Words} Words */
/** @typedef {import("./draft/mid_run_changes.js").Common} Common */

/**
 * A draft that the server has not answered: its words, those that held before, the rows that both runs have in
 * common, and the rows that are wanted of the new one.
 * @typedef {object} DraftWish
 * @property {Words} words
 * @property {Words|null} held
 * @property {Common|null} common
 * @property {boolean} scrubbing
 * @property {boolean} whole    rows up to the end are wanted
 * @property {Window} rows
 * @property {import("./protocol.js").Checkpoint|null} checkpoint
 */

/**
 * What the stage needs at this moment.
 * @typedef {object} Need
 * @property {Words} words        of the run that is shown
 * @property {DraftWish|null} draft  what goes before rows
 * @property {number|null} batchAt   the update whose batch is wanted
 * @property {RowStore} timeline
 * @property {Have} have          ids of what is held already
 * @property {boolean} missing    the config or the points of this run are not there
 * @property {number} cursor
 * @property {(step: number) => number} hopAt  gradient updates from the row of a step to the next
 * @property {Speed} speed
 * @property {boolean} playing
 * @property {number|null} awaiting  step to be shown exactly
 * @property {number} lastStep
 * @property {boolean} hidden     nobody looks: ask for nothing
 * @property {import("./protocol.js").Answer|null} [answer]  to be judged
 */

/** @typedef {{start: number, stride: number, count: number}} Window */
/** @typedef {Window & {seq: number, draft: DraftWish|null, answer: import("./protocol.js").Answer|null, from: number, sent: number, deadline: number}} Pending */
/** @typedef {""|"warming"|"tracing"|"busy"|"failed"|"lost"} Trouble */

const SECONDS_AHEAD = 1.2;
const FIRST_CHUNK = 60;
const LARGEST_CHUNK = 120;
const LEAST_TIMEOUT = 1000;
const LONGEST_TIMEOUT = 8000;
const WARMING_DELAY = 300;
const BUSY_DELAY = 500;
const LONGEST_BUSY_DELAY = 4000;
const LARGEST_STRIDE = 1000;
/** Share of the measured throughput that "maximum" speed uses, so that the buffer does not run dry. */
const USED_SHARE = 0.85;

export class RowFetcher {
  /** @param {(request: Request) => void} send  may throw while there is no connection */
  constructor(send) {
    this.send = send;
    this.seq = 0;
    /** @type {Pending|null} */
    this.pending = null;
    /** Why rows do not come, "" if they do. @type {Trouble} */
    this.trouble = "";
    this.retryAt = 0;
    this.busyDelay = BUSY_DELAY;
    this.attempts = 0;
    this.chunksAsked = 0;
    this.missingAsked = 0;
    /** Smoothed round trip, ms. */
    this.roundTrip = 100;
    /** The request whose round trip was measured last. */
    this.measured = 0;
    /** Measured updates a second, for "maximum" speed. */
    this.throughput = 0;
    this.stride = 25;
    /** From which step on rows have which stride, at "maximum" speed. @type {{from: number, stride: number}[]} */
    this.gears = [];
    /** What was held when a request was sent, and when that was. @type {Map<number, {have: Have, sent: number}>} */
    this.asked = new Map();
  }

  /** The cursor jumped or the speed changed: the next chunk is a small one again. */
  rethink() {
    this.gears = [];
    this.chunksAsked = 0;
  }

  /** Another run. */
  restart() {
    this.rethink();
    this.attempts = 0;
  }

  /**
   * Updates from the row of a step to the next, at "maximum" speed.
   * @param {number} step
   */
  hopAt(step) {
    let hop = this.gears.length ? this.gears[0].stride : this.stride;
    for (const gear of this.gears) if (gear.from <= step) hop = gear.stride;
    return hop;
  }

  /**
   * Ask if something is needed and nothing is under way.
   * @param {number} now  ms
   * @param {Need} need
   * @returns {number} when to look again at the latest; Infinity if only a reply or the viewer can change anything
   */
  update(now, need) {
    if (need.draft && this.pending && !this.pending.draft) this.pending = null;
    if (this.pending) {
      if (now < this.pending.deadline) return this.pending.deadline;
      this.attempts += 1;
      this.trouble = "lost";
      this.pending = null;
    }
    const wish = need.draft?.rows ?? (need.hidden ? null : this.wish(need));
    if (!wish) return Infinity;
    // A draft does not wait for the rows that another one lacked.
    if (now < this.retryAt && !(need.draft && this.trouble !== "busy")) return this.retryAt;
    return this.#ask(now, need, wish);
  }

  /**
   * The rows that are needed next, or null.
   * @param {Need} need
   * @returns {Window|null}
   */
  wish(need) {
    const { timeline, cursor, awaiting } = need;
    if (timeline.count === 0) return { start: 0, stride: 1, count: FIRST_CHUNK };
    if (timeline.floor(cursor) < 0) return { start: cursor, stride: 1, count: FIRST_CHUNK };
    if (need.missing || need.answer) return { start: cursor, stride: 1, count: 1 };
    if (awaiting !== null) return this.#windowAround(awaiting, cursor, timeline);
    if (need.playing) return this.#ahead(need);
    return need.batchAt === null ? null : { start: cursor, stride: 1, count: 1 };
  }

  /**
   * Single updates around a step: after it when going forward, before it when going back.
   * @param {number} step
   * @param {number} cursor
   * @param {RowStore} timeline
   * @returns {Window}
   */
  #windowAround(step, cursor, timeline) {
    if (step > cursor) return { start: step, stride: 1, count: FIRST_CHUNK };
    // Never before the nearest checkpoint, so that a reply cut short brings the next one nearer.
    const nearest = timeline.checkpointAt(step)?.step ?? 0;
    const start = Math.max(nearest, step - FIRST_CHUNK + 1);
    return { start, stride: 1, count: step - start + 1 };
  }

  /**
   * @param {Need} need
   * @returns {Window|null}
   */
  #ahead({ timeline, cursor, hopAt, speed, lastStep }) {
    while (this.gears.length > 1 && this.gears[1].from <= cursor) this.gears.shift();
    const wanted = Math.max(2, Math.ceil(SECONDS_AHEAD * speed.perSecond));
    const reached = timeline.reach(cursor, hopAt, wanted);
    const end = timeline.end ? timeline.end.step : lastStep;
    if (reached.frames >= wanted || reached.step >= end) return null;
    const stride = speed.maximum ? this.stride : hopAt(reached.step);
    const full = Math.min(LARGEST_CHUNK, Math.max(20, 2 * speed.perSecond));
    const count = this.chunksAsked ? full : Math.min(FIRST_CHUNK, full);
    return { start: Math.min(reached.step + stride, end), stride, count };
  }

  /**
   * @param {number} now
   * @param {Need} need
   * @param {Window} wish
   * @returns {number}
   */
  #ask(now, need, wish) {
    const { draft } = need;
    const checkpoint = plainCheckpoint(draft ? draft.checkpoint : need.timeline.checkpointAt(wish.start));
    this.seq += 1;
    const have = need.missing ? { ...need.have, config: null, data: null } : need.have;
    const timeout = Math.max(LEAST_TIMEOUT, 4 * this.roundTrip) * 2 ** Math.min(this.attempts, 6);
    const deadline = now + Math.min(LONGEST_TIMEOUT, timeout);
    const { seq } = this;
    const answer = (!draft && !need.missing && need.answer) || null;
    this.pending = { ...wish, seq, draft, answer, from: checkpoint?.step ?? 0, sent: now, deadline };
    this.asked.set(seq, { have, sent: now });
    if (this.asked.size > 16) this.asked.delete(Math.min(...this.asked.keys()));
    this.missingAsked = need.missing ? this.missingAsked + 1 : 0;
    if (this.missingAsked > 1) this.retryAt = now + BUSY_DELAY; // it did not come: do not ask in a circle
    if (need.playing && !draft) {
      this.chunksAsked += 1;
      if (need.speed.maximum) this.#shift(wish);
    }
    try {
      const words = draft
        ? { words: draft.words, held: draft.held, scrubbing: draft.scrubbing }
        : { words: need.words, held: null };
      this.send({ seq, ...words, ...wish, checkpoint, have, batch_at: need.batchAt, ...(answer && { answer }) });
    } catch {
      // No connection: the deadline sends it again.
    }
    return deadline;
  }

  /**
   * From the row before this window on, rows have its stride.
   * @param {Window} wish
   */
  #shift({ start, stride }) {
    const from = start - stride;
    this.gears = this.gears.filter((gear) => gear.from < from);
    if (this.gears.at(-1)?.stride !== stride) this.gears.push({ from, stride });
  }

  /**
   * Take note of a reply.
   * @param {Reply} reply
   * @param {number} now
   * @returns {Pending|null} the request that it answers; null for a late one
   */
  received(reply, now) {
    this.seq = Math.max(this.seq, reply.seq);
    const { pending } = this;
    // Also of a reply that came after its request was repeated: else patience would never grow.
    if (pending) this.#noteRoundTrip(reply.seq, now);
    if (!pending || reply.seq !== pending.seq) return null;
    this.pending = null;
    if (reply.status === "ok" && reply.chunk) this.#measure(pending, reply.chunk, now);
    this.#noteStatus(reply, now);
    return pending;
  }

  /**
   * @param {number} seq
   * @param {number} now
   */
  #noteRoundTrip(seq, now) {
    const asked = this.asked.get(seq);
    if (!asked || seq === this.measured) return;
    this.measured = seq;
    this.roundTrip += (Math.max(now - asked.sent, 1) - this.roundTrip) * 0.3;
  }

  /**
   * @param {Reply} reply
   * @param {number} now
   */
  #noteStatus(reply, now) {
    this.attempts = 0;
    if (reply.status === "ok") {
      this.trouble = "";
      this.retryAt = 0;
      this.busyDelay = BUSY_DELAY;
    } else if (reply.status === "warming") {
      this.trouble = "warming";
      this.retryAt = now + WARMING_DELAY;
    } else if (reply.status === "tracing") {
      this.trouble = "tracing"; // the server waits for the trace: ask at once
      this.retryAt = 0;
    } else {
      this.trouble = reply.status;
      this.retryAt = now + this.busyDelay;
      this.busyDelay = Math.min(2 * this.busyDelay, LONGEST_BUSY_DELAY);
    }
  }

  /**
   * Learn from an answer how fast training goes.
   * @param {Pending} pending
   * @param {import("./protocol.js").Chunk} chunk
   * @param {number} now
   */
  #measure(pending, chunk, now) {
    const passed = Math.max(now - pending.sent, 1);
    const reached = chunk.checkpoint?.step ?? chunk.steps.at(-1) ?? pending.from;
    const updates = reached - pending.from;
    if (updates <= 0) return;
    const speed = (1000 * updates) / passed;
    const cut = chunk.steps.length < pending.count && !chunk.end;
    // A short request says little about the trainer, because most of its time is the way.
    if (cut || passed > 80) this.throughput = this.throughput ? 0.6 * this.throughput + 0.4 * speed : speed;
    else this.throughput = Math.max(this.throughput, speed);
    this.#adapt();
  }

  /** Let the stride of "maximum" speed follow the throughput, gradually. */
  #adapt() {
    const wished = (USED_SHARE * this.throughput) / 60;
    if (wished > 0.9 * this.stride && wished < 1.15 * this.stride) return;
    const next = Math.min(Math.max(wished, this.stride / 1.6), this.stride * 2);
    this.stride = Math.min(LARGEST_STRIDE, Math.max(1, Math.floor(next)));
  }
}
