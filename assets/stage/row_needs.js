/** What a session asks of the server: its draft, and the rows of the run that is shown. */

import { commonRows } from "./draft/mid_run_changes.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./row_fetcher.js").DraftWish} DraftWish */

/** Rows of a curve that bends under the finger: more cannot be told apart. */
const CURVE_ROWS = 220;
/** Numbers of such a reply, so that the rows of a large network do not take longer than the finger. */
const CURVE_NUMBERS = 60_000;
/** A run without a last step is shown this far at least while a knob moves. */
const SHORTEST_CURVE = 60;
const FIRST_ROWS = 60;

/**
 * What the rows are asked for next depends on.
 * @param {Session} session
 * @param {boolean} hidden
 * @returns {import("./row_fetcher.js").Need}
 */
export function needOf(session, hidden) {
  const { player, config, batch } = session;
  const rests = !player.playing && player.awaiting === null && session.scrubbed === null && session.gesture === null;
  const glows = config !== null && config.experiment.batches_per_epoch > 1;
  return {
    words: session.runWords,
    draft: draftWish(session),
    batchAt: rests && glows && batch?.step !== player.cursor ? player.cursor : null,
    timeline: session.timeline,
    have: { texts: session.texts?.id ?? null, config: session.config?.id ?? null, data: session.sample?.id ?? null },
    missing: session.missing.config || session.missing.data,
    cursor: player.cursor,
    hopAt: session.hopAt,
    speed: player.speed,
    playing: player.playing && player.ceiling === Infinity,
    awaiting: player.awaiting,
    lastStep: session.limit,
    hidden,
    answer: session.answer,
  };
}

/**
 * The draft to be sent, with the rows that are wanted of its run; null if the server has said what holds.
 * @param {Session} session
 * @returns {DraftWish|null}
 */
function draftWish(session) {
  const { draft, gesture, timeline, runWords } = session;
  const letGo = gesture !== null && gesture.released;
  if (!draft.isDirty && !letGo && !session.unread) return null;
  const { words, held } = draft;
  const whole = gesture !== null;
  const common = session.run && timeline.count ? commonRows(runWords, words, draft.defaults) : null;
  const start = common ? common.start : 0;
  const checkpoint = common ? timeline.checkpointAt(common.through) : null;
  const rows = whole ? curveWindow(session, start) : { start, stride: 1, count: FIRST_ROWS };
  return { words, held, common, scrubbing: whole && !letGo, whole, rows, checkpoint };
}

/**
 * Rows from a step to the end of the run, as many as a curve can show.
 * @param {Session} session
 * @param {number} start
 */
function curveWindow(session, start) {
  const { words } = session.draft;
  const knobs = session.texts?.panel.knobs;
  const steps = Number(words.steps) || session.config?.experiment.steps || Number(knobs?.steps?.default) || SHORTEST_CURVE;
  const isBounded = (words.stop ?? "steps") === "steps";
  const last = isBounded ? steps : Math.max(session.seen, SHORTEST_CURVE, start + SHORTEST_CURVE);
  const most = Math.max(20, Math.min(CURVE_ROWS, Math.floor(CURVE_NUMBERS / Math.max(1, session.timeline.width))));
  const stride = Math.max(1, Math.ceil((last - start) / (most - 2)));
  return { start, stride, count: Math.min(most, Math.ceil(Math.max(0, last - start) / stride) + 1) };
}
