/** The clock of the stage: which row is shown when. Time and rows are arguments; nothing here draws or asks. */

/** @typedef {import("./row_store.js").RowStore} RowStore */
/** @typedef {"idle"|"playing"|"paused"|"waiting"|"diverged"|"done"} State */

/**
 * How fast: rows a second, and gradient updates from one row to the next. `eased`: slowly first, then faster.
 * @typedef {{perSecond: number, perFrame: number, maximum: boolean, eased?: boolean}} Speed
 */

/** @type {readonly Speed[]} */
export const SPEEDS = Object.freeze([
  ...[1, 2, 5, 10, 15, 30, 60].map((perSecond) => ({ perSecond, perFrame: 1, maximum: false })),
  ...[2, 5, 10, 25, 50, 100, 250].map((perFrame) => ({ perSecond: 60, perFrame, maximum: false })),
  { perSecond: 60, perFrame: 25, maximum: true },
]);

/**
 * Before anybody has chosen: the first updates can be followed one by one, the chapter's 40 take about three seconds, and
 * a thousand eight.
 * @type {Speed}
 */
export const EASED = Object.freeze({ perSecond: 60, perFrame: 1, maximum: false, eased: true });
/** Updates a second at step 0, and how much that grows with every update. */
const EASED_START = 4;
const EASED_GROWTH = 0.8;
const LARGEST_EASED_HOP = 16;

/** @param {number} step */
const easedRate = (step) => EASED_START + EASED_GROWTH * step;

/**
 * Rows a second at a step.
 * @param {Speed} speed
 * @param {number} step
 */
export const paceAt = (speed, step) => (speed.eased ? Math.min(speed.perSecond, easedRate(step)) : speed.perSecond);

/**
 * Updates from the row of a step to the next one. Eased, it doubles on the way, so that rows of the finer stride still fit.
 * @param {Speed} speed
 * @param {number} step
 */
export function hopOf({ eased, perSecond, perFrame }, step) {
  if (!eased) return perFrame;
  const wished = easedRate(step) / perSecond;
  return wished < 2 ? 1 : Math.min(LARGEST_EASED_HOP, 2 ** Math.floor(Math.log2(wished)));
}

/** Below this interval, in ms, a display is faster than 75 Hz and rows follow the clock, not its frames. */
const FAST_DISPLAY = 12.5;

export class Player {
  constructor() {
    this.cursor = 0;
    this.playing = false;
    /** The cursor has left step 0 since the run began. */
    this.started = false;
    /** Step that is to be shown exactly as soon as its row is there. @type {number|null} */
    this.awaiting = null;
    /** Play would go on, but the next row is not there yet. */
    this.starved = false;
    /** Rows after this step are about to become invalid (a new learning rate is on its way). */
    this.ceiling = Infinity;
    /** @type {Speed} */
    this.speed = EASED;
    this.due = 0;
    this.lastTick = 0;
    this.displayInterval = 1000 / 60;
  }

  /** @param {number} now  ms */
  play(now) {
    this.playing = true;
    this.started = true;
    this.awaiting = null;
    this.starved = false;
    this.due = now;
    this.lastTick = now;
  }

  pause() {
    this.playing = false;
    this.starved = false;
    this.awaiting = null;
  }

  /** To step 0, as if nothing had happened. */
  reset() {
    this.pause();
    this.cursor = 0;
    this.started = false;
    this.ceiling = Infinity;
  }

  /**
   * Show a step as soon as its row is there.
   * @param {number} step
   * @param {RowStore} timeline
   */
  goTo(step, timeline) {
    this.playing = false;
    this.starved = false;
    if (step === this.cursor && this.awaiting === null) return;
    this.started = true;
    this.awaiting = step;
    this.settle(timeline);
  }

  /**
   * Take the awaited row if it has come.
   * @param {RowStore} timeline
   * @returns {boolean} whether the cursor is now on it
   */
  settle(timeline) {
    if (this.awaiting === null) return false;
    const end = timeline.end;
    if (end && this.awaiting > end.step) this.awaiting = end.step;
    if (timeline.find(this.awaiting) < 0) return false;
    this.cursor = this.awaiting;
    this.awaiting = null;
    return true;
  }

  /**
   * One animation frame: move on if it is time and the row is there.
   * @param {number} now   ms
   * @param {RowStore} timeline
   * @param {number} hop   gradient updates from one row to the next
   * @returns {boolean} whether another row is to be painted
   */
  tick(now, timeline, hop) {
    this.#watchDisplay(now);
    if (!this.playing || !this.#isDue(now)) return false;
    const room = Math.min(hop, this.ceiling - this.cursor);
    const index = room > 0 ? timeline.next(this.cursor, room) : -1;
    if (index < 0) {
      const over = timeline.end !== null && this.cursor >= timeline.end.step;
      if (over) this.pause();
      else this.starved = true;
      return over;
    }
    if (this.starved) this.due = now;
    this.starved = false;
    this.#schedule(now);
    this.cursor = timeline.steps[index];
    if (timeline.end && this.cursor >= timeline.end.step) this.pause();
    return true;
  }

  /** @param {number} now */
  #watchDisplay(now) {
    const passed = now - this.lastTick;
    this.lastTick = now;
    if (passed > 2 && passed < 60) this.displayInterval += (passed - this.displayInterval) * 0.05;
  }

  /** @param {number} now */
  #isDue(now) {
    if (paceAt(this.speed, this.cursor) >= 60 && this.displayInterval >= FAST_DISPLAY) return true;
    // Half a frame early is nearer to the wished moment than half a frame late.
    return now >= this.due - this.displayInterval / 2;
  }

  /** @param {number} now */
  #schedule(now) {
    const interval = 1000 / paceAt(this.speed, this.cursor);
    // After a stall the clock starts afresh: rows are shown late, never in a heap.
    this.due = Math.max(this.due + interval, now + interval / 2);
  }

  /**
   * @param {RowStore} timeline
   * @returns {State}
   */
  state(timeline) {
    if (timeline.count === 0 || this.awaiting !== null) return "waiting";
    if (this.playing) return this.starved ? "waiting" : "playing";
    const end = timeline.end;
    if (end && this.cursor >= end.step) return end.reason === "diverged" ? "diverged" : "done";
    return this.started || this.cursor > 0 ? "paused" : "idle";
  }
}
