/**
 * The answers to the questions of the lesson pages, as this browser keeps them: they outlive a reload and a new server.
 * The server tells what a session has answered; nothing here knows whether an answer is right.
 *
 * "Forget all answers" is one thing for stages and lessons. Where a stage was told so, a mark lies in the place of the
 * answers: the server hears it, and forgets what its session still has.
 */

import { ANSWERS, FORGOTTEN, LESSON_ANSWERS, browserStorage } from "../stage/answers.js";

const LONGEST = 20_000;

/**
 * answers: of this session, null until it has heard what the browser keeps; removed: keys that were taken back;
 * forgotten: the last mark that was heard; wiped: how often everything was to be forgotten.
 * @typedef {object} Data
 * @property {Record<string, unknown>|null} answers
 * @property {string[]} removed
 * @property {string} forgotten
 * @property {number} wiped
 */

let wipedHere = 0;

/** @param {{data: Data, setStateValue: (name: string, value: unknown) => void}} component */
export function mount({ data, setStateValue }) {
  const told = exchange(data, browserStorage());
  if (told !== null) setStateValue("kept", told);
}

/**
 * Keep what the session has; what the server has to hear, or null.
 * @param {Data} data
 * @param {Pick<Storage, "getItem"|"setItem"|"removeItem">|null} place
 * @returns {string|null}
 */
export function exchange({ answers, removed, forgotten, wiped }, place) {
  try {
    const stored = place?.getItem(LESSON_ANSWERS) ?? "";
    if (answers === null) return stored;
    if (stored.startsWith(FORGOTTEN) && stored !== forgotten) return stored;
    const kept = { ...read(stored), ...answers };
    for (const key of removed) if (!(key in answers)) delete kept[key];
    if (wiped > wipedHere) place?.removeItem(ANSWERS);
    wipedHere = wiped;
    const text = JSON.stringify(kept);
    if (text === "{}") place?.removeItem(LESSON_ANSWERS);
    else if (text.length <= LONGEST && text !== stored) place?.setItem(LESSON_ANSWERS, text);
  } catch {
    // Storage is full or forbidden: the answers last as long as the session.
    return answers === null ? "" : null;
  }
  return null;
}

/**
 * @param {string} stored
 * @returns {Record<string, unknown>}
 */
function read(stored) {
  try {
    const value = JSON.parse(stored || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {}; // a mark, or what somebody else has written
  }
}
