import assert from "node:assert/strict";
import test from "node:test";

import { ellipseAxes, handleAt } from "../../assets/stage/draw/classes.js";
import { conicLines, contour } from "../../assets/stage/draw/contour.js";
import { clipLine } from "../../assets/stage/draw/line.js";
import { drawAxisHandles, drawBackdrop, drawBoundary, drawPoints, drawReference, drawShading, plotBounds, plotView, stretchOf } from "../../assets/stage/draw/plot.js";
import { mixingStep, pointLook, ringRadius } from "../../assets/stage/draw/points.js";
import { bayesLines } from "../../assets/stage/draw/reference.js";
import { certainty, shadingStops } from "../../assets/stage/draw/shading.js";
import { over } from "../../assets/stage/draw/stamps.js";
import { recorder, theme } from "./support/recorder.js";
import { OF_LOGITS, OF_MSE } from "./support/shading.js";

const close = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} ≈ ${b}`);
const chapter = {
  neg_x: 0, neg_y: 3, neg_sx: 1, neg_sy: 1, neg_rho: 0.5, pos_x: 3, pos_y: 0, pos_sx: 1, pos_sy: 1, pos_rho: 0.5,
};
const square = { x0: -4, x1: 4, y0: -4, y1: 4 };
const view = plotView({ ...square, width: 400, height: 400 });

test("own points that would lie on a strip are shown in two scales, and everything else in one", () => {
  const cloud = (dx, dy) => {
    const inputs = Float32Array.from({ length: 200 }, (_, i) => (i % 2 ? dy * Math.sin(3 * i) : dx * Math.cos(5 * i)));
    return { inputs, labels: new Uint8Array(100), count: 100 };
  };
  for (const [dx, dy, axis] of [[100, 0.5, 1], [0.01, 3, 0], [1e6, 1, 1]]) {
    const sample = cloud(dx, dy);
    const bounds = plotBounds({ points: true }, sample);
    const free = plotView({ ...bounds, width: 500, height: 400 });
    const seen = [[0, dx, free.width], [1, dy, free.height]].map(([at, half, size]) => (2 * half * (at ? free.unitY : free.unitX)) / size);
    assert.ok(seen.every((share) => share > 0.5 && share < 1), `${seen} of the picture`);
    for (let i = 0; i < sample.count; i += 1) {
      const [x, y] = [free.x(sample.inputs[2 * i]), free.y(sample.inputs[2 * i + 1])];
      assert.ok(x >= 0 && x <= free.width && y >= 0 && y <= free.height);
    }
    assert.equal(stretchOf(free).axis, axis);
    close(stretchOf(free).times, Math.max(free.unitX, free.unitY) / Math.min(free.unitX, free.unitY), 1e-6);
    close(free.invertX(free.x(0.3)), 0.3);
    close(free.invertY(free.y(-0.2)), -0.2);
    // The shading changes across the boundary as it is drawn, and has the model's output at both ends.
    const model = { w1: 1 / dx, w2: 0.5 / dy, b: 0.5, ...OF_MSE };
    const ctx = recorder();
    drawShading(ctx, free, theme, model);
    const [fromX, fromY, toX, toY] = ctx.named("fillRect")[0].style.fillStyle.ends;
    const output = (x, y) => model.w1 * free.invertX(x) + model.w2 * free.invertY(y) + model.b;
    close(output(fromX, fromY), 0, 1e-6);
    close(output(toX, toY), 1, 1e-6);
    drawBoundary(ctx, free, theme, model);
    const [start, end] = ["moveTo", "lineTo"].map((name) => ctx.named(name).at(-1).values);
    close((end[0] - start[0]) * (toX - fromX) + (end[1] - start[1]) * (toY - fromY), 0, 1e-3);
  }
  for (const [dx, dy] of [[3, 1], [1, 1], [5, 0], [0, 0]]) {
    const bounds = plotBounds({ points: true }, cloud(dx, dy));
    assert.equal(stretchOf(plotView({ ...bounds, width: 500, height: 400 })), null);
  }
  assert.equal(stretchOf(plotView({ ...plotBounds({ ...chapter, neg_x: -10, pos_x: 10, neg_sy: 0.05, pos_sy: 0.05 }, null), width: 500, height: 400 })), null);
});

test("a view has one scale for both axes, y upwards, and its inverse", () => {
  for (const [width, height] of [[600, 600], [800, 400], [300, 700]]) {
    const wide = plotView({ x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5, width, height });
    close(wide.x(2) - wide.x(1), wide.unitX);
    close(wide.y(1) - wide.y(2), wide.unitY);
    close(wide.invertX(wide.x(1.25)), 1.25);
    close(wide.invertY(wide.y(-0.75)), -0.75);
    assert.ok(wide.x(-3.5) >= -1e-9 && wide.x(6.5) <= width + 1e-9 && wide.y(6.5) >= -1e-9 && wide.y(-3.5) <= height + 1e-9);
  }
});

test("bounds hold both classes, are square, and are the chapter's view for the chapter's classes", () => {
  assert.deepEqual(plotBounds(chapter, null), { x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5 });
  for (const change of [{ pos_x: 9.7, pos_y: -9.2 }, { neg_sx: 5, neg_sy: 0.05 }, { neg_x: -10, pos_x: 10, pos_sy: 5 }]) {
    const e = { ...chapter, ...change };
    const box = plotBounds(e, null);
    close(box.x1 - box.x0, box.y1 - box.y0);
    for (const side of ["neg", "pos"]) {
      assert.ok(box.x0 <= e[`${side}_x`] - 3.2 * e[`${side}_sx`] && box.x1 >= e[`${side}_x`] + 3.2 * e[`${side}_sx`]);
      assert.ok(box.y0 <= e[`${side}_y`] - 3.2 * e[`${side}_sy`] && box.y1 >= e[`${side}_y`] + 3.2 * e[`${side}_sy`]);
    }
    assert.ok(box.x1 - box.x0 <= 2 * Math.max(...["neg", "pos"].map((s) => Math.abs(e[`${s}_x`]) + 3.2 * e[`${s}_sx`]), 20));
  }
});

test("bounds hold still under small drags", () => {
  const seen = new Set();
  for (let x = 3; x <= 6; x += 0.05) seen.add(JSON.stringify(plotBounds({ ...chapter, pos_x: x }, null)));
  assert.ok(seen.size <= 5, `${seen.size} views for sixty positions`);
});

test("own points set the bounds themselves, small or far away, and a lone outlier does not", () => {
  const points = (count, x, y, spread) => {
    const inputs = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? y : x) + spread * Math.sin(7 * i));
    return { inputs, labels: new Uint8Array(count), count };
  };
  for (const [x, y, spread] of [[0.5, 0.5, 0.4], [1e4, -2e4, 3e3], [0, 0, 1e-3]]) {
    const sample = points(500, x, y, spread);
    const box = plotBounds({ ...chapter, points: true }, sample);
    assert.ok(box.x0 <= x - spread * 0.98 && box.x1 >= x + spread * 0.98 && box.y0 <= y - spread * 0.98 && box.y1 >= y + spread * 0.98);
    assert.ok(box.x1 - box.x0 <= 4.5 * spread, `${box.x1 - box.x0} for ${2 * spread}`);
  }
  const outlier = points(5000, 0, 0, 1);
  outlier.inputs[0] = 1e6;
  assert.ok(plotBounds({ points: true }, outlier).x1 < 10);
  // Points that the knobs do not describe are found without being told.
  assert.ok(plotBounds(chapter, points(100, 500, 500, 1)).x0 > 400);
});

test("a line is cut to the box whatever its slope", () => {
  assert.deepEqual(clipLine(1, 0, -2, square), [2, -4, 2, 4]);
  assert.deepEqual(clipLine(0, 2, 2, square), [-4, -1, 4, -1]);
  const [x0, y0, x1, y1] = clipLine(1, -1, 0, square);
  [x0, y0, x1, y1].forEach((value, i) => close(value, [-4, -4, 4, 4][i]));
  assert.equal(clipLine(1, 1, 100, square), null);
  assert.equal(clipLine(0, 0, 1, square), null);
  assert.equal(clipLine(NaN, 1, 1, square), null);
  assert.equal(clipLine(Infinity, 1, 1, square), null);
  for (let turn = 0; turn < 64; turn += 1) {
    const [w1, w2, c] = [Math.cos(turn / 7), Math.sin(turn / 7), 3 * Math.sin(turn)];
    const line = clipLine(w1 * 1e-12, w2 * 1e-12, c * 1e-12, square);
    if (!line) continue;
    for (const [x, y] of [[line[0], line[1]], [line[2], line[3]]]) {
      close(w1 * x + w2 * y + c, 0, 1e-6);
      assert.ok(Math.max(Math.abs(x), Math.abs(y)) <= 4 + 1e-6);
    }
    assert.ok(line[2] >= line[0]);
  }
});

test("marching squares joins a circle into one loop and a hyperbola into two open lines", () => {
  const [circle, ...more] = contour((x, y) => x * x + y * y - 4, square, 40);
  assert.equal(more.length, 0);
  assert.ok(circle.closed);
  circle.points.forEach(([x, y]) => close(Math.hypot(x, y), 2, 0.02));
  const branches = contour((x, y) => x * y - 1, square, 41);
  assert.equal(branches.length, 2);
  assert.ok(branches.every(({ closed }) => !closed));
  assert.deepEqual(contour(() => 1, square, 10), []);
  assert.deepEqual(contour(() => NaN, square, 10), []);
});

test("the conic's points lie on the conic", () => {
  for (const conic of [[1, 0, 1, 0, 0, -4], [1, 0.5, 0.2, -1, 0.3, -2], [1, 0, -1, 0.2, 0, 0.5], [0, 0, 0, 1, 2, -1]]) {
    const [a, b, c, d, e, f] = conic;
    const lines = conicLines(conic, square, 32);
    assert.ok(lines.length > 0);
    for (const { points } of lines) {
      for (const [x, y] of points) close(a * x * x + b * x * y + c * y * y + d * x + e * y + f, 0, 2e-4);
    }
  }
});

test("the Bayes boundary of classes with one covariance is a straight line", () => {
  const lines = bayesLines([0, 0, 0, 2, -2, 0], view);
  assert.equal(lines.length, 1);
  assert.equal(lines[0].length, 2);
  lines[0].forEach(([x, y]) => close(x, y));
});

test("ellipses have the eigenvectors of the covariance as axes", () => {
  const round = ellipseAxes(1, 1, 0.5);
  close(round.major, Math.sqrt(1.5));
  close(round.minor, Math.sqrt(0.5));
  close(round.angle, Math.PI / 4);
  const flat = ellipseAxes(2, 0.5, 0);
  close(flat.major, 2);
  close(flat.minor, 0.5);
  close(flat.angle, 0);
  close(ellipseAxes(0.5, 2, 0).angle, Math.PI / 2);
  close(ellipseAxes(1, 1, -0.5).angle, -Math.PI / 4);
});

test("the axes' handles are a dot each at rest; the class that is pointed at shows its axes and both ends", () => {
  const mark = (label, strong) => ({
    label, strong, end: { x: 100, y: 100 }, opposite: { x: 40, y: 160 }, hover: false, active: false, focus: false,
  });
  const radii = (ctx) => ctx.named("arc").map(({ values }) => values[2]);
  const rest = recorder();
  drawAxisHandles(rest, view, theme, [mark(0, false), mark(1, false)]);
  assert.equal(rest.named("lineTo").length, 0);
  assert.ok(Math.max(...radii(rest)) < 6);
  assert.deepEqual(new Set(rest.named("stroke").map(({ style }) => style.strokeStyle)), new Set([theme.negative, theme.positive]));
  const pointed = recorder();
  drawAxisHandles(pointed, view, theme, [mark(0, true), mark(1, false)]);
  assert.ok(pointed.named("lineTo").every(({ values }) => values[0] === 100 && values[1] === 100));
  assert.ok(pointed.named("arc").some(({ values: [x, y] }) => x === 40 && y === 160));
  assert.ok(Math.max(...radii(pointed)) > Math.max(...radii(rest)));
  const finger = recorder();
  drawAxisHandles(finger, view, theme, [mark(0, true), mark(1, false)], true);
  assert.ok(finger.named("arc").every(({ values: [x] }) => x === 100), "one end to take hold of");
  const focused = recorder();
  drawAxisHandles(focused, view, theme, [{ ...mark(0, true), focus: true }]);
  assert.ok(focused.named("stroke").some(({ style }) => style.strokeStyle === theme.accent));
});

test("the handle under the pointer is the nearest one within reach", () => {
  const classes = [{ x: 0, y: 0, sx: 1, sy: 1, rho: 0, label: 0 }, { x: 0.3, y: 0, sx: 1, sy: 1, rho: 0, label: 1 }];
  assert.equal(handleAt(view, classes, view.x(0) - 4, view.y(0)), 0);
  assert.equal(handleAt(view, classes, view.x(0.3) + 4, view.y(0)), 1);
  assert.equal(handleAt(view, classes, view.x(3), view.y(3)), -1);
});

test("the decision alone has two colours, which meet at the threshold", () => {
  const decision = { threshold: 0.5, shading: /** @type {const} */ ({ curve: "decision", span: 0.5, full: 1 }) };
  assert.deepEqual([-3, 0.49, 0.51, 0.9, 7].map((output) => certainty(output, decision)), [-1, -1, 1, 1, 1]);
  assert.deepEqual(shadingStops(decision.shading), [[0, -1], [0.5, -1], [0.5, 1], [1, 1]]);
});

test("certainty is 0 on the boundary, ±1 at the targets, and the sigmoid for logits", () => {
  const mse = OF_MSE;
  assert.deepEqual([0, 0.5, 1, 7, -3, 0.75].map((output) => certainty(output, mse)), [-1, 0, 1, 1, -1, 0.5]);
  const bce = OF_LOGITS;
  close(certainty(0, bce), 0);
  close(certainty(2, bce), 2 / (1 + Math.exp(-2)) - 1);
  for (const { shading } of [mse, bce, { shading: { curve: "straight", span: 1, full: 1 } }]) {
    const stops = shadingStops(shading);
    assert.equal(stops[0][0], 0);
    assert.equal(stops[stops.length - 1][0], 1);
    for (const [position, value] of stops) {
      const distance = (2 * position - 1) * shading.span;
      close(value, certainty(distance, { threshold: 0, shading }), 1e-8);
    }
    stops.reduce((a, b) => (assert.ok(a[0] <= b[0] && a[1] < b[1]), b));
  }
});

test("shading runs across the boundary: its ends are where a linear model answers 0 and 1", () => {
  const ctx = recorder();
  const model = { w1: 0.3, w2: -0.2, b: 0.4, ...OF_MSE };
  drawShading(ctx, view, theme, model);
  const [gradient] = ctx.named("fillRect").map(({ style }) => style.fillStyle);
  const output = (px, py) => model.w1 * view.invertX(px) + model.w2 * view.invertY(py) + model.b;
  close(output(gradient.ends[0], gradient.ends[1]), 0, 1e-9);
  close(output(gradient.ends[2], gradient.ends[3]), 1, 1e-9);
});

test("shading takes weights of nothing, of any size, and none that are not numbers", () => {
  for (const [w1, w2, b] of [[0, 0, 0.9], [1e-30, 0, 0.9], [1e-9, 1e-9, -5]]) {
    const ctx = recorder();
    drawShading(ctx, view, theme, { w1, w2, b, ...OF_MSE });
    assert.equal(typeof ctx.named("fillRect")[0].style.fillStyle, "string");
  }
  const steep = recorder();
  drawShading(steep, view, theme, { w1: 1e30, w2: -1e30, b: 0, ...OF_LOGITS, threshold: 0.5 });
  assert.ok(steep.named("createLinearGradient")[0].values.every(Number.isFinite));
  const broken = recorder();
  drawShading(broken, view, theme, { w1: NaN, w2: 1, b: Infinity, ...OF_MSE });
  drawBoundary(broken, view, theme, { w1: NaN, w2: 1, b: Infinity, ...OF_MSE });
  assert.equal(broken.calls.length, 0);
});

test("the boundary is drawn where the output equals the threshold", () => {
  const ctx = recorder();
  drawBoundary(ctx, view, theme, { w1: 2, w2: 0, b: -1.5, ...OF_MSE });
  const ends = [...ctx.named("moveTo"), ...ctx.named("lineTo")].map(({ values }) => values);
  ends.forEach(([x]) => close(x, view.x(1)));
});

test("the backdrop numbers the grid and names the axes", () => {
  const ctx = recorder();
  drawBackdrop(ctx, plotView({ x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5, width: 640, height: 640 }), theme);
  const texts = ctx.named("fillText").map(({ values }) => values[0]);
  for (const text of ["−2", "0", "2", "4", "x₁", "x₂"]) assert.ok(texts.includes(text), text);
});

test("every point is drawn once, the classes mixed; wrong ones in the colour of danger, the batch alone glows", () => {
  const count = 100;
  const inputs = Float32Array.from({ length: 2 * count }, (_, i) => 3 * Math.sin(i));
  const labels = Uint8Array.from({ length: count }, (_, i) => (i < 50 ? 0 : 1));
  const sample = { inputs, labels, count };
  const plain = recorder();
  drawPoints(plain, view, theme, sample, {});
  assert.equal(plain.named("fill").length, count);
  const colours = plain.named("fill").map(({ style }) => style.fillStyle);
  assert.ok(colours.slice(0, 20).includes(theme.negative) && colours.slice(0, 20).includes(theme.positive));
  const wrong = new Uint8Array(count);
  wrong[3] = wrong[70] = 1;
  const marked = recorder();
  drawPoints(marked, view, theme, sample, { wrong, batch: [3, 4, 5] });
  assert.equal(marked.named("createRadialGradient").length, 3);
  const rings = marked.named("stroke").filter(({ style }) => style.strokeStyle === theme.danger);
  assert.equal(rings.length, 3, "two wrong points, one of them in the batch and ringed again over its glow");
  const everything = recorder();
  drawPoints(everything, view, theme, sample, { batch: Int32Array.from({ length: count }, (_, i) => i) });
  assert.equal(everything.named("createRadialGradient").length, 0, "a full batch does not stand out from itself");
});

test("points shrink and fade as they get more; rings come closer", () => {
  const sizes = [2, 20, 200, 2000, 20000].map((count) => pointLook(count, 600));
  sizes.reduce((a, b) => (assert.ok(b.radius <= a.radius && b.alpha <= a.alpha), b));
  assert.ok(ringRadius(3, 1) > ringRadius(3, 100));
  assert.equal(ringRadius(3, 1000), 0);
});

test("the mixing order visits every point once", () => {
  for (const n of [1, 2, 3, 10, 200, 1999, 2000]) {
    const step = mixingStep(n);
    const seen = new Set(Array.from({ length: n }, (_, k) => (k * step) % n));
    assert.equal(seen.size, n);
  }
});

test("one colour over another keeps what is opaque and adds up what is not", () => {
  const colour = (r, g, b, a) => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
  assert.equal(over(colour(10, 20, 30, 255), colour(200, 100, 50, 255)), colour(200, 100, 50, 255));
  assert.equal(over(colour(10, 20, 30, 255), colour(200, 100, 50, 0)), colour(10, 20, 30, 255));
  const half = over(colour(0, 0, 0, 255), colour(255, 255, 255, 128));
  assert.equal(half >>> 24, 255);
  assert.ok(Math.abs((half & 255) - 128) <= 1);
  const thin = over(colour(100, 100, 100, 128), colour(100, 100, 100, 128));
  assert.equal(thin & 255, 100);
  assert.ok(Math.abs((thin >>> 24) - 192) <= 1);
});

test("references are dashed and dotted, with their names inside the canvas", () => {
  const ctx = recorder();
  drawReference(ctx, view, theme, {
    optimum: [1, -1, 0.5], threshold: 0.5, bayes: [1, 0, 1, 0, 0, -4], labels: { optimum: "best line", bayes: "Bayes" },
  });
  assert.ok(ctx.named("setLineDash").filter(({ values }) => values[0].length === 2).length >= 2);
  for (const { values: [text, x, y] } of ctx.named("fillText")) {
    assert.ok(["best line", "Bayes"].includes(text));
    assert.ok(x > 0 && x < 400 && y > 0 && y < 400);
  }
  const nothing = recorder();
  drawReference(nothing, view, theme, { optimum: null, threshold: 0.5, bayes: null });
  assert.equal(nothing.named("stroke").length, 0);
});
