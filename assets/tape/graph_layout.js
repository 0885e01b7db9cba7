/** Where the nodes and edges of a recorded graph lie, and in which order values and gradients come. Pure. */

/**
 * @typedef {object} Node
 * @property {string} name
 * @property {"input"|"constant"|"operation"} kind
 * @property {string} label
 * @property {string} code
 * @property {number|null} value
 * @property {number|null} gradient
 * @property {number} level
 * @property {number} row
 */

/** @typedef {{start: string, end: string, place: number, local: number|null}} Edge */
/** @typedef {{nodes: Node[], edges: Edge[]}} Graph */

/** @typedef {{node: Node, x: number, y: number}} Placed  the middle of a node's box */
/** @typedef {{edge: Edge, path: string, x: number, y: number}} Link  a curve, and where its label stands */
/** @typedef {{width: number, height: number, box: {width: number, height: number}, nodes: Placed[], links: Link[]}} Layout */

/** @typedef {{kind: "forward"|"backward", name: string}} Moment */

const BOX = { width: 148, height: 74 };
const GAP = { along: 104, across: 34 };

/**
 * @param {Graph} graph
 * @param {boolean} upright  levels below one another, for a narrow screen
 * @returns {Layout}
 */
export function layoutOf({ nodes, edges }, upright) {
  const levels = Math.max(...nodes.map(({ level }) => level)) + 1;
  const counts = Array.from({ length: levels }, (_, level) => nodes.filter((node) => node.level === level).length);
  const rows = Math.max(...counts);
  const [long, wide] = upright ? [BOX.height, BOX.width] : [BOX.width, BOX.height];
  const along = long + GAP.along;
  const across = wide + GAP.across;
  // Edges that pass a level by bow out to one side; they need room there.
  const skips = Math.max(0, ...edges.map((edge) => span(nodes, edge) - 1));
  const bow = skips > 0 ? wide * 0.45 + 18 * skips : 0;
  const middle = (rows * across) / 2;
  const placed = nodes.map((node) => {
    const main = long / 2 + 8 + node.level * along;
    const side = middle + (node.row - (counts[node.level] - 1) / 2) * across;
    return upright ? { node, x: side, y: main } : { node, x: main, y: side };
  });
  const length = levels * along - GAP.along + 16;
  const breadth = rows * across + bow;
  const [width, height] = upright ? [breadth, length] : [length, breadth];
  const links = edges.map((edge) => linkOf(edge, edges, placed, upright, wide));
  return { width, height, box: BOX, nodes: placed, links };
}

/**
 * @param {Node[]} nodes
 * @param {Edge} edge
 */
function span(nodes, { start, end }) {
  const level = (/** @type {string} */ name) => nodes.find((node) => node.name === name)?.level ?? 0;
  return level(end) - level(start);
}

/**
 * @param {Edge} edge
 * @param {Edge[]} edges
 * @param {Placed[]} placed
 * @param {boolean} upright
 * @param {number} wide
 * @returns {Link}
 */
function linkOf(edge, edges, placed, upright, wide) {
  const find = (/** @type {string} */ name) => /** @type {Placed} */ (placed.find(({ node }) => node.name === name));
  const [from, to] = [find(edge.start), find(edge.end)];
  const twins = edges.filter(({ start, end }) => start === edge.start && end === edge.end);
  const spread = (twins.indexOf(edge) - (twins.length - 1) / 2) * 44;
  const skip = to.node.level - from.node.level - 1;
  const bend = spread + (skip > 0 ? wide * 0.95 + 18 * skip : 0);
  const nudge = spread * 0.35 + (skip > 0 ? wide * 0.2 : 0);
  // A cubic from edge of box to edge of box; `bend` pushes its middle aside.
  const [x0, y0, x3, y3] = upright
    ? [from.x + nudge, from.y + BOX.height / 2, to.x + nudge, to.y - BOX.height / 2 - 5]
    : [from.x + BOX.width / 2, from.y + nudge, to.x - BOX.width / 2 - 5, to.y + nudge];
  const third = (upright ? y3 - y0 : x3 - x0) * 0.45;
  const [x1, y1] = upright ? [x0 + bend, y0 + third] : [x0 + third, y0 + bend];
  const [x2, y2] = upright ? [x3 + bend, y3 - third] : [x3 - third, y3 + bend];
  const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const path = `M${round(x0)} ${round(y0)}C${[x1, y1, x2, y2, x3, y3].map(round).join(" ")}`;
  const half = (/** @type {number[]} */ [a, b, c, d]) => round((a + 3 * b + 3 * c + d) / 8);
  return { edge, path, x: half([x0, x1, x2, x3]), y: half([y0, y1, y2, y3]) };
}

/**
 * Values forward in the order of recording, then gradients backward: what is known grows by one at each moment.
 * @param {Graph} graph
 * @returns {Moment[]}
 */
export function momentsOf({ nodes }) {
  const recorded = nodes.filter(({ kind }) => kind !== "constant" || nodes.length === 2);
  return [
    ...recorded.map(({ name }) => ({ kind: /** @type {const} */ ("forward"), name })),
    ...[...recorded].reverse().map(({ name }) => ({ kind: /** @type {const} */ ("backward"), name })),
  ];
}

/**
 * The sum that makes a node's gradient: local derivative and gradient of each edge that leaves it.
 * @param {Graph} graph
 * @param {string} name
 * @returns {{local: number, gradient: number}[]}
 */
export function termsOf({ nodes, edges }, name) {
  const terms = [];
  for (const { start, end, local } of edges) {
    const gradient = nodes.find((node) => node.name === end)?.gradient ?? null;
    if (start === name && local !== null && gradient !== null) terms.push({ local, gradient });
  }
  return terms;
}
