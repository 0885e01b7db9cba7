/**
 * What words mean, for tests of the stage: knobs, refusals and the shortest words of what holds, as
 * `playground.core.experiment` and `playground.stage.draft` have them.
 */

import { FEATURES } from "../../../assets/stage/network/features.js";
import { DEFINITIONS, NETWORK_DEFAULTS, isLinear, networkOf } from "./network.js";
import { DECISIONS } from "./shading.js";
import { batchesPerEpoch } from "./trainer.js";

/** @typedef {Record<string, any>} Values */
/** @typedef {import("../../../assets/stage/draft/mid_run_changes.js").Words} Words */
/** @typedef {import("../../../assets/stage/draft/draft.js").Refusal} Refusal */

export const DEFAULTS = {
  neg_x: 0, neg_y: 3, neg_sx: 1, neg_sy: 1, neg_rho: 0.5, neg_n: 1000,
  pos_x: 3, pos_y: 0, pos_sx: 1, pos_sy: 1, pos_rho: 0.5, pos_n: 1000,
  seed: 0, init_seed: 0, w1: 0.5, w2: 0.5, b: 0, lr: 0.1, batch: 0, optimizer: "sgd", loss: "mse", targets: "column",
  steps: 40, stop: "steps", target: 0.03, ...NETWORK_DEFAULTS, changes: [], edits: [],
};

/** Words whose value lies in a field of another name. @type {Record<string, string>} */
const FIELDS = { lr_changes: "changes" };

/** Bounds of numbers; a number as default without bounds takes anything finite. @type {Record<string, [number, number]>} */
const BOUNDS = {
  lr: [1e-5, 10], batch: [0, 10_000], steps: [1, 100_000], samples: [2, 5000], neg_n: [2, 5000], pos_n: [2, 5000],
  neg_rho: [-0.99, 0.99], pos_rho: [-0.99, 0.99], neg_sx: [0.05, 5], neg_sy: [0.05, 5], pos_sx: [0.05, 5], pos_sy: [0.05, 5],
  classes: [3, 5], noise: [0, 0.5], val: [0, 0.5], neg_x: [-10, 10], neg_y: [-10, 10], pos_x: [-10, 10], pos_y: [-10, 10],
};
/** @type {Record<string, string[]>} */
export const CHOICES = {
  optimizer: ["sgd", "momentum", "adam"], loss: ["mse", "bce", "cce"], targets: ["column", "flat"], stop: ["steps", "never", "loss"],
  data: ["gaussians", "circle", "xor", "moons", "spiral", "classes"], arch: ["sequential", "branches", "heads", "residual"],
  activation: Object.keys(DEFINITIONS),
};

export class RefusalError extends Error {}

/** @param {string} text @param {string} expected */
function refuse(text, expected) {
  throw new RefusalError(`received ${JSON.stringify(text)}; expected ${expected}`);
}

/**
 * The value that the text of a word stands for; throws RefusalError.
 * @param {string} name
 * @param {string|undefined} text
 */
export function valueOf(name, text) {
  const field = FIELDS[name] ?? name;
  if (!Object.hasOwn(DEFAULTS, field)) refuse(name, "a knob");
  const normal = /** @type {Values} */ (DEFAULTS)[field];
  if (text === undefined) return normal;
  if (name === "lr_changes") return pairs(text, 2, ([step, lr], last) => step > last && lr >= 1e-5 && lr <= 10);
  if (name === "edits") return pairs(text, 3, ([step, index, value]) => step >= 0 && index >= 0 && Math.abs(value) <= 1000);
  if (Array.isArray(normal)) {
    const list = text.split(",").filter(Boolean);
    if (name === "features") return list.length ? list : refuse(text, "one at least");
    const widths = list.map(Number);
    return widths.length <= 6 && widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 12) ? widths : refuse(text, "widths");
  }
  if (typeof normal === "string") return CHOICES[name].includes(text) ? text : refuse(text, CHOICES[name].join(", "));
  const number = text.trim() ? Number(text) : NaN;
  const [low, high] = BOUNDS[name] ?? [-1e9, 1e9];
  return number >= low && number <= high ? number : refuse(text, `a number from ${low} to ${high}`);
}

/**
 * @param {string} text
 * @param {number} length
 * @param {(entry: number[], last: number) => boolean} isSound
 */
function pairs(text, length, isSound) {
  const list = text ? text.split(",").map((part) => part.split(":").map(Number)) : [];
  let last = 0;
  for (const entry of list) {
    if (entry.length !== length || !entry.every(Number.isFinite) || !isSound(entry, last)) refuse(text, "steps and numbers");
    last = entry[0];
  }
  return list;
}

/** What cannot be combined, and the field that gives way. @param {Values} e @returns {[string, string]|null} */
function conflict(e) {
  if (e.targets === "flat" && e.loss === "bce") return ["targets", "flat targets and bce"];
  if ((e.loss === "cce") !== (e.data === "classes")) return ["loss", `${e.loss} with ${e.data}`];
  if (e.edits.length && isLinear(e)) return ["edits", "a network to edit"];
  if (e.edits.some((/** @type {number[]} */ [, index]) => index >= networkOf(e).size)) return ["edits", "a weight of the network"];
  return null;
}

/**
 * The loss follows the data where it is not named.
 * @param {Values} values
 * @param {Values} before
 * @returns {Values}
 */
function withLoss(values, before) {
  if ("loss" in values || !("data" in values)) return values;
  const isMany = values.data === "classes";
  return isMany === (before.loss === "cce") ? values : { ...values, loss: isMany ? "cce" : "bce" };
}

/**
 * The values of a link's words; what cannot be used is reported.
 * @param {Words} words
 * @returns {{values: Values, refused: Refusal[]}}
 */
export function follow(words) {
  /** @type {Values} */
  const usable = {};
  /** @type {Refusal[]} */
  const refused = [];
  for (const [name, text] of Object.entries(words)) {
    if (name === "lang") continue;
    try {
      usable[FIELDS[name] ?? name] = valueOf(name, text);
    } catch (fault) {
      refused.push({ name: "", text: String(fault), readings: [] });
    }
  }
  for (;;) {
    const values = { ...DEFAULTS, ...withLoss(usable, DEFAULTS) };
    const found = conflict(values);
    if (!found) return { values, refused };
    refused.push({ name: "", text: found[1], readings: [] });
    delete usable[found[0]];
  }
}

/**
 * What holds after `held` was changed into `words`; one refusal, and nothing is taken.
 * @param {Words} words
 * @param {Words|null} held
 * @returns {{values: Values, refused: Refusal[]}}
 */
export function settle(words, held) {
  if (held === null) return follow(words);
  const before = follow(held).values;
  /** @type {Values} */
  const changed = {};
  /** @type {Refusal[]} */
  const refused = [];
  for (const name of new Set([...Object.keys(words), ...Object.keys(held)])) {
    if (words[name] === held[name]) continue;
    try {
      changed[FIELDS[name] ?? name] = valueOf(name, words[name]);
    } catch (fault) {
      refused.push({ name, text: String(fault), readings: [] });
    }
  }
  if (refused.length) return { values: before, refused };
  const values = { ...before, ...withLoss(changed, before) };
  const found = conflict(values);
  if (!found) return { values, refused };
  const field = found[0] in changed ? found[0] : /** @type {string} */ (Object.keys(changed).at(-1));
  return { values: before, refused: [{ name: field === "changes" ? "lr_changes" : field, text: found[1], readings: [] }] };
}

/** @param {any} value */
const textOf = (value) => (Array.isArray(value) ? value.map((part) => (Array.isArray(part) ? part.join(":") : part)).join(",") : String(value));

/**
 * The words of values: those that differ from the defaults, in their shortest text.
 * @param {Values} values
 * @returns {Words}
 */
export function wordsOf(values) {
  /** @type {Words} */
  const words = {};
  for (const [field, normal] of Object.entries(DEFAULTS)) {
    const text = textOf(values[field] ?? normal);
    if (text !== textOf(normal)) words[field === "changes" ? "lr_changes" : field] = text;
  }
  return words;
}

/**
 * The experiment as a config tells it.
 * @param {Values} values
 * @param {number} count  points
 */
export function experimentOf(values, count) {
  const batch = values.batch >= count ? 0 : values.batch;
  const own = { ...values, batch, count };
  return {
    ...own,
    last_step: values.stop === "steps" ? values.steps : 10_000_000,
    batch_size: batch || count,
    batches_per_epoch: batchesPerEpoch(own),
    num_samples: count,
    current_lr: values.changes.length ? values.changes.at(-1)[1] : values.lr,
    ...DECISIONS[values.loss],
  };
}

/** A panel with all knobs in one group, named by their words. @param {Words} home */
export function panelOf(home) {
  const names = Object.keys(DEFAULTS).filter((name) => !["changes", "edits", "classes"].includes(name));
  const knobs = names.map((name) => {
    const normal = /** @type {Values} */ (DEFAULTS)[name];
    const common = { label: name, help: name, default: textOf(normal) };
    if (name === "features") return [name, { ...common, kind: "subset", choices: FEATURES.map((one) => [one, one]) }];
    if (name === "hidden") return [name, { ...common, kind: "widths", placeholder: "none" }];
    if (CHOICES[name]) return [name, { ...common, kind: "choice", choices: CHOICES[name].map((one) => [one, one]) }];
    const [low, high] = BOUNDS[name] ?? [-5, 5];
    const stops = high > 10 || name === "batch" ? {} : { stops: Array.from({ length: 41 }, (_, at) => String(Number((low + ((high - low) * at) / 40).toPrecision(3)))) };
    return [name, { ...common, kind: "real", low, high, step: 0, ...stops, ...(name === "batch" ? { all: "all {count}" } : {}) }];
  });
  const words = Object.fromEntries(
    ["undo", "undo_help", "redo", "redo_help", "share", "share_help", "copy", "copied", "chapter", "chapter_help", "label", "predict", "own", "problems", "close"]
      .map((word) => [word, word]),
  );
  return {
    groups: [{ title: "Knobs", rows: names.map((name) => [name]), folded: false, mark: "", inner: [] }],
    knobs: Object.fromEntries(knobs), home, words: { ...words, holds: "{value} holds." }, page_words: ["lang"], other_views: [],
    scenes: [{ name: "fast", title: "Fast", question: "What happens?", words: { lr: "0.2" } }],
  };
}
