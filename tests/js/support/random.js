/** Seeded random choices, so that a failure can be run again. */

export class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** Between 0 and 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number below another one. @param {number} most */
  below(most) {
    return Math.floor(this.next() * most);
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  one(list) {
    return list[this.below(list.length)];
  }

  /** Whether something of this probability happens. @param {number} share */
  is(share) {
    return this.next() < share;
  }
}
