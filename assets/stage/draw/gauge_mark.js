/** The learner's mark on the gauge: on an axis that tells nothing while it is asked, then beside the critical rate. */

import { fade } from "./colour.js";
import { traceDiamond } from "./diamond.js";
import { drawDecades, rateAt, rateAxis } from "./gauge.js";
import { drawText, font, typeSize } from "./text.js";
import { formatValue } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */

/**
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {{range: [number, number], value: number, name: string}} asked
 */
export function drawAsked(ctx, { width, height }, theme, { range: [low, high], value, name }) {
  const { left, right, middle } = rateAxis(width, false);
  const type = typeSize(width);
  const thick = Math.round(type * 0.7);
  ctx.save();
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  ctx.beginPath();
  ctx.roundRect(left, middle - thick / 2, right - left, thick, thick / 2);
  ctx.fillStyle = fade(theme.muted, 0.28);
  ctx.fill();
  drawDecades(ctx, theme, { range: [low, high], left, right, below: middle + thick / 2, type });
  ctx.restore();
  if (Number.isFinite(value)) drawOwnMark(ctx, { width, height }, theme, { range: [low, high], bars: false, name, value, above: true });
}

/**
 * A diamond on the axis, with its rate over it, or under it where the critical rate is named above.
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 * @param {{range: [number, number], bars: boolean, name: string, value: number, above?: boolean}} mark
 */
export function drawOwnMark(ctx, { width }, theme, { range: [low, high], bars, name, value, above = false }) {
  const { left, right, middle } = rateAxis(width, bars);
  const type = typeSize(width);
  const at = rateAt(value, { range: [low, high], left, right });
  const radius = type * 0.72;
  ctx.save();
  traceDiamond(ctx, at, middle, radius);
  ctx.fillStyle = theme.surface;
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 2.5;
  ctx.fill();
  ctx.stroke();
  ctx.font = font(theme, type, 600);
  const text = `${name} ${formatValue(value, 2)}`;
  const half = ctx.measureText(text).width / 2;
  const place = Math.max(left + half, Math.min(right - half, at));
  const line = above ? middle - type * 1.15 : middle + type * 1.8;
  // The tick's number under it would be read with it.
  ctx.fillStyle = theme.surface;
  if (!above) ctx.fillRect(place - half - 3, line - type, 2 * half + 6, type * 1.3);
  drawText(ctx, text, place, line, { colour: theme.text, align: "center" });
  ctx.restore();
}
