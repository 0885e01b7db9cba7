import assert from "node:assert/strict";
import test from "node:test";

import { MOST_CHECKPOINTS, MOST_ROWS, RowStore } from "../../assets/stage/row_store.js";

/** A chunk whose rows are [step, -step - 1]. */
function chunk(start, stride, count, extra = {}) {
  const steps = Uint32Array.from({ length: count }, (_, i) => start + i * stride);
  const rows = Float32Array.from([...steps].flatMap((step) => [step, -step - 1]));
  const last = steps.at(-1) ?? start;
  const checkpoint = { step: last, values: Float32Array.of(last) };
  return { start, stride, steps, rows, width: 2, checkpoint, end: null, ...extra };
}

function sound(timeline) {
  for (let i = 0; i < timeline.count; i += 1) {
    if (i) assert.ok(timeline.steps[i] > timeline.steps[i - 1], "steps rise");
    assert.equal(timeline.at(i, 0), timeline.steps[i], "a row stays with its step");
    assert.equal(timeline.at(i, 1), -timeline.steps[i] - 1);
  }
}

test("rows of any stride, in any order, twice over, end up once each and in order", () => {
  const timeline = new RowStore(2);
  const chunks = [chunk(0, 1, 60), chunk(100, 25, 300), chunk(60, 1, 60), chunk(0, 7, 200), chunk(90, 10, 5), chunk(0, 1, 60)];
  const expected = new Set();
  for (const one of chunks) {
    timeline.merge(one);
    for (const step of one.steps) expected.add(step);
    sound(timeline);
  }
  assert.deepEqual([...timeline.steps.subarray(0, timeline.count)], [...expected].sort((a, b) => a - b));
});

test("lookup: exact, at or before, and the next within a hop", () => {
  const timeline = new RowStore(2);
  timeline.merge(chunk(0, 10, 11));
  assert.equal(timeline.find(30), 3);
  assert.equal(timeline.find(31), -1);
  assert.equal(timeline.steps[timeline.floor(39)], 30);
  assert.equal(timeline.floor(0), 0);
  assert.equal(timeline.next(30, 9), -1);
  assert.equal(timeline.steps[timeline.next(30, 20)], 50);
  assert.equal(timeline.next(30, 25), -1, "a row that is nearer is not the one that is due");
  assert.deepEqual(timeline.reach(30, () => 10, 4), { step: 70, frames: 4 });
  assert.deepEqual(timeline.reach(30, () => 20, 100), { step: 90, frames: 3 });
  timeline.merge(chunk(100, 10, 2, { end: { reason: "done", step: 110, loss: 0, suggested_lr: null } }));
  assert.equal(timeline.steps[timeline.next(90, 50)], 110, "the end of the run comes first");
  assert.equal(timeline.next(110, 10), -1);
});

test("checkpoints: the nearest at or before a step, at most 512, the last one always", () => {
  const timeline = new RowStore(2);
  assert.equal(timeline.checkpointAt(10), null);
  for (let i = 1; i <= 3000; i += 1) timeline.merge(chunk(i * 60, 60, 1));
  assert.ok(timeline.checkpoints.length <= MOST_CHECKPOINTS);
  assert.equal(timeline.checkpointAt(1e9).step, 180_000);
  assert.equal(timeline.checkpointAt(59), null);
  const near = timeline.checkpointAt(90_000);
  assert.ok(near.step <= 90_000 && near.step > 80_000);
});

test("a changed learning rate keeps the rows up to its step and forgets the end", () => {
  const timeline = new RowStore(2);
  timeline.merge(chunk(0, 1, 60));
  timeline.merge(chunk(60, 1, 41, { end: { reason: "done", step: 100, loss: 0, suggested_lr: null } }));
  timeline.keepThrough(70);
  assert.equal(timeline.lastStep, 70);
  assert.equal(timeline.end, null);
  assert.equal(timeline.checkpointAt(100).step, 59);
});

test("a very long run is thinned in its older half, never at the cursor", () => {
  const timeline = new RowStore(2);
  for (let start = 0; start <= MOST_ROWS; start += 1000) timeline.merge(chunk(start, 1, 1000));
  const cursor = timeline.lastStep - 100;
  timeline.thin(cursor);
  assert.ok(timeline.count <= MOST_ROWS);
  assert.ok(timeline.find(cursor) >= 0);
  assert.equal(timeline.steps[0], 0);
  sound(timeline);
});

test("a snapshot holds its own numbers", () => {
  const timeline = new RowStore(2);
  timeline.merge(chunk(0, 1, 60));
  const series = timeline.snapshot(1, 10);
  assert.equal(series.count, 11);
  timeline.keepThrough(0);
  assert.equal(series.values[10], -11);
});
