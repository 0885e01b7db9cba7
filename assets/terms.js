/**
 * What a term means, while the pointer is on it, while it has the focus, and after a tap. One bubble serves the page.
 * The sentence is the term's description, so a screen reader says it with the word.
 */

const TERM = ".gp-term";
/** Pixels between a word and its sentence, and between the sentence and the window's edge. */
const GAP = 6;
const EDGE = 8;

/** @type {HTMLElement|null} */
let bubble = null;
/** The term whose sentence is shown. @type {Element|null} */
let shown = null;

/** Listen on the whole page, once however often this is called. */
export function listenToTerms() {
  for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, onCome);
  for (const type of ["pointerout", "focusout"]) document.addEventListener(type, onLeave);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
}

/** @param {Event} event */
function termOf(event) {
  const [target] = event.composedPath();
  return target instanceof Element ? target.closest(TERM) : null;
}

/** @param {Event} event */
function onCome(event) {
  const term = termOf(event);
  if (term) show(term);
  else if (shown && event.type === "click") hide();
}

/** @param {Event} event */
function onLeave(event) {
  const term = termOf(event);
  // It stays for the one that reads it by keyboard while the pointer goes elsewhere.
  if (term && term === shown && !(event.type === "pointerout" && term.matches(":focus"))) hide();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Escape" && shown) {
    event.stopPropagation(); // the first Escape closes what lies on top
    hide();
  }
}

/** @param {Element} term */
function show(term) {
  bubble ??= made();
  if (!bubble.isConnected) document.body.append(bubble);
  shown = term;
  bubble.textContent = term.getAttribute("aria-description");
  bubble.style.colorScheme = getComputedStyle(term).colorScheme;
  bubble.showPopover();
  const { left, top, bottom } = term.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const below = bottom + GAP + height + EDGE <= innerHeight;
  bubble.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - EDGE - width))}px`;
  bubble.style.top = `${below ? bottom + GAP : Math.max(EDGE, top - GAP - height)}px`;
}

function hide() {
  shown = null;
  if (bubble?.isConnected) bubble.hidePopover();
}

function made() {
  const made = document.createElement("div");
  made.className = "gp-term-bubble";
  made.popover = "manual";
  made.setAttribute("aria-hidden", "true"); // said with the word already
  return made;
}
