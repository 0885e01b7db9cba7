/** What Play and Step do at the end of a run: it goes on by as many steps as it was given at first. */

/** @typedef {import("./session.js").Session} Session */

export class LongerRun {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** By how many steps a run goes on, and how many it then has. */
    this.by = 0;
    this.steps = 0;
  }

  /** The most steps that a run may have. */
  get #most() {
    return this.session.texts?.panel.knobs.steps?.high ?? 0;
  }

  /** Whether the run ended because its steps are over, and may have more. */
  get isPossible() {
    const { config, timeline } = this.session;
    const { end } = timeline;
    return config !== null && end?.reason === "done" && end.step < this.#most;
  }

  /**
   * Give the run more steps, as a change like any other; its rows stay.
   * @returns {boolean} whether it goes on
   */
  goOn() {
    const { draft, timeline, config, player } = this.session;
    const { end } = timeline;
    if (!config || !end || draft.isDirty || player.awaiting !== null || !this.isPossible) return false;
    const { steps } = config.experiment;
    if (this.steps !== steps) this.by = steps;
    this.steps = Math.min(steps + this.by, this.#most);
    draft.set({ steps: String(this.steps) });
    timeline.keepThrough(end.step);
    return true;
  }
}
