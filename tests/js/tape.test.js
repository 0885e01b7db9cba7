import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { drawAxes, traceCurve } from "../../assets/tape/axes.js";
import { drawObject, ladder } from "../../assets/tape/fall_draw.js";
import { layoutOf, linesOf, momentsOf, termsOf } from "../../assets/tape/graph_layout.js";
import { curveOf, hermite, intervalOf, linearAt, valueAt } from "../../assets/tape/interpolate.js";
import { motionAt, pace } from "../../assets/tape/motion.js";
import { numberOf, numberOrNone, short, told } from "../../assets/tape/numbers.js";
import { clamp, planeOf, snap } from "../../assets/tape/plane.js";
import { bridged, penMoved } from "../../assets/tape/stroke.js";
import { drawCurve, drawTangent } from "../../assets/tape/tangent_draw.js";
import { recorder, theme } from "./support/recorder.js";

const near = (actual, expected, tolerance = 1e-9) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} ≈ ${expected}`);
const range = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

const xs = range(-3, 3, 61);
const cubic = {
  x: xs, y: xs.map((x) => x ** 3 - 3 * x), slope: xs.map((x) => 3 * x * x - 3), connected: xs.map((_, i) => i > 0),
};

test("at a sample the tangent is TensorFlow's, between samples a cubic goes through them", () => {
  for (const i of [0, 17, 60]) assert.deepEqual(valueAt(cubic, xs[i]), { y: cubic.y[i], slope: cubic.slope[i] });
  for (const x of [-2.97, 0.123, 1.999]) {
    near(valueAt(cubic, x).y, x ** 3 - 3 * x, 1e-9); // a cubic is met exactly
    near(valueAt(cubic, x).slope, 3 * x * x - 3, 0.01);
  }
  near(hermite(1, 2, 0, 0, 0.5), 1.5);
  assert.equal(intervalOf(xs, -99), 0);
  assert.equal(intervalOf(xs, 99), 59);
  near(linearAt([0, 1, 2], [0, 10, 0], 1.25), 7.5);
});

test("what Python calls inf and nan is shown as TensorFlow prints it", () => {
  assert.deepEqual(["inf", "-inf", 2.5].map(numberOf), [Infinity, -Infinity, 2.5]);
  assert.ok(Number.isNaN(numberOf("nan")));
  assert.equal(numberOrNone(null), null);
  assert.deepEqual([Infinity, -Infinity, NaN, 0.5].map((value) => told(value)), ["∞", "−∞", "nan", "0.5000"]);
  const pole = curveOf({ x: [-1, 0, 1], y: [-1, "inf", 1], slope: [-1, "-inf", -1], connected: [false, false, false] });
  assert.deepEqual(valueAt(pole, 0), { y: Infinity, slope: -Infinity });
});

test("beside a kink the slope is that of the nearer side, not one between", () => {
  const relu = {
    x: [-1, -0.5, 0.5, 1], y: [0, 0, 0.5, 1], slope: [0, 0, 1, 1], connected: [false, true, true, true],
    slope_connected: [false, true, false, true],
  };
  assert.equal(valueAt(relu, -0.1).slope, 0);
  assert.equal(valueAt(relu, 0.1).slope, 1);
});

test("a gap has no value, a step no slope between", () => {
  const broken = { x: [0, 1, 2], y: [1, NaN, 3], slope: null, connected: [false, false, false] };
  assert.ok(Number.isNaN(valueAt(broken, 1).y));
  assert.deepEqual(valueAt(broken, 0.2), { y: 1, slope: null });
  const stairs = { x: [0, 1, 2], y: [0, 1, 2], slope: [0, 0, 0], connected: [false, false, true] };
  assert.equal(valueAt(stairs, 0.4).y, 0); // not on the way up
});

test("a plane maps there and back", () => {
  const plane = planeOf({ x0: -4, x1: 4, y0: -1, y1: 16 }, { width: 800, height: 500 });
  for (const [x, y] of [[-4, -1], [0, 0], [3, 9]]) {
    near(plane.invertX(plane.x(x)), x);
    near(plane.invertY(plane.y(y)), y);
  }
  assert.ok(plane.y(16) < plane.y(0));
  assert.equal(snap(0.1 + 0.2, 0.1), 0.3);
  assert.equal(clamp(5, 0, 3), 3);
  const shown = [6, 0.5, -0.98992, 1234, Math.fround(0.1), Infinity, NaN].map(short);
  assert.deepEqual(shown, ["6", "0.5", "−0.9899", "1234", "0.1", "∞", "nan"]);
});

test("the number of a rise lies on no line: it steps over a low one, and aside at the edge", () => {
  const placed = (touch) => {
    const ctx = recorder();
    const plane = planeOf({ x0: -4, x1: 4, y0: -12, y1: 12 }, { width: 800, height: 500 });
    drawTangent(ctx, plane, theme, touch, { focused: false, withSlope: false });
    return { plane, texts: ctx.named("fillText").map(({ values }) => values) };
  };
  const low = placed({ x: 2, y: 0.5, slope: -0.25 });
  const [text, , at] = low.texts.at(-1);
  assert.equal(text, "−0.25");
  assert.ok(at < low.plane.y(0.5) - 5, "above the tangent");
  const edge = placed({ x: 3.5, y: 2, slope: 5 });
  assert.deepEqual(edge.texts.map(([words]) => words), ["−1", "−5"]);
});

test("where the tape gives no gradient the curve's slope is dim and has no triangle", () => {
  const ctx = recorder();
  const plane = planeOf({ x0: -4, x1: 4, y0: -1, y1: 16 }, { width: 800, height: 500 });
  drawTangent(ctx, plane, theme, { x: 1, y: 1, slope: 2 }, { focused: false, withSlope: false, dim: true });
  assert.equal(ctx.named("fillText").length, 0);
  assert.equal(ctx.named("arc").length, 1);
});

test("tangent, triangle and point are drawn where the slope says", () => {
  const ctx = recorder();
  const plane = planeOf({ x0: -4, x1: 4, y0: -1, y1: 16 }, { width: 800, height: 500 });
  drawTangent(ctx, plane, theme, { x: 1, y: 1, slope: 2 }, { focused: true, withSlope: false });
  const lines = ctx.named("lineTo").map(({ values }) => values);
  assert.ok(lines.some(([x, y]) => x === plane.x(9) && y === plane.y(17))); // the tangent: y + 2·8
  assert.ok(lines.some(([x, y]) => x === plane.x(2) && y === plane.y(3))); // one to the right, two up
  assert.deepEqual(ctx.named("fillText").map(({ values }) => values[0]), ["1", "2"]);
  const without = recorder();
  drawTangent(without, plane, theme, { x: 1, y: 1, slope: null }, { focused: false, withSlope: false });
  assert.equal(without.named("fillText").length, 0);
  assert.equal(without.named("arc").length, 1);
});

test("a pole is not bridged", () => {
  const ctx = recorder();
  const plane = planeOf({ x0: 0, x1: 3, y0: -1, y1: 1 }, { width: 400, height: 300 });
  traceCurve(ctx, plane, [0, 1, 2, 3], [0, Infinity, 0.5, 1], [false, false, false, true]);
  assert.equal(ctx.named("moveTo").length, 2);
  assert.equal(ctx.named("lineTo").length, 1);
  drawAxes(ctx, plane, theme, { x: "x", y: "y" });
  drawCurve(ctx, plane, theme, { x: [0, 1], y: [0, 1], slope: [1, 1], connected: [false, true] }, true);
  assert.ok(ctx.named("stroke").length > 3);
});

const operation = (name, level, row, value, gradient) => ({
  name, kind: "operation", label: "", code: name, value, gradient, level, row,
});
const twoPaths = {
  nodes: [{ ...operation("x", 0, 0, 3, 7), kind: "input" }, operation("n1", 1, 0, 9, 1), operation("n2", 2, 0, 12, 1)],
  edges: [
    { start: "x", end: "n1", place: 0, local: 3 }, { start: "x", end: "n1", place: 1, local: 3 },
    { start: "n1", end: "n2", place: 0, local: 1 }, { start: "x", end: "n2", place: 1, local: 1 },
  ],
};

/** x + x + x + x: a product of two paths, and lines that pass levels by. */
const bundle = {
  nodes: ["x", "n1", "n2", "n3"].map((name, level) => ({
    ...operation(name, level, 0, 3 * (level + 1), 1), kind: level ? "operation" : "input",
  })),
  edges: [
    { start: "x", end: "n1", place: 0, local: 1 }, { start: "x", end: "n1", place: 1, local: 1 },
    { start: "n1", end: "n2", place: 0, local: 1 }, { start: "x", end: "n2", place: 1, local: 1 },
    { start: "n2", end: "n3", place: 0, local: 1 }, { start: "x", end: "n3", place: 1, local: 1 },
  ],
};
/** x / (1 + x**2): two constants, and a line past both of their operations. */
const bell = {
  nodes: [
    { ...operation("x", 0, 0, 3, 1), kind: "input" },
    { ...operation("n1.1", 0, 1, 2, null), kind: "constant", code: "2" }, operation("n1", 1, 0, 9, 1),
    { ...operation("n2.0", 1, 1, 1, null), kind: "constant", code: "1" }, operation("n2", 2, 0, 10, 1),
    operation("n3", 3, 0, 0.3, 1),
  ],
  edges: [
    { start: "x", end: "n1", place: 0, local: 6 }, { start: "n1.1", end: "n1", place: 1, local: null },
    { start: "n2.0", end: "n2", place: 0, local: null }, { start: "n1", end: "n2", place: 1, local: 1 },
    { start: "x", end: "n3", place: 0, local: 0.1 }, { start: "n2", end: "n3", place: 1, local: -0.03 },
  ],
};

/** Points of a path: what its letters lead to, and places on the way. */
function pointsOf(path) {
  const steps = [...path.matchAll(/([MLQC])([^MLQC]*)/g)].map(([, letter, rest]) => [letter, rest.trim().split(/[ ,]+/).map(Number)]);
  const points = [];
  let [x, y] = [0, 0];
  for (const [letter, values] of steps) {
    const [u, v] = values.slice(-2);
    if (letter === "L") for (let t = 0.05; t < 1; t += 0.05) points.push([x + t * (u - x), y + t * (v - y)]);
    if (letter === "C") {
      const [a, b, c, d] = values;
      for (let t = 0.05; t < 1; t += 0.05) {
        const w = 1 - t;
        points.push([[x, a, c, u], [y, b, d, v]].map(([p, q, r, s]) => w ** 3 * p + 3 * w * w * t * q + 3 * w * t * t * r + t ** 3 * s));
      }
    }
    points.push([u, v]);
    [x, y] = [u, v];
  }
  return points;
}

for (const [name, graph] of Object.entries({ twoPaths, bundle, bell })) {
  for (const upright of [false, true]) {
    test(`the graph ${name} ${upright ? "stands" : "lies"}: boxes, lines and their labels keep clear of one another`, () => {
      const layout = layoutOf(graph, upright);
      const within = (x, y, { x: middle, y: height, box }, room = 0) =>
        Math.abs(x - middle) < box.width / 2 - room && Math.abs(y - height) < box.height / 2 - room;
      layout.nodes.forEach((one, index) => {
        const { x, y, box } = one;
        assert.ok(x - box.width / 2 >= 0 && x + box.width / 2 <= layout.width, "box outside");
        assert.ok(y - box.height / 2 >= 0 && y + box.height / 2 <= layout.height, "box outside");
        for (const other of layout.nodes.slice(index + 1)) {
          const apart = Math.abs(x - other.x) >= (box.width + other.box.width) / 2
            || Math.abs(y - other.y) >= (box.height + other.box.height) / 2;
          assert.ok(apart, `${one.node.name} on ${other.node.name}`);
        }
      });
      const labelled = layout.links.filter(({ edge }) => edge.local !== null);
      labelled.forEach((link, i) => {
        for (const node of layout.nodes) assert.ok(!within(link.x, link.y, node), "label in a box");
        for (const other of labelled.slice(i + 1)) {
          assert.ok(Math.hypot(link.x - other.x, link.y - other.y) > 20, "labels on each other");
        }
        const half = upright ? 37 : 12;
        assert.ok(link.x > 0 && link.x + (upright ? half : 0) < layout.width && link.y > 0 && link.y < layout.height, "label outside");
      });
      for (const { edge, path } of layout.links) {
        const passed = layout.nodes.filter(({ node }) => node.name !== edge.start && node.name !== edge.end);
        for (const [x, y] of pointsOf(path)) {
          for (const node of passed) assert.ok(!within(x, y, node, 1), `${edge.start}–${edge.end} runs through ${node.node.name}`);
          assert.ok(x >= 0 && x <= layout.width && y >= 0 && y <= layout.height, "line outside");
        }
      }
    });
  }
}

test("long code is broken into lines that fit, and nothing of it is lost", () => {
  assert.deepEqual(linesOf("n1 = x * x"), ["n1 = x * x"]);
  const code = "n1 = tf.constant(np.square(x.numpy()))";
  assert.equal(linesOf(code).join(""), code);
  assert.ok(linesOf(code).every((line) => line.length <= 22));
});

test("values come forward, gradients backward, each the sum over its edges", () => {
  const moments = momentsOf(twoPaths);
  assert.deepEqual(moments.map(({ kind, name }) => `${kind[0]} ${name}`), ["f x", "f n1", "f n2", "b n2", "b n1", "b x"]);
  const sum = termsOf(twoPaths, "x").reduce((total, { local, gradient }) => total + local * gradient, 0);
  assert.equal(sum, 7);
  assert.deepEqual(termsOf(twoPaths, "n2"), []);
});

test("a fall between its samples is Newton's", () => {
  const times = range(0, 2, 21);
  const motion = {
    times, positions: times.map((t) => 4.9 * t * t), speeds: times.map((t) => 9.8 * t), accelerations: times.map(() => 9.8),
  };
  for (const t of [0, 0.333, 1.95, 2]) {
    const now = motionAt(motion, t);
    near(now.position, 4.9 * t * t, 1e-9);
    near(now.speed, 9.8 * t, 1e-9);
    near(now.acceleration, 9.8, 1e-9);
  }
  assert.deepEqual([2, 12, 35].map(pace), [1, 1, 3]);
  for (const landing of [0.05, 0.3, 0.99, 2, 30, 200]) {
    const seconds = landing / pace(landing);
    assert.ok(seconds >= 1 && seconds <= 12, `${landing} s play in ${seconds} s`);
  }
});

test("the object stands on the ground when it has landed", () => {
  const size = { width: 200, height: 400 };
  const { ground, y } = ladder(size, 20);
  assert.equal(y(0), ground);
  const ctx = recorder();
  drawObject(ctx, size, theme, { drop: 20, height: 0, speed: 0, fastest: 0, trail: [] });
  const [, at, radius] = ctx.named("arc")[0].values;
  near(at + radius, ground);
});

test("the arrow of the speed grows all the way down and stays in the picture", () => {
  const size = { width: 200, height: 400 };
  const lengths = [5, 10, 20].map((speed) => {
    const ctx = recorder();
    const fall = { drop: 20, height: 20 - speed, speed, fastest: 20, trail: [] };
    drawObject(ctx, size, theme, { ...fall, height: Math.max(0, fall.height) });
    const [, tail] = ctx.named("moveTo")[0].values;
    const [, tip] = ctx.named("moveTo")[1].values;
    assert.ok(tail >= 0 && tip <= ladder(size, 20).ground);
    return tip - tail;
  });
  assert.ok(lengths[0] < lengths[1] && lengths[1] < lengths[2], lengths.join(" "));
});

test("the name of an axis stands behind its last number", () => {
  const ctx = recorder();
  const plane = planeOf({ x0: 0, x1: 2, y0: 0, y1: 1 }, { width: 500, height: 150 });
  drawAxes(ctx, plane, theme, { x: "t, s", y: "" });
  const texts = ctx.named("fillText").map(({ values }) => values);
  const name = texts.find(([text]) => text === "t, s");
  const last = texts.find(([text]) => text.startsWith("2"));
  assert.ok(last, "the last number is there");
  assert.ok(name[1] > last[1] + 4);
});

test("a pen gives every x that it passes its height, and gaps are bridged", () => {
  const places = [0, 1, 2, 3, 4];
  const blank = places.map(() => null);
  const line = penMoved(places, blank, { x: 0.5, y: 0 }, { x: 3.2, y: 2.7 });
  assert.deepEqual(line.map((y) => (y === null ? null : Number(y.toFixed(6)))), [null, 0.5, 1.5, 2.7, null]);
  const back = penMoved(places, line, { x: 3.2, y: -1 }, { x: 1.9, y: -1 });
  assert.deepEqual(back.slice(2, 4), [-1, -1]);
  assert.deepEqual(bridged(places, [null, 1, null, 3, null]), [1, 1, 2, 3, 3]);
  assert.equal(bridged(places, blank), null);
  const flat = penMoved(places, blank, { x: 0, y: 0 }, { x: 1, y: 0 });
  assert.equal(penMoved(places, flat, { x: 1, y: 0 }, { x: 1.4, y: 4 })[1], 0); // a jump leaves it alone
  assert.equal(penMoved(places, blank, { x: 1.2, y: 5 }, { x: 1.2, y: 5 })[1], 5); // a touch
});

const ROOT = fileURLToPath(new URL("../../assets/", import.meta.url));
const sources = new Map(
  readdirSync(`${ROOT}tape`).filter((name) => name.endsWith(".js"))
    .map((name) => [`tape/${name}`, readFileSync(`${ROOT}tape/${name}`, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")]),
);

test("modules of the labs import in one direction, and drawing knows no page", () => {
  const imports = (path) => [...sources.get(path).matchAll(/\bfrom\s*"(\.{1,2}\/[^"]+)"/g)].map(([, to]) => posix.join("tape", to));
  const visit = (path, above) => {
    assert.ok(!above.includes(path), `circle: ${[...above, path].join(" → ")}`);
    for (const target of imports(path)) {
      if (target.startsWith("tape/")) visit(target, [...above, path]);
      else readFileSync(ROOT + target);
    }
  };
  for (const path of sources.keys()) visit(path, []);
  const page = /\b(document|window|localStorage|requestAnimationFrame|setTimeout|performance)\b/;
  for (const name of ["plane", "axes", "interpolate", "motion", "numbers", "stroke", "graph_layout", "tangent_draw", "fall_draw"]) {
    assert.doesNotMatch(sources.get(`tape/${name}.js`), page, name);
  }
  for (const [path, source] of sources) {
    assert.doesNotMatch(source, /\b(innerHTML|outerHTML|insertAdjacentHTML|eval)\b/, `${path} makes no markup of text`);
  }
});

test("every string that a lab names is in the catalogue", () => {
  const toml = readFileSync(new URL("../../playground/locale/en/tape_page.toml", import.meta.url), "utf8");
  const tables = new Map(toml.split(/^\[/m).slice(1).map((part) => {
    const [name, ...rest] = part.split("]\n");
    return [name, new Set([...rest.join("]\n").matchAll(/^(\w+) = /gm)].map(([, key]) => key))];
  }));
  for (const lab of ["tangent", "graph", "fall", "sketch"]) {
    for (const [, key] of sources.get(`tape/${lab}.js`).matchAll(/\bsay\("(\w+)"/g)) {
      assert.ok(tables.get(lab).has(key), `${lab}.${key}`);
    }
  }
});
