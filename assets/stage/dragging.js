/** A class that is being moved by hand: where it is, what was told to the server, and when to tell it again. */

/** @typedef {import("./protocol.js").ExperimentView} ExperimentView */
/** @typedef {{class: "neg"|"pos", x: number, y: number, final: boolean}} Move */

/** The next position is told after the reply to the last one, or after this time, ms. */
const PATIENCE = 400;
/** A final position that has not come back is told again after this time, ms … */
const REPEAT = 1500;
/** … this often, before the server's word stands. */
const MOST_REPEATS = 2;

export class Dragging {
  constructor() {
    /** Class that is not (yet) where the server has it. @type {0|1|null} */
    this.label = null;
    this.x = 0;
    this.y = 0;
    /** A pointer or key holds it. */
    this.active = false;
    /** It was playing when the class was taken, and the viewer has not said otherwise since. */
    this.resumes = false;
    /** The curve from before this drag is kept already. */
    this.ghosted = false;
    this.told = { x: NaN, y: NaN, final: false, time: -Infinity };
    this.answered = true;
    this.repeats = 0;
    /**
     * The final position, which the server shows but may not know to be final: an event is lost where a later one
     * takes its place. Told once more; the server takes the second for nothing new.
     * @type {{move: Move, at: number}|null}
     */
    this.unsure = null;
  }

  /**
   * @param {0|1} label
   * @param {number} x
   * @param {number} y
   */
  move(label, x, y) {
    if (!this.active || this.label !== label) {
      this.ghosted = false;
      this.told.x = NaN;
    }
    this.label = label;
    this.x = x;
    this.y = y;
    this.active = true;
    this.repeats = 0;
    this.unsure = null;
  }

  /** The class was let go. */
  release() {
    this.active = false;
    this.told.final = false;
  }

  /**
   * The server's word on where the classes are.
   * @param {ExperimentView} experiment
   */
  heard(experiment) {
    this.answered = true;
    // Only once the final position was told: the server's other views follow that one.
    if (!this.active && this.told.final && this.#isAt(experiment)) this.#settle();
  }

  /**
   * What to tell the server now, if anything.
   * @param {number} now  ms
   * @param {ExperimentView} experiment  as the server has it
   * @returns {Move|null}
   */
  next(now, experiment) {
    if (this.label === null) return this.#again(now, experiment);
    const since = now - this.told.time;
    if (this.active) {
      const same = this.told.x === this.x && this.told.y === this.y;
      if (same || (!this.answered && since < PATIENCE)) return null;
    } else if (this.told.final) {
      if (since < REPEAT) return null;
      this.repeats += 1;
      if (this.repeats > MOST_REPEATS) {
        this.label = null;
        return null;
      }
    }
    const move = this.#move();
    this.told = { x: this.x, y: this.y, final: !this.active, time: now };
    this.answered = false;
    if (move.final && this.#isAt(experiment)) this.#settle();
    return move;
  }

  /** @returns {Move} */
  #move() {
    return { class: this.label === 0 ? "neg" : "pos", x: this.x, y: this.y, final: !this.active };
  }

  /** The server has the class where it was let go. */
  #settle() {
    this.unsure = { move: this.#move(), at: this.told.time + REPEAT };
    this.label = null;
  }

  /**
   * The final position a second time, unless the class has gone elsewhere meanwhile.
   * @param {number} now
   * @param {ExperimentView} experiment
   * @returns {Move|null}
   */
  #again(now, experiment) {
    const { unsure } = this;
    if (!unsure || now < unsure.at) return null;
    this.unsure = null;
    const { move } = unsure;
    return isAt(experiment, move.class === "neg" ? 0 : 1, move) ? move : null;
  }

  /**
   * Whether the server has the class where the viewer has it.
   * @param {ExperimentView} experiment
   */
  #isAt(experiment) {
    return this.label !== null && isAt(experiment, this.label, this);
  }
}

/**
 * Whether the mean of a class is at a place.
 * @param {ExperimentView} experiment
 * @param {0|1} label
 * @param {{x: number, y: number}} place
 */
function isAt(experiment, label, place) {
  const [x, y] = centre(experiment, label);
  return Math.abs(x - place.x) < 1e-9 && Math.abs(y - place.y) < 1e-9;
}

/**
 * The mean of a class.
 * @param {ExperimentView} experiment
 * @param {0|1} label
 * @returns {[number, number]}
 */
export function centre(experiment, label) {
  return label === 0 ? [experiment.neg_x, experiment.neg_y] : [experiment.pos_x, experiment.pos_y];
}
