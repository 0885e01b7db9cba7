/**
 * Own points that a link only names, on the pages whose settings Streamlit draws: this tab keeps their texts, tells those
 * that the server lacks, and asks for those that it lacks itself.
 */

import { findSets, keepSet } from "../stage/point_sets.js";

/**
 * turn: of the server's question; lacking: names of the sets that the server lacks; names: of those that the page has; texts: of those that were asked for.
 * @typedef {{turn: string, lacking: string[], names: string[], texts: Record<string, string>}} Data
 */
/** turn: of the question; found: texts of what was lacking; wanted: names of sets that this tab lacks. @typedef {{turn: string, found: string[], wanted: string[]}} Told */

/** What was told last: it is state of the component, so that one which is repeated does no harm. */
let last = "";

/** @param {{data: Data, setStateValue: (name: string, value: unknown) => void}} component */
export function mount({ data, setStateValue }) {
  const told = exchange(data);
  const text = JSON.stringify(told);
  if (text === last || (!last && !told)) return;
  last = text;
  setStateValue("told", told);
}

/**
 * Keep the texts that came; what the server has to hear, or null.
 * @param {Data} data
 * @returns {Told|null}
 */
export function exchange({ turn, lacking, names, texts }) {
  for (const [name, text] of Object.entries(texts)) keepSet(name, text);
  const wanted = names.filter((name) => !(name in texts) && !findSets([name]).length);
  return lacking.length || wanted.length ? { turn, found: findSets(lacking), wanted } : null;
}
