/** Paints the diagram of a network on its two canvases: names, which stand, and what changes with the weights. */

import { drawBias, drawJoint, drawLitWire, drawOutlets, drawSign, drawSkips, drawSum, drawTile, drawUnknownTile, drawUnknownWires, drawWires, drawWord } from "../draw/diagram.js";
import { symbolOf } from "./features.js";
import { classNode } from "./field.js";
import { isOutput } from "./graph.js";
import { focusRange } from "./plane.js";

/** @typedef {import("../draw/types.js").Context} Context */
/** @typedef {import("../draw/types.js").Theme} Theme */
/** @typedef {import("../surface.js").Surface} Surface */
/** @typedef {import("../words.js").Say} Say */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Tile} Tile */
/** @typedef {import("./layout.js").Wire} Wire */
/** @typedef {import("./plane.js").Focus} Focus */

/** What the pointer or the focus is on. @typedef {{tile: Tile|null, wire: Wire|null, bias: boolean}} Lit */
/**
 * What the picture of the weights is made of.
 * @typedef {object} Moving
 * @property {Float32Array} weights
 * @property {Lit} lit
 * @property {import("./field.js").Field} field
 * @property {import("../draw/thumbnails.js").Thumbnails} pictures
 * @property {import("../protocol.js").Config["experiment"]} experiment
 * @property {(unit: Unit) => "dead"|"twin"|null} faultOf  why a unit does not learn by itself
 */

/**
 * Names and what stands out.
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Graph} graph
 * @param {Layout} layout
 * @param {Say} say
 */
export function paintStill(surface, theme, graph, layout, say) {
  const { tiles, xs, bottom } = layout;
  const { network } = graph;
  const type = Math.max(10, Math.min(13, layout.width / 42));
  surface.paint(1, (ctx) => {
    for (const { feature, unit, x, y, size: side } of tiles) {
      if (feature) drawWord(ctx, theme, symbolOf(feature), { x: x - side / 2 - 7, y, size: type, align: "right", strong: unit !== null, faint: unit === null });
    }
    drawWord(ctx, theme, say("column_features"), { x: xs[0], y: bottom + 13, size: type });
    for (let column = 1; column < graph.columns; column += 1) {
      const dense = graph.nodes[column].filter((node) => network.nodes[node].kind === "dense");
      const last = dense.some((node) => network.outputs.includes(node));
      const kinds = [...new Set(dense.map((node) => network.nodes[node].activation))];
      drawWord(ctx, theme, last ? say("column_output") : kinds.join(" · "), { x: xs[column], y: bottom + 13, size: type });
    }
    if (network.heads.length > 1) nameHeads(ctx, theme, graph, layout, type, say);
    if (network.classes > 1) {
      for (const { unit, x, y, size: side } of tiles) {
        if (unit && isOutput(graph, unit)) drawWord(ctx, theme, String(unit.unit), { x: x + side / 2 + 6, y, size: type, align: "left", strong: true });
      }
    }
    for (const column of graph.joined) {
      drawJoint(ctx, theme, (xs[column] + xs[column + 1]) / 2, layout.top - 4, bottom);
      drawWord(ctx, theme, "concat", { x: (xs[column] + xs[column + 1]) / 2, y: bottom + 13, size: type * 0.9 });
    }
  });
}

/**
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Graph} graph
 * @param {Layout} layout
 * @param {number} type
 * @param {Say} say
 */
function nameHeads(ctx, theme, graph, { tiles }, type, say) {
  for (const { unit, x, y, size } of tiles) {
    if (!unit || !isOutput(graph, unit)) continue;
    const distance = unit.node !== classNode(graph.network);
    drawWord(ctx, theme, say(distance ? "head_distance" : "head_class"), { x, y: y - size / 2 - type * 0.85, size: type, strong: true });
  }
}

/**
 * The network as it is built, before the first weights have come.
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Layout} layout
 */
export function paintUnknown(surface, theme, { tiles, wires, skips }) {
  surface.paint(0, (ctx) => {
    drawSkips(ctx, theme, skips);
    drawUnknownWires(ctx, theme, wires);
    for (const tile of tiles) drawUnknownTile(ctx, theme, tile);
  });
}

/**
 * Links by their weights, the pictures of the units, biases, and signs of what does not learn.
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Graph} graph
 * @param {Layout} layout
 * @param {Moving} moving
 */
export function paintMoving(surface, theme, graph, layout, { weights, lit, field, pictures, experiment, faultOf }) {
  const { tiles, sums, wires, skips, size } = layout;
  const all = tiles.map(({ unit, feature }) => {
    /** @type {Focus} */
    const focus = feature ? { feature } : { node: unit?.node ?? 0, unit: unit?.unit ?? 0 };
    const grid = "feature" in focus ? field.feature(focus.feature) : field.unit(focus.node, focus.unit);
    return grid && { grid, ...focusRange(focus, graph.network, experiment, grid) };
  });
  pictures.write(theme, all, Math.max(8, Math.min(Math.round(size * Math.min(2, surface.ratio)), field.cells + 1)));
  const deciding = tiles.filter(({ unit }) => unit?.node === classNode(graph.network));
  const beside = graph.network.classes > 1 ? 18 : 0; // the number of the class
  const outlets = deciding.map(({ x, y }) => ({ x0: x + size / 2 + beside, y0: y, x1: layout.width, y1: outletHeight(layout) }));
  const own = lit.tile?.unit ?? null;
  const near = own ? (/** @type {number} */ at) => wires[at].link.to === own || wires[at].link.from === own : null;
  surface.paint(0, (ctx) => {
    drawSkips(ctx, theme, skips);
    drawWires(ctx, theme, wires, (at) => weights[wires[at].link.index], { most: Math.max(2.5, Math.min(8, size * 0.15)), lit: near });
    if (lit.wire) drawLitWire(ctx, theme, lit.wire);
    drawOutlets(ctx, theme, outlets);
    tiles.forEach((tile, at) => {
      const faint = tile.feature !== null && tile.unit === null;
      drawTile(ctx, theme, tile, { pictures, at, faint, lit: lit.tile === tile && !lit.bias });
    });
    for (const tile of tiles) {
      if (tile.unit?.kind === "dense") drawBias(ctx, theme, tile, weights[Number(tile.unit.bias)], lit.tile === tile && lit.bias);
    }
    for (const sum of sums) drawSum(ctx, theme, sum, lit.tile === sum);
    for (const tile of tiles) {
      const fault = tile.unit && faultOf(tile.unit);
      if (fault) drawSign(ctx, theme, tile, fault);
    }
  });
}

/**
 * Where what decides on the class leaves the panel for the plot.
 * @param {Layout} layout
 */
export const outletHeight = ({ top, bottom }) => (top + bottom) / 2;
