import assert from "node:assert/strict";
import test from "node:test";

import { curvesOf } from "../../assets/stage/curves.js";
import { levelPath } from "../../assets/stage/draw/regions.js";
import { linkWidth } from "../../assets/stage/draw/diagram.js";
import { ACTIVATIONS, activate, erf } from "../../assets/stage/network/activations.js";
import { Field, decision, pointColumns } from "../../assets/stage/network/field.js";
import { Forward } from "../../assets/stage/network/forward.js";
import { graphOf, widthsOf } from "../../assets/stage/network/graph.js";
import { layoutOf, tileAt, wireAt, wireHeight } from "../../assets/stage/network/layout.js";
import { describe, unitName } from "../../assets/stage/network/names.js";
import { words } from "../../assets/stage/words.js";
import { Drive } from "./support/drive.js";
import { CHOICES } from "./support/experiment.js";
import { DEFINITIONS, NetworkTrainer, drawPoints, networkOf } from "./support/network.js";
import { Server, runOf, strings } from "./support/server.js";

const close = (a, b, tolerance = 1e-6) => assert.ok(Math.abs(a - b) <= tolerance, `${a} ≈ ${b}`);
const experiment = (values) => new Server({ data: "circle", samples: 40, hidden: [4, 2], loss: "bce", ...values }).experiment;

test("activations by their definitions, NaN and infinity included", () => {
  const values = [-40, -3, -0.3, -0.01, 0, 0.004, 0.5, 2, 40];
  // Values of the error function from tables: erf(0.5), erf(1), erf(2).
  close(erf(0.5), 0.5204998778, 2e-7);
  close(erf(-1), -0.8427007929, 2e-7);
  close(erf(2), 0.995322265, 2e-7);
  for (const name of Object.keys(ACTIVATIONS)) {
    const [own] = DEFINITIONS[name];
    const numbers = Float64Array.from(values);
    activate(name, numbers, 0, numbers.length);
    numbers.forEach((number, i) => close(number, own(values[i]), 1e-9 * Math.max(1, Math.abs(values[i]))));
    const odd = Float32Array.of(NaN, Infinity, 7);
    activate(name, odd, 0, 2);
    assert.ok(Number.isNaN(odd[0]), name);
    assert.ok(odd[1] >= 1, name);
    assert.equal(odd[2], 7, "what is not asked for stays");
  }
});

test("the forward pass by hand: 2-2-1 with relu, row by row kernels", () => {
  const network = networkOf({ ...experiment({ hidden: [2], activation: "relu" }) });
  // hidden: h1 = relu(x1 − x2 + 1), h2 = relu(2·x1 + 3·x2 − 1); output: 0.5·h1 − h2 + 0.25
  const weights = Float32Array.of(1, 2, -1, 3, 1, -1, 0.5, -1, 0.25);
  assert.equal(network.size, 9);
  const values = new Forward(network).run(weights, [Float32Array.of(1, 0, -2), Float32Array.of(2, 0, 1)], 3);
  assert.deepEqual([...values[1][0]], [0, 1, 0]);
  assert.deepEqual([...values[1][1]], [7, 0, 0]);
  assert.deepEqual([...values[2][0]], [-6.75, 0.75, 0.25]);
});

test("every architecture and activation agrees with the trainer's own evaluation, point by point", () => {
  for (const arch of CHOICES.arch) {
    for (const activation of Object.keys(ACTIVATIONS)) {
      const e = experiment({ arch, activation, hidden: [5, 5, 5], features: ["x1", "x2", "x1x2", "sinx2"], samples: 400, lr: 0.1 });
      const sample = drawPoints(e);
      const trainer = new NetworkTrainer(e, sample);
      const weights = trainer.start();
      const scores = new Forward(trainer.network).run(weights, pointColumns(e.features, sample), sample.count);
      const right = [...sample.labels].filter((label, i) => decision(scores[trainer.network.heads[0].node], i, 0) === label).length;
      const all = Array.from(sample.labels.keys());
      close(right / sample.count, trainer.evaluate(weights, all).accuracy, 1e-9);
      let loss = 0;
      sample.labels.forEach((label, i) => {
        const score = scores[trainer.network.heads[0].node][0][i];
        loss += (Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)))) / sample.count;
      });
      close(loss, trainer.evaluate(weights, all).class, 1e-5);
    }
  }
});

test("a graph: links lie where the kernels lie, joined branches hand on all their units, sums have no weight", () => {
  for (const arch of CHOICES.arch) {
    const e = experiment({ arch, hidden: [3, 3] });
    const network = networkOf(e);
    const graph = graphOf(network);
    const biases = graph.units.flat().filter(({ bias }) => bias !== null).map(({ bias }) => bias);
    const places = [...graph.links.map(({ index }) => index), ...biases].sort((a, b) => a - b);
    assert.deepEqual(places, Array.from({ length: network.size }, (_, i) => i), `${arch}: every number once`);
    assert.deepEqual(widthsOf(graph), [3, 3]);
    assert.equal(graph.skips.length, arch === "residual" ? 6 : 0);
    assert.equal(graph.joined.length, arch === "branches" ? 1 : 0);
  }
});

test("a layout keeps everything inside and apart, from one unit to six layers of twelve", () => {
  for (const [width, height] of [[548, 500], [366, 380], [900, 660]]) {
    for (const arch of CHOICES.arch) {
      for (const hidden of [[1], [4, 2], [12, 12, 12, 12, 12, 12]]) {
        const layout = layoutOf(graphOf(networkOf(experiment({ arch, hidden }))), width, height);
        const all = [...layout.tiles, ...layout.sums];
        for (const { x, y, size } of all) {
          assert.ok(x - size / 2 >= 0 && x + size / 2 <= width, `${arch} ${hidden} ${width}: x ${x}`);
          assert.ok(y - size / 2 >= layout.top - 4 && y + size / 2 <= height, `${arch} ${hidden} ${width}: y ${y} ${size}`);
        }
        layout.tiles.forEach((one, i) => layout.tiles.slice(i + 1).forEach((other) => {
          const apart = Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
          assert.ok(apart >= (one.size + other.size) / 2, `${arch} ${hidden} ${width}: units apart`);
        }));
      }
    }
  }
});

test("what is under the pointer: a unit in its square, a link along its curve", () => {
  const layout = layoutOf(graphOf(networkOf(experiment({}))), 548, 500);
  for (const tile of layout.tiles) assert.equal(tileAt(layout, tile.x + tile.size * 0.4, tile.y), tile);
  for (const wire of layout.wires) {
    const x = wire.x0 + 0.15 * (wire.x1 - wire.x0);
    close(wireHeight(wire, wire.x0), wire.y0, 0.1);
    close(wireHeight(wire, wire.x1), wire.y1, 0.1);
    const found = wireAt(layout, x, wireHeight(wire, x));
    assert.ok(found && Math.abs(wireHeight(found, x) - wireHeight(wire, x)) < 1);
  }
  assert.equal(wireAt(layout, 2, 2), null);
});

test("names and the sentence for a screen reader come from the catalogues, complete", () => {
  for (const language of ["en", "ko"]) {
    const say = words(strings(language));
    for (const arch of CHOICES.arch) {
      const graph = graphOf(networkOf(experiment({ arch })));
      for (const unit of graph.units.flat()) assert.doesNotMatch(unitName(graph, unit, say), /[{}_]/);
      assert.doesNotMatch(describe(graph, say), /[{}_]/);
    }
  }
  const say = words(strings("en"));
  const graph = graphOf(networkOf(experiment({})));
  assert.equal(unitName(graph, graph.units[1][2], say), "Layer 1, unit 3");
  assert.match(describe(graph, say), /hidden layers of 4, 2 units.*25 weights and biases/);
});

test("a level line of x² + y² is the circle, within the grid's fineness", () => {
  const cells = 60;
  const values = new Float32Array((cells + 1) ** 2);
  for (let row = 0; row <= cells; row += 1) {
    for (let column = 0; column <= cells; column += 1) {
      values[row * (cells + 1) + column] = (column / 30 - 1) ** 2 + (row / 30 - 1) ** 2;
    }
  }
  let length = 0;
  let from = [0, 0];
  levelPath({
    moveTo: (x, y) => { from = [x, y]; },
    lineTo: (x, y) => {
      length += Math.hypot(x - from[0], y - from[1]);
      close(Math.hypot(x / 30 - 1, y / 30 - 1), 0.8, 0.002);
    },
  }, { values, cells }, 0.64, 60, 60);
  close(length, 2 * Math.PI * 0.8 * 30, 0.5);
});

test("links: wider for a larger weight, never without bound", () => {
  assert.ok(linkWidth(0, 8) < linkWidth(-0.5, 8) && linkWidth(0.5, 8) < linkWidth(2, 8));
  assert.equal(linkWidth(0.7, 8), linkWidth(-0.7, 8));
  assert.ok(linkWidth(1e9, 8) <= 8 && linkWidth(Infinity, 8) <= 8);
});

test("the grid has y upwards at its upper edge and adapts to what it costs", () => {
  let now = 0;
  let cost = 2e-3;
  const field = new Field(() => now);
  const network = networkOf(experiment({ hidden: [2] }));
  field.setNetwork(network);
  const box = { x0: -1, x1: 3, y0: -2, y1: 2 };
  const slow = (cells) => {
    const forward = field.onGrid;
    const { run } = Forward.prototype;
    forward.run = (...values) => { now += cost * values[2]; return run.apply(forward, values); };
    field.evaluate(new Float32Array(network.size), box, cells);
  };
  for (let i = 0; i < 80; i += 1) slow(field.movingCells);
  assert.ok(field.movingCells <= 38 && field.movingCells >= 24, `${field.movingCells} cells for 2 µs a point`);
  const { values, cells } = field.feature("x2");
  assert.equal(values[0], 2);
  assert.equal(values[cells * (cells + 1)], -2);
  assert.equal(field.feature("x1").values[cells], 3);
  cost = 1e-5;
  for (let i = 0; i < 200; i += 1) slow(field.movingCells);
  assert.ok(field.movingCells >= 52);
  assert.ok(field.restingCells > field.movingCells);
});

// ---- the session with a network

const settings = { data: "moons", samples: 30, val: 0.2, hidden: [3], loss: "bce", lr: 0.1, steps: 60 };

test("rows carry weights, points held out are known, and rows are what training from the start gives", () => {
  const drive = new Drive(settings);
  const { session } = drive;
  session.togglePlay(drive.now);
  drive.until(() => session.state === "done");
  assert.equal(session.weights.length, runOf(session.runWords).trainer.network.size);
  assert.equal([...session.sample.held].reduce((sum, held) => sum + held, 0), 12);
  assert.equal(drive.untruth, "");
  assert.ok(session.value("val_loss") > 0);
});

test("a weight set by hand is seen at once, training goes on from it, and what was before stays", () => {
  const drive = new Drive(settings);
  const { session } = drive;
  session.goTo(20);
  drive.until(() => session.state === "paused");
  const before = session.timeline.at(10, session.timeline.width - 1);
  session.edit(2, 5);
  assert.equal(session.weights[2], 5);
  drive.settled().until(() => session.state === "paused");
  assert.equal(session.player.cursor, 20);
  assert.equal(session.weights[2], 5);
  assert.equal(session.timeline.at(session.timeline.find(10), session.timeline.width - 1), before);
  const { start, checkpoint } = drive.requests.at(-1);
  assert.ok(start === 20 && (checkpoint === null || checkpoint.step < 20));
  assert.equal(drive.untruth, "");
  session.step(5);
  drive.turn({ lr: 0.3 }).settled();
  session.step(5);
  drive.until(() => session.player.cursor === 30);
  session.edit(0, -1);
  drive.settled();
  assert.deepEqual([session.runWords.lr_changes, session.runWords.edits], ["25:0.3", "20:2:5,30:0:-1"]);
  session.togglePlay(drive.now);
  drive.until(() => session.state === "done");
  assert.equal(drive.untruth, "");
  for (const [edits, cursor] of [["20:2:5", 60], ["20:2:5", 60], [undefined, 60]]) {
    session.undo();
    drive.settled().until(() => session.state !== "waiting");
    assert.deepEqual([session.runWords.edits, session.player.cursor, drive.untruth], [edits, cursor, ""]);
  }
});

test("a weight set by hand while it plays pauses at its step; one that is refused is gone, and the rows stay", () => {
  const drive = new Drive(settings);
  const { session } = drive;
  session.togglePlay(drive.now);
  drive.run(600);
  session.edit(0, 1);
  const { cursor } = session.player;
  drive.settled().until(() => session.state === "paused");
  assert.deepEqual([session.player.cursor, session.runWords.edits], [cursor, `${cursor}:0:1`]);
  const { run, weights } = session;
  session.edit(1, 1e6);
  assert.equal(session.weights[1], 1e6);
  drive.settled();
  assert.deepEqual([session.run, [...session.weights], session.draft.past.length], [run, [...weights], 1]);
  assert.equal(session.draft.problems.length, 1);
  assert.equal(drive.untruth, "");
});

test("another network begins a run of its own; many numbers of a checkpoint travel as bytes", () => {
  const drive = new Drive({ ...settings, steps: 2000, hidden: [6, 6] });
  const { session } = drive;
  session.setSpeed(6);
  session.togglePlay(drive.now);
  drive.run(2500);
  const { checkpoint } = drive.requests.at(-1);
  assert.equal(Buffer.from(checkpoint.base64, "base64").length, 4 * session.config.network.size);
  session.togglePlay(drive.now);
  session.design({ hidden: [6, 7] });
  drive.run(200);
  assert.equal(session.config.network.hidden[1], 7);
  assert.equal(session.weights.length, session.config.network.size);
  assert.equal(session.player.cursor, 0);
  session.design({ features: ["x1", "x2", "x1sq"] });
  drive.run(200);
  assert.deepEqual(session.config.network.features, ["x1", "x2", "x1sq"]);
  session.design({ hidden: [] });
  drive.settled();
  assert.deepEqual(session.config.network.hidden, []);
});

test("the accuracy of a network has the colours of its losses, and held-out points only where there are some", () => {
  const columns = ["loss", "full_loss", "accuracy", "val_loss", "val_accuracy", "grad_norm"];
  const theme = { accent: "a", validation: "v", ghost: "g" };
  const session = (/** @type {boolean} */ held) => ({
    columns, lossColumn: 1, sample: { held }, config: { network: {}, experiment: { batches_per_epoch: 1 } },
  });
  const lines = (/** @type {any} */ of, /** @type {boolean} */ accuracy) =>
    curvesOf(of, /** @type {any} */ (theme), words({}), accuracy).map(({ column, colour }) => [column, colour]);
  assert.deepEqual(lines(session(true), true), [[2, "a"], [4, "v"]]);
  assert.deepEqual(lines(session(true), false), [[1, "a"], [3, "v"]]);
  assert.deepEqual(lines(session(false), true), [[2, "a"]]);
});
