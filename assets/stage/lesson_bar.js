/** A lesson: the scenes that the link names, one after another, with next and back. The address holds the part. */

import { closeButton, element, icon, setAttribute, setText } from "./dom.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./words.js").Say} Say */

const PREVIOUS = "M15.4 7.400 14 6l-6 6 6 6 1.400-1.400L10.800 12z";
const NEXT = "M8.600 16.600 10 18l6-6-6-6-1.400 1.400 4.600 4.600z";
/** Parts of a lesson at most, as in playground/core/lesson.py. */
const MOST_PARTS = 50;

/**
 * The scenes of a lesson that there are, and the part that is shown, from 1.
 * @param {import("./draft/draft.js").Words} kept
 * @param {Pick<import("./protocol.js").PanelView, "scenes"|"elsewhere">} panel
 * @returns {{names: string[], part: number}}
 */
export function lessonOf({ lesson = "", part = "1" }, { scenes, elsewhere = {} }) {
  const known = new Set([...scenes.map(({ name }) => name), ...Object.keys(elsewhere)]);
  const names = lesson.split(",").slice(0, MOST_PARTS).map((name) => name.trim()).filter((name) => known.has(name));
  const asked = /^\d{1,4}$/.test(part) ? Number(part) : 1;
  return { names, part: Math.min(Math.max(asked, 1), Math.max(names.length, 1)) };
}

export class LessonBar {
  /**
   * @param {Session} session
   * @param {import("./draft/address.js").Address} address
   * @param {() => void} changed  the address is to be written anew
   */
  constructor(session, address, changed) {
    this.session = session;
    this.address = address;
    this.changed = changed;
    this.previous = element("button", { class: "gp-button is-small", type: "button" }, icon(PREVIOUS));
    this.previous.onclick = () => this.#go(-1);
    this.word = element("span");
    this.next = element("button", { class: "gp-button is-small", type: "button" }, this.word, icon(NEXT));
    this.next.onclick = () => this.#go(1);
    this.text = element("p", { class: "gp-lesson-part", "aria-live": "polite" });
    this.leave = closeButton(() => {
      address.kept = {};
      changed();
    });
    this.root = element("nav", { class: "gp-lesson", hidden: "" }, this.previous, this.text, this.next, this.leave);
    /** @type {Say|null} */
    this.say = null;
    /** What is shown. @type {unknown[]} */
    this.shown = [];
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
    setAttribute(this.root, "aria-label", say("lesson"));
    setAttribute(this.previous, "aria-label", say("lesson_previous"));
    setAttribute(this.previous, "title", say("lesson_previous"));
    setText(this.word, say("lesson_next"));
    setAttribute(this.leave, "aria-label", say("lesson_leave"));
    setAttribute(this.leave, "title", say("lesson_leave"));
  }

  /** @param {number} by */
  #go(by) {
    const { session, address } = this;
    const { texts } = session;
    if (!texts) return;
    const { names, part } = lessonOf(address.kept, texts.panel);
    const to = part + by;
    const name = names[to - 1];
    if (name === undefined) return;
    const scene = texts.panel.scenes.find((found) => found.name === name);
    if (!scene) {
      const path = texts.paths[texts.panel.elsewhere?.[name] ?? ""] ?? "";
      address.goTo(new URL(path, document.baseURI).pathname, String(to));
      return;
    }
    address.kept = { ...address.kept, part: String(to) };
    session.become(scene.words);
    this.changed();
  }

  paint() {
    const { session, address, say } = this;
    const { texts } = session;
    const next = [address.kept.lesson, address.kept.part, texts?.id];
    if (!texts || !say || next.every((value, at) => value === this.shown[at])) return;
    this.shown = next;
    const { names, part } = lessonOf(address.kept, texts.panel);
    this.root.hidden = !names.length;
    this.root.parentElement?.classList.toggle("has-lesson", names.length > 0);
    setText(this.text, say("lesson_part", { part: String(part), count: String(names.length) }));
    setAttribute(this.previous, "aria-disabled", String(part <= 1));
    setAttribute(this.next, "aria-disabled", String(part >= names.length));
  }
}
