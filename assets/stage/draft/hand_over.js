/**
 * The home page's link to the linear classifier. Streamlit draws it with the words that its server knows, which can be
 * those of a moment before: what was dragged since then goes along as the draft that the classifier's page takes up.
 */

import { sameWords } from "./mid_run_changes.js";
import { load, save } from "./storage.js";

const FROM = "home";
const TO = "linear";
const LINK = ".st-key-gp_words a[href]";

/**
 * @param {import("../session.js").Session} session
 * @returns {() => void} no longer
 */
export function handOver(session) {
  const onClick = (/** @type {MouseEvent} */ { target }) => {
    const { texts, draft } = session;
    const anchor = target instanceof Element ? /** @type {HTMLAnchorElement|null} */ (target.closest(LINK)) : null;
    if (!anchor || texts?.page !== FROM) return;
    const { pathname, searchParams } = new URL(anchor.href);
    if (pathname.split("/").at(-1) !== texts.paths[TO]) return;
    const link = Object.fromEntries(searchParams);
    delete link.lang;
    if (sameWords(link, draft.words)) return;
    const before = load(TO);
    save(TO, { ...draft.stored(0), past: before ? [...before.past, before.words] : [], future: [], link, before: null });
  };
  document.addEventListener("click", onClick, true);
  return () => document.removeEventListener("click", onClick, true);
}
