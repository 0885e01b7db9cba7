/** A unit's arithmetic and the small curves beside the numbers. */

import test from "node:test";
import assert from "node:assert/strict";

import { arithmeticOf } from "../../assets/stage/network/arithmetic.js";
import { graphOf } from "../../assets/stage/network/graph.js";
import { sparkPath } from "../../assets/stage/network/sparkline.js";

const network = /** @type {any} */ ({
  features: ["x1", "x2"], classes: 1, heads: [{ name: "class", node: 2 }], size: 9,
  nodes: [
    { kind: "input", units: 2, inputs: [], activation: "linear", kernel: null, bias: null },
    { kind: "dense", units: 2, inputs: [0], activation: "tanh", kernel: 0, bias: 4 },
    { kind: "dense", units: 1, inputs: [1], activation: "linear", kernel: 6, bias: 8 },
  ],
});
// Kernels are (inputs, units), row by row: w11 w12 w21 w22.
const weights = Float32Array.of(0.5, -1, 0.25, 2, 0.1, -0.2, 1.5, -0.5, 0.3);

test("the terms, the sum and the activation of a unit are those of the forward pass", () => {
  const graph = graphOf(network);
  const near = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 1e-5, `${a} and ${b}`);
  const hidden = [0.5 * 0.8 + 0.25 * -0.4 + 0.1, -1 * 0.8 + 2 * -0.4 - 0.2];
  const { terms, bias, sum, output } = arithmeticOf(graph, graph.units[1][1], weights, { x1: 0.8, x2: -0.4 });
  terms.forEach(({ weight, input }, at) => [near(weight, [-1, 2][at]), near(input, [0.8, -0.4][at])]);
  near(bias, -0.2);
  near(sum, hidden[1]);
  near(output, Math.tanh(hidden[1]));
  const last = arithmeticOf(graph, graph.units[2][0], weights, { x1: 0.8, x2: -0.4 });
  near(last.sum, 1.5 * Math.tanh(hidden[0]) - 0.5 * Math.tanh(hidden[1]) + 0.3);
  near(last.output, last.sum);
});

test("a small curve spans its box, is level where nothing changes, and breaks where there is no number", () => {
  assert.equal(sparkPath([4, 2, 0], 10, 8), "M0.0 0.0L5.0 4.0L10.0 8.0");
  assert.equal(sparkPath([3, 3], 10, 8), "M0.0 4.0L10.0 4.0");
  assert.equal(sparkPath([1, NaN, 0], 10, 8), "M0.0 0.0M10.0 8.0");
  assert.equal(sparkPath([], 10, 8), "");
});
