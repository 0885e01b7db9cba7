import assert from "node:assert/strict";
import test from "node:test";

import { ProtocolError, decode, plainCheckpoint } from "../../assets/stage/protocol.js";
import { Server } from "./support/server.js";
import { pack } from "./support/trainer.js";

test("a reply is read: rows, checkpoint, points, config", () => {
  const reply = decode(new Server().pageReply());
  assert.equal(reply.status, "ok");
  assert.equal(reply.chunk.steps.length, 41);
  assert.equal(reply.chunk.rows.length, 41 * 9);
  assert.deepEqual(reply.chunk.end.reason, "done");
  assert.equal(reply.sample.count, 2000);
  assert.equal(reply.config.experiment.lr, 0.1);
  assert.deepEqual([reply.words, reply.link, reply.refused, reply.texts.lang], [{}, {}, [], "en"]);
});

test("what holds, what was refused, and the batch of an update", () => {
  const request = { words: { seed: "4", batch: "lots" }, held: {}, start: 0, stride: 1, count: 5, checkpoint: null, have: {}, batch_at: 3, lang: "en" };
  const refused = decode(new Server().reply({ ...request, seq: 7 }));
  assert.deepEqual([refused.seq, refused.words, refused.refused.map(({ name }) => name)], [7, {}, ["batch"]]);
  const taken = decode(new Server().reply({ ...request, seq: 8, words: { seed: "4", batch: "32" } }));
  assert.deepEqual([taken.words, taken.batch.step, taken.batch.indices.length], [{ seed: "4", batch: "32" }, 3, 32]);
});

test("bytes may lie anywhere in a buffer", () => {
  const bytes = new Server().pageReply();
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  shifted.set(bytes);
  assert.deepEqual(decode(shifted).chunk.rows, decode(bytes).chunk.rows);
});

test("broken bytes are refused with a reason", () => {
  const good = pack({ protocol: 2, run: "r", status: "ok", columns: ["loss"], chunk: {} }, { steps: Uint32Array.of(1) });
  assert.throws(() => decode(good), /expected 1 rows of 1/);
  assert.throws(() => decode(new Uint8Array(2)), ProtocolError);
  assert.throws(() => decode(new Uint8Array([4, 0, 0, 0, 1, 1, 1, 1])), ProtocolError);
  assert.throws(() => decode(pack({ protocol: 1 }, {})), /expected 2/);
  const out = { protocol: 2, run: "r", status: "ok", columns: ["loss"], chunk: {} };
  const falling = { steps: Uint32Array.of(2, 1), rows: Float32Array.of(0, 0) };
  assert.throws(() => decode(pack(out, falling)), /rising/);
});

test("an infinite checkpoint is not sent: JSON has no word for it", () => {
  assert.equal(plainCheckpoint({ step: 3, values: Float32Array.of(1, Infinity) }), null);
  assert.deepEqual(plainCheckpoint({ step: 3, values: Float32Array.of(0.5) }), { step: 3, values: [0.5] });
});
