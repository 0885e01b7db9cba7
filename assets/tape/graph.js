/** What the tape recorded: values go forward through the graph, then gradients come back, one at a time. */

import { element, icon, setAttribute, setIcon, setText } from "../stage/dom.js";
import { layoutOf, momentsOf, termsOf } from "./graph_layout.js";
import { Lab, mounter } from "./lab.js";
import { numberOrNone, short } from "./numbers.js";

/** @typedef {import("./graph_layout.js").Graph} Graph */
/** @typedef {import("./graph_layout.js").Moment} Moment */
/** @typedef {{strings: Record<string, string>, graph: Parameters<typeof graphOf>[0], description: string}} Data */

const SVG = "http://www.w3.org/2000/svg";
/** Narrower than this, CSS pixels, the graph stands upright. */
const NARROW = 620;
/** A lying graph is made smaller down to this share; what is wider still is scrolled. */
const SMALLEST = 0.78;
/** Of its own size: a small graph fills its place. */
const LARGEST = 1.6;
/** Playing: time for each value or gradient, ms. */
const BEAT = 900;
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M6 5h4v14H6zM14 5h4v14h-4z";

/**
 * @param {string} tag
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 * @returns {SVGElement}
 */
function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** @param {number|null} value */
const text = (value) => (value === null ? "None" : short(value));

/** @param {number} value */
const factor = (value) => (value < 0 ? `(${short(value)})` : short(value));

/**
 * The graph as Python gives it, in which numbers that are not finite are words.
 * @typedef {number|string|null} Told
 * @typedef {Omit<Graph["nodes"][0], "value"|"gradient"> & {value: Told, gradient: Told}} ToldNode
 * @typedef {Omit<Graph["edges"][0], "local"> & {local: Told}} ToldEdge
 * @param {{nodes: ToldNode[], edges: ToldEdge[]}} given
 * @returns {Graph}
 */
function graphOf({ nodes, edges }) {
  return {
    nodes: nodes.map((node) => ({
      ...node, value: numberOrNone(node.value), gradient: numberOrNone(node.gradient),
    })),
    edges: edges.map((edge) => ({ ...edge, local: numberOrNone(edge.local) })),
  };
}

/** @param {import("./graph_layout.js").Placed} placed */
function nodeOf({ node, x, y, box, lines }) {
  const chip = node.kind === "constant" && box.height < 40;
  const group = shape("g", { class: `gp-graph-node is-${node.kind}`, "data-name": node.name });
  const [left, top] = [x - box.width / 2, y - box.height / 2];
  group.append(shape("rect", { x: left, y: top, width: box.width, height: box.height, rx: chip ? 14 : 10 }));
  const first = chip ? y + 4.5 : top + 20;
  lines.forEach((line, index) => {
    group.append(shape("text", { class: "gp-graph-code", x, y: first + 16 * index, "text-anchor": "middle" }, line));
  });
  if (chip) return group;
  const low = top + box.height;
  group.append(shape("text", { class: "gp-graph-value", x, y: low - 31, "text-anchor": "middle" }, text(node.value)));
  if (node.kind !== "constant") {
    const gradient = `∇ ${text(node.gradient)}`;
    group.append(shape("text", { class: "gp-graph-gradient", x, y: low - 11, "text-anchor": "middle" }, gradient));
  }
  return group;
}

/** @extends {Lab<Data>} */
class GraphLab extends Lab {
  /** @param {import("./lab.js").Component<Data>} component */
  constructor(component) {
    super("graph", component);
    this.panel = element("div", { class: "gp-lab-panel gp-graph-panel", tabindex: "0", role: "group" });
    this.playWord = element("span");
    this.play = element("button", { class: "gp-button gp-button-primary", type: "button" }, icon(PLAY), this.playWord);
    this.back = element("button", { class: "gp-button", type: "button" });
    this.next = element("button", { class: "gp-button", type: "button" });
    this.slider = element("input", { class: "gp-timeline", type: "range", min: "0", step: "1" });
    this.told = element("p", { class: "gp-graph-told", "aria-live": "polite" });
    const row = element("div", { class: "gp-lab-row gp-graph-row" }, this.play, this.back, this.next, this.slider);
    this.root.append(this.panel, this.told, row);
    /** @type {Graph} */
    this.graph = { nodes: [], edges: [] };
    /** @type {Moment[]} */
    this.moments = [];
    this.shown = 0;
    this.heard = "";
    this.seen = "";
    this.playing = false;
    this.beatAt = 0;
    this.upright = false;
    this.play.onclick = () => this.#toggle();
    this.back.onclick = () => this.#go(this.shown - 1);
    this.next.onclick = () => this.#go(this.shown + 1);
    this.slider.oninput = () => this.#go(Number(this.slider.value));
    this.observer = new ResizeObserver(([entry]) => {
      const upright = entry.contentRect.width < NARROW;
      if (upright !== this.upright || !this.panel.firstChild) {
        this.upright = upright;
        this.schedule(true);
      }
    });
    this.observer.observe(this.root);
  }

  #toggle() {
    this.playing = !this.playing;
    if (this.playing && this.shown >= this.moments.length) this.shown = 0;
    this.beatAt = 0;
    this.schedule();
  }

  /** @param {number} shown */
  #go(shown) {
    this.playing = false;
    this.shown = Math.min(this.moments.length, Math.max(0, shown));
    this.schedule();
  }

  /** @param {Data} data */
  receive(data) {
    const { say } = this;
    this.graph = graphOf(data.graph);
    this.moments = momentsOf(this.graph);
    // Another formula begins with an empty record; another x shows in the same graph.
    const heard = JSON.stringify(data.graph.nodes.map(({ code }) => code));
    if (heard !== this.heard) {
      this.heard = heard;
      this.shown = 0;
      this.playing = false;
    }
    setAttribute(this.root, "aria-label", say("name"));
    setAttribute(this.panel, "aria-label", say("name"));
    setText(this.back, say("back"));
    setText(this.next, say("next"));
    setAttribute(this.slider, "aria-label", say("moment"));
  }

  /**
   * @param {import("../stage/draw/types.js").Theme} _theme
   * @param {boolean} fresh
   * @param {number} now
   */
  paint(_theme, fresh, now) {
    if (this.playing) {
      if (!this.beatAt || now - this.beatAt >= BEAT) {
        this.beatAt = now;
        this.shown += 1;
      }
      if (this.shown >= this.moments.length) this.playing = false;
      else this.schedule();
    }
    if (fresh) this.#build();
    this.#light();
  }

  /** The whole drawing; what is known already is a matter of classes. */
  #build() {
    const { data, graph } = this;
    const layout = layoutOf(graph, this.upright);
    const svg = shape("svg", {
      class: "gp-graph", viewBox: `0 0 ${layout.width} ${layout.height}`, role: "img", "aria-label": data.description,
      style: `inline-size: ${LARGEST * layout.width}px; max-inline-size: 100%; min-inline-size: ${Math.min(layout.width, SMALLEST * layout.width)}px`,
    });
    const arrow = shape("marker", {
      id: "gp-arrow", viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 11, markerHeight: 11, orient: "auto-start-reverse",
      markerUnits: "userSpaceOnUse",
    }, shape("path", { d: "M0 0L10 5L0 10z", class: "gp-graph-arrow" }));
    svg.append(shape("defs", {}, arrow));
    for (const { edge, path, x, y } of layout.links) {
      const local = edge.local === null ? "" : text(edge.local);
      const group = shape("g", { class: "gp-graph-edge", "data-start": edge.start, "data-end": edge.end },
        shape("path", { d: path }));
      if (local) {
        const width = 18 + 8 * local.length;
        group.append(shape("g", { class: "gp-graph-local" },
          shape("rect", { x: x - width / 2, y: y - 12, width, height: 24, rx: 12 }),
          shape("text", { x, y: y + 4.5, "text-anchor": "middle" }, `×${local}`)));
      }
      svg.append(group);
    }
    for (const placed of layout.nodes) svg.append(nodeOf(placed));
    this.panel.replaceChildren(svg);
  }

  /** Which values and gradients are known at this moment, and what is said of the last one. */
  #light() {
    const { moments, shown, say, slider } = this;
    const known = moments.slice(0, shown);
    const last = known[known.length - 1];
    const backward = last?.kind === "backward";
    const has = (/** @type {string} */ kind, /** @type {string} */ name) =>
      known.some((moment) => moment.kind === kind && moment.name === name);
    for (const group of this.panel.querySelectorAll(".gp-graph-node")) {
      const name = group.getAttribute("data-name") ?? "";
      const constant = group.classList.contains("is-constant");
      group.classList.toggle("has-value", constant || has("forward", name));
      group.classList.toggle("has-gradient", has("backward", name));
      group.classList.toggle("is-now", shown < moments.length && last?.name === name);
    }
    for (const group of this.panel.querySelectorAll(".gp-graph-edge")) {
      const known = has("backward", group.getAttribute("data-start") ?? "");
      group.classList.toggle("has-gradient", known);
      // The arrow points the way that was gone last.
      const line = /** @type {Element} */ (group.firstChild);
      line.setAttribute(known ? "marker-start" : "marker-end", "url(#gp-arrow)");
      line.removeAttribute(known ? "marker-end" : "marker-start");
      group.classList.toggle("is-back", backward && last?.name === group.getAttribute("data-start"));
    }
    if (last && last.name !== this.seen) this.#show(last.name);
    this.seen = last?.name ?? "";
    setText(this.told, last ? this.#tell(last) : say("start"));
    setIcon(this.play, this.playing ? PAUSE : PLAY);
    setText(this.playWord, say(this.playing ? "pause" : "play"));
    this.back.disabled = shown <= 0;
    this.next.disabled = shown >= moments.length;
    slider.max = String(moments.length);
    slider.value = String(shown);
    slider.style.setProperty("--gp-position", `${(100 * shown) / moments.length}%`);
    setAttribute(slider, "aria-valuetext", this.told.textContent ?? "");
    this.root.dataset.moment = String(shown);
    this.root.dataset.state = this.playing ? "playing" : "paused";
  }

  /**
   * Scroll a graph that is wider than the panel to the node that it is about.
   * @param {string} name
   */
  #show(name) {
    const { panel } = this;
    const node = [...panel.querySelectorAll(".gp-graph-node")].find((one) => one.getAttribute("data-name") === name);
    if (!node || panel.scrollWidth <= panel.clientWidth) return;
    const [box, frame] = [node.getBoundingClientRect(), panel.getBoundingClientRect()];
    panel.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }

  /** @param {Moment} moment */
  #tell({ kind, name }) {
    const { say, graph } = this;
    const node = graph.nodes.find((one) => one.name === name);
    if (!node) return "";
    if (kind === "forward") {
      const key = node.kind === "input" ? "told_input" : "told_forward";
      return say(key, { code: node.code, value: text(node.value) });
    }
    if (node === graph.nodes[graph.nodes.length - 1] && node.gradient === 1) {
      return say("told_last", { name });
    }
    const terms = termsOf(graph, name).map(({ local, gradient }) => `${factor(local)} · ${factor(gradient)}`);
    if (node.gradient === null || !terms.length) return say("told_none", { name });
    return say("told_backward", { name, sum: terms.join(" + "), gradient: text(node.gradient) });
  }

  dispose() {
    this.observer.disconnect();
    super.dispose();
  }
}

export const mount = mounter(GraphLab);
