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

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{node: Node, x: number, y: number, box: Size, lines: string[]}} Placed  the middle of a box, and its code */
/** @typedef {{edge: Edge, path: string, x: number, y: number}} Link  a line, and where its label stands */
/** @typedef {{width: number, height: number, nodes: Placed[], links: Link[]}} Layout */

/** @typedef {{kind: "forward"|"backward", name: string}} Moment */

const GAP = { along: 96, across: 34 };
/** A constant hangs on the operation that it goes into. */
const CHIP = { height: 28, gap: 20 };
/** Lines that pass a level by run outside it, each in a lane of its own. */
const LANE = 30;
const LABEL = 74; // the widest label of a line
const MARGIN = 10;
/** Characters of code in a line of a box, and pixels of one. */
const LONGEST = 22;
const LETTER = 7.4;

/**
 * Code in lines short enough for a box: broken behind a parenthesis or a space.
 * @param {string} code
 * @returns {string[]}
 */
export function linesOf(code) {
  if (code.length <= LONGEST) return [code];
  const place = Math.max(code.lastIndexOf("(", LONGEST - 1), code.lastIndexOf(" ", LONGEST - 1)) + 1 || LONGEST;
  return [code.slice(0, place).trimEnd(), ...linesOf(code.slice(place))];
}

/**
 * @param {Graph} graph
 * @param {boolean} upright  levels below one another, for a narrow screen
 * @returns {Layout}
 */
export function layoutOf({ nodes, edges }, upright) {
  const isChip = (/** @type {Node} */ node) => node.kind === "constant" && edges.some(({ start }) => start === node.name);
  const boxes = nodes.filter((node) => !isChip(node));
  const codes = boxes.map((node) => linesOf(node.kind === "input" ? "x" : node.code));
  const widest = Math.max(...codes.flat().map((line) => line.length));
  const box = {
    width: Math.max(104, Math.ceil(widest * LETTER) + 22), height: 58 + 16 * Math.max(...codes.map((lines) => lines.length)),
  };
  const chips = nodes.filter(isChip);
  const longest = Math.max(0, ...chips.map(({ code }) => chipWidth(code)));
  const room = chips.length ? CHIP.gap + (upright ? longest : CHIP.height) : 0;

  const counts = new Map();
  for (const { level } of boxes) counts.set(level, (counts.get(level) ?? 0) + 1);
  const rows = Math.max(...counts.values());
  const [long, wide] = upright ? [box.height, box.width] : [box.width, box.height];
  const along = long + GAP.along;
  const across = wide + room + GAP.across;
  const taken = new Map();
  /** @type {Placed[]} */
  const placed = boxes.map((node, index) => {
    const row = taken.get(node.level) ?? 0;
    taken.set(node.level, row + 1);
    const main = MARGIN + long / 2 + node.level * along;
    const side = MARGIN + wide / 2 + (row + (rows - counts.get(node.level)) / 2) * across;
    const [x, y] = upright ? [side, main] : [main, side];
    return { node, x, y, box, lines: codes[index] };
  });
  for (const node of chips) placed.push(chipAt(node, edges, placed, box, upright));

  const levels = Math.max(...boxes.map(({ level }) => level)) + 1;
  const edge0 = MARGIN + rows * across - GAP.across; // where the boxes and chips end
  const passing = edges.filter((edge) => span(nodes, edge) > 1);
  passing.sort((one, other) => span(nodes, one) - span(nodes, other));
  const links = edges.map((edge) => {
    const lane = passing.indexOf(edge);
    return lane < 0 ? direct(edge, edges, placed, upright) : around(edge, passing, edge0 + LANE * (lane + 0.8), placed, upright);
  });
  const length = levels * along - GAP.along + 2 * MARGIN;
  const label = upright ? LABEL / 2 : LANE / 2;
  const breadth = edge0 + (passing.length ? LANE * (passing.length - 0.2) + label : 0) + MARGIN;
  const [width, height] = upright ? [breadth, length] : [length, breadth];
  return { width, height, nodes: placed, links };
}

/** @param {string} code */
function chipWidth(code) {
  return Math.max(34, Math.ceil(code.length * LETTER) + 18);
}

/**
 * A constant beside the operation that it goes into: below it, or at its right in an upright graph.
 * @param {Node} node
 * @param {Edge[]} edges
 * @param {Placed[]} placed
 * @param {Size} box
 * @param {boolean} upright
 * @returns {Placed}
 */
function chipAt(node, edges, placed, box, upright) {
  const edge = /** @type {Edge} */ (edges.find(({ start }) => start === node.name));
  const { x, y } = find(placed, edge.end);
  const size = { width: chipWidth(node.code), height: CHIP.height };
  const away = CHIP.gap + (upright ? (box.width + size.width) / 2 : (box.height + size.height) / 2);
  return { node, x: upright ? x + away : x, y: upright ? y : y + away, box: size, lines: [node.code] };
}

/**
 * @param {Placed[]} placed
 * @param {string} name
 */
function find(placed, name) {
  return /** @type {Placed} */ (placed.find(({ node }) => node.name === name));
}

/**
 * @param {Node[]} nodes
 * @param {Edge} edge
 */
function span(nodes, { start, end }) {
  const of = (/** @type {string} */ name) => nodes.find((node) => node.name === name);
  const [from, to] = [of(start), of(end)];
  return !from || !to || from.kind === "constant" ? 0 : to.level - from.level;
}

/**
 * A cubic from box to box; several of one pair lie beside one another.
 * @param {Edge} edge
 * @param {Edge[]} edges
 * @param {Placed[]} placed
 * @param {boolean} upright
 * @returns {Link}
 */
function direct(edge, edges, placed, upright) {
  const [from, to] = [find(placed, edge.start), find(placed, edge.end)];
  if (from.node.kind === "constant") {
    const [x0, y0, x1, y1] = upright
      ? [from.x - from.box.width / 2, from.y, to.x + to.box.width / 2 + 4, to.y]
      : [from.x, from.y - from.box.height / 2, to.x, to.y + to.box.height / 2 + 4];
    return { edge, path: `M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}`, x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
  }
  const twins = edges.filter(({ start, end }) => start === edge.start && end === edge.end);
  const spread = (twins.indexOf(edge) - (twins.length - 1) / 2) * 44;
  const nudge = spread * 0.35;
  // `spread` pushes the middle aside.
  const [x0, y0, x3, y3] = upright
    ? [from.x + nudge, from.y + from.box.height / 2, to.x + nudge, to.y - to.box.height / 2 - 5]
    : [from.x + from.box.width / 2, from.y + nudge, to.x - to.box.width / 2 - 5, to.y + nudge];
  const third = (upright ? y3 - y0 : x3 - x0) * 0.45;
  const [x1, y1] = upright ? [x0 + spread, y0 + third] : [x0 + third, y0 + spread];
  const [x2, y2] = upright ? [x3 + spread, y3 - third] : [x3 - third, y3 + spread];
  const path = `M${round(x0)} ${round(y0)}C${[x1, y1, x2, y2, x3, y3].map(round).join(" ")}`;
  const half = (/** @type {number[]} */ [a, b, c, d]) => round((a + 3 * b + 3 * c + d) / 8);
  return { edge, path, x: half([x0, x1, x2, x3]), y: half([y0, y1, y2, y3]) };
}

/**
 * A line around the levels between its ends: out to its lane, along, and back, with rounded corners.
 * @param {Edge} edge
 * @param {Edge[]} passing
 * @param {number} lane
 * @param {Placed[]} placed
 * @param {boolean} upright
 * @returns {Link}
 */
function around(edge, passing, lane, placed, upright) {
  const [from, to] = [find(placed, edge.start), find(placed, edge.end)];
  const swap = (/** @type {[number, number]} */ [along, across]) => (upright ? [across, along] : [along, across]);
  const main = (/** @type {Placed} */ { x, y }) => (upright ? y : x);
  const side = (/** @type {Placed} */ { x, y }) => (upright ? x : y);
  const long = upright ? from.box.height : from.box.width;
  const wide = upright ? from.box.width : from.box.height;
  const rank = (/** @type {"start"|"end"} */ which) =>
    passing.filter((other) => other[which] === edge[which]).indexOf(edge);
  // The more lines leave a box, the further out each turns, and the lower it leaves.
  const [leaves, arrives] = [Math.min(rank("start"), 3), Math.min(rank("end"), 3)];
  const begin = main(from) + long / 2;
  const end = main(to) - long / 2 - 5;
  const [out, back] = [begin + 12 + 9 * leaves, end - 9 - 9 * arrives];
  const [port, goal] = [side(from) + wide * (0.24 + 0.08 * leaves), side(to) + wide * (0.24 + 0.08 * arrives)];
  /** @type {[number, number][]} */
  const points = [[begin, port], [out, port], [out, lane], [back, lane], [back, goal], [end, goal]];
  const [x, y] = swap([(out + back) / 2, lane]);
  return { edge, path: rounded(points.map(swap)), x: round(x), y: round(y) };
}

/**
 * A path through points with round corners.
 * @param {number[][]} points
 */
function rounded(points) {
  let path = `M${points[0].map(round).join(" ")}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, here, after] = [points[index - 1], points[index], points[index + 1]];
    const towards = (/** @type {number[]} */ other) => {
      const length = Math.hypot(other[0] - here[0], other[1] - here[1]) || 1;
      const step = Math.min(8, length / 2) / length;
      return [here[0] + (other[0] - here[0]) * step, here[1] + (other[1] - here[1]) * step].map(round).join(" ");
    };
    path += `L${towards(before)}Q${here.map(round).join(" ")} ${towards(after)}`;
  }
  return `${path}L${points[points.length - 1].map(round).join(" ")}`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
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
