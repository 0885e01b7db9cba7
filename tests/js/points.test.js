import assert from "node:assert/strict";
import test from "node:test";

import { drawCursor, drawPaper } from "../../assets/predict/points_draw.js";
import { Unheard } from "../../assets/predict/unacknowledged.js";
import { planeOf } from "../../assets/tape/plane.js";
import { recorder, theme } from "./support/recorder.js";

const plane = planeOf({ x0: -4, x1: 6, y0: -3, y1: 6 }, { width: 800, height: 550 });
const drawn = {
  inputs: [[0, 3], [3, 0]],
  labels: [0, 1],
  boundary: [[-3, -3], [6, 6]],
  points: [{ x: 1, y: 2, score: "0.37", positive: false }],
};

test("new points carry their scores, known points do not", () => {
  const ctx = recorder();
  drawPaper(ctx, plane, theme, drawn);
  const texts = ctx.named("fillText").map(({ values }) => values[0]);
  assert.ok(texts.includes("0.37"));
  const near = ctx.named("arc").some(({ values: [x, y] }) => Math.hypot(x - plane.x(1), y - plane.y(2)) < 1e-6);
  assert.ok(near);
});

test("without a boundary none is drawn, without a cursor nothing", () => {
  const withLine = recorder();
  const without = recorder();
  drawPaper(withLine, plane, theme, drawn);
  drawPaper(without, plane, theme, { ...drawn, boundary: [] });
  const lines = (ctx) => ctx.named("lineTo").length;
  assert.equal(lines(withLine) - lines(without), 2);
  const empty = recorder();
  drawCursor(empty, plane, theme, null);
  assert.equal(empty.named("stroke").length, 0);
});

test("what was not heard is told again with the next, and nothing twice", () => {
  const unheard = new Unheard("me");
  const [a, b, c] = [{ x: 1, y: 1 }, { x: 2, y: 2 }, { x: 3, y: 3 }];
  assert.deepEqual(unheard.add(a), { client: "me", first: 0, places: [a] });
  assert.deepEqual(unheard.add(b), { client: "me", first: 0, places: [a, b] });
  unheard.heard(null);
  unheard.heard({ client: "another", count: 9 });
  unheard.heard({ client: "me", count: 1 });
  assert.deepEqual(unheard.add(c), { client: "me", first: 1, places: [b, c] });
  unheard.heard({ client: "me", count: 3 });
  unheard.heard({ client: "me", count: 1 }); // an old answer that came late
  assert.deepEqual(unheard.add(a), { client: "me", first: 3, places: [a] });
});
