/** The falling object and its three curves over time. Pure functions of what is to be seen. */

import { drawText, font, typeSize } from "../stage/draw/text.js";
import { formatTick, linearTicks } from "../stage/draw/ticks.js";
import { drawAxes, inside, traceCurve } from "./axes.js";
import { dot } from "./tangent_draw.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./plane.js").Plane} Plane */

/** @typedef {{width: number, height: number}} Size */

/**
 * Pixels of a height above the ground.
 * @param {Size} size
 * @param {number} drop  m
 * @returns {{ground: number, top: number, y: (height: number) => number}}
 */
export function ladder({ width, height }, drop) {
  const type = typeSize(width);
  const top = type * 3.4;
  const ground = height - type * 2.6;
  return { ground, top, y: (value) => ground - (value / drop) * (ground - top) };
}

/**
 * Sky, ground and the heights.
 * @param {Context} ctx
 * @param {Size} size
 * @param {Theme} theme
 * @param {number} drop
 * @param {string} name  of the axis
 */
export function drawScene(ctx, size, theme, drop, name) {
  const type = typeSize(size.width);
  const { ground, top, y } = ladder(size, drop);
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, size.width, size.height);
  const left = type * 3.4; // the numbers stand left of it, the lowest one beside the ground
  ctx.fillStyle = theme.grid;
  ctx.fillRect(left, ground, size.width - left, size.height - ground);
  ctx.fillStyle = theme.ghost;
  ctx.fillRect(left, ground, size.width - left, 2);
  const ticks = linearTicks(0, drop, Math.max(2, (ground - top) / (type * 4)));
  ctx.font = font(theme, type);
  ctx.lineWidth = 1;
  for (const value of ticks.values) {
    if (value > 0) {
      ctx.strokeStyle = theme.grid;
      ctx.beginPath();
      ctx.moveTo(left, Math.round(y(value)) + 0.5);
      ctx.lineTo(size.width - type, Math.round(y(value)) + 0.5);
      ctx.stroke();
    }
    const style = { colour: theme.muted, align: /** @type {const} */ ("right"), baseline: /** @type {const} */ ("middle") };
    drawText(ctx, formatTick(value, ticks.step), left - type * 0.5, y(value), style);
  }
  ctx.font = font(theme, type, 600);
  drawText(ctx, name, type * 0.8, type * 1.7, { colour: theme.text });
}

/**
 * The object at a height, the arrow of its speed, and where it was at each tenth of the way in time.
 * @param {Context} ctx
 * @param {Size} size
 * @param {Theme} theme
 * @param {{drop: number, height: number, speed: number, fastest: number, trail: number[]}} fall  heights in m
 */
export function drawObject(ctx, size, theme, { drop, height, speed, fastest, trail }) {
  const { ground, top, y } = ladder(size, drop);
  const radius = Math.min(16, Math.max(9, size.width * 0.05));
  const x = size.width * 0.55;
  ctx.fillStyle = theme.negative;
  for (const place of trail) {
    ctx.globalAlpha = 0.16;
    ctx.beginPath();
    ctx.arc(x, y(place) - radius, radius, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
  const at = y(height) - radius;
  const length = fastest > 0 ? (speed / fastest) * (ground - top) * 0.3 : 0;
  if (length > 4) {
    // Beside the object, its tip as low as the object: so it has room on the ground, too.
    const [side, tip] = [x + radius + 12, at + radius];
    ctx.strokeStyle = ctx.fillStyle = theme.positive;
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.moveTo(side, tip - length);
    ctx.lineTo(side, tip - Math.min(7, length));
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(side, tip);
    ctx.lineTo(side - 7, tip - 10);
    ctx.lineTo(side + 7, tip - 10);
    ctx.fill();
  }
  dot(ctx, x, at, radius, theme.negative, theme.surface);
}

/**
 * One curve over time with its axes.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {number[]} times
 * @param {number[]} values
 * @param {{time: string, value: string, colour: string}} look
 */
export function drawPlot(ctx, plane, theme, times, values, look) {
  drawAxes(ctx, plane, theme, { x: look.time, y: look.value });
  inside(ctx, plane, () => {
    ctx.strokeStyle = look.colour;
    ctx.lineWidth = 2.75;
    ctx.lineJoin = "round";
    traceCurve(ctx, plane, times, values);
    ctx.stroke();
  });
}

/**
 * The time cursor on a plot, with the tangent whose slope the next plot shows.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{time: number, value: number, slope: number|null, colour: string, text: string}} now
 */
export function drawCursor(ctx, plane, theme, { time, value, slope, colour, text }) {
  const [x, y] = [plane.x(time), plane.y(value)];
  inside(ctx, plane, () => {
    ctx.strokeStyle = theme.ghost;
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.moveTo(x, plane.top);
    ctx.lineTo(x, plane.bottom);
    ctx.stroke();
    if (slope === null) return;
    const reach = (plane.x1 - plane.x0) * 0.14;
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.moveTo(plane.x(time - reach), plane.y(value - slope * reach));
    ctx.lineTo(plane.x(time + reach), plane.y(value + slope * reach));
    ctx.stroke();
  });
  dot(ctx, x, y, 6, colour, theme.surface);
  ctx.font = font(theme, plane.type, 600);
  drawText(ctx, text, plane.right, plane.top - plane.type * 0.7, { colour, align: "right" });
}
