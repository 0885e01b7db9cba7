/** A fall as TensorFlow computed it: arrays over time, and what they say at a moment between two of them. Pure. */

import { hermite, intervalOf, linearAt } from "./interpolate.js";

/**
 * @typedef {object} Motion
 * @property {number[]} times          s, from 0 to the landing
 * @property {number[]} positions      m fallen
 * @property {number[]} speeds         m/s
 * @property {number[]} accelerations  m/s²
 */

/** @typedef {{time: number, position: number, speed: number, acceleration: number}} Now */

/**
 * @param {Motion} motion
 * @param {number} time  s
 * @returns {Now}
 */
export function motionAt({ times, positions, speeds, accelerations }, time) {
  const i = intervalOf(times, time);
  const width = times[i + 1] - times[i];
  const t = Math.min(1, Math.max(0, (time - times[i]) / width));
  return {
    time,
    position: hermite(positions[i], positions[i + 1], speeds[i] * width, speeds[i + 1] * width, t),
    speed: hermite(speeds[i], speeds[i + 1], accelerations[i] * width, accelerations[i + 1] * width, t),
    acceleration: linearAt(times, accelerations, time),
  };
}

/**
 * How many times as fast as in reality a fall is played, so that nobody waits longer than twelve seconds, and a
 * fall of a blink is seen.
 * @param {number} landing  s
 * @returns {number} below 1: slowed down
 */
export function pace(landing) {
  return landing < 1 ? 1 / Math.ceil(1 / landing) : Math.max(1, Math.ceil(landing / 12));
}
