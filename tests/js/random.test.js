/**
 * A session under random actions, with replies that are late, lost, doubled or refused: a plain list of what the
 * learner did says what must hold in the end.
 */

import assert from "node:assert/strict";
import test from "node:test";

import { restarted, sameWords, withRate, withSteps, withWeight } from "../../assets/stage/draft/mid_run_changes.js";
import { SPEEDS } from "../../assets/stage/player.js";
import { Drive, FRAME } from "./support/drive.js";
import { follow, wordsOf } from "./support/experiment.js";
import { Random } from "./support/random.js";
import { runOf } from "./support/server.js";

const FACTOR = Number(process.env.RANDOM_FACTOR ?? 0.5);
const FIRST_SEED = Number(process.env.RANDOM_SEED ?? 0);
const ACTIONS = 40;

const canonical = (words) => wordsOf(follow(words).values);

/** What the learner did, as a plain list of words: none of timing, replies or gestures that the page had. */
class Model {
  constructor(words) {
    this.words = words;
    this.past = [];
    this.future = [];
    this.gesture = "";
  }

  /** Other words; all of one gesture is one step, and one that led back is none. */
  become(words, gesture = "") {
    const next = canonical(words);
    if (sameWords(next, this.words)) return;
    const isNew = !gesture || gesture !== this.gesture;
    if (isNew) this.rest();
    if (isNew) this.past.push(this.words);
    this.future = [];
    this.gesture = gesture;
    this.words = next;
  }

  rest() {
    this.gesture = "";
    if (this.past.length && sameWords(this.past.at(-1), this.words)) this.past.pop();
  }

  travel(from, to) {
    this.rest();
    if (!from.length) return;
    to.push(this.words);
    this.words = from.pop();
  }
}

/** The actions of a page: names of knobs and their texts, in the form that a link has. */
const LINEAR = {
  values: { neg_n: 6, pos_n: 7, steps: 60, lr: 0.02 },
  knobs: {
    seed: ["0", "1", "2"], steps: ["30", "60", "90"], neg_x: ["0", "1", "-2"], pos_rho: ["0", "0.5"], batch: ["0", "4"], w1: ["0.5", "-1"],
    optimizer: ["sgd", "momentum"],
  },
  bad: { seed: "many", steps: "0", neg_sx: "-1", optimizer: "best" },
  rates: ["0.02", "0.05", "0.1", "0.005", "0.3"],
};
const NETWORK = {
  values: { data: "moons", samples: 4, hidden: [2], loss: "bce", steps: 24, val: 0.25 },
  knobs: { seed: ["0", "1"], steps: ["12", "24", "30"], noise: ["0.1", "0.2"], activation: ["tanh", "relu"], batch: ["0", "2"] },
  bad: { seed: "many", steps: "0", hidden: "99", noise: "a" },
  rates: ["0.1", "0.3", "0.02"],
};

/** One learner: random actions, and the list of what they mean. */
class Learner {
  constructor(seed, page, { refusals }) {
    this.random = new Random(seed);
    this.page = page;
    this.refusals = refusals;
    this.log = [];
    this.drive = new Drive(page.values);
    this.session = this.drive.session;
    this.model = new Model(canonical(this.session.draft.words));
    this.moving = "";
    this.movements = 0;
    this.seenVersion = -1;
    const { random, drive } = this;
    drive.server.budget = random.one([Infinity, Infinity, 25]);
    this.loss = random.one([0, 0.1, 0.3]);
    drive.fates = () => {
      const delay = () => random.one([5, 40, 120, 300]) * random.next();
      if (random.is(this.loss)) return [];
      return random.is(0.15) ? [delay(), delay()] : [delay()];
    };
    drive.watch = () => this.isSound();
    const { draft } = this.session;
    const settled = draft.settled.bind(draft);
    draft.settled = (sent, reply) => {
      settled(sent, reply);
      if (!reply.refused.length) return;
      for (const words of [...draft.past, draft.words, ...draft.future]) assert.ok(!sameWords(words, sent), "no step of undo holds what was refused");
    };
    if (random.is(0.8)) drive.rerun = () => {}; // what the page sends again is of no use to a stage that has a route
  }

  /** What holds at every frame. */
  isSound() {
    const { session, model, refusals } = this;
    const { player, timeline, draft } = session;
    if (!refusals && draft.version !== this.seenVersion) assert.deepEqual(canonical(draft.words), model.words, "the draft is what the learner set");
    this.seenVersion = draft.version;
    assert.ok(Number.isInteger(player.cursor) && player.cursor >= 0, `cursor ${player.cursor}`);
    if (timeline.end) assert.ok(player.cursor <= timeline.end.step, `cursor ${player.cursor} behind the end ${timeline.end.step}`);
    if (player.playing) assert.equal(session.gesture, null, "nothing plays while a knob moves");
  }

  /** The rate in the model takes hold where the session says, and nowhere else. */
  rate(text) {
    const { session, model } = this;
    const at = session.draft.words.lr_changes?.split(",").at(-1).split(":")[0];
    const { cursor, awaiting } = session.player;
    const later = at && sameWords(canonical(withRate(model.words, Number(at), text)), canonical(session.draft.words));
    if (!later) return { ...restarted(model.words), lr: text };
    const here = this.moving ? session.gesture.rateStep : (awaiting ?? cursor);
    assert.ok(Number(at) >= here && Number(at) <= here + 250, `a rate from ${at} on at ${here}`);
    return withRate(model.words, Number(at), text);
  }

  turn(name, text, moving) {
    const { session, model } = this;
    if (!moving || (moving && this.moving !== name)) this.release(false);
    if (moving && !this.moving) this.movements += 1;
    this.moving = moving ? name : "";
    session.turn(name, text, moving);
    const words = name === "lr" ? this.rate(text) : name === "steps" ? withSteps(model.words, text) : { ...restarted(model.words), [name]: text };
    model.become(words, moving ? `${name}${this.movements}` : "");
  }

  drag(values) {
    const { session, model } = this;
    if (this.moving !== "neg") this.release(false);
    if (!this.moving) this.movements += 1;
    this.moving = "neg";
    session.dragTo(0, values);
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [`neg_${name}`, String(value)]));
    model.become({ ...restarted(model.words), ...texts }, `neg${this.movements}`);
  }

  /** @param {boolean} [tells]  another control taken is a release that the page does not always tell */
  release(tells = true) {
    this.moving = "";
    if (tells) this.session.release();
    this.model.rest();
  }

  act() {
    const { random, session, model, page, drive } = this;
    const kinds = ["turn", "turn", "move", "move", "rate", "rate", "undo", "undo", "redo", "reset", "mend", "become", "play", "play", "step", "goTo", "scrub", "speed", "hide", "trouble", "trouble"];
    kinds.push(...(page === LINEAR ? ["drag", "drag"] : ["edit", "edit", "design"]));
    if (this.moving) kinds.push("release", "release", "move", "move");
    if (this.refusals) kinds.push("bad", "bad");
    const kind = random.one(kinds);
    this.log.push(kind);
    if (process.env.RANDOM_TRACE) console.log(Math.round(drive.now), kind, this.moving, session.draft.gesture, JSON.stringify(session.draft.past.slice(-2)), JSON.stringify(session.draft.words), "MODEL", JSON.stringify(model.past.slice(-2)), JSON.stringify(model.words));
    const [name, texts] = random.one(Object.entries(page.knobs));
    if (kind === "turn") this.turn(name, random.one(texts), false);
    else if (kind === "move") this.turn(this.moving && this.moving !== "neg" ? this.moving : name, random.one(page.knobs[this.moving] ?? (this.moving === "lr" ? page.rates : texts)), true);
    else if (kind === "rate") this.turn("lr", random.one(page.rates), random.is(0.3));
    else if (kind === "bad") session.turn(...random.one(Object.entries(page.bad)), false);
    else if (kind === "drag") this.drag({ x: random.below(4), y: random.below(3) });
    else if (kind === "release") this.release();
    else if (kind === "undo" || kind === "redo") {
      this.moving = "";
      session[kind]();
      if (kind === "undo") model.travel(model.past, model.future);
      else model.travel(model.future, model.past);
    } else if (kind === "reset") {
      session.reset();
      if (model.words.lr_changes || model.words.edits) this.own(restarted(model.words));
    } else if (kind === "mend") {
      session.mend(0.01);
      this.own({ ...restarted(model.words), lr: "0.01" });
    } else if (kind === "become") {
      const words = canonical({ ...wordsOf({ ...page.values }), seed: String(random.below(3)), ...(random.is(0.3) ? { lr_changes: "5:0.05,9:0.01" } : {}) });
      this.moving = "";
      session.become(words);
      this.own(words);
    } else if (kind === "edit") this.edit();
    else if (kind === "design") {
      const hidden = random.one([[2], [1], [2, 1]]);
      session.design({ hidden });
      this.own({ ...restarted(model.words), hidden: String(hidden) });
    } else if (kind === "play") this.onward(() => session.togglePlay(drive.now));
    else if (kind === "step") this.onward(() => session.step(random.one([1, -1, 3])));
    else if (kind === "goTo") session.goTo(random.below(100));
    else if (kind === "scrub") {
      session.scrub(random.below(100), drive.now);
      if (random.is(0.5)) session.scrubEnd();
    } else if (kind === "speed") session.setSpeed(random.one([4, 6, 8, SPEEDS.length - 1]));
    else if (kind === "trouble") drive.server.troubles.push(...Array(1 + random.below(3)).fill(random.one(["busy", "warming", "failed"])));
    else if (kind === "hide") drive.hidden = random.is(0.3);
    if (!this.refusals) assert.deepEqual(canonical(session.draft.words), model.words, kind);
  }

  /**
   * Play or Step: at the end of a run that may be longer it goes on, by a change of its own.
   * @param {() => void} act
   */
  onward(act) {
    const { session, model } = this;
    const { canGoOn, state, draft } = session;
    const before = draft.words.steps;
    act();
    const { steps } = draft.words;
    if (steps === before) return;
    assert.ok(canGoOn && state === "done", `${before} to ${steps} in ${state} at ${session.player.cursor} ${session.player.awaiting} ${this.moving}`);
    this.own(withSteps(model.words, steps));
  }

  /** A change that is no part of a movement. */
  own(words) {
    this.model.become(words);
  }

  edit() {
    const { session, random, model } = this;
    if (!session.weights) return;
    const [index, value, step] = [random.below(3), random.one([1, -2, 0.5]), session.player.cursor];
    session.edit(index, value);
    this.own(withWeight(model.words, step, index, String(value)));
    assert.equal(session.weights[index], value, "a weight set by hand is seen at once");
  }

  /** All came to rest: what holds then. */
  rested() {
    const { drive, session } = this;
    drive.hidden = false;
    this.release();
    this.settle(0);
    if (session.player.playing) session.togglePlay(drive.now);
    this.settle();
    const { draft, player, timeline } = session;
    if (!this.refusals) assert.deepEqual(draft.words, this.model.words, "the last text set for each knob stands");
    const { run, config, sample } = runOf(draft.words);
    assert.deepEqual([session.run, session.config.id, session.sample.id], [run, config.id, sample.id]);
    assert.deepEqual([draft.held, session.runWords], [draft.words, draft.words]);
    assert.equal(drive.untruth, "");
    assert.ok(timeline.find(player.cursor) >= 0, `the row of step ${player.cursor} is there`);
    assert.deepEqual(drive.server.decided.at(-1).words, draft.words, "the page was told");
    assert.equal(drive.server.decided.at(-1).step, player.cursor);
    const { experiment } = config;
    if (experiment.batch) assert.equal(session.batch?.step, Math.min(player.cursor, experiment.last_step), "the batch glows");
    // A text that would be refused, but never was as another one followed it at once, may stand among the steps.
    const steps = [...draft.past, draft.words, ...[...draft.future].reverse()];
    for (const [at, words] of steps.entries()) {
      const isSound = at > 0 && ![words, steps[at - 1]].some((one) => follow(one).refused.length);
      if (isSound) assert.ok(!sameWords(canonical(words), canonical(steps[at - 1])), `step ${at} of undo changes something`);
    }
  }

  /** @param {number} [quiet]  ms for which nothing may happen any more */
  settle(quiet = 800) {
    const { drive, session } = this;
    const { draft, player, source } = session;
    const rests = () => !draft.isDirty && session.gesture === null && source.pending === null && player.awaiting === null && session.timeline.count > 0
      && drive.now >= source.retryAt;
    for (let since = drive.now, end = drive.now + 120_000; drive.now - since <= quiet; ) {
      drive.run(FRAME);
      if (!rests()) since = drive.now;
      if (drive.now > end) assert.fail(`no rest: ${JSON.stringify({ dirty: draft.isDirty, gesture: session.gesture, pending: source.pending?.seq, awaiting: player.awaiting })}`);
    }
  }

  live() {
    for (let i = 0; i < ACTIONS; i += 1) {
      this.act();
      if (this.random.is(0.8)) this.drive.run(this.random.one([20, 60, 200, 700]));
    }
    this.rested();
    if (!this.refusals) this.travelled();
    this.onward(() => this.session.togglePlay(this.drive.now));
    this.drive.until(() => ["done", "diverged"].includes(this.session.state), 240_000);
    this.rested();
  }

  /** All the way back, and forth again, by undo and redo: every step is one of the learner's. */
  travelled() {
    const { session, model } = this;
    for (const [act, from, to] of [["undo", model.past, model.future], ["redo", model.future, model.past]]) {
      while (from.length) {
        this.log.push(act);
        session[act]();
        model.travel(from, to);
        this.settle(0);
        assert.deepEqual(session.runWords, model.words, `${act} to step ${from.length}`);
        assert.equal(this.drive.untruth, "");
      }
      assert.equal(act === "undo" ? session.draft.canUndo : session.draft.canRedo, false, `nothing left to ${act}`);
    }
  }
}

/** @param {number} count @param {any} page @param {{refusals: boolean}} options */
function many(count, page, options) {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count * FACTOR; seed += 1) {
    const learner = new Learner(seed, page, options);
    try {
      learner.live();
    } catch (fault) {
      fault.message = `RANDOM_SEED=${seed}, after ${learner.log.length} actions (${learner.log.slice(-8).join(", ")}): ${fault.message}`;
      throw fault;
    }
  }
}

test("linear classifier: whatever is done and however replies come, the draft is the learner's and the rows are true", () => {
  many(170, LINEAR, { refusals: false });
});

test("network: the same, with weights set by hand and layers asked for", () => {
  many(50, NETWORK, { refusals: false });
});

test("with texts that are refused: what holds is what is shown, and every row is true", () => {
  many(60, LINEAR, { refusals: true });
  many(25, NETWORK, { refusals: true });
});
