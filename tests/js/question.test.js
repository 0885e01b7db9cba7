import assert from "node:assert/strict";
import test from "node:test";

import { askedOf } from "../../assets/stage/question.js";

const SCENES = [{ name: "first", words: {} }, { name: "edge", words: { lr: "0.149", steps: "150" } }];
const asked = (words, past = []) => {
  const { scene, changed } = askedOf(SCENES, { words, past });
  return [scene?.name ?? null, changed];
};

test("a scene asks its own question", () => {
  assert.deepEqual(asked({}), ["first", false]);
  assert.deepEqual(asked({ steps: "150", lr: "0.149" }, [{}]), ["edge", false]);
});

test("the question of a scene that was changed stays, and the last scene is the one to go back to", () => {
  const edge = SCENES[1].words;
  assert.deepEqual(asked({ ...edge, seed: "3" }, [{}, edge]), ["edge", true]);
  assert.deepEqual(asked({ ...edge, seed: "3", batch: "32" }, [{}, edge, { ...edge, seed: "3" }]), ["edge", true]);
});

test("an experiment that came from no scene has no question", () => {
  assert.deepEqual(asked({ lr: "0.2" }), [null, false]);
});
