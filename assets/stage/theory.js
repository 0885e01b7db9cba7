/**
 * The Hessian of the mean squared error and the critical learning rate, live while a class is dragged.
 *
 * With X = [x1, x2, 1] the Hessian is H = 2/n·XᵀX. Moving a class by a vector changes its sums in closed form,
 * so a drag costs nothing however many points there are. The server's `playground.theory` says the same.
 */

/** @typedef {import("./draw/types.js").Sample} Sample */

/** Decay of the momentum optimiser, as in the trainer. */
export const MOMENTUM = 0.9;

/**
 * Count and sums of x1, x2, x1², x1·x2, x2² of the points of one class.
 * @typedef {{n: number, x: number, y: number, xx: number, xy: number, yy: number}} Sums
 */

/** @typedef {readonly [number, number, number, number, number, number]} Symmetric  a11 a12 a13 a22 a23 a33 */

/**
 * The sums of class 0 and class 1.
 * @param {Sample} sample
 * @returns {[Sums, Sums]}
 */
export function classSums(sample) {
  /** @type {[Sums, Sums]} */
  const sums = [emptySums(), emptySums()];
  for (let i = 0; i < sample.count; i += 1) {
    const own = sums[sample.labels[i] ? 1 : 0];
    const x = sample.inputs[2 * i];
    const y = sample.inputs[2 * i + 1];
    own.n += 1;
    own.x += x;
    own.y += y;
    own.xx += x * x;
    own.xy += x * y;
    own.yy += y * y;
  }
  return sums;
}

/** @returns {Sums} */
function emptySums() {
  return { n: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
}

/**
 * The sums after all points of a class moved by (dx, dy).
 * @param {Sums} sums
 * @param {number} dx
 * @param {number} dy
 * @returns {Sums}
 */
export function moved({ n, x, y, xx, xy, yy }, dx, dy) {
  return {
    n,
    x: x + n * dx,
    y: y + n * dy,
    xx: xx + 2 * dx * x + n * dx * dx,
    xy: xy + dx * y + dy * x + n * dx * dy,
    yy: yy + 2 * dy * y + n * dy * dy,
  };
}

/**
 * H = 2/n·XᵀX for both classes together.
 * @param {readonly [Sums, Sums]} sums
 * @returns {Symmetric}
 */
export function hessian([a, c]) {
  const scale = 2 / (a.n + c.n);
  const sum = (/** @type {keyof Sums} */ name) => scale * (a[name] + c[name]);
  return [sum("xx"), sum("xy"), sum("x"), sum("yy"), sum("y"), 2];
}

/**
 * Eigenvalues of a symmetric 3×3 matrix, ascending, by Jacobi rotations.
 * @param {Symmetric} matrix
 * @returns {[number, number, number]}
 */
export function eigenvalues([a11, a12, a13, a22, a23, a33]) {
  const a = [
    [a11, a12, a13],
    [a12, a22, a23],
    [a13, a23, a33],
  ];
  const size = Math.hypot(a11, a22, a33, a12, a13, a23);
  for (let sweep = 0; sweep < 30; sweep += 1) {
    if (Math.hypot(a[0][1], a[0][2], a[1][2]) <= 1e-17 * size) break;
    rotate(a, 0, 1, 2);
    rotate(a, 0, 2, 1);
    rotate(a, 1, 2, 0);
  }
  const values = [a[0][0], a[1][1], a[2][2]].sort((one, other) => one - other);
  return [values[0], values[1], values[2]];
}

/**
 * One Jacobi rotation that makes a[p][q] zero; r is the third index.
 * @param {number[][]} a
 * @param {number} p
 * @param {number} q
 * @param {number} r
 */
function rotate(a, p, q, r) {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const change = tangent * a[p][q];
  a[p][p] -= change;
  a[q][q] += change;
  a[p][q] = a[q][p] = 0;
  const rp = a[r][p];
  a[r][p] = a[p][r] = cosine * rp - sine * a[r][q];
  a[r][q] = a[q][r] = sine * rp + cosine * a[r][q];
}

/**
 * The critical rate of full-batch training: exact for mse (2/λmax, with momentum 2(1 + m)/λmax), a guarantee
 * for cross-entropy (16/λmax, with momentum 16(1 - m)/λmax); null for optimisers that scale their own steps.
 * @param {readonly number[]} values  eigenvalues of the mse Hessian
 * @param {string} optimizer
 * @param {string} loss
 * @returns {number|null}
 */
export function criticalRate(values, optimizer, loss) {
  if (optimizer !== "sgd" && optimizer !== "momentum") return null;
  const heavy = optimizer === "momentum";
  const base = 2 / Math.max(...values);
  return loss === "mse" ? (heavy ? 1 + MOMENTUM : 1) * base : (heavy ? 1 - MOMENTUM : 1) * 8 * base;
}
