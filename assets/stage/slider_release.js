/** The moment at which a native slider is let go. */

/** Keys that follow each other within this time, ms, are one movement. */
export const KEY_REST = 400;

/**
 * Call `released` when the hand lets a slider go. A pointer's `change` event does not suffice: browsers leave it out when
 * the slider is back where it was taken.
 * @param {HTMLInputElement} slider
 * @param {() => void} released  may be called more than once for one movement
 */
export function onSliderRelease(slider, released) {
  let timer = 0;
  const letGo = () => {
    clearTimeout(timer);
    for (const type of ["pointerup", "pointercancel"]) window.removeEventListener(type, letGo, true);
    released();
  };
  slider.addEventListener("input", () => clearTimeout(timer));
  slider.addEventListener("change", () => {
    clearTimeout(timer);
    if (slider.matches(":active")) letGo();
    else timer = window.setTimeout(letGo, KEY_REST);
  });
  slider.addEventListener("blur", letGo);
  slider.addEventListener("pointerdown", () => {
    // The pointer can be let go anywhere.
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, letGo, true);
  });
}
