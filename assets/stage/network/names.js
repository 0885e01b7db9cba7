/** What units and links are called. */

import { headOf, isOutput, widthsOf } from "./graph.js";
import { symbolOf } from "./features.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("../words.js").Say} Say */

/**
 * @param {Graph} graph
 * @param {Unit} unit
 * @param {Say} say
 * @returns {string}
 */
export function unitName(graph, unit, say) {
  const { network, nodes } = graph;
  if (unit.kind === "input") return symbolOf(network.features[unit.unit]);
  if (isOutput(graph, unit)) {
    const head = headOf(graph, unit);
    if (network.heads.length > 1 && head) return say(head.name === "distance" ? "unit_distance" : "unit_class");
    return network.classes > 1 ? say("unit_score", { n: unit.unit }) : say("unit_output");
  }
  const values = { layer: unit.column, unit: unit.unit + 1, kind: network.nodes[unit.node].activation };
  if (unit.kind === "add") return say("unit_sum", values);
  const twins = nodes[unit.column].filter((node) => network.nodes[node].kind === "dense").length > 1;
  return say(twins ? "unit_branch" : "unit_hidden", values);
}

/** So many units of a layer are counted out. */
const MOST_NAMED = 5;

/**
 * Several hidden units, layer by layer.
 * @param {Graph} graph
 * @param {readonly Unit[]} units
 * @param {Say} say
 * @returns {string}
 */
export function unitsName(graph, units, say) {
  return [...new Set(units.map(({ node }) => node))].map((node) => {
    const own = units.filter((unit) => unit.node === node);
    if (own.length === 1) return unitName(graph, own[0], say);
    const numbers = own.slice(0, MOST_NAMED).map(({ unit }) => unit + 1).join(", ");
    const more = own.length - MOST_NAMED;
    return say("units_hidden", { layer: own[0].column, units: more > 0 ? say("units_more", { units: numbers, more }) : numbers });
  }).join("; ");
}

/**
 * The network in one sentence, for who cannot see the diagram.
 * @param {Graph} graph
 * @param {Say} say
 * @returns {string}
 */
export function describe(graph, say) {
  const { features, activation, arch, size } = graph.network;
  const hidden = widthsOf(graph);
  return say("network_text", {
    arch: say(`arch_${arch}`),
    features: features.map(symbolOf).join(", "),
    hidden: hidden.length ? hidden.join(", ") : "0",
    activation,
    size,
  });
}
