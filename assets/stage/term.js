/** A label of the stage that is a term: a button that says what it means (assets/terms.js shows it). */

import { element, setText } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */

/**
 * Name a label. Where its words come without a sentence, as in an animation, it is text.
 * @param {HTMLElement} label
 * @param {Say} say
 * @param {string} key of the label's words
 */
export function nameTerm(label, say, key) {
  const [word, sentence] = [say(key), say(`term_${key}`)];
  if (sentence === `term_${key}`) {
    setText(label, word);
    return;
  }
  label.replaceChildren(element("button", { type: "button", class: "gp-term", "aria-description": sentence }, word));
}
