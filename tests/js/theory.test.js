import assert from "node:assert/strict";
import test from "node:test";

import { accuracy, markWrong, output } from "../../assets/stage/linear.js";
import { batchCriticalRate, classSums, criticalRate, eigenvalues, hessian, moved } from "../../assets/stage/theory.js";
import { draw } from "./support/trainer.js";
import { Server } from "./support/server.js";

const close = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≈ ${b}`);

test("eigenvalues of the chapter's population are 0.442561, 10, 13.557439 and its critical rate 0.1475205", () => {
  // 2·E[xxᵀ] with means (0, 3), (3, 0), variances 1 and covariance 0.5, half the points each.
  const values = eigenvalues([2 * (1 + 4.5), 2 * 0.5, 3, 2 * (1 + 4.5), 3, 2]);
  [0.442561, 10, 13.557439].forEach((expected, i) => close(values[i], expected, 1e-6));
  close(criticalRate(values, "sgd", "mse"), 0.1475205, 1e-6);
  close(criticalRate(values, "momentum", "mse"), 1.9 * 0.1475205, 1e-6);
  close(criticalRate(values, "sgd", "bce"), 8 * 0.1475205, 1e-6);
  close(criticalRate(values, "momentum", "bce"), 0.8 * 0.1475205, 1e-6);
  assert.equal(criticalRate(values, "adam", "mse"), null);
});

test("eigenvalues solve the characteristic equation, also of diagonal and nearly singular matrices", () => {
  for (const m of [[3, 0, 0, 1, 0, 2], [1, 1, 1, 1, 1, 1], [1e6, 1e3, 1e3, 1, 1, 2], [0.005, 0, 0.1, 0.005, -0.1, 2]]) {
    const [a, b, c, d, e, f] = m;
    const values = eigenvalues(m);
    close(values[0] + values[1] + values[2], a + d + f);
    const det = a * (d * f - e * e) - b * (b * f - e * c) + c * (b * e - d * c);
    assert.ok(Math.abs(values[0] * values[1] * values[2] - det) <= 1e-9 * Math.max(1, Math.abs(a * d * f)));
  }
});

test("the critical rate of batches: the exact one for all points, lower for fewer, as Python has it", () => {
  const sample = draw(new Server().values);
  const whole = criticalRate(eigenvalues(hessian(classSums(sample))), "sgd", "mse");
  close(batchCriticalRate(sample, sample.count), whole, 1e-9);
  let last = 0;
  for (const size of [1, 2, 8, 32, 500, sample.count]) {
    const rate = batchCriticalRate(sample, size);
    assert.ok(rate > last && rate <= whole * (1 + 1e-9), `batch ${size}: ${rate}`);
    last = rate;
  }
  // Four points, their numbers from `playground.theory.batch_critical_lr`.
  const four = { inputs: Float32Array.of(0, 3, 1, 2, 3, 0, 2.5, -1), labels: Uint8Array.of(0, 0, 1, 1), count: 4 };
  [[1, 0.11207467778514953], [2, 0.16622332695950465], [4, 0.20685332845657103]].forEach(([size, rate]) => close(batchCriticalRate(four, size), rate, 1e-6));
  const two = { inputs: Float32Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 1), count: 2 };
  assert.ok(Number.isFinite(batchCriticalRate(two, 1)), "two points leave directions without curvature");
});

test("moving a class in closed form equals moving its points", () => {
  const sample = draw(new Server().values);
  const [negative, positive] = classSums(sample);
  const inputs = Float64Array.from(sample.inputs);
  for (let i = 0; i < sample.count; i += 1) {
    if (sample.labels[i]) continue;
    inputs[2 * i] += 1.3;
    inputs[2 * i + 1] -= 2.4;
  }
  const expected = hessian(classSums({ ...sample, inputs }));
  hessian([moved(negative, 1.3, -2.4), positive]).forEach((value, i) => close(value, expected[i], 1e-10));
});

test("the forward pass rounds to float32 after each operation", () => {
  const [w1, w2, b] = [0.1, 0.7, -0.3].map(Math.fround);
  const score = output({ w1, w2, b }, Math.fround(1 / 3), Math.fround(2.1));
  assert.equal(score, Math.fround(score));
  close(score, 0.1 / 3 + 0.7 * 2.1 - 0.3, 1e-6);
});

test("wrong points: strictly above the threshold is positive", () => {
  const sample = { inputs: Float32Array.of(0.5, 0, 0.6, 0, 0.4, 0), labels: Uint8Array.of(0, 0, 1), count: 3 };
  const mask = new Uint8Array(3);
  assert.equal(markWrong({ w1: 1, w2: 0, b: 0 }, 0.5, sample, mask), 2);
  assert.deepEqual([...mask], [0, 1, 1]);
  close(accuracy({ w1: 1, w2: 0, b: 0 }, 0.5, sample), 1 / 3, 1e-7);
});
