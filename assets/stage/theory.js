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
 * Eigenvalues of a symmetric 3×3 matrix, ascending.
 * @param {Symmetric} matrix
 * @returns {[number, number, number]}
 */
export function eigenvalues(matrix) {
  const values = diagonalised(square(matrix)).values.sort((one, other) => one - other);
  return [values[0], values[1], values[2]];
}

/** @param {Symmetric} matrix */
const square = ([a11, a12, a13, a22, a23, a33]) => [[a11, a12, a13], [a12, a22, a23], [a13, a23, a33]];

/**
 * Eigenvalues of a symmetric matrix and, in the columns of `vectors`, its eigenvectors, by Jacobi rotations.
 * @param {number[][]} a  is used up
 * @returns {{values: number[], vectors: number[][]}}
 */
export function diagonalised(a) {
  const n = a.length;
  const vectors = a.map((_, row) => a.map((_, column) => (row === column ? 1 : 0)));
  const size = Math.hypot(...a.flat());
  for (let sweep = 0; sweep < 30; sweep += 1) {
    let rest = 0;
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) rest = Math.hypot(rest, a[p][q]);
    if (rest <= 1e-17 * size) break;
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) rotate(a, vectors, p, q);
  }
  return { values: a.map((row, at) => row[at]), vectors };
}

/**
 * One Jacobi rotation, which makes a[p][q] zero.
 * @param {number[][]} a
 * @param {number[][]} vectors
 * @param {number} p
 * @param {number} q
 */
function rotate(a, vectors, p, q) {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const change = tangent * a[p][q];
  a[p][p] -= change;
  a[q][q] += change;
  a[p][q] = a[q][p] = 0;
  for (let r = 0; r < a.length; r += 1) {
    if (r !== p && r !== q) {
      const [rp, rq] = [a[r][p], a[r][q]];
      a[r][p] = a[p][r] = cosine * rp - sine * rq;
      a[r][q] = a[q][r] = sine * rp + cosine * rq;
    }
    const [vp, vq] = [vectors[r][p], vectors[r][q]];
    vectors[r][p] = cosine * vp - sine * vq;
    vectors[r][q] = sine * vp + cosine * vq;
  }
}

/** Pairs of coordinates, as the entries of a symmetric 3×3 matrix. */
const PAIRS = [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]];

/**
 * The rate below which the squared error of mini-batch gradient descent stays bounded on average, for equal batches
 * that are independent of each other; for a batch of all points it is 2/λmax. The formula is that of
 * `playground.batch_rates.independent_critical_lr`.
 * @param {Sample} sample
 * @param {number} batchSize
 * @returns {number}
 */
export function batchCriticalRate(sample, batchSize) {
  const { count, inputs } = sample;
  const { values, vectors } = diagonalised(square(hessian(classSums(sample))));
  // In the coordinates of the eigenvectors everything but the fourth moments is diagonal.
  const moments = PAIRS.map(() => PAIRS.map(() => 0));
  const z = [0, 0, 0];
  const products = PAIRS.map(() => 0);
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [inputs[2 * i], inputs[2 * i + 1]];
    for (let k = 0; k < 3; k += 1) z[k] = x * vectors[0][k] + y * vectors[1][k] + vectors[2][k];
    PAIRS.forEach(([first, second], at) => {
      products[at] = z[first] * z[second] * (first === second ? 1 : Math.SQRT2);
    });
    for (let p = 0; p < 6; p += 1) for (let q = p; q < 6; q += 1) moments[p][q] += products[p] * products[q];
  }
  const alpha = (count - batchSize) / (batchSize * (count - 1));
  const scale = PAIRS.map(([first, second]) => values[first] + values[second]);
  const curved = PAIRS.map((_, at) => at).filter((at) => scale[at] > 1e-12 * Math.max(...scale));
  const grown = curved.map((p) => curved.map((q) => {
    const own = ((alpha * 4) / count) * moments[Math.min(p, q)][Math.max(p, q)];
    const mean = p === q ? (1 - alpha) * values[PAIRS[p][0]] * values[PAIRS[p][1]] : 0;
    return (own + mean) / Math.sqrt(scale[p] * scale[q]);
  }));
  return 1 / Math.max(...diagonalised(grown).values);
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
