/** Knobs and classes under the hand: what moves, what holds still meanwhile, and how the stage goes on once it rests. */

import { paceAt } from "./player.js";

/**
 * A knob or a class that is moving: what the player did when it was taken, the step at which a rate takes hold, and
 * whether the curve from before is kept already. `released` asks once more for what is left out while it moves.
 * @typedef {{id: string, resumes: boolean, began: number, cursor: number, rateStep: number, ghosted: boolean, released: boolean}} Gesture
 */

/** A new learning rate takes hold this far ahead, so that playing goes on without a jump. */
const RATE_LEAD_SECONDS = 0.2;

export class Gestures {
  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Gesture|null} */
    this.current = null;
    /** How many there were. */
    this.count = 0;
  }

  /**
   * A knob set to a text, or moving through it: then all of the movement is one step of undo.
   * @param {string} name
   * @param {string} text
   * @param {boolean} moving
   */
  turn(name, text, moving) {
    const { session } = this;
    if (!moving) this.end(NaN);
    const gesture = moving ? this.#take(name) : null;
    if (name === "lr") session.draft.setRate(text, gesture ? gesture.rateStep : this.#rateStep(), gesture?.id ?? null);
    else session.draft.set({ [name]: text, ...(name === "data" && { points: "" }) }, gesture?.id ?? null);
    session.hold();
  }

  /**
   * A class moves, or its ellipse is turned or stretched.
   * @param {0|1} label
   * @param {{x?: number, y?: number, sx?: number, sy?: number, rho?: number}} values
   */
  dragTo(label, values) {
    const { session } = this;
    const prefix = label === 0 ? "neg" : "pos";
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, String(value)]));
    session.draft.set(texts, this.#take(prefix).id);
    session.hold();
  }

  /**
   * The knob or the class was let go.
   * @param {string} [name]  of a knob: nothing happens while another one moves
   */
  release(name) {
    const { current: gesture } = this;
    if (!gesture || gesture.released || (name && !gesture.id.startsWith(`${name}#`))) return;
    gesture.released = true;
    this.session.draft.endGesture();
  }

  /**
   * What moves from now on.
   * @param {string} name
   * @returns {Gesture}
   */
  #take(name) {
    const { session } = this;
    const { player } = session;
    if (this.current && this.current.id.startsWith(`${name}#`) && !this.current.released) return this.current;
    const resumes = player.playing || (this.current?.resumes ?? false);
    const cursor = this.current?.cursor ?? player.awaiting ?? player.cursor;
    this.current = {
      id: `${name}#${(this.count += 1)}`, resumes, began: this.current?.began ?? cursor, cursor,
      rateStep: this.#rateStep(false), ghosted: this.current?.ghosted ?? false, released: false,
    };
    if (player.playing) player.pause();
    session.scrubbed = null;
    return this.current;
  }

  /**
   * What moved rests, and its run is there: the stage goes on as before.
   * @param {number} now  NaN while the clock is not known; playing goes on at the next frame then
   */
  end(now) {
    const { current: gesture, session } = this;
    if (!gesture) return;
    const { player, timeline } = session;
    this.current = null;
    session.draft.endGesture();
    if (gesture.resumes) {
      player.play(Number.isNaN(now) ? 0 : now);
      if (player.cursor >= session.limit) player.cursor = 0;
    } else if (timeline.count) session.goTo(gesture.cursor);
    else if (gesture.cursor > 0) player.awaiting = gesture.cursor;
  }

  /**
   * Where a new learning rate takes hold: at the cursor, a moment later while playing, at the start when the run is over.
   * @param {boolean} [leads]
   * @returns {number}
   */
  #rateStep(leads = true) {
    const { session } = this;
    const { player, timeline } = session;
    const { end } = timeline;
    if (session.isOver) return 0;
    if (!player.playing || !leads) return session.place;
    const frames = Math.floor(RATE_LEAD_SECONDS * paceAt(player.speed, player.cursor));
    const ahead = timeline.reach(player.cursor, session.hopAt, frames).step;
    return end && ahead >= end.step ? player.cursor : ahead;
  }
}
