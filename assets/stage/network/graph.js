/** A network as a picture needs it: units in columns, links with their weight's place, sums and what they skip. */

/** @typedef {import("../protocol.js").NetworkView} NetworkView */
/** @typedef {import("../protocol.js").NodeView} NodeView */

/**
 * One unit of a node. `column` counts from the features; a sum stands behind its column.
 * @typedef {object} Unit
 * @property {number} node
 * @property {number} unit
 * @property {"input"|"dense"|"add"} kind
 * @property {number} column
 * @property {number|null} bias  place in the flat vector
 * @property {Link[]} links      what comes in
 */

/** @typedef {{from: Unit, to: Unit, index: number}} Link  index: place of the weight in the flat vector */
/** @typedef {{from: Unit, to: Unit}} Skip */

/**
 * @typedef {object} Graph
 * @property {NetworkView} network
 * @property {Unit[][]} units      by node; none for a concatenation
 * @property {Link[]} links
 * @property {Skip[]} skips        what is added without a weight
 * @property {number} columns
 * @property {number[][]} nodes    nodes of each column
 * @property {number[]} joined     columns behind which branches are concatenated
 */

/**
 * @param {NetworkView} network
 * @returns {Graph}
 */
export function graphOf(network) {
  /** @type {number[]} */
  const depth = [];
  network.nodes.forEach(({ kind, inputs }, at) => {
    const before = Math.max(0, ...inputs.map((from) => depth[from]));
    depth[at] = kind === "dense" ? before + 1 : before;
  });
  /** @type {Unit[][]} */
  const units = network.nodes.map(({ kind, units: count, bias }, node) =>
    kind === "concat" ? [] : Array.from({ length: count }, (_, unit) => ({
      node, unit, kind, column: depth[node], bias: bias === null ? null : bias + unit, links: [],
    })));
  /** What a node hands on, unit by unit: a concatenation has nothing of its own. @type {(node: number) => Unit[]} */
  const outputsOf = (node) => {
    const { kind, inputs } = network.nodes[node];
    return kind === "concat" ? inputs.flatMap(outputsOf) : units[node];
  };
  /** @type {Link[]} */
  const links = [];
  /** @type {Skip[]} */
  const skips = [];
  /** @type {Set<number>} */
  const joined = new Set();
  network.nodes.forEach((node, at) => {
    if (node.kind === "dense") {
      outputsOf(node.inputs[0]).forEach((from, row) => {
        for (const to of units[at]) {
          const link = { from, to, index: Number(node.kernel) + row * node.units + to.unit };
          links.push(link);
          to.links.push(link);
        }
      });
    }
    if (node.kind === "add") {
      for (const input of node.inputs) outputsOf(input).forEach((from, row) => skips.push({ from, to: units[at][row] }));
    }
    if (node.kind === "concat") joined.add(depth[at]);
  });
  const columns = Math.max(0, ...depth) + 1;
  const nodes = Array.from({ length: columns }, (_, column) =>
    [...network.nodes.keys()].filter((at) => depth[at] === column && network.nodes[at].kind !== "concat"));
  return { network, units, links, skips, columns, nodes, joined: [...joined] };
}

/**
 * The head that a unit belongs to, or null.
 * @param {Graph} graph
 * @param {Unit} unit
 */
export function headOf({ network }, unit) {
  return network.heads.find(({ node }) => node === unit.node) ?? null;
}

/**
 * Whether a unit is one of the network's answers.
 * @param {Graph} graph
 * @param {Unit} unit
 */
export function isOutput({ network }, unit) {
  return network.outputs.includes(unit.node);
}

/**
 * Units of each hidden layer, of one branch where there are two.
 * @param {Graph} graph
 * @returns {number[]}
 */
export function widthsOf({ network, nodes }) {
  return nodes.slice(1, -1).map((column) => network.nodes[column[0]].units);
}
