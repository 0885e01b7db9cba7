/**
 * The page Compare: one comparison, drawn in several places of the page. Streamlit mounts a component for each place; the
 * one of the picture brings what the page says, and asks the server.
 */

import { element, setAttribute } from "../stage/dom.js";
import { drawThumbnail } from "../stage/draft/thumbnails.js";
import { listenToKeys } from "../stage/keyboard.js";
import { MOST_PINNED } from "../stage/pins.js";
import { findSets } from "../stage/point_sets.js";
import { Rows } from "../stage/rows.js";
import { followTheme } from "../stage/theme.js";
import { Transport } from "../stage/transport.js";
import { Boundaries } from "./boundaries.js";
import { Comparison, STORED } from "./comparison.js";
import { Curves } from "./curves.js";
import { Differences } from "./differences.js";
import { Inner } from "./inner.js";
import { List, exampleButton } from "./list.js";
import { boardOf } from "./planes_out.js";
import { Race } from "./race.js";
import { NetworkSurface } from "./plane.js";
import { Results } from "./results.js";
import { LossSurface } from "./surface.js";
import { Take } from "./take.js";

/** @typedef {import("./comparison.js").Data} Data */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/** Where a component stands, and for that of the picture what the page says. @typedef {{part: Part, say?: Data, view?: string, surface?: import("./surface_form.js").Answer, rates?: import("./race.js").Answer, fan?: import("./fan.js").Answer, plane?: import("./plane.js").Answer, lacking?: {names: string[], turn: number}, reply?: string}} Given */
/** @typedef {"picture"|"runs"|"results"|"settings"|"take"} Part */

/** Side of an example's picture, CSS pixels. */
const EXAMPLE_SIDE = 210;

/**
 * What Streamlit gives.
 * @typedef {object} Component
 * @property {Given} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */

/** @type {Page|null} */
let page = null;

/**
 * @param {Component} component
 * @returns {() => void} clean-up
 */
export function mount(component) {
  page ??= new Page();
  const shown = page;
  shown.take(component);
  return () => shown.leave(component);
}

class Page {
  constructor() {
    /** @type {Component|null} */
    this.component = null;
    this.rows = new Rows(
      (request) => this.component?.setStateValue("request", request),
      (bytes) => this.comparison.loader.receive(bytes),
    );
    this.comparison = new Comparison(
      (request) => this.rows.ask(request, this.comparison.data?.rows ?? null),
      (fresh) => this.schedule(fresh),
    );
    const { comparison } = this;
    this.curves = new Curves(comparison);
    this.planes = new Boundaries(comparison);
    this.surface = new LossSurface(comparison, (asked) => this.component?.setStateValue("surface", asked), (asked) => this.component?.setStateValue("fan", asked));
    this.network = new NetworkSurface(comparison, (asked) => this.component?.setStateValue("plane", asked));
    comparison.figure = (view = comparison.view) => {
      const { theme } = this;
      const part = { surface: this.surface, network: this.network }[view] ?? this.curves;
      return { surface: part.surface, repaint: () => theme && part.paint(theme, true, performance.now()) };
    };
    comparison.board = () => {
      if (!this.theme) throw new Error("nothing is painted yet");
      return boardOf(this.planes, this.theme);
    };
    // The cursor has what the transport asks of a session.
    this.transport = new Transport(/** @type {any} */ (comparison.clock), () => this.schedule(false));
    this.race = new Race(comparison, (asked) => this.component?.setStateValue("rates", asked));
    this.list = new List(comparison, this.race);
    this.results = new Results(comparison);
    this.inner = new Inner(comparison);
    this.rail = element("div", { class: "gp-compare gp-compare-rail" }, this.results.root, this.inner.root);
    this.settings = new Differences(comparison);
    this.takeAlong = new Take(comparison);
    /** The pictures of the examples that are offered. @type {{thumbnail: import("../stage/protocol.js").Thumbnail, canvas: HTMLCanvasElement}[]} */
    this.pictures = [];
    this.empty = element("div", { class: "gp-compare-empty", hidden: "" });
    this.board = element("div", { class: "gp-compare-board" },
      this.empty, this.surface.root, this.network.root, this.curves.root, this.transport.root, this.planes.root);
    this.picture = element("div", { class: "gp-compare gp-compare-picture", "data-testid": "compare", role: "group" }, this.board);
    /** What stands in each place. @type {Record<Part, HTMLElement>} */
    this.parts = { picture: this.picture, runs: this.list.root, results: this.rail, settings: this.settings.root, take: this.takeAlong.root };
    /** @type {Map<Part, HTMLElement>} */
    this.hosts = new Map();
    /** @type {Theme|null} */
    this.theme = null;
    this.fresh = true;
    this.request = 0;
    this.timer = 0;
    this.reply = "";
    /** What the server was told of sets that it lacked. @type {{turn: number, gone: string[], texts: string[]}} */
    this.told = { turn: 0, gone: [], texts: [] };
    listenToKeys(this.picture, this.transport);
    window.addEventListener("storage", (event) => event.key === STORED && this.hosts.size && comparison.refresh());
    document.fonts.addEventListener("loadingdone", () => this.schedule(true));
    window.addEventListener("resize", () => {
      for (const { surface } of [this.curves, this.surface, this.network]) surface.refit();
    });
  }

  /** @param {Component} component */
  take(component) {
    const { data, parentElement } = component;
    const { comparison } = this;
    const isNew = this.hosts.get(data.part) !== parentElement;
    if (isNew) {
      parentElement.replaceChildren(this.parts[data.part]);
      this.hosts.set(data.part, parentElement);
    }
    if (data.part === "picture" && data.say) {
      this.component = component;
      const isBack = isNew && comparison.data !== null;
      comparison.view = data.view ?? "curves";
      this.picture.dataset.view = comparison.view;
      comparison.receive(data.say);
      if (isBack) comparison.refresh();
      if (data.reply && data.reply !== this.reply) {
        this.reply = data.reply;
        comparison.loader.receive(Uint8Array.from(atob(data.reply), (letter) => letter.charCodeAt(0)));
      }
      this.#relabel();
      if (data.lacking) this.#bring(data.lacking);
      if (data.surface) this.surface.receive(data.surface);
      if (data.plane) this.network.receive(data.plane);
      if (data.fan) this.surface.fan.receive(data.fan);
      if (data.rates) this.race.receive(data.rates);
    }
    this.schedule(true);
  }

  /**
   * Send the server those sets of own points that its answers need, as far as this tab has them; afterwards no more than
   * the names of those that are gone, as the state of a component goes with everything that the page tells.
   * @param {{names: string[], turn: number}} lacking  `turn`: of what was told before
   */
  #bring({ names, turn }) {
    const { told } = this;
    if (turn !== told.turn || (!names.length && !told.texts.length)) return;
    // What is lacking although it was sent is no set.
    const brings = told.texts.length ? [] : names.filter((name) => findSets([name]).length);
    const gone = names.filter((name) => !brings.includes(name));
    this.told = { turn: turn + 1, gone: [...new Set([...told.gone, ...gone])], texts: findSets(brings) };
    this.component?.setStateValue("points", this.told);
  }

  /** @param {Component} component */
  leave({ data, parentElement }) {
    if (this.hosts.get(data.part) !== parentElement) return;
    this.hosts.delete(data.part);
    this.parts[data.part].remove();
    if (data.part === "picture") this.comparison.clock.player.pause();
  }

  #relabel() {
    const { comparison } = this;
    this.curves.relabel();
    this.surface.relabel();
    this.network.relabel();
    this.transport.relabel(comparison.stageSay);
    setAttribute(this.picture, "aria-label", comparison.say("title"));
    setAttribute(this.list.root, "aria-label", comparison.say("pinned_runs"));
    this.#offer();
  }

  /** What stands in the picture's place while no run is pinned. */
  #offer() {
    const { say, data } = this.comparison;
    this.pictures = (data?.examples ?? []).map(({ thumbnail }) => ({ thumbnail, canvas: element("canvas", { "aria-hidden": "true" }) }));
    const examples = (data?.examples ?? []).map((example, at) => {
      const button = exampleButton(example, this.comparison);
      button.prepend(this.pictures[at].canvas);
      return button;
    });
    this.#draw();
    this.empty.replaceChildren(element("h2", {}, say("empty_title")), element("p", {}, say("empty_text")), element("div", { class: "gp-run-examples" }, ...examples));
  }

  /** The points of each example. */
  #draw() {
    if (this.theme) for (const { canvas, thumbnail } of this.pictures) drawThumbnail(canvas, thumbnail, this.theme, EXAMPLE_SIDE);
  }

  /** @param {boolean} fresh  everything, not only what moves */
  schedule(fresh) {
    this.fresh ||= fresh;
    if (this.request) return;
    this.request = requestAnimationFrame((now) => {
      this.request = 0;
      if (this.hosts.size) this.#frame(now);
    });
  }

  /** @param {number} now */
  #frame(now) {
    const { comparison, picture } = this;
    const { clock, runs } = comparison;
    const fresh = this.fresh;
    this.fresh = false;
    const theme = followTheme(picture, this.theme);
    const isOther = theme !== this.theme;
    this.theme = theme;
    if (isOther) this.#dress();
    const all = fresh || isOther;
    clock.tick(now);
    if (all) this.planes.arrange();
    const hadFocus = this.empty.contains(document.activeElement);
    this.empty.hidden = runs.length > 0;
    const [isSurface, isNetwork] = [comparison.view === "surface", comparison.view === "network"];
    for (const part of [this.curves, this.transport]) part.root.hidden = !runs.length;
    // Who took an example by keyboard goes on with the runs that it pinned.
    if (hadFocus && runs.length) this.transport.buttons.play.root.focus();
    this.planes.root.hidden = !runs.length || isSurface || isNetwork;
    this.surface.root.hidden = !runs.length || !isSurface;
    this.network.root.hidden = !runs.length || !isNetwork;
    this.curves.paint(theme, all);
    this.transport.paint();
    this.inner.paint(all);
    if (isSurface) this.surface.paint(theme, all, now);
    if (isNetwork) this.network.paint(theme, all);
    const due = isSurface || isNetwork ? Infinity : this.planes.paint(theme, all, now);
    if (all) for (const part of [this.list, this.results, this.settings, this.takeAlong]) part.paint();
    this.#tell();
    if (clock.player.playing) this.schedule(false);
    else if (due < Infinity) {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.schedule(false), Math.max(0, due - performance.now()));
    }
  }

  /** The colours of the runs, from the style sheet. */
  #dress() {
    const dark = this.picture.dataset.theme ?? "light";
    for (const part of Object.values(this.parts)) part.dataset.theme = dark;
    this.#draw();
    const style = getComputedStyle(this.picture);
    this.comparison.background = this.theme?.surface ?? "#ffffff";
    this.comparison.colours = Array.from({ length: MOST_PINNED }, (_, at) => style.getPropertyValue(`--gp-run-${at + 1}`).trim() || "#888888");
  }

  /** For tests, and for whoever looks on from outside: what is shown. */
  #tell() {
    const { comparison, picture } = this;
    const { runs, clock } = comparison;
    picture.dataset.runs = String(runs.length);
    picture.dataset.step = String(clock.player.cursor);
    picture.dataset.state = runs.some(({ state }) => state === "loading") ? "loading" : clock.player.playing ? "playing" : "done";
  }
}
