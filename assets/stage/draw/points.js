/**
 * The points: a shape for each class, the wrong ones ringed, those of the batch glowing, those held out hollow.
 *
 * Two thousand shapes a frame would be most of the work of a frame, and while training plays they stand still.
 * So the plain points are kept for each canvas as one picture, and a frame draws only what stands out.
 */

import { HELD, paintPoint } from "./shapes.js";
import { Sheet, canPaint, spriteOf } from "./stamps.js";
import { viewKey } from "./view.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Sample} Sample */
/** @typedef {import("./types.js").Marks} Marks */
/** @typedef {import("./stamps.js").Kind} Kind */

/** More wrong points than this get an outline in place of a ring. */
export const CROWDED = 240;
/** Up to so many shapes are quicker one by one than as a sheet of pixels. */
const FEW = 32;
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
  const alpha = Math.max(0.9, Math.min(0.96, 1.24 - 0.045 * Math.log(Math.max(count, 1))));
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
  const divisor = (/** @type {number} */ a, /** @type {number} */ b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  };
  let step = Math.max(1, Math.round(n * GOLDEN));
  while (divisor(step, n) !== 1) step += 1;
  return step;
}

/**
 * Calls `put` for the chosen points in mixed order.
 * @param {View} view
 * @param {Sample} sample
 * @param {{mask?: ArrayLike<number>|null, indices?: ArrayLike<number>|null}} choice
 * @param {(variant: number, x: number, y: number) => void} put
 */
function each(view, { inputs, labels, held, count }, { mask = null, indices = null }, put) {
  const total = indices ? indices.length : count;
  const step = indices ? 1 : mixingStep(count);
  for (let k = 0, i = 0; k < total; k += 1, i = (i + step) % count) {
    const at = indices ? indices[k] : i;
    if ((mask && !mask[at]) || !(at < count)) continue;
    put(held?.[at] ? labels[at] + HELD : labels[at], view.x(inputs[2 * at]), view.y(inputs[2 * at + 1]));
  }
}

/**
 * Draws the chosen points one by one.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Kind} kind
 * @param {{mask?: ArrayLike<number>|null, indices?: ArrayLike<number>|null}} [choice]
 */
function drawSingly(ctx, view, theme, sample, kind, choice = {}) {
  const ratio = ctx.getTransform?.().a || 1;
  /** @type {ReturnType<typeof spriteOf>[]} */
  const all = [];
  each(view, sample, choice, (variant, x, y) => {
    if (all[variant] === undefined) all[variant] = spriteOf(theme, variant, kind, ratio);
    const sprite = all[variant];
    if (!sprite) paintPoint(ctx, theme, x, y, variant, kind.radius, kind.look, kind.ring);
    else ctx.drawImage(sprite.image, x - sprite.reach, y - sprite.reach, 2 * sprite.reach, 2 * sprite.reach);
  });
}

/**
 * The sheets kept for a canvas, made when first needed, and what the one of the plain points shows.
 * @typedef {{plain: Sheet|null, wrong: Sheet|null, key: string, inputs: Float32Array|null, labels: Uint8Array|null}} Kept
 */

/** @type {WeakMap<object, Kept>} */
const kept = new WeakMap();

/**
 * A sheet of a canvas, a new one if the canvas changed its size; null where canvases cannot be made.
 * @param {Context} ctx
 * @param {View} view
 * @param {"plain"|"wrong"} name
 * @returns {{sheet: Sheet, sheets: Kept}|null}
 */
function sheetOf(ctx, view, name) {
  if (!ctx.canvas || !canPaint()) return null;
  let sheets = kept.get(ctx.canvas);
  if (!sheets) kept.set(ctx.canvas, (sheets = { plain: null, wrong: null, key: "", inputs: null, labels: null }));
  const ratio = ctx.getTransform().a || 1;
  const [width, height] = [Math.ceil(view.width * ratio), Math.ceil(view.height * ratio)];
  let sheet = sheets[name];
  if (!sheet || sheet.width !== width || sheet.height !== height || sheet.ratio !== ratio) {
    sheet = sheets[name] = new Sheet(width, height, ratio);
    if (name === "plain") sheets.key = "";
  }
  return { sheet, sheets };
}

/**
 * Fills a sheet with the chosen points.
 * @param {Sheet} sheet
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Kind} kind
 * @param {ArrayLike<number>|null} mask
 */
function fill(sheet, view, theme, sample, kind, mask) {
  /** @type {ReturnType<Sheet["stamp"]>[]} */
  const all = [];
  sheet.clear();
  each(view, sample, { mask }, (variant, x, y) => {
    if (all[variant] === undefined) all[variant] = sheet.stamp(theme, variant, kind);
    const stamp = all[variant];
    if (stamp) sheet.put(stamp, x, y);
  });
  return sheet.show();
}

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Kind} kind
 */
function drawPlain(ctx, view, theme, sample, kind) {
  const found = sheetOf(ctx, view, "plain");
  if (!found) return drawSingly(ctx, view, theme, sample, kind);
  const { sheet, sheets } = found;
  const { inputs, labels } = sample;
  const key = [sample.count, kind.radius, viewKey(view), theme.negative, theme.positive, theme.surface].join("|");
  if (sheets.key !== key || sheets.inputs !== inputs || sheets.labels !== labels) {
    fill(sheet, view, theme, sample, kind, null);
    Object.assign(sheets, { key, inputs, labels });
  }
  return ctx.drawImage(sheet.picture, 0, 0, sheet.width / sheet.ratio, sheet.height / sheet.ratio);
}

/**
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Kind} kind
 * @param {Uint8Array} wrong
 * @param {number} number  how many are wrong
 */
function drawWrong(ctx, view, theme, sample, kind, wrong, number) {
  const found = number > FEW ? sheetOf(ctx, view, "wrong") : null;
  if (!found) return drawSingly(ctx, view, theme, sample, kind, { mask: wrong });
  const { sheet } = found;
  const picture = fill(sheet, view, theme, sample, kind, wrong);
  return ctx.drawImage(picture, 0, 0, sheet.width / sheet.ratio, sheet.height / sheet.ratio);
}

/**
 * Draws all points. Those of a batch glow; wrong points have a ring, or an outline where they are many.
 * @param {Context} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {Sample} sample
 * @param {Marks} [marks]
 */
export function drawPoints(ctx, view, theme, sample, marks = {}) {
  if (!sample.count) return;
  const { radius, alpha } = pointLook(sample.count, Math.min(view.width, view.height));
  const { wrong = null, batch = null } = marks;
  const chosen = batch instanceof Uint8Array ? { mask: batch } : { indices: batch };
  const whole = !batch?.length || (!(batch instanceof Uint8Array) && batch.length >= sample.count);
  ctx.save();
  ctx.globalAlpha = alpha;
  if (marks.part !== "marks") drawPlain(ctx, view, theme, sample, { radius, look: "plain", ring: 0 });
  if (wrong && marks.part !== "plain") {
    let number = 0;
    for (let i = 0; i < sample.count; i += 1) number += wrong[i] ? 1 : 0;
    const ring = ringRadius(radius, number);
    ctx.globalAlpha = 1;
    if (number) drawWrong(ctx, view, theme, sample, { radius, look: "wrong", ring }, wrong, number);
  }
  ctx.globalAlpha = 1;
  if (!whole && marks.part !== "plain") {
    drawSingly(ctx, view, theme, sample, { radius, look: "glow", ring: 0 }, chosen);
    if (wrong) {
      const mask = chosen.mask ? chosen.mask.map((inside, i) => (inside && wrong[i] ? 1 : 0)) : wrong;
      const large = radius * 1.3;
      const kind = /** @type {Kind} */ ({ radius: large, look: "wrong", ring: ringRadius(large, FEW) });
      drawSingly(ctx, view, theme, sample, kind, { ...chosen, mask });
    }
  }
  ctx.restore();
}
