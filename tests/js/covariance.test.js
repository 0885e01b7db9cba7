import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  axesOf, axisEnd, degrees, deviationsFrom, dragged, fitted, HANDLE_SIGMA, LARGEST_CORRELATION, LARGEST_DEVIATION,
  LEAST_DEVIATION, radiusAt, rounded, shownDistance, snapped, spreadOf, stretched, trueDistance, turned,
} from "../../assets/stage/covariance.js";
import { plotView } from "../../assets/stage/draw/plot.js";

const close = (a, b, tolerance = 1e-9, what = "") => assert.ok(Math.abs(a - b) <= tolerance, `${a} ≈ ${b} ${what}`);
const TURN = 2 * Math.PI;
/** Angles all around, the special ones among them. */
const ANGLES = [...Array(72).keys()].map((k) => (k * TURN) / 72).concat([1e-9, Math.PI / 4 + 1e-7, -3, 8]);

/** Numbers that look like chance and are the same in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Every spread on a coarse grid of the knobs' values, and 2000 between them. */
function spreads() {
  const found = [];
  for (const sx of [0.05, 0.3, 1, 2.35, 5]) {
    for (const sy of [0.05, 0.3, 1, 2.35, 5]) for (const rho of [-0.99, -0.5, 0, 0.01, 0.7, 0.99]) found.push({ sx, sy, rho });
  }
  const random = seeded(7);
  const between = (low, high) => low + (high - low) * random();
  for (let i = 0; i < 2000; i += 1) found.push(rounded({ sx: between(0.05, 5), sy: between(0.05, 5), rho: between(-0.99, 0.99) }));
  return found;
}

const isWithin = ({ sx, sy, rho }, slack = 0) =>
  Math.min(sx, sy) >= LEAST_DEVIATION - slack && Math.max(sx, sy) <= LARGEST_DEVIATION + slack &&
  Math.abs(rho) <= LARGEST_CORRELATION + slack;

/** Variance along a direction: uᵀ·Σ·u. */
const variance = ({ sx, sy, rho }, direction) => {
  const [x, y] = [Math.cos(direction) * sx, Math.sin(direction) * sy];
  return x * x + 2 * rho * x * y + y * y;
};
/** Covariance of two directions at right angles: 0 where they are axes. */
const mixed = ({ sx, sy, rho }, direction) => {
  const [cosine, sine] = [Math.cos(direction), Math.sin(direction)];
  return (sy * sy - sx * sx) * sine * cosine + rho * sx * sy * (cosine * cosine - sine * sine);
};

test("the bounds are those of the knobs", () => {
  const knobs = readFileSync(new URL("../../playground/core/knobs.py", import.meta.url), "utf8");
  const bounds = (name) => {
    const line = knobs.match(new RegExp(`_real\\(f"\\{prefix\\}_${name}", group, ([^)]*)\\)`));
    return line[1].split(", ").slice(1, 3).map(Number);
  };
  for (const name of ["sx", "sy"]) assert.deepEqual(bounds(name), [LEAST_DEVIATION, LARGEST_DEVIATION]);
  assert.deepEqual(bounds("rho"), [-LARGEST_CORRELATION, LARGEST_CORRELATION]);
});

test("deviations and correlation to axes and back are the same", () => {
  for (const spread of spreads()) {
    const back = spreadOf(axesOf(spread));
    for (const name of ["sx", "sy", "rho"]) close(back[name], spread[name], 1e-7, `${name} of ${JSON.stringify(spread)}`);
    assert.deepEqual(rounded(back), spread);
  }
});

test("axes to deviations and correlation and back are the same, whichever axis is the longer", () => {
  for (const angle of ANGLES) {
    for (const lengths of [[2, 0.5], [0.5, 2], [1.01, 1]]) {
      const spread = spreadOf({ angle, lengths });
      close(Math.sqrt(variance(spread, angle)), lengths[0], 1e-9);
      close(Math.sqrt(variance(spread, angle + Math.PI / 2)), lengths[1], 1e-9);
      close(mixed(spread, angle), 0, 1e-9);
      assert.deepEqual([...axesOf(spread).lengths].map((v) => v.toFixed(6)), [...lengths].sort((a, b) => b - a).map((v) => v.toFixed(6)));
      assert.ok(Math.abs(Math.sin(axesOf(spread).angle - angle - (lengths[0] > lengths[1] ? 0 : Math.PI / 2))) < 1e-6);
    }
  }
});

test("each handle, dragged from each angle to each other: its axis ends there, the other keeps its length", () => {
  for (const from of ANGLES) {
    for (const to of ANGLES) {
      for (const axis of [0, 1]) {
        for (const length of [0.4, 1, 3]) {
          const start = { angle: from, lengths: [1.5, 0.7] };
          const axes = dragged(start, axis, length, to);
          const spread = spreadOf(fitted(axes));
          close(Math.sqrt(variance(spread, to)), length, 1e-9);
          close(Math.sqrt(variance(spread, to + Math.PI / 2)), start.lengths[1 - axis], 1e-9);
          close(mixed(spread, to), 0, 1e-9);
        }
      }
    }
  }
});

test("what is set stays within the bounds, keeps its direction, and is left alone where it was within them", () => {
  for (const angle of ANGLES) {
    for (const a of [0, 0.01, 0.06, 0.8, 3, 6, 7.1, 40]) {
      for (const b of [0, 0.01, 0.06, 0.8, 3, 6, 7.1, 40]) {
        const axes = { angle, lengths: [a, b] };
        const kept = fitted(axes);
        const spread = spreadOf(kept);
        assert.ok(isWithin(spread, 1e-9), `${JSON.stringify(axes)} → ${JSON.stringify(spread)}`);
        close(mixed(spread, angle), 0, 1e-9);
        assert.ok((a >= b ? 1 : -1) * (kept.lengths[0] - kept.lengths[1]) >= -1e-9, "the longer one stays the longer one");
        if (a > 0 && b > 0 && isWithin(spreadOf(axes), -1e-9)) kept.lengths.forEach((length, i) => close(length, axes.lengths[i], 1e-12));
        const end = rounded(spread);
        assert.ok(isWithin(end));
        for (const name of ["sx", "sy", "rho"]) {
          assert.equal(end[name], Number(end[name].toFixed(2)));
          close(end[name], spread[name], 0.005 + 1e-9);
          assert.ok(!Object.is(end[name], -0));
        }
      }
    }
  }
  assert.deepEqual(rounded({ sx: 9, sy: 0, rho: 1 }), { sx: 5, sy: 0.05, rho: 0.99 });
});

test("an axis pulled far out or pressed to nothing stops at the bounds; the next pull goes on from there", () => {
  for (const angle of ANGLES) {
    for (const axis of [0, 1]) {
      const own = angle + (axis * Math.PI) / 2;
      const far = dragged({ angle, lengths: [1, 1] }, axis, 1000, own);
      const limit = 5 / Math.max(Math.abs(Math.cos(own)), Math.abs(Math.sin(own)));
      assert.ok(far.lengths[axis] <= limit + 1e-9 && far.lengths[axis] > 4.9, `${far.lengths[axis]}`);
      assert.equal(far.lengths[1 - axis], 1);
      assert.ok(stretched(far, axis, -0.1).lengths[axis] < far.lengths[axis] - 0.09);
      const flat = dragged({ angle, lengths: [1, 1] }, axis, 0, own);
      assert.ok(flat.lengths[axis] > 0.01 && flat.lengths[axis] < 0.08, `${flat.lengths[axis]}`);
      close(stretched(flat, axis, 0.1).lengths[axis], flat.lengths[axis] + 0.1, 1e-9);
    }
  }
});

test("an axis keeps its handle while it becomes the shorter one: nothing jumps", () => {
  const start = axesOf({ sx: 2, sy: 1, rho: 0.3 });
  let last = start;
  for (let length = start.lengths[0]; length > 0.3; length -= 0.01) {
    const next = dragged(start, 0, length, start.angle);
    assert.equal(next.angle, start.angle);
    assert.ok(Math.abs(next.lengths[0] - last.lengths[0]) < 0.02);
    assert.equal(next.lengths[1], start.lengths[1]);
    last = next;
  }
  assert.ok(last.lengths[0] < last.lengths[1]);
});

test("a circle has the direction in which it is dragged", () => {
  const circle = axesOf({ sx: 1, sy: 1, rho: 0 });
  for (const direction of ANGLES) {
    const turnedCircle = dragged(circle, 0, 1, direction);
    assert.deepEqual(rounded(spreadOf(fitted(turnedCircle))), { sx: 1, sy: 1, rho: 0 });
    close(turnedCircle.angle, direction);
    close(Math.sqrt(variance(spreadOf(fitted(stretched(turnedCircle, 0, 1))), direction)), 2, 1e-9);
  }
});

test("turning all the way round by 5° gives the same ellipse, also one that is too thin on the way", () => {
  for (const spread of [{ sx: 2, sy: 0.05, rho: 0 }, { sx: 1, sy: 1, rho: 0.01 }, { sx: 5, sy: 5, rho: 0.9 }, { sx: 0.05, sy: 0.05, rho: 0.99 }]) {
    let axes = axesOf(spread);
    for (let i = 0; i < 72; i += 1) {
      axes = turned(axes, Math.PI / 36);
      assert.ok(isWithin(rounded(spreadOf(fitted(axes)))));
    }
    assert.deepEqual(rounded(spreadOf(fitted(axes))), spread);
  }
});

test("the distance to the ellipse is a standard deviation in the direction of an axis, and what it says elsewhere", () => {
  for (const spread of spreads().slice(0, 200)) {
    const { angle, lengths } = axesOf(spread);
    close(radiusAt(spread, angle) / lengths[0], 1, 1e-6);
    close(radiusAt(spread, angle + Math.PI / 2) / lengths[1], 1, 1e-6);
    for (const direction of ANGLES) {
      const reach = 1.7 * radiusAt(spread, direction);
      close(deviationsFrom({ x: 2, y: -1, ...spread }, 2 + reach * Math.cos(direction), -1 + reach * Math.sin(direction)), 1.7, 1e-6);
    }
  }
  assert.equal(deviationsFrom({ x: 2, y: -1, sx: 1, sy: 1, rho: 0 }, 2, -1), 0);
});

test("a handle is never nearer to the mean than the least distance, and where it is shown says how long the axis is", () => {
  let last = -1;
  for (let distance = 0; distance <= 300; distance += 0.5) {
    const shown = shownDistance(distance, 40);
    assert.ok(shown >= 40 && shown > last && shown >= distance);
    if (last >= 0) assert.ok(shown - last < 0.51, "no step");
    close(trueDistance(shown, 40), distance, 1e-9);
    if (distance >= 80) assert.equal(shown, distance);
    last = shown;
  }
  assert.equal(trueDistance(5, 40), 0);
});

test("the handle is on the 2σ ellipse, and in the plot if the ellipse is not", () => {
  const view = plotView({ x0: -4, x1: 4, y0: -4, y1: 4, width: 400, height: 400 });
  const middle = { x: 0, y: 0, sx: 1, sy: 0.9, rho: 0.4, label: 0 };
  for (const direction of ANGLES) {
    const { x, y, cut, inside } = axisEnd(view, middle, direction, 36, 12);
    const radius = HANDLE_SIGMA * radiusAt(middle, direction);
    close(view.invertX(x), radius * Math.cos(direction), 1e-9);
    close(view.invertY(y), radius * Math.sin(direction), 1e-9);
    assert.deepEqual([cut, inside], [0, true]);
    for (const edge of [{ ...middle, x: 3.7, y: 3.7 }, { ...middle, sx: 5 }, { ...middle, x: -9 }]) {
      const end = axisEnd(view, edge, direction, 36, 12);
      if (Math.abs(edge.x) > 4) continue;
      assert.ok(end.x >= 12 - 1e-9 && end.x <= 388 + 1e-9 && end.y >= 12 - 1e-9 && end.y <= 388 + 1e-9);
      const [dx, dy] = [end.x - view.x(edge.x), view.y(edge.y) - end.y];
      close(Math.hypot(dx, dy) + end.cut, shownDistance(HANDLE_SIGMA * view.unitX * radiusAt(edge, direction), 36), 1e-6);
      if (Math.hypot(dx, dy) > 1) close(Math.sin(Math.atan2(dy, dx) - direction), 0, 1e-6);
      assert.equal(end.inside, end.cut === 0);
    }
  }
});

test("a pointer that is a few pixels off keeps the direction; farther off it turns", () => {
  const targets = [0.3, 0, Math.PI / 2];
  assert.equal(snapped(0.31, targets, 100, 5), 0.3);
  assert.equal(snapped(0.02, targets, 100, 5), 0);
  assert.equal(snapped(0.4, targets, 100, 5), 0.4);
  close(snapped(-3.13, targets, 100, 5), -Math.PI);
  close(snapped(-1.56, targets, 100, 5), -Math.PI / 2);
  close(snapped(0.3 + Math.PI + 0.02, targets, 100, 5), 0.3 + Math.PI);
});

test("directions are told in whole degrees from 0 to 179", () => {
  assert.deepEqual([0, 45, 90, 135, 179.8, 180, -45, 405, -0.2].map((angle) => degrees((angle * Math.PI) / 180)), [0, 45, 90, 135, 0, 0, 135, 45, 0]);
});
