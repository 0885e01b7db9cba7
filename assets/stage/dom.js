/** Small helpers for the page: elements from plain records, texts that are only written when they change. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. Texts become text nodes, never markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An icon of one path in a 24 × 24 box, beside a word and therefore silent.
 * @param {string} path
 * @returns {SVGSVGElement}
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "gp-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/**
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  // A text node's data is the cheapest thing to change at every frame.
  const first = target.firstChild;
  if (first instanceof Text && first === target.lastChild) {
    if (first.data !== text) first.data = text;
  } else if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

/**
 * Another drawing in the icon of a button. The icon stays: a click is lost whose target goes between press and release.
 * @param {Element} button
 * @param {string} path
 */
export function setIcon(button, path) {
  const drawing = button.querySelector("path");
  if (drawing) setAttribute(drawing, "d", path);
}

const CROSS = "M18.3 7.1 13.4 12l4.9 4.9-1.4 1.4-4.9-4.9-4.9 4.9-1.4-1.4 4.9-4.9-4.9-4.9 1.4-1.4 4.9 4.9 4.9-4.9z";

/**
 * The cross that closes what it stands in. Its name is to be set as `aria-label`.
 * @param {() => void} act
 */
export function closeButton(act) {
  const button = element("button", { class: "gp-close", type: "button" }, icon(CROSS));
  button.onclick = act;
  return button;
}
