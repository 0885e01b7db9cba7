import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { disagreement } from "../../assets/compare/disagreement.js";
import { updateAt } from "../../assets/compare/inner_state.js";
import { Clock } from "../../assets/compare/clock.js";
import { Looks, PLAIN } from "../../assets/compare/looks.js";
import { Run } from "../../assets/stage/pinned_run.js";
import { nameBySettings, settingsOf } from "../../assets/compare/settings.js";
import { sceneOf } from "../../assets/compare/relief.js";
import { boxOf, depthOf, formOf, levelsOf, updateOf } from "../../assets/compare/surface_form.js";
import { boxOfShadow, judgement, lastGood, shadowOf } from "../../assets/compare/plane_form.js";
import { csvOf, markdownOf } from "../../assets/compare/take.js";

const ROOT = fileURLToPath(new URL("../../assets/", import.meta.url));
const FOLDER = readdirSync(`${ROOT}compare`).filter((file) => file.endsWith(".js"));
const COLUMNS = ["loss", "full_loss", "accuracy", "w1", "w2", "b"];
const KNOBS = {
  lr: { label: "Learning rate", default: "0.1" },
  batch: { label: "Batch size", default: "0", all: "all {count}" },
  optimizer: { label: "Optimizer", default: "sgd", choices: [["sgd", "SGD"], ["adam", "Adam"]] },
  momentum: { label: "Momentum", default: "0.9" },
};
const say = (key, values = {}) => `${key}${Object.values(values).map((value) => ` ${value}`).join("")}`;

/** A run whose rows have come: losses at steps 0, 1, … and a place that walks to the right. */
function runOf(words, losses, { end = { reason: "done", step: losses.length - 1 }, clock = new Clock() } = {}) {
  const run = new Run({ page: "linear", words, name: "", seen: 0 }, clock);
  const rows = Float32Array.from(losses.flatMap((loss, step) => [loss, loss, 0.5, step / 10, 0, 0]));
  run.receive({
    config: { experiment: { stop: "steps", last_step: losses.length - 1, batches_per_epoch: 2 }, knobs: { hidden: ["momentum"], all: 2000 } },
    refused: [], columns: COLUMNS, weights: 0, status: "ok",
    chunk: { steps: Uint32Array.from(losses.keys()), rows, width: COLUMNS.length, stride: 1, checkpoint: null, end },
  }, { id: "points", held: null });
  run.texts = { panel: { knobs: KNOBS } };
  return run;
}

test("a run knows its last numbers and the first step at which a loss was reached", () => {
  const run = runOf({}, [3, 1, 0.25, 0.5]);
  assert.deepEqual([run.state, run.last("loss"), run.stepsTo(1), run.stepsTo(0.3), run.stepsTo(0.1)], ["done", 0.5, 1, 2, -1]);
  assert.deepEqual([run.columnOf("loss"), run.columnOf("val_loss")], ["full_loss", ""]);
  assert.ok(runOf({}, [1, 1e9], { end: { reason: "diverged", step: 1 } }).hasDiverged);
});

/** Another value than the plain one, for each thing that can be set beside the runs. */
const OTHER = Object.fromEntries(Object.entries(PLAIN).map(([name, plain]) =>
  [name, typeof plain === "boolean" ? !plain : name === "measure" ? "val_accuracy" : name === "target" ? 0.05 : 3]));

test("what is set beside the runs stands in the link, which says all of it", () => {
  const looks = new Looks();
  looks.begin("");
  assert.deepEqual([looks.values, looks.words], [PLAIN, {}]);
  looks.set(OTHER);
  assert.deepEqual(Object.keys(looks.words).sort(), Object.keys(PLAIN).sort());
  const fresh = new Looks();
  fresh.begin(`?run=linear&${new URLSearchParams(looks.words)}`);
  assert.deepEqual(fresh.values, OTHER);
  fresh.begin("?run=linear");
  assert.deepEqual(fresh.values, PLAIN);
});

test("a word that the page cannot show is left out", () => {
  const looks = new Looks();
  looks.begin("?run=linear&measure=weight&log=yes&target=-1&seed=1e9&read=1.5&plane=&epochs=1");
  assert.deepEqual(looks.values, { ...PLAIN, epochs: true });
});

test("who comes without a link finds the habits of this browser", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
  try {
    new Looks().set(OTHER);
    const looks = new Looks();
    looks.begin("?view=surface");
    assert.deepEqual([looks.values.log, looks.values.relief, looks.values.measure, looks.values.seed], [false, true, "loss", 0]);
    looks.begin("?run=linear");
    assert.deepEqual(looks.values, PLAIN);
  } finally {
    delete globalThis.localStorage;
  }
});

test("a long run is asked for at even distances, and a run without an end as far as it was watched", () => {
  const run = new Run({ page: "linear", words: {}, name: "", seen: 900 }, new Clock());
  assert.deepEqual(run.wanted, { start: 0, stride: 1 });
  const reply = (experiment, steps) => ({
    config: { experiment, knobs: { hidden: [], all: 1 } }, refused: [], columns: ["loss"], weights: 0, status: "ok",
    chunk: { steps, rows: new Float32Array(steps.length), width: 1, stride: 1, checkpoint: null, end: null },
  });
  const first = Uint32Array.from({ length: 240 }, (_, step) => step);
  run.receive(reply({ stop: "steps", last_step: 12000 }, first), null);
  assert.deepEqual(run.wanted, { start: 240, stride: 10 });
  run.receive(reply({ stop: "never", last_step: 1e7 }, first), null);
  assert.equal(run.horizon, 900);
});

test("the cursor rests on rows, ends with the longest run, and shorter runs keep their last row", () => {
  const clock = new Clock();
  const [short, long] = [runOf({}, [3, 2], { clock }), runOf({ lr: "1" }, [3, 2, 1, 0.5], { clock })];
  clock.setRuns([short, long]);
  assert.deepEqual([clock.player.cursor, short.value("loss"), long.value("loss")], [3, 2, 0.5]);
  clock.step(-2);
  assert.deepEqual([clock.player.cursor, long.value("loss")], [1, 2]);
  clock.nextEpoch();
  assert.equal(clock.player.cursor, 2);
  clock.scrub(99);
  assert.equal(clock.player.cursor, 3);
});

test("settings that differ are told in the words of the knobs, and name the runs", () => {
  const runs = [runOf({ optimizer: "adam", momentum: "0.5" }, [1]), runOf({ lr: "0.02" }, [1])];
  const settings = settingsOf(runs, say);
  const different = settings.filter(({ differs }) => differs).map(({ label, texts }) => [label, ...texts]);
  assert.deepEqual(different, [["Learning rate", "0.1", "0.02"], ["Optimizer", "Adam", "SGD"]]);
  assert.deepEqual(settings.find(({ name }) => name === "batch").texts, ["all 2000", "all 2000"]);
  assert.equal(settings.find(({ name }) => name === "momentum"), undefined, "hidden in both");
  assert.deepEqual([0, 1].map((place) => nameBySettings(settings, place, say)), ["Adam, Learning rate 0.1", "SGD, Learning rate 0.02"]);
  assert.equal(nameBySettings(settingsOf([runs[0]], say), 0, say), "run 1");
});

test("CSV has every row with numbers that read back, and Markdown no text that leaves its cell", () => {
  globalThis.location = { href: "http://here/compare" };
  const runs = [runOf({}, [3, 0.1]), runOf({ lr: "0.02" }, [3, 2.5])];
  const settings = settingsOf(runs, say);
  const names = ['a "b", | c', "second"];
  const comparison = { runs, say, settings, targetLoss: 2.6, nameOf: (run) => names[runs.indexOf(run)], write: (_, value) => String(value) };
  const lines = csvOf(comparison).trim().split("\n");
  assert.equal(lines[0], `run,name,step,${COLUMNS}`);
  assert.equal(lines.length, 5);
  assert.ok(lines[1].startsWith('1,"a ""b"", | c",0,3,3,0.5,'));
  assert.equal(Math.fround(Number(lines[2].split(",").at(-6))), Math.fround(0.1));
  const markdown = markdownOf(comparison);
  assert.ok(markdown.includes('1 a "b", \\| c'));
  assert.ok(markdown.includes("| Learning rate | 0.1 | 0.02 |"));
  for (const line of markdown.split("\n").filter((text) => text.startsWith("|"))) assert.equal(line.replaceAll("\\|", "").at(-1), "|");
});

test("a name from a link is no formula of a spreadsheet, and no markup or further cell of Markdown", () => {
  globalThis.location = { href: "http://here/compare" };
  const runs = [runOf({}, [3]), runOf({ lr: "0.02" }, [3])];
  const names = ['=HYPERLINK("http://there","x")', "[a](http://there) <b> \\|"];
  const comparison = { runs, say, settings: [], targetLoss: 2, nameOf: (run) => names[runs.indexOf(run)], write: (_, value) => String(value) };
  const lines = csvOf(comparison).trim().split("\n");
  assert.ok(lines[1].startsWith(`1,"'=HYPERLINK(""http://there"",""x"")",0,`));
  assert.ok(lines[2].startsWith("2,[a](http://there) <b> \\|,0,"));
  const [, , , row] = markdownOf(comparison).split("\n").filter((text) => text.startsWith("|"));
  assert.ok(row.startsWith("| 2 \\[a\\](http://there) \\<b\\> \\\\\\| | "));
});

test("the closed form is the quadratic that Python describes, at a bias and at the best one", () => {
  const answer = { key: "1", kind: "parabola", constant: 0.5, slope: [-1, 0.5, -1], curvature: [[4, 1, 2], [1, 3, 0.5], [2, 0.5, 2]] };
  const value = (v) => 0.5 - v[0] + 0.5 * v[1] - v[2] + 0.5 * v.reduce((sum, a, i) => sum + v.reduce((own, b, j) => own + a * b * answer.curvature[i][j], 0), 0);
  const [given, best] = [formOf(answer, 0.3), formOf(answer, null)];
  for (const [w1, w2] of [[0, 0], [0.7, -0.2], [-2, 3]]) {
    assert.ok(Math.abs(given.loss(w1, w2) - value([w1, w2, 0.3])) < 1e-12);
    const bias = best.bias(w1, w2);
    assert.ok(Math.abs(best.loss(w1, w2) - value([w1, w2, bias])) < 1e-12);
    for (const by of [-1e-3, 1e-3]) assert.ok(value([w1, w2, bias + by]) > best.loss(w1, w2));
  }
});

test("a grid gives its own values at its places, and lies between them elsewhere", () => {
  const answer = { key: "1", kind: "grid", box: [0, 2, 10, 12], cells: 2, losses: [0, 1, 2, 3, 4, 5, 6, 7, 8], biases: Array(9).fill(0.25) };
  const form = formOf(answer, null);
  for (const at of answer.losses) assert.equal(form.loss(at % 3, 10 + Math.floor(at / 3)), at);
  assert.equal(form.loss(0.5, 11.5), 5);
  assert.equal(form.bias(1.3, 11.2), 0.25);
  assert.equal(formOf({ key: "1", kind: "none" }, null), null);
});

test("the picture holds what converges and the best place; levels are denser at the bottom", () => {
  const [x0, x1, y0, y1] = boxOf([runOf({}, [3, 2, 1]), runOf({ lr: "9" }, [3, 50, 1e6])], [0.1, 0.4, 0]);
  assert.ok(x0 < 0 && x1 > 0.2 && y0 < 0 && y1 > 0.4);
  assert.ok(Math.abs((x1 - x0) - (y1 - y0)) < 1e-4, "one scale");
  assert.ok(x1 < 0.5, "a run that leaves does not stretch the picture");
  const levels = levelsOf(0.025, 3, 14);
  assert.equal(levels.length, 14);
  assert.ok(levels.every((level, at) => level > 0.025 && level < 3 && (!at || level > levels[at - 1])));
  assert.deepEqual([depthOf(3, 0.025, 3), depthOf(0.025, 0.025, 3)].map((depth) => Math.round(depth * 1000) / 1000), [0, 1]);
});

test("the next update is the difference of two rows, beside the gradient's own step at the rate that holds", () => {
  const columns = ["full_loss", "grad_w1", "grad_w2", "w1", "w2"];
  const clock = new Clock();
  const run = new Run({ page: "linear", words: {}, name: "", seen: 0 }, clock);
  run.receive({
    config: { experiment: { stop: "steps", last_step: 2, lr: 0.5, changes: [[1, 0.25]] }, knobs: { hidden: [], all: 1 } },
    refused: [], columns, weights: 0, status: "ok",
    chunk: { steps: Uint32Array.of(0, 1, 2), rows: Float32Array.of(3, 2, -1, 0, 0, 2, 4, 8, -1, 1, 1, 0, 0, 3, 3), width: 5, stride: 1, checkpoint: null, end: null },
  }, null);
  clock.setRuns([run]);
  assert.equal(updateOf(run), null, "nothing comes after the last row");
  clock.goTo(0);
  assert.deepEqual(updateOf(run), { from: [0, 0], gradient: [-1, 0.5], step: [-1, 1] });
  clock.goTo(1);
  assert.deepEqual(updateOf(run), { from: [-1, 1], gradient: [-1, -2], step: [4, 2] });
});

test("what an optimiser keeps follows from the gradients, with the rate of each step", () => {
  const clock = new Clock();
  const run = new Run({ page: "linear", words: {}, name: "", seen: 0 }, clock);
  const columns = ["w1", "w2", "b", "grad_w1", "grad_w2", "grad_b"];
  const rows = [[0, 0, 0, 1, 2, -1], [1, 1, 1, 3, 0, 1], [2, 3, 4, 0, 0, 0]].flat();
  run.receive({
    config: { experiment: { stop: "steps", last_step: 2, lr: 0.5, changes: [[1, 0.25]], momentum: 0.5, beta1: 0.5 }, knobs: { hidden: [], all: 1 } },
    refused: [], columns, weights: 0, status: "ok",
    chunk: { steps: Uint32Array.of(0, 1, 2), rows: Float32Array.from(rows), width: 6, stride: 1, checkpoint: null, end: null },
  }, null);
  clock.setRuns([run]);
  const slot = (gets, kept = "", start = 0, corrected = false) => ({ label: gets, start, kept, gets, corrected });
  assert.equal(updateAt(run, []), null, "nothing comes after the last row");
  clock.goTo(1);
  const { gradient, step, kept, carried } = updateAt(run, [slot("step", "momentum"), slot("square", "", 1)]);
  assert.deepEqual([gradient, step], [[3, 0, 1], [1, 2, 3]]);
  // v = 0.5 * (-0.5 * g0) - 0.25 * g1, of which the first part is carried on; s = 1 + g0^2 + g1^2.
  assert.deepEqual(kept.map(({ values }) => values), [[-1, -0.5, 0], [11, 5, 3]]);
  assert.deepEqual(carried, [-0.25, -0.5, 0.25]);
  // m = 0.5 * 0.5 * g0 + 0.5 * g1, over 1 - 0.5^2.
  run.timeline.version += 1;
  const mean = updateAt(run, [slot("share", "beta1", 0, true), slot("share_of_square", "beta1", 0, true)]);
  assert.deepEqual(mean.kept[0].values, [1.75, 0.5, 0.25]);
  assert.deepEqual(mean.kept[0].corrected, [1.75 / 0.75, 0.5 / 0.75, 0.25 / 0.75]);
  assert.deepEqual(mean.kept[1].values, [4.75, 1, 0.75]);
  assert.deepEqual(mean.carried, mean.kept[0].corrected.map((value) => -0.25 * value));
});

test("the surface in three dimensions stays on its canvas however it is turned, and a higher loss lies higher", () => {
  const size = { width: 640, height: 420 };
  const losses = Float64Array.of(0.25, 4, 2, 1);
  for (let turn = 0; turn < 6.3; turn += 0.3) {
    for (const tilt of [0.25, 0.75, 1.35]) {
      const { project, floor, top } = sceneOf(size, [-1, 3, 2, 6], losses, turn, tilt);
      assert.deepEqual([floor, top], [0.25, 4]);
      for (const [x, y] of [[-1, 2], [3, 2], [-1, 6], [3, 6]]) {
        for (const loss of [floor, top]) {
          const [left, down] = project(x, y, loss);
          assert.ok(left > 0 && left < size.width && down > 0 && down < size.height, `${turn} ${tilt}: ${left}, ${down}`);
        }
        assert.ok(project(x, y, top)[1] < project(x, y, floor)[1]);
      }
      // The middle of the base stays where it is, and lies between its corners.
      assert.ok(Math.abs(project(1, 4, floor)[0] - size.width / 2) < 1e-9);
    }
  }
});

test("two lines disagree between them, and on the points that lie there", () => {
  const clock = new Clock();
  const [one, other] = [runOf({}, [1, 1], { clock }), runOf({ lr: "1" }, [1, 1], { clock })];
  for (const run of [one, other]) run.config.experiment.threshold = 0.5;
  // w1 = 0.1 at step 1, so both say 1 beyond x = 5; the other one has a bias of 0.3 and says so from x = 2 on.
  other.timeline.rows[other.timeline.width + COLUMNS.indexOf("b")] = 0.3;
  clock.setRuns([one, other]);
  const found = disagreement(one, other, Float32Array.of(0, 0, 3, 9, 4.5, -7, 6, 0), 4);
  assert.deepEqual([[...found.mask], found.number], [[0, 1, 1, 0], 2]);
  one.timeline.rows[one.timeline.width + COLUMNS.indexOf("w1")] = NaN;
  assert.equal(disagreement(one, other, Float32Array.of(0, 0), 1), null);
});

/** A run of a network with four weights, whose rows are these. */
function networkOf(losses, weights) {
  const run = new Run({ page: "layers", words: {}, name: "", seen: 0 }, new Clock());
  run.receive({
    config: { experiment: { stop: "steps", last_step: losses.length - 1, batches_per_epoch: 1 } },
    refused: [], columns: ["loss", "full_loss"], weights: 4, status: "ok",
    chunk: {
      steps: Uint32Array.from(losses.keys()), rows: Float32Array.from(losses.flatMap((loss, at) => [loss, loss, ...weights[at]])),
      width: 6, stride: 1, checkpoint: null, end: { reason: "done", step: losses.length - 1 },
    },
  }, { id: "points", held: null });
  return run;
}

test("a network's run falls on its plane as its coordinates say, and what is left over is the distance", () => {
  const run = networkOf([4, 2, 1], [[1, 1, 1, 1], [3, 1, 2, 13], [11, 1, 1, 1]]);
  const shadow = shadowOf(run, { along: [1, 0, 0, 0], across: [0, 0.6, 0, 0.8], length: 10, filter_length: 1, cells: 16 });
  const rounded = (values) => [...values].map((value) => Number(value.toFixed(5)));
  assert.deepEqual([rounded(shadow.along), rounded(shadow.across)], [[0, 2, 10], [0, 9.6, 0]]);
  // (0, -5.76, 1, 12 - 7.68) is perpendicular to both.
  assert.deepEqual(rounded(shadow.far), [0, Number(Math.hypot(5.76, 1, 4.32).toFixed(5)), 0]);
  assert.equal(shadow.farthest, 1);
  const [x0, x1, y0, y1] = boxOfShadow(shadow, 2, 10);
  assert.ok(x0 < 0 && x1 > 10 && y0 < 0 && y1 > 9.6 && Math.abs(x1 - x0 - (y1 - y0)) < 1e-9);
  assert.deepEqual([0, 0.02, 0.2, 0.9].map(judgement), ["plane_on", "plane_near", "plane_away", "plane_far"]);
});

test("the plane of a run that diverged goes through the last row before it left", () => {
  const rows = [[0, 0, 0, 0], [1, 0, 0, 0], [9, 0, 0, 0], [NaN, 0, 0, 0]];
  assert.equal(lastGood(networkOf([1, 2.9, 3.1, 2], rows)), 1);
  assert.equal(lastGood(networkOf([1, 2, 2, 2], rows)), 2);
});

test("modules of the page make no markup of text, and name strings that both catalogues have", () => {
  const all = FOLDER.map((name) => readFileSync(posix.join(ROOT, "compare", name), "utf8")).join("\n");
  assert.doesNotMatch(all, /\b(innerHTML|outerHTML|insertAdjacentHTML|eval)\b/);
  const text = (language) => readFileSync(new URL(`../../playground/locale/${language}/compare.toml`, import.meta.url), "utf8");
  const keys = (language) => [...text(language).split("\n[")[0].matchAll(/^(\w+) = /gm)].map(([, key]) => key);
  assert.deepEqual(keys("ko"), keys("en"));
  for (const [, key] of all.matchAll(/\bsay\("(\w+)"/g)) assert.ok(keys("en").includes(key), `${key} exists`);
  const elsewhere = ["pin", "pinned", "pin_help", "pin_full", "compare", "take"]; // on the stage, and the page's own tab
  const built = ["measure_", "axis_", "column_", "state_", "take_", "setting_", "race_"];
  for (const key of keys("en")) {
    const isUsed = all.includes(`"${key}"`) || elsewhere.includes(key) || built.some((start) => key.startsWith(start));
    assert.ok(isUsed, `${key} is used`);
  }
});
