/**
 * The covariance of a Gaussian class as an ellipse: from standard deviations and correlation to axes and back, and
 * what dragging an axis makes of them. Pure mathematics; angles are radians, counter-clockwise from the x₁ axis.
 */

import { ellipseAxes } from "./draw/classes.js";

/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./draw/types.js").GaussianClass} GaussianClass */

/**
 * Standard deviations along x₁ and x₂, and the correlation: Σ = [[sx², rho·sx·sy], [rho·sx·sy, sy²]].
 * @typedef {{sx: number, sy: number, rho: number}} Spread
 */

/**
 * The axes of the 1σ ellipse. Axis i points to angle + i·90° and has the standard deviation lengths[i]. Neither axis
 * is the longer one by its index: so a handle keeps its axis while the two lengths cross.
 * @typedef {{angle: number, lengths: readonly [number, number]}} Axes
 */

/** Bounds of the knobs `sx`, `sy` and, on both sides of 0, `rho`. */
export const LEAST_DEVIATION = 0.05;
export const LARGEST_DEVIATION = 5;
export const LARGEST_CORRELATION = 0.99;
/** Two decimals: links stay short. */
const DECIMALS = 2;

/**
 * The longer axis first.
 * @param {Spread} spread
 * @returns {Axes}
 */
export function axesOf({ sx, sy, rho }) {
  const { major, minor, angle } = ellipseAxes(sx, sy, rho);
  return { angle, lengths: [major, minor] };
}

/**
 * Σ = R·diag(a², b²)·Rᵀ as standard deviations and correlation, with no bounds and not rounded.
 * @param {Axes} axes
 * @returns {Spread}
 */
export function spreadOf({ angle, lengths: [a, b] }) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const sx = Math.hypot(a * cosine, b * sine);
  const sy = Math.hypot(a * sine, b * cosine);
  return { sx, sy, rho: ((a * a - b * b) * sine * cosine) / (sx * sy) };
}

/**
 * The axes of the same direction whose standard deviations and correlation the knobs take.
 *
 * The longer axis is cut where sx or sy would be too large. The shorter one gives way where sx or sy would be too
 * small, or |rho| too large: with q = b/a, |rho| ≤ R holds for q² + K·q ≥ 1, K = R/√(1 − R²)/|sin·cos|.
 * @param {Axes} axes
 * @returns {Axes}
 */
export function fitted({ angle, lengths }) {
  const longer = lengths[0] >= lengths[1] ? 0 : 1;
  const share = Math.cos(angle) ** 2;
  // Shares of the longer axis' variance in the coordinate that it is nearer to, and in the other one.
  const [near, far] = share >= 0.5 ? [share, 1 - share] : [1 - share, share];
  const k = LARGEST_CORRELATION / Math.sqrt((1 - LARGEST_CORRELATION ** 2) * near * far);
  const thinnest = 2 / (k + Math.hypot(k, 2));
  let long = Math.max(lengths[longer], LEAST_DEVIATION);
  let short = Math.min(lengths[1 - longer], LARGEST_DEVIATION);
  const cut = () => Math.min(long, Math.sqrt((LARGEST_DEVIATION ** 2 - short * short * far) / near));
  long = cut();
  short = Math.max(short, thinnest * long, Math.sqrt(Math.max(0, LEAST_DEVIATION ** 2 - long * long * far) / near));
  long = cut();
  return { angle, lengths: longer === 0 ? [long, short] : [short, long] };
}

/**
 * Rounded to two decimals, within the bounds of the knobs.
 * @param {Spread} spread
 * @returns {Spread}
 */
export function rounded({ sx, sy, rho }) {
  const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
    Number(Math.min(high, Math.max(low, value)).toFixed(DECIMALS)) || 0; // no −0
  return {
    sx: within(sx, LEAST_DEVIATION, LARGEST_DEVIATION),
    sy: within(sy, LEAST_DEVIATION, LARGEST_DEVIATION),
    rho: within(rho, -LARGEST_CORRELATION, LARGEST_CORRELATION),
  };
}

/**
 * One axis put to a length and a direction; the other one keeps its length where the bounds allow it.
 * @param {Axes} axes
 * @param {0|1} axis
 * @param {number} length     standard deviation along it
 * @param {number} direction
 * @returns {Axes}  the length is cut to the bounds; the other axis keeps the length that it is to have
 */
export function dragged(axes, axis, length, direction) {
  const angle = direction - (axis * Math.PI) / 2;
  const { lengths } = fitted({ angle, lengths: pair(axis, length, axes.lengths[1 - axis]) });
  return { angle, lengths: pair(axis, lengths[axis], axes.lengths[1 - axis]) };
}

/**
 * One axis longer or shorter.
 * @param {Axes} axes
 * @param {0|1} axis
 * @param {number} by  standard deviation
 * @returns {Axes}
 */
export function stretched(axes, axis, by) {
  return dragged(axes, axis, fitted(axes).lengths[axis] + by, axes.angle + (axis * Math.PI) / 2);
}

/**
 * Both axes turned. The lengths are not cut to the bounds, so that turning on or back gives them again.
 * @param {Axes} axes
 * @param {number} by
 * @returns {Axes}
 */
export function turned({ angle, lengths }, by) {
  return { angle: angle + by, lengths };
}

/**
 * @param {0|1} axis
 * @param {number} own
 * @param {number} other
 * @returns {[number, number]}
 */
const pair = (axis, own, other) => (axis === 0 ? [own, other] : [other, own]);

/**
 * Distance of the 1σ ellipse from its centre in a direction u: 1/√(uᵀ·Σ⁻¹·u). Along an axis, its half length.
 * @param {Spread} spread
 * @param {number} direction
 * @returns {number}
 */
export function radiusAt({ sx, sy, rho }, direction) {
  const [x, y] = [Math.cos(direction) / sx, Math.sin(direction) / sy];
  return Math.sqrt((1 - rho * rho) / (x * x - 2 * rho * x * y + y * y));
}

/**
 * How many standard deviations a point is from the mean: the Mahalanobis distance √((p − μ)ᵀ·Σ⁻¹·(p − μ)).
 * @param {Spread & {x: number, y: number}} gaussian
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
export function deviationsFrom(gaussian, x, y) {
  const [dx, dy] = [x - gaussian.x, y - gaussian.y];
  return Math.hypot(dx, dy) / radiusAt(gaussian, Math.atan2(dy, dx));
}

/**
 * Where a handle is shown whose axis ends at a distance from the centre: there, but never nearer than `least`, so that
 * it does not cover the handle of the mean. The two cases meet without a step or a kink: d for d ≥ 2·least, else
 * least + d²/(4·least).
 * @param {number} distance  pixels
 * @param {number} least     pixels
 * @returns {number}
 */
export function shownDistance(distance, least) {
  return distance >= 2 * least ? distance : least + (distance * distance) / (4 * least);
}

/**
 * The inverse of `shownDistance`; 0 for what is nearer than `least`.
 * @param {number} shown  pixels
 * @param {number} least  pixels
 * @returns {number}
 */
export function trueDistance(shown, least) {
  return shown >= 2 * least ? shown : 2 * Math.sqrt(least * Math.max(0, shown - least));
}

/**
 * The angle, or one of the targets (or its opposite) that a pointer at this distance is within `reach` of.
 * @param {number} angle
 * @param {readonly number[]} targets
 * @param {number} distance  pixels from the centre
 * @param {number} reach     pixels
 * @returns {number}
 */
export function snapped(angle, targets, distance, reach) {
  let best = angle;
  let nearest = reach / Math.max(distance, 1e-9);
  for (const target of targets) {
    const opposite = target + Math.round((angle - target) / Math.PI) * Math.PI;
    if (Math.abs(angle - opposite) > nearest) continue;
    best = opposite;
    nearest = Math.abs(angle - opposite);
  }
  return best;
}

/**
 * The direction of an axis in whole degrees, 0 to 179.
 * @param {number} direction
 * @returns {number}
 */
export function degrees(direction) {
  return (((Math.round((direction * 180) / Math.PI) % 180) + 180) % 180) || 0;
}

/** The handles of the axes are on the outer one of the ellipses that are drawn. */
export const HANDLE_SIGMA = 2;

/**
 * A handle at one end of an axis, in pixels. `cut` is how much nearer to the centre it is than `shownDistance` says,
 * because that lies outside the plot.
 * @typedef {{x: number, y: number, cut: number, inside: boolean}} AxisEnd
 */

/**
 * The handle at an end of an axis: on the 2σ ellipse, not nearer than `least` to the mean, and in the plot.
 * @param {View} view
 * @param {GaussianClass} gaussian
 * @param {number} direction  of this end
 * @param {number} least      pixels
 * @param {number} margin     pixels that the handle stays inside the plot
 * @returns {AxisEnd}
 */
export function axisEnd(view, gaussian, direction, least, margin) {
  const [cosine, sine] = [Math.cos(direction), -Math.sin(direction)]; // the screen's y points down
  const [x, y] = [view.x(gaussian.x), view.y(gaussian.y)];
  const wanted = shownDistance(HANDLE_SIGMA * view.unitX * radiusAt(gaussian, direction), least);
  const room = Math.max(0, Math.min(reach(x, cosine, view.width, margin), reach(y, sine, view.height, margin)));
  const distance = Math.min(wanted, room);
  return { x: x + distance * cosine, y: y + distance * sine, cut: wanted - distance, inside: wanted <= room };
}

/**
 * How far one can go from a place before one coordinate leaves the plot.
 * @param {number} from
 * @param {number} by      change of the coordinate per pixel of the way
 * @param {number} size
 * @param {number} margin
 * @returns {number}
 */
function reach(from, by, size, margin) {
  if (Math.abs(by) < 1e-12) return Infinity;
  return ((by > 0 ? size - margin : margin) - from) / by;
}
