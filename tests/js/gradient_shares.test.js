import assert from "node:assert/strict";
import { test } from "node:test";

import { arrowScale, rangeOf } from "../../assets/tape/gradient_shares.js";

test("the plane holds the origin and all samples, in one scale for both axes", () => {
  const range = rangeOf([[0, 3], [-1, 2], [4, 1]], { width: 600, height: 400 });
  for (const [x, y] of [[0, 0], [0, 3], [-1, 2], [4, 1]]) {
    assert.ok(range.x0 < x && x < range.x1);
    assert.ok(range.y0 < y && y < range.y1);
  }
  assert.ok(Math.abs((range.x1 - range.x0) / 600 - (range.y1 - range.y0) / 400) < 1e-12);
});

test("one sample at the origin still has a plane", () => {
  const { x0, x1, y0, y1 } = rangeOf([[0, 0]], { width: 300, height: 300 });
  assert.ok(x1 > x0 && y1 > y0);
});

test("the longest arrow has its share of the side, and no arrow no scale", () => {
  assert.equal(arrowScale([[3, 4], [0, 1]], 100) * 5, 34);
  assert.equal(arrowScale([[0, 0]], 100), 0);
  assert.equal(arrowScale([[Infinity, 0], [1, 0]], 100), 34);
});
