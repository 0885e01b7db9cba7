/**
 * Cells of large tensors: the one under the pointer or the focus says which element it is, and lights the elements that
 * it was made from. The arrow keys go from cell to cell. The grids are plain HTML (shared/view/tensor_grid.py); this
 * only listens.
 */

const CELL = ".gp-board td[data-at]";
const LIT = "gp-lit";

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

let mounted = 0;

/** @returns {() => void} */
export function mount() {
  if (mounted++ === 0) listen("addEventListener");
  return () => {
    if (--mounted === 0) listen("removeEventListener");
  };
}

/** @param {"addEventListener"|"removeEventListener"} change */
function listen(change) {
  document[change]("pointerover", onPoint);
  document[change]("focusin", onPoint);
  document[change]("keydown", onKey);
}

/** @param {Event} event */
function onPoint({ target }) {
  const cell = target instanceof Element ? target.closest(CELL) : null;
  if (cell) read(cell);
}

/**
 * Show what a cell says, and light it with what it was made from.
 * @param {Element} cell
 */
export function read(cell) {
  const board = cell.closest(".gp-board");
  const readout = board?.querySelector(".gp-readout");
  if (!board || !readout) return;
  readout.textContent = cell.getAttribute("aria-label");
  for (const lit of board.querySelectorAll(`.${LIT}`)) lit.classList.remove(LIT);
  for (const part of [cell, ...headsOf(cell), ...sourcesOf(board, cell.getAttribute("data-from"))])
    part.classList.add(LIT);
}

/**
 * The index beside a cell's row and above its column.
 * @param {Element} cell
 * @returns {Element[]}
 */
function headsOf(cell) {
  const row = cell.parentElement;
  const table = cell.closest("table");
  if (!row || !table) return [];
  const place = [...row.children].indexOf(cell);
  const heads = [row.querySelector("th"), table.querySelector("thead tr")?.children[place]];
  return heads.filter((head) => head instanceof HTMLTableCellElement && head.tagName === "TH").map((head) => /** @type {Element} */ (head));
}

/**
 * The cells that a list such as "a:0,1 b:1" names.
 * @param {Element} board
 * @param {string|null} names
 * @returns {Element[]}
 */
function sourcesOf(board, names) {
  const wanted = new Set(names?.split(" ") ?? []);
  return [...board.querySelectorAll("td[data-at]")].filter((cell) => wanted.has(cell.getAttribute("data-at") ?? ""));
}

/** @param {Event} event */
function onKey(event) {
  const { target } = event;
  const cell = target instanceof Element ? target.closest(CELL) : null;
  const figure = cell?.closest("figure");
  if (!(event instanceof KeyboardEvent) || !(event.key in STEPS) || !(cell instanceof HTMLElement) || !figure) return;
  event.preventDefault(); // the page does not scroll meanwhile
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("td[data-at]")]));
  const place = indexOf(rows, cell);
  const next = place && neighbourOf(rows, place, event.key);
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/**
 * Row and column of a cell.
 * @template Cell
 * @param {Cell[][]} rows
 * @param {Cell} cell
 * @returns {[number, number]|undefined}
 */
export function indexOf(rows, cell) {
  const row = rows.findIndex((cells) => cells.includes(cell));
  return row < 0 ? undefined : [row, rows[row].indexOf(cell)];
}

/**
 * The cell that an arrow key goes to; past a sheet's last row the next sheet follows.
 * @template Cell
 * @param {Cell[][]} rows
 * @param {[number, number]} place
 * @param {string} key
 * @returns {Cell|undefined}
 */
export function neighbourOf(rows, [row, column], key) {
  const [down, right] = STEPS[key] ?? [rows.length, 0];
  return rows[row + down]?.[column + right];
}
