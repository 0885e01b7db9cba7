/** Marks on the loss curve: the floor, changes of the learning rate, the values under the pointer. */

import { fade } from "./colour.js";
import { crisp, drawText, font } from "./text.js";
import { formatRate, formatValue } from "./ticks.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./loss_view.js").LossView} LossView */

/**
 * The smallest loss that any straight line can have, dashed like the best line on the plot.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {number|null} floor
 */
export function drawFloor(ctx, view, theme, floor) {
  if (floor === null || !Number.isFinite(floor)) return;
  const y = view.y(floor);
  if (!(y >= view.top - 1 && y <= view.bottom + 1)) return;
  ctx.save();
  ctx.strokeStyle = fade(theme.accent, 0.9);
  ctx.lineWidth = Math.max(1.25, view.type * 0.11);
  ctx.setLineDash([6, 5]);
  ctx.beginPath();
  ctx.moveTo(view.left, y);
  ctx.lineTo(view.right, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * Where the learning rate changed: a vertical mark with the new rate at its top. Labels that would run into
 * the one before are left out; the mark stays.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {{step: number, lr: number}[]} changes
 * @param {(lr: number) => string} [write]   text of a mark
 */
export function drawRateChanges(ctx, view, theme, changes, write = (lr) => `η ${formatRate(lr)}`) {
  ctx.save();
  ctx.font = font(theme, view.type * 0.95, 500);
  let free = -Infinity;
  for (const { step, lr } of changes) {
    const x = crisp(view.x(step));
    if (!(x >= view.left && x <= view.right + 1)) continue;
    ctx.strokeStyle = fade(theme.warning, 0.85);
    ctx.lineWidth = 1.25;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(x, view.top - 2);
    ctx.lineTo(x, view.bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = theme.warning;
    ctx.beginPath();
    ctx.moveTo(x - 4, view.top - 5);
    ctx.lineTo(x + 4, view.top - 5);
    ctx.lineTo(x, view.top + 2);
    ctx.closePath();
    ctx.fill();
    const text = write(lr);
    const half = ctx.measureText(text).width / 2;
    const middle = Math.max(view.left + half + view.type * 3, Math.min(view.right - half, x));
    if (middle - half < free) continue;
    free = middle + half + 6;
    drawText(ctx, text, middle, view.top - view.type * 0.8, {
      colour: theme.warning, halo: fade(theme.surface, 0.9), align: "center",
    });
  }
  ctx.restore();
}

/**
 * Crosshair at a step with the exact values in a small card that keeps inside the canvas.
 * @param {Context} ctx
 * @param {LossView} view
 * @param {Theme} theme
 * @param {{step: number, title: string, values: {label: string, value: number, colour?: string}[]}|null} hover
 */
export function drawHover(ctx, view, theme, hover) {
  if (!hover) return;
  const { type } = view;
  const x = view.x(hover.step);
  if (!(x >= view.left - 1 && x <= view.right + 1)) return;
  ctx.save();
  ctx.strokeStyle = fade(theme.muted, 0.8);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(crisp(x), view.top);
  ctx.lineTo(crisp(x), view.bottom);
  ctx.stroke();
  let level = view.top;
  hover.values.forEach(({ value, colour }, index) => {
    const y = Math.max(view.top, Math.min(view.bottom, view.y(value)));
    if (Number.isNaN(y)) return;
    if (!index) level = y;
    ctx.beginPath();
    ctx.arc(x, y, type * 0.3, 0, 2 * Math.PI);
    ctx.fillStyle = theme.surface;
    ctx.fill();
    ctx.strokeStyle = colour ?? theme.accent;
    ctx.lineWidth = 2;
    ctx.stroke();
  });
  const rows = hover.values.map(({ label, value, colour }) => ({ label, text: formatValue(value, 5), colour }));
  ctx.font = font(theme, type, 600);
  let wide = ctx.measureText(hover.title).width;
  const values = Math.max(0, ...rows.map(({ text }) => ctx.measureText(text).width));
  ctx.font = font(theme, type);
  const names = Math.max(0, ...rows.map(({ label }) => ctx.measureText(label).width));
  wide = Math.max(wide, names + values + type * 1.8);
  const pad = type * 0.75;
  const line = type * 1.5;
  const box = { w: wide + 2 * pad, h: line * (rows.length + 1) + pad * 1.2 };
  const right = x + type + box.w <= view.width - 2;
  const left = right ? x + type : Math.max(2, x - type - box.w);
  const top = Math.max(2, Math.min(view.height - box.h - 2, level - box.h - type * 0.6 < view.top ? level + type : level - box.h - type * 0.6));
  ctx.shadowColor = theme.dark ? "rgba(0, 0, 0, 0.6)" : "rgba(50, 40, 20, 0.2)";
  ctx.shadowBlur = 10;
  ctx.shadowOffsetY = 2;
  ctx.fillStyle = theme.surface;
  ctx.beginPath();
  ctx.roundRect(left, top, box.w, box.h, 6);
  ctx.fill();
  ctx.shadowColor = "transparent";
  ctx.strokeStyle = theme.border;
  ctx.lineWidth = 1;
  ctx.stroke();
  let y = top + pad + type * 0.75;
  ctx.font = font(theme, type, 600);
  drawText(ctx, hover.title, left + pad, y, { colour: theme.text });
  for (const { label, text, colour } of rows) {
    y += line;
    ctx.fillStyle = colour ?? theme.accent;
    ctx.fillRect(left + pad, y - type * 0.45, type * 0.5, 2.5);
    ctx.font = font(theme, type);
    drawText(ctx, label, left + pad + type * 0.8, y, { colour: theme.muted });
    ctx.font = font(theme, type, 600);
    drawText(ctx, text, left + box.w - pad, y, { colour: theme.text, align: "right" });
  }
  ctx.restore();
}
