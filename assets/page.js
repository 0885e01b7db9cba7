/**
 * What concerns the whole page: its language, for screen readers, hyphenation and the choice of letter forms, and
 * for the next visit; the address of a page that was come to by the menu, which names no experiment; its style sheet,
 * where the page came without it (a host that sends Streamlit's page itself) or with an older one (a server that was
 * replaced meanwhile); Enter in a field that has a button beside it; terms that say what they mean; and Streamlit's own words in its language.
 */

import { replaceQuery } from "./stage/address_bar.js";
import { listen } from "./answers.js";
import { say } from "./streamlit_words.js";
import { listenToTerms } from "./terms.js";

const CHOICE = "gradient-playground:language";

/**
 * @typedef {object} Data
 * @property {string} language of this run
 * @property {string[]} languages that there are
 * @property {string|null} chosen by the link or the learner
 * @property {string|null} picked by the learner, in this session
 * @property {string|null} query
 * @property {string|null} shelf  which link asked for which view below the stage
 * @property {string|null} sheet
 * @property {Record<string, string>} words of Streamlit, and what stands in their place
 */

/**
 * @param {{data: Data, setStateValue: (name: string, value: unknown) => void}} component
 */
export function mount({ data: { language, languages, chosen, picked, query, shelf, sheet, words }, setStateValue }) {
  document.documentElement.lang = language;
  const kept = keptChoice(picked);
  if (!chosen && kept && kept !== language && languages.includes(kept)) setStateValue("language", kept);
  // Only where there are no words yet: this runs again at every change of the theme.
  if (query && !location.search) replaceQuery(`?${query}`);
  if (chosen) tellLanguage(chosen);
  say(words);
  if (shelf && shelf !== scrolledTo) {
    scrolledTo = shelf;
    if (!hasBegun) scrollToShelf();
  }
  hasBegun = false;
  if (sheet) dress(new URL(sheet, document.baseURI).href);
  listen();
  listenToTerms();
  window.addEventListener("beforeprint", writeLink);
  document.removeEventListener("keydown", onKey);
  document.addEventListener("keydown", onKey);
}

/** Paper has no address bar: print.css writes the link below the picture. */
function writeLink() {
  document.querySelector("[data-testid=stMain]")?.setAttribute("data-link", location.href);
}

/** What was scrolled to last: the page tells it again at each of its runs.
 * @type {string|null|undefined}
 */
let scrolledTo = null;
/**
 * Whether the learner pressed something before this module came: on the stage that stands before Streamlit's client. The
 * first view then stays where it is, as it would scroll away under the hand.
 */
let hasBegun = document.documentElement.dataset.hand === "began";
/** Frames that the tabs below a stage may take to come. */
const LATEST = 600;
/** What a hand does that has begun to work; the page does not scroll away under it. */
const HANDS = ["pointerdown", "keydown", "wheel"];

/** Scroll to the tabs below the stage, once their open one has content, and mark it for a moment. */
function scrollToShelf() {
  const hand = new AbortController();
  for (const type of HANDS) window.addEventListener(type, () => hand.abort(), { capture: true, passive: true, signal: hand.signal });
  let frames = 0;
  const look = () => {
    if (hand.signal.aborted) return;
    const tabs = document.querySelector("[data-testid=stMain] [data-testid=stTabs]");
    const panel = tabs?.querySelector("[role=tabpanel]:not([hidden])");
    if (tabs && panel?.textContent && !document.documentElement.dataset.early) {
      tabs.scrollIntoView({ block: "start" });
      tabs.classList.add("is-asked");
      setTimeout(() => tabs.classList.remove("is-asked"), 2500);
    } else if (frames++ < LATEST) {
      requestAnimationFrame(look);
      return;
    }
    hand.abort();
  };
  look();
}

/**
 * A language that was asked for stands in the address: a reload and a shared link speak it.
 *
 * @param {string} language
 */
function tellLanguage(language) {
  const words = new URLSearchParams(location.search);
  if (words.get("lang") === language) return;
  const others = location.search.slice(1).split("&").filter((word) => word && !word.startsWith("lang="));
  replaceQuery(`?${[...others, `lang=${language}`].join("&")}`);
}

/**
 * The choice of an earlier visit; `picked` is kept for the next one.
 *
 * @param {string|null} picked
 * @returns {string|null}
 */
function keptChoice(picked) {
  try {
    if (picked) localStorage.setItem(CHOICE, picked);
    return localStorage.getItem(CHOICE);
  } catch {
    return null; // a browser that lets pages keep nothing
  }
}

/**
 * Enter in a field presses the button that stands with it. The field has taken its text by then: Streamlit hears the
 * key before the document does, and sends the text before what a later task does.
 *
 * @param {KeyboardEvent} event
 */
function onKey({ key, target, isComposing }) {
  if (key !== "Enter" || isComposing || !(target instanceof HTMLInputElement)) return;
  const place = target.closest('[class*="st-key-gp_enter_"]');
  if (place) setTimeout(() => place.querySelector("[data-testid=stButton] button")?.dispatchEvent(new MouseEvent("click", { bubbles: true })));
}

/**
 * @param {string} address
 */
function dress(address) {
  const sheets = [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("body > link[rel=stylesheet]"))];
  if (sheets.some((link) => link.href === address)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  link.onload = () => sheets.forEach((old) => old.remove());
  document.body.prepend(link);
}
