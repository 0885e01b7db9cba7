/** A server for tests of the stage: answers each request from the words in it, as `playground.ui` does, and keeps nothing of them. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { experimentOf, follow, panelOf, settle, wordsOf } from "./experiment.js";
import { NetworkTrainer, drawPoints, isLinear } from "./network.js";
import { COLUMNS, advance, batchOf, draw, pack } from "./trainer.js";

/** @typedef {import("../../../assets/stage/draft/mid_run_changes.js").Words} Words */

const FIRST_ROWS = 60;
const MOST_KEPT = 400;

/** @param {unknown} value */
const digest = (value) => createHash("sha1").update(JSON.stringify(value)).digest("hex").slice(0, 16);

/**
 * The stage's strings of a language, read as simply as they are written.
 * @param {string} language
 */
export function strings(language = "en") {
  const path = fileURLToPath(new URL(`../../../playground/locale/${language}/stage.toml`, import.meta.url));
  const pairs = readFileSync(path, "utf8").matchAll(/^(\w+) = ("(?:[^"\\]|\\.)*")$/gm);
  return Object.fromEntries([...pairs].map(([, key, text]) => [key, JSON.parse(text)]));
}

/** The answers of a pure function of one text, the last ones kept. @template T @param {(key: string) => T} make @returns {(key: string) => T} */
function kept(make) {
  /** @type {Map<string, T>} */
  const known = new Map();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.set(key, found);
    if (known.size > MOST_KEPT) known.delete(/** @type {string} */ (known.keys().next().value));
    return found;
  };
}

const SHARED = ["data", "samples", "noise", "classes", "val", "seed"];

const sampleOf = kept((key) => {
  const { linear, ...values } = JSON.parse(key);
  return { id: digest(key), ...(linear ? draw(values) : drawPoints(values)) };
});

/** What a run is made of: points, experiment, who trains it, and the config of the stage. */
const runs = kept((key) => {
  const { values } = follow(JSON.parse(key));
  const linear = isLinear(values);
  const names = Object.keys(values).filter((name) => (linear ? /^(neg|pos)_|^seed$/.test(name) : SHARED.includes(name)));
  const sample = sampleOf(JSON.stringify({ linear, ...Object.fromEntries(names.map((name) => [name, values[name]])) }));
  const experiment = experimentOf(values, sample.count);
  const trainer = linear ? null : new NetworkTrainer(experiment, sample);
  const run = digest(key);
  const knobs = { hidden: [], choices: {}, stops: { batch: ["1", "8", "32", "0"] }, all: sample.count };
  const show = { best: false, bayes: false, ellipses: true };
  const theory = linear ? theoryOf(sample, values) : null;
  const config = { run, experiment, theory, network: trainer?.network ?? null, knobs, show };
  return { run, values, sample, experiment, trainer, config: { id: digest(config), ...config } };
});

/** Everything about the run of these words. @param {Words} words */
export const runOf = (words) => runs(JSON.stringify(wordsOf(follow(words).values)));

/**
 * Rows of the run of these words, as training from the start gives them, without an end by time.
 * @param {Words} words
 * @param {number} last  step
 */
export function trained(words, last) {
  const { experiment, sample, trainer } = runOf(words);
  return trainer ? trainer.advance(null, 0, 1, last + 1, Infinity) : advance(experiment, sample, null, 0, 1, last + 1);
}

/** The closed forms that the stage shows. @param {any} sample @param {any} values */
function theoryOf({ inputs, count }, { optimizer, loss }) {
  const sum = (/** @type {(x: number, y: number) => number} */ of) => {
    let total = 0;
    for (let i = 0; i < count; i += 1) total += of(inputs[2 * i], inputs[2 * i + 1]);
    return (2 * total) / count;
  };
  const [xx, xy, x, yy, y] = [sum((a) => a * a), sum((a, b) => a * b), sum((a) => a), sum((_, b) => b * b), sum((_, b) => b)];
  // The eigenvalues of a symmetric 3×3 matrix in closed form (Smith 1961).
  const mean = (xx + yy + 2) / 3;
  const spread = Math.sqrt(((xx - mean) ** 2 + (yy - mean) ** 2 + (2 - mean) ** 2 + 2 * (xy * xy + x * x + y * y)) / 6);
  const [a, d, f] = [xx - mean, yy - mean, 2 - mean];
  const half = (a * (d * f - y * y) - xy * (xy * f - y * x) + x * (xy * y - d * x)) / (2 * spread ** 3);
  const angle = Math.acos(Math.max(-1, Math.min(1, half))) / 3;
  const largest = mean + 2 * spread * Math.cos(angle);
  const smallest = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3);
  const critical = loss === "mse" && optimizer === "sgd" ? 2 / largest : null;
  const modes = critical === null ? null : { trace: [1, 1], product: [0, 0] };
  return {
    eigenvalues: [smallest, 3 * mean - largest - smallest, largest], critical_lr: critical, critical_kind: critical === null ? null : "exact",
    optimum: [0.1435, -0.1435, 0.5], loss_floor: 0.025, bayes: [0, 0, 0, 6, -6, 0], bayes_accuracy: 0.99865,
    suggested_lr: critical === null ? null : 0.9 * critical, no_rate: "no_rate_own_steps", modes,
  };
}

/**
 * A checkpoint as it was before it was sent.
 * @param {any} checkpoint
 */
function unpacked(checkpoint) {
  if (!checkpoint?.base64) return checkpoint;
  const bytes = Uint8Array.from(Buffer.from(checkpoint.base64, "base64"));
  return { step: checkpoint.step, values: new Float32Array(bytes.buffer) };
}

/** What a page says in a language, and its knobs. */
const textsOf = kept((key) => {
  const texts = JSON.parse(key);
  return { id: digest(texts), ...texts, strings: strings(texts.lang), panel: panelOf({}) };
});

export class Server {
  /** @param {Record<string, any>} [values]  of the link that the page is opened with */
  constructor(values = {}) {
    /** The words of the page's experiment. @type {Words} */
    this.words = wordsOf(values);
    this.page = "linear";
    this.lang = "en";
    this.compact = false;
    /** Where rows are asked for; null: of the page. @type {string|null} */
    this.rows = "rows";
    /** What the next replies say instead of an answer. @type {string[]} */
    this.troubles = [];
    /** Updates that stand for the time of an answer. */
    this.budget = Infinity;
    /** What the page was told. @type {any[]} */
    this.decided = [];
    /** The component's state `request`. @type {any} */
    this.request = null;
  }

  /** The experiment of the page's words. */
  get experiment() {
    return runOf(this.words).experiment;
  }

  /** @param {string} lang */
  texts(lang) {
    return textsOf(JSON.stringify({ lang, page: this.page, compact: this.compact, rows: this.rows, paths: {} }));
  }

  /** What the page sends: the reply to its request, or all that a stage begins with. */
  pageReply() {
    const first = { seq: 0, words: this.words, held: null, start: 0, stride: 1, count: FIRST_ROWS, checkpoint: null, have: {}, batch_at: 0 };
    return this.reply({ ...(this.request ?? first), lang: this.lang });
  }

  /** @param {any} decided */
  decide(decided) {
    this.decided.push(decided);
    this.words = decided.words;
  }

  /**
   * The reply to a request, as bytes.
   * @param {any} request
   * @returns {Uint8Array}
   */
  reply(request) {
    const { values, refused } = settle(request.words, request.held);
    const words = wordsOf(values);
    const { run, sample, experiment, trainer, config } = runOf(words);
    const status = this.troubles.shift() ?? "ok";
    const have = request.have ?? {};
    const texts = this.texts(request.lang);
    /** @type {any} */
    const header = {
      protocol: 2, seq: request.seq, run, words, link: words, refused, status,
      columns: trainer ? trainer.columns : COLUMNS, weights: trainer ? trainer.network.size : 0,
    };
    /** @type {Record<string, ArrayBufferView>} */
    const blobs = {};
    if (have.texts !== texts.id) header.texts = texts;
    if (have.config !== config.id) header.config = config;
    if (have.data !== sample.id) {
      header.data = { id: sample.id, count: sample.count, negatives: values.neg_n, classes: sample.classes ?? 2 };
      Object.assign(blobs, { inputs: sample.inputs, labels: sample.labels });
      if (sample.held) blobs.held = sample.held;
    }
    if (request.batch_at !== null && experiment.batch) {
      header.batch = { step: Math.min(request.batch_at, experiment.last_step) };
      blobs.batch = Uint32Array.from(/** @type {number[]} */ (batchOf(experiment, header.batch.step)));
    }
    if (status === "ok") {
      const start = Math.min(request.start, experiment.last_step);
      const size = (trainer ? trainer.network.size : 3) * ({ momentum: 2, adam: 3 }[/** @type {string} */ (values.optimizer)] ?? 1);
      const sent = unpacked(request.checkpoint);
      const at = sent && sent.values.length === size && sent.step <= start ? sent : null;
      const chunk = trainer
        ? trainer.advance(at, start, request.stride, request.count, Math.min(this.budget, 400))
        : advance(experiment, sample, at, start, request.stride, request.count, this.budget);
      if (chunk.end?.reason === "diverged" && !request.scrubbing) chunk.end.suggested_lr = config.theory?.suggested_lr ?? experiment.current_lr / 2;
      header.chunk = {
        count: chunk.steps.length, stride: request.stride, start, checkpoint: { step: chunk.checkpoint.step }, end: chunk.end,
      };
      Object.assign(blobs, { steps: chunk.steps, rows: chunk.rows, checkpoint: chunk.checkpoint.values });
    }
    return pack(header, blobs);
  }
}
