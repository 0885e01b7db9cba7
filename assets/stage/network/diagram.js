/**
 * The network's panel: features, units with their pictures, links by weight; values on hover, a number set by hand at
 * rest, layers and units more or fewer. What is drawn on the canvas has buttons over it for the keyboard.
 */

import { drawBias, drawJoint, drawLitWire, drawOutlets, drawSign, drawSkips, drawSum, drawTile, drawWires, drawWord, biasPlace } from "../draw/diagram.js";
import { Callout } from "../callout.js";
import { Thumbnails } from "../draw/thumbnails.js";
import { formatValue } from "../draw/ticks.js";
import { element, setAttribute, setText } from "../dom.js";
import { Surface } from "../surface.js";
import { Arithmetic } from "./arithmetic.js";
import { DesignButtons } from "./design.js";
import { Editor } from "./editor.js";
import { symbolOf } from "./features.js";
import { classNode } from "./field.js";
import { graphOf, isOutput, widthsOf } from "./graph.js";
import { restingHealth } from "./health.js";
import { layoutOf, tileAt, wireAt } from "./layout.js";
import { describe, unitName } from "./names.js";
import { focusRange } from "./plane.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../protocol.js").Config} Config */
/** @typedef {import("../draw/types.js").Theme} Theme */
/** @typedef {import("../words.js").Say} Say */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Tile} Tile */
/** @typedef {import("./layout.js").Wire} Wire */
/** @typedef {import("./plane.js").Focus} Focus */

/** What the pointer or the focus is on. @typedef {{tile: Tile|null, wire: Wire|null, bias: boolean}} Lit */

/** The diagram may take this share of the time while training plays; then it is painted less often. */
const SHARE = 0.1;
/** Twenty pictures a second are as smooth as many small pictures need. */
const SHORTEST_PAUSE = 45;
const LONGEST_PAUSE = 250;
/** What the browser does later with a link and a picture, ms, roughly: nothing here can measure it. */
const LATER = { wire: 0.012, tile: 0.015 };
/** Values are put into words this often at most, ms. */
const DESCRIBING = 700;
const NOTHING = /** @type {Lit} */ ({ tile: null, wire: null, bias: false });

export class DiagramPanel {
  /**
   * @param {Session} session
   * @param {Field} field
   * @param {{changed: () => void, look: (focus: Focus|null, caption: string) => void}} listener
   */
  constructor(session, field, listener) {
    this.session = session;
    this.field = field;
    this.listener = listener;
    this.text = element("p", { class: "gp-visually-hidden" });
    this.buttons = element("div", { class: "gp-tiles", role: "group" });
    this.tip = element("div", { class: "gp-tip", hidden: "", "aria-hidden": "true" });
    this.design = new DesignButtons((change) => {
      session.design(change);
      listener.changed();
    });
    this.arithmetic = new Arithmetic(session);
    this.editor = new Editor({
      set: (index, value) => {
        session.edit(index, value);
        listener.changed();
      },
      close: () => listener.changed(),
    }, this.arithmetic.root);
    this.callout = new Callout("unit");
    /** What the lines mean: positive, negative. */
    this.strokes = ["is-positive", "is-negative"].map((kind) => {
      const word = element("span");
      return { word, key: element("span", { class: "gp-key" }, element("span", { class: `gp-stroke ${kind}` }), word) };
    });
    /** From the panel's edge into the plot beside it. */
    this.outlet = element("span", { class: "gp-outlet", "aria-hidden": "true" });
    this.root = element(
      "div", { class: "gp-network", role: "group", hidden: "" },
      this.text, element("div", { class: "gp-wire-legend" }, ...this.strokes.map(({ key }) => key)),
      ...this.design.roots, this.buttons, this.outlet, this.callout.root, this.tip, this.editor.root,
    );
    this.surface = new Surface(this.root, [{ still: true }, { still: true }], () => this.#forget());
    this.pictures = new Thumbnails();
    /** @type {Config|null} */
    this.config = null;
    /** @type {Graph|null} */
    this.graph = null;
    /** @type {Layout|null} */
    this.layout = null;
    /** @type {HTMLButtonElement[]} */
    this.tileButtons = [];
    /** The button that the Tab key reaches. */
    this.reached = 0;
    /** @type {Lit} */
    this.lit = NOTHING;
    /** What is painted. @type {unknown[]} */
    this.shown = [];
    this.still = "";
    this.paintedAt = 0;
    this.cost = 0;
    this.describedAt = 0;
    this.describedFor = -1;
    this.#listen();
  }

  /** Everything is to be painted anew. */
  #forget() {
    this.layout = null;
    this.shown = [];
    this.still = "";
    this.listener.changed();
  }

  #listen() {
    const { root } = this;
    const place = (/** @type {PointerEvent|MouseEvent} */ event) => {
      const box = this.surface.canvases[0].getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const inside = (/** @type {Event} */ event) => event.target instanceof Element
      && !event.target.closest(".gp-editor, .gp-layers, .gp-units");
    root.onpointermove = (event) => {
      const { x, y } = place(event);
      this.#light(inside(event) ? this.#at(x, y, event.pointerType === "touch" ? 14 : 7) : NOTHING, { x, y });
    };
    root.onpointerleave = () => this.#light(NOTHING, null);
    root.onclick = (event) => {
      if (!inside(event)) return;
      const { x, y } = place(event);
      const lit = this.#at(x, y, 10);
      // A click by key has no place: the button itself takes it.
      if (event.detail === 0) return;
      this.#act(lit, { x, y }, null);
    };
  }

  /**
   * What is under a pixel.
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   * @returns {Lit}
   */
  #at(x, y, reach) {
    const { layout } = this;
    if (!layout) return NOTHING;
    const dot = layout.tiles.find((tile) => {
      if (tile.unit?.kind !== "dense") return false;
      const bias = biasPlace(tile);
      return Math.hypot(bias.x - x, bias.y - y) <= bias.reach + 2;
    });
    if (dot) return { tile: dot, wire: null, bias: true };
    const tile = tileAt(layout, x, y);
    if (tile) return { tile, wire: null, bias: false };
    const wire = wireAt(layout, x, y, reach);
    return wire ? { tile: null, wire, bias: false } : NOTHING;
  }

  /**
   * @param {Lit} lit
   * @param {{x: number, y: number}|null} pointer
   */
  #light(lit, pointer) {
    const before = this.lit;
    if (lit.tile?.unit) this.callout.use();
    if (lit.tile !== before.tile || lit.wire !== before.wire || lit.bias !== before.bias) {
      this.lit = lit;
      this.#look();
      this.listener.changed();
    }
    this.#tell(pointer);
  }

  /** The plot shows the unit that is asked about. */
  #look() {
    const { tile, bias } = this.lit;
    const { graph, say } = this;
    if (!tile || bias || !graph || !say) {
      this.listener.look(null, "");
      return;
    }
    const { unit, feature } = tile;
    const decides = unit && graph.network.classes === 1 && unit.node === classNode(graph.network);
    // The answer itself is what the plot shows anyway.
    if (decides) this.listener.look(null, "");
    else if (feature) this.listener.look({ feature }, symbolOf(feature));
    else if (unit) this.listener.look({ node: unit.node, unit: unit.unit }, unitName(graph, unit, say));
  }

  /**
   * The values of what the pointer is on, beside it.
   * @param {{x: number, y: number}|null} pointer
   */
  #tell(pointer) {
    const { tip, say, layout } = this;
    const lines = pointer && say && layout && !this.editor.isOpen ? this.#lines() : [];
    tip.hidden = !lines.length;
    if (!pointer || !layout || !lines.length) return;
    if (tip.childElementCount !== lines.length) tip.replaceChildren(...lines.map(() => element("span")));
    lines.forEach((line, at) => setText(tip.children[at], line));
    const left = pointer.x > layout.width / 2;
    tip.style.transform = `translate(calc(${pointer.x + (left ? -14 : 14)}px - ${left ? 100 : 0}%), ${Math.max(4, pointer.y - 20)}px)`;
  }

  /** @returns {string[]} */
  #lines() {
    const { lit: { tile, wire }, graph, session } = this;
    const say = /** @type {Say} */ (this.say);
    const { weights } = session;
    if (!graph || !weights) return [];
    const hint = session.player.playing ? say("hint_pause") : say("hint_edit");
    if (wire) {
      const { from, to, index } = wire.link;
      return [`${unitName(graph, from, say)} → ${unitName(graph, to, say)}`, `${say("weight")} ${formatValue(weights[index])}`, hint];
    }
    if (!tile) return [];
    const { unit, feature } = tile;
    if (feature) return [symbolOf(feature), say(unit ? "hint_feature_off" : "hint_feature_on")];
    if (!unit) return [];
    if (unit.bias === null) return [unitName(graph, unit, say)];
    const { activation } = graph.network.nodes[unit.node];
    const fault = this.#faultOf(unit);
    return [
      `${unitName(graph, unit, say)} · ${activation}`, ...(fault ? [fault.text] : []), `${say("bias")} ${formatValue(weights[unit.bias])}`, hint,
    ];
  }

  /**
   * Do what a click means: a feature on or off, a number in hand.
   * @param {Lit} lit
   * @param {{x: number, y: number}} place
   * @param {HTMLElement|null} opener
   */
  #act({ tile, wire }, place, opener) {
    if (tile?.feature) {
      this.design.toggle(tile.feature);
      return;
    }
    const unit = wire ? wire.link.to : tile?.unit;
    if (!unit || unit.bias === null) return;
    this.#edit(unit, wire ? wire.link.index : unit.bias, place, opener);
  }

  /**
   * @param {Unit} unit
   * @param {number} index
   * @param {{x: number, y: number}} place
   * @param {HTMLElement|null} opener
   */
  #edit(unit, index, place, opener) {
    const { session, graph, say, layout } = this;
    if (!graph || !say || !layout || !session.weights) return;
    if (session.player.playing) session.togglePlay(0);
    if (session.player.awaiting !== null) return;
    const choices = [
      { index: Number(unit.bias), name: say("bias") },
      ...unit.links.map(({ from, index: at }) => ({ index: at, name: `${say("weight")} ${unitName(graph, from, say)}` })),
    ];
    const tile = layout.tiles.findIndex((own) => own.unit === unit);
    this.tip.hidden = true;
    this.arithmetic.show(graph, unit, say);
    this.editor.open({
      title: unitName(graph, unit, say),
      choices,
      index,
      valueOf: (at) => session.weights?.[at] ?? 0,
      opener: opener ?? this.tileButtons[tile] ?? this.root,
    }, { ...place, width: layout.width, height: layout.height });
    this.listener.changed();
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.root, "aria-label", say("network"));
    setAttribute(this.buttons, "aria-label", say("network_units"));
    this.callout.relabel(say("callout_unit"), say("close"));
    this.strokes.forEach(({ word }, at) => setText(word, say(at ? "weight_negative" : "weight_positive")));
    this.design.relabel(say);
    this.editor.relabel(say);
    if (this.layout) this.#nameButtons([...this.layout.tiles, ...this.layout.sums]);
    this.still = "";
    this.describedAt = 0;
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   * @returns {number} when to look again, ms
   */
  paint(theme, fresh, now) {
    const { session, surface, say } = this;
    const { config } = session;
    const network = config?.network ?? null;
    if (this.root.hidden !== !network) this.root.hidden = !network;
    if (!config || !network || !say || !surface.ready) return Infinity;
    if (session.player.playing) this.editor.close(false);
    this.#arrange(config, network);
    const { weights } = session;
    const graph = /** @type {Graph} */ (this.graph);
    const layout = /** @type {Layout} */ (this.layout);
    if (!weights || weights.length !== network.size) return Infinity;
    this.#paintStill(theme, fresh, graph, layout, say);
    const next = [this.field.version, this.lit, layout, theme, session.edited, restingHealth(session)];
    if (!fresh && next.every((value, at) => value === this.shown[at])) return this.#describe(now);
    const wait = session.player.playing ? Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, this.#price(layout) / SHARE)) : 0;
    if (!fresh && now - this.paintedAt < wait) return this.paintedAt + wait;
    this.shown = next;
    this.paintedAt = now;
    const begin = performance.now();
    this.#paintMoving(theme, graph, layout, weights);
    this.cost += (performance.now() - begin - this.cost) * 0.3;
    return this.#describe(now);
  }

  /**
   * What painting the diagram costs, ms.
   * @param {Layout} layout
   */
  #price({ wires, tiles }) {
    return this.cost + LATER.wire * wires.length + LATER.tile * tiles.length;
  }

  /**
   * Graph, places and buttons of another network or another size.
   * @param {Config} config
   * @param {import("../protocol.js").NetworkView} network
   */
  #arrange(config, network) {
    const { surface } = this;
    if (config !== this.config) {
      this.config = config;
      if (!this.graph || JSON.stringify(this.graph.network) !== JSON.stringify(network)) {
        this.graph = graphOf(network);
        this.layout = null;
        this.editor.close(false);
      }
      this.describedAt = 0;
    }
    if (this.layout) return;
    const graph = /** @type {Graph} */ (this.graph);
    const layout = layoutOf(graph, surface.width, surface.height);
    this.layout = layout;
    this.lit = NOTHING;
    this.#look();
    this.tip.hidden = true;
    this.still = "";
    this.shown = [];
    const { data = "gaussians" } = config.experiment;
    const { features, arch } = network;
    const hidden = widthsOf(graph);
    // Without any layer the model would be the linear one, which has a picture of its own.
    const plain = data === "gaussians" && features.join() === "x1,x2";
    this.design.place({ hidden, features, arch, least: arch === "sequential" && !plain ? 0 : 1 }, layout);
    this.#placeButtons(layout);
    this.outlet.style.insetBlockStart = `${outletHeight(layout)}px`;
    const lowest = layout.tiles.filter(({ feature, unit }) => !feature && unit && unit.column === 1).at(-1);
    if (lowest) this.callout.pointAt(Math.max(110, lowest.x), Math.min(lowest.y + lowest.size / 2 + 9, layout.height - 42));
  }

  /** @param {Layout} layout */
  #placeButtons(layout) {
    const all = [...layout.tiles, ...layout.sums];
    while (this.tileButtons.length < all.length) this.tileButtons.push(this.#tileButton(this.tileButtons.length));
    this.tileButtons.forEach((button, at) => {
      const tile = all[at];
      if (!tile) {
        button.remove();
        return;
      }
      if (!button.parentNode) this.buttons.append(button);
      button.style.transform = `translate(${(tile.x - tile.size / 2).toFixed(1)}px, ${(tile.y - tile.size / 2).toFixed(1)}px)`;
      button.style.inlineSize = button.style.blockSize = `${tile.size}px`;
      if (tile.feature) setAttribute(button, "aria-pressed", String(tile.unit !== null));
      else button.removeAttribute("aria-pressed");
    });
    this.#nameButtons(all);
    if (this.reached >= all.length) this.reached = 0;
    this.#reach(this.reached, false);
  }

  /**
   * Names stand before the first numbers do, and while a run plays; `#describe` adds the numbers at rest.
   * @param {Tile[]} tiles
   */
  #nameButtons(tiles) {
    tiles.forEach((tile, at) => setAttribute(this.tileButtons[at], "aria-label", this.#nameOf(tile)));
  }

  /** @param {number} at */
  #tileButton(at) {
    const button = element("button", { class: "gp-tile", type: "button", tabindex: "-1" });
    const tile = () => [...(this.layout?.tiles ?? []), ...(this.layout?.sums ?? [])][at] ?? null;
    button.onfocus = () => {
      this.#reach(at, false);
      if (button.matches(":focus-visible")) this.#light({ tile: tile(), wire: null, bias: false }, null);
    };
    button.onblur = () => this.#light(NOTHING, null);
    button.onclick = (event) => {
      const own = tile();
      if (event.detail === 0 && own) this.#act({ tile: own, wire: null, bias: false }, { x: own.x, y: own.y }, button);
    };
    button.onkeydown = (event) => this.#key(event, at);
    return button;
  }

  /**
   * @param {number} at
   * @param {boolean} focus
   */
  #reach(at, focus) {
    this.tileButtons.forEach((button, index) => setAttribute(button, "tabindex", index === at ? "0" : "-1"));
    this.reached = at;
    if (focus) this.tileButtons[at]?.focus({ preventScroll: true });
  }

  /**
   * Arrow keys go from unit to unit: to the nearest one in that direction.
   * @param {KeyboardEvent} event
   * @param {number} at
   */
  #key(event, at) {
    /** @type {Record<string, [number, number]>} */
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const direction = directions[event.key];
    if (!direction || !this.layout || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...this.layout.tiles, ...this.layout.sums];
    const [dx, dy] = direction;
    let best = -1;
    let least = Infinity;
    all.forEach(({ x, y }, index) => {
      const along = (x - all[at].x) * dx + (y - all[at].y) * dy;
      const aside = Math.abs((x - all[at].x) * dy) + Math.abs((y - all[at].y) * dx);
      if (index === at || along < 3 || (dy !== 0 && aside > all[at].size)) return;
      const price = along * 2 + aside;
      if (price < least) [best, least] = [index, price];
    });
    if (best >= 0) this.#reach(best, true);
  }

  /**
   * Names and what stands out.
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {Graph} graph
   * @param {Layout} layout
   * @param {Say} say
   */
  #paintStill(theme, fresh, graph, layout, say) {
    const key = `${layout.width}|${layout.height}|${graph.network.size}|${graph.network.arch}`;
    if (!fresh && key === this.still) return;
    this.still = key;
    const { tiles, xs, bottom } = layout;
    const { network } = graph;
    const type = Math.max(10, Math.min(13, layout.width / 42));
    this.surface.paint(1, (ctx) => {
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
      if (network.heads.length > 1) this.#nameHeads(ctx, theme, graph, layout, type, say);
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
   * @param {import("../draw/types.js").Context} ctx
   * @param {Theme} theme
   * @param {Graph} graph
   * @param {Layout} layout
   * @param {number} type
   * @param {Say} say
   */
  #nameHeads(ctx, theme, graph, { tiles }, type, say) {
    for (const { unit, x, y, size } of tiles) {
      if (!unit || !isOutput(graph, unit)) continue;
      const distance = unit.node !== classNode(graph.network);
      drawWord(ctx, theme, say(distance ? "head_distance" : "head_class"), { x, y: y - size / 2 - type * 0.85, size: type, strong: true });
    }
  }

  /**
   * @param {Theme} theme
   * @param {Graph} graph
   * @param {Layout} layout
   * @param {Float32Array} weights
   */
  #paintMoving(theme, graph, layout, weights) {
    const { surface, field, lit, pictures } = this;
    const { tiles, sums, wires, skips, size } = layout;
    const { experiment } = /** @type {Config} */ (this.config);
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
        const fault = tile.unit && this.#faultOf(tile.unit);
        if (fault) drawSign(ctx, theme, tile, fault.kind);
      }
    });
  }

  /**
   * Why a unit does not learn by itself, while it rests; null if it does.
   * @param {Unit} unit
   * @returns {{kind: "dead"|"twin", text: string}|null}
   */
  #faultOf(unit) {
    const { session, graph, say } = this;
    const health = restingHealth(session);
    if (!health || !graph || !say) return null;
    const isSame = (/** @type {Unit} */ other) => other.node === unit.node && other.unit === unit.unit;
    if (health.dead.some(isSame)) return { kind: "dead", text: say("unit_dead") };
    const group = health.twins.find((units) => units.some(isSame));
    if (!group) return null;
    const others = group.filter((other) => !isSame(other)).map((other) => unitName(graph, other, say));
    return { kind: "twin", text: say("unit_twin", { units: others.join("; ") }) };
  }

  /**
   * What a button of the network is called.
   * @param {Tile} tile
   */
  #nameOf({ unit, feature }) {
    const { graph, say } = this;
    if (!say || !graph) return "";
    if (feature) return say("feature_name", { name: symbolOf(feature) });
    return unit ? unitName(graph, unit, say) : "";
  }

  /**
   * Put the network and its numbers into words, when it rests.
   * @param {number} now
   * @returns {number} when to look again, ms
   */
  #describe(now) {
    const { session, graph, layout, say } = this;
    if (!graph || !layout || !say || session.player.playing) return Infinity;
    if (this.describedFor === this.field.version && this.describedAt) return Infinity;
    if (now - this.describedAt < DESCRIBING && this.describedAt) return this.describedAt + DESCRIBING;
    const { weights } = session;
    if (!weights) return Infinity;
    this.describedAt = now;
    this.describedFor = this.field.version;
    setText(this.text, describe(graph, say));
    [...layout.tiles, ...layout.sums].forEach((tile, at) => {
      const { unit } = tile;
      const button = this.tileButtons[at];
      const fault = unit && this.#faultOf(unit);
      const name = this.#nameOf(tile);
      setAttribute(button, "aria-label", fault ? `${name} (${fault.text})` : name);
      const values = unit && unit.bias !== null ? [
        `${say("bias")} ${formatValue(weights[unit.bias])}`,
        ...unit.links.map(({ from, index }) => `${unitName(graph, from, say)} ${formatValue(weights[index])}`),
      ] : [];
      if (values.length) setAttribute(button, "aria-description", values.join("; "));
      else button.removeAttribute("aria-description");
    });
    return Infinity;
  }

  dispose() {
    this.surface.dispose();
  }
}

/**
 * Where what decides on the class leaves the panel for the plot.
 * @param {Layout} layout
 */
const outletHeight = ({ top, bottom }) => (top + bottom) / 2;
