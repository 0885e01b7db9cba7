/** A press on a panel that is moved along: what follows the pointer until it is let go. */

/**
 * @param {HTMLElement} panel
 * @param {{begin?: (event: PointerEvent) => boolean, move: (event: PointerEvent) => void, end?: () => void}} acts
 *   `begin`: whether this press begins a drag; `move`: the press itself and every move; `end`: it was let go
 * @returns {{isActive: boolean}}
 */
export function onDrag(panel, { begin = () => true, move, end = () => {} }) {
  const drag = { isActive: false };
  panel.onpointerdown = (event) => {
    if (event.button !== 0 || !begin(event)) return;
    panel.setPointerCapture(event.pointerId);
    drag.isActive = true;
    move(event);
    event.preventDefault();
  };
  panel.onpointermove = (event) => {
    if (drag.isActive) move(event);
  };
  panel.onpointerup = panel.onpointercancel = () => {
    if (!drag.isActive) return;
    drag.isActive = false;
    end();
  };
  return drag;
}
