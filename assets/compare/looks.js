/**
 * What the viewer has set on the page Compare beside the runs themselves. It stands in the link, so whoever follows one sees
 * the same; who comes without a link finds the habits of this browser.
 */

import { isBoolean, remember, remembered } from "../stage/preferences.js";

/** @typedef {import("../stage/pinned_run.js").Measure} Measure */

/**
 * measure, epochs, log: of the curves; target: the loss that steps are counted to, 0 for one that the runs choose;
 * differences: only settings that differ; difference: a plane of where two runs disagree; best_rates: of a race;
 * current_b, steps, fan: of the loss surface; relief: both surfaces in three dimensions; seed: of the plane of a network;
 * read, plane: the numbers of the runs whose update and whose plane are shown, 0 for those that the page chooses.
 * @typedef {object} Values
 * @property {Measure} measure
 * @property {boolean} epochs
 * @property {boolean} log
 * @property {number} target
 * @property {boolean} differences
 * @property {boolean} difference
 * @property {boolean} best_rates
 * @property {boolean} current_b
 * @property {boolean} steps
 * @property {boolean} fan
 * @property {boolean} relief
 * @property {number} seed
 * @property {number} read
 * @property {number} plane
 */

/** @type {readonly Measure[]} */
export const MEASURES = ["loss", "accuracy", "val_loss", "val_accuracy"];
export const MOST_SEEDS = 1000;

/** The page as it opens. @type {Readonly<Values>} */
export const PLAIN = Object.freeze({
  measure: "loss", epochs: false, log: true, target: 0, differences: true, difference: false, best_rates: false,
  current_b: false, steps: false, fan: false, relief: false, seed: 0, read: 0, plane: 0,
});
/** @typedef {keyof Values} Name */
const NAMES = /** @type {Name[]} */ (Object.keys(PLAIN));
/** Habits, which outlive a visit. @type {ReadonlySet<string>} */
const HABITS = new Set(["log", "differences", "difference", "best_rates", "current_b", "steps", "fan", "relief"]);
/** Numbers that are whole, each with what it stays below. @type {Readonly<Record<string, number>>} */
const WHOLE = { seed: MOST_SEEDS, read: 100, plane: 100 };

export class Looks {
  constructor() {
    /** @type {Values} */
    this.values = { ...PLAIN };
  }

  /**
   * Take over what a link says, which is all where it names runs; else the habits.
   * @param {string} search  of the address
   */
  begin(search) {
    const words = new URLSearchParams(search);
    const isLink = words.has("run");
    const found = NAMES.map((name) => [name, read(name, words.get(name)) ?? (isLink ? null : habit(name)) ?? PLAIN[name]]);
    this.values = Object.fromEntries(found);
  }

  /** @param {Partial<Values>} change */
  set(change) {
    Object.assign(this.values, change);
    for (const [name, value] of Object.entries(change)) if (HABITS.has(name)) remember(`compare.${name}`, value);
  }

  /** What of it differs from the page as it opens, as words of a link. @returns {Record<string, string>} */
  get words() {
    const differing = NAMES.filter((name) => this.values[name] !== PLAIN[name]);
    return Object.fromEntries(differing.map((name) => [name, String(isBoolean(this.values[name]) ? Number(this.values[name]) : this.values[name])]));
  }
}

/**
 * The value of a word; null for none that the page can show.
 * @param {Name} name
 * @param {string|null} text
 * @returns {Values[Name]|null}
 */
function read(name, text) {
  if (text === null) return null;
  if (name === "measure") return MEASURES.find((measure) => measure === text) ?? null;
  if (isBoolean(PLAIN[name])) return text === "1" ? true : text === "0" ? false : null;
  const number = text.trim() ? Number(text) : NaN;
  const most = WHOLE[name] ?? Infinity;
  return number >= 0 && number < most && (most === Infinity || Number.isInteger(number)) ? number : null;
}

/** @param {Name} name */
const habit = (name) => (HABITS.has(name) ? remembered(`compare.${name}`, isBoolean) : null);
