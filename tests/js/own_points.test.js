/** The row of own points among the knobs. */

import assert from "node:assert/strict";
import test from "node:test";

import { OwnPointsRow } from "../../assets/stage/draft/own_points.js";
import { installPage } from "./support/page.js";

test("classes are told by the names that they have, whatever signs these hold", () => {
  installPage();
  const row = new OwnPointsRow(() => {}, () => {});
  row.describe({ own_open: "open", own_help: "help", own_remove: "remove", own_told: "{count} points: {classes}." });
  row.paint({ count: 5, classes: [["US$&", 2], ["$'", 3]] });
  assert.equal(row.told.textContent, "5 points: US$& 2, $' 3.");
  assert.deepEqual([row.told.hidden, row.remove.hidden], [false, false]);
  row.paint(null);
  assert.deepEqual([row.told.hidden, row.remove.hidden], [true, true]);
});
