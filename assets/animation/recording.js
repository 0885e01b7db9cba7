/** A session whose run is all there: no server answers, nothing can be set, and rows may be some steps apart. */

import { Session } from "../stage/session.js";

/** @typedef {import("../stage/protocol.js").Reply} Reply */

const ALONE = { request: () => {}, decide: () => {} };

export class Recording extends Session {
  /**
   * @param {Reply} reply  with the rows of the whole run
   */
  constructor(reply) {
    super(ALONE);
    this.stride = Math.max(1, reply.chunk?.stride ?? 1);
    this.begin({ ...reply, texts: null }, 0, null);
  }

  /** The points lie where the run had them: there is nothing to take hold of. */
  get classes() {
    return null;
  }

  /** As many updates as lie between two rows, at least. */
  get hopAt() {
    const wished = super.hopAt;
    return (/** @type {number} */ step) => Math.ceil(wished(step) / this.stride) * this.stride;
  }

  get limit() {
    return this.timeline.lastStep;
  }

  get timelineMax() {
    return Math.max(1, this.timeline.lastStep);
  }

  /** What is over begins again. */
  get canGoOn() {
    return false;
  }

  /** @param {number} step */
  goTo(step) {
    super.goTo(this.#nearest(step));
  }

  /** @param {number} by  rows */
  step(by) {
    const { timeline, index } = this;
    super.goTo(timeline.steps[Math.min(Math.max(0, index + by), timeline.count - 1)]);
  }

  nextEpoch() {
    const size = Math.max(1, this.config?.experiment.batches_per_epoch ?? 1);
    const { timeline, player } = this;
    const wished = (Math.floor(player.cursor / size) + 1) * size;
    super.goTo(timeline.steps[Math.min(timeline.lowerBound(wished), timeline.count - 1)]);
  }

  reset() {
    this.player.reset();
    this.scrubbed = null;
  }

  /** Nothing is asked of anybody. */
  ask() {
    return Infinity;
  }

  /**
   * The step of the row nearest to a step.
   * @param {number} step
   */
  #nearest(step) {
    const { timeline } = this;
    const at = Math.max(0, timeline.floor(step));
    const [low, high] = [timeline.steps[at], timeline.steps[Math.min(at + 1, timeline.count - 1)]];
    return high - step < step - low ? high : low;
  }
}
