/** What travels between the stage and the server: replies as bytes, requests as plain JSON. */

/**
 * State before update `step`: weights, then the optimiser's slots. Training goes on exactly from it.
 * @typedef {{step: number, values: Float32Array}} Checkpoint
 */

/** @typedef {"done"|"diverged"|"target"} EndReason */

/**
 * Why a run ended and where; loss null when it is not a finite number.
 * @typedef {{reason: EndReason, step: number, loss: number|null, suggested_lr: number|null}} End
 */

/**
 * Rows of a run: row i, of `width` numbers, is the state before update steps[i].
 * @typedef {object} Chunk
 * @property {number} start    first step that was asked for
 * @property {number} stride
 * @property {Uint32Array} steps
 * @property {Float32Array} rows
 * @property {number} width
 * @property {Checkpoint|null} checkpoint
 * @property {End|null} end
 */

/**
 * Training points.
 * @typedef {{id: string, inputs: Float32Array, labels: Uint8Array, count: number}} SampleData
 */

/**
 * Knob values and what follows from them; see `playground.experiment.Experiment`.
 * @typedef {object} ExperimentView
 * @property {number} neg_x
 * @property {number} neg_y
 * @property {number} neg_sx
 * @property {number} neg_sy
 * @property {number} neg_rho
 * @property {number} pos_x
 * @property {number} pos_y
 * @property {number} pos_sx
 * @property {number} pos_sy
 * @property {number} pos_rho
 * @property {string} optimizer
 * @property {"mse"|"bce"} loss
 * @property {string} targets
 * @property {"steps"|"never"|"loss"} stop
 * @property {number} target
 * @property {[number, number][]} changes   [step, learning rate] made mid-run
 * @property {number} last_step
 * @property {number} batch_size
 * @property {number} batches_per_epoch
 * @property {number} num_samples
 * @property {number} current_lr
 * @property {number} lr
 * @property {number} threshold
 * @property {boolean} [own_points]  the points are the user's own: there are no classes to move
 */

/**
 * Closed forms; null where there is none.
 * @typedef {object} TheoryView
 * @property {number[]} eigenvalues  of the mean squared error's Hessian, ascending
 * @property {number|null} critical_lr
 * @property {"exact"|"guaranteed"|null} critical_kind
 * @property {[number, number, number]|null} optimum
 * @property {number|null} loss_floor
 * @property {number[]|null} bayes
 * @property {number|null} bayes_accuracy
 * @property {number|null} suggested_lr
 */

/**
 * All that the stage shows apart from rows and points.
 * @typedef {object} Config
 * @property {string} id
 * @property {string} run
 * @property {string} lang
 * @property {Record<string, string>} strings
 * @property {boolean} compact
 * @property {ExperimentView} experiment
 * @property {TheoryView} theory
 * @property {{token: string, lr: number}|null} rate_pending
 * @property {{best: boolean, bayes: boolean, ellipses: boolean}} show
 */

/** @typedef {"ok"|"warming"|"busy"|"failed"} Status */

/**
 * @typedef {object} Reply
 * @property {number} seq      of the request that it answers; 0: none
 * @property {string} run
 * @property {Status} status
 * @property {string} message  for people, "" if there is none
 * @property {string[]} columns
 * @property {Chunk|null} chunk
 * @property {{run: string, step: number}|null} keep  rows of that run up to that step stay valid in this one
 * @property {SampleData|null} sample
 * @property {Config|null} config
 * @property {{step: number, indices: Uint32Array}|null} batch  points that update `step` sees
 */

/** @typedef {{config: string|null, data: string|null}} Have */

/**
 * @typedef {object} Request
 * @property {number} seq
 * @property {string} run
 * @property {number} start
 * @property {number} stride
 * @property {number} count
 * @property {{step: number, values: number[]}|null} checkpoint
 * @property {Have} have
 */

export const PROTOCOL = 1;

/** Bytes or JSON that do not have the layout of this module. */
export class ProtocolError extends Error {}

/** @type {readonly string[]} */
const STATUSES = ["ok", "warming", "busy", "failed"];

/**
 * The reply that bytes stand for: u32 header length, JSON, blobs (see `playground.frames.pack`).
 * @param {Uint8Array} bytes
 * @returns {Reply}
 */
export function decode(bytes) {
  const { header, blob } = unpack(bytes);
  if (header.protocol !== PROTOCOL) {
    throw new ProtocolError(`received protocol ${header.protocol}; expected ${PROTOCOL}`);
  }
  const columns = Array.isArray(header.columns) ? header.columns.map(String) : [];
  return {
    seq: Number(header.seq) || 0,
    run: String(header.run ?? ""),
    status: STATUSES.includes(header.status) ? header.status : "failed",
    message: String(header.message ?? ""),
    columns,
    chunk: header.chunk ? readChunk(header.chunk, columns.length, blob) : null,
    keep: header.keep ? { run: String(header.keep.run), step: Number(header.keep.step) } : null,
    sample: header.data ? readSample(header.data, blob) : null,
    config: header.config ?? null,
    batch: readBatch(header.batch, blob),
  };
}

/**
 * @param {Uint8Array} bytes
 * @returns {{header: any, blob: (name: string) => ArrayBuffer|null}}
 */
function unpack(bytes) {
  if (bytes.length < 4) throw new ProtocolError(`received ${bytes.length} bytes; expected a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const area = 4 + length;
  if (length % 4 || area > bytes.length) {
    throw new ProtocolError(`received header length ${length} in ${bytes.length} bytes; expected n*4`);
  }
  let header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, area)));
  } catch (fault) {
    throw new ProtocolError(`received no JSON header: ${fault}`);
  }
  if (typeof header !== "object" || header === null) throw new ProtocolError("received no JSON object");
  const table = header.blobs ?? {};
  return {
    header,
    blob: (name) => {
      if (!Object.hasOwn(table, name)) return null;
      const [offset, size] = table[name];
      if (!(offset >= 0 && size >= 0 && area + offset + size <= bytes.length)) {
        throw new ProtocolError(`received blob ${name} at ${offset}, ${size} bytes; expected it inside`);
      }
      // A copy, because a view needs an aligned offset and must not hold on to the whole message.
      const start = bytes.byteOffset + area + offset;
      return /** @type {ArrayBuffer} */ (bytes.buffer.slice(start, start + size));
    },
  };
}

/**
 * @param {any} header
 * @param {number} width
 * @param {(name: string) => ArrayBuffer|null} blob
 * @returns {Chunk}
 */
function readChunk(header, width, blob) {
  const steps = new Uint32Array(blob("steps") ?? new ArrayBuffer(0));
  const rows = new Float32Array(blob("rows") ?? new ArrayBuffer(0));
  if (rows.length !== steps.length * width) {
    throw new ProtocolError(`received ${rows.length} numbers; expected ${steps.length} rows of ${width}`);
  }
  for (let i = 1; i < steps.length; i += 1) {
    if (steps[i] <= steps[i - 1]) throw new ProtocolError("received steps out of order; expected rising ones");
  }
  const values = blob("checkpoint");
  const step = header.checkpoint?.step;
  const checkpoint = values && Number.isInteger(step) ? { step, values: new Float32Array(values) } : null;
  const stride = Math.max(1, Number(header.stride) || 1);
  return { start: Number(header.start) || 0, stride, steps, rows, width, checkpoint, end: readEnd(header.end) };
}

/**
 * @param {any} end
 * @returns {End|null}
 */
function readEnd(end) {
  if (!end) return null;
  const { reason, step, loss = null, suggested_lr = null } = end;
  return { reason, step: Number(step), loss, suggested_lr };
}

/**
 * @param {any} header
 * @param {(name: string) => ArrayBuffer|null} blob
 * @returns {SampleData}
 */
function readSample(header, blob) {
  const count = Number(header.count);
  const inputs = new Float32Array(blob("inputs") ?? new ArrayBuffer(0));
  const labels = new Uint8Array(blob("labels") ?? new ArrayBuffer(0)).subarray(0, count);
  if (inputs.length !== 2 * count || labels.length !== count) {
    throw new ProtocolError(`received ${inputs.length} coordinates and ${labels.length} labels for ${count} points`);
  }
  return { id: String(header.id), inputs, labels, count };
}

/**
 * @param {any} header
 * @param {(name: string) => ArrayBuffer|null} blob
 * @returns {{step: number, indices: Uint32Array}|null}
 */
function readBatch(header, blob) {
  const indices = header ? blob("batch") : null;
  return indices ? { step: Number(header.step), indices: new Uint32Array(indices) } : null;
}

/**
 * A checkpoint as JSON; null for one that JSON cannot hold.
 * @param {Checkpoint|null} checkpoint
 * @returns {{step: number, values: number[]}|null}
 */
export function plainCheckpoint(checkpoint) {
  if (!checkpoint || !checkpoint.values.every(Number.isFinite)) return null;
  return { step: checkpoint.step, values: Array.from(checkpoint.values) };
}
