/**
 * Pinned runs: experiments as words of a link, to be held beside each other on the page Compare. They are kept in this
 * browser, eight at most, and travel in that page's link. The stage pins them, the page Compare shows them.
 */

import { POINT_WORDS } from "./point_sets.js";

/** @typedef {import("./draft/mid_run_changes.js").Words} Words */

/**
 * A pinned run. `page` is the stage page that it came from; `name` the one that the learner gave, or ""; `seen` how far
 * a run without a last step was watched, 0 for others.
 * @typedef {{page: string, words: Words, name: string, seen: number}} Pin
 */

/** `before`: the runs that were kept before a link with others was opened. @typedef {{runs: Pin[], before: Pin[]}} Pins */

/** assets/compare/compare.css has a colour for each of them. */
export const MOST_PINNED = 8;
export const STORED = "gradient-playground.pinned";
const PAGES = ["linear", "layers"];
/** Words of a run in a link that are no words of its experiment. */
const NAME = "name";
const SEEN = "seen";
const LONGEST_NAME = 60;
/** What the server reads of an experiment (playground/stage/request.py): it answers no request that holds more. */
const MOST_WORDS = 100;
const LONGEST_WORD = 64;
const LONGEST_TEXT = 4000;
const LONGEST_POINTS = 10_000;
/** A link that is longer is cut by programs that pass it on: runs with many points of their own stay out of it. */
export const LONGEST_RUN = 1500;
const LONGEST_STORED = 400_000;

/** @returns {Pins} */
export function loadPins() {
  try {
    const value = JSON.parse(localStorage.getItem(STORED) ?? "null");
    return { runs: listOf(value?.runs), before: listOf(value?.before) };
  } catch {
    return { runs: [], before: [] };
  }
}

/**
 * @param {Pins} pins
 * @returns {boolean} whether they are kept: storage may be full, forbidden or absent
 */
export function savePins(pins) {
  try {
    const text = JSON.stringify(pins);
    if (text.length > LONGEST_STORED) return false;
    localStorage.setItem(STORED, text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether two pins are the same run.
 * @param {Pin} one
 * @param {Pin} other
 */
export function sameRun(one, other) {
  return one.page === other.page && JSON.stringify(sorted(one.words)) === JSON.stringify(sorted(other.words));
}

/** @param {Words} words */
const sorted = (words) => Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * A run as one text of a link: its page, and its words as a query.
 * @param {Pin} pin
 */
export function textOf({ page, words, name, seen }) {
  const query = new URLSearchParams(words);
  if (name) query.set(NAME, name);
  if (seen) query.set(SEEN, String(seen));
  return `${page}?${query}`;
}

/**
 * The run of such a text; null if it is none.
 * @param {string} text
 * @returns {Pin|null}
 */
export function pinOf(text) {
  const [page, ...rest] = text.split("?");
  const words = Object.fromEntries(new URLSearchParams(rest.join("?")));
  const { [NAME]: name = "", [SEEN]: seen = "0", ...own } = words;
  return checked({ page, words: own, name, seen: Number(seen) });
}

/**
 * The runs of a link of the page Compare.
 * @param {string} search  of the address
 * @returns {Pin[]}
 */
export function pinsOf(search) {
  return listOf(new URLSearchParams(search).getAll("run").map(pinOf));
}

/**
 * The query of a link with these runs, and how many of them do not fit into it.
 * @param {readonly Pin[]} runs
 * @param {Record<string, string>} others  further words
 * @returns {{query: string, left: number}}
 */
export function linkOf(runs, others) {
  const query = new URLSearchParams(others);
  const texts = runs.map(textOf).filter((text) => text.length <= LONGEST_RUN);
  for (const text of texts) query.append("run", text);
  return { query: String(query), left: runs.length - texts.length };
}

/**
 * @param {unknown} value
 * @returns {Pin[]}
 */
function listOf(value) {
  if (!Array.isArray(value)) return [];
  return value.map(checked).filter((pin) => pin !== null).slice(0, MOST_PINNED);
}

/**
 * @param {string} word
 * @param {unknown} text
 */
function isReadable(word, text) {
  return typeof text === "string" && word.length <= LONGEST_WORD && text.length <= (POINT_WORDS.includes(word) ? LONGEST_POINTS : LONGEST_TEXT);
}

/**
 * @param {any} value
 * @returns {Pin|null}
 */
function checked(value) {
  if (typeof value !== "object" || value === null || !PAGES.includes(value.page)) return null;
  const { page, words, name, seen } = value;
  if (typeof words !== "object" || words === null) return null;
  const told = Object.entries(words);
  if (told.length > MOST_WORDS || !told.every(([word, text]) => isReadable(word, text))) return null;
  return {
    page,
    words: { ...words },
    name: typeof name === "string" ? name.slice(0, LONGEST_NAME) : "",
    seen: Number.isInteger(seen) && seen > 0 ? seen : 0,
  };
}
