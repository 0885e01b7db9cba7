/** Classes and points as the viewer has them: a class goes with the hand at once, before the server answers. */

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").ExperimentView} ExperimentView */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./draw/types.js").GaussianClass} GaussianClass */
/** @typedef {import("./draft/draft.js").Draft} Draft */
/** @typedef {import("./protocol.js").TheoryView["critical_kind"]} CriticalKind */
/** @typedef {import("./protocol.js").Modes} Modes */
/** @typedef {{eigenvalues: readonly number[], critical: number|null, kind: CriticalKind, modes: Modes|null, noRate: string}} Curvature */
/** How far each class is from where the points are. @typedef {readonly [readonly [number, number], readonly [number, number]]} Offsets */

const PREFIXES = /** @type {const} */ (["neg", "pos"]);

/**
 * The two classes as the draft has them; null for own points and other data, which have no classes to move.
 * @param {Config|null} config
 * @param {Draft} draft
 * @returns {[GaussianClass, GaussianClass]|null}
 */
export function shownClasses(config, draft) {
  const experiment = config?.experiment;
  if (!experiment || !isMovable(experiment)) return null;
  const [negative, positive] = PREFIXES.map((prefix, label) => {
    const value = (/** @type {string} */ name) => draftNumber(draft, experiment, `${prefix}_${name}`);
    return { label: /** @type {0|1} */ (label), x: value("x"), y: value("y"), sx: value("sx"), sy: value("sy"), rho: value("rho") };
  });
  return [negative, positive];
}

/**
 * A number of the draft; that of the experiment where the draft has none that is a number.
 * @param {Draft} draft
 * @param {ExperimentView} experiment
 * @param {string} name
 * @returns {number}
 */
function draftNumber(draft, experiment, name) {
  const known = Number(/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (experiment))[name]);
  if (!draft.isDirty) return known;
  const number = Number(draft.words[name] || NaN);
  return Number.isFinite(number) ? number : known;
}

/**
 * Whether the points are two clouds that can be moved.
 * @param {ExperimentView} experiment
 */
const isMovable = ({ own_points, data = "gaussians" }) => !own_points && data === "gaussians";

/** Remembers the last answer, because several views ask at every frame. */
export class Shown {
  constructor() {
    /** @type {{sample: SampleData, offsets: string, moved: SampleData}|null} */
    this.last = null;
  }

  /**
   * The points: those of a class move with its mean.
   * @param {SampleData|null} sample
   * @param {Config|null} config
   * @param {[GaussianClass, GaussianClass]|null} classes
   * @returns {SampleData|null}
   */
  sample(sample, config, classes) {
    if (!sample || !config || !classes) return sample;
    const { neg_x, neg_y, pos_x, pos_y } = config.experiment;
    const [negative, positive] = classes;
    /** @type {Offsets} */
    const offsets = [[negative.x - neg_x, negative.y - neg_y], [positive.x - pos_x, positive.y - pos_y]];
    if (offsets.every(([dx, dy]) => dx === 0 && dy === 0)) return sample;
    const key = String(offsets);
    if (this.last && this.last.sample === sample && this.last.offsets === key) return this.last.moved;
    // New arrays, because drawn ones are recognised by identity.
    const inputs = sample.inputs.slice();
    for (let i = 0; i < sample.count - (sample.tested ?? 0); i += 1) {
      const [dx, dy] = offsets[sample.labels[i] ? 1 : 0];
      inputs[2 * i] += dx;
      inputs[2 * i + 1] += dy;
    }
    this.last = { sample, offsets: key, moved: { ...sample, inputs } };
    return this.last.moved;
  }
}
