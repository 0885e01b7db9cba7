/** The learning rate of a step, and what it becomes later. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { rateAt, rateChangeAfter } from "../../assets/stage/readouts.js";

test("a rate holds until its change, which is told beforehand", () => {
  const experiment = /** @type {import("../../assets/stage/protocol.js").ExperimentView} */ ({ lr: 0.1, changes: [[20, 0.3], [30, 0.05]] });
  const told = [0, 19, 20, 29, 30, 40].map((step) => [rateAt(experiment, step), rateChangeAfter(experiment, step)]);
  assert.deepEqual(told, [
    [0.1, [20, 0.3]], [0.1, [20, 0.3]], [0.3, [30, 0.05]], [0.3, [30, 0.05]], [0.05, undefined], [0.05, undefined],
  ]);
});
