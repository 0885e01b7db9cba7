/** A curve that somebody draws: one y for each given x, null where nothing is drawn yet. Pure. */

/** @typedef {(number|null)[]} Drawing */

/**
 * The drawing after the pen moved from one place to another; every x that the pen passed gets its height.
 * @param {readonly number[]} xs    rising
 * @param {Drawing} drawing
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @returns {Drawing}
 */
export function penMoved(xs, drawing, from, to) {
  const next = [...drawing];
  const [first, last] = from.x <= to.x ? [from, to] : [to, from];
  xs.forEach((x, index) => {
    if (x < first.x || x > last.x) return;
    const share = last.x > first.x ? (x - first.x) / (last.x - first.x) : 1;
    next[index] = first.y + share * (last.y - first.y);
  });
  // A touch between two places belongs to the nearer one; a moving pen takes along only what is close to it,
  // so that a jump between two places smears neither.
  const near = nearest(xs, to.x);
  const close = xs.length > 1 ? (xs[1] - xs[0]) / 4 : Infinity;
  if (from.x === to.x || Math.abs(xs[near] - to.x) <= close) next[near] = to.y;
  return next;
}

/**
 * Index of the x nearest to a number.
 * @param {readonly number[]} xs
 * @param {number} x
 * @returns {number}
 */
export function nearest(xs, x) {
  let best = 0;
  xs.forEach((candidate, index) => {
    if (Math.abs(candidate - x) < Math.abs(xs[best] - x)) best = index;
  });
  return best;
}

/**
 * The drawing with its gaps bridged by straight lines, and its ends carried on.
 * @param {readonly number[]} xs
 * @param {Drawing} drawing
 * @returns {number[]|null} null if nothing is drawn at all
 */
export function bridged(xs, drawing) {
  const known = drawing.flatMap((y, index) => (y === null ? [] : [index]));
  if (!known.length) return null;
  return xs.map((x, index) => {
    const here = drawing[index];
    if (here !== null) return here;
    const before = known.findLast((place) => place < index);
    const after = known.find((place) => place > index);
    if (before === undefined || after === undefined) return /** @type {number} */ (drawing[before ?? after ?? known[0]]);
    const share = (x - xs[before]) / (xs[after] - xs[before]);
    const [low, high] = [/** @type {number} */ (drawing[before]), /** @type {number} */ (drawing[after])];
    return low + share * (high - low);
  });
}
