import assert from "node:assert/strict";
import test from "node:test";

import { fade, parseColour } from "../../assets/stage/draw/colour.js";
import {
  formatRate, formatStep, formatTick, formatValue, linearTicks, logTicks, niceMaxStep, niceStep,
} from "../../assets/stage/draw/ticks.js";

test("ticks are round numbers inside the range, at most one more than wished", () => {
  assert.deepEqual(linearTicks(-3.5, 6.5, 10).values, [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(linearTicks(0, 0.3, 3).values, [0, 0.1, 0.2, 0.3]);
  for (const [low, high] of [[0, 1], [-7, 13], [0.001, 0.0017], [0, 4e5], [-2e-6, 9e-6]]) {
    for (const target of [2, 5, 9]) {
      const { values, step } = linearTicks(low, high, target);
      assert.ok(values.length >= 1 && values.length <= target + 1, `${low} ${high} ${target}: ${values}`);
      assert.ok(values.every((value) => value >= low - step * 1e-6 && value <= high + step * 1e-6));
      assert.ok([1, 2, 5].includes(Math.round(step / 10 ** Math.floor(Math.log10(step) + 1e-9))));
    }
  }
});

test("minus zero is written as zero, and a span of nothing has a step all the same", () => {
  assert.ok(linearTicks(-1, 1, 4).values.every((value) => !Object.is(value, -0)));
  assert.equal(niceStep(0, 5), 1);
  assert.equal(niceStep(NaN, 5), 1);
});

test("a logarithmic axis has decades, more between them where there is room, plain numbers within half a decade", () => {
  assert.deepEqual(logTicks(1e-4, 10, 6).major, [1e-4, 1e-3, 1e-2, 0.1, 1, 10]);
  assert.deepEqual(logTicks(0.02, 2, 9).major, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(logTicks(0.2, 0.5, 4).major, [0.2, 0.3, 0.4, 0.5]);
  const wide = logTicks(1e-30, 1e30, 6).major;
  assert.ok(wide.length <= 7 && wide.length >= 4);
  for (const list of [logTicks(0.02, 2, 4), logTicks(1e-9, 1e9, 5)]) {
    assert.ok(list.minor.every((value) => !list.major.includes(value)));
  }
});

test("numbers are written briefly, with a true minus, and large ones as Python prints them", () => {
  assert.equal(formatTick(-2, 1), "−2");
  assert.equal(formatTick(0.5, 0.5), "0.5");
  assert.equal(formatTick(0.25, 0.05), "0.25");
  assert.equal(formatTick(0.002), "0.002");
  assert.equal(formatTick(20000, 10000), "20\u2009000");
  assert.equal(formatTick(1e36), "1e36");
  assert.equal(formatTick(2e-7), "2e−7");
  assert.equal(formatValue(0.0287123), "0.02871");
  assert.equal(formatValue(-1234.5678), "−1235");
  assert.equal(formatValue(Infinity), "∞");
  assert.equal(formatValue(-Infinity), "−∞");
  assert.equal(formatValue(NaN), "NaN");
  assert.equal(formatValue(0), "0");
  assert.equal(formatRate(0.05), "0.05");
  assert.equal(formatRate(0.1328), "0.133");
  assert.equal(formatRate(10), "10");
  assert.equal(formatRate(1e-5), "1e−5");
  assert.equal(formatStep(1234567), "1\u2009234\u2009567");
});

test("a growing step axis moves in jumps, never shorter than the run", () => {
  let before = 0;
  let jumps = 0;
  for (let step = 1; step <= 20000; step += 1) {
    const end = niceMaxStep(step);
    assert.ok(end >= step && end <= Math.max(10, 1.51 * step));
    if (end !== before) jumps += 1;
    before = end;
  }
  assert.ok(jumps < 40, `${jumps} jumps`);
});

test("colours are read in every form a style sheet gives them", () => {
  assert.deepEqual(parseColour("#0072b2"), [0, 114, 178, 1]);
  assert.deepEqual(parseColour("#fff"), [255, 255, 255, 1]);
  assert.deepEqual(parseColour(" rgb(1, 2, 3) "), [1, 2, 3, 1]);
  assert.deepEqual(parseColour("rgba(1, 2, 3, 0.5)"), [1, 2, 3, 0.5]);
  assert.deepEqual(parseColour("rgb(1 2 3 / 50%)"), [1, 2, 3, 0.5]);
  assert.deepEqual(parseColour("color(srgb 1 0 0.2 / 0.4)"), [255, 0, 51, 0.4]);
  assert.equal(fade("rgba(0, 0, 0, 0.5)", 0.5), "rgba(0, 0, 0, 0.25)");
  assert.equal(parseColour("no colour").every(Number.isFinite), true);
});
