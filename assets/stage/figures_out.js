/** Figures to take away, as they stand on the screen: PNG of their pixels, SVG of what is painted. */

import { element } from "./dom.js";

/** @typedef {import("./surface.js").Surface} Surface */
/**
 * A surface with what paints all of it anew; perhaps another one over it.
 * @typedef {object} Figure
 * @property {Surface} surface
 * @property {() => void} repaint
 * @property {Figure|null} [over]
 */

/**
 * Layers on each other, as the screen shows them.
 * @param {readonly HTMLCanvasElement[]} layers
 * @returns {Promise<Blob|null>}
 */
export function pngOf(layers) {
  const [{ width, height }] = layers.filter(({ width: own }) => own === Math.max(...layers.map((layer) => layer.width)));
  const canvas = element("canvas");
  Object.assign(canvas, { width, height });
  const ctx = canvas.getContext("2d");
  for (const layer of layers) ctx?.drawImage(layer, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/**
 * @param {Figure} figure
 * @param {string} background
 * @returns {Blob}
 */
export function svgOf(figure, background) {
  return new Blob([svgText(figure, background)], { type: "image/svg+xml;charset=utf-8" });
}

/**
 * @param {Figure} figure
 * @param {string} background
 * @returns {string}
 */
export function svgText(figure, background) {
  const { width, height } = figure.surface;
  const content = contentOf(figure);
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n<rect width="${width}" height="${height}" fill="${background}"/>\n${content}\n</svg>\n`;
}

/**
 * The layers of a figure as the content of an SVG document.
 * @param {Figure} figure
 * @returns {string}
 */
export function contentOf({ surface, repaint, over = null }) {
  const layers = surface.record(repaint).map((paper) => `<g>${paper.content}</g>`).join("\n");
  return over ? `${layers}\n${contentOf(over)}` : layers;
}

/**
 * @param {string} file
 * @param {Blob} blob
 */
export function download(file, blob) {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
