/** Classes, points and curvature as the viewer has them: at once while a class is dragged, before the server answers. */

import { centre } from "./dragging.js";
import { batchCriticalRate, classSums, criticalRate, eigenvalues, hessian, moved } from "./theory.js";

/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./draw/types.js").GaussianClass} GaussianClass */
/** @typedef {import("./dragging.js").Dragging} Dragging */
/** @typedef {{label: 0|1, dx: number, dy: number}} Offset */
/** @typedef {import("./protocol.js").TheoryView["critical_kind"]} CriticalKind */
/** @typedef {{eigenvalues: readonly number[], critical: number|null, kind: CriticalKind}} Curvature */

/**
 * The two classes where they are, or are held; null for own points, which have no classes to move.
 * @param {Config|null} config
 * @param {Dragging} drag
 * @returns {[GaussianClass, GaussianClass]|null}
 */
export function shownClasses(config, drag) {
  const experiment = config?.experiment;
  if (!experiment || !isMovable(experiment)) return null;
  const place = (/** @type {0|1} */ label) => {
    const [x, y] = drag.label === label ? [drag.x, drag.y] : centre(experiment, label);
    return { x, y, label };
  };
  const { neg_sx, neg_sy, neg_rho, pos_sx, pos_sy, pos_rho } = experiment;
  return [
    { ...place(0), sx: neg_sx, sy: neg_sy, rho: neg_rho },
    { ...place(1), sx: pos_sx, sy: pos_sy, rho: pos_rho },
  ];
}

/**
 * Whether the points are two clouds that can be moved.
 * @param {import("./protocol.js").ExperimentView} experiment
 */
const isMovable = ({ own_points, data = "gaussians" }) => !own_points && data === "gaussians";

/**
 * How far the held class is from where the server has it; null if it is there.
 * @param {Config|null} config
 * @param {Dragging} drag
 * @returns {Offset|null}
 */
export function heldOffset(config, drag) {
  if (drag.label === null || !config || !isMovable(config.experiment)) return null;
  const [x, y] = centre(config.experiment, drag.label);
  return drag.x === x && drag.y === y ? null : { label: drag.label, dx: drag.x - x, dy: drag.y - y };
}

/** Remembers the last answer, because several views ask at every frame. */
export class Shown {
  constructor() {
    /** @type {{sample: SampleData, offset: Offset, moved: SampleData}|null} */
    this.lastSample = null;
    /** @type {{sample: SampleData, sums: ReturnType<typeof classSums>}|null} */
    this.lastSums = null;
    /** @type {{config: Config, sample: SampleData|null, offset: Offset|null, curvature: Curvature}|null} */
    this.lastCurvature = null;
  }

  /**
   * The points: those of a held class move with its mean.
   * @param {SampleData|null} sample
   * @param {Offset|null} offset
   * @returns {SampleData|null}
   */
  sample(sample, offset) {
    if (!sample || !offset) return sample;
    const last = this.lastSample;
    if (last && last.sample === sample && sameOffset(last.offset, offset)) return last.moved;
    // New arrays, because drawn ones are recognised by identity.
    const inputs = sample.inputs.slice();
    for (let i = 0; i < sample.count; i += 1) {
      if (sample.labels[i] !== offset.label) continue;
      inputs[2 * i] += offset.dx;
      inputs[2 * i + 1] += offset.dy;
    }
    this.lastSample = { sample, offset, moved: { ...sample, inputs } };
    return this.lastSample.moved;
  }

  /**
   * Eigenvalues of the Hessian and the critical rate: the server's, or computed here while a class is held.
   * @param {Config} config
   * @param {import("./protocol.js").TheoryView} theory
   * @param {SampleData|null} sample
   * @param {Offset|null} offset
   * @returns {Curvature}
   */
  curvature(config, theory, sample, offset) {
    const last = this.lastCurvature;
    if (last && last.config === config && last.sample === sample && sameOffset(last.offset, offset)) {
      return last.curvature;
    }
    const { experiment } = config;
    /** @type {Curvature} */
    let curvature = { eigenvalues: theory.eigenvalues, critical: theory.critical_lr, kind: theory.critical_kind };
    if (sample && offset) {
      const values = this.#eigenvalues(sample, offset);
      const ofBatches = theory.critical_kind === "average" || theory.critical_kind === "estimate";
      // Here batches count as independent of each other, which is an estimate; the server may know better.
      const kind = ofBatches ? "estimate" : theory.critical_kind;
      const critical = ofBatches
        ? batchCriticalRate(/** @type {SampleData} */ (this.sample(sample, offset)), experiment.batch_size)
        : criticalRate(values, experiment.optimizer, experiment.loss);
      curvature = { eigenvalues: values, critical, kind };
    }
    this.lastCurvature = { config, sample, offset, curvature };
    return curvature;
  }

  /**
   * @param {SampleData} sample
   * @param {Offset} offset
   */
  #eigenvalues(sample, { label, dx, dy }) {
    if (this.lastSums?.sample !== sample) this.lastSums = { sample, sums: classSums(sample) };
    const [negative, positive] = this.lastSums.sums;
    return eigenvalues(
      hessian([label === 0 ? moved(negative, dx, dy) : negative, label === 1 ? moved(positive, dx, dy) : positive]),
    );
  }
}

/**
 * @param {Offset|null} one
 * @param {Offset|null} other
 */
function sameOffset(one, other) {
  if (!one || !other) return one === other;
  return one.label === other.label && one.dx === other.dx && one.dy === other.dy;
}
