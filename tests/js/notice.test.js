import assert from "node:assert/strict";
import test from "node:test";

import { noticeOf } from "../../assets/stage/notice.js";

const say = (key, values = {}) => `${key} ${values.rate ?? ""} ${values.critical ?? ""}`.trim();

/** A session at rest whose next update has this rate, with this kind of critical rate. */
function session(kind, lr, changes = []) {
  return {
    state: "paused",
    config: { experiment: { lr, changes, batch_size: 32 }, theory: {} },
    curvature: { eigenvalues: [1, 2, 3], critical: 0.1, kind },
    player: { cursor: 0 },
    timeline: { end: null },
    covered: new Set(),
  };
}

test("a warning says that the loss grows above a critical rate, and that it may above an estimate", () => {
  const texts = { exact: "warning_rate", average: "warning_rate_batch", estimate: "warning_rate_estimate" };
  for (const [kind, key] of Object.entries(texts)) {
    assert.equal(noticeOf(session(kind, 0.2), say, 0)?.text, `${key} 0.2 0.1`);
    assert.equal(noticeOf(session(kind, 0.05), say, 0), null);
  }
  for (const kind of ["guaranteed", "all_points", null]) assert.equal(noticeOf(session(kind, 0.2), say, 0), null);
});

test("a rate set for later is warned of in the same words", () => {
  const later = (kind) => noticeOf(session(kind, 0.05, [[20, 0.3]]), say, 0)?.text;
  assert.equal(later("exact"), "warning_later 0.3 0.1");
  assert.equal(later("estimate"), "warning_later_batch 0.3 0.1");
});

test("after divergence a rate is offered only if the server knows one", () => {
  const diverged = (theory, suggested_lr) => {
    const timeline = { end: { reason: "diverged", step: 9, loss: 1e9, suggested_lr } };
    const found = session("estimate", 0.2);
    return noticeOf({ ...found, state: "diverged", config: { ...found.config, theory }, timeline, value: () => 1e9 }, say, 0);
  };
  assert.deepEqual([diverged({ suggested_lr: 0.09 }, null)?.mend, diverged({}, 0.05)?.mend], [null, 0.05]);
  assert.deepEqual([diverged({}, 0.05)?.tried, diverged(null, 0.05)?.tried], [true, false]);
});
