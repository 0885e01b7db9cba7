import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { axesOf, firstShown, largestOf, litBy, neighbour, paddedOf, placeOf, shareOf } from "../../assets/layers/cells.js";
import { BOX, layoutOf, levelsOf } from "../../assets/layers/model_layout.js";

/** Two filters of a (1, 2, 3, 2) array, as the page lays them out. */
const blocks = [
  { label: "0", rows: [[0, 2, 4], [6, 8, 10]] },
  { label: "1", rows: [[1, 3, 5], [7, 9, 11]] },
];

test("a flat index has its place in the array, as NumPy counts", () => {
  assert.equal(placeOf(0, [2, 3]), "[0, 0]");
  assert.equal(placeOf(5, [2, 3]), "[1, 2]");
  assert.equal(placeOf(9, [1, 2, 3, 2]), "[0, 1, 1, 1]");
  assert.equal(placeOf(1, [2]), "[1]");
});

test("keys walk through the cells, and from block to block, and stop at the edges", () => {
  const walk = (from, ...keys) => keys.reduce((at, key) => neighbour(blocks, at, key), from);
  assert.equal(walk(0, "ArrowRight"), 2);
  assert.equal(walk(4, "ArrowRight"), 1); // the next filter's first column
  assert.equal(walk(1, "ArrowLeft"), 4);
  assert.equal(walk(0, "ArrowLeft", "ArrowUp"), 0);
  assert.equal(walk(0, "ArrowDown"), 6);
  assert.equal(walk(6, "ArrowDown", "ArrowRight"), 8);
  assert.equal(walk(8, "End"), 11);
  assert.equal(walk(11, "Home"), 6);
  assert.equal(walk(3, "x"), 3);
  assert.equal(neighbour(blocks, 99, "ArrowRight"), 99);
});

test("every cell is reached by keys alone", () => {
  const seen = new Set([0]);
  for (let size = 0; size !== seen.size;) {
    size = seen.size;
    for (const at of [...seen]) for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) seen.add(neighbour(blocks, at, key));
  }
  assert.equal(seen.size, 12);
});

test("a story lights its cells by array and index", () => {
  assert.deepEqual([...litBy({ lit: { inputs: [0, 2], bias: [1] }, lines: [] })], ["inputs:0", "inputs:2", "bias:1"]);
  assert.equal(litBy(undefined).size, 0);
  assert.equal(paddedOf({ lit: { inputs: [-3, -1, 0], kernel: [1] }, lines: [] }), 2);
  assert.equal(paddedOf(undefined), 0);
  const name = (/** @type {string} */ axis) => axis;
  assert.equal(axesOf({ axes: ["batch", "steps", "units"], down: "steps", across: "units" }, name), "batch, steps ↓, units →");
  assert.equal(axesOf({ axes: ["units", "units"], down: "units", across: "units" }, name), "units ↓, units →");
  assert.equal(axesOf({ axes: ["filters"], down: "", across: "filters" }, name), "filters →");
});

test("colour follows size, from weak to full, and zeros alone divide by nothing", () => {
  assert.equal(shareOf(-2, 2), 100);
  assert.ok(shareOf(0.01, 2) >= 14);
  assert.ok(shareOf(1, 2) > shareOf(0.5, 2));
  assert.equal(largestOf([0, 0]), 1);
  assert.equal(largestOf([1, -3]), 3);
});

test("the first cell shown is the last that is not 0", () => {
  assert.equal(firstShown([0.6, 3.2, 0, 0]), 1);
  assert.equal(firstShown([0, 0, 0]), 2);
});

const layer = (name, kind, inputs) => ({ name, kind, inputs, units: 4, activation: "tanh", shape: "(None, 4)", weights: 0 });
const residual = [
  layer("input", "input", []), layer("hidden_1", "dense", [0]), layer("hidden_2", "dense", [1]),
  layer("sum_2", "add", [1, 2]), layer("class", "dense", [3]),
];
const branches = [
  layer("input", "input", []), layer("left_1", "dense", [0]), layer("right_1", "dense", [0]),
  layer("joined", "concat", [1, 2]), layer("class", "dense", [3]),
];

test("a layer lies below everything that goes into it, and boxes do not touch", () => {
  for (const layers of [residual, branches]) {
    const { placed, width, height } = layoutOf(layers);
    for (const { layer: { inputs }, y } of placed) for (const place of inputs) assert.ok(placed[place].y + BOX.height < y);
    for (const one of placed) {
      assert.ok(one.x - BOX.width / 2 >= 0 && one.x + BOX.width / 2 <= width && one.y + BOX.height / 2 <= height);
      for (const other of placed) {
        const apart = Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height;
        assert.ok(one === other || apart, `${one.layer.name} and ${other.layer.name}`);
      }
    }
  }
  assert.deepEqual(levelsOf(branches), [0, 1, 1, 2, 3]);
});

test("only a residual link goes around, and it stays inside the drawing", () => {
  const { links, width } = layoutOf(residual);
  assert.deepEqual(links.filter(({ around }) => around).map(({ from, to }) => [from, to]), [[1, 3]]);
  assert.deepEqual(layoutOf(branches).links.filter(({ around }) => around), []);
  const [x0, , x1, , x2, , x3] = [...links.find(({ around }) => around).path.matchAll(/-?[\d.]+/g)].map(Number);
  for (let t = 0; t <= 1; t += 0.05) {
    const x = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * x1 + 3 * (1 - t) * t * t * x2 + t ** 3 * x3;
    assert.ok(x < width, `${x} < ${width}`);
  }
});

const ROOT = fileURLToPath(new URL("../../assets/", import.meta.url));
const sources = new Map(
  readdirSync(`${ROOT}layers`).filter((name) => name.endsWith(".js"))
    .map((name) => [`layers/${name}`, readFileSync(`${ROOT}layers/${name}`, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")]),
);

test("modules of the labs import what exists, pure ones know no page, and none makes markup of text", () => {
  for (const [path, source] of sources) {
    for (const [, to] of source.matchAll(/\bfrom\s*"(\.{1,2}\/[^"]+)"/g)) readFileSync(ROOT + posix.join("layers", to));
    assert.doesNotMatch(source, /\b(innerHTML|outerHTML|insertAdjacentHTML|eval)\b/, path);
  }
  for (const name of ["cells", "model_layout"]) {
    assert.doesNotMatch(sources.get(`layers/${name}.js`), /\b(document|window|requestAnimationFrame)\b/, name);
  }
});

test("every string that a lab names is in the catalogue", () => {
  const toml = readFileSync(new URL("../../playground/locale/en/layers_page.toml", import.meta.url), "utf8");
  const keys = (table) => {
    const part = toml.split(/^\[/m).find((one) => one.startsWith(`${table}]`)) ?? "";
    return new Set([...part.matchAll(/^(\w+) = /gm)].map(([, key]) => key));
  };
  const named = [...sources.get("layers/kinds.js").matchAll(/\bsay\("(\w+)"/g)].map(([, key]) => key);
  for (const key of [...named, "input", "weight", "state", "output"]) assert.ok(keys("cells").has(key), key);
  for (const [, key] of sources.get("layers/boundary.js").matchAll(/\bsay\("(\w+)"/g)) assert.ok(keys("boundary").has(key), key);
  for (const [, key] of sources.get("layers/model.js").matchAll(/\bstrings\.(\w+)/g)) assert.ok(keys("graph").has(key), key);
});
