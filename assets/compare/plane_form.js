/** Where the rows of a network's run lie on a plane through its weights, and how far from it. Pure. */

/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("./surface_form.js").Box} Box */

/** Both axes as unit vectors, perpendicular to each other. @typedef {{along: number[], across: number[], length: number, filter_length: number, cells: number}} Directions */
/** The rows of a run on the plane; `far` is how far their weights are from it. @typedef {{along: Float32Array, across: Float32Array, far: Float32Array, farthest: number}} Shadow */

/** A row whose loss is so many times the first one is on its way out of the picture. */
const GONE = 3;
/** Shares of the way from start to end up to which a distance is called so. @type {readonly [number, string][]} */
const JUDGED = [[0.01, "plane_on"], [0.1, "plane_near"], [0.3, "plane_away"], [Infinity, "plane_far"]];
const PAD = 0.22;

/**
 * The row that the plane goes through beside the first one: the last one that is finite and has not left.
 * @param {Run} run
 */
export function lastGood(run) {
  const column = run.columnOf("loss");
  const most = GONE * run.at(0, column);
  let good = 0;
  for (let row = 0; row < run.timeline.count; row += 1) {
    if (row && !(run.at(row, column) <= most)) break;
    if (run.timeline.weights(row, run.weightCount)?.every(Number.isFinite)) good = row;
  }
  return good;
}

/**
 * Coordinates by the axes, as both are perpendicular; what is left over is the distance.
 * @param {Run} run
 * @param {Directions} axes
 * @returns {Shadow}
 */
export function shadowOf({ timeline, weightCount }, { along, across }) {
  const { count } = timeline;
  const shadow = { along: new Float32Array(count), across: new Float32Array(count), far: new Float32Array(count), farthest: 0 };
  const start = timeline.weights(0, weightCount);
  for (let row = 0; start && row < count; row += 1) {
    const weights = timeline.weights(row, weightCount);
    if (!weights) break;
    let [x, y] = [0, 0];
    for (let at = 0; at < weightCount; at += 1) {
      x += (weights[at] - start[at]) * along[at];
      y += (weights[at] - start[at]) * across[at];
    }
    let square = 0;
    // Summed by itself: the difference of two large squares would be rounding only.
    for (let at = 0; at < weightCount; at += 1) square += (weights[at] - start[at] - x * along[at] - y * across[at]) ** 2;
    [shadow.along[row], shadow.across[row], shadow.far[row]] = [x, y, Math.sqrt(square)];
    if (shadow.far[row] > shadow.far[shadow.farthest]) shadow.farthest = row;
  }
  return shadow;
}

/**
 * The square that shows the rows up to `last`, with the same scale on both axes.
 * @param {Shadow} shadow
 * @param {number} last
 * @param {number} length
 * @returns {Box}
 */
export function boxOfShadow({ along, across }, last, length) {
  let [x0, x1, y0, y1] = [0, length, 0, 0];
  for (let row = 0; row <= last; row += 1) {
    [x0, x1, y0, y1] = [Math.min(x0, along[row]), Math.max(x1, along[row]), Math.min(y0, across[row]), Math.max(y1, across[row])];
  }
  const side = Math.max(x1 - x0, y1 - y0) * (1 + 2 * PAD);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return [x - side / 2, x + side / 2, y - side / 2, y + side / 2];
}

/** The string that says how far a share of the way is. @param {number} share */
export function judgement(share) {
  return JUDGED.find(([most]) => share <= most)?.[1] ?? "plane_far";
}
