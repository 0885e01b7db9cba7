/**
 * What came of a button on a lesson page, for people who do not see it: the verdict or the result is said, and the
 * focus stays in the card, where the button that was pressed is not there any more.
 *
 * Streamlit replaces the pressed button, and the browser gives the focus to the page as a whole.
 */

/** Cards of a lesson page in which buttons are replaced by what they brought. */
const CARDS = '[class*="st-key-gp_predict_"], [class*="st-key-gp_lab_"]';
const VERDICTS = ".gp-words.is-right, .gp-words.is-wrong, .gp-words.is-refused, .gp-failure, [data-gp-said]";
/** How long an answer may take until it is none of this button's, ms. */
const PATIENCE = 20_000;

/** @type {HTMLElement|null} */
let region = null;
/** @type {MutationObserver|null} */
let watching = null;
let until = 0;

/** Begin; calling it again changes nothing. */
export function listen() {
  if (region?.isConnected) return;
  region = document.createElement("div");
  region.setAttribute("role", "status");
  region.className = "gp-hidden";
  document.body.append(region);
  document.removeEventListener("click", onClick, true);
  document.addEventListener("click", onClick, true);
}

/** @param {MouseEvent} event */
function onClick({ target }) {
  const button = target instanceof Element ? target.closest("button") : null;
  const card = /** @type {HTMLElement|null} */ (button?.closest(CARDS) ?? null);
  if (!button || !card) return;
  const before = verdictOf(card);
  watching?.disconnect();
  until = performance.now() + PATIENCE;
  watching = new MutationObserver(() => settle(card, button, before));
  watching.observe(card, { childList: true, subtree: true });
}

/**
 * @param {HTMLElement} card
 * @param {Element} button  that was pressed
 * @param {string} before   the verdict that stood there
 */
function settle(card, button, before) {
  if (!button.isConnected && (document.activeElement === document.body || !document.activeElement)) focusIn(card);
  const verdict = verdictOf(card);
  if (verdict && verdict !== before && region) region.textContent = verdict;
  if (verdict !== before || performance.now() > until || !card.isConnected) {
    // The last parts of a card come after its verdict.
    setTimeout(() => {
      if (document.activeElement === document.body && card.isConnected) focusIn(card);
      watching?.disconnect();
    }, 300);
  }
}

/** @param {HTMLElement} card */
function focusIn(card) {
  const heading = /** @type {HTMLElement|null} */ (card.querySelector("h2, h3")) ?? card;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} card
 * @returns {string} what it says of an answer, or nothing
 */
function verdictOf(card) {
  return [...card.querySelectorAll(VERDICTS)].map((part) => part.textContent?.trim() ?? "").join(" ");
}
