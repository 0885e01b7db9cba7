/**
 * The network's panel: features, units with their pictures, links by weight; values on hover, a number set by hand at
 * rest, layers and units more or fewer. What is drawn on the canvas has buttons over it for the keyboard.
 */

import { biasPlace } from "../draw/diagram.js";
import { Callout } from "../callout.js";
import { Thumbnails } from "../draw/thumbnails.js";
import { formatValue } from "../draw/ticks.js";
import { element, setAttribute, setText } from "../dom.js";
import { Surface } from "../surface.js";
import { Arithmetic } from "./arithmetic.js";
import { DesignButtons } from "./design.js";
import { outletHeight, paintMoving, paintStill, paintUnknown } from "./diagram_painting.js";
import { Editor } from "./editor.js";
import { symbolOf } from "./features.js";
import { classNode } from "./field.js";
import { graphOf, widthsOf } from "./graph.js";
import { restingHealth } from "./health.js";
import { layoutOf, tileAt, wireAt } from "./layout.js";
import { describe, unitName } from "./names.js";
import { TileButtons } from "./tile_buttons.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../protocol.js").Config} Config */
/** @typedef {import("../draw/types.js").Theme} Theme */
/** @typedef {import("../words.js").Say} Say */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Unit} Unit */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Tile} Tile */
/** @typedef {import("./diagram_painting.js").Lit} Lit */
/** @typedef {import("./plane.js").Focus} Focus */

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
    this.buttons = new TileButtons({
      focused: (tile) => this.#light({ tile, wire: null, bias: false }, null),
      left: () => this.#light(NOTHING, null),
      act: (tile, button) => this.#act({ tile, wire: null, bias: false }, { x: tile.x, y: tile.y }, button),
    });
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
      ...this.design.roots, this.buttons.root, this.outlet, this.callout.root, this.tip, this.editor.root,
    );
    this.surface = new Surface(this.root, [{ still: true }, { still: true }], () => this.#forget());
    this.pictures = new Thumbnails();
    /** @type {Config|null} */
    this.config = null;
    /** @type {Graph|null} */
    this.graph = null;
    /** @type {Layout|null} */
    this.layout = null;
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
    this.tip.hidden = true;
    this.arithmetic.show(graph, unit, say);
    this.editor.open({
      title: unitName(graph, unit, say),
      choices,
      index,
      valueOf: (at) => session.weights?.[at] ?? 0,
      opener: opener ?? this.buttons.of(unit) ?? this.root,
    }, { ...place, width: layout.width, height: layout.height });
    this.listener.changed();
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.root, "aria-label", say("network"));
    setAttribute(this.buttons.root, "aria-label", say("network_units"));
    this.callout.relabel(say("callout_unit"), say("close"));
    this.strokes.forEach(({ word }, at) => setText(word, say(at ? "weight_negative" : "weight_positive")));
    this.design.relabel(say);
    this.editor.relabel(say);
    this.#nameButtons();
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
    const hasWeights = weights !== null && weights.length === network.size;
    // A network whose weights come in a moment leaves the former one on the screen until then.
    if (!hasWeights && this.paintedAt) return Infinity;
    const still = `${layout.width}|${layout.height}|${graph.network.size}|${graph.network.arch}`;
    const isOther = fresh || still !== this.still;
    if (isOther) paintStill(surface, theme, graph, layout, say);
    this.still = still;
    if (!hasWeights) {
      if (isOther) paintUnknown(surface, theme, layout);
      return Infinity;
    }
    const next = [this.field.version, this.lit, layout, theme, session.edited, restingHealth(session)];
    if (!fresh && next.every((value, at) => value === this.shown[at])) return this.#describe(now);
    const wait = session.player.playing ? Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, this.#price(layout) / SHARE)) : 0;
    if (!fresh && now - this.paintedAt < wait) return this.paintedAt + wait;
    this.shown = next;
    this.paintedAt = now;
    const begin = performance.now();
    paintMoving(surface, theme, graph, layout, {
      weights, lit: this.lit, field: this.field, pictures: this.pictures, experiment: config.experiment,
      faultOf: (unit) => this.#faultOf(unit)?.kind ?? null,
    });
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
    this.buttons.place(layout);
    this.#nameButtons();
    this.outlet.style.insetBlockStart = `${outletHeight(layout)}px`;
    const lowest = layout.tiles.filter(({ feature, unit }) => !feature && unit && unit.column === 1).at(-1);
    if (lowest) this.callout.pointAt(lowest.x, Math.min(lowest.y + lowest.size / 2 + 9, layout.height - 42), layout.width);
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

  /** Names stand before the first numbers do, and while a run plays; `#describe` adds the numbers at rest. */
  #nameButtons() {
    if (this.layout) this.buttons.name((tile) => ({ name: this.#nameOf(tile) }));
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
    this.buttons.name((tile) => {
      const { unit } = tile;
      const fault = unit && this.#faultOf(unit);
      const name = this.#nameOf(tile);
      const values = unit && unit.bias !== null ? [
        `${say("bias")} ${formatValue(weights[unit.bias])}`,
        ...unit.links.map(({ from, index }) => `${unitName(graph, from, say)} ${formatValue(weights[index])}`),
      ] : [];
      return { name: fault ? `${name} (${fault.text})` : name, values };
    });
    return Infinity;
  }

  dispose() {
    this.surface.dispose();
  }
}
