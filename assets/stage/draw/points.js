/**
 * The training points: circles and triangles, the wrong ones ringed, those of the batch glowing.
 *
 * Two thousand shapes a frame would be most of the work of a frame, and while training plays they stand still.
 * So the plain points are painted once into a layer that is kept for each canvas, and a frame copies the
 * layer and draws only what stands out. Shapes are small pictures ("sprites") painted once for each theme.
 */

import { fade } from "./colour.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Sample} Sample */
/** @typedef {import("./types.js").Marks} Marks */
/** @typedef {"plain"|"strong"|"glow"|"wrong"} Look */
/** @typedef {OffscreenCanvas|HTMLCanvasElement} Layer */

/** Corners of a triangle with the area of a circle of radius 1, its weight in the middle. */
const TRIANGLE = Math.sqrt((4 * Math.PI) / (3 * Math.sqrt(3)));
/** Opacity of the other points while a batch stands out. */
const FADED = 0.3;
/** More wrong points than this get an outline in place of a ring. */
const CROWDED = 240;
/** Reach of the glow of a point in the batch, in radii. */
const GLOW = 4;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Radius in pixels and opacity of a point: fewer points are larger and more solid.
 * @param {number} count
 * @param {number} side  shorter side of the canvas in pixels
 * @returns {{radius: number, alpha: number}}
 */
export function pointLook(count, side) {
  const size = Math.sqrt(Math.max(side, 100) / 600);
  const radius = Math.max(1.5, Math.min(6.5, 9.6 * Math.max(count, 1) ** -0.148)) * size;
  const alpha = Math.max(0.4, Math.min(0.92, 1.24 - 0.075 * Math.log(Math.max(count, 1))));
  return { radius: Math.round(radius * 4) / 4, alpha };
}

/**
 * Radius of the ring around a wrong point: wide where a few are wrong, closer where many are. Where hundreds are
 * wrong rings would be a texture that hides the classes: 0 then, and the shape itself gets the outline.
 * @param {number} radius
 * @param {number} wrong  how many points are wrong
 * @returns {number}
 */
export function ringRadius(radius, wrong) {
  if (wrong > CROWDED) return 0;
  const room = Math.max(2, Math.min(4.5, 6.6 - 0.82 * Math.log(Math.max(wrong, 1))));
  return Math.round((radius + room) * 2) / 2;
}

/**
 * A step coprime with n near n times the golden ratio: visiting i·step mod n mixes the classes, so that the
 * second class does not cover the first.
 * @param {number} n
 * @returns {number}
 */
export function mixingStep(n) {
  const divides = (/** @type {number} */ a, /** @type {number} */ b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  };
  let step = Math.max(1, Math.round(n * GOLDEN));
  while (divides(step, n) !== 1) step += 1;
  return step;
}

/**
 * Adds the shape of a class to the path.
 * @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius  of the circle; the triangle has its area
 * @param {number} label
 */
export function shapePath(ctx, x, y, radius, label) {
  if (!label) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const r = radius * TRIANGLE;
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r * Math.cos(Math.PI / 6), y + r / 2);
  ctx.lineTo(x - r * Math.cos(Math.PI / 6), y + r / 2);
  ctx.closePath();
}

/**
 * One point in one look, as vectors.
 * @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} ctx
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} label
 * @param {number} radius
 * @param {Look} look
 * @param {number} ring  radius of the ring of a wrong point
 */
function paintPoint(ctx, theme, x, y, label, radius, look, ring) {
  const colour = label ? theme.positive : theme.negative;
  const size = look === "glow" ? radius * 1.3 : radius;
  const circle = () => {
    ctx.beginPath();
    ctx.arc(x, y, ring, 0, 2 * Math.PI);
  };
  if (look === "glow") {
    const reach = radius * GLOW;
    const glow = ctx.createRadialGradient(x, y, radius * 0.8, x, y, reach);
    glow.addColorStop(0, fade(colour, 0.75));
    glow.addColorStop(0.4, fade(colour, 0.32));
    glow.addColorStop(1, fade(colour, 0));
    ctx.fillStyle = glow;
    ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
  }
  if (look === "wrong" && ring) {
    circle();
    ctx.strokeStyle = fade(theme.surface, 0.8);
    ctx.lineWidth = 3.4;
    ctx.stroke();
  }
  ctx.lineJoin = "round";
  ctx.beginPath();
  shapePath(ctx, x, y, size, label);
  ctx.fillStyle = colour;
  if (look === "glow") {
    // The rim first: half of it stays outside the shape.
    ctx.strokeStyle = theme.dark ? theme.text : theme.surface;
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fill();
    return;
  }
  ctx.fill();
  ctx.lineWidth = look === "wrong" && !ring ? 1 : 0.8;
  ctx.strokeStyle = look === "wrong" && !ring ? theme.danger : fade(theme.surface, 0.75);
  ctx.stroke();
  if (look === "wrong" && ring) {
    circle();
    ctx.strokeStyle = theme.danger;
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}

/**
 * A canvas off the page, or null where there is none (tests).
 * @param {number} width
 * @param {number} height
 * @returns {Layer|null}
 */
function newLayer(width, height) {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  if (typeof document === "undefined") return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** @type {Map<string, {image: Layer, half: number}>} */
const sprites = new Map();

/**
 * @param {Theme} theme
 * @param {number} label
 * @param {number} radius
 * @param {Look} look
 * @param {number} ring
 * @param {number} ratio  device pixels per CSS pixel
 * @returns {{image: Layer, half: number}|null}
 */
function spriteOf(theme, label, radius, look, ring, ratio) {
  const colours = `${label ? theme.positive : theme.negative}|${theme.surface}|${theme.danger}|${theme.text}`;
  const key = `${label}|${radius}|${look}|${look === "wrong" ? ring : 0}|${ratio}|${colours}`;
  let sprite = sprites.get(key);
  if (!sprite) {
    const half = Math.ceil(Math.max(radius * TRIANGLE + 1, look === "glow" ? radius * GLOW : 0, look === "wrong" ? ring + 2 : 0));
    const side = Math.ceil(2 * half * ratio);
    const image = newLayer(side, side);
    const ctx = /** @type {CanvasRenderingContext2D|null} */ (image?.getContext("2d"));
    if (!image || !ctx) return null;
    ctx.scale(side / (2 * half), side / (2 * half));
    paintPoint(ctx, theme, half, half, label, radius, look, ring);
    sprite = { image, half };
    if (sprites.size > 200) sprites.clear();
    sprites.set(key, sprite);
  }
  return sprite;
}

/**
 * Draws the chosen points in one look.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Look} look
 * @param {number} ratio
 * @param {{radius: number, ring?: number, mask?: ArrayLike<number>|null, indices?: ArrayLike<number>|null}} choice
 */
function drawMany(ctx, view, theme, sample, look, ratio, choice) {
  const { inputs, labels, count } = sample;
  const { radius, mask = null, indices = null, ring = 0 } = choice;
  const both = [0, 1].map((label) => spriteOf(theme, label, radius, look, ring, ratio));
  const total = indices ? indices.length : count;
  const step = indices ? 1 : mixingStep(Math.max(1, count));
  const reach = radius * 4;
  for (let k = 0, i = 0; k < total; k += 1, i = (i + step) % count) {
    const at = indices ? indices[k] : i;
    if (mask && !mask[at]) continue;
    if (!(at < count)) continue;
    const x = view.x(inputs[2 * at]);
    const y = view.y(inputs[2 * at + 1]);
    if (!(x > -reach && y > -reach && x < view.width + reach && y < view.height + reach)) continue;
    const label = labels[at] ? 1 : 0;
    const sprite = both[label];
    if (!sprite) paintPoint(ctx, theme, x, y, label, radius, look, ring);
    else ctx.drawImage(sprite.image, x - sprite.half, y - sprite.half, 2 * sprite.half, 2 * sprite.half);
  }
}

/**
 * The layer of plain points kept for a canvas, and what it shows.
 * @typedef {{image: Layer, key: string, inputs: Float32Array, labels: Uint8Array}} Kept
 */

/** @type {WeakMap<object, Kept>} */
const kept = new WeakMap();

/**
 * The plain points as one picture, painted again only if points, view, theme or pixel ratio changed.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {number} radius
 * @param {number} ratio
 * @returns {Layer|null}
 */
function plainLayer(ctx, view, theme, sample, radius, ratio) {
  if (!ctx.canvas) return null;
  const width = Math.ceil(view.width * ratio);
  const height = Math.ceil(view.height * ratio);
  const key = [
    sample.count, radius, ratio, width, height, view.unit, view.x(0), view.y(0),
    theme.negative, theme.positive, theme.surface,
  ].join("|");
  const before = kept.get(ctx.canvas);
  if (before && before.key === key && before.inputs === sample.inputs && before.labels === sample.labels) {
    return before.image;
  }
  let image = before?.image ?? null;
  if (!image || image.width !== width || image.height !== height) image = newLayer(width, height);
  const layer = /** @type {CanvasRenderingContext2D|null} */ (image?.getContext("2d"));
  if (!image || !layer) return null;
  layer.setTransform(1, 0, 0, 1, 0, 0);
  layer.clearRect(0, 0, width, height);
  layer.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawMany(layer, view, theme, sample, "plain", ratio, { radius });
  kept.set(ctx.canvas, { image, key, inputs: sample.inputs, labels: sample.labels });
  return image;
}

/**
 * Draws all points. With a batch the others fade; wrong points are ringed in the colour of danger.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Marks} [marks]
 */
export function drawPoints(ctx, view, theme, sample, marks = {}) {
  if (!sample.count) return;
  const ratio = ctx.getTransform?.().a || 1;
  const { radius, alpha } = pointLook(sample.count, Math.min(view.width, view.height));
  const { wrong = null, batch = null } = marks;
  const whole = !batch || batch.length === 0 || (!(batch instanceof Uint8Array) && batch.length >= sample.count);
  ctx.save();
  ctx.globalAlpha = whole ? alpha : FADED * alpha;
  const layer = plainLayer(ctx, view, theme, sample, radius, ratio);
  if (layer) ctx.drawImage(layer, 0, 0, view.width, view.height);
  else drawMany(ctx, view, theme, sample, "plain", ratio, { radius });
  if (wrong) {
    let number = 0;
    for (let i = 0; i < sample.count; i += 1) number += wrong[i] ? 1 : 0;
    const ring = ringRadius(radius, number);
    ctx.globalAlpha = (whole ? 1 : FADED) * (ring ? 1 : theme.dark ? 0.75 : 0.5);
    if (number) drawMany(ctx, view, theme, sample, "wrong", ratio, { radius, ring, mask: wrong });
  }
  ctx.globalAlpha = 1;
  if (!whole) {
    const choice = batch instanceof Uint8Array ? { mask: batch } : { indices: batch };
    drawMany(ctx, view, theme, sample, "glow", ratio, { radius, ...choice });
    if (wrong) {
      const both = { ...choice, mask: batch instanceof Uint8Array ? batch.map((one, i) => one && wrong[i]) : wrong };
      drawMany(ctx, view, theme, sample, "wrong", ratio, { radius: radius * 1.3, ring: ringRadius(radius * 1.3, 60), ...both });
    }
  }
  ctx.restore();
}
