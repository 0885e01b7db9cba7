/** The runs that are compared: kept in the browser, written into the address, trained by the server, drawn by the parts. */

import { languageWord, replaceQuery } from "../stage/address_bar.js";
import { LONGEST_RUN, MOST_PINNED, STORED, linkOf, loadPins, pinsOf, sameRun, savePins, textOf } from "../stage/pins.js";
import { formatValue } from "../stage/draw/ticks.js";
import { percent, words } from "../stage/words.js";
import { Clock } from "./clock.js";
import { Loader } from "../stage/pinned_loader.js";
import { Run } from "../stage/pinned_run.js";
import { Looks } from "./looks.js";
import { nameBySettings, settingsOf } from "./settings.js";

/** @typedef {import("../stage/pins.js").Pin} Pin */
/** @typedef {import("../stage/protocol.js").PageRequest} PageRequest */
/** @typedef {import("../stage/words.js").Say} Say */
/** @typedef {import("../stage/pinned_run.js").Measure} Measure */
/** @typedef {import("./settings.js").Setting} Setting */

/** Runs that can be pinned at one click. @typedef {{key: string, title: string, text: string, thumbnail: import("../stage/protocol.js").Thumbnail, runs: {page: string, words: Record<string, string>}[]}} Example */

/**
 * What the page says.
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {Record<string, string>} stage    the stage's own strings
 * @property {string} lang
 * @property {string|null} rows                where to ask for rows; null where only the page answers
 * @property {string} path                     the last part of this page's own address
 * @property {Record<string, string>} paths    those of the stage pages
 * @property {Example[]} examples
 * @property {[string, string][]} optimizers   each with its name
 * @property {Record<string, import("./inner_state.js").Slot[]>} slots  what each optimizer keeps
 * @property {{rates: string, count: number, steps: number}} race  the rates that are tried for a race, and for how many steps at most
 */

export class Comparison {
  /**
   * @param {(request: PageRequest) => void} send
   * @param {(fresh: boolean) => void} paint  something is to be painted: all of it, or what moves
   */
  constructor(send, paint) {
    this.paint = paint;
    this.clock = new Clock();
    this.loader = new Loader(send, () => this.changed(true));
    /** @type {Run[]} */
    this.runs = [];
    /** What was kept before a link with other runs was opened. @type {Pin[]} */
    this.before = [];
    /** @type {Setting[]} */
    this.settings = [];
    /** @type {string[]} */
    this.colours = [];
    /** What the viewer has set beside the runs. */
    this.looks = new Looks();
    /** What the picture shows, as the page says it: "curves", "surface" or "network". */
    this.view = "curves";
    /** The runs that the viewer chose: the one whose update is read, and the one whose plane is shown. @type {{read: Run|null, plane: Run|null}} */
    this.chosen = { read: null, plane: null };
    /** Runs that are too long for the address. */
    this.leftOut = 0;
    this.isKept = true;
    /** The picture that is shown, or the one of a view. @type {(view?: string) => import("../stage/figures_out.js").Figure} */
    this.figure = () => { throw new Error("no picture is shown yet"); };
    /** All planes that are shown. @type {() => import("./planes_out.js").Board} */
    this.board = () => { throw new Error("no plane is shown yet"); };
    this.background = "#ffffff";
    /** @type {Say} */
    this.say = words({});
    /** @type {Say} */
    this.stageSay = words({});
    /** @type {Data|null} */
    this.data = null;
  }

  /**
   * Another run of the page: its words may be of another language.
   * @param {Data} data
   */
  receive(data) {
    const isFirst = !this.data;
    const isOther = this.data?.lang !== data.lang;
    this.data = data;
    this.say = words(data.strings);
    this.stageSay = words(data.stage);
    this.loader.speak(data.lang);
    if (isFirst) this.#begin();
    else if (isOther) this.#show(this.pins, true);
    if (!isFirst) this.#write();
    this.changed(true);
  }

  /** The link's runs, or those that are kept. */
  #begin() {
    const kept = loadPins();
    const linked = pinsOf(location.search);
    this.before = kept.before;
    this.looks.begin(location.search);
    const isSame = linked.length === kept.runs.length && linked.every((pin, at) => sameRun(pin, kept.runs[at]));
    if (linked.length && !isSame && !isPartOf(linked, kept.runs)) {
      if (kept.runs.length) this.before = kept.runs;
      this.#show(linked);
      this.#choose(linked);
      this.#keep();
    } else {
      this.#show(kept.runs);
      this.#choose(linked);
      this.#write();
    }
  }

  /** The runs that a link chooses, by their numbers in it. @param {Pin[]} linked */
  #choose(linked) {
    const { read, plane } = this.looks.values;
    const runOf = (/** @type {number} */ number) => this.runs.find((run) => linked[number - 1] && sameRun(run.pin, linked[number - 1])) ?? null;
    this.chosen = { read: runOf(read), plane: runOf(plane) };
  }

  /** Come to the page again, or another tab has pinned a run. */
  refresh() {
    const { runs, before } = loadPins();
    const linked = this.isHere ? pinsOf(location.search) : [];
    if (linked.length) this.looks.begin(location.search);
    if (linked.length && !isPartOf(linked, runs)) {
      if (runs.length) this.before = runs;
      this.#show(linked);
      this.#choose(linked);
      this.#keep();
      return;
    }
    this.before = before;
    const isSame = runs.length === this.runs.length && runs.every((pin, at) => sameRun(pin, this.runs[at].pin) && pin.name === this.runs[at].pin.name);
    if (!isSame) this.#show(runs);
    if (linked.length) this.#choose(linked);
    this.#write();
    this.changed(true);
  }

  get pins() {
    return this.runs.map(({ pin }) => pin);
  }

  /**
   * Show these runs; one that is shown already keeps its rows.
   * @param {readonly Pin[]} pins
   * @param {boolean} [anew]
   */
  #show(pins, anew = false) {
    this.runs = pins.slice(0, MOST_PINNED).map((pin) => {
      const known = anew ? undefined : this.runs.find((run) => sameRun(run.pin, pin));
      if (!known) return new Run(pin, this.clock);
      known.pin = pin;
      return known;
    });
    this.loader.runs = this.runs;
    this.loader.next();
  }

  #keep() {
    this.isKept = savePins({ runs: this.pins, before: this.before });
    this.#write();
    this.changed(true);
  }

  /** Whether the address still is this page's. */
  get isHere() {
    return location.pathname.split("/").at(-1) === this.data?.path;
  }

  /** Put the runs into the address: a reload and a shared link show them. */
  #write() {
    if (!this.isHere) return;
    const { read, plane } = this.chosen;
    this.looks.set({ read: read ? this.runs.indexOf(read) + 1 : 0, plane: plane ? this.runs.indexOf(plane) + 1 : 0 });
    const others = { ...languageWord(), ...(this.view === "curves" ? {} : { view: this.view }), ...this.looks.words };
    const { query, left } = linkOf(this.pins, others);
    this.leftOut = left;
    replaceQuery(query ? `?${query}` : "");
  }

  // ---- what the viewer does

  /**
   * Pin further runs, as many as there is room for.
   * @param {{page: string, words: Record<string, string>}[]} runs
   */
  add(runs) {
    const pins = runs.map(({ page, words: own }) => ({ page, words: own, name: "", seen: 0 }));
    const fresh = pins.filter((pin) => !this.runs.some((run) => sameRun(run.pin, pin)));
    this.#show([...this.pins, ...fresh]);
    this.clock.isMoved = false;
    this.#keep();
  }

  /**
   * Show other runs in the place of these, which can be had back.
   * @param {{page: string, words: Record<string, string>}[]} runs
   */
  replace(runs) {
    this.before = this.pins;
    this.#show([]);
    this.add(runs);
  }

  /** The runs from before a link, or from before they were replaced. */
  restore() {
    const back = this.before;
    this.before = [];
    this.#show(back);
    this.#keep();
  }

  /** @param {Run} run */
  remove(run) {
    this.#show(this.pins.filter((pin) => pin !== run.pin));
    this.#keep();
  }

  clear() {
    this.before = this.pins;
    this.#show([]);
    this.#keep();
  }

  /**
   * @param {Run} run
   * @param {number} by
   */
  move(run, by) {
    const pins = this.pins;
    const at = pins.indexOf(run.pin);
    const to = at + by;
    if (at < 0 || to < 0 || to >= pins.length) return;
    [pins[at], pins[to]] = [pins[to], pins[at]];
    this.#show(pins);
    this.#keep();
  }

  /**
   * @param {Run} run
   * @param {string} name
   */
  rename(run, name) {
    run.pin = { ...run.pin, name: name.trim().slice(0, 60) };
    this.#keep();
  }

  /** Show the runs in another way. @param {Partial<import("./looks.js").Values>} change */
  look(change) {
    this.looks.set(change);
    this.#write();
    this.changed(true);
  }

  /** Read the update of a run, or show its plane. @param {"read"|"plane"} what @param {Run} run */
  choose(what, run) {
    this.chosen[what] = run;
    this.look({});
  }

  // ---- what the parts show

  /**
   * @param {Run} run
   * @param {number} [longest]
   */
  nameOf(run, longest = 200) {
    const name = run.pin.name || nameBySettings(this.settings, this.runs.indexOf(run), this.say);
    return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
  }

  /** The loss that steps are counted to: the viewer's, or one that at least half of the runs end below. */
  get targetLoss() {
    if (this.looks.values.target > 0) return this.looks.values.target;
    const last = this.runs.filter((run) => run.state === "done" && !run.hasDiverged).map((run) => run.last("loss")).filter((loss) => loss > 0);
    if (!last.length) return NaN;
    const middle = last.sort((one, other) => one - other)[Math.floor(last.length / 2)];
    const unit = 10 ** (Math.floor(Math.log10(middle)) - 1);
    return Number((Math.ceil(middle / unit + 1e-9) * unit).toPrecision(3));
  }

  /**
   * A number of a measure, as it is read.
   * @param {Measure} measure
   * @param {number} value
   */
  write(measure, value) {
    if (measure.endsWith("accuracy")) return percent(value);
    return Number.isNaN(value) ? "–" : formatValue(value);
  }

  /** What the optimizer of a run keeps for each weight. @param {Run} run */
  slotsOf(run) {
    return this.data?.slots[run.config?.experiment.optimizer ?? ""] ?? [];
  }

  /** The run whose update is read: the viewer's, or the first one whose optimizer keeps something. @returns {Run|undefined} */
  get readRun() {
    const { chosen: { read }, readable } = this;
    if (read && readable.includes(read)) return read;
    return readable.find((run) => this.slotsOf(run).length) ?? readable[0];
  }

  /** Runs whose rows hold what an update is made of. @returns {Run[]} */
  get readable() {
    return this.runs.filter((run) => run.columns.includes("grad_w1"));
  }

  /** The address of a run's own stage. @param {Run} run */
  addressOf(run) {
    const [page, query] = textOf({ ...run.pin, name: "", seen: 0 }).split(/\?(.*)/s);
    const address = new URL(this.data?.paths[page] ?? "", document.baseURI);
    address.search = query;
    for (const [name, text] of Object.entries(languageWord())) address.searchParams.set(name, text);
    return String(address);
  }

  /** Runs whose text is too long for a link. */
  get isTooLong() {
    return this.runs.filter(({ pin }) => textOf(pin).length > LONGEST_RUN).length;
  }

  /** @param {boolean} [fresh]  everything, not only what moves */
  changed(fresh = false) {
    if (fresh) {
      this.settings = settingsOf(this.runs, this.say);
      this.clock.setRuns(this.runs);
    }
    this.paint(fresh);
  }
}

/**
 * Whether a link names nothing that is not kept: the link leaves long runs out.
 * @param {readonly Pin[]} linked
 * @param {readonly Pin[]} kept
 */
function isPartOf(linked, kept) {
  return linked.every((pin) => kept.some((own) => sameRun(own, pin)));
}

export { STORED };
