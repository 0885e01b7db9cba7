/** A network's trainer in JavaScript for tests of the stage: the records of `playground.core.network`, no TensorFlow. */

import { erf } from "../../../assets/stage/network/activations.js";
import { featureValues } from "../../../assets/stage/network/features.js";

export const METRICS = ["loss", "full_loss", "accuracy", "val_loss", "val_accuracy", "grad_norm"];
const HEAD_METRICS = ["loss_class", "loss_distance", "val_loss_class", "val_loss_distance", "error_distance", "val_error_distance"];

export const NETWORK_DEFAULTS = {
  data: "gaussians", samples: 500, noise: 0.1, classes: 3, val: 0, arch: "sequential", hidden: [], activation: "tanh",
  features: ["x1", "x2"], l1: 0, l2: 0, dropout: 0, edits: [],
};

/** @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {any} e */
export const isLinear = (e) =>
  e.data === "gaussians" && e.arch === "sequential" && !e.hidden.length && !e.val && String(e.features) === "x1,x2";

/** @param {any} e */
export function networkOf(e) {
  const hidden = e.hidden.length || e.arch === "sequential" ? e.hidden : [4];
  const k = e.data === "classes" ? e.classes : 1;
  /** @type {any[]} */
  const nodes = [];
  let size = 0;
  const put = (/** @type {any} */ node) => nodes.push({ inputs: [], activation: "linear", kernel: null, bias: null, dropped: false, ...node }) - 1;
  const dense = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ units, /** @type {string} */ activation) => {
    const fan = nodes[from].units;
    const at = put({ name, kind: "dense", inputs: [from], units, activation, kernel: size, bias: size + fan * units });
    size += (fan + 1) * units;
    return at;
  };
  const input = put({ name: "input", kind: "input", units: e.features.length });
  const trunk = (/** @type {string} */ name, /** @type {string} */ activation) =>
    hidden.reduce((/** @type {number} */ at, /** @type {number} */ units, /** @type {number} */ i) => dense(`${name}${i + 1}`, at, units, activation), input);
  let last = input;
  if (e.arch === "branches") {
    const both = [trunk("left", e.activation), trunk("right", e.activation === "tanh" ? "relu" : "tanh")];
    last = put({ name: "joined", kind: "concat", inputs: both, units: 2 * nodes[both[0]].units });
  } else if (e.arch === "residual") {
    last = dense("hidden1", input, hidden[0], e.activation);
    for (let i = 1; i < hidden.length; i += 1) {
      const next = dense(`hidden${i + 1}`, last, hidden[0], e.activation);
      last = put({ name: `add${i}`, kind: "add", inputs: [last, next], units: hidden[0] });
    }
  } else last = trunk("hidden", e.activation);
  const out = dense(e.arch === "heads" ? "class" : "output", last, k, "linear");
  const outputs = [out];
  const heads = [{ name: "class", node: out, loss: e.loss }];
  if (e.arch === "heads") {
    outputs.push(dense("distance", last, 1, "linear"));
    heads.push({ name: "distance", node: outputs[1], loss: "mse" });
  }
  return { arch: e.arch, features: e.features, nodes, outputs, heads, size, classes: k, hidden, activation: e.activation };
}

/** @param {any} e */
export function drawPoints(e) {
  const random = generator(e.seed * 7 + 3);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const count = e.data === "classes" ? e.classes : 2;
  const inputs = [];
  const labels = [];
  for (let label = 0; label < count; label += 1) {
    for (let i = 0; i < e.samples; i += 1) {
      const u = random();
      let [x, y] = [0, 0];
      if (e.data === "circle") {
        const [radius, angle] = [label ? 2 * Math.sqrt(random()) : 3 + 2 * u, 2 * Math.PI * random()];
        [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      } else if (e.data === "xor") {
        [x, y] = [5 * random() * (random() < 0.5 ? 1 : -1), 5 * random()];
        if (x > 0 === !label) y = -y;
      } else if (e.data === "moons") {
        const angle = Math.PI * u;
        [x, y] = label ? [1.5 + 3 * -Math.cos(angle), 1 - 3 * Math.sin(angle)] : [-1.5 + 3 * Math.cos(angle), -1 + 3 * Math.sin(angle)];
      } else if (e.data === "spiral") {
        const [radius, angle] = [5 * (0.05 + 0.95 * u), 1.75 * 2 * Math.PI * u + label * Math.PI];
        [x, y] = [radius * Math.sin(angle), radius * Math.cos(angle)];
      } else if (e.data === "classes") {
        const angle = (2 * Math.PI * label) / count;
        [x, y] = [3 * Math.cos(angle) + 3 * normal() * 0.3, 3 * Math.sin(angle) + 3 * normal() * 0.3];
      } else {
        [x, y] = label ? [3 + normal(), normal()] : [normal(), 3 + normal()];
      }
      inputs.push(x + 4 * e.noise * normal(), y + 4 * e.noise * normal());
      labels.push(label);
    }
  }
  const held = new Uint8Array(labels.length);
  const order = Array.from(labels.keys());
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  for (const at of order.slice(0, Math.round(e.val * labels.length))) held[at] = 1;
  return { inputs: Float32Array.from(inputs), labels: Uint8Array.from(labels), held: e.val ? held : null, count: labels.length, classes: count };
}

/** Each activation and its derivative. @type {Record<string, [(z: number) => number, (z: number, a: number) => number]>} */
export const DEFINITIONS = {
  linear: [(z) => z, () => 1],
  relu: [(z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
  tanh: [Math.tanh, (_, a) => 1 - a * a],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (_, a) => a * (1 - a)],
  gelu: [(z) => 0.5 * z * (1 + erf(z * Math.SQRT1_2)), (z) => 0.5 * (1 + erf(z * Math.SQRT1_2)) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)],
  softplus: [(z) => (z > 30 ? z : Math.log1p(Math.exp(z))), (z) => 1 / (1 + Math.exp(-z))],
  elu: [(z) => (z > 0 ? z : Math.expm1(z)), (z, a) => (z > 0 ? 1 : a + 1)],
};

export class NetworkTrainer {
  /** @param {any} experiment @param {any} sample */
  constructor(experiment, sample) {
    this.e = experiment;
    this.sample = sample;
    this.network = networkOf(experiment);
    const x1 = Float32Array.from({ length: sample.count }, (_, i) => sample.inputs[2 * i]);
    const x2 = Float32Array.from({ length: sample.count }, (_, i) => sample.inputs[2 * i + 1]);
    this.features = experiment.features.map((/** @type {string} */ name) => featureValues(name, x1, x2));
    const all = Array.from({ length: sample.count }, (_, i) => i);
    this.training = all.filter((i) => !sample.held?.[i]);
    this.heldOut = all.filter((i) => sample.held?.[i]);
    const [cx, cy] = [x1, x2].map((x) => x.reduce((sum, value) => sum + value, 0) / x.length);
    this.distance = Float32Array.from(x1, (x, i) => Math.hypot(x - cx, x2[i] - cy) / 3);
    this.columns = this.network.heads.length > 1 ? [...METRICS, ...HEAD_METRICS] : METRICS;
  }

  start() {
    const random = generator(99 + this.network.nodes.length);
    const weights = new Float32Array(this.network.size);
    for (const { kind, kernel, bias, units } of this.network.nodes) {
      if (kind !== "dense") continue;
      const limit = Math.sqrt(6 / ((bias - kernel) / units + units));
      for (let i = kernel; i < bias; i += 1) weights[i] = limit * (2 * random() - 1);
    }
    return weights;
  }

  /**
   * Losses and metrics over some points; the gradient too, if wanted.
   * @param {ArrayLike<number>} w @param {number[]} points @param {Float64Array|null} gradient
   */
  evaluate(w, points, gradient = null) {
    const { nodes, heads, classes } = this.network;
    const result = { class: 0, distance: 0, accuracy: 0, error: 0, loss: 0 };
    const n = points.length;
    if (!n) return { class: NaN, distance: NaN, accuracy: NaN, error: NaN, loss: NaN };
    for (const i of points) {
      /** @type {number[][]} */
      const z = [];
      /** @type {number[][]} */
      const a = [];
      nodes.forEach(({ kind, inputs, units, activation, kernel, bias }, at) => {
        if (kind === "input") a[at] = this.features.map((/** @type {Float32Array} */ column) => column[i]);
        else if (kind === "concat") a[at] = inputs.flatMap((/** @type {number} */ from) => a[from]);
        else if (kind === "add") a[at] = a[inputs[0]].map((value, unit) => value + a[inputs[1]][unit]);
        else {
          const from = a[inputs[0]];
          z[at] = Array.from({ length: units }, (_, unit) => from.reduce((sum, value, row) => sum + value * w[kernel + row * units + unit], w[bias + unit]));
          a[at] = z[at].map(DEFINITIONS[activation][0]);
        }
      });
      const back = nodes.map(({ units }) => new Array(units).fill(0));
      const scores = a[heads[0].node];
      const label = this.sample.labels[i];
      if (classes > 1) {
        const top = Math.max(...scores);
        const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
        result.class += (Math.log(sum) + top - scores[label]) / n;
        result.accuracy += scores.indexOf(top) === label ? 1 / n : 0;
        scores.forEach((score, k) => { back[heads[0].node][k] = (Math.exp(score - top) / sum - (k === label ? 1 : 0)) / n; });
      } else if (this.e.loss === "bce") {
        const [score] = scores;
        result.class += (Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)))) / n;
        back[heads[0].node][0] = (1 / (1 + Math.exp(-score)) - label) / n;
        result.accuracy += score > 0 === (label === 1) ? 1 / n : 0;
      } else {
        const error = scores[0] - label;
        result.class += (error * error) / n;
        back[heads[0].node][0] = (2 * error) / n;
        result.accuracy += scores[0] > 0.5 === (label === 1) ? 1 / n : 0;
      }
      if (heads.length > 1) {
        const error = a[heads[1].node][0] - this.distance[i];
        result.distance += (error * error) / n;
        result.error += Math.abs(error) / n;
        back[heads[1].node][0] = (2 * error) / n;
      }
      if (!gradient) continue;
      for (let at = nodes.length - 1; at >= 0; at -= 1) {
        const { kind, inputs, units, activation, kernel, bias } = nodes[at];
        if (kind === "concat") {
          let place = 0;
          for (const from of inputs) for (let k = 0; k < nodes[from].units; k += 1, place += 1) back[from][k] += back[at][place];
        } else if (kind === "add") for (const from of inputs) back[at].forEach((/** @type {number} */ g, /** @type {number} */ k) => { back[from][k] += g; });
        else if (kind === "dense") {
          const from = inputs[0];
          for (let unit = 0; unit < units; unit += 1) {
            const g = back[at][unit] * DEFINITIONS[activation][1](z[at][unit], a[at][unit]);
            gradient[bias + unit] += g;
            a[from].forEach((value, row) => {
              gradient[kernel + row * units + unit] += g * value;
              back[from][row] += g * w[kernel + row * units + unit];
            });
          }
        }
      }
    }
    result.loss = result.class + result.distance;
    return result;
  }

  /** Rows as `playground.engine` gives them; `budget` in updates. */
  advance(/** @type {any} */ checkpoint, /** @type {number} */ start, /** @type {number} */ stride, /** @type {number} */ count, budget = 400) {
    const { e, network: { size, heads } } = this;
    const adam = e.optimizer === "adam";
    const state = new Float32Array(adam ? 3 * size : size);
    if (checkpoint) state.set(checkpoint.values);
    else state.set(this.start());
    let step = checkpoint ? checkpoint.step : 0;
    const steps = [];
    const rows = [];
    let end = null;
    const before = { step, values: state.slice() };
    for (let left = budget; ; left -= 1) {
      Object.assign(before, { step, values: state.slice() });
      for (const [at, index, value] of e.edits) if (at === step) state[index] = value;
      const gradient = new Float64Array(size);
      const own = this.evaluate(state, this.training, gradient);
      const loss = Math.fround(own.loss);
      if (!(loss <= 1e6)) end = { reason: "diverged", step, loss: Number.isFinite(loss) ? loss : null, suggested_lr: null };
      else if (step >= e.last_step) end = { reason: "done", step, loss, suggested_lr: null };
      const wanted = step >= start && (step - start) % stride === 0;
      if ((wanted && steps.length < count) || (end && step >= start)) {
        const held = this.evaluate(state, this.heldOut);
        steps.push(step);
        rows.push(own.loss, own.loss, own.accuracy, held.loss, held.accuracy, Math.hypot(...gradient));
        if (heads.length > 1) rows.push(own.class, own.distance, held.class, held.distance, own.error, held.error);
        rows.push(...state.subarray(0, size));
      }
      if (end || left <= 0 || (steps.length >= count && wanted)) break;
      const change = e.changes.findLast((/** @type {number[]} */ [from]) => from <= step);
      const lr = change ? change[1] : e.lr;
      for (let i = 0; i < size; i += 1) {
        if (adam) {
          state[size + i] = 0.9 * state[size + i] + 0.1 * gradient[i];
          state[2 * size + i] = 0.999 * state[2 * size + i] + 0.001 * gradient[i] ** 2;
          const [m, v] = [state[size + i] / (1 - 0.9 ** (step + 1)), state[2 * size + i] / (1 - 0.999 ** (step + 1))];
          state[i] -= (lr * m) / (Math.sqrt(v) + 1e-7);
        } else state[i] -= lr * gradient[i];
      }
      step += 1;
    }
    return { steps: Uint32Array.from(steps), rows: Float32Array.from(rows), checkpoint: before, end };
  }
}
