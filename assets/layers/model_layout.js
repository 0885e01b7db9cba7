/** Where the layers and links of a model lie: from the input at the top down to the outputs. Pure. */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {"input"|"dense"|"concat"|"add"} kind
 * @property {number[]} inputs  places of earlier layers
 * @property {number} units
 * @property {string} activation
 * @property {string} shape
 * @property {number} weights  how many
 */

/** @typedef {{layer: Layer, place: number, x: number, y: number}} Placed  the middle of a layer's box */
/** @typedef {{from: number, to: number, path: string, around: boolean}} Link */
/** @typedef {{width: number, height: number, placed: Placed[], links: Link[]}} Layout */

export const BOX = { width: 160, height: 58 };
const GAP = { across: 16, down: 26 };
/** How far a link that passes layers by bows out. */
const BOW = 34;

/**
 * How many links lie between the input and each layer, on the longest way.
 * @param {Layer[]} layers
 * @returns {number[]}
 */
export function levelsOf(layers) {
  /** @type {number[]} */
  const levels = [];
  for (const { inputs } of layers) levels.push(inputs.length ? Math.max(...inputs.map((place) => levels[place])) + 1 : 0);
  return levels;
}

/**
 * @param {Layer[]} layers  in the order of computation
 * @returns {Layout}
 */
export function layoutOf(layers) {
  const levels = levelsOf(layers);
  const rows = Array.from({ length: Math.max(...levels) + 1 }, (_, level) =>
    layers.flatMap((_, place) => (levels[place] === level ? [place] : [])));
  const widest = Math.max(...rows.map((row) => row.length));
  const links = layers.flatMap(({ inputs }, to) => inputs.map((from) => ({ from, to, around: levels[to] - levels[from] > 1 })));
  const bow = links.some(({ around }) => around) ? BOW + 8 : 0;
  const inner = widest * BOX.width + (widest - 1) * GAP.across;
  const width = inner + 2 * bow + 4;
  const placed = layers.map((layer, place) => {
    const row = rows[levels[place]];
    const side = (row.indexOf(place) - (row.length - 1) / 2) * (BOX.width + GAP.across);
    const y = BOX.height / 2 + 2 + levels[place] * (BOX.height + GAP.down);
    return { layer, place, x: width / 2 + side, y };
  });
  const height = rows.length * (BOX.height + GAP.down) - GAP.down + 4;
  return {
    width, height, placed,
    links: links.map((link) => ({ ...link, path: pathOf(placed[link.from], placed[link.to], link.around) })),
  };
}

/**
 * From the lower edge of a box to the upper edge of another; around the right side of what lies between them.
 * @param {Placed} from
 * @param {Placed} to
 * @param {boolean} around
 * @returns {string}
 */
function pathOf(from, to, around) {
  const half = BOX.height / 2;
  const [y0, y1] = [from.y + half, to.y - half - 5];
  if (!around) {
    const middle = (y0 + y1) / 2;
    return `M${from.x} ${y0}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${y1}`;
  }
  const side = Math.max(from.x, to.x) + BOX.width / 2;
  const edge = side - 22;
  // The Bézier's handles lie further out than its middle comes.
  const out = side + BOW * 1.3;
  return `M${edge} ${y0}C${out} ${y0 + 16} ${out} ${y1 - 16} ${edge} ${y1}`;
}
