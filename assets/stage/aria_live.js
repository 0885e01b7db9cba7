/** The stage in words for a screen reader: at once when it comes to rest, every few seconds while it plays. */

import { formatValue } from "./draw/ticks.js";
import { element, setText } from "./dom.js";
import { sessionOutcome } from "./outcome.js";
import { COVERED, covers } from "./readouts.js";
import { percent, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const WHILE_PLAYING = 5000;
/** Steps that follow each other quickly are told once, when they rest. */
const REST = 350;

export class Live {
  constructor() {
    this.root = element("div", { class: "gp-visually-hidden", role: "status", "aria-live": "polite" });
    this.pending = "";
    this.since = 0;
    this.toldAt = -Infinity;
  }

  /**
   * @param {Session} session
   * @param {Say} say
   * @param {number} now
   * @returns {number} when there will be something to say, ms
   */
  update(session, say, now) {
    const { state } = session;
    if (state === "playing") {
      if (now - this.toldAt < WHILE_PLAYING) return Infinity;
      this.#tell(sentence(session, say), now);
      return Infinity;
    }
    const text = sentence(session, say);
    if (text === this.root.textContent) return Infinity;
    if (text !== this.pending) {
      this.pending = text;
      this.since = now;
    }
    if (now - this.since < REST) return this.since + REST;
    this.#tell(text, now);
    return Infinity;
  }

  /**
   * @param {string} text
   * @param {number} now
   */
  #tell(text, now) {
    this.toldAt = now;
    this.pending = text;
    setText(this.root, text);
  }
}

/**
 * @param {Session} session
 * @param {Say} say
 * @returns {string}
 */
export function sentence(session, say) {
  const outcome = covers(session, "loss") ? null : sessionOutcome(session);
  return say(outcome ? `live_${outcome.kind}` : `live_${session.state}`, {
    first: formatValue(outcome?.from ?? NaN),
    step: whole(session.player.cursor),
    loss: covers(session, "loss") ? COVERED : formatValue(outcome?.to ?? session.value("loss")),
    accuracy: covers(session, "accuracy") ? COVERED : percent(session.value("accuracy")),
  });
}
