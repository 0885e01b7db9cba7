/** A server for tests of the stage: holds one experiment, answers requests and triggers as `playground.ui` does. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { classSums, criticalRate, eigenvalues, hessian } from "../../../assets/stage/theory.js";
import { NETWORK_DEFAULTS, NetworkTrainer, drawPoints, isLinear } from "./network.js";
import { COLUMNS, advance, batchesPerEpoch, draw, pack } from "./trainer.js";

const DEFAULTS = {
  neg_x: 0, neg_y: 3, neg_sx: 1, neg_sy: 1, neg_rho: 0.5, neg_n: 1000,
  pos_x: 3, pos_y: 0, pos_sx: 1, pos_sy: 1, pos_rho: 0.5, pos_n: 1000,
  seed: 0, w1: 0.5, w2: 0.5, b: 0, lr: 0.1, batch: 0, optimizer: "sgd", loss: "mse", targets: "column",
  steps: 40, stop: "steps", target: 0.03, changes: [], ...NETWORK_DEFAULTS,
};

/** @param {any} values */
const sampleOf = (values) => (isLinear(values) ? draw(values) : drawPoints(values));

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

/**
 * A checkpoint as it was before it was sent.
 * @param {any} checkpoint
 */
function unpacked(checkpoint) {
  if (!checkpoint?.base64) return checkpoint;
  const bytes = Uint8Array.from(Buffer.from(checkpoint.base64, "base64"));
  return { step: checkpoint.step, values: new Float32Array(bytes.buffer) };
}

export class Server {
  /** @param {Record<string, any>} [values] */
  constructor(values = {}) {
    this.values = { ...DEFAULTS, ...values };
    this.lang = "en";
    this.compact = false;
    /** What the next replies say instead of an answer. @type {string[]} */
    this.troubles = [];
    this.budget = Infinity;
    /** @type {{token: string, lr: number}|null} */
    this.pendingRate = null;
    /** @type {{run: string, step: number}|null} */
    this.keep = null;
    /** @type {any} */
    this.request = null;
    this.started = false;
    /** @type {{name: string, value: any}[]} */
    this.log = [];
    this.sample = sampleOf(this.values);
    /** Runs that a page has shown, by id: of these the route knows the rows. @type {Map<string, any>} */
    this.shown = new Map();
  }

  get run() {
    return digest(this.values);
  }

  get experiment() {
    const { values } = this;
    const { count } = this.sample;
    const batch = values.batch >= count ? 0 : values.batch;
    const own = { ...values, batch, count };
    return {
      ...own,
      last_step: values.stop === "steps" ? values.steps : 10_000_000,
      batch_size: batch || count,
      batches_per_epoch: batchesPerEpoch(own),
      num_samples: count,
      current_lr: values.changes.length ? values.changes.at(-1)[1] : values.lr,
      threshold: this.values.loss === "bce" ? 0 : 0.5,
    };
  }

  /** @param {Record<string, any>} values */
  set(values) {
    this.values = { ...this.values, ...values };
    this.sample = sampleOf(this.values);
    this.keep = null;
  }

  /**
   * The learning rate knob is moved: at once before training began, with a handshake after.
   * @param {number} lr
   */
  moveRate(lr) {
    if (!this.started) this.set({ lr, changes: [] });
    else this.pendingRate = { token: `t${Math.random()}`, lr };
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  trigger(name, value) {
    this.log.push({ name, value });
    if (name === "drag") this.set({ [`${value.class}_x`]: value.x, [`${value.class}_y`]: value.y });
    if (name === "mend") this.set({ lr: value.lr, changes: [] });
    if (name === "reset" && this.values.changes.length) this.set({ lr: this.experiment.current_lr, changes: [] });
    if (name === "edit" && value.run === this.run) this.#edit(value);
    if (name === "design" && value.run === this.run) {
      const { hidden = this.values.hidden, features = this.values.features } = value;
      this.set({ hidden, features, edits: [], changes: [] });
    }
    if (name === "reset" && this.values.edits.length) this.set({ edits: [] });
    if (name === "rate" && this.pendingRate && value.token === this.pendingRate.token) this.#change(value.step);
  }

  /** @param {number} step */
  #change(step) {
    const { lr } = /** @type {{lr: number}} */ (this.pendingRate);
    this.pendingRate = null;
    if (step <= 0) {
      this.set({ lr, changes: [] });
      return;
    }
    const before = this.run;
    const kept = this.values.changes.filter((/** @type {number[]} */ [from]) => from < step);
    this.set({ changes: [...kept, [step, lr]] });
    this.keep = { run: before, step };
  }

  /** @param {{step: number, index: number, value: number}} edit */
  #edit({ step, index, value }) {
    const before = this.run;
    const kept = this.values.edits.filter((/** @type {number[]} */ [at, place]) => at < step || (at === step && place !== index));
    this.set({ edits: [...kept, [step, index, value]] });
    if (step > 0) this.keep = { run: before, step: step - 1, start: step };
  }

  /** @param {{run: string, started: boolean}} live */
  live(live) {
    this.log.push({ name: "live", value: live });
    this.started = live.started;
  }

  /** @returns {any} */
  get config() {
    const shared = {
      run: this.run, lang: this.lang, strings: strings(this.lang), compact: this.compact,
      experiment: this.experiment, rate_pending: this.pendingRate, show: { best: false, bayes: false, ellipses: true },
    };
    if (!isLinear(this.values)) {
      const config = { ...shared, theory: null, network: this.trainer.network };
      return { id: digest(config), ...config };
    }
    const values = eigenvalues(hessian(classSums(this.sample)));
    const { optimizer, loss } = this.values;
    const critical = criticalRate(values, optimizer, loss);
    const config = {
      ...shared,
      network: null,
      theory: {
        eigenvalues: values, critical_lr: critical, critical_kind: "exact",
        optimum: [0.1435, -0.1435, 0.5], loss_floor: 0.025, bayes: [0, 0, 0, 6, -6, 0], bayes_accuracy: 0.99865,
        suggested_lr: critical === null ? null : 0.9 * critical,
      },
    };
    return { id: digest(config), ...config };
  }

  /** Who trains the network of this moment. */
  get trainer() {
    if (this.madeFor !== this.run) {
      this.made = new NetworkTrainer(this.experiment, this.sample);
      this.madeFor = this.run;
    }
    return /** @type {NetworkTrainer} */ (this.made);
  }

  /**
   * @param {any} [request]
   * @returns {Uint8Array}
   */
  reply(request = this.request) {
    this.request = request;
    const { run, config, sample } = this;
    this.shown.set(run, this.values);
    const dataId = digest(sample.inputs.join());
    const have = request?.have ?? {};
    const { header, blobs } = this.#rows(request);
    if (this.keep && request?.run !== run) header.keep = this.keep;
    if (have.config !== config.id) header.config = config;
    if (have.data !== dataId) {
      header.data = { id: dataId, count: sample.count, negatives: this.values.neg_n, classes: sample.classes ?? 2 };
      Object.assign(blobs, { inputs: sample.inputs, labels: sample.labels });
      if (sample.held) blobs.held = sample.held;
    }
    return pack(header, blobs);
  }

  /**
   * What the route answers: rows of any run that was shown; null for another one.
   * @param {any} request
   * @returns {Uint8Array|null}
   */
  rows(request) {
    const values = this.shown.get(request.run);
    if (!values) return null;
    const server = Object.assign(new Server(values), { budget: this.budget, troubles: this.troubles });
    const { header, blobs } = server.#rows(request);
    return pack(header, blobs);
  }

  /**
   * @param {any} request
   * @returns {{header: any, blobs: Record<string, ArrayBufferView>}}
   */
  #rows(request) {
    const { run, config, experiment, sample } = this;
    const matches = request?.run === run;
    const status = this.troubles.shift() ?? "ok";
    /** @type {any} */
    const header = { protocol: 1, seq: request?.seq ?? 0, run, status, columns: COLUMNS, weights: 0 };
    const trainer = isLinear(this.values) ? null : this.trainer;
    if (trainer) Object.assign(header, { columns: trainer.columns, weights: trainer.network.size });
    /** @type {Record<string, ArrayBufferView>} */
    const blobs = {};
    if (status === "ok") {
      const ask = matches ? request : { checkpoint: null, start: this.keep?.step ?? 0, stride: 1, count: 60 };
      const at = ask.checkpoint;
      const chunk = trainer
        ? trainer.advance(unpacked(at), ask.start, ask.stride, ask.count, Math.min(this.budget, 400))
        : advance(experiment, sample, at, ask.start, ask.stride, ask.count, this.budget);
      if (chunk.end?.reason === "diverged") chunk.end.suggested_lr = config.theory ? config.theory.suggested_lr : experiment.current_lr / 2;
      header.chunk = {
        count: chunk.steps.length, stride: ask.stride, start: ask.start,
        checkpoint: { step: chunk.checkpoint.step }, end: chunk.end,
      };
      Object.assign(blobs, { steps: chunk.steps, rows: chunk.rows, checkpoint: chunk.checkpoint.values });
    }
    return { header, blobs };
  }
}
