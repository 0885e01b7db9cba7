/** Where the parts of a page go: the knobs of a stage, its own points, and how to ask Streamlit for a place over the page. */

/** Own points that the learner has put on a stage: their word, and their text where the word only names them. @typedef {{token: string, name: string, word: string, text: string|null}} Put */
/** Ask for the place where own points are put in, or for that of the link. @typedef {(name: "own_points"|"share", value: unknown) => void} Ask */
/** What a page asks of its stage. @typedef {{takePut: () => void, showKnobs: (host: HTMLElement) => void, figureOf: (name: import("./figures_place.js").Name) => {figure: import("./figures_out.js").Figure, background: string}|null}} PageStage */
/**
 * Where the knobs of a page go, and the stage that draws them, whichever comes first; the own points put on it last, and
 * how to ask Streamlit for a place over the page.
 * @typedef {{host: HTMLElement|null, stage: PageStage|null, put: Put|null, put_on: string, ask: Ask|null, asked: Parameters<Ask>|null}} PagePlaces
 */
/** @type {Map<string, PagePlaces>} */
const pages = new Map();

/** @param {string} name */
export function pageOf(name) {
  const page = pages.get(name) ?? { host: null, stage: null, put: null, put_on: "", ask: null, asked: null };
  pages.set(name, page);
  return page;
}

/**
 * Show a place over the page; a moment later where Streamlit's client is not there yet.
 * @param {string} name  of the page
 * @param {Parameters<Ask>} asked
 */
export function askFor(name, ...asked) {
  const page = pageOf(name);
  page.asked = page.ask === null ? asked : null;
  page.ask?.(...asked);
}
