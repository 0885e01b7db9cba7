/**
 * Streamlit's own words in the reader's language: it says them in English only. They are replaced where they appear,
 * in its own elements and in labels that screen readers speak, and never in what somebody typed.
 */

const PLACES = [
  "stSkipToContent",
  "stFileUploader",
  "stFileUploaderDropzone",
  "stDialog",
  "stMainMenuPopover",
  "stMainMenuList",
  "stSelectboxVirtualDropdown",
]
  .map((name) => `[data-testid="${name}"]`)
  .join(",");
const LABELS = ["aria-label", "placeholder", "title"];
const LABELLED = LABELS.map((name) => `[${name}]`).join(",");

/** @type {Map<string, string>} */
let words = new Map();
/** @type {MutationObserver|null} */
let observer = null;

/**
 * From now on Streamlit says these words.
 * @param {Record<string, string>} pairs its English words, and what stands in their place; none for English
 */
export function say(pairs) {
  // A word of the language before this one is replaced as well.
  const own = [...words].flatMap(([english, before]) => (pairs[english] === before ? [] : [[before, pairs[english] ?? english]]));
  const back = own.length ? new Map(/** @type {[string, string][]} */ (own)) : null;
  words = new Map(Object.entries(pairs));
  observer?.disconnect();
  observer = null;
  if (back) replaceWithin(document.body, back);
  if (!words.size) return;
  replaceWithin(document.body, words);
  observer = new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof Element) replaceWithin(node, words);
        else if (/[A-Za-z]{4}/.test(node.nodeValue ?? "") && node.parentElement?.closest(PLACES)) {
          replaceWithin(node.parentElement, words);
        }
      }
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

/**
 * @param {Element} root
 * @param {Map<string, string>} table
 */
function replaceWithin(root, table) {
  const places = root.closest(PLACES) ? [root] : [...root.querySelectorAll(PLACES)];
  for (const place of places) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.nodeValue ?? "";
      const other = inPlaceOf(text, table);
      if (other !== text) node.nodeValue = other;
    }
  }
  for (const element of [root, ...root.querySelectorAll(LABELLED)]) {
    for (const name of LABELS) {
      const text = element.getAttribute(name);
      const other = text && inPlaceOf(text, table);
      if (other && other !== text) element.setAttribute(name, other);
    }
  }
}

/**
 * A word alone, or a phrase within a text.
 * @param {string} text
 * @param {Map<string, string>} table
 * @returns {string}
 */
function inPlaceOf(text, table) {
  const whole = table.get(text.trim());
  if (whole !== undefined) return text.replace(text.trim(), () => whole);
  for (const [english, own] of table) {
    if (english.includes(" ") && text.includes(english)) return text.replace(english, () => own);
  }
  return text;
}
