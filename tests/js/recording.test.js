import assert from "node:assert/strict";
import test from "node:test";

import { Recording } from "../../assets/animation/recording.js";

/** A run of 25 steps of which one row in ten is kept, and the last. */
function recording() {
  const steps = Uint32Array.from([0, 10, 20, 25]);
  const chunk = {
    start: 0, stride: 10, steps, rows: Float32Array.from(steps, (step) => 1 / (1 + step)), width: 1,
    checkpoint: null, end: { reason: "done", step: 25, loss: 1 / 26, suggested_lr: null },
  };
  const experiment = { stop: "steps", steps: 25, last_step: 25, batches_per_epoch: 4, changes: [] };
  const config = { id: "c", run: "r", experiment, theory: null, network: null, show: {} };
  return new Recording({
    seq: 0, run: "r", words: {}, link: {}, refused: [], texts: null, status: "ok", columns: ["loss"], weights: 0,
    chunk, sample: null, config, batch: null,
  });
}

test("a step goes to the next row there is, and not beyond the ends", () => {
  const run = recording();
  const seen = [];
  for (const by of [-1, 1, 1, 1, 1, -1]) {
    run.step(by);
    seen.push(run.player.cursor);
  }
  assert.deepEqual(seen, [0, 10, 20, 25, 25, 20]);
  assert.equal(run.state, "paused");
  run.reset();
  assert.equal(run.player.cursor, 0);
});

test("the slider and an epoch lead to the nearest row", () => {
  const run = recording();
  for (const [step, found] of [[4, 0], [6, 10], [24, 25], [99, 25]]) {
    run.goTo(step);
    assert.equal(run.player.cursor, found);
  }
  run.goTo(0);
  run.nextEpoch();
  assert.equal(run.player.cursor, 10);
  assert.equal(run.value("loss"), Math.fround(1 / 11));
});

test("it plays to its last row, whatever the speed, asks nobody, and begins again", () => {
  for (const speed of [-1, 0, 6, 10, 14]) {
    const run = recording();
    run.setSpeed(speed);
    for (let again = 0; again < 2; again += 1) {
      run.togglePlay(0);
      assert.equal(run.player.cursor, 0);
      const seen = [];
      for (let now = 0; now < 20_000 && run.state !== "done"; now += 16) {
        run.frame(now, false);
        if (seen.at(-1) !== run.player.cursor) seen.push(run.player.cursor);
      }
      assert.equal(run.state, "done");
      assert.equal(seen.at(-1), 25);
      assert.ok(seen.every((step) => [0, 10, 20, 25].includes(step)));
    }
    assert.equal(run.ask(), Infinity);
  }
});
