import assert from "node:assert/strict";
import test from "node:test";

import { rangeOf } from "../../assets/fit/chart.js";
import { modelOf, unpackClouds, viewOf, wrongOf } from "../../assets/fit/clouds.js";
import { lineOf, placesOf } from "../../assets/fit/number_line.js";
import { departures } from "../../assets/fit/ways_draw.js";
import { countsAt, ratesOf } from "../../assets/predict/confusion_matrix.js";
import { drawHistogram, histogramPlane } from "../../assets/predict/threshold_draw.js";
import { recorder, theme } from "./support/recorder.js";

const base64 = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
const means = { neg_x: 0, neg_y: 3, pos_x: 3, pos_y: 0 };
const packed = { xy: base64(Int16Array.of(0, 3000, 3000, -250, 1500, 1500)), negatives: 1, held: base64(Uint8Array.of(0b01000000)), means };

test("packed points come out as they went in, and the same packet is the same record", () => {
  const { sample } = unpackClouds(packed);
  assert.deepEqual([...sample.inputs], [0, 3, 3, -0.25, 1.5, 1.5]);
  assert.deepEqual([[...sample.labels], [...sample.held]], [[0, 1, 1], [0, 1, 0]]);
  assert.equal(unpackClouds({ ...packed }), unpackClouds(packed));
});

test("the plane has equal axes, and what a model gets wrong is on the other side of its line", () => {
  const clouds = unpackClouds(packed);
  const view = viewOf(clouds, { width: 400, height: 560 });
  assert.ok(Math.abs(view.x(1) - view.x(0) - (view.y(0) - view.y(1))) < 1e-9);
  const decision = { threshold: 0.5, shading: { curve: "straight", span: 0.5, full: 0.5 } };
  const model = modelOf([1, -1, 0.4], decision);
  assert.deepEqual([...wrongOf(clouds.sample, model)], [0, 0, 1]); // 0.4 at the last point
  assert.equal(modelOf([1, Infinity, 0], decision), null);
  assert.equal(modelOf(undefined, decision), null);
});

test("a chart has its axes before a value, and holds all values after", () => {
  assert.deepEqual(rangeOf([{ name: "loss", held: false, values: [] }], 5), { x0: 1, x1: 5, y0: 0, y1: 1 });
  const { y0, y1 } = rangeOf([{ name: "loss", held: false, values: [3, null, -1] }], 5);
  assert.ok(y0 === -1 && y1 > 3);
});

test("a threshold is compared as float32, and equal is not above", () => {
  const scores = [0.1, 0.3, 0.5, 0.7].map(Math.fround);
  assert.deepEqual(countsAt(scores, [0, 1, 0, 1], 0.3), [[1, 1], [1, 1]]);
  assert.deepEqual(countsAt(scores, [0, 1, 0, 1], 0.29), [[1, 1], [0, 2]]);
  assert.deepEqual(ratesOf([[1, 1], [1, 3]]), { accuracy: 4 / 6, falseRate: 0.5, trueRate: 0.75 });
  assert.ok(Number.isNaN(ratesOf([[0, 0], [1, 1]]).falseRate));
});

test("the threshold stands on the axis of its histogram", () => {
  const bins = { edges: [0, 0.5, 1], negative: [3, 1], positive: [0, 4] };
  const plane = histogramPlane({ width: 700, height: 250 }, bins, [-0.5, 1.5]);
  const ctx = recorder();
  const names = { x: "score", y: "points", negative: "negative", positive: "positive" };
  drawHistogram(ctx, plane, theme, { bins, threshold: 0.75, names });
  const lines = ctx.named("lineTo").filter(({ values: [x] }) => Math.abs(x - plane.x(0.75)) < 1e-9);
  assert.equal(lines.length, 2); // the line and its halo
  assert.equal(ctx.named("strokeRect").length, 3); // empty bins have no bar
});

test("equal scores stand one above the other", () => {
  const line = lineOf({ width: 700, height: 300 }, [0.5, 0.5, 0.500001, -3]);
  const places = placesOf(line, [0.5, 0.5, 0.500001, -3]);
  assert.equal(places[0].x, line.x(0.5));
  assert.ok(places[0].y > places[1].y && places[1].y > places[2].y);
  assert.equal(places[3].y, places[0].y);
});

test("what is left of three courses without their mean sums to nothing", () => {
  const ways = [[1, 2], [1 + 3e-7, 2], [1, 2]].map((losses) => ({ name: "", losses }));
  const apart = departures(ways);
  assert.ok(Math.abs(apart[1][0] - 2e-7) < 1e-12);
  assert.ok(Math.abs(apart[0][0] + apart[1][0] + apart[2][0]) < 1e-15);
  assert.deepEqual(departures([]), []);
});
