import assert from "node:assert/strict";
import test from "node:test";

import { Calm } from "../../assets/stage/calm.js";
import { coarseLinear, coarseRegions, coarseScore, coarseUnit } from "../../assets/stage/draw/coarse.js";
import { plotView } from "../../assets/stage/draw/view.js";
import { FlashLimit, SIDE } from "../../assets/stage/flash_limit.js";
import { markWrong } from "../../assets/stage/linear.js";
import { SPEEDS } from "../../assets/stage/player.js";
import { Drive } from "./support/drive.js";
import { DECISIONS, OF_LOGITS, OF_MSE } from "./support/shading.js";

const FRAME = 1000 / 60;
const PIXELS = 640;
const LIGHT = { surface: "#fffefc", negativeFill: "rgba(0, 114, 178, 0.23)", positiveFill: "rgba(232, 119, 34, 0.23)" };
const DARK = { surface: "#191920", negativeFill: "rgba(66, 150, 255, 0.25)", positiveFill: "rgba(255, 145, 50, 0.22)" };
const view = plotView({ x0: -3.5, x1: 6.5, y0: -3.5, y1: 6.5, width: PIXELS, height: PIXELS });
/** A quarter of a field of ten degrees, as a share of the plot. */
const LARGE = (0.25 * 341 * 256) / PIXELS ** 2;

const surfaceOf = (theme) => [1, 3, 5].map((at) => Number.parseInt(theme.surface.slice(at, at + 2), 16) / 255);
const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/**
 * Flashes a second of an area: the most, over all seconds, that a large area makes. A flash is a pair of opposing
 * changes of relative luminance, or of a colour channel, by a tenth. Written without the module under test.
 * @param {{time: number, rgba: Float32Array, marks: Float32Array}[]} frames
 */
function flashes(frames, theme, threshold = 0.1) {
  const ground = surfaceOf(theme);
  const cells = SIDE * SIDE;
  const kinds = 5;
  const signals = frames.map(({ rgba, marks }) => {
    const values = new Float32Array(kinds * cells);
    for (let cell = 0; cell < cells; cell += 1) {
      const [r, g, b] = ground.map((value, channel) => rgba[4 * cell + channel] + (1 - rgba[4 * cell + 3]) * value);
      values.set([r, g, b, 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b), marks[cell]], kinds * cell);
    }
    return values;
  });
  const counts = new Int32Array(cells);
  /** @type {{time: number, cell: number}[]} */
  const changes = [];
  const high = signals[0].slice();
  const low = signals[0].slice();
  const way = new Int8Array(kinds * cells);
  let worst = 0;
  frames.forEach(({ time }, at) => {
    for (let cell = 0; cell < cells; cell += 1) {
      let changed = false;
      for (let k = kinds * cell; k < kinds * (cell + 1); k += 1) {
        const value = signals[at][k];
        const down = way[k] >= 0 && high[k] - value >= threshold;
        const up = way[k] <= 0 && value - low[k] >= threshold;
        if (down || up) {
          way[k] = down ? -1 : 1;
          high[k] = low[k] = value;
          changed = true;
        }
        high[k] = Math.max(high[k], value);
        low[k] = Math.min(low[k], value);
      }
      if (!changed) continue;
      counts[cell] += 1;
      changes.push({ time, cell });
    }
    while (changes.length && changes[0].time <= time - 1000) counts[changes.shift().cell] -= 1;
    worst = Math.max(worst, counts.slice().sort()[cells - 1 - Math.floor(LARGE * cells)] / 2);
  });
  return worst;
}

/** What a plot shows of pictures, one a frame; `exact` are the pictures themselves. */
class Screen {
  constructor(theme = LIGHT) {
    this.theme = theme;
    this.calm = new Calm();
    this.now = 0;
    this.exact = [];
    this.shown = [];
    this.showing = "exact";
    this.last = "";
  }

  /** @param {{w1: number, w2: number, b: number}} weights */
  frame(weights, sample, playing, loss = "mse") {
    const { calm, theme } = this;
    this.now += FRAME;
    const model = { ...weights, ...DECISIONS[loss] };
    const mask = new Uint8Array(sample.count);
    const rgba = new Float32Array(4 * SIDE * SIDE);
    coarseLinear(theme, view, model, rgba, SIDE);
    markWrong(model, model.threshold, sample, mask);
    const key = JSON.stringify([model, playing]);
    const fresh = key !== this.last;
    this.last = key;
    if (fresh || this.now >= calm.due) {
      this.showing = calm.next(this.now, { view, theme, sample, mask, playing, fresh, write: (out) => out.set(rgba) });
    }
    const before = this.shown.at(-1);
    const marksOf = (/** @type {Uint8Array} */ own) => {
      const marks = new Float32Array(SIDE * SIDE);
      own.forEach((wrong, i) => {
        if (wrong) marks[calm.points.places[i]] += calm.points.ink;
      });
      return marks;
    };
    const colours = { exact: rgba, average: calm.limit.average.slice(), hold: before?.rgba ?? rgba }[this.showing];
    this.exact.push({ time: this.now, rgba, marks: marksOf(mask) });
    this.shown.push({ time: this.now, rgba: colours, marks: marksOf(calm.mask) });
  }

  get isExact() {
    const [exact, shown] = [this.exact.at(-1), this.shown.at(-1)];
    return exact.rgba.every((value, i) => value === shown.rgba[i]) && exact.marks.every((value, i) => value === shown.marks[i]);
  }
}

const weightsOf = (session) => ({ w1: session.value("w1"), w2: session.value("w2"), b: session.value("b") });
const LEFT = { w1: -1, w2: 0, b: 2 };
const RIGHT = { w1: 1, w2: 0, b: -1 };
const { sample } = new Drive().session;

test("at the edge of stability no speed gives more than three flashes a second, while the exact pictures would", () => {
  for (const [theme, lr, speed] of [[LIGHT, 0.149, 15], [DARK, 0.149, 15], [LIGHT, 0.1495, 60], [LIGHT, 0.15, 10], [LIGHT, 0.155, 30]]) {
    const drive = new Drive({ lr, steps: 150 });
    const { session } = drive;
    session.setSpeed(SPEEDS.findIndex(({ perSecond }) => perSecond === speed));
    const screen = new Screen(theme);
    session.togglePlay(drive.now);
    for (let i = 0; i < 300 && session.player.playing; i += 1) {
      drive.run(FRAME);
      screen.frame(weightsOf(session), session.sample, session.player.playing);
    }
    assert.ok(flashes(screen.exact, theme) > 3, `${lr} at ${speed}/s flashes by itself`);
    const seen = flashes(screen.shown, theme);
    assert.ok(seen <= 3, `${lr} at ${speed}/s: ${seen} flashes a second`);
  }
});

test("any sequence: to and fro at every pace, growing, at random, with and without play", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const sequences = {
    everyFrame: (i) => (i % 2 ? LEFT : RIGHT),
    tenASecond: (i) => (Math.floor(i / 6) % 2 ? LEFT : RIGHT),
    bursts: (i) => (Math.floor(i / 70) % 2 ? LEFT : i % 4 < 2 ? LEFT : RIGHT),
    growing: (i) => ({ w1: (i % 8 < 4 ? 1 : -1) * 1.02 ** i, w2: 0, b: 0.5 }),
    random: () => ({ w1: 2 * random() - 1, w2: 2 * random() - 1, b: 2 * random() - 0.5 }),
    turning: (i) => ({ w1: Math.cos(i), w2: Math.sin(i), b: 0.5 - 1.5 * Math.cos(i) - 1.5 * Math.sin(i) }),
    slower: (i) => ({ w1: Math.cos(i / 3), w2: Math.sin(i / 3), b: 0.5 - 1.5 * Math.cos(i / 3) - 1.5 * Math.sin(i / 3) }),
  };
  for (const [name, weights] of Object.entries(sequences)) {
    for (const playing of [true, false]) {
      const screen = new Screen();
      for (let i = 0; i < 200; i += 1) screen.frame(weights(i), sample, playing, i < 100 ? "mse" : "bce");
      assert.ok(flashes(screen.exact, LIGHT) > 3, `${name} flashes by itself`);
      const seen = flashes(screen.shown, LIGHT);
      assert.ok(seen <= 3, `${name}, ${playing ? "playing" : "paused"}: ${seen}`);
    }
  }
});

test("a training that settles is exact at every frame, and so is one that turns round five times a second", () => {
  const drive = new Drive({ lr: 0.1 });
  const { session } = drive;
  const screen = new Screen();
  session.togglePlay(drive.now);
  for (let i = 0; i < 260; i += 1) {
    drive.run(FRAME);
    screen.frame(weightsOf(session), session.sample, session.player.playing);
    assert.ok(screen.isExact, `step ${session.player.cursor}`);
  }
  const slow = new Screen();
  for (let i = 0; i < 300; i += 1) {
    slow.frame(Math.floor(i / 12) % 2 ? LEFT : RIGHT, sample, true);
    assert.ok(slow.isExact, `frame ${i}`);
  }
  assert.ok(flashes(slow.shown, LIGHT) <= 3);
});

test("a pause shows the exact picture at once, steps too, and so does whatever rests", () => {
  const screen = new Screen();
  for (let i = 0; i < 200; i += 1) screen.frame(i % 8 < 4 ? LEFT : RIGHT, sample, true);
  assert.equal(screen.showing, "average");
  screen.frame(LEFT, sample, false);
  assert.ok(screen.isExact, "paused");
  for (let i = 0; i < 3; i += 1) {
    for (let k = 0; k < 18; k += 1) {
      screen.frame(i % 2 ? LEFT : RIGHT, sample, false);
      assert.ok(screen.isExact, `step ${i}`);
    }
  }
  // A knob under the finger: 25 other runs a second, then it is let go.
  for (let i = 0; i < 120; i += 1) screen.frame(Math.floor(i / 2.4) % 2 ? LEFT : RIGHT, sample, false);
  assert.ok(!screen.isExact);
  for (let i = 0; i < 60 && !screen.isExact; i += 1) screen.frame(RIGHT, sample, false);
  assert.ok(screen.isExact, "at rest");
  assert.equal(screen.calm.due, Infinity);
  assert.ok(flashes(screen.shown, LIGHT) <= 3);
});

test("marks alone flash as well: where the shading hardly changes, marks do not come and go", () => {
  const faint = (sign) => ({ w1: 0.02 * sign, w2: 0, b: 0.5 - 0.06 * sign });
  const screen = new Screen();
  for (let i = 0; i < 180; i += 1) screen.frame(faint(i % 8 < 4 ? 1 : -1), sample, true);
  const marks = (frames) => flashes(frames.map((frame) => ({ ...frame, rgba: new Float32Array(4 * SIDE * SIDE) })), LIGHT);
  assert.ok(marks(screen.exact) > 3);
  assert.ok(marks(screen.shown) <= 3);
});

test("a large area is less of a large plot: what flashes in a corner is left exact", () => {
  const places = new Uint16Array(0);
  const picture = (share, on) => {
    const rgba = new Float32Array(4 * SIDE * SIDE);
    if (on) for (let cell = 0; cell < Math.round(share * SIDE * SIDE); cell += 1) rgba[4 * cell + 3] = 0.5;
    return { rgba, ground: [1, 1, 1], mask: new Uint8Array(0), places, ink: 0 };
  };
  const run = (share, area) => {
    const limit = new FlashLimit();
    const kinds = new Set();
    for (let i = 0; i < 120; i += 1) kinds.add(limit.next(i * FRAME, picture(share, i % 4 < 2), { fresh: true, playing: true, area }));
    return [...kinds];
  };
  assert.deepEqual(run(0.03, 640 * 640), ["exact"]);
  assert.ok(run(0.06, 640 * 640).includes("average"));
  assert.deepEqual(run(0.15, 300 * 300), ["exact"]);
  assert.ok(run(0.3, 300 * 300).includes("average"));
});

test("the coarse pictures: left and right of a boundary, one unit, and the class that leads", () => {
  const cell = (rgba, row, column) => [...rgba.subarray(4 * (row * SIDE + column), 4 * (row * SIDE + column) + 3)];
  const rgba = new Float32Array(4 * SIDE * SIDE);
  const isBlue = ([red, , blue]) => blue > red;
  coarseLinear(LIGHT, view, { w1: 1, w2: 0, b: -1, ...OF_MSE }, rgba, SIDE);
  assert.ok(isBlue(cell(rgba, 3, 1)) && !isBlue(cell(rgba, 3, SIDE - 2)));
  const cells = 4;
  const grid = { cells, values: Float32Array.from({ length: 25 }, (_, i) => (i % 5) - 2) };
  coarseScore(LIGHT, grid, OF_LOGITS, rgba, SIDE);
  assert.ok(isBlue(cell(rgba, 9, 1)) && !isBlue(cell(rgba, 9, SIDE - 2)));
  coarseUnit({ ...LIGHT, negative: "#0000ff", positive: "#ff0000" }, grid, { zero: 0, scale: 2 }, rgba, SIDE);
  assert.ok(isBlue(cell(rgba, 9, 1)) && !isBlue(cell(rgba, 9, SIDE - 2)));
  const flat = { cells, values: new Float32Array(25) };
  const named = { ...LIGHT, negative: "#0000ff", positive: "#ff0000", class2: "#00ff00" };
  coarseRegions(named, [grid, flat, { cells, values: new Float32Array(25).fill(-9) }], rgba, SIDE);
  assert.ok(!isBlue(cell(rgba, 9, 1)) && isBlue(cell(rgba, 9, SIDE - 2)), "class 1 leads at the left, class 0 at the right");
});
