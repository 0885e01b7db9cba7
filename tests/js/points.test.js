import assert from "node:assert/strict";
import test from "node:test";

import { drawCursor, drawNewPoints } from "../../assets/predict/points_draw.js";
import { Unheard } from "../../assets/predict/unacknowledged.js";
import { plotView } from "../../assets/stage/draw/view.js";
import { recorder, theme } from "./support/recorder.js";

const view = plotView({ x0: -4, x1: 6, y0: -4, y1: 6, width: 500, height: 500 });
const points = [{ x: 1, y: 2, score: "0.37", positive: false }, { x: 2, y: 1, score: "0.81", positive: true }];

test("a new point shows its score only once it was revealed", () => {
  const ctx = recorder();
  drawNewPoints(ctx, view, theme, points, 1);
  assert.deepEqual(ctx.named("fillText").map(({ values }) => values[0]), ["0.37", "?"]);
  const near = ctx.named("arc").some(({ values: [x, y] }) => Math.hypot(x - view.x(1), y - view.y(2)) < 1e-6);
  assert.ok(near);
});

test("without a cursor nothing is drawn", () => {
  const empty = recorder();
  drawCursor(empty, view, theme, null);
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
