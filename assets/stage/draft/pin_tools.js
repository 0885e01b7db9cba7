/** "Pin this run" and the way to the page Compare, among the tools of a stage's knobs. */

import { element, icon, setAttribute, setText } from "../dom.js";
import { MOST_PINNED, STORED, loadPins, sameRun, savePins } from "../pins.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../pins.js").Pin} Pin */

const PIN = "M16 9V4h1V2H7v2h1v5a3 3 0 0 1-3 3v2h5.970v7l1.030 1 1.030-1v-7H19v-2a3 3 0 0 1-3-3z";
const COMPARE = "M3 17.500 8.500 12l4 4L21 6.500 19.600 5.100l-7 7.900-4-4L1.600 16.100zM3 21h18v-2H3z";

export class PinTools {
  /**
   * @param {Session} session
   * @param {() => void} [changed]  other runs are pinned: what stands beside the stage's own follows
   */
  constructor(session, changed = () => undefined) {
    this.session = session;
    this.changed = changed;
    this.word = element("span", { class: "gp-word" });
    this.pin = element("button", { class: "gp-button", type: "button" }, icon(PIN), this.word);
    this.pin.onclick = (event) => {
      this.#toggle();
      if (event.detail > 0) this.pin.blur();
    };
    this.count = element("span", { class: "gp-word" });
    this.compare = element("a", { class: "gp-button", hidden: "" }, icon(COMPARE), this.count);
    this.compare.onclick = (event) => goByMenu(event, this.compare.href);
    this.root = element("div", { class: "gp-tool-row", role: "group" }, this.pin, this.compare);
    /** @type {Record<string, string>} */
    this.words = {};
    // Read when it changes only: the tools are painted at every move of a knob.
    session.pins = loadPins().runs;
    this.stored = (/** @type {StorageEvent} */ { key }) => {
      if (key !== STORED) return;
      session.pins = loadPins().runs;
      this.paint();
      changed();
    };
    window.addEventListener("storage", this.stored);
  }

  /** The stage is gone: without this its window would keep its session, rows included. */
  dispose() {
    window.removeEventListener("storage", this.stored);
  }

  /** The run that is shown, as it would be pinned; null before there is one. @returns {Pin|null} */
  get #run() {
    const { texts, config, runWords, run, seen } = this.session;
    if (!texts || !config || !run) return null;
    return { page: texts.page, words: runWords, name: "", seen: config.experiment.stop === "steps" ? 0 : seen };
  }

  #toggle() {
    const run = this.#run;
    if (!run) return;
    const { runs, before } = loadPins();
    const others = runs.filter((pin) => !sameRun(pin, run));
    if (others.length === runs.length && runs.length >= MOST_PINNED) return;
    savePins({ runs: others.length < runs.length ? others : [...runs, run], before });
    this.session.pins = loadPins().runs;
    this.paint();
    this.changed();
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    this.words = words;
    setAttribute(this.pin, "title", words.pin_help ?? "");
  }

  paint() {
    const { words, session } = this;
    const runs = session.pins;
    const run = this.#run;
    const isPinned = run !== null && runs.some((pin) => sameRun(pin, run));
    const isFull = runs.length >= MOST_PINNED && !isPinned;
    setText(this.word, (isPinned ? words.pinned : words.pin) ?? "");
    setAttribute(this.pin, "aria-pressed", String(isPinned));
    setAttribute(this.pin, "aria-disabled", String(isFull));
    setAttribute(this.pin, "title", (isFull ? words.pin_full : words.pin_help) ?? "");
    this.compare.hidden = !runs.length;
    setText(this.count, `${words.compare ?? ""} ${runs.length}`);
    setAttribute(this.compare, "href", String(new URL(session.texts?.paths.compare ?? "", document.baseURI)));
  }
}

/**
 * Follow a link to another page of the app by its entry in Streamlit's menu, which keeps the session and its connection.
 * @param {MouseEvent} event
 * @param {string} href
 */
export function goByMenu(event, href) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { pathname } = new URL(href);
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-testid=stTopNavLink]"));
  const entry = [...links].find((link) => link.pathname === pathname && link.checkVisibility());
  if (!entry) return;
  event.preventDefault();
  entry.click();
}
