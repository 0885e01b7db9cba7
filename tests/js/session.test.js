import assert from "node:assert/strict";
import test from "node:test";

import { keepLine } from "../../assets/stage/draft/kept_line.js";
import { SPEEDS } from "../../assets/stage/player.js";
import { noticeOf } from "../../assets/stage/notice.js";
import { Drive, FRAME } from "./support/drive.js";

const speed = (wanted) => SPEEDS.findIndex((one) => Object.entries(wanted).every(([key, value]) => one[key] === value));
const SIXTY = speed({ perSecond: 60, perFrame: 1 });

function play(drive) {
  drive.session.togglePlay(drive.now);
  return drive;
}

/** Every row that the session holds is the row that training from the start gives. */
const truthful = (drive) => assert.equal(drive.untruth, "");

test("the default run: idle, playing, done at step 40 in about three seconds, with one request or none", () => {
  const drive = new Drive();
  assert.equal(drive.session.state, "idle");
  const begin = drive.now;
  play(drive).until(() => drive.session.state === "done");
  assert.ok(drive.now - begin > 2000 && drive.now - begin < 3500);
  assert.deepEqual(drive.painted, Array.from({ length: 40 }, (_, i) => i + 1));
  assert.equal(drive.requests.length, 0);
  assert.deepEqual(drive.states, ["waiting", "idle", "playing", "done"]);
});

test("a run whose steps are over goes on: as many again, in the link, its rows and what was changed mid-run kept", () => {
  const drive = new Drive({ steps: 30 });
  const { session } = drive;
  session.setSpeed(SIXTY);
  drive.turn({ lr: 0.02 });
  session.goTo(10);
  drive.until(() => session.state === "paused");
  session.turn("lr", "0.05", false);
  drive.settled();
  const kept = session.draft.words.lr_changes;
  play(drive).until(() => session.state === "done");
  play(drive).until(() => session.state === "done");
  assert.deepEqual([session.player.cursor, session.draft.link.steps, session.draft.words.lr_changes], [60, "60", kept]);
  assert.deepEqual(drive.painted.slice(-50), Array.from({ length: 50 }, (_, i) => i + 11), "no step is shown twice");
  session.step(1);
  drive.until(() => session.state === "paused");
  assert.deepEqual([session.player.cursor, session.draft.link.steps], [61, "90"], "by as many as at first");
  truthful(drive);
  session.undo();
  drive.settled();
  assert.deepEqual([session.player.cursor, session.state], [60, "done"]);
  session.undo();
  drive.settled();
  assert.deepEqual([session.player.cursor, session.draft.words.lr_changes], [30, kept]);
  truthful(drive);
});

test("steps that follow each other over the end of a run all count, before the server has answered the first", () => {
  const drive = new Drive({ steps: 30 });
  const { session } = drive;
  play(drive).until(() => session.state === "done");
  for (let press = 0; press < 3; press += 1) session.step(1);
  drive.until(() => session.state === "paused");
  assert.deepEqual([session.player.cursor, session.draft.link.steps], [33, "60"]);
  session.undo();
  drive.settled();
  assert.deepEqual([session.player.cursor, session.limit], [30, 30]);
  truthful(drive);
});

test("a run that may have no more steps begins again", () => {
  const drive = new Drive({ steps: 40 });
  const { session } = drive;
  session.texts.panel.knobs.steps.high = 40;
  play(drive).until(() => session.state === "done");
  session.step(1);
  assert.deepEqual([session.state, session.player.cursor], ["done", 40]);
  play(drive).run(100);
  assert.ok(session.player.cursor < 5);
});

test("until a speed is chosen the first updates come one by one, then ever more: a thousand in eight seconds", () => {
  const drive = new Drive({ steps: 2000, lr: 0.01 });
  play(drive).run(1000);
  assert.ok(drive.painted.length >= 4 && drive.painted.length <= 10, `${drive.painted.length} in the first second`);
  drive.run(7500);
  const hops = drive.painted.slice(1).map((step, i) => step - drive.painted[i]);
  hops.reduce((before, hop) => (assert.ok(hop >= before), hop), 1);
  assert.ok(drive.painted.at(-1) >= 1000, `step ${drive.painted.at(-1)}`);
  assert.ok(!drive.states.slice(2).includes("waiting"));
  truthful(drive);
});

test("other points and another start are the next seeds, and undone like any change", () => {
  const drive = new Drive();
  const { session } = drive;
  session.freshPoints();
  session.freshStart();
  drive.until(() => !session.draft.isDirty);
  assert.deepEqual([session.draft.words.seed, session.draft.words.init_seed], ["1", "1"]);
  session.undo();
  assert.deepEqual([session.draft.words.seed, session.draft.words.init_seed], ["1", undefined]);
  session.undo();
  assert.equal(session.draft.words.seed, undefined);
});

test("a line that is kept is the start of the next run, also once a class has moved, and undone like any change", () => {
  const drive = new Drive({ steps: 40 });
  const { session } = drive;
  keepLine(session); // at the start there is nothing to keep
  assert.equal(session.draft.words.w1, undefined);
  play(drive).until(() => session.state === "done");
  const weights = ["w1", "w2", "b"].map((name) => session.value(name));
  keepLine(session);
  drive.settled();
  assert.deepEqual(["w1", "w2", "b"].map((name) => Math.fround(Number(session.draft.words[name]))), weights);
  session.undo();
  drive.settled();
  assert.equal(session.draft.words.w1, undefined);
  truthful(drive);
});

test("at 60 a second every frame shows the next row: none lost, none twice, one request a second or fewer", () => {
  const drive = new Drive({ steps: 2000, lr: 0.01 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(20_000);
  drive.painted.forEach((step, i) => assert.equal(step, i + 1));
  assert.ok(drive.painted.length >= 1190);
  assert.ok(drive.requests.length <= 14, `${drive.requests.length} requests in 20 s`);
  assert.ok(!drive.states.slice(2).includes("waiting"));
  truthful(drive);
});

test("several updates a frame: the rows go by the stride, to the end", () => {
  const drive = new Drive({ steps: 5003, lr: 0.01 });
  drive.session.setSpeed(speed({ perFrame: 25 }));
  play(drive).until(() => drive.session.state === "done");
  assert.equal(drive.painted.at(-1), 5003);
  const hops = drive.painted.slice(1).map((step, i) => step - drive.painted[i]);
  assert.ok(hops.slice(0, -1).every((hop) => hop === 25), "each frame 25 further");
  truthful(drive);
});

test("slow speeds follow the clock", () => {
  for (const perSecond of [1, 2, 5, 10, 15, 30]) {
    const drive = new Drive({ steps: 1000, lr: 0.01 });
    drive.session.setSpeed(speed({ perSecond, perFrame: 1 }));
    play(drive).run(10_000);
    assert.ok(Math.abs(drive.painted.length - 10 * perSecond) <= 2, `${perSecond}/s gave ${drive.painted.length}`);
  }
});

test("a change of speed on the way loses no row and asks from the nearest checkpoint", () => {
  const drive = new Drive({ steps: 100_000, lr: 0.01 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(3000);
  drive.session.setSpeed(speed({ perFrame: 100 }));
  drive.run(3000);
  drive.session.setSpeed(speed({ perFrame: 2 }));
  const from = drive.session.player.cursor;
  drive.painted = [];
  drive.run(2000);
  drive.painted.forEach((step, i) => assert.equal(step, from + 2 * (i + 1)));
  assert.ok(drive.requests.every(({ checkpoint, start }) => !checkpoint || checkpoint.step <= start));
  assert.ok(drive.requests.slice(2).every(({ checkpoint, start }) => checkpoint && start - checkpoint.step <= 12_000));
  truthful(drive);
});

test("maximum speed follows the trainer up, a slow trainer slows it down, and rows keep coming", () => {
  const drive = new Drive({ stop: "never", lr: 0.01, neg_n: 20, pos_n: 20 });
  drive.session.setSpeed(SPEEDS.length - 1);
  drive.roundTrip = 100;
  drive.server.budget = 6000;
  play(drive).run(6000);
  const fast = drive.session.source.stride;
  assert.ok(fast > 200, `stride ${fast}`);
  drive.server.budget = 600;
  drive.run(8000);
  const slow = drive.session.source.stride;
  assert.ok(slow < 110 && slow > 40, `stride ${slow}`);
  drive.painted = [];
  drive.run(3000);
  assert.ok(drive.painted.length > 150, `${drive.painted.length} frames in 3 s`);
});

test("step, back, next epoch: single updates, fetched when they are not there", () => {
  const drive = new Drive({ steps: 5000, lr: 0.01, batch: 32, neg_n: 100, pos_n: 100 });
  const { session } = drive;
  session.setSpeed(speed({ perFrame: 100 }));
  play(drive).until(() => session.player.cursor >= 2000);
  session.togglePlay(drive.now);
  const at = session.player.cursor;
  session.step(-1);
  assert.equal(session.state, "waiting");
  drive.until(() => session.state === "paused");
  assert.equal(session.player.cursor, at - 1);
  const asked = drive.requests.length;
  for (let i = 0; i < 20; i += 1) session.step(-1);
  drive.run(50);
  assert.equal(session.player.cursor, at - 21, "the window before the step is there already");
  session.step(1);
  session.nextEpoch();
  drive.until(() => session.state === "paused");
  assert.equal(session.player.cursor % 7, 0, "200 points in batches of 32 are 7 updates an epoch");
  assert.ok(drive.requests.length - asked <= 2);
  truthful(drive);
});

test("back at step 0 stays there, and no step lies beyond the last", () => {
  const drive = new Drive();
  drive.session.step(-1);
  assert.equal(drive.session.state, "idle");
  drive.session.goTo(1e9);
  assert.equal(drive.session.player.cursor, 40);
  assert.equal(drive.session.state, "done");
});

test("scrubbing shows the nearest row at once and the exact one when the pull rests", () => {
  const drive = new Drive({ steps: 5000, lr: 0.01 });
  const { session } = drive;
  session.setSpeed(speed({ perFrame: 100 }));
  play(drive).until(() => session.player.cursor >= 3000);
  session.scrub(1234, drive.now);
  assert.equal(session.player.cursor, 1200);
  assert.equal(session.state, "paused");
  drive.until(() => session.player.cursor === 1234);
  assert.equal(session.state, "paused");
  session.scrub(4321, drive.now);
  session.scrubEnd();
  assert.equal(session.state, "waiting");
  drive.until(() => session.player.cursor === 4321);
  truthful(drive);
});

test("a reply that is cut short by time brings the next one nearer, until the step is there", () => {
  const drive = new Drive({ steps: 100_000, lr: 0.001, neg_n: 10, pos_n: 10 });
  drive.server.budget = 700;
  drive.session.goTo(5000);
  drive.until(() => drive.session.player.cursor === 5000);
  drive.session.step(-1);
  drive.until(() => drive.session.player.cursor === 4999);
  assert.ok(drive.requests.length < 12, `${drive.requests.length} requests`);
});

test("another run: curve becomes the ghost, cursor 0, playing goes on if it played", () => {
  const drive = new Drive();
  play(drive).run(1000);
  const seen = drive.session.seen;
  drive.turn({ seed: 3 });
  drive.until(() => drive.session.config.experiment.seed === 3);
  assert.ok(drive.session.ghost.count > seen);
  assert.ok(drive.session.player.cursor <= 1);
  drive.run(300);
  assert.equal(drive.session.state, "playing");
  drive.run(5000);
  assert.equal(drive.session.state, "done");
  drive.turn({ seed: 5 });
  drive.run(200);
  assert.equal(drive.session.state, "idle");
  assert.equal(drive.session.ghost.count, 41);
  truthful(drive);
});

test("language or theme only: the same run goes on undisturbed", () => {
  const drive = new Drive({ steps: 500 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(1000);
  drive.painted = [];
  const from = drive.session.player.cursor;
  drive.server.lang = "ko";
  drive.rerun();
  drive.rerun();
  drive.run(500);
  assert.equal(drive.session.texts.lang, "ko");
  drive.painted.forEach((step, i) => assert.equal(step, from + i + 1));
});

test("the learning rate changes while playing: no jump, kept rows, the change in the run", () => {
  const drive = new Drive({ steps: 400 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(1500);
  drive.turn({ lr: 0.05 });
  drive.until(() => drive.session.config.experiment.changes.length === 1);
  const [[step, rate]] = drive.session.config.experiment.changes;
  assert.equal(rate, 0.05);
  assert.ok(step >= 80 && step <= 120);
  drive.until(() => drive.session.state === "done");
  drive.painted.forEach((shown, i) => assert.equal(shown, i + 1, "no jump, no repeat"));
  truthful(drive);
});

test("the learning rate changes while paused, or after the end", () => {
  const drive = new Drive({ steps: 400 });
  const { session } = drive;
  play(drive).run(1000);
  session.togglePlay(drive.now);
  const at = session.player.cursor;
  drive.turn({ lr: 0.02 }).settled();
  assert.deepEqual(session.config.experiment.changes, [[at, 0.02]]);
  assert.equal(session.player.cursor, at);
  assert.equal(session.state, "paused");
  session.goTo(400);
  drive.until(() => session.state === "done");
  drive.turn({ lr: 0.03 }).settled();
  assert.equal(session.config.experiment.lr, 0.03);
  assert.deepEqual(session.config.experiment.changes, []);
  assert.equal(session.player.cursor, 0, "after the end a new rate is a new run");
  truthful(drive);
});

test("a rate changed mid-run while the trainer is busy: the rows up to it stay, and so does the step", () => {
  for (const trouble of ["busy", "warming", "tracing", "failed"]) {
    const drive = new Drive({ steps: 400 });
    const { session } = drive;
    session.goTo(30);
    drive.until(() => session.state === "paused");
    drive.server.troubles = Array(3).fill(trouble);
    drive.turn({ lr: 0.02 }).run(100);
    assert.deepEqual([session.config.experiment.changes, session.player.cursor, session.timeline.lastStep], [[[30, 0.02]], 30, 30], trouble);
    session.step(1);
    drive.until(() => session.player.cursor === 31);
    truthful(drive);
  }
});

test("undo and redo across a rate and a restart: the step stays where the runs share it, every row is true", () => {
  const drive = new Drive({ steps: 200 });
  const { session } = drive;
  session.goTo(40);
  drive.until(() => session.state === "paused");
  drive.turn({ lr: 0.05 }).settled();
  session.goTo(60);
  drive.until(() => session.player.cursor === 60);
  drive.turn({ lr: 0.2 }).settled();
  truthful(drive);
  const words = [];
  for (const act of ["undo", "undo", "redo", "redo", "undo"]) {
    session[act]();
    drive.settled().until(() => session.state === "paused");
    truthful(drive);
    words.push(session.runWords.lr_changes);
    assert.equal(session.player.cursor, 60);
  }
  assert.deepEqual(words, ["40:0.05", undefined, "40:0.05", "40:0.05,60:0.2", "40:0.05"]);
  session.reset();
  drive.settled();
  assert.deepEqual([session.runWords, session.player.cursor], [{ steps: "200", lr: "0.05" }, 0]);
  session.undo();
  drive.settled();
  assert.equal(session.runWords.lr_changes, "40:0.05");
  truthful(drive);
});

test("reset goes to step 0 of the same run, or of the run with the last rate throughout", () => {
  const drive = new Drive({ changes: [[20, 0.05]] });
  play(drive).run(1000);
  drive.session.reset();
  assert.equal(drive.session.player.cursor, 0);
  drive.run(300);
  assert.equal(drive.session.state, "idle");
  assert.deepEqual(drive.session.config.experiment.changes, []);
  assert.equal(drive.session.config.experiment.lr, 0.05);
});

test("the page is told where the cursor rests and what holds, once, and not while it moves", () => {
  const drive = new Drive();
  const { decided } = drive.server;
  const told = () => decided.map(({ step, resting }) => (resting ? step : null));
  drive.run(500);
  assert.deepEqual(told(), [0], "the views below begin with step 0");
  drive.session.step(1);
  drive.run(50);
  drive.session.step(1);
  drive.run(1000);
  assert.deepEqual(told(), [0, 2]);
  play(drive).run(1000);
  assert.deepEqual(told(), [0, 2]);
  drive.session.togglePlay(drive.now);
  drive.run(500);
  assert.deepEqual(told(), [0, 2, drive.session.player.cursor]);
  drive.session.setSpeed(0);
  play(drive).turn({ seed: 4 });
  drive.run(600);
  assert.deepEqual(decided.at(-1), { words: { seed: "4" }, step: 0, checkpoint: null, resting: false });
});

test("without a connection the page is told when it is back", () => {
  const drive = new Drive();
  drive.run(500);
  drive.session.step(1);
  drive.offline = true;
  drive.run(3000);
  assert.equal(drive.server.decided.length, 1);
  drive.offline = false;
  drive.run(1500);
  assert.deepEqual(drive.server.decided.map(({ step }) => step), [0, 1]);
});

test("warming up: asks again until rows come, and Play pressed meanwhile is remembered", () => {
  const drive = new Drive({ steps: 41 });
  drive.server.troubles = Array(6).fill("warming");
  drive.turn({ seed: 1 });
  drive.run(200);
  assert.equal(drive.session.state, "waiting");
  assert.equal(drive.session.source.trouble, "warming");
  assert.equal(drive.session.sample.count, 2000, "the points are there already");
  play(drive);
  drive.until(() => drive.session.state === "done");
  assert.equal(drive.session.source.trouble, "");
  assert.ok(drive.requests.length <= 7);
});

test("traced for the first time: it is said until the rows are there, and asked again at once", () => {
  const drive = new Drive({ steps: 41 });
  drive.server.troubles = Array(20).fill("tracing");
  drive.turn({ seed: 1 }).run(100);
  const { session } = drive;
  assert.deepEqual([session.state, session.source.trouble], ["waiting", "tracing"]);
  assert.equal(noticeOf(session, (key) => key, 0)?.text, "waiting_tracing");
  drive.settled();
  assert.deepEqual([session.source.trouble, session.timeline.count > 0], ["", true]);
});

test("busy: asks again later and later", () => {
  const drive = new Drive({ steps: 5000 });
  drive.session.setSpeed(SIXTY);
  drive.server.troubles = Array(4).fill("busy");
  play(drive).run(9000);
  assert.ok(drive.session.player.cursor > 100);
  assert.ok(drive.requests.length < 16);
});

test("a lost reply is asked for again and no row is lost", () => {
  const drive = new Drive({ steps: 3000, lr: 0.01 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(2000);
  drive.lose = 3;
  drive.run(20_000);
  drive.painted.forEach((step, i) => assert.equal(step, i + 1));
  assert.ok(drive.painted.length > 600);
  truthful(drive);
});

test("no connection: plays what it has, waits, says so, and goes on by itself", () => {
  const drive = new Drive({ steps: 3000, lr: 0.01 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(2000);
  drive.offline = true;
  drive.inbox = [];
  drive.run(15_000);
  assert.equal(drive.session.state, "waiting");
  assert.equal(drive.session.source.trouble, "lost");
  drive.offline = false;
  drive.run(10_000);
  assert.equal(drive.session.state, "playing");
  drive.painted.forEach((step, i) => assert.equal(step, i + 1));
  truthful(drive);
});

test("nobody looks: nothing is asked", () => {
  const drive = new Drive({ steps: 3000, lr: 0.01 });
  play(drive).run(1000);
  drive.hidden = true;
  drive.run(100);
  const before = drive.requests.length;
  drive.session.player.cursor = drive.session.timeline.lastStep;
  drive.run(5000);
  assert.equal(drive.requests.length, before);
  drive.hidden = false;
  drive.run(500);
  assert.ok(drive.requests.length > before);
});

test("what a reply leaves out but is no longer held is asked for", () => {
  const drive = new Drive({ steps: 3000, lr: 0.01 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(3000);
  drive.session.togglePlay(drive.now);
  const first = drive.session.sample;
  drive.turn({ neg_x: 1 });
  drive.run(200);
  assert.notEqual(drive.session.sample.id, first.id);
  drive.turn({ neg_x: 0 });
  drive.run(400);
  assert.equal(drive.session.sample.id, first.id, "the last request said that these points are held");
  assert.equal(drive.session.config.run, drive.session.run);
});

test("divergence ends at its exact update and can be mended", () => {
  const drive = new Drive({ lr: 0.2, steps: 400 });
  drive.session.setSpeed(SIXTY);
  play(drive).until(() => drive.session.state === "diverged");
  assert.equal(drive.session.player.cursor, drive.session.timeline.end.step);
  assert.ok(drive.session.value("loss") > 1e6);
  drive.session.mend(drive.session.timeline.end.suggested_lr);
  drive.run(300);
  assert.equal(drive.session.state, "idle");
  play(drive).until(() => drive.session.state === "done");
});

test("a draft whose requests are lost is sent again until it is answered, as it is by then", () => {
  const drive = new Drive();
  drive.lose = 3;
  drive.turn({ seed: 7 }).run(300);
  drive.turn({ lr: 0.02 });
  drive.run(12_000);
  assert.deepEqual(drive.session.runWords, { seed: "7", lr: "0.02" });
  assert.ok(drive.requests.length <= 5, `${drive.requests.length} requests`);
  truthful(drive);
});

test("target loss: the run is done at the step that meets it", () => {
  const drive = new Drive({ stop: "loss", target: 0.05 });
  drive.session.setSpeed(speed({ perFrame: 10 }));
  play(drive).until(() => drive.session.state === "done");
  const { end } = drive.session.timeline;
  assert.equal(end.reason, "target");
  assert.ok(drive.session.value("full_loss") <= 0.05);
  assert.equal(drive.session.timelineMax, end.step);
});

test("dragging: the points go with the hand, whole curves follow, the last place is final, and one undo takes all back", () => {
  const drive = new Drive({ lr: 0.02 });
  const { session } = drive;
  const { inputs } = session.sample;
  session.goTo(10);
  for (let i = 1; i <= 60; i += 1) {
    session.dragTo(1, { x: 3 + i * 0.05, y: 0 });
    drive.run(FRAME);
    const shown = session.shownSample.inputs[2 * 1500];
    assert.ok(Math.abs(shown - inputs[2 * 1500] - i * 0.05) < 1e-5, `${shown} at ${i}`);
    assert.equal(session.player.cursor, 10, "the stage stays at its step");
    assert.equal(session.timeline.end?.step, session.timeline.lastStep, "the whole curve");
  }
  session.release();
  drive.settled();
  assert.ok(drive.requests.length < 30 && drive.requests.length > 5, `${drive.requests.length} requests`);
  assert.equal(session.config.experiment.pos_x, 6);
  assert.equal(session.shownSample, session.sample);
  assert.deepEqual([session.state, session.player.cursor], ["paused", 10]);
  truthful(drive);
  session.undo();
  drive.settled();
  assert.deepEqual([session.runWords, session.draft.canUndo], [{ lr: "0.02" }, false]);
  assert.deepEqual([...session.sample.inputs], [...inputs]);
});

test("a drag while playing keeps the curve from before it as the ghost and plays on behind it", () => {
  const drive = new Drive({ steps: 400, lr: 0.02 });
  drive.session.setSpeed(SIXTY);
  play(drive).run(2000);
  const { seen } = drive.session;
  for (let i = 1; i <= 60; i += 1) {
    drive.session.dragTo(0, { x: 0, y: 3 + i * 0.02 });
    drive.run(FRAME);
  }
  drive.session.release();
  drive.run(200);
  assert.equal(drive.session.ghost.count, seen + 1);
  assert.equal(drive.session.state, "playing");
  drive.until(() => drive.session.state === "done");
  truthful(drive);
});

test("a drag through a place where training diverges comes back to its step", () => {
  const drive = new Drive({ steps: 400, lr: 0.13 });
  const { session } = drive;
  session.setSpeed(speed({ perFrame: 10 }));
  play(drive).until(() => session.player.cursor >= 100);
  session.dragTo(1, { x: 9, y: 0 });
  drive.until(() => session.timeline.end?.reason === "diverged");
  assert.ok(session.player.cursor <= session.timeline.end.step);
  session.dragTo(1, { x: 3.1, y: 0 });
  session.release();
  drive.until(() => session.state === "playing" && session.config.experiment.pos_x === 3.1);
  assert.ok(session.player.cursor >= 100);
  drive.until(() => session.state === "done");
  truthful(drive);
});

test("Play pressed while a class is held ends nothing but the playing", () => {
  const drive = new Drive({ steps: 400 });
  const { session } = drive;
  play(drive).run(300);
  session.dragTo(1, { x: 3.5, y: 0 });
  drive.run(300);
  session.dragTo(1, { x: 4, y: 0 });
  session.release();
  drive.settled();
  assert.equal(session.config.experiment.pos_x, 4);
  assert.equal(session.player.playing, true, "it played before");
  session.togglePlay(drive.now);
  drive.run(500);
  assert.equal(session.player.playing, false);
});

test("Step pressed before the run of a class that was let go is there still counts", () => {
  const drive = new Drive({ steps: 40 });
  const { session } = drive;
  drive.settled();
  session.goTo(7);
  drive.settled().until(() => session.player.awaiting === null);
  session.dragTo(1, { x: 3.5, y: 0 });
  drive.run(100);
  session.release();
  session.step(1);
  drive.settled().until(() => session.player.awaiting === null);
  assert.equal(session.config.experiment.pos_x, 3.5);
  assert.equal(session.player.cursor, 8);
  session.undo();
  drive.settled().until(() => session.player.awaiting === null);
  assert.equal(session.player.cursor, 7, "where the former run was left");
});

test("a slider of the rate: whole curves from its step on while it moves, thinned to what can be seen", () => {
  const drive = new Drive({ steps: 1000, lr: 0.01 });
  const { session } = drive;
  session.goTo(300);
  drive.until(() => session.state === "paused");
  const before = drive.requests.length;
  for (let i = 1; i <= 30; i += 1) {
    session.turn("lr", String(Number((0.01 + i * 0.001).toFixed(4))), true);
    drive.run(FRAME);
  }
  const asked = drive.requests.slice(before);
  assert.ok(asked.every(({ start, count, scrubbing, checkpoint }) => start === 300 && count <= 240 && scrubbing && checkpoint.step <= 300));
  assert.equal(session.timeline.lastStep, 1000);
  session.release();
  drive.settled();
  assert.deepEqual(session.config.experiment.changes, [[300, 0.04]]);
  assert.equal(session.player.cursor, 300);
  truthful(drive);
  session.undo();
  drive.settled();
  assert.equal(session.runWords.lr_changes, undefined);
  assert.equal(session.draft.canUndo, false);
});

test("a text that is refused changes nothing but the word about it, also of others sent with it", () => {
  const drive = new Drive({ steps: 200 });
  const { session } = drive;
  session.goTo(20);
  drive.until(() => session.state === "paused");
  drive.turn({ lr: 0.05 }).settled();
  const { run } = session;
  drive.turn({ seed: "many" }).settled();
  assert.equal(session.run, run);
  assert.deepEqual([session.runWords.lr_changes, session.player.cursor, session.draft.past.length], ["20:0.05", 20, 1]);
  assert.match(session.draft.refused.get("seed").text, /many/);
  drive.turn({ seed: "9", batch: "lots" }).settled();
  assert.deepEqual(session.runWords, { steps: "200", lr: "0.05", seed: "9" });
  assert.deepEqual([...session.draft.refused.keys()], ["batch"]);
  truthful(drive);
});

test("a tab's own draft goes on: words, undo steps and the step that was shown", () => {
  const first = new Drive({ steps: 100 });
  first.turn({ seed: 3 }).settled();
  first.session.goTo(25);
  first.until(() => first.session.state === "paused");
  first.turn({ lr: 0.05 }).settled();
  const stored = JSON.parse(JSON.stringify(first.session.draft.stored(first.session.player.cursor)));
  for (const values of [{ steps: 100 }, { steps: 100, seed: 3, changes: [[25, 0.05]] }]) {
    const drive = new Drive(values, { stored });
    const { session } = drive;
    drive.settled();
    drive.until(() => session.state === "paused");
    assert.deepEqual([session.runWords, session.player.cursor], [first.session.runWords, 25]);
    truthful(drive);
    session.undo();
    drive.settled();
    session.undo();
    drive.settled();
    assert.deepEqual([session.runWords, session.draft.canUndo], [{ steps: "100" }, false]);
  }
});

test("a rate that is set before a restored draft has rows takes hold where the run stood, from the start if it was over", () => {
  const words = { steps: "100", lr: "0.1" };
  const draft = { words, held: words, past: [], future: [], link: words };
  const rates = [{ step: 25, over: false, lr: "0.1", changes: "25:0.05" }, { step: 100, over: true, lr: "0.05", changes: undefined }];
  for (const { step, over, lr, changes } of rates) {
    const drive = new Drive({ steps: 40 }, { stored: { ...draft, step, over } });
    const { session } = drive;
    drive.turn({ lr: 0.05 }).settled();
    assert.deepEqual([session.runWords.lr ?? "0.1", session.runWords.lr_changes], [lr, changes]);
    truthful(drive);
  }
});

test("a knob let go while the trainer is busy: the stage comes back to its step, or to the end of a shorter run", () => {
  for (const trouble of ["busy", "warming", "tracing"]) {
    for (const steps of [390, 100]) {
      for (const plays of [false, true]) {
        const drive = new Drive({ steps: 400, lr: 0.01 });
        const { session } = drive;
        session.goTo(300);
        drive.until(() => session.state === "paused");
        if (plays) play(drive).run(100);
        drive.server.troubles = Array(4).fill(trouble);
        session.turn("steps", String(steps), true);
        drive.run(FRAME);
        session.release();
        const before = drive.requests.length;
        drive.settled();
        assert.ok(drive.requests.length - before <= 8, `${drive.requests.length - before} requests`);
        if (plays) drive.until(() => session.state === "done");
        drive.until(() => session.state !== "waiting");
        if (!plays) assert.equal(session.player.cursor, Math.min(300, steps));
        assert.ok(session.timeline.find(session.player.cursor) >= 0, `the row of ${session.player.cursor}`);
        assert.ok(session.player.cursor <= steps);
        truthful(drive);
      }
    }
  }
});

test("a run that diverges before the step that was shown is shown at its end, also when its rows come late", () => {
  for (const plays of [false, true]) {
    const drive = new Drive({ steps: 400 });
    const { session } = drive;
    session.goTo(300);
    drive.until(() => session.state === "paused");
    if (plays) play(drive).run(100);
    drive.server.troubles = ["busy", "busy"];
    session.dragTo(1, { x: 9, y: 0 });
    drive.run(FRAME);
    session.release();
    drive.settled().until(() => session.state === "diverged");
    assert.equal(session.player.cursor, session.timeline.end.step);
    truthful(drive);
  }
});
