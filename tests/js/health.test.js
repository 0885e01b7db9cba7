import assert from "node:assert/strict";
import test from "node:test";

import { sentence } from "../../assets/stage/aria_live.js";
import { graphOf } from "../../assets/stage/network/graph.js";
import { healthOf, restingHealth } from "../../assets/stage/network/health.js";
import { unitsName } from "../../assets/stage/network/names.js";
import { noticeOf } from "../../assets/stage/notice.js";
import { outcomeOf, sessionOutcome } from "../../assets/stage/outcome.js";
import { SPEEDS } from "../../assets/stage/player.js";
import { words } from "../../assets/stage/words.js";
import { Drive } from "./support/drive.js";
import { CHOICES } from "./support/experiment.js";
import { networkOf } from "./support/network.js";
import { Server, runOf, strings } from "./support/server.js";

const say = words(strings("en"));
const experiment = (values) => runOf(new Server({ data: "circle", samples: 40, hidden: [4, 2], loss: "bce", ...values }).words).experiment;
const network = (values) => networkOf(experiment(values));
const unitsOf = (units) => units.map(({ node, unit }) => [node, unit]);
const sample = (points, labels, held = null) => ({
  id: "s", inputs: Float32Array.from(points.flat()), labels: Uint8Array.from(labels), held: held && Uint8Array.from(held),
  count: points.length, classes: 2,
});
const four = sample([[0, 0], [1, 0], [0, 1], [2, 2]], [0, 1, 0, 1]);
const plain = { threshold: 0, dropout: 0, l1: 0, l2: 0 };

/** A session that has come to the end of a run, shown as fast as it goes. */
function ended(values) {
  const drive = new Drive(values);
  drive.session.setSpeed(SPEEDS.length - 1);
  drive.session.togglePlay(drive.now);
  drive.until(() => !drive.session.player.playing);
  return drive.run(500).session;
}

test("a relu unit is dead when no training point gets through: whatever points held out do", () => {
  const made = network({ hidden: [2], activation: "relu" });
  // h1 = relu(x1 + x2 − 3.5) passes the last point alone; h2 = relu(−x1 − x2 − 1) none. Kernels row by row.
  const weights = Float32Array.of(1, -1, 1, -1, -3.5, -1, 0.7, 0.2, 0.1);
  assert.deepEqual(unitsOf(healthOf(made, weights, four, plain).dead), [[1, 1]]);
  const held = { ...four, held: Uint8Array.of(0, 0, 0, 1) };
  assert.deepEqual(unitsOf(healthOf(made, weights, held, plain).dead), [[1, 0], [1, 1]]);
  const tanh = network({ hidden: [2], activation: "tanh" });
  assert.deepEqual(healthOf(tanh, weights, four, plain).dead, [], "others are never quite without a gradient");
});

test("twins: equal in and out; one other bias or outgoing weight, or dropout, and they are none", () => {
  const made = network({ hidden: [3], activation: "tanh" });
  const weights = Float32Array.of(0.5, 0.3, 0.5, -0.2, 0.1, -0.2, 0.4, 0.1, 0.4, 0.9, -1, 0.9, 0);
  assert.deepEqual(healthOf(made, weights, four, plain).twins.map(unitsOf), [[[1, 0], [1, 2]]]);
  for (const at of [0, 6, 9]) {
    const other = weights.slice();
    other[at] += 0.01;
    assert.deepEqual(healthOf(made, other, four, plain).twins, [], `number ${at}`);
  }
  assert.deepEqual(healthOf(made, weights, four, { ...plain, dropout: 0.2 }).twins, []);
});

test("twins in every architecture: equal weights everywhere are found, random ones are not", () => {
  for (const arch of CHOICES.arch) {
    const made = network({ arch, hidden: [3, 3] });
    const equal = new Float32Array(made.size).fill(0.3);
    const hidden = made.nodes.filter(({ kind }, node) => kind === "dense" && !made.outputs.includes(node)).length;
    assert.equal(healthOf(made, equal, four, plain).twins.length, hidden, arch);
    const random = Float32Array.from(equal, (_, i) => Math.sin(i * 12.9898) * 1.3);
    assert.deepEqual(healthOf(made, random, four, plain).twins, [], arch);
  }
});

test("weights that a penalty has shrunk to nearly zero, or that never left it", () => {
  const made = network({ hidden: [2] });
  const tiny = Float32Array.from({ length: made.size }, (_, i) => 0.003 * (-1) ** i);
  assert.equal(healthOf(made, tiny, four, { ...plain, l2: 0.1 }).zero, "penalty");
  assert.equal(healthOf(made, tiny, four, { ...plain, l1: 0.1 }).zero, "penalty");
  assert.equal(healthOf(made, tiny, four, plain).zero, null, "small, but on their way");
  const zeros = new Float32Array(made.size);
  zeros[made.size - 1] = 0.4;
  const health = healthOf(made, zeros, four, plain);
  assert.equal(health.zero, "start");
  assert.deepEqual([health.dead, health.twins], [[], []], "one cause is told once");
  const one = tiny.slice();
  one[0] = 0.9;
  assert.equal(healthOf(made, one, four, { ...plain, l2: 0.1 }).zero, null);
});

test("the only class that all training points get, where there are points of several", () => {
  const made = network({ hidden: [2] });
  const up = new Float32Array(made.size).fill(0.2);
  up[made.size - 1] = 5;
  assert.equal(healthOf(made, up, four, plain).only, 1);
  assert.equal(healthOf(made, up, { ...four, labels: Uint8Array.of(1, 1, 1, 1) }, plain).only, null);
  up[made.size - 1] = -0.2;
  assert.equal(healthOf(made, up, four, plain).only, null);
});

test("health is found at rest, once for each row: nothing before the first update or while it plays", () => {
  const drive = new Drive({ data: "circle", samples: 40, hidden: [3], activation: "relu", loss: "bce", lr: 0.01, steps: 300 });
  const { session } = drive;
  assert.equal(restingHealth(session), null);
  session.togglePlay(drive.now);
  drive.run(300);
  assert.equal(session.state, "playing");
  assert.equal(restingHealth(session), null);
  session.togglePlay(drive.now);
  const health = restingHealth(session);
  assert.ok(health && !health.dead.length);
  assert.equal(restingHealth(session), health);
  session.edit(session.config.network.nodes[1].bias, -1000);
  assert.deepEqual(unitsOf(restingHealth(session).dead), [[1, 0]], "a weight set by hand counts at once");
});

test("the notice names layer and units in both languages, and stays while the next step is on its way", () => {
  const drive = new Drive({ data: "circle", samples: 40, hidden: [3], activation: "relu", loss: "bce", lr: 0.01, steps: 300 });
  const { session } = drive;
  session.goTo(1);
  drive.run(300);
  const bias = session.config.network.nodes[1].bias;
  session.edit(bias + 1, -1000);
  const told = noticeOf(session, say, 0);
  assert.equal(told.kind, "is-note");
  assert.match(told.text, /^Dead units: Layer 1, unit 2\./);
  assert.match(noticeOf(session, words(strings("ko")), 0).text, /1층 유닛 2/);
  drive.run(500);
  drive.roundTrip = 200;
  session.goTo(200);
  assert.equal(session.state, "waiting");
  assert.equal(noticeOf(session, say, 100)?.text, told.text);
  assert.equal(noticeOf(session, say, 1000)?.kind, "is-waiting");
  const graph = graphOf(network({ hidden: [8] }));
  assert.equal(unitsName(graph, graph.units[1].slice(0, 7), say), "Layer 1, units 1, 2, 3, 4, 5 and 2 more");
});

test("a loss that grew: above twice the first, or rising through the last quarter; not one that came down", () => {
  const steps = (losses) => Uint32Array.from(losses.keys());
  const outcome = (losses) => outcomeOf(steps(losses), losses);
  assert.deepEqual(outcome([3, 0.5, 2, 9, 40]), { kind: "grew", from: 0.5, step: 1, to: 40 });
  const fell = Array.from({ length: 41 }, (_, i) => 3 * 0.8 ** i + 0.02);
  assert.equal(outcome(fell), null);
  const rising = fell.map((loss, i) => (i > 29 ? 0.03 * 1.2 ** (i - 29) : loss));
  assert.equal(outcome(rising)?.kind, "grew");
  assert.equal(outcome(fell.map((loss, i) => (i > 29 ? loss + 1e-4 * i : loss))), null, "a little is no growth");
  assert.equal(outcome([1, 1.5]), null);
  assert.equal(outcome([1, 2.5])?.kind, "grew");
  assert.equal(outcome([0.6931, 0.6931, 0.6932, 0.6931, 0.6931])?.kind, "stayed");
  assert.equal(outcome([0.6931, 0.68, 0.6931, 0.6931, 0.6931]), null);
});

test("a run that exploded short of divergence is not called finished, and a rate that holds is offered", () => {
  const session = ended({ lr: 0.16 });
  assert.equal(session.state, "done");
  const { from, to } = sessionOutcome(session);
  assert.ok(to > 1000 * from);
  const notice = noticeOf(session, say, 0);
  assert.equal(notice.kind, "is-warning");
  assert.match(notice.title, /^The loss grew from /);
  assert.ok(notice.mend > 0 && notice.mend < 0.16);
  assert.match(sentence(session, say), /the loss grew from/);
  session.step(-1);
  assert.equal(sessionOutcome(session), null, "at its end alone");
  const later = ended({ lr: 0.1, steps: 80, changes: [[59, 0.3]] });
  assert.match(noticeOf(later, say, 0).title, /at step 5\d /);
  const good = ended({ lr: 0.1 });
  assert.equal(noticeOf(good, say, 0), null);
  assert.match(sentence(good, say), /^Finished/);
});

test("what a run did not do: no change at all, and an epoch that did not come to its end", () => {
  const still = ended({ lr: 1e-5, steps: 4 });
  assert.match(noticeOf(still, say, 0).text, /nothing was learned/);
  assert.match(sentence(still, say), /the loss stayed/);
  const short = ended({ batch: 8, lr: 0.01 });
  assert.match(noticeOf(short, say, 0).text, /40 of the 250 updates/);
});
