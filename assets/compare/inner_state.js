/**
 * What an optimiser keeps for each weight of a linear model, followed from the gradients of the rows as Python describes it
 * (playground.core.optimizers), and what its next update is made of. Pure.
 */

/** @typedef {import("../stage/pinned_run.js").Run} Run */

/** A number that is kept: what it is called, its start, the knob of the share that stays, what an update adds. @typedef {{label: string, start: number, kept: string, gets: "step"|"share"|"share_of_square"|"square", corrected: boolean}} Slot */

/** A slot with the next gradient in it, for w₁, w₂ and b; `corrected`: by its short past, where it is. @typedef {{slot: Slot, values: number[], corrected: number[]|null}} Kept */

/**
 * The next update of a run: the gradient of its batch, what is kept, what of the step does not come from this gradient
 * alone (the velocity that stays, or the step of the mean gradient), and the step.
 * @typedef {{gradient: number[], kept: Kept[], carried: number[]|null, step: number[]}} Update
 */

const WEIGHTS = ["w1", "w2", "b"];

/**
 * The slots of all rows, with each row's own gradient in them: row by row, slot by slot, three numbers each.
 * @type {WeakMap<Run, {key: string, values: Float64Array}>}
 */
const followed = new WeakMap();

/**
 * Null where the run is no linear model, has not every row, or ends at the cursor.
 * @param {Run} run
 * @param {readonly Slot[]} slots
 * @returns {Update|null}
 */
export function updateAt(run, slots) {
  const { index, timeline, stride, config } = run;
  const isNext = index >= 0 && index + 1 < timeline.count && timeline.steps[index + 1] === timeline.steps[index] + 1;
  if (!config || stride > 1 || !isNext || !run.columns.includes("grad_w1")) return null;
  const knobs = valuesOf(run);
  const gradient = WEIGHTS.map((name) => run.at(index, `grad_${name}`));
  const step = WEIGHTS.map((name) => run.at(index + 1, name) - run.at(index, name));
  const rate = rateAt(run, timeline.steps[index]);
  const all = slotsOf(run, slots, knobs);
  const at = (/** @type {number} */ row, /** @type {number} */ slot) => Array.from(all.subarray((row * slots.length + slot) * 3, (row * slots.length + slot + 1) * 3));
  const kept = slots.map((slot, number) => {
    const values = at(index, number);
    const share = 1 - shareOf(slot, knobs) ** (index + 1);
    return { slot, values, corrected: slot.corrected && share > 0 ? values.map((value) => value / share) : null };
  });
  return { gradient, kept, carried: carriedOf(kept, gradient, rate), step };
}

/**
 * @param {Kept[]} kept
 * @param {number[]} gradient
 * @param {number} rate
 */
function carriedOf(kept, gradient, rate) {
  const [first] = kept;
  if (first?.slot.gets === "step") return first.values.map((value, at) => value + rate * gradient[at]);
  if (first?.slot.gets === "share") return (first.corrected ?? first.values).map((value) => -rate * value);
  return null;
}

/**
 * The slots of every row, computed anew only when rows have come.
 * @param {Run} run
 * @param {readonly Slot[]} slots
 * @param {Record<string, number>} knobs
 */
function slotsOf(run, slots, knobs) {
  const { timeline } = run;
  const key = `${timeline.version}|${timeline.count}|${run.config?.id}`;
  const known = followed.get(run);
  if (known?.key === key) return known.values;
  const values = new Float64Array(timeline.count * slots.length * 3);
  const columns = WEIGHTS.map((name) => run.columns.indexOf(`grad_${name}`));
  for (let row = 0; row < timeline.count; row += 1) {
    const rate = rateAt(run, timeline.steps[row]);
    slots.forEach((slot, number) => {
      const [share, place] = [shareOf(slot, knobs), (row * slots.length + number) * 3];
      for (let weight = 0; weight < 3; weight += 1) {
        const before = row ? values[place - slots.length * 3 + weight] : slot.start;
        values[place + weight] = share * before + ADDED[slot.gets](timeline.at(row, columns[weight]), share, rate);
      }
    });
  }
  followed.set(run, { key, values });
  return values;
}

/** What an update adds, from the gradient, the share that stays and the learning rate. @type {Record<Slot["gets"], (gradient: number, share: number, rate: number) => number>} */
const ADDED = {
  step: (gradient, _, rate) => -rate * gradient,
  share: (gradient, share) => (1 - share) * gradient,
  share_of_square: (gradient, share) => (1 - share) * gradient * gradient,
  square: (gradient) => gradient * gradient,
};

/** @param {Slot} slot @param {Record<string, number>} knobs */
const shareOf = (slot, knobs) => (slot.kept ? knobs[slot.kept] : 1);

/** @param {Run} run @returns {Record<string, number>} */
const valuesOf = (run) => /** @type {any} */ (run.config?.experiment ?? {});

/**
 * The learning rate of an update.
 * @param {Run} run
 * @param {number} step
 */
export function rateAt(run, step) {
  const { lr, changes } = /** @type {NonNullable<Run["config"]>} */ (run.config).experiment;
  return changes.reduce((now, [from, other]) => (from <= step ? other : now), lr);
}
