/** A class that is being moved by hand: where it is, what was told to the server, and when to tell it again. */

/** @typedef {import("./protocol.js").ExperimentView} ExperimentView */
/** What is set by hand, in the words of the knobs. @typedef {Partial<Record<"x"|"y"|"sx"|"sy"|"rho", number>>} Values */
/** @typedef {Values & {class: "neg"|"pos", final: boolean}} Move */

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
    /** @type {Values} */
    this.values = {};
    /** A pointer or key holds it. */
    this.active = false;
    /** It was playing when the class was taken, and the viewer has not said otherwise since. */
    this.resumes = false;
    /** The curve from before this drag is kept already. */
    this.ghosted = false;
    /** @type {{values: Values|null, final: boolean, time: number}} */
    this.told = { values: null, final: false, time: -Infinity };
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
   * @param {Values} values
   */
  move(label, values) {
    if (!this.active || this.label !== label) {
      this.ghosted = false;
      this.told.values = null;
    }
    // What was set a moment ago and is not there yet stays part of it.
    this.values = this.label === label ? { ...this.values, ...values } : values;
    this.label = label;
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
      const same = this.told.values === this.values;
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
    this.told = { values: this.values, final: !this.active, time: now };
    this.answered = false;
    if (move.final && this.#isAt(experiment)) this.#settle();
    return move;
  }

  /** @returns {Move} */
  #move() {
    return { class: this.label === 0 ? "neg" : "pos", ...this.values, final: !this.active };
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
    return this.label !== null && isAt(experiment, this.label, this.values);
  }
}

/**
 * Whether a class has these values.
 * @param {ExperimentView} experiment
 * @param {0|1} label
 * @param {Values} values
 */
function isAt(experiment, label, values) {
  const [x, y] = centre(experiment, label);
  const { sx, sy, rho } = spread(experiment, label);
  const at = { x, y, sx, sy, rho };
  return NAMES.every((name) => Math.abs((values[name] ?? at[name]) - at[name]) < 1e-9);
}

const NAMES = /** @type {const} */ (["x", "y", "sx", "sy", "rho"]);

/**
 * The mean of a class.
 * @param {ExperimentView} experiment
 * @param {0|1} label
 * @returns {[number, number]}
 */
export function centre(experiment, label) {
  return label === 0 ? [experiment.neg_x, experiment.neg_y] : [experiment.pos_x, experiment.pos_y];
}

/**
 * The standard deviations and the correlation of a class.
 * @param {ExperimentView} experiment
 * @param {0|1} label
 * @returns {{sx: number, sy: number, rho: number}}
 */
export function spread({ neg_sx, neg_sy, neg_rho, pos_sx, pos_sy, pos_rho }, label) {
  return label === 0 ? { sx: neg_sx, sy: neg_sy, rho: neg_rho } : { sx: pos_sx, sy: pos_sy, rho: pos_rho };
}
