/**
 * The address bar of a stage page. The browser writes it, as it owns the draft; Streamlit reads it with each run. An
 * address that was opened from outside, or by back and forward, wins over the draft.
 */

import { sameWords } from "./changes.js";

/** @typedef {import("./changes.js").Words} Words */

export class Address {
  /** @param {Location} location @param {History} history */
  constructor(location, history) {
    this.location = location;
    this.history = history;
    this.path = location.pathname;
    /** Words that speak to the page and set no knob: the language, a view. @type {readonly string[]} */
    this.pageWords = [];
  }

  /** Whether the address still is that of the stage's page. */
  get isHere() {
    return this.location.pathname === this.path;
  }

  /**
   * The words of the address that set knobs; the last one where a word stands twice.
   * @returns {Words}
   */
  read() {
    const words = Object.fromEntries(new URLSearchParams(this.location.search));
    for (const name of this.pageWords) delete words[name];
    return words;
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
    if (!this.isHere) return;
    const { search, hash } = this.location;
    if (!hash && sameWords(words, this.read())) return;
    const address = this.#of(words);
    if (!hash && address === this.path + search) return;
    if (asEntry || this.isOfView) this.history.pushState(this.history.state, "", address);
    else this.history.replaceState(this.history.state, "", address);
  }

  /** Whether the address is that of another view, which was come to within the page: its entry of the history stays. */
  get isOfView() {
    const [loaded] = performance.getEntriesByType?.("navigation") ?? [];
    return new URLSearchParams(this.location.search).has("view") && loaded !== undefined && loaded.name !== this.location.href;
  }

  /**
   * The address of these words, to be shared.
   * @param {Words} words
   */
  share(words) {
    return this.location.origin + this.#of(words);
  }

  /**
   * Path and query of these words, and of the language if the address names one.
   * @param {Words} words
   */
  #of(words) {
    const lang = new URLSearchParams(this.location.search).get("lang");
    const query = Object.entries(lang === null ? words : { ...words, lang }).map(([name, text]) => `${name}=${encode(text)}`);
    return `${this.path}${query.length ? `?${query.join("&")}` : ""}`;
  }
}

/** @param {string} text */
const encode = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");
