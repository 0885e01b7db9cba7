/** Level sets of a function of two variables by marching squares. Pure arithmetic. */

/** @typedef {import("./types.js").Bounds} Bounds */

/**
 * For each of the sixteen cases the pairs of cell edges that the contour joins. Bits: 1 lower left,
 * 2 lower right, 4 upper right, 8 upper left. Edges: 0 bottom, 1 right, 2 top, 3 left.
 * Cases 5 and 10 are saddles; the value in the middle of the cell decides between the two readings.
 */
const CASES = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[0, 2]], [[0, 1], [2, 3]], [[1, 2]], [[3, 1]], [[0, 1]], [[3, 0]], [],
];
const SADDLES = { 5: [[3, 2], [0, 1]], 10: [[3, 0], [1, 2]] };

/**
 * The lines f = 0 inside a box, joined into polylines.
 * @param {(x: number, y: number) => number} f
 * @param {Bounds} box
 * @param {number} cells  cells along each side
 * @returns {{points: [number, number][], closed: boolean}[]}
 */
export function contour(f, box, cells) {
  const nodes = cells + 1;
  const stepX = (box.x1 - box.x0) / cells;
  const stepY = (box.y1 - box.y0) / cells;
  const values = new Float64Array(nodes * nodes);
  for (let row = 0; row < nodes; row += 1) {
    for (let column = 0; column < nodes; column += 1) {
      values[row * nodes + column] = f(box.x0 + column * stepX, box.y0 + row * stepY);
    }
  }
  // An edge has one number, whichever cell looks at it: horizontal ones even, vertical ones odd.
  const edgeOf = (/** @type {number} */ row, /** @type {number} */ column, /** @type {number} */ side) => {
    if (side === 0) return 2 * (row * nodes + column);
    if (side === 2) return 2 * ((row + 1) * nodes + column);
    if (side === 3) return 2 * (row * nodes + column) + 1;
    return 2 * (row * nodes + column + 1) + 1;
  };
  /** @type {Map<number, number[]>} */
  const neighbours = new Map();
  const join = (/** @type {number} */ a, /** @type {number} */ b) => {
    for (const [from, to] of [[a, b], [b, a]]) {
      const list = neighbours.get(from);
      if (list) list.push(to);
      else neighbours.set(from, [to]);
    }
  };
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = row * nodes + column;
      const corners = [values[at], values[at + 1], values[at + nodes + 1], values[at + nodes]];
      if (!corners.every(Number.isFinite)) continue;
      let code = 0;
      corners.forEach((value, bit) => { if (value > 0) code |= 1 << bit; });
      let pairs = CASES[code];
      if ((code === 5 || code === 10)
        && f(box.x0 + (column + 0.5) * stepX, box.y0 + (row + 0.5) * stepY) > 0) pairs = SADDLES[code];
      for (const [a, b] of pairs) join(edgeOf(row, column, a), edgeOf(row, column, b));
    }
  }
  const crossing = (/** @type {number} */ edge) => {
    const node = edge >> 1;
    const vertical = edge & 1;
    const a = values[node];
    const b = values[vertical ? node + nodes : node + 1];
    const share = a / (a - b);
    const x = box.x0 + ((node % nodes) + (vertical ? 0 : share)) * stepX;
    const y = box.y0 + (Math.floor(node / nodes) + (vertical ? share : 0)) * stepY;
    return /** @type {[number, number]} */ ([x, y]);
  };
  /** @type {Set<number>} */
  const used = new Set();
  /** @type {{points: [number, number][], closed: boolean}[]} */
  const lines = [];
  const traceFrom = (/** @type {number} */ start) => {
    const points = [];
    let edge = start;
    /** @type {number|undefined} */
    let next = start;
    while (next !== undefined) {
      edge = next;
      used.add(edge);
      points.push(crossing(edge));
      next = neighbours.get(edge)?.find((other) => !used.has(other));
    }
    const closed = points.length > 2 && Boolean(neighbours.get(edge)?.includes(start));
    lines.push({ points, closed });
  };
  // Open lines begin at the border of the box, where an edge has one neighbour; what is left are loops.
  for (const [edge, list] of neighbours) if (list.length === 1 && !used.has(edge)) traceFrom(edge);
  for (const edge of neighbours.keys()) if (!used.has(edge)) traceFrom(edge);
  return lines;
}

/**
 * a11·x² + a12·x·y + a22·y² + b1·x + b2·y + c = 0 inside a box, each point moved onto the conic by Newton's
 * step along the gradient, so that a coarse grid gives a smooth line.
 * @param {ArrayLike<number>} conic  a11, a12, a22, b1, b2, c
 * @param {Bounds} box
 * @param {number} [cells]
 * @returns {{points: [number, number][], closed: boolean}[]}
 */
export function conicLines(conic, box, cells = 48) {
  const [a11, a12, a22, b1, b2, c] = Array.from(conic);
  const f = (/** @type {number} */ x, /** @type {number} */ y) =>
    a11 * x * x + a12 * x * y + a22 * y * y + b1 * x + b2 * y + c;
  const lines = contour(f, box, cells);
  const limit = (box.x1 - box.x0) / cells;
  for (const line of lines) {
    for (const point of line.points) {
      for (let round = 0; round < 2; round += 1) {
        const [x, y] = point;
        const gx = 2 * a11 * x + a12 * y + b1;
        const gy = a12 * x + 2 * a22 * y + b2;
        const steep = gx * gx + gy * gy;
        const move = f(x, y) / steep;
        if (!(steep > 0) || !(Math.abs(move) * Math.sqrt(steep) < limit)) break;
        point[0] -= move * gx;
        point[1] -= move * gy;
      }
    }
  }
  return lines;
}
