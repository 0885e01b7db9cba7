/**
 * What the stage tells the server apart from asking for rows: rate, drag, a weight set by hand, another network,
 * started, resting step, reset, mend.
 */

import { plainCheckpoint } from "./protocol.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * The way to the server; each may throw while there is no connection.
 * @typedef {object} Port
 * @property {(request: import("./protocol.js").Request) => void} request
 * @property {(live: {run: string, started: boolean}) => void} live
 * @property {(name: Trigger, value: object) => void} trigger
 */

/** @typedef {"drag"|"rate"|"reset"|"mend"|"inspect"|"edit"|"design"} Trigger */

const INSPECT_DELAY = 150;
/** While runs follow each other quickly (a drag), the server is told once that they play on. */
const LIVE_DELAY = 300;
/** The server counts a run that goes on with another rate as begun; this is only in case it forgets. */
const LATER_LIVE_DELAY = 3000;
/** An answer is repeated after this time, ms, then after twice that, and so on. */
const RATE_REPEAT = 1500;
const DRAG_WAKE = 100;
/** What asks for another run is told again after this time, ms, so often; then the server's word stands. */
const WISH_REPEAT = 1500;
const MOST_WISH_REPEATS = 3;
/** Who plays on has thought better of these. */
const ENDED_BY_PLAY = new Set(["mend", "reset"]);
/** A new learning rate takes hold this far ahead, so that playing goes on without a jump. */
const RATE_LEAD_SECONDS = 0.2;

export class Talk {
  /** @param {Port} port */
  constructor(port) {
    this.port = port;
    this.inspected = { run: "", step: 0 };
    this.resting = { run: "", step: 0, since: 0 };
    this.told = { run: "", started: false };
    this.tellAt = 0;
    /** @type {{token: string, step: number, again: number, patience: number}|null} */
    this.rateAnswer = null;
    /**
     * What was asked for and is not seen yet. Of two events that wait for a busy server the later one takes the
     * place of the earlier, whatever they say: so this one is repeated, and nothing is told over it.
     * @type {{name: Trigger, value: object, run: string, again: number, left: number}|null}
     */
    this.wish = null;
  }

  /**
   * Another run began. The views below show its step 0, or nothing yet where it is the first of the page or
   * went on from another one.
   * @param {string} run
   * @param {number} now
   * @param {{first: boolean, kept: boolean}} how
   */
  enter(run, now, { first, kept }) {
    this.rateAnswer = null;
    this.inspected = { run: kept || first ? "" : run, step: 0 };
    this.tellAt = now + (first ? 0 : kept ? LATER_LIVE_DELAY : LIVE_DELAY);
  }

  /**
   * Say what is due.
   * @param {Session} session
   * @param {number} now
   * @param {boolean} hidden
   * @returns {number} when something will be due, ms
   */
  update(session, now, hidden) {
    return Math.min(
      this.#rate(session, now),
      this.#drag(session, now),
      this.#wish(session, now),
      this.#live(session, now),
      this.#inspect(session, now, hidden),
    );
  }

  /** @param {Session} session */
  reset(session) {
    this.#tellLive(session);
    const { changes = [], edits = [] } = session.config?.experiment ?? {};
    if (changes.length || edits.length) this.#ask(session, "reset", {});
    else this.#trigger("reset", {});
  }

  /**
   * @param {Session} session
   * @param {import("./session.js").Edit} edit
   */
  edit(session, edit) {
    this.#ask(session, "edit", { ...edit, checkpoint: plainCheckpoint(session.timeline.checkpointAt(edit.step)) });
  }

  /**
   * @param {Session} session
   * @param {{hidden?: number[], features?: string[]}} change
   */
  design(session, change) {
    this.#ask(session, "design", { run: session.run, ...change });
  }

  /**
   * @param {Session} session
   * @param {number} rate
   */
  mend(session, rate) {
    this.#ask(session, "mend", { lr: rate });
  }

  /**
   * @param {Session} session
   * @param {Trigger} name
   * @param {object} value
   */
  #ask({ run }, name, value) {
    this.wish = { name, value, run, again: NaN, left: MOST_WISH_REPEATS };
    this.#trigger(name, value);
  }

  /**
   * Tell a wish again until another run begins, or this one does.
   * @param {Session} session
   * @param {number} now
   */
  #wish(session, now) {
    const { wish } = this;
    if (!wish) return Infinity;
    const { run, player } = session;
    if (run !== wish.run || !wish.left || (player.playing && ENDED_BY_PLAY.has(wish.name))) {
      this.wish = null;
      session.edited = null; // seen by now, or not taken
      return Infinity;
    }
    if (Number.isNaN(wish.again)) wish.again = now + WISH_REPEAT;
    if (now < wish.again) return wish.again;
    wish.again = now + WISH_REPEAT;
    wish.left -= 1;
    this.#trigger(wish.name, wish.value);
    return wish.again;
  }

  /**
   * Tell from which step on a new learning rate holds, until the server has taken it.
   * @param {Session} session
   * @param {number} now
   */
  #rate(session, now) {
    const { config, player } = session;
    const pending = config && config.run === session.run ? config.rate_pending : null;
    if (!pending) {
      this.rateAnswer = null;
      player.ceiling = Infinity;
      return Infinity;
    }
    const known = this.rateAnswer?.token === pending.token ? this.rateAnswer : null;
    if (known && now < known.again) return known.again;
    const step = known ? known.step : rateStep(session);
    const patience = known ? 2 * known.patience : RATE_REPEAT;
    this.rateAnswer = { token: pending.token, step, again: now + patience, patience };
    if (player.playing) player.ceiling = step;
    const checkpoint = plainCheckpoint(session.timeline.checkpointAt(step));
    this.#trigger("rate", { token: pending.token, step, checkpoint });
    return this.rateAnswer.again;
  }

  /**
   * @param {Session} session
   * @param {number} now
   */
  #drag({ drag, config }, now) {
    const move = config && drag.next(now, config.experiment);
    if (move) this.#trigger("drag", move);
    return drag.label === null ? (drag.unsure?.at ?? Infinity) : now + DRAG_WAKE;
  }

  /**
   * @param {Session} session
   * @param {number} now
   */
  #live(session, now) {
    if (!session.player.started || (this.told.run === session.run && this.told.started)) return Infinity;
    if (now < this.tellAt) return this.tellAt;
    this.#tellLive(session);
    return Infinity;
  }

  /** @param {Session} session */
  #tellLive({ run, player: { started } }) {
    const same = this.told.run === run;
    if (same ? this.told.started === started : !started) return;
    this.told = { run, started };
    attempt(() => this.port.live({ run, started }));
  }

  /**
   * Once the cursor rests, the views below the stage follow. A compact stage has none.
   * @param {Session} session
   * @param {number} now
   * @param {boolean} hidden
   */
  #inspect(session, now, hidden) {
    const { player, run, timeline, config } = session;
    const asking = this.wish !== null || this.rateAnswer !== null;
    const moving =
      asking || player.playing || player.awaiting !== null || session.scrubbed !== null || session.drag.active;
    if (moving || hidden || !config || config.compact || !timeline.count) {
      this.resting.run = "";
      return Infinity;
    }
    const step = player.cursor;
    if (this.inspected.run === run && this.inspected.step === step) return Infinity;
    if (this.resting.run !== run || this.resting.step !== step) this.resting = { run, step, since: now };
    const due = this.resting.since + INSPECT_DELAY;
    if (now < due) return due;
    this.inspected = { run, step };
    this.#trigger("inspect", { run, step, checkpoint: plainCheckpoint(timeline.checkpointAt(step)) });
    return Infinity;
  }

  /**
   * @param {Trigger} name
   * @param {object} value
   */
  #trigger(name, value) {
    attempt(() => this.port.trigger(name, value));
  }
}

/**
 * Where a new learning rate takes hold: at the cursor, a moment later while playing, at the start when the run
 * is over.
 * @param {Session} session
 * @returns {number}
 */
function rateStep({ player, timeline, hopAt }) {
  const end = timeline.end;
  if (end && player.cursor >= end.step) return 0;
  if (!player.playing) return player.cursor;
  const frames = Math.floor(RATE_LEAD_SECONDS * player.speed.perSecond);
  const ahead = timeline.reach(player.cursor, hopAt, frames).step;
  return end && ahead >= end.step ? player.cursor : ahead;
}

/**
 * Sending fails while there is no connection; rates and drags repeat themselves.
 * @param {() => void} action
 */
function attempt(action) {
  try {
    action();
  } catch {
    // The viewer sees it as waiting.
  }
}
