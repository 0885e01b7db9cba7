/**
 * What came of a button on a lesson page, for people who do not see it: the verdict or the result is said, and the
 * focus stays in the card, where the button that was pressed is not there any more.
 *
 * Streamlit replaces the pressed button, and the browser gives the focus to the page as a whole.
 */

/** Cards of a lesson page in which buttons are replaced by what they brought. */
const CARDS = '[class*="st-key-gp_predict_"], [class*="st-key-gp_lab_"]';
/** Why an answer was not taken: there is none, or it cannot be read. */
const OBJECTIONS = ".gp-words.is-unanswered, .gp-words.is-refused";
const VERDICTS = `.gp-words.is-right, .gp-words.is-wrong, ${OBJECTIONS}, .gp-failure, [data-gp-said]`;
/** Where a question is answered. */
const QUESTION = '[class*="st-key-gp_question_"]';
const FIELDS = '[class*="st-key-gp_enter_"] :is(input[type="text"], [role="radiogroup"])';
/** The last change of a card is over for so long, ms. */
const QUIET = 300;

/** @type {HTMLElement|null} */
let region = null;
/** Ends the watch over the card whose button was pressed last. */
let stop = () => {};
let described = 0;

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
  if (card) watch(card);
}

/**
 * A card's parts come one after another, the last ones seconds later on a busy server, and the card itself may be drawn
 * anew: each new verdict is said, and a focus that is lost comes back until the learner goes on.
 * @param {HTMLElement} pressed  the card whose button was pressed
 */
function watch(pressed) {
  stop();
  const key = [...pressed.classList].find((name) => name.startsWith("st-key-")) ?? "";
  const card = () => (pressed.isConnected ? pressed : /** @type {HTMLElement|null} */ (document.querySelector(`.${CSS.escape(key)}`)));
  let said = verdictOf(pressed);
  let goesOn = false;
  let quiet = 0;
  const keepFocus = () => {
    if (!goesOn && (document.activeElement ?? document.body) === document.body) focusIn(card());
  };
  const observer = new MutationObserver(() => {
    keepFocus();
    // A button that is put elsewhere or disabled loses the focus a moment after the change.
    clearTimeout(quiet);
    quiet = setTimeout(keepFocus, QUIET);
    card()?.querySelectorAll(QUESTION).forEach(describeFields);
    const verdict = verdictOf(card());
    if (verdict && verdict !== said && region) region.textContent = verdict;
    said = verdict;
  });
  const over = new AbortController();
  stop = () => {
    observer.disconnect();
    over.abort();
    clearTimeout(quiet);
  };
  observer.observe(pressed.closest("[data-testid=stMain]") ?? document.body, { childList: true, subtree: true });
  const options = { capture: true, signal: over.signal };
  // A key that is still held down since it pressed the button says nothing new.
  document.addEventListener("keydown", ({ repeat }) => (goesOn ||= !repeat), options);
  document.addEventListener("pointerdown", () => (goesOn = true), options);
}

/**
 * The fields of a question are described by why their answer was not taken, as long as that stands there; Streamlit's
 * widgets take no description.
 * @param {Element} question
 */
function describeFields(question) {
  const objection = question.querySelector(OBJECTIONS);
  if (!objection || objection.id) return;
  const id = `gp-objection-${(described += 1)}`;
  objection.id = id;
  question.querySelectorAll(FIELDS).forEach((field) => field.setAttribute("aria-describedby", id));
  const leaving = new MutationObserver(() => {
    if (objection.isConnected) return;
    leaving.disconnect();
    question.querySelectorAll(`[aria-describedby="${id}"]`).forEach((field) => field.removeAttribute("aria-describedby"));
  });
  leaving.observe(question, { childList: true, subtree: true });
}

/** @param {HTMLElement|null} card */
function focusIn(card) {
  if (!card) return;
  const heading = /** @type {HTMLElement|null} */ (card.querySelector("h2, h3")) ?? card;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement|null} card
 * @returns {string} what it says of an answer, or nothing
 */
function verdictOf(card) {
  return [...(card?.querySelectorAll(VERDICTS) ?? [])].map((part) => part.textContent?.trim() ?? "").join(" ");
}
