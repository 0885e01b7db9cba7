/** The two Gaussian classes: covariance ellipses and the handles that move their means. */

import { fade } from "./colour.js";
import { shapePath } from "./shapes.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").GaussianClass} GaussianClass */

/**
 * Half axes and angle of the 1σ ellipse: square roots of the eigenvalues of the covariance and the direction
 * of the first eigenvector, counter-clockwise from the x axis in radians.
 * @param {number} sx
 * @param {number} sy
 * @param {number} rho
 * @returns {{major: number, minor: number, angle: number}}
 */
export function ellipseAxes(sx, sy, rho) {
  const xx = sx * sx;
  const yy = sy * sy;
  const xy = rho * sx * sy;
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  const major = Math.sqrt(mean + spread);
  return {
    major,
    // √det over the longer one: the difference mean − spread would cancel for thin ellipses.
    minor: major > 0 ? (sx * sy * Math.sqrt(Math.max(0, 1 - rho * rho))) / major : 0,
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}

/**
 * @param {Theme} theme
 * @param {{label: number}} one
 */
export const colourOf = (theme, one) => (one.label ? theme.positive : theme.negative);

/**
 * The 1σ and 2σ ellipses of each class.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {GaussianClass[]} classes
 */
export function drawEllipses(ctx, view, theme, classes) {
  ctx.save();
  for (const one of classes) {
    // The covariance in pixels: each axis may have its own scale.
    const { major, minor, angle } = ellipseAxes(one.sx * view.unitX, one.sy * view.unitY, one.rho);
    for (const sigma of [2, 1]) {
      ctx.beginPath();
      // The screen's y points down, so the angle turns the other way.
      ctx.ellipse(view.x(one.x), view.y(one.y), major * sigma, Math.max(0.5, minor * sigma), -angle, 0, 2 * Math.PI);
      if (sigma === 1) {
        ctx.strokeStyle = fade(theme.surface, 0.6);
        ctx.lineWidth = 4;
        ctx.stroke();
      }
      ctx.strokeStyle = fade(colourOf(theme, one), sigma === 1 ? 1 : 0.75);
      ctx.lineWidth = sigma === 1 ? 2 : 1.25;
      ctx.stroke();
    }
  }
  ctx.restore();
}

/** Radius of a handle in pixels. */
export const HANDLE_RADIUS = 13;

/**
 * The index of the class whose handle is under a pixel, or −1; the nearer one where two overlap.
 * @param {View} view
 * @param {GaussianClass[]} classes
 * @param {number} px
 * @param {number} py
 * @param {number} [reach]  pixels; more for a finger than for a mouse
 * @returns {number}
 */
export function handleAt(view, classes, px, py, reach = HANDLE_RADIUS + 7) {
  let best = -1;
  let nearest = reach;
  classes.forEach((one, index) => {
    const distance = Math.hypot(view.x(one.x) - px, view.y(one.y) - py);
    if (distance <= nearest) [best, nearest] = [index, distance];
  });
  return best;
}

/**
 * Four arrows from the centre.
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} reach  tip of an arrow
 */
function arrowsPath(ctx, x, y, reach) {
  const head = reach * 0.36;
  for (const [dx, dy] of [[1, 0], [0, 1], [-1, 0], [0, -1]]) {
    const tipX = x + dx * reach;
    const tipY = y + dy * reach;
    ctx.moveTo(x, y);
    ctx.lineTo(tipX, tipY);
    ctx.moveTo(tipX - dx * head - dy * head, tipY - dy * head - dx * head);
    ctx.lineTo(tipX, tipY);
    ctx.lineTo(tipX - dx * head + dy * head, tipY - dy * head + dx * head);
  }
}

/**
 * The means as handles that look grabbable: a ring with arrows in four directions, and the class's shape so
 * that colour is not alone in telling them apart.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {GaussianClass[]} classes
 * @param {{hover?: number|null, active?: number|null, focus?: number|null}} [state]  indices into classes
 */
export function drawHandles(ctx, view, theme, classes, state = {}) {
  ctx.save();
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  const base = HANDLE_RADIUS * Math.max(1, Math.min(1.35, view.type / 12.5));
  classes.forEach((one, index) => {
    const x = view.x(one.x);
    const y = view.y(one.y);
    const colour = colourOf(theme, one);
    const active = state.active === index;
    const lifted = active || state.hover === index;
    const radius = base * (lifted ? 1.16 : 1);
    if (state.focus === index) drawFocus(ctx, theme, { x, y }, radius + 5.5);
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.shadowColor = theme.dark ? "rgba(0, 0, 0, 0.7)" : "rgba(40, 30, 10, 0.35)";
    ctx.shadowBlur = lifted ? 12 : 6;
    ctx.shadowOffsetY = lifted ? 3 : 1;
    ctx.fillStyle = active ? colour : theme.surface;
    ctx.fill();
    ctx.shadowColor = "transparent";
    ctx.shadowBlur = 0;
    ctx.shadowOffsetY = 0;
    ctx.strokeStyle = active ? theme.surface : colour;
    ctx.lineWidth = 2.5;
    ctx.stroke();
    ctx.beginPath();
    arrowsPath(ctx, x, y, radius * 0.66);
    ctx.lineWidth = 1.6;
    ctx.stroke();
    ctx.beginPath();
    shapePath(ctx, x, y, radius * 0.27, one.label);
    ctx.fillStyle = active ? theme.surface : colour;
    ctx.fill();
  });
  ctx.restore();
}

/**
 * The ring of the handle in focus, readable on points.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {{x: number, y: number}} at
 * @param {number} radius  of the ring
 */
export function drawFocus(ctx, theme, { x, y }, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 6;
  ctx.stroke();
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 2.5;
  ctx.stroke();
}
