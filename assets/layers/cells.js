/** Arrays as blocks of cells: which cells light up, how the keys move, what a cell is called. Pure. */

/** @typedef {{label: string, rows: number[][]}} Block  flat indices of the array, row by row; below 0 a zero of the padding */
/**
 * @typedef {object} Drawing
 * @property {string} name
 * @property {"input"|"weight"|"state"|"output"} role
 * @property {number[]} shape
 * @property {number[]} values  in flat order
 * @property {Block[]} blocks
 * @property {string[]} axes  what each axis of the shape counts
 * @property {string} down    the axis of a block's rows, or ""
 * @property {string} across
 */
/** @typedef {{lit: Record<string, number[]>, lines: string[]}} Story  of one output cell */

/** Share of colour that the smallest number other than 0 has, percent. */
const WEAKEST = 14;

/**
 * The place of a flat index in an array, written as Python does: [0, 2, 1].
 * @param {number} index
 * @param {number[]} shape
 * @returns {string}
 */
export function placeOf(index, shape) {
  const place = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${place.join(", ")}]`;
}

/**
 * What the axes of an array count, with arrows at the two along which its cells are drawn: batch, steps ↓, units →.
 * @param {Pick<Drawing, "axes"|"down"|"across">} drawing
 * @param {(axis: string) => string} name
 * @returns {string}
 */
export function axesOf({ axes, down, across }, name) {
  const [rows, columns] = [down ? axes.indexOf(down) : -1, axes.lastIndexOf(across)];
  return axes.map((axis, at) => name(axis) + (at === rows ? " ↓" : at === columns ? " →" : "")).join(", ");
}

/**
 * How strongly a value is coloured, percent of the colour of the largest.
 * @param {number} value
 * @param {number} largest  > 0
 * @returns {number}
 */
export function shareOf(value, largest) {
  return Math.round(WEAKEST + (100 - WEAKEST) * Math.min(Math.abs(value) / largest, 1));
}

/**
 * The largest size among the values of an array; 1 if all are 0.
 * @param {number[]} values
 * @returns {number}
 */
export function largestOf(values) {
  return Math.max(...values.map(Math.abs)) || 1;
}

/**
 * Where the arrow keys, Home and End lead from a cell; the same cell where there is nothing further. Blocks stand side
 * by side: to the right of a block's last column comes the next block.
 * @param {Block[]} blocks
 * @param {number} index
 * @param {string} key
 * @returns {number}
 */
export function neighbour(blocks, index, key) {
  const at = blocks.findIndex(({ rows }) => rows.some((row) => row.includes(index)));
  if (at < 0) return index;
  const row = blocks[at].rows.findIndex((cells) => cells.includes(index));
  const line = blocks.map(({ rows }) => rows[row] ?? []).flat();
  const column = blocks[at].rows[row].indexOf(index);
  switch (key) {
    case "ArrowRight":
      return line[line.indexOf(index) + 1] ?? index;
    case "ArrowLeft":
      return line[line.indexOf(index) - 1] ?? index;
    case "ArrowDown":
      return blocks[at].rows[row + 1]?.[column] ?? index;
    case "ArrowUp":
      return blocks[at].rows[row - 1]?.[column] ?? index;
    case "Home":
      return line[0];
    case "End":
      return line[line.length - 1];
    default:
      return index;
  }
}

/**
 * The cells that a story lights, as names such as "kernel:3".
 * @param {Story|undefined} story
 * @returns {Set<string>}
 */
export function litBy(story) {
  return new Set(Object.entries(story?.lit ?? {}).flatMap(([name, cells]) => cells.map((cell) => `${name}:${cell}`)));
}

/**
 * How many zeros of the padding a story lights.
 * @param {Story|undefined} story
 * @returns {number}
 */
export function paddedOf(story) {
  return Object.values(story?.lit ?? {}).flat().filter((cell) => cell < 0).length;
}

/**
 * The output cell to begin with: the last one that is not 0, else the last. It has the longest story.
 * @param {number[]} values
 * @returns {number}
 */
export function firstShown(values) {
  const found = values.findLastIndex((value) => value !== 0);
  return found < 0 ? values.length - 1 : found;
}
