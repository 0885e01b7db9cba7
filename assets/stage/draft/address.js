/**
 * The address bar of a stage page. The browser writes it, as it owns the draft; Streamlit reads it with each run. An
 * address that was opened from outside, or by back and forward, wins over the draft.
 */

import { languageWord, queryOf } from "../address_bar.js";
import { sameWords } from "./mid_run_changes.js";

/** @typedef {import("./mid_run_changes.js").Words} Words */

/** Words that say what of the page is shown. They stay in the address, whatever is set. */
const KEPT = ["lesson", "part", "hide", "only"];

export class Address {
  /** @param {Location} location @param {History} history */
  constructor(location, history) {
    this.location = location;
    this.history = history;
    this.path = location.pathname;
    /** Words that speak to the page and set no knob: the language, a view. @type {readonly string[]} */
    this.pageWords = [];
    /** Views of this page in which no stage stands. @type {readonly string[]} */
    this.otherViews = [];
    /** The words of a lesson and of hidden parts, which this page keeps. @type {Words} */
    this.kept = {};
    /** The words that stood here before the last ones were written. @type {Words|null} */
    this.before = null;
  }

  /**
   * Say which page the stage belongs to. It can come so late that the address is another page's already.
   * @param {string} page
   * @param {Record<string, string>} paths  the last part of each page's path; none for the page at the root
   */
  belongTo(page, paths) {
    const last = this.path.split("/").at(-1) ?? "";
    const isOfPage = paths[page] ? last === paths[page] : !last || !Object.values(paths).includes(last);
    if (!isOfPage) this.path = "";
  }

  /** Whether the address still is that of the stage's page. */
  get isHere() {
    return this.location.pathname === this.path;
  }

  /** Whether the address is the stage's own and has no words: those of what holds are to be put there. */
  get isBare() {
    return this.isOwn && !Object.keys(this.read()).length;
  }

  /**
   * The words of the address that set knobs; the last one where a word stands twice. A lesson alone opens one of its
   * scenes, so its words count where there are no others.
   * @returns {Words}
   */
  read() {
    const words = Object.fromEntries(new URLSearchParams(this.location.search));
    for (const name of this.pageWords) delete words[name];
    if (Object.keys(words).length) return words;
    const { lesson, part = "1" } = this.#shown();
    return lesson === undefined ? words : { lesson, part };
  }

  /** Take over what the address says of lesson and hidden parts. */
  readKept() {
    this.kept = this.#shown();
  }

  /** @returns {Words} */
  #shown() {
    const words = new URLSearchParams(this.location.search);
    return Object.fromEntries(KEPT.flatMap((name) => (words.has(name) ? [[name, words.get(name) ?? ""]] : [])));
  }

  /** The step that the address asks for; null for none, and after a reload, which goes on where the learner was. */
  get step() {
    const text = new URLSearchParams(this.location.search).get("step") ?? "";
    const [loaded] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType?.("navigation") ?? []);
    return /^\d{1,9}$/.test(text) && (loaded?.type ?? "navigate") === "navigate" ? Number(text) : null;
  }

  /**
   * The words after `#`, which no server sees: other playgrounds keep their settings there. Null if there are none.
   * @returns {Words|null}
   */
  readFragment() {
    const text = this.location.hash.slice(1);
    if (!text.includes("=")) return null;
    return Object.fromEntries(new URLSearchParams(text));
  }

  /**
   * Put the words of what holds into the address bar.
   * @param {Words} words
   * @param {boolean} asEntry  of the history, so that Back leads to what was set before
   */
  write(words, asEntry) {
    if (!this.isOwn) return;
    const { search, hash } = this.location;
    const shown = this.read();
    if (!hash && sameWords(words, shown) && sameWords(this.kept, this.#shown())) return;
    const address = this.#of(words);
    if (!hash && address === this.path + search) return;
    this.before = shown;
    if (asEntry) this.history.pushState(this.history.state, "", address);
    else this.history.replaceState(this.history.state, "", address);
  }

  /** Whether the address is the stage's own: neither another page's nor that of a view without a stage. */
  get isOwn() {
    return this.isHere && !this.isOfOtherView;
  }

  /** Whether the address is that of a view without a stage, which this stage makes room for, or comes too late for. */
  get isOfOtherView() {
    return this.otherViews.includes(new URLSearchParams(this.location.search).get("view") ?? "");
  }

  /**
   * Whether a stored draft is the one of this address. A reload goes to the address of the moment in which it was asked
   * for, which may be the one before the last: the page can write one more while it goes.
   * @param {import("./draft.js").Stored} stored
   */
  isOf({ link, before }) {
    const words = this.read();
    const [loaded] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType?.("navigation") ?? []);
    const isReloaded = loaded?.type === "reload" && loaded.name === this.location.href;
    return !this.isOwn || !Object.keys(words).length || sameWords(words, link) || (isReloaded && !!before && sameWords(words, before));
  }

  /**
   * The address of these words, to be shared.
   * @param {Words} words
   */
  share(words) {
    return this.location.origin + this.#of(words);
  }

  /**
   * Go to a part of the lesson that another page shows.
   * @param {string} path  of that page
   * @param {string} part
   */
  goTo(path, part) {
    this.location.assign(path + queryOf({ ...this.kept, part, ...languageWord(this.location) }));
  }

  /**
   * Path and query of these words, and of the language if the address names one.
   * @param {Words} words
   */
  #of(words) {
    return this.path + queryOf({ ...words, ...this.kept, ...languageWord(this.location) });
  }
}
