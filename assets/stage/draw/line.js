/** A straight line given by w1·x + w2·y + c = 0, cut to a rectangle. No slope, so a vertical line is nothing special. */

/** @typedef {import("./types.js").Bounds} Bounds */
/** @typedef {import("./types.js").View} View */

/**
 * The segment of the line inside the box, or null if the line misses it or is none (w = 0, not finite).
 * @param {number} w1
 * @param {number} w2
 * @param {number} c
 * @param {Bounds} box
 * @returns {[number, number, number, number]|null}  x, y, x, y; from left to right, a vertical one upwards
 */
export function clipLine(w1, w2, c, box) {
  const size = Math.hypot(w1, w2);
  if (!(size > 0) || !Number.isFinite(size) || !Number.isFinite(c)) return null;
  const nx = w1 / size;
  const ny = w2 / size;
  const middleX = (box.x0 + box.x1) / 2;
  const middleY = (box.y0 + box.y1) / 2;
  // The point of the line nearest to the middle of the box, then along the line until it leaves the box.
  const offset = c / size + nx * middleX + ny * middleY;
  const px = middleX - offset * nx;
  const py = middleY - offset * ny;
  const forward = -ny < 0 || (ny === 0 && nx < 0) ? -1 : 1;
  const dx = -ny * forward;
  const dy = nx * forward;
  let from = -Infinity;
  let to = Infinity;
  for (const [start, direction, low, high] of [[px, dx, box.x0, box.x1], [py, dy, box.y0, box.y1]]) {
    if (Math.abs(direction) < 1e-12) {
      if (start < low || start > high) return null;
    } else {
      const a = (low - start) / direction;
      const b = (high - start) / direction;
      from = Math.max(from, Math.min(a, b));
      to = Math.min(to, Math.max(a, b));
    }
  }
  if (!(from < to)) return null;
  return [px + from * dx, py + from * dy, px + to * dx, py + to * dy];
}

/**
 * The part of the plane that a view shows.
 * @param {View} view
 * @returns {Bounds}
 */
export function visibleBox(view) {
  return { x0: view.invertX(0), x1: view.invertX(view.width), y0: view.invertY(view.height), y1: view.invertY(0) };
}
