/** How a run went, by its losses on all points: whether it grew, or stayed where it was. A word is due then. */

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./row_store.js").RowStore} RowStore */

/**
 * from: the lowest loss, and its step; to: the last one.
 * @typedef {{kind: "grew"|"stayed", from: number, step: number, to: number}} Outcome
 */

/** A loss that ends above so many times the first one has grown. */
const GROWN = 2;
/** One that rises over the whole last quarter of the steps, to so many times the lowest, has grown as well. */
const STRETCH = 0.75;
const RISEN = 1.5;
/** Fewer rows say nothing about a stretch. */
const LEAST = 5;
/** Share of the first loss that counts as no change. */
const STILL = 1e-3;

/**
 * @param {ArrayLike<number>} steps
 * @param {ArrayLike<number>} losses  finite, as many as steps
 * @returns {Outcome|null}
 */
export function outcomeOf(steps, losses) {
  const last = losses.length - 1;
  if (last < 1) return null;
  let lowest = 0;
  let rises = true;
  let stretch = 0;
  let still = true;
  for (let i = 0; i <= last; i += 1) {
    if (losses[i] < losses[lowest]) lowest = i;
    if (Math.abs(losses[i] - losses[0]) > STILL * Math.abs(losses[0])) still = false;
    if (i === 0 || steps[i] < STRETCH * steps[last]) continue;
    stretch += 1;
    if (!(losses[i] > losses[i - 1])) rises = false;
  }
  const found = { from: losses[lowest], step: steps[lowest], to: losses[last] };
  const risen = rises && stretch >= LEAST && losses[last] > RISEN * losses[lowest];
  if (losses[last] > GROWN * losses[0] || risen) return { kind: "grew", ...found };
  return still && losses.length >= LEAST ? { kind: "stayed", from: losses[0], step: 0, to: losses[last] } : null;
}

/** @type {WeakMap<RowStore, {version: number, outcome: Outcome|null}>} */
const kept = new WeakMap();

/**
 * The outcome of the run that has come to its end and is shown there; null where nothing is to be told.
 * @param {Session} session
 * @returns {Outcome|null}
 */
export function sessionOutcome(session) {
  const { timeline, config } = session;
  if (session.state !== "done" || timeline.end?.reason !== "done" || timeline.steps[0] !== 0) return null;
  let known = kept.get(timeline);
  if (known?.version !== timeline.version) {
    const { count } = timeline;
    const losses = Float32Array.from({ length: count }, (_, row) => timeline.at(row, session.lossColumn));
    known = { version: timeline.version, outcome: losses.every(Number.isFinite) ? outcomeOf(timeline.steps.subarray(0, count), losses) : null };
    kept.set(timeline, known);
  }
  const { outcome } = known;
  // What starts at its lowest, or has nothing wrong, need not move.
  const floor = config?.theory?.loss_floor ?? -Infinity;
  const solved = outcome?.kind === "stayed" && (outcome.to <= 1.02 * floor || session.value("accuracy") > 0.999);
  return solved ? null : outcome;
}
