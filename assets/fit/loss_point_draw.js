/** The loss of one sample over its score, and below it how strongly each loss pulls the score. Pure drawing. */

import { drawText, font } from "../stage/draw/text.js";
import { drawAxes, drawCursor, inside, traceCurve } from "../tape/axes.js";
import { planeOf } from "../tape/plane.js";

/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{name: string, losses: number[], gradients: number[]}} Loss */

const LOOKS = /** @type {{dash: number[], colour: "muted"|"validation"|"accent"}[]} */ ([
  { dash: [8, 5], colour: "muted" }, { dash: [2, 5], colour: "validation" }, { dash: [], colour: "accent" },
]);
const MOST_LOSS = 9.5;
const MOST_PULL = 6.5;

/**
 * @param {{width: number, height: number}} size
 * @param {number} largest  score at both ends of the axis
 */
export function lossPlane(size, largest) {
  const plane = planeOf({ x0: -largest, x1: largest, y0: -0.4, y1: MOST_LOSS }, { width: size.width - 18, height: size.height });
  return { ...plane, width: size.width };
}

/**
 * The index of the sample nearest to a score: the slider stops only at samples.
 * @param {readonly number[]} scores
 * @param {number} score
 */
export function nearest(scores, score) {
  return scores.reduce((best, value, i) => (Math.abs(value - score) < Math.abs(scores[best] - score) ? i : best), 0);
}

/**
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {{scores: readonly number[], losses: readonly Loss[], score: number, names: {x: string, y: string}, target: number}} drawn
 */
export function drawLosses(ctx, plane, theme, { scores, losses, score, names, target }) {
  drawAxes(ctx, plane, theme, names);
  const i = nearest(scores, score);
  drawCursor(ctx, plane, theme, score, { colour: theme.ghost, width: 1.5 });
  inside(ctx, plane, () => {
    losses.forEach((loss, k) => {
      const look = LOOKS[k % LOOKS.length];
      ctx.strokeStyle = theme[look.colour];
      ctx.lineWidth = 2.5;
      ctx.setLineDash(look.dash);
      traceCurve(ctx, plane, scores, loss.losses);
      ctx.stroke();
      ctx.setLineDash([]);
    });
  });
  losses.forEach((loss, k) => {
    const y = Math.max(plane.top, plane.y(loss.losses[i]));
    dot(ctx, plane.x(score), y, theme[LOOKS[k % LOOKS.length].colour], theme.surface);
  });
  drawKey(ctx, plane, theme, losses, target);
}

/**
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 * @param {string} ground
 */
function dot(ctx, x, y, colour, ground) {
  ctx.beginPath();
  ctx.arc(x, y, 6.5, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.strokeStyle = ground;
  ctx.lineWidth = 2;
  ctx.fill();
  ctx.stroke();
}

/**
 * The names of the losses where their curves are low: at the left for the target 1, at the right for 0.
 * @param {Context} ctx
 * @param {Plane} plane
 * @param {Theme} theme
 * @param {readonly Loss[]} losses
 * @param {number} target
 */
function drawKey(ctx, plane, theme, losses, target) {
  ctx.font = font(theme, 13);
  const wide = Math.max(0, ...losses.map(({ name }) => ctx.measureText(name).width));
  const left = target ? plane.left + 8 : plane.right - wide - 48;
  // On a narrow plane a steep curve passes behind the names: it is paler there.
  ctx.save();
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.surface;
  ctx.fillRect(left - 4, plane.top, wide + 52, 20 * losses.length + 4);
  ctx.restore();
  losses.forEach(({ name }, k) => {
    const look = LOOKS[k % LOOKS.length];
    const y = plane.top + 12 + 20 * k;
    ctx.strokeStyle = theme[look.colour];
    ctx.lineWidth = 2.5;
    ctx.setLineDash(look.dash);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + 34, y);
    ctx.stroke();
    ctx.setLineDash([]);
    drawText(ctx, name, left + 42, y, { colour: theme.text, halo: theme.surface, baseline: "middle" });
  });
}

/**
 * The pull of each loss, the step that minus its gradient points to: an arrow from the score, on the same axis.
 * @param {Context} ctx
 * @param {{width: number, height: number}} size
 * @param {Plane} above  the plane of the losses, whose axis this one shares
 * @param {Theme} theme
 * @param {{scores: readonly number[], losses: readonly Loss[], score: number, title: string, pulls: readonly string[]}} drawn  `pulls`: as written
 */
export function drawPulls(ctx, size, above, theme, { scores, losses, score, title, pulls }) {
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, size.width, size.height);
  ctx.font = font(theme, above.type, 600);
  drawText(ctx, title, above.left, 18, { colour: theme.text });
  const i = nearest(scores, score);
  const room = (size.height - 34) / Math.max(losses.length, 1);
  const x = above.x(score);
  ctx.strokeStyle = theme.ghost;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, 26);
  ctx.lineTo(x, size.height - 4);
  ctx.stroke();
  const unit = (above.right - above.left) / (2 * MOST_PULL) / 1.6;
  losses.forEach((loss, k) => {
    const y = 30 + room * (k + 0.5);
    const colour = theme[LOOKS[k % LOOKS.length].colour];
    const pull = -loss.gradients[i];
    const end = Math.max(above.left, Math.min(above.right, x + pull * unit));
    arrow(ctx, x, end, y, colour, LOOKS[k % LOOKS.length].dash);
    dot(ctx, x, y, colour, theme.surface);
    ctx.font = font(theme, 13, 600);
    const isRight = pull >= 0;
    const text = pulls[k];
    const width = ctx.measureText(text).width + 14;
    const place = isRight ? Math.min(Math.max(end, x) + 14, size.width - width) : Math.max(Math.min(end, x) - 14, width);
    drawText(ctx, text, place, y, { colour, halo: theme.surface, align: isRight ? "left" : "right", baseline: "middle" });
  });
}

/**
 * @param {Context} ctx
 * @param {number} from
 * @param {number} to
 * @param {number} y
 * @param {string} colour
 * @param {number[]} dash
 */
function arrow(ctx, from, to, y, colour, dash) {
  const way = Math.sign(to - from);
  if (Math.abs(to - from) < 3) return;
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 3.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to - way * 8, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(to, y);
  ctx.lineTo(to - way * 11, y - 6);
  ctx.lineTo(to - way * 11, y + 6);
  ctx.closePath();
  ctx.fill();
}
