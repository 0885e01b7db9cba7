/**
 * Marks of what a learner has trained on the lesson pages, as this browser keeps them: a session that lacks one hears
 * of it, and trains the same again. A mark is a digest of settings; no number of a run is in it.
 */

import { browserStorage } from "../stage/answers.js";

const PLACE = "gradient-playground.lesson-marks";
const MOST = 32;
const MARK = /^[0-9a-f]{16}$/;

/** wiped: how often everything was to be forgotten. @typedef {{marks: string[], wiped: number}} Data */

let wipedHere = 0;

/** @param {{data: Data, setStateValue: (name: string, value: unknown) => void}} component */
export function mount({ data, setStateValue }) {
  const told = exchange(data, browserStorage());
  if (told !== null) setStateValue("kept", told);
}

/**
 * Keep what the session has; what it has to hear, or null.
 * @param {Data} data
 * @param {Pick<Storage, "getItem"|"setItem"|"removeItem">|null} place
 * @returns {string|null}
 */
export function exchange({ marks, wiped }, place) {
  try {
    if (wiped > wipedHere) place?.removeItem(PLACE);
    wipedHere = wiped;
    const stored = read(place?.getItem(PLACE) ?? "");
    const unheard = stored.filter((mark) => !marks.includes(mark));
    const kept = [...unheard, ...marks].slice(-MOST);
    if (kept.some((mark, index) => mark !== stored[index])) place?.setItem(PLACE, JSON.stringify(kept));
    return unheard.length ? JSON.stringify(kept) : null;
  } catch {
    return null; // storage is full or forbidden: the marks last as long as the session
  }
}

/**
 * @param {string} stored
 * @returns {string[]}
 */
function read(stored) {
  try {
    const value = JSON.parse(stored || "[]");
    return Array.isArray(value) ? value.filter((mark) => typeof mark === "string" && MARK.test(mark)) : [];
  } catch {
    return [];
  }
}
