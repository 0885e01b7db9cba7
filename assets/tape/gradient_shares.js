/** Samples on the plane of their two inputs, what each gives to the gradient of W as an arrow, and the sum. */

import { element, setAttribute } from "../stage/dom.js";
import { shapePath } from "../stage/draw/shapes.js";
import { drawText, font } from "../stage/draw/text.js";
import { Surface } from "../stage/surface.js";
import { drawAxes, inside } from "./axes.js";
import { Lab, mounter } from "./lab.js";
import { short } from "./numbers.js";
import { planeOf } from "./plane.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {[number, number]} Pair */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {{inputs: Pair, target: number, share: Pair}[]} samples  share: ∂L/∂w₁ and ∂L/∂w₂ of a sample
 * @property {Pair} gradient  the sum of the shares
 * @property {string} description
 */

/** Of the plane's side: the longest arrow. */
const LONGEST = 0.34;

/**
 * A range in one scale for both axes, around the origin and all points, with room for the arrows.
 *
 * @param {readonly Pair[]} points
 * @param {{width: number, height: number}} size  of the box, pixels
 * @returns {{x0: number, x1: number, y0: number, y1: number}}
 */
export function rangeOf(points, { width, height }) {
  const xs = [0, ...points.map(([x]) => x)];
  const ys = [0, ...points.map(([, y]) => y)];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const unit = Math.max((right - left) / width, (high - low) / height, 1e-3) * 1.6;
  const [middle, level] = [(left + right) / 2, (low + high) / 2];
  return { x0: middle - (unit * width) / 2, x1: middle + (unit * width) / 2, y0: level - (unit * height) / 2, y1: level + (unit * height) / 2 };
}

/**
 * Pixels that one unit of the gradient is long.
 *
 * @param {readonly Pair[]} arrows
 * @param {number} side  pixels
 * @returns {number}
 */
export function arrowScale(arrows, side) {
  const longest = Math.max(...arrows.map(([x, y]) => Math.hypot(x, y)).filter(Number.isFinite), 0);
  return longest > 0 ? (LONGEST * side) / longest : 0;
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {Data} data
 */
export function drawShares(ctx, plane, theme, { samples, gradient, strings }) {
  drawAxes(ctx, plane, theme, { x: "x₁", y: "x₂" });
  const arrows = [...samples.map(({ share }) => share), gradient];
  const scale = arrowScale(arrows, Math.min(plane.right - plane.left, plane.bottom - plane.top));
  inside(ctx, plane, () => {
    for (const { inputs: [x, y] } of samples) ray(ctx, plane, theme, x, y);
    for (const { inputs: [x, y], share } of samples) arrow(ctx, plane.x(x), plane.y(y), share, scale, theme.muted, 2);
    arrow(ctx, plane.x(0), plane.y(0), gradient, scale, theme.accent, 3.5);
    samples.forEach(({ inputs: [x, y], target }, index) => {
      ctx.beginPath();
      const radius = plane.type * 0.62;
      if (target >= 0.5) shapePath(ctx, plane.x(x), plane.y(y), radius, 1);
      else ctx.arc(plane.x(x), plane.y(y), radius, 0, 2 * Math.PI);
      ctx.fillStyle = target >= 0.5 ? theme.positive : theme.negative;
      ctx.fill();
      ctx.strokeStyle = theme.surface;
      ctx.lineWidth = 1.5;
      ctx.stroke();
      ctx.font = font(theme, plane.type, 600);
      drawText(ctx, String(index + 1), plane.x(x) + radius * 1.5, plane.y(y) - radius * 1.2, { colour: theme.text, halo: theme.surface });
    });
    ctx.font = font(theme, plane.type, 600);
    const told = `${strings.sum} (${gradient.map(short).join(", ")})`;
    const side = gradient[0] < 0 ? "right" : "left";
    const [x, y] = [plane.x(0) + scale * gradient[0], plane.y(0) - scale * gradient[1]];
    drawText(ctx, told, x, y + (gradient[1] < 0 ? 1.6 : -0.8) * plane.type, { colour: theme.accent, halo: theme.surface, align: side });
  });
}

/**
 * The line from the origin through a sample: its share lies on it.
 *
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 */
function ray(ctx, plane, theme, x, y) {
  if (!x && !y) return;
  const far = (4 * (plane.x1 - plane.x0 + plane.y1 - plane.y0)) / Math.hypot(x, y);
  ctx.strokeStyle = theme.grid;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([2, 5]);
  ctx.beginPath();
  ctx.moveTo(plane.x(-far * x), plane.y(-far * y));
  ctx.lineTo(plane.x(far * x), plane.y(far * y));
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * @param {Context} ctx
 * @param {number} x  pixels
 * @param {number} y  pixels
 * @param {Pair} vector
 * @param {number} scale
 * @param {string} colour
 * @param {number} width
 */
function arrow(ctx, x, y, [across, up], scale, colour, width) {
  const [dx, dy] = [across * scale, -up * scale];
  const length = Math.hypot(dx, dy);
  if (!(length > 3)) return;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(length, 3.2 * width + 4);
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + dx - ux * head * 0.7, y + dy - uy * head * 0.7);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x + dx, y + dy);
  ctx.lineTo(x + dx - ux * head - uy * head * 0.5, y + dy - uy * head + ux * head * 0.5);
  ctx.lineTo(x + dx - ux * head + uy * head * 0.5, y + dy - uy * head - ux * head * 0.5);
  ctx.fill();
}

/** @extends {Lab<Data>} */
class GradientShares extends Lab {
  /** @param {import("./lab.js").Component<Data>} component */
  constructor(component) {
    super("gradient-shares", component);
    this.panel = element("div", { class: "gp-lab-panel gp-gradient-shares-panel" });
    this.root.append(this.panel);
    this.surface = new Surface(this.panel, [{ still: true }], () => this.schedule(true));
  }

  /** @param {Data} data */
  receive({ description }) {
    setAttribute(this.root, "aria-label", description);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { surface, data } = this;
    if (!fresh || !surface.ready) return;
    const { width, height } = surface;
    const points = data.samples.map(({ inputs }) => inputs);
    const box = planeOf({ x0: 0, x1: 1, y0: 0, y1: 1 }, { width, height });
    const range = rangeOf(points, { width: box.right - box.left, height: box.bottom - box.top });
    const plane = planeOf(range, { width, height });
    surface.paint(0, (ctx) => drawShares(ctx, plane, theme, data));
  }

  dispose() {
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(GradientShares);
