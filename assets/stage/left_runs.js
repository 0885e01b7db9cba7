/** At which step each run stood when it was left: undo and redo show it there again, and not at its start. */

/** Runs that are remembered: as many as steps of undo. */
const MOST = 100;

export class LeftRuns {
  constructor() {
    /** The steps by the runs' ids, the run that was left last at the end. @type {Map<string, number>} */
    this.steps = new Map();
  }

  /**
   * @param {string} run
   * @param {number} step
   */
  leave(run, step) {
    this.steps.delete(run);
    this.steps.set(run, step);
    const [oldest] = this.steps.keys();
    if (this.steps.size > MOST) this.steps.delete(oldest);
  }

  /**
   * The step of a run that was left; 0 for any other.
   * @param {string} run
   */
  stepOf(run) {
    return this.steps.get(run) ?? 0;
  }
}
