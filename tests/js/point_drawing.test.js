/** Drawing points on the plot: where it is offered, and to which points a stroke adds. */

import assert from "node:assert/strict";
import test from "node:test";

import { Drawing } from "../../assets/stage/point_drawing.js";
import { plotView } from "../../assets/stage/draw/view.js";
import { Part, installPage } from "./support/page.js";

const VIEW = plotView({ x0: 0, x1: 10, y0: 0, y1: 10, width: 100, height: 100 });
const SAMPLE = { id: "a", count: 2, classes: 2, inputs: Float32Array.of(1, 1, 9, 9), labels: Uint8Array.of(0, 1), held: null };

/** A drawing, and what it told its session. @param {any} [values] */
function drawingOf(values = {}) {
  installPage();
  const told = [];
  const session = /** @type {any} */ ({
    config: { experiment: { own_points: true } }, sample: SAMPLE, texts: { page: "linear", compact: false },
    draft: { words: { points: "z0" }, isDirty: false },
    turn: (/** @type {string} */ _, /** @type {string} */ word) => told.push(word), release: () => {}, ...values,
  });
  const drawing = new Drawing(/** @type {any} */ (new Part()), session, () => {});
  Object.assign(drawing.sheet, { setPointerCapture: () => {}, hasPointerCapture: () => true, focus: () => {}, style: {} });
  drawing.paint(VIEW);
  const event = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {any} */ ({ button: 0, pointerId: 1, offsetX: x, offsetY: y, stopPropagation: () => {} });
  return { drawing, session, told, sheet: /** @type {any} */ (drawing.sheet), event };
}

test("it is offered beside knobs only: neither on the home page nor in a recording, nor for too many points", () => {
  assert.equal(drawingOf().drawing.toggle.hidden, false);
  assert.equal(drawingOf({ texts: null }).drawing.toggle.hidden, true);
  assert.equal(drawingOf({ texts: { page: "home", compact: true } }).drawing.toggle.hidden, true);
  assert.equal(drawingOf({ sample: { ...SAMPLE, count: 601 } }).drawing.toggle.hidden, true);
});

test("a stroke adds to the points that hold: it begins once the server has said which these are", async () => {
  const { drawing, session, told, sheet, event } = drawingOf();
  sheet.onpointerdown(event(50, 50));
  sheet.onpointerup(event(50, 50));
  await drawing.told;
  assert.equal(drawing.held?.set.points.length, 3);
  // Undone: the former points come back with the server's answer.
  session.draft = { words: { points: "z0" }, isDirty: true };
  sheet.onpointerdown(event(30, 30));
  sheet.onpointermove(event(60, 60));
  session.draft.isDirty = false;
  sheet.onpointermove(event(80, 20));
  sheet.onpointerup(event(80, 20));
  await drawing.told;
  assert.deepEqual(drawing.held?.set.points.map(({ x, y }) => [x, y]), [[1, 1], [9, 9], [8, 8]]);
  assert.equal(told.length, 2);
});
