/** The one cursor of all runs. It has what the stage's transport asks of a session, and moves by the longest run's rows. */

import { EASED, Player, SPEEDS, hopOf } from "../stage/player.js";
import { RowStore } from "../stage/row_store.js";

/** @typedef {import("../stage/pinned_run.js").Run} Run */

export class Clock {
  constructor() {
    this.player = new Player();
    this.player.cursor = 0;
    /** Rows of the run that goes on longest. */
    this.timeline = new RowStore(0);
    this.stride = 1;
    this.epochSize = 1;
    /** @type {{step: number}|null} */
    this.scrubbed = null;
    /** Until somebody moves the cursor it stands at the end, where the results are. */
    this.isMoved = false;
  }

  /** @param {readonly Run[]} runs */
  setRuns(runs) {
    const loaded = runs.filter(({ timeline }) => timeline.count);
    const longest = loaded.reduce((/** @type {Run|null} */ best, run) => (!best || run.timeline.lastStep > best.timeline.lastStep ? run : best), null);
    this.timeline = longest?.timeline ?? new RowStore(0);
    this.stride = longest?.stride ?? 1;
    this.epochSize = longest?.epochSize ?? 1;
    if (!this.isMoved || this.player.cursor > this.timelineMax) this.player.cursor = Math.max(0, this.timeline.lastStep);
  }

  /** A stage's run goes on behind its last step; runs that are compared end where they end. */
  get canGoOn() {
    return false;
  }

  get timelineMax() {
    return Math.max(1, this.timeline.lastStep);
  }

  get seen() {
    return Math.max(0, this.timeline.lastStep);
  }

  /** @param {number} now */
  togglePlay(now) {
    const { player, timeline } = this;
    if (player.playing) return player.pause();
    if (player.cursor >= timeline.lastStep) player.cursor = 0;
    this.isMoved = true;
    return player.play(now);
  }

  /** @param {number} by */
  step(by) {
    this.goTo(this.player.cursor + by * this.stride);
  }

  nextEpoch() {
    const { epochSize, player } = this;
    this.goTo((Math.floor(player.cursor / epochSize) + 1) * epochSize);
  }

  /**
   * The row nearest to a step.
   * @param {number} step
   */
  goTo(step) {
    const { player, timeline } = this;
    if (!timeline.count) return;
    player.pause();
    this.isMoved = player.started = true;
    const index = Math.max(0, timeline.floor(Math.min(step, timeline.lastStep)));
    const [low, high] = [timeline.steps[index], timeline.steps[Math.min(index + 1, timeline.count - 1)]];
    player.cursor = high - step < step - low ? high : low;
  }

  /** @param {number} step */
  scrub(step) {
    this.goTo(step);
    this.scrubbed = { step };
  }

  scrubEnd() {
    this.scrubbed = null;
  }

  reset() {
    this.player.reset();
    this.isMoved = true;
    this.scrubbed = null;
  }

  /** @param {number} index  in SPEEDS; -1 for the one that eases */
  setSpeed(index) {
    this.player.speed = SPEEDS[index] ?? EASED;
  }

  /**
   * One animation frame.
   * @param {number} now  ms
   * @returns {boolean} whether the cursor moved
   */
  tick(now) {
    const { player, timeline, stride } = this;
    const hop = Math.ceil(hopOf(player.speed, player.cursor) / stride) * stride;
    return player.tick(now, timeline, hop);
  }
}
