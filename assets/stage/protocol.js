/** What travels between the stage and the server: replies as bytes, requests as plain JSON. */

/**
 * State before update `step`: weights, then the optimiser's slots. Training goes on exactly from it.
 * @typedef {{step: number, values: Float32Array}} Checkpoint
 */

/** @typedef {"done"|"diverged"|"target"|"plateau"} EndReason */

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
 * Points; `held` marks those that are held out of training, null if none is.
 * @typedef {object} SampleData
 * @property {string} id
 * @property {Float32Array} inputs  count × 2
 * @property {Uint8Array} labels    the class of each, from 0
 * @property {Uint8Array|null} held
 * @property {number} count
 * @property {number} classes
 * @property {string[]} [names]    of the classes, where they have names of their own
 * @property {string[]} [columns]  of own points
 * @property {number} [tested]  points of the test set: the last ones, which are held out and in no class that moves
 */

/**
 * One node of a network. `kernel` and `bias` are places in the flat vector of weights; the kernel lies there row by
 * row, (inputs, units).
 * @typedef {object} NodeView
 * @property {string} name
 * @property {"input"|"dense"|"concat"|"add"} kind
 * @property {number[]} inputs      nodes before it
 * @property {number} units
 * @property {string} activation
 * @property {number|null} kernel
 * @property {number|null} bias
 */

/**
 * The model as a graph; see `playground.core.network`.
 * @typedef {object} NetworkView
 * @property {string} arch
 * @property {string[]} features    what the input node holds
 * @property {NodeView[]} nodes     each after those it needs
 * @property {number[]} outputs
 * @property {{name: string, node: number, loss: string}[]} heads
 * @property {number} size          numbers in the flat vector
 * @property {number} classes       1: one score for two classes
 * @property {number[]} hidden      units of each hidden layer, as set
 * @property {string} activation
 */

/**
 * Knob values and what follows from them; see `playground.core.experiment.Experiment`.
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
 * @property {string} loss
 * @property {string} targets
 * @property {"steps"|"never"|"loss"|"accuracy"|"plateau"} stop
 * @property {number} target
 * @property {number} [patience]
 * @property {number} [min_delta]
 * @property {[number, number][]} changes   [step, learning rate] made mid-run
 * @property {number} steps
 * @property {number} last_step
 * @property {number} batch_size
 * @property {number} batches_per_epoch
 * @property {number} num_samples
 * @property {number} current_lr
 * @property {number} lr
 * @property {number} threshold
 * @property {import("./draw/types.js").Shading} shading
 * @property {string} [data]      where the points come from; classes can be moved where it is "gaussians"
 * @property {[number, number, number][]} [edits]  [step, index, value]: weights set by hand
 * @property {number} [dropout]
 * @property {boolean} [own_points]  the points are the user's own: there are no classes to move
 */

/**
 * Closed forms; null where there is none.
 * @typedef {object} TheoryView
 * @property {number[]} eigenvalues  of the mean squared error's Hessian, ascending
 * @property {number|null} critical_lr
 * @property {"exact"|"average"|"estimate"|"guaranteed"|"all_points"|null} critical_kind
 * @property {[number, number, number]|null} optimum
 * @property {number|null} loss_floor
 * @property {number[]|null} bayes
 * @property {number|null} bayes_accuracy
 * @property {number|null} suggested_lr
 * @property {string} no_rate        the key of why no critical rate is known, where none is
 * @property {Modes|null} modes      null: the optimiser scales its own steps
 */

/**
 * What an update leaves of a mode of curvature λ: the larger |z| of z² − (t₀ − t₁·lr·λ)z + (d₀ − d₁·lr·λ) = 0.
 * @typedef {object} Modes
 * @property {[number, number]} trace    t₀ and t₁
 * @property {[number, number]} product  d₀ and d₁
 */

/** @typedef {import("./draft/mid_run_changes.js").Words} Words */
/** @typedef {import("./draft/draft.js").Refusal} Refusal */

/**
 * What of the knobs depends on the experiment.
 * @typedef {object} KnobsState
 * @property {string[]} hidden                     knobs that mean nothing now
 * @property {Record<string, string[]>} choices    those that are possible now, where not all are
 * @property {Record<string, string[]>} stops      of sliders
 * @property {number} all                          points that are trained on
 * @property {import("./draft/own_points.js").OwnPoints|null} own
 * @property {import("./draft/own_points.js").OwnPoints|null} [test]  the test set
 */

/**
 * A knob as it is drawn; see `playground.stage.knob_panel`.
 * @typedef {object} Knob
 * @property {string} label
 * @property {string} help
 * @property {"real"|"whole"|"choice"|"widths"|"subset"} kind
 * @property {string} default
 * @property {[string, string][]} [choices]  value and name
 * @property {Record<string, Thumbnail>} [thumbnails]  by value
 * @property {number} [low]
 * @property {number} [high]
 * @property {number} [step]
 * @property {string} [placeholder]
 * @property {string} [all]
 * @property {string[]} [stops]  of the slider
 */

/** A few points: places 0 … 255 as base64, x and y of each, and a digit for the class of each. @typedef {{places: string, labels: string}} Thumbnail */
/** @typedef {{title: string, rows: string[][], folded: boolean, mark: string, points: boolean, inner: Group[]}} Group */
/**
 * How a question is answered, and what it covers until then.
 * @typedef {object} Ask
 * @property {string} name
 * @property {"choice"|"number"|"curve"|"line"|"rate"} kind
 * @property {[string, string][]} choices
 * @property {string[]} covers
 * @property {string[]} until_end  of these, what stays covered until the run has ended
 * @property {string} column       the loss that a curve is of
 * @property {number} knots        of such a curve
 */
/** What a run that is no scene is asked; words are among the stage's. @typedef {Omit<Ask, "choices"> & {choices: string[], values: Record<string, string>}} RunAsk */
/** @typedef {{name: string, title: string, question: string, group?: string, words: Words, thumbnail: Thumbnail, ask?: Ask|null}} Scene */
/** An answer as it is sent. @typedef {{question: string, value: string, first: boolean, ended: boolean}} Answer */

/**
 * What the server says of an answer: a hint, that it is held, that it is none, or how it compares with what came.
 * @typedef {object} Verdict
 * @property {string} question
 * @property {string} value
 * @property {string} lang
 * @property {"unread"|"hint"|"held"|"verdict"} phase
 * @property {string} text
 * @property {boolean} [right]
 * @property {string} [said]
 * @property {string} [came]
 * @property {string} [distance]
 */

/**
 * @typedef {object} PanelView
 * @property {Group[]} groups
 * @property {Record<string, Knob>} knobs
 * @property {Scene[]} scenes
 * @property {Record<string, string>} [elsewhere]  the page of each scene that another page shows
 * @property {Words} home
 * @property {Record<string, string>} words
 * @property {string[]} page_words
 * @property {string[]} other_views
 */

/**
 * The words of a page's stage in one language.
 * @typedef {object} Texts
 * @property {string} id
 * @property {string} lang
 * @property {Record<string, string>} strings
 * @property {PanelView} panel
 * @property {string} page
 * @property {Record<string, string>} paths  the last part of each page's path
 * @property {boolean} compact
 * @property {string|null} rows  where to ask; null where only the page answers
 */

/**
 * All that the stage shows apart from rows and points.
 * @typedef {object} Config
 * @property {string} id
 * @property {string} run
 * @property {ExperimentView} experiment
 * @property {TheoryView|null} theory    null for a network
 * @property {NetworkView|null} [network]  null for the linear model
 * @property {KnobsState} knobs
 * @property {RunAsk|null} [ask]
 * @property {import("./dragged_view.js").Curvature|null} [curvature]  of the theory, as one record
 * @property {{best: boolean, bayes: boolean, ellipses: boolean}} show
 */

/** @typedef {"ok"|"warming"|"tracing"|"busy"|"failed"} Status */

/**
 * @typedef {object} Reply
 * @property {number} seq      of the request that it answers; 0: none
 * @property {string} run
 * @property {Words} words        those that hold, as a link has them
 * @property {Words} link         those of the address bar
 * @property {Refusal[]} refused
 * @property {Texts|null} texts
 * @property {Status} status
 * @property {string[]} columns  names of the first numbers of a row
 * @property {number} weights    so many numbers follow them
 * @property {Chunk|null} chunk
 * @property {SampleData|null} sample
 * @property {Config|null} config
 * @property {{step: number, indices: Uint32Array}|null} batch  points that update `step` sees
 * @property {Verdict|null} [verdict]  on the answer that was sent
 */

/** @typedef {{texts: string|null, config: string|null, data: string|null}} Have */

/** As JSON holds it: few numbers as a list, many as the bytes of a Float32Array. @typedef {{step: number, values: number[]}|{step: number, base64: string}} PlainCheckpoint */

/**
 * @typedef {object} Request
 * @property {number} seq
 * @property {Words} words          the draft, or the words of the run that is shown
 * @property {Words|null} held      the words that held before; null: nothing was changed
 * @property {boolean} [scrubbing]  a knob is still moving
 * @property {number} start
 * @property {number} stride
 * @property {number} count
 * @property {PlainCheckpoint|null} checkpoint
 * @property {Have} have
 * @property {number|null} batch_at
 * @property {Answer} [answer]
 * @property {string[]} [points]  the sets of own points that the server lacked, as far as they are here
 */

/** With the page that asks. @typedef {Request & {page: string, lang: string, tab: string}} PageRequest */

export const PROTOCOL = 2;

/** Bytes or JSON that do not have the layout of this module. */
export class ProtocolError extends Error {}

/** @type {readonly string[]} */
const STATUSES = ["ok", "warming", "tracing", "busy", "failed"];

/**
 * The reply that bytes stand for: u32 header length, JSON, blobs (see `playground.core.wire_format.pack`).
 * @param {Uint8Array} bytes
 * @returns {Reply}
 */
export function decode(bytes) {
  const { header, blob } = unpack(bytes);
  if (header.protocol !== PROTOCOL) {
    throw new ProtocolError(`received protocol ${header.protocol}; expected ${PROTOCOL}`);
  }
  const columns = Array.isArray(header.columns) ? header.columns.map(String) : [];
  const weights = Math.max(0, Math.floor(Number(header.weights) || 0));
  return {
    seq: Number(header.seq) || 0,
    run: String(header.run ?? ""),
    words: header.words ?? {},
    link: header.link ?? {},
    refused: Array.isArray(header.refused) ? header.refused : [],
    texts: header.texts ? withStops(header.texts) : null,
    status: STATUSES.includes(header.status) ? header.status : "failed",
    columns,
    weights,
    chunk: header.chunk ? readChunk(header.chunk, columns.length + weights, blob) : null,
    sample: header.data ? readSample(header.data, blob) : null,
    config: header.config ?? null,
    batch: readBatch(header.batch, blob),
    verdict: header.verdict ?? null,
  };
}

/**
 * Texts in which each knob has its slider's stops: they travel as a place in a list, since many knobs share theirs.
 * @param {any} texts
 * @returns {Texts}
 */
function withStops(texts) {
  const { stops } = texts.panel ?? {};
  if (!Array.isArray(stops)) return texts;
  const knobs = Object.entries(texts.panel.knobs).map(([name, knob]) => [name, { ...knob, stops: stops[/** @type {any} */ (knob).stops] }]);
  return { ...texts, panel: { ...texts.panel, knobs: Object.fromEntries(knobs) } };
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
  const marks = blob("held");
  const held = marks ? new Uint8Array(marks).subarray(0, count) : null;
  if (held && held.length !== count) throw new ProtocolError(`received ${held.length} marks for ${count} points`);
  return { id: String(header.id), inputs, labels, held, count, classes: Number(header.classes) || 2, tested: Number(header.tested) || 0, ...namesOf(header) };
}

/**
 * @param {any} header
 * @returns {{names?: string[], columns?: string[]}}
 */
function namesOf({ names, columns }) {
  return {
    ...(Array.isArray(names) && names.length && { names: names.map(String) }),
    ...(Array.isArray(columns) && columns.length && { columns: columns.map(String) }),
  };
}

/**
 * The name of a class, as a legend has it.
 * @param {SampleData} sample
 * @param {number} label
 * @param {import("./words.js").Say} say
 */
export function className({ classes = 2, names }, label, say) {
  if (names) return names[label] ?? "";
  return Math.max(classes, label + 1) > 2 ? String(label) : say(label ? "positive" : "negative");
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

/** The linear model's largest checkpoint: Adam's. More numbers than this travel as bytes. */
const FEW_VALUES = 9;

/**
 * A checkpoint as JSON; null for one that JSON cannot hold.
 * @param {Checkpoint|null} checkpoint
 * @returns {PlainCheckpoint|null}
 */
export function plainCheckpoint(checkpoint) {
  if (!checkpoint || !checkpoint.values.every(Number.isFinite)) return null;
  const { step, values } = checkpoint;
  return values.length > FEW_VALUES ? { step, base64: base64Of(values) } : { step, values: Array.from(values) };
}

/**
 * The bytes of numbers, as text; every browser's machine has the little end first.
 * @param {Float32Array} values
 */
function base64Of(values) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
