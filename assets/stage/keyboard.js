/** Space, arrows, Home and "?" for the whole page, unless they are turned off or mean something else where the focus is. */

/** @typedef {{toggle: () => void, back: () => void, step: () => void, reset: () => void, shortcuts: {isOn: boolean, open: () => void}}} Actions */

const OWN_KEYS = [
  "input", "textarea", "select", "button", "summary", "video", "audio", "iframe", "[contenteditable]",
  "[role=slider]", "[role=textbox]", "[role=combobox]", "[role=listbox]", "[role=option]", "[role=tab]",
  "[role=radio]", "[role=checkbox]", "[role=switch]", "[role=menu]", "[role=menuitem]", "[role=grid]",
  "[role=dialog]", "[role=application]",
].join(",");

/**
 * Listen until the returned function is called.
 * @param {HTMLElement} stage
 * @param {Actions} actions
 * @returns {() => void}
 */
export function listenToKeys(stage, actions) {
  /** @type {Record<string, (() => void)|undefined>} */
  const keys = { " ": actions.toggle, ArrowLeft: actions.back, ArrowRight: actions.step, Home: actions.reset, "?": actions.shortcuts.open };
  const listener = (/** @type {KeyboardEvent} */ event) => {
    const action = keys[event.key];
    if (!action || !actions.shortcuts.isOn || event.defaultPrevented) return;
    // A question mark is typed with Shift on most keyboards.
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "?")) return;
    if (!stage.isConnected || belongsElsewhere(event, stage)) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

/**
 * Whether the element in focus uses the key itself.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} stage
 * @returns {boolean}
 */
function belongsElsewhere(event, stage) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  const owner = target.closest(OWN_KEYS);
  if (!owner) return false;
  if (!stage.contains(owner)) return true;
  // Our buttons take Space themselves, our sliders the arrows and Home.
  if (owner.tagName === "BUTTON") return event.key === " ";
  return !(owner.matches("input[type=range]") && " ?".includes(event.key));
}
