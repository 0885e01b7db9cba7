/**
 * Changes made mid-run, as a link's words hold them: `lr_changes` "120:0.05" and `edits` "12:3:-0.5". Pure functions
 * of words; what the texts mean, and whether they may stand, Python decides.
 */

/** A link's words and their texts. @typedef {Record<string, string>} Words */
/** Rows that two runs have in common: up to `through`; `start` is the first row to be asked for. @typedef {{through: number, start: number}} Common */

const RATES = "lr_changes";
const WEIGHTS = "edits";
const STEPS = "steps";

/**
 * @param {string|undefined} text
 * @returns {string[][]}
 */
const parts = (text) => (text ? text.split(",").map((part) => part.split(":")) : []);

/** @param {string[][]} list */
const joined = (list) => list.map((part) => part.join(":")).join(",");

/**
 * The words with one word set to a text, or left out where the text is empty.
 * @param {Words} words
 * @param {string} name
 * @param {string} text
 * @returns {Words}
 */
export function withText(words, name, text) {
  const { [name]: _, ...others } = words;
  return text ? { ...others, [name]: text } : others;
}

/**
 * The learning rate after the last change, as text; undefined where no word tells it.
 * @param {Words} words
 */
export const currentRate = (words) => parts(words[RATES]).at(-1)?.[1] ?? words.lr;

/**
 * The same run from step 0 with the last learning rate, no weight set by hand.
 * @param {Words} words
 * @returns {Words}
 */
export function restarted(words) {
  const rate = currentRate(words);
  const { [RATES]: _, [WEIGHTS]: __, ...others } = words;
  return rate === undefined ? others : { ...others, lr: rate };
}

/**
 * The learning rate set from update `step` on; what came later goes.
 * @param {Words} words
 * @param {number} step
 * @param {string} rate
 * @returns {Words}
 */
export function withRate(words, step, rate) {
  const rates = parts(words[RATES]).filter(([at]) => Number(at) < step);
  const edits = parts(words[WEIGHTS]).filter(([at]) => Number(at) <= step);
  return withText(withText(words, WEIGHTS, joined(edits)), RATES, joined([...rates, [String(step), rate]]));
}

/**
 * A weight set by hand before update `step`; what came later goes.
 * @param {Words} words
 * @param {number} step
 * @param {number} index  in the flat vector
 * @param {string} value
 * @returns {Words}
 */
export function withWeight(words, step, index, value) {
  const edits = parts(words[WEIGHTS]).filter(([at, of]) => Number(at) < step || (Number(at) === step && Number(of) !== index));
  edits.push([String(step), String(index), value]);
  edits.sort((one, other) => Number(one[0]) - Number(other[0]) || Number(one[1]) - Number(other[1]));
  const rates = parts(words[RATES]).filter(([at]) => Number(at) <= step);
  return withText(withText(words, RATES, joined(rates)), WEIGHTS, joined(edits));
}

/**
 * A run of another number of updates: what was changed mid-run before its end stays, and all of it where only Python reads
 * the number: 1 000.
 * @param {Words} words
 * @param {string} steps
 * @returns {Words}
 */
export function withSteps(words, steps) {
  const isBefore = (/** @type {string[]} */ [at]) => !(Number(at) >= Number(steps));
  const rates = joined(parts(words[RATES]).filter(isBefore));
  const edits = joined(parts(words[WEIGHTS]).filter(isBefore));
  return withText(withText({ ...words, [STEPS]: steps }, RATES, rates), WEIGHTS, edits);
}

/**
 * The rows that two runs share, if they differ only in what was changed on the way and in where they end; null if they
 * share none. A weight set by hand changes the row of its step, a rate the row behind its step.
 * @param {Words} before
 * @param {Words} after
 * @param {Words} [defaults]  what words mean that are left out
 * @returns {Common|null}
 */
export function commonRows(before, after, defaults = {}) {
  const { [RATES]: ratesBefore, [WEIGHTS]: editsBefore, [STEPS]: lastBefore = defaults[STEPS], ...one } = before;
  const { [RATES]: ratesAfter, [WEIGHTS]: editsAfter, [STEPS]: lastAfter = defaults[STEPS], ...other } = after;
  if (!sameWords(one, other)) return null;
  const shorter = Math.min(Number(lastBefore), Number(lastAfter));
  if (lastBefore !== lastAfter && Number.isNaN(shorter)) return null;
  const apart = [
    ...(lastBefore === lastAfter ? [] : [{ through: shorter, start: shorter }]),
    ...difference(ratesBefore, ratesAfter).map((step) => ({ through: step, start: step })),
    ...difference(editsBefore, editsAfter).map((step) => ({ through: step - 1, start: step })),
  ];
  if (!apart.length) return null;
  const first = apart.reduce((least, entry) => (entry.through < least.through ? entry : least));
  return first.through < 0 ? null : first;
}

/**
 * Steps of the entries that only one of two texts holds.
 * @param {string|undefined} one
 * @param {string|undefined} other
 * @returns {number[]}
 */
function difference(one, other) {
  const [first, second] = [one, other].map((text) => new Set(text ? text.split(",") : []));
  const entries = [...[...first].filter((entry) => !second.has(entry)), ...[...second].filter((entry) => !first.has(entry))];
  return entries.map((entry) => Number(entry.split(":")[0]));
}

/**
 * @param {Words} one
 * @param {Words} other
 */
export function sameWords(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
