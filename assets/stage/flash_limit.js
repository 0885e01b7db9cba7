/**
 * The plot must not flash: nobody's eye may meet more than three flashes a second over a large area (WCAG 2.3.1).
 *
 * The plot is looked at on a coarse grid. A cell makes a transition when one of its signals (red, green, blue,
 * luminance, ink of marks) has gone by a threshold against the direction in which it went before; a pair of
 * transitions is a flash. Two counts of transitions are kept: of the exact pictures, and of what was shown.
 * - Exact pictures that go to and fro over a large area are replaced by their average over time.
 * - Whatever is to be shown is held back if it would give a large area a seventh transition within a second.
 * The second rule holds the limit by itself; the first makes what is left a calm picture. A picture that rests, and
 * one that a pause, a step or a scrub asks for, is exact. Time is an argument; nothing here draws.
 */

/** Cells along each side of the coarse grid. */
export const SIDE = 24;
const CELLS = SIDE * SIDE;
/** Of a transition: red, green, blue, luminance, ink. A change of relative luminance below 0.1 is no flash; the colours need not differ in luminance. */
const THRESHOLDS = [0.1, 0.1, 0.1, 0.08, 0.08];
const SIGNALS = THRESHOLDS.length;
/** Three flashes are six transitions; a frame more than a second, as the display's clock is not exact, ms. */
const MOST = 6;
const SECOND = 1050;
/** Exact pictures are averaged from the fifth transition within this time, ms: five updates a second stay as they are. */
const FLASHING = 5;
const SPAN = 750;
/** … until no more than a few cells have so many. */
const CALM = 3;
/** Time constant of the average, ms. */
const AVERAGED = 600;
/** What has not changed for this long, ms, is shown exactly. */
const RESTED = 300;
/** … or, if the limit forbids it then, asked again after this time, ms. */
const AGAIN = 100;
/** A mark appears (or goes) when a point was wrong (or right) for most of the averaged time. */
const APPEARS = 0.75;
/** A quarter of a field of ten degrees, in CSS pixels at arm's length, is a large area. */
const LARGE = 0.25 * 341 * 256;

/** How the picture is to be shown; hold: as it is. @typedef {"exact"|"average"|"hold"} Showing */

/**
 * What is to be shown.
 * @typedef {object} Picture
 * @property {Float32Array} rgba     premultiplied colours of the cells, 0 … 1, from the upper left
 * @property {readonly number[]} ground  colour behind them, 0 … 1
 * @property {Uint8Array} mask       1 for each marked point
 * @property {Uint16Array} places    the cell of each point
 * @property {number} ink            how much a mark changes the luminance of its cell
 */

/** Relative luminance of a channel of sRGB, 0 … 255. */
const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Counts the transitions of each cell. */
class Transitions {
  constructor() {
    this.extremes = new Float32Array(SIGNALS * CELLS);
    this.directions = new Int8Array(SIGNALS * CELLS);
    /** The times of the last transitions of each cell, in turn. */
    this.times = new Float64Array(MOST * CELLS);
    this.turns = new Uint8Array(CELLS);
    this.clear();
  }

  clear() {
    this.started = false;
    this.directions.fill(0);
    this.times.fill(-Infinity);
    this.turns.fill(0);
  }

  /**
   * Whether a signal of a cell completes a transition.
   * @param {number} at
   * @param {number} value
   * @param {number} threshold
   */
  #turns(at, value, threshold) {
    const gone = value - this.extremes[at];
    return this.directions[at] <= 0 && gone >= threshold || this.directions[at] >= 0 && gone <= -threshold;
  }

  /**
   * When a cell made its transition before the last n-1.
   * @param {number} cell
   * @param {number} n  1 … MOST
   */
  #time(cell, n) {
    return this.times[MOST * cell + (this.turns[cell] + MOST - n) % MOST];
  }

  /**
   * The cells that would make a transition although they made MOST since a time.
   * @param {Float32Array} signals
   * @param {number} since
   * @returns {number[]}
   */
  excess(signals, since) {
    /** @type {number[]} */
    const cells = [];
    if (!this.started) return cells;
    for (let cell = 0; cell < CELLS; cell += 1) {
      if (this.#time(cell, MOST) <= since) continue;
      for (let signal = 0, at = SIGNALS * cell; signal < SIGNALS; signal += 1, at += 1) {
        if (!this.#turns(at, signals[at], THRESHOLDS[signal])) continue;
        cells.push(cell);
        break;
      }
    }
    return cells;
  }

  /**
   * @param {Float32Array} signals
   * @param {number} now
   */
  add(signals, now) {
    const { extremes, directions } = this;
    if (!this.started) {
      this.started = true;
      extremes.set(signals);
      return;
    }
    for (let cell = 0; cell < CELLS; cell += 1) {
      let turned = false;
      for (let signal = 0, at = SIGNALS * cell; signal < SIGNALS; signal += 1, at += 1) {
        const value = signals[at];
        if (this.#turns(at, value, THRESHOLDS[signal])) {
          turned = true;
          directions[at] = value > extremes[at] ? 1 : -1;
          extremes[at] = value;
        } else if (directions[at] > 0 ? value > extremes[at] : directions[at] < 0 && value < extremes[at]) extremes[at] = value;
      }
      if (!turned) continue;
      this.times[MOST * cell + this.turns[cell]] = now;
      this.turns[cell] = (this.turns[cell] + 1) % MOST;
    }
  }

  /**
   * How many cells made at least n transitions since a time.
   * @param {number} n
   * @param {number} since
   */
  busy(n, since) {
    let count = 0;
    for (let cell = 0; cell < CELLS; cell += 1) if (this.#time(cell, n) > since) count += 1;
    return count;
  }
}

export class FlashLimit {
  constructor() {
    this.exact = new Transitions();
    this.shown = new Transitions();
    /** The picture is not the exact one. */
    this.calming = false;
    /** The average over time: colours, and how long each point was wrong. */
    this.average = new Float32Array(4 * CELLS);
    this.share = new Float32Array(0);
    /** Marks of the average. */
    this.marks = new Uint8Array(0);
    /** The picture that the average goes to. @type {{rgba: Float32Array, mask: Uint8Array}} */
    this.wished = { rgba: new Float32Array(4 * CELLS), mask: new Uint8Array(0) };
    this.signals = new Float32Array(SIGNALS * CELLS);
    this.playing = false;
    this.askedAt = -Infinity;
    this.changedAt = -Infinity;
    /** When each cell exceeded the limit: a small area may. */
    this.exceeded = new Float64Array(CELLS).fill(-Infinity);
    /** What was answered last. @type {Showing} */
    this.showing = "exact";
  }

  /** Whether something else than the exact picture is shown. */
  get pending() {
    return this.showing !== "exact";
  }

  /**
   * How a picture is to be shown now. Call it at every new picture; and while `pending`, at `due` at the latest.
   * @param {number} now  ms
   * @param {Picture} picture
   * @param {{fresh: boolean, playing: boolean, area: number}} state  fresh: another picture than at the last call;
   *   area: of the plot, square CSS pixels
   * @returns {Showing}
   */
  next(now, picture, { fresh, playing, area }) {
    const large = CELLS * Math.min(0.25, 0.8 * LARGE / Math.max(1, area));
    if (this.playing && !playing) {
      // Who pauses wants to see what is there.
      this.exact.clear();
      this.calming = false;
    }
    this.playing = playing;
    this.#updateAverage(now, picture, fresh);
    if (fresh) {
      this.changedAt = now;
      this.#write(picture.rgba, picture.mask, picture);
      this.exact.add(this.signals, now);
    }
    this.calming = this.exact.busy(this.calming ? CALM : FLASHING, now - SPAN) > large;
    const exact = !this.calming || now - this.changedAt >= RESTED;
    if (exact && this.#allows(picture.rgba, picture.mask, picture, now, large)) this.showing = "exact";
    else if (this.#allows(this.average, this.marks, picture, now, large)) this.showing = "average";
    else this.showing = "hold";
    return this.showing;
  }

  /** When to ask again, ms; Infinity while the picture is the exact one. */
  get due() {
    return this.pending ? Math.max(this.changedAt + RESTED, this.askedAt + AGAIN) : Infinity;
  }

  /**
   * The average goes on to the picture that was there until now.
   * @param {number} now
   * @param {Picture} picture
   * @param {boolean} fresh
   */
  #updateAverage(now, { rgba, mask }, fresh) {
    const { wished, average } = this;
    if (wished.mask.length !== mask.length || now - this.askedAt > 4 * AVERAGED) {
      average.set(rgba);
      this.share = Float32Array.from(mask);
      this.marks = mask.slice();
      wished.mask = mask.slice();
    } else {
      const part = 1 - Math.exp((this.askedAt - now) / AVERAGED);
      for (let i = 0; i < average.length; i += 1) average[i] += (wished.rgba[i] - average[i]) * part;
      const { share, marks } = this;
      for (let i = 0; i < share.length; i += 1) {
        share[i] += (wished.mask[i] - share[i]) * part;
        if (share[i] > APPEARS) marks[i] = 1;
        else if (share[i] < 1 - APPEARS) marks[i] = 0;
      }
    }
    this.askedAt = now;
    if (!fresh) return;
    wished.rgba.set(rgba);
    wished.mask.set(mask);
  }

  /**
   * Write the signals of a picture.
   * @param {Float32Array} rgba
   * @param {Uint8Array} mask
   * @param {Picture} picture  ground, places and ink
   */
  #write(rgba, mask, { ground, places, ink }) {
    const { signals } = this;
    for (let at = 0, signal = 0; at < rgba.length; at += 4, signal += SIGNALS) {
      const rest = 1 - rgba[at + 3];
      const red = rgba[at] + ground[0] * rest;
      const green = rgba[at + 1] + ground[1] * rest;
      const blue = rgba[at + 2] + ground[2] * rest;
      signals[signal] = red;
      signals[signal + 1] = green;
      signals[signal + 2] = blue;
      signals[signal + 3] = 0.2126 * LINEAR[255 * red | 0] + 0.7152 * LINEAR[255 * green | 0] + 0.0722 * LINEAR[255 * blue | 0];
      signals[signal + 4] = 0;
    }
    for (let i = 0; i < mask.length; i += 1) if (mask[i]) signals[SIGNALS * places[i] + 4] += ink;
  }

  /**
   * Whether a picture may be shown; then it counts as shown.
   * @param {Float32Array} rgba
   * @param {Uint8Array} mask
   * @param {Picture} picture
   * @param {number} now
   * @param {number} large  cells
   */
  #allows(rgba, mask, picture, now, large) {
    this.#write(rgba, mask, picture);
    const since = now - SECOND;
    const cells = this.shown.excess(this.signals, since);
    let count = 0;
    for (let cell = 0; cell < CELLS; cell += 1) if (this.exceeded[cell] > since) count += 1;
    for (const cell of cells) if (this.exceeded[cell] <= since) count += 1;
    if (count > large && cells.length) return false;
    for (const cell of cells) this.exceeded[cell] = now;
    this.shown.add(this.signals, now);
    return true;
  }
}
