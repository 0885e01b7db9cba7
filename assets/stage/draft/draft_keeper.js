/** Keeps a stage's draft in the tab's storage and in the address bar, and takes it up from there. */

import { POINT_WORDS, findSets } from "../point_sets.js";
import { sameWords } from "./mid_run_changes.js";
import { load, save } from "./storage.js";

/** @typedef {import("./mid_run_changes.js").Words} Words */

export class DraftKeeper {
  /**
   * @param {import("../session.js").Session} session
   * @param {import("./address.js").Address} address
   */
  constructor(session, address) {
    this.session = session;
    this.address = address;
    /** The draft that was stored and written to the address bar last. */
    this.kept = { version: -1, step: 0, depth: 0, search: "", view: address.kept };
    /** What held before the learner's first change, and the steps of undo there were then; null until it is known. @type {{link: Words, depth: number}|null} */
    this.opened = null;
  }

  /** Whether the stage has begun and the address still is its page's. */
  get isHere() {
    return this.session.texts !== null && this.address.isHere;
  }

  /**
   * The draft to begin with: what stands after `#`, this tab's own where the address says nothing else, or the link.
   * @param {import("../protocol.js").Reply} reply
   * @param {number} now
   */
  begin(reply, now) {
    const { session, address } = this;
    const { texts } = reply;
    if (!texts) return;
    address.belongTo(texts.page, texts.paths);
    address.pageWords = texts.panel.page_words;
    address.otherViews = texts.panel.other_views;
    const stored = load(texts.page);
    const isOwn = stored !== null && address.isOf(stored);
    const wanted = address.isOwn ? address.step : null;
    if (address.isOwn) address.readKept();
    // Who comes back by the menu is still in the lesson; who reloads while a reply is awaited, at its last part.
    const { lesson } = address.kept;
    const isSame = lesson === undefined ? !Object.keys(address.kept).length : lesson === stored?.view?.lesson;
    if (isOwn && isSame && stored.view?.lesson !== undefined) address.kept = stored.view;
    session.begin(reply, now, isOwn ? stored : null);
    if (wanted !== null) session.openAt(wanted);
    if (stored && !isOwn && !sameWords(stored.words, reply.words)) session.draft.past = [...stored.past, stored.words];
    const foreign = address.isHere && address.readFragment();
    if (foreign) session.draft.openLink(foreign);
    // The server that read the address lacks a set which this tab has: the next request brings it.
    const asked = address.isOwn ? address.read() : {};
    if (!isOwn && POINT_WORDS.some((name) => !reply.words[name] && findSets([asked[name]]).length)) session.draft.openLink(asked);
  }

  /** Remember what the page was opened with, unless it is being changed already. */
  noteOpened() {
    const { draft } = this.session;
    if (!draft.isDirty) this.opened = { link: draft.link, depth: draft.past.length };
  }

  /**
   * Back and forward, and a link within the page: the address wins over the draft.
   * @returns {boolean} whether the draft is another one now
   */
  followAddress() {
    const { session, address } = this;
    const words = address.readFragment() ?? address.read();
    if (address.isOwn) address.readKept();
    if (!session.texts || sameWords(words, session.draft.link)) return false;
    if (Object.keys(words).length) session.draft.openLink(words);
    else if (address.isOfOtherView) return false; // a lab of this page: the stage goes, and its draft stays
    else session.become(session.texts.panel.home);
    return true;
  }

  /**
   * Store the draft in this tab and write its link into the address bar, when it rests.
   * @param {boolean} [leaving]  the page goes
   */
  keep(leaving = false) {
    const { session, kept } = this;
    const { draft, texts, player } = session;
    if (!texts || !session.run) return;
    const step = player.playing && !leaving ? kept.step : player.cursor;
    // Streamlit's client writes the address too: without words when a view with a stage is come to.
    const { address } = this;
    const isAsKept = draft.version === kept.version && step === kept.step && address.kept === kept.view;
    if (isAsKept && (location.search === kept.search || !address.isBare)) return;
    if (!leaving && !draft.isDirty && session.gesture === null) {
      const isFirst = kept.version < 0;
      // A change can come before the first link is written: Back then leads to what the page was opened with.
      if (isFirst && this.opened) address.write(this.opened.link, false);
      const depth = isFirst ? this.opened?.depth : kept.depth;
      address.write(draft.link, depth !== undefined && draft.past.length > depth);
      this.kept = { version: draft.version, step, depth: draft.past.length, search: location.search, view: address.kept };
    } else if (!leaving && draft.gesture !== null) return;
    // By the address that it belongs to the draft is known again. A page that goes cannot write there any more.
    const link = address.isOwn ? address.read() : draft.link;
    save(texts.page, { ...draft.stored(step), over: session.isOver, link, before: address.before, view: address.kept });
  }
}
