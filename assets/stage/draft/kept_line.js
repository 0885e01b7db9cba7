/** "Keep line": training begins with the weights that are shown, so that a class moves and the line stays. Linear classifier only. */

import { element, setAttribute, setText } from "../dom.js";

/** @typedef {import("../session.js").Session} Session */

const WEIGHTS = ["w1", "w2", "b"];
/** Digits that tell any two float32 numbers apart. */
const DIGITS = 9;

/** Whether a line is shown that training has moved. @param {Session} session */
export const isTrained = (session) => session.player.cursor > 0 && WEIGHTS.every((name) => Number.isFinite(session.value(name)));

/** The weights that are shown become those of the start: a change like any other, to be undone. @param {Session} session */
export function keepLine(session) {
  if (!isTrained(session)) return;
  const start = WEIGHTS.map((name) => [name, String(Number(session.value(name).toPrecision(DIGITS)))]);
  const cleared = "edits" in session.draft.words ? { edits: "" } : {};
  session.gestures.end(NaN);
  session.draft.set({ ...cleared, ...Object.fromEntries(start) });
  session.hold();
}

export class KeptLine {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.root = element("button", { class: "gp-button", type: "button", hidden: "" });
    this.root.onclick = (event) => {
      keepLine(session);
      changed();
      if (event.detail > 0) this.root.blur(); // the next Space is for Play
    };
  }

  /** @param {Record<string, string>} words */
  describe(words) {
    setText(this.root, words.keep ?? "");
    setAttribute(this.root, "title", words.keep_help ?? "");
  }

  paint() {
    this.root.hidden = !this.session.texts?.panel.knobs.w1;
    setAttribute(this.root, "aria-disabled", String(!isTrained(this.session)));
  }
}
