/**
 * Sets of own points that are too large for a link: the draft names them by their digest, and this tab keeps their texts,
 * so that a server which lacks one can be sent it. The set that was used the longest ago goes first.
 */

const PREFIX = "gradient-playground.points.";
const ORDER = "gradient-playground.points";
/** The words of a draft that name sets: own points to train on, and a test set. */
export const POINT_WORDS = ["points", "test_points"];
/** Before the digest of a set that a link does not hold. */
const REFERENCE = "~";
/** Characters of all sets; a tab may keep five million in all. */
const MOST = 2_000_000;

/**
 * Whether a word of the draft stands for a set that is kept here.
 * @param {string|undefined} word
 */
export const isReference = (word) => (word ?? "").startsWith(REFERENCE);

/**
 * @param {string} word  what names the set
 * @param {string} text  the set itself
 */
export function keepSet(word, text) {
  if (!isReference(word)) return;
  try {
    const order = [word, ...kept().filter((other) => other !== word)];
    sessionStorage.setItem(PREFIX + word, text);
    let room = MOST;
    const stays = order.filter((name) => (room -= sessionStorage.getItem(PREFIX + name)?.length ?? MOST) >= 0);
    for (const name of order) if (!stays.includes(name)) sessionStorage.removeItem(PREFIX + name);
    sessionStorage.setItem(ORDER, JSON.stringify(stays));
  } catch {
    // Storage is full, forbidden or absent: the set lasts as long as the server keeps it.
  }
}

/**
 * The texts of those sets that are here.
 * @param {(string|undefined)[]} words
 * @returns {string[]}
 */
export function findSets(words) {
  try {
    return words.flatMap((word) => (isReference(word) ? (sessionStorage.getItem(PREFIX + word) ?? []) : []));
  } catch {
    return [];
  }
}

/** @returns {string[]} */
function kept() {
  const found = JSON.parse(sessionStorage.getItem(ORDER) ?? "[]");
  return Array.isArray(found) ? found.filter((name) => typeof name === "string") : [];
}
