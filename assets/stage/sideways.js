/**
 * A slider that a finger is put on moves once the finger goes sideways, or when it is lifted in its place. A finger that
 * goes up or down scrolls the page, and the browser takes the pointer away: the value is then what it was.
 */

/** So far, px, a finger goes until its direction is known. */
const SURE = 6;

/** @typedef {{input: HTMLInputElement, value: string, x: number, y: number}} Held */

/** @param {Document} root */
export function guardRanges(root) {
  /** The finger on a slider whose direction is not known yet. @type {Held|null} */
  let held = null;
  const tell = (/** @type {Held} */ { input }) => {
    held = null;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  root.addEventListener("pointerdown", (event) => {
    const { target: input, pointerType, clientX: x, clientY: y } = event;
    const isSlider = pointerType === "touch" && input instanceof HTMLInputElement && input.type === "range";
    held = isSlider ? { input, value: input.value, x, y } : null;
  }, true);
  root.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!held) return;
    const [across, along] = [Math.abs(clientX - held.x), Math.abs(clientY - held.y)];
    if (across > SURE && across > along) tell(held);
  }, true);
  root.addEventListener("pointerup", () => {
    if (held) tell(held);
  }, true);
  root.addEventListener("pointercancel", () => {
    const gone = held;
    if (!gone) return;
    const restore = () => {
      gone.input.value = gone.value;
    };
    restore();
    // The slider ends its own gesture after this event.
    setTimeout(() => {
      restore();
      if (held === gone) held = null;
    });
  }, true);
  for (const name of ["input", "change"]) {
    root.addEventListener(name, (event) => {
      if (held && event.isTrusted && event.target === held.input) event.stopImmediatePropagation();
    }, true);
  }
}
