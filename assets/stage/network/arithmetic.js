/** What one unit computes of one point: every input times its weight, the bias, the sum, and the activation of it. */

import { firstPoint } from "../slow_motion.js";
import { element, setText } from "../dom.js";
import { inBrackets, narrow, signed } from "../words.js";
import { pointColumns } from "./field.js";
import { Forward } from "./forward.js";
import { unitName } from "./names.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../words.js").Say} Say */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */

/**
 * The numbers of a unit at a point, from the weights of the row that is shown.
 * @param {Graph} graph
 * @param {Unit} unit
 * @param {ArrayLike<number>} weights
 * @param {{x1: number, x2: number}} point
 * @returns {{terms: {from: Unit, input: number, weight: number}[], bias: number, sum: number, output: number}}
 */
export function arithmeticOf({ network }, unit, weights, { x1, x2 }) {
  const columns = pointColumns(network.features, { inputs: Float32Array.of(x1, x2), count: 1 });
  const values = new Forward(network).run(weights, columns, 1);
  const terms = unit.links.map(({ from, index }) => ({ from, input: values[from.node][from.unit][0], weight: weights[index] }));
  const bias = unit.bias === null ? 0 : weights[unit.bias];
  const sum = terms.reduce((total, { input, weight }) => total + input * weight, bias);
  return { terms, bias, sum, output: values[unit.node][unit.unit][0] };
}

export class Arithmetic {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.title = element("p");
    this.list = element("ol");
    this.sum = element("p");
    this.root = element("div", { class: "gp-arithmetic", hidden: "" }, this.title, this.list, this.sum);
  }

  /**
   * @param {Graph} graph
   * @param {Unit} unit
   * @param {Say} say
   */
  show(graph, unit, say) {
    const { session } = this;
    const { sample, weights, chosen } = session;
    const isChosen = chosen !== null && chosen.sample === sample;
    const point = isChosen ? chosen.index : firstPoint(session);
    this.root.hidden = !sample || !weights || point < 0;
    if (!sample || !weights || point < 0) return;
    const [x1, x2] = [sample.inputs[2 * point], sample.inputs[2 * point + 1]];
    const { terms, bias, sum, output } = arithmeticOf(graph, unit, weights, { x1, x2 });
    const place = say("point_place", { x: narrow(x1, 2), y: narrow(x2, 2) });
    setText(this.title, say(isChosen ? "arithmetic_chosen" : "arithmetic_first", { point, place }));
    const line = (/** @type {string} */ name, /** @type {string} */ text) => element("li", {}, element("span", {}, name), element("span", {}, text));
    this.list.replaceChildren(
      ...terms.map(({ from, input, weight }) => line(unitName(graph, from, say), `${narrow(weight, 4)} · ${inBrackets(input)} = ${narrow(weight * input, 4)}`)),
      line(say("bias"), signed(bias)),
    );
    const { activation } = graph.network.nodes[unit.node];
    const outcome = activation === "linear" ? narrow(sum, 4) : `${narrow(sum, 4)} → ${activation} → ${narrow(output, 4)}`;
    setText(this.sum, `${say("arithmetic_sum")} ${outcome}`);
  }
}
