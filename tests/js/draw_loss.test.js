import assert from "node:assert/strict";
import test from "node:test";

import { gaugeHeight, drawGauge, modeFactors, rateRange } from "../../assets/stage/draw/gauge.js";
import { binSize, decimate, extent, rowAt } from "../../assets/stage/draw/decimate.js";
import { drawFloor, drawHover, drawLossAxes, drawLossCurve, drawRateChanges, lossRange, lossView } from "../../assets/stage/draw/loss.js";
import { recorder, theme } from "./support/recorder.js";

const close = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} ≈ ${b}`);

/** A history of three columns with the values in the middle one. */
function history(values) {
  const count = values.length;
  const rows = new Float32Array(3 * count).fill(99);
  values.forEach((value, i) => { rows[3 * i + 1] = value; });
  return { steps: Uint32Array.from({ length: count }, (_, i) => i), values: rows, stride: 3, offset: 1, count };
}
const at = (series, row) => series.values[row * series.stride + series.offset];
const noise = (count) => history(Array.from({ length: count }, (_, i) => 1 / (1 + i / 50) + 0.2 * Math.abs(Math.sin(i * i))));

test("decimation keeps the highest and lowest value of every bin, in order", () => {
  const series = noise(10_000);
  const size = binSize(series.count, 300);
  const rows = decimate(series, 0, series.count - 1, size);
  assert.ok(rows.length <= 2 * 300 + 2);
  rows.reduce((a, b) => (assert.ok(a < b), b));
  for (let start = 0; start < series.count; start += size) {
    const bin = Array.from({ length: Math.min(size, series.count - start) }, (_, i) => at(series, start + i));
    const kept = rows.filter((row) => row >= start && row < start + size).map((row) => at(series, row));
    assert.equal(Math.min(...kept), Math.min(...bin));
    assert.equal(Math.max(...kept), Math.max(...bin));
  }
});

test("a full bin never changes while the run grows: the curve does not shimmer", () => {
  const long = noise(4096);
  const before = decimate({ ...long, count: 3000 }, 0, 2999, 16);
  const after = decimate(long, 0, 4095, 16);
  const full = before.filter((row) => row < 2992);
  assert.deepEqual(after.slice(0, full.length), full);
});

test("what is remembered of a bin is looked up again when rows were replaced in place", () => {
  const series = noise(1024);
  decimate(series, 0, 1023, 64);
  for (let row = 100; row < 1024; row += 1) series.values[3 * row + 1] = 5 + Math.cos(row);
  const fresh = { ...series, values: series.values.slice() };
  assert.deepEqual(decimate(series, 0, 1023, 64), decimate(fresh, 0, 1023, 64));
});

test("parts of a history can be asked for: cut bins at both ends", () => {
  const series = noise(1000);
  const rows = decimate(series, 37, 901, 32);
  assert.ok(rows[0] >= 37 && rows[rows.length - 1] <= 901);
  assert.deepEqual(decimate(series, 5, 9, 1), [5, 6, 7, 8, 9]);
});

test("the extent passes over what is not finite", () => {
  const diverged = history([2, 8, 1e30, Infinity, NaN]);
  const found = extent(diverged, null, history([0, 0.5]));
  assert.equal(found.max, Math.fround(1e30));
  assert.equal(found.min, 0);
  assert.equal(found.minPositive, 0.5);
  assert.equal(found.maxStep, 4);
  const nothing = extent(history([NaN, Infinity]));
  assert.deepEqual([nothing.finite, nothing.min, nothing.max], [false, 0, 1]);
  assert.ok(nothing.minPositive > 0);
});

test("losses of single updates are joined where they follow each other, and are dots where updates between them are unknown", () => {
  const series = { ...history([2, 1, 1.5, 0.5, 0.6, 0.4]), steps: Uint32Array.of(0, 1, 2, 20, 40, 60) };
  const view = lossView({ width: 500, height: 300, maxStep: 60, minLoss: 0, maxLoss: 2, log: false });
  const marks = (options) => {
    const ctx = recorder();
    drawLossCurve(ctx, view, theme, series, 5, { dot: false, ...options });
    return [ctx.named("lineTo").length, ctx.named("arc").length];
  };
  assert.deepEqual(marks({ noisy: true }), [2, 3]);
  assert.deepEqual(marks({}), [5, 0]); // measured on all points, it is smooth between two rows
});

test("the row at a step is the last one not after it", () => {
  const series = { ...history([1, 2, 3]), steps: Uint32Array.of(0, 10, 20) };
  assert.deepEqual([0, 9, 10, 15, 20, 99].map((step) => rowAt(series, step)), [0, 0, 1, 1, 2, 2]);
  assert.equal(rowAt({ ...series, count: 0 }, 5), -1);
});

test("the loss axis is rounded outward, from zero when linear, positive when logarithmic", () => {
  for (const [min, max] of [[0.0257, 2], [0.1, 0.11], [1e-12, 3e30], [0, 0], [NaN, Infinity]]) {
    const [low, high] = lossRange(min, max, false);
    assert.ok(low <= 0 && high > 0 && (!Number.isFinite(max) || high >= max));
    const [bottom, top] = lossRange(min, max, true);
    assert.ok(bottom > 0 && top > bottom);
    if (min > 0 && Number.isFinite(max)) assert.ok(bottom <= min && top >= max);
  }
});

test("the view maps steps and losses to pixels and back, and keeps infinity near the canvas", () => {
  for (const log of [false, true]) {
    const view = lossView({ width: 500, height: 300, maxStep: 40, minLoss: 0.02, maxLoss: 2, log });
    close(view.invertX(view.x(17)), 17);
    close(view.invertY(view.y(0.5)), 0.5, 1e-9);
    assert.ok(view.y(2) >= view.top && view.y(2) < view.y(0.02) && view.y(0.02) <= view.bottom);
    assert.ok(view.y(Infinity) < view.top && view.y(Infinity) > -100);
    assert.ok(Number.isNaN(view.y(NaN)));
  }
  const log = lossView({ width: 500, height: 300, maxStep: 40, minLoss: 0.02, maxLoss: 2, log: true });
  assert.ok(log.y(0) > log.bottom && Number.isFinite(log.y(0)));
});

test("axes carry numbers and names that do not overlap", () => {
  for (const [width, maxStep] of [[330, 40], [420, 200_000], [760, 1500], [250, 100_000]]) {
    const ctx = recorder();
    const view = lossView({ width, height: 260, maxStep, minLoss: 0.02, maxLoss: 2, log: true });
    drawLossAxes(ctx, view, theme, { step: "step" });
    const texts = ctx.named("fillText");
    const below = texts.filter(({ values }) => values[2] > view.bottom).sort((a, b) => a.values[1] - b.values[1]);
    assert.ok(below.length >= 3);
    assert.ok(below.some(({ values }) => values[0] === "step"), `step is named at ${width}`);
    below.reduce((a, b) => {
      const gap = b.values[1] - a.values[1] - 3 * (a.values[0].length + b.values[0].length);
      assert.ok(gap > 0, `${a.values[0]} and ${b.values[0]} at ${width}`);
      return b;
    });
  }
});

test("the past is solid and ends where the faint future begins", () => {
  const series = noise(40);
  const view = lossView({ width: 500, height: 300, maxStep: 40, minLoss: 0, maxLoss: 2, log: false });
  const ctx = recorder();
  drawLossCurve(ctx, view, theme, series, 12);
  const [future, past] = ctx.named("stroke");
  assert.ok(future.style.globalAlpha < 0.5);
  assert.equal(past.style.globalAlpha, 1);
  const starts = ctx.named("moveTo").map(({ values }) => values);
  close(starts[0][0], view.x(12));
  close(starts[1][0], view.x(0));
  assert.ok(ctx.named("lineTo").some(({ values }) => Math.abs(values[0] - view.x(12)) < 1e-9));
  close(ctx.named("arc")[0].values[0], view.x(12));
});

test("a curve breaks at NaN, leaves through the top at infinity, and its mark stays on the canvas", () => {
  const view = lossView({ width: 500, height: 300, maxStep: 6, minLoss: 0, maxLoss: 2, log: false });
  for (const last of [Infinity, NaN]) {
    const ctx = recorder();
    drawLossCurve(ctx, view, theme, history([1, 2, NaN, 1, 1, last]), 5);
    assert.equal(ctx.named("moveTo").filter(({ values }) => values[1] > view.top - 39).length >= 2, true);
    for (const { values } of [...ctx.named("moveTo"), ...ctx.named("lineTo")]) assert.ok(values.every(Number.isFinite));
    assert.ok(ctx.calls.some(({ name, style }) => name === "fill" && style.fillStyle === theme.danger));
  }
});

test("200,000 rows become a path of about two vertices for every two pixels", () => {
  const ctx = recorder();
  const view = lossView({ width: 500, height: 300, maxStep: 200_000, minLoss: 0, maxLoss: 2, log: false });
  drawLossCurve(ctx, view, theme, noise(200_000), 120_000);
  assert.ok(ctx.named("lineTo").length < 600);
});

test("marks: floor, rates whose labels would overlap, and values under the pointer", () => {
  const view = lossView({ width: 500, height: 300, maxStep: 40, minLoss: 0.02, maxLoss: 2, log: true });
  const ctx = recorder();
  for (const floor of [0.025, null, 1e9]) drawFloor(ctx, view, theme, floor);
  assert.equal(ctx.named("stroke").length, 1, "a floor that is known and within the axis");
  const rates = recorder();
  drawRateChanges(rates, view, theme, [{ step: 10, lr: 0.05 }, { step: 11, lr: 0.01 }, { step: 30, lr: 0.002 }, { step: 99, lr: 1 }]);
  assert.deepEqual(rates.named("fillText").map(({ values }) => values[0]), ["η 0.05", "η 0.002"]);
  assert.equal(rates.named("fill").length, 3, "each change inside the axis has its mark");
  for (const step of [0, 20, 40]) {
    const hover = recorder();
    drawHover(hover, view, theme, { step, title: `step ${step}`, values: [{ label: "loss", value: NaN }, { label: "all", value: 0.5 }] });
    const [[left, top, width, height]] = hover.named("roundRect").map(({ values }) => values);
    assert.ok(left >= 0 && top >= 0 && left + width <= view.width && top + height <= view.height);
  }
});

const plain = { trace: [1, 1], product: [0, 0] };

test("what an update leaves of each mode: the chapter's rate wipes out the middle one", () => {
  const chapter = { eigenvalues: [0.442561, 10, 13.557439], critical: 2 / 13.557439, modes: plain };
  const [slow, middle, steep] = modeFactors({ ...chapter, lr: 0.1 });
  close(slow, 0.9557439);
  close(middle, 0);
  close(steep, 0.3557439);
  close(modeFactors({ ...chapter, lr: chapter.critical })[2], 1);
  assert.ok(modeFactors({ ...chapter, lr: 0.16 })[2] > 1);
});

test("with momentum a mode shrinks like the root of 0.9 until the critical rate, where it stands still", () => {
  const heavy = { eigenvalues: [0.442561, 10, 13.557439], critical: (2 * 1.9) / 13.557439, modes: { trace: [1.9, 1], product: [0.9, 0] } };
  close(modeFactors({ ...heavy, lr: 0.1 })[1], Math.sqrt(0.9));
  close(modeFactors({ ...heavy, lr: heavy.critical })[2], 1, 1e-6);
  assert.ok(modeFactors({ ...heavy, lr: heavy.critical * 1.01 })[2] > 1);
});

test("the gauge's axis is whole decades around both rates, and still for the usual ones", () => {
  assert.deepEqual(rateRange(0.1, 0.1475), [0.001, 1]);
  assert.deepEqual(rateRange(0.9, 0.1475), [0.001, 1]);
  const [low, high] = rateRange(1e-5, 3);
  assert.ok(low <= 1e-5 && high >= 6);
});

test("the gauge marks a rate that is too high, shows bars where it is a limit, and nothing without one", () => {
  const data = { lr: 0.16, eigenvalues: [0.442561, 10, 13.557439], critical: 0.1475205, kind: "exact", modes: plain, labels: {} };
  const size = { width: 400, height: gaugeHeight(400, "exact") };
  const above = recorder();
  drawGauge(above, size, theme, data);
  assert.ok(above.named("fill").some(({ style }) => style.fillStyle === theme.danger));
  assert.ok(above.named("fillText").some(({ values }) => values[0] === "1.17"));
  const below = recorder();
  drawGauge(below, size, theme, { ...data, lr: 0.1 });
  assert.ok(!below.named("fill").some(({ style }) => style.fillStyle === theme.danger));
  const average = recorder();
  drawGauge(average, size, theme, { ...data, kind: "average" });
  assert.ok(average.named("fill").some(({ style }) => style.fillStyle === theme.danger));
  const estimate = recorder();
  drawGauge(estimate, { width: 400, height: gaugeHeight(400, "estimate") }, theme, { ...data, lr: 0.1476, kind: "estimate" });
  assert.ok(estimate.named("fillText").some(({ values }) => String(values[0]).startsWith("λ")));
  const mark = recorder();
  drawGauge(mark, size, theme, { ...data, lr: 0.14, kind: "estimate", critical: 0.13 });
  assert.ok(!mark.named("fill").some(({ style }) => style.fillStyle === theme.danger), "an estimate is no limit");
  for (const kind of ["guaranteed", "all_points"]) {
    const bound = recorder();
    drawGauge(bound, size, theme, { ...data, kind });
    assert.ok(!bound.named("fillText").some(({ values }) => String(values[0]).startsWith("λ")));
    assert.ok(!bound.named("fill").some(({ style }) => style.fillStyle === theme.danger), "above it nobody knows");
  }
  const none = recorder();
  drawGauge(none, size, theme, { ...data, kind: null, critical: null });
  assert.equal(none.named("fillText").length, 0);
  assert.equal(gaugeHeight(400, null), 0);
});
