/** Where units, links and buttons stand in the diagram. Pure arithmetic. */

import { FEATURES } from "./features.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("./graph.js").Link} Link */

/** @typedef {{unit: Unit|null, feature: string|null, x: number, y: number, size: number}} Tile */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Ends */
/** @typedef {Ends & {link: Link}} Wire */
/** @typedef {Ends & {size: number, beside: boolean}} SkipWire  beside: it has to pass below a unit */

/**
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {number} size      side of a unit's picture
 * @property {Tile[]} tiles     features first, on or off, then units by column, from top to bottom
 * @property {Tile[]} sums      additions: circles
 * @property {Wire[]} wires
 * @property {SkipWire[]} skips
 * @property {number[]} xs      centre of each column
 * @property {boolean} tight    columns stand so close that their buttons need two rows
 * @property {number} top       where the columns begin
 * @property {number} bottom
 */

/** Room above the columns for their buttons, below for their names, at the left for the features' names. */
const HEAD = 66;
const FOOT = 26;
const LARGEST = 62;
const SMALLEST = 8;
/** Between two branches of a column, in units. */
const BRANCH_GAP = 0.6;

/**
 * @param {Graph} graph
 * @param {number} width
 * @param {number} height
 * @returns {Layout}
 */
export function layoutOf(graph, width, height) {
  const narrow = width < 420;
  const left = narrow ? 34 : 56;
  const right = narrow ? 20 : 34;
  const tight = (width - left - right) / graph.columns < 68;
  const top = tight ? HEAD + 20 : HEAD;
  const bottom = height - FOOT;
  const rows = graph.nodes.map((nodes, column) => (column === 0 ? FEATURES.length : rowsOf(graph, nodes)));
  const most = Math.max(...rows);
  const summed = graph.network.nodes.some(({ kind }) => kind === "add");
  const across = (width - left - right) / (graph.columns - 1 + (summed ? 0.9 : 0.7));
  const size = Math.max(SMALLEST, Math.floor(Math.min(
    LARGEST, (bottom - top) / most - Math.max(3, 40 / most), across * (summed ? 0.42 : 0.56),
  )));
  const start = left + size / 2;
  const step = (width - start - right - size / 2) / Math.max(1, graph.columns - 1);
  const xs = Array.from({ length: graph.columns }, (_, column) => start + column * step);
  /** @type {Tile[]} */
  const tiles = [];
  /** @type {Map<Unit, {x: number, y: number}>} */
  const places = new Map();
  const pitchOf = (/** @type {number} */ count) => Math.min(size * 1.5 + 8, (bottom - top) / count);
  const middle = (top + bottom) / 2;
  const inputs = graph.units[graph.nodes[0][0]];
  FEATURES.forEach((feature, row) => {
    const at = graph.network.features.indexOf(feature);
    const place = { x: xs[0], y: middle + (row - (FEATURES.length - 1) / 2) * pitchOf(FEATURES.length) };
    const unit = at < 0 ? null : inputs[at];
    if (unit) places.set(unit, place);
    tiles.push({ unit, feature, ...place, size: Math.min(size, pitchOf(FEATURES.length) - 4) });
  });
  /** @type {Tile[]} */
  const sums = [];
  for (let column = 1; column < graph.columns; column += 1) {
    const pitch = pitchOf(rows[column]);
    let y = middle - (pitch * (rows[column] - 1)) / 2;
    for (const node of graph.nodes[column].filter((at) => graph.network.nodes[at].kind === "dense")) {
      for (const unit of graph.units[node]) {
        places.set(unit, { x: xs[column], y });
        tiles.push({ unit, feature: null, x: xs[column], y, size });
        y += pitch;
      }
      y += pitch * BRANCH_GAP;
    }
    for (const node of graph.nodes[column].filter((at) => graph.network.nodes[at].kind === "add")) {
      const beside = graph.units[graph.network.nodes[node].inputs.find((at) => graph.network.nodes[at].kind === "dense"
        && graph.units[at][0]?.column === column) ?? node];
      graph.units[node].forEach((unit, row) => {
        const x = xs[column] + size / 2 + Math.max(9, step * 0.16);
        const place = { x, y: places.get(beside[row])?.y ?? middle };
        places.set(unit, place);
        sums.push({ unit, feature: null, ...place, size: Math.max(10, Math.min(18, size * 0.42)) });
      });
    }
  }
  const halfOf = (/** @type {Unit} */ unit) => (unit.kind === "add" ? Math.max(5, Math.min(9, size * 0.21)) : size / 2);
  const ends = (/** @type {{from: Unit, to: Unit}} */ { from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (!a || !b) throw new RangeError("a link has two ends");
    return { x0: a.x + halfOf(from), y0: a.y, x1: b.x - halfOf(to), y1: b.y };
  };
  const wires = graph.links.map((link) => ({ link, ...ends(link) }));
  const skips = graph.skips.map((skip) => ({ ...ends(skip), size, beside: skip.from.column !== skip.to.column }));
  return { width, height, size, tiles, sums, wires, skips, xs, tight, top, bottom };
}

/**
 * How many rows a column takes, with the gap between branches.
 * @param {Graph} graph
 * @param {number[]} nodes
 */
function rowsOf(graph, nodes) {
  const dense = nodes.filter((node) => graph.network.nodes[node].kind === "dense");
  return dense.reduce((sum, node) => sum + graph.units[node].length, 0) + BRANCH_GAP * Math.max(0, dense.length - 1);
}

/**
 * Height of a link above the way from its beginning to its end, at a share of its width: level at both ends.
 * @param {Ends} ends
 * @param {number} x
 * @returns {number}
 */
export function wireHeight({ x0, y0, x1, y1 }, x) {
  // x(t) of the curve with control points in the middle; a few bisections are exact enough for a pointer.
  const share = (x - x0) / (x1 - x0);
  let low = 0;
  let high = 1;
  for (let round = 0; round < 14; round += 1) {
    const t = (low + high) / 2;
    const along = 1.5 * (1 - t) * (1 - t) * t + 1.5 * (1 - t) * t * t + t * t * t;
    if (along < share) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return y0 + (y1 - y0) * (3 * t * t - 2 * t * t * t);
}

/**
 * The link nearest to a pixel, or null.
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @param {number} [reach]
 * @returns {Wire|null}
 */
export function wireAt({ wires }, x, y, reach = 7) {
  let best = null;
  let nearest = reach;
  for (const wire of wires) {
    if (x < wire.x0 || x > wire.x1) continue;
    // Steep curves are nearer than their height says.
    const slope = Math.abs(wire.y1 - wire.y0) / Math.max(1, wire.x1 - wire.x0);
    const distance = Math.abs(wireHeight(wire, x) - y) / Math.hypot(1, slope);
    if (distance < nearest) [best, nearest] = [wire, distance];
  }
  return best;
}

/**
 * The tile or sum under a pixel, or null.
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @returns {Tile|null}
 */
export function tileAt({ tiles, sums }, x, y) {
  const hit = (/** @type {Tile} */ tile) => Math.max(Math.abs(tile.x - x), Math.abs(tile.y - y)) <= tile.size / 2;
  return tiles.find(hit) ?? sums.find(hit) ?? null;
}
