/** The draft of each stage page in this tab: it outlives the menu's visits, a reload and an outage, and goes nowhere else. */

/** @typedef {import("./mid_run_changes.js").Words} Words */
/** @typedef {import("./draft.js").Stored} Stored */

const PREFIX = "gradient-playground.draft.";
const LONGEST = 200_000;

/**
 * @param {string} page
 * @returns {Stored|null}
 */
export function load(page) {
  try {
    const value = JSON.parse(sessionStorage.getItem(PREFIX + page) ?? "null");
    return isStored(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} page
 * @param {Stored} stored
 */
export function save(page, stored) {
  try {
    let text = JSON.stringify(stored);
    // What is set matters more than the way to it.
    if (text.length > LONGEST) text = JSON.stringify({ ...stored, past: stored.past.slice(-10), future: [] });
    sessionStorage.setItem(PREFIX + page, text);
  } catch {
    // Storage is full, forbidden or absent: the draft lasts as long as the page.
  }
}

/**
 * @param {unknown} value
 * @returns {value is Stored}
 */
function isStored(value) {
  if (typeof value !== "object" || value === null) return false;
  const { words, held, past, future, link, refused, before, step, view } = /** @type {Record<string, unknown>} */ (value);
  const lists = [past, future];
  return (
    isWords(words) && isWords(link) && [held, before ?? null, refused ?? null, view ?? null].every((found) => found === null || isWords(found))
    && Number.isInteger(step) && Number(step) >= 0
    && lists.every((list) => Array.isArray(list) && list.every(isWords))
  );
}

/**
 * @param {unknown} value
 * @returns {value is Words}
 */
function isWords(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === "string");
}
