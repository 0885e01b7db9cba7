/**
 * What the stage tells its page: the words that hold, and the step at which the learner rests. Panels beside the stage,
 * and other pages, follow it. It is state and no event: what is told later replaces it, and telling it twice changes
 * nothing.
 */

import { plainCheckpoint } from "./protocol.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * The way to the server; each may throw while there is no connection.
 * @typedef {object} Port
 * @property {(request: import("./protocol.js").Request) => void} request
 * @property {(decided: object) => void} decide
 */

const DELAY = 150;
/** Where telling failed it is tried again after this time, ms. */
const PATIENCE = 1000;

export class Outbox {
  /** @param {Port} port */
  constructor(port) {
    this.port = port;
    this.told = "";
    this.due = { key: "", at: 0 };
  }

  /**
   * The page has drawn itself for this run; what else was told, it has not heard.
   * @param {string} run
   */
  begin(run) {
    this.told = `${run} `;
    this.due = { key: "", at: 0 };
  }

  /**
   * Tell what is due.
   * @param {Session} session
   * @param {number} now
   * @param {boolean} hidden
   * @returns {number} when something will be due, ms
   */
  update(session, now, hidden) {
    const { draft, player, run, timeline, texts } = session;
    if (!texts || !run || hidden || draft.isDirty || session.gesture !== null) return Infinity;
    const rests = !player.playing && player.awaiting === null && session.scrubbed === null && timeline.count > 0;
    const resting = rests && !texts.compact;
    const covered = [...session.covered];
    const begin = `${run} ${covered} `;
    const key = resting ? `${begin}${player.cursor}` : begin;
    // On its way the stage tells another run, and not where it was.
    if (key === this.told || (!resting && this.told.startsWith(key))) return Infinity;
    if (this.due.key !== key) this.due = { key, at: now + DELAY };
    if (now < this.due.at) return this.due.at;
    const step = resting ? player.cursor : 0;
    const checkpoint = resting ? plainCheckpoint(timeline.checkpointAt(step)) : null;
    try {
      this.port.decide({ words: draft.held, step, checkpoint, resting, ...(covered.length && { covered }) });
      this.told = key;
      return Infinity;
    } catch {
      this.due.at = now + PATIENCE;
      return this.due.at;
    }
  }
}
