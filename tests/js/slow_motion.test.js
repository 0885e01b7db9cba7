/** The step in slow motion: what an update does to the weights, and which point stands for its batch. */

import test from "node:test";
import assert from "node:assert/strict";

import { SlowMotion, batchSizeAt, firstPoint, updateOf } from "../../assets/stage/slow_motion.js";
import { Part, installPage } from "./support/page.js";

const columns = ["loss", "grad_w1", "grad_w2", "grad_b", "w1", "w2", "b"];
const rows = [[2, 4, -2, 1, 0.5, 0.25, 0], [1, 2, -1, 0.5, 0.1, 0.45, -0.1]];

/** As much of a session as is asked for. @param {{cursor?: number, optimizer?: string, steps?: number[], batch?: any, batches?: number, held?: Uint8Array}} what */
function session({ cursor = 0, optimizer = "sgd", steps = [0, 1], batch = null, batches = 1, held } = {}) {
  const index = steps.indexOf(cursor);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => rows[row][column];
  return /** @type {any} */ ({
    columns, index, batch, player: { cursor }, timeline: { steps, count: steps.length, at },
    config: { experiment: { optimizer, lr: 0.1, changes: [], batches_per_epoch: batches } },
    sample: { count: 3, held }, value: (/** @type {string} */ name) => at(index, columns.indexOf(name)),
  });
}

test("the weights after an update are those of the next row", () => {
  assert.deepEqual(updateOf(session()).map(({ after }) => after), [0.1, 0.45, -0.1]);
});

test("without the next row they follow from the rule of plain descent, and else are not known", () => {
  const last = { cursor: 1, steps: [0, 1] };
  updateOf(session(last)).forEach(({ before, gradient, after }) => assert.ok(Math.abs(after - (before - 0.1 * gradient)) < 1e-6));
  assert.ok(updateOf(session({ ...last, optimizer: "adam" })).every(({ after }) => Number.isNaN(after)));
  // The next row is further on where rows are thinned.
  assert.ok(updateOf(session({ steps: [0, 5], optimizer: "adam" })).every(({ after }) => Number.isNaN(after)));
});

test("the point is the first of the batch at the cursor, or the first that is not held out", () => {
  assert.equal(firstPoint(session()), 0);
  assert.equal(firstPoint(session({ held: Uint8Array.of(1, 0, 0) })), 1);
  assert.equal(firstPoint(session({ batches: 3 })), -1);
  assert.equal(firstPoint(session({ batches: 3, batch: { step: 0, indices: Uint32Array.of(2, 1) } })), 2);
  assert.equal(firstPoint(session({ batches: 3, cursor: 1, batch: { step: 0, indices: Uint32Array.of(2, 1) } })), -1);
});

test("the last batch of an epoch has the points that are left", () => {
  const experiment = /** @type {any} */ ({ batch_size: 4, batches_per_epoch: 3, num_samples: 10 });
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((step) => batchSizeAt(experiment, step)), [4, 4, 2, 4, 4, 2]);
  assert.equal(batchSizeAt({ ...experiment, batch_size: 10, batches_per_epoch: 1 }, 7), 10);
});

test("it closes, and the loss chart is seen again, where the run becomes a network's", () => {
  installPage();
  const host = /** @type {any} */ (new Part());
  const open = /** @type {any} */ ({ ...session(), state: "playing", epoch: 0, covered: new Set() });
  const slow = new SlowMotion(open, host, () => {});
  slow.relabel((key) => key);
  /** @type {any} */ (slow.button).onclick();
  slow.paint();
  assert.deepEqual([slow.root.hidden, host.classes.has("is-slow")], [false, true]);
  open.config = { ...open.config, network: {} };
  slow.paint();
  assert.deepEqual([slow.root.hidden, host.classes.has("is-slow")], [true, false]);
  assert.equal(slow.button.getAttribute("aria-expanded"), "false");
});
