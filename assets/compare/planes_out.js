/** All planes of the page in one figure, as they stand beside each other: each with its number, name, loss and accuracy. */

import { element } from "../stage/dom.js";
import { drawText, font } from "../stage/draw/text.js";
import { contentOf } from "../stage/figures_out.js";
import { SvgPaper } from "../stage/svg_paper.js";

/** @typedef {import("./boundaries.js").Boundaries} Boundaries */
/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/figures_out.js").Figure} Figure */
/** A place in the figure, pixels of the page. @typedef {{x: number, y: number, width: number, height: number}} Place */
/** A plane with what stands above it. @typedef {{figure: Figure, place: Place, head: Head}} Part */
/** @typedef {{marks: {text: string, colour: string}[], at: [number, number], name: string, numbers: string, width: number}} Head */
/** @typedef {{width: number, height: number, theme: Theme, parts: Part[]}} Board */

const GAP = 8;
const RADIUS = 10;

/**
 * What the page shows, measured where it stands.
 * @param {Boundaries} planes
 * @param {Theme} theme
 * @returns {Board}
 */
export function boardOf(planes, theme) {
  const origin = planes.root.getBoundingClientRect();
  const now = performance.now();
  const { comparison, difference } = planes;
  const { colours } = comparison;
  const placeOf = (/** @type {Element} */ part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return { x: x - origin.x, y: y - origin.y, width, height };
  };
  const headOf = (/** @type {HTMLElement} */ root, /** @type {number[]} */ runs) => {
    const { x, y, width, height } = placeOf(/** @type {HTMLElement} */ (root.querySelector("h2")));
    const text = (/** @type {string} */ selector) => root.querySelector(selector)?.textContent ?? "";
    const marks = runs.map((run) => ({ text: String(run + 1), colour: colours[run] }));
    return { marks, at: /** @type {[number, number]} */ ([x + GAP, y + height / 2]), name: text(".gp-run-name"), numbers: text(".gp-run-numbers"), width };
  };
  /** @type {Part[]} */
  const parts = planes.cards.filter(({ plot }) => plot.surface.ready).map(({ root, plot }, at) => ({
    figure: { surface: plot.surface, repaint: () => plot.paintFinely(theme, now) },
    place: placeOf(plot.surface.canvases[0]),
    head: headOf(root, [at]),
  }));
  if (planes.hasDifference && difference.surface.ready) {
    const { surface } = difference;
    parts.push({ figure: { surface, repaint: () => difference.paint(theme, true, now) }, place: placeOf(surface.canvases[0]), head: headOf(difference.root, [0, 1]) });
  }
  return { width: origin.width, height: origin.height, theme, parts };
}

/**
 * The pixels of all planes.
 * @param {Board} board
 * @returns {Promise<Blob|null>}
 */
export function boardPng({ width, height, theme, parts }) {
  const ratio = Math.max(1, ...parts.map(({ figure }) => figure.surface.ratio));
  const canvas = element("canvas");
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.scale(ratio, ratio);
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  for (const { figure, place, head } of parts) {
    for (const layer of figure.surface.canvases) ctx.drawImage(layer, place.x, place.y, place.width, place.height);
    drawHead(ctx, theme, head);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/**
 * The planes as parts of one SVG document.
 * @param {Board} board
 */
export function boardSvg({ width, height, theme, parts }) {
  const paper = new SvgPaper(width, height, 1);
  const planes = parts.map(({ figure, place: { x, y, ...size }, head }) => {
    drawHead(/** @type {Context} */ (/** @type {unknown} */ (paper)), theme, head);
    const { surface } = figure;
    return `<svg x="${x}" y="${y}" width="${size.width}" height="${size.height}" viewBox="0 0 ${surface.width} ${surface.height}">\n${contentOf(figure)}\n</svg>`;
  });
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n<rect width="${width}" height="${height}" fill="${theme.surface}"/>\n<g>${paper.content}</g>\n${planes.join("\n")}\n</svg>\n`;
  return new Blob([text], { type: "image/svg+xml;charset=utf-8" });
}

/**
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Head} head
 */
function drawHead(ctx, theme, { marks, at: [x, y], name, numbers, width }) {
  ctx.font = font(theme, 12.5, 700);
  marks.forEach(({ text, colour }, at) => {
    const middle = x + RADIUS + at * (2 * RADIUS - 5);
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(middle, y, RADIUS, 0, 2 * Math.PI);
    ctx.fill();
    drawText(ctx, text, middle, y + 0.5, { colour: theme.surface, align: "center", baseline: "middle" });
  });
  const left = x + 2 * RADIUS + (marks.length - 1) * (2 * RADIUS - 5) + GAP;
  // Who opens the SVG may lack the font, and have a wider one.
  const room = 0.84 * (width - left + x - 2 * GAP);
  ctx.font = font(theme, 13.5, 600);
  let shown = name;
  while (shown.length > 1 && ctx.measureText(shown).width > room) shown = `${shown.slice(0, -2).trimEnd()}…`;
  drawText(ctx, shown, left, y - 9, { colour: theme.text, baseline: "middle" });
  ctx.font = font(theme, 13, 500);
  drawText(ctx, numbers, left, y + 9, { colour: theme.muted, baseline: "middle" });
}
