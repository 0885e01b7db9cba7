/** A linear trainer in JavaScript for tests of the stage: same rows, same bytes as the real one, no TensorFlow. */

export const COLUMNS = ["loss", "full_loss", "accuracy", "grad_w1", "grad_w2", "grad_b", "w1", "w2", "b"];

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

/** @param {any} experiment */
export function draw(experiment) {
  const inputs = [];
  const labels = [];
  for (const [label, prefix] of ["neg", "pos"].entries()) {
    const random = generator(experiment.seed * 2 + label);
    const [x, y, sx, sy, rho, n] = ["x", "y", "sx", "sy", "rho", "n"].map((name) => experiment[`${prefix}_${name}`]);
    for (let i = 0; i < n; i += 1) {
      const radius = Math.sqrt(-2 * Math.log(1 - random()));
      const angle = 2 * Math.PI * random();
      const [u, v] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      inputs.push(x + sx * u, y + sy * (rho * u + Math.sqrt(1 - rho * rho) * v));
      labels.push(label);
    }
  }
  return { inputs: Float32Array.from(inputs), labels: Uint8Array.from(labels), count: labels.length };
}

/**
 * Loss, accuracy and gradient of mse over the given points.
 * @param {any} sample
 * @param {ArrayLike<number>} w
 * @param {ArrayLike<number>|null} indices
 */
function evaluate(sample, w, indices) {
  const n = indices ? indices.length : sample.count;
  let loss = 0;
  let right = 0;
  const gradient = [0, 0, 0];
  for (let k = 0; k < n; k += 1) {
    const i = indices ? indices[k] : k;
    const [x, y] = [sample.inputs[2 * i], sample.inputs[2 * i + 1]];
    const output = x * w[0] + y * w[1] + w[2];
    const error = output - sample.labels[i];
    loss += (error * error) / n;
    right += output > 0.5 === (sample.labels[i] === 1) ? 1 : 0;
    gradient[0] += (2 * error * x) / n;
    gradient[1] += (2 * error * y) / n;
    gradient[2] += (2 * error) / n;
  }
  return { loss, accuracy: right / n, gradient };
}

/** @param {any} experiment */
export function batchesPerEpoch(experiment) {
  return experiment.batch ? Math.ceil(experiment.count / experiment.batch) : 1;
}

/**
 * Points that update `step` sees: the k-th slice of a fixed shuffle of its epoch; null means all.
 * @param {any} experiment
 * @param {number} step
 */
export function batchOf(experiment, step) {
  if (!experiment.batch) return null;
  const per = batchesPerEpoch(experiment);
  const random = generator(1000 + Math.floor(step / per));
  const order = Array.from({ length: experiment.count }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const k = step % per;
  return order.slice(k * experiment.batch, (k + 1) * experiment.batch);
}

/**
 * Rows start, start+stride, … like `playground.engine.linear.rows.advance`; `budget` in updates stands for time.
 * @param {any} experiment
 * @param {any} sample
 * @param {{step: number, values: number[]}|null} checkpoint
 * @param {number} start
 * @param {number} stride
 * @param {number} count
 * @param {number} [budget]
 */
export function advance(experiment, sample, checkpoint, start, stride, count, budget = Infinity) {
  const size = experiment.optimizer === "momentum" ? 6 : 3;
  const state = new Float32Array(size);
  state.set(checkpoint ? checkpoint.values : [experiment.w1, experiment.w2, experiment.b]);
  let step = checkpoint ? checkpoint.step : 0;
  const steps = [];
  const rows = [];
  let end = null;
  let left = budget;
  for (;;) {
    const wanted = step >= start && (step - start) % stride === 0;
    const last = step >= experiment.last_step;
    const full = evaluate(sample, state, null);
    const indices = batchOf(experiment, step);
    const own = indices ? evaluate(sample, state, indices) : full;
    const loss = Math.fround(own.loss);
    const diverged = !(loss <= 1e6);
    const met = experiment.stop === "loss" && full.loss <= experiment.target;
    if (diverged) end = { reason: "diverged", step, loss: Number.isFinite(loss) ? loss : null, suggested_lr: null };
    else if (met) end = { reason: "target", step, loss, suggested_lr: null };
    else if (last) end = { reason: "done", step, loss, suggested_lr: null };
    if ((wanted && steps.length < count) || (end && step >= start)) {
      steps.push(step);
      rows.push(own.loss, full.loss, full.accuracy, ...own.gradient, ...state.subarray(0, 3));
    }
    if (end || left <= 0 || (steps.length >= count && wanted)) break;
    const change = experiment.changes.findLast((/** @type {number[]} */ [from]) => from <= step);
    const lr = change ? change[1] : experiment.lr;
    for (let i = 0; i < 3; i += 1) {
      if (size === 6) {
        state[3 + i] = Math.fround(0.9 * state[3 + i] - lr * own.gradient[i]);
        state[i] += state[3 + i];
      } else state[i] -= lr * own.gradient[i];
    }
    step += 1;
    left -= 1;
  }
  return { steps: Uint32Array.from(steps), rows: Float32Array.from(rows), checkpoint: { step, values: state }, end };
}

/**
 * Bytes as `playground.core.wire_format.pack` makes them.
 * @param {object} header
 * @param {Record<string, ArrayBufferView>} blobs
 */
export function pack(header, blobs) {
  /** @type {Record<string, number[]>} */
  const table = {};
  const parts = [];
  let offset = 0;
  for (const [name, array] of Object.entries(blobs)) {
    const raw = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    table[name] = [offset, raw.length];
    parts.push(raw, Buffer.alloc((4 - (raw.length % 4)) % 4));
    offset += raw.length + parts[parts.length - 1].length;
  }
  let json = Buffer.from(JSON.stringify({ ...header, blobs: table }));
  json = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, " ")]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return new Uint8Array(Buffer.concat([length, json, ...parts]));
}
