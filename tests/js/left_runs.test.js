import assert from "node:assert/strict";
import test from "node:test";

import { keepLine } from "../../assets/stage/draft/kept_line.js";
import { LeftRuns } from "../../assets/stage/left_runs.js";
import { Drive } from "./support/drive.js";

/** A class is dragged a little, let go, and its run is there. */
function drag(drive, x) {
  const { session } = drive;
  session.dragTo(1, { x: x - 0.5 });
  drive.run(100);
  session.dragTo(1, { x });
  session.release();
  return drive.settled();
}

const shown = ({ session }) => [session.player.cursor, session.value("w1"), session.value("w2"), session.value("b")];
const rest = (drive) => drive.settled().until(() => drive.session.player.awaiting === null);

test("a drag in mid-run that is undone leaves the run as it was, at the step where it stood", () => {
  const drive = new Drive({ steps: 40 });
  const { session } = drive;
  session.goTo(17);
  rest(drive);
  keepLine(session); // the weights of step 17 are the start of the next run
  rest(drive);
  session.goTo(9);
  rest(drive);
  const before = shown(drive);
  drag(drive, 4);
  session.goTo(12);
  rest(drive);
  const moved = shown(drive);
  assert.equal(moved[0], 12);
  session.undo();
  rest(drive);
  assert.deepEqual(shown(drive), before);
  assert.equal(session.state, "paused");
  session.redo();
  rest(drive);
  assert.deepEqual(shown(drive), moved, "redo leads back to where the changed run stood");
  session.undo();
  session.undo();
  rest(drive);
  assert.deepEqual([session.player.cursor, session.draft.words.w1], [17, undefined], "the run whose line was kept");
  assert.equal(drive.untruth, "");
});

test("a drag while it plays is undone to the step at which the class was taken", () => {
  const drive = new Drive({ steps: 200, lr: 0.05 });
  const { session } = drive;
  session.togglePlay(drive.now);
  drive.until(() => session.player.cursor >= 20);
  const at = session.player.cursor;
  drag(drive, 4);
  drive.until(() => session.player.cursor >= at + 10);
  session.undo();
  rest(drive);
  assert.ok(Math.abs(session.player.cursor - at) <= 1, `step ${session.player.cursor} for ${at}`);
  assert.equal(drive.untruth, "");
});

test("only undo and redo lead back: what is set again by hand begins at its start", () => {
  const drive = new Drive({ steps: 40 });
  const { session } = drive;
  session.goTo(15);
  rest(drive);
  drive.turn({ seed: 3 });
  rest(drive);
  drive.turn({ seed: 0 });
  rest(drive);
  assert.equal(session.player.cursor, 0);
  session.undo();
  session.undo(); // the run of seed 0 again, which was left at its start a moment ago
  session.turn("seed", "5", false); // before the server has answered
  rest(drive);
  assert.equal(session.player.cursor, 0);
  assert.equal(drive.untruth, "");
});

test("a limited number of runs is remembered, the last ones", () => {
  const left = new LeftRuns();
  for (let run = 0; run < 250; run += 1) left.leave(`run ${run}`, run);
  left.leave("run 249", 7);
  assert.equal(left.steps.size, 100);
  assert.deepEqual(["run 149", "run 150", "run 249"].map((run) => left.stepOf(run)), [0, 150, 7]);
});
