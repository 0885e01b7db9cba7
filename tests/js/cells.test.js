import assert from "node:assert/strict";
import test from "node:test";

import { indexOf, neighbourOf } from "../../assets/tensors/cells.js";

// A cell stands at its place among the cells of its tensor: sheets of rows of columns.
const sheets = [["t:0,0,0", "t:0,0,1"], ["t:0,1,0", "t:0,1,1"], ["t:1,0,0", "t:1,0,1"], ["t:1,1,0", "t:1,1,1"]];

test("arrow keys go along a row, down a column, and past the last row of a sheet to the next one", () => {
  const go = (row, column, key) => neighbourOf(sheets, [row, column], key);
  assert.equal(go(0, 0, "ArrowRight"), "t:0,0,1");
  assert.equal(go(0, 1, "ArrowLeft"), "t:0,0,0");
  assert.equal(go(1, 1, "ArrowDown"), "t:1,0,1");
  assert.equal(go(2, 0, "ArrowUp"), "t:0,1,0");
  for (const [row, column, key] of [[0, 0, "ArrowUp"], [0, 0, "ArrowLeft"], [3, 1, "ArrowDown"], [3, 1, "ArrowRight"], [0, 0, "Enter"]])
    assert.equal(go(row, column, key), undefined);
});

test("a cell is found by its row and column", () => {
  assert.deepEqual(indexOf(sheets, "t:1,0,1"), [2, 1]);
  assert.equal(indexOf(sheets, "a:0"), undefined);
});
